/*
 * Scenario files: what is read from them, what is refused and why, and that nothing in them,
 * however damaged, gives a number outside its limits.
 */
#include <stdio.h>
#include <stdlib.h>

#include "cmd/scenariofile.h"
#include "kernel/random.h"
#include "scenario/builtin.h"
#include "scenario/seed.h"
#include "scenario/sources.h"
#include "support_cmocka.h"

#define HEAD "[scenario]\nname = mine\ndescription = a test\n"
#define BASE HEAD "base = steady\n"
#define BARE HEAD "scheme = compressor\n[layouts]\nrandom = 1\n[weights]\nopen = 1\n"

static bool make(const char *text, size_t size, sim_scenario_made *made, sim_scenario_error *error)
{
    sim_scenario_lines lines;
    bool good = sim_scenariofile_split(text, size, &lines, error) &&
                sim_scenario_make(lines.lines, lines.count, sim_scenario_at, made, error);
    sim_scenariofile_free(&lines);
    return good;
}

static void accept(const char *text, sim_scenario_made *made)
{
    sim_scenario_error error;
    if (!make(text, strlen(text), made, &error)) {
        fail_msg("line %zu: %s\n%s", error.line, error.message, text);
    }
}

static uint32_t drawn_size(const sim_scenario_made *made, uint64_t seed, sim_size size)
{
    sim_drawn drawn;
    sim_seed_draw(&made->scenario, seed, &drawn);
    return sim_drawn_size(&drawn, size);
}

static uint32_t drawn_weight(const sim_scenario_made *made, uint64_t seed, sim_op_code code)
{
    sim_drawn drawn;
    sim_seed_draw(&made->scenario, seed, &drawn);
    return sim_drawn_weights(&drawn)[code];
}

/* The build splits the built-in files by a script of its own. */
TEST(the_build_splits_files_as_inih_does)
{
    assert_int_equal(sim_scenario_source_count, sim_scenario_count());
    for (size_t i = 0; i < sim_scenario_source_count; i++) {
        const sim_scenario_source *source = &sim_scenario_sources[i];
        sim_scenario_lines found;
        sim_scenario_error error;
        char *text = malloc(source->size + 1);
        assert_non_null(text);
        memcpy(text, source->text, source->size);
        text[source->size] = '\0';
        assert_true(sim_scenariofile_split(text, source->size, &found, &error));
        assert_int_equal(found.count, source->count);
        for (size_t k = 0; k < found.count; k++) {
            assert_int_equal(found.lines[k].line, source->lines[k].line);
            assert_int_equal(found.lines[k].begins, source->lines[k].begins);
            assert_string_equal(found.lines[k].section, source->lines[k].section);
            assert_string_equal(found.lines[k].key, source->lines[k].key);
            assert_string_equal(found.lines[k].value, source->lines[k].value);
        }
        sim_scenariofile_free(&found);
        free(text);
    }
}

TEST(a_file_sets_what_its_base_does_not)
{
    sim_scenario_made made;
    accept(BASE "ops = 77\n[sizes]\nnodes = 5\n[weights]\nup = 0x10\n", &made);
    assert_string_equal(made.scenario.name, "mine");
    assert_string_equal(made.scenario.sentence, "a test");
    assert_int_equal(made.scenario.default_ops, 77);
    assert_int_equal(made.scenario.scheme, SIM_SCHEME_COMPRESSOR);
    assert_int_equal(made.scenario.mark_count, 0);
    assert_memory_equal(&made.scenario.idle, &sim_scenario_find("steady")->idle,
                        sizeof made.scenario.idle);
    for (uint64_t seed = 0; seed < 20; seed++) {
        assert_int_equal(drawn_size(&made, seed, SIM_SIZE_COMPRESSOR_NODES), 5);
        assert_int_equal(drawn_weight(&made, seed, SIM_OP_UP), 16);
        assert_int_equal(drawn_weight(&made, seed, SIM_OP_DOWN), 150);
    }
}

TEST(what_is_not_set_has_its_usual_value)
{
    sim_scenario_made made;
    accept(BARE, &made);
    assert_int_equal(made.scenario.default_ops, 1000);
    assert_true(sim_invariants_are_all(&made.scenario.idle));
    for (unsigned i = 0; i < SIM_SIZE_COUNT; i++) {
        assert_int_equal(drawn_size(&made, 1, (sim_size)i), sim_size_row_of((sim_size)i)->usual);
    }
    assert_int_equal(drawn_weight(&made, 1, SIM_OP_TAKE), 0);
}

