/* Runs programs of calls on one document against the reference model. */
#include "fuzz_document.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "compressor/oracle/answer.h"
#include "compressor/oracle/question.h"
#include "compressor/oracle/stable.h"
#include "finding_text.h"
#include "kernel/accounting.h"
#include "kernel/random.h"

#define LENGTH(array) (sizeof(array) / sizeof((array)[0]))
#define ACTORS        2u
#define QUEUE_MAX     8u
#define SAVED_MAX     8192u
#define ASKED_AFTER   1u  /* questions to each session after an op */
#define ASKED_AT_END  10u /* and at the end */
/* No right answer equals this. */
#define SENTINEL INT64_C(-0x5EA7B0A7C0DEC0DE)

typedef struct actor {
    ida_session *session;
    sim_incarnation self;
} actor;

/* The subject's memory, which can be made to fail once. */
typedef struct starved_memory {
    sim_memory memory;
    ida_allocator within;
    unsigned fail_in; /* which allocation from now fails; 1: the next; 0: none */
    bool failed;
} starved_memory;

typedef struct saved_state {
    size_t size; /* 0: nothing was saved */
    size_t position;
    sim_incarnation selves[ACTORS];
} saved_state;

typedef struct program {
    const sim_subject *subject;
    fuzz_finding *finding;
    const uint8_t *bytes;
    size_t size;
    size_t at;
    starved_memory memory;
    ida_allocator allocator;
    ida_document *document;
    actor actors[ACTORS];
    sim_model model;
    sim_entry log[FUZZ_DOCUMENT_OPS]; /* what was finalized, in order; only the first log_count */
    size_t log_count;
    ida_range queue[QUEUE_MAX]; /* only the first queue_count */
    size_t queue_count;
    saved_state saved;
    unsigned restores;
    uint8_t bytes_saved[SAVED_MAX];
    uint64_t dice;
    char where[96];
    bool broken; /* the harness ran out of memory */
} program;

static bool goes_on(const program *p)
{
    return !p->finding->found && !p->broken;
}

static uint8_t next_byte(program *p)
{
    return p->at < p->size ? p->bytes[p->at++] : 0;
}

/* --- memory --- */

static void *resize(void *context, void *block, size_t old_size, size_t new_size)
{
    starved_memory *memory = context;
    if (new_size > old_size && memory->fail_in > 0) {
        memory->fail_in--;
        if (memory->fail_in == 0) {
            memory->failed = true;
            return NULL;
        }
    }
    return memory->within.resize(memory->within.context, block, old_size, new_size);
}

/* --- the subject against the model --- */

static sim_view view_of(program *p, unsigned who)
{
    return sim_view_of(&p->model, &p->actors[who].self, p->log_count);
}

static bool expect_status(program *p, const char *what, ida_status expected, ida_status got)
{
    return expected == got || fuzz_find_status(p->finding, what, p->where, expected, got);
}

static bool expect_number(program *p, const char *what, uint64_t expected, uint64_t got)
{
    return expected == got || fuzz_find_number(p->finding, what, p->where, expected, got);
}

/* Counters that must match the model after every call. */
static void check_counters(program *p, const char *what)
{
    sim_outcome counters = sim_model_counters(&p->model, p->log_count);
    expect_number(p, what, counters.sessions, p->subject->document_session_count(p->document));
    expect_number(p, what, counters.clusters, p->subject->document_cluster_count(p->document));
    expect_number(p, what, counters.final_limit,
                  (uint64_t)p->subject->document_final_limit(p->document));
    for (unsigned i = 0; i < ACTORS; i++) {
        sim_view view = view_of(p, i);
        ida_session *session = p->actors[i].session;
        expect_number(p, what, view.self->generated, p->subject->session_generated(session));
        expect_number(p, "fork-fence", sim_view_stale(&view),
                      p->subject->session_is_stale(session));
    }
}

/* True if a call failed because memory was made to fail: nothing changed; call it again. */
static bool was_starved(program *p, ida_status status)
{
    if (status != IDA_NO_MEMORY || !p->memory.failed) {
        return false;
    }
    p->memory.failed = false;
    check_counters(p, "rejection");
    return goes_on(p);
}

