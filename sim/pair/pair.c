#include "pair.h"

#include <assert.h>

#include "delivery.h"
#include "rehydrate.h"
#include "relation.h"
#include "rename.h"
#include "split.h"

/* The original as a variant of itself, its world, and what there is to know for the pairs. */
typedef struct sim_couple {
    const sim_tape *tape;
    const sim_subject *subject;
    sim_failure *failure;
    sim_variant original;
    sim_testimony testimony;
    sim_rehydrate rehydrate;
    sim_split split;
} sim_couple;

sim_invariant sim_pair_invariant(sim_pair pair)
{
    static const sim_invariant invariants[SIM_PAIR_COUNT] = {
#define SIM_PAIR_INVARIANT(constant) SIM_INVARIANT_PAIR_##constant,
        SIM_PAIR_TABLE(SIM_PAIR_INVARIANT)
#undef SIM_PAIR_INVARIANT
    };
    return invariants[pair];
}

uint32_t sim_pairs_of(sim_invariant invariant)
{
    for (unsigned i = 0; i < SIM_PAIR_COUNT; i++) {
        if (sim_pair_invariant((sim_pair)i) == invariant) {
            return 1u << i;
        }
    }
    return SIM_PAIRS_NONE;
}

/* Looks for places while the original is played. */
static void look(void *context, const sim_world *world, size_t index)
{
    sim_couple *couple = context;
    sim_rehydrate_look(&couple->rehydrate, world, (uint32_t)index);
    sim_split_look(&couple->split, world, (uint32_t)index);
}

static bool play_original(sim_couple *couple)
{
    const sim_witness_options options = {
        .subject = couple->subject, .listen = SIM_NEVER, .before = look, .context = couple};
    sim_rehydrate_begin(&couple->rehydrate, couple->tape);
    sim_split_begin(&couple->split, couple->tape);
    sim_variant_init(&couple->original, couple->tape);
    sim_variant_copy(&couple->original, couple->tape, 0, (uint32_t)couple->tape->count);
    return sim_witness_play(&couple->original, &options, &couple->testimony);
}

static bool judge_rehydrate(sim_couple *couple, uint64_t *checks)
{
    const sim_witness_options options = {
        .subject = couple->subject, .bytes = true, .listen = SIM_NEVER};
    sim_variant without;
    sim_variant with;
    sim_testimony a = {0};
    sim_testimony b = {0};
    if (!couple->rehydrate.found) {
        return true;
    }
    sim_variant_init(&without, couple->tape);
    sim_variant_init(&with, couple->tape);
    sim_rehydrate_write(&couple->rehydrate, &without, &with);
    bool played = sim_witness_play(&without, &options, &a) &&
                  sim_witness_play(&with, &options, &b) &&
                  sim_relate_answers(SIM_INVARIANT_PAIR_REHYDRATE, (sim_side){&without, &a},
                                     (sim_side){&with, &b}, couple->rehydrate.at, &options, checks,
                                     couple->failure);
    sim_testimony_free(&a);
    sim_testimony_free(&b);
    sim_variant_free(&without);
    sim_variant_free(&with);
    return played;
}

static bool judge_delivery(sim_couple *couple, uint64_t *checks)
{
    const sim_witness_options options = {
        .subject = couple->subject, .facts_only = true, .listen = SIM_NEVER};
    sim_variant otherwise;
    sim_testimony testimony = {0};
    sim_variant_init(&otherwise, couple->tape);
    uint32_t changed = sim_delivery_write(couple->tape, &otherwise);
    bool played = changed == 0 || sim_witness_play(&otherwise, &options, &testimony);
    if (changed > 0 && played) {
        sim_relate_documents(SIM_INVARIANT_PAIR_DELIVERY, &couple->testimony, &testimony,
                             (sim_seam){SIM_NEVER}, checks, couple->failure);
    }
    sim_testimony_free(&testimony);
    sim_variant_free(&otherwise);
    return played;
}

static bool judge_rename(sim_couple *couple, uint64_t *checks)
{
    const sim_witness_options options = {.subject = couple->subject, .listen = SIM_NEVER};
    sim_variant named;
    sim_variant renamed;
    sim_testimony a = {0};
    sim_testimony b = {0};
    sim_variant_init(&named, couple->tape);
    sim_variant_init(&renamed, couple->tape);
    sim_rename_write(couple->tape, &named, &renamed);
    /* Mostly the original is the named world, and was played. */
    bool other = sim_rename_has_tears(couple->tape);
    bool played =
        (!other || sim_witness_play(&named, &options, &a)) &&
        sim_witness_play(&renamed, &options, &b) &&
        sim_relate_answers(SIM_INVARIANT_PAIR_RENAME,
                           (sim_side){&named, other ? &a : &couple->testimony},
                           (sim_side){&renamed, &b}, 0, &options, checks, couple->failure);
    sim_testimony_free(&a);
    sim_testimony_free(&b);
    sim_variant_free(&named);
    sim_variant_free(&renamed);
    return played;
}

static bool judge_split(sim_couple *couple, uint64_t *checks)
{
    const sim_witness_options options = {
        .subject = couple->subject, .facts_only = true, .listen = SIM_NEVER};
    sim_variant whole;
    sim_variant parts;
    sim_testimony a = {0};
    sim_testimony b = {0};
    sim_seam seam = {SIM_NEVER};
    if (!couple->split.found) {
        return true;
    }
    sim_variant_init(&whole, couple->tape);
    sim_variant_init(&parts, couple->tape);
    sim_split_write(&couple->split, &whole, &parts);
    bool played = sim_witness_play(&whole, &options, &a) &&
                  sim_witness_play(&parts, &options, &b) && sim_split_find_seam(&a, &b, &seam);
    if (played && seam.position != SIM_NEVER) {
        sim_relate_documents(SIM_INVARIANT_PAIR_SPLIT, &a, &b, seam, checks, couple->failure);
    }
    sim_testimony_free(&a);
    sim_testimony_free(&b);
    sim_variant_free(&whole);
    sim_variant_free(&parts);
    return played;
}

bool sim_pairs_apply(const sim_tape *tape)
{
    return tape->config.scheme == SIM_SCHEME_COMPRESSOR && tape->count > 0 &&
           tape->count <= SIM_PAIR_OPS_MAX;
}

bool sim_pairs_judge(const sim_tape *tape, const sim_subject *subject, uint32_t pairs,
                     uint64_t checks[SIM_INVARIANT_COUNT], sim_failure *failure)
{
    static bool (*const judges[SIM_PAIR_COUNT])(sim_couple *, uint64_t *) = {
        [SIM_PAIR_REHYDRATE] = judge_rehydrate,
        [SIM_PAIR_DELIVERY] = judge_delivery,
        [SIM_PAIR_RENAME] = judge_rename,
        [SIM_PAIR_SPLIT] = judge_split,
    };
    assert(sim_pairs_apply(tape));
    sim_couple couple = {.tape = tape, .subject = subject, .failure = failure};
    bool played = play_original(&couple);
    for (unsigned i = 0; i < SIM_PAIR_COUNT && played && !failure->failed; i++) {
        if ((pairs >> i & 1u) != 0) {
            played = judges[i](&couple, &checks[sim_pair_invariant((sim_pair)i)]);
        }
    }
    sim_testimony_free(&couple.testimony);
    sim_variant_free(&couple.original);
    return played;
}
