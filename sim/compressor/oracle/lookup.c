/*
 * The document's own look-ups, which do not depend on a session: they know what is finalized at the
 * node's log position, and nothing else.
 */
#include <assert.h>

#include "oracle_internal.h"

#include "stable.h"

/* If there are more sessions, a checkpoint asks about some of them only. */
#define SESSIONS_MANY 64u

/* The value of output arguments before a call: no right answer equals it. */
#define SENTINEL_ID INT64_C(-0x5EA7B0A7C0DEC0DE)
static const ida_uuid sentinel_uuid = {UINT64_C(0xFEEDFACEFEEDFACE), UINT64_C(0xC0FFEEC0FFEE)};

/* A node's document, and its log position. */
typedef struct replica {
    sim_oracle *oracle;
    const ida_document *document;
    unsigned node;
    uint64_t position;
} replica;

static replica replica_of(sim_oracle *oracle, unsigned node)
{
    const sim_node *at = &oracle->world->nodes[node];
    replica of = {oracle, at->document, node, at->position};
    return of;
}

static void report(const replica *of, sim_invariant invariant, sim_word call, sim_value about,
                   sim_value expected, sim_value got)
{
    sim_report(of->oracle, invariant,
               sim_site_about(sim_site_node(of->oracle, of->node, call), about), expected, got);
}

/* The invariant that a right answer supports and a wrong one breaks. */
static sim_invariant name_of(ida_status expected, ida_status got, sim_invariant if_found)
{
    if (expected == IDA_OK) {
        return if_found;
    }
    bool invented = expected == IDA_UNKNOWN_ID && (got == IDA_OK || got == expected);
    return invented ? SIM_INVARIANT_NO_INVENTION : SIM_INVARIANT_CONTRACT;
}

/* A status, if the call failed: with what it wrote all the same. */
static sim_value answer_value(ida_status status, bool spoiled, sim_value answer)
{
    sim_value failed = sim_value_status(status);
    failed.is_spoiled = spoiled;
    return status == IDA_OK ? answer : failed;
}

/* --- decompress --- */

static void ask_decompress(const replica *of, ida_id id)
{
    if (sim_oracle_over(of->oracle)) {
        return;
    }
    ida_uuid right = sentinel_uuid;
    ida_uuid got = sentinel_uuid;
    ida_status expected = sim_answer_stable(&of->oracle->model, of->position, id, &right);
    ida_status status = of->oracle->world->subject->document_decompress(of->document, id, &got);
    /* If the right answer is a refusal, the output must stay as it was. */
    bool same = sim_stable_equal(right, got);
    sim_count(of->oracle, name_of(expected, expected, SIM_INVARIANT_STABLE_FOREVER));
    if (status == expected && same) {
        return;
    }
    sim_invariant invariant = name_of(expected, status, SIM_INVARIANT_STABLE_FOREVER);
    report(of, status == expected && status != IDA_OK ? SIM_INVARIANT_CONTRACT : invariant,
           SIM_WORD_DOCUMENT_DECOMPRESS, sim_value_id(id),
           answer_value(expected, false, sim_value_uuid(right)),
           answer_value(status, !sim_stable_equal(got, sentinel_uuid), sim_value_uuid(got)));
}

/* --- recompress --- */

static void ask_recompress(const replica *of, ida_uuid uuid)
{
    if (sim_oracle_over(of->oracle)) {
        return;
    }
    ida_id right = SENTINEL_ID;
    ida_id got = SENTINEL_ID;
    ida_status expected = sim_answer_final(&of->oracle->model, of->position, uuid, &right);
    ida_status status = of->oracle->world->subject->document_recompress(of->document, uuid, &got);
    sim_count(of->oracle, name_of(expected, expected, SIM_INVARIANT_ROUND_TRIP));
    if (status == expected && right == got) {
        return;
    }
    sim_invariant invariant = name_of(expected, status, SIM_INVARIANT_ROUND_TRIP);
    report(of, status == expected && status != IDA_OK ? SIM_INVARIANT_CONTRACT : invariant,
           SIM_WORD_DOCUMENT_RECOMPRESS, sim_value_uuid(uuid),
           answer_value(expected, false, sim_value_id(right)),
           answer_value(status, got != SENTINEL_ID, sim_value_id(got)));
}

/* --- finalized --- */

static void ask_finalized(const replica *of, ida_uuid session)
{
    if (sim_oracle_over(of->oracle)) {
        return;
    }
    const sim_model *model = &of->oracle->model;
    uint64_t right =
        sim_model_extent(model, sim_model_find(model, session), of->position).finalized;
    uint64_t got = of->oracle->world->subject->document_finalized(of->document, session);
    sim_count(of->oracle, right == 0 ? SIM_INVARIANT_NO_INVENTION : SIM_INVARIANT_CONTRACT);
    if (got == right) {
        return;
    }
    report(of, got > right ? SIM_INVARIANT_NO_INVENTION : SIM_INVARIANT_CONTRACT,
           SIM_WORD_DOCUMENT_FINALIZED, sim_value_uuid(session),
           sim_value_number(SIM_WORD_NUMBER, right), sim_value_number(SIM_WORD_NUMBER, got));
}

