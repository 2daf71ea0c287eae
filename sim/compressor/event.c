/* The names and fields of events, for files and reports. */
#include "event.h"

#include <assert.h>

#include "kernel/trace.h"
#include "tape/op_fields.h"

/*
 * X(member, how, name, value): what is written for a member, and by which function of sim_fields.
 */
#define PLAIN_MEMBER_TABLE(X)                                                                      \
    X(NODE, number, "node", e->node)                                                               \
    X(SLOT, number, "slot", e->slot)                                                               \
    X(FROM, number, "from", e->from)                                                               \
    X(STORE, number, "store", e->store)                                                            \
    X(SESSION, uuid, "session", e->session)                                                        \
    X(POSITION, number, "position", e->position)                                                   \
    X(EPOCH, number, "epoch", e->epoch)                                                            \
    X(COUNT, number, "count", e->count)                                                            \
    X(SIZE, number, "size", e->size)                                                               \
    X(MENTION, number, "mention", e->number)                                                       \
    X(WAY, number, "way", e->number)                                                               \
    X(ID, integer, "id", e->id)                                                                    \
    X(AGAIN, truth, "again", e->flag)                                                              \
    X(CHANGED, truth, "changed", e->flag)                                                          \
    X(DAMAGED, truth, "damaged", e->flag)                                                          \
    X(FORGED, truth, "forged", e->flag)                                                            \
    X(LOST, truth, "lost", e->flag)                                                                \
    X(UNSAVED, truth, "unsaved", e->flag)                                                          \
    X(STATUS, word, "status", ida_status_name(e->status))                                          \
    X(FAULT, word, "fault", sim_fault_name(e->fault))

/* X(member, function): the same for members with several parts. */
#define COMPOUND_MEMBER_TABLE(X)                                                                   \
    X(OP, put_op)                                                                                  \
    X(HASH, put_hash)                                                                              \
    X(LINKS, put_links)                                                                            \
    X(ENTRY, put_entry)                                                                            \
    X(RANGE, put_range)                                                                            \
    X(RUNS, put_runs)                                                                              \
    X(UNIQUE_ID, put_unique)                                                                       \
    X(MEANING, put_meaning)                                                                        \
    X(TOKEN, put_token)                                                                            \
    X(CHILD, put_child)                                                                            \
    X(FINALS, put_finals)

/* A bit for each, as the table in event.h names them. */
#define NUMBER_OF(member, ...) NUMBER_OF_##member,
#define BIT_OF(member, ...)    member = 1u << NUMBER_OF_##member,
enum { PLAIN_MEMBER_TABLE(NUMBER_OF) COMPOUND_MEMBER_TABLE(NUMBER_OF) };
enum { NOTHING, PLAIN_MEMBER_TABLE(BIT_OF) COMPOUND_MEMBER_TABLE(BIT_OF) };

static const struct {
    const char *name;
    unsigned members;
} kinds[] = {
#define KIND(constant, name, members) [SIM_COMPRESSOR_##constant] = {(name), (members)},
    SIM_COMPRESSOR_EVENT_TABLE(KIND)
#undef KIND
};

const char *sim_compressor_event_name(const void *event)
{
    const sim_compressor_event *e = event;
    return kinds[e->kind].name;
}

static void check_entry(const sim_world *world, const sim_entry *entry)
{
    assert(entry != NULL);
    assert(entry->kind <= SIM_ENTRY_GHOST);
    assert(entry->node < world->config.nodes);
    assert(entry->slot < world->config.slots);
    assert(entry->mentions <= SIM_MENTIONS);
    (void)world;
    (void)entry;
}

