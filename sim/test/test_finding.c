/* Findings: the text that is made of their data, and which data are none. */

#include "finding_text.h"
#include "invariants.h"
#include "support_cmocka.h"
#include "wording.h"

static const ida_uuid uuid = {UINT64_C(0x0057271c9071c99d), UINT64_C(0xbea13fed9515b22f)};
#define UUID "15c9c724-1c72-4676-bea1-3fed9515b22f"

static const ida_range range = {
    {UINT64_C(0x0057271c9071c99d), UINT64_C(0xbea13fed9515b22f)}, 3, 2, 5};

static void assert_value(sim_value value, const char *right)
{
    char text[SIM_FINDING_TEXT_SIZE];
    assert_true(sim_value_is_sound(&value, SIM_WORD_COUNT));
    sim_value_print(&value, text);
    assert_string_equal(text, right);
}

static void assert_site(sim_site site, const char *right)
{
    char text[SIM_FINDING_TEXT_SIZE];
    assert_true(sim_site_is_sound(&site, SIM_WORD_COUNT));
    sim_site_print(&site, text);
    assert_string_equal(text, right);
}

TEST(every_kind_of_value_has_a_text)
{
    const ida_run runs[] = {{7, 2}, {-10, 1}};
    const ida_unique_id final = {true, 4, {0, 0}};
    const ida_unique_id stable = {false, 0, uuid};
    const ida_cluster cluster = {uuid, 4, 1, 5, 1};
    sim_value spoiled = sim_value_status(IDA_UNKNOWN_ID);
    spoiled.is_spoiled = true;
    assert_value((sim_value){.kind = SIM_VALUE_NONE}, "");
    assert_value(sim_value_words(SIM_WORD_REFUSAL), "a refusal");
    assert_value(sim_value_status(IDA_COLLISION), "collision");
    assert_value(spoiled, "unknown-id, and an output was written");
    assert_value(sim_value_truth(true), "true");
    assert_value(sim_value_truth(false), "false");
    assert_value(sim_value_id(INT64_MIN), "-9223372036854775808");
    assert_value(sim_value_origin(-3, uuid), "-3, origin " UUID);
    assert_value(sim_value_unique(&final), "final 4");
    assert_value(sim_value_unique(&stable), "stable " UUID);
    assert_value(sim_value_runs(runs, 0), "no IDs");
    assert_value(sim_value_runs(runs, 2), "2 eager finals from 7, 1 local ID from -10");
    assert_value(sim_value_range(&(ida_range){.count = 0}), "no IDs");
    assert_value(sim_value_range(&range), "2 IDs from gen count 3 of " UUID ", cluster size 5");
    assert_value(sim_value_ghost(&range), "a ghost of 2 IDs of " UUID);
    assert_value(sim_value_uuid(uuid), UUID);
    assert_value(sim_value_uuid((ida_uuid){UINT64_MAX, 1}), "ffffffffffffffff:0000000000000001");
    assert_value(sim_value_cluster(&cluster),
                 "final 4 on: 1 of 5 IDs of " UUID " from gen count 1");
    assert_value(sim_value_bytes(37, 0xAB), "37 bytes, hash 00000000000000ab");
    assert_value(sim_value_text("as written"), "as written");
}

/* A wrong call may say that it wrote more than there can be. */
TEST(what_is_too_long_is_cut_off)
{
    const ida_run runs[] = {{7, 2}, {-10, 1}};
    char text[SIM_FINDING_TEXT_SIZE];
    memset(text, 'x', sizeof text - 1);
    text[sizeof text - 1] = '\0';
    assert_int_equal(sim_value_runs(runs, 9).count, 2);
    const sim_value value = sim_value_text(text);
    assert_int_equal(strlen(value.of.text), SIM_VALUE_TEXT_SIZE - 1);
    assert_true(sim_value_is_sound(&value, SIM_WORD_COUNT));
}

TEST(numbers_stand_where_the_words_have_them)
{
    assert_value(sim_value_number(SIM_WORD_FINAL_LIMIT, UINT64_MAX),
                 "final limit 18446744073709551615");
    assert_value(sim_value_signed(SIM_WORD_FLAKE_TICK, -1), "tick -1");
    assert_value(sim_value_hash(SIM_WORD_HASH, 0xAB), "hash 00000000000000ab");
    assert_value(sim_value_number(SIM_WORD_BYTES_LEFT, 1), "1 byte left");
    assert_value(sim_value_number(SIM_WORD_BYTES_LEFT, 0), "0 bytes left");
    sim_value value = SIM_VALUE_SAYING(SIM_WORD_STATED_GENERATED, 0x0102, IDA_OK, (uint64_t)-3, 2);
    value.forms[0] = SIM_FORM_PLACE;
    value.forms[1] = SIM_FORM_STATUS;
    value.forms[2] = SIM_FORM_SIGNED;
    assert_value(value, "generated, node 1 slot 2, ok, first ID -3, IDs 2");
    value.hidden = 0x0A;
    assert_value(value, "generated, node 1 slot 2, first ID -3");
    value.count = 2;
    value.hidden = 0;
    assert_value(value, "generated, node 1 slot 2, ok");
    value = sim_value_number(SIM_WORD_SIDE_FAILS, SIM_INVARIANT_CONTRACT);
    value.forms[0] = SIM_FORM_INVARIANT;
    assert_value(value, "one of the paired worlds fails alone: contract");
    value = SIM_VALUE_SAYING(SIM_WORD_KORDER_ID_OF_NODE, 0xAB, 0xCD, 3, 17);
    value.forms[0] = SIM_FORM_HEX64;
    value.forms[1] = SIM_FORM_HEX32;
    assert_value(value, "00000000000000ab000000cd of node 3, made at 17 us");
}

