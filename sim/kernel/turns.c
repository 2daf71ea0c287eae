/* Two threads in one. */
#include "turns.h"

#include <assert.h>
#include <stddef.h>

/* The core has no context to pass on, so it is the thread's. */
static _Thread_local struct {
    sim_other_call *other; /* NULL: it came, or nothing is open */
    void *context;
    unsigned left; /* steps before it comes */
    bool is_open;
} turns;

static void call_other(void)
{
    sim_other_call *other = turns.other;
    turns.other = NULL;
    other(turns.context);
}

void sim_turns_begin(unsigned before, sim_other_call *other, void *context)
{
    assert(!turns.is_open);
    assert(other != NULL);
    turns.other = other;
    turns.context = context;
    turns.left = before;
    turns.is_open = true;
}

void sim_turns_step(void)
{
    if (turns.other == NULL) {
        return;
    }
    if (turns.left == 0) {
        call_other();
        return;
    }
    turns.left--;
}

bool sim_turns_end(void)
{
    bool came = turns.other == NULL;
    assert(turns.is_open);
    if (!came) {
        call_other();
    }
    turns.is_open = false;
    return came;
}
