/* k-order worlds: what they hold, and what each op does. */
#include "world.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "kernel/accounting.h"
#include "korder/oracle/oracle.h"

#define NOTE(world, kind, ...)                                                                     \
    sim_trace_event(&(world)->trace, (kind), (const uint64_t[]){__VA_ARGS__},                      \
                    sizeof((const uint64_t[]){__VA_ARGS__}) / sizeof(uint64_t))
#define TELL(world, ...) sim_trace_tell(&(world)->trace, __VA_ARGS__)

/* What a message is read from, and whether it arrives as it was sent. */
enum { FORM_BYTES, FORM_D64, FORM_BASE64URL, FORMS };

#define IS_DAMAGED(how) ((how) / FORMS % 4 == 3)

#define READ_SIZE 20u

void sim_korder_mark(sim_korder_world *world, sim_mark mark)
{
    world->tally.marks[mark] += world->quiet ? 0 : 1;
}

static void fault(sim_korder_world *world, sim_fault name)
{
    world->tally.faults[name] += world->quiet ? 0 : 1;
}

/* A call that had no memory ends the run, if there was none: to say so wrongly is a failure. */
static void see(sim_korder_world *world, ida_status status)
{
    world->out_of_memory =
        world->out_of_memory || (status == IDA_NO_MEMORY && world->memory.failures > 0);
}

uint64_t sim_korder_reading(const sim_korder_world *world, unsigned node)
{
    return world->clocks.of[node].reading;
}

/* --- From beginning to end. --- */

sim_korder_world *sim_korder_create(const sim_config *config, const sim_korder_subject *subject)
{
    sim_korder_world *world = calloc(1, sizeof *world);
    if (world == NULL) {
        return NULL;
    }
    world->config = sim_config_wrap(*config);
    world->subject = subject;
    world->memory.limit = SIM_MEMORY_LIMIT;
    world->allocator = sim_memory_allocator(&world->memory);
    sim_clocks_init(&world->clocks, world->config.nodes, sim_korder_start(&world->config));
    for (unsigned i = 0; i < world->config.nodes; i++) {
        world->nodes[i].config.drift = sim_korder_drift(&world->config);
        world->nodes[i].faithful = (world->config.write_ahead >> i & 1u) != 0;
        world->nodes[i].latest = SIM_KORDER_NONE;
    }
    sim_trace_init(&world->trace);
    return world;
}

size_t sim_korder_stop(sim_korder_world *world)
{
    for (unsigned i = 0; i < world->config.nodes; i++) {
        world->subject->destroy(world->nodes[i].generator);
        world->nodes[i].generator = NULL;
    }
    return world->memory.used;
}

void sim_korder_destroy(sim_korder_world *world)
{
    if (world == NULL) {
        return;
    }
    (void)sim_korder_stop(world);
    sim_memory_free_all(&world->memory);
    free(world);
}

/* --- Nodes begin and end. --- */

/* The numbers of the nodes that have one; returns how many. */
static size_t numbers_in_use(const sim_korder_world *world, uint32_t numbers[SIM_NODES_MAX])
{
    size_t count = 0;
    for (unsigned i = 0; i < world->config.nodes; i++) {
        if (world->nodes[i].named) {
            numbers[count++] = world->nodes[i].config.node;
        }
    }
    return count;
}

static bool is_in_use(sim_korder_world *world, uint32_t number)
{
    uint32_t numbers[SIM_NODES_MAX];
    size_t count = numbers_in_use(world, numbers);
    size_t at = SIM_NODES_MAX;
    bool found = world->subject->find_node(numbers, count, number, &at);
    if (world->oracle != NULL) {
        sim_korder_searched(world->oracle, numbers, count, number, found, at);
    }
    return found;
}

/* A node that joins asks whether its number is in use, and counts on until one is not. */
static void give_number(sim_korder_world *world, unsigned node, bool anyway)
{
    sim_korder_node *n = &world->nodes[node];
    sim_korder_naming naming = sim_korder_name(&world->config, node);
    n->config.node = naming.number;
    if (naming.name != NULL) {
        n->config.node = world->subject->fingerprint(naming.name, strlen(naming.name), naming.hash);
        if (world->oracle != NULL) {
            sim_korder_hashed(world->oracle, &naming, n->config.node);
        }
    }
    bool clash = is_in_use(world, n->config.node);
    if (clash && anyway) {
        fault(world, SIM_FAULT_KORDER_CLASH_IGNORED);
    } else if (clash) {
        sim_korder_mark(world, SIM_MARK_KORDER_CLASH);
    }
    for (unsigned i = 0; clash && !anyway && i < SIM_NODES_MAX; i++) {
        n->config.node++;
        clash = is_in_use(world, n->config.node);
    }
    n->named = true;
    TELL(world, "node %u has the number %" PRIu32 "%s", node, n->config.node,
         clash ? ", and another node has it, too" : "");
}

