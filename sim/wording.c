/* The texts of words, and nothing else, so that a test can exchange them all. */
#include "wording.h"

static const char *const texts[] = {
#ifdef SIM_OTHER_WORDS
#define TEXT(constant, text) "word " #constant,
#else
#define TEXT(constant, text) text,
#endif
    SIM_EVERY_WORD(TEXT)
#undef TEXT
};

const char *sim_word_text(unsigned word)
{
    return word < SIM_WORD_COUNT ? texts[word] : "";
}