TEST(blanks_and_comments_change_nothing)
{
    sim_scenario_made made;
    accept(
        "\xEF\xBB\xBF# first\r\n  [scenario]  ; a section\r\n\tname=mine\r\ndescription =  a test  "
        "# said\r\n base : steady\r\n\r\n[ sizes ,1 in 1 ]\r\nslots=1..2|3x 4   ; drawn",
        &made);
    assert_string_equal(made.name, "mine");
    assert_string_equal(made.sentence, "a test");
    assert_true(drawn_size(&made, 5, SIM_SIZE_COMPRESSOR_SLOTS) <= 4);
}

/* How often each value comes in 4,000 seeds: the share of each, within a fifth of what it must be.
 */
static void assert_share(const uint32_t *counts, uint32_t value, uint32_t expected)
{
    assert_in_range(counts[value], expected - expected / 5, expected + expected / 5);
}

TEST(values_are_drawn_as_often_as_they_say)
{
    sim_scenario_made made;
    uint32_t slots[8] = {0};
    uint32_t opened[8] = {0};
    uint32_t edges[2] = {0};
    accept(BASE "[sizes]\nslots = 2..5\nopened = 3x 1 | 2..3\nedges = 1 in 4\n", &made);
    for (uint64_t seed = 0; seed < 4000; seed++) {
        slots[drawn_size(&made, seed, SIM_SIZE_COMPRESSOR_SLOTS)]++;
        opened[drawn_size(&made, seed, SIM_SIZE_COMPRESSOR_OPENED)]++;
        edges[drawn_size(&made, seed, SIM_SIZE_COMPRESSOR_EDGES)]++;
    }
    for (uint32_t value = 2; value <= 5; value++) {
        assert_share(slots, value, 1000);
    }
    assert_share(opened, 1, 3000);
    assert_share(opened, 2, 500);
    assert_share(opened, 3, 500);
    assert_share(edges, 1, 1000);
}

TEST(expressions_follow_the_rules_of_arithmetic)
{
    sim_scenario_made made;
    accept(
        BASE
        "[sizes]\ncluster-size = 7\nbulk = 2 * cluster-size + 3 * 2 - 4\nnodes = 10 - 2 * 3 - 1\n"
        "[weights]\nghost = weights\nread = 7 * weights - 7 * read\n",
        &made);
    assert_int_equal(drawn_size(&made, 1, SIM_SIZE_COMPRESSOR_BULK), 16);
    assert_int_equal(drawn_size(&made, 1, SIM_SIZE_COMPRESSOR_NODES), 3);
    uint32_t of_base = 463; /* the sum of the weights of steady */
    assert_int_equal(drawn_weight(&made, 1, SIM_OP_GHOST), of_base);
    assert_int_equal(drawn_weight(&made, 1, SIM_OP_READ), 7 * (2 * of_base) - 7 * 10);
}

TEST(sections_have_conditions)
{
    sim_scenario_made made;
    uint32_t both = 0;
    accept(BASE "[choices]\nmany = 1 in 2\n[sizes, many]\nslots = 9\n[sizes, else]\nslots = 1\n"
                "[weights, slots > 1 and many is not 0]\nghost = 3\n[weights, else]\nghost = 4\n"
                "[layouts, edges is yes]\ntop = 1\n",
           &made);
    for (uint64_t seed = 0; seed < 200; seed++) {
        uint32_t slots = drawn_size(&made, seed, SIM_SIZE_COMPRESSOR_SLOTS);
        both |= slots == 9 ? 1u : 2u;
        assert_true(slots == 9 || slots == 1);
        assert_int_equal(drawn_weight(&made, seed, SIM_OP_GHOST), slots == 9 ? 3 : 4);
        sim_drawn drawn;
        sim_seed_draw(&made.scenario, seed, &drawn);
        assert_int_equal(sim_drawn_layouts(&drawn)[SIM_LAYOUT_TOP], 0);
    }
    assert_int_equal(both, 3);
}

/* What draws from a stream of its own, and what is drawn from it, leaves all other draws as they
 * are. */
