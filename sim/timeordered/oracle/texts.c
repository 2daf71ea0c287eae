/* Texts: what was decoded, compared, and written in other forms. */
#include <string.h>

#include "oracle_internal.h"
#include "tape/ops.h"

/* What a text is, by its description alone. */
typedef struct reading {
    bool is_id;
    bool is_folded; /* with letters in the other case */
    sim_time_number number;
    idsim_time_text id;
} reading;

static bool matches(const idsim_time_profile *profile, const char *text, bool folded, reading *r)
{
    return sim_time_match(&profile->id, text, folded, &r->number, &r->id) &&
           (profile->bits == 0 || sim_time_fits(&r->number, profile->bits));
}

static reading reading_of(const idsim_time_profile *profile, const char *text)
{
    reading r = {.is_id = false};
    r.is_id = matches(profile, text, false, &r);
    r.is_folded = !r.is_id && matches(profile, text, true, &r);
    return r;
}

/* --- Decoding. --- */

static sim_word word_of(const sim_timeordered_event *e, const reading *r)
{
    static const sim_word refused[SIM_CRAFT_BOUND] = {
        [SIM_CRAFT_INTACT] = SIM_WORD_TIME_DECODE_LARGE,
        [SIM_CRAFT_OTHER_CASE] = SIM_WORD_TIME_DECODE_CASE,
        [SIM_CRAFT_SHORT] = SIM_WORD_TIME_DECODE_SHORT,
        [SIM_CRAFT_LONG] = SIM_WORD_TIME_DECODE_LONG,
        [SIM_CRAFT_FOREIGN] = SIM_WORD_TIME_DECODE_FOREIGN,
        [SIM_CRAFT_CONFUSED] = SIM_WORD_TIME_DECODE_CONFUSED,
        [SIM_CRAFT_LARGE] = SIM_WORD_TIME_DECODE_LARGE,
        [SIM_CRAFT_OTHER_KIND] = SIM_WORD_TIME_DECODE_KIND,
        [SIM_CRAFT_SMALLEST] = SIM_WORD_TIME_DECODE_LARGE,
        [SIM_CRAFT_LARGEST] = SIM_WORD_TIME_DECODE_LARGE,
    };
    if (r->is_folded) {
        return SIM_WORD_TIME_DECODE_CASE;
    }
    if (r->is_id) {
        return e->head.kind == SIM_TIMEORDERED_RECEIVED && e->how == SIM_CRAFT_INTACT
                   ? SIM_WORD_TIME_DECODE
                   : SIM_WORD_TIME_DECODE_CRAFTED;
    }
    return refused[e->how];
}

static void check_parts(sim_timeordered_oracle *oracle, const sim_timeordered_event *e,
                        const reading *r, const sim_site *where)
{
    const idsim_time_profile *profile = sim_time_profile_at(oracle, e->setting);
    const idsim_time_parts *parts = e->parts;
    (void)sim_judge(&oracle->judgement, SIM_INVARIANT_TIME_DECODE,
                    strcmp(parts->id.text, r->id.text) == 0, where,
                    sim_value_words(SIM_WORD_TIME_SAME_ID), sim_value_text(parts->id.text));
    if (profile->time_bits > 0 && parts->has_time) {
        const uint64_t ticks = sim_time_part(&r->number, profile->time_shift, profile->time_bits);
        const int64_t time_us = profile->epoch_us + (int64_t)(ticks * profile->tick_us);
        (void)sim_judge(&oracle->judgement, SIM_INVARIANT_TIME_DECODE, parts->time_us == time_us,
                        where, sim_time_value(SIM_WORD_TIME_SAME_TIME, time_us),
                        sim_time_value(SIM_WORD_TIME_OTHER_TIME, parts->time_us));
    }
    if (profile->number_bits > 0 && parts->has_number) {
        const uint64_t number =
            sim_time_part(&r->number, profile->number_shift, profile->number_bits);
        (void)sim_judge(&oracle->judgement, SIM_INVARIANT_TIME_DECODE, parts->number == number,
                        where, sim_value_number(SIM_WORD_TIME_SAME_NUMBER, number),
                        sim_value_number(SIM_WORD_TIME_OTHER_NUMBER, parts->number));
    }
}

/* The receiver compares what it has received with its own last ID. */
static void ask_order(sim_timeordered_oracle *oracle, const sim_timeordered_event *e)
{
    const sim_time_machine *machine = &oracle->world->machines[e->head.node];
    const sim_site where = sim_time_at(e, SIM_WORD_TIME_COMPARE);
    int32_t order = 0;
    if (!machine->has_id || !sim_time_claims(oracle, IDSIM_CLAIM_COMPARING)) {
        return;
    }
    const ida_status status =
        oracle->world->subject->compare(machine->process, &machine->id, e->id, &order);
    if (!sim_judge_status(&oracle->judgement, SIM_INVARIANT_TIME_TEXT, &where, IDA_OK, status)) {
        return;
    }
    const int right = strcmp(machine->id.text, e->id->text);
    (void)sim_judge_words(&oracle->judgement, SIM_INVARIANT_TIME_TEXT,
                          (right < 0) == (order < 0) && (right > 0) == (order > 0), &where,
                          SIM_WORD_TIME_ORDER, SIM_WORD_TIME_OTHER_ORDER);
}

