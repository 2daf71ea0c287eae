/* What each op does in a k-order world. */
#include "claims.h"
#include "world.h"

#include <assert.h>
#include <string.h>

static_assert(SIM_WAY_BOUND == SIM_WAY_LANE + SIM_KORDER_LANES, "each lane is a way");

/* How many IDs SPREAD asks for: the second does not begin a tick. */
#define SPREAD_IDS 2u

#define IS_DAMAGED(how) ((how) % SIM_FORM_BOUND >= SIM_FORM_DAMAGED_BYTES)

/* Asserts that the members of an event are within their ranges. */
static void check_event(const sim_korder_world *world, const sim_korder_event *e)
{
    const unsigned kind = e->head.kind;
    assert(kind > SIM_KORDER_SETTLED);
    assert(kind < SIM_KORDER_SERVED);
    assert(e->head.node < world->setting.nodes);
    assert(e->head.true_us <= SIM_CLOCK_MAX);
    assert(e->head.reading_us <= SIM_CLOCK_MAX);
    assert(e->peer < world->setting.nodes);
    assert(kind != SIM_KORDER_MADE || e->status == IDA_OK);
    assert(kind != SIM_KORDER_MADE || e->way < SIM_WAY_BOUND);
    assert(kind != SIM_KORDER_REFUSED || e->status != IDA_OK);
    assert(kind != SIM_KORDER_HEARD || e->way < SIM_KORDER_FORMS);
    assert(kind != SIM_KORDER_HEARD || e->size <= SIM_KORDER_READ_SIZE);
    assert(kind < SIM_KORDER_POSTED || kind > SIM_KORDER_HEARD || e->index < world->base.ids);
    (void)kind;
    (void)world;
}

static void emit(sim_korder_world *world, unsigned kind, unsigned node, sim_korder_event event)
{
    event.head = sim_timed_head(&world->clocks, kind, node);
    check_event(world, &event);
    sim_emit(&world->base.observers, &event);
}

static void mark(sim_korder_world *world, sim_mark name)
{
    sim_base_mark(&world->base, name);
}

static void fault(sim_korder_world *world, sim_fault name)
{
    sim_base_fault(&world->base, name);
}

/* --- Nodes begin and end. --- */

/* The numbers of the nodes that have one; returns how many. */
static size_t numbers_in_use(const sim_korder_world *world, uint32_t numbers[SIM_NODES_MAX])
{
    size_t count = 0;
    for (unsigned i = 0; i < world->setting.nodes; i++) {
        if (world->nodes[i].named) {
            numbers[count++] = world->nodes[i].config.node;
        }
    }
    return count;
}

static bool is_in_use(sim_korder_world *world, unsigned node, uint32_t number)
{
    sim_korder_search search = {.at = SIM_NODES_MAX};
    search.count = numbers_in_use(world, search.numbers);
    bool found = world->subject->find_node(search.numbers, search.count, number, &search.at);
    emit(world, SIM_KORDER_SEARCHED, node,
         (sim_korder_event){.number = number, .flag = found, .search = &search});
    return found;
}

/* The number that a node would have if no other node had it. */
static uint32_t number_of(sim_korder_world *world, unsigned node)
{
    const sim_korder_naming *naming = &world->setting.naming[node];
    if (naming->name == NULL) {
        return naming->number;
    }
    uint32_t number = world->subject->fingerprint(naming->name, strlen(naming->name), naming->hash);
    emit(world, SIM_KORDER_HASHED, node, (sim_korder_event){.number = number, .naming = naming});
    return number;
}

/* A node that joins checks whether its number is in use, and counts up until one is free. */
static void give_number(sim_korder_world *world, unsigned node, bool anyway)
{
    sim_korder_node *n = &world->nodes[node];
    assert(!n->named);
    assert(n->generator == NULL);
    n->config.node = number_of(world, node);
    bool clash = is_in_use(world, node, n->config.node);
    if (clash && anyway) {
        fault(world, SIM_FAULT_KORDER_CLASH_IGNORED);
    } else if (clash) {
        mark(world, SIM_MARK_KORDER_CLASH);
    }
    for (unsigned i = 0; clash && !anyway && i < SIM_NODES_MAX; i++) {
        n->config.node++;
        clash = is_in_use(world, node, n->config.node);
    }
    n->named = true;
    emit(world, SIM_KORDER_NUMBERED, node,
         (sim_korder_event){.number = n->config.node, .flag = clash});
}