TEST(a_section_with_a_stream_changes_no_other_draw)
{
    sim_scenario_made without;
    sim_scenario_made with;
    bool differs = false;
    accept(BASE "[sizes]\nbulk = 1..1000\n", &without);
    accept(BASE "[weights, stream 200, 1 in 2]\nghost = 1..9\n[sizes]\nbulk = 1..1000\n", &with);
    for (uint64_t seed = 0; seed < 100; seed++) {
        sim_drawn a;
        sim_drawn b;
        sim_seed_draw(&without.scenario, seed, &a);
        sim_seed_draw(&with.scenario, seed, &b);
        differs = differs || sim_drawn_weights(&b)[SIM_OP_GHOST] != 0;
        b.values[SIM_NAME_WEIGHT + SIM_OP_GHOST] = 0;
        assert_true(a.seed == b.seed);
        assert_memory_equal(a.values, b.values, sizeof a.values);
    }
    assert_true(differs);
}

TEST(worlds_are_of_several_scenarios_by_their_shares)
{
    sim_scenario_made made;
    uint32_t of_korder = 0;
    accept(BASE "[worlds]\nmine = 3\nkorder = 1\n[must-reach]\nmarks = korder-borrowed local\n",
           &made);
    assert_true(sim_scenario_plays(&made.scenario, SIM_SCHEME_KORDER));
    assert_false(sim_scenario_plays(&made.scenario, SIM_SCHEME_SNOWFLAKE));
    for (uint64_t seed = 0; seed < 400; seed++) {
        of_korder += sim_scenario_scheme(&made.scenario, seed) == SIM_SCHEME_KORDER;
    }
    assert_in_range(of_korder, 70, 130);
}

/* --- What is refused. --- */

typedef struct refusal {
    const char *text;
    size_t line;
    const char *message; /* a part of it */
    const char *hint;    /* likewise; "" if there must be none */
} refusal;

static void assert_refused(const refusal *r)
{
    sim_scenario_made made;
    sim_scenario_error error;
    if (make(r->text, strlen(r->text), &made, &error)) {
        fail_msg("this was accepted:\n%s", r->text);
    }
    if (error.line != r->line || strstr(error.message, r->message) == NULL ||
        strstr(error.hint, r->hint) == NULL || (r->hint[0] == '\0') != (error.hint[0] == '\0')) {
        fail_msg("line %zu: %s (%s)\ninstead of line %zu: %s (%s)\n%s", error.line, error.message,
                 error.hint, r->line, r->message, r->hint, r->text);
    }
}

TEST(a_wrong_word_is_named_with_the_right_one)
{
    static const refusal rows[] = {
        {BASE "[sizes]\nclster-size = 5\n", 6, "no 'clster-size'", "'cluster-size'"},
        {BASE "[wieghts]\nup = 5\n", 5, "no section [wieghts]", "'weights'"},
        {BASE "[weights]\ngenrate = 5\n", 6, "no 'genrate'", "'generate'"},
        {BASE "[weights]\nmint = 5\n", 6, "scheme compressor has no 'mint'", ""},
        {BASE "[layouts]\nneighbor = 5\n", 6, "no 'neighbor'", "'neighbour'"},
        {BASE "[sizes]\nbulk = 2 * cluster-sise\n", 6, "nothing is named 'cluster-sise'",
         "'cluster-size'"},
        {BASE "[sizes, edges is yess]\nbulk = 2\n", 5, "nothing is named 'yess'", "'yes'"},
        {BASE "[must-reach]\nmarks = local eagre\n", 6, "a mark 'eagre'", "'eager'"},
        {BASE "[must-reach]\nmarks = flake-made\n", 6, "can reach a mark 'flake-made'", ""},
        {BASE "[must-reach]\nfaults = crush\n", 6, "a fault 'crush'", "'crash'"},
        {BASE "[must-reach]\nmark = local\n", 6, "no 'mark'", "'marks'"},
        {BASE "[idle]\ninvariants = livenes\n", 6, "no invariant 'livenes'", "'liveness'"},
        {BASE "[worlds]\nstedy = 1\n", 6, "is a scenario 'stedy'", "'steady'"},
        {HEAD "base = stedy\n", 4, "no built-in scenario 'stedy'", "'steady'"},
        {HEAD "scheme = snowflak\n", 4, "no scheme 'snowflak'", "'snowflake'"},
        {HEAD "shceme = snowflake\n", 4, "no 'shceme'", "'scheme'"},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        assert_refused(&rows[i]);
    }
}

