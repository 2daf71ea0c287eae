/*
 * Makes a scenario of the lines of a file, section by section. Each section has a function for its
 * lines; those that set names become steps of the recipe.
 */
#include "reading.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "bounds.h"
#include "expression.h"
#include "tape/tape.h"
#include "timing_text.h"

#define DEFAULT_OPS  1000u
#define SHARE_MAX    10000u
#define STREAM_FIRST 102u
#define STREAM_USUAL 100u
#define STREAM_LAST  999u

typedef struct reader {
    sim_scenario_made *made;
    sim_scenario_shelf shelf;
    sim_scenario_error *error;
    const sim_scenario_line *line;
    size_t section_step; /* the first step of this section */
    bool has_scheme;
    bool has_marks; /* or faults */
    bool has_ops;
    bool has_idle;
    bool in_scenario; /* only that section came so far */
} reader;

/* Says what is wrong with the line's key. */
static bool refuse_key(const reader *r, const char *what)
{
    return sim_scenario_refuse(r->error, r->line->line, "'%.40s' %s", r->line->key, what);
}

/* Says that there is no such word, and which one was probably meant. */
static bool refuse_word(const reader *r, const char *none, const sim_nearest *nearest)
{
    (void)sim_scenario_refuse(r->error, r->line->line, "%s '%.40s'", none, nearest->wanted);
    return sim_scenario_suggest(r->error, nearest);
}

/* Digits only, from min to max. */
static bool read_count(const reader *r, uint32_t min, uint32_t max, uint32_t *count)
{
    uint64_t number = 0;
    const char *at = r->line->value;
    while (*at >= '0' && *at <= '9' && number <= max) {
        number = number * 10 + (uint64_t)(*at++ - '0');
    }
    if (at == r->line->value || *at != '\0' || number < min || number > max) {
        return sim_scenario_refuse(r->error, r->line->line, "%s is a number from %lu to %lu",
                                   r->line->key, (unsigned long)min, (unsigned long)max);
    }
    *count = (uint32_t)number;
    return true;
}

/* --- [scenario] --- */

static bool is_name(const char *text)
{
    size_t length = strlen(text);
    bool fits = length > 0 && length <= SIM_NAME_LENGTH_MAX;
    return fits && text[0] >= 'a' && text[0] <= 'z' &&
           strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789-") == length;
}

static bool read_name(reader *r)
{
    if (!is_name(r->line->value)) {
        return sim_scenario_refuse(r->error, r->line->line,
                                   "a name has small letters, digits and '-', begins with a letter "
                                   "and has at most %u characters",
                                   SIM_NAME_LENGTH_MAX);
    }
    (void)snprintf(r->made->name, sizeof r->made->name, "%s", r->line->value);
    return true;
}

static bool read_sentence(reader *r)
{
    size_t length = strlen(r->line->value);
    if (length == 0 || length > SIM_SENTENCE_MAX) {
        return sim_scenario_refuse(r->error, r->line->line,
                                   "a description has 1 to %u characters, not %zu",
                                   SIM_SENTENCE_MAX, length);
    }
    memcpy(r->made->sentence, r->line->value, length + 1);
    return true;
}

static bool set_scheme(reader *r, sim_scheme scheme)
{
    sim_recipe *recipe = &r->made->recipe;
    if (r->has_scheme && recipe->scheme != scheme) {
        return sim_scenario_refuse(r->error, r->line->line, "its base is about another scheme: %s",
                                   sim_scheme_name(recipe->scheme));
    }
    recipe->scheme = scheme;
    r->has_scheme = true;
    return true;
}

static bool read_scheme(reader *r)
{
    sim_scheme scheme;
    if (sim_scheme_find(r->line->value, &scheme)) {
        return set_scheme(r, scheme);
    }
    sim_nearest nearest = sim_nearest_to(r->line->value);
    for (unsigned i = 0; i < SIM_SCHEME_COUNT; i++) {
        sim_nearest_try(&nearest, sim_scheme_name(i));
    }
    return refuse_word(r, "there is no scheme", &nearest);
}

