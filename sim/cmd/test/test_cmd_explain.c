/* idsim id: what is said of an ID that was found in a log, and what is refused. */

#include "cmd/explained.h"
#include "cmd/flake.h"
#include "cmd/options.h"
#include "cmd/utc.h"
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

/* ---- Layouts and forms of services ---------------------------------------------------------- */

TEST(fields_and_texts_of_services_are_told)
{
    sim_flake_options options = {.layout = "discord"};
    sim_explained what = {.count = 0};
    assert_true(sim_explain_snowflake("90339695967350784", &options, &what));
    ASSERT_SAID(what, "worker", "0");
    ASSERT_SAID(what, "process", "3");
    ASSERT_SAID(what, "time", "2015-09-07T06:57:41.949000Z");
    /* The address of a post of Instagram, and its number. */
    options.layout = "instagram";
    what.count = 0;
    assert_true(sim_explain_snowflake("BZ1234abcd-", &options, &what));
    ASSERT_SAID(what, "id", "1618440975765325694");
    ASSERT_SAID(what, "shortcode", "BZ1234abcd-");
    options.form = "shortcode";
    what.count = 0;
    assert_true(sim_explain_snowflake("12345", &options, &what));
    ASSERT_SAID(what, "shortcode", "12345");
    assert_false(sim_explain_snowflake("BZ1234abcde_", &options, &what));
    assert_false(sim_explain_snowflake("Q__________", &options, &what));
    assert_false(sim_explain_snowflake("BZ+", &options, &what));
}

