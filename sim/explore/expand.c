#include "expand.h"

#include <stdio.h>
#include <string.h>

#include "../node.h"

size_t sim_expansion_size(size_t letters)
{
    size_t size = sizeof(sim_expansion) + letters * sizeof(sim_child);
    /* They stand one behind the other. */
    return (size + 15) / 16 * 16;
}

static void end_world(sim_world *world)
{
    if (world != NULL) {
        sim_oracle_destroy(world->oracle);
        world->oracle = NULL;
        sim_world_destroy(world);
    }
}

/* A world that has played a tape, unasked; NULL without memory. It may not be well. */
static sim_world *play(const sim_expander *expander, const sim_tape *tape)
{
    const sim_subject *subject = expander->subject == NULL ? &sim_subject_core : expander->subject;
    sim_world *world = sim_world_create(&tape->config, subject);
    if (world == NULL) {
        return NULL;
    }
    world->oracle = sim_oracle_create(world);
    if (world->oracle == NULL) {
        end_world(world);
        return NULL;
    }
    for (size_t i = 0; i < tape->count; i++) {
        if (!sim_world_execute_unasked(world, &tape->ops[i])) {
            break;
        }
    }
    return world;
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
    const sim_run_options options = {.subject = expander->subject,
                                     .until = SIM_NEVER,
                                     .before_op = expander->before_op,
                                     .before_op_context = expander->before_op_context};
    return sim_run_tape(tape, &options);
}

/* False if the state is not to have successors. The tape loses a CHECKPOINT that nothing needs. */
static bool judge(const sim_expander *expander, sim_tape *tape, sim_expansion *expansion)
{
    const sim_op checkpoint = {SIM_OP_CHECKPOINT, {0, 0, 0}};
    size_t count = tape->count;
    if (!sim_tape_append(tape, checkpoint)) {
        expansion->result.verdict = SIM_BROKEN;
        return false;
    }
    expansion->result = run(expander, tape);
    add_tally(expansion, &expansion->result.tally);
    tape->count = count;
    if (expansion->result.verdict == SIM_FAIL && expansion->result.failure.op >= count) {
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

/* A world in the state of a tape, until a letter changes it. */
typedef struct site {
    const sim_expander *expander;
    const sim_tape *tape;
    sim_world *world; /* NULL: to be made */
    uint64_t ops;     /* op_count of the state */
} site;

static sim_world *enter(site *at)
{
    if (at->world == NULL) {
        at->world = play(at->expander, at->tape);
    }
    return at->world;
}

static void leave(site *at)
{
    end_world(at->world);
    at->world = NULL;
}

static void add_child(sim_expansion *expansion, size_t letter, sim_state_hash hash)
{
    sim_child *child = &expansion->children[expansion->child_count];
    child->letter = (uint32_t)letter;
    child->hash = hash;
    expansion->child_count++;
}

/* A successor that fails at once is like no other state; it is judged when its turn comes. */
static sim_state_hash hash_of_failure(sim_state_hash parent, size_t letter)
{
    return (sim_state_hash){parent.high ^ UINT64_C(0xFA11FA11FA11FA11), parent.low + letter + 1};
}

/* False without memory. */
static bool try_letter(sim_expander *expander, site *at, size_t letter, sim_canon_hashes from,
                       sim_expansion *expansion)
{
    const sim_op *op = &expander->alphabet->letters[letter];
    sim_world *world = enter(at);
    if (world == NULL) {
        return false;
    }
    if (expander->before_op != NULL) {
        expander->before_op(expander->before_op_context, world, at->tape->count, op);
    }
    if (expander->meet != NULL) {
        expander->meet(expander->meet_context, world, op);
    }
    bool well = sim_world_execute_unasked(world, op);
    if (world->out_of_memory) {
        return false;
    }
    add_tally(expansion, &world->tally);
    if (!well) {
        add_child(expansion, letter, hash_of_failure(from.canonical, letter));
        leave(at);
        return true;
    }
    sim_canon_hashes to;
    if (!sim_canon_hash(&expander->canon, world, &to)) {
        return false;
    }
    bool unchanged = sim_state_hash_same(to.plain, from.plain);
    if (!unchanged || expander->everything) {
        add_child(expansion, letter, to.canonical);
    }
    expansion->unchanged += unchanged ? 1 : 0;
    if (unchanged) {
        world->op_count = at->ops;
    } else {
        leave(at);
    }
    return true;
}

/* Asking must change nothing; a subject for which it does fails here. */
static void fail_unasked(sim_expansion *expansion, uint64_t op)
{
    sim_failure *failure = &expansion->result.failure;
    expansion->result.verdict = SIM_FAIL;
    failure->failed = true;
    failure->invariant = SIM_INVARIANT_CONTRACT;
    failure->op = op;
    (void)snprintf(failure->where, sizeof failure->where,
                   "the same ops, when no questions are asked on the way");
    (void)snprintf(failure->expected, sizeof failure->expected, "right answers, as with questions");
    (void)snprintf(failure->got, sizeof failure->got, "a failure");
}

static bool try_letters(sim_expander *expander, const sim_tape *tape, sim_expansion *expansion)
{
    site at = {expander, tape, NULL, tape->count};
    sim_canon_hashes from = {{0, 0}, {0, 0}};
    sim_world *world = enter(&at);
    if (world != NULL && !sim_world_is_well(world) && !world->out_of_memory) {
        fail_unasked(expansion, world->op_count);
        leave(&at);
        return true;
    }
    bool tried =
        world != NULL && !world->out_of_memory && sim_canon_hash(&expander->canon, world, &from);
    for (size_t i = 0; tried && i < expander->alphabet->count; i++) {
        tried = try_letter(expander, &at, i, from, expansion);
    }
    leave(&at);
    return tried;
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
    sim_world *world = play(expander, tape);
    bool hashed = world != NULL && sim_world_is_well(world) &&
                  sim_canon_hash(&expander->canon, world, &hashes);
    if (hashed) {
        *hash = hashes.canonical;
    }
    end_world(world);
    return hashed;
}
