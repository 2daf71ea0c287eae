/* Look-ups of many IDs at once: each answer is that of the call for one. */
#include "beside.h"

#include "stable.h"

/* More than are looked up together in any step of the core's. */
#define MANY 40u

/* What stands for no ID and no UUID in the answers. */
#define NO_ID INT64_MIN
static const ida_uuid no_uuid = {UINT64_MAX, UINT64_MAX};

/* A session of the log, or the one asked, and one of its gen counts or the next ones. */
static ida_uuid draw_session(const sim_asked *a, uint32_t *number, uint64_t *gen)
{
    const sim_model *model = a->view.model;
    uint64_t drawn = sim_dice(a->oracle);
    *number = SIM_NONE;
    if (model->member_count > 0 && drawn % 3 != 0) {
        *number = (uint32_t)((drawn >> 8) % model->member_count);
        *gen = 1 + (drawn >> 32) % (model->members[*number].allocated % 4096 + 2);
        return model->members[*number].uuid;
    }
    *gen = 1 + (drawn >> 32) % (a->view.self->generated % 4096 + 2);
    return a->view.self->uuid;
}

static ida_id draw_id(const sim_asked *a)
{
    uint32_t number;
    uint64_t gen;
    (void)draw_session(a, &number, &gen);
    if (number != SIM_NONE && gen <= a->view.model->members[number].allocated) {
        return (ida_id)sim_model_final(a->view.model, number, gen);
    }
    const ida_id ends[] = {NO_ID, INT64_MAX, 0, (ida_id)a->view.final_limit};
    uint64_t drawn = sim_beside_below(a, 16);
    return drawn < sizeof ends / sizeof ends[0] ? ends[drawn] : -(ida_id)gen;
}

static ida_uuid draw_uuid(const sim_asked *a)
{
    uint32_t number;
    uint64_t gen;
    ida_uuid uuid = draw_session(a, &number, &gen);
    (void)sim_stable_add(uuid, gen - 1, &uuid);
    uint64_t drawn = sim_beside_below(a, 16);
    uuid.high ^= drawn == 0 ? UINT64_C(1) << SIM_STABLE_HIGH_BITS : drawn == 1 ? 1 : 0;
    return uuid;
}

static void report(const sim_asked *a, const sim_question *question, sim_value expected,
                   sim_value got)
{
    sim_word call = question->call == SIM_CALL_DECOMPRESS ? SIM_WORD_SESSION_DECOMPRESS_MANY
                                                          : SIM_WORD_SESSION_RECOMPRESS_MANY;
    sim_value about = question->call == SIM_CALL_DECOMPRESS ? sim_value_id(question->id)
                                                            : sim_value_uuid(question->uuid);
    sim_report(a->oracle, SIM_INVARIANT_ROUND_TRIP,
               sim_site_about(sim_site_slot(a->oracle, a->node, a->slot, call), about), expected,
               got);
}

static void report_known(const sim_asked *a, sim_word call, size_t expected, size_t got)
{
    sim_report_number(a->oracle, SIM_INVARIANT_CONTRACT,
                      sim_site_slot(a->oracle, a->node, a->slot, call), SIM_WORD_KNOWN, expected,
                      got);
}

static void decompress_many(const sim_asked *a, size_t count)
{
    ida_id ids[MANY] = {0};
    ida_uuid uuids[MANY];
    size_t known = 0;
    for (size_t i = 0; i < count; i++) {
        ids[i] = draw_id(a);
        uuids[i] = (ida_uuid){0, 0};
    }
    size_t said = a->subject->session_decompress_many(a->session, ids, count, uuids);
    sim_count(a->oracle, SIM_INVARIANT_ROUND_TRIP);
    for (size_t i = 0; i < count && !sim_oracle_over(a->oracle); i++) {
        const sim_question question = {.call = SIM_CALL_DECOMPRESS, .id = ids[i]};
        sim_answer right = sim_answer_expected(&a->view, &question);
        ida_uuid expected = right.status == IDA_OK ? right.uuid : no_uuid;
        known += right.status == IDA_OK ? 1 : 0;
        if (!sim_stable_equal(uuids[i], expected)) {
            report(a, &question, sim_value_uuid(expected), sim_value_uuid(uuids[i]));
        }
    }
    if (said != known) {
        report_known(a, SIM_WORD_SESSION_DECOMPRESS_MANY, known, said);
    }
}

static void recompress_many(const sim_asked *a, size_t count)
{
    ida_uuid uuids[MANY] = {{0, 0}};
    ida_id ids[MANY];
    size_t known = 0;
    for (size_t i = 0; i < count; i++) {
        uuids[i] = draw_uuid(a);
        ids[i] = 0;
    }
    size_t said = a->subject->session_recompress_many(a->session, uuids, count, ids);
    sim_count(a->oracle, SIM_INVARIANT_ROUND_TRIP);
    for (size_t i = 0; i < count && !sim_oracle_over(a->oracle); i++) {
        const sim_question question = {.call = SIM_CALL_RECOMPRESS, .uuid = uuids[i]};
        sim_answer right = sim_answer_expected(&a->view, &question);
        ida_id expected = right.status == IDA_OK ? right.id : NO_ID;
        known += right.status == IDA_OK ? 1 : 0;
        if (ids[i] != expected) {
            report(a, &question, sim_value_id(expected), sim_value_id(ids[i]));
        }
    }
    if (said != known) {
        report_known(a, SIM_WORD_SESSION_RECOMPRESS_MANY, known, said);
    }
}

void sim_ask_many(const sim_asked *asked)
{
    if (sim_oracle_over(asked->oracle) || asked->subject->session_decompress_many == NULL ||
        asked->subject->session_recompress_many == NULL) {
        return;
    }
    size_t count = (size_t)sim_beside_below(asked, MANY + 1);
    if (sim_beside_below(asked, 2) == 0) {
        decompress_many(asked, count);
    } else {
        recompress_many(asked, count);
    }
}
