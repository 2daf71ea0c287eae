/* The reference model of a document: what a log of ranges gives. */
#include "model.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "kernel/verify.h"
#include "stable.h"

/* From so many members on new ones go into the short list, */
#define MEMBERS_MANY 4096u
/* until it has this many and, of the long list, one in this many. */
#define FRESH_PART 64u

/* The effect of an entry on its session, computed before anything is appended. */
typedef struct effect {
    ida_status status;
    uint32_t session;   /* SIM_NONE: it is new */
    uint64_t finalized; /* before the entry */
    uint64_t count;
    uint64_t reserve; /* further final IDs; 0 if the IDs fit what is reserved */
    bool opens;       /* they form a new cluster, not an expansion of the last */
} effect;

bool sim_grow(void *array, size_t *capacity, size_t count, size_t size)
{
    assert(count <= *capacity);
    assert(size > 0);
    if (count < *capacity) {
        return true;
    }
    size_t larger = *capacity == 0 ? 4 : *capacity * 2;
    void *block;
    memcpy(&block, array, sizeof block);
    block = realloc(block, larger * size);
    if (block == NULL) {
        return false;
    }
    memcpy(array, &block, sizeof block);
    *capacity = larger;
    return true;
}

void sim_model_init(sim_model *model)
{
    memset(model, 0, sizeof *model);
    model->at_base = (sim_outcome){.status = IDA_OK, .session = SIM_NONE};
    model->free_step = SIM_NONE;
}

void sim_model_free(sim_model *model)
{
    for (size_t i = 0; i < model->member_count; i++) {
        free(model->members[i].pieces);
    }
    free(model->members);
    free(model->by_uuid.of);
    free(model->fresh.of);
    free(model->steps);
    free(model->pieces);
    free(model->clusters);
    free(model->outcomes);
    sim_model_init(model);
}

/* How many members of a list have a UUID below uuid. */
static size_t rank_of(const sim_model *model, const sim_order *order, ida_uuid uuid)
{
    size_t low = 0;
    size_t high = order->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (sim_stable_before(model->members[order->of[middle]].uuid, uuid)) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    assert(low == 0 || sim_stable_before(model->members[order->of[low - 1]].uuid, uuid));
    assert(low == order->count || !sim_stable_before(model->members[order->of[low]].uuid, uuid));
    return low;
}

/* A member and its neighbours in the order of the UUIDs; SIM_NONE: there is none. */
typedef struct around {
    uint32_t before;
    uint32_t here;
    uint32_t after;
} around;

/* Takes what a list has nearer to uuid than what is there. */
static void look_around(const sim_model *model, const sim_order *order, ida_uuid uuid,
                        around *found)
{
    const sim_member *members = model->members;
    size_t rank = rank_of(model, order, uuid);
    if (rank > 0) {
        uint32_t before = order->of[rank - 1];
        bool nearer = found->before == SIM_NONE ||
                      sim_stable_before(members[found->before].uuid, members[before].uuid);
        found->before = nearer ? before : found->before;
    }
    if (rank < order->count && sim_stable_equal(members[order->of[rank]].uuid, uuid)) {
        found->here = order->of[rank];
        rank++;
    }
    if (rank < order->count) {
        uint32_t after = order->of[rank];
        bool nearer = found->after == SIM_NONE ||
                      sim_stable_before(members[after].uuid, members[found->after].uuid);
        found->after = nearer ? after : found->after;
    }
}

static around around_of(const sim_model *model, ida_uuid uuid)
{
    around found = {SIM_NONE, SIM_NONE, SIM_NONE};
    look_around(model, &model->by_uuid, uuid, &found);
    if (model->fresh.count > 0) {
        look_around(model, &model->fresh, uuid, &found);
    }
    return found;
}

uint32_t sim_model_find(const sim_model *model, ida_uuid uuid)
{
    return around_of(model, uuid).here;
}

