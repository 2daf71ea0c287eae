/*
 * The forms in which data leaves a process: texts of UUIDs, encoded ranges. Each is written,
 * compared with the rules, and read again, which must give the same. Forms that the subject does
 * not have are skipped.
 */
#include "oracle_internal.h"

#include <assert.h>
#include <string.h>

#include "stable.h"

/* The value of output arguments before a call that must not write them. */
static const ida_uuid sentinel_uuid = {UINT64_C(0xFEEDFACEFEEDFACE), UINT64_C(0xC0FFEEC0FFEE)};

static void report(sim_oracle *oracle, sim_site site, sim_value expected, sim_value got)
{
    sim_report(oracle, SIM_INVARIANT_CONTRACT, site, expected, got);
}

/* --- UUIDs as texts. --- */

/* Reads a valid or invalid UUID text; false after reporting. */
static bool check_parse(sim_oracle *oracle, unsigned node, unsigned slot, const char *text,
                        size_t length, const ida_uuid *right)
{
    ida_uuid read = sentinel_uuid;
    ida_status status = oracle->world->subject->uuid_parse(text, length, &read);
    ida_status expected = right != NULL ? IDA_OK : IDA_MALFORMED;
    if (status == expected && sim_stable_equal(read, right != NULL ? *right : sentinel_uuid)) {
        return true;
    }
    report(oracle,
           sim_site_about(sim_site_slot(oracle, node, slot, SIM_WORD_UUID_PARSE),
                          sim_value_text(text)),
           sim_value_status(expected),
           status == expected ? sim_value_words(SIM_WORD_ANOTHER_UUID) : sim_value_status(status));
    return false;
}

static void check_text(sim_oracle *oracle, unsigned node, unsigned slot, ida_uuid uuid)
{
    const size_t length = IDA_UUID_TEXT_LENGTH;
    const size_t version_at = 14;
    const size_t variant_at = 19;
    char right[IDA_UUID_TEXT_SIZE];
    char text[IDA_UUID_TEXT_SIZE] = "";
    sim_uuid_text(uuid, right);
    oracle->world->subject->uuid_format(uuid, text);
    sim_count(oracle, SIM_INVARIANT_CONTRACT);
    if (memcmp(right, text, sizeof text) != 0) {
        text[length] = '\0';
        report(oracle, sim_site_slot(oracle, node, slot, SIM_WORD_UUID_FORMAT),
               sim_value_text(right), sim_value_text(text));
        return;
    }
    if (!check_parse(oracle, node, slot, right, length, &uuid) ||
        !check_parse(oracle, node, slot, right, length - 1, NULL)) {
        return;
    }
    for (size_t i = 0; i < length; i++) {
        text[i] = right[i] >= 'a' && right[i] <= 'f' ? (char)(right[i] - 'a' + 'A') : right[i];
    }
    if (!check_parse(oracle, node, slot, text, length, &uuid)) {
        return;
    }
    /* One wrong character, somewhere else each time; another version; another variant. */
    memcpy(text, right, sizeof text);
    text[uuid.low % length] = 'g';
    if (!check_parse(oracle, node, slot, text, length, NULL)) {
        return;
    }
    memcpy(text, right, sizeof text);
    text[version_at] = '1';
    if (!check_parse(oracle, node, slot, text, length, NULL)) {
        return;
    }
    memcpy(text, right, sizeof text);
    text[variant_at] = 'c';
    (void)check_parse(oracle, node, slot, text, length, NULL);
}

/* --- Ranges as bytes. --- */

static unsigned digit(char character)
{
    return character <= '9' ? (unsigned)(character - '0') : (unsigned)(character - 'a') + 10;
}

static size_t put_number(uint8_t *bytes, uint64_t number, size_t size)
{
    assert(size <= sizeof number);
    for (size_t i = 0; i < size; i++) {
        bytes[i] = (uint8_t)(number >> (8 * i) & 0xFF);
    }
    return size;
}

/* The bytes that the rules require: the UUID's as its text has them, then numbers. */
static void encode_rightly(const ida_range *range, uint8_t bytes[IDA_RANGE_ENCODED_SIZE])
{
    char text[IDA_UUID_TEXT_SIZE];
    size_t used = 0;
    sim_uuid_text(range->session, text);
    for (const char *at = text; *at != '\0'; at++) {
        if (*at != '-') {
            bytes[used++] = (uint8_t)(digit(at[0]) << 4 | digit(at[1]));
            at++;
        }
    }
    assert(used == 16);
    used += put_number(bytes + used, range->first_gen_count, 8);
    used += put_number(bytes + used, range->count, 8);
    used += put_number(bytes + used, range->requested_cluster_size, 4);
    assert(used == IDA_RANGE_ENCODED_SIZE);
    (void)used;
}

