/* Events in the digest: a few numbers each. What they are is for ever, as digests are. */
#include "observers.h"

/* Counts the numbers that follow. */
#define NUMBERS(kind, ...)                                                                         \
    (sim_compressor_numbers)                                                                       \
    {                                                                                              \
        (kind), sizeof((const uint64_t[]){__VA_ARGS__}) / sizeof(uint64_t),                        \
        {                                                                                          \
            __VA_ARGS__                                                                            \
        }                                                                                          \
    }

/* A node and a slot, or a store, as one number. */
static uint64_t place(unsigned node, unsigned slot)
{
    return (uint64_t)node << 8 | slot;
}

static sim_compressor_numbers of_node(const sim_compressor_event *event, sim_node_state state)
{
    return NUMBERS(SIM_EVENT_NODE, event->node, (uint64_t)state, event->position, event->epoch);
}

static sim_compressor_numbers of_session(const sim_compressor_event *e)
{
    const uint64_t at = place(e->node, e->slot);
    const uint64_t status = (uint64_t)e->status;
    switch (e->kind) {
    case SIM_COMPRESSOR_OPENED:
        return NUMBERS(SIM_EVENT_OPENED, at, status, e->session.high, e->session.low);
    case SIM_COMPRESSOR_GENERATED:
        return NUMBERS(SIM_EVENT_GENERATED, at, status, (uint64_t)e->runs[0].first,
                       e->runs[0].count, (uint64_t)e->runs[1].first, e->runs[1].count);
    case SIM_COMPRESSOR_UNIQUE:
        return NUMBERS(SIM_EVENT_GENERATED, at, status, e->unique->is_final,
                       (uint64_t)e->unique->final_id, e->unique->stable_id.high,
                       e->unique->stable_id.low);
    case SIM_COMPRESSOR_RESIZED:
        return NUMBERS(SIM_EVENT_OTHER, at, status, e->size);
    case SIM_COMPRESSOR_RESET:
        return NUMBERS(SIM_EVENT_OTHER, at, status);
    case SIM_COMPRESSOR_TAKEN:
        return NUMBERS(SIM_EVENT_TAKEN, at, status, e->flag, e->range->first_gen_count,
                       e->range->count, e->range->requested_cluster_size);
    case SIM_COMPRESSOR_MENTIONED:
        return NUMBERS(SIM_EVENT_NORMALIZED, at, (uint64_t)e->id,
                       status << 32 | (uint64_t)e->stable_status, (uint64_t)e->op_id,
                       e->stable.high, e->stable.low);
    case SIM_COMPRESSOR_READ:
        return NUMBERS(SIM_EVENT_NORMALIZED, at, e->position, e->number, status, (uint64_t)e->id);
    default:
        return (sim_compressor_numbers){.count = 0};
    }
}

static sim_compressor_numbers of_log(const sim_compressor_event *e)
{
    switch (e->kind) {
    case SIM_COMPRESSOR_SUBMITTED:
        return NUMBERS(SIM_EVENT_SUBMITTED, place(e->node, e->entry->slot), e->entry->epoch,
                       e->entry->number, (uint64_t)e->entry->kind);
    case SIM_COMPRESSOR_UP_REPEATED:
    case SIM_COMPRESSOR_UP_OLD:
        return NUMBERS(SIM_EVENT_REFUSED, e->node, e->entry->epoch, e->entry->number);
    case SIM_COMPRESSOR_SEQUENCED:
        return NUMBERS(SIM_EVENT_SEQUENCED, e->position, (uint64_t)e->entry->kind,
                       place(e->entry->node, e->entry->slot), e->entry->epoch, e->entry->number);
    case SIM_COMPRESSOR_GHOST:
        return NUMBERS(SIM_EVENT_OTHER, e->session.high, e->session.low, e->count);
    case SIM_COMPRESSOR_FORGED:
        return NUMBERS(SIM_EVENT_OTHER, e->range->session.high, e->range->session.low,
                       e->range->first_gen_count, e->range->count,
                       e->range->requested_cluster_size);
    case SIM_COMPRESSOR_APPLIED:
        return NUMBERS(SIM_EVENT_APPLIED, e->node, e->position, (uint64_t)e->status,
                       (uint64_t)e->id);
    default:
        return of_session(e);
    }
}

static sim_compressor_numbers of_storage(const sim_compressor_event *e)
{
    const uint64_t status = (uint64_t)e->status;
    switch (e->kind) {
    case SIM_COMPRESSOR_DOCUMENT:
        return e->status == IDA_OK ? NUMBERS(SIM_EVENT_DOCUMENT, e->size, e->hash)
                                   : NUMBERS(SIM_EVENT_DOCUMENT, e->node, status);
    case SIM_COMPRESSOR_SAVED:
        return NUMBERS(SIM_EVENT_SAVED, place(e->node, e->store), status, e->size, e->hash);
    case SIM_COMPRESSOR_LOADED:
        return NUMBERS(SIM_EVENT_LOADED, e->node, e->from, e->store, status, e->position);
    case SIM_COMPRESSOR_JOINED:
        return NUMBERS(SIM_EVENT_LOADED, e->node, e->from, SIM_STORES, status);
    case SIM_COMPRESSOR_DAMAGE:
        return NUMBERS(SIM_EVENT_OTHER, place(e->node, e->store), e->size, e->hash);
    default:
        return of_log(e);
    }
}

sim_compressor_numbers sim_compressor_numbers_of(const sim_compressor_event *event)
{
    switch (event->kind) {
    case SIM_COMPRESSOR_OP:
        return NUMBERS(SIM_EVENT_OP, event->op->code, event->op->args[0], event->op->args[1],
                       event->op->args[2]);
    case SIM_COMPRESSOR_STARTED:
    case SIM_COMPRESSOR_UP:
    case SIM_COMPRESSOR_OFFLINE:
        return of_node(event, SIM_NODE_OFFLINE);
    case SIM_COMPRESSOR_CONNECTING:
        return of_node(event, SIM_NODE_JOINING);
    case SIM_COMPRESSOR_CONNECTED:
        return of_node(event, SIM_NODE_CONNECTED);
    case SIM_COMPRESSOR_CRASHED:
    case SIM_COMPRESSOR_LEFT:
        return of_node(event, SIM_NODE_DOWN);
    default:
        return of_storage(event);
    }
}

bool sim_compressor_digest(void *self, const void *event)
{
    const sim_compressor_numbers entry = sim_compressor_numbers_of(event);
    if (entry.count > 0) {
        sim_trace_event(self, entry.kind, entry.numbers, entry.count);
    }
    return true;
}
