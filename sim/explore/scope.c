#include "scope.h"

#include <string.h>

#include "snowflake/setting.h"

/* All worlds have one seed: it only names the sessions. */
#define SEED 1u
/* Clusters are so small that a few IDs fill them. */
#define WORLD(node_count, slot_count, ahead)                                                       \
    {                                                                                              \
        .nodes = (node_count), .slots = (slot_count), .write_ahead = (ahead), .cluster_size = 2,   \
        .seed = SEED, .scheme = SIM_SCHEME_COMPRESSOR                                              \
    }

/* There are four ranges, and a coordinator asks for its next chunk when half of one is drawn. */
#define SEQUENCE_WORLD(node_count, master_count, range_size)                                       \
    {                                                                                              \
        .nodes = (node_count), .slots = (master_count), .write_ahead = 50,                         \
        .cluster_size = (range_size), .seed = 2, .scheme = SIM_SCHEME_SEQUENCE                     \
    }

/* Seeds: 16 ticks of 1 ms, of which 2 are over, with two IDs a tick and numbers from 0 on; and all
   64 bits, 20 of them for the number, with the highest numbers that there are. */
#define NARROW_SEED 67242u
#define WIDE_SEED   675u
#define SNOWFLAKE_WORLD(node_count, layout, policy)                                                \
    {                                                                                              \
        .nodes = (node_count), .slots = SIM_SNOWFLAKE_##layout, .write_ahead = (policy),           \
        .cluster_size = 1700000000, .seed = layout##_SEED, .scheme = SIM_SCHEME_SNOWFLAKE          \
    }
#define LEAD(which)   ((which) << 4)
#define LENGTH(which) ((which) << 7)
/* Leases of five ticks and a half. */
#define LEASES_END (SIM_SNOWFLAKE_LEASES_END | LENGTH(2u))
/* A tick is stored ahead, and the lead is three. */
#define RUNS_AHEAD                                                                                 \
    (SIM_SNOWFLAKE_IS_LOGICAL | SIM_SNOWFLAKE_BORROWS | SIM_SNOWFLAKE_STORES_AHEAD | LEAD(4u))
/* A clock that goes back is refused, a full tick is not: the lead is one tick. */
#define BORROWS (SIM_SNOWFLAKE_BORROWS | SIM_SNOWFLAKE_LEASES_END | LEAD(3u) | LENGTH(5u))

/* Strict nodes may run a tick ahead. */
#define KORDER_WORLD(node_count, faithful_nodes, drift, seed_of)                                   \
    {                                                                                              \
        .nodes = (node_count), .slots = (drift), .write_ahead = (faithful_nodes),                  \
        .cluster_size = 1, .seed = (seed_of), .scheme = SIM_SCHEME_KORDER                          \
    }
/* Seeds: true time begins 1 us before the edge of a window, 1 us before the end of all times, or in
   a megasecond's short last window, and there two nodes' names have one fingerprint. */
#define AT_WINDOW  35u
#define AT_THE_END 7u
#define ONE_NAME   400u

