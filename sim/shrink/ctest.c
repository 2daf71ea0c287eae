/* Writes a failure as a C test of the core alone. */
#include "ctest.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "compressor/metamorphic/pair.h"
#include "ctest_expect.h"
#include "finding_text.h"

/* The failing call is among the last this many, not counting those that close the world. */
#define CALLS_BACK 64u

/* The needed parts of a recording. */
typedef struct slice {
    const sim_recording *recording;
    size_t failed; /* index of the call */
    bool calls[SIM_RECORDED_MAX];
    bool documents[SIM_RECORDED_HANDLES + 1];
    bool sessions[SIM_RECORDED_HANDLES + 1];
    unsigned document_of[SIM_RECORDED_HANDLES + 1]; /* by session */
} slice;

/* --- The call that failed. --- */

static bool closes(const sim_recorded *call)
{
    return call->call == SIM_RECORDED_DOCUMENT_DESTROY || call->call == SIM_RECORDED_SESSION_CLOSE;
}

static bool find_failed(const sim_recording *recording, const sim_symptom *symptom, size_t *index)
{
    size_t back = 0;
    for (size_t i = recording->count; i > 0 && back < CALLS_BACK; i--) {
        const sim_recorded *call = &recording->calls[i - 1];
        *index = i - 1;
        if (symptom->kind != SIM_SYMPTOM_INVARIANT) {
            return !call->returned;
        }
        if (closes(call)) {
            continue;
        }
        if (sim_expect_was_got(call, &symptom->failure)) {
            return sim_expect_is_answer(&symptom->failure.expected) ||
                   sim_expect_is_refusal(&symptom->failure.expected);
        }
        back++;
    }
    return false;
}

/* --- What it depends on. --- */

static void find_documents(slice *s)
{
    for (size_t i = 0; i < s->recording->count; i++) {
        const sim_recorded *call = &s->recording->calls[i];
        if (call->call == SIM_RECORDED_SESSION_OPEN) {
            s->document_of[call->session] = call->document;
        }
        for (unsigned k = 0; call->call == SIM_RECORDED_SNAPSHOT_LOAD && k < call->session_count;
             k++) {
            s->document_of[call->sessions[k]] = call->document;
        }
    }
}

static void need_session(slice *s, unsigned session)
{
    if (session != 0) {
        s->sessions[session] = true;
        s->documents[s->document_of[session]] = true;
    }
}

/* The newest save before a load, with the same bytes; false if other bytes were loaded. */
static bool find_save(const slice *s, size_t load, size_t *found)
{
    const sim_recorded *loaded = &s->recording->calls[load];
    for (size_t i = load; i > 0 && !loaded->unsaved; i--) {
        const sim_recorded *save = &s->recording->calls[i - 1];
        if (save->call == SIM_RECORDED_SNAPSHOT_SAVE && save->hash == loaded->hash &&
            save->size == loaded->size) {
            *found = i - 1;
            return true;
        }
    }
    return false;
}

/* A load needs the save of its bytes, and the save needs its document and sessions. */
static void need_save(slice *s, size_t load)
{
    size_t index;
    if (find_save(s, load, &index)) {
        const sim_recorded *save = &s->recording->calls[index];
        s->calls[index] = true;
        s->documents[save->document] = true;
        for (unsigned k = 0; k < save->session_count; k++) {
            need_session(s, save->sessions[k]);
        }
    }
}

static bool loads_needed(const slice *s, const sim_recorded *call)
{
    bool needed = call->document != 0 && s->documents[call->document];
    for (unsigned k = 0; k < call->session_count; k++) {
        needed = needed || s->sessions[call->sessions[k]];
    }
    return needed;
}

/* Sessions should not affect a document; that one does may be the failure. */
static bool is_needed_session(const slice *s, unsigned session)
{
    return session != 0 && (s->sessions[session] || s->documents[s->document_of[session]]);
}

/* A session that was loaded is closed with its snapshot. */
static bool was_opened(const slice *s, unsigned session)
{
    for (size_t i = 0; i < s->failed; i++) {
        const sim_recorded *call = &s->recording->calls[i];
        if (call->call == SIM_RECORDED_SESSION_OPEN && call->session == session) {
            return true;
        }
    }
    return false;
}

