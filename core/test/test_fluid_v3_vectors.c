/*
 * Replays vectors/fluid-v3.json, which was made with version 3.7.0 of the package. Each vector is a
 * test of its own.
 *
 * In the list "questionable" the package answers what it should not. There a step says in "should"
 * what is right, and the replay ends with it, since all that follows follows from the wrong answer.
 */
#include "support_replay.h"

/* The status that stands for a name of an error. */
static ida_status status_of_name(const char *name)
{
    static const struct {
        const char *name;
        ida_status status;
    } known[] = {
        {"BLOB_LENGTH", IDA_MALFORMED},
        {"BLOB_LONG", IDA_MALFORMED},
        {"BLOB_SHARDING", IDA_MALFORMED},
        {"BLOB_SHORT", IDA_MALFORMED},
        {"GENERATE_OVERFLOW", IDA_EXHAUSTED},
        {"NOT_SHARDED", IDA_NOT_SHARDED},
        {"SHARD_COUNT", IDA_INVALID_ARGUMENT},
        {"SHARD_DISPOSED", IDA_SHARD_DISPOSED},
        {"SHARD_HAS_CHILDREN", IDA_SHARD_HAS_CHILDREN},
        {"SHARD_INACTIVE_CHILD", IDA_UNKNOWN_SHARD},
        {"SHARD_IS_ROOT", IDA_NOT_CHILD},
        {"SHARD_LIMIT", IDA_SHARD_LIMIT},
        {"SHARD_NOT_ROOT", IDA_NOT_ROOT},
        {"SHARD_PARENT_TOKEN", IDA_INVALID_TOKEN},
        {"SHARD_TOKEN_COUNT", IDA_INVALID_TOKEN},
        {"SHARD_TOKEN_FORM", IDA_INVALID_TOKEN},
        {"SHARD_TOKEN_OVERFLOW", IDA_EXHAUSTED},
        {"SHARD_TOKEN_RESIDUE", IDA_INVALID_TOKEN},
        {"SHARD_TOKEN_STALE", IDA_STALE_TOKEN},
        {"SHARD_UNKNOWN_CHILD", IDA_UNKNOWN_SHARD},
        {"VERSION_1", IDA_UNSUPPORTED_VERSION},
        {"VERSION_UNKNOWN", IDA_UNSUPPORTED_VERSION},
    };
    for (size_t i = 0; i < COUNT_OF(known); i++) {
        if (strcmp(known[i].name, name) == 0) {
            return known[i].status;
        }
    }
    fail_msg("the vectors have an error that this test does not know: %s", name);
    return IDA_OK;
}

static const char *error_of(const json_t *step)
{
    return json_string_value(json_object_get(step, "errorName"));
}

/* What is right on a step, if that is not what the package did. */
static const json_t *should_of(const json_t *step)
{
    return json_object_get(step, "should");
}

static const char *should_error(const json_t *step)
{
    return json_string_value(json_object_get(should_of(step), "error"));
}

/* What a step has to answer. */
static ida_status wanted_status(const json_t *step)
{
    const char *error = should_error(step);
    if (error == NULL) {
        error = error_of(step);
    }
    return error == NULL ? IDA_OK : status_of_name(error);
}

static bool has_error(const json_t *step, const char *name)
{
    const char *error = error_of(step);
    return error != NULL && strcmp(error, name) == 0;
}

/* --- Tokens. --- */

/* A count that is no number from 0 to 2^64 - 1 can't be written down in C. */
static uint64_t count_of(const json_t *count)
{
    return json_is_integer(count) && json_integer_value(count) >= 0
               ? (uint64_t)json_integer_value(count)
               : UINT64_MAX;
}

static ida_shard_token token_of(const json_t *json)
{
    const char *type = json_string_value(json_object_get(json, "type"));
    const json_t *disposed = json_object_get(json, "disposed");
    uint32_t kind = 0;
    if (type != NULL) {
        kind = strcmp(type, "parentIdSpaceShardSyncToken") == 0 ? IDA_SHARD_PARENT : 0;
    } else if (json_is_boolean(disposed)) {
        kind = json_is_true(disposed) ? IDA_SHARD_DISPOSAL : IDA_SHARD_PROGRESS;
    }
    return (ida_shard_token){
        .shard = parse_uuid(text_of(json, "shardId")),
        .gen_count = count_of(json_object_get(json, "localGenCount")),
        .kind = kind,
    };
}