static void ask(program *p, unsigned who, const sim_view *view, const sim_question *question)
{
    sim_answer expected = sim_answer_expected(view, question);
    sim_answer got = sim_question_ask(p->subject, p->actors[who].session, question);
    if (sim_answers_agree(question, &expected, &got)) {
        return;
    }
    const sim_site site =
        sim_site_about(sim_site_of_call(sim_question_word(question)), sim_question_value(question));
    const sim_value values[] = {sim_answer_value(question, &expected),
                                sim_answer_value(question, &got)};
    char call[SIM_FINDING_TEXT_SIZE];
    char where[240];
    char texts[2][SIM_FINDING_TEXT_SIZE];
    sim_site_print(&site, call);
    sim_value_print(&values[0], texts[0]);
    sim_value_print(&values[1], texts[1]);
    (void)snprintf(where, sizeof where, "%.100s: session %u: %.100s", p->where, who, call);
    fuzz_find(p->finding, sim_invariant_name(sim_question_breaks(view, question, &expected, &got)),
              where, texts[0], texts[1]);
}

/* A question about one end of a session's IDs. */
static sim_question draw_question(program *p, const sim_view *view)
{
    uint64_t dice = sim_splitmix(&p->dice);
    ida_uuid uuid = view->self->uuid;
    uint32_t session = view->session;
    if (dice % 4 == 0) {
        uuid = p->actors[dice / 4 % ACTORS].self.uuid;
        session = sim_model_find(&p->model, uuid);
    } else if (dice % 4 == 1 && p->model.member_count > 0) {
        session = (uint32_t)(dice / 4 % p->model.member_count);
        uuid = p->model.members[session].uuid;
    }
    sim_extent extent = sim_model_extent(&p->model, session, p->log_count);
    const uint64_t generated = view->self->generated;
    const uint64_t ends[] = {1,
                             generated,
                             extent.finalized,
                             extent.allocated,
                             generated,
                             generated + 1,
                             extent.finalized + 1,
                             extent.allocated + 1,
                             generated / 2};
    uint64_t gen = ends[(dice >> 32) % LENGTH(ends)];
    gen = gen == 0 ? 1 : gen;
    gen = gen > SIM_NUMBER_MAX ? SIM_NUMBER_MAX : gen;
    sim_question question = {.call = (sim_call)((dice >> 48) % SIM_CALL_COUNT), .uuid = uuid};
    question.id = -(ida_id)gen;
    if (dice >> 63 != 0 && gen <= extent.allocated) {
        question.id = (ida_id)sim_model_final(&p->model, session, gen);
    }
    if (question.call == SIM_CALL_RECOMPRESS || question.call == SIM_CALL_TRY_RECOMPRESS) {
        (void)sim_stable_add(uuid, gen - 1, &question.uuid);
    }
    return question;
}

static void ask_some(program *p, unsigned count)
{
    for (unsigned who = 0; who < ACTORS; who++) {
        sim_view view = view_of(p, who);
        for (unsigned i = 0; i < count && goes_on(p); i++) {
            sim_question question = draw_question(p, &view);
            ask(p, who, &view, &question);
        }
    }
}

/* --- ops: generating --- */

static bool same_runs(program *p, const ida_run *expected, size_t expected_count,
                      const ida_run *got, size_t got_count)
{
    if (sim_answer_same_runs(expected, expected_count, got, got_count)) {
        return true;
    }
    char texts[2][120];
    const ida_run *runs[] = {expected, got};
    size_t counts[] = {expected_count, got_count};
    for (unsigned i = 0; i < 2; i++) {
        (void)snprintf(texts[i], sizeof texts[i], "%zu runs", counts[i]);
        if (counts[i] > 0) {
            const ida_run *last = &runs[i][counts[i] - 1];
            (void)snprintf(texts[i], sizeof texts[i],
                           "%zu runs, %" PRIu64 " IDs from %" PRId64 ", %" PRIu64 " from %" PRId64,
                           counts[i], runs[i][0].count, runs[i][0].first, last->count, last->first);
        }
    }
    return fuzz_find(p->finding, "session-unique", p->where, texts[0], texts[1]);
}

