/*
 * Damaged bytes: without a valid checksum all of them are refused; with one they are refused or
 * mean something, and no number makes the library take memory that the bytes cannot fill.
 */
#include <xxhash.h>

#include "support_cmocka.h"
#include "support_random.h"
#include "support_snapshot.h"

TEST(every_truncation_is_refused)
{
    encoder e = honest_file();
    for (size_t size = 0; size < e.size; size++) {
        name_case("%zu bytes", size);
        ida_status status = load_status(e.bytes, size);
        assert_true(status == IDA_MALFORMED || status == IDA_CHECKSUM);
        if (size < 5) {
            assert_int_equal(status, IDA_MALFORMED);
        }
    }
}

TEST(every_flipped_bit_is_refused)
{
    encoder e = honest_file();
    for (size_t bit = 0; bit < e.size * 8; bit++) {
        name_case("bit %zu of byte %zu", bit % 8, bit / 8);
        e.bytes[bit / 8] ^= (uint8_t)(1u << bit % 8);
        ida_status status = load_status(e.bytes, e.size);
        e.bytes[bit / 8] ^= (uint8_t)(1u << bit % 8);
        if (bit / 8 < 4) {
            assert_int_equal(status, IDA_MALFORMED);
        } else if (bit / 8 == 4) {
            assert_true(status == IDA_UNSUPPORTED_VERSION || status == IDA_CHECKSUM);
        } else {
            assert_int_equal(status, IDA_CHECKSUM);
        }
    }
    assert_int_equal(load_status(e.bytes, e.size), IDA_OK);
}

TEST(trailing_bytes_are_refused)
{
    encoder e = honest_file();
    for (unsigned byte = 0; byte < 256; byte++) {
        name_case("byte %u", byte);
        e.bytes[e.size] = (uint8_t)byte;
        assert_int_equal(load_status(e.bytes, e.size + 1), IDA_CHECKSUM);
    }
    for (unsigned byte = 0; byte < 256; byte++) {
        name_case("byte %u with a checksum", byte);
        e = honest_body();
        put_byte(&e, byte);
        put_checksum(&e);
        assert_int_equal(load_status(e.bytes, e.size), IDA_MALFORMED);
    }
}

TEST(another_version_is_refused_by_name)
{
    for (unsigned version = 0; version < 256; version++) {
        name_case("version %u", version);
        encoder e = honest_body();
        e.bytes[4] = (uint8_t)version;
        put_checksum(&e);
        /* Version 2 has shards, and these bytes have none. */
        ida_status other = version == 2 ? IDA_MALFORMED : IDA_UNSUPPORTED_VERSION;
        assert_int_equal(load_status(e.bytes, e.size), version == 1 ? IDA_OK : other);
    }
}

TEST(the_shortest_inputs_are_told_apart)
{
    const uint8_t newer[] = {'I', 'D', 'A', 'L', 3};
    assert_int_equal(load_status(newer, 5), IDA_UNSUPPORTED_VERSION);
    assert_int_equal(load_status(newer, 4), IDA_MALFORMED);
    /* A checksum, right or wrong, of nothing. */
    encoder e = {.bytes = {'I', 'D', 'A', 'L', 1}, .size = 5};
    assert_int_equal(load_status(e.bytes, 5), IDA_MALFORMED);
    assert_int_equal(load_status(e.bytes, 12), IDA_MALFORMED);
    assert_int_equal(load_status(e.bytes, 13), IDA_CHECKSUM);
    put_checksum(&e);
    assert_int_equal(load_status(e.bytes, 13), IDA_MALFORMED);
}

TEST(another_magic_is_malformed)
{
    for (size_t place = 0; place < 4; place++) {
        name_case("byte %zu", place);
        encoder e = honest_body();
        e.bytes[place] ^= 0x20;
        put_checksum(&e);
        assert_int_equal(load_status(e.bytes, e.size), IDA_MALFORMED);
    }
}

TEST(the_checksum_covers_everything_and_stands_in_little_endian)
{
    encoder e = honest_body();
    uint64_t sum = XXH3_64bits(e.bytes, e.size);
    for (unsigned i = 0; i < 8; i++) {
        put_byte(&e, (unsigned)(sum >> (56 - 8 * i) & 0xff));
    }
    assert_int_equal(load_status(e.bytes, e.size), IDA_CHECKSUM);
    e = honest_body();
    put_fixed(&e, XXH3_64bits(e.bytes + 5, e.size - 5));
    assert_int_equal(load_status(e.bytes, e.size), IDA_CHECKSUM);
}

/* ---- With a valid checksum ------------------------------------------------------------------- */

TEST(every_checksummed_truncation_is_malformed)
{
    encoder whole = honest_body();
    /* Shorter ones have no version. */
    for (size_t size = 5; size < whole.size; size++) {
        name_case("%zu bytes", size);
        encoder e = whole;
        e.size = size;
        put_checksum(&e);
        assert_int_equal(load_status(e.bytes, e.size), IDA_MALFORMED);
    }
}

/* A run takes two bytes at least; no room is made for more of them than there can be. */
TEST(claimed_runs_take_no_memory_that_the_bytes_cannot_fill)
{
    for (size_t claim = 400; claim <= 401; claim++) {
        name_case("%zu runs claimed", claim);
        forgery what = honest();
        what.local_claim = what.local_count = 1;
        what.locals[0].run_claim = claim;
        what.locals[0].run_count = 0;
        encoder e = encoded_body(&what);
        for (size_t i = 0; i < 800; i++) {
            put_byte(&e, 0);
        }
        put_checksum(&e);
        test_allocator memory;
        ida_snapshot snapshot;
        assert_int_equal(load(e.bytes, e.size, &snapshot, &memory), IDA_MALFORMED);
        assert_int_equal(memory.peak_bytes >= claim * sizeof(ida_local_run), claim == 400);
    }
}

