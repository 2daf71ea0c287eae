/* The idsim command as people and scripts meet it: output, files, exit status, signals. */
#include <fcntl.h>
#include <glob.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>
#include <jansson.h>

#include "scheme.h"

#define ARGUMENTS_MAX 20

/* Where each test may leave files; it is the current directory of every idsim. */
static char directory[] = "/tmp/idsim-test-XXXXXX";

typedef struct result {
    int status; /* exit status; -1 if it died of a signal */
    char *out;
    char *err;
} result;

static const char *idsim_path(void)
{
#ifdef IDSIM_PATH
    return IDSIM_PATH;
#else
    const char *path = getenv("IDSIM");
    assert_non_null(path);
    return path;
#endif
}

/* All of a file from its beginning, as a string to be freed. */
static char *slurp(FILE *file)
{
    assert_int_equal(fseek(file, 0, SEEK_END), 0);
    long size = ftell(file);
    assert_true(size >= 0);
    char *text = malloc((size_t)size + 1);
    assert_non_null(text);
    rewind(file);
    assert_int_equal(fread(text, 1, (size_t)size, file), (size_t)size);
    text[size] = '\0';
    return text;
}

/* Splits a command line at spaces; there is no quoting. */
static void split(char *line, char *argv[ARGUMENTS_MAX + 1])
{
    static char name[] = "idsim";
    size_t count = 0;
    argv[count++] = name;
    char *rest = NULL;
    for (char *word = strtok_r(line, " ", &rest); word != NULL; word = strtok_r(NULL, " ", &rest)) {
        assert_true(count < ARGUMENTS_MAX);
        argv[count++] = word;
    }
    argv[count] = NULL;
}

static pid_t start(const char *command, FILE *in, int out, FILE *err)
{
    char line[512];
    char *argv[ARGUMENTS_MAX + 1];
    assert_true(strlen(command) < sizeof line);
    (void)snprintf(line, sizeof line, "%s", command);
    split(line, argv);
    pid_t pid = fork();
    assert_true(pid >= 0);
    if (pid == 0) {
        if ((in != NULL && dup2(fileno(in), STDIN_FILENO) < 0) || dup2(out, STDOUT_FILENO) < 0 ||
            dup2(fileno(err), STDERR_FILENO) < 0 || chdir(directory) != 0) {
            _exit(126);
        }
        (void)execv(idsim_path(), argv);
        _exit(127);
    }
    return pid;
}

