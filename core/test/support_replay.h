/*
 * Replays vectors of @fluidframework/id-compressor: steps that were run on it, with every answer it
 * gave and every blob it wrote.
 */
#ifndef IDALLOC_TEST_SUPPORT_REPLAY_H
#define IDALLOC_TEST_SUPPORT_REPLAY_H

#include <idalloc/idalloc.h>

#include "support_vectors.h"
#include "support_world.h"

#define COMPRESSORS_MAX 64
#define RUNS_MAX        32
#define VECTORS_MAX     64

/* What the peer puts into one class: a document and a session of it. */
typedef struct compressor {
    char name[16];
    uint32_t version; /* of the format that it writes */
    ida_document *document;
    ida_session *session;
} compressor;

typedef struct replay {
    compressor compressors[COMPRESSORS_MAX];
    size_t compressor_count;
    json_t *ranges; /* name of a range: the JSON that its "take" gave */
    json_t *blobs;  /* name of a blob: its text */
} replay;

static inline const char *text_of(const json_t *object, const char *key)
{
    const char *text = json_string_value(member(object, key));
    assert_non_null(text);
    return text;
}

static inline int64_t integer(const json_t *value)
{
    assert_true(json_is_integer(value));
    return json_integer_value(value);
}

static inline int64_t integer_of(const json_t *object, const char *key)
{
    return integer(member(object, key));
}

/* An element of an array, which is the case from now on. */
static inline const json_t *named_row(const char *owner, const char *table, const json_t *rows,
                                      size_t i)
{
    const json_t *row = json_array_get(rows, i);
    char *text = json_dumps(row, JSON_COMPACT);
    assert_non_null(text);
    name_case("%s, %s %zu: %s", owner, table, i, text);
    free(text);
    return row;
}

static inline ida_uuid parse_uuid(const char *text)
{
    ida_uuid uuid = uuid_of(0, 0);
    assert_int_equal(ida_uuid_parse(text, strlen(text), &uuid), IDA_OK);
    return uuid;
}

static inline void assert_uuid_text(ida_uuid uuid, const char *expected)
{
    char text[IDA_UUID_TEXT_SIZE];
    ida_uuid_format(uuid, text);
    assert_string_equal(text, expected);
}

/* The status that stands for the text of an error that the peer throws. */
static inline ida_status status_of_error(const char *error)
{
    static const struct {
        const char *error;
        ida_status status;
    } known[] = {
        {"Ranges finalized out of order", IDA_OUT_OF_ORDER},
        {"Unknown ID", IDA_UNKNOWN_ID},
        {"Unknown op space ID.", IDA_UNKNOWN_ID},
        {"Invalid ID to normalize.", IDA_UNKNOWN_ID},
        {"No IDs have ever been finalized by the supplied session.", IDA_UNKNOWN_SESSION},
    };
    for (size_t i = 0; i < COUNT_OF(known); i++) {
        if (strcmp(known[i].error, error) == 0) {
            return known[i].status;
        }
    }
    fail_msg("the vectors have an error that this test does not know: %s", error);
    return IDA_OK;
}

/* IDA_OK for an ordinary answer, the status for {"error": text}. */
static inline ida_status expected_status(const json_t *answer)
{
    return json_is_object(answer) ? status_of_error(text_of(answer, "error")) : IDA_OK;
}

static inline compressor *find(replay *world, const char *name)
{
    for (size_t i = 0; i < world->compressor_count; i++) {
        if (strcmp(world->compressors[i].name, name) == 0) {
            return &world->compressors[i];
        }
    }
    return NULL;
}

static inline compressor *compressor_of(replay *world, const char *name)
{
    compressor *found = find(world, name);
    assert_non_null(found);
    return found;
}

/* The place for a compressor of that name, emptied if there is one already. */
static inline compressor *place_for(replay *world, const char *name)
{
    compressor *place = find(world, name);
    if (place == NULL) {
        assert_true(world->compressor_count < COMPRESSORS_MAX);
        place = &world->compressors[world->compressor_count];
        world->compressor_count++;
        assert_true(strlen(name) < sizeof(place->name));
        strcpy(place->name, name);
    }
    ida_session_close(place->session);
    ida_document_destroy(place->document);
    place->session = NULL;
    place->document = NULL;
    return place;
}

