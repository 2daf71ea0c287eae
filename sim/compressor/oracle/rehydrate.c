/* Saving and loading: intact bytes load to what was saved, damaged ones are refused. */
#include "oracle_internal.h"

#include <assert.h>
#include <stdlib.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

#include "claims.h"
#include "stable.h"
#include "twin.h"

/* How many IDs a loaded copy generates. */
#define USED_IDS 3u

static void *resize(void *context, void *block, size_t old_size, size_t new_size)
{
    sim_own_memory *memory = context;
    (void)old_size;
    if (new_size == 0) {
        free(block);
        return NULL;
    }
    void *resized = realloc(block, new_size);
    memory->failures += resized == NULL ? 1 : 0;
    return resized;
}

ida_allocator sim_own_allocator(sim_own_memory *memory)
{
    return (ida_allocator){.resize = resize, .context = memory};
}

uint64_t sim_hash_bytes(const uint8_t *bytes, size_t size)
{
    return XXH3_64bits(bytes, size);
}

bool sim_reserve_bytes(sim_oracle *oracle, size_t size)
{
    if (size <= oracle->byte_capacity) {
        return true;
    }
    uint8_t *bytes = realloc(oracle->bytes, size);
    if (bytes == NULL) {
        sim_oracle_no_memory(oracle);
        return false;
    }
    oracle->bytes = bytes;
    oracle->byte_capacity = size;
    return true;
}

bool sim_save_bytes(sim_oracle *oracle, unsigned node, const ida_document *document,
                    ida_session *const *sessions, size_t session_count, uint64_t position,
                    size_t *size)
{
    const sim_subject *subject = oracle->world->subject;
    size_t bound = subject->snapshot_bound(document, sessions, session_count);
    if (!sim_reserve_bytes(oracle, bound)) {
        return false;
    }
    ida_status status = subject->snapshot_save(document, sessions, session_count, position,
                                               oracle->bytes, oracle->byte_capacity, size);
    if (status != IDA_OK) {
        sim_report_status(oracle, SIM_INVARIANT_REHYDRATION,
                          sim_site_node(oracle, node, SIM_WORD_SNAPSHOT_SAVE), IDA_OK, status);
        return false;
    }
    return true;
}

void sim_discard(const sim_oracle *oracle, ida_snapshot *snapshot)
{
    const sim_subject *subject = oracle->world->subject;
    for (size_t i = 0; i < snapshot->session_count; i++) {
        subject->session_close(snapshot->sessions[i]);
    }
    subject->document_destroy(snapshot->document);
    free(snapshot->sessions);
}

/* The sessions of a node, and their slots, in memory of the oracle; returns how many. */
static size_t sessions_of(const sim_oracle *oracle, unsigned node)
{
    ida_session **sessions = oracle->session_room;
    unsigned *slots = oracle->slot_room;
    size_t count = 0;
    for (unsigned slot = 0; slot < oracle->world->config.slots; slot++) {
        if (sim_oracle_slot(oracle, node, slot)->live) {
            sessions[count] = oracle->world->nodes[node].slots[slot].session;
            slots[count] = slot;
            count++;
        }
    }
    return count;
}

static void compare_bytes(sim_oracle *oracle, unsigned node, sim_word when, sim_bytes saved,
                          sim_bytes again)
{
    if (!sim_claims(oracle->world->subject->unclaimed, IDSIM_CLAIM_BYTES)) {
        return;
    }
    sim_count(oracle, SIM_INVARIANT_REHYDRATION);
    if (saved.hash != again.hash || saved.size != again.size) {
        sim_report(oracle, SIM_INVARIANT_REHYDRATION,
                   sim_site_about(sim_site_node(oracle, node, SIM_WORD_SNAPSHOT_SAVE),
                                  sim_value_words(when)),
                   sim_value_bytes(saved.size, saved.hash),
                   sim_value_bytes(again.size, again.hash));
    }
}

