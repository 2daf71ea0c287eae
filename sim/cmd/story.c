/* Prints the ops of a world and what happens in each. */
#include "story.h"

#include <errno.h>
#include <inttypes.h>

#include "apart.h"
#include "output.h"
#include "run.h"

void sim_story_op(FILE *out, sim_scheme scheme, uint64_t index, const sim_op *op)
{
    char line[80];
    sim_op_print(scheme, op, line, sizeof line);
    (void)fprintf(out, "%s%7" PRIu64 "  %s%s\n", sim_colour_on(out, SIM_COLOUR_BOLD), index, line,
                  sim_colour_off(out));
}

void sim_story_sentence(FILE *out, const char *sentence)
{
    char safe[1024];
    sim_format_safe(sentence, safe, sizeof safe);
    (void)fprintf(out, "           %s\n", safe);
}

typedef struct telling {
    FILE *out;
    const sim_tape *tape;
    bool to_the_end;
} telling;

/* Each line is flushed before the next op, which may be the last one. */
static void tell_op(void *context, const void *world, uint64_t index, const sim_op *op)
{
    (void)world;
    const telling *t = context;
    sim_story_op(t->out, (sim_scheme)t->tape->config.scheme, index, op);
    (void)fflush(t->out);
}

static void tell_sentence(void *context, const char *sentence)
{
    sim_story_sentence(context, sentence);
    (void)fflush(context);
}

static void tell_story(void *context)
{
    telling *t = context;
    const sim_run_options options = {.until = SIM_NEVER,
                                     .without_quiet = !t->to_the_end,
                                     .tell = tell_sentence,
                                     .tell_context = t->out,
                                     .before_op = tell_op,
                                     .before_op_context = t};
    (void)sim_run_tape(t->tape, &options);
}

bool sim_story_write(FILE *out, const sim_tape *tape, bool to_the_end, double timeout_seconds)
{
    telling t = {out, tape, to_the_end};
    bool told = sim_apart(tell_story, &t, timeout_seconds);
    int why = errno;
    /* The child wrote to the file, which moved on without this stream. */
    (void)fseek(out, 0, SEEK_END);
    errno = why;
    return told;
}
