/* Events in the digest: a few numbers each. */
#include <assert.h>
#include <string.h>

#include "observers.h"

/* A node and a slot, or a store, as one number; slots of large worlds need more bits. */
static uint64_t place_of(unsigned node, uint32_t slot)
{
    return (uint64_t)node << 8 | (slot & 0xFF) | (uint64_t)(slot >> 8) << 32;
}
#define AT     place_of(e->node, e->slot)
#define STATUS ((uint64_t)e->status)
/* The IDs of shards are not in the digest: pairs of worlds have others. */
#define TOKEN e->token->said.kind, e->token->said.gen_count

/*
 * X(event, kind, numbers...): the kind of an event in the digest (trace.h), and its numbers. They
 * never change, as digests do not; events not listed do not enter the digest.
 */
#define DIGEST_TABLE(X)                                                                            \
    X(OP, OP, e->op->code, e->op->args[0], e->op->args[1], e->op->args[2])                         \
    X(DOCUMENT, DOCUMENT, e->status == IDA_OK ? e->size : e->node,                                 \
      e->status == IDA_OK ? e->hash : STATUS)                                                      \
    X(STARTED, NODE, e->node, SIM_NODE_OFFLINE, e->position, e->epoch)                             \
    X(UP, NODE, e->node, SIM_NODE_OFFLINE, e->position, e->epoch)                                  \
    X(OFFLINE, NODE, e->node, SIM_NODE_OFFLINE, e->position, e->epoch)                             \
    X(CONNECTING, NODE, e->node, SIM_NODE_JOINING, e->position, e->epoch)                          \
    X(CONNECTED, NODE, e->node, SIM_NODE_CONNECTED, e->position, e->epoch)                         \
    X(CRASHED, NODE, e->node, SIM_NODE_DOWN, 0, 0)                                                 \
    X(LEFT, NODE, e->node, SIM_NODE_DOWN, 0, 0)                                                    \
    X(SAVED, SAVED, AT, STATUS, e->size, e->hash)                                                  \
    X(LOADED, LOADED, e->node, e->from, e->store, STATUS, e->position)                             \
    X(JOINED, LOADED, e->node, e->from, SIM_STORES, STATUS)                                        \
    X(STARVED, OTHER, e->node, STATUS, e->flag)                                                    \
    X(DAMAGE, OTHER, AT, e->size, e->hash)                                                         \
    X(OPENED, OPENED, AT, STATUS, e->session.high, e->session.low)                                 \
    X(GENERATED, GENERATED, AT, STATUS, (uint64_t)e->runs[0].first, e->runs[0].count,              \
      (uint64_t)e->runs[1].first, e->runs[1].count)                                                \
    X(UNIQUE, GENERATED, AT, STATUS, e->unique->is_final, (uint64_t)e->unique->final_id,           \
      e->unique->stable_id.high, e->unique->stable_id.low)                                         \
    X(RESIZED, OTHER, AT, STATUS, e->size)                                                         \
    X(TAKEN, TAKEN, AT, STATUS, e->flag, e->range->first_gen_count, e->range->count,               \
      e->range->requested_cluster_size)                                                            \
    X(RESET, OTHER, AT, STATUS)                                                                    \
    X(MENTIONED, NORMALIZED, AT, (uint64_t)e->id,                                                  \
      STATUS << 32 | (uint64_t)e->mention->stable_status, (uint64_t)e->mention->op_id,             \
      e->mention->stable.high, e->mention->stable.low)                                             \
    X(READ, NORMALIZED, AT, e->position, e->number, STATUS, (uint64_t)e->id)                       \
    X(SPLIT, OTHER, AT, STATUS, e->count)                                                          \
    X(NEWBORN, OTHER, AT, e->number, STATUS, e->newborn->size)                                     \
    X(ADOPTED, OTHER, e->node, e->number, STATUS, e->position)                                     \
    X(TOKEN_MADE, OTHER, AT, STATUS, TOKEN)                                                        \
    X(DISPOSED, OTHER, AT, STATUS, TOKEN)                                                          \
    X(TOKEN_LOST, OTHER, TOKEN)                                                                    \
    X(TOKEN_HEARD, OTHER, AT, STATUS, TOKEN, e->flag)                                              \
    X(REVOKED, OTHER, AT, STATUS, e->count)                                                        \
    X(SUBMITTED, SUBMITTED, place_of(e->node, e->entry->slot), e->entry->epoch, e->entry->number,  \
      (uint64_t)e->entry->kind)                                                                    \
    X(UP_REPEATED, REFUSED, e->node, e->entry->epoch, e->entry->number)                            \
    X(UP_OLD, REFUSED, e->node, e->entry->epoch, e->entry->number)                                 \
    X(SEQUENCED, SEQUENCED, e->position, (uint64_t)e->entry->kind,                                 \
      place_of(e->entry->node, e->entry->slot), e->entry->epoch, e->entry->number)                 \
    X(GHOST, OTHER, e->session.high, e->session.low, e->count)                                     \
    X(FORGED, OTHER, e->range->session.high, e->range->session.low, e->range->first_gen_count,     \
      e->range->count, e->range->requested_cluster_size)                                           \
    X(APPLIED, APPLIED, e->node, e->position, STATUS, (uint64_t)e->id)                             \
    X(OUTDATED, NODE, e->node, SIM_NODE_DOWN, 0, 0)                                                \
    X(SUMMARIZED, OTHER, e->position, STATUS, e->size, e->hash)

/* A function for each row, because that is faster than a search. */
#define MAKER(event, of, ...)                                                                      \
    static void numbers_of_##event(const sim_compressor_event *e, sim_compressor_numbers *out)     \
    {                                                                                              \
        const uint64_t numbers[] = {__VA_ARGS__};                                                  \
        static_assert(sizeof numbers <= sizeof out->numbers, "the digest has room for them");      \
        out->kind = SIM_EVENT_##of;                                                                \
        out->count = sizeof numbers / sizeof numbers[0];                                           \
        memcpy(out->numbers, numbers, sizeof numbers);                                             \
    }
DIGEST_TABLE(MAKER)

bool sim_compressor_numbers_of(const sim_compressor_event *event, sim_compressor_numbers *numbers)
{
#define ROW(event, of, ...) [SIM_COMPRESSOR_##event] = numbers_of_##event,
    static void (*const makers[SIM_COMPRESSOR_EVENT_KINDS])(
        const sim_compressor_event *, sim_compressor_numbers *) = {DIGEST_TABLE(ROW)};
#undef ROW
    assert(event->kind < SIM_COMPRESSOR_EVENT_KINDS);
    if (makers[event->kind] == NULL) {
        return false;
    }
    makers[event->kind](event, numbers);
    return true;
}

bool sim_compressor_digest(void *self, const void *event)
{
    sim_compressor_numbers entry;
    if (sim_compressor_numbers_of(event, &entry)) {
        sim_trace_event(self, entry.kind, entry.numbers, entry.count);
    }
    return true;
}
