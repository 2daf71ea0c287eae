/* What comes of a file in the Rust v1 format, and which files are refused. */
#include "support_cmocka.h"
#include "support_rust.h"

TEST(a_loaded_session_goes_on_as_the_original)
{
    ida_document *document = document_new();
    ida_session *session = foreign_session(document);
    saved file = example_file();
    foreign_extra extra;
    ida_snapshot loaded = foreign_import(&rust, &file, &extra);
    assert_int_equal(loaded.session_count, 1);
    ida_session *twin = loaded.sessions[0];
    assert_true(ida_document_equal(loaded.document, document));
    assert_true(ida_session_equal(twin, session));
    assert_int_equal(ida_session_cluster_size(twin), 3);
    assert_int_equal(extra.cluster_size, 3);
    assert_uuid_equal(extra.first, A);
    assert_int_equal(generate(twin), generate(session));
    assert_range_equal(take(twin), take(session));
    snapshot_close(&loaded);
    saved_free(&file);
    close_both(session, document);
}

TEST(all_forms_are_reproduced)
{
    assert_reproduced_file(example_file());
    assert_reproduced_file(example_summary());
    assert_reproduced_file(unlisted_file());
}

TEST(a_document_of_the_lowest_session_comes_back)
{
    assert_lowest_session_comes_back(&rust);
}

TEST(the_header_may_be_left_out)
{
    saved file = example_summary();
    ida_allocator allocator = ida_allocator_standard();
    ida_snapshot loaded;
    assert_int_equal(ida_rust_import(&allocator, file.bytes, file.size, &loaded, NULL), IDA_OK);
    snapshot_close(&loaded);
    saved_free(&file);
}

TEST(listed_sessions_without_clusters_are_dropped)
{
    saved file = unlisted_file();
    saved longer = {NULL, 0};
    put_bytes(&longer, file.bytes, AT_RUN_1);
    put_sessions(&longer, 5, "GBC", 2);
    put_cluster_32(&longer, 1, 3, 1);
    put_cluster_32(&longer, 2, 3, 1);
    foreign_extra extra;
    ida_snapshot loaded = foreign_import(&rust, &longer, &extra);
    assert_int_equal(ida_document_session_count(loaded.document), 2);
    assert_uuid_equal(extra.first, session_named('G'));
    assert_session_exports(&rust, loaded.sessions[0], file);
    snapshot_close(&loaded);
    saved_free(&longer);
}

/* ---- Form ------------------------------------------------------------------------------------ */

TEST(other_versions_are_told_apart_from_damage)
{
    const uint32_t versions[] = {0, 2, 3, 256, 0x01000000, UINT32_MAX};
    for (size_t i = 0; i < COUNT_OF(versions); i++) {
        name_case("version %" PRIu32, versions[i]);
        saved file = example_file();
        set_u32(&file, AT_VERSION, versions[i]);
        assert_import_refused(&rust, &file, IDA_UNSUPPORTED_VERSION);
        file.size = 4;
        assert_import_refused(&rust, &file, IDA_UNSUPPORTED_VERSION);
        file.size = 3;
        assert_import_refused(&rust, &file, IDA_MALFORMED);
        saved_free(&file);
    }
}

TEST(flags_are_zero_or_one)
{
    assert_u32_refused(AT_LOCAL, 0);
    assert_u32_refused(AT_LOCAL, 2);
    assert_u32_refused(AT_LOCAL, 0x101);
    assert_u32_refused(AT_LOCAL, UINT32_MAX);
    assert_u32_refused(AT_32_BIT, 0);
    assert_u32_refused(AT_32_BIT, 2);
    assert_u32_refused(AT_32_BIT, 0x80000001);
    saved wide = large_summary(false, UINT64_C(1) << 40);
    set_u32(&wide, AT_32_BIT, 2);
    assert_refused_file(wide);
}

