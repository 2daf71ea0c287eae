/* IDs as they are made, and calls that made none. */
#include <string.h>

#include "oracle_internal.h"

#define MANY 1000u

/* A call for an ID, as it is judged. */
typedef struct making {
    const sim_timeordered_event *e;
    const idsim_time_profile *profile;
    sim_time_life *life;
    sim_time_generator *generator;
    bool given;
    bool counts;    /* it moves the generator on */
    int64_t now_us; /* the reading, or the time that was given */
    sim_site where;
} making;

static sim_word word_of(const making *m)
{
    const bool inside = sim_time_is_inside(m->profile, m->now_us);
    const bool early = m->now_us < m->profile->epoch_us;
    if (m->given) {
        if (!inside) {
            return early ? SIM_WORD_TIME_AT_BEFORE_FIRST : SIM_WORD_TIME_AT_AFTER_LAST;
        }
        return m->now_us == 0 ? SIM_WORD_TIME_AT_ZERO : SIM_WORD_TIME_AT;
    }
    if (m->profile->time_bits > 0 && !inside) {
        return early ? SIM_WORD_TIME_NEXT_BEFORE_FIRST : SIM_WORD_TIME_NEXT_AFTER_LAST;
    }
    if (m->generator->refused && m->e->status != IDA_OK) {
        return SIM_WORD_TIME_NEXT_AFTER_REFUSAL;
    }
    return m->life->entropy == IDSIM_TIME_RANDOM ? SIM_WORD_TIME_NEXT : SIM_WORD_TIME_NEXT_EXTREME;
}

static making making_of(sim_timeordered_oracle *oracle, const sim_timeordered_event *e)
{
    making m = {.e = e,
                .profile = sim_time_profile_at(oracle, e->setting),
                .life = &oracle->lives[e->life]};
    m.generator = &m.life->generators[e->instance];
    m.given =
        e->head.kind == SIM_TIMEORDERED_ISSUED_AT || e->head.kind == SIM_TIMEORDERED_DENIED_AT;
    m.counts = !m.given || m.profile->given_counts;
    m.now_us = m.given ? e->time_us : (int64_t)e->head.reading_us;
    m.where = sim_time_at(e, word_of(&m));
    return m;
}

/* Whether the clock is so far behind that a generator begins anew. */
static bool begins_anew(const making *m, const sim_time_generator *g)
{
    const int64_t back_us =
        sim_time_floor(m->profile, g->high_us) - sim_time_floor(m->profile, m->now_us);
    return !g->made || (back_us > 0 && (uint64_t)back_us > m->profile->back_us);
}

/* --- The time inside. --- */

/* The latest time that an ID may have. Generators of a process may share what they count. */
static int64_t latest(const sim_timeordered_oracle *oracle, const making *m)
{
    int64_t base_us = sim_time_floor(m->profile, m->now_us);
    uint64_t ids = 0;
    const int64_t start_us = sim_time_floor(m->profile, m->life->start_us);
    if (!m->given && start_us > base_us && (uint64_t)(start_us - base_us) <= m->profile->back_us) {
        base_us = start_us;
    }
    for (unsigned i = 0; i < oracle->world->setting.instances; i++) {
        const sim_time_generator *g = &m->life->generators[i];
        if (!begins_anew(m, g)) {
            base_us = g->run_us > base_us ? g->run_us : base_us;
            ids += g->run_ids;
        }
    }
    if (m->profile->overflow != IDSIM_TIME_BORROWS) {
        return base_us;
    }
    return base_us + (int64_t)((1 + ids / m->profile->capacity) * m->profile->tick_us);
}

/* An ID although no ID has that time. */
static bool check_outside(sim_timeordered_oracle *oracle, const making *m, int64_t time_us)
{
    const bool inside = sim_time_is_inside(m->profile, m->now_us) ||
                        (m->counts && !begins_anew(m, m->generator) &&
                         sim_time_is_inside(m->profile, m->generator->high_us));
    return sim_judge(&oracle->judgement,
                     m->given ? SIM_INVARIANT_TIME_GIVEN : SIM_INVARIANT_TIME_HONEST, inside,
                     &m->where, sim_value_words(SIM_WORD_TIME_REFUSED),
                     sim_time_value(SIM_WORD_TIME_INSIDE, time_us));
}

