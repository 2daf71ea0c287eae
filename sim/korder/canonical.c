/*
 * Describes a k-order world for explore/canon.h: everything that can affect the future.
 *
 *   clocks      all of them, and true time: times are absolute
 *   IDs         all of them, in the order of true time and, at one instant, in their own: when, by
 *               which node, whether on a lane, and what decides whether the ID may be repeated
 *   node        its number and mark, its last ID; of a generator how it stores marks, when it and
 *               its lanes are ready, its mark, and the oracle's model of it
 *   watched     the last and the greatest ID of a node and, of a generator, the lower bounds of
 *               its next IDs
 *   messages    in the order they were sent
 *   oracle      the worst error and lead of a clock, the windows of the IDs made at this very
 *               instant, and which ID it checked last
 *   bursts      how many IDs they made
 *
 * An ID's global form, window and time follow from its local form, its node and the place that the
 * oracle expected: a world in which they do not has failed. Of incarnations and visits of ticks it
 * only matters whether two IDs share one. If some op of the alphabet damages what is read or spoils
 * options, the number of ops matters, too. The limit of all IDs is left out: tapes of a search, of
 * 32 ops, do not come near it.
 */
#include <assert.h>
#include <stdlib.h>

#include "claims.h"
#include "describing.h"
#include "korder.h"
#include "korder/oracle/oracle_internal.h"
#include "layout.h"
#include "observed.h"

/* The world being written. */
typedef struct writer {
    sim_writing *out;
    const sim_korder_world *world;
    const sim_korder_oracle *oracle;
    uint32_t *ranks; /* of each ID among all that are written */
} writer;

static void put(const writer *w, uint64_t number)
{
    sim_write_number(w->out, number);
}

/* --- IDs. --- */

static int compare(uint64_t a, uint64_t b)
{
    return a < b ? -1 : a > b;
}

/* They are in one array, so that of two equal ones the earlier comes first. */
static int compare_records(const void *a, const void *b)
{
    const sim_korder_record *left = *(const sim_korder_record *const *)a;
    const sim_korder_record *right = *(const sim_korder_record *const *)b;
    int order = compare(left->at, right->at);
    order = order != 0 ? order : compare(left->local, right->local);
    order = order != 0 ? order : compare(left->node, right->node);
    return order != 0 ? order : (left > right) - (left < right);
}

/* Whether an ID was made by the node's current generator. */
static bool is_current(const writer *w, const sim_korder_record *record)
{
    return w->world->nodes[record->node].generator != NULL &&
           w->oracle->nodes[record->node].incarnation == record->incarnation;
}

/*
 * What decides whether an ID may be repeated. Of a strict node: whether it began without its mark
 * since. Of a faithful one: how many it made before in the same visit of a tick, if it is still
 * there.
 */
static uint64_t repetition(const writer *w, const sim_korder_record *record)
{
    const sim_korder_watched *n = &w->oracle->nodes[record->node];
    if (!w->world->setting.faithful[record->node]) {
        return n->unmarked > record->incarnation;
    }
    return is_current(w, record) && n->last.visit == record->visit ? 1 + (uint64_t)record->in_tick
                                                                   : 0;
}

static void put_record(const writer *w, const sim_korder_record *record)
{
    put(w, record->at);
    put(w, record->local);
    put(w, record->node);
    put(w, record->way >= SIM_WAY_LANE);
    put(w, repetition(w, record));
}

static void put_records(const writer *w, const sim_korder_record **sorted)
{
    size_t count = w->oracle->count;
    for (size_t i = 0; i < count; i++) {
        sorted[i] = &w->oracle->records[i];
    }
    qsort(sorted, count, sizeof *sorted, compare_records);
    put(w, count);
    for (size_t i = 0; i < count; i++) {
        w->ranks[sorted[i] - w->oracle->records] = (uint32_t)i;
        put_record(w, sorted[i]);
    }
}

static void put_rank(const writer *w, uint32_t record)
{
    assert(record == SIM_KORDER_NONE || record < w->oracle->count);
    put(w, record == SIM_KORDER_NONE ? 0 : 1 + (uint64_t)w->ranks[record]);
}

/* --- Nodes. --- */