/* Config and options that no generator accepts, one after the other. */
static void spoil(const sim_korder_world *world, ida_korder_config *config,
                  ida_korder_options *options)
{
    switch (world->base.op_count % 5) {
    case 0:
        config->drift = IDA_KORDER_DRIFT_MAX + 1;
        break;
    case 1:
        config->drift = IDA_KORDER_DRIFT_MIN - 1;
        break;
    case 2:
        options->high_water = UINT64_MAX;
        break;
    case 3:
        options->first_sequence = IDA_KORDER_SEQUENCE_COUNT;
        break;
    default:
        options->mode = (ida_korder_mode)(IDA_KORDER_FAITHFUL + 1);
        break;
    }
}

static ida_korder_options options_of(sim_korder_world *world, unsigned node, unsigned how,
                                     uint32_t sequence)
{
    const sim_korder_node *n = &world->nodes[node];
    bool faithful = world->setting.faithful[node];
    ida_korder_options options = {.mode = faithful ? IDA_KORDER_FAITHFUL : IDA_KORDER_STRICT,
                                  .lead_ticks = world->setting.lead,
                                  .first_sequence = sequence % IDA_KORDER_SEQUENCE_COUNT};
    if (n->marked && how == SIM_WAKE_UNMARKED) {
        fault(world, SIM_FAULT_KORDER_UNMARKED);
    } else if (n->marked) {
        options.high_water = n->mark;
    }
    return options;
}

/* Starts a generator. */
static void bring_up(sim_korder_world *world, unsigned node, unsigned ahead, uint32_t sequence)
{
    static const uint64_t aheads[] = {1000, 100000, 1000000, 10000000};
    sim_korder_node *n = &world->nodes[node];
    assert(n->named);
    n->mark_ahead = aheads[ahead % (sizeof aheads / sizeof aheads[0])];
    n->mark_sequence = sequence % IDA_KORDER_SEQUENCE_COUNT;
    n->mark_until = 0;
    n->is_current = false;
    for (unsigned i = 0; i < SIM_KORDER_LANES; i++) {
        n->lanes[i] = world->subject->lane_of(n->generator);
    }
}

static void begin(sim_korder_world *world, unsigned node, uint32_t how, uint32_t sequence)
{
    sim_korder_node *n = &world->nodes[node];
    unsigned manner = how % SIM_WAKE_BOUND;
    if (n->generator != NULL) {
        return;
    }
    if (!n->named) {
        give_number(world, node, manner == SIM_WAKE_IN_USE);
    }
    sim_korder_start start = {n->config, options_of(world, node, manner, sequence)};
    if (manner == SIM_WAKE_WRONG_OPTIONS) {
        spoil(world, &start.config, &start.options);
    }
    sim_korder_event event = {.start = &start, .flag = world->setting.faithful[node]};
    event.number = start.config.node;
    event.status = world->subject->create(&world->base.allocator, &start.config, &start.options,
                                          &n->generator);
    sim_base_see(&world->base, event.status);
    if (event.status == IDA_OK) {
        bring_up(world, node, how / SIM_WAKE_BOUND, sequence);
        if (!event.flag && start.options.high_water != 0 && n->latest != SIM_KORDER_NONE) {
            mark(world, SIM_MARK_KORDER_RESTARTED);
        }
    }
    emit(world, SIM_KORDER_WOKEN, node, event);
}

static void end(sim_korder_world *world, unsigned node)
{
    sim_korder_node *n = &world->nodes[node];
    if (n->generator == NULL) {
        return;
    }
    assert(n->named);
    world->subject->destroy(n->generator);
    n->generator = NULL;
    fault(world, SIM_FAULT_CRASH);
    emit(world, SIM_KORDER_KILLED, node, (sim_korder_event){0});
}

/* --- IDs. --- */

/*
 * Stores a mark that covers what a strict node makes from now on, unless the last one still does.
 * False if no ID of that time exists: then it must not make any.
 */
static bool store_mark(sim_korder_world *world, unsigned node)
{
    sim_korder_node *n = &world->nodes[node];
    assert(n->generator != NULL);
    uint64_t now = sim_korder_reading(world, node);
    if (world->setting.faithful[node] || now < n->mark_until) {
        return true;
    }
    uint64_t lead = world->setting.lead + UINT64_C(1);
    uint64_t time = now + lead * IDA_KORDER_TICK_US + n->mark_ahead;
    ida_korder_local local = 0;
    ida_status status = world->subject->make(time, n->mark_sequence, &local);
    if (status == IDA_OK) {
        n->mark = n->marked && n->mark > local ? n->mark : local;
        n->marked = true;
        n->mark_until = now + n->mark_ahead;
    }
    emit(world, SIM_KORDER_MARKED, node,
         (sim_korder_event){.status = status, .local = local, .time_us = time});
    return status == IDA_OK;
}

