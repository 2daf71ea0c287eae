/* The scopes of exhaustive searches of sequences, and how their worlds begin. */
#include "sequence.h"

/* There are four ranges, and a coordinator asks for its next chunk when half of one is drawn. */
#define SEQUENCE_WORLD(node_count, master_count, range_size)                                       \
    {                                                                                              \
        .nodes = (node_count), .slots = (master_count), .write_ahead = 50,                         \
        .cluster_size = (range_size), .seed = 2, .scheme = SIM_SCHEME_SEQUENCE                     \
    }

const sim_scope sim_sequence_scopes[] = {
    {"sequence", "masters and coordinators: elections, lost messages and writes, restarts",
     "elect,depose,store:write=0/1:how=done/unheard/lost,enlist:out=no/yes,"
     "keep:how=done/unheard/lost,ask,carry:message=0/1:how=arrives/stays/lost,draw:count=0/1,"
     "stop,boot",
     SEQUENCE_WORLD(2, 2, 3), SIM_BEGIN_UP, 5},
    {"sequence-ranges", "one master, one coordinator: prefetch, restarts and the last range",
     "elect,store:how=done/unheard,keep:how=done/unheard,ask,carry:message=0/1:how=arrives/stays,"
     "draw:count=0/2,stop,boot",
     SEQUENCE_WORLD(1, 1, 3), SIM_BEGIN_UP, 10},
    {"sequence-masters", "two masters in office, and writes of the deposed one",
     "elect,depose,store:write=0/1,ask,carry,draw:count=1,keep", SEQUENCE_WORLD(1, 2, 3),
     SIM_BEGIN_UP, 8},
    {"sequence-members", "coordinators that join and leave, and chunks without IDs",
     "enlist:out=no/yes,store,keep,ask,carry:message=0/1,draw:count=0", SEQUENCE_WORLD(2, 1, 1),
     SIM_BEGIN_UP, 7},
    {"sequence-damage", "damaged records and messages cut short",
     "elect:damage=sound/damaged,store,keep,ask,carry:how=arrives/cut-short,draw:count=1,stop,"
     "boot:how=sound/damaged",
     SEQUENCE_WORLD(1, 1, 3), SIM_BEGIN_UP, 10},
    {.name = NULL},
};

/* The first request makes the master cut a range; then each coordinator gets a chunk of it. */
bool sim_sequence_begin(sim_begin begin, sim_tape *tape)
{
    (void)begin;
    uint32_t nodes = tape->config.nodes;
    bool done = sim_tape_add(tape, SIM_OP_ELECT, 0, SIM_RECORD_SOUND);
    for (uint32_t i = 0; done && i < nodes; i++) {
        done = sim_tape_add(tape, SIM_OP_ENLIST, i, SIM_FLAG_NO) &&
               sim_tape_add(tape, SIM_OP_BOOT, i, SIM_RECORD_SOUND) &&
               sim_tape_add(tape, SIM_OP_KEEP, i, SIM_WRITE_DONE);
    }
    done = done && sim_tape_add(tape, SIM_OP_ASK, 0, 0) &&
           sim_tape_add(tape, SIM_OP_CARRY, 0, SIM_CARRY_ARRIVES) &&
           sim_tape_add(tape, SIM_OP_STORE, 0, SIM_WRITE_DONE);
    for (uint32_t i = 0; done && i < nodes; i++) {
        done = sim_tape_add(tape, SIM_OP_ASK, i, 0) &&
               sim_tape_add(tape, SIM_OP_CARRY, 0, SIM_CARRY_ARRIVES) &&
               sim_tape_add(tape, SIM_OP_CARRY, 0, SIM_CARRY_ARRIVES) &&
               sim_tape_add(tape, SIM_OP_KEEP, i, SIM_WRITE_DONE);
    }
    return done;
}
