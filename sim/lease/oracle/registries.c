/* What registries answer. */
#include "oracle_internal.h"

#include <string.h>

void sim_lease_hear_served(sim_lease_oracle *oracle, const sim_lease_event *e)
{
    sim_lease_office_model *office = &oracle->offices[e->head.node];
    bool blank = e->origin == SIM_LEASE_NO_RECORD;
    const sim_site where =
        sim_lease_where_registry(e, blank ? SIM_WORD_LEASE_BLANKLY : SIM_WORD_LEASE_STARTING);
    /* Behind its record it may be, if the clock was set since: only the status is judged. */
    bool may_fail = !blank && e->status == IDA_CLOCK_BEHIND &&
                    (int64_t)e->head.reading_us < oracle->world->highest_us;
    (void)sim_judge_status(&oracle->judgement, SIM_INVARIANT_LEASE_CONTRACT, &where,
                           may_fail ? IDA_CLOCK_BEHIND : IDA_OK, e->status);
    if (e->status != IDA_OK) {
        return;
    }
    sim_lease_note_start(oracle, e);
    *office = (sim_lease_office_model){
        .up = true, .incarnation = e->incarnation, .begin_us = e->begin_us, .end_us = e->end_us};
    sim_lease_begin_clock(oracle, e, &office->last);
    /* A record may say that its registry read a later time. */
    office->highest_us = oracle->world->highest_us;
    if (!blank && e->says_newest) {
        memcpy(office->said, oracle->records[e->record], sizeof office->said);
        memcpy(office->stored, office->said, sizeof office->stored);
        memset(office->changed, 0, sizeof office->changed);
    }
}

void sim_lease_hear_prolonged(sim_lease_oracle *oracle, const sim_lease_event *e)
{
    const sim_site where = sim_lease_where_registry(e, SIM_WORD_LEASE_PROLONGING);
    (void)sim_judge_status(&oracle->judgement, SIM_INVARIANT_LEASE_CONTRACT, &where, IDA_OK,
                           e->status);
    oracle->offices[e->head.node].end_us = e->end_us;
}

void sim_lease_hear_recorded(sim_lease_oracle *oracle, const sim_lease_event *e)
{
    sim_lease_office_model *office = &oracle->offices[e->head.node];
    const sim_site where = sim_lease_where_registry(e, SIM_WORD_LEASE_STORING);
    (void)sim_judge_status(&oracle->judgement, SIM_INVARIANT_LEASE_CONTRACT, &where, IDA_OK,
                           e->status);
    if (e->how != SIM_WRITE_LOST) {
        memmove(oracle->records[1], oracle->records[0],
                (SIM_LEASE_RECORDS - 1) * sizeof oracle->records[0]);
        memcpy(oracle->records[0], office->said, sizeof office->said);
    }
    if (e->how == SIM_WRITE_DONE) {
        memcpy(office->stored, office->said, sizeof office->stored);
    }
}

void sim_lease_hear_ceased(sim_lease_oracle *oracle, const sim_lease_event *e)
{
    oracle->offices[e->head.node].up = false;
}

/* A lease was granted or renewed now, if it was not there before. */
static void note_lease(const sim_lease_oracle *oracle, sim_lease_office_model *office,
                       uint32_t number, uint64_t holder)
{
    int64_t to_us = office->highest_us + (int64_t)oracle->world->setting.config.lease_us;
    if (number < SIM_LEASE_COUNT_MAX) {
        office->said[number] = (sim_lease_said){holder, to_us};
        office->changed[number] = true;
    }
}

/* A call with a reading: false if nothing more can be said. */
static bool hear_call(sim_lease_oracle *oracle, const sim_lease_event *e, const sim_site *where)
{
    sim_lease_office_model *office = &oracle->offices[e->head.node];
    if (!sim_lease_hear_clock(oracle, e, where, &office->last)) {
        return false;
    }
    int64_t now_us = (int64_t)e->head.reading_us;
    office->highest_us = now_us > office->highest_us ? now_us : office->highest_us;
    return true;
}

void sim_lease_hear_granted(sim_lease_oracle *oracle, const sim_lease_event *e)
{
    sim_lease_office_model *office = &oracle->offices[e->head.node];
    const sim_site where = sim_lease_where_registry(e, SIM_WORD_LEASE_GRANTING);
    if (!hear_call(oracle, e, &where)) {
        return;
    }
    bool is_over = (int64_t)e->head.reading_us >= office->end_us;
    if (is_over || e->status == IDA_LEASE_EXPIRED) {
        (void)sim_judge(&oracle->judgement, SIM_INVARIANT_LEASE_CONTRACT,
                        e->status == IDA_LEASE_EXPIRED && office->highest_us >= office->end_us,
                        &where, sim_value_signed(SIM_WORD_LEASE_IS_OVER, office->end_us),
                        sim_value_status(e->status));
        return;
    }
    (void)sim_judge(&oracle->judgement, SIM_INVARIANT_LEASE_CONTRACT,
                    e->status == IDA_TRY_LATER ||
                        (e->status == IDA_OK && e->number < oracle->world->setting.numbers),
                    &where, sim_value_number(SIM_WORD_LEASE_THE_NUMBER, 0),
                    e->status == IDA_OK ? sim_value_number(SIM_WORD_LEASE_THE_NUMBER, e->number)
                                        : sim_value_status(e->status));
    if (e->status == IDA_OK) {
        note_lease(oracle, office, e->number, e->holder.low);
    }
}

