/*
 * The Fluid v2 format beyond the vectors: what an export refuses, what an import refuses, and that
 * nothing else does harm. Files are built by hand, word by word.
 */
#include <float.h>
#include <math.h>

#include <idalloc/idalloc.h>

#include "support_allocator.h"
#include "support_cmocka.h"
#include "support_foreign.h"
#include "support_world.h"

#define TWO_TO_53 (UINT64_C(1) << 53)
#define WORDS_MAX 64

/* A file before it becomes text. */
typedef struct words {
    uint64_t at[WORDS_MAX];
    size_t count;
} words;

/* The places of the words in the file that example_words makes. */
enum {
    AT_VERSION,
    AT_FLAG,
    AT_SESSIONS,
    AT_CLUSTERS,
    AT_A_LOW,
    AT_A_HIGH,
    AT_B_LOW,
    AT_B_HIGH,
    AT_A_PLACE,
    AT_A_CAPACITY,
    AT_A_COUNT,
    AT_B_PLACE,
    AT_B_CAPACITY,
    AT_B_COUNT,
    AT_GENERATED,
    AT_NEXT,
    AT_RUNS,
    AT_RUN_1_FIRST,
    AT_RUN_1_COUNT,
    AT_RUN_2_FIRST,
    AT_RUN_2_COUNT,
    EXAMPLE_WORDS,
    SUMMARY_WORDS = AT_GENERATED
};

static uint64_t number(double value)
{
    uint64_t bits;
    memcpy(&bits, &value, sizeof(bits));
    return bits;
}

static void add_word(words *file, uint64_t word)
{
    assert_true(file->count < WORDS_MAX);
    file->at[file->count] = word;
    file->count++;
}

static void add_number(words *file, double value)
{
    add_word(file, number(value));
}

static void add_uuid(words *file, ida_uuid uuid)
{
    add_word(file, uuid.low);
    add_word(file, uuid.high);
}

static void add_cluster(words *file, double place, double capacity, double count)
{
    add_number(file, place);
    add_number(file, capacity);
    add_number(file, count);
}

static words words_begin(bool with_session, double sessions, double clusters)
{
    words file = {.count = 0};
    add_number(&file, 2);
    add_number(&file, with_session ? 1 : 0);
    add_number(&file, sessions);
    add_number(&file, clusters);
    return file;
}

/* Sessions A and B with a cluster each, and A's local state: 1 and 2 local, 3 to 5 eager finals. */
static words example_words(void)
{
    words file = words_begin(true, 2, 2);
    add_uuid(&file, session_named('A'));
    add_uuid(&file, session_named('B'));
    add_cluster(&file, 0, 5, 2);
    add_cluster(&file, 1, 6, 2);
    add_number(&file, 8);
    add_number(&file, 8);
    add_number(&file, 2);
    add_number(&file, 1);
    add_number(&file, 2);
    add_number(&file, 6);
    add_number(&file, 3);
    assert_int_equal(file.count, EXAMPLE_WORDS);
    return file;
}

/* The same document without local state. */
static words summary_words(void)
{
    words file = example_words();
    file.at[AT_FLAG] = number(0);
    file.count = SUMMARY_WORDS;
    return file;
}

/* Base64 by the book; not the library's. Free with saved_free. */
static saved text_of_bytes(const uint8_t *bytes, size_t size)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    saved text = {NULL, 0};
    for (size_t i = 0; i < size; i += 3) {
        size_t here = size - i < 3 ? size - i : 3;
        uint32_t group = (uint32_t)bytes[i] << 16;
        group |= here > 1 ? (uint32_t)bytes[i + 1] << 8 : 0;
        group |= here > 2 ? (uint32_t)bytes[i + 2] : 0;
        char four[4] = {digits[group >> 18 & 63], digits[group >> 12 & 63], '=', '='};
        if (here > 1) {
            four[2] = digits[group >> 6 & 63];
        }
        if (here > 2) {
            four[3] = digits[group & 63];
        }
        put_bytes(&text, four, sizeof(four));
    }
    return text;
}

static saved text_of_words(const words *file)
{
    saved bytes = {NULL, 0};
    for (size_t i = 0; i < file->count; i++) {
        put_u64(&bytes, file->at[i]);
    }
    saved text = text_of_bytes(bytes.bytes, bytes.size);
    saved_free(&bytes);
    return text;
}

static ida_status import_fluid(const ida_allocator *allocator, const uint8_t *bytes, size_t size,
                               ida_snapshot *snapshot, foreign_extra *extra)
{
    return ida_fluid_import(allocator, (const char *)bytes, size, snapshot, &extra->first);
}

static ida_status export_fluid_again(const ida_snapshot *snapshot, const foreign_extra *extra,
                                     uint8_t *bytes, size_t capacity, size_t *size)
{
    if (snapshot->session_count != 0) {
        return ida_fluid_export_session(snapshot->sessions[0], (char *)bytes, capacity, size);
    }
    return ida_fluid_export_document(snapshot->document, &extra->first, (char *)bytes, capacity,
                                     size);
}

static const foreign_format fluid = {import_fluid, export_fluid_again};

