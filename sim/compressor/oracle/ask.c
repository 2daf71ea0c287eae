/*
 * Which questions are asked, and when. After an op there is time for only a few, so they are drawn
 * by the op's position, and what the op touched is asked about first. A checkpoint asks all of
 * them.
 */
#include <assert.h>

#include "oracle_internal.h"

#include "kernel/random.h"
#include "stable.h"

/* The target of a question: a session, in the log or not, and one of its gen counts. */
typedef struct aim {
    ida_uuid uuid;
    uint32_t session; /* SIM_NONE if the log does not know it */
    uint64_t gen;     /* at least 1 */
} aim;

/* The number of calls and forms for one target. */
#define FORMS 9u

void sim_dice_take(sim_oracle *oracle, uint64_t salt)
{
    const sim_world *world = oracle->world;
    /*
     * Most rounds do not depend on the position, so that a tape keeps its questions when it is
     * shrunk.
     */
    /* The seed is mixed in, so that the questions at one position differ between worlds. */
    uint64_t position = oracle->rounds > 1 ? 0 : world->op_count;
    oracle->dice = position ^ world->config.seed * UINT64_C(0xD1342543DE82EF95) ^
                   salt * UINT64_C(0xA0761D6478BD642F);
}

uint64_t sim_dice(sim_oracle *oracle)
{
    return sim_splitmix(&oracle->dice);
}

/* A number from 0 to bound - 1. */
static uint64_t dice_below(sim_oracle *oracle, uint64_t bound)
{
    assert(bound > 0);
    return sim_dice(oracle) % bound;
}

/* The local ID of a gen count, or of the last one if a forged range went beyond it. */
static ida_id local_id(uint64_t gen)
{
    return -(ida_id)(gen > SIM_NUMBER_MAX ? SIM_NUMBER_MAX : gen);
}

/* One of the FORMS questions about a target. */
static sim_question question_about(const sim_view *view, const aim *target, unsigned form)
{
    const sim_model *model = view->model;
    assert(target->gen >= 1);
    assert(target->session == SIM_NONE || target->session < model->member_count);
    assert(form < FORMS);
    static const struct {
        sim_call call;
        bool of_final; /* about its final ID, if it has one */
    } forms[FORMS] = {
        {SIM_CALL_TO_OP, false},          {SIM_CALL_TO_OP, true},
        {SIM_CALL_DECOMPRESS, false},     {SIM_CALL_DECOMPRESS, true},
        {SIM_CALL_TO_SESSION, false},     {SIM_CALL_TO_SESSION, true},
        {SIM_CALL_WITHOUT_ORIGIN, true},  {SIM_CALL_RECOMPRESS, false},
        {SIM_CALL_TRY_RECOMPRESS, false},
    };
    sim_question question = {
        .call = forms[form].call, .id = local_id(target->gen), .uuid = target->uuid};
    uint64_t gen = (uint64_t)-question.id;
    if (forms[form].of_final && target->session != SIM_NONE &&
        gen <= model->members[target->session].allocated) {
        question.id = (ida_id)sim_model_final(model, target->session, gen);
    }
    if (question.call == SIM_CALL_RECOMPRESS || question.call == SIM_CALL_TRY_RECOMPRESS) {
        /* If that UUID would overflow, the session's own is as good a question. */
        (void)sim_stable_add(target->uuid, gen - 1, &question.uuid);
    }
    return question;
}

/* Zero, the ends of the numbers, and the end of the final IDs. */
static sim_question question_about_number(const sim_view *view, unsigned which, unsigned form)
{
    const ida_id numbers[] = {
        (ida_id)view->final_limit,
        view->final_limit > 0 ? (ida_id)view->final_limit - 1 : 0,
        0,
        INT64_MAX,
        INT64_MIN,
        -INT64_MAX,
    };
    const sim_call calls[] = {SIM_CALL_TO_OP, SIM_CALL_DECOMPRESS, SIM_CALL_WITHOUT_ORIGIN,
                              SIM_CALL_TO_SESSION};
    sim_question question = {
        .call = calls[form % 4], .id = numbers[which % 6], .uuid = view->self->uuid};
    return question;
}

