/* idsim explore: every tape of a small scope. */
#include "command.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "exploration.h"
#include "guest.h"
#include "interrupt.h"
#include "json.h"
#include "output.h"
#include "provenance.h"

static const char help[] =
    "idsim explore [SCOPE] [--ops N] [--time T] [--state FILE] [options]\n"
    "idsim explore --list\n"
    "\n"
    "Plays every tape of a small scope, shortest first, so that the tape of a failure is as\n"
    "short as possible. Equivalent states are merged and expanded once; sim/explore/canon.h\n"
    "says which states are equivalent. In every state the oracle asks all its questions, and\n"
    "the quiet phase is played.\n"
    "\n"
    "  SCOPE                see --list (default tiny); the options below change it. Those\n"
    "                       marked \"compressor\" work only for scopes of the ID compressor\n"
    "      --sessions N     session slots per node, 1 to 4; compressor\n"
    "      --nodes N        nodes, 1 to 4\n"
    "      --ops N          ops of the longest tapes, 0 to 32, without those of --begin\n"
    "      --alphabet NAME  the ops of another scope, or a list such as\n"
    "                       open,generate:count=1/5,take (for all nodes and slots, unless the\n"
    "                       list says otherwise)\n"
    "      --cluster-size N\n"
    "                       cluster size of new sessions; compressor\n"
    "      --begin NAME     how every tape begins. empty: all nodes are down. Compressor:\n"
    "                       connected, or sessions (connected, a session in every slot).\n"
    "                       Other schemes: up (every node can make IDs)\n"
    "      --write-ahead    all nodes save before they send; compressor\n"
    "  -j, --jobs N         worker processes (default: one per processor)\n"
    "      --memory MB      memory for the search (default 1024); the search stops when it is\n"
    "                       full. Each worker needs a few MB more\n"
    "      --time T         stop after T, and report the depth that is complete\n"
    "      --state FILE     resume from FILE if it exists, and save there after each level\n"
    "                       and at the end. A larger --ops makes the search deeper. Only the\n"
    "                       build of idsim that wrote FILE can read it\n"
    "      --max-failures N\n"
    "                       stop after N failing states (default 1; 0: never)\n"
    "      --no-merge       do not merge equivalent states, to check that merging loses\n"
    "                       nothing\n"
    "      --no-symmetry    do not merge worlds that differ only in the order of their nodes;\n"
    "                       compressor\n"
    "      --timeout T      time a state may take before it counts as a hang (default 10s)\n"
    "      --report DIR     write result.json and the tapes of failures there\n"
    "      --json           print the result as JSON\n" SIM_HELP_GUEST
    "      --list           list the scopes\n"
    "\n"
    "Examples\n"
    "  idsim explore                                    # a few seconds\n"
    "  idsim explore storage --ops 8 --time 10m\n"
    "  idsim explore ranges --ops 12 --state ranges.state\n"
    "  idsim explore snowflake --time 60s\n"
    "  idsim explore --alphabet start,open,generate,take --nodes 1 --begin empty --ops 6\n"
    "\n"
    "Columns of the table\n"
    "  states               states that need this many ops\n"
    "  judged               of them: checked and, unless this is the last level, expanded\n"
    "                       with every op of the alphabet\n"
    "  no effect            ops that left a state unchanged\n"
    "  known before, new    ops that led to a state already known, or to a new one\n"
    "  failed               states that break an invariant; they are not expanded\n"
    "\n" SIM_HELP_EXIT "\n";