static void assert_words_refused(const words *file, ida_status status)
{
    saved text = text_of_words(file);
    assert_import_refused(&fluid, &text, status);
    saved_free(&text);
}

static void assert_words_reproduced(const words *file)
{
    saved text = text_of_words(file);
    assert_import_reproduces(&fluid, &text);
    saved_free(&text);
}

/* The example with one number changed. */
static void assert_change_refused(size_t at, double value)
{
    words file = example_words();
    file.at[at] = number(value);
    assert_words_refused(&file, IDA_MALFORMED);
}

/* The example's document and session, made by using the library. */
static ida_session *example_session(ida_document *document)
{
    ida_session *session = session_new(document, session_named('A'));
    assert_int_equal(ida_session_set_cluster_size(session, 3), IDA_OK);
    generate_count(session, 2);
    take_and_finalize(session, document);
    apply(document, session_named('B'), 1, 2, 4);
    generate_count(session, 5);
    (void)take(session);
    generate_count(session, 1);
    return session;
}

static void a_session_is_written_word_for_word(void **state)
{
    (void)state;
    ida_document *document = document_new();
    ida_session *session = example_session(document);
    words file = example_words();
    saved expected = text_of_words(&file);
    char text[512];
    size_t size = 0;
    assert_int_equal(ida_fluid_export_session(session, text, sizeof(text), &size), IDA_OK);
    assert_int_equal(size, expected.size);
    assert_memory_equal(text, expected.bytes, size);
    saved_free(&expected);
    ida_session_close(session);
    ida_document_destroy(document);
}

static void a_loaded_session_goes_on_as_the_original(void **state)
{
    (void)state;
    ida_document *document = document_new();
    ida_session *session = example_session(document);
    words file = example_words();
    saved text = text_of_words(&file);
    foreign_extra extra;
    ida_snapshot loaded = foreign_import(&fluid, &text, &extra);
    assert_int_equal(loaded.session_count, 1);
    ida_session *twin = loaded.sessions[0];
    assert_true(ida_document_equal(loaded.document, document));
    assert_int_equal(ida_session_cluster_size(twin), IDA_CLUSTER_SIZE_DEFAULT);
    assert_int_equal(ida_session_set_cluster_size(twin, 3), IDA_OK);
    assert_true(ida_session_equal(twin, session));
    assert_int_equal(generate(twin), generate(session));
    ida_range range;
    ida_range range_of_twin;
    assert_int_equal(ida_session_retake(session, &range), IDA_OK);
    assert_int_equal(ida_session_retake(twin, &range_of_twin), IDA_OK);
    assert_int_equal(range_of_twin.first_gen_count, range.first_gen_count);
    assert_int_equal(range_of_twin.count, range.count);
    assert_int_equal(ida_document_finalize(loaded.document, &range), IDA_OK);
    assert_int_equal(ida_document_finalize(document, &range), IDA_OK);
    assert_true(ida_document_equal(loaded.document, document));
    assert_int_equal(generate(twin), generate(session));
    foreign_close(&loaded);
    saved_free(&text);
    ida_session_close(session);
    ida_document_destroy(document);
}

static void a_summary_is_for_a_session_that_is_new(void **state)
{
    (void)state;
    words file = summary_words();
    saved text = text_of_words(&file);
    foreign_extra extra;
    ida_snapshot loaded = foreign_import(&fluid, &text, &extra);
    assert_int_equal(loaded.session_count, 0);
    assert_null(loaded.sessions);
    assert_uuid_equal(extra.first, session_named('A'));
    ida_session *session = NULL;
    assert_int_equal(ida_session_open(loaded.document, session_named('B'), &session),
                     IDA_SESSION_EXISTS);
    session = session_new(loaded.document, session_named('C'));
    assert_int_equal(generate(session), -1);
    ida_session_close(session);
    foreign_close(&loaded);
    saved_free(&text);
}

/* All zero is a UUID as any other, and no sign that there is no session. */
static void a_document_of_the_lowest_session_comes_back(void **state)
{
    (void)state;
    ida_document *document = document_new();
    apply(document, uuid_of(0, 0), 1, 2, 3);
    uint8_t bytes[512];
    size_t size = 0;
    assert_int_equal(ida_fluid_export_document(document, NULL, (char *)bytes, sizeof(bytes), &size),
                     IDA_OK);
    saved file = {bytes, size};
    assert_import_reproduces(&fluid, &file);
    foreign_extra extra;
    ida_snapshot loaded = foreign_import(&fluid, &file, &extra);
    assert_documents_equal(loaded.document, document);
    foreign_close(&loaded);
    ida_document_destroy(document);
}

static void an_empty_document_is_four_words(void **state)
{
    (void)state;
    static const char expected[] = "AAAAAAAAAEAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
    ida_document *document = document_new();
    ida_uuid unknown = session_named('X');
    char text[64];
    size_t size = 0;
    assert_int_equal(ida_fluid_export_document(document, NULL, text, sizeof(text), &size), IDA_OK);
    assert_int_equal(size, sizeof(expected) - 1);
    assert_memory_equal(text, expected, size);
    assert_int_equal(ida_fluid_export_document(document, &unknown, text, sizeof(text), &size),
                     IDA_OK);
    assert_memory_equal(text, expected, size);
    saved file = {(uint8_t *)text, size};
    assert_import_reproduces(&fluid, &file);
    foreign_extra extra;
    ida_snapshot loaded = foreign_import(&fluid, &file, &extra);
    assert_uuid_equal(extra.first, uuid_of(0, 0));
    foreign_close(&loaded);
    ida_document_destroy(document);
}