bool sim_model_locate(const sim_model *model, ida_uuid uuid, uint32_t *session, uint64_t *gen)
{
    const around found = around_of(model, uuid);
    uint32_t candidate = found.here != SIM_NONE ? found.here : found.before;
    if (candidate == SIM_NONE) {
        return false;
    }
    assert(candidate < model->member_count);
    const sim_member *member = &model->members[candidate];
    uint64_t distance;
    if (!sim_stable_distance(member->uuid, uuid, &distance) || distance >= member->allocated) {
        return false;
    }
    *session = candidate;
    *gen = distance + 1;
    return true;
}

sim_extent sim_model_extent(const sim_model *model, uint32_t session, uint64_t position)
{
    sim_extent extent = {0, 0};
    if (session == SIM_NONE) {
        return extent;
    }
    assert(session < model->member_count);
    uint32_t at = model->members[session].last_step;
    while (at != SIM_NONE && model->steps[at].position >= position) {
        at = model->steps[at].previous;
    }
    if (at != SIM_NONE) {
        assert(at < model->step_count);
        extent.finalized = model->steps[at].finalized;
        extent.allocated = model->steps[at].allocated;
        assert(extent.finalized <= extent.allocated);
    }
    return extent;
}

static uint64_t limit_of(const sim_model *model)
{
    return sim_model_at(model, model->outcome_count)->final_limit;
}

sim_outcome sim_model_counters(const sim_model *model, uint64_t position)
{
    return *sim_model_at(model, position);
}

const sim_outcome *sim_model_at(const sim_model *model, uint64_t position)
{
    return position == model->base ? &model->at_base : sim_model_outcome(model, position - 1);
}

const sim_outcome *sim_model_outcome(const sim_model *model, uint64_t position)
{
    assert(position >= model->base);
    assert(position < model->outcome_count);
    return &model->outcomes[position - model->base];
}

const sim_piece *sim_model_piece(const sim_model *model, uint64_t final_id)
{
    if (final_id >= limit_of(model)) {
        return NULL;
    }
    size_t low = 0;
    size_t high = model->piece_count;
    while (high - low > 1) {
        size_t middle = low + (high - low) / 2;
        if (model->pieces[middle].base_final <= final_id) {
            low = middle;
        } else {
            high = middle;
        }
    }
    assert(model->pieces[low].base_final <= final_id);
    assert(final_id - model->pieces[low].base_final < model->pieces[low].count);
    return &model->pieces[low];
}

uint64_t sim_model_final(const sim_model *model, uint32_t session, uint64_t gen)
{
    assert(session < model->member_count);
    const sim_member *member = &model->members[session];
    assert(gen >= 1);
    assert(gen <= member->allocated);
    assert(member->piece_count > 0);
    size_t low = 0;
    size_t high = member->piece_count;
    /* Most questions are about the newest IDs. */
    if (model->pieces[member->pieces[high - 1]].first_gen <= gen) {
        low = high - 1;
    }
    while (high - low > 1) {
        size_t middle = low + (high - low) / 2;
        if (model->pieces[member->pieces[middle]].first_gen <= gen) {
            low = middle;
        } else {
            high = middle;
        }
    }
    const sim_piece *piece = &model->pieces[member->pieces[low]];
    assert(piece->session == session);
    assert(piece->first_gen <= gen);
    assert(gen - piece->first_gen < piece->count);
    return piece->base_final + (gen - piece->first_gen);
}

/* True if the session's UUIDs up to allocated would overlap those of another session. */
static bool collides(const sim_model *model, ida_uuid uuid, uint64_t allocated)
{
    const around found = around_of(model, uuid);
    uint64_t distance;
    if (found.before != SIM_NONE) {
        const sim_member *before = &model->members[found.before];
        if (sim_stable_distance(before->uuid, uuid, &distance) && distance < before->allocated) {
            return true;
        }
    }
    return found.after != SIM_NONE &&
           sim_stable_distance(uuid, model->members[found.after].uuid, &distance) &&
           distance < allocated;
}

