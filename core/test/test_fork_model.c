/*
 * Processes that fork at random, each with a Snowflake generator, a k-order generator and a
 * coordinator: those that look at the guard never make an ID that another process makes, and those
 * that do not are caught here, so that it is known that this test would see it.
 *
 * A fork is what it is to the library: all its memory is there twice. The generators' memory comes
 * from an allocator that knows the size of each block, and is copied.
 */
#include <idalloc/korder.h>
#include <idalloc/sequence.h>
#include <idalloc/snowflake.h>

#include "support_cmocka.h"
#include "support_random.h"
#include "support_sequence.h"

#define WORLDS    1000u
#define STEPS     400u
#define PROCESSES 24u
#define SCHEMES   3u

/* ---- an allocator whose blocks can be copied ---- */

static void *resize(void *context, void *block, size_t old_size, size_t new_size)
{
    size_t *latest = context;
    (void)old_size;
    if (new_size == 0) {
        free(block);
        return NULL;
    }
    *latest = new_size;
    return realloc(block, new_size);
}

static size_t latest_size;

static const ida_allocator copyable = {.context = &latest_size, .resize = resize};

static void *copy_of(const void *block, size_t size)
{
    void *copy = malloc(size);
    assert_non_null(copy);
    memcpy(copy, block, size);
    return copy;
}

/* ---- the world ---- */

typedef struct process {
    bool is_alive;
    uint64_t number; /* what a child handler counts: one more than the parent's */
    ida_snowflake *snowflake;
    ida_korder *korder;
    uint32_t korder_node;
    ida_coordinator *coordinator;
    size_t sizes[SCHEMES];
} process;

typedef struct world {
    bool is_guarded;
    process processes[PROCESSES];
    ida_master *master;
    uint64_t next_identity; /* coordinator or node number that nobody has yet */
    int64_t now_us;
    uint64_t *ids[SCHEMES]; /* all that were made; k-order: of local and node */
    size_t counts[SCHEMES];
} world;

#define IDS_MAX ((size_t)STEPS * 8)

static struct {
    size_t ids, forks, refused;
} total;

static void make_snowflake(world *w, process *p)
{
    ida_snowflake_config config = {.layout = ida_snowflake_twitter(),
                                   .policy = {IDA_SNOWFLAKE_LOGICAL, IDA_SNOWFLAKE_BORROW, 5000},
                                   .coordinator = w->next_identity,
                                   .lease_start_us = INT64_MIN,
                                   .lease_end_us = INT64_MAX,
                                   .high_water_us = INT64_MIN};
    assert_int_equal(ida_snowflake_create(&copyable, &config, &p->snowflake), IDA_OK);
    assert_int_equal(ida_snowflake_bind(p->snowflake, p->number), IDA_OK);
    p->sizes[0] = latest_size;
}

static void make_korder(world *w, process *p)
{
    p->korder_node = (uint32_t)w->next_identity;
    ida_korder_config config = {.node = p->korder_node, .drift = IDA_KORDER_DRIFT_DEFAULT};
    ida_korder_options options = ida_korder_options_default();
    assert_int_equal(ida_korder_create(&copyable, &config, &options, &p->korder), IDA_OK);
    assert_int_equal(ida_korder_bind(p->korder, p->number), IDA_OK);
    p->sizes[1] = latest_size;
}

static void make_coordinator(world *w, process *p)
{
    ida_coordinator_record record = record_of(w->next_identity);
    assert_int_equal(ida_coordinator_create(&copyable, &record, 50, &p->coordinator), IDA_OK);
    assert_int_equal(ida_coordinator_bind(p->coordinator, p->number), IDA_OK);
    p->sizes[2] = latest_size;
    assert_int_equal(ida_master_join(w->master, w->next_identity), IDA_OK);
}

static void begin(world *w, process *p, uint64_t number)
{
    *p = (process){.is_alive = true, .number = number};
    make_snowflake(w, p);
    make_korder(w, p);
    make_coordinator(w, p);
    w->next_identity++;
}

static void end(process *p)
{
    ida_snowflake_destroy(p->snowflake);
    ida_korder_destroy(p->korder);
    ida_coordinator_destroy(p->coordinator);
    p->is_alive = false;
}

static void fork_process(const process *parent, process *child)
{
    *child = *parent;
    child->number++;
    child->snowflake = copy_of(parent->snowflake, parent->sizes[0]);
    child->korder = copy_of(parent->korder, parent->sizes[1]);
    child->coordinator = copy_of(parent->coordinator, parent->sizes[2]);
    total.forks++;
}

/* What a child does with what the check refuses. */
static void look_at_the_guards(world *w, process *p)
{
    if (ida_snowflake_check(p->snowflake, p->number) == IDA_FORKED) {
        ida_snowflake_destroy(p->snowflake);
        make_snowflake(w, p);
        w->next_identity++;
        total.refused++;
    }
    if (ida_korder_check(p->korder, p->number) == IDA_FORKED) {
        ida_korder_destroy(p->korder);
        make_korder(w, p);
        w->next_identity++;
    }
    if (ida_coordinator_check(p->coordinator, p->number) == IDA_FORKED) {
        ida_coordinator_destroy(p->coordinator);
        make_coordinator(w, p);
        w->next_identity++;
    }
}