/* Exports the document and compares it with a list of sessions, and of places of clusters. */
static void assert_order(const ida_document *document, const ida_uuid *first, const char *names,
                         const double *places)
{
    words file = words_begin(false, (double)strlen(names), 4);
    for (const char *name = names; *name != '\0'; name++) {
        add_uuid(&file, session_named(*name));
    }
    for (size_t i = 0; i < 4; i++) {
        ida_cluster cluster;
        assert_true(ida_document_cluster(document, i, &cluster));
        add_cluster(&file, places[i], (double)cluster.capacity, (double)cluster.count);
    }
    saved expected = text_of_words(&file);
    char text[512];
    size_t size = 0;
    assert_int_equal(ida_fluid_export_document(document, first, text, sizeof(text), &size), IDA_OK);
    assert_int_equal(size, expected.size);
    assert_memory_equal(text, expected.bytes, size);
    saved_free(&expected);
}

static void the_named_session_comes_first_then_the_first_cluster_counts(void **state)
{
    (void)state;
    ida_document *document = document_new();
    apply(document, session_named('C'), 1, 1, 1);
    apply(document, session_named('A'), 1, 1, 1);
    apply(document, session_named('B'), 1, 1, 1);
    apply(document, session_named('A'), 2, 3, 1);
    ida_uuid a = session_named('A');
    ida_uuid b = session_named('B');
    ida_uuid c = session_named('C');
    ida_uuid unknown = session_named('D');
    assert_order(document, NULL, "CAB", (const double[]){0, 1, 2, 1});
    assert_order(document, &unknown, "CAB", (const double[]){0, 1, 2, 1});
    assert_order(document, &c, "CAB", (const double[]){0, 1, 2, 1});
    assert_order(document, &a, "ACB", (const double[]){1, 0, 2, 0});
    assert_order(document, &b, "BCA", (const double[]){1, 2, 0, 2});
    ida_document_destroy(document);
}

static void a_session_without_clusters_is_listed_first_by_itself_only(void **state)
{
    (void)state;
    ida_document *document = document_new();
    ida_session *session = session_new(document, session_named('A'));
    apply(document, session_named('B'), 1, 1, 1);
    words file = words_begin(true, 2, 1);
    add_uuid(&file, session_named('A'));
    add_uuid(&file, session_named('B'));
    add_cluster(&file, 1, 2, 1);
    add_number(&file, 0);
    add_number(&file, 1);
    add_number(&file, 0);
    saved expected = text_of_words(&file);
    char text[512];
    size_t size = 0;
    assert_int_equal(ida_fluid_export_session(session, text, sizeof(text), &size), IDA_OK);
    assert_int_equal(size, expected.size);
    assert_memory_equal(text, expected.bytes, size);
    assert_import_reproduces(&fluid, &expected);
    saved_free(&expected);
    ida_session_close(session);
    ida_document_destroy(document);
}

static void a_buffer_too_small_stays_as_it_was(void **state)
{
    (void)state;
    ida_document *document = document_new();
    ida_session *session = example_session(document);
    char text[512];
    char untouched[512];
    size_t session_size = 0;
    size_t document_size = 0;
    memset(text, 0x5a, sizeof(text));
    memset(untouched, 0x5a, sizeof(untouched));
    assert_int_equal(ida_fluid_export_session(session, NULL, 0, &session_size),
                     IDA_BUFFER_TOO_SMALL);
    assert_int_equal(ida_fluid_export_document(document, NULL, NULL, 0, &document_size),
                     IDA_BUFFER_TOO_SMALL);
    assert_true(document_size < session_size && session_size < sizeof(text));
    for (size_t capacity = 0; capacity < session_size; capacity++) {
        size_t size = 0;
        assert_int_equal(ida_fluid_export_session(session, text, capacity, &size),
                         IDA_BUFFER_TOO_SMALL);
        assert_int_equal(size, session_size);
    }
    for (size_t capacity = 0; capacity < document_size; capacity++) {
        size_t size = 0;
        assert_int_equal(ida_fluid_export_document(document, NULL, text, capacity, &size),
                         IDA_BUFFER_TOO_SMALL);
        assert_int_equal(size, document_size);
    }
    assert_memory_equal(text, untouched, sizeof(text));
    size_t size = 0;
    assert_int_equal(ida_fluid_export_session(session, text, session_size, &size), IDA_OK);
    assert_memory_equal(text + size, untouched, sizeof(text) - size);
    ida_session_close(session);
    ida_document_destroy(document);
}

