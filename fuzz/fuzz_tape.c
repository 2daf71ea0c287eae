/* Parses, prints, encodes and decodes tapes, and compares. */
#include "fuzz_tape.h"

#include <stdlib.h>
#include <string.h>

#include "loaded.h"

static bool prints_and_parses(const fuzz_tape_calls *calls, const sim_tape *tape,
                              fuzz_finding *finding)
{
    size_t sizes[2] = {0, 0};
    char *text = calls->print(tape, &sizes[0]);
    if (text == NULL) {
        return true;
    }
    sim_tape again;
    sim_tape_error error;
    if (!calls->parse(text, sizes[0], &again, &error)) {
        free(text);
        return fuzz_find(finding, "round-trip", "parsing what was printed", "a tape",
                         error.message);
    }
    bool passed =
        sim_tape_equal(tape, &again) ||
        fuzz_find(finding, "round-trip", "printed and parsed", "the same tape", "another");
    char *printed = calls->print(&again, &sizes[1]);
    if (passed && printed != NULL) {
        passed = fuzz_loaded_same("printed again", text, sizes[0], printed, sizes[1], finding);
    }
    free(printed);
    free(text);
    sim_tape_free(&again);
    return passed;
}

static bool encodes_and_decodes(const fuzz_tape_calls *calls, const sim_tape *tape,
                                fuzz_finding *finding)
{
    size_t sizes[2] = {0, 0};
    uint8_t *bytes = calls->encode(tape, &sizes[0]);
    sim_tape again;
    if (bytes == NULL || !calls->decode(bytes, sizes[0], &again)) {
        free(bytes);
        return true;
    }
    bool passed =
        sim_tape_equal(tape, &again) ||
        fuzz_find(finding, "round-trip", "encoded and decoded", "the same tape", "another");
    uint8_t *encoded = calls->encode(&again, &sizes[1]);
    if (passed && encoded != NULL) {
        passed = fuzz_loaded_same("encoded again", bytes, sizes[0], encoded, sizes[1], finding);
    }
    free(encoded);
    free(bytes);
    sim_tape_free(&again);
    return passed;
}

/* A refused text has a reason and a place in the text. */
static bool explains(const sim_tape_error *error, const char *text, size_t size,
                     fuzz_finding *finding)
{
    size_t lines = 1;
    for (size_t i = 0; i < size; i++) {
        lines += text[i] == '\n';
    }
    if (memchr(error->message, '\0', sizeof error->message) == NULL || error->message[0] == '\0') {
        return fuzz_find(finding, "contract", "an error", "a message", "none");
    }
    if (error->line > lines) {
        return fuzz_find_number(finding, "contract", "an error's line", lines, error->line);
    }
    return true;
}

bool fuzz_tape_check(const fuzz_tape_calls *calls, const uint8_t *bytes, size_t size,
                     fuzz_finding *finding)
{
    size = size < FUZZ_TAPE_SIZE ? size : FUZZ_TAPE_SIZE;
    sim_tape tape;
    sim_tape_error error;
    bool passed = true;
    if (calls->parse((const char *)bytes, size, &tape, &error)) {
        passed =
            prints_and_parses(calls, &tape, finding) && encodes_and_decodes(calls, &tape, finding);
        sim_tape_free(&tape);
    } else {
        passed = explains(&error, (const char *)bytes, size, finding);
    }
    if (passed && calls->decode(bytes, size, &tape)) {
        passed =
            prints_and_parses(calls, &tape, finding) && encodes_and_decodes(calls, &tape, finding);
        sim_tape_free(&tape);
    }
    return passed;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    static const fuzz_tape_calls calls = {sim_tape_parse, sim_tape_print, sim_tape_decode,
                                          sim_tape_encode};
    fuzz_finding finding = {0};
    if (!fuzz_tape_check(&calls, bytes, size, &finding)) {
        fuzz_abort("fuzz_tape", &finding);
    }
    return 0;
}
