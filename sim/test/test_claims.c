/*
 * What a subject leaves unclaimed is not judged, and what it claims is: for subjects that do not
 * claim everything, as guests.
 */
#include "claims.h"
#include "compressor/subject.h"
#include "korder/subject.h"
#include "scenario/builtin.h"
#include "scenario/seed.h"
#include "sequence/subject.h"
#include "snowflake/subject.h"
#include "support_finding.h"
#include "support_play.h"

#define SEED_OPS 300u

/* The core of each scheme with the same claims left away. */
typedef struct modest_core {
    sim_subject compressor;
    sim_sequence_subject sequence;
    sim_snowflake_subject snowflake;
    sim_korder_subject korder;
} modest_core;

static ida_status decompose_nothing(const ida_snowflake_layout *layout, uint64_t id,
                                    ida_snowflake_parts *parts)
{
    (void)layout;
    (void)id;
    (void)parts;
    return IDA_INVALID_ARGUMENT;
}

static int64_t no_high_water(const ida_snowflake *generator)
{
    (void)generator;
    return INT64_MIN;
}

static size_t no_count(const ida_document *document)
{
    (void)document;
    return 0;
}

static ida_id no_limit(const ida_document *document)
{
    (void)document;
    return 0;
}

static bool no_cluster(const ida_document *document, size_t index, ida_cluster *cluster)
{
    (void)document;
    (void)index;
    (void)cluster;
    return false;
}

static uint64_t no_finalized(const ida_document *document, ida_uuid session)
{
    (void)document;
    (void)session;
    return 0;
}

static uint64_t no_next_range_start(const ida_session *session)
{
    (void)session;
    return 0;
}

static bool never_stale(ida_session *session)
{
    (void)session;
    return false;
}

/* As guests have it, whose answers nobody looks at. */
static void forget(modest_core *core, uint64_t unclaimed)
{
    if (!sim_claims(unclaimed, IDSIM_CLAIM_ARGUMENTS)) {
        core->snowflake.lane_of = NULL;
    }
    if (!sim_claims(unclaimed, IDSIM_CLAIM_FORMS)) {
        core->snowflake.decompose = decompose_nothing;
    }
    if (!sim_claims(unclaimed, IDSIM_CLAIM_MARKS)) {
        core->snowflake.high_water = no_high_water;
    }
    if (!sim_claims(unclaimed, IDSIM_CLAIM_INSIDE)) {
        core->compressor.document_session_count = no_count;
        core->compressor.document_cluster_count = no_count;
        core->compressor.document_final_limit = no_limit;
        core->compressor.document_cluster = no_cluster;
        core->compressor.document_finalized = no_finalized;
    }
    if (!sim_claims(unclaimed, IDSIM_CLAIM_COUNTERS)) {
        core->compressor.session_next_range_start = no_next_range_start;
    }
    if (!sim_claims(unclaimed, IDSIM_CLAIM_COPIES)) {
        core->compressor.session_is_stale = never_stale;
    }
}

static sim_run_options options_of(modest_core *core, uint64_t unclaimed)
{
    *core = (modest_core){sim_subject_core, sim_sequence_core, sim_snowflake_core, sim_korder_core};
    core->compressor.unclaimed = unclaimed;
    core->sequence.unclaimed = unclaimed;
    core->snowflake.unclaimed = unclaimed;
    core->korder.unclaimed = unclaimed;
    forget(core, unclaimed);
    return (sim_run_options){.subjects.of = {[SIM_SCHEME_COMPRESSOR] = &core->compressor,
                                             [SIM_SCHEME_SEQUENCE] = &core->sequence,
                                             [SIM_SCHEME_SNOWFLAKE] = &core->snowflake,
                                             [SIM_SCHEME_KORDER] = &core->korder},
                             .until = SIM_NEVER};
}

static sim_result play_seed(const char *scenario, uint64_t seed, const sim_run_options *options)
{
    return sim_run_seed(sim_scenario_find(scenario), seed, SEED_OPS, options, NULL);
}