/* One call for an ID; both forms of it are set if it succeeds. */
static ida_status call(sim_korder_world *world, unsigned node, sim_korder_event *c)
{
    const sim_korder_subject *subject = world->subject;
    sim_korder_node *n = &world->nodes[node];
    uint64_t now = sim_korder_reading(world, node);
    ida_status status;
    assert(c->way < SIM_WAY_BOUND);
    assert(n->generator != NULL);
    if (c->way == SIM_WAY_GLOBAL) {
        uint32_t number;
        status = subject->next_global(n->generator, now, &c->global);
        return status == IDA_OK ? subject->split(&c->global, n->config.drift, &c->local, &number)
                                : status;
    }
    if (c->spread) {
        status = c->way == SIM_WAY_NEXT ? subject->next_from(n->generator, now, c->from, &c->local)
                                        : subject->lane_next_from(&n->lanes[c->way - SIM_WAY_LANE],
                                                                  now, c->from, &c->local);
    } else {
        status = c->way == SIM_WAY_NEXT
                     ? subject->next(n->generator, now, &c->local)
                     : subject->lane_next(&n->lanes[c->way - SIM_WAY_LANE], now, &c->local);
    }
    return status == IDA_OK ? subject->to_global(&n->config, c->local, &c->global) : status;
}

/* An ID of a strict node. The first sequence of the next tick follows the last one of a tick. */
static void mark_strict(sim_korder_world *world, unsigned node, const sim_korder_event *made)
{
    const sim_korder_node *n = &world->nodes[node];
    bool ahead = world->subject->time_us(made->local) > sim_korder_reading(world, node);
    if (ahead) {
        mark(world, SIM_MARK_KORDER_BORROWED);
    }
    if (ahead && n->is_current && made->local % IDA_KORDER_SEQUENCE_COUNT == 0 &&
        n->local % IDA_KORDER_SEQUENCE_COUNT == IDA_KORDER_SEQUENCE_COUNT - 1) {
        mark(world, SIM_MARK_KORDER_OVERFLOW);
    }
    if (made->way >= SIM_WAY_LANE) {
        mark(world, SIM_MARK_KORDER_LANE);
    }
    if (made->spread && made->from != 0 && made->local % IDA_KORDER_SEQUENCE_COUNT == made->from) {
        mark(world,
             made->way >= SIM_WAY_LANE ? SIM_MARK_KORDER_SPREAD_LANE : SIM_MARK_KORDER_SPREAD);
    }
}

/* An ID of a faithful node. */
static void mark_faithful(sim_korder_world *world, unsigned node, const sim_korder_event *made)
{
    const sim_korder_node *n = &world->nodes[node];
    if (n->latest != SIM_KORDER_NONE && made->local <= n->local) {
        mark(world, SIM_MARK_KORDER_BACK);
    }
    if (n->is_current && made->local < n->local &&
        made->local / IDA_KORDER_SEQUENCE_COUNT == n->local / IDA_KORDER_SEQUENCE_COUNT) {
        mark(world, SIM_MARK_KORDER_WRAPPED);
    }
}

static void mark_call(sim_korder_world *world, unsigned node, const sim_korder_event *c)
{
    if (c->status == IDA_TRY_LATER) {
        mark(world, SIM_MARK_KORDER_TRY_LATER);
    } else if (c->status == IDA_INVALID_ARGUMENT) {
        mark(world, SIM_MARK_KORDER_UNFIT_START);
    } else if (c->status != IDA_OK) {
        mark(world, SIM_MARK_KORDER_EXHAUSTED);
    } else if (world->setting.faithful[node]) {
        mark_faithful(world, node, c);
    } else {
        mark_strict(world, node, c);
    }
}

/* How a node is to make an ID. */
typedef struct manner {
    unsigned way;
    bool spread;
    uint32_t from;
} manner;