static int finish(pid_t pid)
{
    int status = 0;
    assert_int_equal(waitpid(pid, &status, 0), pid);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static result run_with_input(const char *command, FILE *in)
{
    FILE *out = tmpfile();
    FILE *err = tmpfile();
    assert_non_null(out);
    assert_non_null(err);
    result r;
    r.status = finish(start(command, in, fileno(out), err));
    r.out = slurp(out);
    r.err = slurp(err);
    (void)fclose(out);
    (void)fclose(err);
    return r;
}

static result run(const char *command)
{
    return run_with_input(command, NULL);
}

static void discard(result *r)
{
    free(r->out);
    free(r->err);
}

static void expect(const char *command, int status, const char *in_out, const char *in_err)
{
    result r = run(command);
    if (r.status != status) {
        fail_msg("idsim %s: status %d, wanted %d\n%s%s", command, r.status, status, r.out, r.err);
    }
    if (in_out != NULL && strstr(r.out, in_out) == NULL) {
        fail_msg("idsim %s: no '%s' in the output\n%s", command, in_out, r.out);
    }
    if (in_err != NULL && strstr(r.err, in_err) == NULL) {
        fail_msg("idsim %s: no '%s' in the errors\n%s", command, in_err, r.err);
    }
    discard(&r);
}

static json_t *run_json(const char *command, int *status)
{
    json_error_t error;
    result r = run(command);
    json_t *json = json_loads(r.out, 0, &error);
    if (json == NULL) {
        fail_msg("idsim %s: line %d: %s\n%s\n%s", command, error.line, error.text, r.out, r.err);
    }
    *status = r.status;
    discard(&r);
    return json;
}

static json_t *load_json(const char *name)
{
    char path[200];
    json_error_t error;
    (void)snprintf(path, sizeof path, "%s/%s", directory, name);
    json_t *json = json_load_file(path, 0, &error);
    if (json == NULL) {
        fail_msg("%s: %s", path, error.text);
    }
    return json;
}

/* How long it took, with how many workers, how it was called and when. */
static void drop_times(json_t *document)
{
    (void)json_object_del(document, "command_line");
    (void)json_object_del(document, "started");
    (void)json_object_del(document, "seconds");
    (void)json_object_del(document, "ops_per_second");
    (void)json_object_del(document, "jobs");
}

static const char *text_of(json_t *object, const char *name)
{
    const char *text = json_string_value(json_object_get(object, name));
    assert_non_null(text);
    return text;
}

/* --- Help and errors. --- */

static void test_help(void **state)
{
    (void)state;
    expect("--help", 0, "idsim COMMAND", NULL);
    expect("help", 0, "sweep", NULL);
    expect("--version", 0, "\n  core          0.", NULL);
    expect("--version --help", 2, NULL, "--version takes no other");
    expect("help sweep", 0, "idsim sweep", NULL);
    expect("help sweep run", 2, NULL, "unexpected argument 'run'");
    expect("help --man sweep", 0, ".TH IDSIM\\-SWEEP 1", NULL);
    expect("help --man swep", 2, NULL, "Did you mean 'sweep'?");
    expect("help --completion bash", 0, "complete -F _idsim idsim", NULL);
    expect("help --completion fish", 2, NULL, "bash or zsh");
    expect("help --completion", 2, NULL, "bash or zsh");
    expect("help sweep", 0, "--shard", NULL);
    const char *const commands[] = {"run", "sweep", "replay", "tape", "list"};
    for (size_t i = 0; i < 5; i++) {
        char command[40];
        (void)snprintf(command, sizeof command, "%s --help", commands[i]);
        expect(command, 0, "Examples", NULL);
    }
    expect("", 2, NULL, "idsim COMMAND");
}

static void test_wrong_arguments_are_explained(void **state)
{
    (void)state;
    expect("rnu", 2, NULL, "Did you mean 'run'?");
    expect("help swep", 2, NULL, "Did you mean 'sweep'?");
    expect("run swram", 2, NULL, "Did you mean 'swarm'?");
    expect("run --sed 7", 2, NULL, "Did you mean --seed?");
    expect("run --seed x", 2, NULL, "not 'x'");
    expect("run --seed -1", 2, NULL, "not '-1'");
    expect("run --ops 0", 2, NULL, "from 1");
    expect("run --seed 99999999999999999999", 2, NULL, "too large: at most 18446744073709551615");
    expect("sweep --seeds 99999999999999999999..", 2, NULL, "at most 18446744073709551616, not");
    expect("run swarm steady", 2, NULL, "one scenario");
    expect("sweep", 2, NULL, "--seeds A..B or --time T");
    expect("sweep --seeds 5..5", 2, NULL, "no seeds");
    expect("sweep --seeds 0..", 2, NULL, "--time");
    expect("sweep --seeds 0..2 --shard 3/3", 2, NULL, "empty");
    expect("sweep swarm swarm --seeds 0..2", 2, NULL, "given twice");
    expect("sweep --time 0s", 2, NULL, "60s");
    expect("replay", 2, NULL, "--seed N");
    expect("replay a b", 2, NULL, "unexpected argument 'b'");
    expect("replay a.tape --ops 3", 2, NULL, "go with --seed");
    expect("tape", 2, NULL, "convert, show or form");
    expect("tape convert a", 2, NULL, "two files");
    expect("tape convert a b --to xml", 2, NULL, "text or binary");
    expect("list", 2, NULL, "scenarios");
    expect("list mark", 2, NULL, "Did you mean 'marks'?");
    expect("run \033[2J", 2, NULL, "?[2J");
    expect("sweep --seeds 5", 2, NULL, "--seeds 5..6; the first 5 are --seeds 0..5");
    expect("run --ops 20,000", 2, NULL, "Did you mean 20000?");
    expect("run --ops 20_000", 2, NULL, "Did you mean 20000?");
    expect("run --ops 1e3", 2, NULL, "not '1e3'");
    expect("sweep -j=2 --seeds 0..2", 2, NULL, "without '='");
    expect("sweep -q --seeds 0..2", 2, NULL, "no option '-q'");
    expect("explore tinny", 2, NULL, "Did you mean 'tiny'?");
    expect("explore --begin conected", 2, NULL, "Did you mean 'connected'?");
    expect("run --invariant Livenes", 2, NULL, "Did you mean 'liveness'?");
}

static void test_short_options_and_capitals_are_taken(void **state)
{
    (void)state;
    expect("sweep Steady -j1 --seeds 0..2 --ops 9 --invariant Liveness", 3, "1 worker", NULL);
    expect("sweep steady --seeds 0..2 --ops 9 -j 2", 3, "2 workers", NULL);
    expect("list -v Scenarios", 0, "ops per world", NULL);
    expect("RUN SWARM --ops 5", 0, "PASS", NULL);
    expect("explore Tiny -j1 --ops 1", 0, "PASS", NULL);
}

static void test_lists(void **state)
{
    (void)state;
    expect("list scenarios", 0, "swarm", NULL);
    expect("list scenarios -v", 0, "mark", NULL);
    expect("list ops", 0, "node slot count", NULL);
    expect("list ops -v", 0, "\n13  generate    node slot count", NULL);
    expect("list ops", 0, "# world nodes=N slots=N write-ahead=N cluster-size=N seed=N\nstart ",
           NULL);
    expect("list ops", 0, "range-size=N seed=N\nelect ", NULL);
    expect("list invariants", 0, "final-unique", NULL);
    expect("list faults", 0, "up-lost", NULL);
    expect("list marks", 0, "fork-fenced", NULL);
    int status = 0;
    json_t *list = run_json("list ops --json", &status);
    assert_int_equal(status, 0);
    const json_t *ops = json_object_get(list, "items");
    json_t *nop = json_array_get(ops, 0);
    json_t *second = json_array_get(ops, 1);
    assert_string_equal(text_of(nop, "name"), "nop");
    assert_int_equal(json_array_size(json_object_get(nop, "schemes")), SIM_SCHEME_COUNT);
    assert_string_equal(text_of(second, "name"), "start");
    const json_t *schemes = json_object_get(second, "schemes");
    assert_int_equal(json_array_size(schemes), 1);
    assert_string_equal(json_string_value(json_array_get(schemes, 0)), "compressor");
    json_decref(list);
}

/* What is said of the only ID of a command, to be freed. */
static json_t *explained(const char *command)
{
    int status = 0;
    json_t *all = run_json(command, &status);
    json_t *ids = json_object_get(all, "ids");
    assert_int_equal(status, 0);
    assert_int_equal(json_array_size(ids), 1);
    json_t *one = json_incref(json_array_get(ids, 0));
    json_decref(all);
    return one;
}

static void test_an_id_is_explained_as_json(void **state)
{
    (void)state;
    json_t *both = explained("id snowflake decode 18014398509481985 --json");
    assert_string_equal(text_of(both, "id"), "18014398509481985");
    assert_string_equal(text_of(both, "hex"), "0x0040000000000001");
    assert_int_equal(json_integer_value(json_object_get(both, "noah_coordinator")), 1);
    assert_int_equal(json_integer_value(json_object_get(both, "twitter_sequence")), 1);
    json_decref(both);
    json_t *one = explained("id snowflake decode 1 --layout noah --json");
    assert_int_equal(json_integer_value(json_object_get(one, "tick")), 10000);
    assert_non_null(strstr(text_of(one, "note"), "within 10 s of the epoch"));
    json_decref(one);
    json_t *korder = explained("id korder decode 0060398a03eb27327b698001 --json");
    assert_string_equal(text_of(korder, "id"), "0060398a03eb27327b698001");
    assert_int_equal(json_integer_value(json_object_get(korder, "node")), 65742642);
    assert_int_equal(json_integer_value(json_object_get(korder, "drift")), 8);
    assert_int_equal(json_integer_value(json_object_get(korder, "tick")), 1024);
    json_decref(korder);
}

static void test_what_is_no_id_is_refused(void **state)
{
    (void)state;
    expect("id snowflake decode -1", 2, NULL, "'-1' is not a Snowflake ID");
    expect("id snowflake decode 0xffffffffffffffff", 2, NULL, "of both published layouts");
    expect("id snowflake decode 1 --layout time:63,coordinator:1,sequence:0", 2, NULL,
           "unit 1000 us and epoch 1288834974657 ms");
    expect("id snowflake decode 1 --layout sequence:1,time:1,coordinator:1", 2, NULL,
           "The orders are");
    expect("id snowflake decode 1 --layout twiter", 2, "", "Did you mean 'twitter'?");
    expect("id snowflake decode 1 --epoch-ms 5", 2, "", "need --layout");
    expect("id korder decode 1 --form hexa", 2, "", "Did you mean 'hex'?");
    expect("id korder decode 0060398a7b698001 --hex", 2, "", "does not apply to a korder ID");
    expect("id snowflak decode 1", 2, "", "Did you mean 'snowflake'?");
    expect("id snowflake 1", 2, "", "the word decode");
    expect("id snowflake decode 1,234", 2, "", "digits only");
    expect("id snowflake decode 1.76E+17", 2, "", "perhaps by a spreadsheet");
}

/* Runs with a text on standard input. */
static result run_with_text(const char *command, const char *text, size_t size)
{
    FILE *in = tmpfile();
    assert_non_null(in);
    assert_int_equal(fwrite(text, 1, size, in), size);
    rewind(in);
    result r = run_with_input(command, in);
    (void)fclose(in);
    return r;
}

static size_t count_of(const char *text, const char *word)
{
    size_t count = 0;
    for (const char *at = strstr(text, word); at != NULL; at = strstr(at + 1, word)) {
        count++;
    }
    return count;
}

static void test_many_ids_are_explained(void **state)
{
    (void)state;
    expect("id snowflake decode 20 --layout Twitter", 0, "older than the scheme", NULL);
    expect("id snowflake decode 271065ac1020007 --layout discord", 0, "175928847299117063", NULL);
    expect("id snowflake decode 10 --hex", 0, "  16\n", NULL);
    expect("id uuid decode {8f0a4c3e-7b21-4f5a-9c3d-2e1f0a9b8c7d}", 0, "version  4", NULL);
    result r = run("id snowflake decode 7 x 0x9 --layout noah");
    assert_int_equal(r.status, 2);
    assert_non_null(strstr(r.out, "  7\n"));
    assert_non_null(strstr(r.out, "  9\n"));
    assert_non_null(strstr(r.err, "'x' is not a Snowflake ID"));
    discard(&r);
    static const char lines[] = "7\r\n\n  \t\n 0x9 \nx\0y\n10";
    r = run_with_text("id snowflake decode --layout noah", lines, sizeof lines - 1);
    assert_int_equal(r.status, 2);
    assert_int_equal(count_of(r.out, "  hex "), 3);
    assert_non_null(strstr(r.out, "  10\n"));
    assert_non_null(strstr(r.err, "'x?y' is not a Snowflake ID"));
    assert_non_null(strstr(r.err, "line 5 of standard input"));
    discard(&r);
    static const char uuids[] = "8f0a4c3e-7b21-4f5a-9c3d-2e1f0a9b8c7d\n"
                                "urn:uuid:8f0a4c3e-7b21-4f5a-9c3d-2e1f0a9b8c7d\n";
    r = run_with_text("id uuid decode - 8F0A4C3E7B214F5A9C3D2E1F0A9B8C7D --json", uuids,
                      sizeof uuids - 1);
    assert_int_equal(r.status, 0);
    assert_int_equal(count_of(r.out, "8f0a4c3e-7b21-4f5a-9c3d-2e1f0a9b8c7d"), 3);
    json_t *all = json_loads(r.out, 0, NULL);
    assert_int_equal(json_array_size(json_object_get(all, "ids")), 3);
    json_decref(all);
    discard(&r);
    r = run_with_text("id snowflake decode --layout noah",
                      "\xEF\xBB\xBF"
                      "7\n",
                      5);
    assert_int_equal(r.status, 0);
    assert_non_null(strstr(r.out, "  7\n"));
    discard(&r);
    r = run_with_text("id snowflake decode --layout noah",
                      "\xFF\xFE"
                      "7\0\n\0",
                      6);
    assert_int_equal(r.status, 2);
    assert_non_null(strstr(r.err, "iconv"));
    assert_null(strstr(r.err, "is not a Snowflake ID"));
    discard(&r);
    r = run_with_text("id uuid decode", "\n \n", 3);
    assert_int_equal(r.status, 2);
    assert_non_null(strstr(r.err, "no ID was given"));
    discard(&r);
}

/* A line without an end does not fill the memory. */
static void test_a_line_that_is_too_long_is_no_id(void **state)
{
    (void)state;
    const size_t size = 1u << 20;
    char *line = malloc(size);
    assert_non_null(line);
    memset(line, '1', size);
    line[size - 3] = '\n';
    line[size - 2] = '7';
    line[size - 1] = '\n';
    result r = run_with_text("id snowflake decode --layout noah", line, size);
    assert_int_equal(r.status, 2);
    assert_int_equal(count_of(r.out, "  hex "), 1);
    assert_non_null(strstr(r.err, "line 1 of standard input"));
    discard(&r);
    free(line);
}

/* --- Worlds. --- */

static void test_a_run_and_a_sweep_agree_about_a_seed(void **state)
{
    (void)state;
    int status = 0;
    json_t *one = run_json("run swarm --seed 7 --ops 200 --json", &status);
    assert_int_equal(status, 0);
    json_t *many = run_json("sweep swarm --seeds 6..9 --ops 200 --json", &status);
    json_t *seed = json_array_get(json_object_get(many, "seeds"), 1);
    assert_string_equal(text_of(seed, "seed"), "7");
    assert_string_equal(text_of(one, "verdict"), "PASS");
    assert_string_equal(text_of(one, "digest"), text_of(seed, "digest"));
    assert_int_equal(json_integer_value(json_object_get(one, "ops")), 200);
    assert_true(json_is_null(json_object_get(one, "failure")));
    assert_int_equal(json_integer_value(json_object_get(many, "seeds_replayed")), 1);
    json_decref(one);
    json_decref(many);
}

static json_int_t paired_checks(const json_t *written)
{
    return json_integer_value(json_object_get(json_object_get(written, "checks"), "pair-rename"));
}

/* All 64 bits, and the last seed of all, too. */
static void test_the_last_seeds_are_played(void **state)
{
    (void)state;
    expect("run steady --seed 9223372036854775808 --ops 20", 0, "seed 9223372036854775808", NULL);
    expect("sweep steady -j1 --ops 20 --seeds 18446744073709551613..18446744073709551616", 3,
           "Seeds 18446744073709551613 to 18446744073709551615 of", NULL);
    expect("sweep steady -j2 --ops 20 --seeds 18446744073709551614.. --time 60s", 3,
           "Seeds 18446744073709551614 to 18446744073709551615 of", NULL);
    expect("sweep steady --ops 20 --shard 3/3 --seeds 18446744073709551610..18446744073709551616",
           3, "Seeds 18446744073709551612 to 18446744073709551615, every 3rd", NULL);
    int status = 0;
    json_t *last = run_json("sweep steady -j1 --ops 20 --json"
                            " --seeds 18446744073709551615..18446744073709551616",
                            &status);
    json_t *one = run_json("run steady --ops 20 --json --seed 18446744073709551615", &status);
    json_t *told = run_json("replay steady --ops 20 --json --seed 18446744073709551615", &status);
    json_t *scenario = json_array_get(json_object_get(last, "scenarios"), 0);
    json_t *seed = json_array_get(json_object_get(last, "seeds"), 0);
    assert_true(json_is_null(json_object_get(scenario, "next_seed")));
    assert_string_equal(text_of(seed, "digest"), text_of(one, "digest"));
    assert_string_equal(text_of(told, "digest"), text_of(one, "digest"));
    json_decref(last);
    json_decref(one);
    json_decref(told);
}

static void test_a_share_of_a_sweep_is_paired(void **state)
{
    (void)state;
    static const struct {
        const char *command;
        json_int_t paired;
    } sweeps[] = {{"sweep steady --seeds 0..9 --ops 60 --json", 1},
                  {"sweep steady --seeds 0..9 --ops 60 --pair-every 3 --json", 3},
                  {"sweep steady --seeds 0..9 --ops 60 --pair-every 0 --json", 0}};
    int status = 0;
    char digest[17] = "";
    for (size_t i = 0; i < sizeof sweeps / sizeof sweeps[0]; i++) {
        json_t *sweep = run_json(sweeps[i].command, &status);
        assert_int_equal(json_integer_value(json_object_get(sweep, "seeds_paired")),
                         sweeps[i].paired);
        assert_int_equal(paired_checks(sweep) > 0, sweeps[i].paired > 0);
        if (i > 0) {
            assert_string_equal(text_of(sweep, "digest"), digest);
        }
        (void)snprintf(digest, sizeof digest, "%s", text_of(sweep, "digest"));
        json_decref(sweep);
    }
    json_t *one = run_json("run steady --seed 1 --ops 60 --json", &status);
    assert_true(paired_checks(one) > 0);
    json_decref(one);
    expect("sweep steady --seeds 0..9 --ops 60 --pair-every x", 2, NULL, "--pair-every needs");
}

static void test_a_sweep_does_not_depend_on_its_jobs(void **state)
{
    (void)state;
    int status = 0;
    json_t *first = run_json("sweep swarm fork --seeds 0..40 --ops 150 --jobs 1 --json", &status);
    drop_times(first);
    for (int jobs = 2; jobs <= 5; jobs++) {
        char command[100];
        int again = 0;
        (void)snprintf(command, sizeof command,
                       "sweep swarm fork --seeds 0..40 --ops 150 --jobs %d --json", jobs);
        json_t *next = run_json(command, &again);
        drop_times(next);
        assert_int_equal(again, status);
        assert_true(json_equal(first, next));
        json_decref(next);
    }
    assert_int_equal(json_array_size(json_object_get(first, "seeds")), 80);
    json_decref(first);
}

static void test_shards_make_the_whole(void **state)
{
    (void)state;
    int status = 0;
    json_t *whole = run_json("sweep swarm --seeds 3..13 --ops 50 --json", &status);
    json_t *seeds = json_object_get(whole, "seeds");
    size_t found = 0;
    for (int part = 1; part <= 3; part++) {
        char command[100];
        (void)snprintf(command, sizeof command,
                       "sweep swarm --seeds 3..13 --ops 50 --json --shard %d/3", part);
        json_t *shard = run_json(command, &status);
        json_t *shard_seeds = json_object_get(shard, "seeds");
        for (size_t i = 0; i < json_array_size(shard_seeds); i++) {
            size_t index = (size_t)(part - 1) + i * 3;
            assert_true(json_equal(json_array_get(shard_seeds, i), json_array_get(seeds, index)));
            found++;
        }
        json_decref(shard);
    }
    assert_int_equal(found, 10);
    json_decref(whole);
}

static void test_numbers_end_in_one_column(void **state)
{
    (void)state;
    expect("sweep korder --seeds 0..1 --ops 1", 3,
           "  korder-separation                0   nothing to check\n"
           "  korder-neighbourhood             0   nothing to check\n",
           NULL);
    expect("sweep korder --seeds 0..1 --ops 1", 3, "             1 seed ", NULL);
}

static void test_a_short_sweep_is_vacuous_and_says_why(void **state)
{
    (void)state;
    expect("sweep swarm --seeds 0..1 --ops 3", 3, "never had anything to check", NULL);
    expect("sweep swarm --seeds 0..1 --ops 3", 3, "missing mark", NULL);
    int status = 0;
    json_t *sweep = run_json("sweep swarm --seeds 0..1 --ops 3 --json", &status);
    assert_int_equal(status, 3);
    assert_string_equal(text_of(sweep, "verdict"), "VACUOUS");
    assert_true(json_array_size(json_object_get(sweep, "unchecked")) > 0);
    json_t *scenario = json_array_get(json_object_get(sweep, "scenarios"), 0);
    json_t *missed = json_object_get(json_object_get(scenario, "missed"), "marks");
    assert_true(json_array_size(missed) > 0);
    json_decref(sweep);
}

static void test_a_time_limit_says_which_seeds(void **state)
{
    (void)state;
    int status = 0;
    json_t *sweep = run_json("sweep swarm --seeds 100.. --time 1s --ops 20 --json", &status);
    json_t *scenario = json_array_get(json_object_get(sweep, "scenarios"), 0);
    json_int_t done = json_integer_value(json_object_get(sweep, "seeds_done"));
    assert_string_equal(text_of(sweep, "ended"), "time");
    assert_true(done > 0);
    char next[32];
    (void)snprintf(next, sizeof next, "%lld", (long long)(100 + done));
    assert_string_equal(text_of(scenario, "first_seed"), "100");
    assert_string_equal(text_of(scenario, "next_seed"), next);
    assert_int_equal(json_array_size(json_object_get(sweep, "seeds")), (size_t)done);
    json_decref(sweep);
}

static void test_a_report_is_written(void **state)
{
    (void)state;
    int status = 0;
    json_t *shown = run_json("sweep swarm --seeds 0..5 --ops 30 --json --report a/b", &status);
    json_t *written = load_json("a/b/result.json");
    assert_true(json_equal(shown, written));
    json_decref(shown);
    json_decref(written);
    shown = run_json("run --ops 30 --json --report a/b/", &status);
    written = load_json("a/b/result.json");
    assert_true(json_equal(shown, written));
    json_decref(shown);
    json_decref(written);
}

/* --- Tapes. --- */

static const char tape_text[] = "idalloc-tape 1\n"
                                "world nodes=2 slots=1 write-ahead=0x1 cluster-size=5 seed=7\n"
                                "start 0\n"
                                "open 0 0 0\n"
                                "generate 0 0 3\n"
                                "take 0 0\n";

static void write_file(const char *name, const char *text)
{
    char path[200];
    (void)snprintf(path, sizeof path, "%s/%s", directory, name);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    assert_true(fputs(text, file) >= 0);
    assert_int_equal(fclose(file), 0);
}

static void remove_file(const char *name)
{
    char path[100];
    (void)snprintf(path, sizeof path, "%s/%s", directory, name);
    assert_int_equal(unlink(path), 0);
}

static void test_tapes_convert_and_replay(void **state)
{
    (void)state;
    write_file("t.tape", tape_text);
    expect("tape convert t.tape b.tape", 0, NULL, NULL);
    expect("tape convert b.tape t2.tape", 0, NULL, NULL);
    expect("tape convert t2.tape - --to text", 0, tape_text, NULL);
    expect("tape convert b.tape -", 0, tape_text, NULL);
    expect("tape show b.tape", 0, "generate 0 0 3", NULL);
    expect("replay t.tape", 0, "generate 0 0 3", NULL);
    expect("replay b.tape --until 2", 0, "2 ops (--until)", NULL);
    int status = 0;
    json_t *text = run_json("replay t.tape --json", &status);
    json_t *binary = run_json("replay b.tape --json", &status);
    assert_string_equal(text_of(text, "tape_form"), "text");
    assert_string_equal(text_of(binary, "tape_form"), "binary");
    assert_string_equal(text_of(text, "digest"), text_of(binary, "digest"));
    assert_true(json_equal(json_object_get(text, "story"), json_object_get(binary, "story")));
    json_t *op = json_array_get(json_object_get(text, "story"), 2);
    assert_string_equal(text_of(op, "text"), "generate 0 0 3");
    assert_true(json_array_size(json_object_get(op, "told")) > 0);
    json_decref(text);
    json_decref(binary);
}

static void test_a_tape_comes_from_standard_input(void **state)
{
    (void)state;
    FILE *in = tmpfile();
    assert_non_null(in);
    assert_true(fputs(tape_text, in) >= 0);
    rewind(in);
    result r = run_with_input("replay -", in);
    assert_int_equal(r.status, 0);
    assert_non_null(strstr(r.out, "PASS"));
    discard(&r);
    (void)fclose(in);
}

static void test_a_tape_may_begin_with_a_comment(void **state)
{
    (void)state;
    char text[400];
    (void)snprintf(text, sizeof text, "\xEF\xBB\xBF# why\n\n%s", tape_text);
    write_file("t.tape", text);
    expect("tape convert t.tape - --to text", 0, tape_text, NULL);
    expect("replay t.tape", 0, "generate 0 0 3", NULL);
    expect("replay t.tape --until 50", 0, "4 ops, digest", NULL);
}

/* The form of a file, as every command that reads tapes finds it: their statuses. */
static void expect_form(const char *name, const char *arguments, const char *form, int status,
                        const char *in_err)
{
    char command[200];
    (void)snprintf(command, sizeof command, "tape form %s%s", name, arguments);
    expect(command, status, form, in_err);
    (void)snprintf(command, sizeof command, "tape show %s%s", name, arguments);
    expect(command, status, NULL, in_err);
    (void)snprintf(command, sizeof command, "tape convert %s -%s --to text", name, arguments);
    expect(command, status, NULL, in_err);
    (void)snprintf(command, sizeof command, "replay %s%s", name, arguments);
    expect(command, status, NULL, in_err);
    /* What passes is not shrunk, but it was read. */
    (void)snprintf(command, sizeof command, "shrink %s%s", name, arguments);
    expect(command, 2, NULL, status == 0 ? "nothing to shrink" : in_err);
}

static void write_bytes(const char *name, const void *bytes, size_t size)
{
    char path[200];
    (void)snprintf(path, sizeof path, "%s/%s", directory, name);
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, size, file), size);
    assert_int_equal(fclose(file), 0);
}

