/* Groups failures by cause. */
#include "causes.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "json.h"
#include "output.h"

typedef struct group {
    const sim_failure_note *first;
    const sim_failure_note *smallest; /* with a shrunk tape; NULL: none has one */
    uint64_t count;
} group;

void sim_cause_of(const sim_failure_note *note, char text[SIM_CAUSE_SIZE])
{
    if (note->kind == SIM_FAILURE_INVARIANT) {
        sim_cause_print(&note->failure, text);
    } else {
        (void)snprintf(text, SIM_CAUSE_SIZE, "%s", note->name);
    }
}

bool sim_same_cause(const sim_failure_note *a, const sim_failure_note *b)
{
    char of_a[SIM_CAUSE_SIZE];
    char of_b[SIM_CAUSE_SIZE];
    sim_cause_of(a, of_a);
    sim_cause_of(b, of_b);
    return strcmp(of_a, of_b) == 0;
}

static void add(group *of, const sim_failure_note *note)
{
    of->count++;
    if (note->shrunk != NULL &&
        (of->smallest == NULL || note->shrunk_ops < of->smallest->shrunk_ops)) {
        of->smallest = note;
    }
}

static int by_count(const void *a, const void *b)
{
    const group *of_a = a;
    const group *of_b = b;
    if (of_a->count != of_b->count) {
        return of_a->count > of_b->count ? -1 : 1;
    }
    return of_a->first < of_b->first ? -1 : 1;
}

/* The groups, to be freed; NULL without memory or failures. */
static group *groups_of(const sim_campaign *campaign, size_t *count)
{
    group *groups = calloc(campaign->failure_count + 1, sizeof *groups);
    *count = 0;
    for (size_t i = 0; groups != NULL && i < campaign->failure_count; i++) {
        const sim_failure_note *note = &campaign->failures[i];
        size_t at = 0;
        while (at < *count && !sim_same_cause(groups[at].first, note)) {
            at++;
        }
        if (at == *count) {
            groups[(*count)++] = (group){.first = note};
        }
        add(&groups[at], note);
    }
    if (groups != NULL) {
        qsort(groups, *count, sizeof *groups, by_count);
    }
    return groups;
}

void sim_causes_print(FILE *out, const sim_campaign *campaign)
{
    size_t count;
    group *groups = groups_of(campaign, &count);
    if (groups != NULL && count > 0) {
        (void)fprintf(out, "%s%8s  %10s  %6s  cause%s\n", sim_colour_on(out, SIM_COLOUR_BOLD),
                      "failures", "first seed", "ops", sim_colour_off(out));
    }
    for (size_t i = 0; groups != NULL && i < count; i++) {
        char cause[SIM_CAUSE_SIZE];
        char ops[SIM_COUNT_TEXT] = "";
        sim_cause_of(groups[i].first, cause);
        if (groups[i].smallest != NULL) {
            sim_format_count(groups[i].smallest->shrunk_ops, ops);
        }
        (void)fprintf(out, "%8" PRIu64 "  %10" PRIu64 "  %6s  %s\n", groups[i].count,
                      groups[i].first->seed, ops, cause);
    }
    free(groups);
}

json_t *sim_causes_json(const sim_campaign *campaign)
{
    size_t count;
    json_t *list = json_array();
    group *groups = groups_of(campaign, &count);
    for (size_t i = 0; groups != NULL && i < count; i++) {
        char cause[SIM_CAUSE_SIZE];
        json_t *object = json_object();
        const sim_failure_note *smallest = groups[i].smallest;
        sim_cause_of(groups[i].first, cause);
        (void)json_object_set_new(object, "cause", sim_json_text(cause));
        (void)json_object_set_new(object, "failures", sim_json_number(groups[i].count));
        (void)json_object_set_new(object, "scenario",
                                  sim_json_text(groups[i].first->scenario->name));
        (void)json_object_set_new(object, "seed", sim_json_identity(groups[i].first->seed));
        (void)json_object_set_new(
            object, "ops", smallest == NULL ? json_null() : sim_json_number(smallest->shrunk_ops));
        (void)json_object_set_new(object, "tape",
                                  sim_json_text(smallest == NULL ? NULL : smallest->shrunk));
        (void)json_array_append_new(list, object);
    }
    free(groups);
    return list;
}