/* Whether reserve further IDs are available: the checks that ranges and ghosts share. */
static ida_status room_for(const sim_model *model, ida_uuid uuid, uint64_t allocated,
                           uint64_t reserve)
{
    assert(reserve > 0);
    assert(limit_of(model) <= SIM_NUMBER_MAX);
    if (reserve > SIM_NUMBER_MAX || reserve > SIM_NUMBER_MAX - limit_of(model)) {
        return IDA_EXHAUSTED;
    }
    ida_uuid last;
    if (!sim_stable_add(uuid, allocated + reserve - 1, &last)) {
        return IDA_EXHAUSTED;
    }
    return collides(model, uuid, allocated + reserve) ? IDA_COLLISION : IDA_OK;
}

static bool range_is_valid(const ida_range *range)
{
    return sim_stable_valid(range->session) && range->first_gen_count >= 1 &&
           range->first_gen_count <= SIM_NUMBER_MAX &&
           range->count - 1 <= SIM_NUMBER_MAX - range->first_gen_count &&
           range->requested_cluster_size >= IDA_CLUSTER_SIZE_MIN &&
           range->requested_cluster_size <= IDA_CLUSTER_SIZE_MAX;
}

/* True if the session's last final ID is the document's last. */
static bool is_tail(const sim_model *model, uint32_t session)
{
    assert(session == SIM_NONE || model->piece_count > 0);
    return session != SIM_NONE && model->pieces[model->piece_count - 1].session == session;
}

static effect plan_range(const sim_model *model, const ida_range *range)
{
    effect plan = {.status = IDA_OK, .session = SIM_NONE};
    if (range->count == 0) {
        return plan;
    }
    if (!range_is_valid(range)) {
        plan.status = IDA_INVALID_RANGE;
        return plan;
    }
    plan.session = sim_model_find(model, range->session);
    uint64_t allocated = 0;
    if (plan.session != SIM_NONE) {
        plan.finalized = model->members[plan.session].finalized;
        allocated = model->members[plan.session].allocated;
    }
    assert(plan.finalized <= allocated);
    plan.count = range->count;
    if (range->first_gen_count != plan.finalized + 1) {
        plan.status = IDA_OUT_OF_ORDER;
        return plan;
    }
    uint64_t last = plan.finalized + range->count;
    if (last <= allocated) {
        return plan;
    }
    plan.reserve = last - allocated + range->requested_cluster_size;
    plan.opens = !is_tail(model, plan.session);
    plan.status = room_for(model, range->session, allocated, plan.reserve);
    return plan;
}

static effect plan_ghost(const sim_model *model, ida_uuid uuid, uint64_t count)
{
    effect plan = {.status = IDA_OK, .session = SIM_NONE};
    if (!sim_stable_valid(uuid)) {
        plan.status = IDA_INVALID_ARGUMENT;
        return plan;
    }
    if (count == 0) {
        return plan;
    }
    plan.session = sim_model_find(model, uuid);
    uint64_t allocated = 0;
    if (plan.session != SIM_NONE) {
        plan.finalized = model->members[plan.session].finalized;
        allocated = model->members[plan.session].allocated;
    }
    assert(plan.finalized <= allocated);
    if (allocated > plan.finalized) {
        plan.status = IDA_OUT_OF_ORDER;
        return plan;
    }
    plan.count = count;
    plan.reserve = count;
    plan.opens = true;
    plan.status = room_for(model, uuid, allocated, count);
    return plan;
}

static bool are_members_sorted(const sim_model *model, const sim_order *order)
{
    bool sorted = true;
    for (size_t i = 1; i < order->count; i++) {
        sorted = sorted && sim_stable_before(model->members[order->of[i - 1]].uuid,
                                             model->members[order->of[i]].uuid);
    }
    return sorted;
}

/* Whether each piece begins where the one before it ends, and so for clusters. */
static bool are_pieces_tiled(const sim_model *model)
{
    bool tiled = model->piece_count == 0 || model->pieces[0].base_final == 0;
    for (size_t i = 1; i < model->piece_count; i++) {
        const sim_piece *before = &model->pieces[i - 1];
        const sim_piece *piece = &model->pieces[i];
        tiled = tiled && before->base_final + before->count == piece->base_final &&
                (piece->cluster == before->cluster + 1 ||
                 (piece->cluster == before->cluster && piece->session == before->session));
    }
    return tiled;
}