void sim_compressor_check_event(const sim_compressor_event *event)
{
    const sim_compressor_event *e = event;
    const sim_world *world = e->world;
    assert(e->kind < SIM_COMPRESSOR_EVENT_KINDS);
    const unsigned members = kinds[e->kind].members;
    assert((members & NODE) == 0 || e->node < world->config.nodes);
    assert((members & SLOT) == 0 || e->slot < world->config.slots);
    assert((members & STORE) == 0 || e->store < SIM_STORES);
    assert((members & FROM) == 0 || e->from < world->config.nodes);
    assert((members & POSITION) == 0 || e->position <= world->log_count);
    assert((members & EPOCH) == 0 || e->epoch == world->nodes[e->node].epoch);
    assert((members & MENTION) == 0 || e->number < e->entry->mentions);
    assert((members & WAY) == 0 || e->number < SIM_FORGE_BOUND);
    assert((members & FAULT) == 0 || e->fault < SIM_FAULT_COUNT);
    assert((members & OP) == 0 || e->op != NULL);
    assert((members & RANGE) == 0 || e->range != NULL);
    assert((members & RUNS) == 0 || e->runs != NULL);
    assert((members & UNIQUE_ID) == 0 || e->unique != NULL);
    assert((members & MEANING) == 0 || e->mention != NULL);
    assert((members & TOKEN) == 0 || e->token != NULL);
    assert((members & CHILD) == 0 || e->newborn != NULL);
    assert((members & CHILD) == 0 || e->number < SIM_NEWBORNS);
    if ((members & (ENTRY | FINALS | MENTION)) != 0) {
        check_entry(world, e->entry);
    }
}

size_t sim_compressor_finals(const sim_compressor_event *event, ida_run finals[SIM_FINALS_MAX])
{
    const sim_subject *subject = event->world->subject;
    const ida_document *document = event->world->nodes[event->node].document;
    const ida_range *range = &event->entry->range;
    uint64_t end = range->first_gen_count + range->count;
    size_t count = 0;
    ida_cluster cluster;
    if (event->status != IDA_OK || range->count == 0) {
        return 0;
    }
    if (event->entry->kind == SIM_ENTRY_GHOST) {
        finals[0] = (ida_run){event->id, range->count};
        return 1;
    }
    for (size_t i = 0; event->entry->kind == SIM_ENTRY_RANGE && count < SIM_FINALS_MAX &&
                       subject->document_cluster(document, i, &cluster);
         i++) {
        uint64_t cluster_end = cluster.base_gen_count + cluster.count;
        uint64_t from = cluster.base_gen_count > range->first_gen_count ? cluster.base_gen_count
                                                                        : range->first_gen_count;
        uint64_t to = cluster_end < end ? cluster_end : end;
        if (sim_uuid_same(cluster.session, range->session) && from < to) {
            finals[count++] =
                (ida_run){cluster.base_final + (int64_t)(from - cluster.base_gen_count), to - from};
        }
    }
    return count;
}

/* --- Fields. --- */

static void put_op(const sim_fields *f, const sim_compressor_event *e)
{
    sim_op_fields(SIM_SCHEME_COMPRESSOR, e->op, f);
}

static void put_hash(const sim_fields *f, const sim_compressor_event *e)
{
    char digits[17];
    sim_trace_format(e->hash, digits);
    f->word(f->self, "hash", digits);
}

static void put_links(const sim_fields *f, const sim_compressor_event *e)
{
    f->truth(f->self, "up", e->world->nodes[e->node].cut_up);
    f->truth(f->self, "down", e->world->nodes[e->node].cut_down);
}

static void put_this_range(const sim_fields *f, const ida_range *range)
{
    f->uuid(f->self, "range_session", range->session);
    f->number(f->self, "first_gen_count", range->first_gen_count);
    f->number(f->self, "range_count", range->count);
    f->number(f->self, "cluster_size", range->requested_cluster_size);
}

static void put_range(const sim_fields *f, const sim_compressor_event *e)
{
    if (e->status == IDA_OK) {
        put_this_range(f, e->range);
    }
}

static void put_mentions(const sim_fields *f, const sim_entry *entry)
{
    f->uuid(f->self, "origin", entry->origin);
    f->list_begin(f->self, "mentions");
    for (uint32_t i = 0; i < entry->mentions; i++) {
        f->integer(f->self, "op_id", entry->ids[i]);
        f->uuid(f->self, "stable", entry->stable[i]);
        f->list_next(f->self);
    }
    f->list_end(f->self);
}

