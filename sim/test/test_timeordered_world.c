/*
 * Worlds of time-ordered IDs: what the ops do, that each invariant catches a subject that breaks
 * it, and that what is not claimed is not judged.
 */
#include <string.h>

#include "support_play.h"
#include "timeordered/oracle/value.h"
#include "timeordered/subject.h"

/* Two machines that are up, each with two generators. */
#define WORLD(moment)                                                                              \
    "idalloc-tape 1\nworld scheme=timeordered nodes=2 instances=2 moment=" moment                  \
    " start=1700000000 seed=1\n"
#define UP    WORLD("0x0") "launch 0 0 0\nlaunch 1 0 0\n"
#define WAITS WORLD("0x0") "launch 0 1 0\nlaunch 1 1 0\n"
#define STORY UP "issue 0 0 1\nissue 0 1 0\npass 5 1\nissue 0 0 1\nissue 1 0 1\n"
#define MAIL  UP "issue 0 0 0\nissue 1 0 0\nmail 0 1\n"

TEST(the_story_makes_seven_ids)
{
    sim_result result = pass(STORY);
    /* And the quiet phase one for each machine. */
    assert_int_equal(result.ids, 9);
    assert_int_equal(result.tally.marks[SIM_MARK_TIME_MADE], 7);
    assert_int_equal(result.tally.marks[SIM_MARK_TIME_INSTANCES], 1);
    assert_int_equal(result.tally.marks[SIM_MARK_TIME_MACHINES], 1);
}

TEST(a_full_tick_is_borrowed_from_or_waited_for)
{
    sim_result borrows = pass(UP "flood 0 0 2999\nflood 0 0 2999\n");
    assert_true(borrows.tally.marks[SIM_MARK_TIME_AHEAD] > 0);
    assert_int_equal(borrows.tally.marks[SIM_MARK_TIME_LATER], 0);
    sim_result waits = pass(WAITS "flood 0 0 2999\nflood 0 0 2999\nretry 0\n");
    assert_int_equal(waits.tally.marks[SIM_MARK_TIME_AHEAD], 0);
    assert_int_equal(waits.tally.marks[SIM_MARK_TIME_LATER], 1);
    assert_int_equal(waits.tally.marks[SIM_MARK_TIME_AWAITED], 1);
}

TEST(a_clock_that_steps_back_is_gone_on_from)
{
    sim_result result = pass(UP "issue 0 0 0\nset-clock 0 100 5\nissue 0 0 3\n");
    assert_int_equal(result.tally.marks[SIM_MARK_TIME_BEHIND], 4 - 3);
}

TEST(after_the_last_time_there_are_no_ids)
{
    sim_result result = pass(WORLD("0x4") "launch 0 0 0\npass 1 2\nissue 0 0 0\n");
    assert_int_equal(result.ids, 0);
    assert_int_equal(result.tally.marks[SIM_MARK_TIME_ENDED], 1);
}

TEST(a_copy_makes_the_same_ids_which_nobody_promised_not_to)
{
    sim_result result =
        pass(WORLD("0x0") "launch 0 0 0\nissue 0 0 0\nclone 0 1\nissue 0 0 0\nissue 1 0 0\n");
    assert_int_equal(result.tally.marks[SIM_MARK_TIME_CLONES], 1);
}

TEST(extreme_random_sources_excuse_equal_ids_of_two_machines_but_not_of_a_generator)
{
    sim_result result = pass(WORLD("0x0") "launch 0 0 1\nlaunch 1 0 1\nissue 0 0 3\nissue 1 0 3\n"
                                          "issue 0 1 3\n");
    assert_int_equal(result.ids, 14);
}

/* --- Wrong subjects. --- */

static ida_status core_next(idsim_time_process *process, uint32_t instance, int64_t now_us,
                            idsim_time_text *id, int64_t *try_at_us)
{
    return sim_timeordered_core.next(process, instance, now_us, id, try_at_us);
}

