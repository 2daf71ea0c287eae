/* Puts the results of shards together: each once, and none missing. */
#include "shards.h"

#include <dirent.h>
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "output.h"
#include "report.h"

/* --- Reading. --- */

static int read_file(sim_shards *shards, const char *path)
{
    if (shards->count == shards->capacity) {
        size_t capacity = shards->capacity == 0 ? 16 : shards->capacity * 2;
        sim_shardfile *files = realloc(shards->files, capacity * sizeof *files);
        if (files == NULL) {
            sim_error("no memory for so many results");
            return SIM_EXIT_ENVIRONMENT;
        }
        shards->files = files;
        shards->capacity = capacity;
    }
    sim_shardfile *file = &shards->files[shards->count];
    int status = sim_sweepresult_read(&file->result, path);
    if (status == 0) {
        file->path = strdup(path);
        shards->count++;
    }
    return status;
}

static bool is_result(const char *name)
{
    size_t length = strlen(name);
    size_t suffix = strlen(SIM_RESULT_SUFFIX);
    return length > suffix && strcmp(name + length - suffix, SIM_RESULT_SUFFIX) == 0;
}

static int only_results(const struct dirent *entry)
{
    return is_result(entry->d_name) ? 1 : 0;
}

static int by_name(const struct dirent **a, const struct dirent **b)
{
    return strcmp((*a)->d_name, (*b)->d_name);
}

static int read_directory(sim_shards *shards, const char *directory)
{
    struct dirent **names = NULL;
    int status = 0;
    int count = scandir(directory, &names, only_results, by_name);
    if (count < 0) {
        sim_error("cannot read the directory '%s': %s", directory, strerror(errno));
        return SIM_EXIT_ENVIRONMENT;
    }
    for (int i = 0; i < count; i++) {
        char path[SIM_PATH_SIZE];
        (void)snprintf(path, sizeof path, "%s/%s", directory, names[i]->d_name);
        status = status == 0 ? read_file(shards, path) : status;
        free(names[i]);
    }
    free(names);
    return status;
}

int sim_shards_read(sim_shards *shards, const char *path)
{
    struct stat there;
    if (stat(path, &there) != 0) {
        sim_error("cannot read '%s': %s", path, strerror(errno));
        return SIM_EXIT_ENVIRONMENT;
    }
    return S_ISDIR(there.st_mode) ? read_directory(shards, path) : read_file(shards, path);
}

void sim_shards_free(sim_shards *shards)
{
    for (size_t i = 0; i < shards->count; i++) {
        free(shards->files[i].path);
        sim_sweepresult_free(&shards->files[i].result);
    }
    free(shards->files);
    *shards = (sim_shards){0};
}

/* --- What belongs together. --- */

static int compare(uint64_t a, uint64_t b)
{
    return (a > b) - (a < b);
}

/* Those of one range and number of shards stand together, in the order of the shards. */
static int by_seeds(const void *a, const void *b)
{
    const sim_sweepresult *one = &((const sim_shardfile *)a)->result;
    const sim_sweepresult *other = &((const sim_shardfile *)b)->result;
    int order = compare(one->from, other->from);
    order = order != 0 ? order : compare(one->last, other->last);
    order = order != 0 ? order : compare(one->shard.parts, other->shard.parts);
    return order != 0 ? order : compare(one->shard.part, other->shard.part);
}

static bool is_of_range(const sim_sweepresult *a, const sim_sweepresult *b)
{
    return a->from == b->from && a->last == b->last && a->shard.parts == b->shard.parts;
}

/* "seeds 0..10000", as the options have it. */
static void print_seeds(uint64_t from, uint64_t last, char text[64])
{
    char end[SIM_SEED_TEXT];
    sim_format_next_seed(last, end);
    (void)snprintf(text, 64, "seeds %" PRIu64 "..%s", from, end);
}

static bool have_one_plan(const sim_shards *shards)
{
    json_t *plan = sim_sweepresult_plan(&shards->files[0].result.plan);
    bool same = true;
    for (size_t i = 1; same && i < shards->count; i++) {
        json_t *other = sim_sweepresult_plan(&shards->files[i].result.plan);
        same = json_equal(plan, other) != 0;
        if (!same) {
            sim_error("%s and %s are of two sweeps: their \"plan\" differs", shards->files[0].path,
                      shards->files[i].path);
            sim_hint("Give each sweep a directory of its own.");
        }
        json_decref(other);
    }
    json_decref(plan);
    return same;
}

/* Two results of one shard have to be the same, and one of them counts. */
static bool are_equal(sim_shardfile *a, sim_shardfile *b)
{
    char *one = sim_sweepresult_text(&a->result);
    char *other = sim_sweepresult_text(&b->result);
    bool same = one != NULL && other != NULL && strcmp(one, other) == 0;
    free(one);
    free(other);
    if (!same) {
        sim_error("%s and %s are two results of one shard, and differ", a->path, b->path);
        sim_hint("One build finds the same on every machine. Play that shard again.");
    }
    return same;
}

static bool is_twice(const sim_shards *shards, size_t at)
{
    return at > 0 && by_seeds(&shards->files[at - 1], &shards->files[at]) == 0;
}