/* How many of the first seeds fail; all by one invariant. */
static unsigned failures(const char *scenario, uint64_t seeds, const sim_run_options *options,
                         sim_invariant invariant)
{
    unsigned count = 0;
    for (uint64_t seed = 0; seed < seeds; seed++) {
        const sim_result result = play_seed(scenario, seed, options);
        if (result.verdict == SIM_FAIL) {
            assert_int_equal(result.failure.invariant, invariant);
            count++;
        }
    }
    return count;
}

/* What a sweep does not require of the subject, no world may reach. */
static void assert_out_of_reach(uint64_t unclaimed, const char *scenario, const sim_result *result)
{
    const sim_scenario *of = sim_scenario_find(scenario);
    for (unsigned i = 0; i < SIM_SCHEME_COUNT; i++) {
        const sim_scheme scheme = (sim_scheme)i;
        for (unsigned k = 0; of->part_count == 0 && of->scheme == scheme && k < SIM_MARK_COUNT;
             k++) {
            /* Some generators borrow time, others do not. */
            if (k != SIM_MARK_FLAKE_AHEAD && !sim_claims_mark(unclaimed, scheme, (sim_mark)k) &&
                result->tally.marks[k] > 0) {
                fail_msg("%s reaches %s", scenario, sim_mark_name((sim_mark)k));
            }
        }
        for (unsigned k = 0; of->part_count == 0 && of->scheme == scheme && k < SIM_FAULT_COUNT;
             k++) {
            if (!sim_claims_fault(unclaimed, scheme, (sim_fault)k) && result->tally.faults[k] > 0) {
                fail_msg("%s suffers %s", scenario, sim_fault_name((sim_fault)k));
            }
        }
    }
}

static void assert_passes(uint64_t unclaimed)
{
    static const char *const scenarios[] = {"swarm",    "hostile",   "collision", "fork",
                                            "sequence", "snowflake", "korder",    "damage"};
    modest_core core;
    /* The core is honest about which ID comes next, and may borrow time for it. */
    const bool is_exact = sim_claims(unclaimed, IDSIM_CLAIM_EXACT);
    const sim_run_options options =
        options_of(&core, unclaimed | (is_exact ? 0 : IDSIM_CLAIM(HONEST)));
    for (size_t i = 0; i < sizeof scenarios / sizeof scenarios[0]; i++) {
        for (uint64_t seed = 0; seed < 2; seed++) {
            const sim_result result = play_seed(scenarios[i], seed, &options);
            if (result.verdict != SIM_PASS) {
                fail_msg("%s, seed %u, breaks %s without the claims %llx", scenarios[i],
                         (unsigned)seed, sim_invariant_name(result.failure.invariant),
                         (unsigned long long)unclaimed);
            }
            assert_out_of_reach(unclaimed, scenarios[i], &result);
        }
    }
}

TEST(the_core_passes_whatever_it_leaves_unclaimed)
{
    uint64_t all = (UINT64_C(1) << IDSIM_CLAIM_COUNT) - 1;
    for (unsigned i = 0; i < IDSIM_CLAIM_COUNT; i++) {
        assert_passes(UINT64_C(1) << i);
        assert_passes(all & ~(UINT64_C(1) << i));
    }
    assert_passes(all);
}

/* --- A session that was refused. --- */

static ida_uuid refused;

static ida_status finalize_remembers(ida_document *document, const ida_range *range)
{
    ida_status status = ida_document_finalize(document, range);
    refused = status == IDA_OUT_OF_ORDER ? range->session : refused;
    return status;
}

static ida_status to_session_space_of_refused(ida_session *session, ida_id op_id, ida_uuid origin,
                                              ida_id *id)
{
    ida_status status = ida_session_to_session_space(session, op_id, origin, id);
    bool remembered = ida_uuid_compare(origin, refused) == 0;
    return status == IDA_UNKNOWN_SESSION && remembered ? IDA_UNKNOWN_ID : status;
}

