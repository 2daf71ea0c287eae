/*
 * Replays vectors/noah.json: the formula's tables, and the workloads of published implementations.
 * Those that the file calls corrected must come out as it says; for the others, what the published
 * code did must be what did not happen here.
 */
#include "support_sequence.h"
#include "support_vectors.h"

#define COORDINATORS_MAX 8

/* Some c0_id are above what jansson's integers hold, so all numbers were read as reals. */
static uint64_t integer(const json_t *value)
{
    assert_true(json_is_real(value));
    double real = json_real_value(value);
    assert_true(real >= 0 && real < 9007199254740992.0);
    assert_true((double)(uint64_t)real == real);
    return (uint64_t)real;
}

static uint64_t number(const json_t *object, const char *key)
{
    return integer(member(object, key));
}

static void assert_formula_at_zero(const json_t *row, const ida_chunk *chunk)
{
    uint64_t at_zero = chunk->starting + chunk->index - (chunk->count - 1);
    assert_true((double)at_zero == json_real_value(member(row, "c0_id")));
    uint64_t id = 4711;
    assert_int_equal(ida_chunk_id(chunk, 0, &id), IDA_UNKNOWN_ID);
    assert_int_equal(id, 4711);
}

static void assert_row(const json_t *row, const ida_chunk *chunk)
{
    uint64_t size = number(row, "count");
    assert_int_equal(ida_chunk_validate(chunk), IDA_OK);
    assert_int_equal(ida_chunk_size(chunk), size);
    size_t i;
    const json_t *first;
    uint64_t id = 0;
    json_array_foreach(member(row, "first"), i, first)
    {
        assert_int_equal(ida_chunk_id(chunk, i + 1, &id), IDA_OK);
        assert_int_equal(id, integer(first));
    }
    if (size > 0) {
        assert_int_equal(ida_chunk_id(chunk, size, &id), IDA_OK);
        assert_int_equal(id, number(row, "last"));
        assert_int_equal(id + chunk->count, number(row, "first_past_end"));
    } else {
        assert_true(json_is_null(member(row, "last")));
        assert_int_equal(chunk->starting + 1 + chunk->index, number(row, "first_past_end"));
    }
    id = 4711;
    assert_int_equal(ida_chunk_id(chunk, size + 1, &id), IDA_EXHAUSTED);
    assert_int_equal(ida_chunk_id(chunk, UINT64_MAX, &id), IDA_EXHAUSTED);
    assert_int_equal(id, 4711);
    assert_formula_at_zero(row, chunk);
}

TEST(the_tables)
{
    size_t i;
    const json_t *table;
    size_t rows = 0;
    json_array_foreach(member(vectors, "tables"), i, table)
    {
        ida_chunk chunk = {.starting = number(table, "starting"),
                           .ending = number(table, "ending"),
                           .count = number(table, "nodes")};
        size_t j;
        const json_t *row;
        json_array_foreach(member(table, "rows"), j, row)
        {
            chunk.index = number(row, "node");
            name_case("table %zu, node %" PRIu64, i, chunk.index);
            assert_row(row, &chunk);
            rows++;
        }
        assert_int_equal(j, chunk.count);
    }
    assert_int_equal(i, 9);
    assert_int_equal(rows, 1 + 2 + 3 + 4 + 5 + 7 + 4 + 4 + 4);
}

/* A master and its coordinators over a network that loses nothing. */
typedef struct cluster {
    ida_master *master;
    ida_coordinator *coordinators[COORDINATORS_MAX];
    size_t count;
} cluster;

static void open_cluster(cluster *c, size_t count, uint64_t range_size)
{
    ida_master_config config = config_of(0, IDA_SEQUENCE_ID_MAX, range_size);
    c->count = count;
    c->master = master_of(&config, 1, NULL);
    join_all(c->master, count);
    for (size_t i = 0; i < count; i++) {
        c->coordinators[i] = coordinator_of(i, 60);
    }
}

static void close_cluster(cluster *c)
{
    for (size_t i = 0; i < c->count; i++) {
        ida_coordinator_destroy(c->coordinators[i]);
    }
    ida_master_destroy(c->master);
}