static void check_time(sim_timeordered_oracle *oracle, const making *m, int64_t time_us)
{
    const int64_t asked_us = m->given ? m->now_us : m->e->asked_us;
    const int64_t least_us = sim_time_floor(m->profile, asked_us);
    const int64_t most_us = m->counts ? latest(oracle, m) : least_us;
    sim_invariant invariant = m->given ? SIM_INVARIANT_TIME_GIVEN : SIM_INVARIANT_TIME_HONEST;
    const sim_value got = sim_time_value(SIM_WORD_TIME_INSIDE, time_us);
    if (!check_outside(oracle, m, time_us)) {
        return;
    }
    (void)sim_judge(&oracle->judgement, invariant, time_us >= least_us, &m->where,
                    sim_time_value(SIM_WORD_TIME_NOT_BEHIND, least_us), got);
    sim_value expected = sim_time_value(SIM_WORD_TIME_NOT_AHEAD, most_us);
    if (m->profile->overflow != IDSIM_TIME_BORROWS && m->generator->has_tick &&
        sim_time_claims(oracle, IDSIM_CLAIM_OVERFLOWS) && m->generator->tick_us >= least_us) {
        invariant = SIM_INVARIANT_TIME_OVERFLOW;
        expected = sim_value_words(SIM_WORD_TIME_NOT_BORROWED);
    }
    (void)sim_judge(&oracle->judgement, invariant, time_us <= most_us, &m->where, expected, got);
}

/* --- The ID. --- */

static bool is_printable(const idsim_time_text *text)
{
    for (size_t i = 0; i < IDSIM_TIME_TEXT_SIZE; i++) {
        if (text->text[i] == '\0') {
            return i > 0;
        }
        if (text->text[i] < ' ' || text->text[i] > '~') {
            return false;
        }
    }
    return false;
}

static void check_number(sim_timeordered_oracle *oracle, const making *m,
                         const sim_time_number *number)
{
    const uint64_t got = sim_time_part(number, m->profile->number_shift, m->profile->number_bits);
    if (m->profile->number_bits > 0 && sim_time_claims(oracle, IDSIM_CLAIM_NUMBERED)) {
        (void)sim_judge(&oracle->judgement, SIM_INVARIANT_TIME_FORM, got == m->life->number,
                        &m->where, sim_value_number(SIM_WORD_TIME_SAME_NUMBER, m->life->number),
                        sim_value_number(SIM_WORD_TIME_OTHER_NUMBER, got));
    }
}

/* Reads an ID; false if it has not the form of one. */
static bool read_id(sim_timeordered_oracle *oracle, const making *m, sim_time_record *record)
{
    sim_time_number number;
    if (!sim_judge_words(&oracle->judgement, SIM_INVARIANT_TIME_CONTRACT, is_printable(m->e->id),
                         &m->where, SIM_WORD_TIME_OF_PATTERN, SIM_WORD_TIME_NO_TEXT)) {
        return false;
    }
    record->id = *m->e->id;
    const bool right = sim_time_match(&m->profile->id, record->id.text, false, &number, NULL) &&
                       (m->profile->bits == 0 || sim_time_fits(&number, m->profile->bits));
    if (sim_time_claims(oracle, IDSIM_CLAIM_PATTERN)) {
        (void)sim_judge(&oracle->judgement, SIM_INVARIANT_TIME_FORM, right, &m->where,
                        sim_value_words(SIM_WORD_TIME_OF_PATTERN), sim_value_text(record->id.text));
    }
    if (right) {
        check_number(oracle, m, &number);
    }
    record->has_time = right && m->profile->time_bits > 0;
    record->time_us =
        m->profile->epoch_us +
        (int64_t)(sim_time_part(&number, m->profile->time_shift, m->profile->time_bits) *
                  m->profile->tick_us);
    return true;
}

