/* Writes the digests of a world to a file, or compares a world with such a file. */
#include "chainfile.h"

#include <errno.h>
#include <inttypes.h>
#include <string.h>

#include "chain.h"
#include "kernel/trace.h"
#include "output.h"

#define HEADER    "idalloc-chain 1\n"
#define LINE_SIZE 160
#define QUIET     "quiet"

static int refuse(const sim_chainfile *chain, const char *why)
{
    sim_error("'%s' is not a chain: %s", chain->path, why);
    sim_hint("One is written by: idsim replay TAPE --chain FILE");
    return SIM_EXIT_USAGE;
}

int sim_chainfile_open(sim_chainfile *chain, const char *path, bool against)
{
    char line[LINE_SIZE];
    *chain = (sim_chainfile){.path = path, .against = against};
    /* A new file only: the name might be the tape's by mistake. */
    chain->file = fopen(path, against ? "r" : "wx");
    if (chain->file == NULL) {
        sim_error("cannot %s '%s': %s", against ? "read" : "write", path, strerror(errno));
        return SIM_EXIT_ENVIRONMENT;
    }
    if (!against) {
        (void)fputs(HEADER, chain->file);
    } else if (fgets(line, sizeof line, chain->file) == NULL || strcmp(line, HEADER) != 0) {
        (void)fclose(chain->file);
        chain->file = NULL;
        return refuse(chain, "it does not begin with \"idalloc-chain 1\"");
    }
    return 0;
}

void sim_chainfile_op(sim_chainfile *chain, sim_scheme scheme, uint64_t index, const sim_op *op)
{
    if (chain->file != NULL) {
        chain->begun = index + 1;
        sim_op_print(scheme, op, chain->op_text, sizeof chain->op_text);
    }
}

/* Keeps the first difference. */
static void diverge(sim_chainfile *chain, uint64_t index, const char *op_text, const char *expected,
                    const char *got)
{
    sim_failure_note *note = &chain->note;
    chain->diverged = true;
    *note = (sim_failure_note){.kind = SIM_FAILURE_DETERMINISM, .has_op = true, .op = index};
    note->name = sim_failure_kind_name(note->kind);
    (void)snprintf(note->op_text, sizeof note->op_text, "%s", op_text);
    (void)snprintf(note->where, sizeof note->where, "the first op that differs from '%.120s'",
                   chain->path);
    (void)snprintf(note->expected, sizeof note->expected, "%s", expected);
    (void)snprintf(note->got, sizeof note->got, "%s", got);
}

static bool is_link(const char *line, uint64_t index)
{
    char start[32];
    (void)snprintf(start, sizeof start, "%" PRIu64 " ", index);
    size_t length = strlen(start);
    return strncmp(line, start, length) == 0 && strspn(line + length, "0123456789abcdef") == 16 &&
           line[length + 16] == ' ' && line[strlen(line) - 1] == '\n';
}

/* Reads "INDEX DIGEST STATE OP"; false at the end, or if the line is not one. */
static bool read_link(sim_chainfile *chain, uint64_t index, char line[LINE_SIZE])
{
    if (fgets(line, LINE_SIZE, chain->file) == NULL) {
        chain->ended = true;
        return false;
    }
    if (!is_link(line, index)) {
        chain->status = refuse(chain, "a line is not INDEX DIGEST STATE OP");
        chain->ended = true;
        return false;
    }
    line[strcspn(line, "\n")] = '\0';
    return true;
}

void sim_chainfile_link(sim_chainfile *chain, uint64_t index, const sim_moment *moment)
{
    char line[LINE_SIZE];
    char there[LINE_SIZE];
    char digest[17];
    char state[17];
    if (chain->file == NULL || chain->diverged || chain->ended) {
        return;
    }
    const char *op_text = index == chain->begun ? QUIET : chain->op_text;
    sim_trace_format(moment->digest, digest);
    sim_trace_format(sim_chain_state(moment), state);
    (void)snprintf(line, sizeof line, "%" PRIu64 " %s %s %s", index, digest, state, op_text);
    if (!chain->against) {
        (void)fprintf(chain->file, "%s\n", line);
    } else if (!read_link(chain, index, there)) {
        if (chain->status == 0) {
            diverge(chain, index, op_text, "nothing: the chain ends earlier", line);
        }
    } else if (strcmp(line, there) != 0) {
        diverge(chain, index, op_text, there, line);
    }
}

int sim_chainfile_close(sim_chainfile *chain, bool whole)
{
    char line[LINE_SIZE];
    if (chain->file == NULL) {
        return 0;
    }
    if (chain->against && whole && !chain->diverged && !chain->ended &&
        fgets(line, sizeof line, chain->file) != NULL) {
        line[strcspn(line, "\n")] = '\0';
        diverge(chain, chain->begun, "after the last op", line, "nothing: the world ended earlier");
    }
    bool failed = ferror(chain->file) != 0;
    if (fclose(chain->file) != 0 || failed) {
        sim_error("'%s' could not be %s", chain->path, chain->against ? "read" : "written");
        chain->status = SIM_EXIT_ENVIRONMENT;
    }
    chain->file = NULL;
    return chain->status;
}
