/* Settles expansions into the levels, states and index of a search. */
/* MAP_ANONYMOUS came into POSIX after 2008. */
#define _DEFAULT_SOURCE

#include "search.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#define INDEX_MIN 1024u
/* Numbers of states plus 1 must fit the index. */
#define STATES_MAX ((uint64_t)UINT32_MAX - 1)

/* --- Memory. --- */

size_t sim_search_memory(const sim_search *search)
{
    return (size_t)search->state_count * sizeof(sim_search_state) +
           search->index_size * sizeof *search->index;
}

static size_t place_of(const sim_search *search, sim_state_hash hash)
{
    size_t mask = search->index_size - 1;
    size_t at = (size_t)hash.low & mask;
    while (search->index[at] != 0 &&
           !sim_state_hash_same(search->states[search->index[at] - 1].hash, hash)) {
        at = (at + 1) & mask;
    }
    return at;
}

/* The index follows from the states, so the old one can be freed before the new one is made. */
static bool rebuild_index(sim_search *search, size_t size)
{
    free(search->index);
    search->index = calloc(size, sizeof *search->index);
    search->index_size = search->index == NULL ? 0 : size;
    if (search->index == NULL) {
        return false;
    }
    for (uint64_t i = 0; i < search->state_count; i++) {
        search->index[place_of(search, search->states[i].hash)] = (uint32_t)(i + 1);
    }
    return true;
}

/*
 * Room for that many more states; false if the limit does not allow it. At most four fifths of the
 * index are in use.
 */
static bool make_room(sim_search *search, uint64_t more)
{
    uint64_t states = search->state_count + more;
    size_t size = search->index_size;
    while (search->scope.merge && states > size / 5 * 4) {
        size *= 2;
    }
    uint64_t bytes = states * sizeof(sim_search_state) + (uint64_t)size * sizeof *search->index;
    if (states > search->state_room || bytes > search->memory_limit) {
        return false;
    }
    return size == search->index_size || rebuild_index(search, size);
}

void *sim_search_map(size_t size)
{
    const int flags = MAP_SHARED | MAP_ANONYMOUS | MAP_NORESERVE;
    // cppcheck-suppress invalidFunctionArg ; -1 is for a mapping without a file
    void *memory = mmap(NULL, size, PROT_READ | PROT_WRITE, flags, -1, 0);
    if (memory == MAP_FAILED) {
        return NULL;
    }
    return memory;
}

void sim_search_unmap(void *memory, size_t size)
{
    if (memory != NULL) {
        (void)munmap(memory, size);
    }
}

static bool map_states(sim_search *search)
{
    uint64_t room = search->memory_limit / sizeof(sim_search_state);
    search->state_room = room < STATES_MAX ? room : STATES_MAX;
    search->states = sim_search_map((size_t)search->state_room * sizeof(sim_search_state));
    return search->states != NULL;
}

/* --- Beginning and end. --- */

/*
 * Its hash is known after its expansion. The subject is not called before that: the process that
 * opens a search may not be the one that risks a crash.
 */
static void add_first_state(sim_search *search)
{
    search->states[0] = (sim_search_state){.parent = 0, .letter = 0};
    search->state_count = 1;
    search->levels[0] = (sim_level){.first = 0, .states = 1};
}

/* It is the only one in the index. */
static void set_first_hash(sim_search *search, sim_state_hash hash)
{
    search->index[place_of(search, search->states[0].hash)] = 0;
    search->states[0].hash = hash;
    search->index[place_of(search, hash)] = 1;
}

bool sim_search_open(sim_search *search, const sim_search_scope *scope,
                     const sim_alphabet *alphabet, const sim_run_options *options,
                     size_t memory_limit)
{
    assert(memory_limit >= SIM_SEARCH_BYTES_MIN && scope->ops <= SIM_SCOPE_OPS_MAX);
    memset(search, 0, sizeof *search);
    search->scope = *scope;
    search->alphabet = *alphabet;
    search->options = options;
    search->memory_limit = memory_limit;
    sim_tape_init(&search->prologue, scope->config);
    if (!sim_begin_append(scope->begin, &search->prologue) || !map_states(search)) {
        sim_search_close(search);
        return false;
    }
    add_first_state(search);
    if (!rebuild_index(search, INDEX_MIN)) {
        sim_search_close(search);
        return false;
    }
    return true;
}

void sim_search_close(sim_search *search)
{
    sim_search_unmap(search->states, (size_t)search->state_room * sizeof(sim_search_state));
    search->states = NULL;
    free(search->index);
    search->index = NULL;
    sim_tape_free(&search->prologue);
}

sim_expander sim_search_expander(const sim_search *search)
{
    sim_expander expander = {.alphabet = &search->alphabet,
                             .options = search->options,
                             .everything = !search->scope.merge};
    sim_canon_init(&expander.canon, &search->scope.config, &search->alphabet, search->scope.mirror);
    return expander;
}

/* --- Progress. --- */

bool sim_search_is_complete(const sim_search *search, uint32_t depth)
{
    const sim_level *level = &search->levels[depth];
    return depth < search->depth || (depth == search->depth && level->settled == level->states);
}

