/* Sequence worlds: what they hold, and what each op does. */
#include "world.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "kernel/accounting.h"
#include "sequence/oracle/oracle.h"

#define NOTE(world, kind, ...)                                                                     \
    sim_trace_event(&(world)->trace, (kind), (const uint64_t[]){__VA_ARGS__},                      \
                    sizeof((const uint64_t[]){__VA_ARGS__}) / sizeof(uint64_t))
#define TELL(world, ...) sim_trace_tell(&(world)->trace, __VA_ARGS__)

/* What an op's "how" can be, for a message and for a write. */
enum { HOW_ARRIVES, HOW_STAYS, HOW_LOST, HOW_CUT_SHORT, HOWS };
enum { WRITE_DONE, WRITE_UNHEARD, WRITE_LOST, WRITE_HOWS };
/* ELECT and BOOT find what they read damaged. */
#define IS_DAMAGE(argument) ((argument) % 8 == 7)

/* Where the IDs of a world begin and end: seed % 4. */
enum { PLACE_BOTTOM, PLACE_MIDDLE, PLACE_SHORT, PLACE_TOP, PLACES };

#define MIDDLE       UINT64_C(1000)
#define SHORT_RANGES 40u

static void mark(sim_sequence_world *world, sim_mark name)
{
    world->tally.marks[name] += world->quiet ? 0 : 1;
}

static void fault(sim_sequence_world *world, sim_fault name)
{
    world->tally.faults[name] += world->quiet ? 0 : 1;
}

/* A call that had no memory ends the run, if there was none: to say so wrongly is a failure. */
static void see(sim_sequence_world *world, ida_status status)
{
    world->out_of_memory =
        world->out_of_memory || (status == IDA_NO_MEMORY && world->memory.failures > 0);
}

ida_master_config sim_sequence_bounds(const sim_config *config)
{
    uint64_t size = config->cluster_size;
    uint64_t rest = config->seed / PLACES;
    ida_master_config bounds = {.sequence = config->seed % UINT8_MAX,
                                .last_id = IDA_SEQUENCE_ID_MAX,
                                .range_size = size,
                                .member_max = config->nodes};
    /* So many IDs that the end is reached after a few ranges, the last of them a short one. */
    uint64_t few = size * (4 + rest % SHORT_RANGES) + rest / SHORT_RANGES % size;
    switch (config->seed % PLACES) {
    case PLACE_BOTTOM:
        break;
    case PLACE_MIDDLE:
        bounds.first_start = MIDDLE;
        break;
    case PLACE_SHORT:
        bounds.first_start = MIDDLE;
        bounds.last_id = MIDDLE + few;
        break;
    default:
        bounds.first_start = IDA_SEQUENCE_ID_MAX - few;
        break;
    }
    return bounds;
}

uint32_t sim_sequence_prefetch(const sim_config *config)
{
    return config->write_ahead < 100 ? config->write_ahead : 100;
}

sim_sequence_world *sim_sequence_create(const sim_config *config,
                                        const sim_sequence_subject *subject)
{
    sim_sequence_world *world = calloc(1, sizeof *world);
    if (world == NULL) {
        return NULL;
    }
    world->config = sim_config_wrap(*config);
    world->subject = subject;
    world->memory.limit = SIM_MEMORY_LIMIT;
    world->allocator = sim_memory_allocator(&world->memory);
    world->bounds = sim_sequence_bounds(&world->config);
    sim_trace_init(&world->trace);
    return world;
}

size_t sim_sequence_stop(sim_sequence_world *world)
{
    for (unsigned i = 0; i < SIM_MASTERS_MAX; i++) {
        world->subject->master_destroy(world->offices[i].master);
        world->offices[i].master = NULL;
    }
    for (unsigned i = 0; i < SIM_NODES_MAX; i++) {
        world->subject->coordinator_destroy(world->nodes[i].coordinator);
        world->nodes[i].coordinator = NULL;
    }
    return world->memory.used;
}