/* One flipped bit must be found; the bytes are as before afterwards. */
static void check_damage(sim_oracle *oracle, unsigned node, size_t size)
{
    assert(!oracle->after_restore);
    if (!sim_claims(oracle->world->subject->unclaimed, IDSIM_CLAIM_DAMAGE)) {
        return;
    }
    uint64_t bit = sim_dice(oracle) % (8 * (uint64_t)size);
    uint8_t mask = (uint8_t)(1u << (bit % 8));
    oracle->bytes[bit / 8] ^= mask;
    ida_snapshot snapshot;
    ida_status status =
        oracle->world->subject->snapshot_load(&oracle->own, oracle->bytes, size, &snapshot);
    sim_count(oracle, SIM_INVARIANT_REHYDRATION);
    if (status == IDA_OK) {
        sim_discard(oracle, &snapshot);
        sim_report(oracle, SIM_INVARIANT_REHYDRATION,
                   sim_site_about(sim_site_node(oracle, node, SIM_WORD_SNAPSHOT_LOAD),
                                  SIM_VALUE_SAYING(SIM_WORD_BIT_FLIPPED, bit, size)),
                   sim_value_words(SIM_WORD_REFUSAL), sim_value_status(IDA_OK));
    }
    oracle->bytes[bit / 8] ^= mask;
}

/* The next steps of a session that was loaded, or of its twin. */
typedef struct next_steps {
    ida_status take_status;
    ida_range range;
    ida_status generate_status;
    ida_run runs[2];
    size_t run_count;
} next_steps;

static next_steps right_steps(const sim_view *view)
{
    next_steps right = {.take_status = sim_answer_may_take(view)};
    if (right.take_status == IDA_OK) {
        right.range = sim_answer_take(view, false);
    }
    uint64_t count = view->self->shard.is_sharded ? 1 : USED_IDS;
    right.generate_status = sim_answer_generate(view, count, right.runs, &right.run_count);
    return right;
}

/* A sharded session generates IDs one by one. */
static next_steps take_steps(const sim_subject *subject, ida_session *session, bool is_sharded)
{
    next_steps steps = {.run_count = 0};
    steps.take_status = subject->session_take(session, &steps.range);
    if (is_sharded) {
        steps.generate_status = subject->session_generate(session, &steps.runs[0].first);
        steps.runs[0].count = 1;
        steps.run_count = 1;
        return steps;
    }
    steps.generate_status =
        subject->session_generate_many(session, USED_IDS, steps.runs, &steps.run_count);
    return steps;
}

static bool same_take(const next_steps *a, const next_steps *b)
{
    return a->take_status == b->take_status &&
           (a->take_status != IDA_OK || sim_answer_same_range(&a->range, &b->range));
}

static bool same_steps(const next_steps *a, const next_steps *b)
{
    return same_take(a, b) && a->generate_status == b->generate_status &&
           (a->generate_status != IDA_OK ||
            sim_answer_same_runs(a->runs, a->run_count, b->runs, b->run_count));
}

/* True if a session with the same history that was never loaded takes the right steps. */
static bool twin_agrees(const sim_oracle *oracle, unsigned node, unsigned slot,
                        const next_steps *right)
{
    sim_twin twin;
    if (!sim_twin_make(oracle, node, slot, &twin)) {
        return false;
    }
    next_steps steps = take_steps(oracle->world->subject, twin.session, false);
    sim_twin_free(oracle, &twin);
    return same_steps(right, &steps);
}

/* What a copy did: a status, if it was refused. */
static sim_value step_value(ida_status status, sim_value answer)
{
    return status == IDA_OK ? answer : sim_value_status(status);
}

static void report_step(sim_oracle *oracle, unsigned node, unsigned slot, sim_word call,
                        sim_invariant invariant, sim_value right, sim_value got)
{
    sim_report(
        oracle, invariant,
        sim_site_about(sim_site_slot(oracle, node, slot, call), sim_value_words(SIM_WORD_BY_COPY)),
        right, got);
}

static void report_take(sim_oracle *oracle, unsigned node, unsigned slot, const next_steps *right,
                        const next_steps *got)
{
    bool passed_fence = right->take_status == IDA_STALE_SESSION && got->take_status == IDA_OK;
    report_step(oracle, node, slot, SIM_WORD_SESSION_TAKE,
                passed_fence ? SIM_INVARIANT_FORK_FENCE : SIM_INVARIANT_CONTRACT,
                step_value(right->take_status, sim_value_range(&right->range)),
                step_value(got->take_status, sim_value_range(&got->range)));
}

