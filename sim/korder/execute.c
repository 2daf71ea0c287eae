/* What each op does in a k-order world. */
#include "claims.h"
#include "cross.h"
#include "make.h"

#include <assert.h>
#include <string.h>

#define IS_DAMAGED(how) ((how) % SIM_FORM_BOUND >= SIM_FORM_DAMAGED_BYTES)

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
    sim_korder_emit(world, SIM_KORDER_SEARCHED, node,
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
    sim_korder_emit(world, SIM_KORDER_HASHED, node,
                    (sim_korder_event){.number = number, .naming = naming});
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
    sim_korder_emit(world, SIM_KORDER_NUMBERED, node,
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
    sim_korder_emit(world, SIM_KORDER_WOKEN, node, event);
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
    sim_korder_emit(world, SIM_KORDER_KILLED, node, (sim_korder_event){0});
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
    sim_korder_emit(world, SIM_KORDER_LOST, message->from,
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
    sim_korder_emit(world, SIM_KORDER_POSTED, from,
                    (sim_korder_event){.peer = to, .index = n->latest});
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
    sim_korder_emit(world, SIM_KORDER_SPLIT, node, parts);
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
    sim_korder_emit(world, SIM_KORDER_HEARD, message.to, heard);
    if (heard.status == IDA_OK) {
        take_apart(world, message.to, &heard.global);
        (void)sim_korder_make_many(world, message.to, 1, SIM_WAY_GLOBAL);
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
        (void)sim_korder_make_many(world, node, op->args[1] % SIM_BATCH_BOUND + 1, op->args[2]);
        break;
    case SIM_OP_BURST:
        sim_korder_burst(world, node, op->args[1], op->args[2]);
        break;
    case SIM_OP_POST:
        post(world, node, op->args[1] % world->setting.nodes);
        break;
    case SIM_OP_SPREAD:
        if (sim_claims(world->subject->unclaimed, IDSIM_CLAIM_STARTS)) {
            sim_korder_spread(world, node, op->args[1], op->args[2]);
        }
        break;
    case SIM_OP_CROSS_MAKE:
        if (sim_claims(world->subject->unclaimed, IDSIM_CLAIM_TURNS)) {
            sim_korder_cross(world, node, op->args[1], op->args[2]);
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
