/* Describes failures, for people and for results. */
#include "failure.h"

#include <inttypes.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "guest.h"
#include "kernel/trace.h"
#include "output.h"
#include "shrink/symptom.h"

const char *sim_failure_kind_name(sim_failure_kind kind)
{
    static const char *const names[] = {
#define SIM_FAILURE_KIND_NAME(constant, name) name,
        SIM_FAILURE_KIND_TABLE(SIM_FAILURE_KIND_NAME)
#undef SIM_FAILURE_KIND_NAME
    };
    return names[kind];
}

/* Names the op at index, or says that the tape had ended. */
static void set_op(sim_failure_note *note, const sim_tape *tape, uint64_t index)
{
    note->has_op = true;
    note->op = index;
    note->code = sim_symptom_code(tape, index);
    if (index < tape->count) {
        sim_op_print((sim_scheme)tape->config.scheme, &tape->ops[index], note->op_text,
                     sizeof note->op_text);
    } else {
        (void)snprintf(note->op_text, sizeof note->op_text,
                       "in the quiet phase, after the last op");
    }
}

void sim_failure_from_result(sim_failure_note *note, const sim_result *result, const sim_tape *tape)
{
    const sim_failure *failure = &result->failure;
    note->kind = SIM_FAILURE_INVARIANT;
    note->failure = *failure;
    note->name = (unsigned)failure->invariant < SIM_INVARIANT_COUNT
                     ? sim_invariant_name(failure->invariant)
                     : sim_failure_kind_name(note->kind);
    set_op(note, tape, failure->op);
    sim_site_print(&failure->site, note->where);
    sim_value_print(&failure->expected, note->expected);
    sim_value_print(&failure->got, note->got);
}

/* Names the first op that differed in the replay, and what was played instead if that differs. */
static void describe_divergence(sim_failure_note *note, const sim_record *record,
                                const sim_tape *tape)
{
    char op[80];
    sim_scheme scheme = (sim_scheme)tape->config.scheme;
    size_t size = strlen(note->got);
    set_op(note, tape, record->diverged_at);
    if (record->diverged_at >= tape->count || !sim_op_applies(scheme, record->diverged_op.code)) {
        return;
    }
    sim_op_print(scheme, &record->diverged_op, op, sizeof op);
    if (sim_op_equal(&record->diverged_op, &tape->ops[record->diverged_at])) {
        (void)snprintf(note->got + size, sizeof note->got - size, "; other effects of that op");
    } else {
        (void)snprintf(note->got + size, sizeof note->got - size, "; \"%s\" there", op);
    }
}

static void describe_determinism(sim_failure_note *note, const sim_record *record,
                                 const sim_tape *tape)
{
    char first[17];
    char second[17];
    sim_trace_format(record->result.digest, first);
    sim_trace_format(record->replayed_digest, second);
    note->kind = SIM_FAILURE_DETERMINISM;
    (void)snprintf(note->where, sizeof note->where, "when it was played again in one process, %s",
                   record->replayed_from_tape ? "from its tape" : "by its seed");
    (void)snprintf(note->expected, sizeof note->expected, "%s and digest %s again",
                   sim_verdict_name(record->result.verdict), first);
    (void)snprintf(note->got, sizeof note->got, "%s and digest %s",
                   sim_verdict_name(record->replayed_verdict), second);
    if (record->diverged) {
        describe_divergence(note, record, tape);
    }
}

static void describe_memory(sim_failure_note *note, const sim_limits *limits)
{
    note->kind = SIM_FAILURE_MEMORY;
    if (sim_worker_memory_unlimited()) {
        (void)snprintf(note->expected, sizeof note->expected, "enough memory for the world");
    } else {
        (void)snprintf(note->expected, sizeof note->expected,
                       "a world that fits into %" PRIu64 " MB (--memory)", limits->memory_mb);
    }
    (void)snprintf(note->got, sizeof note->got, "no more memory");
}

static void describe_hang(sim_failure_note *note, const sim_limits *limits)
{
    note->kind = SIM_FAILURE_HANG;
    (void)snprintf(note->expected, sizeof note->expected, "an end within %.0f s (--timeout)",
                   limits->timeout_seconds);
    (void)snprintf(note->got, sizeof note->got, "no end; the watchdog stopped it");
}

