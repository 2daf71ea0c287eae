/* Checks whether data from another process has the form of a finding. */
#include "finding.h"

bool sim_value_is_sound(const sim_value *value, unsigned word_count)
{
    bool sound = value->kind < SIM_VALUE_KINDS && value->word < word_count &&
                 value->count <= (value->kind == SIM_VALUE_RUNS ? 2 : SIM_VALUE_NUMBERS);
    for (size_t i = 0; i < SIM_VALUE_NUMBERS; i++) {
        sound = sound && value->forms[i] < SIM_FORMS;
    }
    return sound && (value->kind != SIM_VALUE_TEXT ||
                     memchr(value->of.text, '\0', sizeof value->of.text) != NULL);
}

bool sim_site_is_sound(const sim_site *site, unsigned word_count)
{
    return site->actor < word_count && site->call < word_count &&
           sim_value_is_sound(&site->about, word_count);
}

bool sim_stuck_is_sound(const sim_stuck *stuck, unsigned word_count)
{
    bool sound = true;
    for (size_t i = 0; i < stuck->count && i < SIM_STUCK_MAX; i++) {
        sound = sound && sim_site_is_sound(&stuck->of[i].where, word_count) &&
                sim_value_is_sound(&stuck->of[i].why, word_count);
    }
    return sound;
}
