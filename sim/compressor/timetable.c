/*
 * Each kind of event on the agenda has a function. It may put further events there, and gives an op
 * or none; if none, the next event follows at once.
 *
 *   session  BEGIN -> open; WORK -> generate, and SUBMIT after a while -> take; END -> close
 *   up       ARRIVE after the delay, SEQUENCE after the service -> up; if lost, RESEND -> resend
 *   down     DELIVER after the delay -> down; if lost, FETCH -> fetch
 *   node     ONLINE, OFFLINE, SAVE, CRASH, REPAIR; REVIVE wakes the sessions of a node that is back
 */
#include "timetable.h"

#include <assert.h>
#include <stdlib.h>

#include "agenda.h"
#include "kernel/random.h"
#include "mix.h"

enum { STREAM_TIMING = 6, STREAM_LAYOUT = 4 };

#define US_PER_MS 1000u
/* Events without an op, in a row, after which a world counts as dead. */
#define TRIES 100000u
/* Bursts of a session that are not final yet; older ones become one, which counts from its first.
 */
#define BURSTS 32u
/* A node this far behind gets log entries in batches, as after a long time offline. */
#define FAR_BEHIND 16u

typedef enum event {
    START,
    BEGIN,
    WORK,
    SUBMIT,
    END,
    ONLINE,
    OFFLINE,
    ARRIVE,
    SEQUENCE,
    RESEND,
    DELIVER,
    FETCH,
    SAVE,
    CRASH,
    REPAIR,
    REVIVE,
    RESTART
} event;

/* IDs made at one time, up to a gen count. */
typedef struct burst {
    uint64_t at_us;
    uint64_t up_to;
} burst;

typedef struct timed_slot {
    uint32_t life;      /* another one for each session in it, and after each crash */
    bool submits;       /* a SUBMIT is on the agenda */
    bool is_restored;   /* it came from a snapshot; how many IDs it had is not known here */
    uint64_t generated; /* IDs of this session */
    burst bursts[BURSTS];
    unsigned burst_count;
    uint64_t finalized; /* its IDs up to there are final */
} timed_slot;

typedef struct timed_node {
    timed_slot slots[SIM_SLOTS_MAX];
    uint32_t turn;    /* another one after each crash */
    bool delivers;    /* a DELIVER is on the agenda, */
    bool misses;      /* or a FETCH, since an entry was lost */
    uint64_t counted; /* log entries whose IDs were counted as final */
    struct {
        uint32_t epoch; /* 0: no message is in this place */
        uint32_t number;
    } up[SIM_UP_MESSAGES];
} timed_node;

typedef struct timetable {
    bool is_timed; /* first, as in the other driver, which it tells apart */
    sim_mix mix;
    sim_distribution timing[SIM_TIMING_COUNT];
    uint32_t up_loss;
    uint32_t up_repeat;
    uint32_t down_loss;
    uint64_t deadline_us;
    sim_random random;
    sim_random layout;
    uint64_t now_us;
    uint64_t free_us;                   /* when the sequencer has served what came so far */
    uint64_t known;                     /* log entries seen so far, */
    uint64_t sequenced_us[SIM_LOG_MAX]; /* and when each came */
    uint64_t timed_ids;
    uint64_t in_time;
    uint64_t final_us;
    timed_node nodes[SIM_NODES_MAX];
    sim_agenda agenda;
} timetable;

/* --- The agenda. --- */

static uint64_t draw(timetable *t, sim_timing timing)
{
    return sim_distribution_draw(&t->timing[timing], &t->random);
}

/* What it belongs to: a session, or a node between two crashes. It is void if that has ended. */
static uint32_t epoch_of(const timetable *t, event kind, unsigned node, unsigned slot)
{
    bool is_of_session = kind == WORK || kind == SUBMIT || kind == END;
    return is_of_session ? t->nodes[node].slots[slot].life : t->nodes[node].turn;
}