static void assert_token(const ida_shard_token *token, const json_t *expected)
{
    ida_shard_token wants = token_of(expected);
    assert_uuid_equal(token->shard, wants.shard);
    assert_int_equal(token->gen_count, wants.gen_count);
    assert_int_equal(token->kind, wants.kind);
    uint8_t bytes[IDA_SHARD_TOKEN_ENCODED_SIZE];
    ida_shard_token read;
    ida_shard_token_encode(token, bytes);
    assert_int_equal(ida_shard_token_decode(bytes, sizeof bytes, &read), IDA_OK);
    assert_memory_equal(&read.shard, &token->shard, sizeof read.shard);
    assert_int_equal(read.gen_count, token->gen_count);
    assert_int_equal(read.kind, token->kind);
}

/* --- Where a compressor stands. --- */

static void assert_sharding(const compressor *c, const json_t *expected)
{
    ida_shard_info info;
    bool sharded = ida_shard_describe(c->session, &info);
    assert_true(sharded == json_is_object(expected));
    if (!sharded) {
        assert_int_equal(info.stride, 1);
        return;
    }
    assert_int_equal(info.stride, integer_of(expected, "currentStride"));
    assert_int_equal(info.original_stride, integer_of(expected, "originalStride"));
    const char *own = json_string_value(json_object_get(expected, "shardId"));
    assert_true(info.is_child == (own != NULL));
    if (own != NULL) {
        assert_uuid_text(info.shard, own);
    }
    const json_t *children = json_object_get(expected, "children");
    ida_shard_child child;
    assert_int_equal(info.child_count, json_array_size(children));
    for (size_t i = 0; i < info.child_count; i++) {
        assert_true(ida_shard_child_at(c->session, i, &child));
        assert_uuid_text(child.shard, json_string_value(json_array_get(children, i)));
    }
    assert_false(ida_shard_child_at(c->session, info.child_count, &child));
}

static void assert_after(const compressor *c, const json_t *step)
{
    const json_t *after = json_object_get(step, "after");
    /* Where the package is wrong, so is what it says of the time after. */
    if (after != NULL && should_of(step) == NULL) {
        assert_int_equal(ida_session_generated(c->session), integer_of(after, "localGenCount"));
        assert_sharding(c, json_object_get(after, "sharding"));
    }
}

/* All that a session is, as bytes, to see that a refused call changes nothing. */
typedef struct image {
    uint8_t *bytes;
    size_t size;
} image;

static image image_of(const compressor *c)
{
    size_t capacity = ida_snapshot_bound(c->document, &c->session, 1);
    image made = {malloc(capacity), 0};
    assert_non_null(made.bytes);
    assert_int_equal(
        ida_snapshot_save(c->document, &c->session, 1, 0, made.bytes, capacity, &made.size),
        IDA_OK);
    return made;
}

/* Sees that nothing changed if a call was refused, and frees the image. */
static void assert_kept(const compressor *c, ida_status status, image before)
{
    if (status != IDA_OK) {
        image after = image_of(c);
        assert_int_equal(after.size, before.size);
        assert_memory_equal(after.bytes, before.bytes, before.size);
        free(after.bytes);
    }
    free(before.bytes);
}

/* --- Steps. --- */

/* The package refuses it by version; here a session has none, but the format can't hold it. */
static void assert_no_shards_in_version_2(const compressor *c, const ida_uuid *ids)
{
    ida_allocator allocator = ida_allocator_standard();
    image kept = image_of(c);
    ida_snapshot copy;
    ida_session *child;
    char text[8];
    size_t size = 0;
    assert_int_equal(ida_snapshot_load(&allocator, kept.bytes, kept.size, &copy), IDA_OK);
    assert_int_equal(ida_shard_split(copy.sessions[0], ids, 1, &child), IDA_OK);
    assert_int_equal(ida_fluid_export_session_as(copy.sessions[0], 2, text, 0, &size),
                     IDA_NOT_REPRESENTABLE);
    assert_int_equal(ida_fluid_export_session_as(child, 2, text, 0, &size), IDA_NOT_REPRESENTABLE);
    ida_session_close(child);
    ida_snapshot_close(&allocator, &copy);
    free(kept.bytes);
}

