/* fuzz_lease finds what is wrong with loading a record and with reading a lease. */

#include "fuzz_lease.h"
#include "support_cmocka.h"
#include "support_finding.h"

static const fuzz_lease_calls core = {ida_lease_registry_load, ida_lease_decode};

#define RECORD_SIZE IDA_LEASE_RECORD_SIZE(3)

/* A byte that says whether the record is sealed anew, and the record of three numbers, one used. */
static size_t make_record(uint8_t *bytes, uint8_t first)
{
    static const ida_lease_config config = {60000000, 2000000, 10000000};
    const ida_lease_time now = {INT64_C(1) << 50, 7};
    ida_allocator allocator = ida_allocator_standard();
    ida_lease_registry *registry;
    uint32_t number;
    size_t size = 0;
    uint64_t revision;
    assert_int_equal(ida_lease_registry_create(&allocator, &config, 3, IDA_LEASE_AUTHORITY_FOREVER,
                                               now, &registry),
                     IDA_OK);
    assert_int_equal(ida_lease_registry_grant(registry, (ida_uuid){3, 4}, 1, now, &number), IDA_OK);
    assert_int_equal(ida_lease_registry_save(registry, bytes + 1, RECORD_SIZE, &size, &revision),
                     IDA_OK);
    ida_lease_registry_destroy(registry);
    bytes[0] = first;
    return first < 128 ? size + 1 - 8 : size + 1;
}

static unsigned loads;

static ida_status load_counted(const ida_allocator *allocator, const ida_lease_config *config,
                               ida_lease_authority authority, const uint8_t *record, size_t size,
                               bool is_newest, ida_lease_time now, ida_lease_registry **registry)
{
    ida_status status = ida_lease_registry_load(allocator, config, authority, record, size,
                                                is_newest, now, registry);
    loads += status == IDA_OK;
    return status;
}

static fuzz_finding check(const fuzz_lease_calls *calls, const uint8_t *bytes, size_t size)
{
    fuzz_finding finding = {0};
    bool passed = fuzz_lease_check(calls, bytes, size, &finding);
    assert_true(passed != finding.found);
    return finding;
}

TEST(records_are_loaded_with_their_seal_and_with_a_new_one)
{
    fuzz_lease_calls calls = core;
    calls.load = load_counted;
    uint8_t bytes[RECORD_SIZE + 1];
    loads = 0;
    size_t size = make_record(bytes, 200);
    fuzz_finding finding = check(&calls, bytes, size);
    assert_not_found(&finding);
    size = make_record(bytes, 5);
    finding = check(&calls, bytes, size);
    assert_not_found(&finding);
    assert_int_equal(loads, 2);
    for (size_t i = 1; i < size; i++) {
        bytes[i] ^= 1;
        finding = check(&calls, bytes, size);
        assert_not_found(&finding);
        bytes[i] ^= 1;
    }
}

static ida_status load_of_another(const ida_allocator *allocator, const ida_lease_config *config,
                                  ida_lease_authority authority, const uint8_t *record, size_t size,
                                  bool is_newest, ida_lease_time now, ida_lease_registry **registry)
{
    uint32_t number;
    ida_status status = ida_lease_registry_load(allocator, config, authority, record, size,
                                                is_newest, now, registry);
    if (status == IDA_OK) {
        (void)ida_lease_registry_grant(*registry, (ida_uuid){8, 8}, 1, now, &number);
    }
    return status;
}

static ida_status load_and_keep(const ida_allocator *allocator, const ida_lease_config *config,
                                ida_lease_authority authority, const uint8_t *record, size_t size,
                                bool is_newest, ida_lease_time now, ida_lease_registry **registry)
{
    (void)allocator->resize(allocator->context, NULL, 0, 8);
    return ida_lease_registry_load(allocator, config, authority, record, size, is_newest, now,
                                   registry);
}

static ida_status decode_of_another(const uint8_t *bytes, size_t size, ida_lease *lease)
{
    ida_status status = ida_lease_decode(bytes, size, lease);
    lease->term++;
    return status;
}

TEST(wrong_calls_are_found_out)
{
    fuzz_lease_calls calls = core;
    uint8_t bytes[RECORD_SIZE + 1];
    size_t size = make_record(bytes, 200);
    calls.load = load_of_another;
    fuzz_finding finding = check(&calls, bytes, size);
    assert_found(&finding, "canonical");
    calls.load = load_and_keep;
    finding = check(&calls, bytes, size);
    assert_found(&finding, "contract");
    calls = core;
    calls.decode = decode_of_another;
    const ida_lease lease = {{3, 4}, 5, 6, 7, 8, 9};
    ida_lease_encode(&lease, bytes);
    finding = check(&calls, bytes, IDA_LEASE_ENCODED_SIZE);
    assert_found(&finding, "canonical");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(records_are_loaded_with_their_seal_and_with_a_new_one),
        cmocka_unit_test(wrong_calls_are_found_out),
    };
    return RUN_TESTS(tests);
}
