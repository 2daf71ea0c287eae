/* Finds what is to blame for a failure, in a child process. */

/* MAP_ANONYMOUS came into POSIX after 2008. */
#define _DEFAULT_SOURCE

#include "blaming.h"

#include <sys/mman.h>

#include "apart.h"
#include "compressor/reference/reference.h"
#include "guest.h"
#include "wording.h"

/* Limit of processor time. */
#define BLAMING_SECONDS 10.0

typedef struct job {
    const sim_tape *tape;
    const sim_subject *subject;
    const sim_failure *failure;
    sim_blame *blame; /* shared with the process that plays */
} job;

static void find(void *context)
{
    const job *j = context;
    const sim_run_options options = {.subjects.of[SIM_SCHEME_COMPRESSOR] = j->subject,
                                     .until = SIM_NEVER};
    sim_blame found = {.suspect = SIM_SUSPECT_NOT_TOLD};
    sim_blame_find(j->tape, &options, j->failure, &sim_subject_reference, &found);
    *j->blame = found;
}

void sim_blaming(sim_failure_note *note, const sim_tape *tape, const sim_subject *subject,
                 const sim_failure *failure)
{
    if (sim_guest_is_used()) {
        /* The core has no part in it. */
        return;
    }
    const size_t size = sizeof(sim_blame);
    // cppcheck-suppress invalidFunctionArg ; -1 is for a mapping without a file
    void *memory = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED) {
        return;
    }
    job j = {tape, subject, failure, memory};
    if (sim_apart(find, &j, BLAMING_SECONDS)) {
        note->blame = *j.blame;
        if (note->blame.suspect >= SIM_SUSPECT_COUNT || note->blame.why.kind == SIM_VALUE_NONE ||
            !sim_value_is_sound(&note->blame.why, SIM_WORD_COUNT) ||
            !sim_site_is_sound(&note->blame.where, SIM_WORD_COUNT)) {
            note->blame = (sim_blame){.suspect = SIM_SUSPECT_NOT_TOLD,
                                      .why = sim_value_words(SIM_WORD_NOT_ENDED)};
        }
        note->has_blame = true;
    }
    (void)munmap(memory, size);
}