/* A node makes an ID; false if it does not. */
static bool make(sim_korder_world *world, unsigned node, manner how)
{
    sim_korder_node *n = &world->nodes[node];
    sim_korder_event c;
    assert(world->base.ids <= SIM_KORDER_IDS_MAX);
    assert(n->latest == SIM_KORDER_NONE || n->latest < world->base.ids);
    if (world->base.ids == SIM_KORDER_IDS_MAX) {
        return false;
    }
    memset(&c, 0, sizeof c);
    c.way = how.way;
    c.spread = how.spread;
    c.from = how.from;
    c.number = n->config.node;
    c.status = call(world, node, &c);
    bool made = c.status == IDA_OK;
    mark_call(world, node, &c);
    if (made) {
        n->latest = (uint32_t)world->base.ids++;
        n->id = c.global;
        n->local = c.local;
        n->is_current = true;
    }
    emit(world, made ? SIM_KORDER_MADE : SIM_KORDER_REFUSED, node, c);
    return made;
}

/* Returns how many it made. */
static uint32_t make_so(sim_korder_world *world, unsigned node, uint32_t count, manner how)
{
    uint32_t made = 0;
    if (world->nodes[node].generator == NULL || !store_mark(world, node)) {
        return 0;
    }
    while (made < count && sim_base_is_well(&world->base) && make(world, node, how)) {
        made++;
    }
    return made;
}

static uint32_t make_many(sim_korder_world *world, unsigned node, uint32_t count, uint32_t way)
{
    return make_so(world, node, count, (manner){.way = way % SIM_WAY_BOUND});
}

/* With a start no call makes a global ID: in place of that, the same as on the second lane. */
static void spread(sim_korder_world *world, unsigned node, uint32_t way, uint32_t start)
{
    manner how = {
        .way = way % SIM_WAY_BOUND, .spread = true, .from = start % IDA_KORDER_SEQUENCE_COUNT};
    how.way = how.way == SIM_WAY_GLOBAL ? SIM_WAY_LAST_LANE : how.way;
    (void)make_so(world, node, SPREAD_IDS, how);
}

static void burst(sim_korder_world *world, unsigned node, uint32_t count, uint32_t way)
{
    assert(world->burst <= SIM_KORDER_BURSTS);
    uint32_t left = SIM_KORDER_BURSTS - world->burst;
    count = count % SIM_BURST_BOUND + 1;
    world->burst += make_many(world, node, count < left ? count : left, way);
}

/* --- Messages. --- */

static sim_korder_message take_message(sim_korder_world *world, uint32_t at)
{
    assert(at < world->message_count);
    assert(world->message_count <= SIM_KORDER_MESSAGES);
    sim_korder_message message = world->messages[at];
    assert(message.from < world->setting.nodes);
    assert(message.to < world->setting.nodes);
    world->message_count--;
    memmove(&world->messages[at], &world->messages[at + 1],
            (world->message_count - at) * sizeof world->messages[0]);
    return message;
}

static void lose(sim_korder_world *world, const sim_korder_message *message)
{
    emit(world, SIM_KORDER_LOST, message->from,
         (sim_korder_event){.peer = message->to, .index = message->index});
}

static void post(sim_korder_world *world, unsigned from, unsigned to)
{
    const sim_korder_node *n = &world->nodes[from];
    if (n->latest == SIM_KORDER_NONE) {
        return;
    }
    if (world->message_count == SIM_KORDER_MESSAGES) {
        sim_korder_message oldest = take_message(world, 0);
        lose(world, &oldest);
    }
    assert(world->message_count < SIM_KORDER_MESSAGES);
    assert(n->latest < world->base.ids);
    world->messages[world->message_count++] =
        (sim_korder_message){(uint8_t)from, (uint8_t)to, n->latest, n->id};
    emit(world, SIM_KORDER_POSTED, from, (sim_korder_event){.peer = to, .index = n->latest});
}

/* Writes an ID in the form of a message; returns the size. */
static size_t write_id(const sim_korder_world *world, const ida_korder_global *id, unsigned form,
                       char data[SIM_KORDER_READ_SIZE])
{
    assert(form < SIM_KORDER_FORMS);
    if (form == SIM_FORM_BYTES) {
        memcpy(data, id->bytes, sizeof id->bytes);
        return sizeof id->bytes;
    }
    world->subject->global_format(id, form == SIM_FORM_D64 ? IDA_KORDER_D64 : IDA_KORDER_BASE64URL,
                                  data);
    return IDA_KORDER_GLOBAL_TEXT_LENGTH;
}

