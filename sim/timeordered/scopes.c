/* The scopes of exhaustive searches of time-ordered IDs, and how their worlds begin. */
#include "setting.h"
#include "timeordered.h"

#define TIME_WORLD(node_count, instance_count, where)                                              \
    {                                                                                              \
        .nodes = (node_count), .slots = (instance_count), .write_ahead = SIM_TIME_BEGINS_##where,  \
        .cluster_size = 1700000000, .seed = 1, .scheme = SIM_SCHEME_TIMEORDERED                    \
    }

const sim_scope sim_timeordered_scopes[] = {
    {"timeordered", "clocks set forward and back, restarts, messages",
     "launch:setting=0:entropy=random,quit,issue:instance=0:count=0/1,mail,receive:how=intact,"
     "pass:amount=1:unit=ms,set-clock:amount=2:way=ms/back-ms",
     TIME_WORLD(2, 1, AT_START), SIM_BEGIN_UP, 5},
    {"timeordered-full", "two generators whose counters end within a tick, and copies of them",
     "launch:setting=0/1:entropy=ones,quit,clone,issue:instance=0/1:count=0/1,"
     "flood:instance=0:count=2999,retry,pass:amount=1:unit=ms",
     TIME_WORLD(2, 2, AT_START), SIM_BEGIN_EMPTY, 3},
    {"timeordered-texts", "IDs that are damaged, crafted and written in other forms",
     "launch:setting=0:entropy=random,issue:instance=0:count=0,mail,receive,craft:number=1,"
     "convert:form=0/1,issue-at:amount=0/1",
     TIME_WORLD(1, 1, AT_START), SIM_BEGIN_UP, 5},
    {"timeordered-end", "the last time that an ID can have, with a clock that drifts and stops",
     "launch:setting=0:entropy=random,issue:instance=0:count=0,issue-at:amount=0,freeze,thaw,"
     "drift:rate=0/200000,leap:smear=no/yes,pass:amount=1/20:unit=ms",
     TIME_WORLD(1, 1, BEFORE_LAST), SIM_BEGIN_UP, 5},
    {.name = NULL},
};

bool sim_timeordered_begin(sim_begin begin, sim_tape *tape)
{
    (void)begin;
    bool done = true;
    for (uint32_t i = 0; done && i < tape->config.nodes; i++) {
        done = sim_tape_add(tape, SIM_OP_LAUNCH, i, 0);
    }
    return done;
}
