/* Compares symptoms. */
#include "symptom.h"

#include "compressor/metamorphic/pair.h"

const char *sim_symptom_kind_name(sim_symptom_kind kind)
{
    static const char *const names[] = {
#define SYMPTOM_NAME(constant, name, sentence) name,
        SIM_SYMPTOM_TABLE(SYMPTOM_NAME)
#undef SYMPTOM_NAME
    };
    return names[kind];
}

const char *sim_symptom_name(const sim_symptom *symptom)
{
    if (symptom->kind == SIM_SYMPTOM_INVARIANT) {
        return sim_invariant_name((sim_invariant)symptom->detail);
    }
    return sim_symptom_kind_name(symptom->kind);
}

const char *sim_symptom_op_name(sim_scheme scheme, const sim_symptom *symptom)
{
    const char *name = sim_op_name(scheme, symptom->code);
    return name == NULL ? "the quiet phase" : name;
}

unsigned sim_symptom_code(const sim_tape *tape, uint64_t index)
{
    return index < tape->count ? tape->ops[index].code : SIM_SYMPTOM_QUIET;
}

/* Whether a value says something that does not depend on numbers and names. */
static bool is_word(const sim_value *value)
{
    return value->kind == SIM_VALUE_STATUS || value->kind == SIM_VALUE_TRUTH ||
           (value->kind == SIM_VALUE_WORDS && value->count == 0);
}

static bool same_word(const sim_value *a, const sim_value *b)
{
    if (a->kind != b->kind) {
        return false;
    }
    switch (a->kind) {
    case SIM_VALUE_STATUS:
        return a->of.status == b->of.status && a->is_spoiled == b->is_spoiled;
    case SIM_VALUE_TRUTH:
        return a->of.truth == b->of.truth;
    default:
        return a->word == b->word;
    }
}

/* What a call was about depends on the tape, except a phrase that says how it was called. */
static bool same_call(const sim_site *a, const sim_site *b)
{
    unsigned about_a = a->about.kind == SIM_VALUE_WORDS ? a->about.word : 0;
    unsigned about_b = b->about.kind == SIM_VALUE_WORDS ? b->about.word : 0;
    return a->call == b->call && a->parts == b->parts && a->actor == b->actor && about_a == about_b;
}

bool sim_symptom_same_failure(const sim_failure *a, const sim_failure *b)
{
    bool words = is_word(&a->expected) && is_word(&a->got);
    bool same_kind = words == (is_word(&b->expected) && is_word(&b->got));
    return same_kind && same_call(&a->site, &b->site) &&
           (!words || (same_word(&a->expected, &b->expected) && same_word(&a->got, &b->got)));
}

sim_symptom sim_symptom_of(const sim_tape *tape, const sim_result *result)
{
    sim_symptom symptom = {.kind = SIM_SYMPTOM_NONE, .op = tape->count, .digest = result->digest};
    if (result->verdict == SIM_BROKEN) {
        symptom.kind = SIM_SYMPTOM_MEMORY;
        symptom.op = result->ops > 0 ? result->ops - 1 : 0;
    } else if (result->verdict == SIM_FAIL) {
        symptom.kind = SIM_SYMPTOM_INVARIANT;
        symptom.detail = (int)result->failure.invariant;
        symptom.op = result->failure.op;
        symptom.failure = result->failure;
    }
    symptom.code = sim_symptom_code(tape, symptom.op);
    symptom.cost = result->ops + result->events;
    for (size_t i = 0; i < SIM_INVARIANT_COUNT; i++) {
        symptom.cost += result->checks[i];
    }
    return symptom;
}

bool sim_symptom_names_no_call(const sim_symptom *symptom)
{
    return symptom->kind != SIM_SYMPTOM_INVARIANT || symptom->failure.site.call == 0 ||
           sim_pairs_of((sim_invariant)symptom->detail) != SIM_PAIRS_NONE;
}

bool sim_symptom_same(const sim_symptom *a, const sim_symptom *b)
{
    return a->kind == b->kind && a->detail == b->detail &&
           sim_symptom_same_failure(&a->failure, &b->failure) &&
           (a->code == b->code || !sim_symptom_names_no_call(a));
}
