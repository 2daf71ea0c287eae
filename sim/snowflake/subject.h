/* The subject of Snowflake worlds: the core's layouts and generators, or wrong ones. */
#ifndef SIM_SNOWFLAKE_SUBJECT_H
#define SIM_SNOWFLAKE_SUBJECT_H

#include <idsim/subject.h>

typedef idsim_snowflake sim_snowflake_subject;

/* The unmodified core. */
extern const sim_snowflake_subject sim_snowflake_core;

#endif