/* Whatever a byte is changed to: it is refused, or it means something and is written alike. */
TEST(every_changed_byte_is_refused_or_read_for_what_it_says)
{
    encoder whole = honest_body();
    size_t accepted = 0;
    for (size_t place = 5; place < whole.size; place++) {
        for (unsigned change = 1; change < 256; change++) {
            name_case("byte %zu ^ %u", place, change);
            encoder e = whole;
            e.bytes[place] ^= (uint8_t)change;
            put_checksum(&e);
            ida_status status = load_status(e.bytes, e.size);
            if (status == IDA_OK) {
                accepted++;
                assert_loads_as_it_is(e.bytes, e.size);
            } else {
                assert_int_equal(status, IDA_MALFORMED);
            }
        }
    }
    assert_true(accepted > 1000);
}

TEST(random_changes_are_refused_or_read_for_what_they_say)
{
    encoder whole = honest_body();
    uint64_t random = 77;
    for (int i = 0; i < 40000; i++) {
        name_case("change %d", i);
        encoder e = whole;
        for (uint64_t k = 1 + random_below(&random, 4); k > 0; k--) {
            size_t place = 5 + (size_t)random_below(&random, whole.size - 5);
            e.bytes[place] = (uint8_t)(random_below(&random, 2) == 0 ? random_below(&random, 6)
                                                                     : random_next(&random));
        }
        put_checksum(&e);
        ida_status status = load_status(e.bytes, e.size);
        if (status == IDA_OK) {
            assert_loads_as_it_is(e.bytes, e.size);
        } else {
            assert_int_equal(status, IDA_MALFORMED);
        }
    }
}

TEST(varints_must_be_in_their_shortest_form_and_fit)
{
    for (size_t ordinal = 1; ordinal <= HONEST_VARINTS; ordinal++) {
        for (odd_way way = ODD_LONGER; way <= ODD_ENDLESS; way++) {
            name_case("varint %zu, way %d", ordinal, (int)way);
            forgery what = honest();
            what.odd_ordinal = ordinal;
            what.how_odd = way;
            assert_int_equal(forged_status(&what), IDA_MALFORMED);
        }
    }
}

TEST(huge_numbers_are_refused_without_taking_memory)
{
    for (size_t ordinal = 1; ordinal <= HONEST_VARINTS; ordinal++) {
        name_case("varint %zu", ordinal);
        forgery what = honest();
        what.odd_ordinal = ordinal;
        what.how_odd = ODD_HUGE;
        /* The first is the log position, which may be anything. */
        assert_int_equal(forged_status(&what), ordinal == 1 ? IDA_OK : IDA_MALFORMED);
    }
    const uint64_t claims[] = {5,
                               1000,
                               UINT32_MAX,
                               (uint64_t)UINT32_MAX + 1,
                               UINT64_C(1) << 60,
                               UINT64_C(1) << 61,
                               UINT64_C(1) << 63,
                               UINT64_MAX - 1};
    for (size_t i = 0; i < COUNT_OF(claims); i++) {
        name_case("claim %" PRIu64, claims[i]);
        forgery what = honest();
        what.session_claim = claims[i];
        assert_int_equal(forged_status(&what), IDA_MALFORMED);
        what = honest();
        what.cluster_claim = claims[i];
        assert_int_equal(forged_status(&what), IDA_MALFORMED);
        what = honest();
        what.local_claim = claims[i];
        assert_int_equal(forged_status(&what), IDA_MALFORMED);
        what = honest();
        what.locals[1].run_claim = claims[i];
        assert_int_equal(forged_status(&what), IDA_MALFORMED);
        what = (forgery){.session_claim = claims[i]};
        assert_int_equal(forged_status(&what), IDA_MALFORMED);
        what = (forgery){.session_claim = claims[i], .cluster_claim = claims[i]};
        assert_int_equal(forged_status(&what), IDA_MALFORMED);
        what = (forgery){.local_claim = claims[i]};
        assert_int_equal(forged_status(&what), IDA_MALFORMED);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_truncation_is_refused),
        cmocka_unit_test(every_flipped_bit_is_refused),
        cmocka_unit_test(trailing_bytes_are_refused),
        cmocka_unit_test(another_version_is_refused_by_name),
        cmocka_unit_test(the_shortest_inputs_are_told_apart),
        cmocka_unit_test(another_magic_is_malformed),
        cmocka_unit_test(the_checksum_covers_everything_and_stands_in_little_endian),
        cmocka_unit_test(every_checksummed_truncation_is_malformed),
        cmocka_unit_test(claimed_runs_take_no_memory_that_the_bytes_cannot_fill),
        cmocka_unit_test(every_changed_byte_is_refused_or_read_for_what_it_says),
        cmocka_unit_test(random_changes_are_refused_or_read_for_what_they_say),
        cmocka_unit_test(varints_must_be_in_their_shortest_form_and_fit),
        cmocka_unit_test(huge_numbers_are_refused_without_taking_memory),
    };
    return RUN_TESTS(tests);
}