/* The counter and the random bits are gone. */
static ida_status next_repeats(idsim_time_process *process, uint32_t instance, int64_t now_us,
                               idsim_time_text *id, int64_t *try_at_us)
{
    const ida_status status = core_next(process, instance, now_us, id, try_at_us);
    memcpy(id->text + 14, "7000-8000-000000000000", 22);
    return status;
}

/* The second generator gives what the first one gave last. */
static ida_status next_is_anothers(idsim_time_process *process, uint32_t instance, int64_t now_us,
                                   idsim_time_text *id, int64_t *try_at_us)
{
    static idsim_time_text last;
    const ida_status status = core_next(process, instance, now_us, id, try_at_us);
    if (instance == 1) {
        *id = last;
    }
    last = *id;
    return status;
}

static void complement(char *digit)
{
    static const char digits[] = "0123456789abcdef";
    const char *found = strchr(digits, *digit);
    *digit = found == NULL ? *digit : digits[15 - (found - digits)];
}

/* The counter counts down. */
static ida_status next_goes_down(idsim_time_process *process, uint32_t instance, int64_t now_us,
                                 idsim_time_text *id, int64_t *try_at_us)
{
    const ida_status status = core_next(process, instance, now_us, id, try_at_us);
    for (unsigned i = 15; i < 18; i++) {
        complement(&id->text[i]);
    }
    return status;
}

static ida_status next_is_late(idsim_time_process *process, uint32_t instance, int64_t now_us,
                               idsim_time_text *id, int64_t *try_at_us)
{
    return core_next(process, instance, now_us - 5000, id, try_at_us);
}

static ida_status next_is_early(idsim_time_process *process, uint32_t instance, int64_t now_us,
                                idsim_time_text *id, int64_t *try_at_us)
{
    return core_next(process, instance, now_us + 5000, id, try_at_us);
}

/* Its time begins anew when it ends. */
static ida_status next_wraps(idsim_time_process *process, uint32_t instance, int64_t now_us,
                             idsim_time_text *id, int64_t *try_at_us)
{
    const int64_t end_us = (INT64_C(1) << 48) * 1000;
    return core_next(process, instance, now_us % end_us, id, try_at_us);
}

static ida_status next_is_of_version_4(idsim_time_process *process, uint32_t instance,
                                       int64_t now_us, idsim_time_text *id, int64_t *try_at_us)
{
    const ida_status status = core_next(process, instance, now_us, id, try_at_us);
    id->text[14] = '4';
    return status;
}

static ida_status next_is_longer(idsim_time_process *process, uint32_t instance, int64_t now_us,
                                 idsim_time_text *id, int64_t *try_at_us)
{
    const ida_status status = core_next(process, instance, now_us, id, try_at_us);
    memcpy(id->text + 36, "0", 2);
    return status;
}

static ida_status next_is_not_text(idsim_time_process *process, uint32_t instance, int64_t now_us,
                                   idsim_time_text *id, int64_t *try_at_us)
{
    const ida_status status = core_next(process, instance, now_us, id, try_at_us);
    memset(id->text, 'a', sizeof id->text);
    return status;
}

static ida_status next_fails(idsim_time_process *process, uint32_t instance, int64_t now_us,
                             idsim_time_text *id, int64_t *try_at_us)
{
    (void)process;
    (void)instance;
    (void)now_us;
    (void)id;
    (void)try_at_us;
    return IDA_MALFORMED;
}

static ida_status next_is_later(idsim_time_process *process, uint32_t instance, int64_t now_us,
                                idsim_time_text *id, int64_t *try_at_us)
{
    (void)process;
    (void)instance;
    (void)id;
    *try_at_us = now_us + 1;
    return IDA_TRY_LATER;
}

static ida_status next_writes_though_it_refuses(idsim_time_process *process, uint32_t instance,
                                                int64_t now_us, idsim_time_text *id,
                                                int64_t *try_at_us)
{
    const ida_status status = core_next(process, instance, now_us, id, try_at_us);
    id->text[0] = '0';
    return status;
}