static const sim_scope scopes[] = {
    {"ranges", "what ranges do to clusters: filled, expanded, overflowed, retaken",
     "generate:count=1/3,take,up,down:ahead=0,reconnect", WORLD(2, 1, 0), SIM_BEGIN_SESSIONS, 8},
    {"network", "submissions and log entries that are lost, repeated and reordered",
     "generate:count=1,take,up,up-lost,up-again,down,down-lost,down-many:count=4,offline,"
     "reconnect,fetch,resend,sequencer",
     WORLD(2, 1, 0), SIM_BEGIN_SESSIONS, 6},
    {"storage", "crashes, stale restores, forks and joins from summaries",
     "generate:count=1/3,take,up:message=1..2,down-many:count=8,save,crash,restart,fork,join,"
     "reconnect",
     WORLD(2, 1, 0), SIM_BEGIN_SESSIONS, 7},
    {"write-ahead", "crashes of nodes that save before they send",
     "generate:count=1/3,take,up:message=1..2,down-many:count=8,crash,restart:store=3,reconnect",
     WORLD(2, 1, 3), SIM_BEGIN_SESSIONS, 8},
    {"collisions", "sessions whose UUIDs are neighbours, on one document and on two",
     "open:layout=4/36/68,close,generate:count=1/3,take,up,down-many:count=8", WORLD(2, 1, 0),
     SIM_BEGIN_CONNECTED, 7},
    {"touching", "sessions whose reserved IDs end where another's begin",
     "open:layout=4/100/164,close,generate:count=1/3,take,up,down-many:count=8,"
     "ghost:layout=4/100:count=1/3",
     WORLD(1, 2, 0), SIM_BEGIN_CONNECTED, 6},
    {"mentions", "application ops that mention IDs, and are read late",
     "generate:count=1/3,send:pick=0/1,up,down-many:count=8,read:entry=9,reconnect", WORLD(2, 1, 0),
     SIM_BEGIN_SESSIONS, 6},
    {"hostile", "ghosts and forged ranges in the log",
     "generate:count=1/3,take,up:message=1..2,down-many:count=8,ghost:layout=0/8:count=0/3,"
     "forge:how=0..6/8..11:entry=0/9:number=0/1",
     WORLD(1, 1, 0), SIM_BEGIN_SESSIONS, 5},
    {"edges", "UUIDs that carry across variant and version, and the last ones",
     "open:layout=5/6/7,close,generate:count=1/3,unique,take,up:message=1..2,down-many:count=8,"
     "resize:size=1/4",
     WORLD(1, 2, 0), SIM_BEGIN_CONNECTED, 7},
    {"damage", "stored snapshots that are truncated, flipped, torn or of another version",
     "generate:count=1,take,up:message=1,down-many:count=8,save:store=0/1,crash,restart:store=0/1,"
     "damage:store=0/1:how=0..3",
     WORLD(1, 1, 0), SIM_BEGIN_SESSIONS, 7},
    {"tiny", "every kind of op but forged ranges and damage, in the smallest world",
     "start,join,leave,crash,restart,fork,save,offline,reconnect,open,close,generate:count=1,"
     "unique,resize:size=1,take,reset,send,resend,up:message=1..2,up-lost:message=1,"
     "up-again:message=1,down,down-lost:ahead=0,down-again:ahead=0,down-old,down-many:count=8,"
     "fetch,cut,heal,sequencer,ghost:count=1,read:entry=9",
     WORLD(2, 1, 0), SIM_BEGIN_EMPTY, 6},
    {"sequence", "masters and coordinators: elections, lost messages and writes, restarts",
     "elect,depose,store:write=0/1:how=0..2,enlist:out=0/1,keep:how=0..2,ask,"
     "carry:message=0/1:how=0..2,draw:count=0/1,stop,boot",
     SEQUENCE_WORLD(2, 2, 3), SIM_BEGIN_UP, 5},
    {"sequence-ranges", "one master and one coordinator: prefetch, restarts and the last range",
     "elect,store:how=0/1,keep:how=0/1,ask,carry:message=0/1:how=0/1,draw:count=0/2,stop,boot",
     SEQUENCE_WORLD(1, 1, 3), SIM_BEGIN_UP, 10},
    {"sequence-masters", "two masters in office, and writes of the one that does not know it",
     "elect,depose,store:write=0/1,ask,carry,draw:count=1,keep", SEQUENCE_WORLD(1, 2, 3),
     SIM_BEGIN_UP, 8},
    {"sequence-members", "coordinators that join and leave, and chunks without an ID",
     "enlist:out=0/1,store,keep,ask,carry:message=0/1,draw:count=0", SEQUENCE_WORLD(2, 1, 1),
     SIM_BEGIN_UP, 7},
    {"sequence-damage", "records that are damaged, and messages that are cut short",
     "elect:damage=0/7,store,keep,ask,carry:how=0/3,draw:count=1,stop,boot:how=0/7",
     SEQUENCE_WORLD(1, 1, 3), SIM_BEGIN_UP, 10},
    {"snowflake", "leases that end, clocks that are set, crashes; who is behind is refused",
     "lease:number=0/1:careless=0/1,begin:how=0/5,mint:count=0/1,await,extend:back=0/1,"
     "halt:crash=0/1,pass:amount=1:unit=1,set-clock:amount=2:way=1/4,freeze,thaw",
     SNOWFLAKE_WORLD(2, NARROW, LEASES_END), SIM_BEGIN_UP, 4},
    {"snowflake-ahead", "a node that stores ahead and runs ahead of its clock, and crashes",
     "begin:how=0/5,mint:count=0/1/4,await,extend,halt:crash=0/1,pass:amount=1:unit=1,"
     "set-clock:amount=2:way=1/4",
     SNOWFLAKE_WORLD(1, NARROW, RUNS_AHEAD), SIM_BEGIN_UP, 7},
    {"snowflake-edges", "numbers and leases that cannot be, the epoch and the end of time",
     "lease:number=0/1,begin:how=0/5..7,mint:count=0/1,await,extend:back=0/1,halt:crash=0/1,"
     "pass:amount=1/20:unit=1,set-clock:amount=4:way=1/4,drift:rate=0/200000,leap:smear=0/1",
     SNOWFLAKE_WORLD(1, NARROW, BORROWS), SIM_BEGIN_EMPTY, 5},
    {"snowflake-wide", "a layout of all 64 bits, and its highest coordinator numbers",
     "lease:number=0..2,begin:how=0/6,mint:count=0/3/20,halt:crash=0/1,pass:amount=1:unit=1",
     SNOWFLAKE_WORLD(2, WIDE, LEASES_END), SIM_BEGIN_EMPTY, 5},
    {"korder", "strict nodes: clocks that are set, restarts by a mark, messages",
     "wake:how=0/1:sequence=0/16383,kill,make:count=0:way=0..2,post,hear,pass:amount=1:unit=1,"
     "pass:amount=40:unit=2,set-clock:amount=2:way=1/4",
     KORDER_WORLD(2, 0, 5, AT_WINDOW), SIM_BEGIN_UP, 4},
    {"korder-marks", "a strict node that stops, and begins at its mark at the end of a tick",
     "wake:how=0/1:sequence=16383,kill,make:count=0/1:way=0/2,pass:amount=1:unit=1,"
     "set-clock:amount=2:way=4",
     KORDER_WORLD(1, 0, 5, AT_WINDOW), SIM_BEGIN_EMPTY, 8},
    {"korder-faithful", "a faithful node and a strict one of the same name, in a short window",
     "wake:how=0/2:sequence=0/16383,kill,make:count=0/1:way=0/1,post,hear,pass:amount=1:unit=1,"
     "set-clock:amount=2:way=1/4,freeze,thaw",
     KORDER_WORLD(2, 1, 7, ONE_NAME), SIM_BEGIN_EMPTY, 5},
    {"korder-damage", "wrong options, damaged messages, and the end of all times",
     "wake:how=0/3,kill,make:count=0:way=0/1,post,hear:how=0..2/9..11,set-clock:amount=1:way=2/5,"
     "drift:rate=0/200000,leap:smear=1,pass:amount=1:unit=2",
     KORDER_WORLD(1, 1, 5, AT_THE_END), SIM_BEGIN_EMPTY, 6},
};

