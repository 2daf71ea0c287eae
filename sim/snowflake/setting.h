/*
 * What the config of a Snowflake world says.
 *
 * nodes         processes, each with a clock of its own; node 0's is also that of the lease master
 * layout        1 Noah's, 2 Twitter's, 3 a narrow one, 4 one that uses all 64 bits
 * policy        bit 0: logical time, bit 1: borrow, bit 2: leases end, bit 3: nodes store ahead;
 *               then which lead (3 bits), how long leases are (3 bits), how far ahead (2 bits)
 * start         the true time when the world begins, in seconds since 1970
 * seed          the bits, unit, epoch and order of layouts 3 and 4, and which coordinator numbers
 */
#ifndef SIM_SNOWFLAKE_SETTING_H
#define SIM_SNOWFLAKE_SETTING_H

#include <stdbool.h>
#include <stdint.h>

#include <idalloc/snowflake.h>

#include "subject.h"
#include "tape/tape.h"
#include "vocabulary.h"

enum { SIM_SNOWFLAKE_NOAH = 1, SIM_SNOWFLAKE_TWITTER, SIM_SNOWFLAKE_NARROW, SIM_SNOWFLAKE_WIDE };

/*
 * The two published layouts, from their documents: 39 bits for 10 ms since 2018-01-09T00:00:00Z, 8
 * sequence and 16 coordinator bits; 41 bits for 1 ms since 1288834974657 ms, 10 and 12.
 */
#define SIM_SNOWFLAKE_LAYOUT_OF_NOAH                                                               \
    {                                                                                              \
        .epoch_us = INT64_C(1515456000) * 1000000, .unit_us = 10000, .time_bits = 39,              \
        .sequence_bits = 8, .coordinator_bits = 16,                                                \
        .order = IDA_SNOWFLAKE_TIME_SEQUENCE_COORDINATOR                                           \
    }
#define SIM_SNOWFLAKE_LAYOUT_OF_TWITTER                                                            \
    {                                                                                              \
        .epoch_us = INT64_C(1288834974657) * 1000, .unit_us = 1000, .time_bits = 41,               \
        .sequence_bits = 12, .coordinator_bits = 10,                                               \
        .order = IDA_SNOWFLAKE_TIME_COORDINATOR_SEQUENCE                                           \
    }

/* The bits of a policy, and the number of choices of the fields after them. */
#define SIM_SNOWFLAKE_IS_LOGICAL   1u
#define SIM_SNOWFLAKE_BORROWS      2u
#define SIM_SNOWFLAKE_LEASES_END   4u
#define SIM_SNOWFLAKE_STORES_AHEAD 8u
#define SIM_SNOWFLAKE_LEADS        8u
#define SIM_SNOWFLAKE_LENGTHS      8u
#define SIM_SNOWFLAKE_AHEADS       4u

typedef struct sim_snowflake_setting {
    unsigned nodes;
    ida_snowflake_layout layout;
    ida_snowflake_policy policy;
    int64_t start_us;
    uint64_t numbers;      /* how many coordinator numbers there are, */
    uint64_t first_number; /* from this one on */
    bool leases_end;       /* otherwise a number is given once and for all */
    int64_t length_us;     /* of a lease */
    bool stores_ahead;     /* nodes store a time ahead of their use */
    int64_t ahead_us;
} sim_snowflake_setting;

/* config is wrapped. The layout is always a valid one. */
sim_snowflake_setting sim_snowflake_setting_of(const sim_config *config);

/*
 * The setting of a world whose subject may lack some of what settings vary: it gets the one layout
 * that it has, and leases without an end.
 */
sim_snowflake_setting sim_snowflake_setting_for(const sim_config *config,
                                                const sim_snowflake_subject *subject);

#endif
