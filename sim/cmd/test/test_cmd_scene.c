/* What reports know of events: a row for every kind of every scheme. */
#include "compressor/event.h"
#include "korder/event.h"
#include "lease/event.h"
#include "report/scene.h"
#include "sequence/event.h"
#include "snowflake/event.h"
#include "support_cmocka.h"

#define NAME(constant, name, ...) name,

static const char *const compressor[] = {SIM_COMPRESSOR_EVENT_TABLE(NAME)};
static const char *const sequence[] = {SIM_SEQUENCE_EVENT_TABLE(NAME)};
static const char *const snowflake[] = {SIM_SNOWFLAKE_EVENT_TABLE(NAME)};
static const char *const korder[] = {SIM_KORDER_EVENT_TABLE(NAME)};
static const char *const lease[] = {SIM_LEASE_EVENT_TABLE(NAME)};

static const struct {
    const char *const *kinds;
    size_t count;
} schemes[] = {
    [SIM_SCHEME_COMPRESSOR] = {compressor, COUNT_OF(compressor)},
    [SIM_SCHEME_SEQUENCE] = {sequence, COUNT_OF(sequence)},
    [SIM_SCHEME_SNOWFLAKE] = {snowflake, COUNT_OF(snowflake)},
    [SIM_SCHEME_KORDER] = {korder, COUNT_OF(korder)},
    [SIM_SCHEME_LEASE] = {lease, COUNT_OF(lease)},
};

TEST(test_every_kind_of_event_has_a_row)
{
    for (size_t scheme = 0; scheme < SIM_SCHEME_COUNT; scheme++) {
        for (size_t i = 0; i < schemes[scheme].count; i++) {
            const char *kind = schemes[scheme].kinds[i];
            const sim_scene_row *row = sim_scene_row_of((sim_scheme)scheme, kind);
            name_case("%s: %s", sim_scheme_name((unsigned)scheme), kind);
            assert_non_null(row);
            assert_string_equal(row->kind, kind);
        }
    }
    assert_null(sim_scene_row_of(SIM_SCHEME_KORDER, "sequenced"));
}

/* What ends a message happens where it arrives, and what sends it where it comes from. */
TEST(test_rows_of_messages_have_both_ends)
{
    for (size_t scheme = 0; scheme < SIM_SCHEME_COUNT; scheme++) {
        for (size_t i = 0; i < schemes[scheme].count; i++) {
            const sim_scene_row *row =
                sim_scene_row_of((sim_scheme)scheme, schemes[scheme].kinds[i]);
            name_case("%s: %s", sim_scheme_name((unsigned)scheme), row->kind);
            assert_true(row->deed == SIM_DEED_NONE || row->lane != SIM_PLACE_NONE);
            assert_true(row->deed == SIM_DEED_NONE || row->peer != SIM_PLACE_NONE);
            assert_true(row->deed != SIM_DEED_END || row->fate != SIM_MESSAGE_IN_FLIGHT);
        }
    }
}

TEST(test_lanes_are_nodes_masters_and_a_hub)
{
    const sim_config config = {.scheme = SIM_SCHEME_SEQUENCE, .nodes = 3, .slots = 2};
    const char *const names[] = {"coordinator 0", "coordinator 1", "coordinator 2",
                                 "master 0",      "master 1",      "storage"};
    const sim_lanes lanes = sim_lanes_of(&config);
    assert_int_equal(sim_lanes_count(&lanes), COUNT_OF(names));
    for (unsigned i = 0; i < COUNT_OF(names); i++) {
        char name[32];
        sim_lane_print(SIM_SCHEME_SEQUENCE, &lanes, i, name);
        assert_string_equal(name, names[i]);
    }
    const sim_config others = {.scheme = SIM_SCHEME_KORDER, .nodes = 3};
    const sim_lanes without_hub = sim_lanes_of(&others);
    assert_int_equal(sim_lanes_count(&without_hub), 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_kind_of_event_has_a_row),
        cmocka_unit_test(test_rows_of_messages_have_both_ends),
        cmocka_unit_test(test_lanes_are_nodes_masters_and_a_hub),
    };
    return RUN_TESTS(tests);
}