static void test_one_reader_decides_what_a_file_is(void **state)
{
    (void)state;
    char text[400];
    char wide[2 * sizeof text] = {0};
    (void)snprintf(text, sizeof text, "# saved elsewhere\r\n%s", tape_text);
    for (size_t i = 0; i < strlen(text); i++) {
        wide[2 * i] = text[i];
        wide[2 * i + 1] = '\0';
    }
    write_file("f.tape", text);
    expect_form("f.tape", "", "text", 0, NULL);
    expect_form("f.tape", " --bare", "text", 0, NULL);
    write_bytes("f.tape", wide, 2 * strlen(text));
    expect_form("f.tape", "", NULL, 2, "UTF-16");
    expect_form("f.tape", " --bare", NULL, 2, "iconv -f UTF-16");
    write_bytes("f.tape", "IDT\1\3\2\0\0\5\0\0\0", 12);
    expect_form("f.tape", "", "binary", 0, NULL);
    write_bytes("f.tape", "\3\2\0\0\5\0\0\0", 8);
    expect_form("f.tape", "", NULL, 2, "read with --bare");
    expect_form("f.tape", " --bare", "bare", 0, "read as bare bytes of ops");
    write_file("f.tape", "");
    expect_form("f.tape", "", NULL, 2, "the file is empty");
    write_file("f.tape", "{\"verdict\": \"FAIL\"}\n");
    expect_form("f.tape", "", NULL, 2, "it is JSON");
    write_file("f.tape", "idalloc-tape 2\n");
    expect_form("f.tape", "", NULL, 2, "version 2 is not known");
    expect_form("f.tape", " --bare", NULL, 2, "version 2 is not known");
    expect("tape form f.tape --to text", 2, NULL, "no --to");
    expect("tape from f.tape", 2, NULL, "Did you mean 'form'?");
    expect("replay --seed 7 --bare", 2, NULL, "--bare goes with a tape");
    expect("shrink --seed 7 --bare", 2, NULL, "--bare goes with a tape");
    remove_file("f.tape");
}

