/* The canonical hash is not blind: each field that it takes in changes it. */
#include "compressor/compressor.h"
#include "compressor/oracle/oracle_internal.h"
#include "support_canon.h"
#include "support_cmocka.h"
#include "support_explore.h"

#define CHANGE(name, ...)                                                                          \
    static void change_##name(sim_world *world)                                                    \
    {                                                                                              \
        __VA_ARGS__;                                                                               \
    }

/* A change, and the alphabet with which it counts. */
typedef struct change {
    const char *what;
    void (*make)(sim_world *world);
    const char *list;
} change;

#define ROW(name) ROW_WITH(name, ANY_OP)
#define ROW_WITH(name, list)                                                                       \
    {                                                                                              \
#name, change_##name, list                                                                 \
    }

/* The last two entries are a forged range and a ghost's; 0 and 1 are old JOINs, 2 is a range. */
CHANGE(log_count, world->log[2].range.count++)

static void change_log_order(sim_world *world)
{
    sim_entry join = world->log[1];
    world->log[1] = world->log[2];
    world->log[2] = join;
}

CHANGE(log_kind, world->log[world->log_count - 2].kind = SIM_ENTRY_GHOST)
CHANGE(log_ghost, world->log[world->log_count - 1].forged = true)
CHANGE(log_node, world->log[2].node = 1)
CHANGE(log_slot, world->log[2].slot++)
CHANGE(log_number, world->log[2].number++)
CHANGE(log_epoch, world->log[2].epoch++)
CHANGE(log_forged, world->log[2].forged = true)
CHANGE(log_session, world->log[2].range.session.low++)
CHANGE(log_size, world->log[2].range.requested_cluster_size++)
CHANGE(log_first, world->log[2].range.first_gen_count++)
CHANGE(state, world->nodes[0].state = SIM_NODE_OFFLINE)
CHANGE(joined_at, world->nodes[0].joined_at++)
CHANGE(loaded, world->nodes[0].loaded = true)
CHANGE(loaded_at, world->nodes[1].loaded_at++)
CHANGE(unsaved, world->nodes[0].unsaved = !world->nodes[0].unsaved)
CHANGE(lost, world->nodes[1].lost[0].generated++)
CHANGE(lost_uuid, world->nodes[1].lost[0].uuid.high++)
CHANGE(slot_loaded, world->nodes[1].slots[0].loaded = false)
CHANGE(issued, world->nodes[0].slots[0].issued[0].first--)
CHANGE(issued_count, world->nodes[0].slots[0].issued_count--)
CHANGE(issued_run, world->nodes[0].slots[0].issued[0].count++)
CHANGE(seen_id, world->nodes[0].slots[0].seen[0]++)
CHANGE(seen, world->nodes[0].slots[0].seen_count++)
CHANGE(cut_up, world->nodes[0].cut_up = true)
CHANGE(cut_down, world->nodes[0].cut_down = true)
CHANGE(node_epoch, world->nodes[0].epoch++)
CHANGE(next_number, world->nodes[0].next_number++)
CHANGE(next_sent, world->nodes[0].next_sent--)

static sim_up_message *find_message(sim_world *world)
{
    for (unsigned i = 0; i < SIM_UP_MESSAGES; i++) {
        if (world->nodes[0].up[i].used) {
            return &world->nodes[0].up[i];
        }
    }
    fail();
    return NULL;
}

CHANGE(message_gone, find_message(world)->used = false)
CHANGE(message, find_message(world)->entry.range.count++)

/* The last one, so that their order stays. */
static void change_message_place(sim_world *world)
{
    sim_up_message *up = world->nodes[0].up;
    unsigned last = SIM_UP_MESSAGES - 2;
    while (!up[last].used) {
        last--;
    }
    up[last + 1] = up[last];
    up[last].used = false;
}

CHANGE(unseen, world->nodes[0].unseen[0].range.count++)
CHANGE(unseen_count, world->nodes[0].unseen_count--)
CHANGE(down, world->nodes[1].down[world->log_count - 1] ^= SIM_DOWN_UNDER_WAY)
CHANGE(received, world->nodes[1].down[world->log_count - 1] ^= SIM_DOWN_RECEIVED)
CHANGE(client_epoch, world->clients[0].epoch++)
CHANGE(client_expected, world->clients[0].expected++)

static unsigned find_buffered(const sim_world *world)
{
    for (unsigned i = 0; i < SIM_UP_MESSAGES; i++) {
        if (world->clients[0].buffered[i]) {
            return i;
        }
    }
    fail();
    return 0;
}

CHANGE(buffered, world->clients[0].buffered[find_buffered(world)] = false)
CHANGE(buffer, world->clients[0].buffer[find_buffered(world)].mentions = 0)
CHANGE(mention, world->clients[0].buffer[find_buffered(world)].ids[0]--)
CHANGE(mention_meaning, world->clients[0].buffer[find_buffered(world)].stable[0].low++)
CHANGE(origin, world->clients[0].buffer[find_buffered(world)].origin.low++)

static void change_store_gone(sim_world *world)
{
    sim_store *store = &world->nodes[0].stores[0];
    free(store->bytes);
    free(store->slots);
    *store = (sim_store){0};
}

CHANGE(store_bytes, world->nodes[0].stores[0].bytes[20] ^= 1)
CHANGE(store_damaged, world->nodes[0].stores[0].damaged = true)
CHANGE(store_position, world->nodes[0].stores[0].position++)

static void change_store_order(sim_world *world)
{
    uint64_t serial = world->nodes[0].stores[0].serial;
    world->nodes[0].stores[0].serial = world->nodes[0].stores[1].serial;
    world->nodes[0].stores[1].serial = serial;
}

