/*
 * Log entries that no client submitted.
 *
 * GHOST: a ghost session's IDs, which every replica makes at this point. The UUID is that of the
 * layout for node sim_world_ghost_node, slot 0.
 *
 * FORGE how entry number, with how modulo 12; "old" is the newest range in the log at or before
 * position entry modulo its length, and "next" the gen count after that range's session's last one,
 * as far as the log shows. Those that need an old range do nothing if there is none.
 *
 *    0  repeat    the old range once more
 *    1  gap       of the old range's session, some gen counts too far
 *    2  overlap   of the old range's session, starting inside what the log already has of it
 *    3  huge      gen counts or counts that overflow or are above INT64_MAX
 *    4  zero      first gen count 0
 *    5  size      requested cluster size 0, one above the largest, or UINT32_MAX
 *    6  invented  a session that never existed (layout number), 1 + entry % 100 IDs: legal
 *    7  usurped   of a session that is live, continuing it exactly: legal, and fences it
 *    8  invalid   a session ID of more than 122 bits
 *    9  large     an invented session with 2^40 IDs: legal
 *   10  endless   an invented session with INT64_MAX IDs: more than there are final IDs
 *   11  brim      an invented session that takes the final IDs to one below INT64_MAX, exactly
 *                 there, or one above, which is too many; if a node knows the whole log
 */
#include <assert.h>

#include "channel.h"
#include "note.h"
#include "uuid_layout.h"

#define FORGED_SLOT   1u /* so that an invented session never equals a ghost by chance */
#define LARGE_COUNT   (UINT64_C(1) << 40)
#define SIZE_TOO_BIG  (IDA_CLUSTER_SIZE_MAX + 1)
#define UUID_TOO_HIGH (UINT64_C(1) << 58)

void sim_forge_ghost(sim_world *world, uint32_t layout, uint32_t count)
{
    sim_entry entry = {.kind = SIM_ENTRY_GHOST};
    layout = sim_layout_for(world->subject->unclaimed, layout);
    entry.range.session = sim_world_uuid(&world->config, sim_world_ghost_node(world), 0, layout);
    entry.range.count = count;
    if (!sim_channel_append(world, &entry)) {
        return;
    }
    SIM_EMIT(world, .kind = SIM_COMPRESSOR_GHOST, .position = world->log_count - 1,
             .session = entry.range.session, .count = count);
}

static const sim_entry *find_old(const sim_world *world, uint32_t entry)
{
    const uint64_t kept = world->log_count - world->log_base;
    uint64_t at = kept == 0 ? 0 : entry % kept + 1;
    for (; at > 0; at--) {
        if (world->log[at - 1].kind == SIM_ENTRY_RANGE) {
            return &world->log[at - 1];
        }
    }
    return NULL;
}

/* The next gen count of a session, by its ranges in the log, forgotten ones included. */
static uint64_t find_next(const sim_world *world, ida_uuid session)
{
    uint64_t next = 1;
    if (world->service != NULL) {
        next += world->subject->document_finalized(world->service, session);
    }
    for (uint64_t i = world->log_base; i < world->log_count; i++) {
        const sim_entry *entry = sim_world_entry(world, i);
        const ida_range *range = &entry->range;
        if (entry->kind == SIM_ENTRY_RANGE && sim_uuid_same(range->session, session) &&
            range->first_gen_count == next && range->count <= (uint64_t)INT64_MAX - next) {
            next += range->count;
        }
    }
    assert(next >= 1);
    assert(next <= (uint64_t)INT64_MAX);
    return next;
}

static ida_uuid invent(const sim_world *world, uint32_t layout)
{
    layout = sim_layout_for(world->subject->unclaimed, layout);
    return sim_world_uuid(&world->config, sim_world_ghost_node(world), FORGED_SLOT, layout);
}

static ida_range forge_huge(ida_range range, uint32_t number)
{
    static const uint64_t first[] = {1, INT64_MAX, UINT64_MAX, 1};
    static const uint64_t count[] = {UINT64_MAX, 2, 1, (uint64_t)INT64_MAX + 1};
    range.first_gen_count = first[number % 4];
    range.count = count[number % 4];
    return range;
}

