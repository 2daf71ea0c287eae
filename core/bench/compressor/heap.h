/* The heap of the program that measures. */
#ifndef BENCH_HEAP_H
#define BENCH_HEAP_H

/*
 * Keeps freed memory for the next run, where the C library can. Else each run that builds a
 * document pays the operating system for pages that the last one had, which costs more than what is
 * measured, and on virtual machines much more. node keeps its heap, too.
 */
void bench_keep_heap(void);

#endif
