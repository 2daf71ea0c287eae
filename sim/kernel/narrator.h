/*
 * The narrator: an observer of a world that makes sentences of its events, for people. Each scheme
 * has one of its own (narrate.c in its folder); this is what they have in common.
 */
#ifndef SIM_NARRATOR_H
#define SIM_NARRATOR_H

typedef struct sim_narrator {
    void (*tell)(void *context, const char *sentence);
    void *context;
} sim_narrator;

/* Tells a sentence, printf style. */
#if defined(__GNUC__)
__attribute__((format(printf, 2, 3)))
#endif
void sim_narrate(const sim_narrator *narrator, const char *format, ...);

#endif