TEST(a_site_has_the_parts_that_it_says)
{
    const sim_site all = {.parts = SIM_SITE_NODE | SIM_SITE_SLOT | SIM_SITE_STORE |
                                   SIM_SITE_POSITION | SIM_SITE_SESSION,
                          .node = 1,
                          .slot = 2,
                          .store = 3,
                          .position = 4,
                          .session = uuid,
                          .call = SIM_WORD_SESSION_DECOMPRESS,
                          .about = sim_value_id(-3)};
    sim_site some = all;
    assert_site((sim_site){.parts = 0}, "");
    assert_site(all, "node 1 slot 2 store 3 at log position 4 session " UUID ": decompress(-3)");
    some.parts = SIM_SITE_POSITION;
    some.about = sim_value_words(SIM_WORD_BY_COPY);
    assert_site(some, "at log position 4: decompress by a loaded copy");
    some.call = SIM_WORD_NONE;
    some.about = (sim_value){.kind = SIM_VALUE_NONE};
    assert_site(some, "at log position 4");
    assert_site(sim_site_of_call(SIM_WORD_CLOSING), "closing all sessions and documents");
    assert_site(sim_site_of_actor(SIM_WORD_SEQ_MASTER, 2, 7, SIM_WORD_SEQ_JOINING),
                "master 2 of term 7: a coordinator joins");
}

TEST(what_a_broken_process_wrote_is_not_sound)
{
    sim_value value = sim_value_number(SIM_WORD_FINAL_LIMIT, 1);
    sim_value wrong = value;
    wrong.kind = SIM_VALUE_KINDS;
    assert_false(sim_value_is_sound(&wrong, SIM_WORD_COUNT));
    wrong = value;
    wrong.word = SIM_WORD_COUNT;
    assert_false(sim_value_is_sound(&wrong, SIM_WORD_COUNT));
    wrong = value;
    wrong.count = SIM_VALUE_NUMBERS + 1;
    assert_false(sim_value_is_sound(&wrong, SIM_WORD_COUNT));
    wrong = value;
    wrong.forms[5] = SIM_FORMS;
    assert_false(sim_value_is_sound(&wrong, SIM_WORD_COUNT));
    wrong = (sim_value){.kind = SIM_VALUE_RUNS, .count = 3};
    assert_false(sim_value_is_sound(&wrong, SIM_WORD_COUNT));
    wrong = (sim_value){.kind = SIM_VALUE_TEXT};
    memset(wrong.of.text, 'x', sizeof wrong.of.text);
    assert_false(sim_value_is_sound(&wrong, SIM_WORD_COUNT));
    sim_site site = sim_site_about(sim_site_of_call(SIM_WORD_CLOSING), wrong);
    assert_false(sim_site_is_sound(&site, SIM_WORD_COUNT));
    site.about = value;
    site.call = SIM_WORD_COUNT;
    assert_false(sim_site_is_sound(&site, SIM_WORD_COUNT));
    site.call = SIM_WORD_NONE;
    site.actor = SIM_WORD_COUNT;
    assert_false(sim_site_is_sound(&site, SIM_WORD_COUNT));
    sim_stuck stuck = {.count = 2, .of = {{.why = value}, {.why = wrong}}};
    assert_false(sim_stuck_is_sound(&stuck, SIM_WORD_COUNT));
    stuck.count = 1;
    assert_true(sim_stuck_is_sound(&stuck, SIM_WORD_COUNT));
}

TEST(what_is_stuck_is_told_with_its_reasons)
{
    char text[SIM_STUCK_TEXT_SIZE];
    sim_stuck stuck = {.count = 0};
    sim_stuck_print(&stuck, text);
    assert_string_equal(text, "");
    for (size_t i = 0; i < SIM_STUCK_MAX; i++) {
        stuck.of[i].where = (sim_site){.parts = SIM_SITE_NODE, .node = (uint8_t)i};
        stuck.of[i].why = sim_value_number(SIM_WORD_STUCK_DOWN, i);
    }
    stuck.count = SIM_STUCK_MAX;
    sim_stuck_print(&stuck, text);
    assert_string_equal(text, "node 0: down with 0 saved IDs; node 1: down with 1 saved ID; "
                              "node 2: down with 2 saved IDs");
    stuck.of[0].where.parts = 0;
    stuck.of[0].why = sim_value_words(SIM_WORD_STUCK_LOG_FULL);
    stuck.count++;
    sim_stuck_print(&stuck, text);
    assert_string_equal(text, "the log is full; node 1: down with 1 saved ID; "
                              "node 2: down with 2 saved IDs; and more");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_kind_of_value_has_a_text),
        cmocka_unit_test(what_is_too_long_is_cut_off),
        cmocka_unit_test(numbers_stand_where_the_words_have_them),
        cmocka_unit_test(a_site_has_the_parts_that_it_says),
        cmocka_unit_test(what_a_broken_process_wrote_is_not_sound),
        cmocka_unit_test(what_is_stuck_is_told_with_its_reasons),
    };
    return RUN_TESTS(tests);
}