static void generate(program *p, unsigned who, uint64_t count, bool at_once)
{
    actor *self = &p->actors[who];
    sim_view view = view_of(p, who);
    ida_run right[2];
    ida_run runs[2] = {{0, 1}, {0, 0}};
    size_t right_count;
    size_t run_count = 1;
    ida_status expected = sim_answer_generate(&view, count, right, &right_count);
    ida_status status;
    do {
        status = at_once ? p->subject->session_generate_many(self->session, count, runs, &run_count)
                         : p->subject->session_generate(self->session, &runs[0].first);
    } while (was_starved(p, status));
    if (!expect_status(p, "contract", expected, status) || status != IDA_OK ||
        !same_runs(p, right, right_count, runs, run_count)) {
        return;
    }
    for (size_t i = 0; i < right_count; i++) {
        bool eager = right[i].first >= 0;
        p->broken |= !sim_incarnation_give(&self->self, right[i].count, eager,
                                           eager ? (uint64_t)right[i].first : 0);
    }
}

static void generate_unique(program *p, unsigned who)
{
    actor *self = &p->actors[who];
    sim_view view = view_of(p, who);
    ida_run right[2];
    size_t right_count;
    ida_status expected = sim_answer_generate(&view, 1, right, &right_count);
    ida_unique_id id = {0};
    ida_status status;
    do {
        status = p->subject->session_generate_unique(self->session, &id);
    } while (was_starved(p, status));
    if (!expect_status(p, "contract", expected, status) || status != IDA_OK) {
        return;
    }
    bool eager = right[0].first >= 0;
    ida_uuid uuid = self->self.uuid;
    (void)sim_stable_add(uuid, self->self.generated, &uuid);
    expect_number(p, "eager-honest", eager, id.is_final);
    if (eager) {
        expect_number(p, "eager-honest", (uint64_t)right[0].first, (uint64_t)id.final_id);
    } else {
        expect_number(p, "stable-unique", uuid.low, id.stable_id.low);
    }
    p->broken |= !sim_incarnation_give(&self->self, 1, eager, eager ? (uint64_t)right[0].first : 0);
}

/* --- ops: ranges --- */

static void take(program *p, unsigned who, bool again)
{
    actor *self = &p->actors[who];
    sim_view view = view_of(p, who);
    ida_range right = sim_answer_take(&view, again);
    ida_range range = {0};
    ida_status status = again ? p->subject->session_retake(self->session, &range)
                              : p->subject->session_take(self->session, &range);
    ida_status expected = sim_view_stale(&view) ? IDA_STALE_SESSION : IDA_OK;
    if (!expect_status(p, "fork-fence", expected, status) || status != IDA_OK) {
        return;
    }
    if (!sim_answer_same_range(&right, &range)) {
        fuzz_find_number(p->finding, "contract", p->where, right.first_gen_count,
                         range.first_gen_count);
        return;
    }
    self->self.next_start = self->self.generated + 1;
    if (p->queue_count < QUEUE_MAX) {
        p->queue[p->queue_count++] = range;
    }
}

static void reset(program *p, unsigned who)
{
    sim_view view = view_of(p, who);
    ida_status expected = sim_view_stale(&view) ? IDA_STALE_SESSION : IDA_OK;
    ida_status status = p->subject->session_reset(p->actors[who].session);
    if (expect_status(p, "fork-fence", expected, status) && status == IDA_OK) {
        p->actors[who].self.next_start = view.finalized + 1;
    }
}