/* UUIDs around those of a session that belong, or may belong, to none; and an invalid one. */
static sim_question question_about_uuid(const sim_view *view, const aim *target, unsigned which)
{
    sim_question question = {.call = SIM_CALL_RECOMPRESS, .uuid = target->uuid};
    sim_extent extent = sim_model_extent(view->model, target->session, view->position);
    switch (which % 5) {
    case 0:
        question.uuid.low--;
        question.uuid.high -= target->uuid.low == 0 && target->uuid.high > 0 ? 1 : 0;
        break;
    case 1:
        (void)sim_stable_add(target->uuid, extent.allocated, &question.uuid);
        break;
    case 2:
        question.uuid.high ^= UINT64_C(0x2A5A5A5A5A5A5A5);
        break;
    case 3:
        question.uuid.high = UINT64_C(1) << SIM_STABLE_HIGH_BITS;
        break;
    default:
        /* Its local ID as if an unknown session had written it. */
        question.call = SIM_CALL_TO_SESSION;
        question.uuid.high ^= UINT64_C(0x15A5A5A5A5A5A5A);
        question.id = local_id(target->gen);
        return question;
    }
    question.call = which >= 5 ? SIM_CALL_TRY_RECOMPRESS : SIM_CALL_RECOMPRESS;
    return question;
}

static aim own_target(const sim_view *view, uint64_t gen)
{
    aim target = {view->self->uuid, view->session, gen == 0 ? 1 : gen};
    return target;
}

/* A gen count next to an end of one of the runs that an incarnation handed out. */
static uint64_t run_boundary(sim_oracle *oracle, const sim_incarnation *self)
{
    if (self->given_count == 0) {
        return 1;
    }
    uint64_t drawn = sim_dice(oracle);
    const sim_given *run = &self->given[(drawn >> 8) % self->given_count];
    switch (drawn % 4) {
    case 0:
        return run->first_gen;
    case 1:
        return run->first_gen + run->count - 1;
    case 2:
        return run->first_gen - 1;
    default:
        return run->first_gen + (drawn >> 32) % run->count;
    }
}

/* One of the gen counts of a session at which answers change. */
static uint64_t edge(sim_oracle *oracle, sim_extent extent)
{
    uint64_t drawn = sim_dice(oracle);
    switch (drawn % 6) {
    case 0:
        return 1;
    case 1:
        return extent.finalized;
    case 2:
        return extent.finalized + 1;
    case 3:
        return extent.allocated;
    case 4:
        return extent.allocated + 1;
    default:
        return extent.allocated == 0 ? 1 : 1 + (drawn >> 8) % extent.allocated;
    }
}

/* A gen count of another session: one of the log, or a live one of some node. */
static aim other_target(sim_oracle *oracle, const sim_view *view)
{
    const sim_model *model = view->model;
    uint64_t drawn = sim_dice(oracle);
    aim target = {.session = SIM_NONE, .gen = 1};
    if (model->member_count > 0 && drawn % 4 != 0) {
        target.session = (uint32_t)((drawn >> 8) % model->member_count);
        target.uuid = model->members[target.session].uuid;
        target.gen = edge(oracle, sim_model_extent(model, target.session, view->position));
    } else {
        assert(oracle->live_count > 0);
        sim_incarnation *other = &oracle->slots[oracle->live[(drawn >> 8) % oracle->live_count]];
        target.session = sim_incarnation_session(other, model);
        target.uuid = other->uuid;
        target.gen = other->generated + (drawn >> 40) % 2;
    }
    target.gen += target.gen == 0 ? 1 : 0;
    return target;
}

static sim_question draw_question(sim_oracle *oracle, const sim_view *view)
{
    uint64_t drawn = sim_dice(oracle);
    unsigned form = (unsigned)((drawn >> 16) % FORMS);
    sim_extent own = {view->finalized, view->allocated};
    aim target;
    switch (drawn % 16) {
    case 0:
    case 1:
    case 2:
    case 3:
        target = own_target(view, run_boundary(oracle, view->self));
        break;
    case 4:
        target = own_target(view, view->self->generated + 1);
        break;
    case 5:
        target = own_target(view, view->self->generated);
        break;
    case 6:
    case 7:
        target = own_target(view, edge(oracle, own));
        break;
    case 8:
        return question_about_number(view, (unsigned)(drawn >> 8) % 6, (unsigned)(drawn >> 16));
    case 9:
        target = other_target(oracle, view);
        return question_about_uuid(view, &target, (unsigned)(drawn >> 8) % 10);
    default:
        target = other_target(oracle, view);
        break;
    }
    return question_about(view, &target, form);
}

