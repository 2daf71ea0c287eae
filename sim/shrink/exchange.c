/*
 * The passes that exchange two ops for one, and move an op so that another one can be dropped. Most
 * tapes get ranges into the log in several steps: take, and up. FORGE and GHOST do it in one op,
 * even in the name of a live session; and DOWN_MANY delivers what several ops did.
 */
#include <string.h>

#include "compressor/channel.h"
#include "shrink_internal.h"

/* Each op is tried in each place, with each other op dropped: only in tapes up to this length. */
#define LENGTH_MAX 44u
/* The same, for moving each op to each place. */
#define MOVES_MAX 22u
/* And in small worlds. */
#define PLACES_MAX 8u

/* Exchanged chunks are at least this fraction of a tape. */
#define CHUNKS_MAX 24u
#define ALWAYS_MAX 24u

/* How many ops are tried for two. */
#define OFFERS_MAX 128u

/* The ops that may replace two. */
typedef struct offers {
    sim_op ops[OFFERS_MAX];
    size_t count;
} offers;

static void offer(offers *o, uint8_t code, uint32_t a, uint32_t b, uint32_t c)
{
    if (o->count < OFFERS_MAX) {
        o->ops[o->count++] = (sim_op){.code = code, .args = {a, b, c}};
    }
}

/* IDs without a client, with the UUIDs of the existing sessions. */
static void offer_layouts(offers *o, const sim_tape *tape)
{
    for (size_t i = 0; i < tape->count; i++) {
        const sim_op *op = &tape->ops[i];
        if (op->code == SIM_OP_OPEN && op->args[2] > 0) {
            offer(o, SIM_OP_GHOST, op->args[2], 1, 0);
            offer(o, SIM_OP_GHOST, op->args[2], 2, 0);
            offer(o, SIM_OP_FORGE, SIM_FORGE_INVENTED, 0, op->args[2]);
        }
    }
}

static offers make_offers(const sim_config *config, const sim_tape *tape)
{
    offers o = {.count = 0};
    if (config->scheme != SIM_SCHEME_COMPRESSOR) {
        return o;
    }
    uint32_t places = (uint32_t)config->nodes * config->slots;
    for (uint32_t node = 0; node < config->nodes && node < PLACES_MAX; node++) {
        offer(&o, SIM_OP_DOWN_MANY, node, 8, 0);
    }
    for (uint32_t place = 0; place < places && place < PLACES_MAX; place++) {
        offer(&o, SIM_OP_FORGE, SIM_FORGE_USURPED, place, 0);
        offer(&o, SIM_OP_FORGE, SIM_FORGE_USURPED, place, 1);
    }
    for (uint32_t how = 0; how < SIM_FORGE_BOUND; how++) {
        for (uint32_t number = 0; number < 3; number++) {
            offer(&o, SIM_OP_FORGE, how, 0, number);
        }
    }
    offer(&o, SIM_OP_FORGE, SIM_FORGE_INVENTED, 1, 0);
    offer(&o, SIM_OP_GHOST, 0, 1, 0);
    offer(&o, SIM_OP_GHOST, 0, 2, 0);
    offer_layouts(&o, tape);
    return o;
}

/* Sets an op and drops another one. */
static bool try_exchange(sim_shrinker *s, size_t place, sim_op op, size_t dropped)
{
    if (!sim_shrink_propose(s)) {
        return false;
    }
    sim_tape *candidate = &s->candidate;
    candidate->ops[place] = op;
    for (size_t i = dropped; i + 1 < candidate->count; i++) {
        candidate->ops[i] = candidate->ops[i + 1];
    }
    candidate->count--;
    return sim_shrink_try(s);
}

