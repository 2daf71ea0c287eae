/* The IDs of a chunk, and chunks that make no sense. */
#include "support_cmocka.h"
#include "support_sequence.h"

/* Traps: a count of 0, and an index that is the count, are taken by the formula without a word. */
TEST(chunks_that_make_no_sense_are_refused)
{
    const ida_chunk good = {1000, 2000, 3, 4};
    assert_int_equal(ida_chunk_validate(&good), IDA_OK);
    const ida_chunk bad[] = {{1000, 2000, 0, 0},
                             {1000, 2000, 4, 4},
                             {2000, 2000, 0, 1},
                             {2001, 2000, 0, 1},
                             {1000, IDA_SEQUENCE_ID_MAX + 1, 0, 1},
                             {UINT64_MAX, 5, 0, 1}};
    for (size_t i = 0; i < COUNT_OF(bad); i++) {
        name_case("(%" PRIu64 ", %" PRIu64 "], %" PRIu64 " of %" PRIu64, bad[i].starting,
                  bad[i].ending, bad[i].index, bad[i].count);
        uint64_t id = 4711;
        assert_int_equal(ida_chunk_validate(&bad[i]), IDA_INVALID_CHUNK);
        assert_int_equal(ida_chunk_size(&bad[i]), 0);
        assert_int_equal(ida_chunk_id(&bad[i], 0, &id), IDA_INVALID_CHUNK);
        assert_int_equal(ida_chunk_id(&bad[i], 1, &id), IDA_INVALID_CHUNK);
        assert_int_equal(id, 4711);
    }
}

TEST(the_ids_of_a_ranges_chunks_are_the_range)
{
    for (uint64_t ids = 1; ids <= 30; ids++) {
        for (uint64_t count = 1; count <= 33; count++) {
            name_case("%" PRIu64 " IDs in %" PRIu64 " chunks", ids, count);
            uint8_t seen[31] = {0};
            uint64_t found = 0;
            for (uint64_t index = 0; index < count; index++) {
                ida_chunk chunk = {100, 100 + ids, index, count};
                for (uint64_t c = 1; c <= ida_chunk_size(&chunk); c++) {
                    uint64_t id = 0;
                    assert_int_equal(ida_chunk_id(&chunk, c, &id), IDA_OK);
                    assert_in_range(id, 101, 100 + ids);
                    assert_int_equal((id - 101) % count, index);
                    assert_int_equal(seen[id - 100], 0);
                    seen[id - 100] = 1;
                    found++;
                }
            }
            assert_int_equal(found, ids);
        }
    }
}

TEST(chunks_near_the_top_do_not_overflow)
{
    ida_chunk chunk = {0, IDA_SEQUENCE_ID_MAX, 0, 1};
    uint64_t id = 0;
    assert_true(ida_chunk_size(&chunk) == IDA_SEQUENCE_ID_MAX);
    assert_int_equal(ida_chunk_id(&chunk, IDA_SEQUENCE_ID_MAX, &id), IDA_OK);
    assert_true(id == IDA_SEQUENCE_ID_MAX);
    chunk = (ida_chunk){IDA_SEQUENCE_ID_MAX - 3, IDA_SEQUENCE_ID_MAX, UINT64_MAX - 1, UINT64_MAX};
    assert_int_equal(ida_chunk_size(&chunk), 0);
    chunk.index = 2;
    assert_int_equal(ida_chunk_size(&chunk), 1);
    assert_int_equal(ida_chunk_id(&chunk, 1, &id), IDA_OK);
    assert_true(id == IDA_SEQUENCE_ID_MAX);
    ida_coordinator *coordinator = coordinator_of(0, 50);
    give(coordinator, chunk);
    assert_true(draw(coordinator) == IDA_SEQUENCE_ID_MAX);
    draws_nothing(coordinator, IDA_TRY_LATER);
    ida_coordinator_destroy(coordinator);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(chunks_that_make_no_sense_are_refused),
        cmocka_unit_test(the_ids_of_a_ranges_chunks_are_the_range),
        cmocka_unit_test(chunks_near_the_top_do_not_overflow),
    };
    return RUN_TESTS(tests);
}
