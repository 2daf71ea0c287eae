/* Keeps the rare path out of the common one, where a compiler can be told. */
#ifndef IDALLOC_NOINLINE_H
#define IDALLOC_NOINLINE_H

#ifdef __GNUC__
#define IDA_NOINLINE __attribute__((noinline))
#else
#define IDA_NOINLINE
#endif

#endif
