/* Hashes a world's description, in each of its mirror images. */
#include "canon.h"

#include <assert.h>
#include <string.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

#include "compressor/channel.h"
#include "compressor/oracle/stable.h"
#include "compressor/world.h"
#include "registry.h"

/* --- Which images there are. --- */

static const sim_arg *args_of(const sim_op *op)
{
    return sim_op_row_of(SIM_SCHEME_COMPRESSOR, op->code)->args;
}

/*
 * A node's number has no meaning of its own, unless an op's effect depends on the exact bytes
 * stored.
 */
static bool is_symmetric(const sim_op *op)
{
    for (unsigned i = 0; i < SIM_OP_ARGS; i++) {
        if (args_of(op)[i].kind == SIM_ARG_DAMAGE) {
            return false;
        }
    }
    return true;
}

/* The letter that does in the image what a letter does in the original. */
static sim_op image_of(const sim_canon *canon, const uint8_t *image, const sim_op *letter)
{
    sim_op op = *letter;
    uint32_t nodes = canon->describing.config.nodes;
    assert(nodes > 0);
    for (unsigned i = 0; i < SIM_OP_ARGS; i++) {
        if (args_of(&op)[i].kind == SIM_ARG_NODE) {
            op.args[i] = image[op.args[i] % nodes];
        }
    }
    /* A USURPED forgery names its victim's node and slot in one number. */
    if (op.code == SIM_OP_FORGE && op.args[0] % SIM_FORGE_BOUND == SIM_FORGE_USURPED) {
        op.args[1] = op.args[1] / nodes * nodes + image[op.args[1] % nodes];
    }
    return op;
}

static bool has_letter(const sim_alphabet *alphabet, const sim_op *op)
{
    for (size_t i = 0; i < alphabet->count; i++) {
        if (alphabet->letters[i].code == op->code &&
            memcmp(alphabet->letters[i].args, op->args, sizeof op->args) == 0) {
            return true;
        }
    }
    return false;
}

static bool is_image(const sim_canon *canon, const sim_alphabet *alphabet, const uint8_t *image)
{
    for (unsigned i = 0; i < canon->describing.config.nodes; i++) {
        unsigned written = canon->describing.config.write_ahead;
        if ((written >> i & 1u) != (written >> image[i] & 1u)) {
            return false;
        }
    }
    for (size_t i = 0; i < alphabet->count; i++) {
        sim_op op = image_of(canon, image, &alphabet->letters[i]);
        if (!is_symmetric(&op) || !has_letter(alphabet, &op)) {
            return false;
        }
    }
    return true;
}

/* The next permutation in the order of their texts; false after the last. */
static bool next_permutation(uint8_t *image, unsigned nodes)
{
    unsigned at = nodes - 1;
    while (at > 0 && image[at - 1] >= image[at]) {
        at--;
    }
    if (at == 0) {
        return false;
    }
    unsigned larger = nodes - 1;
    while (image[larger] <= image[at - 1]) {
        larger--;
    }
    uint8_t moved = image[at - 1];
    image[at - 1] = image[larger];
    image[larger] = moved;
    for (unsigned low = at, high = nodes - 1; low < high; low++, high--) {
        moved = image[low];
        image[low] = image[high];
        image[high] = moved;
    }
    return true;
}

static const uint8_t identity[SIM_SCOPE_NODES_MAX] = {0, 1, 2, 3};

static void add_image(sim_canon *canon, const uint8_t *image)
{
    memcpy(canon->images[canon->image_count++], image, sizeof identity);
}

/* All except the identity. */
static void find_images(sim_canon *canon, const sim_alphabet *alphabet, bool mirror)
{
    uint8_t image[SIM_SCOPE_NODES_MAX];
    memcpy(image, identity, sizeof image);
    while (mirror && next_permutation(image, canon->describing.config.nodes)) {
        if (is_image(canon, alphabet, image)) {
            add_image(canon, image);
        }
    }
}

/* --- Names. --- */

/* Layouts whose UUID is the same on every node. */
static bool is_shared(uint32_t layout)
{
    return layout % SIM_LAYOUT_KINDS == SIM_LAYOUT_NEIGHBOUR ||
           layout % SIM_LAYOUT_KINDS == SIM_LAYOUT_TOP;
}

