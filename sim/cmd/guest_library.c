/* Loads a shared library, and checks that its tables are whole. */
#include "guest_library.h"

#include <dlfcn.h>
#include <inttypes.h>
#include <stddef.h>
#include <string.h>

#include "guest_table.h"
#include "output.h"
#include "timeordered/setting.h"

/* ISO C has no conversion from an object pointer to a function pointer; POSIX has the same bits. */
static idsim_subject_get_function *function_of(void *symbol)
{
    idsim_subject_get_function *function = NULL;
    _Static_assert(sizeof function == sizeof symbol, "POSIX has functions in objects");
    memcpy(&function, &symbol, sizeof function);
    return function;
}

static const idsim_subject *subject_in(const char *path)
{
    void *library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
    if (library == NULL) {
        sim_error("the library cannot be loaded: %s", dlerror());
        sim_hint("A name without a slash is looked for where the system has its libraries: "
                 "write ./NAME.so for one that is here.");
        return NULL;
    }
    void *symbol = dlsym(library, IDSIM_SUBJECT_SYMBOL);
    if (symbol == NULL) {
        sim_error("%s has no function %s", path, IDSIM_SUBJECT_SYMBOL);
        sim_hint("idsim/subject.h says what it must return.");
        (void)dlclose(library);
        return NULL;
    }
    const idsim_subject *subject = function_of(symbol)();
    if (subject == NULL) {
        sim_error("%s: %s returned NULL", path, IDSIM_SUBJECT_SYMBOL);
    }
    // cppcheck-suppress resourceLeak ; the library stays loaded
    return subject;
}

/* Libraries of before do not have that member. */
static const idsim_timeordered *timeordered_of(const idsim_subject *subject)
{
    return subject->size == sizeof *subject ? subject->timeordered : NULL;
}

/* Each setting has a profile that can be played; false after an error message. */
static bool check_profiles(const char *path, const idsim_timeordered *subject)
{
    static idsim_time_profile profile;
    if (subject->setting_count == 0 || subject->setting_count > IDSIM_TIME_SETTINGS_MAX) {
        sim_error("%s has %" PRIu32 " settings; from 1 to %u are possible", path,
                  subject->setting_count, IDSIM_TIME_SETTINGS_MAX);
        return false;
    }
    for (uint32_t i = 0; i < subject->setting_count; i++) {
        subject->profile(i, &profile);
        const char *fault = sim_time_profile_fault(&profile);
        if (fault != NULL) {
            sim_error("%s: the profile of setting %" PRIu32 " has %s", path, i, fault);
            return false;
        }
    }
    return true;
}

static bool check(const char *path, const idsim_subject *subject)
{
    if (subject->version != IDSIM_SUBJECT_VERSION ||
        (subject->size != sizeof *subject && subject->size != IDSIM_SUBJECT_SIZE_1)) {
        sim_error("%s has version %" PRIu32 " of the tables (%" PRIu32
                  " bytes); this idsim has version %u (%zu bytes)",
                  path, subject->version, subject->size, IDSIM_SUBJECT_VERSION, sizeof *subject);
        sim_hint("Build it with the idsim/subject.h of this idsim.");
        return false;
    }
    const idsim_timeordered *timeordered = timeordered_of(subject);
    const char *missing = sim_guest_lacks(subject);
    if (missing == NULL && timeordered != NULL) {
        missing = sim_guest_lacks_timeordered(timeordered);
    }
    if (missing != NULL) {
        sim_error("%s has no function '%s'", path, missing);
        sim_hint("Add it, or the claim that it belongs to to \"unclaimed\" (idsim/subject.h).");
        return false;
    }
    return timeordered == NULL || check_profiles(path, timeordered);
}

bool sim_guest_library_open(const char *path, sim_subjects *subjects)
{
    static idsim_compressor compressor;
    static idsim_korder korder;
    static idsim_snowflake snowflake;
    static idsim_timeordered timeordered;
    const idsim_subject *subject = subject_in(path);
    if (subject == NULL || !check(path, subject)) {
        return false;
    }
    *subjects = (sim_subjects){{NULL}};
    if (subject->compressor != NULL) {
        compressor = *subject->compressor;
        sim_guest_complete_compressor(&compressor);
        subjects->of[SIM_SCHEME_COMPRESSOR] = &compressor;
    }
    if (subject->snowflake != NULL) {
        snowflake = *subject->snowflake;
        snowflake.unclaimed |= IDSIM_CLAIM(TURNS);
        sim_guest_complete_snowflake(&snowflake);
        subjects->of[SIM_SCHEME_SNOWFLAKE] = &snowflake;
    }
    if (timeordered_of(subject) != NULL) {
        timeordered = *subject->timeordered;
        sim_guest_complete_timeordered(&timeordered);
        subjects->of[SIM_SCHEME_TIMEORDERED] = &timeordered;
    }
    subjects->of[SIM_SCHEME_SEQUENCE] = subject->sequence;
    if (subject->korder != NULL) {
        korder = *subject->korder;
        korder.unclaimed |= IDSIM_CLAIM(TURNS);
        subjects->of[SIM_SCHEME_KORDER] = &korder;
    }
    return true;
}
