/*
 * The quiet phase: faults stop, and then the contract promises that everything is finalized
 * everywhere. An ID that is still not final afterwards is either beyond any promise (a session that
 * ended with unsent IDs, say), which the oracle excuses, or a failure.
 */
#include <assert.h>

#include "channel.h"
#include "node.h"
#include "note.h"
#include "shards.h"
#include "starve.h"
#include "world.h"

/*
 * One round joins and retakes, three carry a window of submissions each, one sees that nothing
 * changes any more; the rest is a margin for errors.
 */
#define ROUNDS_MAX 16u
/* One for each copy of a session that a world can have, and a pass to see that nothing changes. */
#define PASSES_MAX (SIM_NODES_MAX * 2u)

static void heal_everything(sim_world *world)
{
    sim_starve_stop(world);
    sim_channel_restart_sequencer(world);
    for (unsigned i = 0; i < world->config.nodes; i++) {
        sim_channel_heal(world, i);
    }
}

static void connect_everyone(sim_world *world)
{
    for (unsigned i = 0; i < world->config.nodes; i++) {
        if (world->nodes[i].state != SIM_NODE_DOWN) {
            sim_channel_connect(world, i);
        }
    }
}

/* Everything in flight to the sequencer arrives, old connections' messages included. */
static void deliver_up(sim_world *world)
{
    for (unsigned i = 0; i < world->config.nodes; i++) {
        sim_channel_resend(world, i);
        for (uint32_t message = 0; message < SIM_UP_MESSAGES; message++) {
            sim_channel_up(world, i, message, SIM_FATE_ARRIVES);
        }
    }
}

static void deliver_down(sim_world *world)
{
    for (unsigned i = 0; i < world->config.nodes; i++) {
        sim_channel_fetch(world, i);
        sim_channel_down_many(world, i, UINT32_MAX);
    }
}

/* Sessions that could not submit at the join (the log had no room, say) do so now. */
static void take_what_is_left(sim_world *world)
{
    for (unsigned i = 0; i < world->config.nodes; i++) {
        const sim_node *node = &world->nodes[i];
        if (sim_config_is_large(&world->config) && node->unseen_count > 0) {
            continue; /* With very many sessions: once, when all else is done. */
        }
        for (unsigned slot = 0; slot < world->config.slots && node->live > 0; slot++) {
            sim_session_take(world, i, slot);
        }
    }
}

/* The world's progress: equal before and after a round that did nothing. */
static uint64_t measure_progress(const sim_world *world)
{
    uint64_t progress = world->log_count;
    for (unsigned i = 0; i < world->config.nodes; i++) {
        progress += world->nodes[i].position;
        progress += world->nodes[i].next_number;
    }
    return progress;
}

/* Everyone connects, retakes and submits, and everything is delivered. */
static void deliver_everything(sim_world *world)
{
    connect_everyone(world);
    /* The log is not forgotten meanwhile: what becomes of a session's last range shows in it. */
    const uint32_t rounds =
        ROUNDS_MAX + (sim_config_is_large(&world->config) ? world->config.slots : 0);
    for (uint32_t round = 0; round < rounds && sim_world_is_well(world); round++) {
        uint64_t before = measure_progress(world);
        deliver_up(world);
        deliver_down(world);
        take_what_is_left(world);
        assert(measure_progress(world) >= before);
        if (measure_progress(world) == before) {
            break;
        }
    }
}

bool sim_world_settle(sim_world *world)
{
    assert(!world->quiet);
    SIM_EMIT(world, .kind = SIM_COMPRESSOR_QUIET);
    world->quiet = true;
    heal_everything(world);
    /*
     * Copies of one session may have fenced each other: those that lost reconnect and get what the
     * others left, as long as anything is accepted.
     */
    for (unsigned pass = 0; pass < PASSES_MAX && sim_world_is_well(world); pass++) {
        uint64_t accepted = world->accepted;
        uint64_t refused = world->refused;
        sim_tokens_settle(world);
        deliver_everything(world);
        if (world->accepted == accepted || world->refused == refused) {
            break;
        }
    }
    world->quiet = false;
    sim_storage_look(world);
    if (sim_world_is_well(world)) {
        SIM_EMIT(world, .kind = SIM_COMPRESSOR_CHECKPOINT);
        SIM_EMIT(world, .kind = SIM_COMPRESSOR_SETTLED);
    }
    return sim_world_is_well(world);
}