/* False if there are too many; then nothing is renamed, so there are no images. */
static bool add_name(sim_canon *canon, unsigned slot, uint32_t layout)
{
    sim_canon_name name;
    memset(&name, 0, sizeof name);
    for (unsigned node = 0; node < canon->describing.config.nodes; node++) {
        name.uuid[node] = sim_world_uuid(&canon->describing.config, node, slot, layout);
    }
    for (size_t i = 0; i < canon->describing.name_count; i++) {
        if (sim_stable_equal(canon->describing.names[i].uuid[0], name.uuid[0])) {
            return true;
        }
    }
    if (canon->describing.name_count == SIM_CANON_NAMES) {
        return false;
    }
    canon->describing.names[canon->describing.name_count++] = name;
    return true;
}

static bool find_names(sim_canon *canon, const sim_alphabet *alphabet)
{
    assert(canon->describing.config.slots > 0);
    for (unsigned slot = 0; slot < canon->describing.config.slots; slot++) {
        /* The prologue of a tape opens sessions of layout 0. */
        if (!add_name(canon, slot, 0)) {
            return false;
        }
    }
    for (size_t i = 0; i < alphabet->count; i++) {
        const sim_op *op = &alphabet->letters[i];
        if (op->code == SIM_OP_OPEN && !is_shared(op->args[2]) &&
            !add_name(canon, op->args[1] % canon->describing.config.slots, op->args[2])) {
            return false;
        }
    }
    return true;
}

/* Of the ID compressor's worlds: what an alphabet's ops can tell apart. */
static void find_symmetry(sim_canon *canon, const sim_alphabet *alphabet, bool mirror)
{
    canon->describing.mentions = sim_alphabet_has(alphabet, SIM_OP_SEND);
    find_images(canon, alphabet, mirror);
    if (!find_names(canon, alphabet)) {
        canon->image_count = 1;
    }
    canon->describing.mirrored = canon->image_count > 1;
    for (size_t i = 0; i < alphabet->count; i++) {
        canon->describing.exact = canon->describing.exact || !is_symmetric(&alphabet->letters[i]);
    }
}

void sim_canon_init(sim_canon *canon, const sim_config *config, const sim_alphabet *alphabet,
                    bool mirror)
{
    memset(canon, 0, sizeof *canon);
    canon->describing.config = *config;
    canon->machine = sim_machine_of((sim_scheme)config->scheme);
    add_image(canon, identity);
    if (config->scheme == SIM_SCHEME_COMPRESSOR) {
        find_symmetry(canon, alphabet, mirror);
    }
    for (size_t i = 0; i < alphabet->count && canon->machine->is_numbered != NULL; i++) {
        canon->describing.numbered =
            canon->describing.numbered || canon->machine->is_numbered(&alphabet->letters[i]);
    }
}

void sim_canon_free(sim_canon *canon)
{
    sim_writing_free(&canon->writing);
}

/* Hashes the world as it looks in an image. */
static sim_state_hash hash_image(sim_canon *canon, const void *world, const uint8_t *image)
{
    sim_writing *writing = &canon->writing;
    writing->size = 0;
    canon->machine->describe(world, &canon->describing, image, writing);
    XXH128_hash_t hash = XXH3_128bits(writing->bytes, writing->size);
    return (sim_state_hash){hash.high64, hash.low64};
}

static bool is_below(sim_state_hash a, sim_state_hash b)
{
    return a.high != b.high ? a.high < b.high : a.low < b.low;
}

bool sim_canon_plain(sim_canon *canon, const void *world, sim_state_hash *plain)
{
    *plain = hash_image(canon, world, canon->images[0]);
    return !canon->writing.out_of_memory;
}

bool sim_canon_hash(sim_canon *canon, const void *world, sim_canon_hashes *hashes)
{
    if (!sim_canon_plain(canon, world, &hashes->plain)) {
        return false;
    }
    hashes->canonical = hashes->plain;
    for (size_t i = 1; i < canon->image_count; i++) {
        sim_state_hash image = hash_image(canon, world, canon->images[i]);
        if (is_below(image, hashes->canonical)) {
            hashes->canonical = image;
        }
    }
    return !canon->writing.out_of_memory;
}
