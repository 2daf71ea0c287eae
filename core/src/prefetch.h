/* A hint that memory will soon be read; nothing where the compiler has none. */
#ifndef IDALLOC_PREFETCH_H
#define IDALLOC_PREFETCH_H

static inline void ida_prefetch(const void *address)
{
#if defined(__GNUC__)
    __builtin_prefetch(address);
#else
    (void)address;
#endif
}

#endif
