/* Failures for the shrinker that are made up: of the looks of a tape, without a world: see the
 * header. */
#include "support_made_up.h"

#include "support_cmocka.h"
#include "wording.h"

static bool play_made_up(void *context, const sim_tape *tape, const sim_shrink_play *how,
                         sim_symptom *symptom)
{
    made_up *m = context;
    m->plays++;
    *symptom = (sim_symptom){.kind = SIM_SYMPTOM_NONE, .op = tape->count};
    if (m->plays == m->break_at) {
        return false;
    }
    bool asked = tape->count == 60 || tape->config.seed == 11 ||
                 (how->last_rounds >= m->rounds && (m->late || !how->to_the_end));
    if (m->rounds > 0 && !asked) {
        return true;
    }
    symptom->cost = m->cost;
    bool other_first = m->first != NULL && !how->focused && m->first(tape, symptom);
    if (!other_first && (!m->moody || m->plays % 2 == 1)) {
        (void)(m->look(tape, symptom) || !how->to_the_end || m->quiet == NULL ||
               m->quiet(tape, symptom));
    }
    m->longest = m->longest > tape->count ? m->longest : tape->count;
    symptom->code = sim_symptom_code(tape, symptom->op);
    return true;
}

static bool more_made_up(void *context, const sim_tape *best, uint64_t plays)
{
    const made_up *m = context;
    (void)best;
    return !m->stopped && (m->plays_allowed == 0 || plays < m->plays_allowed);
}

sim_shrunk shrink_made_up(sim_tape *tape, made_up *m)
{
    const sim_shrink_options options = {
        .play = play_made_up, .more = more_made_up, .context = m, .keep = m->keep};
    return sim_shrink(tape, &options);
}

void add(sim_tape *tape, unsigned code, uint32_t a, uint32_t b, uint32_t c)
{
    assert_true(sim_tape_append(tape, (sim_op){.code = (uint8_t)code, .args = {a, b, c}}));
}

sim_tape long_tape(void)
{
    sim_tape tape;
    sim_tape_init(
        &tape,
        (sim_config){.nodes = 4, .slots = 4, .write_ahead = 0x5, .cluster_size = 100, .seed = 77});
    for (uint32_t i = 0; i < 20; i++) {
        add(&tape, SIM_OP_GENERATE, i % 4, i / 4 % 4, 500 + i);
        add(&tape, SIM_OP_SAVE, i % 4, i % 4, 0);
        add(&tape, SIM_OP_TAKE, i % 4, i / 4 % 4, 0);
    }
    return tape;
}

bool fail_at(sim_symptom *symptom, size_t op, sim_invariant invariant)
{
    symptom->kind = SIM_SYMPTOM_INVARIANT;
    symptom->detail = (int)invariant;
    symptom->op = op;
    return true;
}

bool any_save(const sim_tape *tape, sim_symptom *symptom)
{
    for (size_t i = 0; i < tape->count; i++) {
        if (tape->ops[i].code == SIM_OP_SAVE) {
            symptom->failure.site.call = SIM_WORD_SESSION_TAKE;
            return fail_at(symptom, tape->count, SIM_INVARIANT_CONTRACT);
        }
    }
    return false;
}

bool big_generate_then_save(const sim_tape *tape, sim_symptom *symptom)
{
    bool generated = false;
    for (size_t i = 0; i < tape->count; i++) {
        const sim_op *op = &tape->ops[i];
        generated = generated || (op->code == SIM_OP_GENERATE && op->args[2] >= 300 &&
                                  op->args[0] % tape->config.nodes == 2);
        if (generated && op->code == SIM_OP_SAVE) {
            return fail_at(symptom, i, SIM_INVARIANT_CONTRACT);
        }
    }
    return false;
}

bool two_bugs(const sim_tape *tape, sim_symptom *symptom)
{
    bool saved = false;
    for (size_t i = 0; i < tape->count; i++) {
        saved = saved || tape->ops[i].code == SIM_OP_SAVE;
        if (tape->ops[i].code == SIM_OP_TAKE) {
            return fail_at(symptom, tape->count,
                           saved ? SIM_INVARIANT_LIVENESS : SIM_INVARIANT_CONVERGENCE);
        }
    }
    return false;
}