/* Whether a call creates or changes something that is needed. */
static bool is_needed(const slice *s, const sim_recorded *call)
{
    switch (call->call) {
    case SIM_RECORDED_DOCUMENT_CREATE:
    case SIM_RECORDED_DOCUMENT_FINALIZE:
    case SIM_RECORDED_DOCUMENT_GHOST:
        return call->document != 0 && s->documents[call->document];
    case SIM_RECORDED_SESSION_CLOSE:
        return is_needed_session(s, call->session) && was_opened(s, call->session);
    case SIM_RECORDED_SESSION_OPEN:
    case SIM_RECORDED_SESSION_GENERATE:
    case SIM_RECORDED_SESSION_GENERATE_MANY:
    case SIM_RECORDED_SESSION_GENERATE_UNIQUE:
    case SIM_RECORDED_SESSION_TAKE:
    case SIM_RECORDED_SESSION_RETAKE:
    case SIM_RECORDED_SESSION_RESET:
    case SIM_RECORDED_SESSION_SET_CLUSTER_SIZE:
        return is_needed_session(s, call->session);
    case SIM_RECORDED_SNAPSHOT_LOAD:
        return loads_needed(s, call);
    default:
        return false;
    }
}

static void cut_out(slice *s)
{
    const sim_recorded *failed = &s->recording->calls[s->failed];
    find_documents(s);
    s->calls[s->failed] = true;
    /* If the load itself failed, the objects that it makes do not matter. */
    s->documents[failed->document] = failed->call != SIM_RECORDED_SNAPSHOT_LOAD;
    need_session(s, failed->session);
    for (unsigned k = 0; failed->call == SIM_RECORDED_SNAPSHOT_SAVE && k < failed->session_count;
         k++) {
        need_session(s, failed->sessions[k]);
    }
    for (size_t i = s->failed + 1; i > 0; i--) {
        const sim_recorded *call = &s->recording->calls[i - 1];
        s->calls[i - 1] = s->calls[i - 1] || is_needed(s, call);
        if (s->calls[i - 1]) {
            s->sessions[call->session] = true;
        }
        if (s->calls[i - 1] && call->call == SIM_RECORDED_SNAPSHOT_LOAD) {
            need_save(s, i - 1);
        }
    }
    s->documents[0] = false;
    s->sessions[0] = false;
}

/* --- Printing. --- */

static void print_uuid(FILE *out, ida_uuid uuid)
{
    (void)fprintf(out, "(ida_uuid){UINT64_C(0x%016" PRIx64 "), UINT64_C(0x%016" PRIx64 ")}",
                  uuid.high, uuid.low);
}

static void print_id(FILE *out, ida_id id)
{
    if (id == INT64_MIN) {
        (void)fprintf(out, "INT64_MIN");
    } else {
        (void)fprintf(out, "INT64_C(%" PRId64 ")", id);
    }
}

static void print_range(FILE *out, const ida_range *range)
{
    (void)fprintf(out, "(ida_range){");
    print_uuid(out, range->session);
    (void)fprintf(out,
                  ", UINT64_C(%" PRIu64 "),\n                                     UINT64_C(%" PRIu64
                  "), %" PRIu32 "}",
                  range->first_gen_count, range->count, range->requested_cluster_size);
}

/* The bytes of a load: those of a save, or a literal. */
static void print_load(FILE *out, const slice *s, size_t index)
{
    size_t save;
    if (find_save(s, index, &save)) {
        (void)fprintf(out, "ida_snapshot_load(&allocator, bytes_%zu, size_%zu, &snapshot_%zu)",
                      save, save, index);
    } else {
        (void)fprintf(out, "ida_snapshot_load(&allocator, damaged_%zu, %zu, &snapshot_%zu)", index,
                      s->recording->calls[index].size, index);
    }
}