static ida_status start_as(uint32_t setting, const ida_allocator *allocator,
                           const idsim_time_config *config, int64_t now_us,
                           idsim_time_process **process)
{
    idsim_time_config other = *config;
    other.setting = setting;
    return sim_timeordered_core.start(allocator, &other, now_us, process);
}

static ida_status start_borrows(const ida_allocator *allocator, const idsim_time_config *config,
                                int64_t now_us, idsim_time_process **process)
{
    return start_as(0, allocator, config, now_us, process);
}

static ida_status start_waits(const ida_allocator *allocator, const idsim_time_config *config,
                              int64_t now_us, idsim_time_process **process)
{
    return start_as(1, allocator, config, now_us, process);
}

/* Its random source begins in the same way in each process. */
static ida_status start_forgets_seed(const ida_allocator *allocator,
                                     const idsim_time_config *config, int64_t now_us,
                                     idsim_time_process **process)
{
    idsim_time_config other = *config;
    other.seed = 1;
    return sim_timeordered_core.start(allocator, &other, now_us, process);
}

static ida_status clone_fails(const idsim_time_process *process, idsim_time_process **copy)
{
    (void)process;
    (void)copy;
    return IDA_INVALID_ARGUMENT;
}

static void stop_nothing(idsim_time_process *process)
{
    (void)process;
}

static ida_status at_ignores_the_time(idsim_time_process *process, uint32_t instance,
                                      int64_t now_us, int64_t time_us, idsim_time_text *id)
{
    (void)time_us;
    return sim_timeordered_core.next_at(process, instance, now_us, now_us, id);
}

static ida_status at_takes_any_time(idsim_time_process *process, uint32_t instance, int64_t now_us,
                                    int64_t time_us, idsim_time_text *id)
{
    return sim_timeordered_core.next_at(process, instance, now_us, time_us < 0 ? 0 : time_us, id);
}

static ida_status at_refuses(idsim_time_process *process, uint32_t instance, int64_t now_us,
                             int64_t time_us, idsim_time_text *id)
{
    (void)process;
    (void)instance;
    (void)now_us;
    (void)time_us;
    (void)id;
    return IDA_EXHAUSTED;
}

static ida_status decode_is_off(const idsim_time_process *process, const char *text,
                                idsim_time_parts *parts)
{
    const ida_status status = sim_timeordered_core.decode(process, text, parts);
    parts->time_us += 1000;
    return status;
}

static ida_status decode_changes_the_id(const idsim_time_process *process, const char *text,
                                        idsim_time_parts *parts)
{
    const ida_status status = sim_timeordered_core.decode(process, text, parts);
    parts->id.text[35] = parts->id.text[35] == '0' ? '1' : '0';
    return status;
}

static ida_status decode_takes_anything(const idsim_time_process *process, const char *text,
                                        idsim_time_parts *parts)
{
    (void)sim_timeordered_core.decode(process, text, parts);
    return IDA_OK;
}

static ida_status decode_knows_one_case(const idsim_time_process *process, const char *text,
                                        idsim_time_parts *parts)
{
    return strpbrk(text, "ABCDEF") != NULL ? IDA_MALFORMED
                                           : sim_timeordered_core.decode(process, text, parts);
}

static ida_status format_loses_digits(const idsim_time_process *process, uint32_t form,
                                      const idsim_time_text *id, idsim_time_text *text)
{
    const ida_status status = sim_timeordered_core.format(process, form, id, text);
    memset(text->text + 17, '0', strlen(text->text) - 17);
    return status;
}

static ida_status read_refuses(const idsim_time_process *process, uint32_t form, const char *text,
                               idsim_time_text *id)
{
    (void)process;
    (void)form;
    (void)text;
    (void)id;
    return IDA_MALFORMED;
}

static ida_status compare_is_reversed(const idsim_time_process *process, const idsim_time_text *a,
                                      const idsim_time_text *b, int32_t *order)
{
    return sim_timeordered_core.compare(process, b, a, order);
}

