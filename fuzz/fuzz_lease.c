/* Loads records of registries and leases, and checks what they give. */
#include "fuzz_lease.h"

#include <stdlib.h>
#include <string.h>
#include <xxhash.h>

#include "kernel/accounting.h"

#define RECORD_MAX (64u << 10)
#define SEAL_SIZE  8u
#define SEAL_BELOW 128u
/* The largest registry, and something for its struct. */
#define MEMORY_MAX (IDA_LEASE_NUMBER_MAX * (size_t)96 + 4096)

static const ida_lease_config config = {60000000, 2000000, 10000000};
static const ida_lease_time now = {INT64_C(1) << 50, 77};

static bool check_lease(const fuzz_lease_calls *calls, const uint8_t *bytes, size_t size,
                        fuzz_finding *finding)
{
    ida_lease lease;
    uint8_t again[IDA_LEASE_ENCODED_SIZE];
    ida_status status = calls->decode(bytes, size, &lease);
    if (status != IDA_OK) {
        return status == IDA_MALFORMED ||
               fuzz_find_status(finding, "contract", "a lease", IDA_MALFORMED, status);
    }
    ida_lease_encode(&lease, again);
    return (size == sizeof again && memcmp(again, bytes, size) == 0) ||
           fuzz_find(finding, "canonical", "a lease", "its bytes", "others");
}

/* A registry that was loaded: its record is the same again, and its leases can be renewed. */
static bool check_registry(ida_lease_registry *registry, const uint8_t *record, size_t size,
                           fuzz_finding *finding)
{
    uint8_t *again = malloc(size);
    size_t again_size = 0;
    uint64_t revision = 0;
    ida_lease lease;
    bool passed = again != NULL;
    if (passed) {
        ida_status status = ida_lease_registry_save(registry, again, size, &again_size, &revision);
        /* The time of day may have gone on, which the seal covers. */
        passed = (status == IDA_OK && again_size == size && memcmp(again, record, 17) == 0 &&
                  memcmp(again + 33, record + 33, size - 33 - SEAL_SIZE) == 0) ||
                 fuzz_find_status(finding, "canonical", "a record", IDA_OK, status);
    }
    for (uint32_t i = 0; passed && i < 64; i++) {
        if (ida_lease_registry_reply(registry, i, &lease) == IDA_OK) {
            ida_status status = ida_lease_registry_renew(registry, &lease, now);
            passed = status == IDA_OK || status == IDA_LEASE_EXPIRED ||
                     fuzz_find_status(finding, "contract", "renew", IDA_OK, status);
        }
    }
    uint32_t number = 0;
    ida_status status = ida_lease_registry_grant(registry, (ida_uuid){1, 2}, 1, now, &number);
    passed = passed && (status == IDA_OK || status == IDA_TRY_LATER ||
                        fuzz_find_status(finding, "contract", "grant", IDA_OK, status));
    free(again);
    return passed;
}

static bool check_record(const fuzz_lease_calls *calls, const uint8_t *record, size_t size,
                         fuzz_finding *finding)
{
    sim_memory memory = {.limit = MEMORY_MAX};
    ida_allocator allocator = sim_memory_allocator(&memory);
    ida_lease_registry *registry = NULL;
    ida_status status = calls->load(&allocator, &config, IDA_LEASE_AUTHORITY_FOREVER, record, size,
                                    true, now, &registry);
    bool passed = status == IDA_OK || status == IDA_MALFORMED || status == IDA_CHECKSUM ||
                  status == IDA_UNSUPPORTED_VERSION || status == IDA_CLOCK_BEHIND ||
                  fuzz_find_status(finding, "contract", "load", IDA_OK, status);
    if (status == IDA_OK) {
        passed = check_registry(registry, record, size, finding);
        ida_lease_registry_destroy(registry);
    }
    passed = passed && (memory.used == 0 ||
                        fuzz_find_number(finding, "contract", "bytes held", 0, memory.used));
    sim_memory_free_all(&memory);
    return passed;
}

bool fuzz_lease_check(const fuzz_lease_calls *calls, const uint8_t *bytes, size_t size,
                      fuzz_finding *finding)
{
    if (!check_lease(calls, bytes, size, finding)) {
        return false;
    }
    if (size == 0 || size > RECORD_MAX) {
        return true;
    }
    bool is_sealed = bytes[0] < SEAL_BELOW;
    size_t body = size - 1;
    uint8_t *record = malloc(body + SEAL_SIZE);
    if (record == NULL) {
        return true;
    }
    memcpy(record, bytes + 1, body);
    if (is_sealed) {
        uint64_t seal = XXH3_64bits(record, body);
        for (unsigned i = 0; i < SEAL_SIZE; i++) {
            record[body + i] = (uint8_t)(seal >> (8 * i) & 0xff);
        }
    }
    bool passed = check_record(calls, record, is_sealed ? body + SEAL_SIZE : body, finding);
    free(record);
    return passed;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    static const fuzz_lease_calls calls = {ida_lease_registry_load, ida_lease_decode};
    fuzz_finding finding = {0};
    if (!fuzz_lease_check(&calls, bytes, size, &finding)) {
        fuzz_abort("fuzz_lease", &finding);
    }
    return 0;
}
