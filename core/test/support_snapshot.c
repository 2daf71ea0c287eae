/* The second encoder and the loading of what it wrote: see the header. */
#include "support_snapshot.h"

#include <xxhash.h>

#include "support_cmocka.h"

void put_byte(encoder *e, unsigned byte)
{
    assert_true(e->size < MAX_BYTES);
    e->bytes[e->size++] = (uint8_t)byte;
}

void put_fixed(encoder *e, uint64_t number)
{
    for (unsigned i = 0; i < 8; i++) {
        put_byte(e, (unsigned)(number >> 8 * i & 0xff));
    }
}

static void put_plain_varint(encoder *e, uint64_t number)
{
    while (number >= 128) {
        put_byte(e, (unsigned)(number % 128) | 128);
        number /= 128;
    }
    put_byte(e, (unsigned)number);
}

static void put_odd_varint(encoder *e, uint64_t number)
{
    switch (e->what->how_odd) {
    case ODD_LONGER:
        /* The same number with a zero on top. */
        put_plain_varint(e, number);
        e->bytes[e->size - 1] |= 0x80;
        put_byte(e, 0);
        break;
    case ODD_TOO_WIDE:
        /* The number and 2^64, which is lost in 64 bits. */
        for (unsigned i = 0; i < 9; i++) {
            put_byte(e, (unsigned)(number >> 7 * i & 0x7f) | 0x80);
        }
        put_byte(e, (unsigned)(number >> 63) | 2);
        break;
    case ODD_ENDLESS:
        for (unsigned i = 0; i < 10; i++) {
            put_byte(e, (unsigned)(number >> (i < 9 ? 7 * i : 63) & 0x7f) | 0x80);
        }
        put_byte(e, 1);
        break;
    case ODD_HUGE:
        put_plain_varint(e, UINT64_MAX);
        break;
    }
}

static void put_varint(encoder *e, uint64_t number)
{
    e->varints++;
    if (e->varints == e->what->odd_ordinal) {
        put_odd_varint(e, number);
    } else {
        put_plain_varint(e, number);
    }
}

static void put_uuid(encoder *e, ida_uuid uuid)
{
    put_fixed(e, uuid.low);
    put_fixed(e, uuid.high);
}

static void put_local(encoder *e, const forged_local *local)
{
    put_uuid(e, local->id);
    put_varint(e, local->generated);
    put_varint(e, local->next_less_1);
    put_varint(e, local->size_less_1);
    put_varint(e, local->run_claim);
    for (size_t i = 0; i < local->run_count; i++) {
        put_varint(e, local->runs[i].gap);
        put_varint(e, local->runs[i].count_less_1);
    }
}

void put_checksum(encoder *e)
{
    put_fixed(e, XXH3_64bits(e->bytes, e->size));
}

encoder encoded_body(const forgery *what)
{
    encoder made = {.bytes = "IDAL\x01", .size = 5, .what = what};
    encoder *e = &made;
    put_varint(e, what->log_position);
    put_varint(e, what->session_claim);
    put_varint(e, what->cluster_claim);
    for (size_t i = 0; i < what->session_count; i++) {
        put_uuid(e, what->sessions[i].id);
        put_varint(e, what->sessions[i].reserved);
    }
    for (size_t i = 0; i < what->cluster_count; i++) {
        put_varint(e, what->clusters[i].session);
        put_varint(e, what->clusters[i].capacity_less_1);
    }
    put_varint(e, what->local_claim);
    for (size_t i = 0; i < what->local_count; i++) {
        put_local(e, &what->locals[i]);
    }
    e->what = NULL;
    return made;
}

encoder encoded(const forgery *what)
{
    encoder e = encoded_body(what);
    put_checksum(&e);
    return e;
}

