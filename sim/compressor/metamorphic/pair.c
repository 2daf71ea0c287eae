/* Plays the pairs of a tape and names the first one that fails. */
#include "pair.h"

#include <assert.h>

#include "delivery.h"
#include "rehydrate.h"
#include "relation.h"
#include "rename.h"
#include "split.h"

/* The original as a variant of itself, its world, and what the pairs need to know about it. */
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
    assert(pair < SIM_PAIR_COUNT);
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

/* Searches for places while the original is played. */
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
    assert(couple->original.no_memory || couple->original.tape.count == couple->tape->count);
    return sim_witness_play(&couple->original, &options, &couple->testimony);
}

/* Plays a side; returns whether there was enough memory. */
static bool play_side(const sim_couple *couple, const sim_variant *side, bool facts_only,
                      bool bytes, sim_testimony *testimony)
{
    const sim_witness_options options = {
        .subject = couple->subject, .facts_only = facts_only, .bytes = bytes, .listen = SIM_NEVER};
    return sim_witness_play(side, &options, testimony);
}

static bool write_rehydrate(const sim_couple *couple, sim_variant sides[2])
{
    if (couple->rehydrate.found) {
        sim_rehydrate_write(&couple->rehydrate, &sides[0], &sides[1]);
    }
    return couple->rehydrate.found;
}

static bool relate_rehydrate(sim_couple *couple, const sim_variant sides[2],
                             sim_testimony testimonies[2], uint64_t *checks)
{
    const sim_witness_options options = {.subject = couple->subject, .bytes = true};
    return play_side(couple, &sides[0], false, true, &testimonies[0]) &&
           play_side(couple, &sides[1], false, true, &testimonies[1]) &&
           sim_relate_answers(SIM_INVARIANT_PAIR_REHYDRATE, (sim_side){&sides[0], &testimonies[0]},
                              (sim_side){&sides[1], &testimonies[1]}, couple->rehydrate.at,
                              &options, checks, couple->failure);
}

static bool write_delivery(const sim_couple *couple, sim_variant sides[2])
{
    sim_variant_copy(&sides[0], couple->tape, 0, (uint32_t)couple->tape->count);
    return sim_delivery_write(couple->tape, &sides[1]) > 0;
}

/* The first side is the original, which was already played. */
static bool relate_delivery(sim_couple *couple, const sim_variant sides[2],
                            sim_testimony testimonies[2], uint64_t *checks)
{
    if (!play_side(couple, &sides[1], true, false, &testimonies[1])) {
        return false;
    }
    sim_relate_documents(SIM_INVARIANT_PAIR_DELIVERY, &couple->testimony, &testimonies[1],
                         (sim_seam){SIM_NEVER}, checks, couple->failure);
    return true;
}

static bool write_rename(const sim_couple *couple, sim_variant sides[2])
{
    sim_rename_write(couple->tape, &sides[0], &sides[1]);
    return true;
}

/* Usually the first side is the original, which was already played. */
static bool relate_rename(sim_couple *couple, const sim_variant sides[2],
                          sim_testimony testimonies[2], uint64_t *checks)
{
    const sim_witness_options options = {.subject = couple->subject};
    bool other = sim_rename_has_tears(couple->tape);
    return (!other || play_side(couple, &sides[0], false, false, &testimonies[0])) &&
           play_side(couple, &sides[1], false, false, &testimonies[1]) &&
           sim_relate_answers(SIM_INVARIANT_PAIR_RENAME,
                              (sim_side){&sides[0], other ? &testimonies[0] : &couple->testimony},
                              (sim_side){&sides[1], &testimonies[1]}, 0, &options, checks,
                              couple->failure);
}

static bool write_split(const sim_couple *couple, sim_variant sides[2])
{
    if (couple->split.found) {
        sim_split_write(&couple->split, &sides[0], &sides[1]);
    }
    return couple->split.found;
}