static const sim_scenario *find_scenario(const reader *r, sim_nearest *nearest)
{
    const sim_scenario *other;
    for (size_t i = 0; (other = r->shelf(i)) != NULL; i++) {
        if (other->name != NULL && strcmp(nearest->wanted, other->name) == 0) {
            return other;
        }
        if (other->name != NULL) {
            sim_nearest_try(nearest, other->name);
        }
    }
    return NULL;
}

static bool read_base(reader *r)
{
    sim_recipe *recipe = &r->made->recipe;
    sim_nearest nearest = sim_nearest_to(r->line->value);
    const sim_scenario *base = find_scenario(r, &nearest);
    if (base == NULL) {
        return refuse_word(r, "there is no built-in scenario", &nearest);
    }
    const sim_recipe *chain[SIM_RECIPE_DEPTH];
    if (sim_recipe_chain(base->recipe, chain) + 1 > SIM_RECIPE_DEPTH) {
        return refuse_key(r, "is based on too many others");
    }
    if (!set_scheme(r, base->scheme)) {
        return false;
    }
    recipe->base = base->recipe;
    recipe->stream = base->recipe->stream;
    recipe->sets_seed = base->recipe->sets_seed;
    memcpy(recipe->choices, base->recipe->choices, sizeof recipe->choices);
    recipe->choice_count = base->recipe->choice_count;
    r->made->scenario.default_ops = r->has_ops ? r->made->scenario.default_ops : base->default_ops;
    r->made->scenario.idle = base->idle;
    return true;
}

/* What a file does not say about time has its usual value. */
static void set_usual_timing(sim_recipe *recipe)
{
    for (unsigned i = 0; i < SIM_TIMING_COUNT; i++) {
        recipe->timing[i].count = 1;
        recipe->timing[i].options[0] =
            (sim_distribution_option){.share = 1, .low = sim_timing_row_of((sim_timing)i)->usual};
    }
}

static bool read_driver(reader *r)
{
    sim_recipe *recipe = &r->made->recipe;
    sim_nearest nearest = sim_nearest_to(r->line->value);
    sim_nearest_try(&nearest, "mixed");
    sim_nearest_try(&nearest, "timed");
    recipe->is_timed = strcmp(r->line->value, "timed") == 0;
    if (!recipe->is_timed && strcmp(r->line->value, "mixed") != 0) {
        return refuse_word(r, "there are the drivers mixed and timed, but no", &nearest);
    }
    if (recipe->is_timed && (!r->has_scheme || recipe->scheme != SIM_SCHEME_COMPRESSOR)) {
        return refuse_key(r, "comes after the scheme; only that of the compressor can be timed");
    }
    set_usual_timing(recipe);
    return true;
}

/* Of schemes whose worlds drew from another stream before they had a file. */
static bool read_usual_stream(reader *r)
{
    return read_count(r, STREAM_USUAL, STREAM_LAST, &r->made->recipe.stream);
}

static bool read_ops(reader *r)
{
    uint32_t ops;
    if (!read_count(r, 1, SIM_TAPE_OPS_MAX, &ops)) {
        return false;
    }
    r->made->scenario.default_ops = ops;
    r->has_ops = true;
    return true;
}

/* A key of a section, and the function that reads its value. */
typedef struct key_row {
    const char *key;
    bool (*read)(reader *r);
} key_row;

static bool read_key(reader *r, const key_row *rows, size_t count)
{
    sim_nearest nearest = sim_nearest_to(r->line->key);
    for (size_t i = 0; i < count; i++) {
        if (strcmp(r->line->key, rows[i].key) == 0) {
            return rows[i].read(r);
        }
        sim_nearest_try(&nearest, rows[i].key);
    }
    return refuse_word(r, "this section has no", &nearest);
}

