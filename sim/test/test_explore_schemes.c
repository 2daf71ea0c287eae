/*
 * Exhaustive searches of sequences, Snowflake IDs and k-ordered IDs: merging loses nothing, of the
 * core and of wrong subjects; the searches are those of their schemes.
 */

#include "korder/subject.h"
#include "sequence/subject.h"
#include "snowflake/setting.h"
#include "support_cmocka.h"
#include "support_explore.h"
#include "support_flawed_snowflake.h"
#include "support_merged.h"

#define SEQUENCE(node_count, master_count)                                                         \
    {                                                                                              \
        .nodes = (node_count), .slots = (master_count), .write_ahead = 50, .cluster_size = 3,      \
        .seed = 2, .scheme = SIM_SCHEME_SEQUENCE                                                   \
    }
/* Sixteen ticks of 1 ms, of which two are over, and two IDs a tick. */
#define SNOWFLAKE(node_count, policy)                                                              \
    {                                                                                              \
        .nodes = (node_count), .slots = SIM_SNOWFLAKE_NARROW, .write_ahead = (policy),             \
        .cluster_size = 1700000000, .seed = 67242, .scheme = SIM_SCHEME_SNOWFLAKE                  \
    }
/* True time begins 1 us before the edge of a window of 32 s. */
#define KORDER(node_count, faithful_nodes)                                                         \
    {                                                                                              \
        .nodes = (node_count), .slots = IDA_KORDER_DRIFT_MIN, .write_ahead = (faithful_nodes),     \
        .cluster_size = 1, .seed = 35, .scheme = SIM_SCHEME_KORDER                                 \
    }
/* Leases of two ticks and a half; a lead of three ticks, one stored ahead; a lead of one. */
#define ENDING (SIM_SNOWFLAKE_LEASES_END | 1u << 7)
#define AHEAD                                                                                      \
    (SIM_SNOWFLAKE_IS_LOGICAL | SIM_SNOWFLAKE_BORROWS | SIM_SNOWFLAKE_STORES_AHEAD | 4u << 4)
#define BORROWING (SIM_SNOWFLAKE_BORROWS | 3u << 4)

#define TIMEORDERED(node_count, instance_count)                                                    \
    {                                                                                              \
        .nodes = (node_count), .slots = (instance_count), .cluster_size = 1700000000, .seed = 1,   \
        .scheme = SIM_SCHEME_TIMEORDERED                                                           \
    }

static const merged_scope scopes[] = {
    {"draws",
     {.config = SEQUENCE(1, 1), .begin = SIM_BEGIN_UP, .ops = 5},
     "draw:count=0,ask,carry:message=0:how=0/1,store,keep"},
    {"masters",
     {.config = SEQUENCE(1, 2), .begin = SIM_BEGIN_UP, .ops = 4},
     "elect,depose,store,ask,carry,draw:count=2"},
    {"restarts",
     {.config = SEQUENCE(1, 1), .begin = SIM_BEGIN_UP, .ops = 4},
     "stop,boot,keep:how=0/1/2,ask:master=0,draw:count=0,carry"},
    {"members",
     {.config = SEQUENCE(2, 1), .begin = SIM_BEGIN_UP, .ops = 4},
     "enlist:out=0/1,draw:count=1,ask:node=0,carry,store"},
    {"first-chunks",
     {.config = SEQUENCE(2, 1), .begin = SIM_BEGIN_EMPTY, .ops = 5},
     "elect,enlist,boot:node=0,keep:node=0,ask:node=0"},
    {"cut-short",
     {.config = SEQUENCE(1, 1), .begin = SIM_BEGIN_UP, .ops = 4},
     "elect:damage=0/7,stop,boot:how=0/7,draw:count=1,ask,carry:how=0/3"},
    {"leases",
     {.config = SNOWFLAKE(2, ENDING), .begin = SIM_BEGIN_EMPTY, .ops = 4},
     "lease:number=0:careless=1,begin,mint:count=0,halt"},
    {"ticks",
     {.config = SNOWFLAKE(1, ENDING), .begin = SIM_BEGIN_UP, .ops = 5},
     "mint:count=0/1,await,extend,halt:crash=0,begin,pass:amount=1:unit=1"},
    {"lost-marks",
     {.config = SNOWFLAKE(1, ENDING), .begin = SIM_BEGIN_UP, .ops = 5},
     "mint:count=0,halt:crash=0/1,begin:how=0/5,pass:amount=1:unit=1"},
    {"ahead",
     {.config = SNOWFLAKE(1, AHEAD), .begin = SIM_BEGIN_UP, .ops = 5},
     "mint:count=0/4,halt:crash=1,begin,pass:amount=1:unit=1,set-clock:amount=2:way=4"},
    {"clocks",
     {.config = SNOWFLAKE(1, BORROWING), .begin = SIM_BEGIN_UP, .ops = 4},
     "mint:count=0,drift:rate=0/200000,leap:smear=0/1,freeze,thaw,pass:amount=1/5:unit=1"},
    {"two-clocks",
     {.config = SNOWFLAKE(2, BORROWING), .begin = SIM_BEGIN_UP, .ops = 4},
     "mint:count=0,set-clock:amount=1:way=1/4,pass:amount=1:unit=1"},
    {"two-numbers",
     {.config = SNOWFLAKE(2, ENDING), .begin = SIM_BEGIN_UP, .ops = 4},
     "mint:count=0/1,halt,begin,pass:amount=1:unit=1"},
    {"back",
     {.config = SNOWFLAKE(1, ENDING), .begin = SIM_BEGIN_UP, .ops = 5},
     "mint:count=0/1,set-clock:amount=1:way=1/4,pass:amount=1:unit=1,freeze"},
    {"marks",
     {.config = KORDER(2, 0), .begin = SIM_BEGIN_UP, .ops = 4},
     "make:count=0:way=0/2,kill,wake:sequence=16383,pass:amount=1:unit=1"},
    {"messages",
     {.config = KORDER(2, 0), .begin = SIM_BEGIN_UP, .ops = 4},
     "make:count=0:way=1,post,hear,pass:amount=40:unit=2"},
    {"faithful",
     {.config = KORDER(1, 1), .begin = SIM_BEGIN_EMPTY, .ops = 5},
     "wake:sequence=16383,kill,make:count=0/1:way=0,pass:amount=1:unit=1,"
     "set-clock:amount=1:way=4"},
    {"unmarked",
     {.config = KORDER(1, 0), .begin = SIM_BEGIN_UP, .ops = 5},
     "wake:how=0/1,kill,make:count=0:way=0/2,set-clock:amount=3:way=4"},
    {"damaged",
     {.config = KORDER(1, 0), .begin = SIM_BEGIN_UP, .ops = 4},
     "wake:how=0/3,kill,make:count=0,post,hear:how=0/9"},
    {"processes",
     {.config = TIMEORDERED(2, 1), .begin = SIM_BEGIN_UP, .ops = 4},
     "issue:instance=0:count=0,quit,launch:setting=0:entropy=0,clone,pass:amount=1:unit=1"},
    {"back-again",
     {.config = TIMEORDERED(1, 1), .begin = SIM_BEGIN_UP, .ops = 5},
     "issue:instance=0:count=0/1,pass:amount=1:unit=1,set-clock:amount=2:way=4,freeze,thaw"},
    {"mailed",
     {.config = TIMEORDERED(2, 1), .begin = SIM_BEGIN_UP, .ops = 4},
     "issue:instance=0:count=0,mail,receive:message=0:how=0/1,convert:form=1"},
};

