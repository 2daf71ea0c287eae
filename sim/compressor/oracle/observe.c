/* The oracle as an observer: what it does on each event, and what it reports. */
#include "compressor/event.h"
#include "oracle_internal.h"

static void hear_of_session(sim_oracle *oracle, const sim_compressor_event *e)
{
    switch (e->kind) {
    case SIM_COMPRESSOR_OPENED:
        sim_oracle_opened(oracle, e->node, e->slot, e->session, e->status);
        break;
    case SIM_COMPRESSOR_CLOSED:
        sim_oracle_closed(oracle, e->node, e->slot);
        break;
    case SIM_COMPRESSOR_GENERATED:
        sim_oracle_generated(oracle, e->node, e->slot, e->count, e->status, e->runs, e->number);
        break;
    case SIM_COMPRESSOR_UNIQUE:
        sim_oracle_generated_unique(oracle, e->node, e->slot, e->status, e->unique);
        break;
    case SIM_COMPRESSOR_RESIZED:
        sim_oracle_resized(oracle, e->node, e->slot, (uint32_t)e->size, e->status);
        break;
    case SIM_COMPRESSOR_TAKEN:
        sim_oracle_taken(oracle, e->node, e->slot, e->flag, e->status, e->range);
        break;
    case SIM_COMPRESSOR_RESET:
        sim_oracle_reset(oracle, e->node, e->slot, e->status);
        break;
    case SIM_COMPRESSOR_MENTIONED:
        sim_oracle_mentioned(oracle, e->node, e->slot, e->id, e->status, e->mention->op_id,
                             e->mention->stable_status, e->mention->stable);
        break;
    case SIM_COMPRESSOR_READ:
        sim_oracle_read(oracle, e->node, e->slot, e->position, e->number, e->status, e->id);
        break;
    default:
        break;
    }
}

static void hear_of_shard(sim_oracle *oracle, const sim_compressor_event *e)
{
    switch (e->kind) {
    case SIM_COMPRESSOR_SPLIT:
        sim_oracle_split(oracle, e->node, e->slot, e->shards, (size_t)e->count, e->status);
        break;
    case SIM_COMPRESSOR_NEWBORN:
        sim_oracle_newborn(oracle, e->node, e->slot, e->number, e->newborn, e->status);
        break;
    case SIM_COMPRESSOR_ADOPTED:
        sim_oracle_adopted(oracle, e->node, e->number, e->status);
        break;
    case SIM_COMPRESSOR_TOKEN_MADE:
        sim_oracle_token_made(oracle, e->node, e->slot, e->token, e->status);
        break;
    case SIM_COMPRESSOR_DISPOSED:
        sim_oracle_disposed(oracle, e->node, e->slot, e->token, e->status);
        break;
    case SIM_COMPRESSOR_TOKEN_HEARD:
        sim_oracle_token_heard(oracle, e->node, e->slot, e->token, e->status);
        break;
    case SIM_COMPRESSOR_REVOKED:
        sim_oracle_revoked(oracle, e->node, e->slot, e->token->said.shard, e->count, e->status);
        break;
    default:
        break;
    }
}

static void hear_of_node(sim_oracle *oracle, const sim_compressor_event *e)
{
    switch (e->kind) {
    case SIM_COMPRESSOR_STARTED:
        sim_oracle_started(oracle, e->node);
        break;
    case SIM_COMPRESSOR_OUTDATED:
    case SIM_COMPRESSOR_CRASHED:
        sim_oracle_stopped(oracle, e->node, false);
        break;
    case SIM_COMPRESSOR_LEFT:
        sim_oracle_stopped(oracle, e->node, true);
        break;
    case SIM_COMPRESSOR_SAVED:
        sim_oracle_saved(oracle, e->node, e->store, e->status);
        break;
    case SIM_COMPRESSOR_LOADED:
        sim_oracle_restored(oracle, e->node, e->from, e->store, e->status);
        break;
    case SIM_COMPRESSOR_DAMAGE:
        sim_oracle_damaged(oracle, e->node, e->store);
        break;
    case SIM_COMPRESSOR_SUMMARIZED:
        sim_oracle_summarized(oracle, e->position, e->status, e->hash);
        break;
    case SIM_COMPRESSOR_JOINED:
        sim_oracle_joined(oracle, e->node, e->from, e->status);
        break;
    case SIM_COMPRESSOR_STARVED:
        sim_oracle_starved(oracle, e->node, e->status, e->flag);
        break;
    case SIM_COMPRESSOR_SEQUENCED:
        sim_oracle_sequenced(oracle);
        break;
    case SIM_COMPRESSOR_APPLIED:
        sim_oracle_applied(oracle, e->node, e->position, e->status, e->id);
        break;
    default:
        break;
    }
}

/* A subject that broke a promise or had no memory is asked nothing. */
static void hear_op_done(sim_oracle *oracle, const sim_op *op)
{
    const sim_world *world = oracle->world;
    if (oracle->asks_nothing) {
        sim_oracle_pass(oracle);
    } else if (world->violation == SIM_VIOLATION_NONE && !world->out_of_memory) {
        sim_oracle_after_op(oracle, op);
    }
}

static bool hear(void *self, const void *event)
{
    sim_oracle *oracle = self;
    const sim_compressor_event *e = event;
    switch (e->kind) {
    case SIM_COMPRESSOR_OP_DONE:
        hear_op_done(oracle, e->op);
        break;
    case SIM_COMPRESSOR_CHECKPOINT:
        sim_oracle_checkpoint(oracle);
        break;
    case SIM_COMPRESSOR_SETTLED:
        sim_oracle_settled(oracle);
        break;
    default:
        if (e->kind >= SIM_COMPRESSOR_OPENED && e->kind <= SIM_COMPRESSOR_READ) {
            hear_of_session(oracle, e);
        } else if (e->kind >= SIM_COMPRESSOR_SPLIT && e->kind <= SIM_COMPRESSOR_REVOKED) {
            hear_of_shard(oracle, e);
        } else {
            hear_of_node(oracle, e);
        }
        break;
    }
    return !oracle->failure.failed && !oracle->out_of_memory;
}

sim_observer sim_oracle_observer(sim_oracle *oracle)
{
    return (sim_observer){hear, oracle};
}

void sim_oracle_ask_after_ops(sim_oracle *oracle, bool asks)
{
    oracle->asks_nothing = !asks;
}

void sim_oracle_add_marks(const sim_oracle *oracle, sim_tally *tally)
{
    tally->marks[SIM_MARK_STUCK_EXCUSED] += oracle->stuck.count > 0 ? 1u : 0u;
}

bool sim_oracle_out_of_memory(const sim_oracle *oracle)
{
    return oracle->out_of_memory;
}
