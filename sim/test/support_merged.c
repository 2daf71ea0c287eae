/* Compares a search that merges equal states with one that plays every tape. */
#include "support_merged.h"
#include "support_cmocka.h"
#include "support_explore.h"

/* What is known of a state by its hash, from whichever tape. */
typedef struct note {
    sim_state_hash hash;
    uint64_t number; /* of the first state with it, */
    uint32_t depth;  /* and its level */
    bool failed;
    sim_invariant invariant;
    uint64_t successors; /* a sum over the hashes of its successors */
} note;

typedef struct notes {
    sim_search *search;
    note *list;
    size_t count;
    size_t capacity;
    unsigned clashes; /* states of one hash that did not go on alike */
} notes;

/*
 * Successors as a set: mirror images have other letters for the same ones. No successor is one too:
 * a letter that changes nothing leads back to the state itself.
 */
static uint64_t sum_of(const sim_expansion *expansion, sim_state_hash self)
{
    uint64_t sum = 0;
    for (uint32_t i = 0; i < expansion->child_count; i++) {
        bool first = !sim_state_hash_same(expansion->children[i].hash, self);
        for (uint32_t k = 0; first && k < i; k++) {
            first = !sim_state_hash_same(expansion->children[k].hash, expansion->children[i].hash);
        }
        sum += first ? expansion->children[i].hash.low * 3 + expansion->children[i].hash.high : 0;
    }
    return sum;
}

static bool write_down(void *context, uint64_t state, const sim_expansion *expansion)
{
    notes *n = context;
    if (n->count == n->capacity) {
        n->capacity = n->capacity == 0 ? 1024 : n->capacity * 2;
        n->list = realloc(n->list, n->capacity * sizeof *n->list);
        assert_non_null(n->list);
    }
    /* The first state gets its hash when it is settled. */
    sim_state_hash hash = state == 0 ? expansion->hash : n->search->states[state].hash;
    n->list[n->count++] = (note){
        .hash = hash,
        .number = state,
        .depth = n->search->depth,
        .failed = expansion->result.verdict != SIM_PASS,
        .invariant = expansion->result.failure.invariant,
        .successors = sum_of(expansion, hash),
    };
    return true;
}

static int compare_notes(const void *a, const void *b)
{
    const note *left = a;
    const note *right = b;
    if (left->hash.high != right->hash.high) {
        return left->hash.high < right->hash.high ? -1 : 1;
    }
    if (left->hash.low != right->hash.low) {
        return left->hash.low < right->hash.low ? -1 : 1;
    }
    return left->number < right->number ? -1 : left->number > right->number;
}

static void describe(const sim_search *search, const note *a, const note *b)
{
    const note *both[] = {a, b};
    for (unsigned i = 0; i < 2; i++) {
        sim_tape tape;
        size_t size;
        sim_tape_init(&tape, search->scope.config);
        assert_true(sim_search_tape(search, both[i]->number, &tape));
        char *text = sim_tape_print(&tape, &size);
        print_message("%s%s\n", both[i]->failed ? "fails\n" : "passes\n", text);
        free(text);
        sim_tape_free(&tape);
    }
}

/* Sorts by hash and leaves one note of each: the first. Those of one hash must agree. */
static void merge_notes(notes *n)
{
    size_t kept = 0;
    qsort(n->list, n->count, sizeof *n->list, compare_notes);
    for (size_t i = 0; i < n->count; i++) {
        const note *at = &n->list[i];
        if (kept == 0 || !sim_state_hash_same(n->list[kept - 1].hash, at->hash)) {
            n->list[kept++] = *at;
            continue;
        }
        const note *first = &n->list[kept - 1];
        /* The last level has no successors. */
        bool expanded = at->depth < n->search->scope.ops && first->depth < n->search->scope.ops;
        if (first->failed != at->failed ||
            (expanded && !at->failed && first->successors != at->successors)) {
            n->clashes++;
            if (n->clashes == 1) {
                describe(n->search, first, at);
            }
        }
    }
    n->count = kept;
}

/* A search to its end; the notes are one a hash, in the order of hashes. */
static notes searched(sim_search *search, const merged_scope *small, const sim_run_options *options,
                      bool merge)
{
    sim_search_scope scope = small->scope;
    scope.merge = merge;
    explore_open(search, &scope, small->list, options);
    sim_expander expander = sim_search_expander(search);
    /* A letter without effect is a tape of its own; it leads to a state that is known. */
    notes n = {.search = search};
    assert_true(sim_search_run(search, &expander, write_down, &n));
    assert_true(sim_search_is_done(search) && !search->full);
    sim_canon_free(&expander.canon);
    merge_notes(&n);
    return n;
}

static void assert_same_notes(const merged_scope *small, const char *who, const notes *merged,
                              const notes *all)
{
    if (all->clashes > 0) {
        fail_msg("%s, %s: %u pairs of tapes have one hash and go on differently", small->name, who,
                 all->clashes);
    }
    if (merged->count != all->count) {
        fail_msg("%s, %s: %zu states when merged, %zu of all tapes", small->name, who,
                 merged->count, all->count);
    }
    for (size_t i = 0; i < all->count; i++) {
        const note *a = &merged->list[i];
        const note *b = &all->list[i];
        if (!sim_state_hash_same(a->hash, b->hash) || a->depth != b->depth ||
            a->failed != b->failed || (a->failed && a->invariant != b->invariant)) {
            fail_msg("%s, %s: a state of level %u is another one when merged", small->name, who,
                     b->depth);
        }
    }
}

/* What both searches reached on the way. */
static void assert_same_sums(const merged_scope *small, const sim_search *merged,
                             const sim_search *all)
{
    for (size_t i = 0; i < SIM_MARK_COUNT; i++) {
        if (merged->marks[i] != all->marks[i]) {
            fail_msg("%s: mark %s", small->name, sim_mark_name((sim_mark)i));
        }
    }
    for (size_t i = 0; i < SIM_FAULT_COUNT; i++) {
        if (merged->faults[i] != all->faults[i]) {
            fail_msg("%s: fault %s", small->name, sim_fault_name((sim_fault)i));
        }
    }
}

size_t merged_compare(const merged_scope *small, const char *who, const sim_run_options *options)
{
    sim_search merged;
    sim_search all;
    notes merged_notes = searched(&merged, small, options, true);
    notes all_notes = searched(&all, small, options, false);
    size_t failed = 0;
    assert_same_notes(small, who, &merged_notes, &all_notes);
    for (size_t i = 0; i < all_notes.count; i++) {
        failed += all_notes.list[i].failed ? 1 : 0;
    }
    if (failed == 0) {
        assert_same_sums(small, &merged, &all);
        /* Otherwise merging had nothing to do. */
        assert_true(merged.state_count < all.state_count);
    }
    free(merged_notes.list);
    free(all_notes.list);
    sim_search_close(&merged);
    sim_search_close(&all);
    return failed;
}