static const char more[] = SIM_HELP_JSON
    "  verdict              \"PASS\", \"FAIL\", \"VACUOUS\" (no level is complete, or no op\n"
    "                       had an effect), \"INTERRUPTED\" or \"BROKEN\"\n"
    "  ended                \"complete\", \"time\", \"memory\", \"failures\", \"interrupted\"\n"
    "                       or \"broken\"\n"
    "  scope                name, scheme, nodes, sessions, ops, cluster_size, write_ahead,\n"
    "                       begin, letters (the ops of the alphabet with their arguments),\n"
    "                       merge, symmetry. Schemes other than the compressor have world, as\n"
    "                       in a tape, instead of nodes, sessions, cluster_size and\n"
    "                       write_ahead\n"
    "  complete_depth       the last complete level; null if there is none\n"
    "  states, judged       of all levels\n"
    "  memory_bytes, seconds\n"
    "                       memory that the search holds; time of this run\n"
    "  states_per_second    judged in this run\n"
    "  levels               for each: depth, states, judged, no_effect, known_before, new,\n"
    "                       failed, seconds\n"
    "  marks, faults        {reached, missed}: those of the scheme\n"
    "  checks               how often each invariant was checked, by name\n"
    "  failures             as in \"idsim run --help\", without scenario and seed\n";

typedef struct arguments {
    const sim_scope *named;
    sim_search_scope scope;
    sim_alphabet alphabet;
    uint64_t sessions;
    uint64_t nodes;
    uint64_t ops;
    uint64_t cluster_size;
    uint64_t jobs;
    uint64_t memory_mb;
    uint64_t time_ms;
    uint64_t timeout_ms;
    uint64_t max_failures;
    const char *letters;
    const char *begin;
    const char *state;
    const char *report;
    bool write_ahead;
    bool no_merge;
    bool no_symmetry;
    bool json;
    sim_guest_arguments guest;
} arguments;

/* --- Arguments. --- */

static void print_scopes(FILE *out)
{
    for (unsigned scheme = 0; scheme < SIM_SCHEME_COUNT; scheme++) {
        (void)fprintf(out, "%sScopes of %s worlds\n", scheme == 0 ? "" : "\n",
                      sim_scheme_name(scheme));
        for (size_t i = 0; i < sim_scope_count(); i++) {
            const sim_scope *scope = sim_scope_at(i);
            if (scope->config.scheme == scheme) {
                (void)fprintf(out, "  %-16s  %s\n", scope->name, scope->sentence);
            }
        }
    }
}

static const sim_scope *find_scope(const char *name)
{
    sim_nearest nearest = sim_nearest_to(name);
    for (size_t i = 0; i < sim_scope_count(); i++) {
        if (sim_name_is(name, sim_scope_at(i)->name)) {
            return sim_scope_at(i);
        }
        sim_nearest_try(&nearest, sim_scope_at(i)->name);
    }
    sim_error("there is no scope '%s'", name);
    sim_nearest_hint(&nearest, "All of them: idsim explore --list");
    return NULL;
}

static bool parse_begin(arguments *a)
{
    sim_scheme scheme = (sim_scheme)a->scope.config.scheme;
    if (a->begin == NULL) {
        return true;
    }
    if (!sim_begin_find(a->begin, &a->scope.begin)) {
        static const char *const names[] = {"empty", "connected", "sessions", "up"};
        sim_nearest nearest;
        (void)sim_name_find(a->begin, names, sizeof names / sizeof names[0], &nearest);
        sim_error("--begin needs empty, connected, sessions or up, not '%s'", a->begin);
        sim_nearest_hint(&nearest, "See idsim explore --help");
        return false;
    }
    if (!sim_begin_applies(a->scope.begin, scheme)) {
        sim_error("%s worlds cannot begin with '%s'", sim_scheme_name(scheme), a->begin);
        sim_hint(scheme == SIM_SCHEME_COMPRESSOR ? "They begin with empty, connected or sessions."
                                                 : "They begin with empty or up.");
        return false;
    }
    return true;
}

/* The ops of another scope, or a list. */
static bool find_list(const arguments *a, const char **list)
{
    const sim_scope *other = a->letters == NULL ? a->named : sim_scope_find(a->letters);
    *list = other == NULL ? a->letters : other->alphabet;
    if (other != NULL && other->config.scheme != a->scope.config.scheme) {
        sim_error("--alphabet: '%s' is a scope of %s worlds, and '%s' is not", other->name,
                  sim_scheme_name(other->config.scheme), a->named->name);
        return false;
    }
    return true;
}

