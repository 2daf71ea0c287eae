/* The file of a search: it goes on from there, and what is no such file is refused. */
#include <unistd.h>

#include "support_cmocka.h"
#include "support_directory.h"
#include "support_explore.h"
#include "support_merged.h"

static const char path[] = "state";

static bool stop_late(void *context, uint64_t state, const sim_expansion *expansion)
{
    (void)expansion;
    return state != *(const uint64_t *)context;
}

static void assert_same_search(const sim_search *a, const sim_search *b)
{
    assert_int_equal(a->state_count, b->state_count);
    assert_int_equal(a->next, b->next);
    assert_int_equal(a->depth, b->depth);
    assert_memory_equal(a->levels, b->levels, sizeof a->levels);
    assert_memory_equal(a->states, b->states, a->state_count * sizeof a->states[0]);
    assert_memory_equal(a->marks, b->marks, sizeof a->marks);
    assert_memory_equal(a->faults, b->faults, sizeof a->faults);
}

/* What is searched and written: a scope of each scheme. */
static merged_scope filed[SIM_SCHEME_COUNT];
static const merged_scope *at_hand = &filed[0];

static merged_scope filed_scope(const char *name, uint32_t ops, const char *list)
{
    const sim_search_scope scope = {.config = sim_scope_find(name)->config,
                                    .begin = SIM_BEGIN_UP,
                                    .ops = ops,
                                    .merge = true,
                                    .mirror = true};
    return (merged_scope){name, scope, list};
}

static void choose_filed(void)
{
    filed[SIM_SCHEME_COMPRESSOR] =
        (merged_scope){"compressor", explore_scope(2, 1, SIM_BEGIN_SESSIONS, 7),
                       "generate:count=1,take,up:message=1,down-many:count=8"};
    filed[SIM_SCHEME_SEQUENCE] =
        filed_scope("sequence", 4, "ask,draw:count=0/1,carry:how=0/1,store,keep,stop,boot");
    filed[SIM_SCHEME_SNOWFLAKE] =
        filed_scope("snowflake", 4, "mint:count=0,halt,begin,pass:amount=1:unit=1");
    filed[SIM_SCHEME_KORDER] =
        filed_scope("korder", 4, "make:count=0,kill,wake,pass:amount=1:unit=1");
    filed[SIM_SCHEME_LEASE] = filed_scope("lease", 4,
                                          "apply:registry=0,bring:message=0:how=0/1,record:how=0/"
                                          "2,work:count=0/1,pass:amount=1:unit=1");
    filed[SIM_SCHEME_TIMEORDERED] =
        filed_scope("timeordered", 4, "issue:count=0,quit,launch,pass:amount=1:unit=1");
}

/* Searches until a state, writes that down, and closes. */
static void search_until(uint64_t until, uint32_t ops)
{
    sim_search_scope scope = at_hand->scope;
    scope.ops = ops;
    sim_search search;
    explore_open(&search, &scope, at_hand->list, NULL);
    sim_expander expander = sim_search_expander(&search);
    assert_true(sim_search_run(&search, &expander, stop_late, &until));
    assert_true(sim_search_write(&search, path));
    sim_canon_free(&expander.canon);
    sim_search_close(&search);
}

static void read_back(sim_search *search)
{
    char message[160] = "";
    bool outside;
    if (!sim_search_read(search, path, NULL, (size_t)64 << 20, message, &outside)) {
        fail_msg("%s", message);
    }
}

static void goes_on_from_its_file(void)
{
    const sim_search_scope *scope = &at_hand->scope;
    const uint32_t ops = scope->ops;
    sim_search whole;
    explore_open(&whole, scope, at_hand->list, NULL);
    sim_expander expander = sim_search_expander(&whole);
    assert_true(sim_search_run(&whole, &expander, NULL, NULL));
    const uint64_t last = whole.state_count - 1;
    if (last <= 100) {
        fail_msg("%s: %u states are few", at_hand->name, (unsigned)last);
    }
    const uint64_t stops[] = {
        0, 1, 2, whole.levels[ops / 2].first, last / 2, whole.levels[ops].first, last};
    for (size_t i = 0; i < COUNT_OF(stops); i++) {
        name_case("%s, stopped at state %" PRIu64, at_hand->name, stops[i]);
        sim_search again;
        search_until(stops[i], ops);
        read_back(&again);
        assert_int_equal(again.next, stops[i]);
        assert_int_equal(again.scope.config.scheme, scope->config.scheme);
        sim_expander other = sim_search_expander(&again);
        assert_true(sim_search_run(&again, &other, NULL, NULL));
        assert_same_search(&whole, &again);
        sim_canon_free(&other.canon);
        sim_search_close(&again);
    }
    /* One that was done goes on when it is told to go further. */
    sim_search longer;
    search_until(UINT64_MAX, ops - 1);
    read_back(&longer);
    assert_true(sim_search_is_done(&longer));
    sim_search_extend(&longer, ops);
    sim_expander other = sim_search_expander(&longer);
    assert_true(sim_search_run(&longer, &other, NULL, NULL));
    assert_same_search(&whole, &longer);
    sim_canon_free(&other.canon);
    sim_search_close(&longer);
    sim_canon_free(&expander.canon);
    sim_search_close(&whole);
}