/* Sorted, the ranges must be one after the other. */
static bool are_apart(const sim_shards *shards)
{
    for (size_t i = 1; i < shards->count; i++) {
        sim_shardfile *before = &shards->files[i - 1];
        sim_shardfile *file = &shards->files[i];
        if (is_twice(shards, i)) {
            if (!are_equal(before, file)) {
                return false;
            }
        } else if (!is_of_range(&before->result, &file->result) &&
                   file->result.from <= before->result.last) {
            char seeds[64];
            print_seeds(before->result.from, before->result.last, seeds);
            sim_error("%s and %s share seeds: the first is of %" PRIu64 " shard%s of %s",
                      before->path, file->path, before->result.shard.parts,
                      before->result.shard.parts == 1 ? "" : "s", seeds);
            return false;
        }
    }
    return true;
}

static bool are_within(const sim_shards *shards, const sim_seeds *seeds)
{
    for (size_t i = 0; i < shards->count; i++) {
        const sim_sweepresult *result = &shards->files[i].result;
        if (result->from < seeds->from || result->last > seeds->last) {
            sim_error("%s has seeds that are not in --seeds", shards->files[i].path);
            return false;
        }
    }
    return true;
}

/* --- What is missing. --- */

/* "3,7-9": names of shards, as many as fit. */
typedef struct shardnames {
    char text[200];
    size_t used;
    uint64_t count;
} shardnames;

static void name_shards(shardnames *names, uint64_t first, uint64_t last)
{
    if (first > last) {
        return;
    }
    names->count += last - first + 1;
    const char *comma = names->used == 0 ? "" : ",";
    char text[48];
    if (first == last) {
        (void)snprintf(text, sizeof text, "%s%" PRIu64, comma, first);
    } else {
        (void)snprintf(text, sizeof text, "%s%" PRIu64 "-%" PRIu64, comma, first, last);
    }
    /* Full, it ends with dots, and nothing more fits. */
    bool fits = names->used + strlen(text) + 5 < sizeof names->text;
    const char *added = fits ? text : ",...";
    if (fits || (names->used > 0 && names->text[names->used - 1] != '.')) {
        (void)snprintf(names->text + names->used, sizeof names->text - names->used, "%s", added);
        names->used += strlen(added);
    }
}

/* Says which shards of the range that begins at files[at] are missing; true if none is. */
static bool range_is_whole(const sim_shards *shards, size_t at)
{
    const sim_sweepresult *first = &shards->files[at].result;
    shardnames names = {.used = 0};
    uint64_t next = 1;
    for (size_t i = at; i < shards->count && is_of_range(first, &shards->files[i].result); i++) {
        if (!is_twice(shards, i)) {
            name_shards(&names, next, shards->files[i].result.shard.part - 1);
            next = shards->files[i].result.shard.part + 1;
        }
    }
    name_shards(&names, next, first->shard.parts);
    if (names.count > 0) {
        char seeds[64];
        print_seeds(first->from, first->last, seeds);
        sim_error("missing: shard%s %s of %" PRIu64 " of %s", names.count == 1 ? "" : "s",
                  names.text, first->shard.parts, seeds);
    }
    return names.count == 0;
}

static bool is_gapless(uint64_t from, uint64_t before)
{
    if (from < before) {
        char seeds[64];
        print_seeds(from, before - 1, seeds);
        sim_error("missing: %s", seeds);
    }
    return from >= before;
}

static bool is_whole(const sim_shards *shards, const sim_seeds *seeds)
{
    bool whole = true;
    uint64_t next = seeds->from;
    uint64_t last = 0;
    for (size_t i = 0; i < shards->count; i++) {
        const sim_sweepresult *result = &shards->files[i].result;
        if (i == 0 || !is_of_range(&shards->files[i - 1].result, result)) {
            whole = is_gapless(next, result->from) && whole;
            whole = range_is_whole(shards, i) && whole;
            last = result->last;
            next = last == UINT64_MAX ? last : last + 1;
        }
    }
    if (last < seeds->last) {
        char text[64];
        print_seeds(next, seeds->last, text);
        sim_error("missing: %s", text);
        whole = false;
    }
    return whole;
}

/* --- All of it. --- */

static sim_seeds seeds_of(const sim_shards *shards)
{
    return (sim_seeds){shards->files[0].result.from, shards->files[shards->count - 1].result.last,
                       false};
}

int sim_shards_merge(sim_shards *shards, const sim_seeds *seeds, sim_sweepresult *merged)
{
    *merged = (sim_sweepresult){0};
    if (shards->count == 0) {
        sim_error("missing: all results; there is no file *" SIM_RESULT_SUFFIX);
        return SIM_EXIT_ENVIRONMENT;
    }
    qsort(shards->files, shards->count, sizeof *shards->files, by_seeds);
    if (!have_one_plan(shards) || !are_apart(shards) ||
        (seeds != NULL && !are_within(shards, seeds))) {
        return SIM_EXIT_USAGE;
    }
    const sim_seeds all = seeds != NULL ? *seeds : seeds_of(shards);
    sim_sweepresult_begin(merged, &shards->files[0].result.plan, &all, &(sim_shard){1, 1});
    for (size_t i = 0; i < shards->count; i++) {
        if (!is_twice(shards, i)) {
            sim_sweepresult_add(merged, &shards->files[i].result);
        }
    }
    if (is_whole(shards, &all)) {
        return 0;
    }
    sim_hint("Play them, and merge again.");
    return SIM_EXIT_ENVIRONMENT;
}