#define SCOPE_COUNT (COUNT_OF(scopes))

static void lose_nothing_of(sim_scheme scheme)
{
    unsigned compared = 0;
    for (size_t i = 0; i < SCOPE_COUNT; i++) {
        if (scopes[i].scope.config.scheme == scheme) {
            assert_int_equal(merged_compare(&scopes[i], "core", NULL), 0);
            compared++;
        }
    }
    assert_true(compared > 0);
}

TEST(merging_loses_nothing_of_sequences)
{
    lose_nothing_of(SIM_SCHEME_SEQUENCE);
}

TEST(merging_loses_nothing_of_snowflakes)
{
    lose_nothing_of(SIM_SCHEME_SNOWFLAKE);
}

TEST(merging_loses_nothing_of_k_ordered_ids)
{
    lose_nothing_of(SIM_SCHEME_KORDER);
}

TEST(merging_loses_nothing_of_time_ordered_ids)
{
    lose_nothing_of(SIM_SCHEME_TIMEORDERED);
}

/* --- Wrong subjects, whose mistakes depend on nothing but their state. --- */

/* The last ID of the first range is the first one again. */
static ida_status next_repeats(ida_coordinator *coordinator, uint64_t *id)
{
    ida_status status = ida_coordinator_next(coordinator, id);
    *id -= status == IDA_OK && *id == 1003 ? 2 : 0;
    return status;
}

/* A restart begins with the incarnation that the node had before. */
static ida_status create_counts_back(const ida_allocator *allocator,
                                     const ida_coordinator_record *last, uint32_t prefetch,
                                     ida_coordinator **coordinator)
{
    ida_coordinator_record record = *last;
    record.incarnation -= record.incarnation > 0 ? 1 : 0;
    return ida_coordinator_create(allocator, &record, prefetch, coordinator);
}

/* A master of a later term cuts the stored range again. */
static ida_status create_cuts_again(const ida_allocator *allocator, const ida_master_config *config,
                                    uint64_t term, const ida_master_record *stored,
                                    ida_master **master)
{
    return ida_master_create(allocator, config, term, term > 1 ? NULL : stored, master);
}

static ida_status reads_anything(const uint8_t *bytes, size_t size, ida_chunk_request *request)
{
    ida_status status = ida_chunk_request_decode(bytes, size, request);
    return status == IDA_MALFORMED ? IDA_OK : status;
}

