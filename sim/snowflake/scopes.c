/* The scopes of exhaustive searches of Snowflake IDs, and how their worlds begin. */
#include "setting.h"
#include "snowflake.h"

/*
 * Seeds: 16 ticks of 1 ms, of which 2 are over, with two IDs a tick and numbers from 0 on; and all
 * 64 bits, 20 of them for the number, with the highest possible numbers.
 */
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

const sim_scope sim_snowflake_scopes[] = {
    {"snowflake",
     "leases that end, clocks that are set, crashes; a node behind its last time is refused",
     "lease:number=0/1:careless=no/yes,begin:how=none/no-mark,mint:count=0/1,await,"
     "extend:back=no/yes,halt:crash=no/yes,pass:amount=1:unit=ms,"
     "set-clock:amount=2:way=ms/back-ms,freeze,thaw",
     SNOWFLAKE_WORLD(2, NARROW, LEASES_END), SIM_BEGIN_UP, 4},
    {"snowflake-ahead", "a node that stores marks ahead, runs ahead of its clock and crashes",
     "begin:how=none/no-mark,mint:count=0/1/4,await,extend,halt:crash=no/yes,"
     "pass:amount=1:unit=ms,set-clock:amount=2:way=ms/back-ms",
     SNOWFLAKE_WORLD(1, NARROW, RUNS_AHEAD), SIM_BEGIN_UP, 7},
    {"snowflake-edges", "impossible numbers and leases, the epoch and the layout's last time",
     "lease:number=0/1,begin:how=none/no-mark/large-number/wrong-lease,mint:count=0/1,await,"
     "extend:back=no/yes,halt:crash=no/yes,pass:amount=1/20:unit=ms,"
     "set-clock:amount=4:way=ms/back-ms,drift:rate=0/200000,leap:smear=no/yes",
     SNOWFLAKE_WORLD(1, NARROW, BORROWS), SIM_BEGIN_EMPTY, 5},
    {"snowflake-wide", "a layout of all 64 bits and its highest coordinator numbers",
     "lease:number=0..2,begin:how=none/large-number,mint:count=0/3/20,halt:crash=no/yes,"
     "pass:amount=1:unit=ms",
     SNOWFLAKE_WORLD(2, WIDE, LEASES_END), SIM_BEGIN_EMPTY, 5},
    {"snowflake-threads", "two threads that meet at each of their steps, in one tick or in two",
     "mint:count=0,cross:before=0/1/2/3/4/5/6/32000/32001/32002/32003/32004/32005/32017/32018/"
     "32019/32020:how=8/17/1,"
     "pass:amount=1:unit=ms,set-clock:amount=1:way=back-ms",
     SNOWFLAKE_WORLD(1, NARROW, 0), SIM_BEGIN_UP, 4},
    {.name = NULL},
};

bool sim_snowflake_begin(sim_begin begin, sim_tape *tape)
{
    (void)begin;
    bool done = true;
    for (uint32_t i = 0; done && i < tape->config.nodes; i++) {
        done = sim_tape_add(tape, SIM_OP_LEASE, i, i) &&
               sim_tape_add(tape, SIM_OP_BEGIN, i, SIM_MISTAKE_NONE);
    }
    return done;
}
