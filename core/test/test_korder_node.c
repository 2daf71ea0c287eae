/* Nodes of k-ordered IDs: fingerprints of names, and the IDs of other nodes. */
#include <stdio.h>

#include "support_cmocka.h"
#include "support_korder.h"
#include "support_random.h"

TEST(another_nodes_id_is_foreign_and_gtol_takes_it_all_the_same)
{
    ida_korder_config mine = korder_config(5, 8);
    ida_korder_config other = korder_config(6, 8);
    ida_korder_local local = korder_make(NOW, 9);
    ida_korder_global global = korder_global(other, local);
    ida_korder_local read = TEST_NO_LOCAL;
    uint32_t node = 0;
    assert_int_equal(ida_korder_to_local(&mine, &global, &read), IDA_FOREIGN_NODE);
    assert_true(read == TEST_NO_LOCAL);
    assert_int_equal(ida_korder_split(&global, 8, &read, &node), IDA_OK);
    assert_true(read == local && node == 6);
}

TEST(two_nodes_with_one_fingerprint_take_each_others_ids)
{
    uint32_t a = ida_korder_fingerprint("nodeAq@h", 8, IDA_KORDER_PHASH2);
    uint32_t b = ida_korder_fingerprint("nodeBa@h", 8, IDA_KORDER_PHASH2);
    ida_korder_config config_a = korder_config(a, 8);
    ida_korder_config config_b = korder_config(b, 8);
    ida_korder_global global = korder_global(config_a, korder_make(NOW, 0));
    ida_korder_local read = TEST_NO_LOCAL;
    assert_int_equal(ida_korder_to_local(&config_b, &global, &read), IDA_OK);
    assert_true(read == korder_make(NOW, 0));
    size_t at = 77;
    assert_true(ida_korder_find_node(&a, 1, b, &at));
    assert_int_equal(at, 0);
}

TEST(the_readme_example_has_the_phash_fingerprint)
{
    static const uint8_t local_bytes[] = {0x00, 0x60, 0x39, 0x8a, 0x7b, 0x69, 0x80, 0x01};
    static const uint8_t global_bytes[] = {0x00, 0x60, 0x39, 0x8a, 0x03, 0xeb,
                                           0x27, 0x32, 0x7b, 0x69, 0x80, 0x01};
    static const char name[] = "uid@127.0.0.1";
    uint8_t bytes[IDA_KORDER_LOCAL_SIZE];
    ida_korder_local local = korder_make(UINT64_C(1539625275432128), 1);
    ida_korder_local_to_bytes(local, bytes);
    assert_memory_equal(bytes, local_bytes, sizeof(bytes));
    uint32_t node = ida_korder_fingerprint(name, strlen(name), IDA_KORDER_PHASH);
    ida_korder_global global = korder_global(korder_config(node, 8), local);
    assert_memory_equal(global.bytes, global_bytes, sizeof(global_bytes));
    assert_int_equal(ida_korder_fingerprint(name, strlen(name), IDA_KORDER_PHASH2), node - 1);
}

static uint32_t pjw(const char *name)
{
    return ida_korder_fingerprint(name, strlen(name), IDA_KORDER_PHASH2);
}

TEST(fingerprints_have_28_bits_and_the_variants_differ_by_one)
{
    uint64_t random = 7;
    uint32_t seen = 0;
    for (int i = 0; i < 5000; i++) {
        char name[40];
        size_t length = random_below(&random, sizeof(name));
        for (size_t j = 0; j < length; j++) {
            name[j] = (char)random_next(&random);
        }
        name_case("name %d", i);
        uint32_t hash = ida_korder_fingerprint(name, length, IDA_KORDER_PHASH2);
        seen |= hash;
        assert_int_equal(ida_korder_fingerprint(name, length, IDA_KORDER_PHASH), hash + 1);
    }
    assert_int_equal(seen, 0x0fffffff);
}