static void print_session_call(FILE *out, const sim_recorded *call)
{
    (void)fprintf(out, "ida_%s(session_%u", sim_recorded_name(call->call), call->session);
    switch (call->call) {
    case SIM_RECORDED_SESSION_GENERATE_MANY:
        (void)fprintf(out, ", UINT64_C(%" PRIu64 "), runs, &run_count", call->count);
        break;
    case SIM_RECORDED_SESSION_SET_CLUSTER_SIZE:
        (void)fprintf(out, ", %" PRIu64, call->count);
        break;
    case SIM_RECORDED_SESSION_GENERATE_UNIQUE:
        (void)fprintf(out, ", &unique");
        break;
    case SIM_RECORDED_SESSION_TAKE:
    case SIM_RECORDED_SESSION_RETAKE:
        (void)fprintf(out, ", &range");
        break;
    case SIM_RECORDED_SESSION_GENERATE:
        (void)fprintf(out, ", &id");
        break;
    case SIM_RECORDED_SESSION_TO_OP_SPACE:
    case SIM_RECORDED_SESSION_WITHOUT_ORIGIN:
    case SIM_RECORDED_SESSION_TO_SESSION_SPACE:
    case SIM_RECORDED_SESSION_DECOMPRESS:
        (void)fprintf(out, ", ");
        print_id(out, call->id);
        if (call->call == SIM_RECORDED_SESSION_TO_SESSION_SPACE) {
            (void)fprintf(out, ",\n        ");
            print_uuid(out, call->uuid);
        }
        (void)fprintf(out, call->call == SIM_RECORDED_SESSION_DECOMPRESS ? ", &uuid" : ", &id");
        break;
    case SIM_RECORDED_SESSION_RECOMPRESS:
    case SIM_RECORDED_SESSION_TRY_RECOMPRESS:
        (void)fprintf(out, ",\n        ");
        print_uuid(out, call->uuid);
        (void)fprintf(out, ", &id");
        break;
    default:
        break;
    }
    (void)fprintf(out, ")");
}

static void print_document_call(FILE *out, const sim_recorded *call)
{
    (void)fprintf(out, "ida_%s(document_%u", sim_recorded_name(call->call), call->document);
    switch (call->call) {
    case SIM_RECORDED_DOCUMENT_FINALIZE:
        (void)fprintf(out, ",\n        &");
        print_range(out, &call->range);
        break;
    case SIM_RECORDED_DOCUMENT_GHOST:
    case SIM_RECORDED_SESSION_OPEN:
    case SIM_RECORDED_DOCUMENT_RECOMPRESS:
    case SIM_RECORDED_DOCUMENT_FINALIZED:
        (void)fprintf(out, ",\n        ");
        print_uuid(out, call->uuid);
        break;
    case SIM_RECORDED_DOCUMENT_DECOMPRESS:
        (void)fprintf(out, ", ");
        print_id(out, call->id);
        (void)fprintf(out, ", &uuid");
        break;
    case SIM_RECORDED_DOCUMENT_CLUSTER:
        (void)fprintf(out, ", %" PRIu64 ", &cluster", call->count);
        break;
    default:
        break;
    }
    if (call->call == SIM_RECORDED_DOCUMENT_GHOST) {
        (void)fprintf(out, ", UINT64_C(%" PRIu64 "), &id", call->count);
    } else if (call->call == SIM_RECORDED_SESSION_OPEN) {
        (void)fprintf(out, ", &session_%u", call->session);
    } else if (call->call == SIM_RECORDED_DOCUMENT_RECOMPRESS) {
        (void)fprintf(out, ", &id");
    }
    (void)fprintf(out, ")");
}

static void print_save(FILE *out, const sim_recorded *call, size_t index)
{
    char saved[40] = "NULL";
    if (call->session_count > 0) {
        (void)snprintf(saved, sizeof saved, "saved_%zu", index);
    }
    (void)fprintf(out,
                  "ida_snapshot_save(document_%u, %s, %u, %" PRIu64
                  ",\n        bytes_%zu, sizeof bytes_%zu, &size_%zu)",
                  call->document, saved, call->session_count, call->count, index, index, index);
}

/* The call itself, as an expression. */
static void print_call(FILE *out, const slice *s, size_t index)
{
    const sim_recorded *call = &s->recording->calls[index];
    if (call->call == SIM_RECORDED_DOCUMENT_CREATE) {
        (void)fprintf(out, "ida_document_create(&allocator, &document_%u)", call->document);
    } else if (call->call == SIM_RECORDED_SNAPSHOT_LOAD) {
        print_load(out, s, index);
    } else if (call->call == SIM_RECORDED_SNAPSHOT_SAVE) {
        print_save(out, call, index);
    } else if (call->session != 0 && call->call != SIM_RECORDED_SESSION_OPEN) {
        print_session_call(out, call);
    } else {
        print_document_call(out, call);
    }
}

