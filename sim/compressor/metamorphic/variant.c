/* Builds variants: tapes made from another one, op by op. */
#include "variant.h"

#include <assert.h>
#include <stdlib.h>

#define FIRST_CAPACITY 1024u

void sim_variant_init(sim_variant *variant, const sim_tape *original)
{
    *variant = (sim_variant){.origin_count = (uint32_t)original->count};
    sim_tape_init(&variant->tape, original->config);
}

void sim_variant_free(sim_variant *variant)
{
    sim_tape_free(&variant->tape);
    free(variant->places);
    variant->places = NULL;
}

void sim_variant_add(sim_variant *variant, sim_op op, uint32_t origin, bool extra)
{
    size_t count = variant->tape.count;
    assert(origin <= variant->origin_count);
    assert(count <= variant->place_capacity);
    assert(count == 0 || variant->places[count - 1].origin <= origin);
    if (count == variant->place_capacity) {
        size_t capacity = count == 0 ? FIRST_CAPACITY : count * 2;
        sim_place *places = realloc(variant->places, capacity * sizeof *places);
        if (places == NULL) {
            variant->no_memory = true;
            return;
        }
        variant->places = places;
        variant->place_capacity = capacity;
    }
    variant->places[count] = (sim_place){origin, extra};
    variant->no_memory = !sim_tape_append(&variant->tape, op) || variant->no_memory;
}

void sim_variant_copy(sim_variant *variant, const sim_tape *original, uint32_t from, uint32_t to)
{
    assert(from <= to);
    assert(to <= original->count);
    for (uint32_t i = from; i < to; i++) {
        sim_variant_add(variant, original->ops[i], i, false);
    }
}

sim_op sim_variant_op(sim_op_code code, uint32_t a, uint32_t b, uint32_t c)
{
    return (sim_op){.code = (uint8_t)code, .args = {a, b, c}};
}

sim_random sim_variant_random(const sim_tape *original, sim_purpose purpose, const sim_op *op)
{
    sim_random random = sim_random_stream(original->config.seed, purpose);
    random = sim_random_stream(sim_random_next(&random), op->code);
    for (unsigned i = 0; i < SIM_OP_ARGS; i++) {
        random = sim_random_stream(sim_random_next(&random), op->args[i]);
    }
    return random;
}
