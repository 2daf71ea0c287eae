/* The list of outcomes: its numbers and names are on tapes and in logs, and never change. */
#include <idalloc/status.h>

#include "support_cmocka.h"

typedef struct expected_status {
    ida_status status;
    int value;
    const char *name;
    const char *message;
} expected_status;

static const expected_status expected[] = {
    {IDA_OK, 0, "ok", "success"},
    {IDA_INVALID_ARGUMENT, 1, "invalid-argument", "an argument is outside what the call accepts"},
    {IDA_NO_MEMORY, 2, "no-memory", "the caller's allocator gave no memory"},
    {IDA_BUFFER_TOO_SMALL, 3, "buffer-too-small", "the output buffer is too small"},
    {IDA_MALFORMED, 4, "malformed", "the bytes or the text are not in the expected form"},
    {IDA_CHECKSUM, 5, "checksum", "the checksum does not match: the bytes were damaged"},
    {IDA_UNSUPPORTED_VERSION, 6, "unsupported-version", "the format version is not supported"},
    {IDA_NOT_REPRESENTABLE, 7, "not-representable", "the foreign format cannot hold this state"},
    {IDA_INVALID_RANGE, 8, "invalid-range", "the creation range is malformed"},
    {IDA_OUT_OF_ORDER, 9, "out-of-order", "the range does not start after the finalized IDs"},
    {IDA_COLLISION, 10, "collision", "the range's UUIDs overlap those of another session"},
    {IDA_EXHAUSTED, 11, "exhausted", "the number space is used up"},
    {IDA_UNKNOWN_ID, 12, "unknown-id", "no such ID was generated or finalized"},
    {IDA_UNKNOWN_SESSION, 13, "unknown-session", "no ID of that session was ever finalized"},
    {IDA_ORIGIN_REQUIRED, 14, "origin-required", "a local ID means nothing without its session"},
    {IDA_STALE_SESSION, 15, "stale-session", "more IDs are finalized than this session made"},
    {IDA_SESSION_EXISTS, 16, "session-exists", "the document already has IDs of that session"},
    {IDA_TRY_LATER, 17, "try-later", "no ID is available now: try again later"},
    {IDA_FOREIGN_NODE, 18, "foreign-node", "another node made that ID"},
    {IDA_CLOCK_BEHIND, 19, "clock-behind", "the clock is behind the last ID or the lease"},
    {IDA_LEASE_EXPIRED, 20, "lease-expired", "the lease of the coordinator number has ended"},
    {IDA_NOT_PERSISTED, 21, "not-persisted", "a write that must come first is not confirmed"},
    {IDA_STALE_TERM, 22, "stale-term", "a later master granted more, or the record was restored"},
    {IDA_STALE_MESSAGE, 23, "stale-message", "the message is repeated or late"},
    {IDA_INVALID_CHUNK, 24, "invalid-chunk", "the chunk is malformed, or below what was drawn"},
    {IDA_UNKNOWN_COORDINATOR, 25, "unknown-coordinator", "the coordinator is not a member"},
    {IDA_TOO_MANY_MEMBERS, 26, "too-many-members", "the largest number of members is reached"},
    {IDA_FORKED, 27, "forked", "bound to another process, or to none: fork() may have copied it"},
    {IDA_STALE_RECORD, 28, "stale-record", "the stored record is too old: raise the sequence"},
    {IDA_OTHER_START, 29, "other-start", "the stored sequence began at another first_start"},
    {IDA_STOPPED, 30, "stopped", "the coordinator was stopped: create it again"},
    {IDA_SHARDED, 31, "sharded", "a sharded session's IDs are not consecutive"},
    {IDA_NOT_SHARDED, 32, "not-sharded", "the session has no shards"},
    {IDA_NOT_ROOT, 33, "not-root", "only the root of the shards can do that"},
    {IDA_NOT_CHILD, 34, "not-child", "only a shard that has a parent can do that"},
    {IDA_UNKNOWN_SHARD, 35, "unknown-shard", "the session has no living child of that ID"},
    {IDA_SHARD_LIMIT, 36, "shard-limit", "the stride would be above the largest one"},
    {IDA_SHARD_HAS_CHILDREN, 37, "shard-has-children", "dispose of the shard's children first"},
    {IDA_SHARD_DISPOSED, 38, "shard-disposed", "the shard gave its IDs back to its parent"},
    {IDA_INVALID_TOKEN, 39, "invalid-token", "that shard can't have made that token"},
    {IDA_STALE_TOKEN, 40, "stale-token", "the shard is known to have made more than that"},
    {IDA_CLOCK_JUMP, 41, "clock-jump", "the clock was set by more than its bound"},
};

TEST(values_never_change)
{
    for (size_t i = 0; i < COUNT_OF(expected); i++) {
        name_case("%s", expected[i].name);
        assert_int_equal(expected[i].status, expected[i].value);
    }
}

TEST(every_status_has_its_name_and_message)
{
    for (size_t i = 0; i < COUNT_OF(expected); i++) {
        name_case("%s", expected[i].name);
        assert_string_equal(ida_status_name(expected[i].status), expected[i].name);
        assert_string_equal(ida_status_message(expected[i].status), expected[i].message);
    }
}

TEST(a_number_that_is_no_status_still_has_a_name_and_a_message)
{
    const int numbers[] = {99, 100, 999, -1, INT32_MAX, INT32_MIN};
    for (size_t i = 0; i < COUNT_OF(numbers); i++) {
        name_case("%d", numbers[i]);
        ida_status status = (ida_status)numbers[i];
        assert_string_equal(ida_status_name(status), "unknown-status");
        const char *message = ida_status_message(status);
        assert_non_null(message);
        assert_true(strlen(message) > 0);
        for (size_t j = 0; j < COUNT_OF(expected); j++) {
            assert_string_not_equal(message, expected[j].message);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(values_never_change),
        cmocka_unit_test(every_status_has_its_name_and_message),
        cmocka_unit_test(a_number_that_is_no_status_still_has_a_name_and_a_message),
    };
    return RUN_TESTS(tests);
}
