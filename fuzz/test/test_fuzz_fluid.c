/* fuzz_fluid finds what is wrong with import and export, from text and from raw bytes. */

#include "fuzz_fluid.h"
#include "support_cmocka.h"
#include "support_finding.h"

static const fuzz_fluid_calls core = {ida_fluid_import, ida_fluid_export_session_as,
                                      ida_fluid_export_document_as};

static unsigned imports;

static ida_status import_counted(const ida_allocator *allocator, const char *text, size_t size,
                                 ida_snapshot *snapshot, ida_uuid *first)
{
    ida_status status = ida_fluid_import(allocator, text, size, snapshot, first);
    imports += status == IDA_OK;
    return status;
}

/* The text of the usual snapshot, with its session. */
static size_t make_text(char *text, size_t capacity)
{
    uint8_t bytes[1024];
    ida_allocator allocator = ida_allocator_standard();
    ida_snapshot snapshot;
    size_t size = make_snapshot(bytes, sizeof bytes);
    assert_int_equal(ida_snapshot_load(&allocator, bytes, size, &snapshot), IDA_OK);
    assert_int_equal(ida_fluid_export_session(snapshot.sessions[0], text, capacity, &size), IDA_OK);
    ida_snapshot_close(&allocator, &snapshot);
    return size;
}

static fuzz_finding check(const fuzz_fluid_calls *calls)
{
    char text[2048];
    size_t size = make_text(text, sizeof text);
    fuzz_finding finding = {0};
    (void)fuzz_fluid_check(calls, (const uint8_t *)text, size, &finding);
    return finding;
}

TEST(text_and_raw_bytes_are_read)
{
    fuzz_fluid_calls calls = core;
    calls.import = import_counted;
    imports = 0;
    fuzz_finding finding = check(&calls);
    assert_not_found(&finding);
    assert_int_equal(imports, 2);
    /* No session, no clusters, no local state: version 2.0, false, and two zeros. */
    static const uint8_t raw[] = {0, 0, 0, 0, 0, 0, 0, 0, 0x40, 0, 0, 0, 0, 0, 0, 0, 0,
                                  0, 0, 0, 0, 0, 0, 0, 0, 0,    0, 0, 0, 0, 0, 0, 0};
    assert_true(fuzz_fluid_check(&calls, raw, sizeof raw, &finding));
    assert_int_equal(imports, 4);
}

static ida_status import_open(const ida_allocator *allocator, const char *text, size_t size,
                              ida_snapshot *snapshot, ida_uuid *first)
{
    (void)allocator->resize(allocator->context, NULL, 0, 8);
    return ida_fluid_import(allocator, text, size, snapshot, first);
}

static ida_status export_unlike(ida_session *session, uint32_t version, char *text, size_t capacity,
                                size_t *size)
{
    ida_status status = ida_fluid_export_session_as(session, version, text, capacity, size);
    if (status == IDA_OK) {
        text[0] = 'x';
    }
    return status;
}

static ida_status export_never(ida_session *session, uint32_t version, char *text, size_t capacity,
                               size_t *size)
{
    (void)version;
    (void)session;
    (void)text;
    (void)capacity;
    (void)size;
    return IDA_NOT_REPRESENTABLE;
}

TEST(wrong_calls_are_found_out)
{
    fuzz_fluid_calls calls = core;
    calls.import = import_open;
    fuzz_finding finding = check(&calls);
    assert_found(&finding, "contract");
    calls = core;
    calls.export_session = export_unlike;
    finding = check(&calls);
    assert_found(&finding, "canonical");
    calls.export_session = export_never;
    finding = check(&calls);
    assert_found(&finding, "canonical");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(text_and_raw_bytes_are_read),
        cmocka_unit_test(wrong_calls_are_found_out),
    };
    return RUN_TESTS(tests);
}
