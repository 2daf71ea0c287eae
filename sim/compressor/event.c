/* Events as names and fields, for files and reports. */
#include "event.h"

#include "kernel/trace.h"
#include "tape/op_fields.h"

/* The members of an event that mean something; the table in event.h has those of each kind. */
enum {
    NOTHING = 0,
    OP = 1 << 0,
    NODE = 1 << 1,
    SLOT = 1 << 2,
    STORE = 1 << 3,
    FROM = 1 << 4,
    STATUS = 1 << 5,
    SESSION = 1 << 6,
    POSITION = 1 << 7,
    EPOCH = 1 << 8,
    COUNT = 1 << 9,
    SIZE = 1 << 10,
    HASH = 1 << 11,
    FAULT = 1 << 12,
    AGAIN = 1 << 13,
    DAMAGED = 1 << 14,
    LOST = 1 << 15,
    UNSAVED = 1 << 16,
    LINKS = 1 << 17,
    ENTRY = 1 << 18,
    RANGE = 1 << 19,
    WAY = 1 << 20,
    RUNS = 1 << 21,
    UNIQUE_ID = 1 << 22,
    ID = 1 << 23,
    OP_ID = 1 << 24,
    STABLE = 1 << 25,
    MENTION = 1 << 26,
    FINALS = 1 << 27,
};

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

static void put_runs(const sim_fields *f, const char *name, const ida_run *runs, size_t count)
{
    f->list_begin(f->self, name);
    for (size_t i = 0; i < count; i++) {
        f->integer(f->self, "first", runs[i].first);
        f->number(f->self, "count", runs[i].count);
        f->list_next(f->self);
    }
    f->list_end(f->self);
}

static void put_range(const sim_fields *f, const ida_range *range)
{
    f->uuid(f->self, "range_session", range->session);
    f->number(f->self, "first_gen_count", range->first_gen_count);
    f->number(f->self, "range_count", range->count);
    f->number(f->self, "cluster_size", range->requested_cluster_size);
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

static void put_entry(const sim_fields *f, const sim_entry *entry)
{
    static const char *const names[] = {
        [SIM_ENTRY_RANGE] = "range",
        [SIM_ENTRY_APP] = "app",
        [SIM_ENTRY_JOIN] = "join",
        [SIM_ENTRY_GHOST] = "ghost",
    };
    f->word(f->self, "entry", names[entry->kind]);
    f->truth(f->self, "forged", entry->forged);
    if (!entry->forged && entry->kind != SIM_ENTRY_GHOST) {
        f->number(f->self, "client", entry->node);
        f->number(f->self, "client_slot", entry->slot);
        f->number(f->self, "client_epoch", entry->epoch);
        f->number(f->self, "number", entry->number);
    }
    if (entry->kind == SIM_ENTRY_RANGE) {
        put_range(f, &entry->range);
    } else if (entry->kind == SIM_ENTRY_APP) {
        put_mentions(f, entry);
    } else if (entry->kind == SIM_ENTRY_GHOST) {
        f->uuid(f->self, "range_session", entry->range.session);
        f->number(f->self, "range_count", entry->range.count);
    }
}

static void put_unique(const sim_fields *f, const ida_unique_id *unique)
{
    f->truth(f->self, "is_final", unique->is_final);
    if (unique->is_final) {
        f->integer(f->self, "final_id", unique->final_id);
    } else {
        f->uuid(f->self, "stable", unique->stable_id);
    }
}

/* What the members point to. */
static void put_pointed(const sim_fields *f, const sim_compressor_event *e, unsigned members)
{
    ida_run finals[SIM_FINALS_MAX];
    if ((members & ENTRY) != 0) {
        put_entry(f, e->entry);
    }
    if ((members & RANGE) != 0 && e->status == IDA_OK) {
        put_range(f, e->range);
    }
    if ((members & RUNS) != 0) {
        put_runs(f, "runs", e->runs, e->number < 2 ? e->number : 2);
    }
    if ((members & UNIQUE_ID) != 0 && e->status == IDA_OK) {
        put_unique(f, e->unique);
    }
    if ((members & FINALS) != 0) {
        put_runs(f, "finals", finals, sim_compressor_finals(e, finals));
    }
    if ((members & LINKS) != 0) {
        f->truth(f->self, "up", e->world->nodes[e->node].cut_up);
        f->truth(f->self, "down", e->world->nodes[e->node].cut_down);
    }
    if ((members & OP) != 0) {
        sim_op_fields(e->op, f);
    }
}

/* Where it happened, and other numbers. */
static void put_numbers(const sim_fields *f, const sim_compressor_event *e, unsigned members)
{
    const struct {
        unsigned member;
        const char *name;
        uint64_t value;
    } numbers[] = {
        {NODE, "node", e->node},
        {SLOT, "slot", e->slot},
        {FROM, "from", e->from},
        {STORE, "store", e->store},
        {POSITION, "position", e->position},
        {EPOCH, "epoch", e->epoch},
        {COUNT, "count", e->count},
        {SIZE, "size", e->size},
        {MENTION, "mention", e->number},
        {WAY, "way", e->number},
    };
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
        if ((members & numbers[i].member) != 0) {
            f->number(f->self, numbers[i].name, numbers[i].value);
        }
    }
}

/* How it went. */
static void put_words(const sim_fields *f, const sim_compressor_event *e, unsigned members)
{
    static const struct {
        unsigned member;
        const char *name;
    } flags[] = {{AGAIN, "again"}, {DAMAGED, "damaged"}, {LOST, "lost"}, {UNSAVED, "unsaved"}};
    char digits[17];
    for (size_t i = 0; i < sizeof flags / sizeof flags[0]; i++) {
        if ((members & flags[i].member) != 0) {
            f->truth(f->self, flags[i].name, e->flag);
        }
    }
    if ((members & STATUS) != 0) {
        f->word(f->self, "status", ida_status_name(e->status));
    }
    if ((members & FAULT) != 0) {
        f->word(f->self, "fault", sim_fault_name(e->fault));
    }
    if ((members & HASH) != 0) {
        sim_trace_format(e->hash, digits);
        f->word(f->self, "hash", digits);
    }
}

/* IDs, and what they mean. */
static void put_ids(const sim_fields *f, const sim_compressor_event *e, unsigned members)
{
    if ((members & SESSION) != 0) {
        f->uuid(f->self, "session", e->session);
    }
    if ((members & ID) != 0) {
        f->integer(f->self, "id", e->id);
    }
    if ((members & OP_ID) != 0) {
        f->integer(f->self, "op_id", e->op_id);
    }
    if ((members & STABLE) != 0) {
        f->word(f->self, "stable_status", ida_status_name(e->stable_status));
        f->uuid(f->self, "stable", e->stable);
    }
}

void sim_compressor_event_fields(const void *event, const sim_fields *fields)
{
    const sim_compressor_event *e = event;
    const unsigned members = kinds[e->kind].members;
    put_numbers(fields, e, members);
    put_ids(fields, e, members);
    put_words(fields, e, members);
    put_pointed(fields, e, members);
}
