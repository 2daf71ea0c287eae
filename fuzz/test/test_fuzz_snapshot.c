/* fuzz_snapshot finds what is wrong with loading and saving, behind the checksum too. */

#include "fuzz_snapshot.h"
#include "support_cmocka.h"
#include "support_finding.h"

static const fuzz_snapshot_calls core = {ida_snapshot_load, ida_snapshot_save};

static fuzz_finding check(const fuzz_snapshot_calls *calls, bool damaged)
{
    uint8_t bytes[1024];
    size_t size = make_snapshot(bytes, sizeof bytes);
    fuzz_finding finding = {0};
    bytes[size - 1] ^= damaged ? 1 : 0;
    (void)fuzz_snapshot_check(calls, bytes, size, &finding);
    return finding;
}

/* --- loads that are wrong --- */

static unsigned loads;

static ida_status load_counted(const ida_allocator *allocator, const uint8_t *bytes, size_t size,
                               ida_snapshot *snapshot)
{
    ida_status status = ida_snapshot_load(allocator, bytes, size, snapshot);
    loads += status == IDA_OK;
    return status;
}

static ida_status load_damaged(const ida_allocator *allocator, const uint8_t *bytes, size_t size,
                               ida_snapshot *snapshot)
{
    uint8_t copy[1024];
    memcpy(copy, bytes, size);
    copy[size - 1] ^= 1;
    return ida_snapshot_load(allocator, copy, size, snapshot);
}

static ida_status load_greedily(const ida_allocator *allocator, const uint8_t *bytes, size_t size,
                                ida_snapshot *snapshot)
{
    void *block = allocator->resize(allocator->context, NULL, 0, size * 1000);
    if (block == NULL) {
        return IDA_NO_MEMORY;
    }
    (void)allocator->resize(allocator->context, block, size * 1000, 0);
    return ida_snapshot_load(allocator, bytes, size, snapshot);
}

static ida_status load_elsewhere(const ida_allocator *allocator, const uint8_t *bytes, size_t size,
                                 ida_snapshot *snapshot)
{
    ida_status status = ida_snapshot_load(allocator, bytes, size, snapshot);
    if (status == IDA_OK) {
        snapshot->log_position++;
    }
    return status;
}

static ida_status load_and_keep(const ida_allocator *allocator, const uint8_t *bytes, size_t size,
                                ida_snapshot *snapshot)
{
    (void)allocator->resize(allocator->context, NULL, 0, 16);
    return ida_snapshot_load(allocator, bytes, size, snapshot);
}

TEST(sound_snapshots_pass_and_damage_is_looked_behind)
{
    fuzz_snapshot_calls calls = core;
    calls.load = load_counted;
    loads = 0;
    fuzz_finding finding = check(&calls, false);
    assert_not_found(&finding);
    assert_int_equal(loads, 1);
    finding = check(&calls, true);
    assert_not_found(&finding);
    assert_int_equal(loads, 2);
}

TEST(wrong_loads_are_found_out)
{
    fuzz_snapshot_calls calls = core;
    calls.load = load_damaged;
    fuzz_finding finding = check(&calls, true);
    assert_found(&finding, "rehydration");
    calls.load = load_greedily;
    finding = check(&calls, false);
    assert_found(&finding, "bounded-memory");
    calls.load = load_elsewhere;
    finding = check(&calls, false);
    assert_found(&finding, "canonical");
    calls.load = load_and_keep;
    finding = check(&calls, false);
    assert_found(&finding, "contract");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sound_snapshots_pass_and_damage_is_looked_behind),
        cmocka_unit_test(wrong_loads_are_found_out),
    };
    return RUN_TESTS(tests);
}