/* The declarations that a call needs: arrays of bytes and of sessions. */
static void print_before(FILE *out, const slice *s, size_t index)
{
    const sim_recorded *call = &s->recording->calls[index];
    if (call->call == SIM_RECORDED_SNAPSHOT_SAVE) {
        (void)fprintf(out, "    static uint8_t bytes_%zu[%zu];\n    size_t size_%zu = 0;\n", index,
                      2 * call->size + 4096, index);
        if (call->session_count > 0) {
            (void)fprintf(out, "    ida_session *saved_%zu[] = {", index);
            for (unsigned i = 0; i < call->session_count; i++) {
                (void)fprintf(out, "%ssession_%u", i == 0 ? "" : ", ", call->sessions[i]);
            }
            (void)fprintf(out, "};\n");
        }
    } else if (call->call == SIM_RECORDED_SNAPSHOT_LOAD) {
        (void)fprintf(out, "    ida_snapshot snapshot_%zu = {0};\n", index);
        if (call->unsaved) {
            (void)fprintf(out, "    static const uint8_t damaged_%zu[] = {", index);
            for (size_t i = 0; i < call->size; i++) {
                (void)fprintf(out, "%s0x%02x",
                              i == 0        ? "\n        "
                              : i % 16 == 0 ? ",\n        "
                                            : ", ",
                              s->recording->bytes[call->offset + i]);
            }
            (void)fprintf(out, "%s};\n", call->size == 0 ? "0" : "");
        }
    }
}

/* Whether a document has a name other than the one from its creation. */
static bool is_named(const slice *s, unsigned document)
{
    for (size_t i = 0; i <= s->failed; i++) {
        const sim_recorded *call = &s->recording->calls[i];
        if (s->calls[i] && call->document == document && call->call != SIM_RECORDED_SNAPSHOT_LOAD) {
            return true;
        }
    }
    return false;
}

/* Names the objects that a load made. */
static void print_loaded(FILE *out, const slice *s, size_t index)
{
    const sim_recorded *load = &s->recording->calls[index];
    if (is_named(s, load->document)) {
        (void)fprintf(out, "    document_%u = snapshot_%zu.document;\n", load->document, index);
    }
    for (unsigned k = 0; k < load->session_count; k++) {
        if (s->sessions[load->sessions[k]]) {
            (void)fprintf(out, "    session_%u = snapshot_%zu.sessions[%u];\n", load->sessions[k],
                          index, k);
        }
    }
}

/* A call that leads to the failure. Its own answer is not checked, since it could be another. */
static void print_step(FILE *out, const slice *s, size_t index)
{
    const sim_recorded *call = &s->recording->calls[index];
    bool makes =
        call->call == SIM_RECORDED_DOCUMENT_CREATE || call->call == SIM_RECORDED_SESSION_OPEN ||
        call->call == SIM_RECORDED_SNAPSHOT_SAVE || call->call == SIM_RECORDED_SNAPSHOT_LOAD;
    print_before(out, s, index);
    if (call->call == SIM_RECORDED_SESSION_CLOSE) {
        (void)fprintf(out, "    ida_session_close(session_%u);\n    session_%u = NULL;\n",
                      call->session, call->session);
        return;
    }
    (void)fprintf(out, makes ? "    assert_int_equal(" : "    (void)");
    print_call(out, s, index);
    (void)fprintf(out, makes ? ", IDA_OK);\n" : ";\n");
    if (call->call == SIM_RECORDED_SNAPSHOT_LOAD) {
        print_loaded(out, s, index);
    }
}

/* --- The assertion. --- */

static void print_status_constant(FILE *out, ida_status status)
{
    static const struct {
        ida_status status;
        const char *constant;
    } all[] = {
#define STATUS_ROW(constant, value, name, sentence) {constant, #constant},
        IDA_STATUS_TABLE(STATUS_ROW)
#undef STATUS_ROW
    };
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++) {
        if (all[i].status == status) {
            (void)fprintf(out, "%s", all[i].constant);
        }
    }
}

static void print_uuid_check(FILE *out, const char *what, ida_uuid uuid)
{
    (void)fprintf(out,
                  "    assert_true(%s.high == UINT64_C(0x%016" PRIx64
                  ") &&\n                %s.low == UINT64_C(0x%016" PRIx64 "));\n",
                  what, uuid.high, what, uuid.low);
}

