/* idsim id: what is said of an ID that was found in a log, and what is refused. */

#include "cmd/explained.h"
#include "support_cmocka.h"

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

TEST(a_discord_id_is_explained_by_its_fields)
{
    const sim_flake_options options = {.layout = "time:42,coordinator:10,sequence:12",
                                       .epoch_ms = UINT64_C(1420070400000),
                                       .has_epoch = true};
    sim_explained what = {.count = 0};
    assert_true(sim_explain_snowflake("175928847299117063", &options, &what));
    ASSERT_SAID(what, "time", "2016-04-30T11:18:25.796000Z");
    ASSERT_SAID(what, "coordinator", "32");
    ASSERT_SAID(what, "sequence", "7");
}

TEST(the_published_layouts_are_known_by_name)
{
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
TEST(the_layouts_of_other_systems_are_known_by_name)
{
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
    for (size_t i = 0; i < COUNT_OF(known); i++) {
        name_case("%s", known[i].layout);
        const sim_flake_options options = {.layout = known[i].layout};
        sim_explained what = {.count = 0};
        assert_true(sim_explain_snowflake(known[i].id, &options, &what));
        ASSERT_SAID(what, "time", known[i].time);
        ASSERT_SAID(what, "coordinator", known[i].coordinator);
        ASSERT_SAID(what, "sequence", known[i].sequence);
    }
}

TEST(hex_is_known_by_its_letters)
{
    static const struct {
        const char *text;
        const char *id;
        bool hex;
    } cases[] = {{"0x10", "16", false},
                 {"0X1f", "31", false},
                 {"1f", "31", false},
                 {"1F", "31", false},
                 {"1e5", "485", false},
                 {"10", "10", false},
                 {"0010", "10", false},
                 {"10", "16", true},
                 {"0x10", "16", true},
                 {"ffffffffffffff", "72057594037927935", true},
                 {"2710571234567890", "2814845502805670032", true}};
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        name_case("%s", cases[i].text);
        const sim_flake_options options = {.hex = cases[i].hex};
        sim_explained what = {.count = 0};
        assert_true(sim_explain_snowflake(cases[i].text, &options, &what));
        ASSERT_SAID(what, "id", cases[i].id);
    }
}

static bool is_said(const sim_explained *what, const char *name)
{
    for (size_t i = 0; i < what->count; i++) {
        if (strcmp(what->rows[i].name, name) == 0) {
            return true;
        }
    }
    return false;
}

TEST(an_id_older_than_its_scheme_is_told)
{
    static const struct {
        const char *layout;
        const char *id;
        const char *note; /* NULL: none */
    } cases[] = {{"twitter", "20", "older than the scheme: until 2010-11-04"},
                 {"twitter", "29700859246", "older than the scheme: until 2010-11-04"},
                 /* 10 s, and the last ID before that */
                 {"twitter", "41943039999", "older than the scheme"},
                 {"twitter", "41943040000", NULL},
                 {"twitter", "175928847299117063", NULL},
                 {"noah", "20", "within 10 s of the epoch"},
                 {"noah", "16777216000", NULL},
                 {"discord", "20", "within 10 s of the epoch"},
                 {"discord", "175928847299117063", NULL},
                 {"instagram", "83886079999", "within 10 s of the epoch"},
                 {"instagram", "83886080000", NULL}};
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        name_case("%s", cases[i].id);
        const sim_flake_options options = {.layout = cases[i].layout};
        sim_explained what = {.count = 0};
        assert_true(sim_explain_snowflake(cases[i].id, &options, &what));
        assert_int_equal(is_said(&what, "note"), cases[i].note != NULL);
        assert_true(cases[i].note == NULL || strstr(said(&what, "note"), cases[i].note) != NULL);
    }
    /* Of another epoch only that is known. */
    const sim_flake_options other = {.layout = "twitter", .has_epoch = true};
    sim_explained what = {.count = 0};
    assert_true(sim_explain_snowflake("20", &other, &what));
    assert_non_null(strstr(said(&what, "note"), "within 10 s of the epoch"));
    const sim_flake_options none = {.layout = NULL};
    sim_explained both = {.count = 0};
    assert_true(sim_explain_snowflake("20", &none, &both));
    assert_non_null(strstr(said(&both, "twitter note"), "older than the scheme"));
    assert_non_null(strstr(said(&both, "noah note"), "within 10 s"));
}

TEST(layouts_and_forms_are_found_in_capitals_too)
{
    sim_flake_options options = {.layout = "Twitter"};
    sim_explained what = {.count = 0};
    assert_true(sim_explain_snowflake("4198401", &options, &what));
    ASSERT_SAID(what, "layout", "twitter");
    options.layout = "DISCORD";
    assert_true(sim_flake_options_check(&options));
    options.layout = "twiter";
    assert_false(sim_flake_options_check(&options));
    sim_explained korder = {.count = 0};
    assert_true(sim_explain_korder("0060398a7b698001", "HEX", 8, &korder));
    assert_true(sim_korder_form_check("Base64URL"));
    assert_false(sim_korder_form_check("base64"));
}