static inline void set_cluster_size(compressor *c, int64_t size)
{
    assert_int_equal(ida_session_set_cluster_size(c->session, (uint32_t)size), IDA_OK);
}

/* The range that a JSON range means. */
static inline ida_range range_of_json(const json_t *json)
{
    ida_range range = {.session = parse_uuid(text_of(json, "sessionId"))};
    const json_t *ids = json_object_get(json, "ids");
    if (ids != NULL) {
        range.first_gen_count = (uint64_t)integer_of(ids, "firstGenCount");
        range.count = (uint64_t)integer_of(ids, "count");
        range.requested_cluster_size = (uint32_t)integer_of(ids, "requestedClusterSize");
    }
    return range;
}

static inline void assert_local_runs(const compressor *c, uint64_t first, uint64_t last,
                                     const json_t *expected)
{
    ida_local_run runs[RUNS_MAX];
    size_t count = ida_session_local_runs(c->session, first, last, runs, RUNS_MAX);
    assert_true(count <= RUNS_MAX);
    assert_int_equal(count, json_array_size(expected));
    for (size_t i = 0; i < count; i++) {
        const json_t *pair = named_row(c->name, "local run", expected, i);
        assert_int_equal(runs[i].first_gen_count, integer(json_array_get(pair, 0)));
        assert_int_equal(runs[i].count, integer(json_array_get(pair, 1)));
    }
}

static inline void assert_range(const compressor *c, const ida_range *range, const json_t *expected)
{
    ida_range wanted = range_of_json(expected);
    assert_uuid_equal(range->session, wanted.session);
    assert_int_equal(range->count, wanted.count);
    if (wanted.count != 0) {
        assert_int_equal(range->first_gen_count, wanted.first_gen_count);
        assert_int_equal(range->requested_cluster_size, wanted.requested_cluster_size);
        assert_int_equal(ida_range_validate(range), IDA_OK);
        assert_local_runs(c, range->first_gen_count, range->first_gen_count + range->count - 1,
                          json_object_get(json_object_get(expected, "ids"), "localIdRanges"));
    }
}

static inline void assert_text_equal(const char *text, size_t size, const char *expected)
{
    assert_int_equal(size, strlen(expected));
    assert_memory_equal(text, expected, size);
}

static inline void assert_exports(const compressor *c, bool with_session, const char *expected)
{
    size_t capacity = strlen(expected);
    char *text = malloc(capacity);
    assert_non_null(text);
    size_t size = 0;
    ida_uuid first = ida_session_id(c->session);
    ida_status status =
        with_session
            ? ida_fluid_export_session_as(c->session, c->version, text, capacity, &size)
            : ida_fluid_export_document_as(c->document, &first, c->version, text, capacity, &size);
    assert_int_equal(status, IDA_OK);
    assert_text_equal(text, size, expected);
    free(text);
}

/* Loads a blob; the session is left NULL if the blob has none. */
static inline void load_blob(compressor *c, const char *text, ida_uuid *first)
{
    ida_allocator allocator = ida_allocator_standard();
    ida_snapshot snapshot;
    uint32_t version = 0;
    assert_int_equal(ida_fluid_import(&allocator, text, strlen(text), &snapshot, first), IDA_OK);
    assert_int_equal(ida_fluid_version(text, strlen(text), &version), IDA_OK);
    if (version > c->version) {
        c->version = version;
    }
    c->document = snapshot.document;
    snapshot.document = NULL;
    if (snapshot.session_count != 0) {
        c->session = snapshot.sessions[0];
        snapshot.sessions[0] = NULL;
    }
    ida_snapshot_close(&allocator, &snapshot);
}

static inline void assert_round_trip_with_session(const compressor *c, const char *blob)
{
    compressor loaded = {.name = "loaded"};
    load_blob(&loaded, blob, NULL);
    assert_non_null(loaded.session);
    assert_true(ida_document_verify(loaded.document));
    assert_true(ida_session_verify(loaded.session));
    assert_true(ida_document_equal(loaded.document, c->document));
    assert_int_equal(ida_session_cluster_size(loaded.session), IDA_CLUSTER_SIZE_DEFAULT);
    assert_exports(&loaded, true, blob);
    set_cluster_size(&loaded, ida_session_cluster_size(c->session));
    /* What a parent knows of its children is not in the format. */
    ida_shard_info shard;
    (void)ida_shard_describe(c->session, &shard);
    assert_true(ida_session_equal(loaded.session, c->session) || shard.child_count > 0);
    ida_session_close(loaded.session);
    ida_document_destroy(loaded.document);
}