static void note_id(world *w, unsigned scheme, uint64_t id)
{
    assert_true(w->counts[scheme] < IDS_MAX);
    w->ids[scheme][w->counts[scheme]] = id;
    w->counts[scheme]++;
    total.ids++;
}

/* Gets the coordinator what it needs for its next ID. */
static void fetch_chunk(world *w, ida_coordinator *coordinator)
{
    ida_chunk_request request;
    ida_chunk_reply reply;
    keep_pending(coordinator);
    if (!ida_coordinator_request(coordinator, &request)) {
        return;
    }
    ida_status status = ida_master_grant(w->master, &request, &reply);
    if (status == IDA_NOT_PERSISTED) {
        store_pending(w->master);
        status = ida_master_grant(w->master, &request, &reply);
    }
    if (status == IDA_OK && ida_coordinator_install(coordinator, &reply) == IDA_OK) {
        keep_pending(coordinator);
    }
}

static void make_ids(world *w, process *p)
{
    uint64_t id = 0;
    ida_korder_local local = 0;
    if (w->is_guarded) {
        look_at_the_guards(w, p);
    }
    for (uint64_t i = 1 + below(4); i > 0; i--) {
        assert_int_equal(ida_snowflake_next(p->snowflake, w->now_us, &id, NULL), IDA_OK);
        note_id(w, 0, id);
        assert_int_equal(ida_korder_next(p->korder, (uint64_t)w->now_us, &local), IDA_OK);
        /* The time goes on by less than 2^36 microseconds, and there are fewer than 2^12 nodes. */
        note_id(w, 1, local << 12 | p->korder_node);
        fetch_chunk(w, p->coordinator);
        if (ida_coordinator_next(p->coordinator, &id) == IDA_OK) {
            note_id(w, 2, id);
        }
    }
}

static void step(world *w)
{
    process *p = &w->processes[below(PROCESSES)];
    process *other = &w->processes[below(PROCESSES)];
    if (!p->is_alive) {
        return;
    }
    uint64_t move = below(20);
    if (move < 4 && !other->is_alive) {
        fork_process(p, other);
    } else if (move < 5 && p != &w->processes[0]) {
        end(p);
    } else {
        make_ids(w, p);
    }
    w->now_us += (int64_t)below(3) * 500;
}

static size_t count_duplicates(const world *w, unsigned scheme)
{
    size_t duplicates = 0;
    sort_u64(w->ids[scheme], w->counts[scheme]);
    for (size_t i = 1; i < w->counts[scheme]; i++) {
        duplicates += w->ids[scheme][i] == w->ids[scheme][i - 1] ? 1 : 0;
    }
    return duplicates;
}

/* Plays a world, and adds up the duplicates of each scheme. */
static void play(uint64_t seed, bool is_guarded, size_t duplicates[SCHEMES])
{
    world w = {.is_guarded = is_guarded, .next_identity = 1, .now_us = 1767225600000000};
    ida_master_config config = {
        .sequence = SEQUENCE, .last_id = IDA_SEQUENCE_ID_MAX, .range_size = 50, .member_max = 1000};
    random_begin(seed);
    assert_int_equal(ida_master_create(&copyable, &config, 1, NULL, &w.master), IDA_OK);
    for (unsigned scheme = 0; scheme < SCHEMES; scheme++) {
        w.ids[scheme] = calloc(IDS_MAX, sizeof *w.ids[scheme]);
        assert_non_null(w.ids[scheme]);
    }
    begin(&w, &w.processes[0], 1);
    for (unsigned i = 0; i < STEPS; i++) {
        step(&w);
    }
    for (size_t i = 0; i < PROCESSES; i++) {
        if (w.processes[i].is_alive) {
            end(&w.processes[i]);
        }
    }
    for (unsigned scheme = 0; scheme < SCHEMES; scheme++) {
        duplicates[scheme] += count_duplicates(&w, scheme);
        free(w.ids[scheme]);
    }
    ida_master_destroy(w.master);
}

TEST(processes_that_look_at_the_guard_share_no_id)
{
    size_t duplicates[SCHEMES] = {0};
    for (unsigned seed = 0; seed < WORLDS; seed++) {
        name_case("seed %u", seed);
        play(seed, true, duplicates);
    }
    for (unsigned scheme = 0; scheme < SCHEMES; scheme++) {
        name_case("scheme %u", scheme);
        assert_int_equal(duplicates[scheme], 0);
    }
    assert_true(total.ids > 100000 && total.forks > 1000 && total.refused > 1000);
}

TEST(processes_that_do_not_share_many)
{
    size_t duplicates[SCHEMES] = {0};
    for (unsigned seed = 0; seed < WORLDS; seed++) {
        name_case("seed %u", seed);
        play(seed, false, duplicates);
    }
    for (unsigned scheme = 0; scheme < SCHEMES; scheme++) {
        name_case("scheme %u", scheme);
        assert_true(duplicates[scheme] > 1000);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(processes_that_look_at_the_guard_share_no_id),
        cmocka_unit_test(processes_that_do_not_share_many),
    };
    return RUN_TESTS(tests);
}
