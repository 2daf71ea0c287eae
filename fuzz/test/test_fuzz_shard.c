/* fuzz_shard finds what is wrong with splitting and with tokens. */

#include "fuzz_shard.h"
#include "support_cmocka.h"
#include "support_finding.h"

static const fuzz_shard_calls core = {ida_shard_split, ida_shard_synchronize, ida_shard_follow};

/* Steps: generate is 0, split 1, report 2, the parent's 3, dispose 4, reload 5, forge 6; 8 a shard.
 */
static const uint8_t usual[] = {0,     0, 0, 1,  0, 0, 8,     0, 0, 8,  0, 0,  0,  0, 0,  10, 0, 0,
                                0,     0, 0, 9,  1, 0, 16,    0, 0, 24, 0, 0,  18, 0, 0,  3,  0, 0,
                                8 + 3, 0, 0, 13, 0, 0, 8,     0, 0, 20, 0, 0,  28, 0, 0,  12, 0, 0,
                                0,     0, 0, 0,  0, 0, 8 + 6, 1, 1, 6,  1, 70, 6,  1, 140};

static fuzz_finding check(const fuzz_shard_calls *calls, const uint8_t *bytes, size_t size)
{
    fuzz_finding finding = {0};
    bool passed = fuzz_shard_check(calls, bytes, size, &finding);
    assert_true(passed != finding.found);
    return finding;
}

TEST(the_core_passes)
{
    fuzz_finding finding = check(&core, usual, sizeof usual);
    assert_not_found(&finding);
    uint8_t bytes[900];
    uint32_t random = 1;
    for (unsigned round = 0; round < 300; round++) {
        for (size_t i = 0; i < sizeof bytes; i++) {
            random = random * 1664525u + 1013904223u;
            bytes[i] = (uint8_t)(random >> 24);
        }
        finding = check(&core, bytes, sizeof bytes);
        assert_not_found(&finding);
    }
}

/* A parent that does not listen. */
static ida_status never_synchronize(ida_session *session, const ida_shard_token *token)
{
    (void)session;
    (void)token;
    return IDA_OK;
}

/* A parent that moves, and says that it did not. */
static ida_status refuse_late(ida_session *session, const ida_shard_token *token)
{
    ida_status status = ida_shard_synchronize(session, token);
    return status == IDA_OK ? IDA_INVALID_TOKEN : status;
}

/* The parent goes on as if it had all to itself. */
static ida_status split_and_forget(ida_session *session, const ida_uuid *shard_ids, size_t count,
                                   ida_session **children)
{
    ida_status status = ida_shard_split(session, shard_ids, count, children);
    ida_shard_child child;
    while (status == IDA_OK && ida_shard_child_at(session, 0, &child)) {
        assert_int_equal(ida_shard_revoke(session, child.shard, child.known), IDA_OK);
    }
    return status;
}

TEST(wrong_calls_are_found_out)
{
    fuzz_shard_calls calls = core;
    calls.synchronize = never_synchronize;
    static const uint8_t child_ahead[] = {1, 0, 0, 8, 0, 0, 8, 0, 0};
    fuzz_finding finding = check(&calls, child_ahead, sizeof child_ahead);
    assert_found(&finding, "liveness");
    calls.synchronize = refuse_late;
    finding = check(&calls, usual, sizeof usual);
    assert_found(&finding, "refusal");
    calls = core;
    calls.split = split_and_forget;
    static const uint8_t bytes[] = {1, 0, 0, 8, 0, 0, 0, 0, 0, 0, 0, 0};
    finding = check(&calls, bytes, sizeof bytes);
    assert_found(&finding, "session-unique");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_core_passes),
        cmocka_unit_test(wrong_calls_are_found_out),
    };
    return RUN_TESTS(tests);
}
