/* Plays a shrunk tape in a child process and writes its C test. */

/* MAP_ANONYMOUS came into POSIX after 2008. */
#define _DEFAULT_SOURCE

#include "ctestfile.h"

#include <sys/mman.h>

#include "apart.h"
#include "kernel/atomic_file.h"
#include "run.h"
#include "shrink/ctest.h"

typedef struct job {
    const sim_tape *tape;
    bool to_the_end;
    sim_recording *recording; /* shared with the process that plays */
} job;

static void play(void *context)
{
    const job *j = context;
    sim_subject recorder = sim_recorder(&sim_subject_core, j->recording);
    const sim_run_options options = {.subjects.of[SIM_SCHEME_COMPRESSOR] = &recorder,
                                     .until = SIM_NEVER,
                                     .without_quiet = !j->to_the_end};
    (void)sim_run_tape(j->tape, &options);
}

static const char *write_file(const char *path, const job *j, const sim_symptom *symptom,
                              bool *outside)
{
    sim_wholefile whole;
    if (sim_wholefile_open(&whole, path)) {
        const char *why = sim_ctest_write(whole.file, j->recording, symptom, j->tape);
        if (sim_wholefile_close(&whole, why == NULL)) {
            return why;
        }
    }
    *outside = true;
    return "the file cannot be written";
}

const char *sim_ctestfile_write(const char *path, const sim_tape *tape, const sim_symptom *symptom,
                                double timeout_seconds, bool *outside)
{
    *outside = false;
    if (tape->config.scheme != SIM_SCHEME_COMPRESSOR) {
        return "only worlds of the ID compressor have C tests";
    }
    const size_t size = sizeof(sim_recording);
    // cppcheck-suppress invalidFunctionArg ; -1 is for a mapping without a file
    void *memory = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED) {
        *outside = true;
        return "no memory";
    }
    job j = {tape, symptom->code == SIM_SYMPTOM_QUIET, memory};
    const char *why = NULL;
    if (!sim_apart(play, &j, timeout_seconds)) {
        *outside = true;
        why = "no process to play it in";
    } else {
        why = write_file(path, &j, symptom, outside);
    }
    (void)munmap(memory, size);
    return why;
}
