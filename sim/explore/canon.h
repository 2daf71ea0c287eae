/*
 * The canonical hash of a world: two worlds with one hash go on alike, whatever ops follow, and so
 * an exhaustive search goes on with one of them only.
 *
 * What is hashed is all that can have an effect on what comes: of the world, of the subject as far
 * as it answers, and of what the oracle remembers and may hold against a later answer. What only
 * tells of the past is left out: the digest, counters, the names of connections that are over. Each
 * scheme's machine writes that down (sim_machine.describe): canonical.c in its folder says what it
 * is for a sequence, for Snowflake IDs and for k-ordered ones. Of the ID compressor's world it is:
 *
 *   log         every entry. Of a JOIN only that it is there, unless its node still waits for it.
 *   node        state, position, links, connection and numbers, submissions unseen and in flight,
 *               what is in flight and received of the log, where its document was loaded from bytes
 *   document    its clusters, final limit and number of sessions, as the subject tells them
 *   session     the subject's counters, whether it is stale, and the op-space form of its first
 *               SIM_CANON_FORMS local IDs; the oracle's memory of what was handed out, and how
 *   application the IDs that it may mention (if some op of the alphabet can: SEND)
 *   store       what its bytes load as, position, order of the saves, whether it was loaded;
 *               the oracle's memory of the sessions in it
 *   sequencer   connections, expected numbers, what waits for its turn
 *   oracle      which points of the log it has seen documents' bytes at
 *   for marks   sessions that were forked, what the last crash took, what is unsaved
 *
 * Of a subject that keeps what shows in none of this (a variable of its own, say) two worlds with
 * one hash may go on differently. A loaded document and a loaded session are therefore never taken
 * for one that was not.
 *
 * In the worlds of the other schemes what some ops do depends on how many ops there were before
 * (where a message is cut short, say). If the alphabet has one of those, that number is hashed too:
 * then only tapes of one length are ever one state.
 *
 * Symmetry is the compressor's alone. In the other schemes no two nodes are alike: their numbers
 * are in the IDs, and the master of leases reads the clock of node 0. Nodes are symmetric if they
 * agree in whether they write ahead and if the alphabet has every op for each of them; then two
 * worlds that are mirror images, node for node and with the UUIDs of their sessions, have one hash:
 * the smallest of all images. What is not symmetric:
 *
 *   - slots of a node: a new connection retakes sessions in the order of their slots;
 *   - sessions that can be opened with one UUID on any node (layouts 4 and 7): their names stay, so
 *     which of two neighbours comes first, and how far apart they are, is the same in all images;
 *   - DAMAGE: where it strikes depends on the very bytes, so with it there are no images, and the
 *     bytes of every snapshot, and of those that ever were saved, are hashed too.
 *
 * UUIDs of different nodes change places in an image, and with them their order. To sessions that
 * are as far apart as random UUIDs are, order means nothing by any rule; a subject that makes a
 * difference all the same is searched in one of the images only. So is the quiet phase after a
 * state, which goes through the nodes in their order. sim_canon_options.mirror = false has neither
 * of these limits, and up to nodes! times as many states.
 *
 * The hash is XXH3-128: among 10^9 states the chance that any two differ and are taken for one is
 * below 10^-20.
 */
#ifndef SIM_CANON_H
#define SIM_CANON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "alphabet.h"
#include "describing.h"
#include "kernel/byte_writer.h"
#include "scope.h"

struct sim_machine;

#define SIM_CANON_IMAGES 24u /* SIM_SCOPE_NODES_MAX! */

typedef struct sim_state_hash {
    uint64_t high;
    uint64_t low;
} sim_state_hash;

static inline bool sim_state_hash_same(sim_state_hash a, sim_state_hash b)
{
    return a.high == b.high && a.low == b.low;
}

/* How worlds of a scope are hashed; and memory for doing so. */
typedef struct sim_canon {
    sim_describing describing;
    const struct sim_machine *machine; /* of the config's scheme */
    size_t image_count;
    uint8_t images[SIM_CANON_IMAGES][SIM_SCOPE_NODES_MAX]; /* node -> node; the first is identity */
    sim_writing writing;                                   /* of the world */
} sim_canon;

/* config is wrapped, with at most SIM_SCOPE_NODES_MAX nodes. mirror: mirror images are one. */
void sim_canon_init(sim_canon *canon, const sim_config *config, const sim_alphabet *alphabet,
                    bool mirror);
void sim_canon_free(sim_canon *canon);

/* The two hashes of a world. */
typedef struct sim_canon_hashes {
    sim_state_hash plain;     /* equal worlds, mirror images not among them */
    sim_state_hash canonical; /* the smallest of those of all images */
} sim_canon_hashes;

/*
 * Hashes a world of the machine, which is well and has an oracle; false without memory, now and
 * for good.
 */
bool sim_canon_hash(sim_canon *canon, const void *world, sim_canon_hashes *hashes);
/* The first half: plain only, which costs one image. */
bool sim_canon_plain(sim_canon *canon, const void *world, sim_state_hash *plain);

#endif
