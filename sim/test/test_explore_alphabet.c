/* Alphabets are what their lists say, and scopes are sound. */
#include <stdio.h>

#include "korder/setting.h"
#include "sequence/config.h"
#include "snowflake/setting.h"
#include "support_cmocka.h"
#include "support_explore.h"

static sim_search_scope scope;

static sim_alphabet parsed(const char *list)
{
    sim_alphabet alphabet;
    explore_alphabet(list, &scope, &alphabet);
    return alphabet;
}

static void assert_letter(const sim_alphabet *alphabet, size_t at, const char *line)
{
    char text[80];
    assert_true(at < alphabet->count);
    sim_op_print((sim_scheme)scope.config.scheme, &alphabet->letters[at], text, sizeof text);
    assert_string_equal(text, line);
}

TEST(an_op_stands_for_all_nodes_and_slots)
{
    scope = explore_scope(2, 3, SIM_BEGIN_EMPTY, 1);
    sim_alphabet alphabet = parsed("take");
    assert_int_equal(alphabet.count, 6);
    assert_letter(&alphabet, 0, "take 0 0");
    assert_letter(&alphabet, 1, "take 0 1");
    assert_letter(&alphabet, 5, "take 1 2");
    assert_int_equal(parsed("join").count, 4);
    assert_int_equal(parsed("sequencer,nop").count, 2);
}

TEST(arguments_have_the_values_that_are_said)
{
    scope = explore_scope(1, 1, SIM_BEGIN_EMPTY, 1);
    sim_alphabet alphabet = parsed("generate:count=1/5..7,up:message=4294967295,open:layout=0/8");
    assert_int_equal(alphabet.count, 7);
    assert_letter(&alphabet, 0, "generate 0 0 1");
    assert_letter(&alphabet, 1, "generate 0 0 5");
    assert_letter(&alphabet, 3, "generate 0 0 7");
    assert_letter(&alphabet, 4, "up 0 4294967295");
    assert_letter(&alphabet, 6, "open 0 0 8");
    alphabet = parsed("forge:how=1/2:number=0/1:entry=3");
    assert_int_equal(alphabet.count, 4);
    assert_letter(&alphabet, 1, "forge 1 3 1");
    alphabet = parsed("forge:how=gap/overlap:number=0/1:entry=3,cut:direction=up..down");
    assert_int_equal(alphabet.count, 6);
    assert_letter(&alphabet, 1, "forge 1 3 1");
    assert_letter(&alphabet, 5, "cut 0 2");
}

TEST(a_letter_is_there_once)
{
    scope = explore_scope(2, 1, SIM_BEGIN_EMPTY, 1);
    assert_int_equal(parsed("start,start,start:node=1/0/1").count, 2);
    sim_alphabet alphabet = parsed("start");
    assert_true(sim_alphabet_has(&alphabet, SIM_OP_START));
    assert_false(sim_alphabet_has(&alphabet, SIM_OP_TAKE));
}

TEST(what_is_no_list_is_refused_with_a_reason)
{
    static const char *const wrong[] = {
        "",
        ",",
        "start,",
        ",start",
        "start take",
        "starts",
        "start:",
        "start:node",
        "start:node=",
        "start:node=x",
        "start:node=-1",
        "start:node=1/",
        "start:node=up",
        "cut:direction=upp",
        "cut:direction=up/",
        "start:node=1..",
        "start:node=2..1",
        "start:node=4294967296",
        "start:node=99999999999999999999999",
        "start:node=0..64",
        "start:node=0..4294967295",
        "start:slot=0",
        "start:node=0;take",
        "generate:count=1..64,take,up:message=1..64,down:ahead=0..63,send:pick=0..63,down-old",
        "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
        "start\n",
        "\xff",
    };
    scope = explore_scope(2, 1, SIM_BEGIN_EMPTY, 1);
    for (size_t i = 0; i < COUNT_OF(wrong); i++) {
        name_case("%s", wrong[i]);
        sim_alphabet alphabet;
        sim_alphabet_error error = {"", ""};
        if (sim_alphabet_parse(wrong[i], &scope.config, &alphabet, &error)) {
            fail_msg("'%s' is taken", wrong[i]);
        }
        assert_true(error.message[0] != '\0');
    }
    sim_alphabet alphabet;
    sim_alphabet_error error = {"", ""};
    assert_false(sim_alphabet_parse("start,tkae", &scope.config, &alphabet, &error));
    assert_string_equal(error.word, "tkae");
}

/* A bound is a bound: as many letters as there can be, and one more. */
TEST(as_many_letters_as_there_can_be)
{
    sim_alphabet alphabet;
    sim_alphabet_error error = {"", ""};
    scope = explore_scope(4, 2, SIM_BEGIN_EMPTY, 1);
    assert_int_equal(parsed("generate:count=1..64").count, SIM_LETTERS_MAX);
    assert_false(sim_alphabet_parse("generate:count=1..64,nop", &scope.config, &alphabet, &error));
}

