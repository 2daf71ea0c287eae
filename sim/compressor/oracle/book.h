/*
 * The book: which gen counts the shards of each session have handed out, over all processes. No two
 * shards may hand out the same one.
 *
 * What a process can't know may break that: two copies of a shard, a shard that is back from an old
 * state, a child that goes on after it was given up. The book follows each shard's state by a
 * number that every act of it changes. An incarnation that acts with another number than the
 * shard's last is such a copy: it spoils the page of its session, and from there on nothing is
 * judged by it.
 */
#ifndef SIM_ORACLE_BOOK_H
#define SIM_ORACLE_BOOK_H

#include "incarnation.h"

/* Consecutive gen counts that were handed out. */
typedef struct sim_made {
    uint64_t first_gen;
    uint64_t count;
} sim_made;

/* A shard of a session. */
typedef struct sim_kin {
    ida_uuid id; /* zeros: the root */
    uint32_t parent;
    bool has_ended; /* its parent took it back, and it must not go past this: */
    uint64_t past;
    uint64_t farthest; /* the highest gen count that it has handed out */
    uint64_t state;
} sim_kin;

/* A session that was split at least once. */
typedef struct sim_page {
    ida_uuid session;
    bool is_spoiled;
    sim_kin *kin; /* the root first, parents before their children */
    size_t kin_count;
    size_t kin_capacity;
    sim_made *made; /* ascending, without overlaps */
    size_t made_count;
    size_t made_capacity;
} sim_page;

typedef struct sim_book {
    sim_page *pages;
    size_t page_count;
    size_t page_capacity;
    uint64_t states; /* the last number given to a shard's state */
} sim_book;

void sim_book_free(sim_book *book);

/* The page of a session; NULL if no shard of it was ever split. */
const sim_page *sim_book_find(const sim_book *book, ida_uuid session);
/* Whether the page may be judged by: there is one, and it is not spoiled. */
bool sim_book_is_good(const sim_book *book, ida_uuid session);
/* True if one of these gen counts was handed out, as far as the page is good. */
bool sim_book_has(const sim_book *book, ida_uuid session, uint64_t first_gen, uint64_t count);

/* self is about to act: to hand out IDs, to split, to hear something new or to end. */
void sim_book_act(sim_book *book, sim_incarnation *self);
/* self acted before, and was split. False without memory. */
bool sim_book_split(sim_book *book, sim_incarnation *self, const ida_uuid *names, size_t count);
/* Whether self is in the state that its shard was in last; true if the session has no page. */
bool sim_book_is_current(const sim_book *book, const sim_incarnation *self);
/* The state of a child when it was born. */
uint64_t sim_book_birth(const sim_book *book, ida_uuid session, ida_uuid child);
/*
 * self acted before, and hands these out. is_repeated says whether one of them was handed out
 * before, which is wrong if the page is good. False without memory.
 */
bool sim_book_give(sim_book *book, const sim_incarnation *self, uint64_t first_gen, uint64_t count,
                   bool *is_repeated);
/* The parent of a child took it back, since it said that it will not pass a gen count. */
void sim_book_end(sim_book *book, const sim_incarnation *parent, ida_uuid child, uint64_t past);

#endif