CHANGE(store_loads, world->nodes[0].stores[0].loads++)
CHANGE(store_uuid, world->nodes[0].stores[0].slots[0].uuid.low++)
CHANGE(store_session, world->nodes[0].stores[0].slots[0].session = NULL)
CHANGE(original_size, world->nodes[0].stores[0].original_size++)
CHANGE(original_hash, world->nodes[0].stores[0].original_hash++)
CHANGE(ever, sim_compressor_oracle(world)->ever[0].hash++)
CHANGE(store_seen, world->nodes[0].stores[0].slots[0].seen_count++)
CHANGE(forked, world->forked[world->forked_count++] = world->nodes[0].slots[0].uuid)
CHANGE(saved_used, sim_oracle_store(sim_compressor_oracle(world), 0, 0)->used = false)
CHANGE(saved_position, sim_oracle_store(sim_compressor_oracle(world), 0, 0)->position++)
CHANGE(saved_live, sim_oracle_store(sim_compressor_oracle(world), 0, 0)->slots[0].live = false)
CHANGE(saved_generated, sim_oracle_store(sim_compressor_oracle(world), 0, 0)->slots[0].generated++)
CHANGE(incarnation_uuid, sim_oracle_slot(sim_compressor_oracle(world), 0, 0)->uuid.low++)
CHANGE(incarnation_generated, sim_oracle_slot(sim_compressor_oracle(world), 0, 0)->generated++)
CHANGE(incarnation_next, sim_oracle_slot(sim_compressor_oracle(world), 0, 0)->next_start--)
CHANGE(incarnation_size, sim_oracle_slot(sim_compressor_oracle(world), 0, 0)->cluster_size++)

static void change_given_form(sim_world *world)
{
    sim_given *given = &sim_oracle_slot(sim_compressor_oracle(world), 0, 0)->given[0];
    given->eager = !given->eager;
}

CHANGE(given_count, sim_oracle_slot(sim_compressor_oracle(world), 0, 0)->given[0].count++)
CHANGE(given_first, sim_oracle_slot(sim_compressor_oracle(world), 0, 0)->given[0].first_gen++)
CHANGE(given_base, sim_oracle_slot(sim_compressor_oracle(world), 0, 0)->given[0].base_final++)
CHANGE(given_runs, sim_oracle_slot(sim_compressor_oracle(world), 0, 0)->given_count--)

static void change_look(sim_world *world)
{
    const sim_oracle *oracle = sim_compressor_oracle(world);
    assert_true(oracle->look_count > 0);
    oracle->looks[0].known = !oracle->looks[0].known;
}

CHANGE(last_look, sim_compressor_oracle(world)->last_look[0] += 77)

static const change changes[] = {
    ROW(log_count),
    ROW(log_order),
    ROW(log_kind),
    ROW(log_ghost),
    ROW(log_node),
    ROW(log_slot),
    ROW(log_number),
    ROW(log_epoch),
    ROW(log_forged),
    ROW(log_session),
    ROW(log_size),
    ROW(log_first),
    ROW(state),
    ROW(joined_at),
    ROW(loaded),
    ROW(loaded_at),
    ROW(unsaved),
    ROW(lost),
    ROW(lost_uuid),
    ROW(slot_loaded),
    ROW(issued),
    ROW(issued_count),
    ROW(seen),
    ROW(cut_up),
    ROW(cut_down),
    ROW(node_epoch),
    ROW(next_number),
    ROW(next_sent),
    ROW(message_gone),
    ROW(message),
    ROW(message_place),
    ROW(unseen),
    ROW(unseen_count),
    ROW(down),
    ROW(received),
    ROW(client_epoch),
    ROW(client_expected),
    ROW(buffered),
    ROW(buffer),
    ROW(mention),
    ROW(mention_meaning),
    ROW(origin),
    ROW(store_gone),
    ROW(store_bytes),
    ROW(store_damaged),
    ROW(store_position),
    ROW(store_order),
    ROW(store_loads),
    ROW(store_uuid),
    ROW(store_seen),
    ROW(forked),
    ROW(saved_used),
    ROW(saved_position),
    ROW(saved_live),
    ROW(saved_generated),
    ROW(incarnation_uuid),
    ROW(incarnation_generated),
    ROW(incarnation_next),
    ROW(incarnation_size),
    ROW(given_form),
    ROW(given_count),
    ROW(given_first),
    ROW(given_base),
    ROW(given_runs),
    ROW(look),
    ROW(last_look),
    ROW(issued_run),
    ROW(seen_id),
    ROW(store_session),
    ROW_WITH(original_size, WITH_DAMAGE),
    ROW_WITH(original_hash, WITH_DAMAGE),
    ROW_WITH(ever, WITH_DAMAGE),
};

TEST(every_field_shows)
{
    sim_world *before = busy_world();
    for (size_t i = 0; i < COUNT_OF(changes); i++) {
        name_case("%s", changes[i].what);
        for (unsigned mirror = 0; mirror < 2; mirror++) {
            sim_world *after = busy_world();
            assert_true(same_hash(before, after, changes[i].list, mirror != 0));
            changes[i].make(after);
            if (same_hash(before, after, changes[i].list, mirror != 0)) {
                fail_msg("%s does not show", changes[i].what);
            }
            /* What was changed in a field may not be what a world expects of itself. */
            after->nodes[0].state = SIM_NODE_CONNECTED;
            explore_world_end(after);
        }
    }
    explore_world_end(before);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_field_shows),
    };
    return RUN_TESTS(tests);
}
