/* Classifies a world's state into tuples, and lists the impossible ones. */
#include "states.h"

#include <assert.h>

#include "compressor/compressor.h"
#include "compressor/oracle/oracle_internal.h"

#define NAME(constant, name) name,

#define SESSION_CONSTANT(constant, name) SESSION_##constant,
#define CLUSTER_CONSTANT(constant, name) CLUSTER_##constant,
#define LAST_CONSTANT(constant, name)    LAST_##constant,
#define FENCE_CONSTANT(constant, name)   FENCE_##constant,
#define NODE_CONSTANT(constant, name)    NODE_##constant,
#define LAG_CONSTANT(constant, name)     LAG_##constant,
#define STORE_CONSTANT(constant, name)   STORE_##constant,

typedef enum session_state { FUZZ_SESSION_TABLE(SESSION_CONSTANT) SESSION_COUNT } session_state;
typedef enum cluster_state { FUZZ_CLUSTER_TABLE(CLUSTER_CONSTANT) CLUSTER_COUNT } cluster_state;
typedef enum last_state { FUZZ_LAST_TABLE(LAST_CONSTANT) LAST_COUNT } last_state;
typedef enum fence_state { FUZZ_FENCE_TABLE(FENCE_CONSTANT) FENCE_COUNT } fence_state;
typedef enum node_state { FUZZ_NODE_TABLE(NODE_CONSTANT) NODE_COUNT } node_state;
typedef enum lag_state { FUZZ_LAG_TABLE(LAG_CONSTANT) LAG_COUNT } lag_state;
typedef enum store_state { FUZZ_STORE_TABLE(STORE_CONSTANT) STORE_COUNT } store_state;

static_assert(SESSION_COUNT * CLUSTER_COUNT * LAST_COUNT * FENCE_COUNT == FUZZ_SESSION_STATES,
              "the number of session states");
static_assert(NODE_COUNT * LAG_COUNT * STORE_COUNT == FUZZ_NODE_STATES,
              "the number of node states");

#define FITS(constant, number, ...)                                                                \
    static_assert((number) < FUZZ_OPS, "every op code is an index of the counters");
SIM_COMPRESSOR_OP_TABLE(FITS)

#ifdef FUZZ_EXTRA_COUNTERS
__attribute__((section("__libfuzzer_extra_counters"))) static fuzz_states counters;

fuzz_states *fuzz_states_counters(void)
{
    return &counters;
}
#else
fuzz_states *fuzz_states_counters(void)
{
    return NULL;
}
#endif

static bool same_uuid(ida_uuid a, ida_uuid b)
{
    return a.high == b.high && a.low == b.low;
}

/* --- a session --- */

static bool has_range_in_flight(const sim_node *node, ida_uuid uuid)
{
    for (uint32_t i = 0; i < node->unseen_count; i++) {
        const sim_entry *entry = &node->unseen[i];
        if (entry->kind == SIM_ENTRY_RANGE && same_uuid(entry->range.session, uuid)) {
            return true;
        }
    }
    return false;
}

static session_state session_of(const sim_node *node, const sim_view *view)
{
    if (view->self->generated == 0) {
        return SESSION_FRESH;
    }
    if (view->self->generated <= view->finalized) {
        return SESSION_FINAL;
    }
    return has_range_in_flight(node, view->self->uuid) ? SESSION_FLYING : SESSION_PENDING;
}

static cluster_state cluster_of(const sim_view *view)
{
    if (view->allocated == 0) {
        return CLUSTER_NONE;
    }
    return view->allocated > view->self->generated ? CLUSTER_PARTIAL : CLUSTER_FULL;
}

static last_state last_of(const sim_view *view)
{
    if (view->self->given_count == 0) {
        return LAST_NOTHING;
    }
    return view->self->given[view->self->given_count - 1].eager ? LAST_EAGER : LAST_LOCAL;
}

static fence_state fence_of(const sim_world *world, const sim_view *view)
{
    if (sim_view_stale(view)) {
        return FENCE_STALE;
    }
    uint32_t count = world->forked_count < SIM_REMEMBERED ? world->forked_count : SIM_REMEMBERED;
    for (uint32_t i = 0; i < count; i++) {
        if (same_uuid(world->forked[i], view->self->uuid)) {
            return FENCE_FORKED;
        }
    }
    return FENCE_SOUND;
}

static unsigned session_tuple(const sim_world *world, unsigned index, unsigned slot)
{
    const sim_node *node = &world->nodes[index];
    session_state session = SESSION_EMPTY;
    cluster_state cluster = CLUSTER_NONE;
    last_state last = LAST_NOTHING;
    fence_state fence = FENCE_SOUND;
    if (node->slots[slot].session != NULL) {
        sim_view view = sim_oracle_view(sim_compressor_oracle(world), index, slot);
        session = session_of(node, &view);
        cluster = cluster_of(&view);
        last = last_of(&view);
        fence = fence_of(world, &view);
    }
    return ((session * CLUSTER_COUNT + cluster) * LAST_COUNT + last) * FENCE_COUNT + fence;
}

/* --- a node --- */

