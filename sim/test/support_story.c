/* Writes a tape in which everything happens at least once. */
#include "support_story.h"

#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include "compressor/world.h"

#define STORY_NODES 3u

static void add(sim_tape *tape, unsigned code, uint32_t a, uint32_t b, uint32_t c)
{
    sim_op op = {.code = (uint8_t)code, .args = {a, b, c}};
    if (!sim_tape_append(tape, op)) {
        abort();
    }
}

/* All that is in flight arrives everywhere. */
static void deliver(sim_tape *tape)
{
    for (uint32_t node = 0; node < STORY_NODES; node++) {
        for (uint32_t message = 0; message < SIM_UP_MESSAGES; message++) {
            add(tape, SIM_OP_UP, node, message, 0);
        }
    }
    for (uint32_t node = 0; node < STORY_NODES; node++) {
        add(tape, SIM_OP_FETCH, node, 0, 0);
        /* One by one, so that there are questions in between. */
        for (unsigned i = 0; i < 12; i++) {
            add(tape, SIM_OP_DOWN, node, 0, 0);
        }
        add(tape, SIM_OP_DOWN_MANY, node, 100, 0);
    }
}

static void begin(sim_tape *tape)
{
    for (uint32_t node = 0; node < STORY_NODES; node++) {
        add(tape, SIM_OP_START, node, 0, 0);
        add(tape, SIM_OP_RECONNECT, node, 0, 0);
        add(tape, SIM_OP_OPEN, node, 0, node);
    }
    add(tape, SIM_OP_OPEN, 0, 1, 3);
    deliver(tape);
}

/* Sessions of all nodes generate in all forms, take, and mention what they have. */
static void chapter_of_ids(sim_tape *tape, uint32_t round)
{
    for (uint32_t node = 0; node < STORY_NODES; node++) {
        add(tape, SIM_OP_GENERATE, node, 0, 1);
        add(tape, SIM_OP_GENERATE, node, 0, 1);
        add(tape, SIM_OP_GENERATE, node, 0, 2 + (round + node) % 7);
        add(tape, SIM_OP_GENERATE, node, 0, 2);
        add(tape, SIM_OP_UNIQUE, node, 0, 0);
        add(tape, SIM_OP_UNIQUE, node, 0, 0);
        add(tape, SIM_OP_TAKE, node, 0, 0);
        add(tape, SIM_OP_GENERATE, node, 0, 1);
        add(tape, SIM_OP_SEND, node, 0, 5 + round);
    }
    add(tape, SIM_OP_GENERATE, 0, 1, 1 + round % 2);
    add(tape, SIM_OP_TAKE, 0, 1, 0);
    deliver(tape);
    add(tape, SIM_OP_GENERATE, round % STORY_NODES, 0, 1);
    add(tape, SIM_OP_READ, (round + 1) % STORY_NODES, 0, 1000 + round);
    add(tape, SIM_OP_RESIZE, round % STORY_NODES, 0, 1 + round % 5);
}

static void chapter_of_forgeries(sim_tape *tape)
{
    for (uint32_t how = 0; how < 11; how++) {
        /* All but the usurper, which would make a session stale. */
        if (how != 7) {
            add(tape, SIM_OP_FORGE, how, 7, how);
            deliver(tape);
            add(tape, SIM_OP_GENERATE, how, 0, 1);
        }
    }
}

static void chapter_of_ghosts(sim_tape *tape)
{
    add(tape, SIM_OP_GHOST, 0, 3, 0);
    deliver(tape);
    add(tape, SIM_OP_GHOST, 0, 2, 0);
    deliver(tape);
}

static void chapter_of_rehydration(sim_tape *tape)
{
    add(tape, SIM_OP_GENERATE, 0, 0, 9);
    add(tape, SIM_OP_SAVE, 0, 0, 0);
    add(tape, SIM_OP_CRASH, 0, 0, 0);
    add(tape, SIM_OP_RESTART, 0, 0, 0);
    add(tape, SIM_OP_RECONNECT, 0, 0, 0);
    deliver(tape);
}

/* Flipped, truncated and of another version: all refused, and then the whole one is loaded. */
static void chapter_of_damage(sim_tape *tape)
{
    const uint32_t flip = 1;
    const uint32_t truncate = 0;
    const uint32_t version = 3;
    add(tape, SIM_OP_SAVE, 0, 0, 0);
    add(tape, SIM_OP_SAVE, 0, 1, 0);
    add(tape, SIM_OP_CRASH, 0, 0, 0);
    add(tape, SIM_OP_DAMAGE, 0, 1, flip + (60u << 2));
    add(tape, SIM_OP_RESTART, 0, 1, 0);
    add(tape, SIM_OP_DAMAGE, 0, 1, truncate + (200u << 2));
    add(tape, SIM_OP_RESTART, 0, 1, 0);
    add(tape, SIM_OP_DAMAGE, 0, 1, version);
    add(tape, SIM_OP_RESTART, 0, 1, 0);
    add(tape, SIM_OP_RESTART, 0, 0, 0);
    add(tape, SIM_OP_RECONNECT, 0, 0, 0);
    deliver(tape);
}