static void describe_crash(sim_failure_note *note, const sim_task_outcome *outcome)
{
    note->kind = SIM_FAILURE_CRASH;
    (void)snprintf(note->expected, sizeof note->expected, "a process that runs to its end");
    if (outcome->end == SIM_END_SIGNAL) {
        (void)snprintf(note->got, sizeof note->got, "it died of signal %d (%s)", outcome->detail,
                       strsignal(outcome->detail));
    } else {
        (void)snprintf(note->got, sizeof note->got, "it exited with status %d", outcome->detail);
    }
    if (outcome->late) {
        (void)snprintf(
            note->where, sizeof note->where,
            "when the worker ended; this was its last seed, but an earlier one may be the cause");
    }
}

static void describe_kind(sim_failure_note *note, const sim_limits *limits,
                          const sim_task_outcome *outcome, const sim_tape *tape)
{
    const sim_record *record = outcome->record;
    if (outcome->end == SIM_END_HANG) {
        describe_hang(note, limits);
    } else if (outcome->end == SIM_END_SIGNAL && outcome->detail == SIGKILL) {
        note->kind = SIM_FAILURE_KILLED;
        (void)snprintf(note->expected, sizeof note->expected, "a process that runs to its end");
        (void)snprintf(note->got, sizeof note->got,
                       "it was killed (out of memory, or from outside)");
    } else if (outcome->end != SIM_END_DONE) {
        describe_crash(note, outcome);
    } else if (record->result.verdict == SIM_BROKEN) {
        describe_memory(note, limits);
    } else {
        describe_determinism(note, record, tape);
    }
    note->name = sim_failure_kind_name(note->kind);
}

/* The command line of idsim, with arguments. */
static char *command_line(const char *arguments)
{
    char *name = sim_shell_word(sim_program());
    if (name == NULL) {
        return NULL;
    }
    const char *guest = sim_guest_command_line();
    size_t size = strlen(name) + strlen(arguments) + strlen(guest) + 2;
    char *line = malloc(size);
    if (line != NULL) {
        (void)snprintf(line, size, "%s %s%s", name, arguments, guest);
    }
    free(name);
    return line;
}

/* " --invariant a,b", or nothing if all are judged. */
static void invariants_argument(sim_invariant_set only, char *text, size_t size)
{
    size_t used = 0;
    for (size_t i = 0; !sim_invariants_are_all(&only) && i < SIM_INVARIANT_COUNT; i++) {
        if (sim_invariant_in(only, (sim_invariant)i) && used < size) {
            int length =
                snprintf(text + used, size - used, "%s%s", used == 0 ? " --invariant " : ",",
                         sim_invariant_name((sim_invariant)i));
            used += length > 0 ? (size_t)length : 0;
        }
    }
}

/* Only a sweep replays worlds, beginning with its first seed. */
void sim_failure_reproduce(const sim_failure_note *note, char text[SIM_REPRODUCE_SIZE])
{
    char invariants[480] = "";
    char ops[40] = "";
    char *word = sim_shell_word(sim_scenario_word(note->scenario));
    const char *name = word == NULL ? note->scenario->name : word;
    if (note->ops != 0) {
        (void)snprintf(ops, sizeof ops, " --ops %" PRIu64, note->ops);
    }
    invariants_argument(note->only, invariants, sizeof invariants);
    if (note->kind == SIM_FAILURE_DETERMINISM) {
        char end[SIM_SEED_TEXT];
        sim_format_next_seed(note->seed, end);
        (void)snprintf(text, SIM_REPRODUCE_SIZE, "sweep %s --seeds %" PRIu64 "..%s%s%s", name,
                       note->seed, end, ops, invariants);
    } else {
        (void)snprintf(text, SIM_REPRODUCE_SIZE, "replay %s --seed %" PRIu64 "%s%s", name,
                       note->seed, ops, invariants);
    }
    free(word);
}

void sim_failure_from_outcome(sim_failure_note *note, const sim_limits *limits,
                              const sim_task_outcome *outcome)
{
    const sim_record *record = outcome->record;
    sim_tape tape = sim_record_tape(outcome->record);
    if (outcome->end == SIM_END_DONE && record->result.verdict == SIM_FAIL) {
        sim_failure_from_result(note, &record->result, &tape);
    } else {
        describe_kind(note, limits, outcome, &tape);
        if (tape.count > 0 && !outcome->late && note->kind != SIM_FAILURE_DETERMINISM) {
            set_op(note, &tape, atomic_load(&record->op_now));
            if (note->where[0] == '\0') {
                (void)snprintf(note->where, sizeof note->where, "in that op or after it");
            }
        }
    }
    if (record->config.nodes == 0 && note->where[0] == '\0') {
        (void)snprintf(note->where, sizeof note->where,
                       "before the world existed, so there is no tape");
    } else if (tape.count == 0 && note->where[0] == '\0') {
        (void)snprintf(note->where, sizeof note->where, "before the first op");
    }
}