/* About what just happened: the ID itself, or a neighbour. */
static sim_question question_of_focus(sim_oracle *oracle, const sim_view *view)
{
    uint64_t drawn = sim_dice(oracle);
    aim target = {oracle->focus.uuid, oracle->focus.session, oracle->focus.gen};
    assert(oracle->focus.gen >= 1);
    switch (drawn % 4) {
    case 0:
        target.gen++;
        break;
    case 1:
        target.gen -= target.gen > 1 ? 1 : 0;
        break;
    default:
        break;
    }
    return question_about(view, &target, (unsigned)((drawn >> 8) % FORMS));
}

void sim_ask_some(sim_oracle *oracle, unsigned node, unsigned slot, const sim_view *view,
                  ida_session *session, unsigned count)
{
    for (unsigned i = 0; i < count; i++) {
        sim_question question = i == 0 && oracle->focus.gen != 0 ? question_of_focus(oracle, view)
                                                                 : draw_question(oracle, view);
        sim_ask(oracle, node, slot, view, session, &question);
    }
}

bool sim_check_state(sim_oracle *oracle, unsigned node, unsigned slot, const ida_session *session,
                     sim_invariant invariant, sim_value when)
{
    const sim_subject *subject = oracle->world->subject;
    const sim_incarnation *self = sim_oracle_slot(oracle, node, slot);
    const struct {
        sim_word call;
        sim_word what;
        uint64_t expected;
        uint64_t got;
    } numbers[] = {
        {SIM_WORD_SESSION_GENERATED, SIM_WORD_IDS_GENERATED, self->generated,
         subject->session_generated(session)},
        {SIM_WORD_SESSION_NEXT_RANGE_START, SIM_WORD_GEN_COUNT, self->next_start,
         subject->session_next_range_start(session)},
        {SIM_WORD_SESSION_CLUSTER_SIZE, SIM_WORD_CLUSTER_SIZE, self->cluster_size,
         subject->session_cluster_size(session)},
    };
    sim_count(oracle, invariant);
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
        if (numbers[i].expected != numbers[i].got && !oracle->collects &&
            sim_claims_call(subject->unclaimed, numbers[i].call)) {
            sim_report_number(
                oracle, invariant,
                sim_site_about(sim_site_slot(oracle, node, slot, numbers[i].call), when),
                numbers[i].what, numbers[i].expected, numbers[i].got);
            return false;
        }
    }
    return true;
}

void sim_check_session(sim_oracle *oracle, unsigned node, unsigned slot, const sim_view *view,
                       ida_session *session)
{
    if (oracle->failure.failed) {
        return;
    }
    const sim_subject *subject = oracle->world->subject;
    if (!sim_check_state(oracle, node, slot, session, SIM_INVARIANT_CONTRACT, (sim_value){0})) {
        return;
    }
    sim_check_shard(oracle, node, slot, session,
                    oracle->after_restore ? SIM_INVARIANT_REHYDRATION : SIM_INVARIANT_SHARD_TREE);
    bool stale = subject->session_is_stale(session);
    bool should_be = sim_view_stale(view);
    if (should_be) {
        sim_count(oracle, SIM_INVARIANT_FORK_FENCE);
    }
    if (stale != should_be) {
        sim_report_truth(oracle, should_be ? SIM_INVARIANT_FORK_FENCE : SIM_INVARIANT_CONTRACT,
                         sim_site_slot(oracle, node, slot, SIM_WORD_SESSION_IS_STALE), should_be);
    }
}

/* depth of the FORMS about a target, other ones each time. */
static void ask_about(sim_oracle *oracle, unsigned node, unsigned slot, const sim_view *view,
                      aim target, unsigned depth)
{
    ida_session *session = oracle->world->nodes[node].slots[slot].session;
    unsigned form = depth < FORMS ? (unsigned)dice_below(oracle, FORMS) : 0;
    for (unsigned i = 0; i < depth && i < FORMS; i++) {
        sim_question question = question_about(view, &target, (form + i) % FORMS);
        sim_ask(oracle, node, slot, view, session, &question);
    }
}