/* Inserts a member that exists into a list; false without memory. */
static bool insert(const sim_model *model, sim_order *order, uint32_t number)
{
    if (!sim_grow(&order->of, &order->capacity, order->count, sizeof *order->of)) {
        return false;
    }
    size_t rank = rank_of(model, order, model->members[number].uuid);
    memmove(&order->of[rank + 1], &order->of[rank], (order->count - rank) * sizeof *order->of);
    order->of[rank] = number;
    order->count++;
    SIM_ASSERT_VERIFIED(order->count, are_members_sorted(model, order));
    return true;
}

/* Moves the members of the short list into the long one; false without memory. */
static bool merge_fresh(sim_model *model)
{
    sim_order *all = &model->by_uuid;
    sim_order *fresh = &model->fresh;
    while (all->capacity < all->count + fresh->count) {
        if (!sim_grow(&all->of, &all->capacity, all->capacity, sizeof *all->of)) {
            return false;
        }
    }
    size_t to = all->count + fresh->count;
    size_t from = all->count;
    all->count = to;
    while (fresh->count > 0) {
        ida_uuid uuid = model->members[fresh->of[fresh->count - 1]].uuid;
        bool is_old = from > 0 && sim_stable_before(uuid, model->members[all->of[from - 1]].uuid);
        all->of[--to] = is_old ? all->of[--from] : fresh->of[--fresh->count];
    }
    assert(to == from);
    SIM_ASSERT_VERIFIED(all->count, are_members_sorted(model, all));
    return true;
}

/* Adds a session without IDs; SIM_NONE without memory. */
static uint32_t add_member(sim_model *model, ida_uuid uuid)
{
    size_t count = model->member_count;
    if (!sim_grow(&model->members, &model->member_capacity, count, sizeof *model->members)) {
        return SIM_NONE;
    }
    assert(sim_model_find(model, uuid) == SIM_NONE);
    assert(count < SIM_NONE);
    model->members[count] = (sim_member){.uuid = uuid, .last_step = SIM_NONE};
    bool many = model->by_uuid.count >= MEMBERS_MANY;
    if (!insert(model, many ? &model->fresh : &model->by_uuid, (uint32_t)count)) {
        return SIM_NONE;
    }
    model->member_count++;
    if (model->fresh.count > FRESH_PART + model->by_uuid.count / FRESH_PART &&
        !merge_fresh(model)) {
        return SIM_NONE;
    }
    return (uint32_t)count;
}

/* The number of clusters at the end of the log. */
static uint32_t count_clusters(const sim_model *model)
{
    return model->piece_count == 0 ? 0 : model->pieces[model->piece_count - 1].cluster + 1;
}

/* Reserves final IDs at the end of the space for a session; false without memory. */
static bool add_piece(sim_model *model, uint32_t session, const effect *plan)
{
    sim_member *member = &model->members[session];
    uint32_t clusters = count_clusters(model);
    assert(plan->reserve > 0);
    assert(plan->opens || is_tail(model, session));
    if (!sim_grow(&model->pieces, &model->piece_capacity, model->piece_count,
                  sizeof *model->pieces) ||
        !sim_grow(&model->clusters, &model->cluster_capacity, clusters, sizeof *model->clusters) ||
        !sim_grow(&member->pieces, &member->piece_capacity, member->piece_count,
                  sizeof *member->pieces)) {
        return false;
    }
    sim_piece piece = {
        .first_gen = member->allocated + 1,
        .count = plan->reserve,
        .base_final = limit_of(model),
        .position = model->outcome_count,
        .session = session,
        .cluster = plan->opens ? clusters : clusters - 1,
    };
    if (plan->opens) {
        model->clusters[clusters] = (uint32_t)model->piece_count;
    }
    member->pieces[member->piece_count] = (uint32_t)model->piece_count;
    member->piece_count++;
    model->pieces[model->piece_count] = piece;
    model->piece_count++;
    member->allocated += plan->reserve;
    SIM_ASSERT_VERIFIED(model->piece_count, are_pieces_tiled(model));
    return true;
}