static bool parse_alphabet(arguments *a)
{
    sim_alphabet_error error = {"", ""};
    const char *list;
    if (!find_list(a, &list)) {
        return false;
    }
    if (sim_alphabet_parse(list, &a->scope.config, &a->alphabet, &error)) {
        return true;
    }
    sim_error("--alphabet: %s%s%s%s", error.word[0] == '\0' ? "" : "'", error.word,
              error.word[0] == '\0' ? "" : "': ", error.message);
    sim_nearest nearest = sim_nearest_to(error.word);
    for (unsigned i = 0; i < SIM_OP_CODES; i++) {
        const char *name = sim_op_name((sim_scheme)a->scope.config.scheme, i);
        if (name != NULL) {
            sim_nearest_try(&nearest, name);
        }
    }
    sim_nearest_hint(&nearest,
                     "All ops: idsim list ops. The named alphabets: idsim explore --list");
    return false;
}

/* The numbers of other schemes' worlds are the scope's. */
static bool check_traits(const arguments *a)
{
    const char *given = a->sessions != 0       ? "--sessions"
                        : a->cluster_size != 0 ? "--cluster-size"
                        : a->write_ahead       ? "--write-ahead"
                                               : NULL;
    if (given == NULL || a->named->config.scheme == SIM_SCHEME_COMPRESSOR) {
        return true;
    }
    sim_error("%s is for scopes of compressor worlds, and '%s' is one of %s worlds", given,
              a->named->name, sim_scheme_name(a->named->config.scheme));
    return false;
}

/* From the options, or else from the scope. */
static bool make_scope(arguments *a)
{
    const sim_scope *named = a->named;
    sim_config config = named->config;
    config.nodes = a->nodes != 0 ? (uint8_t)a->nodes : config.nodes;
    if (config.scheme == SIM_SCHEME_COMPRESSOR) {
        config.slots = a->sessions != 0 ? (uint8_t)a->sessions : config.slots;
        config.cluster_size =
            a->cluster_size != 0 ? (uint32_t)a->cluster_size : config.cluster_size;
        bool ahead = a->write_ahead || config.write_ahead != 0;
        config.write_ahead = ahead ? (uint16_t)((1u << config.nodes) - 1) : 0;
    }
    a->scope = (sim_search_scope){
        .config = sim_config_wrap(config),
        .begin = named->begin,
        .ops = a->ops != UINT64_MAX ? (uint32_t)a->ops : named->ops,
        .merge = !a->no_merge,
        .mirror = !a->no_symmetry,
    };
    return parse_begin(a) && parse_alphabet(a);
}

static bool check_memory(const arguments *a)
{
    size_t ring = sim_exploration_ring_bytes(a->alphabet.count);
    uint64_t least = ((uint64_t)ring + SIM_SEARCH_BYTES_MIN) / ((uint64_t)1 << 20) + 1;
    if (a->memory_mb < least) {
        sim_error("with this alphabet --memory needs at least %" PRIu64, least);
        return false;
    }
    if (a->memory_mb > SIZE_MAX >> 22) {
        sim_error("--memory %" PRIu64 " is more than this machine can address", a->memory_mb);
        return false;
    }
    return true;
}

