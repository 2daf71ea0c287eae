/*
 * AddressSanitizer's defaults unless ASAN_OPTIONS overrides them: an input allocates kilobytes, so
 * a small quarantine holds many inputs' worth and stays in the cache; and call stacks are shallow.
 */
const char *__asan_default_options(void);

const char *__asan_default_options(void)
{
    return "quarantine_size_mb=2:thread_local_quarantine_size_kb=64:malloc_context_size=8";
}