/* Damages a message: cuts it short, makes it longer, or flips a bit. */
static size_t damage(sim_korder_world *world, char data[SIM_KORDER_READ_SIZE], size_t size)
{
    assert(size > 0);
    assert(size < SIM_KORDER_READ_SIZE);
    uint64_t which = world->base.op_count % 4;
    size_t at = (size_t)(world->base.op_count / 4 % size);
    if (which == 0) {
        fault(world, SIM_FAULT_TRUNCATED);
        return at;
    }
    fault(world, SIM_FAULT_FLIPPED);
    if (which == 1) {
        data[size] = '0';
        return size + 1;
    }
    data[at] = (char)((unsigned char)data[at] ^ 1u << world->base.op_count / 64 % 8);
    return size;
}

static ida_status read_id(const sim_korder_world *world, unsigned form, const char *data,
                          size_t size, ida_korder_global *id)
{
    uint32_t drift = world->setting.drift;
    if (form == SIM_FORM_BYTES) {
        return world->subject->global_from_bytes((const uint8_t *)data, size, drift, id);
    }
    return world->subject->global_parse(
        data, size, form == SIM_FORM_D64 ? IDA_KORDER_D64 : IDA_KORDER_BASE64URL, drift, id);
}

/* The receiver of an ID splits it, and asks whether the ID is its own. */
static void take_apart(sim_korder_world *world, unsigned node, const ida_korder_global *id)
{
    const ida_korder_config *config = &world->nodes[node].config;
    sim_korder_event parts = {.global = *id, .own = 0};
    parts.status = world->subject->split(id, config->drift, &parts.local, &parts.number);
    parts.own_status = world->subject->to_local(config, id, &parts.own);
    if (parts.own_status == IDA_FOREIGN_NODE) {
        mark(world, SIM_MARK_KORDER_FOREIGN);
    }
    emit(world, SIM_KORDER_SPLIT, node, parts);
}

static void hear(sim_korder_world *world, uint32_t pick, uint32_t how)
{
    if (world->message_count == 0) {
        return;
    }
    sim_korder_message message = take_message(world, pick % world->message_count);
    if (world->nodes[message.to].generator == NULL) {
        lose(world, &message);
        return;
    }
    char data[SIM_KORDER_READ_SIZE] = {0};
    sim_korder_event heard = {.peer = message.from,
                              .index = message.index,
                              .way = how % SIM_KORDER_FORMS,
                              .flag = IS_DAMAGED(how)};
    heard.data = data;
    heard.size = write_id(world, &message.id, heard.way, data);
    heard.size = heard.flag ? damage(world, data, heard.size) : heard.size;
    heard.status = read_id(world, heard.way, data, heard.size, &heard.global);
    if (heard.status != IDA_OK) {
        mark(world, SIM_MARK_KORDER_DAMAGE_REFUSED);
    }
    emit(world, SIM_KORDER_HEARD, message.to, heard);
    if (heard.status == IDA_OK) {
        take_apart(world, message.to, &heard.global);
        (void)make_many(world, message.to, 1, SIM_WAY_GLOBAL);
    }
}

/* --- Ops. --- */

static void perform(void *context, const sim_op *op)
{
    sim_korder_world *world = context;
    unsigned node = op->args[0] % world->setting.nodes;
    switch (op->code) {
    case SIM_OP_WAKE:
        begin(world, node, op->args[1], op->args[2]);
        break;
    case SIM_OP_KILL:
        end(world, node);
        break;
    case SIM_OP_MAKE:
        (void)make_many(world, node, op->args[1] % SIM_BATCH_BOUND + 1, op->args[2]);
        break;
    case SIM_OP_BURST:
        burst(world, node, op->args[1], op->args[2]);
        break;
    case SIM_OP_POST:
        post(world, node, op->args[1] % world->setting.nodes);
        break;
    case SIM_OP_SPREAD:
        if (sim_claims(world->subject->unclaimed, IDSIM_CLAIM_STARTS)) {
            spread(world, node, op->args[1], op->args[2]);
        }
        break;
    case SIM_OP_HEAR:
        hear(world, op->args[0], op->args[1]);
        break;
    default:
        break;
    }
}

bool sim_korder_is_numbered(const sim_op *op)
{
    return (op->code == SIM_OP_WAKE && op->args[1] % SIM_WAKE_BOUND == SIM_WAKE_WRONG_OPTIONS) ||
           (op->code == SIM_OP_HEAR && IS_DAMAGED(op->args[1]));
}

void sim_korder_execute(void *context, const sim_op *op)
{
    sim_korder_world *world = context;
    sim_tally unused = {{0}, {0}}; /* faults of clocks are not counted in the quiet phase */
    sim_timed_execute(&world->base, &world->clocks,
                      world->base.quiet ? &unused : &world->base.tally, world->subject->unclaimed,
                      op, perform);
}