void sim_sequence_destroy(sim_sequence_world *world)
{
    if (world == NULL) {
        return;
    }
    (void)sim_sequence_stop(world);
    sim_memory_free_all(&world->memory);
    free(world);
}

/* --- Messages. --- */

static void remove_message(sim_sequence_world *world, uint32_t at)
{
    world->message_count--;
    memmove(&world->messages[at], &world->messages[at + 1],
            (world->message_count - at) * sizeof world->messages[0]);
}

/* A place for a message; if there is none, the oldest one is lost. */
static sim_chunk_message *place_for_message(sim_sequence_world *world)
{
    if (world->message_count == SIM_SEQUENCE_MESSAGES) {
        remove_message(world, 0);
    }
    return &world->messages[world->message_count++];
}

static void send_reply(sim_sequence_world *world, unsigned master, unsigned node,
                       const ida_chunk_reply *reply)
{
    sim_chunk_message *message = place_for_message(world);
    *message = (sim_chunk_message){.is_reply = true,
                                   .node = (uint8_t)node,
                                   .master = (uint8_t)master,
                                   .size = IDA_CHUNK_REPLY_ENCODED_SIZE};
    world->subject->reply_encode(reply, message->bytes);
}

/* Asks, as the coordinator wants to; false if it does not. */
static bool ask(sim_sequence_world *world, unsigned node, unsigned master)
{
    sim_coordinator *n = &world->nodes[node];
    ida_chunk_request request;
    memset(&request, 0, sizeof request);
    bool has =
        n->coordinator != NULL && world->subject->coordinator_request(n->coordinator, &request);
    if (n->coordinator != NULL && world->oracle != NULL) {
        sim_sequence_requested(world->oracle, node, has, &request);
    }
    NOTE(world, SIM_EVENT_SUBMITTED, node, has, request.number, request.after);
    if (!has) {
        return false;
    }
    if (world->subject->coordinator_left(n->coordinator) > 0) {
        mark(world, SIM_MARK_SEQ_PREFETCHED);
    }
    sim_chunk_message *message = place_for_message(world);
    *message = (sim_chunk_message){
        .node = (uint8_t)node, .master = (uint8_t)master, .size = IDA_CHUNK_REQUEST_ENCODED_SIZE};
    world->subject->request_encode(&request, message->bytes);
    TELL(world, "coordinator %u asks master %u for a chunk above %" PRIu64 " (request %" PRIu64 ")",
         node, master, request.after, request.number);
    return true;
}

/* A master's write goes under way to the storage. */
static void send_write(sim_sequence_world *world, unsigned master)
{
    sim_office *office = &world->offices[master];
    ida_master_write write;
    if (office->writing || !world->subject->master_pending(office->master, &write)) {
        return;
    }
    if (world->write_count == SIM_SEQUENCE_WRITES) {
        return;
    }
    world->writes[world->write_count++] =
        (sim_register_write){(uint8_t)master, office->number, write};
    office->writing = true;
    TELL(world, "master %u wants stored that ranges are cut up to %" PRIu64, master,
         write.record.next_start);
}

/* The bytes of a reply are the same only if it answers the same request. */
static void mark_granted(sim_sequence_world *world, const ida_chunk_reply *reply)
{
    sim_coordinator *n = &world->nodes[reply->coordinator % SIM_NODES_MAX];
    bool again = n->answered.number != 0 && n->answered.incarnation == reply->incarnation &&
                 n->answered.number == reply->number &&
                 n->answered.chunk.starting == reply->chunk.starting &&
                 n->answered.chunk.index == reply->chunk.index;
    mark(world, reply->exhausted ? SIM_MARK_SEQ_EXHAUSTED : SIM_MARK_SEQ_GRANTED);
    if (again) {
        mark(world, SIM_MARK_SEQ_ANSWERED_AGAIN);
    }
    n->answered = *reply;
}