static bool read_scenario(reader *r)
{
    static const key_row rows[] = {{"name", read_name},          {"description", read_sentence},
                                   {"scheme", read_scheme},      {"base", read_base},
                                   {"driver", read_driver},      {"ops", read_ops},
                                   {"stream", read_usual_stream}};
    if (!r->in_scenario) {
        return sim_scenario_refuse(r->error, r->line->line, "[scenario] comes first");
    }
    return read_key(r, rows, sizeof rows / sizeof rows[0]);
}

/* --- [worlds] --- */

static bool read_world(reader *r)
{
    sim_scenario *scenario = &r->made->scenario;
    sim_nearest nearest = sim_nearest_to(r->line->key);
    const sim_scenario *other =
        strcmp(r->line->key, r->made->name) == 0 ? scenario : find_scenario(r, &nearest);
    if (other == NULL) {
        return refuse_word(r, "neither built in nor in this file is a scenario", &nearest);
    }
    if (other->part_count > 0 && other != scenario) {
        return refuse_key(r, "has [worlds] itself");
    }
    if (r->has_marks) {
        return refuse_key(r, "is in [worlds], which comes before [must-reach]");
    }
    if (scenario->part_count == SIM_SCENARIO_PARTS) {
        return refuse_key(r, "is one scenario too many in [worlds]");
    }
    sim_scenario_part *part = &r->made->parts[scenario->part_count];
    part->scenario = other;
    if (!read_count(r, 1, SHARE_MAX, &part->share)) {
        return false;
    }
    scenario->part_count++;
    return true;
}

/* --- [timing] --- */

static bool read_timing(reader *r)
{
    sim_recipe *recipe = &r->made->recipe;
    sim_nearest nearest = sim_nearest_to(r->line->key);
    if (!recipe->is_timed) {
        return refuse_key(r, "is in [timing], which needs 'driver = timed' in [scenario]");
    }
    for (unsigned i = 0; i < SIM_TIMING_COUNT; i++) {
        const sim_timing_row *row = sim_timing_row_of((sim_timing)i);
        if (strcmp(r->line->key, row->name) == 0) {
            return sim_timing_read(row, r->line->value, r->line->line, &recipe->timing[i],
                                   r->error);
        }
        sim_nearest_try(&nearest, row->name);
    }
    return refuse_word(r, "[timing] has no", &nearest);
}

/* --- [must-reach] and [idle] --- */

typedef bool (*take_word)(reader *r, const char *word);

/* Calls take for each word of the value; they are separated by spaces or commas. */
static bool read_words(reader *r, take_word take)
{
    char word[SIM_NAME_LENGTH_MAX + 1];
    const char *at = r->line->value;
    for (;;) {
        at += strspn(at, " \t,");
        size_t length = strcspn(at, " \t,");
        if (length == 0) {
            return true;
        }
        if (length > SIM_NAME_LENGTH_MAX) {
            return refuse_key(r, "has a word that is too long to be a name");
        }
        memcpy(word, at, length);
        word[length] = '\0';
        if (!take(r, word)) {
            return false;
        }
        at += length;
    }
}

static bool plays_mark(const reader *r, sim_mark mark)
{
    bool applies = false;
    for (unsigned i = 0; i < SIM_SCHEME_COUNT; i++) {
        applies = applies || (sim_scenario_plays(&r->made->scenario, (sim_scheme)i) &&
                              sim_mark_applies((sim_scheme)i, mark));
    }
    return applies;
}

static bool plays_fault(const reader *r, sim_fault fault)
{
    bool applies = false;
    for (unsigned i = 0; i < SIM_SCHEME_COUNT; i++) {
        applies = applies || (sim_scenario_plays(&r->made->scenario, (sim_scheme)i) &&
                              sim_fault_applies((sim_scheme)i, fault));
    }
    return applies;
}

