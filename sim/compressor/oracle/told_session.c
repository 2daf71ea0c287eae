/* What the oracle does on events of sessions: it compares each outcome, then records it. */
#include <assert.h>

#include "oracle_internal.h"

#include "question.h"
#include "stable.h"

void sim_oracle_opened(sim_oracle *oracle, unsigned node, unsigned slot, ida_uuid uuid,
                       ida_status status)
{
    if (sim_oracle_over(oracle)) {
        return;
    }
    uint64_t position = oracle->world->nodes[node].position;
    ida_status expected = sim_answer_open(&oracle->model, position, uuid);
    sim_count(oracle, SIM_INVARIANT_CONTRACT);
    if (status != expected) {
        const sim_site where = {.parts = SIM_SITE_NODE | SIM_SITE_SLOT,
                                .node = (uint16_t)node,
                                .slot = slot,
                                .call = SIM_WORD_SESSION_OPEN,
                                .about = sim_value_uuid(uuid)};
        sim_report_status(oracle, SIM_INVARIANT_CONTRACT, where, expected, status);
        return;
    }
    if (status != IDA_OK) {
        return;
    }
    sim_incarnation *self = sim_oracle_slot(oracle, node, slot);
    sim_incarnation_open(self, uuid, oracle->world->config.cluster_size);
    sim_oracle_changed(oracle, self);
    sim_oracle_set_live(oracle, node, slot, true);
}

void sim_oracle_closed(sim_oracle *oracle, unsigned node, unsigned slot)
{
    sim_oracle_set_live(oracle, node, slot, false);
}

/* Which invariant a wrong answer of a session that may be stale breaks. */
static void wrong_status(sim_oracle *oracle, unsigned node, unsigned slot, sim_word call,
                         ida_status expected, ida_status got)
{
    bool passed_fence = expected == IDA_STALE_SESSION && got == IDA_OK;
    sim_report_status(oracle, passed_fence ? SIM_INVARIANT_FORK_FENCE : SIM_INVARIANT_CONTRACT,
                      sim_site_slot(oracle, node, slot, call), expected, got);
}

/* Counts the checks of a call that hands out IDs or ranges. */
static void count_fence(sim_oracle *oracle, const sim_view *view)
{
    sim_count(oracle, SIM_INVARIANT_CONTRACT);
    if (sim_view_stale(view)) {
        sim_count(oracle, SIM_INVARIANT_FORK_FENCE);
    }
}

/* A subject that is far away is asked at once what sim_check_state asks. */
static void fetch_state(const sim_oracle *oracle, const ida_session *session)
{
    const sim_subject *subject = oracle->world->subject;
    if (subject->collect != NULL) {
        subject->collect(true);
        (void)subject->session_generated(session);
        (void)subject->session_next_range_start(session);
        (void)subject->session_cluster_size(session);
        subject->collect(false);
    }
}

/* After a call that was refused: the session is as it was. */
static void check_unchanged(sim_oracle *oracle, unsigned node, unsigned slot)
{
    const ida_session *session = oracle->world->nodes[node].slots[slot].session;
    fetch_state(oracle, session);
    (void)sim_check_state(oracle, node, slot, session, SIM_INVARIANT_REJECTION,
                          sim_value_words(SIM_WORD_AFTER_REFUSAL));
}

/* After a call that may have moved the start of the next range. */
static void check_moved(sim_oracle *oracle, unsigned node, unsigned slot, sim_word when)
{
    const ida_session *session = oracle->world->nodes[node].slots[slot].session;
    fetch_state(oracle, session);
    (void)sim_check_state(oracle, node, slot, session, SIM_INVARIANT_CONTRACT,
                          sim_value_words(when));
}

/* Records IDs that were handed out correctly. */
static void give(sim_oracle *oracle, unsigned node, unsigned slot, const ida_run *runs,
                 size_t run_count)
{
    sim_incarnation *self = sim_oracle_slot(oracle, node, slot);
    assert(run_count >= 1);
    assert(run_count <= 2);
    for (size_t i = 0; i < run_count; i++) {
        bool eager = runs[i].first >= 0;
        uint64_t base = eager ? (uint64_t)runs[i].first : 0;
        if (!sim_shard_gives(oracle, node, slot, runs[i].count)) {
            return;
        }
        /* A shard steps over the gen counts of others. */
        if (!sim_incarnation_give(self, runs[i].count * sim_answer_step(self), eager, base)) {
            sim_oracle_no_memory(oracle);
            return;
        }
        sim_count(oracle, SIM_INVARIANT_SESSION_UNIQUE);
        if (eager) {
            sim_count(oracle, SIM_INVARIANT_EAGER_HONEST);
        }
    }
    sim_oracle_changed(oracle, self);
    oracle->focus.uuid = self->uuid;
    oracle->focus.session = sim_incarnation_session(self, &oracle->model);
    oracle->focus.gen = self->generated;
}