static void print_runs_check(FILE *out, const sim_recorded *call, const sim_value *expected)
{
    if (call->call == SIM_RECORDED_SESSION_GENERATE) {
        (void)fprintf(out, "    assert_true(id == ");
        print_id(out, expected->of.runs[0].first);
        (void)fprintf(out, ");\n");
        return;
    }
    (void)fprintf(out, "    assert_int_equal(run_count, %u);\n", (unsigned)expected->count);
    for (size_t i = 0; i < expected->count; i++) {
        (void)fprintf(out, "    assert_true(runs[%zu].first == ", i);
        print_id(out, expected->of.runs[i].first);
        (void)fprintf(out, " && runs[%zu].count == UINT64_C(%" PRIu64 "));\n", i,
                      expected->of.runs[i].count);
    }
}

static void print_range_check(FILE *out, const ida_range *range)
{
    (void)fprintf(out, "    assert_true(range.count == UINT64_C(%" PRIu64 "));\n", range->count);
    if (range->count > 0) {
        (void)fprintf(out,
                      "    assert_true(range.first_gen_count == UINT64_C(%" PRIu64
                      ") &&\n                range.requested_cluster_size == %" PRIu32 ");\n",
                      range->first_gen_count, range->requested_cluster_size);
        print_uuid_check(out, "range.session", range->session);
    }
}

static void print_cluster_check(FILE *out, const ida_cluster *cluster)
{
    (void)fprintf(out,
                  "    assert_true(cluster.base_final == INT64_C(%" PRId64
                  ") &&\n                cluster.base_gen_count == UINT64_C(%" PRIu64
                  ") &&\n                cluster.capacity == UINT64_C(%" PRIu64
                  ") && cluster.count == UINT64_C(%" PRIu64 "));\n",
                  cluster->base_final, cluster->base_gen_count, cluster->capacity, cluster->count);
    print_uuid_check(out, "cluster.session", cluster->session);
}

/* The failing save, and the one before it, whose bytes were loaded. */
static void print_same_bytes(FILE *out, const slice *s)
{
    for (size_t i = s->failed; i > 0; i--) {
        if (s->calls[i - 1] && s->recording->calls[i - 1].call == SIM_RECORDED_SNAPSHOT_SAVE) {
            (void)fprintf(out,
                          "    assert_int_equal(size_%zu, size_%zu);\n"
                          "    assert_memory_equal(bytes_%zu, bytes_%zu, size_%zu);\n",
                          s->failed, i - 1, s->failed, i - 1, i - 1);
            return;
        }
    }
}

static void print_id_check(FILE *out, const char *what, ida_id id)
{
    (void)fprintf(out, "    assert_true(%s == ", what);
    print_id(out, id);
    (void)fprintf(out, ");\n");
}

static void print_unique_check(FILE *out, const ida_unique_id *unique)
{
    (void)fprintf(out, "    assert_true(%sunique.is_final);\n", unique->is_final ? "" : "!");
    if (unique->is_final) {
        print_id_check(out, "unique.final_id", unique->final_id);
    } else {
        print_uuid_check(out, "unique.stable_id", unique->stable_id);
    }
}

/* The outputs that a successful call must write. */
static void print_answer_check(FILE *out, const slice *s, const sim_value *expected)
{
    switch (expected->kind) {
    case SIM_VALUE_ID:
        print_id_check(out, "id", expected->of.id);
        break;
    case SIM_VALUE_UUID:
        print_uuid_check(out, "uuid", expected->of.uuid);
        break;
    case SIM_VALUE_UNIQUE:
        print_unique_check(out, &expected->of.unique);
        break;
    case SIM_VALUE_RUNS:
        print_runs_check(out, &s->recording->calls[s->failed], expected);
        break;
    case SIM_VALUE_RANGE:
        print_range_check(out, &expected->of.range);
        break;
    case SIM_VALUE_BYTES:
        print_same_bytes(out, s);
        break;
    case SIM_VALUE_CLUSTER:
        print_cluster_check(out, &expected->of.cluster);
        break;
    default:
        break;
    }
}

/* The number that a call must return; true and false are 1 and 0. */
static bool is_number(const sim_value *expected, uint64_t *number)
{
    *number = expected->kind == SIM_VALUE_TRUTH ? expected->of.truth : expected->of.numbers[0];
    return expected->kind == SIM_VALUE_TRUTH ||
           (expected->kind == SIM_VALUE_WORDS && expected->count == 1);
}