static inline void assert_round_trip_without_session(const compressor *c, const char *blob)
{
    compressor loaded = {.name = "loaded"};
    ida_uuid first;
    load_blob(&loaded, blob, &first);
    assert_null(loaded.session);
    assert_true(ida_document_verify(loaded.document));
    assert_true(ida_document_equal(loaded.document, c->document));
    size_t capacity = strlen(blob);
    char *text = malloc(capacity);
    assert_non_null(text);
    size_t size = 0;
    assert_int_equal(ida_fluid_export_document_as(loaded.document, &first, loaded.version, text,
                                                  capacity, &size),
                     IDA_OK);
    assert_text_equal(text, size, blob);
    free(text);
    ida_document_destroy(loaded.document);
}

/* The version that a step asks for. The first vectors are of a package that had only one. */
static inline uint32_t version_of(const json_t *step)
{
    const json_t *version = json_object_get(step, "version");
    if (version == NULL) {
        return IDA_FLUID_VERSION_2;
    }
    return json_is_integer(version) ? (uint32_t)json_integer_value(version) : 0;
}

static inline void step_new(replay *world, const json_t *step)
{
    compressor *c = place_for(world, text_of(step, "c"));
    c->version = version_of(step);
    c->document = document_new();
    c->session = session_new(c->document, parse_uuid(text_of(step, "session")));
    set_cluster_size(c, integer_of(step, "clusterSize"));
}

static inline void step_gen(replay *world, const json_t *step)
{
    compressor *c = compressor_of(world, text_of(step, "c"));
    const json_t *ids = json_object_get(step, "ids");
    assert_int_equal(json_array_size(ids), integer_of(step, "n"));
    for (size_t i = 0; i < json_array_size(ids); i++) {
        assert_int_equal(generate(c->session), integer(json_array_get(ids, i)));
    }
}

static inline void step_take(replay *world, const json_t *step, bool unfinalized)
{
    compressor *c = compressor_of(world, text_of(step, "c"));
    json_t *expected = json_object_get(step, "result");
    ida_range range;
    ida_status status =
        unfinalized ? ida_session_retake(c->session, &range) : ida_session_take(c->session, &range);
    assert_int_equal(status, IDA_OK);
    assert_range(c, &range, expected);
    json_object_set(world->ranges, text_of(step, "range"), expected);
}

static inline void step_finalize(replay *world, const json_t *step)
{
    const json_t *to = json_object_get(step, "to");
    const json_t *errors = json_object_get(step, "error");
    ida_range range = range_of_json(json_object_get(world->ranges, text_of(step, "range")));
    for (size_t i = 0; i < json_array_size(to); i++) {
        const char *name = json_string_value(json_array_get(to, i));
        const char *error = json_string_value(json_object_get(errors, name));
        ida_status expected = error == NULL ? IDA_OK : status_of_error(error);
        compressor *c = compressor_of(world, name);
        assert_int_equal(ida_document_finalize(c->document, &range), expected);
    }
}

/* The peer generates ghost IDs one by one; they are consecutive. */
static inline void step_ghost(replay *world, const json_t *step)
{
    compressor *c = compressor_of(world, text_of(step, "c"));
    const json_t *ids = json_object_get(step, "ids");
    uint64_t count = (uint64_t)integer_of(step, "n");
    ida_uuid session = parse_uuid(text_of(step, "session"));
    ida_id first = TEST_CANARY;
    assert_int_equal(json_array_size(ids), count);
    assert_int_equal(ida_document_ghost(c->document, session, count, &first), IDA_OK);
    for (size_t i = 0; i < json_array_size(ids); i++) {
        assert_int_equal(first + (ida_id)i, integer(json_array_get(ids, i)));
    }
    assert_true(count != 0 || first == TEST_CANARY);
}