TEST(neighbouring_letters_undo_each_other)
{
    assert_int_equal(pjw("nodeAq@h"), pjw("nodeBa@h"));
    assert_int_equal(pjw("srv-aq@h"), pjw("srv-ba@h"));
    assert_int_equal(pjw("app@ip-10-0-23-12.ec2.internal"),
                     pjw("app@ip-10-0-139-139.ec2.internal"));
    assert_int_not_equal(pjw("nodeAq@h"), pjw("nodeBq@h"));
}

TEST(names_of_a_cloud_collide_as_often_as_the_notes_say)
{
    uint64_t *nodes = malloc(65536 * sizeof(*nodes));
    assert_non_null(nodes);
    for (uint32_t i = 0; i < 65536; i++) {
        char name[64];
        (void)snprintf(name, sizeof(name), "app@ip-10-0-%u-%u.ec2.internal", i / 256, i % 256);
        nodes[i] = pjw(name);
    }
    sort_u64(nodes, 65536);
    size_t distinct = 0;
    size_t pairs = 0;
    size_t run = 0;
    for (size_t i = 0; i < 65536; i++) {
        run = i > 0 && nodes[i] == nodes[i - 1] ? run + 1 : 0;
        distinct += run == 0 ? 1 : 0;
        pairs += run;
    }
    assert_int_equal(distinct, 56288);
    assert_int_equal(pairs, 9760);
    free(nodes);
}

TEST(latin_1_characters_count_as_one_byte)
{
    /* U+00E9 in UTF-8; by hand: h = 0xe9, then (0xe9 << 4) + '@'. */
    assert_int_equal(pjw("\xc3\xa9"), 0xe9);
    assert_int_equal(pjw("\xc3\xa9@"), 0xe90 + 0x40);
    assert_int_equal(pjw("\xc2\x80"), 0x80);
    assert_int_equal(pjw("\xc3\xbf"), 0xff);
    /* Not those: another lead byte, no byte that follows, one that does not continue. */
    assert_int_equal(pjw("\xc4\x80"), (0xc4 << 4) + 0x80);
    assert_int_equal(pjw("\xc1\x80"), (0xc1 << 4) + 0x80);
    assert_int_equal(pjw("\xc3\xe0"), (0xc3 << 4) + 0xe0);
    assert_int_equal(pjw("\xc3"), 0xc3);
    assert_int_equal(pjw("\xc3g"), (0xc3 << 4) + 'g');
    assert_int_equal(ida_korder_fingerprint("\xc3\xa9", 1, IDA_KORDER_PHASH2), 0xc3);
}

TEST(a_node_that_is_taken_is_found)
{
    static const uint32_t nodes[] = {9, 0, 7, 9, UINT32_MAX};
    size_t at = 77;
    assert_false(ida_korder_find_node(nodes, 5, 8, &at));
    assert_false(ida_korder_find_node(nodes, 4, UINT32_MAX, &at));
    assert_false(ida_korder_find_node(NULL, 0, 0, &at));
    assert_int_equal(at, 77);
    assert_true(ida_korder_find_node(nodes, 5, 9, &at));
    assert_int_equal(at, 0);
    assert_true(ida_korder_find_node(nodes, 5, UINT32_MAX, &at));
    assert_int_equal(at, 4);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(another_nodes_id_is_foreign_and_gtol_takes_it_all_the_same),
        cmocka_unit_test(two_nodes_with_one_fingerprint_take_each_others_ids),
        cmocka_unit_test(the_readme_example_has_the_phash_fingerprint),
        cmocka_unit_test(fingerprints_have_28_bits_and_the_variants_differ_by_one),
        cmocka_unit_test(neighbouring_letters_undo_each_other),
        cmocka_unit_test(names_of_a_cloud_collide_as_often_as_the_notes_say),
        cmocka_unit_test(latin_1_characters_count_as_one_byte),
        cmocka_unit_test(a_node_that_is_taken_is_found),
    };
    return RUN_TESTS(tests);
}