static void answer(sim_sequence_world *world, unsigned master, const ida_chunk_request *request)
{
    sim_office *office = &world->offices[master];
    ida_chunk_reply reply;
    memset(&reply, 0, sizeof reply);
    ida_status status = world->subject->master_grant(office->master, request, &reply);
    see(world, status);
    NOTE(world, SIM_EVENT_APPLIED, master, (uint64_t)status, reply.exhausted, reply.chunk.starting,
         reply.chunk.index, reply.chunk.count);
    TELL(world, "master %u of term %" PRIu64 " answers coordinator %" PRIu64 ": %s", master,
         office->term, request->coordinator, ida_status_name(status));
    if (world->oracle != NULL) {
        sim_sequence_granted(world->oracle, master, request, status, &reply);
    }
    if (status == IDA_OK) {
        mark_granted(world, &reply);
        unsigned node = (unsigned)(request->coordinator % SIM_NODES_MAX);
        send_reply(world, master, node, &reply);
    } else if (status == IDA_NOT_PERSISTED) {
        send_write(world, master);
    } else if (status == IDA_STALE_TERM) {
        mark(world, SIM_MARK_SEQ_STALE_TERM);
    } else if (status == IDA_STALE_MESSAGE) {
        mark(world, SIM_MARK_SEQ_LATE_REQUEST);
    } else if (status == IDA_UNKNOWN_COORDINATOR) {
        mark(world, SIM_MARK_SEQ_NO_MEMBER);
    }
}

static void mark_installed(sim_sequence_world *world, const ida_chunk_reply *reply,
                           ida_status status)
{
    if (status == IDA_STALE_MESSAGE) {
        mark(world, SIM_MARK_SEQ_LATE_REPLY);
    } else if (status == IDA_OK && !reply->exhausted) {
        mark(world, SIM_MARK_SEQ_INSTALLED);
        bool empty = reply->chunk.ending - reply->chunk.starting <= reply->chunk.index;
        world->tally.marks[SIM_MARK_SEQ_EMPTY_CHUNK] += empty && !world->quiet;
    }
}

static void install(sim_sequence_world *world, unsigned node, const ida_chunk_reply *reply)
{
    sim_coordinator *n = &world->nodes[node];
    ida_status status = world->subject->coordinator_install(n->coordinator, reply);
    NOTE(world, SIM_EVENT_LOADED, node, (uint64_t)status, reply->chunk.starting,
         reply->chunk.index);
    TELL(world,
         "coordinator %u hears of chunk %" PRIu64 " of %" PRIu64 " in (%" PRIu64 ", %" PRIu64
         "]: %s",
         node, reply->chunk.index, reply->chunk.count, reply->chunk.starting, reply->chunk.ending,
         ida_status_name(status));
    mark_installed(world, reply, status);
    n->dry = n->dry && status != IDA_OK;
    if (world->oracle != NULL) {
        sim_sequence_installed(world->oracle, node, reply, status);
    }
}

/* Tells the oracle what came of reading something; true if it was read. */
static bool was_read(sim_sequence_world *world, bool intact, ida_status status)
{
    if (world->oracle != NULL) {
        sim_sequence_read(world->oracle, intact, status);
    }
    return status == IDA_OK;
}

/* A message reaches whom it is for, if that one is there. */
static void arrive(sim_sequence_world *world, const sim_chunk_message *message)
{
    const sim_sequence_subject *subject = world->subject;
    if (message->is_reply && world->nodes[message->node].coordinator != NULL) {
        ida_chunk_reply reply;
        if (was_read(world, true, subject->reply_decode(message->bytes, message->size, &reply))) {
            install(world, message->node, &reply);
        }
    } else if (!message->is_reply && world->offices[message->master].master != NULL) {
        ida_chunk_request request;
        ida_status status = subject->request_decode(message->bytes, message->size, &request);
        if (was_read(world, true, status)) {
            answer(world, message->master, &request);
        }
    }
}

