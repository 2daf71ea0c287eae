/*
 * Snapshots that are written by a second, independent encoder, so that every lie can come with a
 * valid checksum.
 */
#ifndef IDALLOC_TEST_SUPPORT_SNAPSHOT_H
#define IDALLOC_TEST_SUPPORT_SNAPSHOT_H

#include <stddef.h>
#include <stdint.h>

#include <idalloc/idalloc.h>

#include "support_allocator.h"
#include "support_world.h"

/* Room in a forgery, and for its bytes. */
enum { MAX_SESSIONS = 4, MAX_CLUSTERS = 8, MAX_RUNS = 4, MAX_BYTES = 1024 };

typedef struct forged_session {
    ida_uuid id;
    uint64_t reserved;
} forged_session;

typedef struct forged_cluster {
    uint64_t session; /* 0: the next new one; d: the one d before that */
    uint64_t capacity_less_1;
} forged_cluster;

typedef struct forged_run {
    uint64_t gap;
    uint64_t count_less_1;
} forged_run;

typedef struct forged_local {
    ida_uuid id;
    uint64_t generated;
    uint64_t next_less_1;
    uint64_t size_less_1;
    uint64_t run_claim;
    size_t run_count;
    forged_run runs[MAX_RUNS];
} forged_local;

typedef enum odd_way { ODD_LONGER, ODD_TOO_WIDE, ODD_ENDLESS, ODD_HUGE } odd_way;

/* What the bytes say, where counts that are claimed need not be the counts that follow. */
typedef struct forgery {
    uint64_t log_position;
    uint64_t session_claim;
    size_t session_count;
    forged_session sessions[MAX_SESSIONS];
    uint64_t cluster_claim;
    size_t cluster_count;
    forged_cluster clusters[MAX_CLUSTERS];
    uint64_t local_claim;
    size_t local_count;
    forged_local locals[MAX_SESSIONS];
    /* The varint of this ordinal (from 1; 0 for none) is written in this way instead. */
    size_t odd_ordinal;
    odd_way how_odd;
} forgery;

typedef struct encoder {
    uint8_t bytes[MAX_BYTES];
    size_t size;
    size_t varints;
    const forgery *what;
} encoder;

/*
 * A forgery that the library could have written. A: [lee] 0..2, [ll...] 5..9 of which one is
 * finalized; B: [l.] 3..4; C is new. A made 5, and took them all; C made 2, both local, and took
 * one.
 */
forgery honest(void);
enum { HONEST_VARINTS = 26 };

/* The bytes of a forgery, with the checksum or without. */
encoder encoded(const forgery *what);
encoder encoded_body(const forgery *what);
encoder honest_file(void);
encoder honest_body(void);

/* Adds to the bytes: a byte, eight bytes in little endian, and the checksum of what is there. */
void put_byte(encoder *e, unsigned byte);
void put_fixed(encoder *e, uint64_t number);
void put_checksum(encoder *e);

/* Loads a copy that is exactly as long as it says; whatever comes, no more memory than that. */
ida_status load(const uint8_t *bytes, size_t size, ida_snapshot *snapshot, test_allocator *memory);
void close_loaded(ida_snapshot *snapshot, test_allocator *memory);

/* What loading comes to; what is loaded is closed, and what is refused leaves nothing behind. */
ida_status load_status(const uint8_t *bytes, size_t size);
ida_status forged_status(const forgery *what);

/* Loads, and saves what came to the very same bytes. */
void assert_loads_as_it_is(const uint8_t *bytes, size_t size);
void assert_forgery_loads(const forgery *what);

/* The document and the sessions verify, and the sessions ascend. */
void assert_sound(const ida_snapshot *snapshot);

#endif