static void report_generate(sim_oracle *oracle, unsigned node, unsigned slot, const sim_view *view,
                            const next_steps *right, const next_steps *got)
{
    bool answered = got->generate_status == IDA_OK;
    sim_invariant invariant = SIM_INVARIANT_CONTRACT;
    if (answered && right->generate_status == IDA_STALE_SESSION) {
        invariant = SIM_INVARIANT_FORK_FENCE;
    } else if (answered && right->generate_status == IDA_OK) {
        invariant =
            view->self->shard.is_sharded
                ? sim_shard_wrong_run(oracle, view->self, got->runs, got->run_count)
                : sim_judge_runs(view, right->runs, right->run_count, got->runs, got->run_count);
    }
    report_step(oracle, node, slot, SIM_WORD_SESSION_GENERATE, invariant,
                step_value(right->generate_status, sim_value_runs(right->runs, right->run_count)),
                step_value(got->generate_status, sim_value_runs(got->runs, got->run_count)));
}

/* Some of a session's state shows only in its next steps; the copy is the oracle's to use. */
static void use_copy(sim_oracle *oracle, unsigned node, unsigned slot, ida_session *session)
{
    sim_view view = sim_oracle_view(oracle, node, slot);
    next_steps right = right_steps(&view);
    next_steps got = take_steps(oracle->world->subject, session, view.self->shard.is_sharded);
    sim_count(oracle, SIM_INVARIANT_REHYDRATION);
    if (oracle->failure.failed || same_steps(&right, &got)) {
        return;
    }
    oracle->after_restore = twin_agrees(oracle, node, slot, &right);
    if (same_take(&right, &got)) {
        report_generate(oracle, node, slot, &view, &right, &got);
    } else {
        report_take(oracle, node, slot, &right, &got);
    }
}

/* A copy equals its original, before its next steps. */
static void check_equal(sim_oracle *oracle, unsigned node, unsigned slot,
                        const ida_session *original, const ida_session *copy)
{
    const sim_subject *subject = oracle->world->subject;
    if (subject->session_equal != NULL && !sim_oracle_over(oracle) &&
        !subject->session_equal(original, copy)) {
        sim_report_truth(oracle, SIM_INVARIANT_REHYDRATION,
                         sim_site_about(sim_site_slot(oracle, node, slot, SIM_WORD_SESSION_EQUAL),
                                        sim_value_words(SIM_WORD_OF_COPY)),
                         true);
    }
}

/* And no longer afterwards. */
static void check_unequal(sim_oracle *oracle, unsigned node, unsigned slot,
                          const ida_session *original, const ida_session *copy)
{
    const sim_subject *subject = oracle->world->subject;
    if (subject->session_equal != NULL && !sim_oracle_over(oracle) &&
        subject->session_generated(original) != subject->session_generated(copy) &&
        subject->session_equal(original, copy)) {
        oracle->after_restore = false;
        sim_report_truth(oracle, SIM_INVARIANT_CONTRACT,
                         sim_site_about(sim_site_slot(oracle, node, slot, SIM_WORD_SESSION_EQUAL),
                                        sim_value_words(SIM_WORD_OF_LATER_COPY)),
                         false);
    }
}

/* Nor if its cluster size differs. */
static void check_resized(sim_oracle *oracle, unsigned node, unsigned slot,
                          const ida_session *original, ida_session *copy)
{
    const sim_subject *subject = oracle->world->subject;
    uint32_t size = subject->session_cluster_size(copy);
    if (subject->session_equal == NULL || sim_oracle_over(oracle) ||
        subject->session_set_cluster_size(copy, size == 1 ? 2 : size - 1) != IDA_OK) {
        return;
    }
    if (subject->session_equal(original, copy)) {
        oracle->after_restore = false;
        sim_report_truth(oracle, SIM_INVARIANT_CONTRACT,
                         sim_site_about(sim_site_slot(oracle, node, slot, SIM_WORD_SESSION_EQUAL),
                                        sim_value_words(SIM_WORD_OF_OTHER_COPY)),
                         false);
    }
    (void)subject->session_set_cluster_size(copy, size);
}

