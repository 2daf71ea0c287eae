/* The scopes of exhaustive searches of leases, and how their worlds begin. */
#include "lease.h"
#include "setting.h"

/* Leases of two seconds, clocks off by a tenth of one, and set by as much again at once. */
#define POLICY(numbers) (2u << 2 | 1u << 4 | ((numbers)-1u) << 6)
#define LEASE_WORLD(registry_count, policy)                                                        \
    {                                                                                              \
        .nodes = (registry_count) + 2u, .slots = (registry_count), .write_ahead = (policy),        \
        .cluster_size = 1700000000, .seed = 1, .scheme = SIM_SCHEME_LEASE                          \
    }

const sim_scope sim_lease_scopes[] = {
    {"lease", "one number, two holders, a registry that ends and starts from its records",
     "apply:registry=0,bring:message=0/1:how=arrives/stays,record:how=done/lost,cease,"
     "serve:from=newest/unsure,give-up:registry=0,work:count=0,pass:amount=1:unit=s",
     LEASE_WORLD(1, POLICY(1u)), SIM_BEGIN_UP, 5},
    {"lease-clocks", "clocks that are set: a little, and so far that they are refused",
     "apply:registry=0,bring:message=0:how=arrives,record:how=done,work:count=0,"
     "pass:amount=1:unit=s,set-clock:amount=150/300:way=ms/back-ms",
     LEASE_WORLD(1, POLICY(1u)), SIM_BEGIN_UP, 5},
    {"lease-two", "two registries with one record and one span of authority",
     "apply,bring:message=0/1:how=arrives,record:how=done,serve:from=newest/unsure,cease,"
     "work:count=0,pass:amount=2:unit=s",
     LEASE_WORLD(2, POLICY(1u)), SIM_BEGIN_EMPTY, 5},
    {.name = NULL},
};

/* The registry is at work, and so are all holders, without a number. */
bool sim_lease_begin(sim_begin begin, sim_tape *tape)
{
    (void)begin;
    bool done = sim_tape_add(tape, SIM_OP_SERVE, 0, SIM_ORIGIN_BLANK);
    for (uint32_t i = tape->config.slots; done && i < tape->config.nodes; i++) {
        done = sim_tape_add(tape, SIM_OP_HIRE, i, 0);
    }
    return done;
}
