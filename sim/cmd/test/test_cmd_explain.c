/* idsim id: what is said of an ID that was found in a log, and what is refused. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "../explained.h"

static const char *said(const sim_explained *what, const char *name)
{
    for (size_t i = 0; i < what->count; i++) {
        if (strcmp(what->rows[i].name, name) == 0) {
            return what->rows[i].text;
        }
    }
    fail_msg("nothing is said of %s", name);
    return "";
}

#define ASSERT_SAID(what, name, text) assert_string_equal(said(&(what), name), text)

static void a_discord_id_is_explained_by_its_fields(void **state)
{
    (void)state;
    const sim_flake_options options = {.layout = "time:42,coordinator:10,sequence:12",
                                       .epoch_ms = UINT64_C(1420070400000),
                                       .has_epoch = true};
    sim_explained what = {.count = 0};
    assert_true(sim_explain_snowflake("175928847299117063", &options, &what));
    ASSERT_SAID(what, "time", "2016-04-30T11:18:25.796000Z");
    ASSERT_SAID(what, "coordinator", "32");
    ASSERT_SAID(what, "sequence", "7");
}

static void the_published_layouts_are_known_by_name(void **state)
{
    (void)state;
    sim_flake_options options = {.layout = "noah"};
    sim_explained noah = {.count = 0};
    assert_true(sim_explain_snowflake("0x000000000101ffff", &options, &noah));
    ASSERT_SAID(noah, "time", "2018-01-09T00:00:00.010000Z");
    ASSERT_SAID(noah, "sequence", "1");
    ASSERT_SAID(noah, "coordinator", "65535");
    options.layout = "twitter";
    sim_explained twitter = {.count = 0};
    assert_true(sim_explain_snowflake("4198401", &options, &twitter));
    ASSERT_SAID(twitter, "time", "2010-11-04T01:42:54.658000Z");
    ASSERT_SAID(twitter, "coordinator", "1");
    ASSERT_SAID(twitter, "sequence", "1");
    options.layout = NULL;
    sim_explained both = {.count = 0};
    assert_true(sim_explain_snowflake("4198401", &options, &both));
    ASSERT_SAID(both, "twitter coordinator", "1");
    ASSERT_SAID(both, "noah coordinator", "4097");
}

/* Hazelcast's is a known answer of its own tests, Instagram's the example of its announcement. */
static void the_layouts_of_other_systems_are_known_by_name(void **state)
{
    (void)state;
    static const struct {
        const char *layout;
        const char *id;
        const char *time;
        const char *coordinator;
        const char *sequence;
    } known[] = {{"sonyflake", "2071261216182836", "2014-09-15T06:56:07.890000Z", "4660", "7"},
                 {"hazelcast", "5300086112257234", "2018-01-15T15:00:39.000000Z", "1234", "0"},
                 {"discord", "175928847299117063", "2016-04-30T11:18:25.796000Z", "32", "7"},
                 {"instagram", "11637205501278089", "2011-09-09T22:28:04.721000Z", "1341", "905"}};
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        const sim_flake_options options = {.layout = known[i].layout};
        sim_explained what = {.count = 0};
        assert_true(sim_explain_snowflake(known[i].id, &options, &what));
        ASSERT_SAID(what, "time", known[i].time);
        ASSERT_SAID(what, "coordinator", known[i].coordinator);
        ASSERT_SAID(what, "sequence", known[i].sequence);
    }
}

static void what_is_no_snowflake_id_or_layout_is_refused(void **state)
{
    (void)state;
    static const char *const ids[] = {
        "", "x", "-1", "18446744073709551616", "0x", "0x1g", "0x11111111111111111", "1 "};
    static const char *const layouts[] = {"",
                                          "noahs",
                                          "time:41",
                                          "time:41,sequence:12",
                                          "time:41,time:12,sequence:3",
                                          "sequence:12,time:41,coordinator:10",
                                          "time:64,sequence:1,coordinator:1",
                                          "time:0,sequence:1,coordinator:1",
                                          "time:,sequence:1,coordinator:1",
                                          "time:41,sequence:12,coordinator:10,",
                                          "time:411,sequence:1,coordinator:1"};
    sim_flake_options options = {.layout = "twitter"};
    sim_explained what = {.count = 0};
    for (size_t i = 0; i < sizeof ids / sizeof ids[0]; i++) {
        assert_false(sim_explain_snowflake(ids[i], &options, &what));
    }
    for (size_t i = 0; i < sizeof layouts / sizeof layouts[0]; i++) {
        options.layout = layouts[i];
        what.count = 0;
        assert_false(sim_explain_snowflake("1", &options, &what));
    }
    /* A bit above all fields. */
    options.layout = "time:30,coordinator:10,sequence:12";
    what.count = 0;
    assert_false(sim_explain_snowflake("0x8000000000000000", &options, &what));
    options.layout = NULL;
    options.has_unit = true;
    what.count = 0;
    assert_false(sim_explain_snowflake("1", &options, &what));
}

