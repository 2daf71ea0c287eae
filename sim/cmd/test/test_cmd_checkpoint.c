/* Checkpoints and profiles of "idsim run": what they print, and that they change nothing. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cmd/checkpoint.h"
#include "compressor/subject.h"
#include "profile.h"
#include "scenario/builtin.h"
#include "scenario/seed.h"
#include "subjects.h"
#include "support_cmocka.h"

static char printed[1u << 20];

/* What is printed meanwhile; returns the exit status. */
static int run(uint64_t every)
{
    FILE *file = tmpfile();
    assert_non_null(file);
    (void)fflush(stdout);
    int own = dup(STDOUT_FILENO);
    assert_true(dup2(fileno(file), STDOUT_FILENO) >= 0);
    int status = sim_checkpoint_run(sim_scenario_find("steady"), 1, 1000, every);
    (void)fflush(stdout);
    assert_true(dup2(own, STDOUT_FILENO) >= 0);
    (void)close(own);
    rewind(file);
    size_t size = fread(printed, 1, sizeof printed - 1, file);
    printed[size] = '\0';
    assert_int_equal(fclose(file), 0);
    return status;
}

static unsigned generated;

static ida_status generate_wrongly(ida_session *session, ida_id *id)
{
    ida_status status = ida_session_generate(session, id);
    generated++;
    *id -= generated == 60 ? 1 : 0;
    return status;
}

static ida_status generate_and_crash(ida_session *session, ida_id *id)
{
    if (++generated == 60) {
        abort();
    }
    return ida_session_generate(session, id);
}

static void use(sim_subject *wrong, ida_status (*generate)(ida_session *session, ida_id *id))
{
    *wrong = sim_subject_core;
    wrong->session_generate = generate;
    generated = 0;
    const sim_subjects subjects = {.of = {[SIM_SCHEME_COMPRESSOR] = wrong}};
    sim_subjects_use(&subjects, NULL);
}

static void use_core(void)
{
    const sim_subjects none = {.of = {NULL}};
    sim_subjects_use(&none, NULL);
}

TEST(a_world_that_passes_tells_nothing)
{
    assert_int_equal(run(100), SIM_PASS);
    assert_null(strstr(printed, "from the checkpoint"));
    assert_null(strstr(printed, "op 100:"));
    assert_non_null(strstr(printed, "PASS"));
}

TEST(a_failure_is_told_from_the_last_checkpoint_before_it)
{
    static sim_subject wrong;
    use(&wrong, generate_wrongly);
    assert_int_equal(run(40), SIM_FAIL);
    use_core();
    const char *from = strstr(printed, "from the checkpoint at op ");
    assert_non_null(from);
    unsigned long at = strtoul(from + strlen("from the checkpoint at op "), NULL, 10);
    const char *after = strstr(printed, " after op ");
    assert_non_null(after);
    unsigned long failed = strtoul(after + strlen(" after op "), NULL, 10);
    assert_true(at > 0 && at % 40 == 0);
    assert_true(failed >= at && failed < at + 40);
    char line[32];
    (void)snprintf(line, sizeof line, "\nop %lu: ", at);
    assert_non_null(strstr(printed, line));
    (void)snprintf(line, sizeof line, "\nop %lu: ", failed);
    assert_non_null(strstr(printed, line));
    (void)snprintf(line, sizeof line, "\nop %lu: ", at - 1);
    assert_null(strstr(printed, line));
    assert_non_null(strstr(printed, "FAIL"));
}

TEST(a_crash_is_told_as_well)
{
    static sim_subject wrong;
    use(&wrong, generate_and_crash);
    assert_int_equal(run(40), SIM_FAIL);
    use_core();
    assert_non_null(strstr(printed, "from the checkpoint at op "));
    assert_non_null(strstr(printed, "crashed with signal"));
}

/* --- Profiles. --- */

static uint64_t time_now;

static uint64_t count_up(void)
{
    return time_now++;
}

TEST(a_profile_changes_nothing_and_every_tick_is_some_parts)
{
    static const char *const names[] = {"offline", "korder", "marathon"};
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        sim_profile profile;
        sim_run_options options = {.until = SIM_NEVER};
        const sim_scenario *scenario = sim_scenario_find(names[i]);
        sim_result plain = sim_run_seed(scenario, 1, 500, &options, NULL);
        options.profile = &profile;
        uint64_t before = time_now;
        sim_profile_begin(&profile, count_up);
        sim_result timed = sim_run_seed(scenario, 1, 500, &options, NULL);
        sim_profile_end(&profile);
        uint64_t sum = 0;
        for (unsigned part = 0; part < SIM_PARTS; part++) {
            sum += profile.ticks[part];
        }
        assert_int_equal(sum, time_now - before - 1);
        assert_int_equal(timed.digest, plain.digest);
        assert_memory_equal(timed.checks, plain.checks, sizeof plain.checks);
        for (unsigned k = 0; k < SIM_INVARIANT_COUNT; k++) {
            /* Some checks of other schemes are counted many at a time. */
            assert_true(profile.checks[k] <= plain.checks[k]);
            assert_true(sim_scenario_scheme(scenario, 1) != SIM_SCHEME_COMPRESSOR ||
                        profile.checks[k] == plain.checks[k]);
        }
        assert_true(profile.ticks[SIM_PART_DIGEST] > 0);
        assert_true(profile.visits[SIM_PART_WORLD] > 500 - 1);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_world_that_passes_tells_nothing),
        cmocka_unit_test(a_failure_is_told_from_the_last_checkpoint_before_it),
        cmocka_unit_test(a_crash_is_told_as_well),
        cmocka_unit_test(a_profile_changes_nothing_and_every_tick_is_some_parts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