TEST(each_invariant_catches_a_subject_that_breaks_it)
{
#define CAUGHT(text, member, function, invariant)                                                  \
    ASSERT_CAUGHT(timeordered, text, member, function, invariant)
    CAUGHT(STORY, next, next_repeats, TIME_UNIQUE);
    CAUGHT(STORY, next, next_is_anothers, TIME_UNIQUE);
    CAUGHT(UP "issue 0 0 0\nissue 1 0 0\n", start, start_forgets_seed, TIME_UNIQUE);
    CAUGHT(WORLD("0x0") "launch 0 0 0\nissue 0 0 0\nquit 0\nlaunch 0 0 0\nissue 0 0 0\n", start,
           start_forgets_seed, TIME_UNIQUE);
    CAUGHT(UP "issue 0 0 9\n", next, next_goes_down, TIME_GROWING);
    CAUGHT(UP "issue 0 0 0\nset-clock 0 100 5\nissue 0 0 3\n", next, next_goes_down, TIME_GROWING);
    CAUGHT(STORY, next, next_is_late, TIME_HONEST);
    CAUGHT(STORY, next, next_is_early, TIME_HONEST);
    CAUGHT(WORLD("0x4") "launch 0 0 0\npass 1 2\nissue 0 0 0\n", next, next_wraps, TIME_HONEST);
    CAUGHT(UP "flood 0 0 2999\nflood 0 0 2999\n", start, start_waits, TIME_OVERFLOW);
    CAUGHT(WAITS "flood 0 0 2999\nflood 0 0 2999\n", start, start_borrows, TIME_OVERFLOW);
    CAUGHT(STORY, next, next_is_of_version_4, TIME_FORM);
    CAUGHT(STORY, next, next_is_longer, TIME_FORM);
    CAUGHT(MAIL "receive 0 0\n", decode, decode_is_off, TIME_DECODE);
    CAUGHT(UP "craft 0 0 5\n", decode, decode_changes_the_id, TIME_DECODE);
    CAUGHT(UP "craft 0 1 5\n", decode, decode_knows_one_case, TIME_DECODE);
    CAUGHT(MAIL "receive 0 short\n", decode, decode_takes_anything, TIME_REFUSE);
    CAUGHT(UP "craft 0 foreign 5\n", decode, decode_takes_anything, TIME_REFUSE);
    CAUGHT(UP "craft 0 other-kind 5\n", decode, decode_takes_anything, TIME_REFUSE);
    CAUGHT(UP "issue-at 0 back 50\n", next_at, at_ignores_the_time, TIME_GIVEN);
    CAUGHT(UP "issue-at 0 before-first 50\n", next_at, at_takes_any_time, TIME_GIVEN);
    CAUGHT(UP "issue-at 0 last 0\n", next_at, at_refuses, TIME_GIVEN);
    CAUGHT(UP "issue 0 0 0\nconvert 0 1\n", format, format_loses_digits, TIME_TEXT);
    CAUGHT(UP "issue 0 0 0\nconvert 0 0\n", read, read_refuses, TIME_TEXT);
    CAUGHT(MAIL "receive 0 0\n", compare, compare_is_reversed, TIME_TEXT);
    CAUGHT(STORY, next, next_fails, TIME_CONTRACT);
    CAUGHT(WAITS, next, next_is_later, TIME_CONTRACT);
    CAUGHT(STORY, next, next_is_not_text, TIME_CONTRACT);
    CAUGHT(WAITS "flood 0 0 2999\nflood 0 0 2999\n", next, next_writes_though_it_refuses,
           TIME_CONTRACT);
    CAUGHT(UP "quit 1\nclone 0 1\n", clone, clone_fails, TIME_CONTRACT);
    CAUGHT(STORY "quit 0\n", stop, stop_nothing, TIME_CONTRACT);
#undef CAUGHT
}