/* The document applies an entry; its outcome must be the model's. */
static void apply(program *p, ida_document *document, size_t position)
{
    const sim_entry *entry = &p->log[position];
    const sim_outcome *outcome = sim_model_outcome(&p->model, position);
    ida_id first = SENTINEL;
    ida_status status;
    do {
        status = entry->kind == SIM_ENTRY_GHOST
                     ? p->subject->document_ghost(document, entry->range.session,
                                                  entry->range.count, &first)
                     : p->subject->document_finalize(document, &entry->range);
    } while (was_starved(p, status));
    expect_status(p, "contract", outcome->status, status);
    if (status == IDA_OK && entry->kind == SIM_ENTRY_GHOST && entry->range.count > 0) {
        expect_number(p, "conservation", outcome->ghost_first, (uint64_t)first);
    }
}

static void append(program *p, sim_entry_kind kind, const ida_range *range)
{
    if (p->log_count == FUZZ_DOCUMENT_OPS) {
        return;
    }
    sim_entry *entry = &p->log[p->log_count];
    memset(entry, 0, sizeof *entry);
    entry->kind = kind;
    entry->forged = true;
    entry->range = *range;
    if (!sim_model_append(&p->model, entry)) {
        p->broken = true;
        return;
    }
    apply(p, p->document, p->log_count);
    p->log_count++;
}

static void finalize(program *p, unsigned which, bool keep)
{
    if (p->queue_count == 0) {
        return;
    }
    size_t at = which % p->queue_count;
    ida_range range = p->queue[at];
    if (!keep) {
        p->queue_count--;
        memmove(&p->queue[at], &p->queue[at + 1], (p->queue_count - at) * sizeof range);
    }
    append(p, SIM_ENTRY_RANGE, &range);
}

static uint64_t count_of(uint8_t n)
{
    return n < 128 ? n : UINT64_C(1) << (n - 128) % 64;
}

static uint32_t size_of(uint8_t n)
{
    static const uint32_t sizes[] = {IDA_CLUSTER_SIZE_DEFAULT, IDA_CLUSTER_SIZE_MAX,
                                     IDA_CLUSTER_SIZE_MAX + 1, UINT32_MAX};
    return n < 252 ? n : sizes[n - 252];
}

static void ghost(program *p, unsigned who, uint64_t count, uint8_t n)
{
    ida_range range = {.session = p->actors[who].self.uuid, .count = count};
    /* Far off when it is off the top. */
    if (!sim_stable_add(range.session, n, &range.session)) {
        range.session.high = n;
    }
    append(p, SIM_ENTRY_GHOST, &range);
}

static void forge(program *p, unsigned who, unsigned how, uint8_t n)
{
    sim_view view = view_of(p, who);
    ida_range range = {view.self->uuid, view.finalized + 1, count_of(n), view.self->cluster_size};
    switch (how) {
    case 0:
        break;
    case 1:
        range.first_gen_count += n;
        range.count = 1;
        break;
    case 2:
        range.first_gen_count = n;
        break;
    case 3:
        range.requested_cluster_size = size_of(n);
        range.count = 1;
        break;
    case 4:
        range.count = (uint64_t)INT64_MAX - range.first_gen_count + 2 - n % 4;
        break;
    case 5:
        range.session.high ^= UINT64_C(1) << n % 64;
        range.first_gen_count = 1;
        range.count = n;
        break;
    default:
        /* A session shortly before or behind it. */
        range.session.low += how == 6 ? n : (uint64_t)0 - n;
        range.first_gen_count = 1;
        range.count = 1 + n % 8;
        break;
    }
    append(p, SIM_ENTRY_RANGE, &range);
}

/* --- ops: snapshots --- */

static void sessions_of(const program *p, ida_session *sessions[ACTORS])
{
    for (unsigned i = 0; i < ACTORS; i++) {
        sessions[i] = p->actors[i].session;
    }
}

static void save(program *p)
{
    ida_session *sessions[ACTORS];
    sessions_of(p, sessions);
    if (p->subject->snapshot_bound(p->document, sessions, ACTORS) > SAVED_MAX) {
        return;
    }
    size_t size = 0;
    ida_status status;
    do {
        status = p->subject->snapshot_save(p->document, sessions, ACTORS, p->log_count,
                                           p->bytes_saved, SAVED_MAX, &size);
    } while (was_starved(p, status));
    if (!expect_status(p, "contract", IDA_OK, status)) {
        return;
    }
    p->saved.size = size;
    p->saved.position = p->log_count;
    for (unsigned i = 0; i < ACTORS; i++) {
        sim_incarnation *copy = &p->saved.selves[i];
        /* Versions tell copies apart; here each is a new one. */
        copy->version = p->actors[i].self.version + 1;
        p->broken |= !sim_incarnation_copy(copy, &p->actors[i].self);
    }
}

