/* idsim tape: text to binary and back, and a tape told to people. */
#include "command.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "output.h"
#include "summary.h"
#include "tapefile.h"

static const char help[] =
    "idsim tape convert IN OUT [--to text|binary]\n"
    "idsim tape show FILE\n"
    "\n"
    "convert turns a tape into its other form, or into the one that --to names; nothing is lost\n"
    "either way. show prints the ops with their numbers and what they mean.\n"
    "\n"
    "  IN, OUT, FILE        a path; - is standard input or output\n"
    "      --to FORM        text or binary (default: the form that IN does not have)\n"
    "\n"
    "A fuzzer's input can be read too: bytes that are not all printable are a binary tape, even\n"
    "without its header. To see what a tape does when it is played: idsim replay TAPE\n"
    "\n"
    "Examples\n"
    "  idsim tape show corpus/regressions/restored-session-cannot-grow.tape\n"
    "  idsim tape convert crash-1234 crash.tape --to text\n"
    "  idsim tape convert - - --to binary < a.tape | idsim replay -\n"
    "\n" SIM_HELP_EXIT;

static int convert(const char *in, const char *out, const char *to)
{
    sim_tape tape;
    bool is_text = false;
    if (to != NULL && strcmp(to, "text") != 0 && strcmp(to, "binary") != 0) {
        sim_error("--to wants text or binary, not '%s'", to);
        return SIM_EXIT_USAGE;
    }
    int status = sim_tapefile_read(in, &tape, &is_text);
    if (status != 0) {
        return status;
    }
    bool binary = to == NULL ? is_text : strcmp(to, "binary") == 0;
    status = sim_tapefile_write(out, &tape, binary);
    sim_tape_free(&tape);
    return status;
}

static int show(const char *path)
{
    sim_tape tape;
    int status = sim_tapefile_read(path, &tape, NULL);
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
        sim_op_print(&tape.ops[i], line, sizeof line);
        const char *sentence = sim_op_sentence(tape.ops[i].code);
        (void)printf("%7zu  %-28s  %s%s%s\n", i, line, sim_colour_on(stdout, SIM_COLOUR_DIM),
                     sentence == NULL ? "" : sentence, sim_colour_off(stdout));
    }
    sim_tape_free(&tape);
    return 0;
}

static int run(int argc, char **argv)
{
    const char *to = NULL;
    int words = 0;
    sim_option options[] = {{"to", &to, 0, 0, SIM_OPTION_TEXT, 0, false}};
    if (!sim_options_parse("tape", options, 1, argc, argv, &words)) {
        return SIM_EXIT_USAGE;
    }
    if (words == 3 && strcmp(argv[0], "convert") == 0) {
        return convert(argv[1], argv[2], to);
    }
    if (words == 2 && strcmp(argv[0], "show") == 0 && to == NULL) {
        return show(argv[1]);
    }
    if (words > 0 && strcmp(argv[0], "convert") != 0 && strcmp(argv[0], "show") != 0) {
        sim_error("tape can convert and show, not '%s'", argv[0]);
    } else if (words > 0 && strcmp(argv[0], "convert") == 0) {
        sim_error("tape convert wants two files, IN and OUT");
    } else {
        sim_error(words > 0 ? "tape show wants one file and no options"
                            : "tape wants convert or show");
    }
    sim_hint("See idsim tape --help");
    return SIM_EXIT_USAGE;
}

const sim_command sim_command_tape = {"tape", "text to binary and back; what is on a tape", help,
                                      NULL, run};