/* The end of the output and the JSON say that it was bytes and not a tape. */
static void test_bare_bytes_are_said_in_the_result(void **state)
{
    (void)state;
    int status = 0;
    write_bytes("bare", "\3\2\0\0\5\0\0\0\7\0\0\0\0\0\0\0\1\0", 18);
    expect("replay bare --bare", 0, "1 op of bare bytes, digest", NULL);
    json_t *bare = run_json("replay bare --bare --json", &status);
    assert_int_equal(status, 0);
    assert_string_equal(text_of(bare, "tape_form"), "bare");
    json_t *seed = run_json("replay --seed 7 --ops 9 --json", &status);
    assert_true(json_is_null(json_object_get(seed, "tape_form")));
    json_decref(bare);
    json_decref(seed);
    remove_file("bare");
}

static void test_a_replayed_seed_is_the_run(void **state)
{
    (void)state;
    int status = 0;
    json_t *played = run_json("run steady --seed 5 --ops 100 --json", &status);
    json_t *replayed = run_json("replay steady --seed 5 --ops 100 --json", &status);
    assert_string_equal(text_of(played, "digest"), text_of(replayed, "digest"));
    json_decref(played);
    json_decref(replayed);
    expect("replay --scenario steady --seed 5 --ops 4", 0, "PASS", NULL);
}

