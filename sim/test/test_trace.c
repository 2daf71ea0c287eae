/* The digest, the listener, and the streams of random numbers. */
#include "kernel/trace.h"

#include "kernel/narrator.h"
#include "kernel/random.h"
#include "support_cmocka.h"

static uint64_t digest_of(sim_event_kind kind, const uint64_t *numbers, size_t count)
{
    sim_trace trace;
    sim_trace_init(&trace);
    sim_trace_event(&trace, kind, numbers, count);
    return trace.digest;
}

TEST(digests_are_for_ever)
{
    /* Known answers: another value here means that no old digest can be compared any more. */
    static const uint64_t numbers[] = {1, 2, UINT64_MAX};
    static const uint8_t bytes[] = {1, 2, 3};
    sim_trace trace;
    char text[17];
    sim_trace_init(&trace);
    sim_trace_event(&trace, SIM_EVENT_OP, numbers, 3);
    sim_trace_bytes(&trace, SIM_EVENT_DOCUMENT, bytes, sizeof bytes);
    sim_trace_bytes(&trace, SIM_EVENT_DOCUMENT, NULL, 0);
    assert_int_equal(trace.events, 3);
    sim_trace_format(trace.digest, text);
    assert_string_equal(text, "ddfcba2eed4b07b0");
}

TEST(every_part_of_an_event_counts)
{
    uint64_t numbers[SIM_EVENT_NUMBERS] = {1, 2, 3, 4, 5, 6};
    uint64_t digest = digest_of(SIM_EVENT_NODE, numbers, SIM_EVENT_NUMBERS);
    assert_true(digest == digest_of(SIM_EVENT_NODE, numbers, SIM_EVENT_NUMBERS));
    assert_true(digest != digest_of(SIM_EVENT_OP, numbers, SIM_EVENT_NUMBERS));
    assert_true(digest != digest_of(SIM_EVENT_NODE, numbers, SIM_EVENT_NUMBERS - 1));
    for (size_t i = 0; i < SIM_EVENT_NUMBERS; i++) {
        numbers[i] ^= UINT64_C(1) << 63;
        assert_true(digest != digest_of(SIM_EVENT_NODE, numbers, SIM_EVENT_NUMBERS));
        numbers[i] ^= UINT64_C(1) << 63;
    }
}

TEST(the_order_of_events_counts)
{
    static const uint64_t first[] = {1};
    static const uint64_t second[] = {2};
    sim_trace a;
    sim_trace b;
    sim_trace_init(&a);
    sim_trace_init(&b);
    sim_trace_event(&a, SIM_EVENT_OP, first, 1);
    sim_trace_event(&a, SIM_EVENT_OP, second, 1);
    sim_trace_event(&b, SIM_EVENT_OP, second, 1);
    sim_trace_event(&b, SIM_EVENT_OP, first, 1);
    assert_true(a.digest != b.digest);
}

static void keep_sentence(void *context, const char *sentence)
{
    strncpy(context, sentence, 31);
}

TEST(a_narrator_tells_sentences)
{
    char heard[32] = "";
    const sim_narrator narrator = {.tell = keep_sentence, .context = heard};
    sim_narrate(&narrator, "node %d is %s", 3, "up");
    assert_string_equal(heard, "node 3 is up");
}

TEST(digests_print_as_hex)
{
    char text[17];
    sim_trace_format(UINT64_C(0x0123456789abcdef), text);
    assert_string_equal(text, "0123456789abcdef");
}

TEST(random_streams_are_independent)
{
    sim_random a = sim_random_stream(7, 1);
    sim_random b = sim_random_stream(7, 2);
    sim_random c = sim_random_stream(8, 1);
    sim_random again = sim_random_stream(7, 1);
    for (unsigned i = 0; i < 1000; i++) {
        uint64_t drawn = sim_random_next(&a);
        assert_true(drawn == sim_random_next(&again));
        assert_true(drawn != sim_random_next(&b));
        assert_true(drawn != sim_random_next(&c));
    }
    /* A seed's results must mean the same for ever; so must its draws. */
    sim_random first = sim_random_stream(0, 0);
    assert_true(sim_random_next(&first) == UINT64_C(0x85c61a300ec70fa1));
}

TEST(random_numbers_stay_below_their_bound)
{
    sim_random random = sim_random_stream(3, 3);
    unsigned counts[10] = {0};
    unsigned hits = 0;
    for (unsigned i = 0; i < 10000; i++) {
        counts[sim_random_below(&random, 10)]++;
        hits += sim_random_chance(&random, 1, 4);
        assert_int_equal(sim_random_below(&random, 1), 0);
        assert_false(sim_random_chance(&random, 0, 5));
        assert_true(sim_random_chance(&random, 5, 5));
    }
    for (unsigned i = 0; i < 10; i++) {
        assert_in_range(counts[i], 850, 1150);
    }
    assert_in_range(hits, 2300, 2700);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(digests_are_for_ever),
        cmocka_unit_test(every_part_of_an_event_counts),
        cmocka_unit_test(the_order_of_events_counts),
        cmocka_unit_test(a_narrator_tells_sentences),
        cmocka_unit_test(digests_print_as_hex),
        cmocka_unit_test(random_streams_are_independent),
        cmocka_unit_test(random_numbers_stay_below_their_bound),
    };
    return RUN_TESTS(tests);
}
