/* The oracle of a sequence: what judges each event, and what is checked after each op. */
#include "oracle.h"

#include <assert.h>
#include <stdlib.h>

#include "oracle_internal.h"

void *sim_sequence_oracle_create(const void *world, sim_invariant_set only)
{
    sim_sequence_oracle *oracle = calloc(1, sizeof *oracle);
    if (oracle != NULL) {
        oracle->world = world;
        oracle->judgement.only = only;
        sim_sequence_model_init(&oracle->model, &oracle->world->config);
    }
    return oracle;
}

void sim_sequence_oracle_destroy(void *oracle)
{
    if (oracle != NULL) {
        sim_sequence_model_free(&((sim_sequence_oracle *)oracle)->model);
        free(oracle);
    }
}

/* Intact records can be read, and damaged ones cannot. */
static void read(sim_sequence_oracle *oracle, const sim_sequence_event *e)
{
    const sim_site where =
        sim_site_of_call(e->damaged ? SIM_WORD_SEQ_READING_DAMAGED : SIM_WORD_SEQ_READING);
    (void)sim_judge(&oracle->judgement, SIM_INVARIANT_SEQ_CONTRACT,
                    e->damaged == (e->status != IDA_OK), &where,
                    e->damaged ? sim_value_words(SIM_WORD_REFUSAL) : sim_value_status(IDA_OK),
                    sim_value_status(e->status));
}

static void look_at_master(sim_sequence_oracle *oracle, unsigned at, const ida_master *master)
{
    const sim_sequence_subject *subject = oracle->world->subject;
    assert(oracle->model.masters[at].term <= oracle->world->last_term + 1);
    const sim_site where = sim_sequence_at_master(oracle, at, SIM_WORD_AFTER_OP);
    (void)sim_judge_words(&oracle->judgement, SIM_INVARIANT_SEQ_CONTRACT,
                          subject->master_verify(master), &where, SIM_WORD_SEQ_SOUND_MASTER,
                          SIM_WORD_SEQ_CONTRADICTION);
    (void)sim_judge_number(&oracle->judgement, SIM_INVARIANT_SEQ_CONTRACT, &where,
                           SIM_WORD_SEQ_MEMBERS,
                           sim_sequence_model_members(&oracle->model.masters[at]),
                           subject->master_member_count(master));
}

static void look_at_coordinator(sim_sequence_oracle *oracle, unsigned at,
                                const ida_coordinator *coordinator)
{
    const sim_sequence_subject *subject = oracle->world->subject;
    const sim_site where = sim_sequence_at_node(oracle, at, SIM_WORD_AFTER_OP);
    (void)sim_judge_words(&oracle->judgement, SIM_INVARIANT_SEQ_CONTRACT,
                          subject->coordinator_verify(coordinator), &where,
                          SIM_WORD_SEQ_SOUND_COORDINATOR, SIM_WORD_SEQ_CONTRADICTION);
    (void)sim_judge_number(&oracle->judgement, SIM_INVARIANT_SEQ_CONSERVATION, &where,
                           SIM_WORD_SEQ_IDS_LEFT, sim_sequence_model_left(&oracle->model, at),
                           subject->coordinator_left(coordinator));
}

static void done(sim_sequence_oracle *oracle, const sim_sequence_event *e)
{
    const sim_sequence_world *world = oracle->world;
    (void)e;
    for (unsigned i = 0; i < world->config.masters; i++) {
        if (world->offices[i].master != NULL) {
            look_at_master(oracle, i, world->offices[i].master);
        }
    }
    for (unsigned i = 0; i < world->config.nodes; i++) {
        if (world->nodes[i].coordinator != NULL) {
            look_at_coordinator(oracle, i, world->nodes[i].coordinator);
        }
    }
}

static void (*const handlers[])(sim_sequence_oracle *, const sim_sequence_event *) = {
    [SIM_SEQ_DONE] = done,
    [SIM_SEQ_READ] = read,
    [SIM_SEQ_CUT_SHORT] = read,
    [SIM_SEQ_STORAGE_READ] = read,
    [SIM_SEQ_RECORD_READ] = read,
    [SIM_SEQ_ELECTED] = sim_sequence_elected,
    [SIM_SEQ_JOINED] = sim_sequence_joined,
    [SIM_SEQ_LEFT] = sim_sequence_left,
    [SIM_SEQ_ANSWERED] = sim_sequence_answered,
    [SIM_SEQ_WRITTEN] = sim_sequence_written,
    [SIM_SEQ_CONFIRMED] = sim_sequence_confirmed,
    [SIM_SEQ_BOOTED] = sim_sequence_booted,
    [SIM_SEQ_KEPT] = sim_sequence_kept,
    [SIM_SEQ_ASKED] = sim_sequence_asked,
    [SIM_SEQ_INSTALLED] = sim_sequence_installed,
    [SIM_SEQ_STOPPED] = sim_sequence_stopped,
    [SIM_SEQ_DREW] = sim_sequence_drew,
    [SIM_SEQ_SETTLED] = sim_sequence_settled,
};

bool sim_sequence_oracle_hear(void *oracle, const void *event)
{
    const sim_judgement *judgement = oracle;
    const sim_sequence_event *e = event;
    if (e->kind < sizeof handlers / sizeof handlers[0] && handlers[e->kind] != NULL) {
        handlers[e->kind](oracle, e);
    }
    return !judgement->failure.failed && !judgement->out_of_memory;
}
