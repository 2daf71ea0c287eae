/* Reads the data of report pages. */
#include "support_page.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <zlib.h>

#include "support_cmocka.h"
#include "support_directory.h"

page page_read(const char *path)
{
    static const char begin[] = "<script type=\"application/json\" id=\"idsim-head\">";
    page p = {.text = file_read_text(path)};
    const char *head = strstr(p.text, begin);
    assert_non_null(head);
    head += strlen(begin);
    const char *end = strstr(head, "</script>");
    assert_non_null(end);
    p.head = json_loadb(head, (size_t)(end - head), 0, NULL);
    assert_non_null(p.head);
    return p;
}

void page_free(page *p)
{
    json_decref(p->head);
    free(p->text);
}

/* --- Blocks. --- */

static unsigned char *decode_base64(const char *text, size_t length, size_t *size)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    unsigned char *bytes = calloc(length + 1, 1);
    uint32_t group = 0;
    unsigned bits = 0;
    assert_int_equal(length % 4, 0);
    *size = 0;
    for (size_t i = 0; i < length && text[i] != '='; i++) {
        const char *digit = strchr(digits, text[i]);
        assert_non_null(digit);
        group = group << 6 | (uint32_t)(digit - digits);
        bits += 6;
        if (bits >= 8) {
            bits -= 8;
            bytes[(*size)++] = (unsigned char)(group >> bits);
        }
    }
    return bytes;
}

static unsigned char *inflate_all(unsigned char *bytes, size_t *size, size_t expected)
{
    uLongf length = (uLongf)expected;
    unsigned char *plain = calloc(expected + 1, 1);
    assert_int_equal(uncompress(plain, &length, bytes, (uLong)*size), Z_OK);
    free(bytes);
    *size = length;
    return plain;
}

static void split_lines(block *b, const unsigned char *bytes, size_t size)
{
    b->text = malloc(size + 1);
    memcpy(b->text, bytes, size);
    b->text[size] = '\0';
    b->lines = calloc(b->count + 1, sizeof *b->lines);
    char *at = b->text;
    for (size_t i = 0; i < b->count; i++) {
        char *end = strchr(at, '\n');
        assert_non_null(end);
        *end = '\0';
        b->lines[i] = at;
        at = end + 1;
    }
    assert_ptr_equal(at, b->text + size);
}

static void split_numbers(block *b, const unsigned char *bytes, size_t size, size_t width)
{
    assert_int_equal(size, b->count * width);
    b->numbers = calloc(b->count + 1, sizeof *b->numbers);
    for (size_t i = 0; i < b->count; i++) {
        uint64_t bits = 0;
        for (size_t k = 0; k < width; k++) {
            bits |= (uint64_t)bytes[i * width + k] << 8 * k;
        }
        b->numbers[i] = width == 4 ? (int32_t)(uint32_t)bits : (int64_t)bits;
    }
}

block page_block(const page *p, unsigned world, const char *name)
{
    char begin[120];
    char type[8];
    char encoding[20];
    size_t count;
    size_t size;
    (void)snprintf(begin, sizeof begin,
                   "<script type=\"application/octet-stream\" id=\"idsim-%u-%s\" ", world, name);
    const char *at = strstr(p->text, begin);
    if (at == NULL) {
        fail_msg("no block %s of world %u", name, world);
        abort();
    }
    // NOLINTNEXTLINE(cert-err34-c): what is read is compared below
    int read = sscanf(at + strlen(begin),
                      "data-type=\"%7[^\"]\" data-count=\"%zu\" data-encoding=\"%19[^\"]\">", type,
                      &count, encoding);
    assert_int_equal(read, 3);
    const char *data = strchr(at, '>') + 1;
    block b = {.count = count};
    unsigned char *bytes = decode_base64(data, strcspn(data, "<"), &size);
    if (strcmp(encoding, "deflate-base64") == 0) {
        bytes = inflate_all(bytes, &size, (size_t)64 << 20);
    } else {
        assert_string_equal(encoding, "base64");
    }
    if (strcmp(type, "text") == 0) {
        split_lines(&b, bytes, size);
    } else {
        split_numbers(&b, bytes, size,
                      strcmp(type, "i64") == 0   ? 8
                      : strcmp(type, "i32") == 0 ? 4
                                                 : 1);
    }
    free(bytes);
    return b;
}