forgery honest(void)
{
    forgery what = {
        .log_position = 300,
        .session_claim = 2,
        .session_count = 2,
        .sessions = {{A, 4}, {B, 1}},
        .cluster_claim = 3,
        .cluster_count = 3,
        .clusters = {{0, 2}, {0, 1}, {2, 4}},
        .local_claim = 2,
        .local_count = 2,
        .locals = {{A, 5, 5, 3, 2, 2, {{0, 0}, {2, 1}}}, {C, 2, 1, 511, 1, 1, {{0, 1}}}},
    };
    return what;
}

encoder honest_file(void)
{
    forgery what = honest();
    return encoded(&what);
}

encoder honest_body(void)
{
    forgery what = honest();
    return encoded_body(&what);
}

static const ida_snapshot untouched = {NULL, NULL, 424242, 232323};

ida_status load(const uint8_t *bytes, size_t size, ida_snapshot *snapshot, test_allocator *memory)
{
    uint8_t *copy = exact_copy(bytes, size);
    test_allocator_init(memory);
    ida_allocator allocator = test_allocator_interface(memory);
    *snapshot = untouched;
    ida_status status = ida_snapshot_load(&allocator, copy, size, snapshot);
    free(copy);
    assert_true(memory->peak_bytes <= 1024 + 32 * size);
    return status;
}

void close_loaded(ida_snapshot *snapshot, test_allocator *memory)
{
    ida_allocator allocator = test_allocator_interface(memory);
    ida_snapshot_close(&allocator, snapshot);
    assert_null(snapshot->document);
    assert_null(snapshot->sessions);
    assert_int_equal(snapshot->session_count, 0);
    assert_int_equal(snapshot->log_position, 0);
    test_allocator_assert_clean(memory);
}

static void assert_untouched(const ida_snapshot *snapshot)
{
    assert_null(snapshot->document);
    assert_null(snapshot->sessions);
    assert_int_equal(snapshot->session_count, untouched.session_count);
    assert_int_equal(snapshot->log_position, untouched.log_position);
}

ida_status load_status(const uint8_t *bytes, size_t size)
{
    test_allocator memory;
    ida_snapshot snapshot;
    ida_status status = load(bytes, size, &snapshot, &memory);
    if (status == IDA_OK) {
        close_loaded(&snapshot, &memory);
    } else {
        assert_untouched(&snapshot);
        test_allocator_assert_clean(&memory);
    }
    return status;
}

ida_status forged_status(const forgery *what)
{
    encoder e = encoded(what);
    return load_status(e.bytes, e.size);
}

void assert_sound(const ida_snapshot *snapshot)
{
    assert_true(ida_document_verify(snapshot->document));
    for (size_t i = 0; i < snapshot->session_count; i++) {
        assert_true(ida_session_verify(snapshot->sessions[i]));
        assert_ptr_equal(ida_session_document(snapshot->sessions[i]), snapshot->document);
        if (i > 0) {
            assert_true(ida_uuid_compare(ida_session_id(snapshot->sessions[i - 1]),
                                         ida_session_id(snapshot->sessions[i])) < 0);
        }
    }
}

void assert_loads_as_it_is(const uint8_t *bytes, size_t size)
{
    test_allocator memory;
    ida_snapshot snapshot;
    assert_int_equal(load(bytes, size, &snapshot, &memory), IDA_OK);
    assert_sound(&snapshot);
    size_t bound = ida_snapshot_bound(snapshot.document, snapshot.sessions, snapshot.session_count);
    assert_true(bound >= size);
    uint8_t *again = malloc(bound);
    assert_non_null(again);
    size_t again_size = 0;
    assert_int_equal(ida_snapshot_save(snapshot.document, snapshot.sessions, snapshot.session_count,
                                       snapshot.log_position, again, bound, &again_size),
                     IDA_OK);
    assert_int_equal(again_size, size);
    assert_memory_equal(again, bytes, size);
    free(again);
    close_loaded(&snapshot, &memory);
}

void assert_forgery_loads(const forgery *what)
{
    encoder e = encoded(what);
    assert_loads_as_it_is(e.bytes, e.size);
}
