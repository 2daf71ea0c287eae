/*
 * An exhaustive search: all states of a scope that so many ops reach, breadth first, each expanded
 * once. Because shorter tapes come first, the tape of a failure is as short as any.
 *
 *   open ──> take the next state ──> its tape ──> sim_expand ──> settle the expansion ──.
 *                  ^                                                                    |
 *                  '--------------------------------------------------------------------'
 *
 * States are expanded in the order in which they were found, and what comes of them is settled in
 * that order too, whoever expanded them; so states have the same numbers and counts are the same
 * for any number of workers. The states lie in memory that processes forked after sim_search_open
 * share: a worker reads the tape of a state by its number.
 *
 * A level is the states that so many ops reach and fewer do not. It is complete when all its states
 * have been judged. Memory is bounded: what a state takes is known (24 bytes, and 5 to 10 in the
 * index), and when there is no room for the successors of a state, the search is full and ends
 * with that state not settled.
 */
#ifndef SIM_SEARCH_H
#define SIM_SEARCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "expand.h"

/* Least memory that a search can do something with. */
#define SIM_SEARCH_BYTES_MIN ((size_t)1 << 20)

/* A state: how it is reached from one of the level before, and its hash; that of the first state is
   zeros until it is settled. */
typedef struct sim_search_state {
    sim_state_hash hash;
    uint32_t parent;
    uint32_t letter;
} sim_search_state;

/* The counts of a level; they are true at any time. */
typedef struct sim_level {
    uint64_t first;     /* number of its first state */
    uint64_t states;    /* how many there are: all of them, once the level before is complete */
    uint64_t settled;   /* how many were judged, and expanded unless it is the last level */
    uint64_t unchanged; /* letters tried on them that left a state as it was, */
    uint64_t merged;    /* that led to a state which was known, */
    uint64_t found;     /* and that led to a new one */
    uint64_t failed;    /* states that did not pass: they have no successors */
} sim_level;

/* What is searched. The alphabet must follow from the rest. */
typedef struct sim_search_scope {
    sim_config config; /* wrapped */
    sim_begin begin;
    uint32_t ops; /* the last level */
    bool merge;   /* states of one hash are one; otherwise every tape is a state of its own */
    bool mirror;  /* see canon.h */
} sim_search_scope;

typedef struct sim_search {
    sim_search_scope scope;
    sim_alphabet alphabet;
    const sim_run_options *options; /* whose subjects the worlds have; NULL: the core's */
    sim_tape prologue;
    sim_search_state *states; /* shared */
    uint64_t state_count;
    uint64_t state_room; /* how many can be, whatever the index takes */
    size_t memory_limit;
    uint32_t *index; /* open addressing: a state's number plus 1, 0 for a free place */
    size_t index_size;
    sim_level levels[SIM_SCOPE_OPS_MAX + 1];
    uint32_t depth; /* the level that is being settled */
    uint64_t next;  /* the state to be settled next */
    bool full;      /* the memory limit was reached */
    bool marks[SIM_MARK_COUNT];
    bool faults[SIM_FAULT_COUNT];
    uint64_t checks[SIM_INVARIANT_COUNT];
} sim_search;

/*
 * False without memory. options: whose subjects the worlds have, and must outlive the search; NULL:
 * the core's. memory_limit: of all that the search keeps, at least the minimum above.
 */
bool sim_search_open(sim_search *search, const sim_search_scope *scope,
                     const sim_alphabet *alphabet, const sim_run_options *options,
                     size_t memory_limit);
void sim_search_close(sim_search *search);

/* True when every level up to the last is complete. */
bool sim_search_is_done(const sim_search *search);
/* True if all states of a level were settled, and so the next level is known whole. */
bool sim_search_is_complete(const sim_search *search, uint32_t depth);
/* Whether states of the current level have successors. */
bool sim_search_has_next_level(const sim_search *search);
/* How many bytes the search keeps. */
size_t sim_search_memory(const sim_search *search);

/* Makes tape, which is in use, the one of a state: prologue and letters; false without memory. */
bool sim_search_tape(const sim_search *search, uint64_t state, sim_tape *tape);
/* How many letters lead to a state. */
uint32_t sim_search_depth(const sim_search *search, uint64_t state);

/*
 * Takes in what came of the next state. False, and nothing is taken in, if there is no room: then
 * the search is full for good. When the level is settled the next one begins.
 */
bool sim_search_settle(sim_search *search, const sim_expansion *expansion);

/*
 * Searches in this process until it is done or full or somebody has seen enough. on_state is told
 * each state's number and expansion before it is settled; false ends the search there. False
 * without memory.
 */
bool sim_search_run(sim_search *search, sim_expander *expander,
                    bool (*on_state)(void *context, uint64_t state, const sim_expansion *expansion),
                    void *context);
/* An expander for the search; free its canon at the end. */
sim_expander sim_search_expander(const sim_search *search);

/* Sets another last level, not below the current one: a search that was done goes on. */
void sim_search_extend(sim_search *search, uint32_t ops);
/* Makes the index anew; false if it does not fit the limit or two states have one hash. */
bool sim_search_index(sim_search *search);

/*
 * Memory that processes share which are forked later, all zero; NULL without any. Pages that nobody
 * writes to cost nothing.
 */
void *sim_search_map(size_t size);
void sim_search_unmap(void *memory, size_t size);

/* --- search_file.c: a search in a file, so that it can go on another day. --- */

/* Writes a file that shows under its name only when it is whole; false with errno set. */
bool sim_search_write(const sim_search *search, const char *path);
/*
 * Opens a search as it was written, with the limit given. Everything is checked as if hostile: the
 * checksum, every number against every other, and some of the states by playing their tapes: if
 * their hashes are not as written, another build of the subject or the world wrote it. On failure
 * message says why; outside: it is not the file's fault.
 */
bool sim_search_read(sim_search *search, const char *path, const sim_run_options *options,
                     size_t memory_limit, char message[160], bool *outside);

#endif
