/* fuzz_tape finds what is wrong with the two forms of a tape. */

#include "fuzz_tape.h"
#include "support_cmocka.h"
#include "support_finding.h"

static const fuzz_tape_calls core = {sim_tape_parse, sim_tape_print, sim_tape_decode,
                                     sim_tape_encode};

static fuzz_finding check(const fuzz_tape_calls *calls, const char *text)
{
    fuzz_finding finding = {0};
    (void)fuzz_tape_check(calls, (const uint8_t *)text, strlen(text), &finding);
    return finding;
}

static const char good[] = "idalloc-tape 1\n"
                           "world nodes=3 slots=2 write-ahead=0x1 cluster-size=5 seed=7\n"
                           "start 0\nopen 0 1 0\ngenerate 0 1 2\n";

TEST(right_calls_pass)
{
    fuzz_finding finding = check(&core, good);
    assert_not_found(&finding);
    finding = check(&core, "idalloc-tape 1\nno world\n");
    assert_not_found(&finding);
    finding = check(&core, "");
    assert_not_found(&finding);
}

static char *print_less(const sim_tape *tape, size_t *size)
{
    sim_tape shorter = *tape;
    shorter.count -= shorter.count > 0 ? 1 : 0;
    return sim_tape_print(&shorter, size);
}

static bool parse_nothing(const char *text, size_t size, sim_tape *tape, sim_tape_error *error)
{
    if (sim_tape_parse(text, size, tape, error)) {
        return true;
    }
    error->message[0] = '\0';
    return false;
}

static uint8_t *encode_other(const sim_tape *tape, size_t *size)
{
    uint8_t *bytes = sim_tape_encode(tape, size);
    if (bytes != NULL) {
        bytes[4] ^= 1;
    }
    return bytes;
}

TEST(wrong_calls_are_found_out)
{
    fuzz_tape_calls calls = core;
    calls.print = print_less;
    fuzz_finding finding = check(&calls, good);
    assert_found(&finding, "round-trip");
    calls = core;
    calls.encode = encode_other;
    finding = check(&calls, good);
    assert_found(&finding, "round-trip");
    calls = core;
    calls.parse = parse_nothing;
    finding = check(&calls, "nonsense");
    assert_found(&finding, "contract");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(right_calls_pass),
        cmocka_unit_test(wrong_calls_are_found_out),
    };
    return RUN_TESTS(tests);
}
