/* How the values of time-ordered IDs are written in the protocol of guests; as in guest_forms.h. */
#ifndef SIM_CMD_GUEST_TIME_FORMS_H
#define SIM_CMD_GUEST_TIME_FORMS_H

#include <stdbool.h>
#include <stdint.h>

#include <idsim/subject.h>
#include <jansson.h>

/* The profiles of all settings. */
typedef struct sim_guest_profiles {
    uint32_t count;
    idsim_time_profile of[IDSIM_TIME_SETTINGS_MAX];
} sim_guest_profiles;

void sim_put_time_profile(json_t *list, const idsim_time_profile *profile);
/* A list of profiles that can be played. fault: what is wrong with one, or NULL. */
bool sim_take_time_profiles(const json_t *object, const char *name, sim_guest_profiles *profiles,
                            const char **fault);
void sim_put_time_config(json_t *object, const char *name, const idsim_time_config *config);
bool sim_take_time_config(const json_t *object, const char *name, idsim_time_config *config);
/* A text of at most 64 characters, without a NUL. */
void sim_put_time_text(json_t *object, const char *name, const char *text);
bool sim_take_time_text(const json_t *object, const char *name, idsim_time_text *text);

#endif