/* Whether a lease was returned, or another one of the number that the registry sent came after. */
static bool is_past(const sim_lease_oracle *oracle, const ida_lease *lease, unsigned incarnation)
{
    size_t at = sim_lease_find_row(oracle, lease);
    bool past = at != SIM_LEASE_NO_ROW && (oracle->rows[at].ended >> incarnation & 1) != 0;
    for (size_t i = 0; i < oracle->row_count; i++) {
        const sim_lease_row *row = &oracle->rows[i];
        past = past || (row->number == lease->number && row->term > lease->term &&
                        (row->touched >> incarnation & 1) != 0);
    }
    return past;
}

void sim_lease_hear_renewed(sim_lease_oracle *oracle, const sim_lease_event *e)
{
    sim_lease_office_model *office = &oracle->offices[e->head.node];
    const sim_site where = sim_lease_where_registry(e, SIM_WORD_LEASE_RENEWING);
    if (!hear_call(oracle, e, &where)) {
        return;
    }
    bool must_fail =
        is_past(oracle, &e->lease, e->incarnation) || (int64_t)e->head.reading_us >= office->end_us;
    bool must_wait = office->highest_us < office->begin_us;
    ida_status other = must_fail || e->status == IDA_LEASE_EXPIRED ? IDA_LEASE_EXPIRED
                       : must_wait                                 ? IDA_TRY_LATER
                                                                   : IDA_OK;
    (void)sim_judge_status(&oracle->judgement, SIM_INVARIANT_LEASE_CONTRACT, &where, other,
                           e->status);
    if (e->status == IDA_OK) {
        note_lease(oracle, office, e->lease.number, e->lease.holder.low);
    }
}

/* It is over: as the holder has it, and as the registry has it, if that is another one. */
static void note_end(sim_lease_oracle *oracle, const sim_lease_event *e)
{
    for (size_t i = 0; i < oracle->row_count; i++) {
        sim_lease_row *row = &oracle->rows[i];
        bool is_its_own = (row->touched >> e->incarnation & 1) != 0;
        if (row->number == e->lease.number && row->term == e->lease.term &&
            row->holder == e->lease.holder.low &&
            (is_its_own || row->start_us == e->lease.start_us)) {
            row->mark_us = e->mark_us;
            row->touched |= UINT64_C(1) << e->incarnation;
            row->ended |= UINT64_C(1) << e->incarnation;
        }
    }
}

void sim_lease_hear_returned(sim_lease_oracle *oracle, const sim_lease_event *e)
{
    const sim_site where = sim_lease_where_registry(e, SIM_WORD_LEASE_TAKING_BACK);
    if (!hear_call(oracle, e, &where)) {
        return;
    }
    bool must_fail = is_past(oracle, &e->lease, e->incarnation);
    /* A registry with an older record may know a shorter lease. */
    ida_status other = e->status == IDA_INVALID_ARGUMENT ? IDA_INVALID_ARGUMENT : IDA_LEASE_EXPIRED;
    (void)sim_judge_status(&oracle->judgement, SIM_INVARIANT_LEASE_CONTRACT, &where,
                           must_fail || e->status != IDA_OK ? other : IDA_OK, e->status);
    if (e->status == IDA_OK) {
        oracle->offices[e->head.node].said[e->lease.number % SIM_LEASE_COUNT_MAX].holder = 0;
        note_end(oracle, e);
    }
}

void sim_lease_hear_replied(sim_lease_oracle *oracle, const sim_lease_event *e)
{
    const sim_lease_office_model *office = &oracle->offices[e->head.node];
    const sim_lease_said *stored = &office->stored[e->number];
    const sim_site where = sim_lease_where_registry(e, SIM_WORD_LEASE_REPLYING);
    if (e->status == IDA_OK) {
        (void)sim_judge(&oracle->judgement, SIM_INVARIANT_LEASE_DURABLE,
                        e->lease.holder.low == stored->holder && e->lease.end_us <= stored->to_us,
                        &where, sim_value_signed(SIM_WORD_LEASE_STORED_ONE, stored->to_us),
                        sim_value_signed(SIM_WORD_LEASE_SENT, e->lease.end_us));
        sim_lease_hear_sent(oracle, e);
    } else {
        (void)sim_judge_words(&oracle->judgement, SIM_INVARIANT_LEASE_DURABLE,
                              e->status != IDA_NOT_PERSISTED || office->changed[e->number], &where,
                              SIM_WORD_LEASE_A_LEASE, SIM_WORD_LEASE_HELD_BACK);
    }
}