static void add_mark(reader *r, sim_mark mark)
{
    sim_scenario *scenario = &r->made->scenario;
    for (size_t i = 0; i < scenario->mark_count; i++) {
        if (r->made->marks[i] == mark) {
            return;
        }
    }
    r->made->marks[scenario->mark_count++] = mark;
}

static void add_fault(reader *r, sim_fault fault)
{
    sim_scenario *scenario = &r->made->scenario;
    for (size_t i = 0; i < scenario->fault_count; i++) {
        if (r->made->faults[i] == fault) {
            return;
        }
    }
    r->made->faults[scenario->fault_count++] = fault;
}

static void drop_mark(reader *r, sim_mark mark)
{
    sim_scenario *scenario = &r->made->scenario;
    size_t kept = 0;
    for (size_t i = 0; i < scenario->mark_count; i++) {
        if (r->made->marks[i] != mark) {
            r->made->marks[kept++] = r->made->marks[i];
        }
    }
    scenario->mark_count = kept;
}

static void drop_fault(reader *r, sim_fault fault)
{
    sim_scenario *scenario = &r->made->scenario;
    size_t kept = 0;
    for (size_t i = 0; i < scenario->fault_count; i++) {
        if (r->made->faults[i] != fault) {
            r->made->faults[kept++] = r->made->faults[i];
        }
    }
    scenario->fault_count = kept;
}

/* "-NAME" takes one out again, after "all". */
static bool take_mark(reader *r, const char *word)
{
    bool drops = word[0] == '-';
    word += drops ? 1 : 0;
    bool all = strcmp(word, "all") == 0;
    bool found = all;
    sim_nearest nearest = sim_nearest_to(word);
    for (unsigned i = 0; i < SIM_MARK_COUNT; i++) {
        if (!plays_mark(r, (sim_mark)i)) {
            continue;
        }
        sim_nearest_try(&nearest, sim_mark_name((sim_mark)i));
        if (all || strcmp(word, sim_mark_name((sim_mark)i)) == 0) {
            if (drops) {
                drop_mark(r, (sim_mark)i);
            } else {
                add_mark(r, (sim_mark)i);
            }
            found = true;
        }
    }
    return found || refuse_word(r, "no world of this scenario can reach a mark", &nearest);
}

static bool take_fault(reader *r, const char *word)
{
    bool drops = word[0] == '-';
    word += drops ? 1 : 0;
    bool all = strcmp(word, "all") == 0;
    bool found = all;
    sim_nearest nearest = sim_nearest_to(word);
    for (unsigned i = 0; i < SIM_FAULT_COUNT; i++) {
        if (!plays_fault(r, (sim_fault)i)) {
            continue;
        }
        sim_nearest_try(&nearest, sim_fault_name((sim_fault)i));
        if (all || strcmp(word, sim_fault_name((sim_fault)i)) == 0) {
            if (drops) {
                drop_fault(r, (sim_fault)i);
            } else {
                add_fault(r, (sim_fault)i);
            }
            found = true;
        }
    }
    return found || refuse_word(r, "no world of this scenario can suffer a fault", &nearest);
}

static bool read_marks(reader *r)
{
    r->has_marks = true;
    return read_words(r, take_mark);
}

static bool read_faults(reader *r)
{
    r->has_marks = true;
    return read_words(r, take_fault);
}

static bool read_must_reach(reader *r)
{
    static const key_row rows[] = {{"marks", read_marks}, {"faults", read_faults}};
    return read_key(r, rows, sizeof rows / sizeof rows[0]);
}

static bool take_invariant(reader *r, const char *word)
{
    sim_nearest nearest = sim_nearest_to(word);
    if (strcmp(word, "none") == 0) {
        return true;
    }
    for (unsigned i = 0; i < SIM_INVARIANT_COUNT; i++) {
        const char *name = sim_invariant_name((sim_invariant)i);
        if (strcmp(word, name) == 0) {
            sim_invariants_add(&r->made->scenario.idle, (sim_invariant)i);
            return true;
        }
        sim_nearest_try(&nearest, name);
    }
    return refuse_word(r, "there is no invariant", &nearest);
}