/* A child as its blob, and the token that comes with it. */
static void hand_over(replay *world, const json_t *child, ida_document *document,
                      ida_session *session)
{
    json_t *blob = json_object_get(child, "base64");
    compressor made = {.version = IDA_FLUID_VERSION_3, .document = document, .session = session};
    ida_shard_token token;
    assert_exports(&made, true, json_string_value(blob));
    assert_int_equal(ida_shard_report(session, &token), IDA_OK);
    assert_token(&token, json_object_get(child, "token"));
    ida_session_close(session);
    const char *name = text_of(child, "c");
    compressor *place = place_for(world, name);
    place->version = IDA_FLUID_VERSION_3;
    load_blob(place, json_string_value(blob), NULL);
    json_object_set(world->blobs, name, blob);
}

/* So many children, with UUIDs made up where the vectors have none. */
static size_t shard_ids(const json_t *step, ida_uuid *ids, size_t capacity)
{
    const json_t *children = json_object_get(step, "children");
    const json_t *n = json_object_get(step, "n");
    uint64_t count = json_is_integer(n) && json_integer_value(n) > 0 ? count_of(n) : 0;
    for (size_t i = 0; i < capacity; i++) {
        const json_t *child = json_array_get(children, i);
        ids[i] = child == NULL ? uuid_of(5, i) : parse_uuid(text_of(child, "shardId"));
    }
    return count > SIZE_MAX ? SIZE_MAX : (size_t)count;
}

static void step_shard(replay *world, const json_t *step)
{
    compressor *c = compressor_of(world, text_of(step, "c"));
    const json_t *children = json_object_get(step, "children");
    ida_uuid ids[COMPRESSORS_MAX];
    ida_session *made[COMPRESSORS_MAX];
    size_t count = shard_ids(step, ids, COMPRESSORS_MAX);
    if (c->version != IDA_FLUID_VERSION_3) {
        assert_no_shards_in_version_2(c, ids);
        return;
    }
    image before = image_of(c);
    ida_status status = ida_shard_split(c->session, ids, count, made);
    /* Here a count is a number that is too large at worst. */
    bool is_large = has_error(step, "SHARD_COUNT") && count > 0;
    assert_int_equal(status, is_large ? IDA_SHARD_LIMIT : wanted_status(step));
    assert_kept(c, status, before);
    for (size_t i = 0; status == IDA_OK && i < count; i++) {
        hand_over(world, json_array_get(children, i), c->document, made[i]);
    }
    assert_after(c, step);
}

static void step_token(replay *world, const json_t *step, bool is_disposal)
{
    compressor *c = compressor_of(world, text_of(step, "c"));
    const json_t *expected = json_object_get(step, "result");
    ida_shard_token token;
    ida_status status =
        is_disposal ? ida_shard_dispose(c->session, &token) : ida_shard_report(c->session, &token);
    if (error_of(step) == NULL && json_is_null(expected)) {
        assert_int_equal(status, IDA_NOT_CHILD);
        return;
    }
    assert_int_equal(status, wanted_status(step));
    if (status == IDA_OK) {
        assert_token(&token, expected);
    }
}

static void step_child_token(replay *world, const json_t *step)
{
    compressor *c = compressor_of(world, text_of(step, "c"));
    ida_shard_token token;
    ida_uuid shard = parse_uuid(text_of(json_object_get(step, "token"), "shardId"));
    ida_status status = ida_shard_parent_report(c->session, shard, &token);
    assert_int_equal(status, wanted_status(step));
    if (status == IDA_OK) {
        assert_token(&token, json_object_get(step, "result"));
    }
}

static void step_sync(replay *world, const json_t *step, bool with_parent)
{
    compressor *c = compressor_of(world, text_of(step, "c"));
    ida_shard_token token = token_of(json_object_get(step, "token"));
    image before = image_of(c);
    ida_status status = with_parent ? ida_shard_follow(c->session, &token)
                                    : ida_shard_synchronize(c->session, &token);
    ida_status expected = has_error(step, "SHARD_VERSION") ? IDA_NOT_SHARDED : wanted_status(step);
    assert_int_equal(status, expected);
    assert_kept(c, status, before);
    assert_after(c, step);
}

