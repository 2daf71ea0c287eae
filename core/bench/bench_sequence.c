/*
 * What IDs of a sequence cost; see support_rounds.h for what the figures mean. A coordinator is for
 * one thread, and needs neither a clock nor a read-modify-write, so the first rows only give a
 * measure. "with chunks" counts the asking, granting and storing of a chunk for so many IDs, which
 * are all on the side of the coordinator that draws. Fails if an ID came twice or was refused.
 */
#include <stdlib.h>

#include <idalloc/sequence.h>

#include "support_rounds.h"

#define SEQUENCE    7u
#define COORDINATOR 1u
#define PREFETCH    50u

/* A master with one member. */
typedef struct pair {
    ida_master *master;
    ida_coordinator *coordinator;
} pair;

/* Stores what the master wants stored, at once. */
static void store(ida_master *master)
{
    ida_master_write write;
    if (ida_master_pending(master, &write)) {
        (void)ida_master_confirm(master, &write.record);
    }
}

static void confirm(ida_coordinator *coordinator)
{
    ida_coordinator_record record;
    if (ida_coordinator_pending(coordinator, &record)) {
        (void)ida_coordinator_confirm(coordinator, &record);
    }
}

/* Asks until there is a chunk; false if there is none to be had. */
static bool refill(const pair *p)
{
    ida_chunk_request request;
    ida_chunk_reply reply;
    if (!ida_coordinator_request(p->coordinator, &request)) {
        return true;
    }
    ida_status status = ida_master_grant(p->master, &request, &reply);
    if (status == IDA_NOT_PERSISTED) {
        store(p->master);
        status = ida_master_grant(p->master, &request, &reply);
    }
    bool filled = status == IDA_OK && ida_coordinator_install(p->coordinator, &reply) == IDA_OK;
    confirm(p->coordinator);
    return filled;
}

static void end(void *generator)
{
    pair *p = generator;
    ida_coordinator_destroy(p->coordinator);
    ida_master_destroy(p->master);
    free(p);
}

static pair *new_pair(uint64_t range_size)
{
    ida_allocator allocator = ida_allocator_standard();
    const ida_master_config config = {.sequence = SEQUENCE,
                                      .last_id = IDA_SEQUENCE_ID_MAX,
                                      .range_size = range_size,
                                      .member_max = 1};
    const ida_coordinator_record none = {.sequence = SEQUENCE, .coordinator = COORDINATOR};
    pair *p = calloc(1, sizeof *p);
    if (p == NULL) {
        return NULL;
    }
    if (ida_master_create(&allocator, &config, 1, NULL, &p->master) != IDA_OK ||
        ida_coordinator_create(&allocator, &none, PREFETCH, &p->coordinator) != IDA_OK ||
        ida_master_join(p->master, COORDINATOR) != IDA_OK) {
        end(p);
        return NULL;
    }
    confirm(p->coordinator);
    if (!refill(p)) {
        end(p);
        return NULL;
    }
    return p;
}

static void *new_large(void)
{
    return new_pair(2 * (uint64_t)BENCH_IDS);
}

static void *new_thousand(void)
{
    return new_pair(1000);
}

static void *new_ten(void)
{
    return new_pair(10);
}

static uint64_t draw(bench_run *r)
{
    const pair *p = r->generator;
    uint64_t *out = r->ids;
    uint64_t refused = 0;
    for (size_t i = 0; i < BENCH_IDS; i++) {
        refused += ida_coordinator_next(p->coordinator, &out[i]) == IDA_OK ? 0 : 1;
    }
    r->refused = refused;
    return out[BENCH_IDS - 1];
}

static uint64_t draw_and_refill(bench_run *r)
{
    const pair *p = r->generator;
    uint64_t *out = r->ids;
    uint64_t refused = 0;
    for (size_t i = 0; i < BENCH_IDS; i++) {
        while (ida_coordinator_next(p->coordinator, &out[i]) != IDA_OK) {
            refused += refill(p) ? 0 : 1;
        }
    }
    r->refused = refused;
    return out[BENCH_IDS - 1];
}

/* The encoded messages of one chunk, there and back. */
static uint64_t encode_and_decode(bench_run *r)
{
    uint64_t failed = 0;
    for (size_t i = 0; i < BENCH_IDS; i++) {
        uint8_t bytes[IDA_CHUNK_REPLY_ENCODED_SIZE];
        const ida_chunk_reply reply = {.sequence = SEQUENCE,
                                       .coordinator = COORDINATOR,
                                       .incarnation = 1,
                                       .number = i + 1,
                                       .chunk = {i, i + 10, 0, 1}};
        ida_chunk_reply back;
        ida_chunk_reply_encode(&reply, bytes);
        failed += ida_chunk_reply_decode(bytes, sizeof bytes, &back) == IDA_OK ? 0 : 1;
        r->ids[i] = back.chunk.ending;
    }
    r->refused = failed;
    return r->ids[BENCH_IDS - 1];
}

#define ALONE .destroy = end, .is_alone = true

int main(void)
{
    const bench_row rows[] = {
        bench_clock_row,
        bench_add_row,
        {"next", draw, new_large, ALONE, .limit = BENCH_ADD, .has_ids = true},
        {"next, with chunks of 1000", draw_and_refill, new_thousand, ALONE, .limit = BENCH_ADD,
         .has_ids = true},
        {"next, with chunks of 10", draw_and_refill, new_ten, ALONE, .limit = BENCH_ADD,
         .has_ids = true},
        {"reply to bytes and back", encode_and_decode, new_ten, ALONE},
    };
    return bench_rounds(rows, sizeof rows / sizeof rows[0]);
}
