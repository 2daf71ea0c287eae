/* Scenarios and the driver: the same seed is the same tape, and every scenario does what it names.
 */

#include <stdlib.h>

#include <xxhash.h>

#include "compressor/mix.h"
#include "compressor/world.h"
#include "run.h"
#include "scenario/builtin.h"
#include "scenario/scenario.h"
#include "scenario/seed.h"
#include "support_cmocka.h"
#include "support_play.h"

#define OPS 400u

static sim_tape played(const sim_scenario *scenario, uint64_t seed, sim_result *result)
{
    sim_run_options options = {.until = SIM_NEVER};
    sim_tape tape;
    *result = sim_run_seed(scenario, seed, OPS, &options, &tape);
    return tape;
}

TEST(every_scenario_is_found_by_its_name_and_only_by_it)
{
    assert_true(sim_scenario_count() >= 10);
    for (size_t i = 0; i < sim_scenario_count(); i++) {
        const sim_scenario *scenario = sim_scenario_at(i);
        assert_ptr_equal(sim_scenario_find(scenario->name), scenario);
        assert_true(strlen(scenario->sentence) > 20);
        assert_true(scenario->mark_count > 0);
        assert_true(scenario->default_ops > 0);
    }
    assert_null(sim_scenario_at(sim_scenario_count()));
    assert_null(sim_scenario_find("no-such-scenario"));
    assert_null(sim_scenario_find(""));
    assert_string_equal(sim_scenario_at(0)->name, "swarm");
}

static bool is_played(const sim_scenario *scenario, bool is_mark, size_t which)
{
    for (unsigned i = 0; i < SIM_SCHEME_COUNT; i++) {
        sim_scheme scheme = (sim_scheme)i;
        if (sim_scenario_plays(scenario, scheme) &&
            (is_mark ? sim_mark_applies(scheme, (sim_mark)which)
                     : sim_fault_applies(scheme, (sim_fault)which))) {
            return true;
        }
    }
    return false;
}

TEST(what_is_required_of_a_scenario_its_worlds_can_reach)
{
    for (size_t i = 0; i < sim_scenario_count(); i++) {
        const sim_scenario *scenario = sim_scenario_at(i);
        for (size_t k = 0; k < scenario->mark_count; k++) {
            assert_true(is_played(scenario, true, scenario->marks[k]));
        }
        for (size_t k = 0; k < scenario->fault_count; k++) {
            assert_true(is_played(scenario, false, scenario->faults[k]));
        }
    }
}

/* What is reached in the worlds of a scheme is said to apply to it. */
TEST(what_worlds_reach_applies_to_their_scheme)
{
    for (unsigned scheme = 0; scheme < SIM_SCHEME_COUNT; scheme++) {
        const sim_scenario *scenario =
            sim_scenario_find(scheme == SIM_SCHEME_COMPRESSOR ? "damage" : sim_scheme_name(scheme));
        assert_non_null(scenario);
        for (uint64_t seed = 0; seed < 100; seed++) {
            sim_result result;
            sim_tape tape = played(scenario, seed, &result);
            assert_int_equal(tape.config.scheme, scheme);
            for (unsigned i = 0; i < SIM_MARK_COUNT; i++) {
                assert_true(result.tally.marks[i] == 0 ||
                            sim_mark_applies((sim_scheme)scheme, (sim_mark)i));
            }
            for (unsigned i = 0; i < SIM_FAULT_COUNT; i++) {
                assert_true(result.tally.faults[i] == 0 ||
                            sim_fault_applies((sim_scheme)scheme, (sim_fault)i));
            }
            sim_tape_free(&tape);
        }
    }
}

TEST(every_seed_gives_a_mix_that_can_be_drawn_from)
{
    for (size_t i = 0; i < sim_scenario_count(); i++) {
        for (uint64_t seed = 0; seed < 200; seed++) {
            if (sim_scenario_scheme(sim_scenario_at(i), seed) != SIM_SCHEME_COMPRESSOR) {
                continue;
            }
            sim_mix mix = sim_mix_make(sim_scenario_at(i)->recipe, seed);
            uint32_t layouts = 0;
            for (unsigned kind = 0; kind < SIM_LAYOUT_KINDS; kind++) {
                layouts += mix.layouts[kind];
            }
            assert_true(layouts > 0);
            assert_true(mix.weights[SIM_OP_GENERATE] > 0);
            assert_true(mix.weights[SIM_OP_TAKE] > 0);
            assert_true(mix.weights[SIM_OP_UP] > 0);
            assert_true(mix.weights[SIM_OP_DOWN] > 0);
            assert_true(mix.started >= 1 && mix.started <= mix.config.nodes);
            assert_true(mix.opened <= mix.config.slots);
            assert_true(mix.bulk > 0);
            assert_true(mix.weights[SIM_OP_FORGE] == 0 || mix.forgeries > 0);
        }
    }
}

TEST(the_same_seed_is_the_same_tape_and_the_same_digest)
{
    for (size_t i = 0; i < sim_scenario_count(); i++) {
        sim_result first;
        sim_result second;
        sim_tape one = played(sim_scenario_at(i), 3, &first);
        sim_tape two = played(sim_scenario_at(i), 3, &second);
        assert_int_equal(one.count, OPS);
        assert_true(sim_tape_equal(&one, &two));
        assert_true(first.digest == second.digest);
        assert_int_equal(first.verdict, SIM_PASS);
        sim_tape_free(&one);
        sim_tape_free(&two);
    }
}

/*
 * What seeds gave when the scenarios were C code, before they were files: a hash of the tapes of
 * some seeds. A change that gives other tapes on purpose changes these numbers.
 */