static void check_decode(sim_oracle *oracle, unsigned node, unsigned slot, const uint8_t *bytes,
                         size_t size, const ida_range *right, ida_status expected)
{
    const ida_range untouched = {sentinel_uuid, 1, 2, 3};
    ida_range read = untouched;
    ida_status status = oracle->world->subject->range_decode(bytes, size, &read);
    if (status == expected && sim_answer_same_range(&read, right != NULL ? right : &untouched)) {
        return;
    }
    bool answered = status == expected && right != NULL;
    report(oracle, sim_site_slot(oracle, node, slot, SIM_WORD_RANGE_DECODE),
           answered ? sim_value_range(right) : sim_value_status(expected),
           answered ? sim_value_range(&read) : sim_value_status(status));
}

/* A UUID as bytes and back; another version and another variant are refused. */
static void check_uuid_bytes(sim_oracle *oracle, unsigned node, unsigned slot, ida_uuid uuid,
                             const uint8_t right[16])
{
    const sim_subject *subject = oracle->world->subject;
    const size_t version_at = 6;
    const size_t variant_at = 8;
    uint8_t bytes[16] = {0};
    if (subject->uuid_to_bytes == NULL || subject->uuid_from_bytes == NULL) {
        return;
    }
    subject->uuid_to_bytes(uuid, bytes);
    sim_count(oracle, SIM_INVARIANT_CONTRACT);
    if (memcmp(bytes, right, sizeof bytes) != 0) {
        sim_report_words(oracle, SIM_INVARIANT_CONTRACT,
                         sim_site_slot(oracle, node, slot, SIM_WORD_UUID_TO_BYTES),
                         SIM_WORD_RANGE_BYTES, SIM_WORD_OTHER_BYTES);
    }
    for (unsigned i = 0; i < 7 && !sim_oracle_over(oracle); i++) {
        ida_uuid read = sentinel_uuid;
        memcpy(bytes, right, sizeof bytes);
        bytes[version_at] ^= i < 4 ? (uint8_t)(0x10u << i) : 0;
        bytes[variant_at] ^= i >= 4 && i < 6 ? (uint8_t)(0x40u << (i - 4)) : 0;
        ida_status expected = i < 6 ? IDA_MALFORMED : IDA_OK;
        ida_status status = subject->uuid_from_bytes(bytes, &read);
        if (status != expected || !sim_stable_equal(read, i < 6 ? sentinel_uuid : uuid)) {
            sim_report_status(oracle, SIM_INVARIANT_CONTRACT,
                              sim_site_slot(oracle, node, slot, SIM_WORD_UUID_FROM_BYTES), expected,
                              status);
        }
    }
}

static void check_wire(sim_oracle *oracle, unsigned node, unsigned slot, const ida_range *range)
{
    uint8_t right[IDA_RANGE_ENCODED_SIZE + 1] = {0};
    uint8_t bytes[IDA_RANGE_ENCODED_SIZE] = {0};
    const size_t size = sizeof bytes;
    const size_t version_at = 6;
    const size_t first_at = 16;
    encode_rightly(range, right);
    oracle->world->subject->range_encode(range, bytes);
    check_uuid_bytes(oracle, node, slot, range->session, right);
    sim_count(oracle, SIM_INVARIANT_CONTRACT);
    if (memcmp(right, bytes, size) != 0) {
        report(oracle, sim_site_slot(oracle, node, slot, SIM_WORD_RANGE_ENCODE),
               sim_value_words(SIM_WORD_RANGE_BYTES), sim_value_words(SIM_WORD_OTHER_BYTES));
        return;
    }
    check_decode(oracle, node, slot, right, size, range, IDA_OK);
    check_decode(oracle, node, slot, right, size - 1, NULL, IDA_MALFORMED);
    check_decode(oracle, node, slot, right, size + 1, NULL, IDA_MALFORMED);
    right[version_at] ^= 0x10;
    check_decode(oracle, node, slot, right, size, NULL, IDA_MALFORMED);
    right[version_at] ^= 0x10;
    (void)put_number(right + first_at, 0, 8);
    check_decode(oracle, node, slot, right, size, NULL, IDA_INVALID_RANGE);
}

void sim_check_range_forms(sim_oracle *oracle, unsigned node, unsigned slot, const ida_range *range)
{
    const sim_subject *subject = oracle->world->subject;
    /* One range in four: making texts takes long. */
    if (sim_oracle_over(oracle) || range->count == 0 || oracle->range_turn++ % 4 != 0) {
        return;
    }
    if (subject->range_encode != NULL && subject->range_decode != NULL) {
        check_wire(oracle, node, slot, range);
    }
    ida_uuid last;
    if (subject->uuid_format != NULL && subject->uuid_parse != NULL &&
        sim_stable_add(range->session, range->first_gen_count + range->count - 2, &last)) {
        check_text(oracle, node, slot, last);
    }
}