static void add_at(timetable *t, uint64_t at_us, event kind, unsigned node, unsigned slot)
{
    /* It is never full: every event replaces one, or is of a message in flight. */
    (void)sim_agenda_add(&t->agenda, (sim_agenda_item){.at_us = at_us,
                                                       .kind = kind,
                                                       .node = node,
                                                       .slot = slot,
                                                       .epoch = epoch_of(t, kind, node, slot)});
}

/* After a time that is drawn, unless that is never. */
static void add_after(timetable *t, sim_timing timing, event kind, unsigned node, unsigned slot)
{
    uint64_t delay = draw(t, timing);
    if (delay != SIM_DISTRIBUTION_NEVER) {
        add_at(t, t->now_us + delay, kind, node, slot);
    }
}

static bool strikes(timetable *t, uint32_t of_1000)
{
    return of_1000 != 0 && sim_random_below(&t->random, 1000) < of_1000;
}

/* --- From beginning to end. --- */

void *sim_timetable_create(const sim_recipe *recipe, uint64_t seed, sim_config *config)
{
    timetable *t = calloc(1, sizeof *t);
    if (t == NULL) {
        return NULL;
    }
    sim_drawn drawn;
    sim_recipe_draw(recipe, seed, NULL, &drawn);
    t->is_timed = true;
    t->mix = sim_mix_make(recipe, seed);
    t->mix.config = sim_config_wrap(t->mix.config);
    for (unsigned i = 0; i < SIM_TIMING_COUNT; i++) {
        t->timing[i] = recipe->timing[i];
    }
    t->up_loss = sim_drawn_size(&drawn, SIM_SIZE_COMPRESSOR_UP_LOSS);
    t->up_repeat = sim_drawn_size(&drawn, SIM_SIZE_COMPRESSOR_UP_REPEAT);
    t->down_loss = sim_drawn_size(&drawn, SIM_SIZE_COMPRESSOR_DOWN_LOSS);
    t->deadline_us = (uint64_t)sim_drawn_size(&drawn, SIM_SIZE_COMPRESSOR_DEADLINE) * US_PER_MS;
    t->random = sim_random_stream(seed, STREAM_TIMING);
    t->layout = sim_random_stream(seed, STREAM_LAYOUT);
    for (unsigned node = 0; node < t->mix.started; node++) {
        add_at(t, 0, START, node, 0);
        add_after(t, SIM_TIMING_SAVE, SAVE, node, 0);
        add_after(t, SIM_TIMING_CRASH, CRASH, node, 0);
    }
    add_after(t, SIM_TIMING_RESTART, RESTART, 0, 0);
    *config = t->mix.config;
    return t;
}

/* IDs that are late already count, those that may still be in time do not. */
void sim_timetable_count(const void *context, uint64_t amounts[SIM_AMOUNT_COUNT])
{
    const timetable *t = context;
    uint64_t late = 0;
    for (unsigned n = 0; n < t->mix.config.nodes; n++) {
        for (unsigned s = 0; s < t->mix.config.slots; s++) {
            const timed_slot *slot = &t->nodes[n].slots[s];
            uint64_t from = slot->finalized;
            for (unsigned i = 0; i < slot->burst_count; i++) {
                bool is_late = t->now_us - slot->bursts[i].at_us > t->deadline_us;
                late += is_late ? slot->bursts[i].up_to - from : 0;
                from = slot->bursts[i].up_to;
            }
        }
    }
    amounts[SIM_AMOUNT_TIMED_IDS] += t->timed_ids + late;
    amounts[SIM_AMOUNT_IDS_IN_TIME] += t->in_time;
    amounts[SIM_AMOUNT_FINAL_MS] += t->final_us / US_PER_MS;
    amounts[SIM_AMOUNT_VIRTUAL_MS] += t->now_us / US_PER_MS;
}

/* --- What the world did since the last op. --- */