/* Forgeries of an old range; false if impossible. */
static bool forge_from_old(const sim_world *world, uint32_t how, uint32_t entry, uint32_t number,
                           ida_range *range)
{
    assert(how <= SIM_FORGE_OVERLAP);
    const sim_entry *old = find_old(world, entry);
    if (old == NULL) {
        return false;
    }
    *range = old->range;
    uint64_t next = find_next(world, old->range.session);
    if (how == SIM_FORGE_GAP) {
        range->first_gen_count = next + 1 + number % 1000;
        range->count = 1 + number % 7;
    } else if (how == SIM_FORGE_OVERLAP) {
        if (next == 1) {
            return false;
        }
        range->first_gen_count = 1 + number % (next - 1);
        assert(range->first_gen_count < next);
        range->count = next - range->first_gen_count + 1 + number % 8;
    }
    return true;
}

static bool forge_usurped(const sim_world *world, uint32_t entry, uint32_t number, ida_range *range)
{
    unsigned node = sim_world_node(world, entry);
    unsigned slot = sim_world_slot(world, entry / world->config.nodes);
    const sim_slot *victim = &world->nodes[node].slots[slot];
    if (victim->session == NULL) {
        return false;
    }
    range->session = victim->uuid;
    range->first_gen_count = find_next(world, victim->uuid);
    range->count = 1 + number % 8;
    return true;
}

/* The count with which a first range takes the final IDs to about INT64_MAX; false if unknown. */
static bool find_brim(const sim_world *world, uint32_t number, uint64_t *count)
{
    for (unsigned i = 0; i < world->config.nodes; i++) {
        const sim_node *node = &world->nodes[i];
        if (node->document == NULL || node->position != world->log_count) {
            continue;
        }
        uint64_t limit = (uint64_t)world->subject->document_final_limit(node->document);
        uint64_t room = (uint64_t)INT64_MAX - limit;
        *count = room - world->config.cluster_size - 1 + number % 3;
        return room > (uint64_t)world->config.cluster_size + 1;
    }
    return false;
}

static bool forge_invented(const sim_world *world, uint32_t how, uint32_t entry, uint32_t number,
                           ida_range *range)
{
    assert(how > SIM_FORGE_OVERLAP);
    assert(how < SIM_FORGE_BOUND);
    assert(how != SIM_FORGE_USURPED);
    static const uint32_t bad_sizes[] = {0, SIZE_TOO_BIG, UINT32_MAX};
    /* If a forgery is about something else, its UUID is effectively random. */
    uint32_t layout = how == SIM_FORGE_INVENTED ? number : number * SIM_LAYOUT_KINDS;
    *range = (ida_range){invent(world, layout), 1, 1 + entry % 100, world->config.cluster_size};
    switch (how) {
    case SIM_FORGE_HUGE:
        *range = forge_huge(*range, number);
        break;
    case SIM_FORGE_ZERO:
        range->first_gen_count = 0;
        break;
    case SIM_FORGE_SIZE:
        range->requested_cluster_size = bad_sizes[number % 3];
        break;
    case SIM_FORGE_INVALID:
        range->session.high |= UUID_TOO_HIGH;
        break;
    case SIM_FORGE_LARGE:
        range->count = LARGE_COUNT;
        break;
    case SIM_FORGE_ENDLESS:
        range->count = INT64_MAX;
        break;
    case SIM_FORGE_BRIM:
        return find_brim(world, number, &range->count);
    default:
        break;
    }
    return true;
}

void sim_forge_range(sim_world *world, uint32_t how, uint32_t entry, uint32_t number)
{
    ida_range range = {.requested_cluster_size = world->config.cluster_size};
    bool forged;
    how %= SIM_FORGE_BOUND;
    if (how <= SIM_FORGE_OVERLAP) {
        forged = forge_from_old(world, how, entry, number, &range);
    } else if (how == SIM_FORGE_USURPED) {
        forged = forge_usurped(world, entry, number, &range);
    } else {
        forged = forge_invented(world, how, entry, number, &range);
    }
    const sim_entry forgery = {.kind = SIM_ENTRY_RANGE, .forged = true, .range = range};
    if (!forged || !sim_channel_append(world, &forgery)) {
        return;
    }
    sim_note_fault(world, SIM_FAULT_FORGED);
    if (how == SIM_FORGE_USURPED) {
        /* Two clients now write in that session's name: to the documents that is a fork. */
        world->forked[world->forked_count++ % SIM_REMEMBERED] = range.session;
    }
    SIM_EMIT(world, .kind = SIM_COMPRESSOR_FORGED, .position = world->log_count - 1,
             .range = &range, .number = how);
}