TEST(the_other_layouts_are_known_by_name)
{
    static const struct {
        const char *layout;
        const char *id;
        const char *time;
        const char *coordinator;
        const char *sequence;
    } known[] = {{"mastodon", "113579421234567890", "2024-12-01T20:20:30.459000Z", "0", "6866"},
                 {"cockroach", "1020304050607080910", "2024-11-12T20:14:45.756550Z", "17870", "0"},
                 {"linkedin", "urn:li:activity:7123456789012345678", "2023-10-26T23:54:05.927000Z",
                  "0", "2945870"}};
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

TEST(signed_numbers_are_the_same_ids)
{
    const sim_flake_options options = {.layout = "discord"};
    sim_explained what = {.count = 0};
    assert_true(sim_explain_snowflake("-9223372036854775807", &options, &what));
    ASSERT_SAID(what, "id", "9223372036854775809");
    ASSERT_SAID(what, "signed", "-9223372036854775807");
    what.count = 0;
    assert_true(sim_explain_snowflake("-9223372036854775808", &options, &what));
    ASSERT_SAID(what, "id", "9223372036854775808");
    what.count = 0;
    assert_true(sim_explain_snowflake("9223372036854775807", &options, &what));
    assert_false(is_said(&what, "signed"));
    assert_false(sim_explain_snowflake("-9223372036854775809", &options, &what));
    assert_false(sim_explain_snowflake("--1", &options, &what));
    assert_false(sim_explain_snowflake("-0", &options, &what));
}

TEST(an_id_of_unknown_origin_is_compared)
{
    const sim_flake_options options = {.hex = false};
    sim_explained what = {.count = 0};
    /* At the end of 2026. */
    const int64_t now = INT64_C(1796083200000000);
    assert_true(sim_compare_snowflake("175928847299117063", &options, now, &what));
    assert_string_equal(what.rows[2].name, "noah");
    ASSERT_SAID(what, "discord", "2016-04-30T11:18:25.796000Z  coordinator 32  sequence 7");
    ASSERT_SAID(what, "mastodon",
                "2055-01-25T03:39:30.946000Z  coordinator 0  sequence 7  (not likely)");
    ASSERT_SAID(what, "linkedin",
                "1971-05-01T11:18:25.796000Z  coordinator 0  sequence 131079  (not likely)");
    assert_int_equal(what.count, 11);
    what.count = 0;
    assert_true(sim_compare_snowflake("175928847299117063", &options, now / 1000, &what));
    assert_non_null(strstr(said(&what, "discord"), "(not likely)"));
    /* Only Discord and Instagram have 64 bits. */
    what.count = 0;
    assert_true(sim_compare_snowflake("-1", &options, now, &what));
    assert_int_equal(what.count, 5);
    assert_string_equal(what.rows[3].name, "discord");
    assert_string_equal(what.rows[4].name, "instagram");
}

/* ---- Times ----------------------------------------------------------------------------------- */

TEST(times_are_told_on_every_machine)
{
    static const struct {
        int64_t us;
        const char *text;
    } times[] = {{0, "1970-01-01T00:00:00.000000Z"},
                 {-1, "1969-12-31T23:59:59.999999Z"},
                 {INT64_C(951782400000000), "2000-02-29T00:00:00.000000Z"},
                 {INT64_C(4107542399999999), "2100-02-28T23:59:59.999999Z"},
                 {INT64_C(4107542400000000), "2100-03-01T00:00:00.000000Z"},
                 {INT64_C(2147483648000000), "2038-01-19T03:14:08.000000Z"},
                 {INT64_C(-62135596800000000), "0001-01-01T00:00:00.000000Z"},
                 {INT64_C(253402300800000000), "10000-01-01T00:00:00.000000Z"},
                 {INT64_MAX, "294247-01-10T04:00:54.775807Z"}};
    for (size_t i = 0; i < COUNT_OF(times); i++) {
        char text[SIM_UTC_SIZE];
        name_case("%s", times[i].text);
        sim_utc_format(times[i].us, text);
        assert_string_equal(text, times[i].text);
    }
}

TEST(a_time_is_as_long_as_it_is_written)
{
    static const struct {
        const char *text;
        int64_t begin;
        int64_t length;
    } times[] = {{"1970-01-01", 0, INT64_C(86400000000)},
                 {"1970-01-02T00:01", INT64_C(86460000000), INT64_C(60000000)},
                 {"1970-01-01 00:00:01Z", 1000000, 1000000},
                 {"1970-01-01t00:00:01.5z", 1500000, 100000},
                 {"1970-01-01T00:00:01.000250+00:00", 1000250, 1},
                 {"1970-01-01T02:00:00+02:00", 0, 1000000},
                 {"1969-12-31T19:30:00-04:30", 0, 1000000},
                 {"1970-01-01Z", 0, INT64_C(86400000000)},
                 {"@0", 0, 1000000},
                 {"@1700000000.25", INT64_C(1700000000250000), 10000},
                 {"0001-01-01", INT64_C(-62135596800000000), INT64_C(86400000000)},
                 {"9999-12-31T23:59:59", INT64_C(253402300799000000), 1000000}};
    for (size_t i = 0; i < COUNT_OF(times); i++) {
        sim_utc_span span = {0, 0};
        name_case("%s", times[i].text);
        assert_true(sim_utc_parse(times[i].text, &span));
        assert_int_equal(span.begin, times[i].begin);
        assert_int_equal(span.end - span.begin, times[i].length);
    }
}

TEST(what_is_no_time_is_refused)
{
    static const char *const none[] = {"",
                                       "2026",
                                       "2026-13-01",
                                       "2026-02-29",
                                       "2026-00-10",
                                       "2026-01-32",
                                       "0000-01-01",
                                       "2026-1-1",
                                       "2026-01-01T24:00",
                                       "2026-01-01T1:00",
                                       "@",
                                       "2026-01-01T10",
                                       "2026-01-01T10:60",
                                       "2026-01-01T10:00:60",
                                       "@-1",
                                       "2026-01-01T",
                                       "2026-01-01T10:00:00.",
                                       "2026-01-01T10:00:00.1234567",
                                       "@1.",
                                       "2026-01-01T10:00+2",
                                       "2026-01-01T10:00ZZ",
                                       "@9999999999999",
                                       "2026-01-01x"};
    for (size_t i = 0; i < COUNT_OF(none); i++) {
        sim_utc_span span = {5, 5};
        name_case("%s", none[i]);
        assert_false(sim_utc_parse(none[i], &span));
    }
}

/* What has no time besides that of its text. */
TEST(uuids_ulids_and_ksuids_tell_their_time)
{
    /* The examples of RFC 9562, and those of the specifications. */
    static const char *const uuids[] = {"C232AB00-9414-11EC-B3C8-9F6BDECED846",
                                        "1EC9414C-232A-6B00-B3C8-9F6BDECED846",
                                        "017F22E2-79B0-7CC3-98C4-DC0C0C07398F"};
    for (size_t i = 0; i < COUNT_OF(uuids); i++) {
        name_case("%s", uuids[i]);
        sim_explained what = {.count = 0};
        assert_true(sim_explain_uuid(uuids[i], &what));
        ASSERT_SAID(what, "time", "2022-02-22T19:22:22.000000Z");
        if (i < 2) {
            ASSERT_SAID(what, "clock sequence", "13256");
            ASSERT_SAID(what, "host", "9f6bdeced846");
        }
    }
    sim_explained what = {.count = 0};
    assert_true(sim_explain_uuid("00000000-0000-1000-8000-000000000000", &what));
    ASSERT_SAID(what, "time", "1582-10-15T00:00:00.000000Z");
    what.count = 0;
    assert_true(sim_explain_ulid("01ARZ3NDEKTSV4RRFFQ69G5FAV", &what));
    ASSERT_SAID(what, "time", "2016-07-30T23:54:10.259000Z");
    what.count = 0;
    assert_true(sim_explain_ulid("olarz3ndektsv4rrffq69g5fav", &what));
    ASSERT_SAID(what, "ulid", "01ARZ3NDEKTSV4RRFFQ69G5FAV");
    what.count = 0;
    assert_true(sim_explain_ksuid("0ujtsYcgvSTl8PAuAdqWYSMnLOv", &what));
    ASSERT_SAID(what, "time", "2017-10-10T04:00:47.000000Z");
    ASSERT_SAID(what, "random", "b5a1cd34b5f99d1154fb6853345c9735");
    what.count = 0;
    assert_true(sim_explain_ksuid("aWgEPTl1tmebfsQzFP4bxwgy80V", &what));
    ASSERT_SAID(what, "time", "2150-06-19T23:21:35.000000Z");
    assert_false(sim_explain_ksuid("aWgEPTl1tmebfsQzFP4bxwgy80W", &what));
    assert_false(sim_explain_ksuid("0ujtsYcgvSTl8PAuAdqWYSMnLO", &what));
    assert_false(sim_explain_ulid("80000000000000000000000000", &what));
    assert_false(sim_explain_ulid("01ARZ3NDEKTSV4RRFFQ69G5FA", &what));
    assert_false(sim_explain_ulid("01ARZ3NDEKTSV4RRFFQ69G5FAU", &what));
}

/* ---- Encoding -------------------------------------------------------------------------------- */

/* The limits of a time are read back as its limits. */
TEST(the_ids_of_a_time_are_between_its_limits)
{
    for (size_t i = 0; i < sim_flake_layout_count(); i++) {
        const sim_flake_options options = {.layout = sim_flake_layout_at(i).name};
        sim_explained what = {.count = 0};
        sim_explained first = {.count = 0};
        sim_explained last = {.count = 0};
        name_case("%s", options.layout);
        assert_true(sim_encode_snowflake("2026-03-04T05:06:07", &options, &what));
        assert_true(sim_explain_snowflake(said(&what, "first"), &options, &first));
        assert_true(sim_explain_snowflake(said(&what, "last"), &options, &last));
        ASSERT_SAID(first, "time", "2026-03-04T05:06:07.000000Z");
        assert_non_null(strstr(said(&last, "time"), "2026-03-04T05:06:07.99"));
        uint64_t limits[2];
        assert_true(sim_parse_number(said(&what, "first"), 0, UINT64_MAX, &limits[0]));
        assert_true(sim_parse_number(said(&what, "last"), 0, UINT64_MAX, &limits[1]));
        /* No ID of the second before or after is in between. */
        sim_explained next = {.count = 0};
        assert_true(sim_encode_snowflake("2026-03-04T05:06:08", &options, &next));
        uint64_t above;
        assert_true(sim_parse_number(said(&next, "first"), 0, UINT64_MAX, &above));
        assert_int_equal(limits[1] + 1, above);
        assert_true(limits[0] < limits[1]);
    }
    const sim_flake_options discord = {.layout = "discord"};
    sim_explained what = {.count = 0};
    assert_true(sim_encode_snowflake("2016-04-30T11:18:25.796Z", &discord, &what));
    ASSERT_SAID(what, "first", "175928847298985984");
    ASSERT_SAID(what, "last", "175928847303180287");
    assert_false(sim_encode_snowflake("2014-12-31", &discord, &what));
    assert_false(sim_encode_snowflake("9999-12-31", &discord, &what));
    assert_false(sim_encode_snowflake("yesterday", &discord, &what));
    const sim_flake_options apart = {.layout = "coordinator:10,time:41,sequence:12"};
    assert_false(sim_encode_snowflake("2026-03-04", &apart, &what));
}

TEST(the_other_schemes_have_limits_too)
{
    static const struct {
        uint32_t version;
        const char *first;
        const char *last;
    } uuids[] = {
        {7, "017f22e2-79b0-7000-8000-000000000000", "017f22e2-7d97-7fff-bfff-ffffffffffff"},
        {6, "1ec9414c-232a-6b00-8000-000000000000", "1ec9414c-2cb4-617f-bfff-ffffffffffff"},
        {1, "c232ab00-9414-11ec-8000-000000000000", "c2cb417f-9414-11ec-bfff-ffffffffffff"}};
    static const char second[] = "2022-02-22T19:22:22Z";
    for (size_t i = 0; i < COUNT_OF(uuids); i++) {
        sim_explained what = {.count = 0};
        name_case("version %u", (unsigned)uuids[i].version);
        assert_true(sim_encode_uuid(second, uuids[i].version, &what));
        ASSERT_SAID(what, "first", uuids[i].first);
        ASSERT_SAID(what, "last", uuids[i].last);
        assert_false(sim_encode_uuid("1500-01-01", uuids[i].version, &what));
    }
    sim_explained what = {.count = 0};
    assert_false(sim_encode_uuid("1969-12-31", 7, &what));
    assert_true(sim_encode_uuid("1582-10-15", 6, &what));
    ASSERT_SAID(what, "first", "00000000-0000-6000-8000-000000000000");
    what.count = 0;
    assert_true(sim_encode_ulid(second, &what));
    ASSERT_SAID(what, "first", "01FWHE4YDG0000000000000000");
    ASSERT_SAID(what, "last", "01FWHE4ZCQZZZZZZZZZZZZZZZZ");
    assert_false(sim_encode_ulid("1969-12-31", &what));
    what.count = 0;
    sim_explained back = {.count = 0};
    assert_true(sim_encode_ksuid(second, &what));
    assert_true(sim_explain_ksuid(said(&what, "last"), &back));
    ASSERT_SAID(back, "time", "2022-02-22T19:22:22.000000Z");
    ASSERT_SAID(back, "random", "ffffffffffffffffffffffffffffffff");
    assert_false(sim_encode_ksuid("2014-05-13T16:53:19", &what));
    what.count = 0;
    assert_true(sim_encode_korder(second, &what));
    back.count = 0;
    assert_true(sim_explain_korder(said(&what, "last"), NULL, 8, &back));
    ASSERT_SAID(back, "sequence", "16383");
    assert_false(sim_encode_korder("1969-12-31", &what));
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
        cmocka_unit_test(fields_and_texts_of_services_are_told),
        cmocka_unit_test(the_other_layouts_are_known_by_name),
        cmocka_unit_test(signed_numbers_are_the_same_ids),
        cmocka_unit_test(an_id_of_unknown_origin_is_compared),
        cmocka_unit_test(times_are_told_on_every_machine),
        cmocka_unit_test(a_time_is_as_long_as_it_is_written),
        cmocka_unit_test(what_is_no_time_is_refused),
        cmocka_unit_test(uuids_ulids_and_ksuids_tell_their_time),
        cmocka_unit_test(the_ids_of_a_time_are_between_its_limits),
        cmocka_unit_test(the_other_schemes_have_limits_too),
    };
    return RUN_TESTS(tests);
}
