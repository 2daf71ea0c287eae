/*
 * The words of findings: which calls and questions there are, and what is said about the answers. A
 * scheme's own stand in its table, SCHEME/words.h. To add a word, add a row there.
 *
 * A finding holds the number of a word. The text is only for people (finding_text.h): it may change
 * at any time, and nothing else changes with it.
 */
#ifndef SIM_WORDING_H
#define SIM_WORDING_H

#include "compressor/words.h"
#include "kernel/words.h"
#include "korder/words.h"
#include "lease/words.h"
#include "scheme.h"
#include "sequence/words.h"
#include "snowflake/words.h"
#include "timeordered/words.h"

#define SIM_EVERY_WORD(X) SIM_COMMON_WORD_TABLE(X) SIM_OF_SCHEMES(WORD, X)

typedef enum sim_word {
#define SIM_WORD_CONSTANT(constant, text) SIM_WORD_##constant,
    SIM_EVERY_WORD(SIM_WORD_CONSTANT)
#undef SIM_WORD_CONSTANT
        SIM_WORD_COUNT
} sim_word;

/* The text; "" for an unknown number. */
const char *sim_word_text(unsigned word);
/* The name of its constant, for programs. */
const char *sim_word_constant(unsigned word);

#endif
