/* The scopes of exhaustive searches of the ID compressor, and how their worlds begin. */
#include "compressor.h"

/* All worlds have one seed: it only names the sessions. */
#define SEED 1u
/* Clusters are small enough that a few IDs fill them. */
#define WORLD(node_count, slot_count, ahead)                                                       \
    {                                                                                              \
        .nodes = (node_count), .slots = (slot_count), .write_ahead = (ahead), .cluster_size = 2,   \
        .seed = SEED, .scheme = SIM_SCHEME_COMPRESSOR                                              \
    }

const sim_scope sim_compressor_scopes[] = {
    {"ranges", "how ranges fill, expand and overflow clusters, and are taken again",
     "generate:count=1/3,take,up,down:ahead=0,reconnect", WORLD(2, 1, 0), SIM_BEGIN_SESSIONS, 8},
    {"network", "lost, repeated and reordered submissions and log entries",
     "generate:count=1,take,up,up-lost,up-again,down,down-lost,down-many:count=4,offline,"
     "reconnect,fetch,resend,sequencer",
     WORLD(2, 1, 0), SIM_BEGIN_SESSIONS, 6},
    {"storage", "crashes, stale restores, forks and joins from summaries",
     "generate:count=1/3,take,up:message=1..2,down-many:count=8,save,crash,restart,fork,join,"
     "reconnect",
     WORLD(2, 1, 0), SIM_BEGIN_SESSIONS, 7},
    {"write-ahead", "crashes of nodes that save before they send (write-ahead)",
     "generate:count=1/3,take,up:message=1..2,down-many:count=8,crash,restart:store=3,reconnect",
     WORLD(2, 1, 3), SIM_BEGIN_SESSIONS, 8},
    {"collisions", "sessions with neighbouring UUIDs, on one document and on two",
     "open:layout=4/36/68,close,generate:count=1/3,take,up,down-many:count=8", WORLD(2, 1, 0),
     SIM_BEGIN_CONNECTED, 7},
    {"touching", "sessions with reserved IDs that end where another's begin",
     "open:layout=4/100/164,close,generate:count=1/3,take,up,down-many:count=8,"
     "ghost:layout=4/100:count=1/3",
     WORLD(1, 2, 0), SIM_BEGIN_CONNECTED, 6},
    {"mentions", "application ops that mention IDs and are read late",
     "generate:count=1/3,send:pick=0/1,up,down-many:count=8,read:entry=9,reconnect", WORLD(2, 1, 0),
     SIM_BEGIN_SESSIONS, 6},
    {"hostile", "ghosts and forged ranges in the log",
     "generate:count=1/3,take,up:message=1..2,down-many:count=8,ghost:layout=0/8:count=0/3,"
     "forge:how=repeat..invented/invalid..brim:entry=0/9:number=0/1",
     WORLD(1, 1, 0), SIM_BEGIN_SESSIONS, 5},
    {"edges", "UUIDs that carry across the variant and version bits, and the largest UUIDs",
     "open:layout=variant/version/top,close,generate:count=1/3,unique,take,up:message=1..2,"
     "down-many:count=8,resize:size=1/4",
     WORLD(1, 2, 0), SIM_BEGIN_CONNECTED, 7},
    {"damage", "stored snapshots truncated, with a flipped bit, torn or of another version",
     "generate:count=1,take,up:message=1,down-many:count=8,save:store=0/1,crash,"
     "restart:store=0/1,damage:store=0/1:how=truncate/flip/tear/version",
     WORLD(1, 1, 0), SIM_BEGIN_SESSIONS, 7},
    {"shards", "a session and its children, which report, end, are copied and are given up",
     "generate:count=1,shard:children=1,crash,adopt:newborn=0,report,dispose,token:token=0/1,"
     "revoke:past=known/ahead,take,up:message=1,down-many:count=8",
     WORLD(2, 1, 0), SIM_BEGIN_SESSIONS, 7},
    {"tiny", "every op except forge and damage, in the smallest world",
     "start,join,leave,crash,restart,fork,save,offline,reconnect,open,close,generate:count=1,"
     "unique,resize:size=1,take,reset,send,resend,up:message=1..2,up-lost:message=1,"
     "up-again:message=1,down,down-lost:ahead=0,down-again:ahead=0,down-old,down-many:count=8,"
     "fetch,cut,heal,sequencer,ghost:count=1,read:entry=9",
     WORLD(2, 1, 0), SIM_BEGIN_EMPTY, 6},
    {.name = NULL},
};

/* Nodes connect one after the other, and then each receives all the JOINs. */
bool sim_compressor_begin(sim_begin begin, sim_tape *tape)
{
    uint32_t nodes = tape->config.nodes;
    uint32_t slots = begin == SIM_BEGIN_SESSIONS ? tape->config.slots : 0;
    bool done = true;
    for (uint32_t i = 0; done && i < nodes; i++) {
        done = sim_tape_add(tape, SIM_OP_START, i, 0) && sim_tape_add(tape, SIM_OP_RECONNECT, i, 0);
    }
    for (uint32_t i = 0; done && i < nodes; i++) {
        done = sim_tape_add(tape, SIM_OP_DOWN_MANY, i, nodes);
        for (uint32_t slot = 0; done && slot < slots; slot++) {
            done = sim_tape_add(tape, SIM_OP_OPEN, i, slot);
        }
    }
    return done;
}