/* An unused step; SIM_NONE without memory. */
static uint32_t new_step(sim_model *model)
{
    uint32_t step = model->free_step;
    if (step != SIM_NONE) {
        model->free_step = model->steps[step].previous;
        return step;
    }
    if (!sim_grow(&model->steps, &model->step_capacity, model->step_count, sizeof *model->steps)) {
        return SIM_NONE;
    }
    return (uint32_t)model->step_count++;
}

static bool add_step(sim_model *model, uint32_t session, const effect *plan, const sim_entry *entry)
{
    sim_member *member = &model->members[session];
    uint32_t at = new_step(model);
    if (at == SIM_NONE) {
        return false;
    }
    const sim_step *last = member->last_step == SIM_NONE ? NULL : &model->steps[member->last_step];
    assert(plan->count > 0);
    assert(last == NULL || last->position < model->outcome_count);
    assert(last == NULL || last->finalized == plan->finalized);
    assert(last != NULL || plan->finalized == 0);
    (void)last;
    member->finalized = plan->finalized + plan->count;
    assert(member->finalized <= member->allocated);
    sim_step step = {
        .position = model->outcome_count,
        .finalized = member->finalized,
        .allocated = member->allocated,
        .previous = member->last_step,
        .epoch = entry->epoch,
        .node = entry->node,
        .forged = entry->forged || entry->kind == SIM_ENTRY_GHOST,
    };
    member->last_step = at;
    model->steps[at] = step;
    return true;
}

/*
 * Whether a late range repeats what another incarnation had finalized: one of another node or
 * another connection. One connection can repeat itself only by a reset.
 */
static bool is_second_copy(const sim_model *model, const effect *plan, const sim_entry *entry)
{
    uint64_t first = entry->range.first_gen_count;
    if (plan->status != IDA_OUT_OF_ORDER || entry->kind != SIM_ENTRY_RANGE || entry->forged ||
        plan->session == SIM_NONE || first > plan->finalized) {
        return false;
    }
    uint32_t at = model->members[plan->session].last_step;
    const sim_step *step = &model->steps[at];
    while (step->previous != SIM_NONE && model->steps[step->previous].finalized >= first) {
        step = &model->steps[step->previous];
    }
    bool is_forgotten = step->previous == SIM_NONE && first <= step->since;
    return !is_forgotten && !step->forged &&
           (step->node != entry->node || step->epoch != entry->epoch);
}

bool sim_model_append(sim_model *model, const sim_entry *entry)
{
    size_t kept = (size_t)(model->outcome_count - model->base);
    if (!sim_grow(&model->outcomes, &model->outcome_capacity, kept, sizeof *model->outcomes)) {
        return false;
    }
    assert(entry->kind <= SIM_ENTRY_GHOST);
    effect plan = {.status = IDA_OK, .session = SIM_NONE};
    if (entry->kind == SIM_ENTRY_RANGE) {
        plan = plan_range(model, &entry->range);
    } else if (entry->kind == SIM_ENTRY_GHOST) {
        plan = plan_ghost(model, entry->range.session, entry->range.count);
    }
    sim_outcome outcome = sim_model_counters(model, model->outcome_count);
    outcome.status = plan.status;
    outcome.second_copy = is_second_copy(model, &plan, entry);
    outcome.session = SIM_NONE;
    outcome.ghost_first = outcome.final_limit;
    outcome.first_gen = 0;
    outcome.count = 0;
    if (plan.status == IDA_OK && plan.count > 0) {
        uint32_t session = plan.session;
        if (session == SIM_NONE) {
            session = add_member(model, entry->range.session);
        }
        if (session == SIM_NONE || (plan.reserve > 0 && !add_piece(model, session, &plan)) ||
            !add_step(model, session, &plan, entry)) {
            return false;
        }
        outcome.session = session;
        outcome.step = model->members[session].last_step;
        outcome.changes++;
        outcome.first_gen = plan.finalized + 1;
        outcome.count = plan.count;
        outcome.final_limit += plan.reserve;
        outcome.sessions = (uint32_t)model->member_count;
        outcome.clusters = count_clusters(model);
    }
    assert(outcome.final_limit <= SIM_NUMBER_MAX);
    assert(outcome.sessions == model->member_count);
    assert(outcome.clusters == count_clusters(model));
    model->outcomes[kept] = outcome;
    model->outcome_count++;
    return true;
}