static void check_growing(sim_timeordered_oracle *oracle, const making *m,
                          const idsim_time_text *id)
{
    const sim_time_generator *g = m->generator;
    const bool back = m->now_us < g->last_us;
    if (!sim_time_claims(oracle, IDSIM_CLAIM_MONOTONIC) || begins_anew(m, g) ||
        (!sim_time_claims(oracle, IDSIM_CLAIM_BACKWARD) && m->now_us < g->high_us)) {
        return;
    }
    (void)sim_judge_words(&oracle->judgement, SIM_INVARIANT_TIME_GROWING,
                          strcmp(id->text, g->last.text) > 0, &m->where, SIM_WORD_TIME_GREATER_ID,
                          back ? SIM_WORD_TIME_LOWER_ID_BACK : SIM_WORD_TIME_LOWER_ID);
}

/* --- What an ID leads to. --- */

static int64_t later(int64_t a, int64_t b)
{
    return a > b ? a : b;
}

static void move_on(const sim_timeordered_oracle *oracle, const making *m,
                    const sim_time_record *record)
{
    sim_time_generator *g = m->generator;
    const int64_t latest_us = latest(oracle, m);
    const int64_t floor_us = sim_time_floor(m->profile, m->now_us);
    const int64_t time_us = record->has_time ? record->time_us : m->now_us;
    const bool anew = begins_anew(m, g);
    if (anew || floor_us > sim_time_floor(m->profile, g->high_us)) {
        g->run_us = floor_us;
        g->run_ids = 0;
    }
    if (time_us > latest_us) {
        /* That was wrong; what follows from it is not judged once more. */
        g->run_us = time_us;
    }
    g->run_ids++;
    g->high_us = later(anew ? m->now_us : g->high_us, later(m->now_us, time_us));
    g->last = record->id;
    g->last_us = m->now_us;
    g->made = true;
}

/* Marks of two generators that made IDs within a tick. */
static void mark_together(sim_timeordered_oracle *oracle, const making *m, int64_t time_us)
{
    for (uint32_t i = 1; i <= oracle->world->lives; i++) {
        const sim_time_life *other = &oracle->lives[i];
        for (unsigned k = 0; k < oracle->world->setting.instances; k++) {
            const sim_time_generator *g = &other->generators[k];
            if (!g->has_tick || g->tick_us != time_us || g == m->generator) {
                continue;
            }
            sim_mark mark = SIM_MARK_TIME_MACHINES;
            if (other == m->life) {
                mark = SIM_MARK_TIME_INSTANCES;
            } else if (other->root == m->life->root) {
                mark = SIM_MARK_TIME_CLONES;
            } else if (other->machine == m->life->machine) {
                mark = SIM_MARK_TIME_RESTARTED;
            }
            sim_time_mark(oracle, mark);
        }
    }
}

static void mark_issued(sim_timeordered_oracle *oracle, const making *m,
                        const sim_time_record *record)
{
    sim_time_generator *g = m->generator;
    if (!record->has_time || m->given) {
        return;
    }
    g->in_tick = g->has_tick && g->tick_us == record->time_us ? g->in_tick + 1 : 1;
    g->has_tick = true;
    g->tick_us = record->time_us;
    if (g->in_tick == 1 || !m->life->issued) {
        mark_together(oracle, m, record->time_us);
    }
    if (g->in_tick == MANY) {
        sim_time_mark(oracle, SIM_MARK_TIME_MANY);
    }
    if (g->made && m->now_us < g->last_us) {
        sim_time_mark(oracle, SIM_MARK_TIME_BEHIND);
    }
    if (record->time_us > m->now_us) {
        sim_time_mark(oracle, SIM_MARK_TIME_AHEAD);
    }
}