static void step_check(replay *world, const json_t *step)
{
    const compressor *c = compressor_of(world, text_of(step, "c"));
    json_t *tables = json_object();
    static const char *const names[] = {"decompress", "recompress", "normalizeToOpSpace",
                                        "normalizeToSessionSpace"};
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        json_t *right = json_object_get(should_of(step), names[i]);
        json_t *given = json_object_get(step, names[i]);
        json_object_set(tables, names[i], right != NULL ? right : given);
    }
    assert_lookups(c, tables);
    json_decref(tables);
}

/* What a step that was refused says with the status that the call must have. */
static void step_refused(replay *world, const json_t *step)
{
    const char *op = text_of(step, "op");
    compressor *c = compressor_of(world, text_of(step, "c"));
    ida_range range;
    ida_id id;
    char text[8];
    size_t size = 0;
    ida_status status = IDA_OK;
    if (strcmp(op, "gen") == 0) {
        status = ida_session_generate(c->session, &id);
    } else if (strcmp(op, "take") == 0) {
        status = ida_session_take(c->session, &range);
    } else if (strcmp(op, "takeUnfinalized") == 0) {
        status = ida_session_retake(c->session, &range);
    } else if (strcmp(op, "save") == 0) {
        status = ida_fluid_export_session_as(c->session, 3, text, 0, &size);
    } else {
        fail_msg("the vectors have a refused step that this test does not know: %s", op);
    }
    assert_int_equal(status, wanted_status(step));
}

static void step_ghost_ids(const compressor *c, const json_t *step)
{
    ida_id first;
    assert_int_equal(ida_document_ghost(c->document, parse_uuid(text_of(step, "session")),
                                        (uint64_t)integer_of(step, "n"), &first),
                     IDA_OK);
}

/* A ghost is the document's, which knows nothing of shards: it is made all the same. */
static void step_ghost_while_sharded(replay *world, const json_t *step)
{
    compressor *c = compressor_of(world, text_of(step, "c"));
    if (has_error(step, "SHARD_IN_GHOST")) {
        /* The package was made to split while the ghost's IDs were made. Here that is one call. */
        step_ghost_ids(c, step);
        return;
    }
    image kept = image_of(c);
    ida_allocator allocator = ida_allocator_standard();
    ida_snapshot copy;
    assert_int_equal(ida_snapshot_load(&allocator, kept.bytes, kept.size, &copy), IDA_OK);
    ida_id first = TEST_CANARY;
    ida_id limit = ida_document_final_limit(copy.document);
    assert_int_equal(ida_document_ghost(copy.document, parse_uuid(text_of(step, "session")),
                                        (uint64_t)integer_of(step, "n"), &first),
                     IDA_OK);
    assert_int_equal(first, limit);
    ida_snapshot_close(&allocator, &copy);
    free(kept.bytes);
}

/* A blob that can't be loaded, or not in the way that the step asks for. */
static void step_load_refused(replay *world, const json_t *step)
{
    ida_allocator allocator = ida_allocator_standard();
    const char *text = json_string_value(json_object_get(step, "base64"));
    const char *new_session = json_string_value(json_object_get(step, "newSession"));
    ida_snapshot snapshot = {0};
    if (text == NULL) {
        text = text_of(world->blobs, text_of(step, "blob"));
    }
    ida_status status = ida_fluid_import(&allocator, text, strlen(text), &snapshot, NULL);
    if (has_error(step, "SESSION_UNWANTED")) {
        assert_int_equal(snapshot.session_count, 1);
    } else if (has_error(step, "SESSION_MISSING")) {
        assert_int_equal(status, IDA_OK);
        assert_int_equal(snapshot.session_count, 0);
    } else if (has_error(step, "SESSION_EXISTS")) {
        ida_session *session;
        assert_int_equal(status, IDA_OK);
        assert_int_equal(ida_session_open(snapshot.document, parse_uuid(new_session), &session),
                         IDA_SESSION_EXISTS);
    } else {
        assert_int_equal(status, wanted_status(step));
    }
    ida_snapshot_close(&allocator, &snapshot);
}

static bool run_shard_step(replay *world, const json_t *step)
{
    const char *op = text_of(step, "op");
    if (strcmp(op, "shard") == 0) {
        step_shard(world, step);
    } else if (strcmp(op, "token") == 0) {
        step_token(world, step, false);
    } else if (strcmp(op, "dispose") == 0) {
        step_token(world, step, true);
    } else if (strcmp(op, "childToken") == 0) {
        step_child_token(world, step);
    } else if (strcmp(op, "sync") == 0) {
        step_sync(world, step, false);
    } else if (strcmp(op, "syncParent") == 0) {
        step_sync(world, step, true);
    } else if (strcmp(op, "check") == 0) {
        step_check(world, step);
    } else if (strcmp(op, "reset") == 0) {
        compressor *c = compressor_of(world, text_of(step, "c"));
        assert_int_equal(ida_session_reset(c->session), IDA_OK);
    } else {
        return false;
    }
    return true;
}