/* The same bytes without their end: whoever reads them must say so and do nothing. */
static void arrive_cut_short(sim_sequence_world *world, const sim_chunk_message *message)
{
    ida_chunk_request request;
    ida_chunk_reply reply;
    size_t size = (size_t)(world->op_count % message->size);
    ida_status status = message->is_reply
                            ? world->subject->reply_decode(message->bytes, size, &reply)
                            : world->subject->request_decode(message->bytes, size, &request);
    NOTE(world, SIM_EVENT_OTHER, SIM_OP_CARRY, (uint64_t)status);
    TELL(world, "a message arrives cut short: %s", ida_status_name(status));
    (void)was_read(world, false, status);
    fault(world, SIM_FAULT_TRUNCATED);
}

static void carry(sim_sequence_world *world, uint32_t pick, uint32_t how)
{
    if (world->message_count == 0) {
        return;
    }
    pick %= world->message_count;
    how %= HOWS;
    sim_chunk_message copy = world->messages[pick];
    if (pick > 0 && how < HOW_LOST) {
        fault(world, copy.is_reply ? SIM_FAULT_DOWN_REORDERED : SIM_FAULT_UP_REORDERED);
    }
    remove_message(world, pick);
    if (how == HOW_STAYS) {
        /* The copy is slower than all that is under way now. */
        sim_chunk_message *again = place_for_message(world);
        *again = copy;
        again->is_copy = true;
    }
    switch (how) {
    case HOW_STAYS:
        fault(world, copy.is_reply ? SIM_FAULT_DOWN_REPEATED : SIM_FAULT_UP_REPEATED);
        arrive(world, &copy);
        break;
    case HOW_LOST:
        fault(world, copy.is_reply ? SIM_FAULT_DOWN_LOST : SIM_FAULT_UP_LOST);
        TELL(world, "a %s is lost", copy.is_reply ? "reply" : "request");
        break;
    case HOW_CUT_SHORT:
        arrive_cut_short(world, &copy);
        break;
    default:
        arrive(world, &copy);
        break;
    }
}

/* --- The storage. --- */

static void confirm(sim_sequence_world *world, const sim_register_write *write)
{
    sim_office *office = &world->offices[write->master];
    if (office->master == NULL || office->number != write->office) {
        mark(world, SIM_MARK_SEQ_ORPHANED_WRITE);
        return;
    }
    ida_status status = world->subject->master_confirm(office->master, &write->write.record);
    office->writing = false;
    NOTE(world, SIM_EVENT_APPLIED, write->master, (uint64_t)status);
    if (world->oracle != NULL) {
        sim_sequence_confirmed(world->oracle, write->master, status);
    }
}

/* Compares, and replaces if that agrees. */
static bool store(sim_sequence_world *world, const ida_master_write *write)
{
    ida_master_record before = world->held;
    const ida_master_record *held = world->stored ? &before : NULL;
    bool applied = world->subject->write_applies(held, write);
    if (applied) {
        world->subject->master_record_encode(&write->record, world->record);
        world->held = write->record;
        world->stored = true;
    }
    NOTE(world, SIM_EVENT_SAVED, applied, write->record.term, write->record.next_start);
    TELL(world, "the storage %s that ranges are cut up to %" PRIu64 " by term %" PRIu64,
         applied ? "holds now" : "refuses to hold", write->record.next_start, write->record.term);
    if (world->oracle != NULL) {
        sim_sequence_written(world->oracle, held, write, applied);
    }
    return applied;
}