/* By UUID, 1 + the index of each session, if there are very many; else it is empty. */
static sim_id_map index_of(sim_oracle *oracle, unsigned node, const unsigned *slots, size_t count)
{
    sim_id_map index = {.size = 0};
    for (size_t i = 0; count > SIM_SLOTS_MAX && i < count; i++) {
        ida_uuid uuid = sim_oracle_slot(oracle, node, slots[i])->uuid;
        uint64_t *number = sim_id_map_put(&index, uuid.high, uuid.low);
        if (number == NULL) {
            sim_oracle_no_memory(oracle);
            break;
        }
        *number = i + 1;
    }
    return index;
}

/* The index of the session with this ID; count if there is none. */
static size_t find_slot(const sim_oracle *oracle, unsigned node, const sim_id_map *index,
                        const unsigned *slots, size_t count, ida_uuid uuid)
{
    size_t at = 0;
    if (index->size > 0) {
        uint64_t number = sim_id_map_get(index, uuid.high, uuid.low);
        return number == 0 ? count : (size_t)(number - 1);
    }
    while (at < count && !sim_stable_equal(sim_oracle_slot(oracle, node, slots[at])->uuid, uuid)) {
        at++;
    }
    return at;
}

/* The loaded copy of one of a node's sessions answers and continues as the original does. */
static void check_copy(sim_oracle *oracle, unsigned node, unsigned slot, ida_session *session,
                       unsigned questions)
{
    const ida_session *original = oracle->world->nodes[node].slots[slot].session;
    const sim_view view = sim_oracle_view(oracle, node, slot);
    sim_check_session(oracle, node, slot, &view, session);
    sim_ask_some(oracle, node, slot, &view, session, questions);
    check_equal(oracle, node, slot, original, session);
    check_resized(oracle, node, slot, original, session);
    use_copy(oracle, node, slot, session);
    check_unequal(oracle, node, slot, original, session);
}

/* The same for all of them. */
static void check_copies(sim_oracle *oracle, unsigned node, const ida_snapshot *snapshot,
                         const unsigned *slots, size_t count)
{
    const sim_site where = sim_site_node(oracle, node, SIM_WORD_SNAPSHOT_LOAD);
    sim_count(oracle, SIM_INVARIANT_REHYDRATION);
    if (snapshot->session_count != count) {
        sim_report_number(oracle, SIM_INVARIANT_REHYDRATION, where, SIM_WORD_SESSIONS, count,
                          snapshot->session_count);
        return;
    }
    sim_id_map index = index_of(oracle, node, slots, count);
    for (size_t i = 0; i < count && !sim_oracle_over(oracle); i++) {
        ida_session *session = snapshot->sessions[i];
        ida_uuid uuid = oracle->world->subject->session_id(session);
        size_t at = find_slot(oracle, node, &index, slots, count, uuid);
        if (at == count) {
            sim_report(oracle, SIM_INVARIANT_REHYDRATION, where,
                       sim_value_words(SIM_WORD_SAVED_SESSIONS), sim_value_uuid(uuid));
        } else {
            check_copy(oracle, node, slots[at], session, count > 8 ? 1 : 4);
        }
    }
    sim_id_map_free(&index);
}

static void check_document_equal(sim_oracle *oracle, unsigned node, const ida_document *copy)
{
    const sim_subject *subject = oracle->world->subject;
    const ida_document *document = oracle->world->nodes[node].document;
    if (!sim_oracle_over(oracle) && subject->document_equal != NULL &&
        !subject->document_equal(document, copy)) {
        sim_report_truth(oracle, SIM_INVARIANT_REHYDRATION,
                         sim_site_about(sim_site_node(oracle, node, SIM_WORD_DOCUMENT_EQUAL),
                                        sim_value_words(SIM_WORD_OF_COPY)),
                         true);
    }
}

/* A log position to save: the node's own, or far beyond what fits into 32 or 53 bits. */
static uint64_t position_to_save(const sim_oracle *oracle, uint64_t position)
{
    if (!sim_claims(oracle->world->subject->unclaimed, IDSIM_CLAIM_ARGUMENTS)) {
        return position;
    }
    const uint64_t far[] = {0, UINT64_C(1) << 32, UINT64_C(1) << 53, UINT64_MAX - position};
    return position + far[oracle->foreign_turn % (sizeof far / sizeof far[0])];
}