static bool parse(int argc, char **argv, arguments *a, bool *list)
{
    int words = 0;
    memset(a, 0, sizeof *a);
    a->ops = UINT64_MAX;
    a->jobs = sim_pool_processors();
    a->memory_mb = SIM_DEFAULT_MEMORY_MB;
    a->timeout_ms = SIM_DEFAULT_TIMEOUT_MS;
    a->max_failures = 1;
    sim_option options[] = {
        {"sessions", &a->sessions, 1, SIM_SCOPE_SLOTS_MAX, SIM_OPTION_NUMBER, 0, false},
        {"nodes", &a->nodes, 1, SIM_SCOPE_NODES_MAX, SIM_OPTION_NUMBER, 0, false},
        {"ops", &a->ops, 0, SIM_SCOPE_OPS_MAX, SIM_OPTION_NUMBER, 0, false},
        {"alphabet", &a->letters, 0, 0, SIM_OPTION_TEXT, 0, false},
        {"cluster-size", &a->cluster_size, 1, IDA_CLUSTER_SIZE_MAX, SIM_OPTION_NUMBER, 0, false},
        {"begin", &a->begin, 0, 0, SIM_OPTION_TEXT, 0, false},
        {"write-ahead", &a->write_ahead, 0, 0, SIM_OPTION_FLAG, 0, false},
        {"jobs", &a->jobs, 1, SIM_JOBS_MAX, SIM_OPTION_NUMBER, 'j', false},
        {"memory", &a->memory_mb, 1, SIM_MEMORY_MAX_MB, SIM_OPTION_NUMBER, 0, false},
        {"time", &a->time_ms, 1, SIM_TIME_MAX_SECONDS, SIM_OPTION_DURATION, 0, false},
        {"state", &a->state, 0, 0, SIM_OPTION_TEXT, 0, false},
        {"max-failures", &a->max_failures, 0, UINT32_MAX, SIM_OPTION_NUMBER, 0, false},
        {"no-merge", &a->no_merge, 0, 0, SIM_OPTION_FLAG, 0, false},
        {"no-symmetry", &a->no_symmetry, 0, 0, SIM_OPTION_FLAG, 0, false},
        {"timeout", &a->timeout_ms, 1, SIM_TIMEOUT_MAX_SECONDS, SIM_OPTION_DURATION, 0, false},
        {"report", &a->report, 0, 0, SIM_OPTION_TEXT, 0, false},
        {"json", &a->json, 0, 0, SIM_OPTION_FLAG, 0, false},
        SIM_GUEST_OPTIONS(a->guest),
        {"list", list, 0, 0, SIM_OPTION_FLAG, 0, false},
    };
    if (!sim_options_parse("explore", options, sizeof options / sizeof options[0], argc, argv,
                           &words)) {
        return false;
    }
    if (words > 1) {
        sim_error("explore takes one scope; unexpected argument '%s'", argv[1]);
        return false;
    }
    a->named = find_scope(words == 1 ? argv[0] : SIM_DEFAULT_SCOPE);
    return a->named != NULL && check_traits(a) && make_scope(a) && check_memory(a) &&
           sim_guest_use(&a->guest);
}

/* --- Resuming a search. --- */

static bool same_scope(const arguments *a, const sim_search *search)
{
    const sim_config *mine = &a->scope.config;
    const sim_config *its = &search->scope.config;
    bool same = mine->nodes == its->nodes && mine->slots == its->slots &&
                mine->write_ahead == its->write_ahead && mine->cluster_size == its->cluster_size &&
                mine->seed == its->seed && mine->scheme == its->scheme &&
                a->scope.begin == search->scope.begin && a->scope.merge == search->scope.merge &&
                a->scope.mirror == search->scope.mirror &&
                a->alphabet.count == search->alphabet.count;
    for (size_t i = 0; same && i < a->alphabet.count; i++) {
        const sim_op *mine_op = &a->alphabet.letters[i];
        const sim_op *its_op = &search->alphabet.letters[i];
        same = mine_op->code == its_op->code &&
               memcmp(mine_op->args, its_op->args, sizeof mine_op->args) == 0;
    }
    return same;
}

