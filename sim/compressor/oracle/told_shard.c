/* What the oracle does on events of shards: it compares each outcome, then records it. */
#include <assert.h>
#include <string.h>

#include "oracle_internal.h"

#include "stable.h"
#include "token_bytes.h"
#include "tree.h"

static sim_site site_of(const sim_oracle *oracle, unsigned node, unsigned slot, sim_word call)
{
    return sim_site_slot(oracle, node, slot, call);
}

/* False after reporting another status. */
static bool check_status(sim_oracle *oracle, unsigned node, unsigned slot, sim_word call,
                         ida_status expected, ida_status got)
{
    bool passed_fence = expected == IDA_STALE_SESSION && got == IDA_OK;
    sim_count(oracle, SIM_INVARIANT_CONTRACT);
    if (expected == got) {
        return true;
    }
    /* A token that has to be refused, and one that must not be, are about the tree. */
    bool about_tree = (expected == IDA_OK) != (got == IDA_OK);
    sim_report_status(oracle,
                      passed_fence ? SIM_INVARIANT_FORK_FENCE
                      : about_tree ? SIM_INVARIANT_SHARD_TREE
                                   : SIM_INVARIANT_CONTRACT,
                      site_of(oracle, node, slot, call), expected, got);
    return false;
}

/* --- What a shard says of itself. --- */

static sim_value info_value(bool is_sharded, const ida_shard_info *info)
{
    return is_sharded ? SIM_VALUE_SAYING(SIM_WORD_SHARD_STATE, info->stride, info->original_stride,
                                         info->child_count, info->is_child)
                      : sim_value_words(SIM_WORD_NOT_SHARDED);
}

static bool same_info(const ida_shard_info *a, const ida_shard_info *b)
{
    return a->stride == b->stride && a->original_stride == b->original_stride &&
           a->child_count == b->child_count && a->is_child == b->is_child &&
           sim_stable_equal(a->shard, b->shard);
}

static void check_children(sim_oracle *oracle, unsigned node, unsigned slot,
                           const ida_session *session, sim_invariant invariant)
{
    const sim_subject *subject = oracle->world->subject;
    const sim_shard *shard = &sim_oracle_slot(oracle, node, slot)->shard;
    for (size_t i = 0; i <= shard->child_count && !sim_oracle_over(oracle); i++) {
        const ida_shard_child nobody = {.known = UINT64_MAX};
        ida_shard_child got = nobody;
        bool found = subject->shard_child_at(session, i, &got);
        bool is_there = i < shard->child_count;
        ida_shard_child right =
            is_there ? (ida_shard_child){shard->children[i].id, shard->children[i].known} : nobody;
        if (found != is_there || got.known != right.known ||
            !sim_stable_equal(got.shard, right.shard)) {
            sim_report(oracle, invariant,
                       sim_site_about(site_of(oracle, node, slot, SIM_WORD_SHARD_CHILD_AT),
                                      sim_value_number(SIM_WORD_INDEX, i)),
                       is_there ? sim_value_number(SIM_WORD_GEN_COUNT, right.known)
                                : sim_value_words(SIM_WORD_NO_CHILD),
                       found ? sim_value_number(SIM_WORD_GEN_COUNT, got.known)
                             : sim_value_words(SIM_WORD_NO_CHILD));
        }
    }
}

void sim_check_shard(sim_oracle *oracle, unsigned node, unsigned slot, const ida_session *session,
                     sim_invariant invariant)
{
    const sim_subject *subject = oracle->world->subject;
    const sim_incarnation *self = sim_oracle_slot(oracle, node, slot);
    if (sim_oracle_over(oracle) || !self->shard.has_been) {
        return;
    }
    ida_shard_info got = {.stride = 0};
    const ida_shard_info right = sim_tree_describe(self);
    bool is_sharded = subject->shard_describe(session, &got);
    sim_count(oracle, invariant);
    if (is_sharded != self->shard.is_sharded || !same_info(&got, &right)) {
        sim_report(oracle, invariant, site_of(oracle, node, slot, SIM_WORD_SHARD_DESCRIBE),
                   info_value(self->shard.is_sharded, &right), info_value(is_sharded, &got));
        return;
    }
    check_children(oracle, node, slot, session, invariant);
}