static void run_step(replay *world, const json_t *step)
{
    const char *op = text_of(step, "op");
    bool refused = error_of(step) != NULL && json_is_string(json_object_get(step, "error"));
    if (run_shard_step(world, step)) {
        return;
    }
    if (strcmp(op, "load") == 0 && (refused || should_error(step) != NULL)) {
        step_load_refused(world, step);
    } else if (strcmp(op, "ghost") == 0 && refused) {
        step_ghost_while_sharded(world, step);
    } else if (refused) {
        step_refused(world, step);
    } else {
        assert_true(run_common_step(world, step));
        if (strcmp(op, "load") == 0) {
            assert_after(compressor_of(world, text_of(step, "c")), step);
        }
    }
}

static void replay_vector(void **state)
{
    const json_t *vector = *state;
    const json_t *steps = json_object_get(vector, "steps");
    json_t *final = json_object_get(vector, "final");
    replay world = {.ranges = json_object(), .blobs = json_object()};
    for (size_t i = 0; i < json_array_size(steps); i++) {
        run_step(&world, named_row("all", "step", steps, i));
    }
    assert_true(json_object_size(final) > 0);
    assert_finals(&world, final);
    close_compressors(&world);
}

/* Whether a step of a questionable vector asks for a compressor that was rightly never loaded. */
static bool is_of_nobody(replay *world, const json_t *step)
{
    const char *name = json_string_value(json_object_get(step, "c"));
    return name != NULL && find(world, name) == NULL && strcmp(text_of(step, "op"), "new") != 0 &&
           strcmp(text_of(step, "op"), "load") != 0;
}

/* Whether the package's answer to a step is wrong, so that its later answers say nothing. */
static bool is_last(const json_t *step)
{
    return should_error(step) != NULL && strcmp(text_of(step, "op"), "load") != 0;
}

/*
 * Whether a step has shown a root that its own ranges are ahead of it: the package goes on, and
 * hands out IDs again. Here all that it could do is refused.
 */
static bool is_stale_now(replay *world, const json_t *step)
{
    const json_t *to = json_object_get(step, "to");
    for (size_t i = 0; i < json_array_size(to); i++) {
        const compressor *c = compressor_of(world, json_string_value(json_array_get(to, i)));
        if (ida_session_is_stale(c->session)) {
            ida_id id;
            ida_range range;
            ida_session *child;
            ida_uuid shard = uuid_of(5, 5);
            assert_int_equal(ida_session_generate(c->session, &id), IDA_STALE_SESSION);
            assert_int_equal(ida_session_take(c->session, &range), IDA_STALE_SESSION);
            assert_int_equal(ida_shard_split(c->session, &shard, 1, &child), IDA_STALE_SESSION);
            return true;
        }
    }
    return false;
}

static void replay_questionable(void **state)
{
    const json_t *vector = *state;
    const json_t *steps = json_object_get(vector, "steps");
    replay world = {.ranges = json_object(), .blobs = json_object()};
    bool ended = false;
    for (size_t i = 0; i < json_array_size(steps) && !ended; i++) {
        const json_t *step = named_row("all", "step", steps, i);
        if (!is_of_nobody(&world, step)) {
            run_step(&world, step);
        }
        ended = is_last(step) || is_stale_now(&world, step);
    }
    close_compressors(&world);
}

int main(void)
{
    if (!load_vectors(IDA_TEST_DATA "/fluid-v3.json", 0)) {
        return EXIT_FAILURE;
    }
    struct CMUnitTest tests[2 * VECTORS_MAX] = {0};
    size_t count = add_vector_tests("vectors", replay_vector, tests, VECTORS_MAX);
    size_t more = add_vector_tests("questionable", replay_questionable, tests + count, VECTORS_MAX);
    int failures = count == 0 || more == 0 ? EXIT_FAILURE : run_named_tests(tests, count + more);
    json_decref(vectors);
    return failures;
}