TEST(equal_ids_are_told_apart_by_who_made_them)
{
    sim_timeordered_subject wrong = sim_timeordered_core;
    wrong.start = start_forgets_seed;
    sim_result result = play(UP "issue 0 0 0\nissue 1 0 0\n", &wrong);
    assert_int_equal(result.failure.got.word, SIM_WORD_TIME_OF_MACHINE);
    result =
        play(WORLD("0x0") "launch 0 0 0\nissue 0 0 0\nquit 0\nlaunch 0 0 0\nissue 0 0 0\n", &wrong);
    assert_int_equal(result.failure.got.word, SIM_WORD_TIME_OF_RESTART);
    wrong = sim_timeordered_core;
    wrong.next = next_is_anothers;
    result = play(STORY, &wrong);
    assert_int_equal(result.failure.got.word, SIM_WORD_TIME_OF_INSTANCE);
    wrong = sim_timeordered_core;
    wrong.unclaimed &= ~IDSIM_CLAIM(CLONES);
    result = play(WORLD("0x0") "launch 0 0 0\nissue 0 0 0\nclone 0 1\nissue 0 0 0\nissue 1 0 0\n",
                  &wrong);
    assert_int_equal(result.failure.got.word, SIM_WORD_TIME_OF_CLONE);
}

/* --- Texts that do not sort, and numbers: with another profile. --- */

static void profile_is_upside_down(uint32_t setting, idsim_time_profile *profile)
{
    sim_timeordered_core.profile(setting, profile);
    (void)strcpy(profile->id.alphabet, "fedcba9876543210");
    (void)strcpy(profile->id.pattern, "********-****-****-****-************");
    profile->form_count = 0;
}

static ida_status next_is_upside_down(idsim_time_process *process, uint32_t instance,
                                      int64_t now_us, idsim_time_text *id, int64_t *try_at_us)
{
    const ida_status status = core_next(process, instance, now_us, id, try_at_us);
    for (char *digit = id->text; *digit != '\0'; digit++) {
        complement(digit);
    }
    return status;
}

static void profile_has_a_number(uint32_t setting, idsim_time_profile *profile)
{
    sim_timeordered_core.profile(setting, profile);
    profile->number_bits = 8;
}

TEST(texts_that_do_not_sort_as_their_times_are_caught)
{
    sim_timeordered_subject wrong = sim_timeordered_core;
    wrong.profile = profile_is_upside_down;
    wrong.next = next_is_upside_down;
    wrong.unclaimed |= IDSIM_CLAIM(MONOTONIC);
    sim_result result = play(STORY, &wrong);
    assert_int_equal(result.verdict, SIM_FAIL);
    assert_int_equal(result.failure.invariant, SIM_INVARIANT_TIME_SORTED);
    wrong.unclaimed |= IDSIM_CLAIM(SORTED);
    assert_int_equal(play(STORY, &wrong).verdict, SIM_PASS);
}

TEST(a_number_that_is_not_the_process_own_is_caught)
{
    sim_timeordered_subject wrong = sim_timeordered_core;
    wrong.profile = profile_has_a_number;
    assert_int_equal(play(STORY, &wrong).verdict, SIM_PASS);
    wrong.unclaimed &= ~IDSIM_CLAIM(NUMBERED);
    sim_result result = play(STORY, &wrong);
    assert_int_equal(result.verdict, SIM_FAIL);
    assert_int_equal(result.failure.invariant, SIM_INVARIANT_TIME_FORM);
}

TEST(what_is_not_claimed_is_not_judged)
{
    sim_timeordered_subject less = sim_timeordered_core;
    less.next = next_goes_down;
    less.unclaimed |= IDSIM_CLAIM(MONOTONIC);
    assert_int_equal(play(UP "issue 0 0 9\n", &less).verdict, SIM_PASS);
    less = sim_timeordered_core;
    less.next = next_is_early;
    less.unclaimed |= IDSIM_CLAIM(CLOCK);
    assert_int_equal(play(STORY, &less).verdict, SIM_PASS);
    less = sim_timeordered_core;
    less.decode = decode_takes_anything;
    less.unclaimed |= IDSIM_CLAIM(REFUSING);
    assert_int_equal(play(UP "craft 0 foreign 5\n", &less).verdict, SIM_PASS);
    less = sim_timeordered_core;
    less.next_at = at_refuses;
    less.unclaimed |= IDSIM_CLAIM(GIVEN);
    assert_int_equal(play(UP "issue-at 0 last 0\n", &less).verdict, SIM_PASS);
}

