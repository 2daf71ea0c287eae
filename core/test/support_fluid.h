/* Files of the Fluid v2 format that are built by hand, word by word. */
#ifndef IDALLOC_TEST_SUPPORT_FLUID_H
#define IDALLOC_TEST_SUPPORT_FLUID_H

#include "support_foreign.h"

#define TWO_TO_53 (UINT64_C(1) << 53)
#define WORDS_MAX 64

/* A file before it becomes text. */
typedef struct words {
    uint64_t at[WORDS_MAX];
    size_t count;
} words;

/* The places of the words in the file that example_words makes. */
enum {
    AT_VERSION,
    AT_FLAG,
    AT_SESSIONS,
    AT_CLUSTERS,
    AT_A_LOW,
    AT_A_HIGH,
    AT_B_LOW,
    AT_B_HIGH,
    AT_A_PLACE,
    AT_A_CAPACITY,
    AT_A_COUNT,
    AT_B_PLACE,
    AT_B_CAPACITY,
    AT_B_COUNT,
    AT_GENERATED,
    AT_NEXT,
    AT_RUNS,
    AT_RUN_1_FIRST,
    AT_RUN_1_COUNT,
    AT_RUN_2_FIRST,
    AT_RUN_2_COUNT,
    EXAMPLE_WORDS,
    SUMMARY_WORDS = AT_GENERATED
};

extern const foreign_format fluid;

/* The word that stands for a number, and words at the end of a file. */
uint64_t number(double value);
void add_number(words *file, double value);
void add_uuid(words *file, ida_uuid uuid);
void add_cluster(words *file, double place, double capacity, double count);
void add_local_state(words *file, double generated, double next, double runs);

words words_begin(bool with_session, double sessions, double clusters);

/* Sessions A and B with a cluster each, and A's local state: 1 and 2 local, 3 to 5 eager finals. */
words example_words(void);

/* The same document without local state. */
words summary_words(void);

/* Base64 by the book; not the library's. Free with saved_free. */
saved text_of_bytes(const uint8_t *bytes, size_t size);
saved text_of_words(const words *file);

/* The texts of the two above. */
saved example_text(void);
saved summary_text(void);

void assert_words_refused(const words *file, ida_status status);
void assert_words_reproduced(const words *file);
void assert_words_accepted_if(bool is_good, const words *file);

/* The example with one number changed. */
void assert_change_refused(size_t at, double value);

#endif