/* All that a call may have changed: a refused one nothing. */
static void check_after(sim_oracle *oracle, unsigned node, unsigned slot, ida_status status)
{
    bool done = status == IDA_OK;
    sim_invariant invariant = done ? SIM_INVARIANT_SHARD_TREE : SIM_INVARIANT_REJECTION;
    sim_value when = sim_value_words(done ? SIM_WORD_AFTER_TOKEN : SIM_WORD_AFTER_REFUSAL);
    const ida_session *session = oracle->world->nodes[node].slots[slot].session;
    uint64_t right = sim_oracle_slot(oracle, node, slot)->generated;
    uint64_t generated = oracle->world->subject->session_generated(session);
    if (sim_oracle_over(oracle)) {
        return;
    }
    if (generated != right) {
        sim_site where = site_of(oracle, node, slot, SIM_WORD_SESSION_GENERATED);
        sim_report_number(oracle, invariant, sim_site_about(where, when), SIM_WORD_GEN_COUNT, right,
                          generated);
    } else if (sim_check_state(oracle, node, slot, session,
                               done ? SIM_INVARIANT_CONTRACT : invariant, when)) {
        sim_check_shard(oracle, node, slot, session, invariant);
    }
    if (!sim_oracle_over(oracle) && !oracle->world->subject->session_verify(session)) {
        sim_report_truth(oracle, invariant, site_of(oracle, node, slot, SIM_WORD_SESSION_VERIFY),
                         true);
    }
}

/* --- IDs. --- */

bool sim_shard_gives(sim_oracle *oracle, unsigned node, unsigned slot, uint64_t count)
{
    sim_incarnation *self = sim_oracle_slot(oracle, node, slot);
    uint64_t first = self->generated + sim_answer_step(self);
    bool is_repeated;
    if (sim_book_find(&oracle->book, self->uuid) == NULL) {
        return true;
    }
    sim_book_act(&oracle->book, self);
    if (!sim_book_give(&oracle->book, self, first, count, &is_repeated)) {
        sim_oracle_no_memory(oracle);
        return false;
    }
    if (sim_book_is_good(&oracle->book, self->uuid)) {
        sim_count(oracle, SIM_INVARIANT_SHARD_UNIQUE);
    }
    if (is_repeated) {
        sim_report(oracle, SIM_INVARIANT_SHARD_UNIQUE,
                   site_of(oracle, node, slot, SIM_WORD_SESSION_GENERATE),
                   sim_value_words(SIM_WORD_NEW_GEN_COUNT),
                   SIM_VALUE_SAYING(SIM_WORD_GEN_COUNT, first));
    }
    return !is_repeated;
}

sim_invariant sim_shard_wrong_run(const sim_oracle *oracle, const sim_incarnation *self,
                                  const ida_run *runs, size_t run_count)
{
    for (size_t i = 0; i < run_count; i++) {
        if (runs[i].first >= 0) {
            return SIM_INVARIANT_EAGER_HONEST;
        }
        /* A gen count that it has passed is another shard's, or its own once more. */
        uint64_t gen = (uint64_t)(-(runs[i].first + 1)) + 1;
        if (gen <= self->generated || sim_book_has(&oracle->book, self->uuid, gen, 1)) {
            return SIM_INVARIANT_SHARD_UNIQUE;
        }
    }
    return SIM_INVARIANT_SHARD_TREE;
}

/* --- Splits. --- */

static sim_incarnation *newborn_of(sim_oracle *oracle, unsigned place)
{
    assert(place < SIM_NEWBORNS);
    return &oracle->newborns[place];
}

void sim_oracle_split(sim_oracle *oracle, unsigned node, unsigned slot, const ida_uuid *names,
                      size_t count, ida_status status)
{
    if (sim_oracle_over(oracle)) {
        return;
    }
    sim_incarnation *self = sim_oracle_slot(oracle, node, slot);
    sim_view view = sim_oracle_view(oracle, node, slot);
    ida_status expected = sim_tree_may_split(&view, names, count);
    if (!check_status(oracle, node, slot, SIM_WORD_SHARD_SPLIT, expected, status)) {
        return;
    }
    if (status == IDA_OK) {
        sim_book_act(&oracle->book, self);
        if (!sim_book_split(&oracle->book, self, names, count) ||
            !sim_tree_split(self, names, count)) {
            sim_oracle_no_memory(oracle);
            return;
        }
        sim_oracle_changed(oracle, self);
    }
    check_after(oracle, node, slot, status);
}