void block_free(block *b)
{
    free(b->numbers);
    free(b->lines);
    free(b->text);
}

/* --- Events. --- */

typedef struct events {
    const json_t *kinds;
    const json_t *fields;
    block op;
    block kind;
    block field_at;
    block field_name;
    block field_value;
    block big;
    block strings;
    block uuids;
    block true_us;
    block reading_us;
} events;

static const char *member_at(const json_t *array, int64_t index, const char *name)
{
    const char *text =
        json_string_value(json_object_get(json_array_get(array, (size_t)index), name));
    assert_non_null(text);
    return text;
}

/* As sim_json_number does. */
static json_t *number(int64_t value, bool is_signed)
{
    const int64_t max = (INT64_C(1) << 53) - 1;
    if (value >= 0 ? value <= max : is_signed && value >= -max) {
        return json_integer(value);
    }
    return is_signed ? json_sprintf("%" PRId64, value) : json_sprintf("%" PRIu64, (uint64_t)value);
}

static json_t *value_of(const events *e, const char *type, int64_t value)
{
    if (strcmp(type, "truth") == 0) {
        return json_boolean(value);
    }
    if (strcmp(type, "word") == 0) {
        return json_string(e->strings.lines[value]);
    }
    if (strcmp(type, "uuid") == 0) {
        return json_string(e->uuids.lines[value]);
    }
    if (strncmp(type, "wide", 4) == 0) {
        return number(e->big.numbers[value], strcmp(type, "wide-integer") == 0);
    }
    return number(value, true);
}

static json_t *event_at(const events *e, size_t index)
{
    json_t *event = json_object();
    json_t *list = NULL;
    json_t *element = NULL;
    json_object_set_new(event, "op", json_integer(e->op.numbers[index]));
    json_object_set_new(event, "kind",
                        json_string(member_at(e->kinds, e->kind.numbers[index], "name")));
    if (e->true_us.count > 0) {
        json_object_set_new(event, "true_us", number(e->true_us.numbers[index], false));
    }
    if (e->reading_us.count > 0 && e->reading_us.numbers[index] >= 0) {
        json_object_set_new(event, "reading_us", number(e->reading_us.numbers[index], false));
    }
    for (int64_t i = e->field_at.numbers[index]; i < e->field_at.numbers[index + 1]; i++) {
        const char *name = member_at(e->fields, e->field_name.numbers[i], "name");
        const char *type = member_at(e->fields, e->field_name.numbers[i], "type");
        int64_t value = e->field_value.numbers[i];
        if (strcmp(type, "list") == 0) {
            const char *end = member_at(e->fields, e->field_name.numbers[i + value], "type");
            assert_string_equal(end, "end");
            list = json_array();
            element = json_object();
            json_object_set_new(event, name, list);
        } else if (strcmp(type, "next") == 0) {
            json_array_append_new(list, element);
            element = json_object();
        } else if (strcmp(type, "end") == 0) {
            json_decref(element);
            list = NULL;
        } else {
            json_object_set_new(list == NULL ? event : element, name, value_of(e, type, value));
        }
    }
    return event;
}

json_t *page_events(const page *p, unsigned world)
{
    const json_t *head = json_array_get(json_object_get(p->head, "worlds"), world);
    events e = {.kinds = json_object_get(head, "kinds"), .fields = json_object_get(head, "fields")};
    const struct {
        const char *name;
        block *block;
    } blocks[] = {{"op", &e.op},
                  {"kind", &e.kind},
                  {"field-at", &e.field_at},
                  {"field-name", &e.field_name},
                  {"field-value", &e.field_value},
                  {"big", &e.big},
                  {"strings", &e.strings},
                  {"uuids", &e.uuids},
                  {"true_us", &e.true_us},
                  {"reading_us", &e.reading_us}};
    for (size_t i = 0; i < COUNT_OF(blocks); i++) {
        *blocks[i].block = page_block(p, world, blocks[i].name);
    }
    json_t *array = json_array();
    assert_int_equal(e.kind.count, e.op.count);
    assert_int_equal(e.field_at.count, e.op.count + 1);
    for (size_t i = 0; i < e.op.count; i++) {
        json_array_append_new(array, event_at(&e, i));
    }
    for (size_t i = 0; i < COUNT_OF(blocks); i++) {
        block_free(blocks[i].block);
    }
    return array;
}