TEST(every_scope_begins_and_has_letters)
{
    assert_true(sim_scope_count() >= 5);
    for (size_t i = 0; i < sim_scope_count(); i++) {
        const sim_scope *named = sim_scope_at(i);
        sim_alphabet alphabet;
        sim_alphabet_error error = {"", ""};
        sim_config config = sim_config_wrap(named->config);
        assert_ptr_equal(sim_scope_find(named->name), named);
        assert_true(strlen(named->sentence) > 20);
        assert_true(sim_scope_holds(&named->config));
        assert_true(sim_begin_applies(named->begin, (sim_scheme)config.scheme));
        assert_true(named->ops >= 1 && named->ops <= SIM_SCOPE_OPS_MAX);
        if (!sim_alphabet_parse(named->alphabet, &config, &alphabet, &error)) {
            fail_msg("%s: %s %s", named->name, error.word, error.message);
        }
        assert_true(alphabet.count >= 5);
    }
    assert_null(sim_scope_at(sim_scope_count()));
    assert_null(sim_scope_find("no-such-scope"));
}

TEST(each_scheme_has_a_scope_of_its_name)
{
    for (unsigned scheme = SIM_SCHEME_COMPRESSOR + 1; scheme < SIM_SCHEME_COUNT; scheme++) {
        const sim_scope *named = sim_scope_find(sim_scheme_name(scheme));
        assert_non_null(named);
        assert_int_equal(named->config.scheme, scheme);
    }
}

/* The seeds of scopes are chosen for what they give. */
TEST(worlds_of_scopes_are_as_small_as_they_are_said_to_be)
{
    static const char *const narrow[] = {"snowflake", "snowflake-ahead", "snowflake-edges"};
    for (size_t i = 0; i < 3; i++) {
        sim_snowflake_setting setting =
            sim_snowflake_setting_of(&sim_scope_find(narrow[i])->config);
        assert_int_equal(setting.layout.unit_us, 1000);
        assert_int_equal(setting.layout.time_bits, 4);
        assert_int_equal(setting.layout.sequence_bits, 1);
        assert_int_equal(setting.layout.coordinator_bits, 2);
        assert_int_equal(setting.start_us - setting.layout.epoch_us, 2000);
        assert_int_equal(setting.first_number, 0);
    }
    sim_snowflake_setting wide =
        sim_snowflake_setting_of(&sim_scope_find("snowflake-wide")->config);
    assert_int_equal(wide.layout.coordinator_bits, 20);
    assert_int_equal(wide.first_number + wide.numbers, 1 << 20);
    sim_korder_setting window = sim_korder_setting_of(&sim_scope_find("korder")->config);
    assert_int_equal((window.start_us + 1) % (32 * UINT64_C(1000000)), 0);
    sim_korder_setting names = sim_korder_setting_of(&sim_scope_find("korder-faithful")->config);
    sim_korder_naming first = names.naming[0];
    sim_korder_naming second = names.naming[1];
    assert_int_equal(ida_korder_fingerprint(first.name, strlen(first.name), first.hash),
                     ida_korder_fingerprint(second.name, strlen(second.name), second.hash));
    /* A megasecond has 7812 windows of 128 s, and one of 64 s. */
    assert_int_equal(names.start_us / 1000000 % 1000000, 7812 * 128);
    sim_sequence_config ids =
        sim_sequence_config_decode(&sim_scope_find("sequence-members")->config);
    assert_int_equal(ids.bounds.range_size, 1);
    ids = sim_sequence_config_decode(&sim_scope_find("sequence")->config);
    assert_int_equal(ids.bounds.last_id - ids.bounds.first_start, 4 * 3);
}

TEST(a_config_that_is_no_scope_is_told_apart)
{
    const sim_config config = sim_scope_find("korder")->config;
    sim_config other = config;
    assert_true(sim_scope_holds(&other));
    other.nodes = SIM_SCOPE_NODES_MAX + 1;
    assert_false(sim_scope_holds(&other));
    other = config;
    other.slots = 4; /* no drift */
    assert_false(sim_scope_holds(&other));
    other = config;
    other.scheme = SIM_SCHEME_COUNT;
    assert_false(sim_scope_holds(&other));
    other = sim_scope_find("tiny")->config;
    other.slots = SIM_SCOPE_SLOTS_MAX + 1;
    assert_false(sim_scope_holds(&other));
}

