/*
 * An exhaustive search: all states of a scope within a number of ops, breadth first, each expanded
 * once. Shorter tapes come first, so the tape of a failure is a shortest one.
 *
 *   open ──> take the next state ──> its tape ──> sim_expand ──> settle the expansion ──.
 *                  ^                                                                    |
 *                  '--------------------------------------------------------------------'
 *
 * States are expanded in the order in which they were found, and expansions are settled in that
 * order too, whichever worker made them. So states have the same numbers, and counts are the same,
 * for any number of workers. The states lie in memory shared by processes forked after
 * sim_search_open: a worker reads the tape of a state by its number.
 *
 * A level is the set of states that need exactly that many ops. It is complete when all its states
 * have been judged. Memory is bounded: a state takes 24 bytes, and 5 to 10 in the index. When there
 * is no room for a state's successors, the search is full and ends with that state unsettled.
 */
#ifndef SIM_SEARCH_H
#define SIM_SEARCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "expand.h"

/* The least memory that a search can work with. */
#define SIM_SEARCH_BYTES_MIN ((size_t)1 << 20)

/*
 * A state: the state of the level before and the letter that reach it, and its hash. The first
 * state's hash is zeros until it is settled.
 */
typedef struct sim_search_state {
    sim_state_hash hash;
    uint32_t parent;
    uint32_t letter;
} sim_search_state;

/* The counts of a level, up to date at any time. */
typedef struct sim_level {
    uint64_t first;     /* number of its first state */
    uint64_t states;    /* number of its states: final once the level before is complete */
    uint64_t settled;   /* states judged, and expanded unless it is the last level */
    uint64_t unchanged; /* letters tried on them that changed nothing, */
    uint64_t merged;    /* that led to a known state, */
    uint64_t found;     /* and that led to a new one */
    uint64_t failed;    /* states that did not pass: they have no successors */
} sim_level;

/* What is searched. The alphabet follows from the rest. */
typedef struct sim_search_scope {
    sim_config config; /* wrapped */
    sim_begin begin;
    uint32_t ops; /* the last level */
    bool merge;   /* states with one hash are merged; otherwise every tape is a state */
    bool mirror;  /* see canon.h */
} sim_search_scope;

typedef struct sim_search {
    sim_search_scope scope;
    sim_alphabet alphabet;
    const sim_run_options *options; /* the subjects of the worlds; NULL: the core */
    sim_tape prologue;
    sim_search_state *states; /* shared */
    uint64_t state_count;
    uint64_t state_room; /* the most states possible, not counting the index */
    size_t memory_limit;
    uint32_t *index; /* open addressing: a state's number plus 1; 0: empty */
    size_t index_size;
    sim_level levels[SIM_SCOPE_OPS_MAX + 1];
    uint32_t depth; /* the level being settled */
    uint64_t next;  /* the state to be settled next */
    bool full;      /* the memory limit was reached */
    bool marks[SIM_MARK_COUNT];
    bool faults[SIM_FAULT_COUNT];
    uint64_t checks[SIM_INVARIANT_COUNT];
} sim_search;

/*
 * False without memory. options: the subjects of the worlds, must outlive the search; NULL: the
 * core. memory_limit: for everything that the search keeps, at least the minimum above.
 */
bool sim_search_open(sim_search *search, const sim_search_scope *scope,
                     const sim_alphabet *alphabet, const sim_run_options *options,
                     size_t memory_limit);
void sim_search_close(sim_search *search);

/* True when every level up to the last is complete. */
bool sim_search_is_done(const sim_search *search);
/* True if all states of a level are settled, so that the next level is fully known. */
bool sim_search_is_complete(const sim_search *search, uint32_t depth);
/* Whether states of the current level have successors. */
bool sim_search_has_next_level(const sim_search *search);
/* The bytes that the search uses. */
size_t sim_search_memory(const sim_search *search);

/* Makes tape, which is in use, the tape of a state: prologue and letters; false without memory. */
bool sim_search_tape(const sim_search *search, uint64_t state, sim_tape *tape);
/* The number of letters that lead to a state. */
uint32_t sim_search_depth(const sim_search *search, uint64_t state);

/*
 * Records the expansion of the next state. False, with nothing recorded, if there is no room: then
 * the search is full for good. When the level is settled the next one begins.
 */
bool sim_search_settle(sim_search *search, const sim_expansion *expansion);

/*
 * Searches in this process until it is done or full or the callback ends it. on_state gets each
 * state's number and expansion before it is settled; false ends the search. False without memory.
 */
bool sim_search_run(sim_search *search, sim_expander *expander,
                    bool (*on_state)(void *context, uint64_t state, const sim_expansion *expansion),
                    void *context);
/* An expander for the search; free its canon at the end. */
sim_expander sim_search_expander(const sim_search *search);

/* Sets another last level, not below the current one: a finished search continues. */
void sim_search_extend(sim_search *search, uint32_t ops);
/* Rebuilds the index; false if it exceeds the limit or two states have one hash. */
bool sim_search_index(sim_search *search);

/*
 * All-zero memory shared by processes forked later; NULL without memory. Unwritten pages cost
 * nothing.
 */
void *sim_search_map(size_t size);
void sim_search_unmap(void *memory, size_t size);

/* --- search_file.c: saves a search to a file, to be continued later. --- */

/* Writes the file whole or not at all; false with errno set. */
bool sim_search_write(const sim_search *search, const char *path);
/*
 * Opens a saved search with the given limit. The file is treated as hostile: the checksum is
 * checked, every number against every other, and some states are replayed; if their hashes differ,
 * another build of the subject or the world wrote the file. On failure message says why; outside:
 * the fault is not the file's.
 */
bool sim_search_read(sim_search *search, const char *path, const sim_run_options *options,
                     size_t memory_limit, char message[160], bool *outside);

#endif
