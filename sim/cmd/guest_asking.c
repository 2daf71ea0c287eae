/* Handles of a guest's objects, and what calls to it share. */
#include "guest_asking.h"

#include <stdlib.h>
#include <string.h>

const sim_call_key sim_no_key = {.name = NULL};

static uint64_t last_number;

sim_remote *sim_remote_of(const void *handle)
{
    sim_remote *of;
    memcpy(&of, &handle, sizeof of);
    return of;
}

uint64_t sim_remote_next_number(void)
{
    return ++last_number;
}

void sim_remote_take_numbers(uint64_t last)
{
    last_number = last > last_number ? last : last_number;
}

sim_remote *sim_remote_new(void)
{
    sim_remote *made = calloc(1, sizeof *made);
    if (made != NULL) {
        made->number = sim_remote_next_number();
    }
    return made;
}

void sim_remote_free(sim_remote *remote)
{
    free(remote);
}

void sim_put_handle(json_t *question, const char *name, const void *handle)
{
    sim_put_u64(question, name, sim_remote_of(handle)->number);
}

ida_status sim_ask_for_handle(json_t *question, const char *name, void **handle)
{
    sim_remote *made = sim_remote_new();
    if (made == NULL) {
        json_decref(question);
        return IDA_NO_MEMORY;
    }
    sim_put_u64(question, name, made->number);
    ida_status status = sim_talk_status(sim_talk_call(question, NULL));
    if (status != IDA_OK) {
        sim_remote_free(made);
        return status;
    }
    *handle = made;
    return IDA_OK;
}

/* Nobody waits for the answer to say more than that it came. */
void sim_ask_release(const char *call, const char *name, void *handle)
{
    if (handle != NULL) {
        json_t *question = sim_talk_request(call);
        sim_put_handle(question, name, handle);
        (void)sim_talk_call(question, NULL);
        sim_remote_free(sim_remote_of(handle));
    }
}

ida_status sim_ask_incomplete(const char *call)
{
    sim_talk_other_form(call);
    return IDA_MALFORMED;
}

bool sim_ask_truth(const json_t *answer, const char *call)
{
    bool truth = false;
    if (answer != NULL && !sim_take_truth(answer, "value", &truth)) {
        sim_talk_other_form(call);
    }
    return truth;
}
