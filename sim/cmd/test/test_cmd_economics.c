/* idsim economics: its figures, its three forms, and what it refuses before anything is played. */
#include <string.h>

#include "support_idsim.h"

#define HEAD                                                                                       \
    "[scenario]\nname = small\ndescription = a few clients\nscheme = compressor\ndriver = timed\n" \
    "ops = 300\n"
#define CLIENTS                                                                                    \
    "nodes = 4\nstarted = 4\nslots = 1\nopened = 1\n[timing]\nthink = 200 ms\nburst = 1..9\n"

static const char timed[] = HEAD "[sizes]\ncluster-size = 8 | 3x 9\ndeadline = 150\n" CLIENTS;

/* The number at a point of a result. */
static json_int_t amount(const json_t *result, size_t point, const char *name)
{
    const json_t *found = json_object_get(
        json_object_get(json_array_get(json_object_get(result, "points"), point), "amounts"), name);
    assert_true(json_is_integer(found));
    return json_integer_value(found);
}

static const char *at(const json_t *result, size_t point, const char *object, const char *name)
{
    return json_string_value(json_object_get(
        json_object_get(json_array_get(json_object_get(result, "points"), point), object), name));
}

static json_t *economics(const char *arguments)
{
    char command[200];
    int status = -1;
    (void)snprintf(command, sizeof command, "economics %s --json", arguments);
    json_t *result = run_json(command, &status);
    assert_int_equal(status, 0);
    return result;
}

TEST(larger_clusters_give_more_eager_ids_and_more_waste)
{
    file_write_text("small.scenario", timed);
    json_t *r = economics("small.scenario --seeds 0..4 --vary cluster-size=4,64 "
                          "--vary up-delay=20ms,300ms");
    assert_int_equal(json_array_size(json_object_get(r, "points")), 4);
    for (size_t i = 0; i < 4; i++) {
        name_case("point %d", (int)i);
        assert_string_equal(at(r, i, "values", "cluster-size"), i < 2 ? "4" : "64");
        assert_string_equal(at(r, i, "values", "up-delay"), i % 2 == 0 ? "20ms" : "300ms");
        assert_int_equal(amount(r, i, "worlds"), 4);
        assert_int_equal(amount(r, i, "ids"),
                         amount(r, i, "eager-ids") + amount(r, i, "local-ids"));
    }
    for (size_t i = 0; i < 2; i++) {
        name_case("delay %d", (int)i);
        /* The cluster size changes no time, so the same IDs are made in worlds of one delay. */
        assert_int_equal(amount(r, i, "ids"), amount(r, i + 2, "ids"));
        assert_true(amount(r, i, "eager-ids") < amount(r, i + 2, "eager-ids"));
        assert_true(amount(r, i, "unused-finals") < amount(r, i + 2, "unused-finals"));
        assert_true(amount(r, i, "clusters") > amount(r, i + 2, "clusters"));
    }
    /* 100 ms to collect, the delay, and 20 ms back: on time before the deadline of 150 ms. */
    assert_string_equal(at(r, 0, "measured", "in-time"), "100 %");
    assert_string_equal(at(r, 1, "measured", "in-time"), "0 %");
    assert_true(amount(r, 1, "final-ms") > amount(r, 0, "final-ms"));
    json_decref(r);
    file_remove("small.scenario");
}

/* Both play the same worlds, and count the same. */
static void assert_same_amounts(const char *varied, const char *plain)
{
    json_t *one = economics(varied);
    json_t *other = economics(plain);
    const json_t *amounts =
        json_object_get(json_array_get(json_object_get(one, "points"), 0), "amounts");
    assert_non_null(amounts);
    assert_true(json_equal(
        amounts, json_object_get(json_array_get(json_object_get(other, "points"), 0), "amounts")));
    json_decref(one);
    json_decref(other);
}

TEST(a_point_is_the_file_with_that_value)
{
    file_write_text("small.scenario", timed);
    file_write_text("plain.scenario", HEAD "[sizes]\ncluster-size = 32\ndeadline = 150\n" CLIENTS);
    assert_same_amounts("small.scenario --seeds 3..6 --vary cluster-size=32",
                        "plain.scenario --seeds 3..6");
    /* A time that the file leaves as it is usually. */
    file_write_text("plain.scenario",
                    HEAD "[sizes]\ncluster-size = 8 | 3x 9\ndeadline = 150\n" CLIENTS
                         "down-delay = 70 ms\n");
    assert_same_amounts("small.scenario --seeds 3..6 --vary down-delay=70ms",
                        "plain.scenario --seeds 3..6");
    file_remove("small.scenario");
    file_remove("plain.scenario");
}

#define MIXED "[scenario]\nname = mixed\ndescription = half\nbase = steady\nops = 80\n"

TEST(a_value_holds_in_all_worlds)
{
    file_write_text("half.scenario", MIXED "[sizes, 1 in 2]\ncluster-size = 3\nnodes = 2\n");
    file_write_text("whole.scenario", MIXED "[sizes]\ncluster-size = 40\n"
                                            "[sizes, 1 in 2]\ncluster-size = 40\nnodes = 2\n");
    file_write_text("bare.scenario", MIXED);
    file_write_text("set.scenario", MIXED "[sizes]\ncluster-size = 40\n");
    assert_same_amounts("half.scenario --vary cluster-size=40", "whole.scenario");
    assert_same_amounts("bare.scenario --vary cluster-size=40", "set.scenario");
    file_remove("half.scenario");
    file_remove("whole.scenario");
    file_remove("bare.scenario");
    file_remove("set.scenario");
}

