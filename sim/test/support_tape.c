/* A tape and its two forms, for tests: see the header. */
#include "support_tape.h"

#include "support_cmocka.h"

void assert_same(const sim_tape *a, const sim_tape *b)
{
    assert_true(sim_tape_equal(a, b));
    assert_true(sim_tape_equal(b, a));
}

void assert_round_trips(const sim_tape *tape)
{
    size_t text_size;
    size_t again_size;
    size_t binary_size;
    sim_tape parsed;
    sim_tape decoded;
    sim_tape_error error;
    char *text = sim_tape_print(tape, &text_size);
    assert_non_null(text);
    assert_int_equal(strlen(text), text_size);
    assert_true(sim_tape_parse(text, text_size, &parsed, &error));
    assert_same(tape, &parsed);
    uint8_t *binary = sim_tape_encode(&parsed, &binary_size);
    assert_non_null(binary);
    assert_true(sim_tape_decode(binary, binary_size, &decoded));
    assert_same(tape, &decoded);
    char *again = sim_tape_print(&decoded, &again_size);
    assert_non_null(again);
    assert_int_equal(again_size, text_size);
    assert_memory_equal(again, text, text_size);
    free(text);
    free(again);
    free(binary);
    sim_tape_free(&parsed);
    sim_tape_free(&decoded);
}
