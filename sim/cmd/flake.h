/* Snowflake IDs as text, and the layouts that are known by name. */
#ifndef SIM_CMD_FLAKE_H
#define SIM_CMD_FLAKE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <idalloc/snowflake.h>

#include "explained.h"

/* A layout that a service has published. */
typedef struct sim_flake_layout {
    const char *name;
    ida_snowflake_layout layout;
    int64_t born_us; /* the service has no IDs that are older */
} sim_flake_layout;

size_t sim_flake_layout_count(void);
sim_flake_layout sim_flake_layout_at(size_t index);

/* A layout as the options describe it. */
typedef struct sim_flake_chosen {
    ida_snowflake_layout layout;
    const char *name;
    bool is_twitter; /* with Twitter's epoch and unit, too */
    bool is_discord;
    bool is_instagram;
} sim_flake_chosen;

/* options->layout is given. False after an error message. */
bool sim_flake_read_layout(const sim_flake_options *options, sim_flake_chosen *chosen);

/* The text of an ID as a number; false after an error message. chosen may be NULL. */
bool sim_flake_read_id(const char *text, const sim_flake_options *options,
                       const sim_flake_chosen *chosen, uint64_t *id);

/* The ID in decimal, hexadecimal and, if that is another number, as signed. */
void sim_flake_explain_id(uint64_t id, sim_explained *what);

/* The text form of Instagram: what stands in the addresses of posts. */
#define SIM_SHORTCODE_SIZE 12u
void sim_flake_shortcode(uint64_t id, char text[SIM_SHORTCODE_SIZE]);

/*
 * How long after the birth of a layout its first IDs come. Any small number has a time just after
 * the epoch. A scheme's first IDs come later than its epoch: Twitter's, on the evening of that day,
 * when the IDs that it had counted were at 3 * 10^10, which is 7 s.
 */
#define SIM_FLAKE_FIRST_US INT64_C(10000000)

#endif