/* Does something with the file of each scheme's search. */
static void with_each(void (*check)(void))
{
    for (unsigned i = 0; i < SIM_SCHEME_COUNT; i++) {
        at_hand = &filed[i];
        check();
    }
    at_hand = &filed[0];
}

TEST(a_search_goes_on_from_its_file_as_if_it_had_not_stopped)
{
    with_each(goes_on_from_its_file);
}

#define XXH_INLINE_ALL
#include <xxhash.h>

/* Puts the checksum right again, so that what comes after it is put to the test. */
static void seal(uint8_t *bytes, size_t size)
{
    uint64_t hash = XXH3_64bits(bytes, size - 8);
    for (size_t i = 0; i < 8; i++) {
        bytes[size - 8 + i] = (uint8_t)(hash >> (8 * i) & 0xFF);
    }
}

static bool is_refused(void)
{
    sim_search search;
    char message[160] = "";
    bool outside = true;
    if (sim_search_read(&search, path, NULL, (size_t)4 << 20, message, &outside)) {
        sim_search_close(&search);
        return false;
    }
    assert_true(message[0] != '\0');
    assert_false(outside);
    return true;
}

static void refuses_damage(void)
{
    search_until(8, 3);
    size_t size;
    uint8_t *bytes = file_read(path, &size);
    for (size_t i = 0; i < size; i += i < 700 ? 1 : 13) {
        bytes[i] ^= 0x41;
        file_write(path, bytes, size);
        if (!is_refused()) {
            fail_msg("byte %zu", i);
        }
        bytes[i] ^= 0x41;
    }
    for (size_t length = 0; length < size; length += 1 + length / 7) {
        file_write(path, bytes, length);
        assert_true(is_refused());
    }
    bytes[size] = 0;
    file_write(path, bytes, size + 1);
    assert_true(is_refused());
    free(bytes);
}

TEST(a_damaged_file_is_refused)
{
    with_each(refuses_damage);
}

/*
 * A file that somebody made on purpose: the checksum is right, and a number is not. What cannot be
 * told from a search that went otherwise (a mark that was reached, a count of checks, letters that
 * had no effect) is believed; nothing that is believed crashes.
 */
static void survives_forgery(void)
{
    search_until(8, 3);
    size_t size;
    uint8_t *bytes = file_read(path, &size);
    unsigned refused = 0;
    unsigned believed = 0;
    for (size_t i = 0; i < size - 8; i++) {
        uint8_t before = bytes[i];
        bytes[i] ^= i % 2 == 0 ? 0x81 : 0xFF;
        seal(bytes, size);
        file_write(path, bytes, size);
        if (is_refused()) {
            refused++;
        } else {
            believed++;
        }
        bytes[i] = before;
    }
    free(bytes);
    /* Believed are at most the checks, the counts of letters, the seed and op arguments. */
    assert_true(refused > believed);
}

TEST(a_forged_file_is_refused_or_does_no_harm)
{
    with_each(survives_forgery);
}

/* The scheme of a file is the eight bytes behind the magic number. */
TEST(a_file_of_one_scheme_is_not_one_of_another)
{
    for (unsigned i = 0; i < SIM_SCHEME_COUNT; i++) {
        at_hand = &filed[i];
        search_until(8, 3);
        size_t size;
        uint8_t *bytes = file_read(path, &size);
        assert_int_equal(bytes[8], i);
        for (unsigned other = 0; other <= SIM_SCHEME_COUNT; other++) {
            bytes[8] = (uint8_t)other;
            seal(bytes, size);
            file_write(path, bytes, size);
            assert_true(other == i || is_refused());
        }
        free(bytes);
    }
    at_hand = &filed[0];
}

TEST(a_file_of_another_build_is_refused)
{
    search_until(20, 3);
    size_t size;
    uint8_t *bytes = file_read(path, &size);
    /* The hash of the first state. */
    size_t states = 0;
    sim_search search;
    read_back(&search);
    states = search.state_count;
    sim_search_close(&search);
    bytes[size - 8 - states * 24] ^= 1;
    seal(bytes, size);
    file_write(path, bytes, size);
    assert_true(is_refused());
    free(bytes);
}

TEST(a_file_that_cannot_be_read_or_written_says_why)
{
    sim_search search;
    char message[160] = "";
    bool outside = false;
    assert_false(
        sim_search_read(&search, "/nonexistent/state", NULL, (size_t)4 << 20, message, &outside));
    assert_true(outside);
    assert_true(message[0] != '\0');
    sim_search_scope scope = explore_scope(1, 1, SIM_BEGIN_EMPTY, 1);
    explore_open(&search, &scope, "start", NULL);
    assert_false(sim_search_write(&search, "/nonexistent/state"));
    sim_search_close(&search);
}

/* With a name: that test alone. */
int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_search_goes_on_from_its_file_as_if_it_had_not_stopped),
        cmocka_unit_test(a_damaged_file_is_refused),
        cmocka_unit_test(a_forged_file_is_refused_or_does_no_harm),
        cmocka_unit_test(a_file_of_one_scheme_is_not_one_of_another),
        cmocka_unit_test(a_file_of_another_build_is_refused),
        cmocka_unit_test(a_file_that_cannot_be_read_or_written_says_why),
    };
    if (argc > 1) {
        cmocka_set_test_filter(argv[1]);
    }
    choose_filed();
    directory_enter();
    int failures = RUN_TESTS(tests);
    (void)unlink(path);
    return directory_leave() ? failures : failures + 1;
}