sim_failure_note sim_failure_describe(const sim_plan *plan, const sim_limits *limits,
                                      const sim_task_outcome *outcome)
{
    char arguments[SIM_REPRODUCE_SIZE];
    sim_failure_note note = {
        .scenario = plan->scenarios[sim_plan_scenario(plan, outcome->task)],
        .seed = sim_plan_seed(plan, outcome->task),
        .ops = plan->ops,
        .only = plan->only,
    };
    sim_failure_from_outcome(&note, limits, outcome);
    sim_failure_reproduce(&note, arguments);
    note.command = command_line(arguments);
    return note;
}

/* Long enough for a command with two paths. */
#define LINE_MAX_SHOWN 9000

static void print_line(FILE *out, const char *label, const char *text)
{
    if (text != NULL && text[0] != '\0') {
        char safe[LINE_MAX_SHOWN];
        sim_format_safe(text, safe, sizeof safe);
        (void)fprintf(out, "  %-10s  %s\n", label, safe);
    }
}

/* The same failure from the tape, which no later version's generator can change. */
static void print_from_tape(FILE *out, const char *label, const char *path)
{
    char *program = sim_shell_word(sim_program());
    char *tape = sim_shell_word(path);
    if (program != NULL && tape != NULL) {
        char line[LINE_MAX_SHOWN];
        (void)snprintf(line, sizeof line, "%s replay %s%s", program, tape,
                       sim_guest_command_line());
        print_line(out, label, line);
    }
    free(program);
    free(tape);
}

/* The sentence of the broken invariant; NULL for failures of another kind. */
static const char *what_should_hold(const sim_failure_note *note)
{
    return note->kind == SIM_FAILURE_INVARIANT && note->failure.failed
               ? sim_invariant_sentence(note->failure.invariant)
               : NULL;
}

const char *sim_failure_sentence(const sim_failure_note *note)
{
    const char *sentence = what_should_hold(note);
    return sentence != NULL ? sentence : "a world runs to its end, and the same each time";
}

static void print_blame(FILE *out, const sim_failure_note *note)
{
    if (note->has_blame) {
        char why[SIM_BLAME_TEXT_SIZE];
        char line[sizeof why + 40];
        sim_blame_print(&note->blame, why);
        (void)snprintf(line, sizeof line, "%s: %s", sim_suspect_name(note->blame.suspect), why);
        print_line(out, "blame", line);
    }
}

void sim_failure_print(FILE *out, const sim_failure_note *note)
{
    (void)fprintf(out, "%sFAIL%s  ", sim_colour_on(out, SIM_COLOUR_RED), sim_colour_off(out));
    if (note->scenario != NULL) {
        (void)fprintf(out, "%s, seed %" PRIu64 ": ", note->scenario->name, note->seed);
    }
    (void)fprintf(out, "%s%s%s\n", sim_colour_on(out, SIM_COLOUR_BOLD), note->name,
                  sim_colour_off(out));
    print_line(out, "invariant", what_should_hold(note));
    if (note->has_op) {
        char op[120];
        (void)snprintf(op, sizeof op, "%" PRIu64 "  %s", note->op, note->op_text);
        print_line(out, "op", op);
    }
    print_line(out, "where", note->where);
    print_line(out, "expected", note->expected);
    print_line(out, "got", note->got);
    print_blame(out, note);
    print_line(out, "tape", note->tape);
    print_line(out, "reproduce", note->command);
    if (note->tape != NULL && note->kind != SIM_FAILURE_DETERMINISM) {
        print_from_tape(out, note->command == NULL ? "reproduce" : "or", note->tape);
    }
}

void sim_failure_print_shrunk(FILE *out, const sim_failure_note *note)
{
    print_line(out, "tape", note->shrunk);
    print_line(out, "story", note->story);
    print_line(out, "C test", note->c_test);
    print_from_tape(out, "reproduce", note->shrunk);
}

void sim_failure_free(sim_failure_note *note)
{
    free(note->tape);
    free(note->shrunk);
    free(note->story);
    free(note->c_test);
    note->shrunk = NULL;
    note->story = NULL;
    note->c_test = NULL;
    free(note->command);
    note->tape = NULL;
    note->command = NULL;
}