/* The slot of a loaded session; ACTORS if it was never saved. */
static unsigned place_of(const program *p, const ida_snapshot *loaded, size_t index)
{
    ida_uuid uuid = p->subject->session_id(loaded->sessions[index]);
    for (unsigned i = 0; i < ACTORS; i++) {
        if (sim_stable_equal(p->actors[i].self.uuid, uuid)) {
            return i;
        }
    }
    return ACTORS;
}

/* Swaps the loaded document and sessions with the current ones. */
static bool change_places(program *p, ida_snapshot *loaded)
{
    unsigned places[ACTORS];
    for (size_t i = 0; i < ACTORS; i++) {
        places[i] = place_of(p, loaded, i);
        if (places[i] == ACTORS || (i > 0 && places[i] == places[0])) {
            return fuzz_find(p->finding, "rehydration", p->where, "the sessions that were saved",
                             "others");
        }
    }
    for (size_t i = 0; i < ACTORS; i++) {
        ida_session *old = p->actors[places[i]].session;
        p->actors[places[i]].session = loaded->sessions[i];
        loaded->sessions[i] = old;
    }
    ida_document *old = p->document;
    p->document = loaded->document;
    loaded->document = old;
    return true;
}

static void restore(program *p)
{
    if (p->saved.size == 0 || p->restores == FUZZ_DOCUMENT_RESTORES) {
        return;
    }
    p->restores++;
    ida_snapshot loaded;
    ida_status status;
    do {
        status = p->subject->snapshot_load(&p->allocator, p->bytes_saved, p->saved.size, &loaded);
    } while (was_starved(p, status));
    if (!expect_status(p, "rehydration", IDA_OK, status)) {
        return;
    }
    p->memory.fail_in = 0;
    if (expect_number(p, "rehydration", ACTORS, loaded.session_count) &&
        expect_number(p, "rehydration", p->saved.position, loaded.log_position) &&
        change_places(p, &loaded)) {
        for (size_t i = p->saved.position; i < p->log_count && goes_on(p); i++) {
            apply(p, p->document, i);
        }
        for (unsigned i = 0; i < ACTORS; i++) {
            p->actors[i].self.version = p->saved.selves[i].version + 1;
            p->broken |= !sim_incarnation_copy(&p->actors[i].self, &p->saved.selves[i]);
        }
        if (goes_on(p) && !ida_document_equal(p->document, loaded.document)) {
            fuzz_find(p->finding, "convergence", p->where, "the document that applied the log",
                      "another one after a restore");
        }
    }
    ida_snapshot_close(&p->allocator, &loaded);
}

/* --- running --- */

static void ask_any(program *p, unsigned who, unsigned how, uint8_t n)
{
    static const ida_id ends[] = {0, INT64_MAX, INT64_MIN, -INT64_MAX, INT64_MAX - 1, -1};
    sim_view view = view_of(p, who);
    sim_question question = {.call = (sim_call)(how % SIM_CALL_COUNT), .uuid = view.self->uuid};
    if (n < LENGTH(ends)) {
        question.id = ends[n];
    } else if (n % 2 == 0) {
        question.id = (ida_id)view.final_limit - n / 2;
    } else {
        question.id = -(ida_id)(n / 2);
    }
    if (how > 0 && !sim_stable_add(question.uuid, n, &question.uuid)) {
        question.uuid.high = UINT64_MAX;
    }
    ask(p, who, &view, &question);
}