TEST(what_is_no_snowflake_id_or_layout_is_refused)
{
    static const char *const ids[] = {"",      "x",     "-1",      "18446744073709551616",
                                      "0x",    "0x1g",  "1 ",      "0x11111111111111111",
                                      "1,234", "1.234", "1.7E+17", "abcdefabcdefabcdef"};
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
    for (size_t i = 0; i < COUNT_OF(ids); i++) {
        name_case("%s", ids[i]);
        assert_false(sim_explain_snowflake(ids[i], &options, &what));
    }
    for (size_t i = 0; i < COUNT_OF(layouts); i++) {
        name_case("%s", layouts[i]);
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

TEST(korder_ids_are_read_in_all_their_forms)
{
    static const struct {
        const char *text;
        const char *form;
    } locals[] = {{"0060398a7b698001", NULL},   {"0060398A7B698001", "hex"},
                  {"0x0060398a7b698001", NULL}, {"0X0060398a7b698001", "hex"},
                  {".5.tXbhdV.3", NULL},        {"AGA5intpgAE", "base64url"}};
    for (size_t i = 0; i < COUNT_OF(locals); i++) {
        name_case("%s", locals[i].text);
        sim_explained what = {.count = 0};
        assert_true(sim_explain_korder(locals[i].text, locals[i].form, 8, &what));
        ASSERT_SAID(what, "id", "0060398a7b698001");
        ASSERT_SAID(what, "d64", ".5.tXbhdV.3");
        ASSERT_SAID(what, "kind", "local");
        ASSERT_SAID(what, "time", "2018-10-15T17:41:15.432128Z");
        ASSERT_SAID(what, "sequence", "1");
    }
    static const char *const globals[] = {"0060398a03eb27327b698001", ".5.tXVEf8n8vPN.0",
                                          "0x0060398a03eb27327b698001"};
    for (size_t i = 0; i < COUNT_OF(globals); i++) {
        name_case("%s", globals[i]);
        sim_explained what = {.count = 0};
        assert_true(sim_explain_korder(globals[i], NULL, 8, &what));
        ASSERT_SAID(what, "kind", "global");
        ASSERT_SAID(what, "node", "65742642 = 0x03eb2732");
        ASSERT_SAID(what, "time", "2018-10-15T17:41:15.432128Z");
    }
}

TEST(what_is_no_korder_id_is_refused)
{
    static const char *const texts[] = {"",
                                        "0",
                                        "0060398a7b69800",
                                        "0060398a7b6980011",
                                        "zz60398a7b698001x",
                                        /* B is 10^6 */ "00603f4240000000",
                                        "!!!!!!!!!!!"};
    for (size_t i = 0; i < COUNT_OF(texts); i++) {
        name_case("%s", texts[i]);
        sim_explained what = {.count = 0};
        assert_false(sim_explain_korder(texts[i], NULL, 8, &what));
    }
    sim_explained what = {.count = 0};
    assert_false(sim_explain_korder("0060398a7b698001", "octal", 8, &what));
    assert_false(sim_explain_korder("0060398a7b698001", "d64", 11, &what));
}

TEST(a_uuid_says_its_version_and_what_it_can_be)
{
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
    ASSERT_SAID(other, "variant", "110, Microsoft");
    static const char *const wrapped[] = {"{8f0a4c3e-7b21-4f5a-9c3d-2e1f0a9b8c7d}",
                                          "{8F0A4C3E7B214F5A9C3D2E1F0A9B8C7D}",
                                          "urn:uuid:8f0a4c3e-7b21-4f5a-9c3d-2e1f0a9b8c7d",
                                          "URN:UUID:8F0A4C3E-7B21-4F5A-9C3D-2E1F0A9B8C7D"};
    for (size_t i = 0; i < COUNT_OF(wrapped); i++) {
        name_case("%s", wrapped[i]);
        sim_explained inside = {.count = 0};
        assert_true(sim_explain_uuid(wrapped[i], &inside));
        ASSERT_SAID(inside, "uuid", "8f0a4c3e-7b21-4f5a-9c3d-2e1f0a9b8c7d");
    }
    static const char *const texts[] = {"",
                                        "8f0a4c3e",
                                        "8f0a4c3e-7b21-4f5a-9c3d-2e1f0a9b8c7",
                                        "{8f0a4c3e-7b21-4f5a-9c3d-2e1f0a9b8c7d",
                                        "8f0a4c3e-7b21-4f5a-9c3d-2e1f0a9b8c7d}",
                                        "{}",
                                        "urn:uuid:",
                                        "uuid:8f0a4c3e-7b21-4f5a-9c3d-2e1f0a9b8c7d",
                                        "8f0a4c3e-7b21-4f5a-9c3d2-e1f0a9b8c7d",
                                        "8f0a4c3e-7b21-4f5a-9c3d-2e1f0a9b8c7g"};
    for (size_t i = 0; i < COUNT_OF(texts); i++) {
        name_case("%s", texts[i]);
        sim_explained none = {.count = 0};
        assert_false(sim_explain_uuid(texts[i], &none));
        assert_int_equal(none.count, 0);
    }
}

TEST(times_before_1970_are_told_too)
{
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
        cmocka_unit_test(hex_is_known_by_its_letters),
        cmocka_unit_test(an_id_older_than_its_scheme_is_told),
        cmocka_unit_test(layouts_and_forms_are_found_in_capitals_too),
        cmocka_unit_test(what_is_no_snowflake_id_or_layout_is_refused),
        cmocka_unit_test(korder_ids_are_read_in_all_their_forms),
        cmocka_unit_test(what_is_no_korder_id_is_refused),
        cmocka_unit_test(a_uuid_says_its_version_and_what_it_can_be),
        cmocka_unit_test(times_before_1970_are_told_too),
    };
    return RUN_TESTS(tests);
}