static inline void step_save(replay *world, const json_t *step)
{
    json_t *blob = json_object_get(step, "base64");
    assert_exports(compressor_of(world, text_of(step, "c")),
                   json_is_true(json_object_get(step, "withSession")), json_string_value(blob));
    json_object_set(world->blobs, text_of(step, "blob"), blob);
}

static inline void step_load(replay *world, const json_t *step)
{
    compressor *c = place_for(world, text_of(step, "c"));
    const char *given = json_string_value(json_object_get(step, "base64"));
    c->version = version_of(step);
    load_blob(c, given != NULL ? given : text_of(world->blobs, text_of(step, "blob")), NULL);
    const char *new_session = json_string_value(json_object_get(step, "newSession"));
    assert_true((new_session != NULL) == (c->session == NULL));
    if (new_session != NULL) {
        c->session = session_new(c->document, parse_uuid(new_session));
    }
    if (json_object_get(step, "clusterSize") != NULL) {
        set_cluster_size(c, integer_of(step, "clusterSize"));
    }
}

/* False if it is a step that only newer packages have. */
static inline bool run_common_step(replay *world, const json_t *step)
{
    const char *op = text_of(step, "op");
    if (strcmp(op, "new") == 0) {
        step_new(world, step);
    } else if (strcmp(op, "setClusterSize") == 0) {
        set_cluster_size(compressor_of(world, text_of(step, "c")), integer_of(step, "size"));
    } else if (strcmp(op, "gen") == 0) {
        step_gen(world, step);
    } else if (strcmp(op, "take") == 0) {
        step_take(world, step, false);
    } else if (strcmp(op, "takeUnfinalized") == 0) {
        step_take(world, step, true);
    } else if (strcmp(op, "finalize") == 0) {
        step_finalize(world, step);
    } else if (strcmp(op, "ghost") == 0) {
        step_ghost(world, step);
    } else if (strcmp(op, "save") == 0) {
        step_save(world, step);
    } else if (strcmp(op, "load") == 0) {
        step_load(world, step);
    } else {
        return false;
    }
    return true;
}

static inline void assert_clusters(const compressor *c, const json_t *expected)
{
    assert_int_equal(ida_document_cluster_count(c->document), json_array_size(expected));
    for (size_t i = 0; i < json_array_size(expected); i++) {
        const json_t *wanted = named_row(c->name, "cluster", expected, i);
        ida_cluster cluster;
        assert_true(ida_document_cluster(c->document, i, &cluster));
        assert_uuid_text(cluster.session, text_of(wanted, "session"));
        assert_int_equal(cluster.base_final, integer_of(wanted, "baseFinal"));
        assert_int_equal(-(int64_t)cluster.base_gen_count, integer_of(wanted, "baseLocal"));
        assert_int_equal(cluster.capacity, integer_of(wanted, "capacity"));
        assert_int_equal(cluster.count, integer_of(wanted, "count"));
    }
}

/* [[id, UUID or error], ...] */
static inline void assert_decompress(const compressor *c, const json_t *table)
{
    for (size_t i = 0; i < json_array_size(table); i++) {
        const json_t *row = named_row(c->name, "decompress", table, i);
        const json_t *answer = json_array_get(row, 1);
        ida_uuid uuid;
        ida_status status =
            ida_session_decompress(c->session, integer(json_array_get(row, 0)), &uuid);
        assert_int_equal(status, expected_status(answer));
        if (status == IDA_OK) {
            assert_uuid_text(uuid, json_string_value(answer));
        }
    }
}

/* [[UUID, id or null], ...] */
static inline void assert_recompress(const compressor *c, const json_t *table)
{
    for (size_t i = 0; i < json_array_size(table); i++) {
        const json_t *row = named_row(c->name, "recompress", table, i);
        const json_t *answer = json_array_get(row, 1);
        ida_uuid uuid = parse_uuid(json_string_value(json_array_get(row, 0)));
        ida_id id = TEST_CANARY;
        assert_true(ida_session_try_recompress(c->session, uuid, &id) == !json_is_null(answer));
        if (json_is_null(answer)) {
            assert_int_equal(id, TEST_CANARY);
            assert_int_equal(ida_session_recompress(c->session, uuid, &id), IDA_UNKNOWN_ID);
        } else {
            assert_int_equal(id, integer(answer));
        }
    }
}