static void reopen(program *p, unsigned who)
{
    sim_view view = view_of(p, who);
    ida_session *session = NULL;
    ida_status status;
    do {
        status = p->subject->session_open(p->document, view.self->uuid, &session);
    } while (was_starved(p, status));
    if (status == IDA_OK) {
        p->subject->session_close(session);
    }
    expect_status(p, "contract", view.allocated > 0 ? IDA_SESSION_EXISTS : IDA_OK, status);
}

static void set_size(program *p, unsigned who, uint32_t size)
{
    bool valid = size >= IDA_CLUSTER_SIZE_MIN && size <= IDA_CLUSTER_SIZE_MAX;
    ida_status status = p->subject->session_set_cluster_size(p->actors[who].session, size);
    if (expect_status(p, "contract", valid ? IDA_OK : IDA_INVALID_ARGUMENT, status) && valid) {
        p->actors[who].self.cluster_size = size;
    }
}

static void execute(program *p, fuzz_document_op op, unsigned who, unsigned how)
{
    switch (op) {
    case FUZZ_DOCUMENT_GENERATE:
        generate(p, who, 1, false);
        break;
    case FUZZ_DOCUMENT_MANY:
        generate(p, who, count_of(next_byte(p)), true);
        break;
    case FUZZ_DOCUMENT_UNIQUE:
        generate_unique(p, who);
        break;
    case FUZZ_DOCUMENT_TAKE:
    case FUZZ_DOCUMENT_RETAKE:
        take(p, who, op == FUZZ_DOCUMENT_RETAKE);
        break;
    case FUZZ_DOCUMENT_RESET:
        reset(p, who);
        break;
    case FUZZ_DOCUMENT_FINALIZE:
    case FUZZ_DOCUMENT_AGAIN:
        finalize(p, how, op == FUZZ_DOCUMENT_AGAIN);
        break;
    case FUZZ_DOCUMENT_SIZE:
        set_size(p, who, size_of(next_byte(p)));
        break;
    case FUZZ_DOCUMENT_GHOST:
        ghost(p, who, how, next_byte(p));
        break;
    case FUZZ_DOCUMENT_FORGE:
        forge(p, who, how, next_byte(p));
        break;
    case FUZZ_DOCUMENT_SAVE:
        save(p);
        break;
    case FUZZ_DOCUMENT_RESTORE:
        restore(p);
        break;
    case FUZZ_DOCUMENT_STARVE:
        break;
    case FUZZ_DOCUMENT_ASK:
        ask_any(p, who, how, next_byte(p));
        break;
    case FUZZ_DOCUMENT_REOPEN:
        reopen(p, who);
        break;
    }
}

static void run(program *p)
{
    static const char *const names[] = {
#define FUZZ_DOCUMENT_NAME(constant, number, what) [number] = (what),
        FUZZ_DOCUMENT_TABLE(FUZZ_DOCUMENT_NAME)
#undef FUZZ_DOCUMENT_NAME
    };
    for (unsigned i = 0; i < FUZZ_DOCUMENT_OPS && p->at < p->size && goes_on(p); i++) {
        uint8_t byte = next_byte(p);
        fuzz_document_op op = (fuzz_document_op)(byte % 16);
        p->dice += byte;
        execute(p, op, byte / 16 % ACTORS, byte / 32);
        p->memory.fail_in = op == FUZZ_DOCUMENT_STARVE ? 1 + byte / 32u : 0;
        p->memory.failed = false;
        if (goes_on(p)) {
            check_counters(p, "contract");
            ask_some(p, ASKED_AFTER);
        }
        if (p->finding->found) {
            char where[sizeof p->finding->where];
            (void)snprintf(where, sizeof where, "op %u (session %u, p %u: %.60s) %.120s", i,
                           byte / 16 % ACTORS, byte / 32u, names[op], p->finding->where);
            memcpy(p->finding->where, where, sizeof where);
        }
    }
}