/* A child, while it is in its parent's process. */
static void check_newborn(sim_oracle *oracle, unsigned node, unsigned slot,
                          const sim_incarnation *child, const ida_session *session)
{
    const sim_subject *subject = oracle->world->subject;
    const ida_shard_info right = sim_tree_describe(child);
    ida_shard_info got = {.stride = 0};
    bool is_sharded = subject->shard_describe(session, &got);
    uint64_t generated = subject->session_generated(session);
    sim_count(oracle, SIM_INVARIANT_SHARD_TREE);
    if (!is_sharded || !same_info(&got, &right)) {
        sim_report(oracle, SIM_INVARIANT_SHARD_TREE,
                   site_of(oracle, node, slot, SIM_WORD_SHARD_DESCRIBE), info_value(true, &right),
                   info_value(is_sharded, &got));
    } else if (generated != child->generated) {
        sim_report_number(oracle, SIM_INVARIANT_SHARD_TREE,
                          site_of(oracle, node, slot, SIM_WORD_SHARD_SPLIT), SIM_WORD_GEN_COUNT,
                          child->generated, generated);
    }
}

void sim_oracle_newborn(sim_oracle *oracle, unsigned node, unsigned slot, unsigned place,
                        const sim_newborn *newborn, ida_status status)
{
    if (sim_oracle_over(oracle)) {
        return;
    }
    sim_incarnation *child = newborn_of(oracle, place);
    if (!check_status(oracle, node, slot, SIM_WORD_SNAPSHOT_SAVE, IDA_OK, status)) {
        return;
    }
    if (!sim_tree_bear(sim_oracle_slot(oracle, node, slot), newborn->slot.shard, child)) {
        sim_oracle_no_memory(oracle);
        return;
    }
    child->live = false;
    child->shard.state = sim_book_birth(&oracle->book, child->uuid, child->shard.id);
    sim_oracle_changed(oracle, child);
    check_newborn(oracle, node, slot, child, newborn->session);
}

void sim_oracle_adopted(sim_oracle *oracle, unsigned node, unsigned place, ida_status status)
{
    if (sim_oracle_over(oracle)) {
        return;
    }
    const sim_site site = {.parts = SIM_SITE_NODE,
                           .node = (uint8_t)node,
                           .call = SIM_WORD_SNAPSHOT_LOAD,
                           .about = sim_value_number(SIM_WORD_OF_NEWBORN, place)};
    sim_count(oracle, SIM_INVARIANT_REHYDRATION);
    if (status != IDA_OK) {
        sim_report_status(oracle, SIM_INVARIANT_REHYDRATION, site, IDA_OK, status);
        return;
    }
    sim_oracle_empty(oracle, node);
    if (oracle->world->violation == SIM_VIOLATION_LOADED) {
        sim_report_words(oracle, SIM_INVARIANT_REHYDRATION, site, SIM_WORD_SAVED_PLACE,
                         SIM_WORD_ANOTHER_PLACE);
        return;
    }
    if (!sim_incarnation_copy(sim_oracle_slot(oracle, node, 0), newborn_of(oracle, place))) {
        sim_oracle_no_memory(oracle);
        return;
    }
    sim_oracle_set_live(oracle, node, 0, true);
    oracle->after_restore = true;
    sim_check_counters(oracle, node, oracle->world->nodes[node].position,
                       SIM_INVARIANT_REHYDRATION);
    const sim_view view = sim_oracle_view(oracle, node, 0);
    sim_check_session(oracle, node, 0, &view, oracle->world->nodes[node].slots[0].session);
    oracle->after_restore = false;
}

/* --- Tokens. --- */

static bool same_token(const ida_shard_token *a, const ida_shard_token *b)
{
    return sim_stable_equal(a->shard, b->shard) && a->gen_count == b->gen_count &&
           a->kind == b->kind;
}

static sim_value token_value(const ida_shard_token *token)
{
    return SIM_VALUE_SAYING(SIM_WORD_TOKEN, token->kind, token->gen_count);
}

