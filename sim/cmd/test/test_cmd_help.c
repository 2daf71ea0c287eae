/* idsim: help, lists, options, and what it says of wrong arguments. */
#include <fcntl.h>
#include <glob.h>
#include <signal.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "scheme.h"
#include "support_idsim.h"

TEST(test_help)
{
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

TEST(test_wrong_arguments_are_explained)
{
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

TEST(test_short_options_and_capitals_are_taken)
{
    expect("sweep Steady -j1 --seeds 0..2 --ops 9 --invariant Liveness", 3, "1 worker", NULL);
    expect("sweep steady --seeds 0..2 --ops 9 -j 2", 3, "2 workers", NULL);
    expect("list -v Scenarios", 0, "ops per world", NULL);
    expect("RUN SWARM --ops 5", 0, "PASS", NULL);
    expect("explore Tiny -j1 --ops 1", 0, "PASS", NULL);
}

TEST(test_lists)
{
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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_help),
        cmocka_unit_test(test_wrong_arguments_are_explained),
        cmocka_unit_test(test_short_options_and_capitals_are_taken),
        cmocka_unit_test(test_lists),
    };
    return RUN_IDSIM_TESTS(tests);
}
