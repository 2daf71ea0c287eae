/* Sentences from formats. */
#include "narrator.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>

#define SENTENCE_SIZE 512u

void sim_narrate(const sim_narrator *narrator, const char *format, ...)
{
    assert(narrator->tell != NULL);
    char sentence[SENTENCE_SIZE];
    va_list args;
    va_start(args, format);
    (void)vsnprintf(sentence, sizeof sentence, format, args);
    va_end(args);
    narrator->tell(narrator->context, sentence);
}
