/* The scopes of all schemes, and where their tapes begin. */
#include "scope.h"

#include <string.h>

#include "registry.h"

static const char *const begin_names[] = {"empty", "connected", "sessions", "up"};

#define BEGIN_COUNT (sizeof begin_names / sizeof begin_names[0])

const sim_scope *sim_scope_at(size_t index)
{
    for (unsigned scheme = 0; scheme < SIM_SCHEME_COUNT; scheme++) {
        const sim_scope *scope = sim_machine_of((sim_scheme)scheme)->scopes;
        for (; scope->name != NULL; scope++) {
            if (index-- == 0) {
                return scope;
            }
        }
    }
    return NULL;
}

size_t sim_scope_count(void)
{
    size_t count = 0;
    while (sim_scope_at(count) != NULL) {
        count++;
    }
    return count;
}

const sim_scope *sim_scope_find(const char *name)
{
    size_t index = 0;
    const sim_scope *scope = sim_scope_at(0);
    while (scope != NULL && strcmp(scope->name, name) != 0) {
        scope = sim_scope_at(++index);
    }
    return scope;
}

const char *sim_begin_name(sim_begin begin)
{
    return begin_names[begin];
}

bool sim_begin_find(const char *name, sim_begin *begin)
{
    for (size_t i = 0; i < BEGIN_COUNT; i++) {
        if (strcmp(begin_names[i], name) == 0) {
            *begin = (sim_begin)i;
            return true;
        }
    }
    return false;
}

bool sim_begin_applies(sim_begin begin, sim_scheme scheme)
{
    return begin == SIM_BEGIN_EMPTY || (sim_machine_of(scheme)->begins >> begin & 1u) != 0;
}

bool sim_scope_holds(const sim_config *config)
{
    sim_config wrapped = sim_config_wrap(*config);
    bool is_small = config->scheme != SIM_SCHEME_COMPRESSOR || config->slots <= SIM_SCOPE_SLOTS_MAX;
    return is_small && config->nodes <= SIM_SCOPE_NODES_MAX && wrapped.scheme == config->scheme &&
           wrapped.nodes == config->nodes && wrapped.slots == config->slots &&
           wrapped.write_ahead == config->write_ahead &&
           wrapped.cluster_size == config->cluster_size;
}

bool sim_begin_append(sim_begin begin, sim_tape *tape)
{
    return begin == SIM_BEGIN_EMPTY ||
           sim_machine_of((sim_scheme)tape->config.scheme)->begin(begin, tape);
}