/* expected is the right answer of the call; if it is empty, the call never returned. */
static void print_failed(FILE *out, const slice *s, const sim_value *expected)
{
    const sim_recorded *call = &s->recording->calls[s->failed];
    bool truth = call->call == SIM_RECORDED_SESSION_TRY_RECOMPRESS ||
                 call->call == SIM_RECORDED_DOCUMENT_CLUSTER;
    uint64_t number;
    ida_status status = expected->kind == SIM_VALUE_STATUS ? expected->of.status : IDA_OK;
    bool well = status == IDA_OK && (expected->kind != SIM_VALUE_TRUTH || expected->of.truth);
    print_before(out, s, s->failed);
    (void)fprintf(out, "    /* This is the call that fails. */\n    ");
    if (expected->kind == SIM_VALUE_NONE) {
        (void)fprintf(out, "(void)");
        print_call(out, s, s->failed);
        (void)fprintf(out, ";\n");
    } else if (truth) {
        (void)fprintf(out, "assert_%s(", well ? "true" : "false");
        print_call(out, s, s->failed);
        (void)fprintf(out, ");\n");
    } else if (is_number(expected, &number)) {
        (void)fprintf(out, "assert_true(");
        print_call(out, s, s->failed);
        (void)fprintf(out, " == UINT64_C(%" PRIu64 "));\n", number);
    } else {
        (void)fprintf(out, "assert_int_%sequal(", sim_expect_is_refusal(expected) ? "not_" : "");
        print_call(out, s, s->failed);
        (void)fprintf(out, ", ");
        print_status_constant(out, status);
        (void)fprintf(out, ");\n");
    }
    print_answer_check(out, s, expected);
}

/* --- The whole of it. --- */

static void print_comment(FILE *out, const sim_symptom *symptom, const sim_tape *tape)
{
    size_t size;
    char *text = sim_tape_print(tape, &size);
    (void)fprintf(out, "/*\n * idsim: %s", sim_symptom_name(symptom));
    if (symptom->kind == SIM_SYMPTOM_INVARIANT) {
        char where[SIM_FINDING_TEXT_SIZE];
        char expected[SIM_FINDING_TEXT_SIZE];
        char got[SIM_FINDING_TEXT_SIZE];
        sim_site_print(&symptom->failure.site, where);
        sim_value_print(&symptom->failure.expected, expected);
        sim_value_print(&symptom->failure.got, got);
        (void)fprintf(out, "\n *   where     %s\n *   expected  %s\n *   got       %s", where,
                      expected, got);
    }
    (void)fprintf(out, "\n *\n * The tape:\n");
    const char *rest = text;
    while (rest != NULL && *rest != '\0') {
        size_t length = strcspn(rest, "\n");
        (void)fprintf(out, " *     %.*s\n", (int)length, rest);
        rest += length + (rest[length] == '\n' ? 1 : 0);
    }
    free(text);
    (void)fprintf(out, " *\n * In the tree: cc -I core/include THIS build/release/lib/libidalloc.a "
                       "-lcmocka\n */\n");
}

/* The variables for outputs: only those that are used. */
static void print_variables(FILE *out, const slice *s)
{
    static const struct {
        const char *declaration;
        sim_recorded_call calls[8];
        size_t count;
    } variables[] = {
        {"ida_id id = 0",
         {SIM_RECORDED_SESSION_GENERATE, SIM_RECORDED_DOCUMENT_GHOST,
          SIM_RECORDED_DOCUMENT_RECOMPRESS, SIM_RECORDED_SESSION_RECOMPRESS,
          SIM_RECORDED_SESSION_TRY_RECOMPRESS, SIM_RECORDED_SESSION_TO_OP_SPACE,
          SIM_RECORDED_SESSION_TO_SESSION_SPACE, SIM_RECORDED_SESSION_WITHOUT_ORIGIN},
         8},
        {"ida_uuid uuid = {0, 0}",
         {SIM_RECORDED_DOCUMENT_DECOMPRESS, SIM_RECORDED_SESSION_DECOMPRESS},
         2},
        {"ida_unique_id unique = {0}", {SIM_RECORDED_SESSION_GENERATE_UNIQUE}, 1},
        {"ida_range range = {{0, 0}, 0, 0, 0}",
         {SIM_RECORDED_SESSION_TAKE, SIM_RECORDED_SESSION_RETAKE},
         2},
        {"ida_run runs[2] = {{0, 0}, {0, 0}};\n    size_t run_count = 0",
         {SIM_RECORDED_SESSION_GENERATE_MANY},
         1},
        {"ida_cluster cluster = {{0, 0}, 0, 0, 0, 0}", {SIM_RECORDED_DOCUMENT_CLUSTER}, 1},
    };
    for (size_t i = 0; i < sizeof variables / sizeof variables[0]; i++) {
        bool used = false;
        for (size_t k = 0; k <= s->failed; k++) {
            for (size_t c = 0; c < variables[i].count; c++) {
                used =
                    used || (s->calls[k] && s->recording->calls[k].call == variables[i].calls[c]);
            }
        }
        if (used) {
            (void)fprintf(out, "    %s;\n", variables[i].declaration);
        }
    }
}

