#include "states.h"

#include <assert.h>

#include "oracle/oracle_internal.h"

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
        sim_view view = sim_oracle_view(world->oracle, index, slot);
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

/* --- both --- */

static bool names_slot(unsigned code)
{
    return (code >= SIM_OP_OPEN && code <= SIM_OP_SEND) || code == SIM_OP_READ;
}

void fuzz_states_note(fuzz_states *states, const sim_world *world, const sim_op *op)
{
    unsigned node = sim_world_node(world, op->args[0]);
    unsigned slot = names_slot(op->code) ? sim_world_slot(world, op->args[1]) : 0;
    unsigned session = session_tuple(world, node, slot);
    unsigned other = FUZZ_SESSION_STATES + node_tuple(world, node);
    states->met[session * FUZZ_OPS + op->code] = 1;
    states->met[other * FUZZ_OPS + op->code] = 1;
}

static void print_session(unsigned tuple, FILE *file)
{
    static const char *const sessions[] = {FUZZ_SESSION_TABLE(NAME)};
    static const char *const clusters[] = {FUZZ_CLUSTER_TABLE(NAME)};
    static const char *const lasts[] = {FUZZ_LAST_TABLE(NAME)};
    static const char *const fences[] = {FUZZ_FENCE_TABLE(NAME)};
    (void)fprintf(
        file, "session %s %s %s %s:", sessions[tuple / (FENCE_COUNT * LAST_COUNT * CLUSTER_COUNT)],
        clusters[tuple / (FENCE_COUNT * LAST_COUNT) % CLUSTER_COUNT],
        lasts[tuple / FENCE_COUNT % LAST_COUNT], fences[tuple % FENCE_COUNT]);
}

static void print_node(unsigned tuple, FILE *file)
{
    static const char *const nodes[] = {FUZZ_NODE_TABLE(NAME)};
    static const char *const lags[] = {FUZZ_LAG_TABLE(NAME)};
    static const char *const stores[] = {FUZZ_STORE_TABLE(NAME)};
    (void)fprintf(file, "node %s %s %s:", nodes[tuple / (STORE_COUNT * LAG_COUNT)],
                  lags[tuple / STORE_COUNT % LAG_COUNT], stores[tuple % STORE_COUNT]);
}

void fuzz_states_print(const fuzz_states *states, FILE *file)
{
    unsigned pairs = 0;
    unsigned reached = 0;
    for (unsigned state = 0; state < FUZZ_STATES; state++) {
        if (state < FUZZ_SESSION_STATES) {
            print_session(state, file);
        } else {
            print_node(state - FUZZ_SESSION_STATES, file);
        }
        unsigned before = pairs;
        for (unsigned code = 0; code < FUZZ_OPS; code++) {
            if (states->met[state * FUZZ_OPS + code] != 0) {
                (void)fprintf(file, " %s", sim_op_name(code));
                pairs++;
            }
        }
        reached += pairs > before;
        (void)fprintf(file, "%s\n", pairs > before ? "" : " -");
    }
    (void)fprintf(file, "%u of %u states, %u of %u states with an op\n", reached, FUZZ_STATES,
                  pairs, FUZZ_STATES * FUZZ_OPS);
}