/* Returns 0, or an exit status after an error message. */
static int read_state(const arguments *a, size_t limit, sim_search *search)
{
    char message[160];
    bool outside;
    if (!sim_search_read(search, a->state, NULL, limit, message, &outside)) {
        sim_error("cannot resume '%s': %s", a->state, message);
        return outside ? SIM_EXIT_ENVIRONMENT : SIM_EXIT_USAGE;
    }
    if (!same_scope(a, search)) {
        sim_error("'%s' is the state of another scope", a->state);
        sim_hint("Use the arguments it was started with; only --ops may be larger.");
    } else if (a->scope.ops < search->depth) {
        sim_error("the search in '%s' is at depth %" PRIu32 " already, beyond --ops %" PRIu32,
                  a->state, search->depth, a->scope.ops);
    } else {
        sim_search_extend(search, a->scope.ops);
        return 0;
    }
    sim_search_close(search);
    return SIM_EXIT_USAGE;
}

/* Returns 0, or an exit status after an error message. */
static int begin_search(const arguments *a, sim_search *search)
{
    size_t limit = ((size_t)a->memory_mb << 20) - sim_exploration_ring_bytes(a->alphabet.count);
    if (a->state != NULL && access(a->state, F_OK) == 0) {
        return read_state(a, limit, search);
    }
    if (!sim_search_open(search, &a->scope, &a->alphabet, NULL, limit)) {
        sim_error("no memory for a search of %" PRIu64 " MB", a->memory_mb);
        return SIM_EXIT_ENVIRONMENT;
    }
    return 0;
}

/* Better to learn before the search than after it that the file cannot be written. */
static int open_search(const arguments *a, sim_search *search)
{
    int status = begin_search(a, search);
    if (status == 0 && a->state != NULL && !sim_search_write(search, a->state)) {
        sim_error("the state '%s' could not be written: %s", a->state, strerror(errno));
        sim_search_close(search);
        status = SIM_EXIT_ENVIRONMENT;
    }
    return status;
}

/* --- Results. --- */

/* How many levels are complete. */
static uint32_t complete_levels(const sim_search *search)
{
    uint32_t count = 0;
    while (count <= search->depth && sim_search_is_complete(search, count)) {
        count++;
    }
    return count;
}

static uint64_t count_failed(const sim_exploration *e)
{
    uint64_t failed = 0;
    for (uint32_t i = 0; i <= e->search->depth; i++) {
        failed += e->search->levels[i].failed;
    }
    /* A worker that failed belongs to no level. */
    return failed > e->failed ? failed : e->failed;
}

static const char *verdict_of(const sim_exploration *e, int *status)
{
    *status = SIM_PASS;
    if (count_failed(e) > 0) {
        *status = SIM_FAIL;
    } else if (e->end == SIM_EXPLORATION_INTERRUPTED) {
        *status = SIM_EXIT_SIGNAL + sim_interrupt_signal();
        return "INTERRUPTED";
    } else if (e->end == SIM_EXPLORATION_BROKEN || e->end == SIM_EXPLORATION_MEMORY) {
        *status = SIM_BROKEN;
    } else if (complete_levels(e->search) == 0 || e->search->state_count == 1) {
        *status = SIM_VACUOUS;
    }
    return sim_verdict_name((sim_verdict)*status);
}

static json_t *json_levels(const sim_exploration *e)
{
    json_t *levels = json_array();
    for (uint32_t i = 0; i <= e->search->depth; i++) {
        const sim_level *level = &e->search->levels[i];
        json_t *object = json_object();
        (void)json_object_set_new(object, "depth", sim_json_number(i));
        (void)json_object_set_new(object, "states", sim_json_number(level->states));
        (void)json_object_set_new(object, "judged", sim_json_number(level->settled));
        (void)json_object_set_new(object, "no_effect", sim_json_number(level->unchanged));
        (void)json_object_set_new(object, "known_before", sim_json_number(level->merged));
        (void)json_object_set_new(object, "new", sim_json_number(level->found));
        (void)json_object_set_new(object, "failed", sim_json_number(level->failed));
        (void)json_object_set_new(object, "seconds", json_real(e->level_seconds[i]));
        (void)json_array_append_new(levels, object);
    }
    return levels;
}

