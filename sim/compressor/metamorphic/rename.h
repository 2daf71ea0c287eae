/*
 * pair-rename: the sessions have other UUIDs.
 *
 * Rules only compare UUIDs and count from them. The world's seed names the sessions, so another
 * seed gives each session another UUID, and keeps the distances between neighbours (a layout's
 * neighbours, the top). Sessions whose UUIDs are effectively random get another order, and some are
 * placed where counting carries across the variant and the version bits.
 *
 * What may differ, and is not compared:
 *   UUIDs     they are compared as their session and the distance from its first UUID
 *   bytes     of a snapshot and its hash, and why damaged bytes are refused; never their size
 *   a tear    puts bytes of an older snapshot behind those of a newer one. Sessions are saved in
 *             the order of their UUIDs, so where the two begin to differ depends on the UUIDs, and
 *             with it the result of a tear: no damage, damage, or exactly the older snapshot
 *
 * A torn store can change everything after it, so no comparison can leave it out. Therefore neither
 * world has tears: a store that would be torn gets another version instead, whatever its bytes. The
 * other kinds of damage change a store in both worlds or in neither, since they depend on its size.
 */
#ifndef SIM_PAIR_RENAME_H
#define SIM_PAIR_RENAME_H

#include "variant.h"

/* Whether the tape tears a store. If not, the named world is that of the tape itself. */
bool sim_rename_has_tears(const sim_tape *tape);
/* Writes the tapes of the world with its own names, and of the renamed one. */
void sim_rename_write(const sim_tape *tape, sim_variant *named, sim_variant *renamed);

#endif
