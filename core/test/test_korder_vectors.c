/*
 * Every row of vectors/korder.tsv, in both directions: what the Erlang library uid made, in the
 * seed's version (node fingerprint phash) and in 1.3.5 (phash2).
 */
#include <stdio.h>

#include <idalloc/korder.h>

#include "support_cmocka.h"

#define FIELDS_MAX 12
#define ROW_SIZE   512
#define NAME_SIZE  64

typedef struct row {
    char line[ROW_SIZE];
    const char *fields[FIELDS_MAX];
    size_t count;
} row;

static FILE *open_vectors(void)
{
    FILE *file = fopen(IDA_TEST_DATA "/korder.tsv", "r");
    assert_non_null(file);
    return file;
}

/* The next row of a kind; false at the end of the file. */
static bool next_row(FILE *file, char kind, row *r)
{
    while (fgets(r->line, sizeof(r->line), file) != NULL) {
        size_t length = strlen(r->line);
        assert_true(length > 0 && r->line[length - 1] == '\n');
        r->line[length - 1] = '\0';
        if (r->line[0] != kind) {
            assert_non_null(strchr("#FLG", r->line[0]));
            continue;
        }
        char *at = r->line;
        r->count = 0;
        while (at != NULL) {
            assert_true(r->count < FIELDS_MAX);
            r->fields[r->count] = at;
            r->count++;
            at = strchr(at, '\t');
            if (at != NULL) {
                *at = '\0';
                at++;
            }
        }
        return true;
    }
    return false;
}

static uint64_t number(const char *text, int base)
{
    char *end = NULL;
    uint64_t value = strtoull(text, &end, base);
    assert_true(end != text && *end == '\0');
    return value;
}

/* Reads hex digits, "-" being none; returns how many bytes they are. */
static size_t unhex(const char *text, uint8_t *bytes, size_t room)
{
    size_t length = strcmp(text, "-") == 0 ? 0 : strlen(text);
    assert_true(length % 2 == 0 && length / 2 <= room);
    for (size_t i = 0; i < length / 2; i++) {
        char pair[3] = {text[2 * i], text[2 * i + 1], '\0'};
        bytes[i] = (uint8_t)number(pair, 16);
    }
    return length / 2;
}

static void assert_text(const char *text, const char *expected)
{
    if (strcmp(expected, "-") != 0) {
        assert_string_equal(text, expected);
    }
}

TEST(every_fingerprint)
{
    FILE *file = open_vectors();
    row r;
    size_t count = 0;
    while (next_row(file, 'F', &r)) {
        assert_int_equal(r.count, 5);
        name_case("F %s", r.fields[1]);
        uint8_t name[NAME_SIZE];
        size_t length = unhex(r.fields[1], name, sizeof(name));
        uint64_t pjw = number(r.fields[2], 16);
        const char *text = (const char *)name;
        assert_int_equal(ida_korder_fingerprint(text, length, IDA_KORDER_PHASH),
                         number(r.fields[3], 16));
        assert_int_equal(ida_korder_fingerprint(text, length, IDA_KORDER_PHASH2),
                         number(r.fields[4], 16));
        assert_true(number(r.fields[3], 16) == pjw + 1 && number(r.fields[4], 16) == pjw);
        count++;
    }
    assert_int_equal(fclose(file), 0);
    assert_int_equal(count, 13);
}

static void check_local(const row *r)
{
    uint64_t time_us = number(r->fields[1], 10);
    uint32_t sequence = (uint32_t)number(r->fields[2], 10);
    uint8_t expected[IDA_KORDER_LOCAL_SIZE];
    assert_int_equal(unhex(r->fields[3], expected, sizeof(expected)), sizeof(expected));

    ida_korder_local local = 0;
    uint8_t bytes[IDA_KORDER_LOCAL_SIZE];
    char text[IDA_KORDER_LOCAL_TEXT_SIZE];
    assert_int_equal(ida_korder_make(time_us, sequence, &local), IDA_OK);
    assert_true(local == number(r->fields[4], 10));
    ida_korder_local_to_bytes(local, bytes);
    assert_memory_equal(bytes, expected, sizeof(bytes));
    ida_korder_local_format(local, IDA_KORDER_D64, text);
    assert_string_equal(text, r->fields[7]);

    ida_korder_local read = 0;
    assert_int_equal(ida_korder_local_from_bytes(expected, sizeof(expected), &read), IDA_OK);
    assert_true(read == local);
    read = 0;
    assert_int_equal(
        ida_korder_local_parse(r->fields[7], strlen(r->fields[7]), IDA_KORDER_D64, &read), IDA_OK);
    assert_true(read == local);
    assert_true(ida_korder_time_us(read) == number(r->fields[5], 10));
    assert_true(ida_korder_time_ms(read) == number(r->fields[6], 10));
    assert_int_equal(ida_korder_sequence(read), sequence);
}