/* Node 1 comes back from before its last range, and node 0 as a second copy of node 2. */
static void chapter_of_forks(sim_tape *tape)
{
    add(tape, SIM_OP_SAVE, 1, 0, 0);
    add(tape, SIM_OP_GENERATE, 1, 0, 30);
    add(tape, SIM_OP_TAKE, 1, 0, 0);
    deliver(tape);
    add(tape, SIM_OP_CRASH, 1, 0, 0);
    add(tape, SIM_OP_RESTART, 1, 0, 0);
    add(tape, SIM_OP_RECONNECT, 1, 0, 0);
    deliver(tape);
    add(tape, SIM_OP_GENERATE, 1, 0, 1);
    add(tape, SIM_OP_GENERATE, 1, 0, 2);
    add(tape, SIM_OP_UNIQUE, 1, 0, 0);
    add(tape, SIM_OP_TAKE, 1, 0, 0);
    add(tape, SIM_OP_SAVE, 2, 0, 0);
    add(tape, SIM_OP_CRASH, 0, 0, 0);
    add(tape, SIM_OP_FORK, 0, 2, 0);
    add(tape, SIM_OP_RECONNECT, 0, 0, 0);
    deliver(tape);
    add(tape, SIM_OP_GENERATE, 0, 0, 30);
    add(tape, SIM_OP_GENERATE, 2, 0, 30);
    add(tape, SIM_OP_TAKE, 0, 0, 0);
    add(tape, SIM_OP_TAKE, 2, 0, 0);
    deliver(tape);
}

static void chapter_of_joining(sim_tape *tape)
{
    add(tape, SIM_OP_CRASH, 1, 0, 0);
    add(tape, SIM_OP_JOIN, 1, 2, 0);
    add(tape, SIM_OP_RECONNECT, 1, 0, 0);
    add(tape, SIM_OP_OPEN, 1, 0, 11);
    deliver(tape);
    add(tape, SIM_OP_READ, 1, 0, 20);
}

/* A session of node 2 has a child on node 0; they tell each other where they are. */
static void chapter_of_shards(sim_tape *tape)
{
    add(tape, SIM_OP_OPEN, 2, 1, 17);
    add(tape, SIM_OP_GENERATE, 2, 1, 1);
    add(tape, SIM_OP_SHARD, 2, 1, 1);
    add(tape, SIM_OP_CRASH, 0, 0, 0);
    add(tape, SIM_OP_ADOPT, 0, 0, 0);
    add(tape, SIM_OP_RECONNECT, 0, 0, 0);
    deliver(tape);
    add(tape, SIM_OP_GENERATE, 2, 1, 1);
    add(tape, SIM_OP_GENERATE, 0, 0, 1);
    add(tape, SIM_OP_GENERATE, 0, 0, 1);
    add(tape, SIM_OP_REPORT, 0, 0, 0);
    add(tape, SIM_OP_TOKEN, 2, 1, 0);
    add(tape, SIM_OP_INFORM, 2, 1, 0);
    add(tape, SIM_OP_TOKEN, 0, 0, 1);
    add(tape, SIM_OP_GENERATE, 0, 0, 1);
    add(tape, SIM_OP_TAKE, 2, 1, 0);
    deliver(tape);
    add(tape, SIM_OP_CHECKPOINT, 0, 0, 0);
    add(tape, SIM_OP_DISPOSE, 0, 0, 0);
    add(tape, SIM_OP_TOKEN, 2, 1, 2);
    add(tape, SIM_OP_GENERATE, 2, 1, 3);
}

sim_tape story_tape(story_options options)
{
    sim_config config = {.nodes = STORY_NODES, .slots = 2, .cluster_size = 5, .seed = 7};
    sim_tape tape;
    sim_tape_init(&tape, config);
    begin(&tape);
    for (uint32_t round = 0; round < 6; round++) {
        chapter_of_ids(&tape, round);
    }
    chapter_of_ghosts(&tape);
    if (options.forged) {
        chapter_of_forgeries(&tape);
    }
    chapter_of_rehydration(&tape);
    if (options.damaged) {
        chapter_of_damage(&tape);
    }
    if (options.joined) {
        chapter_of_joining(&tape);
    }
    chapter_of_ids(&tape, 6);
    if (options.forked) {
        chapter_of_forks(&tape);
    }
    chapter_of_shards(&tape);
    add(&tape, SIM_OP_CHECKPOINT, 0, 0, 0);
    return tape;
}
