/*
 * pair-rename: the sessions have other UUIDs.
 *
 * No rule looks at a UUID but to compare it with others and to count from it. The world's seed
 * names them, so another seed gives each session another one, and leaves those that are near each
 * other (a layout's neighbours, the top) as far apart as they were. Sessions whose UUIDs are as
 * good as random come in another order than before, and some of them are put where counting carries
 * across the variant and the version bits. Nothing else may be different.
 */
#ifndef SIM_PAIR_RENAME_H
#define SIM_PAIR_RENAME_H

#include "variant.h"

/* Writes the tape of the renamed world. */
void sim_rename_write(const sim_tape *tape, sim_variant *renamed);

#endif
