#include "symptom.h"

#include <ctype.h>
#include <string.h>

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

const char *sim_symptom_op_name(const sim_symptom *symptom)
{
    const char *name = sim_op_name(symptom->code);
    return name == NULL ? "the quiet phase" : name;
}

unsigned sim_symptom_code(const sim_tape *tape, uint64_t index)
{
    return index < tape->count ? tape->ops[index].code : SIM_SYMPTOM_QUIET;
}

/*
 * Words with digits in them say which node, session or ID; they are left out. So is what the log
 * entry asked for that was applied.
 */
static void keep_words(const char *text, char *words, size_t size)
{
    static const char applied[] = "applied log entry";
    size_t used = 0;
    if (strstr(text, applied) != NULL) {
        text = applied;
    }
    while (*text != '\0') {
        size_t blanks = strspn(text, " ():,;=");
        size_t length = strcspn(text + blanks, " ():,;=");
        bool numbered = false;
        for (size_t i = 0; i < length; i++) {
            numbered = numbered || isdigit((unsigned char)text[blanks + i]) != 0;
        }
        if (!numbered && length > 0 && used + length + 2 <= size) {
            if (used > 0) {
                words[used++] = ' ';
            }
            memcpy(words + used, text + blanks, length);
            used += length;
        }
        text += blanks + length;
    }
    words[used] = '\0';
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
        keep_words(result->failure.where, symptom.call, sizeof symptom.call);
    }
    symptom.code = sim_symptom_code(tape, symptom.op);
    return symptom;
}

bool sim_symptom_same(const sim_symptom *a, const sim_symptom *b)
{
    return a->kind == b->kind && a->detail == b->detail && a->code == b->code &&
           strcmp(a->call, b->call) == 0;
}
