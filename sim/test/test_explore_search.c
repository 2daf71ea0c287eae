/*
 * Merging loses nothing: a search that merges like states reaches, level by level, the very states
 * that one reaches which plays every tape, with the same marks and the same failures. It does so
 * because states of one hash go on alike, and that is seen here too, for every pair of tapes.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "support_explore.h"
#include "support_merged.h"
#include "support_wrong.h"

/* A scope that is small enough for all its tapes. */
typedef struct small_scope {
    const char *name;
    unsigned nodes;
    unsigned slots;
    sim_begin begin;
    const char *list;
    uint32_t ops;
} small_scope;

static const small_scope scopes[] = {
    {"ranges", 2, 1, SIM_BEGIN_SESSIONS, "generate:count=1,take,up:message=1,down-many:count=8", 4},
    {"fill", 1, 1, SIM_BEGIN_SESSIONS,
     "generate:count=1/3,take,up:message=1/2,down-many:count=8,reconnect", 5},
    {"storage", 1, 1, SIM_BEGIN_SESSIONS,
     "generate:count=3,take,up:message=1,down-many:count=8,save,crash,restart", 5},
    {"forks", 2, 1, SIM_BEGIN_SESSIONS, "generate:count=1:node=0/1,save,crash,fork,take", 3},
    {"joins", 2, 1, SIM_BEGIN_EMPTY, "start,reconnect,join,crash,down-many:count=8", 4},
    {"network", 1, 1, SIM_BEGIN_SESSIONS,
     "generate:count=1,take,up:message=1,up-again:message=1,up-lost:message=1,down,down-lost,fetch",
     4},
    {"neighbours", 1, 2, SIM_BEGIN_CONNECTED,
     "open:layout=4/36,generate:count=3,take,up:message=1/2,down-many:count=8", 3},
    {"mentions", 2, 1, SIM_BEGIN_SESSIONS, "generate:count=1,send,up:message=1/2,down-many:count=8",
     3},
    {"damage", 1, 1, SIM_BEGIN_SESSIONS,
     "generate:count=1,save:store=0/1,damage:how=0/1/2/3,"
     "crash,restart:store=0/1",
     4},
    {"hostile", 1, 1, SIM_BEGIN_SESSIONS,
     "generate:count=1,take,up:message=1,down-many:count=8,"
     "forge:how=0/6/7,ghost:count=1",
     4},
};

#define SCOPE_COUNT (sizeof scopes / sizeof scopes[0])

/* Returns how many states failed. */
static size_t compare(const small_scope *small, const sim_subject *subject, bool mirror)
{
    const sim_run_options options = {.subjects.of[SIM_SCHEME_COMPRESSOR] = subject,
                                     .until = SIM_NEVER};
    merged_scope scope = {small->name,
                          explore_scope(small->nodes, small->slots, small->begin, small->ops),
                          small->list};
    scope.scope.mirror = mirror;
    return merged_compare(&scope, subject == NULL ? "core" : subject->name, &options);
}

static void merging_loses_nothing_of_the_core(void **state)
{
    (void)state;
    for (size_t i = 0; i < SCOPE_COUNT; i++) {
        assert_int_equal(compare(&scopes[i], NULL, false), 0);
        assert_int_equal(compare(&scopes[i], NULL, true), 0);
    }
}

/* Mistakes that depend on nothing but the subject's state, and in which scope they show. */
static const struct {
    const char *mistake;
    const char *scope;
} mistakes[] = {
    {"an eager final is off by one", "fill"},
    {"two local IDs have one final", "fill"},
    {"an own ID comes back as a final", "ranges"},
    {"recompress finds reserved IDs", "ranges"},
    {"clusters are larger than asked for", "ranges"},
    {"a local ID although there is room", "fill"},
    {"take forgets the last ID", "fill"},
    {"a range is retaken and forgotten", "fill"},
    {"a document recompresses to the final before", "fill"},
    {"a loaded session has gone on", "storage"},
    {"a loaded session lost its cluster size", "storage"},
    {"the log position is lost", "storage"},
    {"damaged bytes load", "damage"},
    {"refused for another reason", "hostile"},
    {"a second copy is finalized", "hostile"},
    {"a ghost's IDs begin too low", "hostile"},
};

static const wrong_subject *find_wrong(const char *mistake)
{
    for (size_t i = 0; i < wrong_subject_count; i++) {
        if (strcmp(wrong_subjects[i].mistake, mistake) == 0) {
            return &wrong_subjects[i];
        }
    }
    fail_msg("there is no wrong subject '%s'", mistake);
    return NULL;
}