/* A session's IDs up to a gen count are final on its own node. */
static void count_final(timetable *t, timed_slot *slot, uint64_t up_to)
{
    unsigned done = 0;
    while (done < slot->burst_count && slot->bursts[done].up_to <= up_to) {
        const burst *b = &slot->bursts[done];
        uint64_t ids = b->up_to - slot->finalized;
        uint64_t took = t->now_us - b->at_us;
        t->timed_ids += ids;
        t->in_time += took <= t->deadline_us ? ids : 0;
        t->final_us += ids * took;
        slot->finalized = b->up_to;
        done++;
    }
    for (unsigned i = done; i < slot->burst_count; i++) {
        slot->bursts[i - done] = slot->bursts[i];
    }
    slot->burst_count -= done;
}

static void see_applied(timetable *t, const sim_world *world, unsigned n)
{
    timed_node *node = &t->nodes[n];
    uint64_t position = world->nodes[n].position;
    for (; node->counted < position && world->nodes[n].document != NULL; node->counted++) {
        const sim_entry *entry = sim_world_entry(world, node->counted);
        if (entry->kind != SIM_ENTRY_RANGE || entry->node != n || entry->forged) {
            continue;
        }
        unsigned s = entry->slot;
        if (sim_uuid_same(world->nodes[n].slots[s].uuid, entry->range.session)) {
            count_final(t, &node->slots[s], entry->range.first_gen_count + entry->range.count - 1);
        }
    }
}

/* New messages on their way up. */
static void see_sent(timetable *t, const sim_world *world, unsigned n)
{
    timed_node *node = &t->nodes[n];
    for (unsigned i = 0; i < SIM_UP_MESSAGES; i++) {
        const sim_up_message *message = &world->nodes[n].up[i];
        bool is_known = node->up[i].epoch == message->entry.epoch &&
                        node->up[i].number == message->entry.number;
        if (!message->used || is_known) {
            continue;
        }
        node->up[i].epoch = message->entry.epoch;
        node->up[i].number = message->entry.number;
        uint64_t delay = draw(t, SIM_TIMING_UP_DELAY);
        if (delay != SIM_DISTRIBUTION_NEVER) {
            (void)sim_agenda_add(&t->agenda, (sim_agenda_item){.at_us = t->now_us + delay,
                                                               .kind = ARRIVE,
                                                               .node = n,
                                                               .epoch = message->entry.epoch,
                                                               .number = message->entry.number});
        }
    }
}

static bool hears(const sim_node *node)
{
    return node->state == SIM_NODE_CONNECTED || node->state == SIM_NODE_JOINING;
}

/* The next entry that a node needs is on its way. */
static void see_log(timetable *t, const sim_world *world, unsigned n)
{
    const sim_node *node = &world->nodes[n];
    timed_node *timed = &t->nodes[n];
    if (!hears(node) || timed->delivers || timed->misses || node->position >= world->log_count) {
        return;
    }
    uint64_t delay = draw(t, SIM_TIMING_DOWN_DELAY);
    if (delay != SIM_DISTRIBUTION_NEVER) {
        uint64_t sent = node->position < SIM_LOG_MAX ? t->sequenced_us[node->position] : t->now_us;
        uint64_t at = sent + delay;
        timed->delivers = true;
        add_at(t, at > t->now_us ? at : t->now_us, DELIVER, n, 0);
    }
}

static void see(timetable *t, const sim_world *world)
{
    for (; t->known < world->log_count; t->known++) {
        if (t->known < SIM_LOG_MAX) {
            t->sequenced_us[t->known] = t->now_us;
        }
    }
    for (unsigned n = 0; n < world->config.nodes; n++) {
        see_applied(t, world, n);
        see_sent(t, world, n);
        see_log(t, world, n);
    }
}

/* --- Sessions. --- */

static sim_op op_of(sim_op_code code, uint32_t a, uint32_t b, uint32_t c)
{
    return (sim_op){(uint8_t)code, {a, b, c}};
}