void sim_oracle_generated(sim_oracle *oracle, unsigned node, unsigned slot, uint64_t count,
                          ida_status status, const ida_run *runs, size_t run_count)
{
    if (sim_oracle_over(oracle)) {
        return;
    }
    const sim_incarnation *self = sim_oracle_slot(oracle, node, slot);
    sim_view view = sim_oracle_view(oracle, node, slot);
    ida_run right[2];
    size_t right_count;
    ida_status expected = sim_answer_generate(&view, count, right, &right_count);
    count_fence(oracle, &view);
    if (status != expected) {
        wrong_status(oracle, node, slot, SIM_WORD_SESSION_GENERATE, expected, status);
        return;
    }
    if (status != IDA_OK) {
        check_unchanged(oracle, node, slot);
        return;
    }
    if (!sim_answer_same_runs(right, right_count, runs, run_count)) {
        sim_report(oracle,
                   self->shard.is_sharded
                       ? sim_shard_wrong_run(oracle, self, runs, run_count)
                       : sim_judge_runs(&view, right, right_count, runs, run_count),
                   sim_site_about(sim_site_slot(oracle, node, slot, SIM_WORD_SESSION_GENERATE),
                                  sim_value_number(SIM_WORD_OF_IDS, count)),
                   sim_value_runs(right, right_count), sim_value_runs(runs, run_count));
        return;
    }
    if (count > 0) {
        give(oracle, node, slot, right, right_count);
    }
}

/* What is wrong with a document-unique ID that is not the right one. */
static sim_invariant name_of_unique(const sim_view *view, const ida_unique_id *right,
                                    const ida_unique_id *got)
{
    if (got->is_final) {
        ida_run run = {got->final_id, 1};
        return sim_judge_runs(view, NULL, 0, &run, 1);
    }
    /* It is, or soon will be, the ID of another one: of this session, or of a known one. */
    uint64_t distance;
    bool taken = sim_stable_distance(view->self->uuid, got->stable_id, &distance) ||
                 (sim_stable_valid(got->stable_id) &&
                  sim_meaning_of_uuid(view, got->stable_id).kind != SIM_KIND_UNKNOWN);
    return taken && !right->is_final ? SIM_INVARIANT_STABLE_UNIQUE : SIM_INVARIANT_CONTRACT;
}

void sim_oracle_generated_unique(sim_oracle *oracle, unsigned node, unsigned slot,
                                 ida_status status, const ida_unique_id *id)
{
    if (sim_oracle_over(oracle)) {
        return;
    }
    sim_view view = sim_oracle_view(oracle, node, slot);
    ida_unique_id right;
    ida_status expected = sim_answer_unique(&view, &right);
    count_fence(oracle, &view);
    if (status != expected) {
        wrong_status(oracle, node, slot, SIM_WORD_SESSION_GENERATE_UNIQUE, expected, status);
        return;
    }
    if (status != IDA_OK) {
        check_unchanged(oracle, node, slot);
        return;
    }
    if (!right.is_final) {
        sim_count(oracle, SIM_INVARIANT_STABLE_UNIQUE);
    }
    bool same = right.is_final == id->is_final &&
                (right.is_final ? right.final_id == id->final_id
                                : sim_stable_equal(right.stable_id, id->stable_id));
    if (!same) {
        sim_report(oracle, name_of_unique(&view, &right, id),
                   sim_site_slot(oracle, node, slot, SIM_WORD_SESSION_GENERATE_UNIQUE),
                   sim_value_unique(&right), sim_value_unique(id));
        return;
    }
    const ida_run run = {right.final_id, 1};
    give(oracle, node, slot, &run, 1);
}

void sim_oracle_resized(sim_oracle *oracle, unsigned node, unsigned slot, uint32_t size,
                        ida_status status)
{
    if (sim_oracle_over(oracle)) {
        return;
    }
    ida_status expected = sim_answer_resize(size);
    sim_count(oracle, SIM_INVARIANT_CONTRACT);
    if (status != expected) {
        wrong_status(oracle, node, slot, SIM_WORD_SESSION_SET_CLUSTER_SIZE, expected, status);
        return;
    }
    sim_incarnation *self = sim_oracle_slot(oracle, node, slot);
    if (status != IDA_OK) {
        check_unchanged(oracle, node, slot);
    } else if (self->cluster_size != size) {
        self->cluster_size = size;
        sim_oracle_changed(oracle, self);
    }
}

