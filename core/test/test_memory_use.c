/* How much memory documents and sessions say that they take, and what takes none. */
#include "support_cmocka.h"
#include "support_document.h"
#include "support_session.h"

TEST(memory_is_what_the_allocator_gave)
{
    test_allocator memory;
    test_allocator_init(&memory);
    ida_allocator allocator = test_allocator_interface(&memory);
    ida_document *document = NULL;
    assert_int_equal(ida_document_create(&allocator, &document), IDA_OK);
    assert_int_equal(ida_document_memory(document), memory.live_bytes);
    /* The allocator was copied. */
    memset(&allocator, 0, sizeof(allocator));
    for (uint64_t round = 0; round < 5; round++) {
        for (uint64_t s = 0; s < 500; s++) {
            name_case("round %" PRIu64 ", session %" PRIu64, round, s);
            apply(document, uuid_of(s * 77 % 500, 0), round * 2 + 1, 2, 1);
            assert_int_equal(ida_document_memory(document), memory.live_bytes);
        }
    }
    document_close(document);
    test_allocator_assert_clean(&memory);
}

TEST(look_ups_and_refusals_take_no_memory)
{
    test_allocator memory;
    ida_document *document = document_in(&memory);
    apply(document, A, 1, 2, 5);
    apply(document, B, 1, 2, 5);
    test_allocator_fail_nth(&memory, 1);
    assert_decompresses(document, 1, uuid_plus(A, 1));
    assert_unknown_id(document, 2);
    ida_range again = range_of(A, 1, 2, 5);
    assert_int_equal(ida_document_finalize(document, &again), IDA_OUT_OF_ORDER);
    ida_range inside = range_of(uuid_plus(A, 3), 1, 2, 5);
    assert_int_equal(ida_document_finalize(document, &inside), IDA_COLLISION);
    assert_false(memory.failed);
    document_close(document);
    test_allocator_assert_clean(&memory);
}

TEST(session_memory_is_what_the_allocator_gave)
{
    test_allocator memory;
    ida_document *document = document_in(&memory);
    ida_session *session = session_of_size(document, A, 1);
    for (int i = 0; i < 200; i++) {
        name_case("round %d", i);
        assert_int_equal(ida_session_memory(session) + ida_document_memory(document),
                         memory.live_bytes);
        generate_count(session, 3);
        take_and_finalize(session, document);
    }
    close_sound(session);
    assert_int_equal(ida_document_memory(document), memory.live_bytes);
    ida_document_destroy(document);
    test_allocator_assert_clean(&memory);
}

TEST(merging_local_runs_takes_no_memory)
{
    test_allocator memory;
    ida_document *document = document_in(&memory);
    ida_session *session = session_new(document, A);
    generate_count(session, 1);
    size_t requests = memory.requests;
    generate_count(session, 10000);
    assert_int_equal(memory.requests, requests);
    ida_local_run run = {0, 0};
    assert_int_equal(local_runs(session, &run, 1), 1);
    assert_int_equal(run.count, 10001);
    close_both(session, document);
    test_allocator_assert_clean(&memory);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(memory_is_what_the_allocator_gave),
        cmocka_unit_test(look_ups_and_refusals_take_no_memory),
        cmocka_unit_test(session_memory_is_what_the_allocator_gave),
        cmocka_unit_test(merging_local_runs_takes_no_memory),
    };
    return RUN_TESTS(tests);
}