/* Frees the steps before the last one of each session; in the order of the log. */
static void forget_steps(sim_model *model, uint64_t position)
{
    for (uint64_t i = model->base; i < position; i++) {
        const sim_outcome *outcome = sim_model_outcome(model, i);
        if (outcome->session == SIM_NONE) {
            continue;
        }
        sim_step *step = &model->steps[outcome->step];
        uint32_t previous = step->previous;
        assert(step->position == i);
        if (previous != SIM_NONE) {
            assert(model->steps[previous].previous == SIM_NONE);
            step->since = model->steps[previous].finalized;
            step->previous = SIM_NONE;
            model->steps[previous].previous = model->free_step;
            model->free_step = previous;
        }
    }
}

/* Makes one piece of those that expanded a cluster. */
static void merge_pieces(sim_model *model, uint64_t position)
{
    /* The last one that was merged before may have grown. */
    const size_t first = model->merged_pieces == 0 ? 0 : model->merged_pieces - 1;
    size_t count = first;
    for (size_t i = first; i < model->piece_count; i++) {
        sim_member *member = &model->members[model->pieces[i].session];
        while (member->piece_count > 0 && member->pieces[member->piece_count - 1] >= first) {
            member->piece_count--;
        }
    }
    model->merged_pieces = first;
    for (size_t i = first; i < model->piece_count; i++) {
        const sim_piece piece = model->pieces[i];
        sim_piece *last = count == first ? NULL : &model->pieces[count - 1];
        bool is_old = piece.position < position;
        if (is_old && last != NULL && last->cluster == piece.cluster) {
            last->count += piece.count;
            continue;
        }
        if (last == NULL ? first == 0 || model->pieces[first - 1].cluster != piece.cluster
                         : last->cluster != piece.cluster) {
            model->clusters[piece.cluster] = (uint32_t)count;
        }
        sim_member *member = &model->members[piece.session];
        member->pieces[member->piece_count] = (uint32_t)count;
        member->piece_count++;
        model->pieces[count] = piece;
        count++;
        model->merged_pieces = is_old ? count : model->merged_pieces;
    }
    model->piece_count = count;
    SIM_ASSERT_VERIFIED(model->piece_count, are_pieces_tiled(model));
}

void sim_model_forget(sim_model *model, uint64_t position)
{
    assert(position >= model->base);
    assert(position <= model->outcome_count);
    const size_t forgotten = (size_t)(position - model->base);
    const size_t left = (size_t)(model->outcome_count - position);
    if (forgotten == 0) {
        return;
    }
    forget_steps(model, position);
    merge_pieces(model, position);
    model->at_base = model->outcomes[forgotten - 1];
    memmove(model->outcomes, model->outcomes + forgotten, left * sizeof *model->outcomes);
    model->base = position;
}

bool sim_model_take_back(sim_model *model, uint32_t session, uint64_t finalized)
{
    sim_member *member = &model->members[session];
    assert(session < model->member_count);
    assert(member->piece_count > 0);
    const sim_piece *last = &model->pieces[member->pieces[member->piece_count - 1]];
    if (finalized < last->first_gen || finalized > member->finalized) {
        return false;
    }
    member->finalized = finalized;
    model->steps[member->last_step].finalized = finalized;
    return true;
}

ida_status sim_model_foresee(const sim_model *model, const ida_range *range)
{
    return plan_range(model, range).status;
}
