/* The texts of words. They are alone in this file so that a test can replace them all. */
#include "wording.h"

typedef struct word_row {
    const char *constant;
    const char *text;
} word_row;

static const word_row rows[] = {
#ifdef SIM_OTHER_WORDS
#define ROW(constant, text) {#constant, "word " #constant},
#else
#define ROW(constant, text) {#constant, text},
#endif
    SIM_EVERY_WORD(ROW)
#undef ROW
};

const char *sim_word_text(unsigned word)
{
    return word < SIM_WORD_COUNT ? rows[word].text : "";
}

const char *sim_word_constant(unsigned word)
{
    return word < SIM_WORD_COUNT ? rows[word].constant : "";
}
