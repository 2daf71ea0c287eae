/*
 * A ledger that knows nothing of the library's state: it is told each chunk that is granted and
 * each ID that is drawn, and holds the scheme to what it promises. Each call fails the running test
 * if that is broken.
 */
#ifndef IDALLOC_TEST_SUPPORT_LEDGER_H
#define IDALLOC_TEST_SUPPORT_LEDGER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <idalloc/sequence.h>

enum { LEDGER_COORDINATORS = 4, LEDGER_CHUNKS_MAX = 4000, LEDGER_IDS_MAX = 40000 };

/* A chunk in the ledger, and what became of it. */
typedef struct entry {
    ida_chunk chunk;
    uint64_t coordinator;
    uint64_t drawn;
    bool held; /* a live coordinator may draw from it */
} entry;

/* What a coordinator's life so far has come to, over all its restarts. */
typedef struct account {
    uint64_t last_id;
    unsigned crashes;
    unsigned lost_chunks; /* of those that it had installed, those that it did not use up */
} account;

typedef struct ledger {
    uint64_t range_size; /* of every range */
    uint64_t member_max; /* a range has no more chunks than that */
    account accounts[LEDGER_COORDINATORS];
    entry entries[LEDGER_CHUNKS_MAX];
    size_t entry_count;
    uint8_t drawn[LEDGER_IDS_MAX];
    size_t ids;
} ledger;

/* False if the chunk was granted before, which may only be to the same coordinator. */
bool ledger_grant(ledger *l, const ida_chunk_reply *reply);

/* The coordinator that the chunk was granted to may draw from it now. */
void ledger_install(ledger *l, const ida_chunk *chunk);

void ledger_draw(ledger *l, size_t who, uint64_t id);

/* How many IDs a coordinator has left to draw, and in how many chunks. */
uint64_t ledger_left(const ledger *l, size_t who, size_t *chunks);

/* What the coordinator had left is lost. */
void ledger_crash(ledger *l, size_t who);

/* What can only be said at the end; returns how many ranges were granted and drawn wholly. */
size_t ledger_audit(const ledger *l);

#endif