static void exporting_asks_for_no_memory(void **state)
{
    (void)state;
    test_allocator counter;
    test_allocator_init(&counter);
    ida_allocator allocator = test_allocator_interface(&counter);
    ida_document *document = NULL;
    assert_int_equal(ida_document_create(&allocator, &document), IDA_OK);
    ida_session *session = example_session(document);
    char text[512];
    size_t size;
    test_allocator_fail_nth(&counter, 1);
    assert_int_equal(ida_fluid_export_session(session, text, sizeof(text), &size), IDA_OK);
    assert_int_equal(ida_fluid_export_document(document, NULL, text, sizeof(text), &size), IDA_OK);
    assert_int_equal(counter.requests, 0);
    ida_session_close(session);
    ida_document_destroy(document);
    test_allocator_assert_clean(&counter);
}

static void an_invalid_first_session_is_refused(void **state)
{
    (void)state;
    ida_document *document = document_new();
    ida_uuid invalid = uuid_of(TEST_HIGH_MAX + 1, 0);
    char text[64];
    size_t size = 77;
    assert_int_equal(ida_fluid_export_document(document, &invalid, text, sizeof(text), &size),
                     IDA_INVALID_ARGUMENT);
    assert_int_equal(size, 77);
    ida_document_destroy(document);
}

static void a_stale_session_cannot_be_written(void **state)
{
    (void)state;
    ida_document *document = document_new();
    ida_session *session = session_new(document, session_named('A'));
    generate_count(session, 2);
    apply(document, session_named('A'), 1, 3, 1);
    char text[512];
    size_t size = 77;
    assert_int_equal(ida_fluid_export_session(session, text, sizeof(text), &size),
                     IDA_STALE_SESSION);
    assert_int_equal(size, 77);
    assert_int_equal(ida_fluid_export_document(document, NULL, text, sizeof(text), &size), IDA_OK);
    ida_session_close(session);
    ida_document_destroy(document);
}

/* Exports the session, in one way or the other, and reads it back. */
static void assert_written_and_read(ida_session *session)
{
    uint8_t text[512];
    saved file = {text, 0};
    assert_int_equal(ida_fluid_export_session(session, (char *)text, sizeof(text), &file.size),
                     IDA_OK);
    assert_import_reproduces(&fluid, &file);
    assert_int_equal(ida_fluid_export_document(ida_session_document(session), NULL, (char *)text,
                                               sizeof(text), &file.size),
                     IDA_OK);
    assert_import_reproduces(&fluid, &file);
}

static void gen_counts_go_up_to_two_to_the_53(void **state)
{
    (void)state;
    ida_document *document = document_new();
    ida_session *session = session_new(document, session_named('A'));
    ida_run runs[2];
    size_t run_count;
    char text[512];
    size_t size = 77;
    assert_int_equal(ida_session_generate_many(session, TWO_TO_53 - 1, runs, &run_count), IDA_OK);
    assert_written_and_read(session);
    (void)take(session);
    assert_written_and_read(session);
    (void)generate(session);
    assert_written_and_read(session);
    (void)take(session);
    assert_int_equal(ida_fluid_export_session(session, text, sizeof(text), &size),
                     IDA_NOT_REPRESENTABLE);
    (void)generate(session);
    assert_int_equal(ida_session_reset(session), IDA_OK);
    assert_int_equal(ida_fluid_export_session(session, text, sizeof(text), &size),
                     IDA_NOT_REPRESENTABLE);
    assert_int_equal(size, 77);
    ida_session_close(session);
    ida_document_destroy(document);
}

static void final_ids_go_up_to_two_to_the_53(void **state)
{
    (void)state;
    ida_document *document = document_new();
    ida_session *session = session_new(document, session_named('B'));
    char text[512];
    size_t size = 77;
    apply(document, session_named('A'), 1, TWO_TO_53 - 1, 1);
    assert_int_equal(ida_document_final_limit(document), TWO_TO_53);
    assert_written_and_read(session);
    apply(document, session_named('C'), 1, 1, 1);
    assert_int_equal(ida_fluid_export_session(session, text, sizeof(text), &size),
                     IDA_NOT_REPRESENTABLE);
    assert_int_equal(ida_fluid_export_document(document, NULL, text, sizeof(text), &size),
                     IDA_NOT_REPRESENTABLE);
    assert_int_equal(size, 77);
    ida_session_close(session);
    ida_document_destroy(document);
}

static void the_limits_of_numbers_are_read_alike(void **state)
{
    (void)state;
    words file = words_begin(false, 2, 2);
    add_uuid(&file, session_named('A'));
    add_uuid(&file, session_named('B'));
    add_cluster(&file, 0, (double)(TWO_TO_53 - 1), 1);
    add_cluster(&file, 1, 1, 1);
    assert_words_reproduced(&file);
    file.at[AT_B_CAPACITY] = number(2);
    assert_words_refused(&file, IDA_MALFORMED);
    file.at[AT_B_CAPACITY] = number((double)TWO_TO_53);
    assert_words_refused(&file, IDA_MALFORMED);
}