static void write_arrives(sim_sequence_world *world, uint32_t pick, uint32_t how)
{
    if (world->write_count == 0) {
        return;
    }
    pick %= world->write_count;
    sim_register_write write = world->writes[pick];
    world->write_count--;
    memmove(&world->writes[pick], &world->writes[pick + 1],
            (world->write_count - pick) * sizeof world->writes[0]);
    how %= WRITE_HOWS;
    if (how == WRITE_LOST) {
        TELL(world, "a write of master %u is lost", write.master);
        fault(world, SIM_FAULT_WRITE_LOST);
        return;
    }
    bool applied = store(world, &write.write);
    if (!applied) {
        mark(world, SIM_MARK_SEQ_WRITE_REFUSED);
    } else if (how == WRITE_UNHEARD) {
        fault(world, SIM_FAULT_WRITE_UNHEARD);
    } else {
        confirm(world, &write);
    }
}

/* --- Masters. --- */

static void depose(sim_sequence_world *world, unsigned master)
{
    sim_office *office = &world->offices[master];
    if (office->master == NULL) {
        return;
    }
    world->subject->master_destroy(office->master);
    *office = (sim_office){.number = 0};
    TELL(world, "master %u is gone", master);
    if (world->oracle != NULL) {
        sim_sequence_deposed(world->oracle, master);
    }
}

static void join(sim_sequence_world *world, unsigned master, unsigned node)
{
    ida_status status = world->subject->master_join(world->offices[master].master, node);
    see(world, status);
    if (world->oracle != NULL) {
        sim_sequence_joined(world->oracle, master, node, status);
    }
}

/* What the storage's bytes say; false if there is nothing, or it cannot be read. */
static bool read_record(sim_sequence_world *world, bool damage, ida_master_record *record,
                        bool *readable)
{
    uint8_t bytes[IDA_MASTER_RECORD_ENCODED_SIZE];
    *readable = true;
    if (!world->stored) {
        return false;
    }
    memcpy(bytes, world->record, sizeof bytes);
    if (damage) {
        bytes[world->op_count % sizeof bytes] ^= (uint8_t)(1 + world->op_count % UINT8_MAX);
        fault(world, SIM_FAULT_FLIPPED);
    }
    ida_status status = world->subject->master_record_decode(bytes, sizeof bytes, record);
    *readable = was_read(world, !damage, status);
    return *readable;
}

static void elect(sim_sequence_world *world, unsigned master, bool damage)
{
    sim_office *office = &world->offices[master];
    ida_master_record record;
    bool readable;
    bool stored = read_record(world, damage, &record, &readable);
    if (!readable) {
        TELL(world, "master %u cannot read what is stored", master);
        return;
    }
    depose(world, master);
    for (unsigned i = 0; i < SIM_MASTERS_MAX; i++) {
        if (world->offices[i].master != NULL) {
            mark(world, SIM_MARK_SEQ_TWO_MASTERS);
            break;
        }
    }
    ida_status status =
        world->subject->master_create(&world->allocator, &world->bounds, world->last_term + 1,
                                      stored ? &record : NULL, &office->master);
    see(world, status);
    NOTE(world, SIM_EVENT_OPENED, master, (uint64_t)status, world->last_term + 1);
    if (status == IDA_OK) {
        *office = (sim_office){office->master, ++world->office_count, ++world->last_term, false};
        TELL(world, "master %u takes office, term %" PRIu64, master, office->term);
    }
    if (world->oracle != NULL) {
        sim_sequence_elected(world->oracle, master, status);
    }
    for (unsigned i = 0; status == IDA_OK && i < world->config.nodes; i++) {
        if (world->nodes[i].member) {
            join(world, master, i);
        }
    }
}

static void enlist(sim_sequence_world *world, unsigned node)
{
    if (world->nodes[node].member) {
        return;
    }
    world->nodes[node].member = true;
    TELL(world, "coordinator %u becomes a member", node);
    for (unsigned i = 0; i < SIM_MASTERS_MAX; i++) {
        if (world->offices[i].master != NULL) {
            mark(world, SIM_MARK_SEQ_JOINED);
            join(world, i, node);
        }
    }
}

