/*
 * Which abstract states an exhaustive search meets, and with which ops: explore_states SCOPE OPS.
 * It searches in one process, and prints what fuzz_states_print does.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "explore/search.h"
#include "states.h"

#define MEMORY_LIMIT ((size_t)1 << 30)

static void meet(void *context, const sim_world *world, const sim_op *letter)
{
    fuzz_states_note(context, world, letter);
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
    static fuzz_states states;
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
    if (well && done) {
        fuzz_states_print(&states, stdout);
    }
    sim_canon_free(&expander.canon);
    sim_search_close(&search);
    return !well ? 4 : done ? 0 : 1;
}

int main(int argc, char **argv)
{
    static sim_alphabet alphabet;
    sim_alphabet_error error;
    const sim_scope *scope = argc == 3 ? sim_scope_find(argv[1]) : NULL;
    char *end = NULL;
    unsigned long ops = scope == NULL ? 0 : strtoul(argv[2], &end, 10);
    if (scope == NULL || *argv[2] == '\0' || *end != '\0' || ops > SIM_SCOPE_OPS_MAX) {
        (void)fprintf(stderr, "explore_states SCOPE OPS; the scopes: idsim explore --list\n");
        return 2;
    }
    if (!sim_alphabet_parse(scope->alphabet, &scope->config, &alphabet, &error)) {
        (void)fprintf(stderr, "%s: %s\n", scope->name, error.message);
        return 2;
    }
    int status = search_scope(scope, &alphabet, (uint32_t)ops);
    if (status != 0) {
        (void)fprintf(stderr, "%s\n",
                      status == 1 ? "a state failed, or the memory was full: see "
                                    "idsim explore"
                                  : "no memory");
    }
    return fflush(stdout) == 0 ? status : 4;
}