TEST(a_flag_that_contradicts_the_final_ids_is_refused)
{
    assert_refused_file(large_summary(false, UINT32_MAX));
    assert_refused_file(large_summary(false, 10));
    /* Each capacity fits 32 bits, but their sum does not. */
    saved file = file_begin(false, true);
    put_sessions(&file, 1, "AB", 2);
    put_cluster_32(&file, 0, UINT32_MAX, 1);
    put_cluster_32(&file, 1, 1, 1);
    assert_refused_file(file);
    file = file_begin(false, false);
    put_sessions(&file, 5, "", 0);
    assert_refused_file(file);
}

TEST(counts_must_match_the_length)
{
    const struct {
        const char *name;
        size_t at;
    } counts[] = {NAMED(AT_RUNS), NAMED(AT_SESSIONS), NAMED(AT_CLUSTERS)};
    for (size_t i = 0; i < COUNT_OF(counts); i++) {
        size_t at = counts[i].at;
        name_case("%s", counts[i].name);
        for (uint64_t count = 0; count < 16; count++) {
            if (count != 2) {
                assert_u64_refused(at, count);
            }
        }
        /* These, times the size of an entry, come round to 2 entries in 64 or in 32 bits. */
        for (unsigned power = 24; power < 64; power++) {
            assert_u64_refused(at, UINT64_C(1) << power);
            assert_u64_refused(at, (UINT64_C(1) << power) + 2);
        }
        assert_u64_refused(at, UINT64_MAX);
        assert_u64_refused(at, UINT64_MAX / 16 + 1);
        assert_u64_refused(at, UINT64_MAX / 12 + 1);
        assert_u64_refused(at, UINT64_MAX / 24 + 1);
    }
}

TEST(nothing_may_follow_the_last_field)
{
    named_file files[] = {NAMED(example_file()), NAMED(example_summary()), NAMED(unlisted_file())};
    for (size_t i = 0; i < COUNT_OF(files); i++) {
        for (size_t extra = 1; extra <= 24; extra++) {
            name_case("%s and %zu bytes", files[i].name, extra);
            put_bytes(&files[i].file, "", 1);
            assert_import_refused(&rust, &files[i].file, IDA_MALFORMED);
        }
        saved_free(&files[i].file);
    }
}

TEST(every_truncation_is_refused)
{
    named_file files[] = {NAMED(example_file()), NAMED(example_summary()), NAMED(unlisted_file())};
    for (size_t i = 0; i < COUNT_OF(files); i++) {
        assert_truncations_refused(&rust, &files[i]);
        saved_free(&files[i].file);
    }
}

TEST(every_changed_byte_is_refused_or_harmless)
{
    named_file files[] = {NAMED(example_file()), NAMED(example_summary()), NAMED(unlisted_file())};
    for (size_t i = 0; i < COUNT_OF(files); i++) {
        assert_true(assert_byte_changes_harmless(&rust, &files[i]) > 0);
        saved_free(&files[i].file);
    }
}

TEST(a_load_without_memory_leaves_nothing)
{
    named_file files[] = {NAMED(example_file()), NAMED(example_summary()), NAMED(unlisted_file())};
    for (size_t i = 0; i < COUNT_OF(files); i++) {
        assert_import_survives_starvation(&rust, &files[i]);
        saved_free(&files[i].file);
    }
}

/* ---- Rules ----------------------------------------------------------------------------------- */

TEST(the_own_session_must_be_a_version_4_uuid)
{
    for (unsigned nibble = 0; nibble < 16; nibble++) {
        name_case("digit %x", nibble);
        saved version = unlisted_file();
        saved variant = unlisted_file();
        uint8_t *version_byte = &version.bytes[AT_OWN + 9];
        uint8_t *variant_byte = &variant.bytes[AT_OWN + 7];
        *version_byte = (uint8_t)(nibble << 4 | (*version_byte & 0xf));
        *variant_byte = (uint8_t)(nibble << 4 | (*variant_byte & 0xf));
        assert_accepted_if(nibble == 4, version);
        assert_accepted_if(nibble >= 8 && nibble < 12, variant);
    }
}

