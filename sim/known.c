/* The names of causes, and the list of known ones. */
#include "known.h"

#include <stdio.h>
#include <string.h>

#include "wording.h"

#define KNOWN_MAX 256u

static char known[KNOWN_MAX][SIM_CAUSE_SIZE];
static size_t known_count;

/* SOME_WORD as some-word. */
static void print_constant(unsigned word, char text[SIM_CAUSE_SIZE])
{
    const char *constant = sim_word_constant(word);
    size_t i = 0;
    for (; constant[i] != '\0' && i + 1 < SIM_CAUSE_SIZE; i++) {
        char letter = constant[i];
        text[i] = letter;
        if (letter == '_') {
            text[i] = '-';
        } else if (letter >= 'A' && letter <= 'Z') {
            text[i] = (char)(letter - 'A' + 'a');
        }
    }
    text[i] = '\0';
}

static void print_kind(const sim_value *value, char text[SIM_CAUSE_SIZE])
{
    static const char *const names[SIM_VALUE_KINDS] = {
#define NAME(constant, name) name,
        SIM_VALUE_TABLE(NAME)
#undef NAME
    };
    if (value->kind == SIM_VALUE_STATUS) {
        (void)snprintf(text, SIM_CAUSE_SIZE, "%s", ida_status_name(value->of.status));
    } else if (value->kind == SIM_VALUE_TRUTH) {
        (void)snprintf(text, SIM_CAUSE_SIZE, "%s", value->of.truth ? "true" : "false");
    } else if (value->kind == SIM_VALUE_WORDS) {
        print_constant(value->word, text);
    } else {
        (void)snprintf(text, SIM_CAUSE_SIZE, "%s",
                       value->kind < SIM_VALUE_KINDS ? names[value->kind] : "");
    }
}

void sim_cause_print(const sim_failure *failure, char text[SIM_CAUSE_SIZE])
{
    char call[SIM_CAUSE_SIZE];
    char expected[SIM_CAUSE_SIZE];
    char got[SIM_CAUSE_SIZE];
    print_constant(failure->site.call, call);
    print_kind(&failure->expected, expected);
    print_kind(&failure->got, got);
    (void)snprintf(text, SIM_CAUSE_SIZE, "%s %.40s %.40s %.40s",
                   sim_invariant_name(failure->invariant), call, expected, got);
}

bool sim_known_add(const char *cause)
{
    if (known_count == KNOWN_MAX || strlen(cause) >= SIM_CAUSE_SIZE) {
        return false;
    }
    (void)snprintf(known[known_count++], SIM_CAUSE_SIZE, "%s", cause);
    return true;
}

bool sim_is_known(const sim_failure *failure)
{
    char cause[SIM_CAUSE_SIZE];
    if (known_count == 0) {
        return false;
    }
    sim_cause_print(failure, cause);
    for (size_t i = 0; i < known_count; i++) {
        if (strcmp(cause, known[i]) == 0) {
            return true;
        }
    }
    return false;
}

bool sim_is_passed_over(const sim_failure *failure)
{
    switch (failure->site.call) {
    case SIM_WORD_SESSION_TO_OP_SPACE:
    case SIM_WORD_SESSION_TO_SESSION_SPACE:
    case SIM_WORD_SESSION_WITHOUT_ORIGIN:
    case SIM_WORD_SESSION_DECOMPRESS:
    case SIM_WORD_SESSION_RECOMPRESS:
    case SIM_WORD_SESSION_TRY_RECOMPRESS:
    case SIM_WORD_SESSION_NEXT_RANGE_START:
    case SIM_WORD_DOCUMENT_DECOMPRESS:
    case SIM_WORD_DOCUMENT_RECOMPRESS:
    case SIM_WORD_DOCUMENT_BYTES:
    case SIM_WORD_SNAPSHOT_SAVE:
    case SIM_WORD_FLAKE_MAKING:
        return sim_is_known(failure);
    default:
        /* Nobody knows which time-ordered ID comes next, whatever came before. */
        return failure->site.call >= SIM_WORD_TIME_NEXT &&
               failure->site.call <= SIM_WORD_TIME_COMPARE && sim_is_known(failure);
    }
}