static bool relate_split(sim_couple *couple, const sim_variant sides[2],
                         sim_testimony testimonies[2], uint64_t *checks)
{
    sim_seam seam = {SIM_NEVER};
    if (!play_side(couple, &sides[0], true, false, &testimonies[0]) ||
        !play_side(couple, &sides[1], true, false, &testimonies[1]) ||
        !sim_split_find_seam(&testimonies[0], &testimonies[1], &seam)) {
        return false;
    }
    if (seam.position != SIM_NEVER) {
        sim_relate_documents(SIM_INVARIANT_PAIR_SPLIT, &testimonies[0], &testimonies[1], seam,
                             checks, couple->failure);
    }
    return true;
}

/* How a pair is made from a tape, and what is compared. */
typedef struct pair_row {
    /* Writes the tapes of both worlds; false if the tape gives no opportunity. */
    bool (*write)(const sim_couple *couple, sim_variant sides[2]);
    /* Plays them and compares; false without memory. */
    bool (*relate)(sim_couple *couple, const sim_variant sides[2], sim_testimony testimonies[2],
                   uint64_t *checks);
} pair_row;

static const pair_row pairs_by_number[SIM_PAIR_COUNT] = {
    [SIM_PAIR_REHYDRATE] = {write_rehydrate, relate_rehydrate},
    [SIM_PAIR_DELIVERY] = {write_delivery, relate_delivery},
    [SIM_PAIR_RENAME] = {write_rename, relate_rename},
    [SIM_PAIR_SPLIT] = {write_split, relate_split},
};

static bool judge_pair(sim_couple *couple, sim_pair pair, uint64_t *checks)
{
    const pair_row *row = &pairs_by_number[pair];
    sim_variant sides[2];
    sim_testimony testimonies[2] = {{0}, {0}};
    sim_variant_init(&sides[0], couple->tape);
    sim_variant_init(&sides[1], couple->tape);
    bool played = !row->write(couple, sides) || row->relate(couple, sides, testimonies, checks);
    for (unsigned i = 0; i < 2; i++) {
        sim_testimony_free(&testimonies[i]);
        sim_variant_free(&sides[i]);
    }
    return played;
}

static void free_couple(sim_couple *couple)
{
    sim_testimony_free(&couple->testimony);
    sim_variant_free(&couple->original);
}

bool sim_pair_sides(const sim_tape *tape, const sim_subject *subject, sim_pair pair,
                    sim_variant sides[2])
{
    sim_failure nowhere = {0};
    sim_couple couple = {.tape = tape, .subject = subject, .failure = &nowhere};
    sim_variant_init(&sides[0], tape);
    sim_variant_init(&sides[1], tape);
    bool written = play_original(&couple) && pairs_by_number[pair].write(&couple, sides) &&
                   !sides[0].no_memory && !sides[1].no_memory;
    free_couple(&couple);
    return written;
}

bool sim_pairs_apply(const sim_tape *tape)
{
    return tape->config.scheme == SIM_SCHEME_COMPRESSOR && !sim_config_is_large(&tape->config) &&
           tape->count > 0 && tape->count <= SIM_PAIR_OPS_MAX;
}

bool sim_pairs_judge(const sim_tape *tape, const sim_subject *subject, uint32_t pairs,
                     uint64_t checks[SIM_INVARIANT_COUNT], sim_failure *failure)
{
    assert(sim_pairs_apply(tape));
    assert(pairs <= SIM_PAIRS_ALL);
    assert(!failure->failed);
    sim_couple couple = {.tape = tape, .subject = subject, .failure = failure};
    bool played = play_original(&couple);
    for (unsigned i = 0; i < SIM_PAIR_COUNT && played && !failure->failed; i++) {
        if ((pairs >> i & 1u) != 0) {
            played = judge_pair(&couple, (sim_pair)i, &checks[sim_pair_invariant((sim_pair)i)]);
        }
    }
    free_couple(&couple);
    return played;
}
