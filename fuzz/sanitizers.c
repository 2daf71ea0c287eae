/*
 * What AddressSanitizer does unless ASAN_OPTIONS says otherwise: an input allocates kilobytes, so a
 * small quarantine holds many inputs' worth, and stays in the cache; and no call is very deep.
 */
const char *__asan_default_options(void);

const char *__asan_default_options(void)
{
    return "quarantine_size_mb=2:thread_local_quarantine_size_kb=64:malloc_context_size=8";
}
