/* Judges a state by its tape, and tries every letter on it. */
#include "expand.h"

#include <string.h>

#include "registry.h"
#include "wording.h"

size_t sim_expansion_size(size_t letters)
{
    size_t size = sizeof(sim_expansion) + letters * sizeof(sim_child);
    /* They stand one behind the other. */
    return (size + 15) / 16 * 16;
}

/* A world in the state of a tape, until a letter changes it. */
typedef struct site {
    const sim_expander *expander;
    const sim_machine *machine;
    const sim_tape *tape;
    void *world; /* NULL: to be made */
    bool well;   /* nothing has failed in it */
} site;

/* Ends the world, if there is one; returns whether it had enough memory. */
static bool leave(site *at)
{
    sim_result result = {.verdict = SIM_PASS};
    if (at->world != NULL) {
        at->machine->finish(at->world, &result);
        at->world = NULL;
    }
    return result.verdict != SIM_BROKEN;
}

/*
 * Makes a world and plays the tape without questions; false without memory. It may fail on the way.
 */
static bool enter(site *at)
{
    const sim_run_options defaults = {.until = SIM_NEVER};
    const sim_run_options *options = at->expander->options;
    if (at->world != NULL) {
        return true;
    }
    at->world = at->machine->create(&at->tape->config, options == NULL ? &defaults : options);
    at->well = at->world != NULL;
    for (size_t i = 0; at->well && i < at->tape->count; i++) {
        at->well = at->machine->execute_unasked(at->world, &at->tape->ops[i]);
    }
    return at->world != NULL;
}

static site site_of(const sim_expander *expander, const sim_tape *tape)
{
    return (site){.expander = expander,
                  .machine = sim_machine_of((sim_scheme)tape->config.scheme),
                  .tape = tape};
}

static void add_tally(sim_expansion *expansion, const sim_tally *tally)
{
    for (size_t i = 0; i < SIM_MARK_COUNT; i++) {
        expansion->marks[i] = expansion->marks[i] || tally->marks[i] > 0;
    }
    for (size_t i = 0; i < SIM_FAULT_COUNT; i++) {
        expansion->faults[i] = expansion->faults[i] || tally->faults[i] > 0;
    }
}

/* --- Judging. --- */

static sim_result run(const sim_expander *expander, const sim_tape *tape)
{
    sim_run_options options = {.until = SIM_NEVER};
    if (expander->options != NULL) {
        options = *expander->options;
    }
    options.before_op = expander->before_op;
    options.before_op_context = expander->before_op_context;
    return sim_run_tape(tape, &options);
}

/* The other schemes' worlds are fully checked after each op. */
static bool has_checkpoints(const sim_tape *tape)
{
    return tape->config.scheme == SIM_SCHEME_COMPRESSOR;
}

/* False if the state must not have successors. The tape loses a CHECKPOINT that is not needed. */
static bool judge(const sim_expander *expander, sim_tape *tape, sim_expansion *expansion)
{
    const sim_op checkpoint = {SIM_OP_CHECKPOINT, {0, 0, 0}};
    size_t count = tape->count;
    if (has_checkpoints(tape) && !sim_tape_append(tape, checkpoint)) {
        expansion->result.verdict = SIM_BROKEN;
        return false;
    }
    expansion->result = run(expander, tape);
    add_tally(expansion, &expansion->result.tally);
    bool checked = tape->count > count;
    tape->count = count;
    if (checked && expansion->result.verdict == SIM_FAIL && expansion->result.failure.op >= count) {
        sim_result without = run(expander, tape);
        if (without.verdict == SIM_FAIL &&
            without.failure.invariant == expansion->result.failure.invariant) {
            expansion->result = without;
        } else {
            tape->count = count + 1;
        }
    }
    return expansion->result.verdict == SIM_PASS;
}

/* --- Successors. --- */

static void add_child(sim_expansion *expansion, size_t letter, sim_state_hash hash)
{
    sim_child *child = &expansion->children[expansion->child_count];
    child->letter = (uint32_t)letter;
    child->hash = hash;
    expansion->child_count++;
}

