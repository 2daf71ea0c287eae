/* The oracle of a sequence: what judges each event, and what is checked after each op. */
#include "oracle.h"
#include "claims.h"

#include <assert.h>
#include <stdlib.h>

#include "kernel/random.h"
#include "oracle_internal.h"
#include "wire.h"

/* Masters and coordinators of their own begin after one in so many ops. */
#define FRESH_TURNS 4u

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

/* What was altered on its way is read as its bytes say. */
static void twisted(sim_sequence_oracle *oracle, const sim_sequence_event *e)
{
    static const uint8_t kinds[] = {[SIM_SEQ_REQUEST] = SIM_WIRE_REQUEST,
                                    [SIM_SEQ_REPLY] = SIM_WIRE_CHUNK,
                                    [SIM_SEQ_RETURN] = SIM_WIRE_RETURN};
    const sim_site where = sim_site_of_call(SIM_WORD_SEQ_READING_DAMAGED);
    sim_wire wire;
    (void)sim_judge_status(&oracle->judgement, SIM_INVARIANT_SEQ_CONTRACT, &where,
                           sim_wire_read(kinds[e->what], e->bytes, e->size, &wire), e->status);
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

/* Of what an exhaustive search knows: equal worlds are asked the same. */
static uint64_t turn_of(const sim_sequence_oracle *oracle)
{
    const sim_sequence_world *world = oracle->world;
    uint64_t turn = world->last_term;
    turn = turn * 31 + world->message_count;
    turn = turn * 31 + world->write_count;
    turn = turn * 31 + oracle->model.chunk_count;
    for (unsigned i = 0; i < world->config.nodes; i++) {
        const sim_model_node *n = &oracle->model.nodes[i];
        turn = turn * 31 + n->kept_incarnation + (n->up ? n->number : 0);
    }
    return sim_mix64(turn) + oracle->model.drawn.count;
}

static void done(sim_sequence_oracle *oracle, const sim_sequence_event *e)
{
    const sim_sequence_world *world = oracle->world;
    (void)e;
    const uint64_t turn = turn_of(oracle);
    sim_sequence_asker asker = {&oracle->judgement, world->subject, sim_mix64(turn)};
    const bool asks = sim_claims(world->subject->unclaimed, IDSIM_CLAIM_ARGUMENTS) &&
                      sim_claims(world->subject->unclaimed, IDSIM_CLAIM_RETURNS);
    if (asks) {
        sim_sequence_ask_forms(&asker, turn);
    }
    if (asks && turn % FRESH_TURNS == 0) {
        sim_sequence_ask_fresh(&asker, &world->config.bounds);
    }
    for (unsigned i = 0; i < world->config.masters; i++) {
        if (world->offices[i].master != NULL) {
            if (asks) {
                sim_sequence_ask_master(oracle, &asker, i);
            }
            look_at_master(oracle, i, world->offices[i].master);
        }
    }
    for (unsigned i = 0; i < world->config.nodes; i++) {
        if (world->nodes[i].coordinator != NULL) {
            if (asks) {
                sim_sequence_ask_coordinator(oracle, &asker, i);
            }
            look_at_coordinator(oracle, i, world->nodes[i].coordinator);
        }
    }
}

static void (*const handlers[])(sim_sequence_oracle *, const sim_sequence_event *) = {
    [SIM_SEQ_DONE] = done,
    [SIM_SEQ_READ] = read,
    [SIM_SEQ_CUT_SHORT] = read,
    [SIM_SEQ_TWISTED] = twisted,
    [SIM_SEQ_HANDED_BACK] = sim_sequence_handed_back,
    [SIM_SEQ_TAKEN_BACK] = sim_sequence_taken_back,
    [SIM_SEQ_RAISED] = sim_sequence_raised,
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