/* --- How the oracle reads texts. --- */

TEST(texts_are_numbers_by_their_form)
{
    static const idsim_time_form base62 = {
        "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz",
        "***************************"};
    static const idsim_time_form decimal = {"0123456789", ""};
    static const idsim_time_form ulid = {"0123456789ABCDEFGHJKMNPQRSTVWXYZ",
                                         "[01234567]*************************"};
    static const idsim_time_form counted = {"ab", "**/[01]+"};
    sim_time_number number;
    idsim_time_text text;
    /* The greatest KSUID: 160 bits. */
    assert_true(sim_time_match(&base62, "aWgEPTl1tmebfsQzFP4bxwgy80V", false, &number, NULL));
    assert_true(sim_time_fits(&number, 160));
    assert_int_equal(sim_time_part(&number, 128, 32), UINT32_MAX);
    sim_time_write(&base62, &number, &text);
    assert_string_equal(text.text, "aWgEPTl1tmebfsQzFP4bxwgy80V");
    assert_true(sim_time_match(&base62, "aWgEPTl1tmebfsQzFP4bxwgy80W", false, &number, NULL));
    assert_false(sim_time_fits(&number, 160));
    assert_true(sim_time_match(&decimal, "18446744073709551616", false, &number, NULL));
    assert_int_equal(sim_time_part(&number, 64, 8), 1);
    sim_time_write(&decimal, &number, &text);
    assert_string_equal(text.text, "18446744073709551616");
    assert_false(sim_time_match(&decimal, "01", false, &number, NULL));
    assert_true(sim_time_match(&ulid, "01ARYZ6S41TSV4RRFFQ69G5FAV", false, &number, NULL));
    assert_int_equal(sim_time_part(&number, 80, 48), INT64_C(1469918176385));
    assert_false(sim_time_match(&ulid, "01aryz6s41tsv4rrffq69g5fav", false, &number, NULL));
    assert_true(sim_time_match(&ulid, "01aryz6s41tsv4rrffq69g5fav", true, &number, &text));
    assert_string_equal(text.text, "01ARYZ6S41TSV4RRFFQ69G5FAV");
    assert_false(sim_time_match(&ulid, "81ARYZ6S41TSV4RRFFQ69G5FAV", false, &number, NULL));
    assert_true(sim_time_match(&counted, "ab/0110", false, &number, NULL));
    assert_false(sim_time_match(&counted, "ab/", false, &number, NULL));
    assert_false(sim_time_match(&counted, "ab0", false, &number, NULL));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_story_makes_seven_ids),
        cmocka_unit_test(a_full_tick_is_borrowed_from_or_waited_for),
        cmocka_unit_test(a_clock_that_steps_back_is_gone_on_from),
        cmocka_unit_test(after_the_last_time_there_are_no_ids),
        cmocka_unit_test(a_copy_makes_the_same_ids_which_nobody_promised_not_to),
        cmocka_unit_test(
            extreme_random_sources_excuse_equal_ids_of_two_machines_but_not_of_a_generator),
        cmocka_unit_test(each_invariant_catches_a_subject_that_breaks_it),
        cmocka_unit_test(equal_ids_are_told_apart_by_who_made_them),
        cmocka_unit_test(texts_that_do_not_sort_as_their_times_are_caught),
        cmocka_unit_test(a_number_that_is_not_the_process_own_is_caught),
        cmocka_unit_test(what_is_not_claimed_is_not_judged),
        cmocka_unit_test(texts_are_numbers_by_their_form),
    };
    return RUN_TESTS(tests);
}
