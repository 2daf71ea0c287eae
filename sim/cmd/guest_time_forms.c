/* Writes and reads the values of time-ordered IDs. */
#include "guest_time_forms.h"

#include <string.h>

#include "guest_forms.h"
#include "timeordered/setting.h"

static const char *const overflows[] = {[IDSIM_TIME_WAITS] = "waits",
                                        [IDSIM_TIME_BORROWS] = "borrows",
                                        [IDSIM_TIME_REFUSES] = "refuses"};
static const char *const entropies[] = {
    [IDSIM_TIME_RANDOM] = "random", [IDSIM_TIME_ONES] = "ones", [IDSIM_TIME_ZEROS] = "zeros"};

/* --- Texts and names. --- */

void sim_put_time_text(json_t *object, const char *name, const char *text)
{
    (void)json_object_set_new_nocheck(object, name, json_string_nocheck(text));
}

static bool take_text(const json_t *object, const char *name, char *text, size_t size)
{
    const json_t *member = json_object_get(object, name);
    const char *value = json_string_value(member);
    const size_t length = json_string_length(member);
    if (value == NULL || length >= size || strlen(value) != length) {
        return false;
    }
    memcpy(text, value, length + 1);
    return true;
}

bool sim_take_time_text(const json_t *object, const char *name, idsim_time_text *text)
{
    return take_text(object, name, text->text, sizeof text->text);
}

/* The number of a name among three. */
static bool take_name(const json_t *object, const char *name, const char *const names[3],
                      unsigned *number)
{
    const char *value = json_string_value(json_object_get(object, name));
    for (unsigned i = 0; value != NULL && i < 3; i++) {
        if (strcmp(value, names[i]) == 0) {
            *number = i;
            return true;
        }
    }
    return false;
}

/* --- Profiles. --- */

static json_t *form_of(const idsim_time_form *form)
{
    json_t *object = json_object();
    sim_put_time_text(object, "alphabet", form->alphabet);
    sim_put_time_text(object, "pattern", form->pattern);
    return object;
}

static bool take_form(const json_t *object, idsim_time_form *form)
{
    return take_text(object, "alphabet", form->alphabet, sizeof form->alphabet) &&
           take_text(object, "pattern", form->pattern, sizeof form->pattern);
}

void sim_put_time_profile(json_t *list, const idsim_time_profile *profile)
{
    json_t *object = json_object();
    json_t *forms = json_array();
    for (uint32_t i = 0; i < profile->form_count; i++) {
        (void)json_array_append_new(forms, form_of(&profile->forms[i]));
    }
    (void)json_object_set_new(object, "id", form_of(&profile->id));
    (void)json_object_set_new(object, "forms", forms);
    sim_put_u32(object, "bits", profile->bits);
    sim_put_u32(object, "time_shift", profile->time_shift);
    sim_put_u32(object, "time_bits", profile->time_bits);
    sim_put_u32(object, "number_shift", profile->number_shift);
    sim_put_u32(object, "number_bits", profile->number_bits);
    sim_put_id(object, "epoch_us", profile->epoch_us);
    sim_put_u64(object, "tick_us", profile->tick_us);
    sim_put_time_text(object, "overflow", overflows[profile->overflow]);
    sim_put_u64(object, "capacity", profile->capacity);
    sim_put_u64(object, "back_us", profile->back_us);
    sim_put_truth(object, "given_counts", profile->given_counts);
    (void)json_array_append_new(list, object);
}

static bool take_numbers(const json_t *object, idsim_time_profile *profile)
{
    return sim_take_u32(object, "bits", &profile->bits) &&
           sim_take_u32(object, "time_shift", &profile->time_shift) &&
           sim_take_u32(object, "time_bits", &profile->time_bits) &&
           sim_take_u32(object, "number_shift", &profile->number_shift) &&
           sim_take_u32(object, "number_bits", &profile->number_bits) &&
           sim_take_id(object, "epoch_us", &profile->epoch_us) &&
           sim_take_u64(object, "tick_us", &profile->tick_us) &&
           sim_take_u64(object, "capacity", &profile->capacity) &&
           sim_take_u64(object, "back_us", &profile->back_us) &&
           sim_take_truth(object, "given_counts", &profile->given_counts);
}

static bool take_profile(const json_t *object, idsim_time_profile *profile)
{
    unsigned overflow = 0;
    const json_t *forms = json_object_get(object, "forms");
    if (!take_form(json_object_get(object, "id"), &profile->id) || !json_is_array(forms) ||
        json_array_size(forms) > IDSIM_TIME_FORMS_MAX || !take_numbers(object, profile) ||
        !take_name(object, "overflow", overflows, &overflow)) {
        return false;
    }
    profile->overflow = (idsim_time_overflow)overflow;
    profile->form_count = (uint32_t)json_array_size(forms);
    for (uint32_t i = 0; i < profile->form_count; i++) {
        if (!take_form(json_array_get(forms, i), &profile->forms[i])) {
            return false;
        }
    }
    return true;
}

bool sim_take_time_profiles(const json_t *object, const char *name, sim_guest_profiles *profiles,
                            const char **fault)
{
    const json_t *list = json_object_get(object, name);
    const size_t count = json_array_size(list);
    if (count == 0 || count > IDSIM_TIME_SETTINGS_MAX) {
        *fault = "not a list of 1 to 8";
        return false;
    }
    profiles->count = (uint32_t)count;
    for (uint32_t i = 0; i < profiles->count; i++) {
        if (!take_profile(json_array_get(list, i), &profiles->of[i])) {
            return false;
        }
        *fault = sim_time_profile_fault(&profiles->of[i]);
        if (*fault != NULL) {
            return false;
        }
    }
    return true;
}

/* --- Configs. --- */

void sim_put_time_config(json_t *object, const char *name, const idsim_time_config *config)
{
    json_t *member = json_object();
    sim_put_u32(member, "setting", config->setting);
    sim_put_u32(member, "instances", config->instances);
    sim_put_u64(member, "number", config->number);
    sim_put_u64(member, "seed", config->seed);
    sim_put_time_text(member, "entropy", entropies[config->entropy]);
    (void)json_object_set_new_nocheck(object, name, member);
}

bool sim_take_time_config(const json_t *object, const char *name, idsim_time_config *config)
{
    const json_t *member = json_object_get(object, name);
    unsigned entropy = 0;
    if (!sim_take_u32(member, "setting", &config->setting) ||
        !sim_take_u32(member, "instances", &config->instances) ||
        !sim_take_u64(member, "number", &config->number) ||
        !sim_take_u64(member, "seed", &config->seed) ||
        !take_name(member, "entropy", entropies, &entropy)) {
        return false;
    }
    config->entropy = (idsim_time_entropy)entropy;
    return true;
}