/* What the base does not test is forgotten as soon as the file says what it does not. */
static bool read_invariants(reader *r)
{
    if (!r->has_idle) {
        r->made->scenario.idle = (sim_invariant_set){{0}};
    }
    r->has_idle = true;
    return read_words(r, take_invariant);
}

static bool read_idle(reader *r)
{
    static const key_row rows[] = {{"invariants", read_invariants}};
    return read_key(r, rows, sizeof rows / sizeof rows[0]);
}

/* --- [expect] --- */

static bool read_expectation(reader *r)
{
    sim_scenario *scenario = &r->made->scenario;
    if (scenario->expectation_count == SIM_EXPECTATIONS_MAX) {
        return refuse_key(r, "is one expectation too many");
    }
    sim_expectation *expectation = &r->made->expectations[scenario->expectation_count];
    if (!sim_expectation_read(r->line->key, r->line->value, r->line->line, expectation, r->error)) {
        return false;
    }
    scenario->expectation_count++;
    return true;
}

/* --- [sizes], [choices], [weights], [layouts] --- */

static bool add_step(reader *r, sim_recipe_step step)
{
    sim_recipe *recipe = &r->made->recipe;
    if (recipe->step_count == SIM_RECIPE_STEPS) {
        return sim_scenario_refuse(r->error, step.line,
                                   "the file has more than %u lines that set "
                                   "something",
                                   SIM_RECIPE_STEPS);
    }
    recipe->steps[recipe->step_count++] = step;
    return true;
}

static bool add_choice(reader *r, uint32_t *name)
{
    sim_recipe *recipe = &r->made->recipe;
    if (!is_name(r->line->key) || strcmp(r->line->key, "any") == 0) {
        return refuse_key(r, "cannot be the name of a choice");
    }
    for (unsigned group = 0; group < SIM_GROUPS; group++) {
        sim_nearest nearest = sim_nearest_to(r->line->key);
        uint32_t other;
        if (sim_group_find(recipe, (sim_group)group, r->line->key, &other, &nearest)) {
            *name = other;
            return group == SIM_GROUP_CHOICES || refuse_key(r, "is the name of something else");
        }
    }
    if (recipe->choice_count == SIM_RECIPE_CHOICES) {
        return sim_scenario_refuse(r->error, r->line->line, "a scenario has at most %u choices",
                                   SIM_RECIPE_CHOICES);
    }
    *name = SIM_NAME_CHOICE + (uint32_t)recipe->choice_count;
    (void)snprintf(recipe->choices[recipe->choice_count++], sizeof recipe->choices[0], "%s",
                   r->line->key);
    return true;
}

static bool find_target(reader *r, sim_group group, uint32_t *name)
{
    sim_nearest nearest = sim_nearest_to(r->line->key);
    if (group == SIM_GROUP_CHOICES) {
        return add_choice(r, name);
    }
    if (!sim_group_find(&r->made->recipe, group, r->line->key, name, &nearest)) {
        char what[96];
        (void)snprintf(what, sizeof what, "[%s] of the scheme %s has no", sim_group_name(group),
                       sim_scheme_name(r->made->recipe.scheme));
        return refuse_word(r, what, &nearest);
    }
    if (*name < SIM_NAME_CHOICE && sim_size_row_of((sim_size)*name)->kind == SIM_SIZE_DERIVED) {
        return refuse_key(r, "follows from other sizes, and cannot be set");
    }
    return true;
}