void sim_oracle_taken(sim_oracle *oracle, unsigned node, unsigned slot, bool again,
                      ida_status status, const ida_range *range)
{
    if (sim_oracle_over(oracle)) {
        return;
    }
    sim_incarnation *self = sim_oracle_slot(oracle, node, slot);
    sim_view view = sim_oracle_view(oracle, node, slot);
    ida_status expected = sim_answer_may_take(&view);
    sim_word call = again ? SIM_WORD_SESSION_RETAKE : SIM_WORD_SESSION_TAKE;
    count_fence(oracle, &view);
    if (status != expected) {
        wrong_status(oracle, node, slot, call, expected, status);
        return;
    }
    if (status != IDA_OK) {
        check_unchanged(oracle, node, slot);
        return;
    }
    ida_range right = sim_answer_take(&view, again);
    if (!sim_answer_same_range(&right, range)) {
        sim_report(oracle, SIM_INVARIANT_CONTRACT, sim_site_slot(oracle, node, slot, call),
                   sim_value_range(&right), sim_value_range(range));
        return;
    }
    if (self->next_start != self->generated + 1) {
        self->next_start = self->generated + 1;
        sim_oracle_changed(oracle, self);
    }
    check_moved(oracle, node, slot, again ? SIM_WORD_AFTER_RETAKE : SIM_WORD_AFTER_TAKE);
    sim_check_range_forms(oracle, node, slot, range);
}

void sim_oracle_reset(sim_oracle *oracle, unsigned node, unsigned slot, ida_status status)
{
    if (sim_oracle_over(oracle)) {
        return;
    }
    sim_incarnation *self = sim_oracle_slot(oracle, node, slot);
    sim_view view = sim_oracle_view(oracle, node, slot);
    ida_status expected = sim_view_stale(&view) ? IDA_STALE_SESSION : IDA_OK;
    count_fence(oracle, &view);
    if (status != expected) {
        wrong_status(oracle, node, slot, SIM_WORD_SESSION_RESET, expected, status);
        return;
    }
    if (status != IDA_OK) {
        check_unchanged(oracle, node, slot);
        return;
    }
    if (self->next_start != view.finalized + 1) {
        self->next_start = view.finalized + 1;
        sim_oracle_changed(oracle, self);
    }
    check_moved(oracle, node, slot, SIM_WORD_AFTER_RESET);
}

void sim_oracle_mentioned(sim_oracle *oracle, unsigned node, unsigned slot, ida_id id,
                          ida_status status, ida_id op_id, ida_status stable_status,
                          ida_uuid stable)
{
    if (sim_oracle_over(oracle)) {
        return;
    }
    sim_view view = sim_oracle_view(oracle, node, slot);
    sim_question question = {.call = SIM_CALL_TO_OP, .id = id};
    sim_answer answer = {.status = status, .id = op_id};
    sim_judge_answer(oracle, node, slot, &view, &question, &answer);
    question.call = SIM_CALL_DECOMPRESS;
    answer.status = stable_status;
    answer.uuid = stable;
    sim_judge_answer(oracle, node, slot, &view, &question, &answer);
}

void sim_oracle_read(sim_oracle *oracle, unsigned node, unsigned slot, uint64_t position,
                     uint32_t index, ida_status status, ida_id id)
{
    if (sim_oracle_over(oracle)) {
        return;
    }
    const sim_entry *entry = sim_world_entry(oracle->world, position);
    assert(entry->kind == SIM_ENTRY_APP);
    assert(index < entry->mentions);
    sim_view view = sim_oracle_view(oracle, node, slot);
    sim_question question = {
        .call = SIM_CALL_TO_SESSION, .id = entry->ids[index], .uuid = entry->origin};
    sim_answer answer = {.status = status, .id = id};
    sim_judge_answer(oracle, node, slot, &view, &question, &answer);
    if (status != IDA_OK || oracle->failure.failed) {
        return;
    }
    /* The reader gets the ID that the writer meant. */
    question.call = SIM_CALL_DECOMPRESS;
    question.id = id;
    question.uuid = entry->stable[index];
    sim_answer means = sim_answer_expected(&view, &question);
    sim_count(oracle, SIM_INVARIANT_ROUND_TRIP);
    if (means.status != IDA_OK || !sim_stable_equal(means.uuid, entry->stable[index])) {
        sim_report(oracle, SIM_INVARIANT_ROUND_TRIP,
                   sim_site_slot(oracle, node, slot, SIM_WORD_MEANING),
                   sim_value_uuid(entry->stable[index]), sim_answer_value(&question, &means));
    }
}
