/* Keeps the failures of a sweep by cause. */
#include "causelist.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "output.h"

static int compare_numbers(uint64_t a, uint64_t b)
{
    return (a > b) - (a < b);
}

static int compare_examples(const sim_example *a, const sim_example *b)
{
    int by_seed = compare_numbers(a->seed, b->seed);
    return by_seed != 0 ? by_seed : compare_numbers(a->scenario, b->scenario);
}

sim_cause *sim_causelist_cause(sim_causelist *list, const char *text)
{
    for (size_t i = 0; i < list->count; i++) {
        if (strcmp(list->causes[i].text, text) == 0) {
            return &list->causes[i];
        }
    }
    if (list->count == list->capacity) {
        size_t capacity = list->capacity == 0 ? 4 : list->capacity * 2;
        sim_cause *causes = realloc(list->causes, capacity * sizeof *causes);
        if (causes == NULL) {
            sim_error("no memory for the causes of failures");
            exit(SIM_EXIT_ENVIRONMENT);
        }
        list->causes = causes;
        list->capacity = capacity;
    }
    sim_cause *cause = &list->causes[list->count++];
    memset(cause, 0, sizeof *cause);
    (void)snprintf(cause->text, sizeof cause->text, "%s", text);
    return cause;
}

void sim_cause_add_example(sim_cause *cause, const sim_example *example)
{
    size_t at = cause->example_count;
    assert(at <= SIM_EXAMPLES_MAX);
    while (at > 0 && compare_examples(&cause->examples[at - 1], example) > 0) {
        at--;
    }
    if (at == SIM_EXAMPLES_MAX) {
        json_decref(example->failure);
        return;
    }
    if (cause->example_count == SIM_EXAMPLES_MAX) {
        json_decref(cause->examples[--cause->example_count].failure);
    }
    memmove(&cause->examples[at + 1], &cause->examples[at],
            (cause->example_count - at) * sizeof cause->examples[0]);
    cause->examples[at] = *example;
    cause->example_count++;
}

void sim_causelist_add(sim_causelist *list, const sim_causelist *other)
{
    for (size_t i = 0; i < other->count; i++) {
        const sim_cause *from = &other->causes[i];
        sim_cause *cause = sim_causelist_cause(list, from->text);
        cause->count += from->count;
        for (size_t k = 0; k < from->example_count; k++) {
            sim_example example = from->examples[k];
            json_incref(example.failure);
            sim_cause_add_example(cause, &example);
        }
    }
}

static int compare_causes(const void *a, const void *b)
{
    const sim_cause *one = a;
    const sim_cause *other = b;
    int order = compare_numbers(other->count, one->count);
    if (order == 0 && one->example_count > 0 && other->example_count > 0) {
        order = compare_examples(&one->examples[0], &other->examples[0]);
    }
    return order != 0 ? order : strcmp(one->text, other->text);
}

void sim_causelist_sort(sim_causelist *list)
{
    if (list->count > 1) {
        qsort(list->causes, list->count, sizeof *list->causes, compare_causes);
    }
}

void sim_causelist_free(sim_causelist *list)
{
    for (size_t i = 0; i < list->count; i++) {
        for (size_t k = 0; k < list->causes[i].example_count; k++) {
            json_decref(list->causes[i].examples[k].failure);
        }
    }
    free(list->causes);
    *list = (sim_causelist){0};
}