TEST(a_session_that_generated_nothing_must_not_be_listed)
{
    for (size_t place = 0; place < 2; place++) {
        name_case("listed at place %zu", place);
        saved file = file_begin(true, true);
        put_local(&file, A, 0, 1, 0);
        put_sessions(&file, 5, place == 0 ? "AB" : "BA", 1);
        put_cluster_32(&file, place == 0 ? 1 : 0, 3, 1);
        assert_refused_file(file);
    }
}

TEST(a_session_that_generated_something_must_be_listed_first)
{
    saved swapped = example_file();
    saved missing = example_file();
    set_uuid(&swapped, AT_SESSION_A, B);
    set_uuid(&swapped, AT_SESSION_B, A);
    assert_refused_file(swapped);
    set_uuid(&missing, AT_SESSION_A, C);
    assert_refused_file(missing);
    saved nobody = file_begin(true, true);
    put_local(&nobody, A, 1, 1, 1);
    put_run(&nobody, 1, 1);
    put_u64(&nobody, 5);
    put_u64(&nobody, 0);
    put_u64(&nobody, 0);
    assert_refused_file(nobody);
}

TEST(a_session_needs_a_cluster_size_that_it_can_request)
{
    saved file = example_file();
    set_u64(&file, AT_CLUSTER_SIZE, IDA_CLUSTER_SIZE_MAX);
    assert_reproduced_file(file);
    file = example_file();
    set_u64(&file, AT_CLUSTER_SIZE, 1);
    assert_reproduced_file(file);
    assert_u64_refused(AT_CLUSTER_SIZE, 0);
    assert_u64_refused(AT_CLUSTER_SIZE, IDA_CLUSTER_SIZE_MAX + 1);
    assert_u64_refused(AT_CLUSTER_SIZE, (UINT64_C(1) << 32) + 3);
    assert_u64_refused(AT_CLUSTER_SIZE, UINT64_MAX);
}

TEST(a_summary_tells_any_cluster_size)
{
    const uint64_t sizes[] = {1, IDA_CLUSTER_SIZE_MAX, IDA_CLUSTER_SIZE_MAX + 1,
                              (UINT64_C(1) << 32) + 3, NUMBERS};
    for (size_t i = 0; i < COUNT_OF(sizes); i++) {
        name_case("cluster size %" PRIu64, sizes[i]);
        saved file = example_summary();
        set_u64(&file, AT_SUMMARY_CLUSTER_SIZE, sizes[i]);
        foreign_extra extra;
        ida_snapshot loaded = foreign_import(&rust, &file, &extra);
        assert_int_equal(extra.cluster_size, sizes[i]);
        snapshot_close(&loaded);
        assert_reproduced_file(file);
    }
    const uint64_t no_sizes[] = {0, NUMBERS + 1, UINT64_MAX};
    for (size_t i = 0; i < COUNT_OF(no_sizes); i++) {
        name_case("cluster size %" PRIu64, no_sizes[i]);
        saved file = example_summary();
        set_u64(&file, AT_SUMMARY_CLUSTER_SIZE, no_sizes[i]);
        assert_refused_file(file);
    }
}

TEST(clusters_are_checked)
{
    assert_u32_refused(AT_CLUSTER_A, 2);
    assert_u32_refused(AT_CLUSTER_B, 2);
    assert_u32_refused(AT_CLUSTER_B, UINT32_MAX);
    assert_u32_refused(AT_CLUSTER_A + 4, 0);
    assert_u32_refused(AT_CLUSTER_A + 4, 1);
    assert_u32_refused(AT_CLUSTER_A + 8, 0);
    assert_u32_refused(AT_CLUSTER_A + 8, 6);
    assert_u32_refused(AT_CLUSTER_B + 8, 0);
    assert_u32_refused(AT_CLUSTER_B + 8, 7);
    /* B's cluster becomes a second one of A, whose first still has room. */
    assert_u32_refused(AT_CLUSTER_B, 0);
}

TEST(final_ids_must_not_run_out)
{
    const uint64_t capacities[] = {1, 2, NUMBERS, NUMBERS + 1, UINT64_MAX};
    for (size_t i = 0; i < COUNT_OF(capacities); i++) {
        name_case("capacity %" PRIu64, capacities[i]);
        saved file = file_begin(false, false);
        put_sessions(&file, 1, "AB", 2);
        put_cluster_64(&file, 0, NUMBERS - 1, 1);
        put_cluster_64(&file, 1, capacities[i], 1);
        assert_accepted_if(i == 0, file);
    }
}