static const small_scope *find_scope(const char *name)
{
    for (size_t i = 0; i < SCOPE_COUNT; i++) {
        if (strcmp(scopes[i].name, name) == 0) {
            return &scopes[i];
        }
    }
    fail_msg("there is no scope '%s'", name);
    return NULL;
}

static void merging_loses_no_failure(void **state)
{
    (void)state;
    unsigned missed = 0;
    for (size_t i = 0; i < sizeof mistakes / sizeof mistakes[0]; i++) {
        sim_subject subject = sim_subject_core;
        subject.name = mistakes[i].mistake;
        find_wrong(mistakes[i].mistake)->plant(&subject);
        const small_scope *small = find_scope(mistakes[i].scope);
        wrong_reset();
        if (compare(small, &subject, false) == 0) {
            print_message("%s: not found in scope %s\n", mistakes[i].mistake, small->name);
            missed++;
        }
    }
    assert_int_equal(missed, 0);
}

/* --- Failures. --- */

typedef struct first_failure {
    uint64_t state;
    uint32_t depth;
    bool found;
} first_failure;

static bool stop_at_failure(void *context, uint64_t state, const sim_expansion *expansion)
{
    first_failure *first = context;
    if (expansion->result.verdict == SIM_PASS) {
        return true;
    }
    first->found = true;
    first->state = state;
    return false;
}

/* The tape of the first failure reproduces it, and no tape that is shorter by its last op does. */
static void a_failure_comes_with_a_tape_that_is_as_short_as_any(void **state)
{
    (void)state;
    sim_subject subject = sim_subject_core;
    find_wrong("an eager final is off by one")->plant(&subject);
    sim_search_scope scope = explore_scope(2, 1, SIM_BEGIN_SESSIONS, 8);
    sim_search search;
    sim_run_options options = {.subjects.of[SIM_SCHEME_COMPRESSOR] = &subject, .until = SIM_NEVER};
    explore_open(&search, &scope, scopes[0].list, &options);
    sim_expander expander = sim_search_expander(&search);
    first_failure first = {.found = false};
    assert_true(sim_search_run(&search, &expander, stop_at_failure, &first));
    assert_true(first.found);
    /* generate, take, up, down, and another ID */
    assert_int_equal(sim_search_depth(&search, first.state), 5);
    sim_tape tape;
    sim_tape_init(&tape, scope.config);
    assert_true(sim_search_tape(&search, first.state, &tape));
    sim_result result = sim_run_tape(&tape, &options);
    assert_int_equal(result.verdict, SIM_FAIL);
    assert_int_equal(result.failure.invariant, SIM_INVARIANT_EAGER_HONEST);
    assert_int_equal(sim_run_tape(&tape, NULL).verdict, SIM_PASS);
    sim_tape_free(&tape);
    sim_canon_free(&expander.canon);
    sim_search_close(&search);
}

/* --- Bounds. --- */

static void a_full_memory_ends_the_search_where_its_counts_are_true(void **state)
{
    (void)state;
    sim_search_scope scope = explore_scope(2, 1, SIM_BEGIN_SESSIONS, 20);
    sim_alphabet alphabet;
    sim_search search;
    explore_alphabet(scopes[0].list, &scope, &alphabet);
    assert_true(sim_search_open(&search, &scope, &alphabet, NULL, SIM_SEARCH_BYTES_MIN));
    sim_expander expander = sim_search_expander(&search);
    /* Judging takes too long here, and is not what this is about. */
    sim_expansion *expansion = calloc(1, sim_expansion_size(alphabet.count));
    assert_non_null(expansion);
    uint64_t number = 0;
    expansion->child_count = 3;
    while (true) {
        for (uint32_t i = 0; i < 3; i++) {
            number++;
            expansion->children[i] = (sim_child){{number, number * 77}, i};
        }
        if (!sim_search_settle(&search, expansion)) {
            break;
        }
        assert_true(sim_search_memory(&search) <= SIM_SEARCH_BYTES_MIN);
    }
    assert_true(search.full);
    assert_true(search.state_count > 10000);
    uint64_t before = search.next;
    assert_false(sim_search_settle(&search, expansion));
    assert_int_equal(search.next, before);
    uint64_t states = 0;
    for (uint32_t i = 0; i <= search.depth + 1; i++) {
        assert_true(i > search.depth || search.levels[i].first == states);
        states += search.levels[i].states;
        assert_true(i >= search.depth || sim_search_is_complete(&search, i));
    }
    assert_false(sim_search_is_complete(&search, search.depth));
    assert_int_equal(states, search.state_count);
    free(expansion);
    sim_canon_free(&expander.canon);
    sim_search_close(&search);
}

/* --- Files. --- */