/* Forgets what it was told to begin above. */
static ida_status create_forgets(const ida_allocator *allocator, const ida_korder_config *config,
                                 const ida_korder_options *options, ida_korder **generator)
{
    ida_korder_options forgetful = *options;
    forgetful.high_water = 0;
    return ida_korder_create(allocator, config, &forgetful, generator);
}

/* The second ID of a tick is the first one again. */
static ida_status lane_repeats(ida_korder_lane *lane, uint64_t now_us, ida_korder_local *local)
{
    ida_status status = ida_korder_lane_next(lane, now_us, local);
    *local -= status == IDA_OK && ida_korder_sequence(*local) == 1 ? 1 : 0;
    return status;
}

static ida_status takes_any_node(const ida_korder_config *config, const ida_korder_global *global,
                                 ida_korder_local *local)
{
    uint32_t node;
    return ida_korder_split(global, config->drift, local, &node);
}

static ida_status reads_any_size(const uint8_t *bytes, size_t size, uint32_t drift,
                                 ida_korder_global *global)
{
    (void)size;
    return ida_korder_global_from_bytes(bytes, IDA_KORDER_GLOBAL_SIZE, drift, global);
}

/* All IDs of a tick have the sequence 0 from the second on. */
static ida_status next_wraps(ida_korder *generator, uint64_t now_us, ida_korder_local *local)
{
    ida_status status = ida_korder_next(generator, now_us, local);
    *local -= status == IDA_OK ? ida_korder_sequence(*local) % 2 : 0;
    return status;
}

static const merged_scope *find_scope(const char *name)
{
    for (size_t i = 0; i < SCOPE_COUNT; i++) {
        if (strcmp(scopes[i].name, name) == 0) {
            return &scopes[i];
        }
    }
    fail_msg("there is no scope '%s'", name);
    return NULL;
}

static void assert_found(const char *scope, const char *mistake, const sim_run_options *options)
{
    if (merged_compare(find_scope(scope), mistake, options) == 0) {
        fail_msg("%s: not found in scope %s", mistake, scope);
    }
}

#define FOUND(scheme, SCHEME, scope, member, function)                                             \
    do {                                                                                           \
        sim_##scheme##_subject wrong = sim_##scheme##_core;                                        \
        const sim_run_options options = {.subjects.of[SIM_SCHEME_##SCHEME] = &wrong,               \
                                         .until = SIM_NEVER};                                      \
        wrong.member = (function);                                                                 \
        assert_found(scope, #function, &options);                                                  \
    } while (0)

TEST(merging_loses_no_failure_of_a_sequence)
{
    FOUND(sequence, SEQUENCE, "draws", coordinator_next, next_repeats);
    FOUND(sequence, SEQUENCE, "masters", master_create, create_cuts_again);
    FOUND(sequence, SEQUENCE, "restarts", coordinator_create, create_counts_back);
    FOUND(sequence, SEQUENCE, "cut-short", request_decode, reads_anything);
}

TEST(merging_loses_no_failure_of_snowflakes)
{
    static const struct {
        flaw flaw;
        const char *name;
        const char *scope;
    } flaws[] = {
        {FLAW_NO_NUMBER, "no number", "two-numbers"},
        {FLAW_EQUALITY_ONLY, "a clock that goes back is not noticed", "back"},
        {FLAW_WRAPS, "a full sequence begins anew", "ticks"},
        {FLAW_FORGETS_LEASE, "goes on after its lease", "ticks"},
        {FLAW_FORGETS_MARK, "forgets its mark", "lost-marks"},
    };
    for (size_t i = 0; i < COUNT_OF(flaws); i++) {
        const sim_run_options options = {.subjects.of[SIM_SCHEME_SNOWFLAKE] =
                                             flawed_snowflake(flaws[i].flaw),
                                         .until = SIM_NEVER};
        assert_found(flaws[i].scope, flaws[i].name, &options);
    }
}

TEST(merging_loses_no_failure_of_k_ordered_ids)
{
    FOUND(korder, KORDER, "unmarked", create, create_forgets);
    FOUND(korder, KORDER, "marks", lane_next, lane_repeats);
    FOUND(korder, KORDER, "messages", to_local, takes_any_node);
    FOUND(korder, KORDER, "damaged", global_from_bytes, reads_any_size);
    FOUND(korder, KORDER, "faithful", next, next_wraps);
}

/* With a name: that test alone. */
int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(merging_loses_nothing_of_sequences),
        cmocka_unit_test(merging_loses_nothing_of_snowflakes),
        cmocka_unit_test(merging_loses_nothing_of_k_ordered_ids),
        cmocka_unit_test(merging_loses_nothing_of_time_ordered_ids),
        cmocka_unit_test(merging_loses_no_failure_of_a_sequence),
        cmocka_unit_test(merging_loses_no_failure_of_snowflakes),
        cmocka_unit_test(merging_loses_no_failure_of_k_ordered_ids),
    };
    if (argc > 1) {
        cmocka_set_test_filter(argv[1]);
    }
    return RUN_TESTS(tests);
}
