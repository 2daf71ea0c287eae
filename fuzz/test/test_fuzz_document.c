/* fuzz_document finds what is wrong with a subject, and any bytes are a program. */

#include "fuzz_document.h"
#include "support_cmocka.h"
#include "support_finding.h"

/* Runs programs of chance until one has a finding. */
static fuzz_finding run_programs(const sim_subject *subject)
{
    fuzz_finding finding = {0};
    uint64_t state = 1;
    for (unsigned i = 0; i < 3000 && !finding.found; i++) {
        uint8_t bytes[64];
        for (size_t k = 0; k < sizeof bytes; k++) {
            state = state * UINT64_C(6364136223846793005) + 1442695040888963407u;
            bytes[k] = (uint8_t)(state >> 56);
        }
        bytes[1] %= 8;
        bytes[2] %= 8;
        (void)fuzz_document_check(subject, bytes, i % sizeof bytes, &finding);
    }
    return finding;
}

TEST(the_core_passes)
{
    fuzz_finding finding = run_programs(&sim_subject_core);
    assert_not_found(&finding);
}

static ida_status finalize_twice(ida_document *document, const ida_range *range)
{
    ida_status status = ida_document_finalize(document, range);
    return status == IDA_OUT_OF_ORDER ? IDA_OK : status;
}

static ida_status generate_on_and_on(ida_session *session, ida_id *id)
{
    ida_status status = ida_session_generate(session, id);
    if (status == IDA_OK && *id < 0 && *id % 3 == 0) {
        (*id)++;
    }
    return status;
}

static ida_status recompress_anything(ida_session *session, ida_uuid uuid, ida_id *id)
{
    ida_status status = ida_session_recompress(session, uuid, id);
    if (status == IDA_UNKNOWN_ID) {
        *id = 0;
        return IDA_OK;
    }
    return status;
}

static ida_status load_other_position(const ida_allocator *allocator, const uint8_t *bytes,
                                      size_t size, ida_snapshot *snapshot)
{
    ida_status status = ida_snapshot_load(allocator, bytes, size, snapshot);
    if (status == IDA_OK) {
        snapshot->log_position++;
    }
    return status;
}

static ida_status spoil(ida_session *session, ida_id id, ida_id *op_id)
{
    ida_status status = ida_session_to_op_space(session, id, op_id);
    if (status != IDA_OK) {
        *op_id = 1;
    }
    return status;
}

TEST(wrong_subjects_are_found_out)
{
    sim_subject wrong = sim_subject_core;
    wrong.document_finalize = finalize_twice;
    fuzz_finding finding = run_programs(&wrong);
    assert_found(&finding, "contract");

    wrong = sim_subject_core;
    wrong.session_generate = generate_on_and_on;
    finding = run_programs(&wrong);
    assert_found(&finding, "session-unique");

    wrong = sim_subject_core;
    wrong.session_recompress = recompress_anything;
    finding = run_programs(&wrong);
    assert_found(&finding, "no-invention");

    wrong = sim_subject_core;
    wrong.snapshot_load = load_other_position;
    finding = run_programs(&wrong);
    assert_found(&finding, "rehydration");

    wrong = sim_subject_core;
    wrong.session_to_op_space = spoil;
    finding = run_programs(&wrong);
    assert_found(&finding, "contract");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_core_passes),
        cmocka_unit_test(wrong_subjects_are_found_out),
    };
    return RUN_TESTS(tests);
}