static lag_state lag_of(const sim_world *world, const sim_node *node)
{
    if (node->position == world->log_count) {
        return LAG_ABREAST;
    }
    for (uint64_t i = node->position + 1; i < world->log_count; i++) {
        if ((node->down[i] & SIM_DOWN_RECEIVED) != 0) {
            return LAG_GAPPED;
        }
    }
    return LAG_BEHIND;
}

static store_state store_of(const sim_node *node)
{
    store_state state = STORE_BLANK;
    for (unsigned i = 0; i < SIM_STORES; i++) {
        if (node->stores[i].bytes != NULL) {
            if (node->stores[i].damaged) {
                return STORE_DAMAGED;
            }
            state = STORE_SAVED;
        }
    }
    return state;
}

static unsigned node_tuple(const sim_world *world, unsigned index)
{
    const sim_node *node = &world->nodes[index];
    lag_state lag = node->state == SIM_NODE_DOWN ? LAG_ABREAST : lag_of(world, node);
    return ((unsigned)node->state * LAG_COUNT + lag) * STORE_COUNT + store_of(node);
}

/* --- impossible states --- */

#define IS(value)       (1u << (value))
#define IS_NOT(value)   (~IS(value))
#define ANY             (~0u)
#define HAS_GENERATED   (IS(SESSION_FINAL) | IS(SESSION_PENDING) | IS(SESSION_FLYING))
#define HAS_UNFINALIZED (IS(SESSION_PENDING) | IS(SESSION_FLYING))

/* A session state whose parts are all in these sets is impossible. */
static const struct {
    unsigned sessions;
    unsigned clusters;
    unsigned lasts;
    unsigned fences;
    const char *why;
} session_rules[] = {
    {IS(SESSION_EMPTY), IS_NOT(CLUSTER_NONE), ANY, ANY,
     "where there is no session it has no cluster"},
    {IS(SESSION_EMPTY), ANY, IS_NOT(LAST_NOTHING), ANY,
     "where there is no session it issued nothing"},
    {IS(SESSION_EMPTY), ANY, ANY, IS_NOT(FENCE_SOUND), "where there is no session it has no copy"},
    {IS(SESSION_FRESH), ANY, IS_NOT(LAST_NOTHING), ANY,
     "what has generated nothing has issued nothing"},
    {HAS_GENERATED, ANY, IS(LAST_NOTHING), ANY, "what was generated was issued"},
    {HAS_UNFINALIZED, ANY, ANY, IS(FENCE_STALE),
     "a stale session has generated less than is finalized, so nothing of it is pending"},
    {ANY, IS_NOT(CLUSTER_PARTIAL), ANY, IS(FENCE_STALE),
     "what is finalized beyond the IDs that a stale session generated is room left in its cluster"},
    {IS(SESSION_FRESH), IS_NOT(CLUSTER_NONE), ANY, IS_NOT(FENCE_STALE),
     "a cluster begins with a finalized ID, and that makes a fresh session stale"},
    {IS(SESSION_FINAL), IS(CLUSTER_NONE), ANY, ANY, "a finalized ID lies in a cluster"},
    {ANY, IS(CLUSTER_NONE), IS(LAST_EAGER), ANY,
     "an eager final lies in a cluster, and a session's node never goes back in the log"},
};

/* The same for a node state. */
static const struct {
    unsigned nodes;
    unsigned lags;
    const char *why;
} node_rules[] = {
    {IS(NODE_DOWN), IS_NOT(LAG_ABREAST),
     "a node that is down is nowhere in the log; abreast stands for that"},
    {IS(NODE_OFFLINE), IS(LAG_GAPPED),
     "a node without a connection keeps nothing that came too early"},
    {IS(NODE_JOINING), IS(LAG_ABREAST),
     "the JOIN that a joining node waits for is in the log before it"},
};

static const char *session_why_not(unsigned session, unsigned cluster, unsigned last,
                                   unsigned fence)
{
    for (size_t i = 0; i < sizeof session_rules / sizeof session_rules[0]; i++) {
        if ((session_rules[i].sessions & IS(session)) != 0 &&
            (session_rules[i].clusters & IS(cluster)) != 0 &&
            (session_rules[i].lasts & IS(last)) != 0 &&
            (session_rules[i].fences & IS(fence)) != 0) {
            return session_rules[i].why;
        }
    }
    return NULL;
}

static const char *node_why_not(unsigned node, unsigned lag)
{
    for (size_t i = 0; i < sizeof node_rules / sizeof node_rules[0]; i++) {
        if ((node_rules[i].nodes & IS(node)) != 0 && (node_rules[i].lags & IS(lag)) != 0) {
            return node_rules[i].why;
        }
    }
    return NULL;
}

const char *fuzz_states_why_not(unsigned state)
{
    assert(state < FUZZ_STATES);
    if (state < FUZZ_SESSION_STATES) {
        return session_why_not(state / (FENCE_COUNT * LAST_COUNT * CLUSTER_COUNT),
                               state / (FENCE_COUNT * LAST_COUNT) % CLUSTER_COUNT,
                               state / FENCE_COUNT % LAST_COUNT, state % FENCE_COUNT);
    }
    state -= FUZZ_SESSION_STATES;
    return node_why_not(state / (STORE_COUNT * LAG_COUNT), state / STORE_COUNT % LAG_COUNT);
}