/* The log position comes back as it was given. */
static void check_position(sim_oracle *oracle, unsigned node, uint64_t saved, uint64_t loaded)
{
    sim_count(oracle, SIM_INVARIANT_REHYDRATION);
    if (loaded != saved) {
        sim_report_number(oracle, SIM_INVARIANT_REHYDRATION,
                          sim_site_node(oracle, node, SIM_WORD_SNAPSHOT_LOAD),
                          SIM_WORD_LOG_POSITION, saved, loaded);
    }
}

void sim_check_rehydration(sim_oracle *oracle, unsigned node)
{
    if (sim_oracle_over(oracle)) {
        return;
    }
    const sim_node *at = &oracle->world->nodes[node];
    ida_session *const *sessions = oracle->session_room;
    const unsigned *slots = oracle->slot_room;
    size_t count = sessions_of(oracle, node);
    size_t size;
    const uint64_t position = position_to_save(oracle, at->position);
    if (!sim_save_bytes(oracle, node, at->document, sessions, count, position, &size)) {
        return;
    }
    uint32_t rounds = sim_load_rounds(oracle);
    for (uint32_t round = 0; round < rounds && !sim_oracle_over(oracle); round++) {
        check_damage(oracle, node, size);
    }
    sim_bytes saved = {sim_hash_bytes(oracle->bytes, size), size};
    ida_snapshot snapshot;
    ida_status status =
        oracle->world->subject->snapshot_load(&oracle->own, oracle->bytes, size, &snapshot);
    if (status != IDA_OK) {
        sim_report_status(oracle, SIM_INVARIANT_REHYDRATION,
                          sim_site_about(sim_site_node(oracle, node, SIM_WORD_SNAPSHOT_LOAD),
                                         sim_value_words(SIM_WORD_OF_JUST_SAVED)),
                          IDA_OK, status);
        return;
    }
    oracle->after_restore = true;
    check_position(oracle, node, position, snapshot.log_position);
    size_t size_again;
    if (sim_save_bytes(oracle, node, snapshot.document, snapshot.sessions, snapshot.session_count,
                       snapshot.log_position, &size_again)) {
        sim_bytes again = {sim_hash_bytes(oracle->bytes, size_again), size_again};
        compare_bytes(oracle, node, SIM_WORD_AFTER_LOAD, saved, again);
    }
    check_document_equal(oracle, node, snapshot.document);
    if (!sim_oracle_over(oracle)) {
        check_copies(oracle, node, &snapshot, slots, count);
    }
    oracle->after_restore = false;
    sim_check_intruder(oracle, node, &snapshot);
    sim_discard(oracle, &snapshot);
    sim_check_resealed(oracle, node, sessions, count);
    sim_check_foreign_forms(oracle, node, at->document);
}

void sim_check_restored(sim_oracle *oracle, unsigned node, const sim_saved *saved)
{
    const sim_node *at = &oracle->world->nodes[node];
    ida_session *const *sessions = oracle->session_room;
    const unsigned *slots = oracle->slot_room;
    size_t count = sessions_of(oracle, node);
    assert(!oracle->after_restore);
    oracle->after_restore = true;
    sim_check_counters(oracle, node, at->position, SIM_INVARIANT_REHYDRATION);
    for (size_t i = 0; i < count && !sim_oracle_over(oracle); i++) {
        if (count <= 8) {
            sim_ask_all(oracle, node, slots[i], 2);
        } else {
            const sim_view view = sim_oracle_view(oracle, node, slots[i]);
            sim_check_session(oracle, node, slots[i], &view, sessions[i]);
            sim_ask_some(oracle, node, slots[i], &view, sessions[i], 2);
        }
    }
    size_t size;
    if (!sim_oracle_over(oracle) &&
        sim_save_bytes(oracle, node, at->document, sessions, count, at->position, &size)) {
        sim_bytes again = {sim_hash_bytes(oracle->bytes, size), size};
        compare_bytes(oracle, node, SIM_WORD_AFTER_RESTART, saved->bytes, again);
    }
    oracle->after_restore = false;
}