/* A successor that fails at once equals no other state; it is judged when its turn comes. */
static sim_state_hash hash_of_failure(sim_state_hash parent, size_t letter)
{
    return (sim_state_hash){parent.high ^ UINT64_C(0xFA11FA11FA11FA11), parent.low + letter + 1};
}

/*
 * Counts the result of a letter. The world is reused only if the letter changed nothing, and states
 * are merged: otherwise a change that the hash does not see could affect the next letter. False
 * without memory.
 */
static bool take_child(sim_expander *expander, site *at, size_t letter, sim_canon_hashes from,
                       sim_expansion *expansion)
{
    sim_canon_hashes to;
    if (!sim_canon_hash(&expander->canon, at->world, &to)) {
        return false;
    }
    bool unchanged = sim_state_hash_same(to.plain, from.plain);
    if (!unchanged || expander->everything) {
        add_child(expansion, letter, to.canonical);
    }
    expansion->unchanged += unchanged ? 1 : 0;
    if (unchanged && !expander->everything) {
        at->machine->set_op_count(at->world, at->tape->count);
        return true;
    }
    return leave(at);
}

/* False without memory. */
static bool try_letter(sim_expander *expander, site *at, size_t letter, sim_canon_hashes from,
                       sim_expansion *expansion)
{
    const sim_op *op = &expander->alphabet->letters[letter];
    const sim_tally *tally = NULL;
    if (!enter(at)) {
        return false;
    }
    if (expander->before_op != NULL) {
        expander->before_op(expander->before_op_context, at->world, at->tape->count, op);
    }
    if (expander->meet != NULL) {
        expander->meet(expander->meet_context, at->world, op);
    }
    bool well = at->machine->execute_unasked(at->world, op);
    (void)at->machine->digest(at->world, &tally);
    add_tally(expansion, tally);
    if (well) {
        return take_child(expander, at, letter, from, expansion);
    }
    add_child(expansion, letter, hash_of_failure(from.canonical, letter));
    return leave(at);
}

/* Asking must change nothing; a subject for which it does fails here. */
static void fail_unasked(sim_expansion *expansion, uint64_t op)
{
    expansion->result.verdict = SIM_FAIL;
    expansion->result.failure.op = op;
    sim_fail_words(&expansion->result.failure, SIM_INVARIANT_CONTRACT, SIM_WORD_UNASKED,
                   SIM_WORD_RIGHT_ANSWERS, SIM_WORD_A_FAILURE);
}

static bool try_letters(sim_expander *expander, const sim_tape *tape, sim_expansion *expansion)
{
    site at = site_of(expander, tape);
    sim_canon_hashes from = {{0, 0}, {0, 0}};
    bool tried = enter(&at);
    if (tried && !at.well) {
        fail_unasked(expansion, tape->count);
        return leave(&at);
    }
    tried = tried && sim_canon_hash(&expander->canon, at.world, &from);
    expansion->hash = from.canonical;
    for (size_t i = 0; tried && i < expander->alphabet->count; i++) {
        tried = try_letter(expander, &at, i, from, expansion);
    }
    return leave(&at) && tried;
}

void sim_expand(sim_expander *expander, sim_tape *tape, sim_expansion *expansion)
{
    memset(expansion, 0, sizeof *expansion);
    if (!judge(expander, tape, expansion) || expander->judge_only) {
        return;
    }
    if (!try_letters(expander, tape, expansion)) {
        expansion->result.verdict = SIM_BROKEN;
        expansion->child_count = 0;
    }
}

bool sim_expand_hash(sim_expander *expander, const sim_tape *tape, sim_state_hash *hash)
{
    sim_canon_hashes hashes;
    site at = site_of(expander, tape);
    bool hashed = enter(&at) && at.well && sim_canon_hash(&expander->canon, at.world, &hashes);
    if (hashed) {
        *hash = hashes.canonical;
    }
    return leave(&at) && hashed;
}