void sim_time_hear_issued(sim_timeordered_oracle *oracle, const sim_timeordered_event *e)
{
    const making m = making_of(oracle, e);
    sim_time_record record = {
        .life = e->life, .setting = e->setting, .instance = (uint8_t)e->instance, .given = m.given};
    oracle->served[e->head.node] = oracle->world->base.quiet;
    if (!read_id(oracle, &m, &record)) {
        return;
    }
    if (!sim_time_keep(oracle, e, &record, (sim_word)m.where.call)) {
        oracle->judgement.out_of_memory = true;
        return;
    }
    if (m.counts) {
        check_growing(oracle, &m, &record.id);
    }
    if (record.has_time &&
        sim_time_claims(oracle, m.given ? IDSIM_CLAIM_GIVEN : IDSIM_CLAIM_CLOCK)) {
        check_time(oracle, &m, record.time_us);
    }
    mark_issued(oracle, &m, &record);
    if (m.counts) {
        move_on(oracle, &m, &record);
    }
    m.generator->refused = false;
    m.life->issued = true;
}

/* --- None. --- */

/* Whether a generator's last IDs are at the end of all times. */
static bool is_at_end(const making *m)
{
    const int64_t end_us = sim_time_end(m->profile);
    return m->generator->made && end_us != INT64_MAX &&
           m->generator->high_us >= end_us - (int64_t)m->profile->tick_us;
}

/* Whether a status is an answer that may come of a full tick, or of a clock that is behind. */
static bool may_refuse(const making *m)
{
    const sim_time_generator *g = m->generator;
    const bool in_tick =
        g->made && sim_time_floor(m->profile, m->now_us) <= sim_time_floor(m->profile, g->high_us);
    switch (m->e->status) {
    case IDA_TRY_LATER:
        return true;
    case IDA_CLOCK_BEHIND:
        return g->made && m->now_us < g->high_us;
    case IDA_EXHAUSTED:
        return is_at_end(m) || (in_tick && m->profile->overflow == IDSIM_TIME_REFUSES);
    default:
        return false;
    }
}

static void check_denied(sim_timeordered_oracle *oracle, const making *m)
{
    const sim_value got = sim_value_status(m->e->status);
    if (m->e->status == IDA_TRY_LATER && m->profile->overflow == IDSIM_TIME_BORROWS &&
        sim_time_claims(oracle, IDSIM_CLAIM_OVERFLOWS)) {
        (void)sim_judge(&oracle->judgement, SIM_INVARIANT_TIME_OVERFLOW, false, &m->where,
                        sim_value_words(SIM_WORD_TIME_NO_WAIT), got);
    }
    if (m->given) {
        (void)sim_judge(&oracle->judgement, SIM_INVARIANT_TIME_GIVEN, m->counts && may_refuse(m),
                        &m->where, sim_time_value(SIM_WORD_TIME_AN_ID, m->now_us), got);
        return;
    }
    (void)sim_judge(&oracle->judgement, SIM_INVARIANT_TIME_CONTRACT, may_refuse(m), &m->where,
                    sim_value_status(IDA_OK), got);
}

void sim_time_hear_denied(sim_timeordered_oracle *oracle, const sim_timeordered_event *e)
{
    const making m = making_of(oracle, e);
    const bool timed = m.profile->time_bits > 0;
    (void)sim_judge_words(&oracle->judgement, SIM_INVARIANT_TIME_CONTRACT,
                          strcmp(e->id->text, SIM_TIME_UNTOUCHED) == 0 &&
                              (e->waits || m.given || e->try_at_us == SIM_TIME_UNTOUCHED_TRY_AT),
                          &m.where, SIM_WORD_TIME_LEFT, SIM_WORD_TIME_CHANGED);
    if (timed && !sim_time_is_inside(m.profile, m.now_us)) {
        sim_time_mark(oracle, m.given ? SIM_MARK_TIME_GIVEN_OUTSIDE : SIM_MARK_TIME_ENDED);
        oracle->served[e->head.node] = oracle->world->base.quiet;
        m.generator->refused = m.generator->refused || m.given;
        return;
    }
    const bool is_behind = e->status == IDA_CLOCK_BEHIND && may_refuse(&m);
    oracle->served[e->head.node] =
        oracle->world->base.quiet &&
        (oracle->served[e->head.node] || e->status == IDA_EXHAUSTED || is_behind);
    check_denied(oracle, &m);
}