/* The gen counts of a session at which answers change. */
static void ask_edges(sim_oracle *oracle, unsigned node, unsigned slot, const sim_view *view,
                      aim target, sim_extent extent, unsigned depth)
{
    const uint64_t gens[] = {
        1, extent.finalized, extent.finalized + 1, extent.allocated, extent.allocated + 1,
    };
    for (size_t i = 0; i < sizeof gens / sizeof gens[0]; i++) {
        if (gens[i] == 0 || (i > 0 && gens[i] == gens[i - 1])) {
            continue;
        }
        target.gen = gens[i];
        ask_about(oracle, node, slot, view, target, depth);
    }
}

/* The ends of the runs that the incarnation handed out: of all, or of some if there are many. */
static void ask_runs(sim_oracle *oracle, unsigned node, unsigned slot, const sim_view *view,
                     unsigned depth)
{
    const sim_incarnation *self = view->self;
    size_t wanted = 2 + (size_t)depth;
    size_t stride = self->given_count <= wanted ? 1 : self->given_count / wanted;
    size_t offset = stride == 1 ? 0 : (size_t)dice_below(oracle, stride);
    for (size_t i = offset; i < self->given_count; i += stride) {
        const sim_given *run = &self->given[i];
        ask_about(oracle, node, slot, view, own_target(view, run->first_gen), depth);
        if (run->count > 1) {
            uint64_t last = run->first_gen + run->count - 1;
            ask_about(oracle, node, slot, view, own_target(view, last), depth);
        }
        if (run->count > 2) {
            uint64_t between = run->first_gen + 1 + dice_below(oracle, run->count - 2);
            ask_about(oracle, node, slot, view, own_target(view, between), depth);
        }
    }
}

static void ask_others(sim_oracle *oracle, unsigned node, unsigned slot, const sim_view *view,
                       unsigned depth)
{
    const sim_model *model = view->model;
    size_t wanted = 1 + (size_t)depth;
    size_t stride = model->member_count <= wanted ? 1 : model->member_count / wanted;
    size_t offset = stride == 1 ? 0 : (size_t)dice_below(oracle, stride);
    for (size_t i = offset; i < model->member_count; i += stride) {
        aim target = {model->members[i].uuid, (uint32_t)i, 1};
        sim_extent extent = sim_model_extent(model, (uint32_t)i, view->position);
        ask_edges(oracle, node, slot, view, target, extent, depth);
        sim_question question = question_about_uuid(view, &target, (unsigned)i % 10);
        sim_ask(oracle, node, slot, view, oracle->world->nodes[node].slots[slot].session,
                &question);
    }
}

/* A session that is asked everything. */
typedef struct interview {
    unsigned node;
    unsigned slot;
    unsigned depth;
} interview;

static void ask_all(sim_oracle *oracle, void *context)
{
    const interview *of = context;
    const unsigned node = of->node;
    const unsigned slot = of->slot;
    const unsigned depth = of->depth;
    sim_view view = sim_oracle_view(oracle, node, slot);
    ida_session *session = oracle->world->nodes[node].slots[slot].session;
    sim_check_session(oracle, node, slot, &view, session);
    sim_extent own = {view.finalized, view.allocated};
    ask_edges(oracle, node, slot, &view, own_target(&view, 1), own, depth);
    ask_about(oracle, node, slot, &view, own_target(&view, view.self->generated + 1), depth);
    ask_runs(oracle, node, slot, &view, depth);
    ask_others(oracle, node, slot, &view, depth);
    for (unsigned which = 0; which < 6; which++) {
        for (unsigned form = 0; form < 4; form++) {
            if (depth >= 4 || (which + form) % 4 == 0) {
                sim_question question = question_about_number(&view, which, form);
                sim_ask(oracle, node, slot, &view, session, &question);
            }
        }
    }
    for (unsigned which = 0; which < 10; which++) {
        aim target = own_target(&view, view.self->generated + 1);
        sim_question question = question_about_uuid(&view, &target, which);
        sim_ask(oracle, node, slot, &view, session, &question);
    }
}

void sim_ask_all(sim_oracle *oracle, unsigned node, unsigned slot, unsigned depth)
{
    interview of = {node, slot, depth};
    sim_ask_at_once(oracle, ask_all, &of);
}