/* The text of a file in the directory, to be freed. */
static char *read_back(const char *name)
{
    char path[100];
    (void)snprintf(path, sizeof path, "%s/%s", directory, name);
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    char *text = slurp(file);
    (void)fclose(file);
    return text;
}

static void test_chains_name_the_first_op_that_differs(void **state)
{
    (void)state;
    expect("replay swarm --seed 3 --ops 80 --chain a.chain", 0, "PASS", NULL);
    expect("replay swarm --seed 3 --ops 80 --against a.chain", 0, "PASS", NULL);
    char *text = read_back("a.chain");
    assert_int_equal(strncmp(text, "idalloc-chain 1\n0 ", 18), 0);
    char *link = strstr(text, "\n41 ");
    assert_non_null(link);
    assert_non_null(strstr(text, "\n80 "));
    assert_non_null(strstr(text, " quiet\n"));
    /* The second digest of a line is the state; a difference in it alone counts, too. */
    link[4 + 17] = link[4 + 17] == '0' ? '1' : '0';
    write_file("b.chain", text);
    expect("replay swarm --seed 3 --ops 80 --against b.chain", 1, "  op          41  ", NULL);
    int status = 0;
    json_t *told = run_json("replay swarm --seed 3 --ops 80 --against b.chain --json", &status);
    json_t *failure = json_object_get(told, "failure");
    assert_int_equal(status, 1);
    assert_string_equal(text_of(told, "verdict"), "FAIL");
    assert_string_equal(text_of(failure, "kind"), "determinism");
    assert_int_equal(json_integer_value(json_object_get(failure, "op")), 41);
    json_decref(told);
    free(text);
    remove_file("a.chain");
    remove_file("b.chain");
}

static void test_chains_of_other_worlds_and_lengths_differ(void **state)
{
    (void)state;
    expect("replay swarm --seed 3 --ops 20 --chain a.chain", 0, "PASS", NULL);
    expect("replay swarm --seed 4 --ops 20 --against a.chain", 1, "determinism", NULL);
    expect("replay swarm --seed 3 --ops 21 --against a.chain", 1, "  op          20  ", NULL);
    expect("replay swarm --seed 3 --ops 20 --until 10 --against a.chain", 0, "PASS", NULL);
    remove_file("a.chain");
    expect("replay swarm --seed 3 --ops 20 --until 10 --chain a.chain", 0, "PASS", NULL);
    expect("replay swarm --seed 3 --ops 20 --against a.chain", 1, "the chain ends earlier", NULL);
    write_file("b.chain", "idalloc-chain 1\n");
    expect("replay swarm --seed 3 --ops 20 --against b.chain", 1, "  op          0  ", NULL);
    remove_file("a.chain");
    remove_file("b.chain");
}

static void test_a_chain_that_goes_on_differs(void **state)
{
    (void)state;
    expect("replay swarm --seed 3 --ops 20 --chain a.chain", 0, "PASS", NULL);
    char *text = read_back("a.chain");
    char *longer = malloc(strlen(text) + 80);
    assert_non_null(longer);
    (void)sprintf(longer, "%s21 0123456789abcdef 0123456789abcdef nop\n", text);
    write_file("b.chain", longer);
    expect("replay swarm --seed 3 --ops 20 --against b.chain", 1, "the world ended earlier", NULL);
    free(longer);
    free(text);
    remove_file("a.chain");
    remove_file("b.chain");
}

static void test_what_is_no_chain_is_refused_and_nothing_overwritten(void **state)
{
    (void)state;
    static const char *const wrong[] = {
        "",
        "idalloc-tape 1\n",
        "idalloc-chain 1\nx\n",
        "idalloc-chain 1\n0 0123 0 start 0\n",
        "idalloc-chain 1\n5 0123456789abcdef 0123456789abcdef nop\n",
        "idalloc-chain 1\n0 0123456789abcdef 0123456789abcdef no newline"};
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        write_file("a.chain", wrong[i]);
        expect("replay swarm --seed 3 --ops 9 --against a.chain", 2, NULL, "not a chain");
        expect("replay swarm --seed 3 --ops 9 --against a.chain", 2, i < 2 ? NULL : "BROKEN  9 ops",
               NULL);
    }
    expect("replay swarm --seed 3 --chain a.chain", 4, NULL, "cannot write 'a.chain'");
    expect("replay swarm --seed 3 --against none.chain", 4, NULL, "cannot read 'none.chain'");
    expect("replay swarm --seed 3 --against a.chain --chain b", 2, NULL, "cannot be used together");
    write_file("a.tape", "idalloc-tape 1\nnonsense\n");
    expect("replay a.tape --chain b.chain", 2, NULL, "a.tape:2");
    expect("replay swarm --seed 3 --against b.chain", 4, NULL, "cannot read 'b.chain'");
    remove_file("a.chain");
    remove_file("a.tape");
}

/* --- Event files. --- */

