/* idsim tape: converts tapes between text and binary, lists them, and identifies files. */
#include "command.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "output.h"
#include "summary.h"
#include "tapefile.h"

static const char help[] =
    "idsim tape convert IN OUT [--to text|binary] [--bare]\n"
    "idsim tape show FILE [--bare]\n"
    "idsim tape form FILE [--bare]\n"
    "\n"
    "convert writes a tape in its other form, or in the one that --to names; nothing is lost\n"
    "either way. show lists the ops with their numbers and meanings. form prints what a file\n"
    "is: text, binary or bare; anything else is refused.\n"
    "\n"
    "  IN, OUT, FILE        a path; \"-\" is standard input or output\n"
    "      --to FORM        text or binary (default: the form that IN does not "
    "have)\n" SIM_HELP_BARE "\n"
    "Text is UTF-8. A byte order mark, comments and blank lines may come first, and lines may\n"
    "end in CR LF. To see what happens when a tape is played: idsim replay TAPE\n"
    "\n"
    "Examples\n"
    "  idsim tape show corpus/regressions/restored-session-cannot-grow.tape\n"
    "  idsim tape convert crash-1234 crash.tape --bare --to text\n"
    "  idsim tape convert - - --to binary < a.tape | idsim replay -\n"
    "\n" SIM_HELP_EXIT_DONE;

enum { CONVERT, SHOW, SHOW_FORM, VERBS };

typedef struct arguments {
    const char *to; /* NULL: the other form */
    bool bare;
} arguments;

static int convert(const char *in, const char *out, const arguments *a)
{
    static const char *const names[] = {"text", "binary"};
    sim_tape tape;
    sim_tape_form form;
    sim_nearest nearest;
    size_t to = a->to == NULL ? 0 : sim_name_find(a->to, names, 2, &nearest);
    if (to == 2) {
        sim_error("--to needs text or binary, not '%s'", a->to);
        sim_nearest_hint(&nearest, "See idsim tape --help");
        return SIM_EXIT_USAGE;
    }
    int status = sim_tapefile_read(in, a->bare, &tape, &form);
    if (status != 0) {
        return status;
    }
    bool binary = a->to == NULL ? form == SIM_TAPE_TEXT : to == 1;
    status = sim_tapefile_write(out, &tape, binary);
    sim_tape_free(&tape);
    return status;
}

static int show_form(const char *path, const arguments *a)
{
    sim_tape tape;
    sim_tape_form form;
    int status = sim_tapefile_read(path, a->bare, &tape, &form);
    if (status == 0) {
        sim_tape_free(&tape);
        (void)printf("%s\n", sim_tape_form_name(form));
    }
    return status;
}

static int show(const char *path, const arguments *a)
{
    sim_tape tape;
    int status = sim_tapefile_read(path, a->bare, &tape, NULL);
    if (status != 0) {
        return status;
    }
    sim_config config = sim_config_wrap(tape.config);
    (void)printf("%zu op%s in a world of ", tape.count, tape.count == 1 ? "" : "s");
    sim_print_world(stdout, &config);
    if (config.scheme == SIM_SCHEME_COMPRESSOR) {
        (void)printf(",\nwrite-ahead 0x%x", (unsigned)config.write_ahead);
    }
    (void)printf(", seed %" PRIu64 "\n", config.seed);
    for (size_t i = 0; i < tape.count; i++) {
        char line[80];
        sim_scheme scheme = (sim_scheme)config.scheme;
        sim_op_print(scheme, &tape.ops[i], line, sizeof line);
        const char *sentence = sim_op_row_of(scheme, tape.ops[i].code)->sentence;
        (void)printf("%7zu  %-28s  %s%s%s\n", i, line, sim_colour_on(stdout, SIM_COLOUR_DIM),
                     sentence, sim_colour_off(stdout));
    }
    sim_tape_free(&tape);
    return 0;
}

static int refuse(int words, char **argv, size_t verb, const sim_nearest *nearest)
{
    if (words == 0) {
        sim_error("tape needs convert, show or form");
    } else if (verb == CONVERT) {
        sim_error("tape convert needs two files, IN and OUT");
    } else if (verb != VERBS) {
        sim_error("tape %s needs one file, and no --to", argv[0]);
    } else {
        sim_error("there is no 'tape %s': there are convert, show and form", argv[0]);
        sim_nearest_hint(nearest, "See idsim tape --help");
        return SIM_EXIT_USAGE;
    }
    sim_hint("See idsim tape --help");
    return SIM_EXIT_USAGE;
}

static int run(int argc, char **argv)
{
    static const char *const verbs[] = {
        [CONVERT] = "convert", [SHOW] = "show", [SHOW_FORM] = "form"};
    arguments a = {NULL, false};
    int words = 0;
    sim_option options[] = {{"to", &a.to, 0, 0, SIM_OPTION_TEXT, 0, false},
                            {"bare", &a.bare, 0, 0, SIM_OPTION_FLAG, 0, false}};
    if (!sim_options_parse("tape", options, 2, argc, argv, &words)) {
        return SIM_EXIT_USAGE;
    }
    sim_nearest nearest;
    size_t verb = sim_name_find(words > 0 ? argv[0] : "", verbs, VERBS, &nearest);
    if (verb == CONVERT && words == 3) {
        return convert(argv[1], argv[2], &a);
    }
    if (verb == SHOW && words == 2 && a.to == NULL) {
        return show(argv[1], &a);
    }
    if (verb == SHOW_FORM && words == 2 && a.to == NULL) {
        return show_form(argv[1], &a);
    }
    return refuse(words, argv, verb, &nearest);
}

const sim_command sim_command_tape = {"tape", "convert a tape between text and binary, or list it",
                                      help, NULL, run};