/* One successful exchange. */
static bool exchange_one(sim_shrinker *s)
{
    const sim_config config = sim_config_wrap(s->best.config);
    const offers o = make_offers(&config, &s->best);
    size_t loose = sim_shrink_loose(s);
    for (size_t place = loose; place > 0; place--) {
        for (size_t k = 0; k < o.count; k++) {
            for (size_t other = loose; other > 0 && !s->over; other--) {
                if (other != place && try_exchange(s, place - 1, o.ops[k], other - 1)) {
                    return true;
                }
            }
        }
    }
    return false;
}

/* Puts an op in the place of count others. */
static bool try_for_chunk(sim_shrinker *s, size_t first, size_t count, sim_op op)
{
    if (!sim_shrink_propose(s)) {
        return false;
    }
    sim_tape *candidate = &s->candidate;
    candidate->ops[first] = op;
    memmove(candidate->ops + first + 1, candidate->ops + first + count,
            (candidate->count - first - count) * sizeof *candidate->ops);
    candidate->count -= count - 1;
    return sim_shrink_try(s);
}

/* A chunk of that size that one op can replace, from the end to the beginning. */
static bool exchange_chunk(sim_shrinker *s, size_t size)
{
    const sim_config config = sim_config_wrap(s->best.config);
    const offers o = make_offers(&config, &s->best);
    for (size_t end = sim_shrink_loose(s); end >= size && !s->over; end -= size) {
        for (size_t k = 0; k < o.count && !s->over; k++) {
            if (try_for_chunk(s, end - size, size, o.ops[k])) {
                return true;
            }
        }
    }
    return false;
}

bool sim_shrink_chunk(sim_shrinker *s)
{
    bool exchanged = false;
    /* This pass is slow, so a long tape must get much shorter before it runs again. */
    if (s->best.count > ALWAYS_MAX && s->best.count > s->exchanged / 4 * 3) {
        return false;
    }
    s->exchanged = s->best.count;
    for (size_t size = sim_shrink_loose(s); size > 2 && !s->over; size = (size + 1) / 2) {
        while (size <= sim_shrink_loose(s) && sim_shrink_loose(s) / size <= CHUNKS_MAX &&
               exchange_chunk(s, size)) {
            exchanged = true;
        }
    }
    return exchanged;
}

bool sim_shrink_exchange(sim_shrinker *s)
{
    bool exchanged = false;
    /* Many questions take time. */
    size_t most = s->how.last_rounds > 0 ? LENGTH_MAX * 2 / 3 : LENGTH_MAX;
    while (s->best.count <= most && !s->over && exchange_one(s)) {
        exchanged = true;
    }
    return exchanged;
}

/* --- Moving. --- */

/* Moves an op to an earlier or later place, and drops another one. */
static bool try_move(sim_shrinker *s, size_t from, size_t to, size_t dropped)
{
    if (!sim_shrink_propose(s)) {
        return false;
    }
    sim_tape *candidate = &s->candidate;
    sim_op moved = candidate->ops[from];
    size_t kept = 0;
    for (size_t i = 0; i < s->best.count; i++) {
        if (i == to && to < from) {
            candidate->ops[kept++] = moved;
        }
        if (i != from && i != dropped) {
            candidate->ops[kept++] = s->best.ops[i];
        }
        if (i == to && to > from) {
            candidate->ops[kept++] = moved;
        }
    }
    candidate->count = kept;
    return sim_shrink_try(s);
}

static bool move_one(sim_shrinker *s)
{
    size_t loose = sim_shrink_loose(s);
    for (size_t from = 0; from < loose; from++) {
        for (size_t to = 0; to < loose; to++) {
            for (size_t other = 0; other < loose && to != from && !s->over; other++) {
                if (other != from && try_move(s, from, to, other)) {
                    return true;
                }
            }
        }
    }
    return false;
}

bool sim_shrink_move(sim_shrinker *s)
{
    bool moved = false;
    while (s->best.count <= (s->how.last_rounds > 0 ? MOVES_MAX / 2 : MOVES_MAX) && !s->over &&
           move_one(s)) {
        moved = true;
    }
    return moved;
}
