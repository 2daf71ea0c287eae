/*
 * The narrator: an observer that describes a world's events in sentences. Each scheme has its own
 * (narrate.c in its folder); this is the part they share.
 */
#ifndef SIM_NARRATOR_H
#define SIM_NARRATOR_H

typedef struct sim_narrator {
    void (*tell)(void *context, const char *sentence);
    void *context;
} sim_narrator;

/* Prints a sentence, printf style. */
#if defined(__GNUC__)
__attribute__((format(printf, 2, 3)))
#endif
void sim_narrate(const sim_narrator *narrator, const char *format, ...);

#endif
