/* All IDs of a world: none is made twice, and their texts sort as the times inside. */
#include <stdlib.h>
#include <string.h>

#include "oracle_internal.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

static bool make_room(sim_timeordered_oracle *oracle)
{
    if (oracle->count < oracle->capacity) {
        return true;
    }
    const size_t capacity = oracle->capacity == 0 ? 256 : 2 * oracle->capacity;
    sim_time_record *records = realloc(oracle->records, capacity * sizeof *records);
    if (records == NULL) {
        return false;
    }
    oracle->records = records;
    oracle->capacity = capacity;
    return true;
}

/* How two IDs with one text are related, and whether that is judged. */
typedef struct relation {
    sim_word word;
    idsim_claim claim;
    bool always;
} relation;

static relation relation_of(const sim_timeordered_oracle *oracle, const sim_time_record *a,
                            const sim_time_record *b)
{
    const sim_time_life *one = &oracle->lives[a->life];
    const sim_time_life *other = &oracle->lives[b->life];
    if (a->life == b->life && a->instance == b->instance) {
        return (relation){SIM_WORD_TIME_OF_GENERATOR, IDSIM_CLAIM_INSTANCES, true};
    }
    if (a->life == b->life) {
        return (relation){SIM_WORD_TIME_OF_INSTANCE, IDSIM_CLAIM_INSTANCES, false};
    }
    if (one->root == other->root) {
        return (relation){SIM_WORD_TIME_OF_CLONE, IDSIM_CLAIM_CLONES, false};
    }
    if (one->machine == other->machine) {
        return (relation){SIM_WORD_TIME_OF_RESTART, IDSIM_CLAIM_RESTARTS, false};
    }
    return (relation){SIM_WORD_TIME_OF_MACHINE, IDSIM_CLAIM_MACHINES, false};
}

/*
 * Random sources that give only ones, or only zeros, excuse what is drawn twice. Of a generator
 * that counts nothing is excused: its IDs grow.
 */
static bool is_excused(const sim_timeordered_oracle *oracle, const sim_time_record *a,
                       const sim_time_record *b, const relation *how)
{
    const bool extreme = oracle->lives[a->life].entropy != IDSIM_TIME_RANDOM ||
                         oracle->lives[b->life].entropy != IDSIM_TIME_RANDOM;
    /* Other settings may lay the same number out in another way. */
    return extreme || a->setting != b->setting ||
           (!how->always && !sim_time_claims(oracle, how->claim));
}

static void check_new(sim_timeordered_oracle *oracle, const sim_timeordered_event *e,
                      const sim_time_record *record, const sim_time_record *earlier, sim_word call)
{
    const sim_site where = sim_site_about(sim_time_at(e, call), sim_value_text(record->id.text));
    sim_value got = sim_value_words(SIM_WORD_NONE);
    bool holds = true;
    if (earlier != NULL) {
        const relation how = relation_of(oracle, earlier, record);
        got = sim_value_words(how.word);
        if (how.word == SIM_WORD_TIME_OF_MACHINE) {
            got = sim_value_number(how.word, oracle->lives[earlier->life].machine);
        }
        holds = is_excused(oracle, earlier, record, &how);
    }
    (void)sim_judge(&oracle->judgement, SIM_INVARIANT_TIME_UNIQUE, holds, &where,
                    sim_value_words(SIM_WORD_TIME_NEW_ID), got);
}

bool sim_time_keep(sim_timeordered_oracle *oracle, const sim_timeordered_event *e,
                   const sim_time_record *record, sim_word call)
{
    const XXH128_hash_t hash = XXH3_128bits(record->id.text, strlen(record->id.text));
    uint64_t *maker = sim_id_map_put(&oracle->makers, hash.high64, hash.low64);
    if (maker == NULL || !make_room(oracle)) {
        return false;
    }
    check_new(oracle, e, record, *maker == 0 ? NULL : &oracle->records[*maker - 1], call);
    oracle->records[oracle->count++] = *record;
    *maker = *maker == 0 ? oracle->count : *maker;
    return true;
}

/* --- Order. --- */

static int compare_records(const void *a, const void *b)
{
    const sim_time_record *one = *(const sim_time_record *const *)a;
    const sim_time_record *other = *(const sim_time_record *const *)b;
    if (one->setting != other->setting) {
        return one->setting < other->setting ? -1 : 1;
    }
    if (one->time_us != other->time_us) {
        return one->time_us < other->time_us ? -1 : 1;
    }
    return strcmp(one->id.text, other->id.text);
}

/* The records with a time, by setting, time and text; count of them. NULL without memory. */
static const sim_time_record **sorted_records(const sim_timeordered_oracle *oracle, size_t *count)
{
    const sim_time_record **sorted = malloc((oracle->count + 1) * sizeof *sorted);
    *count = 0;
    for (size_t i = 0; sorted != NULL && i < oracle->count; i++) {
        if (oracle->records[i].has_time) {
            sorted[(*count)++] = &oracle->records[i];
        }
    }
    if (sorted != NULL) {
        qsort(sorted, *count, sizeof *sorted, compare_records);
    }
    return sorted;
}

bool sim_time_check_sorted(sim_timeordered_oracle *oracle)
{
    size_t count;
    const sim_time_record **sorted = sorted_records(oracle, &count);
    if (sorted == NULL) {
        return false;
    }
    /* In each step the greatest text of earlier times is below the next one's. */
    const sim_time_record *greatest = NULL;
    const sim_time_record *earlier = NULL;
    const sim_site where = sim_site_of_call(SIM_WORD_TIME_ALL_IDS);
    for (size_t i = 0; i < count; i++) {
        if (i > 0 && sorted[i]->setting != sorted[i - 1]->setting) {
            greatest = NULL;
            earlier = NULL;
        } else if (i > 0 && sorted[i]->time_us != sorted[i - 1]->time_us) {
            earlier = greatest;
        }
        const sim_site about = sim_site_about(where, sim_value_text(sorted[i]->id.text));
        (void)sim_judge_words(&oracle->judgement, SIM_INVARIANT_TIME_SORTED,
                              earlier == NULL || strcmp(earlier->id.text, sorted[i]->id.text) < 0,
                              &about, SIM_WORD_TIME_IN_ORDER, SIM_WORD_TIME_OUT_OF_ORDER);
        if (greatest == NULL || strcmp(greatest->id.text, sorted[i]->id.text) < 0) {
            greatest = sorted[i];
        }
    }
    free(sorted);
    return true;
}