/* The option names of a compressor world's numbers; otherwise the tape's names. */
static void set_traits(json_t *object, const sim_config *config)
{
    if (config->scheme != SIM_SCHEME_COMPRESSOR) {
        (void)json_object_set_new(object, "world", sim_json_world(config));
        return;
    }
    (void)json_object_set_new(object, "nodes", sim_json_number(config->nodes));
    (void)json_object_set_new(object, "sessions", sim_json_number(config->slots));
    (void)json_object_set_new(object, "cluster_size", sim_json_number(config->cluster_size));
    (void)json_object_set_new(object, "write_ahead", json_boolean(config->write_ahead != 0));
}

static json_t *json_scope(const arguments *a)
{
    const sim_config *config = &a->scope.config;
    json_t *object = json_object();
    json_t *letters = json_array();
    for (size_t i = 0; i < a->alphabet.count; i++) {
        char line[80];
        sim_op_print((sim_scheme)config->scheme, &a->alphabet.letters[i], line, sizeof line);
        (void)json_array_append_new(letters, sim_json_text(line));
    }
    (void)json_object_set_new(object, "name", sim_json_text(a->named->name));
    (void)json_object_set_new(object, "scheme", sim_json_text(sim_scheme_name(config->scheme)));
    set_traits(object, config);
    (void)json_object_set_new(object, "ops", sim_json_number(a->scope.ops));
    (void)json_object_set_new(object, "begin", sim_json_text(sim_begin_name(a->scope.begin)));
    (void)json_object_set_new(object, "merge", json_boolean(a->scope.merge));
    (void)json_object_set_new(object, "symmetry", json_boolean(a->scope.mirror));
    (void)json_object_set_new(object, "letters", letters);
    return object;
}

/* Marks or faults: which were reached, and notes on them. */
typedef struct reached_list {
    const char *label;
    const bool *reached;
    size_t count;
    const char *(*name)(size_t index);
    bool (*applies)(sim_scheme scheme, size_t index);
} reached_list;

static const char *name_of_mark(size_t mark)
{
    return sim_mark_name((sim_mark)mark);
}

static const char *name_of_fault(size_t fault)
{
    return sim_fault_name((sim_fault)fault);
}

static bool mark_applies(sim_scheme scheme, size_t mark)
{
    return sim_mark_applies(scheme, (sim_mark)mark);
}

static bool fault_applies(sim_scheme scheme, size_t fault)
{
    return sim_fault_applies(scheme, (sim_fault)fault);
}

static reached_list marks_of(const sim_search *search)
{
    return (reached_list){"marks", search->marks, SIM_MARK_COUNT, name_of_mark, mark_applies};
}

static reached_list faults_of(const sim_search *search)
{
    return (reached_list){"faults", search->faults, SIM_FAULT_COUNT, name_of_fault, fault_applies};
}

static json_t *json_reached(const reached_list *list, sim_scheme scheme)
{
    json_t *found = json_array();
    json_t *missed = json_array();
    for (size_t i = 0; i < list->count; i++) {
        if (list->applies(scheme, i)) {
            (void)json_array_append_new(list->reached[i] ? found : missed,
                                        json_string(list->name(i)));
        }
    }
    json_t *object = json_object();
    (void)json_object_set_new(object, "reached", found);
    (void)json_object_set_new(object, "missed", missed);
    return object;
}