static bool begin_session(timetable *t, const sim_world *world, const sim_agenda_item *e,
                          sim_op *op)
{
    const sim_node *node = &world->nodes[e->node];
    timed_slot *slot = &t->nodes[e->node].slots[e->slot];
    if (node->document == NULL || node->slots[e->slot].session != NULL) {
        return false;
    }
    *slot = (timed_slot){.life = slot->life + 1};
    add_after(t, SIM_TIMING_THINK, WORK, e->node, e->slot);
    add_after(t, SIM_TIMING_LIFE, END, e->node, e->slot);
    *op = op_of(SIM_OP_OPEN, e->node, e->slot,
                SIM_LAYOUT_RANDOM +
                    SIM_LAYOUT_KINDS * (uint32_t)sim_random_below(&t->layout, 1u << 20));
    return true;
}

static void remember_burst(timetable *t, timed_slot *slot, uint32_t count)
{
    slot->generated += count;
    if (slot->is_restored) {
        return;
    }
    if (slot->burst_count < BURSTS) {
        slot->bursts[slot->burst_count++] = (burst){t->now_us, slot->generated};
    } else {
        slot->bursts[BURSTS - 1].up_to = slot->generated;
    }
}

static bool work(timetable *t, const sim_world *world, const sim_agenda_item *e, sim_op *op)
{
    timed_slot *slot = &t->nodes[e->node].slots[e->slot];
    if (e->epoch != slot->life || world->nodes[e->node].slots[e->slot].session == NULL) {
        return false;
    }
    uint64_t drawn = draw(t, SIM_TIMING_BURST);
    uint32_t count = drawn < 1 ? 1 : drawn > UINT16_MAX ? UINT16_MAX : (uint32_t)drawn;
    remember_burst(t, slot, count);
    add_after(t, SIM_TIMING_THINK, WORK, e->node, e->slot);
    if (!slot->submits) {
        slot->submits = true;
        add_after(t, SIM_TIMING_COLLECT, SUBMIT, e->node, e->slot);
    }
    *op = op_of(SIM_OP_GENERATE, e->node, e->slot, count);
    return true;
}

/* Without a connection it waits: a node that reconnects submits what is not final. */
static bool submit(timetable *t, const sim_world *world, const sim_agenda_item *e, sim_op *op)
{
    timed_slot *slot = &t->nodes[e->node].slots[e->slot];
    if (e->epoch != slot->life) {
        return false;
    }
    slot->submits = false;
    *op = op_of(SIM_OP_TAKE, e->node, e->slot, 0);
    return world->nodes[e->node].state == SIM_NODE_CONNECTED;
}

/* A session submits what it has, and ends when all of it is final; offline it waits. */
static bool end_session(timetable *t, const sim_world *world, const sim_agenda_item *e, sim_op *op)
{
    timed_slot *slot = &t->nodes[e->node].slots[e->slot];
    if (e->epoch != slot->life || world->nodes[e->node].slots[e->slot].session == NULL) {
        return false;
    }
    if (slot->burst_count > 0) {
        add_after(t, SIM_TIMING_GAP, END, e->node, e->slot);
        *op = op_of(SIM_OP_TAKE, e->node, e->slot, 0);
        return world->nodes[e->node].state == SIM_NODE_CONNECTED;
    }
    slot->life++;
    add_after(t, SIM_TIMING_GAP, BEGIN, e->node, e->slot);
    *op = op_of(SIM_OP_CLOSE, e->node, e->slot, 0);
    return true;
}

/* --- Messages. --- */

/* The place of a message in flight; SIM_UP_MESSAGES if it is there no more. */
static unsigned find_message(const sim_world *world, const sim_agenda_item *e)
{
    unsigned i = 0;
    while (i < SIM_UP_MESSAGES) {
        const sim_up_message *message = &world->nodes[e->node].up[i];
        if (message->used && message->entry.epoch == e->epoch &&
            message->entry.number == e->number) {
            break;
        }
        i++;
    }
    return i;
}