/* The offset of the second session's ID from the first one's. */
static void place(uint8_t how, ida_uuid ids[ACTORS])
{
    static const uint64_t distances[] = {1, 2, 3, 5, 8, 16, 100, UINT64_C(1) << 20};
    static const ida_uuid bases[] = {
        {UINT64_C(0x123456789ABCDE), UINT64_C(0x3FFFFFFFFFFFFFF0)}, /* before a carry */
        {UINT64_C(0x2000000000003FF), UINT64_C(0xFFFFFFFFFFFFFFF0)},
        {(UINT64_C(1) << 58) - 1, UINT64_MAX - 200}, /* close to the top */
        {0, 0},
    };
    ids[0] = bases[how / 8 % 4];
    ids[1] = (ida_uuid){UINT64_C(0x77777777777777), UINT64_C(0x7777777777777777)};
    if (how % 2 == 0 && !sim_stable_add(ids[0], distances[how / 32], &ids[1])) {
        ids[1].low = ids[0].low - distances[how / 32];
        ids[1].high = ids[0].high;
    }
}

static void begin(program *p)
{
    ida_uuid ids[ACTORS];
    p->memory.memory.limit = (size_t)16 << 20;
    p->memory.within = sim_memory_allocator(&p->memory.memory);
    p->allocator = (ida_allocator){.resize = resize, .context = &p->memory};
    sim_model_init(&p->model);
    place(next_byte(p), ids);
    if (p->subject->document_create(&p->allocator, &p->document) != IDA_OK) {
        p->broken = true;
        return;
    }
    for (unsigned i = 0; i < ACTORS; i++) {
        uint8_t n = next_byte(p);
        sim_incarnation_open(&p->actors[i].self, ids[i], IDA_CLUSTER_SIZE_DEFAULT);
        if (p->subject->session_open(p->document, ids[i], &p->actors[i].session) != IDA_OK) {
            p->broken = true;
            return;
        }
        set_size(p, i, n == 0 ? 1 : size_of(n));
    }
}

static void end(program *p)
{
    for (unsigned i = 0; i < ACTORS; i++) {
        if (goes_on(p) && !p->subject->session_verify(p->actors[i].session)) {
            fuzz_find(p->finding, "contract", "session_verify at the end", "true", "false");
        }
        p->subject->session_close(p->actors[i].session);
        sim_incarnation_free(&p->actors[i].self);
        sim_incarnation_free(&p->saved.selves[i]);
    }
    if (goes_on(p) && !p->subject->document_verify(p->document)) {
        fuzz_find(p->finding, "contract", "document_verify at the end", "true", "false");
    }
    p->subject->document_destroy(p->document);
    if (goes_on(p)) {
        expect_number(p, "contract", 0, p->memory.memory.used);
        expect_number(p, "contract", 0, p->memory.memory.misused);
    }
    sim_memory_free_all(&p->memory.memory);
    sim_model_free(&p->model);
}

/* All of a program but its log, its queue and its saved bytes, which are written before they are
 * read. */
static void clear(program *p, const sim_subject *subject, const uint8_t *bytes, size_t size,
                  fuzz_finding *finding)
{
    p->subject = subject;
    p->finding = finding;
    p->bytes = bytes;
    p->size = size;
    p->at = 0;
    p->memory = (starved_memory){.fail_in = 0};
    p->document = NULL;
    memset(p->actors, 0, sizeof p->actors);
    p->log_count = 0;
    p->queue_count = 0;
    memset(&p->saved, 0, sizeof p->saved);
    p->restores = 0;
    p->dice = 0;
    p->where[0] = '\0';
    p->broken = false;
}

bool fuzz_document_check(const sim_subject *subject, const uint8_t *bytes, size_t size,
                         fuzz_finding *finding)
{
    program p;
    clear(&p, subject, bytes, size, finding);
    begin(&p);
    if (goes_on(&p)) {
        run(&p);
    }
    if (goes_on(&p)) {
        (void)snprintf(p.where, sizeof p.where, "at the end");
        ask_some(&p, ASKED_AT_END);
    }
    end(&p);
    return !finding->found;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    fuzz_finding finding = {0};
    if (!fuzz_document_check(&sim_subject_core, bytes, size, &finding)) {
        fuzz_abort("fuzz_document", &finding);
    }
    return 0;
}