static void serve(cluster *c, ida_coordinator *coordinator)
{
    ida_chunk_request request;
    while (ida_coordinator_request(coordinator, &request)) {
        ida_chunk_reply reply = granted(c->master, request);
        assert_int_equal(ida_coordinator_install(coordinator, &reply), IDA_OK);
        keep_pending(coordinator);
    }
}

/* What a workload came to, in the words of the file. */
typedef struct outcome {
    uint64_t total, distinct, nonmonotone, max;
} outcome;

/* As many IDs as the file says, round robin or in an order that looks random. */
static outcome run(size_t count, uint64_t range_size, uint64_t total, bool in_turn)
{
    cluster c;
    open_cluster(&c, count, range_size);
    size_t seen_size = (size_t)total * 2 + 20000;
    uint8_t *seen = calloc(seen_size, 1);
    assert_non_null(seen);
    uint64_t last[COORDINATORS_MAX] = {0};
    outcome o = {0};
    uint32_t random = 1;
    for (uint64_t i = 0; i < total; i++) {
        random = random * 1664525u + 1013904223u;
        size_t who = in_turn ? (size_t)(i % count) : (random >> 16) % count;
        serve(&c, c.coordinators[who]);
        uint64_t id = draw(c.coordinators[who]);
        assert_true(id < seen_size);
        o.total++;
        o.distinct += seen[id] == 0;
        seen[id] = 1;
        o.nonmonotone += id <= last[who];
        last[who] = id;
        o.max = id > o.max ? id : o.max;
    }
    free(seen);
    close_cluster(&c);
    return o;
}

/* "... N=3 rr": three coordinators, in turn; "size=10" is said where it is not 1000. */
static outcome run_as_named(const char *name, uint64_t total)
{
    const char *n = strstr(name, "N=");
    const char *size = strstr(name, "size=");
    assert_non_null(n);
    return run((size_t)strtoul(n + 2, NULL, 10), size == NULL ? 1000 : strtoul(size + 5, NULL, 10),
               total, strstr(name, " rr") != NULL);
}

TEST(the_corrected_workloads)
{
    const char *name;
    json_t *entry;
    size_t in_turn = 0;
    json_object_foreach(member(vectors, "corrected"), name, entry)
    {
        if (strstr(name, "N=") == NULL) {
            continue;
        }
        name_case("%s", name);
        outcome o = run_as_named(name, number(entry, "total"));
        assert_int_equal(o.total, number(entry, "total"));
        assert_int_equal(o.distinct, number(entry, "distinct"));
        assert_int_equal(o.nonmonotone, number(entry, "nonmonotone"));
        if (strstr(name, " rr") != NULL) {
            /* The file's model gives up more of its ranges. */
            assert_true(o.max <= number(entry, "max"));
            in_turn++;
        }
    }
    assert_int_equal(in_turn, 6);
}

/* What goes wrong is not the formula's doing: with the published traps avoided it does not. */
TEST(the_published_workloads_without_their_bugs)
{
    const char *name;
    json_t *entry;
    size_t wrong = 0;
    size_t count = 0;
    json_object_foreach(member(vectors, "published_code_behaviour"), name, entry)
    {
        name_case("%s", name);
        outcome o = run_as_named(name, number(entry, "total"));
        assert_int_equal(o.total, number(entry, "total"));
        assert_int_equal(o.distinct, o.total);
        assert_int_equal(o.nonmonotone, 0);
        wrong += number(entry, "duplicates") + number(entry, "nonmonotone") > 0;
        count++;
    }
    assert_int_equal(count, 19);
    assert_int_equal(wrong, 15);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_tables),
        cmocka_unit_test(the_corrected_workloads),
        cmocka_unit_test(the_published_workloads_without_their_bugs),
    };
    if (!load_vectors(IDA_TEST_DATA "/noah.json", JSON_DECODE_INT_AS_REAL)) {
        return EXIT_FAILURE;
    }
    int failures = RUN_TESTS(tests);
    json_decref(vectors);
    return failures;
}
