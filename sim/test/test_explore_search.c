/* The search: merging loses nothing, failures come with short tapes, a full memory ends it. */
#include "support_cmocka.h"
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

#define SCOPE_COUNT (COUNT_OF(scopes))

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

TEST(merging_loses_nothing_of_the_core)
{
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
    for (size_t i = 0; i < wrong_subject_count(); i++) {
        if (strcmp(wrong_subject_at(i)->mistake, mistake) == 0) {
            return wrong_subject_at(i);
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

TEST(merging_loses_no_failure)
{
    unsigned missed = 0;
    for (size_t i = 0; i < COUNT_OF(mistakes); i++) {
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
TEST(a_failure_comes_with_a_tape_that_is_as_short_as_any)
{
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

TEST(a_full_memory_ends_the_search_where_its_counts_are_true)
{
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

/* With a name: that test alone. */
int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(merging_loses_nothing_of_the_core),
        cmocka_unit_test(merging_loses_no_failure),
        cmocka_unit_test(a_failure_comes_with_a_tape_that_is_as_short_as_any),
        cmocka_unit_test(a_full_memory_ends_the_search_where_its_counts_are_true),
    };
    if (argc > 1) {
        cmocka_set_test_filter(argv[1]);
    }
    return RUN_TESTS(tests);
}