static void retire(sim_sequence_world *world, unsigned node)
{
    if (!world->nodes[node].member) {
        return;
    }
    world->nodes[node].member = false;
    TELL(world, "coordinator %u is no member any more", node);
    for (unsigned i = 0; i < SIM_MASTERS_MAX; i++) {
        if (world->offices[i].master != NULL) {
            mark(world, SIM_MARK_SEQ_LEFT);
            world->subject->master_leave(world->offices[i].master, node);
            if (world->oracle != NULL) {
                sim_sequence_left(world->oracle, i, node);
            }
        }
    }
}

/* --- Coordinators. --- */

static void stop(sim_sequence_world *world, unsigned node)
{
    sim_coordinator *n = &world->nodes[node];
    if (n->coordinator == NULL) {
        return;
    }
    world->subject->coordinator_destroy(n->coordinator);
    n->coordinator = NULL;
    TELL(world, "coordinator %u stops", node);
    fault(world, SIM_FAULT_CRASH);
    if (world->oracle != NULL) {
        sim_sequence_stopped(world->oracle, node);
    }
}

/* Reads a coordinator's record; one that never stored any begins with nothing. */
static bool read_own_record(sim_sequence_world *world, unsigned node, bool damage,
                            ida_coordinator_record *record)
{
    const sim_coordinator *n = &world->nodes[node];
    *record = (ida_coordinator_record){world->bounds.sequence, node, 0, 0};
    if (!n->stored) {
        return !damage;
    }
    uint8_t bytes[IDA_COORDINATOR_RECORD_ENCODED_SIZE];
    memcpy(bytes, n->record, sizeof bytes);
    if (damage) {
        bytes[world->op_count % sizeof bytes] ^= (uint8_t)(1 + world->op_count % UINT8_MAX);
        fault(world, SIM_FAULT_FLIPPED);
    }
    ida_status status = world->subject->coordinator_record_decode(bytes, sizeof bytes, record);
    return was_read(world, !damage, status);
}

static void boot(sim_sequence_world *world, unsigned node, bool damage)
{
    sim_coordinator *n = &world->nodes[node];
    ida_coordinator_record record;
    if (n->coordinator != NULL || !read_own_record(world, node, damage, &record)) {
        return;
    }
    ida_status status = world->subject->coordinator_create(
        &world->allocator, &record, sim_sequence_prefetch(&world->config), &n->coordinator);
    see(world, status);
    if (n->stored) {
        mark(world, SIM_MARK_SEQ_RESTARTED);
    }
    NOTE(world, SIM_EVENT_NODE, node, (uint64_t)status, record.incarnation, record.after);
    TELL(world, "coordinator %u starts after incarnation %" PRIu64 ": %s", node, record.incarnation,
         ida_status_name(status));
    if (world->oracle != NULL) {
        sim_sequence_booted(world->oracle, node, status);
    }
}

/* A coordinator's pending record goes into its own storage. */
static void keep(sim_sequence_world *world, unsigned node, uint32_t how)
{
    sim_coordinator *n = &world->nodes[node];
    ida_coordinator_record record;
    memset(&record, 0, sizeof record);
    if (n->coordinator == NULL) {
        return;
    }
    how %= WRITE_HOWS;
    bool pending = world->subject->coordinator_pending(n->coordinator, &record);
    ida_status status = IDA_OK;
    if (pending && how != WRITE_LOST) {
        world->subject->coordinator_record_encode(&record, n->record);
        n->stored = true;
    }
    if (pending && how == WRITE_DONE) {
        status = world->subject->coordinator_confirm(n->coordinator, &record);
    }
    if (pending && how != WRITE_DONE) {
        fault(world, how == WRITE_LOST ? SIM_FAULT_WRITE_LOST : SIM_FAULT_WRITE_UNHEARD);
    }
    n->dry = n->dry && !pending;
    NOTE(world, SIM_EVENT_SAVED, node, pending, how, record.incarnation, record.after,
         (uint64_t)status);
    TELL(world, "coordinator %u %s: incarnation %" PRIu64 ", IDs above %" PRIu64, node,
         !pending            ? "has nothing to store"
         : how == WRITE_DONE ? "stores its record"
         : how == WRITE_LOST ? "tries to store its record, which is lost"
                             : "stores its record, and does not hear of it",
         record.incarnation, record.after);
    if (world->oracle != NULL) {
        sim_sequence_kept(world->oracle, node, pending, &record, how != WRITE_LOST,
                          how == WRITE_DONE, status);
    }
}

