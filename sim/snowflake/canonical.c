/*
 * Describes a Snowflake world for explore/canon.h: everything that can affect the future.
 *
 *   clocks      all of them, and true time: times are absolute
 *   leases      number, start and end of each, node by node in the order they were given. Of a
 *               node's latest, which is the one that it may use: which time of it was used, and
 *               what the oracle holds against the next ID under it
 *   node        its lease, mark, whether it crashed; of a generator and its lanes the mark that it
 * would store, the end of the time it may use, what it was told to wait for, and the oracle's model
 * numbers     up to where each node used the time of each number (for a mark) IDs each ID, its
 * lease, and whether that lease may make it again: a set order       what determines how far the
 * list of all IDs is from sorted: the radius so far, each ID above all earlier ones and how many
 * came after it, how many were made at each time; the least and the largest error of a clock
 *
 * Of the run that made an ID it only matters whether a later one of the same lease began without
 * its mark. The order in which two nodes got their leases is left out, too.
 */
#include <assert.h>
#include <stdlib.h>

#include "describing.h"
#include "observed.h"
#include "snowflake.h"
#include "snowflake/oracle/oracle_internal.h"

/* The world being written. */
typedef struct writer {
    sim_writing *out;
    const sim_snowflake_world *world;
    const sim_snowflake_model *model;
    uint32_t ranks[SIM_LEASES_MAX]; /* of each lease among its node's */
} writer;

static void put(const writer *w, uint64_t number)
{
    sim_write_number(w->out, number);
}

static void put_time(const writer *w, int64_t time_us)
{
    put(w, (uint64_t)time_us);
}

/* --- Leases and nodes. --- */

static void put_leases(writer *w, unsigned node)
{
    uint32_t rank = 0;
    for (uint32_t i = 0; i < w->world->lease_count; i++) {
        const sim_lease *lease = &w->world->leases[i];
        if (lease->node == node) {
            w->ranks[i] = rank++;
            put(w, 1 + lease->number);
            put_time(w, lease->start_us);
            put_time(w, lease->end_us);
        }
    }
    put(w, 0);
}

/* The part of a lease that its node's next op depends on. */
static void put_latest_lease(const writer *w, uint32_t which)
{
    assert(which < w->world->lease_count);
    const sim_flake_lease *lease = &w->model->leases[which];
    put_time(w, w->world->leases[which].used_us);
    put_time(w, lease->high_water_us);
    put(w, lease->any);
    put(w, lease->any ? lease->last_id : 0);
}

/* What is left of its block, and above what its next ID must be. */
static void put_lane(const writer *w, const sim_flake_lane *lane)
{
    put_time(w, lane->left);
    put_time(w, lane->left > 0 ? lane->tick : 0);
    put_time(w, lane->left > 0 ? lane->sequence : 0);
    put(w, lane->any);
    put(w, lane->any ? lane->last_id : 0);
}

static void put_generator(const writer *w, unsigned node)
{
    const sim_holder *holder = &w->world->nodes[node];
    const sim_flake_model *n = &w->model->nodes[node];
    put_time(w, w->world->subject->high_water(holder->generator));
    put_time(w, holder->end_us);
    put_time(w, holder->before_us);
    put(w, holder->waits);
    put_time(w, holder->waits ? holder->try_at_us : 0);
    put_time(w, n->start_us);
    put_time(w, n->end_us);
    put_time(w, n->first_tick);
    put_time(w, n->lost_max);
    for (unsigned i = 0; i < SIM_SNOWFLAKE_LANES; i++) {
        put_lane(w, &n->lanes[i]);
    }
    put(w, holder->highest_id);
    put(w, n->made);
    put(w, n->made ? n->last_id : 0);
    put(w, n->any);
    if (n->any) {
        put_time(w, n->last_tick);
        put_time(w, n->last_sequence);
        put_time(w, n->clock_tick);
    }
}

static void put_node(writer *w, unsigned node)
{
    const sim_holder *holder = &w->world->nodes[node];
    put_leases(w, node);
    put(w, holder->has_lease);
    put_time(w, holder->mark_us);
    put(w, holder->generator != NULL);
    put(w, holder->generator == NULL && holder->crashed);
    if (holder->has_lease) {
        put_latest_lease(w, holder->lease);
    }
    if (holder->generator != NULL) {
        put_generator(w, node);
    }
    for (uint64_t i = 0; i < w->world->setting.numbers; i++) {
        put_time(w, w->world->used_us[i][node]);
    }
}

/* --- IDs. --- */

static int compare_places(const void *a, const void *b)
{
    const sim_id_place *left = a;
    const sim_id_place *right = b;
    return left->low < right->low ? -1 : left->low > right->low;
}

/* The IDs with their makers, in their order; NULL without memory, or if there are none. */
static sim_id_place *sorted_places(const writer *w)
{
    const sim_id_map *makers = &w->model->makers;
    size_t count = 0;
    sim_id_place *places = makers->count == 0 ? NULL : malloc(makers->count * sizeof *places);
    for (size_t i = 0; places != NULL && i < makers->size; i++) {
        if (makers->places[i].number != 0) {
            places[count++] = makers->places[i];
        }
    }
    assert(count <= makers->count);
    if (places != NULL) {
        qsort(places, count, sizeof *places, compare_places);
    }
    return places;
}

static void put_ids(const writer *w)
{
    size_t count = w->model->makers.count;
    sim_id_place *places = sorted_places(w);
    w->out->out_of_memory = w->out->out_of_memory || (places == NULL && count > 0);
    put(w, count);
    for (size_t i = 0; places != NULL && i < count; i++) {
        uint64_t lease = SIM_FLAKE_LEASE(places[i].number);
        assert(lease < w->world->lease_count);
        put(w, places[i].low);
        put(w, w->world->leases[lease].node);
        put(w, w->ranks[lease]);
        put(w, w->model->leases[lease].unmarked_run > SIM_FLAKE_RUN(places[i].number));
    }
    free(places);
}

/* --- Order. --- */

static void put_order(const writer *w)
{
    const sim_disorder *order = &w->model->order;
    size_t radius = 0;
    w->out->out_of_memory = !sim_disorder_radius(order, &radius) || w->out->out_of_memory;
    put(w, radius);
    const sim_keyed *most = NULL;
    for (size_t i = 0; i < order->count; i++) {
        if (most == NULL || sim_keyed_below(most, &order->events[i])) {
            most = &order->events[i];
            put(w, order->count - i);
            put(w, most->high);
        }
    }
    put(w, 0);
    for (size_t from = 0; from < order->count;) {
        size_t to = from;
        while (to < order->count && order->events[to].at == order->events[from].at) {
            to++;
        }
        put(w, to - from);
        put(w, order->events[from].at);
        from = to;
    }
    put(w, 0);
    put_time(w, w->model->skew_min_us);
    put_time(w, w->model->skew_max_us);
}

void sim_snowflake_describe(const void *context, const sim_describing *canon, const uint8_t *image,
                            sim_writing *out)
{
    const sim_observed *observed = context;
    const sim_snowflake_world *world = observed->world;
    const sim_snowflake_oracle *oracle = observed->oracle;
    writer w = {.out = out, .world = world, .model = &oracle->model};
    (void)canon; /* no op is numbered, */
    (void)image; /* and no node is another's image */
    sim_clocks_describe(&world->clocks, out);
    for (unsigned i = 0; i < world->setting.nodes; i++) {
        put_node(&w, i);
    }
    put_ids(&w);
    put_order(&w);
}
