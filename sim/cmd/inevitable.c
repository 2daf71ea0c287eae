/* Continues a failing tape with fresh choices. */
#include "inevitable.h"

#include "json.h"
#include "kernel/random.h"
#include "output.h"
#include "trial.h"

/* How many fresh ops there are: as many as the tape has, within these. */
#define FRESH_MIN 30u
#define FRESH_MAX 2000u

typedef struct counts {
    uint64_t failed;
    uint64_t same;
} counts;

typedef struct search {
    const sim_tape *tape;
    const sim_failure_note *note;
    uint64_t tries;
    uint64_t end;   /* ops up to the failing one, and that */
    uint64_t fresh; /* ops that follow a beginning */
    sim_trials trials;
} search;

/* The first ops of the tape, and fresh ones. False without memory. */
static bool make_tape(const search *s, uint64_t ops, uint64_t try, sim_tape *tape)
{
    sim_random random = sim_random_stream(ops, try);
    bool made = true;
    sim_tape_init(tape, s->tape->config);
    for (uint64_t i = 0; i < ops && made; i++) {
        made = sim_tape_append(tape, s->tape->ops[i]);
    }
    for (uint64_t i = 0; i < s->fresh && made; i++) {
        uint64_t at = sim_random_below(&random, s->tape->count);
        made = sim_tape_append(tape, s->tape->ops[at]);
    }
    return made;
}

/* False after an error message. */
static bool try_one(search *s, uint64_t ops, uint64_t try, counts *sum)
{
    static const sim_shrink_play how = {.to_the_end = true};
    sim_tape tape;
    sim_symptom symptom = {.kind = SIM_SYMPTOM_NONE};
    bool played = make_tape(s, ops, try, &tape);
    if (!played) {
        sim_error("no memory to continue the tape");
    }
    played = played && sim_trials_play(&s->trials, &tape, &how, &symptom);
    sim_tape_free(&tape);
    sum->failed += symptom.kind != SIM_SYMPTOM_NONE ? 1 : 0;
    sum->same += symptom.kind == SIM_SYMPTOM_INVARIANT &&
                         symptom.failure.invariant == s->note->failure.invariant
                     ? 1
                     : 0;
    return played;
}

/* False after an error message. */
static bool try_all(search *s, uint64_t ops, counts *sum)
{
    bool played = true;
    *sum = (counts){0};
    for (uint64_t try = 0; try < s->tries && played; try++) {
        played = try_one(s, ops, try, sum);
    }
    return played;
}

/*
 * So many fresh ops that most worlds fail whatever came before would show nothing: there are fewer
 * then.
 */
static bool choose_fresh(search *s)
{
    counts sum;
    bool played = try_all(s, 0, &sum);
    while (played && sum.failed * 2 > s->tries && s->fresh > 1) {
        s->fresh /= 2;
        played = try_all(s, 0, &sum);
    }
    return played;
}

/* Where the point of that number is: they are as far apart as ops are, and the last is at the end.
 */
static uint64_t ops_of(const search *s, uint64_t point, uint64_t points)
{
    return points == 1 ? s->end : s->end * point / (points - 1);
}

static json_t *find(search *s)
{
    uint64_t points = s->end + 1 < SIM_INEVITABLE_POINTS ? s->end + 1 : SIM_INEVITABLE_POINTS;
    json_t *ops = json_array();
    json_t *failed = json_array();
    json_t *same = json_array();
    bool played = choose_fresh(s);
    for (uint64_t point = 0; point < points && played; point++) {
        counts sum;
        played = try_all(s, ops_of(s, point, points), &sum);
        (void)json_array_append_new(ops, sim_json_number(ops_of(s, point, points)));
        (void)json_array_append_new(failed, sim_json_number(sum.failed));
        (void)json_array_append_new(same, sim_json_number(sum.same));
    }
    json_t *object = json_object();
    (void)json_object_set_new(object, "tries", sim_json_number(s->tries));
    (void)json_object_set_new(object, "fresh", sim_json_number(s->fresh));
    (void)json_object_set_new(object, "ops", ops);
    (void)json_object_set_new(object, "failed", failed);
    (void)json_object_set_new(object, "same", same);
    if (!played) {
        json_decref(object);
        return NULL;
    }
    return object;
}

json_t *sim_inevitable_find(const sim_tape *tape, const sim_failure_note *note, uint64_t tries,
                            const sim_limits *limits)
{
    search s = {.tape = tape, .note = note, .tries = tries};
    s.end = note->has_op && note->op < tape->count ? note->op + 1 : tape->count;
    s.fresh = tape->count < FRESH_MIN ? FRESH_MIN : tape->count;
    s.fresh = s.fresh < FRESH_MAX ? s.fresh : FRESH_MAX;
    if (tape->count == 0 || !sim_trials_open(&s.trials, (uint32_t)(s.end + s.fresh), limits)) {
        return tape->count == 0 ? json_null() : NULL;
    }
    json_t *found = find(&s);
    sim_trials_close(&s.trials);
    return found;
}
