/* The IDs that a session handed out, as the oracle remembers them. */
#include "incarnation.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

void sim_incarnation_open(sim_incarnation *incarnation, ida_uuid uuid, uint32_t cluster_size)
{
    incarnation->uuid = uuid;
    incarnation->generated = 0;
    incarnation->next_start = 1;
    incarnation->given_count = 0;
    incarnation->cluster_size = cluster_size;
    incarnation->session = SIM_NONE;
    incarnation->members_seen = 0;
    sim_shard_child *children = incarnation->shard.children;
    size_t capacity = incarnation->shard.child_capacity;
    incarnation->shard = (sim_shard){.children = children, .child_capacity = capacity};
}

void sim_incarnation_free(sim_incarnation *incarnation)
{
    free(incarnation->given);
    free(incarnation->shard.children);
    memset(incarnation, 0, sizeof *incarnation);
}

/* What a session is among its shards, with room of its own for the children. */
static bool copy_shard(sim_shard *copy, const sim_shard *original)
{
    while (copy->child_capacity < original->child_count) {
        if (!sim_grow(&copy->children, &copy->child_capacity, copy->child_capacity,
                      sizeof *copy->children)) {
            return false;
        }
    }
    sim_shard_child *children = copy->children;
    size_t capacity = copy->child_capacity;
    if (original->child_count > 0) {
        memcpy(children, original->children, original->child_count * sizeof *children);
    }
    *copy = *original;
    copy->children = children;
    copy->child_capacity = capacity;
    return true;
}

bool sim_incarnation_copy(sim_incarnation *copy, const sim_incarnation *original)
{
    if (copy->version == original->version) {
        return true;
    }
    assert(original->given_count <= original->given_capacity);
    assert(original->shard.is_child || original->next_start <= original->generated + 1);
    if (!copy_shard(&copy->shard, &original->shard)) {
        return false;
    }
    while (copy->given_capacity < original->given_count) {
        if (!sim_grow(&copy->given, &copy->given_capacity, copy->given_capacity,
                      sizeof *copy->given)) {
            return false;
        }
    }
    if (original->given_count > 0) {
        memcpy(copy->given, original->given, original->given_count * sizeof *copy->given);
    }
    copy->given_count = original->given_count;
    copy->uuid = original->uuid;
    copy->generated = original->generated;
    copy->next_start = original->next_start;
    copy->cluster_size = original->cluster_size;
    copy->session = original->session;
    copy->members_seen = original->members_seen;
    copy->version = original->version;
    return true;
}

/* True if the next IDs extend the run. */
static bool continues(const sim_given *run, bool eager, uint64_t base_final)
{
    return run->eager == eager && (!eager || run->base_final + run->count == base_final);
}

bool sim_incarnation_give(sim_incarnation *incarnation, uint64_t count, bool eager,
                          uint64_t base_final)
{
    assert(count > 0);
    assert(count <= SIM_NUMBER_MAX - incarnation->generated);
    assert(!eager || base_final <= SIM_NUMBER_MAX);
    size_t runs = incarnation->given_count;
    const sim_given *last = runs == 0 ? NULL : &incarnation->given[runs - 1];
    assert(last != NULL || incarnation->generated == 0);
    assert(last == NULL || last->first_gen + last->count == incarnation->generated + 1);
    (void)last;
    if (runs > 0 && continues(&incarnation->given[runs - 1], eager, base_final)) {
        incarnation->given[runs - 1].count += count;
        incarnation->generated += count;
        return true;
    }
    if (!sim_grow(&incarnation->given, &incarnation->given_capacity, runs,
                  sizeof *incarnation->given)) {
        return false;
    }
    sim_given run = {incarnation->generated + 1, count, eager ? base_final : 0, eager};
    incarnation->given[runs] = run;
    incarnation->given_count++;
    incarnation->generated += count;
    return true;
}

const sim_given *sim_incarnation_given(const sim_incarnation *incarnation, uint64_t gen)
{
    assert(gen >= 1);
    assert(gen <= incarnation->generated);
    assert(incarnation->given_count > 0);
    size_t low = 0;
    size_t high = incarnation->given_count;
    if (incarnation->given[high - 1].first_gen <= gen) {
        low = high - 1;
    }
    while (high - low > 1) {
        size_t middle = low + (high - low) / 2;
        if (incarnation->given[middle].first_gen <= gen) {
            low = middle;
        } else {
            high = middle;
        }
    }
    assert(incarnation->given[low].first_gen <= gen);
    assert(gen - incarnation->given[low].first_gen < incarnation->given[low].count);
    return &incarnation->given[low];
}

uint32_t sim_incarnation_session(sim_incarnation *incarnation, const sim_model *model)
{
    assert(incarnation->members_seen <= model->member_count);
    assert(incarnation->session == SIM_NONE || incarnation->session < model->member_count);
    if (incarnation->session == SIM_NONE && incarnation->members_seen != model->member_count) {
        incarnation->session = sim_model_find(model, incarnation->uuid);
        incarnation->members_seen = (uint32_t)model->member_count;
    }
    return incarnation->session;
}