/* Frees everything, for leak checkers. */
static void print_end(FILE *out, const slice *s)
{
    for (size_t i = 0; i <= s->failed; i++) {
        const sim_recorded *call = &s->recording->calls[i];
        if (s->calls[i] && call->call == SIM_RECORDED_SESSION_OPEN) {
            (void)fprintf(out, "    ida_session_close(session_%u);\n", call->session);
        }
    }
    for (size_t i = 0; i <= s->failed; i++) {
        if (s->calls[i] && s->recording->calls[i].call == SIM_RECORDED_SNAPSHOT_LOAD) {
            (void)fprintf(out, "    ida_snapshot_close(&allocator, &snapshot_%zu);\n", i);
        }
    }
    for (size_t i = 0; i <= s->failed; i++) {
        const sim_recorded *call = &s->recording->calls[i];
        if (s->calls[i] && call->call == SIM_RECORDED_DOCUMENT_CREATE) {
            (void)fprintf(out, "    ida_document_destroy(document_%u);\n", call->document);
        }
    }
}

static void print_test(FILE *out, const slice *s, const sim_value *expected)
{
    (void)fprintf(out, "static void test_shrunk(void **state)\n{\n    (void)state;\n"
                       "    const ida_allocator allocator = ida_allocator_standard();\n");
    for (unsigned i = 1; i <= s->recording->documents; i++) {
        if (is_named(s, i)) {
            (void)fprintf(out, "    ida_document *document_%u = NULL;\n", i);
        }
    }
    const sim_recorded *failed = &s->recording->calls[s->failed];
    for (unsigned i = 1; i <= s->recording->sessions; i++) {
        if (s->sessions[i]) {
            (void)fprintf(out, "    ida_session *session_%u = NULL;\n", i);
        }
    }
    if (failed->call == SIM_RECORDED_SESSION_OPEN && failed->session == 0) {
        (void)fprintf(out, "    ida_session *session_0 = NULL;\n");
    }
    print_variables(out, s);
    (void)fprintf(out, "\n");
    for (size_t i = 0; i < s->failed; i++) {
        if (s->calls[i]) {
            print_step(out, s, i);
        }
    }
    print_failed(out, s, expected);
    print_end(out, s);
    (void)fprintf(out, "}\n");
}

const char *sim_ctest_write(FILE *out, const sim_recording *recording, const sim_symptom *symptom,
                            const sim_tape *tape)
{
    size_t failed;
    if (symptom->kind == SIM_SYMPTOM_INVARIANT &&
        sim_pairs_of((sim_invariant)symptom->detail) != SIM_PAIRS_NONE) {
        return "it takes two worlds to see it";
    }
    if (recording->incomplete) {
        return "the world makes more calls than a test should";
    }
    if (!find_failed(recording, symptom, &failed)) {
        return "the failure does not show in the answer to one call of the core";
    }
    slice *s = calloc(1, sizeof *s);
    if (s == NULL) {
        return "there is no memory for it";
    }
    s->recording = recording;
    s->failed = failed;
    cut_out(s);
    print_comment(out, symptom, tape);
    (void)fprintf(out, "#include <setjmp.h>\n#include <stdarg.h>\n#include <stddef.h>\n"
                       "#include <stdint.h>\n\n#include <cmocka.h>\n\n"
                       "#include <idalloc/idalloc.h>\n\n");
    print_test(out, s, &symptom->failure.expected);
    (void)fprintf(out, "\nint main(void)\n{\n    const struct CMUnitTest tests[] = {\n"
                       "        cmocka_unit_test(test_shrunk),\n    };\n"
                       "    return cmocka_run_group_tests(tests, NULL, NULL);\n}\n");
    free(s);
    return NULL;
}
