#include "symptom.h"
#include "compressor/metamorphic/pair.h"

#include <ctype.h>
#include <stdio.h>
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

static bool has_number(const char *text)
{
    return strpbrk(text, "0123456789") != NULL;
}

sim_symptom_words sim_symptom_words_of(const sim_failure *failure)
{
    sim_symptom_words words = {.answers = ""};
    keep_words(failure->where, words.call, sizeof words.call);
    if (!has_number(failure->expected) && !has_number(failure->got)) {
        (void)snprintf(words.answers, sizeof words.answers, "%.60s, not %.60s", failure->expected,
                       failure->got);
    }
    return words;
}

bool sim_symptom_same_words(const sim_symptom_words *a, const sim_symptom_words *b)
{
    return strcmp(a->call, b->call) == 0 && strcmp(a->answers, b->answers) == 0;
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
        symptom.words = sim_symptom_words_of(&result->failure);
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
    return symptom->kind != SIM_SYMPTOM_INVARIANT || symptom->words.call[0] == '\0' ||
           sim_pairs_of((sim_invariant)symptom->detail) != SIM_PAIRS_NONE;
}

bool sim_symptom_same(const sim_symptom *a, const sim_symptom *b)
{
    return a->kind == b->kind && a->detail == b->detail &&
           sim_symptom_same_words(&a->words, &b->words) &&
           (a->code == b->code || !sim_symptom_names_no_call(a));
}
