/*
 * pair-rename: the sessions have other UUIDs.
 *
 * No rule looks at a UUID but to compare it with others and to count from it. The world's seed
 * names them, so another seed gives each session another one, and leaves those that are near each
 * other (a layout's neighbours, the top) as far apart as they were. Sessions whose UUIDs are as
 * good as random come in another order than before, and some of them are put where counting carries
 * across the variant and the version bits.
 *
 * What may differ, and is not compared:
 *   UUIDs     they count as the session that they belong to and the distance from its first
 *   bytes     of a snapshot and its hash, and why damaged bytes are refused; never their size
 *   a tear    puts bytes of an older snapshot behind those of a newer one. Sessions are saved in
 *             the order of their UUIDs, so where the two begin to differ depends on the UUIDs, and
 *             with it what comes of a tear: no damage, damage, or exactly the older snapshot
 *
 * What a tear leaves can go on in any way, so no comparison can leave it out. Therefore neither
 * world has tears: a store that is torn gets another version instead, whatever its bytes. The
 * other kinds of damage change a store in both worlds or in neither, for they depend on its size.
 */
#ifndef SIM_PAIR_RENAME_H
#define SIM_PAIR_RENAME_H

#include "variant.h"

/* Whether the tape tears a store. If not, the named world is that of the tape itself. */
bool sim_rename_has_tears(const sim_tape *tape);
/* Writes the tapes of the world with its own names, and of the renamed one. */
void sim_rename_write(const sim_tape *tape, sim_variant *named, sim_variant *renamed);

#endif