static void draw(sim_sequence_world *world, unsigned node, uint32_t count)
{
    sim_coordinator *n = &world->nodes[node];
    if (n->coordinator == NULL) {
        return;
    }
    ida_status status = IDA_OK;
    for (uint32_t i = 0; i <= count % SIM_DRAW_MAX && status == IDA_OK; i++) {
        uint64_t id = UINT64_MAX;
        status = world->subject->coordinator_next(n->coordinator, &id);
        NOTE(world, SIM_EVENT_GENERATED, node, (uint64_t)status, id);
        if (status == IDA_OK) {
            world->ids++;
            TELL(world, "coordinator %u draws %" PRIu64, node, id);
        } else {
            TELL(world, "coordinator %u draws nothing: %s", node, ida_status_name(status));
        }
        if (world->oracle != NULL) {
            sim_sequence_drawn(world->oracle, node, status, id);
        }
    }
    n->dry = status != IDA_OK;
    if (status == IDA_NOT_PERSISTED) {
        mark(world, SIM_MARK_SEQ_UNCONFIRMED);
    } else if (status == IDA_TRY_LATER) {
        mark(world, SIM_MARK_SEQ_TRY_LATER);
    }
}

/* --- Ops. --- */

static bool well(const sim_sequence_world *world)
{
    return !world->out_of_memory &&
           (world->oracle == NULL || !sim_sequence_oracle_judgement(world->oracle)->failure.failed);
}

static void perform(sim_sequence_world *world, const sim_op *op)
{
    unsigned node = op->args[0] % world->config.nodes;
    unsigned master = op->args[0] % world->config.slots;
    switch (op->code) {
    case SIM_OP_ELECT:
        elect(world, master, IS_DAMAGE(op->args[1]));
        break;
    case SIM_OP_DEPOSE:
        depose(world, master);
        break;
    case SIM_OP_STORE:
        write_arrives(world, op->args[0], op->args[1]);
        break;
    case SIM_OP_ENLIST:
        if (op->args[1] % 2 == 0) {
            enlist(world, node);
        } else {
            retire(world, node);
        }
        break;
    case SIM_OP_KEEP:
        keep(world, node, op->args[1]);
        break;
    case SIM_OP_ASK:
        (void)ask(world, node, op->args[1] % world->config.slots);
        break;
    case SIM_OP_CARRY:
        carry(world, op->args[0], op->args[1]);
        break;
    case SIM_OP_DRAW:
        draw(world, node, op->args[1]);
        break;
    case SIM_OP_STOP:
        stop(world, node);
        break;
    case SIM_OP_BOOT:
        boot(world, node, IS_DAMAGE(op->args[1]));
        break;
    default:
        break;
    }
}

bool sim_sequence_is_numbered(const sim_op *op)
{
    bool reads = op->code == SIM_OP_ELECT || op->code == SIM_OP_BOOT;
    return (reads && IS_DAMAGE(op->args[1])) ||
           (op->code == SIM_OP_CARRY && op->args[1] % HOWS == HOW_CUT_SHORT);
}

bool sim_sequence_execute(sim_sequence_world *world, const sim_op *op)
{
    NOTE(world, SIM_EVENT_OP, op->code, op->args[0], op->args[1], op->args[2]);
    perform(world, op);
    if (world->oracle != NULL && well(world)) {
        sim_sequence_after_op(world->oracle);
    }
    world->op_count += world->quiet ? 0 : 1;
    return well(world);
}