/* A token that was made is the right one, and so are its bytes. */
static bool check_made(sim_oracle *oracle, unsigned node, unsigned slot, sim_word call,
                       const ida_shard_token *right, const sim_token *token)
{
    ida_shard_token read = {.kind = 0};
    sim_count(oracle, SIM_INVARIANT_SHARD_TREE);
    if (!same_token(right, &token->said)) {
        sim_report(oracle, SIM_INVARIANT_SHARD_TREE, site_of(oracle, node, slot, call),
                   token_value(right), token_value(&token->said));
        return false;
    }
    if (sim_token_read(token->bytes, &read) != IDA_OK || !same_token(right, &read)) {
        sim_report(oracle, SIM_INVARIANT_CONTRACT,
                   site_of(oracle, node, slot, SIM_WORD_SHARD_TOKEN_ENCODE), token_value(right),
                   token_value(&read));
        return false;
    }
    return true;
}

void sim_oracle_token_made(sim_oracle *oracle, unsigned node, unsigned slot, const sim_token *token,
                           ida_status status)
{
    if (sim_oracle_over(oracle)) {
        return;
    }
    bool is_report = token->said.kind == IDA_SHARD_PROGRESS;
    sim_word call = is_report ? SIM_WORD_SHARD_REPORT : SIM_WORD_SHARD_PARENT_REPORT;
    const sim_incarnation *self = sim_oracle_slot(oracle, node, slot);
    sim_view view = sim_oracle_view(oracle, node, slot);
    ida_shard_token right = {.kind = 0};
    ida_status expected = is_report ? sim_tree_may_report(self, &right)
                                    : sim_tree_may_inform(&view, token->said.shard, &right);
    if (check_status(oracle, node, slot, call, expected, status) && status == IDA_OK &&
        check_made(oracle, node, slot, call, &right, token)) {
        check_after(oracle, node, slot, status);
    }
}

/* A shard that was disposed of does nothing any more; its look-ups still work. */
static void ask_disposed(sim_oracle *oracle, unsigned node, unsigned slot)
{
    const sim_subject *subject = oracle->world->subject;
    ida_session *session = oracle->world->nodes[node].slots[slot].session;
    ida_id id = 0;
    ida_range range;
    ida_shard_token token = {.kind = IDA_SHARD_PARENT};
    const struct {
        sim_word call;
        ida_status status;
    } refused[] = {
        {SIM_WORD_SESSION_GENERATE, subject->session_generate(session, &id)},
        {SIM_WORD_SESSION_TAKE, subject->session_take(session, &range)},
        {SIM_WORD_SESSION_RETAKE, subject->session_retake(session, &range)},
        {SIM_WORD_SHARD_REPORT, subject->shard_report(session, &token)},
        {SIM_WORD_SHARD_SYNCHRONIZE, subject->shard_synchronize(session, &token)},
        {SIM_WORD_SHARD_REVOKE, subject->shard_revoke(session, token.shard, 0)},
    };
    for (size_t i = 0; i < sizeof refused / sizeof refused[0] && !sim_oracle_over(oracle); i++) {
        (void)check_status(oracle, node, slot, refused[i].call, IDA_SHARD_DISPOSED,
                           refused[i].status);
    }
    size_t size = 0;
    size_t bound = subject->snapshot_bound(oracle->world->nodes[node].document, &session, 1);
    if (!sim_oracle_over(oracle) && sim_reserve_bytes(oracle, bound)) {
        ida_status status = subject->snapshot_save(oracle->world->nodes[node].document, &session, 1,
                                                   0, oracle->bytes, oracle->byte_capacity, &size);
        (void)check_status(oracle, node, slot, SIM_WORD_SNAPSHOT_SAVE, IDA_SHARD_DISPOSED, status);
    }
}

void sim_oracle_disposed(sim_oracle *oracle, unsigned node, unsigned slot, const sim_token *token,
                         ida_status status)
{
    if (sim_oracle_over(oracle)) {
        return;
    }
    sim_incarnation *self = sim_oracle_slot(oracle, node, slot);
    ida_shard_token right = {.kind = 0};
    ida_status expected = sim_tree_may_dispose(self, &right);
    if (!check_status(oracle, node, slot, SIM_WORD_SHARD_DISPOSE, expected, status)) {
        return;
    }
    if (status == IDA_OK && check_made(oracle, node, slot, SIM_WORD_SHARD_DISPOSE, &right, token)) {
        sim_book_act(&oracle->book, self);
        self->shard.is_disposed = true;
        sim_oracle_changed(oracle, self);
        check_after(oracle, node, slot, status);
        ask_disposed(oracle, node, slot);
        status = IDA_SHARD_DISPOSED;
    }
    check_after(oracle, node, slot, status);
}