TEST(a_line_that_is_no_line_is_refused)
{
    static const refusal rows[] = {
        {"", 0, "has a name", ""},
        {"nodes = 5\n", 1, "before the first section", ""},
        {BASE "[sizes]\nnodes\n", 6, "neither '[section]' nor", ""},
        {BASE "[sizes\nnodes = 5\n", 5, "a name in brackets", ""},
        {BASE "[sizes] nodes = 5\n", 5, "nothing after them", ""},
        {BASE "[sizes]\n[weights]\nup = 1\n", 5, "is empty", ""},
        {BASE "[weights]\n", 5, "is empty", ""},
        {BASE "[sizes]\n= 5\n", 6, "a name is missing", ""},
        {BASE "[sizes]\nnodes = 5\nnodes = 6\n", 7, "'nodes' is set twice", ""},
        {BASE "[sizes]\nnodes = 5\n[scenario]\nops = 5\n", 8, "[scenario] comes first", ""},
        {"[sizes]\nnodes = 5\n", 1, "begins with [scenario]", ""},
        {HEAD "[sizes]\nnodes = 5\n", 4, "needs 'scheme", ""},
        {"[scenario]\nname = mine\nbase = steady\n", 0, "needs 'description", ""},
        {"[scenario]\nname = My Own\n", 2, "small letters", ""},
        {HEAD "base = steady\nscheme = korder\n", 5, "another scheme: compressor", ""},
        {BASE "ops = 0\n", 5, "ops is a number from 1 to 1048576", ""},
        {BASE "ops = 99999999999999999999\n", 5, "ops is a number from 1 to", ""},
        {BASE "[worlds]\nmine = 1\nswarm = 1\n", 7, "has [worlds] itself", ""},
        {BASE "[must-reach]\nmarks = local\n[worlds]\nmine = 1\n", 8, "comes before [must-reach]",
         ""},
        {BASE "[choices]\nslots = 1\n", 6, "is the name of something else", ""},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        assert_refused(&rows[i]);
    }
}

TEST(a_value_that_is_no_value_is_refused)
{
    static const refusal rows[] = {
        {BASE "[sizes]\nnodes =\n", 6, "a number or a name is missing", ""},
        {BASE "[sizes]\nnodes = 2..\n", 6, "a number or a name is missing", ""},
        {BASE "[sizes]\nnodes = 2 |\n", 6, "a number or a name is missing", ""},
        {BASE "[sizes]\nnodes = 2 3\n", 6, "should be where the number 3 is", ""},
        {BASE "[sizes]\nnodes = (2)\n", 6, "should be where '(' is", ""},
        {BASE "[sizes]\nnodes = 2k\n", 6, "'2k' is not a number", ""},
        {BASE "[sizes]\nbulk = 1,000\n", 6, "is not a number", ""},
        {BASE "[sizes]\nbulk = 1.5\n", 6, "is not a number", ""},
        {BASE "[sizes]\nbulk = 4294967296\n", 6, "larger than 4294967295", ""},
        {BASE "[sizes]\nbulk = 0x 5 | 1\n", 6, "a share is 1 to 65535", ""},
        {BASE "[sizes]\nbulk = any\n", 6, "only the seed can be 'any'", ""},
        {BASE "[sizes]\nbulk = seed\n", 6, "the seed cannot be used", ""},
        {BASE "[sizes, else]\nbulk = 1\n", 5, "comes right after a section with a condition", ""},
        {BASE "[sizes, 1 in 2]\nbulk = 1\n[sizes]\nslots = 1\n[sizes, else]\nbulk = 1\n", 9,
         "comes right after", ""},
        {BASE "[sizes, ]\nbulk = 1\n", 5, "an empty part", ""},
        {BASE "[sizes, stream 5]\nbulk = 1\n", 5, "a stream is a number from 102 to 999", ""},
        {BASE "[sizes, stream 500]\nbulk = 1\n[sizes, stream 500]\nslots = 1\n", 7, "used before",
         ""},
        {BASE "[must-reach, 1 in 2]\nmarks = local\n", 5, "has no condition", ""},
        {BASE "[sizes, slots is]\nbulk = 1\n", 5, "is missing at the end", ""},
        {HEAD "scheme = snowflake\n[sizes]\ntime-bits = 9\n", 6, "follows from other sizes", ""},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        assert_refused(&rows[i]);
    }
}

