/* Compares two worlds by what their witnesses recorded. */
#include "relation.h"

#include <assert.h>
#include <string.h>

#include "compressor/oracle/stable.h"
#include "machine.h"
#include "wording.h"

static void report(sim_invariant invariant, uint64_t op, sim_site site, sim_value expected,
                   sim_value got, sim_failure *failure)
{
    failure->op = op;
    sim_fail(failure, invariant, &site, expected, got);
}

/* --- Answers. --- */

/* The first statement that differs; NULL for a side that has none there. */
static void find_difference(const sim_testimony *a, const sim_testimony *b,
                            const sim_statement **mine, const sim_statement **other)
{
    size_t i = 0;
    while (i < a->statement_count && i < b->statement_count &&
           a->statements[i].kind == b->statements[i].kind &&
           a->statements[i].count == b->statements[i].count &&
           memcmp(a->statements[i].numbers, b->statements[i].numbers,
                  sizeof a->statements[i].numbers) == 0) {
        i++;
    }
    *mine = i < a->statement_count ? &a->statements[i] : NULL;
    *other = i < b->statement_count ? &b->statements[i] : NULL;
}

/* Plays both again and listens in that op. */
static bool tell_difference(sim_invariant invariant, sim_side a, sim_side b, uint32_t origin,
                            const sim_witness_options *options, sim_failure *failure)
{
    sim_witness_options again = {
        .subject = options->subject, .bytes = options->bytes, .listen = origin};
    sim_testimony first = {0};
    sim_testimony second = {0};
    bool played =
        sim_witness_play(a.variant, &again, &first) && sim_witness_play(b.variant, &again, &second);
    if (played) {
        const sim_statement *mine;
        const sim_statement *other;
        find_difference(&first, &second, &mine, &other);
        report(invariant, origin, sim_site_of_call(SIM_WORD_PAIR_ANSWER),
               sim_statement_value(mine, other), sim_statement_value(other, mine), failure);
    }
    sim_testimony_free(&first);
    sim_testimony_free(&second);
    return played;
}

bool sim_relate_answers(sim_invariant invariant, sim_side a, sim_side b, uint32_t from,
                        const sim_witness_options *options, uint64_t *checks, sim_failure *failure)
{
    assert(a.testimony->answer_count == b.testimony->answer_count);
    assert(from < a.testimony->answer_count);
    for (uint32_t i = 0; i < a.testimony->answer_count; i++) {
        if (a.testimony->answers[i] != b.testimony->answers[i]) {
            return tell_difference(invariant, a, b, i, options, failure);
        }
        *checks += i >= from && a.testimony->answers[i] != 0 ? 1 : 0;
    }
    return true;
}

/* --- Documents. --- */

bool sim_fact_same(const sim_fact *a, const sim_fact *b)
{
    return a->kind == b->kind && sim_stable_equal(a->range.session, b->range.session) &&
           a->range.first_gen_count == b->range.first_gen_count &&
           a->range.count == b->range.count &&
           a->range.requested_cluster_size == b->range.requested_cluster_size;
}

static bool sight_same(const sim_sight *a, const sim_sight *b)
{
    return a->size == b->size && a->hash == b->hash && a->clusters == b->clusters &&
           a->limit == b->limit;
}

static sim_value sight_value(const sim_sight *sight)
{
    sim_value value =
        SIM_VALUE_SAYING(SIM_WORD_SIGHT, sight->clusters, sight->limit, sight->size, sight->hash);
    value.forms[3] = SIM_FORM_HEX64;
    return value;
}

/* The entry of the paired world's log at which something differs. */
static sim_site entry_site(uint64_t position, sim_word call)
{
    return (sim_site){.parts = SIM_SITE_POSITION, .position = position, .call = (uint16_t)call};
}

/* Compares the outcomes of one entry; true if they are equal. */
static bool relate_fact(sim_invariant invariant, uint64_t position, const sim_fact *a,
                        const sim_fact *b, uint64_t *checks, sim_failure *failure)
{
    if (a->applied && b->applied) {
        ++*checks;
        if (a->status != b->status) {
            report(invariant, b->origin, entry_site(position, SIM_WORD_PAIR_APPLY),
                   sim_value_status(a->status), sim_value_status(b->status), failure);
            return false;
        }
    }
    if (a->sight.known && b->sight.known) {
        ++*checks;
        if (!sight_same(&a->sight, &b->sight)) {
            report(invariant, b->origin, entry_site(position, SIM_WORD_PAIR_DOCUMENT),
                   sight_value(&a->sight), sight_value(&b->sight), failure);
            return false;
        }
    }
    return true;
}

void sim_relate_documents(sim_invariant invariant, const sim_testimony *a, const sim_testimony *b,
                          sim_seam seam, uint64_t *checks, sim_failure *failure)
{
    uint64_t before = 0;
    assert(seam.position == SIM_NEVER || seam.position < a->fact_count);
    assert(seam.position == SIM_NEVER || seam.position + 1 < b->fact_count);
    for (uint64_t i = 0; i < a->fact_count; i++) {
        uint64_t other = i < seam.position ? i : i + 1;
        if (other >= b->fact_count) {
            return;
        }
        const sim_fact *mine = &a->facts[i];
        const sim_fact *theirs = &b->facts[other];
        if (i != seam.position && !sim_fact_same(mine, theirs)) {
            return;
        }
        bool counts = seam.position == SIM_NEVER || i >= seam.position;
        if (!relate_fact(invariant, i, mine, theirs, counts ? checks : &before, failure)) {
            return;
        }
    }
}
