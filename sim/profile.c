/* Counts the time of the parts of a world. */
#include "profile.h"

#include <assert.h>

/* Whether its time is spent on checks. */
static bool is_for_checks(sim_part part)
{
    return part == SIM_PART_ORACLE || part == SIM_PART_MODEL || part == SIM_PART_ANSWERS;
}

/* Counts the time until now for the current part. */
static void count(sim_profile *profile)
{
    uint64_t now = profile->now();
    uint64_t passed = now - profile->since;
    profile->ticks[profile->part] += passed;
    profile->pending += is_for_checks(profile->part) ? passed : 0;
    profile->since = now;
}

void sim_profile_begin(sim_profile *profile, uint64_t (*now)(void))
{
    *profile = (sim_profile){.now = now, .part = SIM_PART_DRIVER};
    profile->since = now();
}

void sim_profile_end(sim_profile *profile)
{
    count(profile);
}

sim_part sim_profile_enter(sim_profile *profile, sim_part part)
{
    if (profile == NULL) {
        return part;
    }
    sim_part before = profile->part;
    assert(part < SIM_PARTS);
    count(profile);
    profile->part = part;
    profile->visits[part]++;
    profile->left[before]++;
    if (!is_for_checks(before)) {
        profile->pending = 0;
    }
    return before;
}

void sim_profile_leave(sim_profile *profile, sim_part before)
{
    if (profile != NULL) {
        count(profile);
        profile->part = before;
    }
}

void sim_profile_checked(sim_profile *profile, sim_invariant invariant)
{
    count(profile);
    profile->checked[invariant] += profile->pending;
    profile->checks[invariant]++;
    profile->pending = 0;
}

static const struct {
    const char *name;
    const char *sentence;
} parts[] = {
#define PART(constant, name, sentence) {(name), (sentence)},
    SIM_PART_TABLE(PART)
#undef PART
};

const char *sim_part_name(sim_part part)
{
    assert(part < SIM_PARTS);
    return parts[part].name;
}

const char *sim_part_sentence(sim_part part)
{
    assert(part < SIM_PARTS);
    return parts[part].sentence;
}