TEST(sessions_must_not_overlap_or_repeat)
{
    for (uint64_t distance = 0; distance <= 8; distance++) {
        saved file = example_summary();
        name_case("distance %" PRIu64, distance);
        set_uuid(&file, AT_SUMMARY_SESSIONS + 24, uuid_plus(A, distance));
        assert_accepted_if(distance >= 5, file);
    }
    saved repeated = file_begin(false, true);
    put_sessions(&repeated, 5, "AA", 0);
    assert_refused_file(repeated);
    saved too_high = unlisted_file();
    set_u64(&too_high, too_high.size - 24 - 8 - 8, TEST_HIGH_MAX + 1);
    assert_refused_file(too_high);
}

TEST(counters_of_the_session_are_checked)
{
    assert_u64_refused(AT_GENERATED, 1); /* two are finalized */
    assert_u64_refused(AT_GENERATED, 7);
    assert_u64_refused(AT_GENERATED, 9);
    assert_u64_refused(AT_GENERATED, UINT64_MAX);
    assert_u64_refused(AT_NEXT, 0);
    assert_u64_refused(AT_NEXT, 10);
    assert_u64_refused(AT_NEXT, UINT64_MAX);
    assert_u64_refused(AT_RUN_1, 0);
    assert_u64_refused(AT_RUN_1 + 8, 0);
    assert_u64_refused(AT_RUN_1 + 8, 5); /* touches the next run */
    assert_u64_refused(AT_RUN_1 + 8, 6);
    assert_u64_refused(AT_RUN_1 + 8, UINT64_MAX);
    assert_u64_refused(AT_RUN_2, 1);
    assert_u64_refused(AT_RUN_2, 3);
    assert_u64_refused(AT_RUN_2, 7);
    assert_u64_refused(AT_RUN_2, UINT64_MAX);
    assert_u64_refused(AT_RUN_2 + 8, 2); /* 8 has no other form */
    assert_u64_refused(AT_RUN_2 + 8, 4);
    assert_u64_refused(AT_RUN_2 + 8, UINT64_MAX - 5);
    for (uint64_t next = 1; next <= 9; next++) {
        name_case("next %" PRIu64, next);
        saved file = example_file();
        set_u64(&file, AT_NEXT, next);
        assert_reproduced_file(file);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_loaded_session_goes_on_as_the_original),
        cmocka_unit_test(all_forms_are_reproduced),
        cmocka_unit_test(a_document_of_the_lowest_session_comes_back),
        cmocka_unit_test(the_header_may_be_left_out),
        cmocka_unit_test(listed_sessions_without_clusters_are_dropped),
        cmocka_unit_test(other_versions_are_told_apart_from_damage),
        cmocka_unit_test(flags_are_zero_or_one),
        cmocka_unit_test(a_flag_that_contradicts_the_final_ids_is_refused),
        cmocka_unit_test(counts_must_match_the_length),
        cmocka_unit_test(nothing_may_follow_the_last_field),
        cmocka_unit_test(every_truncation_is_refused),
        cmocka_unit_test(every_changed_byte_is_refused_or_harmless),
        cmocka_unit_test(a_load_without_memory_leaves_nothing),
        cmocka_unit_test(the_own_session_must_be_a_version_4_uuid),
        cmocka_unit_test(a_session_that_generated_nothing_must_not_be_listed),
        cmocka_unit_test(a_session_that_generated_something_must_be_listed_first),
        cmocka_unit_test(a_session_needs_a_cluster_size_that_it_can_request),
        cmocka_unit_test(a_summary_tells_any_cluster_size),
        cmocka_unit_test(clusters_are_checked),
        cmocka_unit_test(final_ids_must_not_run_out),
        cmocka_unit_test(sessions_must_not_overlap_or_repeat),
        cmocka_unit_test(counters_of_the_session_are_checked),
    };
    return RUN_TESTS(tests);
}