static bool sequence(timetable *t, const sim_world *world, const sim_agenda_item *e, sim_op *op)
{
    unsigned place = find_message(world, e);
    if (place == SIM_UP_MESSAGES) {
        return false;
    }
    /* If a copy stays in flight, it is a new message. */
    t->nodes[e->node].up[place].epoch = 0;
    bool again = strikes(t, t->up_repeat);
    *op = op_of(again ? SIM_OP_UP_AGAIN : SIM_OP_UP, e->node, place, 0);
    return true;
}

static bool arrive(timetable *t, const sim_world *world, const sim_agenda_item *e, sim_op *op)
{
    unsigned place = find_message(world, e);
    if (place == SIM_UP_MESSAGES) {
        return false;
    }
    if (strikes(t, t->up_loss)) {
        t->nodes[e->node].up[place].epoch = 0;
        add_after(t, SIM_TIMING_RESEND, RESEND, e->node, 0);
        *op = op_of(SIM_OP_UP_LOST, e->node, place, 0);
        return true;
    }
    uint64_t service = draw(t, SIM_TIMING_SERVICE);
    service = service == SIM_DISTRIBUTION_NEVER ? 0 : service;
    t->free_us = (t->free_us > t->now_us ? t->free_us : t->now_us) + service;
    sim_agenda_item served = *e;
    served.at_us = t->free_us;
    served.kind = SEQUENCE;
    (void)sim_agenda_add(&t->agenda, served);
    return false;
}

static bool deliver(timetable *t, const sim_world *world, const sim_agenda_item *e, sim_op *op)
{
    const sim_node *node = &world->nodes[e->node];
    t->nodes[e->node].delivers = false;
    if (!hears(node) || node->position >= world->log_count) {
        return false;
    }
    uint64_t behind = world->log_count - node->position;
    if (strikes(t, t->down_loss)) {
        t->nodes[e->node].misses = true;
        add_after(t, SIM_TIMING_FETCH, FETCH, e->node, 0);
        *op = op_of(SIM_OP_DOWN_LOST, e->node, 0, 0);
    } else if (behind > FAR_BEHIND) {
        *op = op_of(SIM_OP_DOWN_MANY, e->node, (uint32_t)behind, 0);
    } else {
        *op = op_of(SIM_OP_DOWN, e->node, 0, 0);
    }
    return true;
}

/* --- Nodes. --- */

static bool start(timetable *t, const sim_agenda_item *e, sim_op *op)
{
    add_at(t, t->now_us, ONLINE, e->node, 0);
    add_at(t, t->now_us, REVIVE, e->node, 0);
    *op = op_of(SIM_OP_START, e->node, 0, 0);
    return true;
}

static bool go_online(timetable *t, const sim_world *world, const sim_agenda_item *e, sim_op *op)
{
    if (e->epoch != t->nodes[e->node].turn) {
        return false;
    }
    t->nodes[e->node].misses = false;
    add_after(t, SIM_TIMING_ONLINE, OFFLINE, e->node, 0);
    *op = op_of(SIM_OP_RECONNECT, e->node, 0, 0);
    return world->nodes[e->node].state == SIM_NODE_OFFLINE;
}

static bool go_offline(timetable *t, const sim_world *world, const sim_agenda_item *e, sim_op *op)
{
    if (e->epoch != t->nodes[e->node].turn || !hears(&world->nodes[e->node])) {
        return false;
    }
    add_after(t, SIM_TIMING_OFFLINE, ONLINE, e->node, 0);
    *op = op_of(SIM_OP_OFFLINE, e->node, 0, 0);
    return true;
}

static bool save(timetable *t, const sim_world *world, const sim_agenda_item *e, sim_op *op)
{
    add_after(t, SIM_TIMING_SAVE, SAVE, e->node, 0);
    *op = op_of(SIM_OP_SAVE, e->node, (uint32_t)(world->save_serial % (SIM_STORES - 1)), 0);
    return world->nodes[e->node].document != NULL;
}