TEST(a_number_that_can_leave_its_limits_is_refused)
{
    static const refusal rows[] = {
        {BASE "[sizes]\nnodes = 17\n", 0, "nodes can be 17, but is at most 16 if kept is 0", ""},
        {BASE "[sizes]\nnodes = 4097\n", 6, "nodes can be 4097, but is at most 4096", ""},
        {BASE "[sizes]\nkept = 1..70\n", 0, "kept is 0, or at least 64", ""},
        {BASE "[sizes]\nnodes = 0..3\n", 6, "nodes can be 0, but is at least 1", ""},
        {BASE "[sizes]\nslots = 1 | 65\n", 0, "slots can be 65", ""},
        {BASE "[sizes]\ncluster-size = 1048577\n", 6, "at most 1048576", ""},
        {BASE "[sizes]\nnodes = 2 * slots * slots\n", 0, "nodes can be 18", ""},
        {BASE "[sizes]\nbulk = cluster-size - 2\n", 6, "can be below 0: 1 - 2", ""},
        {BASE "[sizes]\nbulk = 65536 * 65536\n", 6, "a product can be larger", ""},
        {BASE "[sizes]\nbulk = 4294967295 + 1\n", 6, "a value can be larger", ""},
        {BASE "[sizes]\nopened = 3..slots\n", 6,
         "a range can be empty: it may begin at 3 and end at 1", ""},
        {BASE "[sizes]\nedges = 3 in 2\n", 6, "a chance can be 3 in 2", ""},
        {BASE "[sizes]\nedges = 1 in 0\n", 6, "a chance can be 1 in 0", ""},
        {BASE "[weights]\nup = 65536\n", 6, "up can be 65536, but is at most 65535", ""},
        {BASE
         "[choices]\na = 1 in 2\n[sizes, a]\nreorder = 14\n[sizes]\nold-stores = reorder + 5\n",
         10, "old-stores can be 19", ""},
        {BASE "[layouts]\nrandom = 0..1\n", 0, "all layouts can be 0", ""},
        {HEAD "scheme = korder\n[weights]\nmake = 0..1\n", 0, "all weights can be 0", ""},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        assert_refused(&rows[i]);
    }
}

TEST(the_number_of_lines_and_their_lengths_are_limited)
{
    sim_scenario_made made;
    sim_scenario_error error;
    static char text[SIM_SCENARIO_FILE_MAX + 1];
    const char begin[] = BASE "[weights]\n";
    memset(text, 'a', sizeof begin + 500);
    memcpy(text, begin, sizeof begin - 1);
    assert_false(make(text, sizeof begin + 400, &made, &error));
    assert_non_null(strstr(error.message, "longer than 190 characters"));
    assert_int_equal(error.line, 6);
    /* As many lines as a recipe can have, and more. */
    size_t size = sizeof BASE - 1;
    memcpy(text, BASE, sizeof BASE);
    for (unsigned i = 0; i < 300; i++) {
        size += (size_t)snprintf(text + size, sizeof text - size, "[weights]\nup = 1\n");
    }
    assert_false(make(text, size, &made, &error));
    assert_non_null(strstr(error.message, "more than 256 lines that set"));
    memset(text, '\n', SIM_SCENARIO_FILE_MAX);
    assert_false(make(text, SIM_SCENARIO_FILE_MAX, &made, &error));
    assert_non_null(strstr(error.message, "more than 2048 lines"));
    text[5] = '\0';
    assert_false(make(text, 10, &made, &error));
    assert_non_null(strstr(error.message, "zero byte"));
}

/* --- Damage. --- */

/* Changes a text in place, in one of the ways in which files and people err. */
static size_t damage(sim_random *random, char *text, size_t size, size_t room)
{
    size_t at = (size_t)sim_random_below(random, size);
    size_t length = 1 + (size_t)sim_random_below(random, 12);
    static const char pieces[][12] = {"[",  "]",  "=",  "..", " | ", "9999999999", "0",  "else",
                                      "x ", "* ", "- ", "\n", "in",  "weights",    "is", "any"};
    length = at + length > size ? size - at : length;
    switch (sim_random_below(random, 5)) {
    case 0:
        text[at] = (char)sim_random_below(random, 256);
        return size;
    case 1:
        memmove(text + at, text + at + length, size - at - length);
        return size - length;
    case 2:
        return at + 1;
    case 3:
        if (size + length > room) {
            return size;
        }
        memmove(text + at + length, text + at, size - at);
        return size + length;
    default: {
        const char *piece = pieces[sim_random_below(random, COUNT_OF(pieces))];
        length = strlen(piece);
        length = at + length > size ? size - at : length;
        memcpy(text + at, piece, length);
        return size;
    }
    }
}

