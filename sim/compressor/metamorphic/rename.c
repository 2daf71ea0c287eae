/* Gives the sessions of a tape other UUIDs. */
#include "rename.h"

#include <assert.h>

#include "compressor/world.h"

/*
 * A layout of a random kind and a small variation becomes one of these variations of a kind that
 * carries. Tapes that already use them get none: two sessions might become one.
 */
#define CARRY_FIRST UINT32_C(0x1000000)
#define SMALL_LIMIT UINT32_C(0x100000)
/* One in this many sessions is placed before a carry. */
#define CARRY_SHARE 3u

static bool names_layout(unsigned code, unsigned *argument)
{
    *argument = code == SIM_OP_OPEN ? 2 : 0;
    return code == SIM_OP_OPEN || code == SIM_OP_GHOST;
}

static bool carries_are_free(const sim_tape *tape)
{
    for (size_t i = 0; i < tape->count; i++) {
        unsigned argument;
        const sim_op *op = &tape->ops[i];
        if (names_layout(op->code, &argument) &&
            op->args[argument] / SIM_LAYOUT_KINDS >= CARRY_FIRST) {
            return false;
        }
    }
    return true;
}

/* A session gets the same layout wherever it is opened. */
static sim_op put_before_carry(const sim_tape *tape, const sim_config *config, sim_op op)
{
    assert(op.code == SIM_OP_OPEN);
    uint32_t kind = op.args[2] % SIM_LAYOUT_KINDS;
    uint32_t variation = op.args[2] / SIM_LAYOUT_KINDS;
    sim_op key = op;
    key.args[0] %= config->nodes;
    key.args[1] %= config->slots;
    sim_random random = sim_variant_random(tape, SIM_PURPOSE_LAYOUT, &key);
    if (kind >= SIM_LAYOUT_NEIGHBOUR || variation >= SMALL_LIMIT ||
        !sim_random_chance(&random, 1, CARRY_SHARE)) {
        return op;
    }
    bool variant = sim_random_chance(&random, 1, 2);
    uint32_t carried = CARRY_FIRST + variation * SIM_LAYOUT_NEIGHBOUR + kind;
    assert(carried < UINT32_MAX / SIM_LAYOUT_KINDS);
    op.args[2] = carried * SIM_LAYOUT_KINDS + (variant ? SIM_LAYOUT_VARIANT : SIM_LAYOUT_VERSION);
    return op;
}

static bool tears(const sim_op *op)
{
    return op->code == SIM_OP_DAMAGE && op->args[2] % SIM_DAMAGE_BOUND == SIM_DAMAGE_TEAR;
}

bool sim_rename_has_tears(const sim_tape *tape)
{
    for (size_t i = 0; i < tape->count; i++) {
        if (tears(&tape->ops[i])) {
            return true;
        }
    }
    return false;
}

/* The effect of a tear depends on bytes. */
static sim_op without_tear(sim_op op)
{
    if (tears(&op)) {
        op.args[2] += SIM_DAMAGE_VERSION - SIM_DAMAGE_TEAR;
    }
    return op;
}

void sim_rename_write(const sim_tape *tape, sim_variant *named, sim_variant *renamed)
{
    sim_config config = sim_config_wrap(tape->config);
    sim_random random = sim_random_stream(config.seed, SIM_PURPOSE_RENAME);
    bool carries = carries_are_free(tape);
    renamed->tape.config.seed = sim_random_next(&random);
    for (uint32_t i = 0; i < tape->count; i++) {
        sim_op op = without_tear(tape->ops[i]);
        sim_variant_add(named, op, i, false);
        if (carries && op.code == SIM_OP_OPEN) {
            op = put_before_carry(tape, &config, op);
        }
        sim_variant_add(renamed, op, i, false);
    }
    assert(named->no_memory || named->tape.count == tape->count);
    assert(renamed->no_memory || renamed->tape.count == tape->count);
}