static ida_status finalize_any_start(ida_document *document, const ida_range *range)
{
    ida_status status = ida_document_finalize(document, range);
    return status == IDA_OUT_OF_ORDER && range->first_gen_count > 1 ? IDA_OK : status;
}

static const char one_session[] = "idalloc-tape 1\n"
                                  "world nodes=1 slots=1 write-ahead=0x0 cluster-size=1 seed=1\n"
                                  "start 0\nopen 0 0 0\ngenerate 0 0 1\ncheckpoint\n";

TEST(a_range_that_an_unknown_session_does_not_begin_with_is_refused_without_a_trace)
{
    modest_core core;
    sim_tape tape = tape_of(one_session);
    sim_run_options options = options_of(&core, IDSIM_CLAIM(ARGUMENTS));
    assert_int_equal(sim_run_tape(&tape, &options).verdict, SIM_PASS);
    core.compressor.document_finalize = finalize_remembers;
    core.compressor.session_to_session_space = to_session_space_of_refused;
    sim_result result = sim_run_tape(&tape, &options);
    assert_int_equal(result.verdict, SIM_FAIL);
    assert_int_equal(result.failure.invariant, SIM_INVARIANT_REJECTION);
    assert_int_equal(result.failure.site.call, SIM_WORD_SESSION_TO_SESSION_SPACE);
    options = options_of(&core, IDSIM_CLAIM(ARGUMENTS));
    core.compressor.document_finalize = finalize_any_start;
    result = sim_run_tape(&tape, &options);
    assert_int_equal(result.verdict, SIM_FAIL);
    assert_int_equal(result.failure.invariant, SIM_INVARIANT_REJECTION);
    /* Nobody who does not claim to refuse what is hostile is asked. */
    core.compressor.unclaimed |= IDSIM_CLAIM(HOSTILE);
    assert_int_equal(sim_run_tape(&tape, &options).verdict, SIM_PASS);
    sim_tape_free(&tape);
}

/* --- Marks of a generator that counts in its own way. --- */

static ida_status create_without_mark(const ida_allocator *allocator,
                                      const ida_snowflake_config *config, ida_snowflake **generator)
{
    ida_snowflake_config other = *config;
    other.high_water_us = INT64_MIN;
    return ida_snowflake_create(allocator, &other, generator);
}

static int64_t high_water_is_early(const ida_snowflake *generator)
{
    int64_t mark = ida_snowflake_high_water(generator);
    return mark < INT64_MIN + 1000000 ? mark : mark - 1000000;
}

TEST(a_crash_without_a_mark_is_forgiven_and_a_mark_that_is_ignored_is_not)
{
    const uint64_t unclaimed =
        IDSIM_CLAIM(ARGUMENTS) | IDSIM_CLAIM(EXACT) | IDSIM_CLAIM(LEASES) | IDSIM_CLAIM(HONEST);
    modest_core core;
    sim_run_options options = options_of(&core, unclaimed);
    assert_int_equal(failures("snowflake", 30, &options, SIM_INVARIANT_FLAKE_UNIQUE), 0);
    core.snowflake.create = create_without_mark;
    assert_true(failures("snowflake", 30, &options, SIM_INVARIANT_FLAKE_UNIQUE) > 0);
    core.snowflake.unclaimed |= IDSIM_CLAIM(MARKS);
    assert_int_equal(failures("snowflake", 30, &options, SIM_INVARIANT_FLAKE_UNIQUE), 0);
    options = options_of(&core, unclaimed);
    core.snowflake.high_water = high_water_is_early;
    assert_true(failures("snowflake", 30, &options, SIM_INVARIANT_FLAKE_NODE_ORDER) > 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_core_passes_whatever_it_leaves_unclaimed),
        cmocka_unit_test(
            a_range_that_an_unknown_session_does_not_begin_with_is_refused_without_a_trace),
        cmocka_unit_test(a_crash_without_a_mark_is_forgiven_and_a_mark_that_is_ignored_is_not),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