#define SCOPE_COUNT (sizeof scopes / sizeof scopes[0])

static const char *const begin_names[] = {"empty", "connected", "sessions", "up"};

#define BEGIN_COUNT (sizeof begin_names / sizeof begin_names[0])

size_t sim_scope_count(void)
{
    return SCOPE_COUNT;
}

const sim_scope *sim_scope_at(size_t index)
{
    return index < SCOPE_COUNT ? &scopes[index] : NULL;
}

const sim_scope *sim_scope_find(const char *name)
{
    for (size_t i = 0; i < SCOPE_COUNT; i++) {
        if (strcmp(scopes[i].name, name) == 0) {
            return &scopes[i];
        }
    }
    return NULL;
}

const char *sim_begin_name(sim_begin begin)
{
    return begin_names[begin];
}

bool sim_begin_find(const char *name, sim_begin *begin)
{
    for (size_t i = 0; i < BEGIN_COUNT; i++) {
        if (strcmp(begin_names[i], name) == 0) {
            *begin = (sim_begin)i;
            return true;
        }
    }
    return false;
}

bool sim_begin_applies(sim_begin begin, sim_scheme scheme)
{
    bool is_compressors = scheme == SIM_SCHEME_COMPRESSOR;
    return begin == SIM_BEGIN_EMPTY || is_compressors == (begin != SIM_BEGIN_UP);
}