TEST(the_seeds_of_built_in_scenarios_give_the_tapes_they_always_gave)
{
    static const struct {
        const char *scenario;
        uint64_t hash;
    } rows[] = {
        {"swarm", 0x7dd3c33aba66d017},      {"steady", 0xefe7175312b6417a},
        {"offline", 0xaa2427eee2de14ee},    {"churn", 0xbae2cf8ea70dc1bb},
        {"burst", 0x254e6d1bf140ea59},      {"collision", 0xad9ead6c6272d9f2},
        {"fork", 0x869b3546641f2e9f},       {"damage", 0xe5fc830673bdbf58},
        {"hostile", 0x80ef4490efe65ccc},    {"gateway", 0x6c1056dccc5f3386},
        {"scarce", 0x9e23d3528967ab00},     {"marathon", 0x707ce287f14e49ed},
        {"metropolis", 0x18cec52977f32c36}, {"shards", 0x33d37c375bcf5027},
        {"sequence", 0xbedfb65d9a76a041},   {"snowflake", 0xb3a50e94f693edec},
        {"korder", 0x5a4b7c6e2e7a8e0e},     {"lease", 0xf94f9724a2516e55},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        uint64_t hash = 0;
        for (uint64_t seed = 0; seed < 40; seed++) {
            sim_run_options options = {.until = SIM_NEVER, .without_oracle = true};
            sim_tape tape;
            size_t size;
            (void)sim_run_seed(sim_scenario_find(rows[i].scenario), seed, 60, &options, &tape);
            uint8_t *bytes = sim_tape_encode(&tape, &size);
            assert_non_null(bytes);
            hash = XXH3_64bits_withSeed(bytes, size, hash);
            free(bytes);
            sim_tape_free(&tape);
        }
        if (hash != rows[i].hash) {
            fail_msg("%s: 0x%016llx", rows[i].scenario, (unsigned long long)hash);
        }
    }
}

TEST(another_seed_or_scenario_is_another_tape)
{
    sim_result result;
    sim_tape base = played(sim_scenario_at(0), 3, &result);
    sim_tape other_seed = played(sim_scenario_at(0), 4, &result);
    sim_tape other_scenario = played(sim_scenario_at(1), 3, &result);
    assert_false(sim_tape_equal(&base, &other_seed));
    assert_false(sim_tape_equal(&base, &other_scenario));
    sim_tape_free(&base);
    sim_tape_free(&other_seed);
    sim_tape_free(&other_scenario);
}

TEST(what_the_driver_chose_replays_from_the_tape_alone)
{
    for (size_t i = 0; i < sim_scenario_count(); i++) {
        sim_result driven;
        sim_tape tape = played(sim_scenario_at(i), 5, &driven);
        sim_run_options options = {.until = SIM_NEVER};
        sim_result replayed = sim_run_tape(&tape, &options);
        assert_true(replayed.digest == driven.digest);
        assert_int_equal(replayed.ops, driven.ops);
        assert_int_equal(replayed.ids, driven.ids);
        sim_tape_free(&tape);
    }
}

/* A swarm seed leaves ops out: no two of a few seeds have the same set of them. */
TEST(swarm_seeds_leave_different_ops_out)
{
    uint64_t sets[16];
    for (uint64_t seed = 0; seed < 16; seed++) {
        sim_mix mix = sim_mix_make(sim_scenario_find("swarm")->recipe, seed);
        sets[seed] = 0;
        for (unsigned code = 0; code < SIM_OP_CODES; code++) {
            sets[seed] |= (uint64_t)(mix.weights[code] == 0) << code;
        }
        for (uint64_t before = 0; before < seed; before++) {
            assert_true(sets[before] != sets[seed]);
        }
    }
}

/*
 * The quiet phase restarts, heals and retakes in every world. Were that counted, a sweep whose
 * faults never struck would not be found out.
 */
TEST(a_world_without_faults_counts_none)
{
    static const char text[] = "idalloc-tape 1\nworld nodes=2 slots=2 write-ahead=0x0 "
                               "cluster-size=3 seed=1\n"
                               "start 0\nstart 1\nreconnect 0\nreconnect 1\ndown 0 0\n"
                               "open 0 0 0\ngenerate 0 0 5\ntake 0 0\ngenerate 0 0 1\n";
    sim_result result = pass(text);
    assert_true(result.checks[SIM_INVARIANT_LIVENESS] > 0);
    for (unsigned i = 0; i < SIM_FAULT_COUNT; i++) {
        assert_int_equal(result.tally.faults[i], 0);
    }
    assert_int_equal(result.tally.marks[SIM_MARK_LOCAL], 2);
    assert_int_equal(result.tally.marks[SIM_MARK_RETAKEN], 0);
    assert_int_equal(result.tally.marks[SIM_MARK_OLD_CONNECTION], 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_scenario_is_found_by_its_name_and_only_by_it),
        cmocka_unit_test(what_is_required_of_a_scenario_its_worlds_can_reach),
        cmocka_unit_test(what_worlds_reach_applies_to_their_scheme),
        cmocka_unit_test(every_seed_gives_a_mix_that_can_be_drawn_from),
        cmocka_unit_test(the_same_seed_is_the_same_tape_and_the_same_digest),
        cmocka_unit_test(the_seeds_of_built_in_scenarios_give_the_tapes_they_always_gave),
        cmocka_unit_test(another_seed_or_scenario_is_another_tape),
        cmocka_unit_test(what_the_driver_chose_replays_from_the_tape_alone),
        cmocka_unit_test(a_world_without_faults_counts_none),
        cmocka_unit_test(swarm_seeds_leave_different_ops_out),
    };
    return RUN_TESTS(tests);
}