static json_t *json_result(const sim_exploration *e, const arguments *a, const char *verdict)
{
    const sim_search *search = e->search;
    sim_scheme scheme = (sim_scheme)search->scope.config.scheme;
    const reached_list marks = marks_of(search);
    const reached_list faults = faults_of(search);
    uint32_t complete = complete_levels(search);
    json_t *object = sim_json_document("explore");
    json_t *failures = json_array();
    for (size_t i = 0; i < e->failure_count; i++) {
        (void)json_array_append_new(failures, sim_json_failure(&e->failures[i]));
    }
    (void)json_object_set_new(object, "verdict", sim_json_text(verdict));
    (void)json_object_set_new(object, "ended", sim_json_text(sim_exploration_end_name(e->end)));
    (void)json_object_set_new(object, "scope", json_scope(a));
    (void)json_object_set_new(object, "complete_depth",
                              complete > 0 ? sim_json_number(complete - 1) : json_null());
    (void)json_object_set_new(object, "states", sim_json_number(search->state_count));
    (void)json_object_set_new(object, "judged", sim_json_number(search->next));
    (void)json_object_set_new(object, "failure_count", sim_json_number(count_failed(e)));
    (void)json_object_set_new(object, "memory_bytes",
                              sim_json_number(sim_search_memory(search) + e->ring_size));
    (void)json_object_set_new(object, "seconds", json_real(e->seconds));
    (void)json_object_set_new(
        object, "states_per_second",
        sim_json_number(e->seconds > 0 ? (uint64_t)((double)e->settled / e->seconds) : 0));
    (void)json_object_set_new(object, "levels", json_levels(e));
    (void)json_object_set_new(object, "marks", json_reached(&marks, scheme));
    (void)json_object_set_new(object, "faults", json_reached(&faults, scheme));
    (void)json_object_set_new(object, "checks", sim_json_checks(search->checks));
    (void)json_object_set_new(object, "failures", failures);
    return object;
}

/* --- For people. --- */

static void print_names(const char *label, const reached_list *list, sim_scheme scheme, bool which)
{
    size_t column = 0;
    for (size_t i = 0; i < list->count; i++) {
        if (list->reached[i] != which || !list->applies(scheme, i)) {
            continue;
        }
        size_t length = strlen(list->name(i)) + 1;
        if (column == 0 || column + length > 98) {
            (void)printf("%s%-16s", column == 0 ? "" : "\n", column == 0 ? label : "");
            column = 16;
        }
        (void)printf(" %s", list->name(i));
        column += length;
    }
    if (column > 0) {
        (void)printf("\n");
    }
}

static void print_reached(const reached_list *list, sim_scheme scheme)
{
    print_names(list->label, list, scheme, true);
    print_names("  never", list, scheme, false);
}

static void print_end(const sim_exploration *e, const arguments *a)
{
    uint32_t complete = complete_levels(e->search);
    switch (e->end) {
    case SIM_EXPLORATION_TIME:
        (void)printf("The time was up.\n");
        break;
    case SIM_EXPLORATION_MEMORY:
        (void)printf("The memory was full (--memory %" PRIu64 ").\n", a->memory_mb);
        break;
    case SIM_EXPLORATION_FAILURES:
        (void)printf("Stopped after %" PRIu64 " failure%s (--max-failures).\n", e->failed,
                     e->failed == 1 ? "" : "s");
        break;
    case SIM_EXPLORATION_INTERRUPTED:
        (void)printf("Interrupted by signal %d.\n", sim_interrupt_signal());
        break;
    case SIM_EXPLORATION_BROKEN:
        (void)printf("The environment failed.\n");
        break;
    case SIM_EXPLORATION_COMPLETE:
        break;
    }
    if (complete == 0) {
        (void)printf("No level is complete.\n");
    } else if (e->search->state_count == 1) {
        (void)printf("No op had any effect, so nothing was tested.\n");
    } else if (e->end == SIM_EXPLORATION_COMPLETE && complete <= a->scope.ops) {
        (void)printf("Every tape, however long, leads to one of these states.\n");
    } else {
        (void)printf("Every tape of up to %" PRIu32 " op%s leads to one of the judged states.\n",
                     complete - 1, complete == 2 ? "" : "s");
    }
}