static bool read_set(reader *r, sim_group group)
{
    sim_recipe *recipe = &r->made->recipe;
    sim_recipe_step step = {.kind = SIM_STEP_SET, .line = r->line->line};
    if (!find_target(r, group, &step.name)) {
        return false;
    }
    for (size_t i = r->section_step; i < recipe->step_count; i++) {
        if (recipe->steps[i].kind == SIM_STEP_SET && recipe->steps[i].name == step.name) {
            return sim_scenario_refuse(r->error, step.line, "'%.40s' is set twice in this section",
                                       r->line->key);
        }
    }
    if (!sim_expression_value(recipe, group, step.name, r->line->value, step.line, &step.part,
                              r->error)) {
        return false;
    }
    if (step.name == SIM_NAME_SIZE + (uint32_t)sim_size_seed(recipe->scheme)) {
        recipe->sets_seed = true;
    }
    return add_step(r, step);
}

static bool read_size(reader *r)
{
    return read_set(r, SIM_GROUP_SIZES);
}

static bool read_choice(reader *r)
{
    return read_set(r, SIM_GROUP_CHOICES);
}

static bool read_weight(reader *r)
{
    if (r->made->recipe.is_timed) {
        return refuse_key(r, "is a weight, and in a timed scenario nothing is drawn by weight");
    }
    return read_set(r, SIM_GROUP_WEIGHTS);
}

static bool read_layout(reader *r)
{
    return read_set(r, SIM_GROUP_LAYOUTS);
}

/* --- Sections. --- */

typedef struct section_row {
    const char *name;
    bool (*read)(reader *r); /* a line */
    sim_group group;         /* of what it sets; SIM_GROUPS: it sets no names */
} section_row;

static const section_row sections[] = {
    {"scenario", read_scenario, SIM_GROUPS},     {"worlds", read_world, SIM_GROUPS},
    {"sizes", read_size, SIM_GROUP_SIZES},       {"choices", read_choice, SIM_GROUP_CHOICES},
    {"weights", read_weight, SIM_GROUP_WEIGHTS}, {"layouts", read_layout, SIM_GROUP_LAYOUTS},
    {"must-reach", read_must_reach, SIM_GROUPS}, {"idle", read_idle, SIM_GROUPS},
    {"expect", read_expectation, SIM_GROUPS},    {"timing", read_timing, SIM_GROUPS},
};

/* The part of a section's text from a place to the next comma, without spaces around it. */
static bool next_part(const char **at, char *part, size_t size)
{
    *at += strspn(*at, " \t");
    size_t length = strcspn(*at, ",");
    const char *next = *at + length + ((*at)[length] == ',' ? 1 : 0);
    while (length > 0 && ((*at)[length - 1] == ' ' || (*at)[length - 1] == '\t')) {
        length--;
    }
    bool fits = length < size;
    if (fits) {
        memcpy(part, *at, length);
        part[length] = '\0';
    }
    *at = next;
    return fits;
}

static bool read_stream(reader *r, const char *text, uint32_t *stream)
{
    const char *at = text + strspn(text, " \t");
    uint64_t number = 0;
    while (*at >= '0' && *at <= '9' && number <= STREAM_LAST) {
        number = number * 10 + (uint64_t)(*at++ - '0');
    }
    if (*at != '\0' || number < STREAM_FIRST || number > STREAM_LAST) {
        return sim_scenario_refuse(r->error, r->line->begins, "a stream is a number from %u to %u",
                                   STREAM_FIRST, STREAM_LAST);
    }
    *stream = (uint32_t)number;
    return true;
}