static void every_power_of_two_and_its_neighbours_survive(void **state)
{
    (void)state;
    for (unsigned power = 0; power <= 52; power++) {
        for (uint64_t delta = 0; delta <= 2; delta++) {
            uint64_t generated = (UINT64_C(1) << power) + delta - 1;
            words file = words_begin(true, 1, 0);
            add_uuid(&file, session_named('A'));
            add_number(&file, (double)generated);
            add_number(&file, 1);
            add_number(&file, generated != 0 ? 1 : 0);
            if (generated != 0) {
                add_number(&file, 1);
                add_number(&file, (double)generated);
            }
            assert_words_reproduced(&file);
            saved text = text_of_words(&file);
            foreign_extra extra;
            ida_snapshot loaded = foreign_import(&fluid, &text, &extra);
            assert_int_equal(ida_session_generated(loaded.sessions[0]), generated);
            foreign_close(&loaded);
            saved_free(&text);
        }
    }
}

static void what_is_no_whole_number_is_refused_everywhere(void **state)
{
    (void)state;
    const uint64_t no_numbers[] = {
        number(NAN),
        UINT64_C(0x7ff0000000000001),
        UINT64_MAX,
        number(INFINITY),
        number(-INFINITY),
        number(-0.0),
        number(-1),
        number(-2),
        number(0.5),
        number(1.5),
        number(2.25),
        number(-0.5),
        number((double)TWO_TO_53 - 0.0) + 1,
        number((double)(TWO_TO_53 * 2)),
        number((double)(UINT64_C(1) << 63)),
        number(DBL_MAX),
        number(DBL_MIN),
        1,
        number(5) + 1,
        number(5) - 1,
    };
    for (size_t at = 0; at < EXAMPLE_WORDS; at++) {
        if (at >= AT_A_LOW && at <= AT_B_HIGH) {
            continue;
        }
        for (size_t i = 0; i < COUNT_OF(no_numbers); i++) {
            words file = example_words();
            file.at[at] = no_numbers[i];
            assert_words_refused(&file, IDA_MALFORMED);
        }
    }
}

static void other_versions_are_told_apart_from_damage(void **state)
{
    (void)state;
    const double versions[] = {0, 1, 3, 4, 1000, (double)TWO_TO_53};
    for (size_t i = 0; i < COUNT_OF(versions); i++) {
        words file = example_words();
        file.at[AT_VERSION] = number(versions[i]);
        assert_words_refused(&file, IDA_UNSUPPORTED_VERSION);
        file.count = 1;
        assert_words_refused(&file, IDA_UNSUPPORTED_VERSION);
    }
    words only_version = example_words();
    only_version.count = 1;
    assert_words_refused(&only_version, IDA_MALFORMED);
}

static void the_flag_is_zero_or_one(void **state)
{
    (void)state;
    assert_change_refused(AT_FLAG, 2);
    assert_change_refused(AT_FLAG, 0);
    words file = summary_words();
    file.at[AT_FLAG] = number(1);
    assert_words_refused(&file, IDA_MALFORMED);
}

static void counts_must_match_the_length(void **state)
{
    (void)state;
    const size_t places[] = {AT_SESSIONS, AT_CLUSTERS, AT_RUNS};
    const double values[] = {0, 1, 3, 4, 5, 7, 8, 20, 256, 1e18, 4e9, 1e9, 1e5, (double)TWO_TO_53};
    for (size_t i = 0; i < 3; i++) {
        for (size_t j = 0; j < COUNT_OF(values); j++) {
            assert_change_refused(places[i], values[j]);
        }
    }
    words longer = example_words();
    add_number(&longer, 1);
    assert_words_refused(&longer, IDA_MALFORMED);
    add_number(&longer, 1);
    assert_words_refused(&longer, IDA_MALFORMED);
    words longer_summary = summary_words();
    add_number(&longer_summary, 0);
    assert_words_refused(&longer_summary, IDA_MALFORMED);
    words no_session = words_begin(true, 0, 0);
    add_number(&no_session, 0);
    add_number(&no_session, 1);
    add_number(&no_session, 0);
    assert_words_refused(&no_session, IDA_MALFORMED);
}

static void half_words_are_refused(void **state)
{
    (void)state;
    uint8_t bytes[64] = {0, 0, 0, 0, 0, 0, 0, 0x40};
    for (size_t size = 0; size <= sizeof(bytes); size++) {
        saved text = text_of_bytes(bytes, size);
        bool whole = size % 8 == 0 && size == 32;
        if (whole) {
            assert_import_reproduces(&fluid, &text);
        } else {
            assert_import_refused(&fluid, &text, IDA_MALFORMED);
        }
        saved_free(&text);
    }
}

static void a_cluster_must_name_a_listed_session(void **state)
{
    (void)state;
    assert_change_refused(AT_A_PLACE, 2);
    assert_change_refused(AT_B_PLACE, 2);
    assert_change_refused(AT_B_PLACE, -1);
    assert_change_refused(AT_B_PLACE, 4294967296.0);
    assert_change_refused(AT_B_PLACE, 4294967297.0);
    assert_change_refused(AT_B_PLACE, (double)TWO_TO_53);
}