/* --- Which questions. --- */

/* One of three questions about a gen count, from 1, of a session that the log knows. */
static void ask_gen(const replica *of, uint32_t session, uint64_t gen, unsigned which)
{
    const sim_model *model = &of->oracle->model;
    assert(session < model->member_count);
    assert(gen >= 1);
    const sim_member *member = &model->members[session];
    bool has_final = gen <= member->allocated;
    ida_uuid uuid = member->uuid;
    switch (which % 3) {
    case 0:
        /* Its local ID where it has no other. */
        ask_decompress(of, has_final ? (ida_id)sim_model_final(model, session, gen)
                                     : -(ida_id)(gen > SIM_NUMBER_MAX ? SIM_NUMBER_MAX : gen));
        break;
    case 1:
        /* That UUID would overflow; the session's own is as good a question. */
        (void)sim_stable_add(member->uuid, gen - 1, &uuid);
        ask_recompress(of, uuid);
        break;
    default:
        ask_finalized(of, uuid);
        break;
    }
}

/* The gen counts of a session at which answers change; 0 is none. */
#define EDGES 6u

static uint64_t edge(const replica *of, uint32_t session, unsigned which)
{
    sim_extent extent = sim_model_extent(&of->oracle->model, session, of->position);
    const uint64_t gens[EDGES] = {
        1,
        extent.finalized,
        extent.finalized + 1,
        extent.allocated,
        extent.allocated + 1,
        extent.finalized / 2,
    };
    return gens[which % EDGES];
}

/* UUIDs and IDs of no session, or perhaps none. */
#define ODD_QUESTIONS 9u

static void ask_odd(const replica *of, unsigned which)
{
    ida_id limit = (ida_id)sim_model_counters(&of->oracle->model, of->position).final_limit;
    const ida_id numbers[] = {limit, limit > 0 ? limit - 1 : 0, 0, INT64_MAX, INT64_MIN, -1};
    const ida_uuid nobodys = {UINT64_C(0x2A5A5A5A5A5A5A5), UINT64_C(0x5A5A5A5A)};
    const ida_uuid invalid = {UINT64_C(1) << SIM_STABLE_HIGH_BITS, 0};
    switch (which % ODD_QUESTIONS) {
    case 6:
        ask_recompress(of, nobodys);
        break;
    case 7:
        ask_recompress(of, invalid);
        break;
    case 8:
        ask_finalized(of, nobodys);
        break;
    default:
        ask_decompress(of, numbers[which % ODD_QUESTIONS]);
        break;
    }
}

void sim_ask_document(sim_oracle *oracle, unsigned node)
{
    replica of = replica_of(oracle, node);
    if (of.document == NULL || sim_oracle_over(oracle)) {
        return;
    }
    const sim_model *model = &oracle->model;
    uint64_t drawn = sim_dice(oracle);
    unsigned which = (unsigned)(drawn >> 8) % 3;
    const sim_focus *focus = &oracle->focus;
    if (model->member_count == 0 || drawn % 8 == 0) {
        ask_odd(&of, (unsigned)(drawn >> 16) % ODD_QUESTIONS);
    } else if (drawn % 2 == 0 && focus->gen != 0 && focus->session != SIM_NONE) {
        ask_gen(&of, focus->session, focus->gen, which);
    } else {
        uint32_t session = (uint32_t)((drawn >> 24) % model->member_count);
        uint64_t gen = edge(&of, session, (unsigned)(drawn >> 16) % EDGES);
        ask_gen(&of, session, gen == 0 ? 1 : gen, which);
    }
}

static void ask_all(sim_oracle *oracle, void *context)
{
    const unsigned *node = context;
    replica of = replica_of(oracle, *node);
    size_t count = oracle->model.member_count;
    size_t stride = count <= SESSIONS_MANY ? 1 : count / SESSIONS_MANY;
    size_t offset = stride == 1 ? 0 : (size_t)(sim_dice(oracle) % stride);
    for (size_t i = offset; i < count; i += stride) {
        ask_finalized(&of, oracle->model.members[i].uuid);
        for (unsigned which = 0; which < EDGES; which++) {
            uint64_t gen = edge(&of, (uint32_t)i, which);
            if (gen != 0) {
                ask_gen(&of, (uint32_t)i, gen, 0);
                ask_gen(&of, (uint32_t)i, gen, 1);
            }
        }
    }
    for (unsigned which = 0; which < ODD_QUESTIONS; which++) {
        ask_odd(&of, which);
    }
}

void sim_ask_document_all(sim_oracle *oracle, unsigned node)
{
    sim_ask_at_once(oracle, ask_all, &node);
}