/* --- both --- */

static bool names_slot(unsigned code)
{
    const sim_arg *args = sim_op_row_of(SIM_SCHEME_COMPRESSOR, code)->args;
    return args[0].kind == SIM_ARG_NODE && args[1].kind == SIM_ARG_SLOT;
}

unsigned fuzz_states_note(fuzz_states *states, const sim_world *world, const sim_op *op)
{
    assert(op->code < FUZZ_OPS);
    unsigned node = sim_world_node(world, op->args[0]);
    unsigned slot = names_slot(op->code) ? sim_world_slot(world, op->args[1]) : 0;
    unsigned session = session_tuple(world, node, slot);
    unsigned other = FUZZ_SESSION_STATES + node_tuple(world, node);
    if (states != NULL) {
        states->met[session * FUZZ_OPS + op->code] = 1;
        states->met[other * FUZZ_OPS + op->code] = 1;
    }
    if (fuzz_states_why_not(session) != NULL) {
        return session;
    }
    return fuzz_states_why_not(other) != NULL ? other : FUZZ_STATES;
}

/* --- in words --- */

void fuzz_states_name(unsigned state, char *name, size_t size)
{
    static const char *const sessions[] = {FUZZ_SESSION_TABLE(NAME)};
    static const char *const clusters[] = {FUZZ_CLUSTER_TABLE(NAME)};
    static const char *const lasts[] = {FUZZ_LAST_TABLE(NAME)};
    static const char *const fences[] = {FUZZ_FENCE_TABLE(NAME)};
    static const char *const nodes[] = {FUZZ_NODE_TABLE(NAME)};
    static const char *const lags[] = {FUZZ_LAG_TABLE(NAME)};
    static const char *const stores[] = {FUZZ_STORE_TABLE(NAME)};
    assert(state < FUZZ_STATES);
    if (state < FUZZ_SESSION_STATES) {
        (void)snprintf(name, size, "session %s %s %s %s",
                       sessions[state / (FENCE_COUNT * LAST_COUNT * CLUSTER_COUNT)],
                       clusters[state / (FENCE_COUNT * LAST_COUNT) % CLUSTER_COUNT],
                       lasts[state / FENCE_COUNT % LAST_COUNT], fences[state % FENCE_COUNT]);
        return;
    }
    state -= FUZZ_SESSION_STATES;
    (void)snprintf(name, size, "node %s %s %s", nodes[state / (STORE_COUNT * LAG_COUNT)],
                   lags[state / STORE_COUNT % LAG_COUNT], stores[state % STORE_COUNT]);
}

/* How many ops were executed in a state; writes those that were not, if any were. */
static unsigned print_state(const fuzz_states *states, unsigned state, FILE *file)
{
    const unsigned char *met = &states->met[(size_t)state * FUZZ_OPS];
    char name[FUZZ_STATE_NAME_SIZE];
    unsigned count = 0;
    for (unsigned code = 0; code < FUZZ_OPS; code++) {
        count += met[code] != 0;
    }
    fuzz_states_name(state, name, sizeof name);
    (void)fprintf(file, "%-50s %2u of %u ops", name, count, (unsigned)FUZZ_OPS);
    if (count > 0 && count < FUZZ_OPS) {
        (void)fprintf(file, ", not");
        for (unsigned code = 0; code < FUZZ_OPS; code++) {
            if (met[code] == 0) {
                (void)fprintf(file, " %s", sim_op_name(SIM_SCHEME_COMPRESSOR, code));
            }
        }
    }
    (void)fprintf(file, "\n");
    return count;
}

/* How many states are impossible for this reason. */
static unsigned count_impossible(const char *why)
{
    unsigned count = 0;
    for (unsigned state = 0; state < FUZZ_STATES; state++) {
        count += fuzz_states_why_not(state) == why;
    }
    return count;
}

static void print_rule(const char *why, FILE *file)
{
    (void)fprintf(file, "impossible: %2u states: %s\n", count_impossible(why), why);
}

void fuzz_states_print(const fuzz_states *states, FILE *file)
{
    unsigned possible = 0;
    unsigned reached = 0;
    unsigned pairs = 0;
    for (unsigned state = 0; state < FUZZ_STATES; state++) {
        if (fuzz_states_why_not(state) == NULL) {
            unsigned ops = print_state(states, state, file);
            possible++;
            reached += ops > 0;
            pairs += ops;
        }
    }
    for (size_t i = 0; i < sizeof session_rules / sizeof session_rules[0]; i++) {
        print_rule(session_rules[i].why, file);
    }
    for (size_t i = 0; i < sizeof node_rules / sizeof node_rules[0]; i++) {
        print_rule(node_rules[i].why, file);
    }
    (void)fprintf(file, "%u of %u possible states reached, %u of %u pairs of one and an op\n",
                  reached, possible, pairs, possible * FUZZ_OPS);
}