static void a_cluster_holds_at_least_one_id_and_no_more_than_its_capacity(void **state)
{
    (void)state;
    assert_change_refused(AT_A_CAPACITY, 0);
    assert_change_refused(AT_A_CAPACITY, 1);
    assert_change_refused(AT_A_COUNT, 0);
    assert_change_refused(AT_A_COUNT, 6);
    assert_change_refused(AT_B_COUNT, 7);
    assert_change_refused(AT_B_COUNT, 0);
}

static void only_the_last_cluster_of_a_session_may_have_room(void **state)
{
    (void)state;
    words file = words_begin(false, 2, 3);
    add_uuid(&file, session_named('A'));
    add_uuid(&file, session_named('B'));
    add_cluster(&file, 0, 3, 3);
    add_cluster(&file, 1, 3, 1);
    add_cluster(&file, 0, 3, 1);
    assert_words_reproduced(&file);
    file.at[AT_A_COUNT] = number(2);
    assert_words_refused(&file, IDA_MALFORMED);
}

static void sessions_must_not_overlap(void **state)
{
    (void)state;
    for (uint64_t distance = 0; distance <= 8; distance++) {
        words file = summary_words();
        ida_uuid b = uuid_plus(session_named('A'), distance);
        file.at[AT_B_LOW] = b.low;
        file.at[AT_B_HIGH] = b.high;
        if (distance >= 5) {
            assert_words_reproduced(&file);
        } else {
            assert_words_refused(&file, IDA_MALFORMED);
        }
        b = uuid_minus(session_named('A'), distance);
        file.at[AT_B_LOW] = b.low;
        file.at[AT_B_HIGH] = b.high;
        if (distance >= 6) {
            assert_words_reproduced(&file);
        } else {
            assert_words_refused(&file, IDA_MALFORMED);
        }
    }
}

static void a_session_must_have_122_bits_and_stay_in_them(void **state)
{
    (void)state;
    words file = words_begin(false, 1, 1);
    add_uuid(&file, TEST_UUID_MAX);
    add_cluster(&file, 0, 1, 1);
    assert_words_reproduced(&file);
    words runs_off = file;
    runs_off.at[7] = number(2);
    assert_words_refused(&runs_off, IDA_MALFORMED);
    words too_high = file;
    too_high.at[5] = TEST_HIGH_MAX + 1;
    assert_words_refused(&too_high, IDA_MALFORMED);
    too_high.at[5] = UINT64_MAX;
    assert_words_refused(&too_high, IDA_MALFORMED);
    words without_cluster = words_begin(false, 1, 0);
    add_uuid(&without_cluster, uuid_of(TEST_HIGH_MAX + 1, 0));
    assert_words_refused(&without_cluster, IDA_MALFORMED);
}

static void a_session_must_not_be_listed_twice(void **state)
{
    (void)state;
    words file = example_words();
    file.at[AT_B_LOW] = file.at[AT_A_LOW];
    file.at[AT_B_HIGH] = file.at[AT_A_HIGH];
    assert_words_refused(&file, IDA_MALFORMED);
    words empty = words_begin(false, 3, 1);
    add_uuid(&empty, session_named('A'));
    add_uuid(&empty, session_named('B'));
    add_uuid(&empty, session_named('B'));
    add_cluster(&empty, 0, 1, 1);
    assert_words_refused(&empty, IDA_MALFORMED);
}

static void listed_sessions_without_clusters_are_dropped(void **state)
{
    (void)state;
    for (size_t i = 0; i < 2; i++) {
        bool with_session = i == 1;
        words file = words_begin(with_session, 4, 1);
        words expected = words_begin(with_session, 2, 1);
        add_uuid(&file, session_named('A'));
        add_uuid(&file, session_named('C'));
        add_uuid(&file, session_named('B'));
        add_uuid(&file, uuid_plus(session_named('B'), 1));
        add_cluster(&file, with_session ? 2 : 0, 5, 2);
        if (!with_session) {
            expected = words_begin(false, 1, 1);
        }
        add_uuid(&expected, session_named('A'));
        if (with_session) {
            add_uuid(&expected, session_named('B'));
        }
        add_cluster(&expected, with_session ? 1 : 0, 5, 2);
        for (size_t j = 0; with_session && j < 3; j++) {
            add_number(&file, j == 1 ? 1 : 0);
            add_number(&expected, j == 1 ? 1 : 0);
        }
        saved text = text_of_words(&file);
        saved expected_text = text_of_words(&expected);
        foreign_extra extra;
        ida_snapshot loaded = foreign_import(&fluid, &text, &extra);
        assert_int_equal(ida_document_session_count(loaded.document), 1);
        uint8_t again[512];
        size_t size = 0;
        assert_int_equal(export_fluid_again(&loaded, &extra, again, sizeof(again), &size), IDA_OK);
        assert_int_equal(size, expected_text.size);
        assert_memory_equal(again, expected_text.bytes, size);
        foreign_close(&loaded);
        saved_free(&text);
        saved_free(&expected_text);
    }
}