TEST(every_local_id)
{
    FILE *file = open_vectors();
    row r;
    size_t count = 0;
    while (next_row(file, 'L', &r)) {
        assert_int_equal(r.count, 8);
        name_case("L %s %s", r.fields[1], r.fields[2]);
        check_local(&r);
        count++;
    }
    assert_int_equal(fclose(file), 0);
    assert_int_equal(count, 74);
}

static void check_global_reading(const row *r, const uint8_t *bytes, ida_korder_config config,
                                 ida_korder_local expected)
{
    ida_korder_global global;
    ida_korder_local local = 0;
    uint32_t node = ~config.node;
    assert_int_equal(
        ida_korder_global_from_bytes(bytes, IDA_KORDER_GLOBAL_SIZE, config.drift, &global), IDA_OK);
    assert_memory_equal(global.bytes, bytes, IDA_KORDER_GLOBAL_SIZE);
    assert_int_equal(ida_korder_split(&global, config.drift, &local, &node), IDA_OK);
    assert_true(local == expected && node == config.node);
    local = ~expected;
    assert_int_equal(ida_korder_to_local(&config, &global, &local), IDA_OK);
    assert_true(local == expected);
    assert_true(ida_korder_time_us(local) == number(r->fields[7], 10));
    assert_true(ida_korder_time_ms(local) == number(r->fields[8], 10));
    if (strcmp(r->fields[10], "-") != 0) {
        ida_korder_global parsed = {{0}};
        assert_int_equal(ida_korder_global_parse(r->fields[10], strlen(r->fields[10]),
                                                 IDA_KORDER_D64, config.drift, &parsed),
                         IDA_OK);
        assert_memory_equal(parsed.bytes, bytes, IDA_KORDER_GLOBAL_SIZE);
    }
}

static void check_global(const row *r)
{
    uint8_t expected[IDA_KORDER_GLOBAL_SIZE];
    uint8_t expected_local[IDA_KORDER_LOCAL_SIZE];
    ida_korder_config config = {.node = (uint32_t)number(r->fields[4], 16),
                                .drift = (uint32_t)number(r->fields[5], 10)};
    assert_int_equal(unhex(r->fields[6], expected, sizeof(expected)), sizeof(expected));
    assert_int_equal(unhex(r->fields[9], expected_local, sizeof(expected_local)), 8);

    ida_korder_local local = 0;
    ida_korder_global global;
    uint8_t bytes[IDA_KORDER_LOCAL_SIZE];
    char text[IDA_KORDER_GLOBAL_TEXT_SIZE];
    assert_int_equal(
        ida_korder_make(number(r->fields[2], 10), (uint32_t)number(r->fields[3], 10), &local),
        IDA_OK);
    ida_korder_local_to_bytes(local, bytes);
    assert_memory_equal(bytes, expected_local, sizeof(bytes));
    assert_int_equal(ida_korder_to_global(&config, local, &global), IDA_OK);
    assert_memory_equal(global.bytes, expected, sizeof(expected));
    ida_korder_global_format(&global, IDA_KORDER_D64, text);
    assert_text(text, r->fields[10]);
    check_global_reading(r, expected, config, local);
}

/*
 * A row's fingerprint must be that of a node of which the variant is known: one of the names in the
 * file, or a@127.0.0.1, which its rows use besides.
 */
static bool is_fingerprint(uint64_t node, const char *variant)
{
    static const char other[] = "a@127.0.0.1";
    ida_korder_hash hash = strcmp(variant, "phash") == 0 ? IDA_KORDER_PHASH : IDA_KORDER_PHASH2;
    FILE *file = open_vectors();
    row r;
    bool found = ida_korder_fingerprint(other, strlen(other), hash) == node;
    while (next_row(file, 'F', &r)) {
        uint8_t name[NAME_SIZE];
        size_t length = unhex(r.fields[1], name, sizeof(name));
        found = found || ida_korder_fingerprint((const char *)name, length, hash) == node;
    }
    assert_int_equal(fclose(file), 0);
    return found;
}

TEST(every_global_id_of_both_variants)
{
    FILE *file = open_vectors();
    row r;
    size_t count = 0;
    size_t variants[3] = {0, 0, 0};
    while (next_row(file, 'G', &r)) {
        assert_int_equal(r.count, 11);
        name_case("G %s %s %s %s %s", r.fields[1], r.fields[2], r.fields[3], r.fields[4],
                  r.fields[5]);
        check_global(&r);
        size_t variant = 2;
        if (strcmp(r.fields[1], "any") != 0) {
            variant = strcmp(r.fields[1], "phash") == 0 ? 0 : 1;
            assert_true(variant == 0 || strcmp(r.fields[1], "phash2") == 0);
            assert_true(is_fingerprint(number(r.fields[4], 16), r.fields[1]));
        }
        variants[variant]++;
        count++;
    }
    assert_int_equal(fclose(file), 0);
    assert_int_equal(variants[0], 555);
    assert_int_equal(variants[1], 444);
    assert_int_equal(variants[2], 389);
    assert_int_equal(count, 1388);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_fingerprint),
        cmocka_unit_test(every_local_id),
        cmocka_unit_test(every_global_id_of_both_variants),
    };
    return RUN_TESTS(tests);
}
