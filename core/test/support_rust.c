/* Files of the Rust format, field by field: see the header. */
#include "support_rust.h"

#include "support_cmocka.h"

saved file_begin(bool with_session, bool is_32_bit)
{
    saved file = {NULL, 0};
    put_u32(&file, 1);
    put_u32(&file, with_session ? 1 : 0);
    put_u32(&file, is_32_bit ? 1 : 0);
    return file;
}

static void put_number_uuid(saved *file, ida_uuid uuid)
{
    put_u64(file, uuid.low);
    put_u64(file, uuid.high);
}

/* The UUID with version and variant, by the formula in the description of the format. */
static void put_plain_uuid(saved *file, ida_uuid uuid)
{
    uint64_t upper_48 = uuid.high >> 10;
    uint64_t middle_12 = (uuid.high << 2 | uuid.low >> 62) & 0xfff;
    put_u64(file, (uuid.low & UINT64_C(0x3fffffffffffffff)) | UINT64_C(0x8000000000000000));
    put_u64(file, upper_48 << 16 | 0x4000 | middle_12);
}

void put_sessions(saved *file, uint64_t cluster_size, const char *names, uint64_t clusters)
{
    put_u64(file, cluster_size);
    put_u64(file, strlen(names));
    for (const char *name = names; *name != '\0'; name++) {
        put_number_uuid(file, session_named(*name));
    }
    put_u64(file, clusters);
}

void put_cluster_32(saved *file, uint32_t place, uint32_t capacity, uint32_t count)
{
    put_u32(file, place);
    put_u32(file, capacity);
    put_u32(file, count);
}

void put_cluster_64(saved *file, uint64_t place, uint64_t capacity, uint64_t count)
{
    put_u64(file, place);
    put_u64(file, capacity);
    put_u64(file, count);
}

void put_local(saved *file, ida_uuid session, uint64_t generated, uint64_t next, uint64_t runs)
{
    put_plain_uuid(file, session);
    put_u64(file, generated);
    put_u64(file, next);
    put_u64(file, runs);
}

void put_run(saved *file, uint64_t first, uint64_t count)
{
    put_u64(file, first);
    put_u64(file, count);
}

/* Sessions A and B with a cluster each. */
static void put_example_document(saved *file)
{
    put_sessions(file, 3, "AB", 2);
    put_cluster_32(file, 0, 5, 2);
    put_cluster_32(file, 1, 6, 2);
}

saved example_file(void)
{
    saved file = file_begin(true, true);
    put_local(&file, A, 8, 8, 2);
    put_run(&file, 1, 2);
    put_run(&file, 6, 3);
    put_example_document(&file);
    assert_int_equal(file.size, EXAMPLE_SIZE);
    return file;
}

saved example_summary(void)
{
    saved file = file_begin(false, true);
    put_example_document(&file);
    return file;
}

saved unlisted_file(void)
{
    saved file = file_begin(true, true);
    put_local(&file, A, 0, 1, 0);
    put_sessions(&file, 5, "BC", 2);
    put_cluster_32(&file, 0, 3, 1);
    put_cluster_32(&file, 1, 3, 1);
    return file;
}

saved large_summary(bool is_32_bit, uint64_t capacity)
{
    saved file = file_begin(false, is_32_bit);
    put_sessions(&file, IDA_CLUSTER_SIZE_DEFAULT, "A", 1);
    if (is_32_bit) {
        put_cluster_32(&file, 0, (uint32_t)capacity, (uint32_t)(capacity - 1));
    } else {
        put_cluster_64(&file, 0, capacity, capacity - 1);
    }
    return file;
}

/* Puts the bytes, which it frees, over those of the file. */
static void overwrite(saved *file, size_t at, saved bytes)
{
    assert_true(at + bytes.size <= file->size);
    memcpy(file->bytes + at, bytes.bytes, bytes.size);
    saved_free(&bytes);
}

void set_u64(saved *file, size_t at, uint64_t value)
{
    saved bytes = {NULL, 0};
    put_u64(&bytes, value);
    overwrite(file, at, bytes);
}

void set_u32(saved *file, size_t at, uint32_t value)
{
    saved bytes = {NULL, 0};
    put_u32(&bytes, value);
    overwrite(file, at, bytes);
}

void set_uuid(saved *file, size_t at, ida_uuid uuid)
{
    saved bytes = {NULL, 0};
    put_number_uuid(&bytes, uuid);
    overwrite(file, at, bytes);
}

static ida_status import_rust(const ida_allocator *allocator, const uint8_t *bytes, size_t size,
                              ida_snapshot *snapshot, foreign_extra *extra)
{
    ida_rust_header header;
    ida_status status = ida_rust_import(allocator, bytes, size, snapshot, &header);
    if (status == IDA_OK) {
        extra->first = header.first;
        extra->has_first = header.has_first;
        extra->cluster_size = header.cluster_size;
    }
    return status;
}

/* A summary's header is that of an allocator that the import does not make: give it back. */
static ida_status export_rust_again(const ida_snapshot *snapshot, const foreign_extra *extra,
                                    uint8_t *bytes, size_t capacity, size_t *size)
{
    if (snapshot->session_count != 0) {
        return ida_rust_export_session(snapshot->sessions[0], bytes, capacity, size);
    }
    ida_rust_header header = {extra->cluster_size, extra->has_first, extra->first};
    return ida_rust_export_document(snapshot->document, &header, bytes, capacity, size);
}

static ida_status export_rust_document(const ida_document *document, const ida_session *named,
                                       uint8_t *bytes, size_t capacity, size_t *size)
{
    if (named == NULL) {
        return ida_rust_export_document(document, NULL, bytes, capacity, size);
    }
    ida_rust_header header = ida_rust_header_of(named);
    return ida_rust_export_document(document, &header, bytes, capacity, size);
}

const foreign_format rust = {import_rust, export_rust_again, ida_rust_export_session,
                             export_rust_document};

void assert_refused_file(saved file)
{
    assert_import_refused(&rust, &file, IDA_MALFORMED);
    saved_free(&file);
}

void assert_reproduced_file(saved file)
{
    assert_import_reproduces(&rust, &file);
    saved_free(&file);
}

void assert_accepted_if(bool is_good, saved file)
{
    if (is_good) {
        assert_reproduced_file(file);
    } else {
        assert_refused_file(file);
    }
}

void assert_u64_refused(size_t at, uint64_t value)
{
    saved file = example_file();
    set_u64(&file, at, value);
    assert_refused_file(file);
}

void assert_u32_refused(size_t at, uint32_t value)
{
    saved file = example_file();
    set_u32(&file, at, value);
    assert_refused_file(file);
}
