/*
 * Generators and fork(): what goes wrong without a guard, and how to use one.
 *
 *   cc fork_guard.c $(pkg-config --cflags --libs idalloc) -pthread
 *
 * Two children make 1,000 Snowflake IDs each: first with the generator that they have from their
 * parent, which gives 1,000 duplicates, then as they should, which gives none. It ends with 0 if
 * that is what came out.
 */
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <idalloc/snowflake.h>
#include <pthread.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

#define CHILDREN 2
#define COUNT    1000

/*
 * The number of this process for ida_snowflake_bind and ida_snowflake_check. The handler gives each
 * child another number than all of its ancestors have, and only from those can it have a copy.
 */
static uint64_t process_number = 1;

static void number_child(void)
{
    process_number++;
}

/* A generator that belongs to this process. */
static ida_snowflake *make_generator(uint64_t coordinator)
{
    ida_allocator allocator = ida_allocator_standard();
    ida_snowflake_config config = {.layout = ida_snowflake_twitter(),
                                   .policy = {.behind = IDA_SNOWFLAKE_REFUSE},
                                   .coordinator = coordinator,
                                   .lease_start_us = INT64_MIN,
                                   .lease_end_us = INT64_MAX,
                                   .high_water_us = INT64_MIN};
    ida_snowflake *generator = NULL;
    if (ida_snowflake_create(&allocator, &config, &generator) != IDA_OK ||
        ida_snowflake_bind(generator, process_number) != IDA_OK) {
        exit(2);
    }
    return generator;
}

/* The next ID of a program that may have been forked since the last one. */
static uint64_t next_guarded(ida_snowflake **generator, uint64_t own_coordinator, int64_t now_us)
{
    uint64_t id = 0;
    if (ida_snowflake_check(*generator, process_number) == IDA_FORKED) {
        ida_snowflake_destroy(*generator);
        *generator = make_generator(own_coordinator);
    }
    if (ida_snowflake_next(*generator, now_us, &id, NULL) != IDA_OK) {
        exit(2);
    }
    return id;
}

static uint64_t next_unguarded(ida_snowflake *generator, int64_t now_us)
{
    uint64_t id = 0;
    if (ida_snowflake_next(generator, now_us, &id, NULL) != IDA_OK) {
        exit(2);
    }
    return id;
}

/* A child's life: it makes its IDs and writes them to its parent. */
static void live(ida_snowflake *generator, bool is_guarded, uint64_t child, int64_t now_us, int out)
{
    uint64_t ids[COUNT];
    for (size_t i = 0; i < COUNT; i++) {
        /* One millisecond after the other, so that the outcome does not hang on luck. */
        int64_t clock_us = now_us + (int64_t)i * 1000;
        /* Each child has a coordinator number that nobody else has: 1 is the parent's. */
        ids[i] = is_guarded ? next_guarded(&generator, 2 + child, clock_us)
                            : next_unguarded(generator, clock_us);
    }
    ida_snowflake_destroy(generator);
    ssize_t written = write(out, ids, sizeof ids);
    _exit(written == (ssize_t)sizeof ids ? 0 : 2);
}

static void read_ids(int in, uint64_t *ids)
{
    size_t have = 0;
    while (have < COUNT * sizeof *ids) {
        ssize_t count = read(in, (char *)ids + have, COUNT * sizeof *ids - have);
        if (count <= 0) {
            exit(2);
        }
        have += (size_t)count;
    }
}

/* Forks the children; how many IDs of the one the other made, too. */
static unsigned count_duplicates(bool is_guarded)
{
    static uint64_t ids[CHILDREN][COUNT];
    ida_snowflake *generator = make_generator(1);
    int64_t now_us = INT64_C(1767225600000000);
    for (uint64_t child = 0; child < CHILDREN; child++) {
        int ends[2];
        pid_t pid = pipe(ends) == 0 ? fork() : -1;
        if (pid < 0) {
            exit(2);
        }
        if (pid == 0) {
            live(generator, is_guarded, child, now_us, ends[1]);
        }
        close(ends[1]);
        read_ids(ends[0], ids[child]);
        close(ends[0]);
        int status = 0;
        if (waitpid(pid, &status, 0) != pid || status != 0) {
            exit(2);
        }
    }
    ida_snowflake_destroy(generator);
    unsigned duplicates = 0;
    for (size_t i = 0; i < COUNT; i++) {
        for (size_t j = 0; j < COUNT; j++) {
            duplicates += ids[0][i] == ids[1][j] ? 1 : 0;
        }
    }
    return duplicates;
}

int main(void)
{
    if (pthread_atfork(NULL, NULL, number_child) != 0) {
        return 2;
    }
    unsigned without = count_duplicates(false);
    printf("without the guard: %u of %d IDs are duplicates\n", without, COUNT);
    unsigned with = count_duplicates(true);
    printf("with the guard:    %u of %d IDs are duplicates\n", with, COUNT);
    return without == COUNT && with == 0 ? 0 : 1;
}