static char directory[] = "/tmp/idsim-explore-XXXXXX";
static char path[sizeof directory + 20];

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
        (merged_scope){"compressor", explore_scope(2, 1, SIM_BEGIN_SESSIONS, 7), scopes[0].list};
    filed[SIM_SCHEME_SEQUENCE] =
        filed_scope("sequence", 4, "ask,draw:count=0/1,carry:how=0/1,store,keep,stop,boot");
    filed[SIM_SCHEME_SNOWFLAKE] =
        filed_scope("snowflake", 4, "mint:count=0,halt,begin,pass:amount=1:unit=1");
    filed[SIM_SCHEME_KORDER] =
        filed_scope("korder", 4, "make:count=0,kill,wake,pass:amount=1:unit=1");
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
    for (size_t i = 0; i < sizeof stops / sizeof stops[0]; i++) {
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

static void a_search_goes_on_from_its_file_as_if_it_had_not_stopped(void **state)
{
    (void)state;
    with_each(goes_on_from_its_file);
}

static uint8_t *slurp(size_t *size)
{
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    assert_int_equal(fseek(file, 0, SEEK_END), 0);
    *size = (size_t)ftell(file);
    rewind(file);
    uint8_t *bytes = malloc(*size + 1);
    assert_non_null(bytes);
    assert_int_equal(fread(bytes, 1, *size, file), *size);
    (void)fclose(file);
    return bytes;
}

static void spill(const uint8_t *bytes, size_t size)
{
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, size, file), size);
    assert_int_equal(fclose(file), 0);
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
    uint8_t *bytes = slurp(&size);
    for (size_t i = 0; i < size; i += i < 700 ? 1 : 13) {
        bytes[i] ^= 0x41;
        spill(bytes, size);
        if (!is_refused()) {
            fail_msg("byte %zu", i);
        }
        bytes[i] ^= 0x41;
    }
    for (size_t length = 0; length < size; length += 1 + length / 7) {
        spill(bytes, length);
        assert_true(is_refused());
    }
    bytes[size] = 0;
    spill(bytes, size + 1);
    assert_true(is_refused());
    free(bytes);
}

static void a_damaged_file_is_refused(void **state)
{
    (void)state;
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
    uint8_t *bytes = slurp(&size);
    unsigned refused = 0;
    unsigned believed = 0;
    for (size_t i = 0; i < size - 8; i++) {
        uint8_t before = bytes[i];
        bytes[i] ^= i % 2 == 0 ? 0x81 : 0xFF;
        seal(bytes, size);
        spill(bytes, size);
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

static void a_forged_file_is_refused_or_does_no_harm(void **state)
{
    (void)state;
    with_each(survives_forgery);
}

/* The scheme of a file is the eight bytes behind the magic number. */
static void a_file_of_one_scheme_is_not_one_of_another(void **state)
{
    (void)state;
    for (unsigned i = 0; i < SIM_SCHEME_COUNT; i++) {
        at_hand = &filed[i];
        search_until(8, 3);
        size_t size;
        uint8_t *bytes = slurp(&size);
        assert_int_equal(bytes[8], i);
        for (unsigned other = 0; other <= SIM_SCHEME_COUNT; other++) {
            bytes[8] = (uint8_t)other;
            seal(bytes, size);
            spill(bytes, size);
            assert_true(other == i || is_refused());
        }
        free(bytes);
    }
    at_hand = &filed[0];
}

static void a_file_of_another_build_is_refused(void **state)
{
    (void)state;
    search_until(20, 3);
    size_t size;
    uint8_t *bytes = slurp(&size);
    /* The hash of the first state. */
    size_t states = 0;
    sim_search search;
    read_back(&search);
    states = search.state_count;
    sim_search_close(&search);
    bytes[size - 8 - states * 24] ^= 1;
    seal(bytes, size);
    spill(bytes, size);
    assert_true(is_refused());
    free(bytes);
}

static void a_file_that_cannot_be_read_or_written_says_why(void **state)
{
    (void)state;
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

static int make_directory(void **state)
{
    (void)state;
    choose_filed();
    if (mkdtemp(directory) == NULL) {
        return -1;
    }
    (void)snprintf(path, sizeof path, "%s/state", directory);
    return 0;
}

static int remove_directory(void **state)
{
    (void)state;
    (void)unlink(path);
    return rmdir(directory);
}

/* With a name: that test alone. */
int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(merging_loses_nothing_of_the_core),
        cmocka_unit_test(merging_loses_no_failure),
        cmocka_unit_test(a_failure_comes_with_a_tape_that_is_as_short_as_any),
        cmocka_unit_test(a_full_memory_ends_the_search_where_its_counts_are_true),
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
    return cmocka_run_group_tests_name("explore_search", tests, make_directory, remove_directory);
}
