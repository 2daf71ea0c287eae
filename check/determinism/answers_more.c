/* Shards and leases as their fuzz targets drive them, with all answers. */
#include "digests.h"
#include "fuzz_lease.h"
#include "fuzz_shard.h"

/* The trace of the check that runs; calls have no context of their own. */
static sim_trace *answers;

static ida_status note(ida_status status, uint64_t a, uint64_t b, uint64_t c)
{
    const uint64_t numbers[] = {(uint64_t)status, a, b, c};
    sim_trace_event(answers, SIM_EVENT_OTHER, numbers, 4);
    return status;
}

static ida_status split(ida_session *session, const ida_uuid *shard_ids, size_t count,
                        ida_session **children)
{
    ida_status status = ida_shard_split(session, shard_ids, count, children);
    return note(status, count, ida_session_generated(session), 0);
}

static ida_status synchronize(ida_session *session, const ida_shard_token *token)
{
    ida_status status = ida_shard_synchronize(session, token);
    return note(status, ida_session_generated(session), ida_session_next_range_start(session), 1);
}

static ida_status follow(ida_session *session, const ida_shard_token *token)
{
    ida_status status = ida_shard_follow(session, token);
    return note(status, ida_session_generated(session), ida_session_next_range_start(session), 2);
}

const char *digests_shard(const uint8_t *bytes, size_t size, sim_trace *trace)
{
    static const fuzz_shard_calls calls = {split, synchronize, follow};
    fuzz_finding finding = {0};
    answers = trace;
    bool passed = fuzz_shard_check(&calls, bytes, size, &finding);
    answers = NULL;
    return passed ? "PASS" : "FAIL";
}

static ida_status load(const ida_allocator *allocator, const ida_lease_config *config,
                       ida_lease_authority authority, const uint8_t *record, size_t size,
                       bool is_newest, ida_lease_time now, ida_lease_registry **registry)
{
    ida_status status = ida_lease_registry_load(allocator, config, authority, record, size,
                                                is_newest, now, registry);
    ida_lease lease = {.number = 0};
    ida_status reply = status == IDA_OK ? ida_lease_registry_reply(*registry, 0, &lease) : status;
    note(reply, lease.term, (uint64_t)lease.start_us, (uint64_t)lease.end_us);
    return note(status, size, is_newest, 3);
}

static ida_status decode(const uint8_t *bytes, size_t size, ida_lease *lease)
{
    ida_status status = ida_lease_decode(bytes, size, lease);
    return status == IDA_OK ? note(status, lease->term, lease->request, (uint64_t)lease->end_us)
                            : note(status, size, 0, 4);
}

const char *digests_lease(const uint8_t *bytes, size_t size, sim_trace *trace)
{
    static const fuzz_lease_calls calls = {load, decode};
    fuzz_finding finding = {0};
    answers = trace;
    bool passed = fuzz_lease_check(&calls, bytes, size, &finding);
    answers = NULL;
    return passed ? "PASS" : "FAIL";
}