static bool crash(timetable *t, const sim_world *world, const sim_agenda_item *e, sim_op *op)
{
    timed_node *node = &t->nodes[e->node];
    if (world->nodes[e->node].document == NULL) {
        return false;
    }
    for (unsigned s = 0; s < world->config.slots; s++) {
        node->slots[s] = (timed_slot){.life = node->slots[s].life + 1};
    }
    node->turn++;
    add_after(t, SIM_TIMING_REPAIR, REPAIR, e->node, 0);
    *op = op_of(SIM_OP_CRASH, e->node, 0, 0);
    return true;
}

static uint32_t newest_store(const sim_node *node)
{
    uint32_t newest = SIM_STORES;
    for (uint32_t i = 0; i < SIM_STORES; i++) {
        if (node->stores[i].bytes != NULL &&
            (newest == SIM_STORES || node->stores[i].serial > node->stores[newest].serial)) {
            newest = i;
        }
    }
    return newest;
}

static bool repair(timetable *t, const sim_world *world, const sim_agenda_item *e, sim_op *op)
{
    uint32_t store = newest_store(&world->nodes[e->node]);
    (void)start(t, e, op);
    add_after(t, SIM_TIMING_CRASH, CRASH, e->node, 0);
    if (store != SIM_STORES) {
        *op = op_of(SIM_OP_RESTART, e->node, store, 0);
    }
    return true;
}

/* The sessions that a node has go on, and the others begin. */
static void revive(timetable *t, const sim_world *world, const sim_agenda_item *e)
{
    const sim_node *node = &world->nodes[e->node];
    t->nodes[e->node].counted = node->position;
    for (unsigned s = 0; s < t->mix.opened; s++) {
        if (node->document == NULL || node->slots[s].session == NULL) {
            add_at(t, t->now_us, BEGIN, e->node, s);
            continue;
        }
        t->nodes[e->node].slots[s].is_restored = true;
        add_after(t, SIM_TIMING_THINK, WORK, e->node, s);
        add_after(t, SIM_TIMING_LIFE, END, e->node, s);
    }
}

/* --- The next op. --- */

static bool handle(timetable *t, const sim_world *world, const sim_agenda_item *e, sim_op *op)
{
    switch ((event)e->kind) {
    case START:
        return start(t, e, op);
    case BEGIN:
        return begin_session(t, world, e, op);
    case WORK:
        return work(t, world, e, op);
    case SUBMIT:
        return submit(t, world, e, op);
    case END:
        return end_session(t, world, e, op);
    case ONLINE:
        return go_online(t, world, e, op);
    case OFFLINE:
        return go_offline(t, world, e, op);
    case ARRIVE:
        return arrive(t, world, e, op);
    case SEQUENCE:
        return sequence(t, world, e, op);
    case RESEND:
        *op = op_of(SIM_OP_RESEND, e->node, 0, 0);
        return world->nodes[e->node].state == SIM_NODE_CONNECTED;
    case DELIVER:
        return deliver(t, world, e, op);
    case FETCH:
        t->nodes[e->node].misses = false;
        *op = op_of(SIM_OP_FETCH, e->node, 0, 0);
        return hears(&world->nodes[e->node]);
    case SAVE:
        return save(t, world, e, op);
    case CRASH:
        return crash(t, world, e, op);
    case REPAIR:
        return repair(t, world, e, op);
    case REVIVE:
        revive(t, world, e);
        return false;
    case RESTART:
        add_after(t, SIM_TIMING_RESTART, RESTART, 0, 0);
        *op = op_of(SIM_OP_SEQUENCER, 0, 0, 0);
        return true;
    }
    return false;
}

sim_op sim_timetable_next(void *context, const sim_world *world)
{
    timetable *t = context;
    sim_op op = {.code = SIM_OP_NOP};
    for (unsigned i = 0; i < TRIES; i++) {
        sim_agenda_item next;
        see(t, world);
        if (!sim_agenda_take(&t->agenda, &next)) {
            break;
        }
        assert(next.at_us >= t->now_us);
        t->now_us = next.at_us;
        if (handle(t, world, &next, &op)) {
            return op;
        }
    }
    return (sim_op){.code = SIM_OP_NOP};
}
