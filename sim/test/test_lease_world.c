/*
 * Lease worlds: the oracle finds wrong registries and holders, each by the invariant that they
 * break, and what is outside of the promise is not held against the core.
 */
#include "lease/oracle/oracle.h"
#include "lease/subject.h"
#include "run.h"
#include "scenario/builtin.h"
#include "scenario/seed.h"
#include "support_cmocka.h"

#define SEEDS 400u
#define OPS   400u

/* --- Wrong subjects. --- */

static ida_status reply_unstored(const ida_lease_registry *registry, uint32_t number,
                                 ida_lease *lease)
{
    uint64_t revision;
    size_t size;
    uint8_t record[IDA_LEASE_RECORD_SIZE(SIM_LEASE_COUNT_MAX)];
    ida_lease_registry *own;
    memcpy(&own, &registry, sizeof own);
    /* It says itself that the record is stored. */
    (void)ida_lease_registry_save(registry, record, sizeof record, &size, &revision);
    (void)ida_lease_registry_stored(own, revision);
    return ida_lease_registry_reply(registry, number, lease);
}

/* A lease that begins a second before it does. */
static ida_status reply_from_before(const ida_lease_registry *registry, uint32_t number,
                                    ida_lease *lease)
{
    ida_status status = ida_lease_registry_reply(registry, number, lease);
    if (status == IDA_OK && lease->term > 1) {
        lease->start_us -= 1000000;
    }
    return status;
}

/* Every record is the newest. */
static ida_status load_trusting(const ida_allocator *allocator, const ida_lease_config *config,
                                ida_lease_authority authority, const uint8_t *record, size_t size,
                                bool is_newest, ida_lease_time now, ida_lease_registry **registry)
{
    (void)is_newest;
    return ida_lease_registry_load(allocator, config, authority, record, size, true, now, registry);
}

/* The holder does not look at the clock. */
static ida_status check_never(ida_lease_holder *holder, ida_lease_time now, uint32_t *number)
{
    ida_status status = ida_lease_holder_check(holder, now, number);
    if (status == IDA_LEASE_EXPIRED && holder->lease.term != 0) {
        *number = holder->lease.number;
        return IDA_OK;
    }
    return status;
}

/* Any reading is believed: what is refused is tried again as if no time had passed. */
static ida_status ask_with_any_clock(ida_lease_holder *holder, ida_lease_time now,
                                     uint64_t *request)
{
    ida_status status = ida_lease_holder_ask(holder, now, request);
    return status == IDA_CLOCK_JUMP ? ida_lease_holder_ask(holder, holder->last, request) : status;
}

/* The generator does not know the lease. */
static ida_status generator_unbound(const ida_allocator *allocator,
                                    const ida_snowflake_config *config, ida_snowflake **generator)
{
    ida_snowflake_config unbound = *config;
    unbound.lease_start_us = INT64_MIN;
    unbound.lease_end_us = INT64_MAX;
    return ida_snowflake_create(allocator, &unbound, generator);
}

/* Nobody ever gets a number. */
static ida_status grant_never(ida_lease_registry *registry, ida_uuid holder, uint64_t request,
                              ida_lease_time now, uint32_t *number)
{
    uint32_t unused;
    ida_status status = ida_lease_registry_grant(registry, holder, request, now, &unused);
    (void)number;
    return status == IDA_OK ? IDA_TRY_LATER : status;
}

/* Twice the same ID. */
static ida_status next_twice(ida_snowflake *generator, int64_t now_us, uint64_t *id,
                             int64_t *try_at_us)
{
    ida_status status = ida_snowflake_next(generator, now_us, id, try_at_us);
    if (status == IDA_OK) {
        static uint64_t last;
        static uint64_t count;
        uint64_t made = *id;
        *id = ++count % 8 == 0 && (made & 255) == (last & 255) ? last : made;
        last = made;
    }
    return status;
}

static ida_status decode_anything(const uint8_t *bytes, size_t size, ida_lease *lease)
{
    (void)size;
    return ida_lease_decode(bytes, IDA_LEASE_ENCODED_SIZE, lease);
}

/* Whether a sweep of the scenario finds the invariant broken. */
static bool finds(const sim_lease_subject *subject, sim_invariant invariant)
{
    const sim_scenario *scenario = sim_scenario_find("lease");
    const sim_run_options options = {.until = SIM_NEVER, .subjects.of[SIM_SCHEME_LEASE] = subject};
    bool found = false;
    for (uint64_t seed = 0; seed < SEEDS && !found; seed++) {
        sim_result result = sim_run_seed(scenario, seed, OPS, &options, NULL);
        found = result.verdict == SIM_FAIL && result.failure.invariant == invariant;
    }
    return found;
}

#define WRONG(member, function, invariant)                                                         \
    do {                                                                                           \
        sim_lease_subject wrong = sim_lease_core;                                                  \
        wrong.member = (function);                                                                 \
        name_case("%s", #function);                                                                \
        assert_true(finds(&wrong, SIM_INVARIANT_LEASE_##invariant));                               \
    } while (0)

TEST(test_wrong_registries_are_found)
{
    WRONG(reply, reply_unstored, DURABLE);
    WRONG(reply, reply_from_before, APART);
    WRONG(load, load_trusting, APART);
    WRONG(grant, grant_never, LIVENESS);
}

TEST(test_wrong_holders_are_found)
{
    WRONG(check, check_never, STOPS);
    WRONG(ask, ask_with_any_clock, JUMP);
    WRONG(generator, generator_unbound, SPAN);
    WRONG(next, next_twice, UNIQUE);
    WRONG(decode, decode_anything, CONTRACT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_wrong_registries_are_found),
        cmocka_unit_test(test_wrong_holders_are_found),
    };
    return RUN_TESTS(tests);
}
