/* Decodes the config of a world of time-ordered IDs. */
#include "setting.h"

#include <assert.h>
#include <string.h>

#include "kernel/clock.h"

#define SECOND UINT64_C(1000000)
/* True time begins at the latest a day before clocks end. */
#define LATEST (SIM_CLOCK_MAX - 86400 * SECOND)

/* --- Profiles. --- */

#define BITS_MAX     400u
#define EPOCH_MAX_US (INT64_C(1) << 60)
#define TICK_MAX_US  (UINT64_C(1) << 40)

/* The number of places of a pattern; 0: it is none. */
static size_t count_places(const char *pattern)
{
    size_t count = 0;
    for (; *pattern != '\0'; pattern++, count++) {
        if (*pattern == '[') {
            const char *end = strchr(pattern, ']');
            if (end == NULL || end == pattern + 1) {
                return 0;
            }
            pattern = end;
        } else if (*pattern == '+' && count > 0 && pattern[1] == '\0') {
            return count;
        }
    }
    return count;
}

static bool ends(const char *text, size_t size)
{
    return memchr(text, '\0', size) != NULL;
}

static const char *form_fault(const idsim_time_form *form)
{
    if (!ends(form->alphabet, sizeof form->alphabet) || strlen(form->alphabet) < 2) {
        return "an alphabet with fewer than two digits";
    }
    if (!ends(form->pattern, sizeof form->pattern) ||
        (form->pattern[0] != '\0' && count_places(form->pattern) == 0)) {
        return "a pattern with a bracket that does not close";
    }
    return count_places(form->pattern) >= IDSIM_TIME_TEXT_SIZE ? "a pattern of more than 64 places"
                                                               : NULL;
}

const char *sim_time_profile_fault(const idsim_time_profile *profile)
{
    const char *fault = form_fault(&profile->id);
    if (fault == NULL && profile->id.pattern[0] == '\0') {
        return "an ID without a pattern";
    }
    if (profile->form_count > IDSIM_TIME_FORMS_MAX) {
        return "more than 6 other forms";
    }
    for (uint32_t i = 0; fault == NULL && i < profile->form_count; i++) {
        fault = form_fault(&profile->forms[i]);
    }
    if (profile->bits > BITS_MAX || profile->time_shift > BITS_MAX ||
        profile->number_shift > BITS_MAX || profile->time_bits > 62 || profile->number_bits > 62) {
        return "more bits than there are";
    }
    if (profile->epoch_us > EPOCH_MAX_US || profile->epoch_us < -EPOCH_MAX_US ||
        profile->tick_us == 0 || profile->tick_us > TICK_MAX_US || profile->capacity == 0) {
        return "an epoch or a tick that no clock shows, or a capacity of 0";
    }
    if (profile->time_bits > 0 && sim_time_end(profile) == INT64_MAX) {
        return "a time that ends beyond all clocks";
    }
    return fault;
}

/* --- Settings. --- */

int64_t sim_time_end(const idsim_time_profile *profile)
{
    if (profile->time_bits == 0 || profile->time_bits > 62) {
        return INT64_MAX;
    }
    const uint64_t ticks = UINT64_C(1) << profile->time_bits;
    const uint64_t room = (uint64_t)INT64_MAX - (uint64_t)profile->epoch_us;
    if (ticks > room / profile->tick_us) {
        return INT64_MAX;
    }
    return (int64_t)((uint64_t)profile->epoch_us + ticks * profile->tick_us);
}

/* A time that is given by the profile, and a little before it. */
static uint64_t start_near(int64_t time_us, uint64_t before_us)
{
    if (time_us <= 0 || (uint64_t)time_us <= before_us) {
        return 0;
    }
    const uint64_t start_us = (uint64_t)time_us - before_us;
    return start_us < LATEST ? start_us : LATEST;
}

static uint64_t start_of(const sim_config *config, const idsim_time_profile *profile)
{
    const uint64_t before_us = config->seed % 5 * profile->tick_us + config->seed / 5 % 3000;
    switch (config->write_ahead) {
    case SIM_TIME_BEGINS_BEFORE_FIRST:
        return start_near(profile->epoch_us, before_us);
    case SIM_TIME_BEGINS_AT_FIRST:
        return start_near(profile->epoch_us, 0);
    case SIM_TIME_BEGINS_BEFORE_LAST:
        return start_near(sim_time_end(profile), before_us);
    case SIM_TIME_BEGINS_BEFORE_2038:
        return (UINT64_C(1) << 31) * SECOND - before_us;
    case SIM_TIME_BEGINS_BEFORE_2106:
        return (UINT64_C(1) << 32) * SECOND - before_us;
    case SIM_TIME_BEGINS_IN_1970:
        return before_us;
    default:
        return config->cluster_size * SECOND + config->seed % SECOND;
    }
}

sim_timeordered_setting sim_timeordered_setting_for(const sim_config *config,
                                                    const sim_timeordered_subject *subject)
{
    assert(config->nodes <= SIM_NODES_MAX);
    assert(subject->setting_count >= 1);
    assert(subject->setting_count <= IDSIM_TIME_SETTINGS_MAX);
    sim_timeordered_setting setting = {.nodes = config->nodes,
                                       .instances = config->slots,
                                       .seed = config->seed,
                                       .profile_count = subject->setting_count};
    for (uint32_t i = 0; i < setting.profile_count; i++) {
        subject->profile(i, &setting.profiles[i]);
    }
    setting.start_us = start_of(config, &setting.profiles[0]);
    assert(setting.start_us <= SIM_CLOCK_MAX);
    return setting;
}
