/*
 * The abstract states, and the ops executed in them, that exhaustive searches of the ID
 * compressor's worlds reach: explore_states SCOPE OPS, and so on. It searches the scopes one after
 * another in one process, and prints the summary of fuzz_states_print for all of them.
 */
#include <stdio.h>
#include <stdlib.h>

#include "explore/search.h"
#include "states.h"

#define MEMORY_LIMIT ((size_t)1 << 30)

static fuzz_states states;
static unsigned found = FUZZ_STATES; /* the first impossible state reached */

static void meet(void *context, const void *world, const sim_op *letter)
{
    unsigned impossible = fuzz_states_note(context, world, letter);
    if (impossible < FUZZ_STATES && found == FUZZ_STATES) {
        found = impossible;
    }
}

static bool is_pass(void *context, uint64_t state, const sim_expansion *expansion)
{
    (void)context;
    (void)state;
    return expansion->result.verdict == SIM_PASS;
}

/* Returns 0, 1 if the search failed or did not end, or 4 without memory. */
static int search_scope(const sim_scope *scope, const sim_alphabet *alphabet, uint32_t ops)
{
    static sim_search search;
    const sim_search_scope what = {
        .config = scope->config, .begin = scope->begin, .ops = ops, .merge = true, .mirror = true};
    if (!sim_search_open(&search, &what, alphabet, NULL, MEMORY_LIMIT)) {
        return 4;
    }
    sim_expander expander = sim_search_expander(&search);
    expander.meet = meet;
    expander.meet_context = &states;
    bool well = sim_search_run(&search, &expander, is_pass, NULL);
    bool done = sim_search_is_done(&search);
    sim_canon_free(&expander.canon);
    sim_search_close(&search);
    return !well ? 4 : done ? 0 : 1;
}

/* One scope, by name, and its search depth; returns an exit status. */
static int search_words(const char *name, const char *depth)
{
    static sim_alphabet alphabet;
    sim_alphabet_error error = {"", ""};
    const sim_scope *scope = sim_scope_find(name);
    char *end = NULL;
    unsigned long ops = strtoul(depth, &end, 10);
    if (scope == NULL || scope->config.scheme != SIM_SCHEME_COMPRESSOR || *depth == '\0' ||
        *end != '\0' || ops > SIM_SCOPE_OPS_MAX ||
        !sim_alphabet_parse(scope->alphabet, &scope->config, &alphabet, &error)) {
        (void)fprintf(stderr, "there is no scope '%s' of the ID compressor, or '%s' is no depth\n",
                      name, depth);
        return 2;
    }
    int status = search_scope(scope, &alphabet, (uint32_t)ops);
    if (status != 0) {
        (void)fprintf(stderr, "%s: %s\n", name,
                      status == 1 ? "a state failed, or the memory was full: see idsim explore"
                                  : "no memory");
    }
    return status;
}

int main(int argc, char **argv)
{
    int status = argc < 3 || argc % 2 == 0 ? 2 : 0;
    if (status != 0) {
        (void)fprintf(stderr, "explore_states SCOPE OPS...; the scopes: idsim explore --list\n");
    }
    for (int i = 1; status == 0 && i < argc; i += 2) {
        status = search_words(argv[i], argv[i + 1]);
    }
    if (status == 0) {
        fuzz_states_print(&states, stdout);
    }
    if (found < FUZZ_STATES) {
        char name[FUZZ_STATE_NAME_SIZE];
        fuzz_states_name(found, name, sizeof name);
        (void)fprintf(stderr, "reached an impossible state: %s (%s)\n", name,
                      fuzz_states_why_not(found));
        status = 1;
    }
    return fflush(stdout) == 0 ? status : 4;
}