/* Config and options that no generator takes, one after the other. */
static void spoil(const sim_korder_world *world, ida_korder_config *config,
                  ida_korder_options *options)
{
    switch (world->op_count % 5) {
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
    ida_korder_options options = {.mode = n->faithful ? IDA_KORDER_FAITHFUL : IDA_KORDER_STRICT,
                                  .lead_ticks = world->config.cluster_size,
                                  .first_sequence = sequence % IDA_KORDER_SEQUENCE_COUNT};
    if (n->marked && how == SIM_BEGIN_UNMARKED) {
        fault(world, SIM_FAULT_KORDER_UNMARKED);
    } else if (n->marked) {
        options.high_water = n->mark;
    }
    return options;
}

static void begin(sim_korder_world *world, unsigned node, uint32_t how, uint32_t sequence)
{
    static const uint64_t ahead[] = {1000, 100000, 1000000, 10000000};
    sim_korder_node *n = &world->nodes[node];
    unsigned manner = how % SIM_BEGIN_HOWS;
    if (n->generator != NULL) {
        return;
    }
    if (!n->named) {
        give_number(world, node, manner == SIM_BEGIN_ANYWAY);
    }
    ida_korder_config config = n->config;
    ida_korder_options options = options_of(world, node, manner, sequence);
    if (manner == SIM_BEGIN_WRONG) {
        spoil(world, &config, &options);
    }
    ida_status status = world->subject->create(&world->allocator, &config, &options, &n->generator);
    see(world, status);
    NOTE(world, SIM_EVENT_NODE, node, (uint64_t)status, config.node, options.high_water,
         options.first_sequence);
    TELL(world, "node %u begins as %s, above %016" PRIx64 ": %s", node,
         n->faithful ? "faithful" : "strict", options.high_water, ida_status_name(status));
    if (status == IDA_OK) {
        n->mark_ahead = ahead[how / SIM_BEGIN_HOWS % (sizeof ahead / sizeof ahead[0])];
        n->mark_sequence = sequence % IDA_KORDER_SEQUENCE_COUNT;
        n->mark_until = 0;
        for (unsigned i = 0; i < SIM_KORDER_LANES; i++) {
            n->lanes[i] = world->subject->lane_of(n->generator);
        }
    }
    if (world->oracle != NULL) {
        sim_korder_begun(world->oracle, node, &config, &options, status);
    }
}

static void end(sim_korder_world *world, unsigned node)
{
    sim_korder_node *n = &world->nodes[node];
    if (n->generator == NULL) {
        return;
    }
    world->subject->destroy(n->generator);
    n->generator = NULL;
    fault(world, SIM_FAULT_CRASH);
    TELL(world, "node %u stops", node);
}

/* --- IDs. --- */

/*
 * Stores the mark that stands for what a strict node makes from now on, unless the last one still
 * does. False if there is no ID of that time: then it must not make any.
 */
static bool store_mark(sim_korder_world *world, unsigned node)
{
    sim_korder_node *n = &world->nodes[node];
    uint64_t now = sim_korder_reading(world, node);
    if (n->faithful || now < n->mark_until) {
        return true;
    }
    uint64_t lead = world->config.cluster_size + UINT64_C(1);
    uint64_t time = now + lead * IDA_KORDER_TICK_US + n->mark_ahead;
    ida_korder_local mark = 0;
    ida_status status = world->subject->make(time, n->mark_sequence, &mark);
    NOTE(world, SIM_EVENT_SAVED, node, (uint64_t)status, mark);
    TELL(world, "node %u stores the mark %016" PRIx64 ": %s", node, mark, ida_status_name(status));
    if (world->oracle != NULL) {
        sim_korder_ahead(world->oracle, node, time, status, mark);
    }
    if (status != IDA_OK) {
        return false;
    }
    n->mark = n->marked && n->mark > mark ? n->mark : mark;
    n->marked = true;
    n->mark_until = now + n->mark_ahead;
    return true;
}

/* One call for an ID; both forms of it are set if it succeeds. */
static ida_status call(sim_korder_world *world, unsigned node, unsigned way,
                       ida_korder_local *local, ida_korder_global *global)
{
    const sim_korder_subject *subject = world->subject;
    sim_korder_node *n = &world->nodes[node];
    uint64_t now = sim_korder_reading(world, node);
    ida_status status;
    if (way == SIM_WAY_GLOBAL) {
        uint32_t number;
        status = subject->next_global(n->generator, now, global);
        return status == IDA_OK ? subject->split(global, n->config.drift, local, &number) : status;
    }
    status = way == SIM_WAY_NEXT ? subject->next(n->generator, now, local)
                                 : subject->lane_next(&n->lanes[way - SIM_WAY_LANE], now, local);
    return status == IDA_OK ? subject->to_global(&n->config, *local, global) : status;
}

/* A node makes an ID; false if it does not. */
static bool make(sim_korder_world *world, unsigned node, unsigned way)
{
    sim_korder_node *n = &world->nodes[node];
    ida_korder_local local = 0;
    ida_korder_global global;
    memset(&global, 0, sizeof global);
    if (world->ids == SIM_KORDER_IDS_MAX) {
        return false;
    }
    ida_status status = call(world, node, way, &local, &global);
    NOTE(world, SIM_EVENT_GENERATED, node, (uint64_t)status, local);
    if (status == IDA_OK) {
        n->latest = world->ids++;
        n->id = global;
        TELL(world, "node %u, its clock at %" PRIu64 " us, makes %016" PRIx64, node,
             sim_korder_reading(world, node), local);
    } else {
        sim_mark mark =
            status == IDA_TRY_LATER ? SIM_MARK_KORDER_TRY_LATER : SIM_MARK_KORDER_EXHAUSTED;
        sim_korder_mark(world, mark);
        TELL(world, "node %u, its clock at %" PRIu64 " us, makes nothing: %s", node,
             sim_korder_reading(world, node), ida_status_name(status));
    }
    if (world->oracle != NULL) {
        sim_korder_made(world->oracle, node, way, status, local, &global);
    }
    return status == IDA_OK;
}

static bool well(const sim_korder_world *world)
{
    return !world->out_of_memory &&
           (world->oracle == NULL || !sim_korder_oracle_judgement(world->oracle)->failure.failed);
}

/* Returns how many it made. */
static uint32_t make_many(sim_korder_world *world, unsigned node, uint32_t count, uint32_t way)
{
    uint32_t made = 0;
    if (world->nodes[node].generator == NULL || !store_mark(world, node)) {
        return 0;
    }
    while (made < count && well(world) && make(world, node, way % SIM_WAYS)) {
        made++;
    }
    if (made > 0 && world->oracle != NULL && well(world)) {
        sim_korder_ask(world->oracle, node);
    }
    return made;
}

static void burst(sim_korder_world *world, unsigned node, uint32_t count, uint32_t way)
{
    uint32_t left = SIM_KORDER_BURSTS - world->burst;
    count = count % SIM_KORDER_BURST_MAX + 1;
    world->burst += make_many(world, node, count < left ? count : left, way);
}

/* --- Messages. --- */

static void remove_message(sim_korder_world *world, uint32_t at)
{
    world->message_count--;
    memmove(&world->messages[at], &world->messages[at + 1],
            (world->message_count - at) * sizeof world->messages[0]);
}

static void post(sim_korder_world *world, unsigned from, unsigned to)
{
    const sim_korder_node *n = &world->nodes[from];
    if (n->latest == SIM_KORDER_NONE) {
        return;
    }
    if (world->message_count == SIM_KORDER_MESSAGES) {
        remove_message(world, 0);
    }
    world->messages[world->message_count++] =
        (sim_korder_message){(uint8_t)from, (uint8_t)to, n->latest, n->id};
    NOTE(world, SIM_EVENT_SUBMITTED, from, to, n->latest);
    TELL(world, "node %u tells node %u of its last ID", from, to);
}

/* Writes an ID as it is sent; returns the size. */
static size_t write_id(const sim_korder_world *world, const ida_korder_global *id, unsigned form,
                       char data[READ_SIZE])
{
    if (form == FORM_BYTES) {
        memcpy(data, id->bytes, sizeof id->bytes);
        return sizeof id->bytes;
    }
    world->subject->global_format(id, form == FORM_D64 ? IDA_KORDER_D64 : IDA_KORDER_BASE64URL,
                                  data);
    return IDA_KORDER_GLOBAL_TEXT_LENGTH;
}

/* Damages what is sent: cut short, made longer, or a bit of it flipped. */
static size_t damage(sim_korder_world *world, char data[READ_SIZE], size_t size)
{
    uint64_t which = world->op_count % 4;
    size_t at = (size_t)(world->op_count / 4 % size);
    if (which == 0) {
        fault(world, SIM_FAULT_TRUNCATED);
        return at;
    }
    fault(world, SIM_FAULT_FLIPPED);
    if (which == 1) {
        data[size] = '0';
        return size + 1;
    }
    data[at] = (char)((unsigned char)data[at] ^ 1u << world->op_count / 64 % 8);
    return size;
}

static ida_status read_id(const sim_korder_world *world, unsigned form, const char *data,
                          size_t size, ida_korder_global *id)
{
    uint32_t drift = sim_korder_drift(&world->config);
    if (form == FORM_BYTES) {
        return world->subject->global_from_bytes((const uint8_t *)data, size, drift, id);
    }
    return world->subject->global_parse(
        data, size, form == FORM_D64 ? IDA_KORDER_D64 : IDA_KORDER_BASE64URL, drift, id);
}

/* Who hears of an ID takes it apart, and asks whether it is its own. */
static void take_apart(sim_korder_world *world, unsigned node, const ida_korder_global *id)
{
    const sim_korder_subject *subject = world->subject;
    const ida_korder_config *config = &world->nodes[node].config;
    ida_korder_local local = 0;
    ida_korder_local own = 0;
    uint32_t number = 0;
    ida_status split = subject->split(id, config->drift, &local, &number);
    ida_status to_local = subject->to_local(config, id, &own);
    NOTE(world, SIM_EVENT_LOADED, node, (uint64_t)split, local, number, (uint64_t)to_local, own);
    if (to_local == IDA_FOREIGN_NODE) {
        sim_korder_mark(world, SIM_MARK_KORDER_FOREIGN);
    }
    if (world->oracle != NULL) {
        sim_korder_split(world->oracle, node, id, split, local, number, to_local, own);
    }
}

static void hear(sim_korder_world *world, uint32_t pick, uint32_t how)
{
    if (world->message_count == 0) {
        return;
    }
    pick %= world->message_count;
    sim_korder_message message = world->messages[pick];
    remove_message(world, pick);
    unsigned form = how % FORMS;
    bool damaged = IS_DAMAGED(how);
    if (world->nodes[message.to].generator == NULL) {
        return;
    }
    char data[READ_SIZE] = {0};
    ida_korder_global id;
    memset(&id, 0, sizeof id);
    size_t size = write_id(world, &message.id, form, data);
    size = damaged ? damage(world, data, size) : size;
    ida_status status = read_id(world, form, data, size, &id);
    NOTE(world, SIM_EVENT_APPLIED, message.to, (uint64_t)status, form, size);
    TELL(world, "node %u hears of an ID of node %u%s: %s", message.to, message.from,
         damaged ? ", damaged" : "", ida_status_name(status));
    if (world->oracle != NULL) {
        sim_korder_read(world->oracle, form, data, size, status, &id);
    }
    if (status != IDA_OK) {
        sim_korder_mark(world, SIM_MARK_KORDER_DAMAGE_REFUSED);
        return;
    }
    take_apart(world, message.to, &id);
    if (world->oracle != NULL) {
        sim_korder_heard(world->oracle, damaged ? SIM_KORDER_NONE : message.event);
    }
    (void)make_many(world, message.to, 1, SIM_WAY_GLOBAL);
    if (world->oracle != NULL) {
        sim_korder_heard(world->oracle, SIM_KORDER_NONE);
    }
}

/* --- Ops. --- */

static void perform(sim_korder_world *world, const sim_op *op)
{
    unsigned node = op->args[0] % world->config.nodes;
    switch (op->code) {
    case SIM_OP_WAKE:
        begin(world, node, op->args[1], op->args[2]);
        break;
    case SIM_OP_KILL:
        end(world, node);
        break;
    case SIM_OP_MAKE:
        (void)make_many(world, node, op->args[1] % SIM_KORDER_MAKE_MAX + 1, op->args[2]);
        break;
    case SIM_OP_BURST:
        burst(world, node, op->args[1], op->args[2]);
        break;
    case SIM_OP_POST:
        post(world, node, op->args[1] % world->config.nodes);
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
    return (op->code == SIM_OP_WAKE && op->args[1] % SIM_BEGIN_HOWS == SIM_BEGIN_WRONG) ||
           (op->code == SIM_OP_HEAR && IS_DAMAGED(op->args[1]));
}

bool sim_korder_execute(sim_korder_world *world, const sim_op *op)
{
    sim_tally unused = {{0}, {0}}; /* nothing is counted in the quiet phase */
    NOTE(world, SIM_EVENT_OP, op->code, op->args[0], op->args[1], op->args[2]);
    if (!sim_clocks_execute(&world->clocks, op, world->quiet ? &unused : &world->tally)) {
        perform(world, op);
    }
    if (world->oracle != NULL && well(world)) {
        sim_korder_after_op(world->oracle);
    }
    world->op_count += world->quiet ? 0 : 1;
    return well(world);
}
