/* Files of the Rust v1 format that are built by hand, field by field. */
#ifndef IDALLOC_TEST_SUPPORT_RUST_H
#define IDALLOC_TEST_SUPPORT_RUST_H

#include "support_foreign.h"

/* Where the fields of a file with local state and of one without begin. */
enum {
    AT_VERSION = 0,
    AT_LOCAL = 4,
    AT_32_BIT = 8,
    AT_SUMMARY_CLUSTER_SIZE = 12,
    AT_SUMMARY_SESSIONS = 20,
    AT_OWN = 12,
    AT_GENERATED = 28,
    AT_NEXT = 36,
    AT_RUNS = 44,
    AT_RUN_1 = 52,
    AT_RUN_2 = 68,
    /* of the example, which has two runs and two sessions with a cluster each */
    AT_CLUSTER_SIZE = 84,
    AT_SESSIONS = 92,
    AT_SESSION_A = 100,
    AT_SESSION_B = 116,
    AT_CLUSTERS = 132,
    AT_CLUSTER_A = 140,
    AT_CLUSTER_B = 152,
    EXAMPLE_SIZE = 164
};

extern const foreign_format rust;

/* A file of its three flags alone; free it with saved_free. */
saved file_begin(bool with_session, bool is_32_bit);

/* The cluster size, the sessions of these letters, and how many clusters the caller adds. */
void put_sessions(saved *file, uint64_t cluster_size, const char *names, uint64_t clusters);
void put_cluster_32(saved *file, uint32_t place, uint32_t capacity, uint32_t count);
void put_cluster_64(saved *file, uint64_t place, uint64_t capacity, uint64_t count);

/* A session's state up to its runs, which the caller adds. */
void put_local(saved *file, ida_uuid session, uint64_t generated, uint64_t next, uint64_t runs);
void put_run(saved *file, uint64_t first, uint64_t count);

/* A field of a file gets another value. */
void set_u64(saved *file, size_t at, uint64_t value);
void set_u32(saved *file, size_t at, uint32_t value);
void set_uuid(saved *file, size_t at, ida_uuid uuid);

/* Sessions A and B with a cluster each, alone or with A's local state: 1 and 2 were local, 3 to 5
   eager finals, 6 to 8 local. */
saved example_summary(void);
saved example_file(void);

/* B and C as a session A sees them that has generated nothing, and so is not listed. */
saved unlisted_file(void);

/* A summary of one cluster of A with one ID left in it. */
saved large_summary(bool is_32_bit, uint64_t capacity);

/* Each of these frees the file. */
void assert_refused_file(saved file);
void assert_reproduced_file(saved file);
void assert_accepted_if(bool is_good, saved file);

/* The example with one field changed. */
void assert_u64_refused(size_t at, uint64_t value);
void assert_u32_refused(size_t at, uint32_t value);

#endif
