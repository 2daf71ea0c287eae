/*
 * A range of a session that nobody knows and that does not begin at its beginning: refused, and the
 * session stays unknown. It is tried on a loaded copy of a document, so that the world never sees
 * it.
 */
#include "oracle_internal.h"

#include "claims.h"
#include "kernel/random.h"
#include "stable.h"

/* A session ID that no session of the world has, except by an incredible chance. */
static ida_uuid unknown_uuid(const sim_oracle *oracle, unsigned node)
{
    const sim_world *world = oracle->world;
    uint64_t state = sim_mix64(world->config.seed) + world->op_count + node;
    const uint64_t high = sim_splitmix(&state) >> (64 - SIM_STABLE_HIGH_BITS);
    return (ida_uuid){.high = high, .low = sim_splitmix(&state)};
}

/* Ranges that begin too late, other ones each time. */
static ida_range early_range(const sim_oracle *oracle, ida_uuid session)
{
    const uint64_t turn = oracle->foreign_turn;
    return (ida_range){.session = session,
                       .first_gen_count = 2 + turn % 7 * (turn % 7),
                       .count = 1 + turn % 3,
                       .requested_cluster_size = 1 + (uint32_t)(turn % 50)};
}

static void check_refused(sim_oracle *oracle, unsigned node, ida_document *document,
                          const ida_range *range)
{
    const ida_status status = oracle->world->subject->document_finalize(document, range);
    sim_count(oracle, SIM_INVARIANT_REJECTION);
    if (status != IDA_OUT_OF_ORDER) {
        sim_report_status(oracle, SIM_INVARIANT_REJECTION,
                          sim_site_about(sim_site_node(oracle, node, SIM_WORD_DOCUMENT_APPLY),
                                         sim_value_range(range)),
                          IDA_OUT_OF_ORDER, status);
    }
}

/* What another session of the document answers about the one that was refused. */
static void check_unknown(sim_oracle *oracle, unsigned node, ida_session *session, ida_uuid origin)
{
    ida_id id = 0;
    const ida_status status =
        oracle->world->subject->session_to_session_space(session, -1, origin, &id);
    sim_count(oracle, SIM_INVARIANT_REJECTION);
    if (status != IDA_UNKNOWN_SESSION) {
        sim_report_status(
            oracle, SIM_INVARIANT_REJECTION,
            sim_site_about(sim_site_node(oracle, node, SIM_WORD_SESSION_TO_SESSION_SPACE),
                           sim_value_words(SIM_WORD_AFTER_REFUSAL)),
            IDA_UNKNOWN_SESSION, status);
    }
}

void sim_check_intruder(sim_oracle *oracle, unsigned node, const ida_snapshot *copy)
{
    if (sim_oracle_over(oracle) ||
        !sim_claims(oracle->world->subject->unclaimed, IDSIM_CLAIM_HOSTILE)) {
        return;
    }
    const ida_uuid uuid = unknown_uuid(oracle, node);
    const ida_range range = early_range(oracle, uuid);
    check_refused(oracle, node, copy->document, &range);
    if (copy->session_count > 0 && !sim_oracle_over(oracle)) {
        check_unknown(oracle, node, copy->sessions[0], uuid);
    }
}
