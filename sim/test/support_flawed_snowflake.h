/* A Snowflake generator that refuses and waits, with the defects that published ones had. */
#ifndef SIM_TEST_SUPPORT_FLAWED_SNOWFLAKE_H
#define SIM_TEST_SUPPORT_FLAWED_SNOWFLAKE_H

#include "snowflake/subject.h"

typedef enum flaw {
    FLAW_NONE,
    FLAW_NO_NUMBER,     /* noah: the machine's number is never stored */
    FLAW_TRUNCATED,     /* noah: it is cut to 16 bits */
    FLAW_RESETS_FIRST,  /* twitter: the sequence is reset before the clock is looked at */
    FLAW_EQUALITY_ONLY, /* bwmarrin, tsid: a clock that went back is not noticed */
    FLAW_WRAPS,         /* instagram: a full sequence begins anew in the same tick */
    FLAW_OVERFLOWS,     /* holdno: a full sequence runs over into the number */
    FLAW_KEEPS_TICK,    /* dustinrouillard: waits for the next tick, but writes the old one */
    FLAW_SPINS,         /* hutool: once behind, it waits for a reading that it forgets to renew */
    FLAW_RUNS_AHEAD,    /* influx: goes on in later ticks, however far that is */
    FLAW_FORGETS_LEASE, /* crosscode: goes on after its time with the number is over */
    FLAW_FORGETS_MARK,  /* hazelcast: safe while it runs, and not across a restart */
    FLAW_FORGETS_START, /* the same before its time has come */
} flaw;

/* The subject of a flaw; only one is in use at a time. */
const sim_snowflake_subject *flawed_snowflake(flaw which);

#endif
