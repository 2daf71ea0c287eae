/*
 * Libraries that are wrong on purpose: sim/guest/c/mine.c with a fault that BAD names. Each must
 * get the right verdict (library.sh).
 */
#include <stddef.h>
#include <stdint.h>

#define NO_FAULT      0
#define CRASHES       1
#define HANGS         2
#define WRITES_WILDLY 3
#define REPEATS       4
#define OTHER_VERSION 5
#define LACKS_NEXT    6

#if BAD == OTHER_VERSION
#define VERSION_OF_BAD (IDSIM_SUBJECT_VERSION + 1)
#else
#define VERSION_OF_BAD IDSIM_SUBJECT_VERSION
#endif

/* NOLINTNEXTLINE(readability-identifier-naming): the function of the example gets another name. */
#define idsim_subject_get get_mine
/* NOLINTNEXTLINE(bugprone-suspicious-include): with the word above in it. */
#include "../c/mine.c"
#undef idsim_subject_get

/* The ID with this sequence goes wrong, in every world that gets there. */
#define WHEN 40u

static ida_status bad_next(ida_snowflake *handle, int64_t now_us, uint64_t *id, int64_t *try_at_us)
{
    ida_status status = next(handle, now_us, id, try_at_us);
    bool goes_wrong = status == IDA_OK && *id % SEQUENCE_COUNT == WHEN;
#if BAD == CRASHES
    if (goes_wrong) {
        __builtin_trap();
    }
#elif BAD == HANGS
    volatile bool hangs = goes_wrong;
    while (hangs) {
    }
#elif BAD == WRITES_WILDLY
    if (goes_wrong) {
        /* NOLINTNEXTLINE(performance-no-int-to-ptr): that is the fault. */
        *(volatile int *)(uintptr_t)WHEN = 1;
    }
#endif
    if (BAD == REPEATS && goes_wrong) {
        *id -= 1;
    }
    return status;
}

IDSIM_EXPORT const idsim_subject *idsim_subject_get(void)
{
    static idsim_snowflake table;
    static idsim_subject subject;
    subject = *get_mine();
    table = *subject.snowflake;
    table.next = BAD == LACKS_NEXT ? NULL : bad_next;
    subject.snowflake = &table;
    subject.version = VERSION_OF_BAD;
    return &subject;
}