/* A line of an event file, as JSON; text moves on to the next one. */
static json_t *next_line(char **text)
{
    char *end = strchr(*text, '\n');
    assert_non_null(end);
    *end = '\0';
    json_t *line = json_loads(*text, 0, NULL);
    if (line == NULL) {
        fail_msg("not JSON: %s", *text);
    }
    *text = end + 1;
    return line;
}

/* Each event names the op that it belongs to; there are that many ops, and then the quiet phase. */
static json_t *read_events(char **text, json_int_t ops, bool quiet)
{
    json_int_t op = 0;
    json_int_t begun = 0;
    for (;;) {
        json_t *line = next_line(text);
        if (json_object_get(line, "outcome") != NULL) {
            assert_int_equal(begun, ops);
            assert_int_equal(op, quiet ? ops : ops - 1);
            return line;
        }
        begun += strcmp(text_of(line, "kind"), "op") == 0;
        assert_true(json_integer_value(json_object_get(line, "op")) >= op);
        op = json_integer_value(json_object_get(line, "op"));
        assert_true(op == begun - 1 || (op == ops && begun == ops));
        json_decref(line);
    }
}

static void assert_no_file(const char *name)
{
    char path[100];
    (void)snprintf(path, sizeof path, "%s/%s", directory, name);
    assert_int_equal(access(path, F_OK), -1);
}

/* Nothing of a file that grew beside its place is left. */
static void assert_no_part(void)
{
    char pattern[100];
    glob_t found;
    (void)snprintf(pattern, sizeof pattern, "%s/*.part-*", directory);
    if (glob(pattern, 0, NULL, &found) != GLOB_NOMATCH) {
        fail_msg("%s is left", found.gl_pathv[0]);
    }
    globfree(&found);
}

static void test_events_are_written_from_beginning_to_end(void **state)
{
    (void)state;
    int status;
    expect("replay steady --seed 3 --ops 80 --events a.events", 0, "PASS", NULL);
    char *text = read_back("a.events");
    char *rest = text;
    json_t *head = next_line(&rest);
    assert_string_equal(text_of(head, "schema"), "idsim-events/1");
    assert_string_equal(text_of(head, "command"), "replay");
    assert_string_equal(text_of(head, "scenario"), "steady");
    assert_string_equal(text_of(head, "seed"), "3");
    assert_string_equal(text_of(json_object_get(head, "world"), "scheme"), "compressor");
    json_t *outcome = read_events(&rest, 80, true);
    assert_string_equal(rest, "");
    json_t *told = run_json("replay steady --seed 3 --ops 80 --json", &status);
    assert_string_equal(text_of(outcome, "outcome"), "PASS");
    assert_string_equal(text_of(outcome, "digest"), text_of(told, "digest"));
    assert_true(json_is_null(json_object_get(outcome, "failure")));
    json_decref(head);
    json_decref(outcome);
    json_decref(told);
    free(text);
    remove_file("a.events");
    assert_no_part();
}

static void test_events_of_a_tape_that_is_cut_end_there(void **state)
{
    (void)state;
    write_file("t.tape", tape_text);
    expect("replay t.tape --until 2 --events a.events", 0, "2 ops (--until)", NULL);
    char *text = read_back("a.events");
    char *rest = text;
    json_t *head = next_line(&rest);
    assert_string_equal(text_of(head, "tape"), "t.tape");
    assert_string_equal(text_of(head, "tape_form"), "text");
    assert_true(json_is_null(json_object_get(head, "seed")));
    assert_int_equal(json_integer_value(json_object_get(head, "ops")), 4);
    assert_int_equal(json_integer_value(json_object_get(head, "until")), 2);
    assert_null(strstr(rest, "\"quiet\""));
    json_t *outcome = read_events(&rest, 2, false);
    assert_int_equal(json_integer_value(json_object_get(outcome, "ops")), 2);
    json_decref(head);
    json_decref(outcome);
    free(text);
    remove_file("a.events");
}

/* They take the place of the story. */
static void test_events_can_be_printed(void **state)
{
    (void)state;
    expect("replay swarm --seed 3 --ops 80 --events a.events", 0, "PASS", NULL);
    result r = run("replay swarm --seed 3 --ops 80 --events -");
    char *text = read_back("a.events");
    assert_int_equal(r.status, 0);
    /* The heads say when and how. */
    assert_non_null(strchr(r.out, '\n'));
    assert_string_equal(strchr(r.out, '\n'), strchr(text, '\n'));
    discard(&r);
    free(text);
    remove_file("a.events");
    expect("replay swarm --seed 3 --events - --json", 2, "", "cannot be used together");
}

static void test_events_that_cannot_be_written_are_an_error(void **state)
{
    (void)state;
    expect("replay --seed 3 --ops 9 --events no/a.events", 4, "", "cannot write 'no/a.events'");
    expect("replay --seed 3 --ops 9 --events .", 4, "", "Is a directory");
    if (access("/dev/full", F_OK) == 0) {
        expect("replay --seed 3 --ops 9 --events /dev/full", 4, "BROKEN  9 ops",
               "'/dev/full' could not be written: No space");
    }
    /* What is refused leaves no file, and what is there stays. */
    write_file("a.events", "old");
    write_file("a.chain", "old");
    expect("replay --seed 3 --events a.events --chain a.chain", 4, "", "cannot write 'a.chain'");
    expect("replay --seed 3 --events b.events --chain a.chain", 4, "", "cannot write 'a.chain'");
    expect("replay none.tape --events b.events", 4, "", "cannot read");
    char *text = read_back("a.events");
    assert_string_equal(text, "old");
    free(text);
    assert_no_file("b.events");
    assert_no_part();
    remove_file("a.events");
    remove_file("a.chain");
}

static void test_a_signal_leaves_no_events(void **state)
{
    (void)state;
    const struct timespec pause = {0, 300000000};
    FILE *out = tmpfile();
    FILE *err = tmpfile();
    assert_non_null(out);
    assert_non_null(err);
    pid_t pid = start("replay --seed 3 --ops 1000000 --events a.events", NULL, fileno(out), err);
    (void)nanosleep(&pause, NULL);
    assert_int_equal(kill(pid, SIGTERM), 0);
    int status = finish(pid);
    /* -1: it came before anything was begun. */
    assert_true(status == 143 || status == -1);
    assert_no_file("a.events");
    assert_no_part();
    (void)fclose(out);
    (void)fclose(err);
}

/* --- What is refused, and what is lost. --- */

static void test_bad_tapes_are_refused(void **state)
{
    (void)state;
    write_file("bad.tape", "idalloc-tape 1\nworld nodes=2 slots=1\nfly 1\n");
    expect("replay bad.tape", 2, NULL, "bad.tape:");
    expect("tape show bad.tape", 2, NULL, "bad.tape:");
    write_file("bad.tape", "\xEF\xBB\xBF# a letter\n\nDear Sir\n");
    expect("replay bad.tape", 2, NULL, "bad.tape:3:1: a tape starts with");
    expect("tape convert bad.tape -", 2, NULL, "bad.tape:3:1: a tape starts with");
    expect("replay swarm", 4, NULL, "replay swarm --seed 7");
    expect("replay missing.tape", 4, NULL, "cannot read");
    expect("replay .", 4, NULL, "cannot read");
    expect("tape convert t.tape no/such/place.tape", 4, NULL, "cannot write");
}

/* --- The world outside. --- */