static void korder_ids_are_read_in_all_their_forms(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        const char *form;
    } locals[] = {{"0060398a7b698001", NULL},
                  {"0060398A7B698001", "hex"},
                  {".5.tXbhdV.3", NULL},
                  {"AGA5intpgAE", "base64url"}};
    for (size_t i = 0; i < sizeof locals / sizeof locals[0]; i++) {
        sim_explained what = {.count = 0};
        assert_true(sim_explain_korder(locals[i].text, locals[i].form, 8, &what));
        ASSERT_SAID(what, "id", "0060398a7b698001");
        ASSERT_SAID(what, "d64", ".5.tXbhdV.3");
        ASSERT_SAID(what, "kind", "local");
        ASSERT_SAID(what, "time", "2018-10-15T17:41:15.432128Z");
        ASSERT_SAID(what, "sequence", "1");
    }
    static const char *const globals[] = {"0060398a03eb27327b698001", ".5.tXVEf8n8vPN.0"};
    for (size_t i = 0; i < sizeof globals / sizeof globals[0]; i++) {
        sim_explained what = {.count = 0};
        assert_true(sim_explain_korder(globals[i], NULL, 8, &what));
        ASSERT_SAID(what, "kind", "global");
        ASSERT_SAID(what, "node", "65742642 = 0x03eb2732");
        ASSERT_SAID(what, "time", "2018-10-15T17:41:15.432128Z");
    }
}

static void what_is_no_korder_id_is_refused(void **state)
{
    (void)state;
    static const char *const texts[] = {"",
                                        "0",
                                        "0060398a7b69800",
                                        "0060398a7b6980011",
                                        "zz60398a7b698001x",
                                        /* B is 10^6 */ "00603f4240000000",
                                        "!!!!!!!!!!!"};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        sim_explained what = {.count = 0};
        assert_false(sim_explain_korder(texts[i], NULL, 8, &what));
    }
    sim_explained what = {.count = 0};
    assert_false(sim_explain_korder("0060398a7b698001", "octal", 8, &what));
    assert_false(sim_explain_korder("0060398a7b698001", "d64", 11, &what));
}

static void a_uuid_says_its_version_and_what_it_can_be(void **state)
{
    (void)state;
    sim_explained four = {.count = 0};
    assert_true(sim_explain_uuid("8F0A4C3E7B214F5A9C3D2E1F0A9B8C7D", &four));
    ASSERT_SAID(four, "uuid", "8f0a4c3e-7b21-4f5a-9c3d-2e1f0a9b8c7d");
    ASSERT_SAID(four, "version", "4");
    ASSERT_SAID(four, "counter", "8f0a4c3e7b21f5a 1c3d2e1f0a9b8c7d (60 and 62 bits)");
    sim_explained seven = {.count = 0};
    assert_true(sim_explain_uuid("0190e1f2-7b21-7f5a-9c3d-2e1f0a9b8c7d", &seven));
    ASSERT_SAID(seven, "time", "2024-07-23T23:34:43.233000Z");
    sim_explained other = {.count = 0};
    assert_true(sim_explain_uuid("8f0a4c3e-7b21-4f5a-dc3d-2e1f0a9b8c7d", &other));
    ASSERT_SAID(other, "variant", "110, of Microsoft");
    static const char *const texts[] = {"", "8f0a4c3e", "8f0a4c3e-7b21-4f5a-9c3d-2e1f0a9b8c7",
                                        "8f0a4c3e-7b21-4f5a-9c3d2-e1f0a9b8c7d",
                                        "8f0a4c3e-7b21-4f5a-9c3d-2e1f0a9b8c7g"};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        sim_explained none = {.count = 0};
        assert_false(sim_explain_uuid(texts[i], &none));
        assert_int_equal(none.count, 0);
    }
}

static void times_before_1970_are_told_too(void **state)
{
    (void)state;
    sim_explained what = {.count = 0};
    sim_explain_time(&what, "time", -1);
    ASSERT_SAID(what, "time", "1969-12-31T23:59:59.999999Z");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_discord_id_is_explained_by_its_fields),
        cmocka_unit_test(the_published_layouts_are_known_by_name),
        cmocka_unit_test(the_layouts_of_other_systems_are_known_by_name),
        cmocka_unit_test(what_is_no_snowflake_id_or_layout_is_refused),
        cmocka_unit_test(korder_ids_are_read_in_all_their_forms),
        cmocka_unit_test(what_is_no_korder_id_is_refused),
        cmocka_unit_test(a_uuid_says_its_version_and_what_it_can_be),
        cmocka_unit_test(times_before_1970_are_told_too),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