bool sim_search_is_done(const sim_search *search)
{
    return search->next == search->state_count;
}

bool sim_search_has_next_level(const sim_search *search)
{
    return search->depth < search->scope.ops;
}

uint32_t sim_search_depth(const sim_search *search, uint64_t state)
{
    uint32_t depth = 0;
    for (uint64_t at = state; at != 0; at = search->states[at].parent) {
        depth++;
    }
    return depth;
}

bool sim_search_tape(const sim_search *search, uint64_t state, sim_tape *tape)
{
    uint32_t letters[SIM_SCOPE_OPS_MAX];
    uint32_t count = 0;
    for (uint64_t at = state; at != 0; at = search->states[at].parent) {
        letters[count++] = search->states[at].letter;
    }
    tape->config = search->scope.config;
    tape->count = 0;
    for (size_t i = 0; i < search->prologue.count; i++) {
        if (!sim_tape_append(tape, search->prologue.ops[i])) {
            return false;
        }
    }
    while (count > 0) {
        count--;
        if (!sim_tape_append(tape, search->alphabet.letters[letters[count]])) {
            return false;
        }
    }
    return true;
}

/* --- Settling. --- */

static void add_child(sim_search *search, const sim_child *child)
{
    sim_level *level = &search->levels[search->depth];
    if (search->scope.merge) {
        size_t place = place_of(search, child->hash);
        if (search->index[place] != 0) {
            level->merged++;
            return;
        }
        search->index[place] = (uint32_t)(search->state_count + 1);
    }
    search->states[search->state_count] =
        (sim_search_state){child->hash, (uint32_t)search->next, child->letter};
    search->state_count++;
    search->levels[search->depth + 1].states++;
    level->found++;
}

static void add_sums(sim_search *search, const sim_expansion *expansion)
{
    for (size_t i = 0; i < SIM_MARK_COUNT; i++) {
        search->marks[i] = search->marks[i] || expansion->marks[i];
    }
    for (size_t i = 0; i < SIM_FAULT_COUNT; i++) {
        search->faults[i] = search->faults[i] || expansion->faults[i];
    }
    for (size_t i = 0; i < SIM_INVARIANT_COUNT; i++) {
        search->checks[i] += expansion->result.checks[i];
    }
}

bool sim_search_settle(sim_search *search, const sim_expansion *expansion)
{
    assert(!sim_search_is_done(search));
    sim_level *level = &search->levels[search->depth];
    if (search->full || !make_room(search, expansion->child_count)) {
        search->full = true;
        return false;
    }
    if (search->next == 0) {
        set_first_hash(search, expansion->hash);
    }
    add_sums(search, expansion);
    level->failed += expansion->result.verdict == SIM_PASS ? 0 : 1;
    level->unchanged += expansion->unchanged;
    for (uint32_t i = 0; i < expansion->child_count; i++) {
        add_child(search, &expansion->children[i]);
    }
    level->settled++;
    search->next++;
    if (level->settled == level->states && sim_search_has_next_level(search)) {
        search->depth++;
        search->levels[search->depth].first = search->next;
    }
    return true;
}

void sim_search_extend(sim_search *search, uint32_t ops)
{
    assert(ops >= search->depth && ops <= SIM_SCOPE_OPS_MAX);
    bool last = search->depth == search->scope.ops && ops > search->scope.ops;
    search->scope.ops = ops;
    if (last) {
        /* Its states were judged, but not expanded. */
        sim_level *level = &search->levels[search->depth];
        *level = (sim_level){.first = level->first, .states = level->states};
        search->next = level->first;
    }
}

bool sim_search_index(sim_search *search)
{
    uint64_t states = search->state_count;
    search->state_count = 0;
    if (!make_room(search, states) || !rebuild_index(search, search->index_size)) {
        search->state_count = states;
        return false;
    }
    for (; search->scope.merge && search->state_count < states; search->state_count++) {
        size_t place = place_of(search, search->states[search->state_count].hash);
        if (search->index[place] != 0) {
            search->state_count = states;
            return false;
        }
        search->index[place] = (uint32_t)(search->state_count + 1);
    }
    search->state_count = states;
    return true;
}

/* --- In this process. --- */

bool sim_search_run(sim_search *search, sim_expander *expander,
                    bool (*on_state)(void *context, uint64_t state, const sim_expansion *expansion),
                    void *context)
{
    sim_tape tape;
    sim_expansion *expansion = malloc(sim_expansion_size(search->alphabet.count));
    bool well = expansion != NULL;
    sim_tape_init(&tape, search->scope.config);
    while (well && !sim_search_is_done(search) && !search->full) {
        expander->judge_only = !sim_search_has_next_level(search);
        well = sim_search_tape(search, search->next, &tape);
        if (!well) {
            break;
        }
        sim_expand(expander, &tape, expansion);
        well = expansion->result.verdict != SIM_BROKEN;
        if (!well || (on_state != NULL && !on_state(context, search->next, expansion))) {
            break;
        }
        (void)sim_search_settle(search, expansion);
    }
    sim_tape_free(&tape);
    free(expansion);
    return well;
}