TEST(a_table_has_a_line_for_each_point)
{
    ended r = run("economics steady --ops 20 --seeds 0..1 --vary cluster-size=3..10");
    assert_int_equal(r.status, 0);
    assert_non_null(strstr(r.out, "steady: in each line the seeds 0..1, worlds of 20 ops\n"));
    assert_non_null(strstr(r.out, "  cluster-size         eager"));
    assert_non_null(strstr(r.out, "\n             6  "));
    assert_non_null(strstr(r.out, "\n            10  "));
    assert_null(strstr(r.out, "in time"));
    discard(&r);
    r = run("economics steady --ops 20 --seeds 0..1 --vary cluster-size=3..10 --csv");
    char *rest = NULL;
    assert_string_equal(
        strtok_r(r.out, "\n", &rest),
        "cluster-size,worlds,ids,eager-share-percent,clusters-per-session,"
        "memory-bytes-per-id,snapshot-bytes-per-id,wire-bytes-per-id,waste-percent");
    assert_memory_equal(strtok_r(NULL, "\n", &rest), "3,1,", 4);
    assert_memory_equal(strtok_r(NULL, "\n", &rest), "6,1,", 4);
    assert_memory_equal(strtok_r(NULL, "\n", &rest), "10,1,", 5);
    assert_null(strtok_r(NULL, "\n", &rest));
    discard(&r);
    /* Nothing was made, so there is nothing to measure. */
    expect("economics steady --ops 1 --seeds 0..1 --csv", 0, "\n1,0,,,,,,\n", NULL);
}

TEST(what_cannot_be_varied_is_refused_before_anything_is_played)
{
    static const char *const rows[][2] = {
        {"steady --vary clustersize=4", "Did you mean 'cluster-size'?"},
        {"steady --vary think=4s", "there is nothing named 'think' in [sizes]"},
        {"small.scenario --vary thnk=4s", "Did you mean 'think'?"},
        {"small.scenario --vary seed=4", "nothing named 'seed'"},
        {"steady --vary cluster-size", "NAME=LOW..HIGH, not 'cluster-size'"},
        {"steady --vary cluster-size=", "'' is not a number"},
        {"steady --vary cluster-size=4,,5", "'' is not a number"},
        {"steady --vary cluster-size=big", "'big' is not a number"},
        {"steady --vary cluster-size=4|5", "'4|5' is not a number"},
        {"steady --vary cluster-size=0..4", "'0..4' is not a range"},
        {"steady --vary cluster-size=8..4", "'8..4' is not a range"},
        {"steady --vary cluster-size=4..", "'' is not a number"},
        {"steady --vary cluster-size=99999999999", "'99999999999' is not a number"},
        {"steady --vary cluster-size=4,0", "steady, with cluster-size = 0: "},
        {"steady --vary cluster-size=4,4000000000", "with cluster-size = 4000000000: "},
        {"small.scenario --vary think=1s,50", "with think = 50: think: a unit is missing"},
        {"small.scenario --vary think=10ms..1s", "has two units"},
        {"small.scenario --vary burst=2ms", "with burst = 2ms: "},
        {"double.scenario --vary cluster-size=8,1000000",
         "double.scenario:7, with cluster-size = "},
        {"steady --vary cluster-size=1..4096 --vary nodes=1,2,3,4,5", "more than 64 points"},
        {"steady --vary cluster-size=1 --vary Cluster-Size=2",
         "--vary cluster-size is given twice"},
        {"steady --vary slots=1 --vary nodes=1 --vary kept=0", "at most 2 times"},
        {"sequence", "'sequence' is a scenario of the scheme sequence"},
        {"swarm", "'swarm' are of several scenarios"},
        {"", "economics needs one scenario"},
        {"steady offline", "there is also offline"},
        {"staedy", "Did you mean 'steady'?"},
        {"steady --seeds 4..", "--seeds 4.. has no end"},
        {"steady --csv --json", "cannot be used together"},
        {"steady --ops 9999999", "too large"},
    };
    file_write_text("small.scenario", timed);
    file_write_text("double.scenario", MIXED "[sizes]\nbulk = 8 * cluster-size\n");
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        char command[120];
        (void)snprintf(command, sizeof command, "economics %s", rows[i][0]);
        ended r = run(command);
        name_case("%s", command);
        assert_int_equal(r.status, 2);
        assert_string_equal(r.out, "");
        if (strstr(r.err, rows[i][1]) == NULL) {
            fail_msg("%s: no '%s' in\n%s", command, rows[i][1], r.err);
        }
        discard(&r);
    }
    expect("economics missing.scenario", 4, NULL, "cannot read 'missing.scenario'");
    file_remove("small.scenario");
    file_remove("double.scenario");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(larger_clusters_give_more_eager_ids_and_more_waste),
        cmocka_unit_test(a_point_is_the_file_with_that_value),
        cmocka_unit_test(a_value_holds_in_all_worlds),
        cmocka_unit_test(a_table_has_a_line_for_each_point),
        cmocka_unit_test(what_cannot_be_varied_is_refused_before_anything_is_played),
    };
    return RUN_IDSIM_TESTS(tests);
}