/* What follows the section's name: "else", "stream N", a condition. */
static bool read_modifiers(reader *r, const section_row *row, const char *at)
{
    char part[128];
    sim_recipe_step step = {.kind = SIM_STEP_SECTION, .line = r->line->begins};
    while (*at != '\0') {
        if (!next_part(&at, part, sizeof part) || part[0] == '\0') {
            return sim_scenario_refuse(r->error, step.line, "this section has an empty part");
        }
        if (row->group == SIM_GROUPS) {
            return sim_scenario_refuse(r->error, step.line, "[%s] has no condition", row->name);
        }
        if (step.kind == SIM_STEP_ELSE || step.part.count > 0) {
            return sim_scenario_refuse(r->error, step.line, "'%.40s' comes after the condition",
                                       part);
        }
        if (strcmp(part, "else") == 0) {
            step.kind = SIM_STEP_ELSE;
        } else if (strncmp(part, "stream ", 7) == 0) {
            if (!read_stream(r, part + 7, &step.stream)) {
                return false;
            }
        } else if (!sim_expression_condition(&r->made->recipe, row->group, part, step.line,
                                             &step.part, r->error)) {
            return false;
        }
    }
    if (step.kind == SIM_STEP_ELSE && step.stream != 0) {
        return sim_scenario_refuse(r->error, step.line,
                                   "'else' draws from the stream of the section before it");
    }
    r->section_step = r->made->recipe.step_count;
    return row->group == SIM_GROUPS || add_step(r, step);
}

/* The row of the section that the line is in; NULL with the error set. */
static const section_row *find_section(const reader *r, const char **rest)
{
    char name[SIM_NAME_LENGTH_MAX + 1];
    *rest = r->line->section;
    bool fits = next_part(rest, name, sizeof name);
    sim_nearest nearest = sim_nearest_to(fits ? name : "");
    for (size_t i = 0; fits && i < sizeof sections / sizeof sections[0]; i++) {
        if (strcmp(name, sections[i].name) == 0) {
            return &sections[i];
        }
        sim_nearest_try(&nearest, sections[i].name);
    }
    (void)sim_scenario_refuse(r->error, r->line->begins, "there is no section [%.40s]",
                              fits ? name : r->line->section);
    (void)sim_scenario_suggest(r->error, &nearest);
    return NULL;
}

static bool read_line(reader *r, bool begins)
{
    const char *rest;
    if (r->line->begins == 0) {
        return refuse_key(r, "stands before the first section");
    }
    const section_row *row = find_section(r, &rest);
    if (row == NULL) {
        return false;
    }
    if (row->read != read_scenario && r->in_scenario) {
        if (r->made->name[0] == '\0') {
            return sim_scenario_refuse(r->error, r->line->begins,
                                       "the file begins with [scenario] and 'name = ...'");
        }
        if (!r->has_scheme) {
            return sim_scenario_refuse(r->error, r->line->begins,
                                       "[scenario] needs 'scheme = ...' or 'base = ...'");
        }
        r->in_scenario = false;
    }
    return (!begins || read_modifiers(r, row, rest)) && row->read(r);
}

static void begin(reader *r)
{
    sim_scenario_made *made = r->made;
    memset(made, 0, sizeof *made);
    made->recipe.stream = STREAM_USUAL;
    made->scenario = (sim_scenario){.name = made->name,
                                    .sentence = made->sentence,
                                    .marks = made->marks,
                                    .faults = made->faults,
                                    .default_ops = DEFAULT_OPS,
                                    .recipe = &made->recipe,
                                    .parts = made->parts,
                                    .expectations = made->expectations};
}

bool sim_scenario_make(const sim_scenario_line *lines, size_t count, sim_scenario_shelf shelf,
                       sim_scenario_made *made, sim_scenario_error *error)
{
    reader r = {.made = made, .shelf = shelf, .error = error, .in_scenario = true};
    begin(&r);
    for (size_t i = 0; i < count; i++) {
        r.line = &lines[i];
        bool begins = i == 0 || lines[i].begins != lines[i - 1].begins;
        if (!read_line(&r, begins)) {
            return false;
        }
        made->scenario.scheme = made->recipe.scheme;
    }
    if (made->name[0] == '\0' || !r.has_scheme) {
        return sim_scenario_refuse(error, 0, "a scenario has a name, and a scheme or a base");
    }
    if (made->sentence[0] == '\0') {
        return sim_scenario_refuse(error, 0, "[scenario] needs 'description = ...'");
    }
    return sim_bounds_check(&made->recipe, error);
}