static void put_generator(const writer *w, unsigned node)
{
    const sim_korder_subject *subject = w->world->subject;
    const sim_korder_node *n = &w->world->nodes[node];
    const sim_korder_generator *model = &w->oracle->nodes[node].generator;
    ida_korder_local mark = 0;
    put(w, n->mark_sequence);
    put(w, n->mark_ahead);
    put(w, n->mark_until);
    put(w, subject->ready_us(n->generator));
    if (sim_claims(subject->unclaimed, IDSIM_CLAIM_MARKS)) {
        put(w, (uint64_t)subject->high_water(n->generator, &mark));
        put(w, mark);
    }
    put(w, model->faithful ? model->next % SIM_PLACES_A_TICK : model->next);
    put(w, w->oracle->nodes[node].lost_max);
    for (unsigned i = 0; i < SIM_KORDER_LANES; i++) {
        put(w, subject->lane_ready_us(&n->lanes[i]));
        put(w, model->lanes[i].next);
        put(w, model->lanes[i].end);
    }
}

static void put_bound(const writer *w, bool bounded, const sim_korder_record *bound)
{
    put(w, bounded);
    put(w, bounded ? bound->local : 0);
}

static void put_watched(const writer *w, unsigned node)
{
    const sim_korder_watched *n = &w->oracle->nodes[node];
    bool faithful = w->world->setting.faithful[node];
    put(w, n->made);
    if (n->made) {
        bool current = is_current(w, &n->last);
        put(w, current);
        put(w, n->last.local);
        put(w, n->greatest.local);
        put(w, faithful ? n->greatest.reading : 0);
        put(w, faithful && current ? n->last.reading : 0);
        put(w, faithful && current ? n->last.in_tick : 0);
    }
    if (w->world->nodes[node].generator == NULL || faithful) {
        return;
    }
    put_bound(w, n->bounded, &n->bound);
    for (unsigned i = 0; i < SIM_KORDER_LANES; i++) {
        put_bound(w, n->lane_bounded[i], &n->lane_bound[i]);
    }
}

static void put_node(const writer *w, unsigned node)
{
    const sim_korder_node *n = &w->world->nodes[node];
    put(w, n->named);
    put(w, n->named ? n->config.node : 0);
    put(w, n->marked);
    put(w, n->marked ? n->mark : 0);
    put_rank(w, n->latest);
    put(w, n->generator != NULL);
    if (n->generator != NULL) {
        put_generator(w, node);
    }
    put_watched(w, node);
}

/* --- What belongs to no particular node. --- */

static void put_messages(const writer *w)
{
    put(w, w->world->message_count);
    for (uint32_t i = 0; i < w->world->message_count; i++) {
        put(w, w->world->messages[i].to);
        put_rank(w, w->world->messages[i].index);
    }
}

static void put_oracle(const writer *w)
{
    const sim_korder_oracle *oracle = w->oracle;
    bool instant = oracle->instant && oracle->instant_at == w->world->clocks.now;
    put(w, oracle->eps);
    put(w, oracle->lead);
    put(w, instant);
    if (instant) {
        put(w, oracle->instant_node);
        put(w, oracle->first_window);
        put(w, oracle->last_window);
    }
    put(w, oracle->asked);
    if (oracle->asked) {
        put(w, oracle->asked_local);
        sim_write_bytes(w->out, oracle->asked_global.bytes, sizeof oracle->asked_global.bytes);
    }
}

void sim_korder_describe(const void *context, const sim_describing *canon, const uint8_t *image,
                         sim_writing *out)
{
    const sim_observed *observed = context;
    const sim_korder_world *world = observed->world;
    const sim_korder_oracle *oracle = observed->oracle;
    /* Plus one, so that 0 stands for none. */
    writer w = {out, world, oracle, malloc((oracle->count + 1) * sizeof *w.ranks)};
    const sim_korder_record **sorted = malloc((oracle->count + 1) * sizeof *sorted);
    (void)image; /* no node is another's image */
    if (w.ranks == NULL || sorted == NULL) {
        out->out_of_memory = true;
    } else {
        put(&w, canon->numbered ? world->base.op_count : 0);
        put(&w, world->burst);
        sim_clocks_describe(&world->clocks, out);
        put_records(&w, sorted);
        for (unsigned i = 0; i < world->setting.nodes; i++) {
            put_node(&w, i);
        }
        put_messages(&w);
        put_oracle(&w);
    }
    free(w.ranks);
    free(sorted);
}
