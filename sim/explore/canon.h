/*
 * The canonical hash of a world. Worlds with one hash behave alike whatever ops follow, so an
 * exhaustive search expands only one of them.
 *
 * The hash covers everything that can affect the future: of the world, of the subject as far as its
 * answers show, and of what the oracle remembers and may hold against a later answer. It leaves out
 * what only tells of the past: the digest, counters, the names of old connections. Each scheme's
 * machine describes its world (sim_machine.describe); canonical.c in its folder says what a
 * description contains. For the ID compressor that is:
 *
 *   log         every entry. Of a JOIN only its presence, unless its node still waits for it.
 *   node        state, position, links, connection and numbers, submissions unseen and in flight,
 *               what is in flight and received of the log, where its document was loaded from bytes
 *   document    its clusters, final limit and number of sessions, as the subject reports them
 *   session     the subject's counters, whether it is stale, and the op-space form of its first
 *               SIM_CANON_FORMS local IDs; the oracle's memory of what was handed out, and how
 *   application the IDs that it may mention (if the alphabet has SEND)
 *   store       what its bytes load as, position, order of the saves, whether it was loaded;
 *               the oracle's memory of the sessions in it
 *   sequencer   connections, expected numbers, what waits for its turn
 *   oracle      the log positions at which it has seen documents' bytes
 *   for marks   sessions that were forked, what the last crash lost, what is unsaved
 *
 * A subject may have state that none of this shows (a variable of its own, say); two worlds with
 * one hash may then behave differently. Loaded documents and sessions are therefore never merged
 * with ones that were not loaded.
 *
 * In worlds of the other schemes some ops depend on the number of ops before them (where a message
 * is cut short, say). If the alphabet has such an op, that number is hashed too: then only tapes of
 * equal length lead to equal states.
 *
 * Symmetry is the compressor's alone. In the other schemes no two nodes are alike: their numbers
 * are in the IDs, and the lease master reads the clock of node 0. Nodes are symmetric if they agree
 * in whether they write ahead and if the alphabet has every op for each of them. Then two worlds
 * that are mirror images, node for node and with the UUIDs of their sessions, have one hash: the
 * smallest of all images. Not symmetric are:
 *
 *   - slots of a node: a new connection retakes sessions in the order of their slots;
 *   - sessions that can be opened with one UUID on any node (layouts 4 and 7): their names stay, so
 *     which of two neighbours comes first, and how far apart they are, is the same in all images;
 *   - DAMAGE: where it strikes depends on the exact bytes, so with it there are no images, and the
 *     bytes of every snapshot, as stored and as saved, are hashed too.
 *
 * UUIDs of different nodes change places in an image, and with them their order. No rule depends on
 * the order of sessions as far apart as random UUIDs are; if a subject depends on it all the same,
 * only one of the images is searched. The same holds for the quiet phase after a state, which
 * visits the nodes in their order. sim_canon_options.mirror = false has neither of these limits,
 * and up to nodes! times as many states.
 *
 * The hash is XXH3-128: among 10^9 states the chance that any two differ but share a hash is below
 * 10^-20.
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

/* How the worlds of a scope are hashed, with the memory for it. */
typedef struct sim_canon {
    sim_describing describing;
    const struct sim_machine *machine; /* of the config's scheme */
    size_t image_count;
    uint8_t images[SIM_CANON_IMAGES][SIM_SCOPE_NODES_MAX]; /* node -> node; the first is identity */
    sim_writing writing;                                   /* of the world */
} sim_canon;

/* config is wrapped, with at most SIM_SCOPE_NODES_MAX nodes. mirror: mirror images share a hash. */
void sim_canon_init(sim_canon *canon, const sim_config *config, const sim_alphabet *alphabet,
                    bool mirror);
void sim_canon_free(sim_canon *canon);

/* The two hashes of a world. */
typedef struct sim_canon_hashes {
    sim_state_hash plain;     /* without mirror images */
    sim_state_hash canonical; /* the smallest hash of all images */
} sim_canon_hashes;

/*
 * Hashes a world of the machine. The world is well and has an oracle. False without memory, for
 * good.
 */
bool sim_canon_hash(sim_canon *canon, const void *world, sim_canon_hashes *hashes);
/* The first half: plain only, which costs one image. */
bool sim_canon_plain(sim_canon *canon, const void *world, sim_state_hash *plain);

#endif
