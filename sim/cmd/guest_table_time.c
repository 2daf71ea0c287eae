/* The same as guest_table.c, for the table of time-ordered IDs. */
#include <stddef.h>

#include "guest_table.h"

#define NEEDS(function) (table->function == NULL ? #function : NULL)
#define NEEDS_IF(claim, function)                                                                  \
    (sim_claims(table->unclaimed, IDSIM_CLAIM_##claim) ? NEEDS(function) : NULL)

const char *sim_guest_lacks_timeordered(const idsim_timeordered *table)
{
    const char *const missing[] = {
        NEEDS(profile),
        NEEDS(start),
        NEEDS(stop),
        NEEDS(next),
        NEEDS_IF(GIVEN, next_at),
        NEEDS_IF(DECODING, decode),
        NEEDS_IF(TEXTS, format),
        NEEDS_IF(TEXTS, read),
        NEEDS_IF(COMPARING, compare),
    };
    for (size_t i = 0; i < sizeof missing / sizeof missing[0]; i++) {
        if (missing[i] != NULL) {
            return missing[i];
        }
    }
    return NULL;
}

/* --- In the place of what a subject does not claim: nobody looks at the answers. --- */

static ida_status no_next_at(idsim_time_process *process, uint32_t instance, int64_t now_us,
                             int64_t time_us, idsim_time_text *id)
{
    (void)process;
    (void)instance;
    (void)now_us;
    (void)time_us;
    (void)id;
    return IDA_INVALID_ARGUMENT;
}

static ida_status no_decode(const idsim_time_process *process, const char *text,
                            idsim_time_parts *parts)
{
    (void)process;
    (void)text;
    (void)parts;
    return IDA_INVALID_ARGUMENT;
}

static ida_status no_format(const idsim_time_process *process, uint32_t form,
                            const idsim_time_text *id, idsim_time_text *text)
{
    (void)process;
    (void)form;
    (void)id;
    (void)text;
    return IDA_INVALID_ARGUMENT;
}

static ida_status no_read(const idsim_time_process *process, uint32_t form, const char *text,
                          idsim_time_text *id)
{
    (void)process;
    (void)form;
    (void)text;
    (void)id;
    return IDA_INVALID_ARGUMENT;
}

static ida_status no_compare(const idsim_time_process *process, const idsim_time_text *a,
                             const idsim_time_text *b, int32_t *order)
{
    (void)process;
    (void)a;
    (void)b;
    (void)order;
    return IDA_INVALID_ARGUMENT;
}

#define FILL(claim, function)                                                                      \
    if (!sim_claims(table->unclaimed, IDSIM_CLAIM_##claim)) {                                      \
        table->function = no_##function;                                                           \
    }

void sim_guest_complete_timeordered(idsim_timeordered *table)
{
    FILL(GIVEN, next_at)
    FILL(DECODING, decode)
    FILL(TEXTS, format)
    FILL(TEXTS, read)
    FILL(COMPARING, compare)
}
