/* Checks the list of all IDs against the proven bounds. */
#include <assert.h>
#include <stdlib.h>

#include "korder/layout.h"
#include "oracle_internal.h"

/* One of the two lists: of global IDs, or of the local parts of all nodes. */
typedef struct list_of_ids {
    sim_word what;
    sim_keyed *entries;
    sim_keyed *scratch;
    size_t count;
    uint64_t limit; /* IDs made at least this time apart are in the order of time */
    sim_measure radius;
} list_of_ids;

/* An ID made limit or more before another is below it. */
static void check_separation(sim_korder_oracle *oracle, const list_of_ids *list)
{
    size_t earlier = 0;
    size_t later = 0;
    if (list->count == 0 || list->entries[list->count - 1].at - list->entries[0].at < list->limit) {
        return;
    }
    bool early = sim_keyed_find_early(list->entries, list->count, list->limit, &earlier, &later);
    assert(!early || earlier < later);
    assert(list->entries[later].index < oracle->count);
    const sim_site where = sim_site_about(sim_site_of_call(list->what),
                                          sim_value_number(SIM_WORD_KORDER_APART, list->limit));
    (void)sim_judge(&oracle->judgement, SIM_INVARIANT_KORDER_SEPARATION, !early, &where,
                    sim_korder_record_value(&oracle->records[list->entries[earlier].index]),
                    sim_korder_record_value(&oracle->records[list->entries[later].index]));
}

/*
 * The radius is at most its bound; and equals the one that the sorted list (then in scratch) gives.
 */
static void check_radius(sim_korder_oracle *oracle, const list_of_ids *list)
{
    size_t radius = sim_keyed_radius(list->entries, list->count, list->scratch);
    size_t bound = sim_keyed_within(list->entries, list->count, list->limit);
    size_t displacement = sim_keyed_displacement(list->entries, list->count, list->scratch);
    size_t most = displacement == 0 ? 0 : 2 * displacement - 1;
    bool holds = radius <= bound && displacement <= radius && radius <= most;
    const sim_site where = sim_site_of_call(list->what);
    (void)sim_judge(&oracle->judgement, SIM_INVARIANT_KORDER_RADIUS, holds, &where,
                    SIM_VALUE_SAYING(SIM_WORD_KORDER_RADIUS_BOUND, bound, displacement, most),
                    SIM_VALUE_SAYING(SIM_WORD_KORDER_RADIUS, radius, displacement));
    oracle->judgement.measures[list->radius] = (sim_measured){true, radius, bound};
}

/* In the sorted list, windows are in order, and in each of them nodes are. */
static void check_neighbourhood(sim_korder_oracle *oracle, const list_of_ids *sorted)
{
    const sim_site where = sim_site_of_call(SIM_WORD_KORDER_BY_NODE);
    for (size_t i = 1; i < sorted->count; i++) {
        const sim_korder_record *e = &oracle->records[sorted->scratch[i - 1].index];
        const sim_korder_record *f = &oracle->records[sorted->scratch[i].index];
        bool holds = e->window < f->window || (e->window == f->window && e->number <= f->number);
        (void)sim_judge(&oracle->judgement, SIM_INVARIANT_KORDER_NEIGHBOURHOOD, holds, &where,
                        sim_korder_record_value(f), sim_korder_record_value(e));
    }
}

static void count_equal_locals(sim_korder_oracle *oracle, const list_of_ids *sorted)
{
    for (size_t i = 1; i < sorted->count; i++) {
        const sim_korder_record *e = &oracle->records[sorted->scratch[i - 1].index];
        const sim_korder_record *f = &oracle->records[sorted->scratch[i].index];
        if (e->local == f->local && e->number != f->number) {
            sim_korder_mark(oracle, SIM_MARK_KORDER_LOCAL_EQUAL);
        }
    }
}

static void fill(const sim_korder_oracle *oracle, list_of_ids *list, bool local)
{
    assert(list->count == oracle->count);
    for (size_t i = 0; i < list->count; i++) {
        const sim_korder_record *record = &oracle->records[i];
        list->entries[i] = (sim_keyed){.at = record->at,
                                       .high = local ? record->local : record->high,
                                       .low = local ? 0 : record->low,
                                       .index = (uint32_t)i};
    }
    sim_keyed_arrange(list->entries, list->count);
}

static void judge_global(sim_korder_oracle *oracle, list_of_ids *list)
{
    list->what = SIM_WORD_KORDER_GLOBAL_IDS;
    list->limit = sim_korder_window_us(oracle->drift) + sim_korder_slack(oracle);
    list->radius = SIM_MEASURE_KORDER_RADIUS;
    fill(oracle, list, false);
    check_radius(oracle, list);
    check_separation(oracle, list);
    check_neighbourhood(oracle, list);
    const sim_measured *radius = &oracle->judgement.measures[SIM_MEASURE_KORDER_RADIUS];
    if (radius->measured > 0) {
        sim_korder_mark(oracle, SIM_MARK_KORDER_INVERTED);
    }
    if (radius->measured > 0 && radius->measured == radius->bound) {
        sim_korder_mark(oracle, SIM_MARK_KORDER_TOUCHED);
    }
}

static void judge_local(sim_korder_oracle *oracle, list_of_ids *list)
{
    list->what = SIM_WORD_KORDER_LOCAL_IDS;
    list->limit = SIM_TICK_US + sim_korder_slack(oracle);
    list->radius = SIM_MEASURE_KORDER_LOCAL_RADIUS;
    fill(oracle, list, true);
    check_radius(oracle, list);
    check_separation(oracle, list);
    count_equal_locals(oracle, list);
}

bool sim_korder_judge(sim_korder_oracle *oracle)
{
    list_of_ids list = {.count = oracle->count};
    if (oracle->count == 0) {
        return true;
    }
    list.entries = malloc(oracle->count * sizeof *list.entries);
    list.scratch = malloc(oracle->count * sizeof *list.scratch);
    bool has_memory = list.entries != NULL && list.scratch != NULL;
    if (has_memory) {
        judge_global(oracle, &list);
        judge_local(oracle, &list);
    }
    free(list.entries);
    free(list.scratch);
    return has_memory;
}