/* Whatever is accepted stays within its limits for every seed. */
static void assert_in_limits(const sim_scenario *scenario, uint64_t seed)
{
    sim_drawn drawn;
    sim_seed_draw(scenario, seed, &drawn);
    uint64_t weights = 0;
    for (uint32_t name = 0; name < SIM_NAME_WEIGHTS; name++) {
        uint32_t min;
        uint32_t max;
        sim_name_limits(name, &min, &max);
        bool is_set =
            name >= SIM_NAME_CHOICE || (sim_size_applies(scenario->scheme, (sim_size)name) &&
                                        sim_size_row_of((sim_size)name)->kind == SIM_SIZE_DRAWN);
        assert_true(!is_set || (drawn.values[name] >= min && drawn.values[name] <= max));
        weights += name >= SIM_NAME_WEIGHT && name < SIM_NAME_LAYOUT ? drawn.values[name] : 0;
    }
    assert_true(weights > 0 || scenario->recipe->is_timed);
}

static const char timed[] =
    HEAD "scheme = compressor\ndriver = timed\n[sizes]\nnodes = 2..4\nup-loss = 5\n[timing]\n"
         "think = exponential 3 s\nburst = 1..20 | 3x 500\ncollect = 50 ms\n"
         "up-delay = log-normal 30 ms spread 180 %\ndown-delay = 3x 1..5 ms | 100 ms\n"
         "offline = never\nsession-life = 1..5 d\n[expect]\nin-time = at least 90.5 %\n"
         "up-lost per log-entries = at most 0.25\n";

/* One of the built-in files, or a timed one. */
static size_t choose_text(uint64_t round, char *text)
{
    uint64_t which = round % (sim_scenario_source_count + 2);
    bool built_in = which < sim_scenario_source_count;
    size_t size = built_in ? sim_scenario_sources[which].size : sizeof timed - 1;
    memcpy(text, built_in ? (const void *)sim_scenario_sources[which].text : timed, size);
    return size;
}

static void assert_timing_draws(const sim_recipe *recipe, uint64_t seed)
{
    sim_random random = sim_random_stream(seed, 1);
    for (unsigned i = 0; recipe->is_timed && i < SIM_TIMING_COUNT; i++) {
        uint64_t drawn = sim_distribution_draw(&recipe->timing[i], &random);
        assert_true(drawn <= SIM_DISTRIBUTION_MAX || drawn == SIM_DISTRIBUTION_NEVER);
    }
}

TEST(damaged_files_are_refused_or_right)
{
    unsigned accepted = 0;
    unsigned refused = 0;
    sim_scenario_made made;
    static char text[16384];
    for (uint64_t round = 0; round < 4000; round++) {
        sim_random random = sim_random_stream(round, 1);
        sim_scenario_error error = {0};
        size_t size = choose_text(round, text);
        assert_true(size < sizeof text / 2);
        for (uint64_t i = sim_random_below(&random, 4) + 1; i > 0 && size > 1; i--) {
            size = damage(&random, text, size, sizeof text - 1);
        }
        text[size] = '\0';
        if (make(text, size, &made, &error)) {
            accepted++;
            for (uint64_t seed = 0; seed < 8; seed++) {
                assert_in_limits(sim_scenario_of_seed(&made.scenario, seed), seed);
                assert_timing_draws(&made.recipe, seed);
            }
        } else {
            refused++;
            assert_true(error.message[0] != '\0');
        }
    }
    print_message("accepted %u, refused %u\n", accepted, refused);
    assert_true(accepted > 200);
    assert_true(refused > 200);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_build_splits_files_as_inih_does),
        cmocka_unit_test(a_file_sets_what_its_base_does_not),
        cmocka_unit_test(what_is_not_set_has_its_usual_value),
        cmocka_unit_test(blanks_and_comments_change_nothing),
        cmocka_unit_test(values_are_drawn_as_often_as_they_say),
        cmocka_unit_test(expressions_follow_the_rules_of_arithmetic),
        cmocka_unit_test(sections_have_conditions),
        cmocka_unit_test(a_section_with_a_stream_changes_no_other_draw),
        cmocka_unit_test(worlds_are_of_several_scenarios_by_their_shares),
        cmocka_unit_test(a_wrong_word_is_named_with_the_right_one),
        cmocka_unit_test(a_line_that_is_no_line_is_refused),
        cmocka_unit_test(a_value_that_is_no_value_is_refused),
        cmocka_unit_test(a_number_that_can_leave_its_limits_is_refused),
        cmocka_unit_test(the_number_of_lines_and_their_lengths_are_limited),
        cmocka_unit_test(damaged_files_are_refused_or_right),
    };
    return RUN_TESTS(tests);
}