bool sim_scope_holds(const sim_config *config)
{
    sim_config wrapped = sim_config_wrap(*config);
    bool is_small = config->scheme != SIM_SCHEME_COMPRESSOR || config->slots <= SIM_SCOPE_SLOTS_MAX;
    return is_small && config->nodes <= SIM_SCOPE_NODES_MAX && wrapped.scheme == config->scheme &&
           wrapped.nodes == config->nodes && wrapped.slots == config->slots &&
           wrapped.write_ahead == config->write_ahead &&
           wrapped.cluster_size == config->cluster_size;
}

static bool append(sim_tape *tape, sim_op_code code, uint32_t a, uint32_t b)
{
    return sim_tape_append(tape, (sim_op){(uint8_t)code, {a, b, 0}});
}

/* Nodes connect one after the other, and then each hears of all the connections. */
static bool connect_all(sim_tape *tape, bool with_sessions)
{
    uint32_t nodes = tape->config.nodes;
    bool done = true;
    for (uint32_t i = 0; done && i < nodes; i++) {
        done = append(tape, SIM_OP_START, i, 0) && append(tape, SIM_OP_RECONNECT, i, 0);
    }
    for (uint32_t i = 0; done && i < nodes; i++) {
        done = append(tape, SIM_OP_DOWN_MANY, i, nodes);
        for (uint32_t slot = 0; done && with_sessions && slot < tape->config.slots; slot++) {
            done = append(tape, SIM_OP_OPEN, i, slot);
        }
    }
    return done;
}

/* The first request makes the master cut a range; then each coordinator has a chunk of it. */
static bool feed_all(sim_tape *tape)
{
    uint32_t nodes = tape->config.nodes;
    bool done = append(tape, SIM_OP_ELECT, 0, 0);
    for (uint32_t i = 0; done && i < nodes; i++) {
        done = append(tape, SIM_OP_ENLIST, i, 0) && append(tape, SIM_OP_BOOT, i, 0) &&
               append(tape, SIM_OP_KEEP, i, 0);
    }
    done = done && append(tape, SIM_OP_ASK, 0, 0) && append(tape, SIM_OP_CARRY, 0, 0) &&
           append(tape, SIM_OP_STORE, 0, 0);
    for (uint32_t i = 0; done && i < nodes; i++) {
        done = append(tape, SIM_OP_ASK, i, 0) && append(tape, SIM_OP_CARRY, 0, 0) &&
               append(tape, SIM_OP_CARRY, 0, 0) && append(tape, SIM_OP_KEEP, i, 0);
    }
    return done;
}

static bool bring_up(sim_tape *tape)
{
    bool done = true;
    if (tape->config.scheme == SIM_SCHEME_SEQUENCE) {
        return feed_all(tape);
    }
    for (uint32_t i = 0; done && i < tape->config.nodes; i++) {
        done = tape->config.scheme == SIM_SCHEME_KORDER
                   ? append(tape, SIM_OP_WAKE, i, 0)
                   : append(tape, SIM_OP_LEASE, i, i) && append(tape, SIM_OP_BEGIN, i, 0);
    }
    return done;
}

bool sim_begin_append(sim_begin begin, sim_tape *tape)
{
    if (begin == SIM_BEGIN_EMPTY) {
        return true;
    }
    return begin == SIM_BEGIN_UP ? bring_up(tape) : connect_all(tape, begin == SIM_BEGIN_SESSIONS);
}