/* The subject reads a token as its bytes say; true if they are one. */
static bool check_read(sim_oracle *oracle, unsigned node, unsigned slot, const sim_token *token,
                       ida_status status)
{
    ida_shard_token right = {.kind = 0};
    sim_site where = site_of(oracle, node, slot, SIM_WORD_SHARD_TOKEN_DECODE);
    ida_status expected = sim_token_read(token->bytes, &right);
    sim_count(oracle, SIM_INVARIANT_CONTRACT);
    if (token->decoded != expected) {
        sim_report_status(oracle, SIM_INVARIANT_CONTRACT, where, expected, token->decoded);
        return false;
    }
    if (!same_token(&right, &token->said)) {
        sim_report(oracle, SIM_INVARIANT_CONTRACT, where, token_value(&right),
                   token_value(&token->said));
        return false;
    }
    if (expected != IDA_OK) {
        check_after(oracle, node, slot, status);
    }
    return expected == IDA_OK;
}

/* Records what a shard did when it heard something. */
static void act(sim_oracle *oracle, unsigned node, unsigned slot, const sim_move *move)
{
    sim_incarnation *self = sim_oracle_slot(oracle, node, slot);
    bool is_about_child = move->child < self->shard.child_count;
    ida_uuid child = is_about_child ? self->shard.children[move->child].id : (ida_uuid){0, 0};
    bool changes = move->to != self->generated || is_about_child;
    if (changes) {
        sim_book_act(&oracle->book, self);
    }
    if (!sim_tree_move(self, move)) {
        sim_oracle_no_memory(oracle);
        return;
    }
    if (move->ends) {
        sim_book_end(&oracle->book, self, child, move->known);
    }
    if (changes) {
        sim_oracle_changed(oracle, self);
    }
}

/* Who heard that another shard is at gen has come at least as far. */
static void check_covered(sim_oracle *oracle, unsigned node, unsigned slot, sim_word call,
                          uint64_t gen)
{
    uint64_t generated =
        oracle->world->subject->session_generated(oracle->world->nodes[node].slots[slot].session);
    sim_count(oracle, SIM_INVARIANT_SHARD_COVERED);
    if (generated < gen) {
        sim_report(oracle, SIM_INVARIANT_SHARD_COVERED, site_of(oracle, node, slot, call),
                   SIM_VALUE_SAYING(SIM_WORD_AHEAD_OF, gen),
                   sim_value_number(SIM_WORD_GEN_COUNT, generated));
    }
}

void sim_oracle_token_heard(sim_oracle *oracle, unsigned node, unsigned slot,
                            const sim_token *token, ida_status status)
{
    if (sim_oracle_over(oracle) || !check_read(oracle, node, slot, token, status)) {
        return;
    }
    sim_move move;
    sim_view view = sim_oracle_view(oracle, node, slot);
    bool follows = token->said.kind == IDA_SHARD_PARENT;
    sim_word call = follows ? SIM_WORD_SHARD_FOLLOW : SIM_WORD_SHARD_SYNCHRONIZE;
    ida_status expected = follows ? sim_tree_may_follow(&view, &token->said, &move)
                                  : sim_tree_may_hear(&view, &token->said, &move);
    if (!check_status(oracle, node, slot, call, expected, status)) {
        return;
    }
    if (status == IDA_OK) {
        check_covered(oracle, node, slot, call, token->said.gen_count);
        act(oracle, node, slot, &move);
    }
    check_after(oracle, node, slot, status);
}

void sim_oracle_revoked(sim_oracle *oracle, unsigned node, unsigned slot, ida_uuid child,
                        uint64_t past, ida_status status)
{
    if (sim_oracle_over(oracle)) {
        return;
    }
    sim_move move;
    sim_view view = sim_oracle_view(oracle, node, slot);
    ida_status expected = sim_tree_may_revoke(&view, child, past, &move);
    if (!check_status(oracle, node, slot, SIM_WORD_SHARD_REVOKE, expected, status)) {
        return;
    }
    if (status == IDA_OK) {
        check_covered(oracle, node, slot, SIM_WORD_SHARD_REVOKE, past);
        act(oracle, node, slot, &move);
    }
    check_after(oracle, node, slot, status);
}