/* Each node makes an ID at once, and none is told to wait or has failed. */
TEST(when_all_is_up_every_node_can_make_an_id)
{
    static const struct {
        const char *scope;
        sim_op make;
    } schemes[] = {{"sequence", {SIM_OP_DRAW, {0, 0, 0}}},
                   {"snowflake", {SIM_OP_MINT, {0, 0, 0}}},
                   {"korder", {SIM_OP_MAKE, {0, 0, 0}}}};
    for (size_t i = 0; i < COUNT_OF(schemes); i++) {
        name_case("%s", schemes[i].scope);
        sim_tape tape;
        sim_op make = schemes[i].make;
        const sim_scope *named = sim_scope_find(schemes[i].scope);
        sim_tape_init(&tape, named->config);
        assert_true(sim_begin_append(SIM_BEGIN_UP, &tape));
        for (uint32_t node = 0; node < named->config.nodes; node++) {
            make.args[0] = node;
            assert_true(sim_tape_append(&tape, make));
        }
        const sim_run_options options = {.until = SIM_NEVER, .without_quiet = true};
        sim_result result = sim_run_tape(&tape, &options);
        assert_int_equal(result.verdict, SIM_PASS);
        assert_int_equal(result.ids, named->config.nodes);
        sim_tape_free(&tape);
    }
    assert_false(sim_begin_applies(SIM_BEGIN_UP, SIM_SCHEME_COMPRESSOR));
    assert_false(sim_begin_applies(SIM_BEGIN_SESSIONS, SIM_SCHEME_KORDER));
    assert_true(sim_begin_applies(SIM_BEGIN_EMPTY, SIM_SCHEME_KORDER));
}

TEST(an_op_of_a_scheme_stands_for_all_its_masters)
{
    sim_alphabet alphabet;
    sim_alphabet_error error = {"", ""};
    scope.config = (sim_config){.scheme = SIM_SCHEME_SEQUENCE, .nodes = 3, .slots = 2};
    assert_true(sim_alphabet_parse("ask", &scope.config, &alphabet, &error));
    assert_int_equal(alphabet.count, 6);
    assert_letter(&alphabet, 5, "ask 2 1");
    assert_true(sim_alphabet_parse("elect", &scope.config, &alphabet, &error));
    assert_int_equal(alphabet.count, 2);
    assert_false(sim_alphabet_parse("generate", &scope.config, &alphabet, &error));
    assert_string_equal(error.word, "generate");
}

TEST(beginnings_are_what_they_are_called)
{
    for (unsigned nodes = 1; nodes <= SIM_SCOPE_NODES_MAX; nodes++) {
        const sim_search_scope empty = explore_scope(nodes, 2, SIM_BEGIN_EMPTY, 1);
        const sim_search_scope connected = explore_scope(nodes, 2, SIM_BEGIN_CONNECTED, 1);
        const sim_search_scope sessions = explore_scope(nodes, 2, SIM_BEGIN_SESSIONS, 1);
        sim_world *worlds[] = {explore_world(&empty, "nop\n"), explore_world(&connected, "nop\n"),
                               explore_world(&sessions, "nop\n")};
        for (unsigned i = 0; i < nodes; i++) {
            assert_int_equal(worlds[0]->nodes[i].state, SIM_NODE_DOWN);
            assert_int_equal(worlds[1]->nodes[i].state, SIM_NODE_CONNECTED);
            assert_int_equal(worlds[1]->nodes[i].position, worlds[1]->log_count);
            assert_int_equal(worlds[1]->nodes[i].live, 0);
            assert_int_equal(worlds[2]->nodes[i].state, SIM_NODE_CONNECTED);
            assert_int_equal(worlds[2]->nodes[i].live, 2);
        }
        for (unsigned i = 0; i < 3; i++) {
            explore_world_end(worlds[i]);
        }
    }
    sim_begin begin;
    assert_true(sim_begin_find("sessions", &begin));
    assert_int_equal(begin, SIM_BEGIN_SESSIONS);
    assert_string_equal(sim_begin_name(begin), "sessions");
    assert_false(sim_begin_find("session", &begin));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_op_stands_for_all_nodes_and_slots),
        cmocka_unit_test(arguments_have_the_values_that_are_said),
        cmocka_unit_test(a_letter_is_there_once),
        cmocka_unit_test(what_is_no_list_is_refused_with_a_reason),
        cmocka_unit_test(as_many_letters_as_there_can_be),
        cmocka_unit_test(every_scope_begins_and_has_letters),
        cmocka_unit_test(each_scheme_has_a_scope_of_its_name),
        cmocka_unit_test(worlds_of_scopes_are_as_small_as_they_are_said_to_be),
        cmocka_unit_test(a_config_that_is_no_scope_is_told_apart),
        cmocka_unit_test(when_all_is_up_every_node_can_make_an_id),
        cmocka_unit_test(an_op_of_a_scheme_stands_for_all_its_masters),
        cmocka_unit_test(beginnings_are_what_they_are_called),
    };
    return RUN_TESTS(tests);
}