static void test_what_does_not_fail_is_not_shrunk(void **state)
{
    (void)state;
    expect("shrink churn", 4, NULL, "idsim shrink churn --seed 7");
    expect("shrink churn --seed 7 --c-test -", 2, NULL, "--c-test needs a file");
    expect("shrink swarm --seed 7 --ops 50", 2, "", "nothing to shrink");
    expect("run swarm --seed 3 --ops 40 --no-shrink", 0, NULL, NULL);
    expect("shrink", 2, "", "needs a tape, or --seed N");
    expect("shrink a.tape b.tape", 2, "", "unexpected argument 'b.tape'");
    expect("shrink a.tape --ops 5", 2, "", "--ops goes with --seed N");
    expect("shrink no-such.tape", 4, "", "cannot read");
    expect("shrink swarn --seed 1", 2, "", "Did you mean 'swarm'");
    expect("shrink swarm --seed 1 --time 0s", 2, "", "--time needs a time");
    expect("shrink a.tape --same-op --anywhere", 2, "", "cannot be used together");
    expect("shrink --help", 0, "idsim shrink TAPE", NULL);
}

static void test_lost_output_is_an_error(void **state)
{
    (void)state;
    FILE *err = tmpfile();
    assert_non_null(err);
    int full = open("/dev/full", O_WRONLY);
    if (full >= 0) {
        assert_int_equal(finish(start("list marks", NULL, full, err)), 4);
        assert_int_equal(finish(start("run --ops 10 --json", NULL, full, err)), 4);
        assert_int_equal(finish(start("replay --seed 3", NULL, full, err)), 4);
        assert_int_equal(finish(start("explore --ops 2", NULL, full, err)), 4);
        assert_int_equal(finish(start("id snowflake decode 5 --json", NULL, full, err)), 4);
        (void)close(full);
    }
    char *text = slurp(err);
    assert_non_null(strstr(text, "idsim: the output could not be written"));
    free(text);
    (void)fclose(err);
}

/* The exit status of a command whose output nobody reads, and what it says about that. */
static int run_unread(const char *command, char **said)
{
    FILE *err = tmpfile();
    int ends[2];
    assert_non_null(err);
    assert_int_equal(pipe(ends), 0);
    (void)close(ends[0]);
    int status = finish(start(command, NULL, ends[1], err));
    (void)close(ends[1]);
    *said = slurp(err);
    (void)fclose(err);
    return status;
}

/* As that of other filters before "| head -1" does. */
static void test_output_that_nobody_reads_ends_quietly(void **state)
{
    (void)state;
    static const char *const commands[] = {"--help",
                                           "list marks",
                                           "list marks --json",
                                           "replay --seed 3 --ops 9",
                                           "replay --seed 3 --json",
                                           "replay --seed 3 --ops 9 --events -",
                                           "run --ops 10",
                                           "run --ops 10 --json",
                                           "sweep --seeds 0..40 --ops 10 -j1",
                                           "sweep --seeds 0..400 --ops 10 --json -j2",
                                           "explore --ops 2",
                                           "explore --ops 2 --json",
                                           "tape convert t.tape -",
                                           "tape convert t.tape /dev/stdout",
                                           "tape show t.tape",
                                           "id snowflake decode 5",
                                           "id snowflake decode 5 --json"};
    write_file("t.tape", tape_text);
    for (size_t i = 0; i < sizeof commands / sizeof commands[0]; i++) {
        char *said;
        int status = run_unread(commands[i], &said);
        if (status != 141 || said[0] != '\0') {
            fail_msg("idsim %s: status %d\n%s", commands[i], status, said);
        }
        free(said);
    }
}

/* What is written to a file is not lost with what nobody reads. */
static void test_files_are_written_though_nobody_reads_the_output(void **state)
{
    (void)state;
    char *said;
    expect("replay swarm --seed 3 --ops 9 --chain read.chain", 0, "PASS", NULL);
    assert_int_equal(run_unread("replay swarm --seed 3 --ops 9 --chain unread.chain", &said), 141);
    free(said);
    assert_int_equal(run_unread("replay swarm --seed 3 --ops 9 --events unread.events", &said),
                     141);
    free(said);
    char *events = read_back("unread.events");
    assert_non_null(strstr(events, "{\"outcome\":\"PASS\""));
    free(events);
    remove_file("unread.events");
    char *read = read_back("read.chain");
    char *unread = read_back("unread.chain");
    assert_string_equal(read, unread);
    free(read);
    free(unread);
    remove_file("read.chain");
    remove_file("unread.chain");
    assert_int_equal(run_unread("sweep --seeds 0..3 --ops 10 --report unread", &said), 141);
    free(said);
    char *report = read_back("unread/result.json");
    assert_non_null(strstr(report, "\"seeds_done\": 3"));
    free(report);
    remove_file("unread/result.json");
    char path[100];
    (void)snprintf(path, sizeof path, "%s/unread", directory);
    assert_int_equal(rmdir(path), 0);
    /* An error that was told counts more. */
    assert_int_equal(run_unread("sweep --seeds 0..3 --ops 10 --report /dev/null/no", &said), 4);
    assert_non_null(strstr(said, "cannot write to the directory"));
    free(said);
}

/* Wherever in it there was no room any more. */
static void test_a_lost_result_is_told(void **state)
{
    (void)state;
    char path[128];
    expect("run --ops 10 --report full", 0, NULL, NULL);
    (void)snprintf(path, sizeof path, "%s/full/result.json", directory);
    assert_int_equal(unlink(path), 0);
    if (access("/dev/full", F_OK) == 0) {
        assert_int_equal(symlink("/dev/full", path), 0);
        expect("run --ops 10 --report full", 4, NULL,
               "result.json' could not be written: No space");
        expect("sweep --seeds 0..2 --ops 10 --report full", 4, NULL,
               "result.json' could not be written: No space");
        expect("explore --ops 1 --report full", 4, NULL,
               "result.json' could not be written: No space");
        assert_int_equal(unlink(path), 0);
    }
    (void)snprintf(path, sizeof path, "%s/full", directory);
    assert_int_equal(rmdir(path), 0);
}

/* A file takes the lowest number there is, and that may be the one of a stream that is closed. */
static void test_what_is_printed_never_goes_to_a_file(void **state)
{
    (void)state;
    expect("replay swarm --seed 3 --ops 9 --chain open.chain", 0, "PASS", NULL);
    pid_t pid = fork();
    assert_true(pid >= 0);
    if (pid == 0) {
        char command[] = "replay swarm --seed 3 --ops 9 --chain closed.chain";
        char *argv[ARGUMENTS_MAX + 1];
        (void)dup2(open("/dev/null", O_WRONLY), STDERR_FILENO);
        (void)close(STDOUT_FILENO);
        split(command, argv);
        if (chdir(directory) == 0) {
            (void)execv(idsim_path(), argv);
        }
        _exit(127);
    }
    assert_int_equal(finish(pid), 4);
    char *open = read_back("open.chain");
    char *closed = read_back("closed.chain");
    assert_string_equal(open, closed);
    free(open);
    free(closed);
    remove_file("open.chain");
    remove_file("closed.chain");
}

static void test_a_report_that_cannot_be_written_is_an_error(void **state)
{
    (void)state;
    write_file("file", "");
    expect("run --ops 10 --report file/dir", 4, NULL, "cannot write to the directory");
    expect("run --ops 10 --report /dev/null/x", 4, NULL, "Not a directory");
    expect("sweep --seeds 0..2 --report /proc/none", 4, NULL, "cannot write to the directory");
}

