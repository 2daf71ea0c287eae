/* Holds the subjects of this process. */
#include "subjects.h"

#include <stddef.h>

static sim_subjects subjects;
static const sim_guest_watch *watch;

void sim_subjects_use(const sim_subjects *others, const sim_guest_watch *other_watch)
{
    subjects = *others;
    watch = other_watch;
}

const void *sim_subjects_of(sim_scheme scheme, const void *core)
{
    const void *subject = subjects.of[scheme];
    return subject == NULL ? core : subject;
}

void sim_subjects_world_begins(sim_scheme scheme, uint64_t seed)
{
    if (watch != NULL) {
        watch->world_begins(scheme, seed);
    }
}

sim_word sim_subjects_trouble(void)
{
    return watch == NULL ? SIM_WORD_NONE : watch->trouble();
}