static void any_order_of_sessions_is_read(void **state)
{
    (void)state;
    words file = words_begin(false, 3, 3);
    add_uuid(&file, session_named('C'));
    add_uuid(&file, session_named('B'));
    add_uuid(&file, session_named('A'));
    add_cluster(&file, 2, 3, 3);
    add_cluster(&file, 1, 3, 1);
    add_cluster(&file, 0, 3, 1);
    saved text = text_of_words(&file);
    foreign_extra extra;
    ida_snapshot loaded = foreign_import(&fluid, &text, &extra);
    ida_document *expected = document_new();
    apply(expected, session_named('A'), 1, 1, 2);
    apply(expected, session_named('B'), 1, 1, 2);
    apply(expected, session_named('C'), 1, 1, 2);
    apply(expected, session_named('A'), 2, 2, 2);
    assert_documents_equal(loaded.document, expected);
    assert_uuid_equal(extra.first, session_named('C'));
    ida_document_destroy(expected);
    foreign_close(&loaded);
    saved_free(&text);
}

static void more_finalized_than_generated_is_refused(void **state)
{
    (void)state;
    words file = example_words();
    file.at[AT_GENERATED] = number(2);
    file.at[AT_NEXT] = number(1);
    file.at[AT_RUNS] = number(1);
    file.count = AT_RUN_2_FIRST;
    assert_words_reproduced(&file);
    file.at[AT_GENERATED] = number(1);
    file.at[AT_RUN_1_COUNT] = number(1);
    assert_words_refused(&file, IDA_MALFORMED);
    file.at[AT_GENERATED] = number(0);
    file.at[AT_RUNS] = number(0);
    file.count = AT_RUN_1_FIRST;
    assert_words_refused(&file, IDA_MALFORMED);
}

static void the_next_range_starts_at_what_was_generated_or_next(void **state)
{
    (void)state;
    for (unsigned next = 0; next <= 11; next++) {
        words file = example_words();
        file.at[AT_NEXT] = number(next);
        if (next >= 1 && next <= 9) {
            assert_words_reproduced(&file);
        } else {
            assert_words_refused(&file, IDA_MALFORMED);
        }
    }
}

static void local_runs_are_sorted_merged_and_generated(void **state)
{
    (void)state;
    assert_change_refused(AT_RUN_1_FIRST, 0);
    assert_change_refused(AT_RUN_1_COUNT, 0);
    assert_change_refused(AT_RUN_2_COUNT, 0);
    assert_change_refused(AT_RUN_1_COUNT, 5); /* touches the next run */
    assert_change_refused(AT_RUN_1_COUNT, 6); /* overlaps it */
    assert_change_refused(AT_RUN_2_FIRST, 1);
    assert_change_refused(AT_RUN_2_FIRST, 2);
    assert_change_refused(AT_RUN_2_FIRST, 3);
    assert_change_refused(AT_RUN_2_COUNT, 4); /* beyond what was generated */
    assert_change_refused(AT_RUN_2_COUNT, (double)TWO_TO_53);
    words swapped = example_words();
    swapped.at[AT_RUN_1_FIRST] = number(6);
    swapped.at[AT_RUN_1_COUNT] = number(3);
    swapped.at[AT_RUN_2_FIRST] = number(1);
    swapped.at[AT_RUN_2_COUNT] = number(2);
    assert_words_refused(&swapped, IDA_MALFORMED);
}

static void an_id_without_a_final_form_must_be_local(void **state)
{
    (void)state;
    assert_change_refused(AT_RUN_2_FIRST, 7);
    assert_change_refused(AT_RUN_2_COUNT, 2);
    assert_change_refused(AT_GENERATED, 9);
    words all_local = example_words();
    all_local.at[AT_RUNS] = number(1);
    all_local.at[AT_RUN_1_COUNT] = number(8);
    all_local.count = AT_RUN_2_FIRST;
    assert_words_reproduced(&all_local);
}

static void a_session_may_not_generate_beyond_the_last_uuid(void **state)
{
    (void)state;
    words file = words_begin(true, 1, 0);
    add_uuid(&file, uuid_minus(TEST_UUID_MAX, 4));
    add_number(&file, 5);
    add_number(&file, 1);
    add_number(&file, 1);
    add_number(&file, 1);
    add_number(&file, 5);
    assert_words_reproduced(&file);
    file.at[6] = number(6);
    file.at[10] = number(6);
    assert_words_refused(&file, IDA_MALFORMED);
}

/* Puts characters into the example's text, in place of some that are there. */
static void assert_edit_refused(size_t at, size_t removed, const char *inserted)
{
    words file = example_words();
    saved text = text_of_words(&file);
    saved edited = {NULL, 0};
    put_bytes(&edited, text.bytes, at);
    put_bytes(&edited, inserted, strlen(inserted));
    put_bytes(&edited, text.bytes + at + removed, text.size - at - removed);
    assert_import_refused(&fluid, &edited, IDA_MALFORMED);
    saved_free(&edited);
    saved_free(&text);
}