static void print_people(const sim_exploration *e, const arguments *a, const char *verdict)
{
    const sim_search *search = e->search;
    const reached_list marks = marks_of(search);
    const reached_list faults = faults_of(search);
    char states[SIM_COUNT_TEXT];
    char rate[SIM_COUNT_TEXT];
    char ops[SIM_COUNT_TEXT];
    char time[SIM_TIME_TEXT];
    char note[200];
    print_end(e, a);
    print_reached(&marks, (sim_scheme)search->scope.config.scheme);
    print_reached(&faults, (sim_scheme)search->scope.config.scheme);
    sim_format_count(e->settled, states);
    sim_format_count(e->seconds > 0 ? (uint64_t)((double)e->settled / e->seconds) : 0, rate);
    sim_format_count(e->tried, ops);
    sim_format_time(e->seconds, time);
    (void)snprintf(note, sizeof note,
                   "%s state%s judged and %s op%s tried in %s, %s states a second, %u worker%s",
                   states, e->settled == 1 ? "" : "s", ops, e->tried == 1 ? "" : "s", time, rate,
                   e->options->jobs, e->options->jobs == 1 ? "" : "s");
    sim_print_verdict(stdout, verdict, note);
}

static bool write_report(const sim_exploration *e, const arguments *a, const char *verdict)
{
    sim_wholefile result;
    if (!sim_report_result_begin(e->report, &result)) {
        return false;
    }
    bool written = sim_json_write(result.file, json_result(e, a, verdict));
    return sim_report_result_end(e->report, &result, written);
}

/* --- The command. --- */

/* Levels from a state file are in the table too, without a time. */
static void print_begin(const sim_search *search, const arguments *a)
{
    (void)printf("%s: ", a->named->name);
    sim_print_world(stdout, &a->scope.config);
    (void)printf(", an alphabet of %zu ops, tapes of up to %" PRIu32 " ops\n", a->alphabet.count,
                 a->scope.ops);
    sim_exploration_print_head(stdout);
    for (uint32_t i = 0; i < search->depth; i++) {
        sim_exploration_print_level(stdout, NULL, search, i);
    }
    (void)fflush(stdout);
}

static int finish(sim_exploration *e, const arguments *a)
{
    int status = SIM_PASS;
    const char *verdict = verdict_of(e, &status);
    bool written = !e->write_failed;
    if (a->json) {
        (void)sim_json_write(stdout, json_result(e, a, verdict));
    } else {
        print_people(e, a, verdict);
    }
    if (a->report != NULL) {
        written = write_report(e, a, verdict) && written;
    }
    return written || status == SIM_FAIL ? status : SIM_EXIT_ENVIRONMENT;
}

static int explore(const arguments *a, sim_report *report)
{
    sim_search search;
    sim_exploration exploration;
    int status = open_search(a, &search);
    if (status != 0) {
        return status;
    }
    sim_exploration_options options = {
        .limits = {(double)a->timeout_ms / 1000.0, SIM_DEFAULT_MEMORY_MB},
        .jobs = (unsigned)a->jobs,
        .time_limit_seconds = (double)a->time_ms / 1000.0,
        .max_failures = a->max_failures,
        .name = a->named->name,
        .state = a->state,
        .people = a->json ? NULL : stdout,
    };
    status = SIM_EXIT_ENVIRONMENT;
    if (sim_exploration_open(&exploration, &options, &search, report)) {
        if (!a->json) {
            print_begin(&search, a);
        }
        sim_exploration_run(&exploration);
        status = finish(&exploration, a);
        sim_exploration_close(&exploration);
    }
    sim_search_close(&search);
    return status;
}

static int run(int argc, char **argv)
{
    bool list = false;
    sim_report report;
    arguments *a = malloc(sizeof *a);
    if (a == NULL) {
        sim_error("no memory");
        return SIM_EXIT_ENVIRONMENT;
    }
    int status = SIM_EXIT_USAGE;
    if (parse(argc, argv, a, &list)) {
        if (list) {
            print_scopes(stdout);
            status = 0;
        } else {
            status = SIM_EXIT_ENVIRONMENT;
            if (sim_report_open(&report, a->report)) {
                status = explore(a, &report);
                sim_report_close(&report);
            }
        }
    }
    free(a);
    return status;
}

const sim_command sim_command_explore = {"explore", "play every tape of a small scope", help, more,
                                         run};
