/*
 * The simulator and the fuzz targets rely on ida_coordinator_verify: each kind of damage that it
 * looks for is done here, alone, and must be seen.
 */
#include "sequence_internal.h"
#include "support_cmocka.h"
#include "support_sequence.h"

/* Damages the coordinator c: that is seen, and nothing before it and after the repair. */
#define ASSERT_SEEN(name, ...)                                                                     \
    do {                                                                                           \
        ida_coordinator good = *c;                                                                 \
        name_case("%s", name);                                                                     \
        assert_true(ida_coordinator_verify(c));                                                    \
        __VA_ARGS__;                                                                               \
        assert_false(ida_coordinator_verify(c));                                                   \
        *c = good;                                                                                 \
        assert_true(ida_coordinator_verify(c));                                                    \
    } while (0)

/* A coordinator that has drawn the first of 1002, 1006, ... 1098, and asks for more at once. */
static ida_coordinator *drawing_coordinator(void)
{
    ida_coordinator *coordinator = coordinator_of(4, 0);
    give(coordinator, (ida_chunk){1000, 1100, 1, 4});
    assert_int_equal(draw(coordinator), 1002);
    return coordinator;
}

TEST(verify_finds_a_damaged_coordinator_without_a_chunk)
{
    ida_coordinator *c = coordinator_of(4, 0);
    ASSERT_SEEN("number is zero", c->number = 0);
    ASSERT_SEEN("incarnation is zero", c->record.incarnation = 0);
    ASSERT_SEEN("prefetch is above all", c->prefetch_percent = 101);
    ASSERT_SEEN("granted is above all IDs", c->after = IDA_SEQUENCE_ID_MAX + 1);
    ASSERT_SEEN("left of no chunk", c->left = 1);
    ASSERT_SEEN("stored is above what was granted", c->record.after = c->after + 1);
    ASSERT_SEEN("threshold of no chunk", c->request_below = 2);
    ida_coordinator_destroy(c);
}

TEST(verify_finds_a_damaged_chunk)
{
    ida_coordinator *c = drawing_coordinator();
    ASSERT_SEEN("number is zero", c->number = 0);
    ASSERT_SEEN("incarnation is zero", c->record.incarnation = 0);
    ASSERT_SEEN("prefetch is above all", c->prefetch_percent = 101);
    ASSERT_SEEN("granted is above all IDs", c->after = IDA_SEQUENCE_ID_MAX + 1);
    ASSERT_SEEN("stored is above what was granted", c->record.after = c->after + 1);
    ASSERT_SEEN("threshold is zero", c->request_below = 0);
    ASSERT_SEEN("chunk is invalid", c->chunk.index = c->chunk.count);
    ASSERT_SEEN("chunk is not stored", c->record.after = c->chunk.ending - 1);
    ASSERT_SEEN("stride is not the chunk's", c->stride++);
    ASSERT_SEEN("next ID is another", c->next_id += c->stride);
    ASSERT_SEEN("more is left than there is", c->left = ida_chunk_size(&c->chunk) + 1;
                c->next_id = c->chunk.starting + 2 - c->stride);
    ASSERT_SEEN("far more is left than there is", c->left = UINT64_MAX);
    ida_coordinator_destroy(c);
}

TEST(verify_finds_a_damaged_next_chunk)
{
    ida_coordinator *c = drawing_coordinator();
    install(c, (ida_chunk){1100, 1200, 1, 4});
    for (int confirmed = 0; confirmed <= 1; confirmed++) {
        ASSERT_SEEN("next is invalid", c->next.count = 0);
        ASSERT_SEEN("next is empty", c->next.index = 100; c->next.count = 101);
        ASSERT_SEEN("next begins in the current chunk", c->next.starting--);
        ASSERT_SEEN("next is not what is stored", c->next.ending--);
        ASSERT_SEEN("nothing keeps the next chunk waiting", c->left = 0; c->is_pending = false);
        ASSERT_SEEN("number is zero", c->number = 0);
        keep_pending(c);
    }
    ida_coordinator_destroy(c);
}

/* It is pending, so that the next chunk waits although the current one is empty. */
TEST(a_chunk_may_wait_for_its_confirmation_alone)
{
    ida_coordinator *coordinator = drawing_coordinator();
    uint64_t id = 0;
    install(coordinator, (ida_chunk){1100, 1200, 1, 4});
    while (ida_coordinator_next(coordinator, &id) == IDA_OK) {
        assert_true(ida_coordinator_verify(coordinator));
    }
    assert_int_equal(id, 1098);
    assert_int_equal(ida_coordinator_left(coordinator), 25);
    assert_true(ida_coordinator_verify(coordinator));
    ida_coordinator_destroy(coordinator);
}

TEST(a_coordinator_at_the_last_id_is_consistent)
{
    ida_coordinator *coordinator = coordinator_of(4, 0);
    install(coordinator, (ida_chunk){IDA_SEQUENCE_ID_MAX - 1, IDA_SEQUENCE_ID_MAX, 0, 1});
    assert_true(ida_coordinator_verify(coordinator));
    keep_pending(coordinator);
    (void)draw(coordinator);
    ida_coordinator_destroy(coordinator);
}

TEST(verify_finds_a_damaged_stop)
{
    ida_coordinator *c = drawing_coordinator();
    ida_chunk_return rest;
    assert_true(ida_coordinator_stop(c, &rest));
    ASSERT_SEEN("rest of nobody", c->is_stopped = false);
    ASSERT_SEEN("stopped with an ID left", c->chunk = (ida_chunk){1000, 1010, 1, 4};
                c->record.after = 1010; c->stride = 4; c->left = 1; c->next_id = 1010);
    ASSERT_SEEN("rest of no request", c->rest.number = 0);
    ASSERT_SEEN("rest of a request to come", c->rest.number = c->number);
    ASSERT_SEEN("rest is used up", c->rest.drawn = 25);
    ASSERT_SEEN("rest is below what was drawn", c->rest.drawn = 0);
    ida_coordinator_destroy(c);
    /* Without a rest there is only that nothing is left. */
    c = coordinator_of(4, 0);
    assert_false(ida_coordinator_stop(c, &rest));
    assert_true(ida_coordinator_verify(c));
    ida_coordinator_destroy(c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(verify_finds_a_damaged_coordinator_without_a_chunk),
        cmocka_unit_test(verify_finds_a_damaged_chunk),
        cmocka_unit_test(verify_finds_a_damaged_next_chunk),
        cmocka_unit_test(a_chunk_may_wait_for_its_confirmation_alone),
        cmocka_unit_test(a_coordinator_at_the_last_id_is_consistent),
        cmocka_unit_test(verify_finds_a_damaged_stop),
    };
    return RUN_TESTS(tests);
}