static void put_entry(const sim_fields *f, const sim_compressor_event *e)
{
    static const char *const names[] = {
        [SIM_ENTRY_RANGE] = "range",
        [SIM_ENTRY_APP] = "app",
        [SIM_ENTRY_JOIN] = "join",
        [SIM_ENTRY_GHOST] = "ghost",
    };
    const sim_entry *entry = e->entry;
    f->word(f->self, "entry", names[entry->kind]);
    f->truth(f->self, "forged", entry->forged);
    if (!entry->forged && entry->kind != SIM_ENTRY_GHOST) {
        f->number(f->self, "client", entry->node);
        f->number(f->self, "client_slot", entry->slot);
        f->number(f->self, "client_epoch", entry->epoch);
        f->number(f->self, "number", entry->number);
    }
    if (entry->kind == SIM_ENTRY_RANGE) {
        put_this_range(f, &entry->range);
    } else if (entry->kind == SIM_ENTRY_APP) {
        put_mentions(f, entry);
    } else if (entry->kind == SIM_ENTRY_GHOST) {
        f->uuid(f->self, "range_session", entry->range.session);
        f->number(f->self, "range_count", entry->range.count);
    }
}

static void put_list(const sim_fields *f, const char *name, const ida_run *runs, size_t count)
{
    f->list_begin(f->self, name);
    for (size_t i = 0; i < count; i++) {
        f->integer(f->self, "first", runs[i].first);
        f->number(f->self, "count", runs[i].count);
        f->list_next(f->self);
    }
    f->list_end(f->self);
}

static void put_runs(const sim_fields *f, const sim_compressor_event *e)
{
    put_list(f, "runs", e->runs, e->number < 2 ? e->number : 2);
}

static void put_finals(const sim_fields *f, const sim_compressor_event *e)
{
    ida_run finals[SIM_FINALS_MAX];
    put_list(f, "finals", finals, sim_compressor_finals(e, finals));
}

static void put_unique(const sim_fields *f, const sim_compressor_event *e)
{
    if (e->status != IDA_OK) {
        return;
    }
    f->truth(f->self, "is_final", e->unique->is_final);
    if (e->unique->is_final) {
        f->integer(f->self, "final_id", e->unique->final_id);
    } else {
        f->uuid(f->self, "stable", e->unique->stable_id);
    }
}

static void put_meaning(const sim_fields *f, const sim_compressor_event *e)
{
    f->integer(f->self, "op_id", e->mention->op_id);
    f->word(f->self, "stable_status", ida_status_name(e->mention->stable_status));
    f->uuid(f->self, "stable", e->mention->stable);
}

static void put_token(const sim_fields *f, const sim_compressor_event *e)
{
    static const char *const kinds_of_tokens[] = {
        [IDA_SHARD_PROGRESS] = "progress",
        [IDA_SHARD_DISPOSAL] = "disposal",
        [IDA_SHARD_PARENT] = "parent",
    };
    const ida_shard_token *said = &e->token->said;
    f->uuid(f->self, "shard", said->shard);
    f->number(f->self, "gen_count", said->gen_count);
    if (said->kind >= IDA_SHARD_PROGRESS && said->kind <= IDA_SHARD_PARENT) {
        f->word(f->self, "token", kinds_of_tokens[said->kind]);
    }
}

static void put_child(const sim_fields *f, const sim_compressor_event *e)
{
    f->number(f->self, "newborn", e->number);
    f->uuid(f->self, "shard", e->newborn->slot.shard);
    f->number(f->self, "size", e->newborn->size);
}

void sim_compressor_event_fields(const void *event, const sim_fields *fields)
{
    const sim_compressor_event *e = event;
    const unsigned members = kinds[e->kind].members;
#define PUT_PLAIN(member, how, name, value)                                                        \
    if ((members & (member)) != 0) {                                                               \
        fields->how(fields->self, (name), (value));                                                \
    }
#define PUT_COMPOUND(member, function)                                                             \
    if ((members & (member)) != 0) {                                                               \
        function(fields, e);                                                                       \
    }
    PLAIN_MEMBER_TABLE(PUT_PLAIN)
    COMPOUND_MEMBER_TABLE(PUT_COMPOUND)
#undef PUT_PLAIN
#undef PUT_COMPOUND
}
