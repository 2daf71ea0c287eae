/*
 * An allocator as a shared library for idsim: a generator of Snowflake IDs as many have it, 41 bits
 * of milliseconds, 10 of a worker and 12 that count.
 *
 *     cc -shared -fPIC -o libmine.so mine.c
 *     idsim sweep snowflake --seeds 0..300 --subject ./libmine.so
 */
#include <idsim/subject.h>

#include <stdlib.h>

#define EPOCH_MS       INT64_C(1420070400000)
#define TIME_BITS      41
#define WORKER_BITS    10
#define SEQUENCE_BITS  12
#define SEQUENCE_COUNT (1u << SEQUENCE_BITS)

typedef struct generator {
    uint64_t worker;
    int64_t last_ms;
    uint32_t sequence;
} generator;

/* The core's headers have the handle as an incomplete type. */
static generator *generator_of(ida_snowflake *handle)
{
    return (generator *)(void *)handle;
}

static void layout(ida_snowflake_layout *out)
{
    out->epoch_us = EPOCH_MS * 1000;
    out->unit_us = 1000;
    out->time_bits = TIME_BITS;
    out->sequence_bits = SEQUENCE_BITS;
    out->coordinator_bits = WORKER_BITS;
    out->order = IDA_SNOWFLAKE_TIME_COORDINATOR_SEQUENCE;
}

static ida_status create(const ida_allocator *allocator, const ida_snowflake_config *config,
                         ida_snowflake **out)
{
    generator *mine = malloc(sizeof *mine);
    (void)allocator; /* idsim accounts for memory that comes from there; it does not have to */
    if (mine == NULL) {
        return IDA_NO_MEMORY;
    }
    mine->worker = config->coordinator;
    mine->last_ms = -1;
    mine->sequence = 0;
    *out = (ida_snowflake *)(void *)mine;
    return IDA_OK;
}

static void destroy(ida_snowflake *handle)
{
    free(generator_of(handle));
}

static ida_status next(ida_snowflake *handle, int64_t now_us, uint64_t *id, int64_t *try_at_us)
{
    generator *mine = generator_of(handle);
    int64_t now_ms = now_us / 1000 - EPOCH_MS;
    if (now_ms < 0 || now_ms >> TIME_BITS != 0) {
        return IDA_EXHAUSTED;
    }
    if (now_ms < mine->last_ms) {
        *try_at_us = (mine->last_ms + EPOCH_MS) * 1000;
        return IDA_CLOCK_BEHIND;
    }
    if (now_ms == mine->last_ms && mine->sequence + 1 == SEQUENCE_COUNT) {
        *try_at_us = (mine->last_ms + 1 + EPOCH_MS) * 1000;
        return IDA_TRY_LATER;
    }
    mine->sequence = now_ms == mine->last_ms ? mine->sequence + 1 : 0;
    mine->last_ms = now_ms;
    *id = (uint64_t)now_ms << (WORKER_BITS + SEQUENCE_BITS) | mine->worker << SEQUENCE_BITS |
          mine->sequence;
    return IDA_OK;
}

/* What it has not, and does not promise. */
static const idsim_snowflake snowflake = {
    .name = "mine",
    .create = create,
    .destroy = destroy,
    .next = next,
    .layout = layout,
    .unclaimed = IDSIM_CLAIM(ARGUMENTS) | IDSIM_CLAIM(ANY_LAYOUT) | IDSIM_CLAIM(LEASES) |
                 IDSIM_CLAIM(MARKS) | IDSIM_CLAIM(FORMS) | IDSIM_CLAIM(EXACT),
};

IDSIM_EXPORT const idsim_subject *idsim_subject_get(void)
{
    static const idsim_subject subject = {
        .version = IDSIM_SUBJECT_VERSION,
        .size = sizeof(idsim_subject),
        .name = "mine",
        .snowflake = &snowflake,
    };
    return &subject;
}
