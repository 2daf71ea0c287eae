/* The scopes of exhaustive searches of k-ordered IDs, and how their worlds begin. */
#include "korder.h"

/* Strict nodes may run a tick ahead. */
#define KORDER_WORLD(node_count, faithful_nodes, drift, seed_of)                                   \
    {                                                                                              \
        .nodes = (node_count), .slots = (drift), .write_ahead = (faithful_nodes),                  \
        .cluster_size = 1, .seed = (seed_of), .scheme = SIM_SCHEME_KORDER                          \
    }
/*
 * Seeds: true time begins 1 us before the edge of a window, 1 us before the last time of all, or in
 * a megasecond's short last window, and there two nodes' names have one fingerprint.
 */
#define AT_WINDOW  35u
#define AT_THE_END 7u
#define ONE_NAME   400u

const sim_scope sim_korder_scopes[] = {
    {"korder", "strict nodes: clocks set forward and back, restarts from a mark, messages",
     "wake:how=normal/unmarked:sequence=0/16383,kill,make:count=0:way=local/global/lane-0,post,"
     "hear,pass:amount=1:unit=ms,pass:amount=40:unit=s,set-clock:amount=2:way=ms/back-ms",
     KORDER_WORLD(2, 0, 5, AT_WINDOW), SIM_BEGIN_UP, 4},
    {"korder-marks", "a strict node that stops and restarts from a mark at the end of a tick",
     "wake:how=normal/unmarked:sequence=16383,kill,make:count=0/1:way=local/lane-0,"
     "pass:amount=1:unit=ms,set-clock:amount=2:way=back-ms",
     KORDER_WORLD(1, 0, 5, AT_WINDOW), SIM_BEGIN_EMPTY, 8},
    {"korder-faithful", "a faithful and a strict node of the same name, in a short window",
     "wake:how=normal/in-use:sequence=0/16383,kill,make:count=0/1:way=local/global,post,hear,"
     "pass:amount=1:unit=ms,set-clock:amount=2:way=ms/back-ms,freeze,thaw",
     KORDER_WORLD(2, 1, 7, ONE_NAME), SIM_BEGIN_EMPTY, 5},
    {"korder-damage", "wrong options, damaged messages, and the last time an ID can hold",
     "wake:how=normal/wrong-options,kill,make:count=0:way=local/global,post,"
     "hear:how=bytes..base64url/damaged-bytes..damaged-base64url,set-clock:amount=1:way=s/back-s,"
     "drift:rate=0/200000,leap:smear=yes,pass:amount=1:unit=s",
     KORDER_WORLD(1, 1, 5, AT_THE_END), SIM_BEGIN_EMPTY, 6},
    {.name = NULL},
};

bool sim_korder_begin(sim_begin begin, sim_tape *tape)
{
    (void)begin;
    bool done = true;
    for (uint32_t i = 0; done && i < tape->config.nodes; i++) {
        done = sim_tape_add(tape, SIM_OP_WAKE, i, SIM_WAKE_NORMAL);
    }
    return done;
}