/* [[id, op-space ID or error], ...] */
static inline void assert_to_op_space(const compressor *c, const json_t *table)
{
    for (size_t i = 0; i < json_array_size(table); i++) {
        const json_t *row = named_row(c->name, "normalizeToOpSpace", table, i);
        const json_t *answer = json_array_get(row, 1);
        ida_id op_id = TEST_CANARY;
        ida_status status =
            ida_session_to_op_space(c->session, integer(json_array_get(row, 0)), &op_id);
        assert_int_equal(status, expected_status(answer));
        if (status == IDA_OK) {
            assert_int_equal(op_id, integer(answer));
        }
    }
}

/* [[op-space ID, origin, id or error], ...] */
static inline void assert_to_session_space(const compressor *c, const json_t *table)
{
    for (size_t i = 0; i < json_array_size(table); i++) {
        const json_t *row = named_row(c->name, "normalizeToSessionSpace", table, i);
        const json_t *answer = json_array_get(row, 2);
        ida_uuid origin = parse_uuid(json_string_value(json_array_get(row, 1)));
        ida_id id = TEST_CANARY;
        ida_status status =
            ida_session_to_session_space(c->session, integer(json_array_get(row, 0)), origin, &id);
        assert_int_equal(status, expected_status(answer));
        if (status == IDA_OK) {
            assert_int_equal(id, integer(answer));
        }
    }
}

/* The tables of look-ups, of which any may be missing. */
static inline void assert_lookups(const compressor *c, const json_t *expected)
{
    assert_decompress(c, json_object_get(expected, "decompress"));
    assert_recompress(c, json_object_get(expected, "recompress"));
    assert_to_op_space(c, json_object_get(expected, "normalizeToOpSpace"));
    assert_to_session_space(c, json_object_get(expected, "normalizeToSessionSpace"));
}

static inline void assert_final(const compressor *c, const json_t *expected)
{
    assert_uuid_text(ida_session_id(c->session), text_of(expected, "session"));
    assert_clusters(c, json_object_get(expected, "clusters"));
    assert_int_equal(ida_session_generated(c->session), integer_of(expected, "localGenCount"));
    assert_int_equal(ida_session_next_range_start(c->session),
                     integer_of(expected, "nextRangeBaseGenCount"));
    assert_local_runs(c, 1, ida_session_generated(c->session),
                      json_object_get(expected, "localRanges"));
    assert_lookups(c, expected);
    assert_exports(c, true, text_of(expected, "serializeTrue"));
    assert_exports(c, false, text_of(expected, "serializeFalse"));
    assert_round_trip_with_session(c, text_of(expected, "serializeTrue"));
    assert_round_trip_without_session(c, text_of(expected, "serializeFalse"));
}

/* What the vectors say of each compressor in the end; then all are closed. */
static inline void assert_finals(replay *world, json_t *final)
{
    const char *name;
    json_t *expected;
    json_object_foreach(final, name, expected)
    {
        name_case("%s in the end", name);
        assert_final(compressor_of(world, name), expected);
    }
}

static inline void close_compressors(replay *world)
{
    for (size_t i = 0; i < world->compressor_count; i++) {
        const compressor *c = &world->compressors[i];
        assert_true(c->document == NULL || ida_document_verify(c->document));
        assert_true(c->session == NULL || ida_session_verify(c->session));
        ida_session_close(c->session);
        ida_document_destroy(c->document);
    }
    json_decref(world->ranges);
    json_decref(world->blobs);
}

/* Makes each vector of a list of the file a test of its own. */
static inline size_t add_vector_tests(const char *list_name, void (*replay_vector)(void **state),
                                      struct CMUnitTest *tests, size_t capacity)
{
    const json_t *list = json_object_get(vectors, list_name);
    size_t count = json_array_size(list);
    if (count == 0 || count > capacity) {
        print_error("%zu in the list %s\n", count, list_name);
        return 0;
    }
    for (size_t i = 0; i < count; i++) {
        json_t *vector = json_array_get(list, i);
        tests[i] = (struct CMUnitTest){
            .name = json_string_value(json_object_get(vector, "name")),
            .test_func = replay_vector,
            .initial_state = vector,
        };
    }
    return count;
}

#endif