static void garbage_in_the_text_is_refused(void **state)
{
    (void)state;
    assert_edit_refused(0, 0, " ");
    assert_edit_refused(8, 0, "\n");
    assert_edit_refused(8, 0, "\r\n\r\n");
    assert_edit_refused(8, 0, "    ");
    assert_edit_refused(8, 0, "====");
    assert_edit_refused(8, 4, "AA==");
    assert_edit_refused(8, 4, "----");
    assert_edit_refused(8, 4, "____");
    assert_edit_refused(8, 1, "!");
    assert_edit_refused(8, 1, "\xc0");
    words file = summary_words();
    saved text = text_of_words(&file);
    assert_int_equal(text.bytes[text.size - 1], '=');
    saved unpadded = {text.bytes, text.size - 1};
    assert_import_refused(&fluid, &unpadded, IDA_MALFORMED);
    uint8_t nul = 0;
    put_bytes(&text, &nul, 1);
    assert_import_refused(&fluid, &text, IDA_MALFORMED);
    saved_free(&text);
}

static void every_truncation_is_refused(void **state)
{
    (void)state;
    words files[] = {example_words(), summary_words()};
    for (size_t i = 0; i < 2; i++) {
        saved text = text_of_words(&files[i]);
        assert_import_reproduces(&fluid, &text);
        assert_truncations_refused(&fluid, &text);
        saved_free(&text);
        while (files[i].count > 1) {
            files[i].count--;
            assert_words_refused(&files[i], IDA_MALFORMED);
        }
    }
}

static void every_changed_byte_is_refused_or_harmless(void **state)
{
    (void)state;
    words files[] = {example_words(), summary_words()};
    for (size_t i = 0; i < 2; i++) {
        saved text = text_of_words(&files[i]);
        assert_true(assert_byte_changes_harmless(&fluid, &text) > 0);
        saved_free(&text);
    }
}

static void a_load_without_memory_leaves_nothing(void **state)
{
    (void)state;
    words files[] = {example_words(), summary_words()};
    for (size_t i = 0; i < 2; i++) {
        saved text = text_of_words(&files[i]);
        assert_import_survives_starvation(&fluid, &text);
        saved_free(&text);
    }
}

static void first_may_be_left_out(void **state)
{
    (void)state;
    words file = summary_words();
    saved text = text_of_words(&file);
    ida_allocator allocator = ida_allocator_standard();
    ida_snapshot loaded;
    assert_int_equal(
        ida_fluid_import(&allocator, (const char *)text.bytes, text.size, &loaded, NULL), IDA_OK);
    foreign_close(&loaded);
    saved_free(&text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_session_is_written_word_for_word),
        cmocka_unit_test(a_loaded_session_goes_on_as_the_original),
        cmocka_unit_test(a_summary_is_for_a_session_that_is_new),
        cmocka_unit_test(a_document_of_the_lowest_session_comes_back),
        cmocka_unit_test(an_empty_document_is_four_words),
        cmocka_unit_test(the_named_session_comes_first_then_the_first_cluster_counts),
        cmocka_unit_test(a_session_without_clusters_is_listed_first_by_itself_only),
        cmocka_unit_test(a_buffer_too_small_stays_as_it_was),
        cmocka_unit_test(exporting_asks_for_no_memory),
        cmocka_unit_test(an_invalid_first_session_is_refused),
        cmocka_unit_test(a_stale_session_cannot_be_written),
        cmocka_unit_test(gen_counts_go_up_to_two_to_the_53),
        cmocka_unit_test(final_ids_go_up_to_two_to_the_53),
        cmocka_unit_test(the_limits_of_numbers_are_read_alike),
        cmocka_unit_test(every_power_of_two_and_its_neighbours_survive),
        cmocka_unit_test(what_is_no_whole_number_is_refused_everywhere),
        cmocka_unit_test(other_versions_are_told_apart_from_damage),
        cmocka_unit_test(the_flag_is_zero_or_one),
        cmocka_unit_test(counts_must_match_the_length),
        cmocka_unit_test(half_words_are_refused),
        cmocka_unit_test(a_cluster_must_name_a_listed_session),
        cmocka_unit_test(a_cluster_holds_at_least_one_id_and_no_more_than_its_capacity),
        cmocka_unit_test(only_the_last_cluster_of_a_session_may_have_room),
        cmocka_unit_test(sessions_must_not_overlap),
        cmocka_unit_test(a_session_must_have_122_bits_and_stay_in_them),
        cmocka_unit_test(a_session_must_not_be_listed_twice),
        cmocka_unit_test(listed_sessions_without_clusters_are_dropped),
        cmocka_unit_test(any_order_of_sessions_is_read),
        cmocka_unit_test(more_finalized_than_generated_is_refused),
        cmocka_unit_test(the_next_range_starts_at_what_was_generated_or_next),
        cmocka_unit_test(local_runs_are_sorted_merged_and_generated),
        cmocka_unit_test(an_id_without_a_final_form_must_be_local),
        cmocka_unit_test(a_session_may_not_generate_beyond_the_last_uuid),
        cmocka_unit_test(garbage_in_the_text_is_refused),
        cmocka_unit_test(every_truncation_is_refused),
        cmocka_unit_test(every_changed_byte_is_refused_or_harmless),
        cmocka_unit_test(a_load_without_memory_leaves_nothing),
        cmocka_unit_test(first_may_be_left_out),
    };
    return RUN_TESTS(tests);
}