static void test_a_file_that_is_too_large_is_an_error_and_nothing_is_lost(void **state)
{
    (void)state;
    struct rlimit before;
    char text[9000] = "idalloc-tape 1\nworld nodes=1 slots=1 write-ahead=0 cluster-size=1 seed=1\n";
    size_t end = strlen(text);
    for (; end + 20 < sizeof text; end += strlen(text + end)) {
        (void)snprintf(text + end, sizeof text - end, "generate 0 0 100\n");
    }
    write_file("long.tape", text);
    write_file("there.tape", "old");
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
    const struct rlimit small = {4096, before.rlim_max};
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
    result r = run("tape convert long.tape there.tape --to text");
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
    assert_int_equal(r.status, 4);
    assert_non_null(strstr(r.err, "cannot write 'there.tape': File too large"));
    discard(&r);
    char *there = read_back("there.tape");
    assert_string_equal(there, "old");
    free(there);
    remove_file("long.tape");
    remove_file("there.tape");
}

static void test_few_open_files_make_few_workers(void **state)
{
    (void)state;
    struct rlimit before;
    assert_int_equal(getrlimit(RLIMIT_NOFILE, &before), 0);
    struct rlimit few = {64, before.rlim_max};
    assert_int_equal(setrlimit(RLIMIT_NOFILE, &few), 0);
    result r = run("sweep --seeds 0..10 --ops 50 --jobs 64 --timeout 5s");
    assert_int_equal(setrlimit(RLIMIT_NOFILE, &before), 0);
    assert_int_equal(r.status, 3);
    assert_non_null(strstr(r.out, "Seeds 0 to 9 of each"));
    assert_non_null(strstr(r.err, "limit on open files is 64"));
    discard(&r);
}

/* A world that hangs: what is told is what is known, and how to see it again. */
static void test_a_hang_is_told_without_guesses(void **state)
{
    (void)state;
    result r = run("run --ops 1048576 --timeout 1s --report a/b");
    if (r.status == 1) {
        assert_non_null(strstr(r.out, "hang"));
        assert_non_null(strstr(r.out, "  reproduce   idsim replay swarm --seed 0 --ops 1048576"));
        assert_non_null(strstr(r.out, "  or          idsim replay a/b/idsim-swarm-0.tape"));
        assert_null(strstr(r.out, "invariants, and how often"));
    }
    discard(&r);
}

/*
 * Starts a sweep without end, sends the signal after that many milliseconds, and looks at what it
 * leaves. False if the signal came before the sweep had played anything.
 */
static bool interrupt_after(long milliseconds, int number, int status)
{
    FILE *out = tmpfile();
    FILE *err = tmpfile();
    const struct timespec pause = {milliseconds / 1000, milliseconds % 1000 * 1000000};
    assert_non_null(out);
    assert_non_null(err);
    pid_t pid =
        start("sweep swarm --seeds 0..1000000000 --ops 50 --jobs 2 --json", NULL, fileno(out), err);
    (void)nanosleep(&pause, NULL);
    assert_int_equal(kill(pid, number), 0);
    int end = finish(pid);
    char *text = slurp(out);
    json_t *sweep = json_loads(text, 0, NULL);
    bool played = sweep != NULL && json_integer_value(json_object_get(sweep, "seeds_done")) > 0;
    if (played) {
        assert_int_equal(end, status);
        assert_string_equal(text_of(sweep, "verdict"), "INTERRUPTED");
        assert_string_equal(text_of(sweep, "ended"), "interrupted");
    }
    json_decref(sweep);
    free(text);
    (void)fclose(out);
    (void)fclose(err);
    return played;
}

/* A slow machine takes its time to begin. */
static void interrupt_with(int number, int status)
{
    long milliseconds = 300;
    while (!interrupt_after(milliseconds, number, status)) {
        milliseconds *= 2;
        assert_true(milliseconds < 1000000);
    }
}

static void test_a_signal_ends_a_sweep_with_a_summary(void **state)
{
    (void)state;
    interrupt_with(SIGINT, 130);
    interrupt_with(SIGTERM, 143);
}

/* --- The directory. --- */

static int make_directory(void **state)
{
    (void)state;
    (void)unsetenv("NO_COLOR");
    return mkdtemp(directory) == NULL ? -1 : 0;
}

static int remove_directory(void **state)
{
    (void)state;
    const char *const files[] = {
        "a/b/result.json",       "t.tape", "b.tape", "t2.tape", "bad.tape", "file",
        "a/b/idsim-swarm-0.tape"};
    const char *const directories[] = {"a/b", "a", "."};
    char path[200];
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
        (void)snprintf(path, sizeof path, "%s/%s", directory, files[i]);
        (void)unlink(path);
    }
    for (size_t i = 0; i < sizeof directories / sizeof directories[0]; i++) {
        (void)snprintf(path, sizeof path, "%s/%s", directory, directories[i]);
        (void)rmdir(i == 2 ? directory : path);
    }
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_help),
        cmocka_unit_test(test_wrong_arguments_are_explained),
        cmocka_unit_test(test_short_options_and_capitals_are_taken),
        cmocka_unit_test(test_lists),
        cmocka_unit_test(test_an_id_is_explained_as_json),
        cmocka_unit_test(test_what_is_no_id_is_refused),
        cmocka_unit_test(test_many_ids_are_explained),
        cmocka_unit_test(test_a_line_that_is_too_long_is_no_id),
        cmocka_unit_test(test_a_run_and_a_sweep_agree_about_a_seed),
        cmocka_unit_test(test_the_last_seeds_are_played),
        cmocka_unit_test(test_a_share_of_a_sweep_is_paired),
        cmocka_unit_test(test_a_sweep_does_not_depend_on_its_jobs),
        cmocka_unit_test(test_shards_make_the_whole),
        cmocka_unit_test(test_numbers_end_in_one_column),
        cmocka_unit_test(test_a_short_sweep_is_vacuous_and_says_why),
        cmocka_unit_test(test_a_time_limit_says_which_seeds),
        cmocka_unit_test(test_a_report_is_written),
        cmocka_unit_test(test_tapes_convert_and_replay),
        cmocka_unit_test(test_a_tape_comes_from_standard_input),
        cmocka_unit_test(test_a_tape_may_begin_with_a_comment),
        cmocka_unit_test(test_one_reader_decides_what_a_file_is),
        cmocka_unit_test(test_bare_bytes_are_said_in_the_result),
        cmocka_unit_test(test_a_replayed_seed_is_the_run),
        cmocka_unit_test(test_chains_name_the_first_op_that_differs),
        cmocka_unit_test(test_chains_of_other_worlds_and_lengths_differ),
        cmocka_unit_test(test_a_chain_that_goes_on_differs),
        cmocka_unit_test(test_what_is_no_chain_is_refused_and_nothing_overwritten),
        cmocka_unit_test(test_events_are_written_from_beginning_to_end),
        cmocka_unit_test(test_events_of_a_tape_that_is_cut_end_there),
        cmocka_unit_test(test_events_can_be_printed),
        cmocka_unit_test(test_events_that_cannot_be_written_are_an_error),
        cmocka_unit_test(test_a_signal_leaves_no_events),
        cmocka_unit_test(test_bad_tapes_are_refused),
        cmocka_unit_test(test_what_does_not_fail_is_not_shrunk),
        cmocka_unit_test(test_lost_output_is_an_error),
        cmocka_unit_test(test_output_that_nobody_reads_ends_quietly),
        cmocka_unit_test(test_files_are_written_though_nobody_reads_the_output),
        cmocka_unit_test(test_a_lost_result_is_told),
        cmocka_unit_test(test_what_is_printed_never_goes_to_a_file),
        cmocka_unit_test(test_a_report_that_cannot_be_written_is_an_error),
        cmocka_unit_test(test_a_file_that_is_too_large_is_an_error_and_nothing_is_lost),
        cmocka_unit_test(test_few_open_files_make_few_workers),
        cmocka_unit_test(test_a_hang_is_told_without_guesses),
        cmocka_unit_test(test_a_signal_ends_a_sweep_with_a_summary),
    };
    return cmocka_run_group_tests(tests, make_directory, remove_directory);
}