static void mark_decoded(sim_timeordered_oracle *oracle, const sim_timeordered_event *e,
                         const reading *r)
{
    const bool received = e->head.kind == SIM_TIMEORDERED_RECEIVED;
    if (r->is_folded) {
        sim_time_mark(oracle, SIM_MARK_TIME_OTHER_CASE);
    } else if (!r->is_id) {
        sim_time_mark(oracle, SIM_MARK_TIME_NOT_AN_ID);
    } else {
        sim_time_mark(oracle, received ? SIM_MARK_TIME_RECEIVED : SIM_MARK_TIME_CRAFTED);
    }
}

void sim_time_hear_decoded(sim_timeordered_oracle *oracle, const sim_timeordered_event *e)
{
    const reading r = reading_of(sim_time_profile_at(oracle, e->setting), e->id->text);
    const sim_site where =
        sim_site_about(sim_time_at(e, word_of(e, &r)), sim_value_text(e->id->text));
    mark_decoded(oracle, e, &r);
    if (r.is_folded && !sim_time_claims(oracle, IDSIM_CLAIM_CASES)) {
        return;
    }
    if (!r.is_id && !r.is_folded) {
        if (sim_time_claims(oracle, IDSIM_CLAIM_REFUSING)) {
            (void)sim_judge_words(&oracle->judgement, SIM_INVARIANT_TIME_REFUSE,
                                  e->status != IDA_OK, &where, SIM_WORD_TIME_NOT_AN_ID,
                                  SIM_WORD_TIME_READ_AS_ID);
        }
        return;
    }
    if (sim_judge_status(&oracle->judgement, SIM_INVARIANT_TIME_DECODE, &where, IDA_OK,
                         e->status)) {
        check_parts(oracle, e, &r, &where);
    }
    if (r.is_id && e->head.kind == SIM_TIMEORDERED_RECEIVED) {
        ask_order(oracle, e);
    }
}

/* --- Other forms. --- */

/* The subject reads the right text of an ID in another form. */
static void ask_form(sim_timeordered_oracle *oracle, const sim_timeordered_event *e,
                     const idsim_time_text *right)
{
    const sim_time_machine *machine = &oracle->world->machines[e->head.node];
    const sim_site where = sim_site_about(
        sim_time_at(e, (sim_word)(SIM_WORD_TIME_READ_0 + e->form)), sim_value_text(right->text));
    idsim_time_text id = {SIM_TIME_UNTOUCHED};
    const ida_status status =
        oracle->world->subject->read(machine->process, e->form, right->text, &id);
    id.text[IDSIM_TIME_TEXT_SIZE - 1] = '\0';
    if (sim_judge_status(&oracle->judgement, SIM_INVARIANT_TIME_TEXT, &where, IDA_OK, status)) {
        (void)sim_judge(&oracle->judgement, SIM_INVARIANT_TIME_TEXT,
                        strcmp(id.text, e->id->text) == 0, &where,
                        sim_value_words(SIM_WORD_TIME_SAME_ID), sim_value_text(id.text));
    }
}

void sim_time_hear_converted(sim_timeordered_oracle *oracle, const sim_timeordered_event *e)
{
    const idsim_time_profile *profile = sim_time_profile_at(oracle, e->setting);
    const reading r = reading_of(profile, e->id->text);
    const sim_site where = sim_site_about(
        sim_time_at(e, (sim_word)(SIM_WORD_TIME_FORMAT_0 + e->form)), sim_value_text(e->id->text));
    idsim_time_text right;
    if (!r.is_id || profile->bits == 0) {
        return;
    }
    sim_time_write(&profile->forms[e->form], &r.number, &right);
    /* Only the first finding is kept: each of the two questions comes first now and then. */
    const bool reads_first = oracle->count % 2 == 1;
    if (reads_first) {
        ask_form(oracle, e, &right);
    }
    if (sim_judge_status(&oracle->judgement, SIM_INVARIANT_TIME_TEXT, &where, IDA_OK, e->status)) {
        (void)sim_judge(&oracle->judgement, SIM_INVARIANT_TIME_TEXT,
                        strcmp(right.text, e->text->text) == 0, &where, sim_value_text(right.text),
                        sim_value_text(e->text->text));
    }
    if (!reads_first) {
        ask_form(oracle, e, &right);
    }
}
