/* fuzz_rust finds what is wrong with import and export. */

#include "fuzz_rust.h"
#include "support_cmocka.h"
#include "support_finding.h"

static const fuzz_rust_calls core = {ida_rust_import, ida_rust_export_session,
                                     ida_rust_export_document};

static fuzz_finding check(const fuzz_rust_calls *calls, bool with_session)
{
    uint8_t bytes[2048];
    ida_allocator allocator = ida_allocator_standard();
    ida_snapshot snapshot;
    size_t size = make_snapshot(bytes, sizeof bytes);
    assert_int_equal(ida_snapshot_load(&allocator, bytes, size, &snapshot), IDA_OK);
    ida_status status =
        with_session
            ? ida_rust_export_session(snapshot.sessions[0], bytes, sizeof bytes, &size)
            : ida_rust_export_document(snapshot.document, NULL, bytes, sizeof bytes, &size);
    assert_int_equal(status, IDA_OK);
    ida_snapshot_close(&allocator, &snapshot);
    fuzz_finding finding = {0};
    (void)fuzz_rust_check(calls, bytes, size, &finding);
    return finding;
}

TEST(the_core_passes)
{
    fuzz_finding finding = check(&core, true);
    assert_not_found(&finding);
    finding = check(&core, false);
    assert_not_found(&finding);
}

/* The session is not the one that the bytes tell of. */
static ida_status import_worn(const ida_allocator *allocator, const uint8_t *bytes, size_t size,
                              ida_snapshot *snapshot, ida_rust_header *header)
{
    static unsigned calls;
    ida_status status = ida_rust_import(allocator, bytes, size, snapshot, header);
    calls++;
    if (status == IDA_OK && snapshot->session_count == 1 && calls % 2 == 0) {
        ida_id id;
        (void)ida_session_generate(snapshot->sessions[0], &id);
    }
    return status;
}

static ida_status export_unlike(const ida_document *document, const ida_rust_header *header,
                                uint8_t *bytes, size_t capacity, size_t *size)
{
    ida_status status = ida_rust_export_document(document, header, bytes, capacity, size);
    if (status == IDA_OK) {
        bytes[0] ^= 1;
    }
    return status;
}

TEST(wrong_calls_are_found_out)
{
    fuzz_rust_calls calls = core;
    calls.import = import_worn;
    fuzz_finding finding = check(&calls, true);
    assert_found(&finding, "canonical");
    calls = core;
    calls.export_document = export_unlike;
    finding = check(&calls, false);
    assert_found(&finding, "canonical");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_core_passes),
        cmocka_unit_test(wrong_calls_are_found_out),
    };
    return RUN_TESTS(tests);
}
