/* Each kind of damage that ida_document_verify looks for is done here, alone, and must be seen. */
#include "../src/document_internal.h"
#include "support_damage.h"
#include "support_document.h"

/* A wrong value in the document of that name. */
#define ASSERT_SEEN(variable, wrong)                                                               \
    ASSERT_DAMAGE_IS_SEEN(ida_document_verify(document), variable, wrong)

TEST(verify_finds_damaged_members)
{
    ida_document *document = document_with_chains();
    for (uint32_t i = 0; i < document->member_count; i++) {
        name_case("member %u", i);
        ida_member *member = ida_document_at(document, i);
        ASSERT_SEEN(member->finalized, member->allocated + 1);
        ASSERT_SEEN(member->finalized, member->last.base_gen - 1);
        ASSERT_SEEN(member->allocated, member->allocated + 1);
        ASSERT_SEEN(member->allocated, member->allocated - 1);
        ASSERT_SEEN(member->last.base_gen, member->last.base_gen + 1);
        ASSERT_SEEN(member->last.base_final, member->last.base_final - 1);
        ASSERT_SEEN(member->chain->head[0].first, 2);
        ASSERT_SEEN(member->chain->head[0].second, 1);
        ASSERT_SEEN(member->chain->head[1].first, 2);
        ASSERT_SEEN(member->chain->head[1].second, 7);
        ASSERT_SEEN(member->ceiling, member->ceiling - 1);
        ASSERT_SEEN(member->ceiling, member->allocated - 1);
        ASSERT_SEEN(member->id.high, member->id.high + 1);
        ASSERT_SEEN(member->id.low, member->id.low - 1);
        ASSERT_SEEN(member->chain->count, member->chain->count - 1);
    }
    document_close(document);
}

TEST(verify_finds_damaged_owners_and_limits)
{
    ida_document *document = document_with_chains();
    for (size_t i = 0; i < 4; i++) {
        name_case("owner %zu", i);
        ida_cluster_group *group = ida_clusters_group(&document->clusters, i);
        ASSERT_SEEN(group->base_gen[i], group->base_gen[i] + 1);
        ASSERT_SEEN(group->member[i], group->member[i] ^ 1);
        ASSERT_SEEN(group->member[i], group->member[i] + 2);
        ASSERT_SEEN(group->base_final[i], group->base_final[i] + 1);
    }
    ASSERT_SEEN(document->final_limit, 18);
    ASSERT_SEEN(document->final_limit, 16);
    ASSERT_SEEN(document->final_limit, 12);
    /* A last cluster of less than nothing, and its session agrees. */
    document->final_limit = 1;
    ida_document_at(document, 1)->allocated = ida_document_at(document, 1)->last.base_gen - 1 - 11;
    assert_false(ida_document_verify(document));
    document->final_limit = 17;
    ida_document_at(document, 1)->allocated = 8;
    ASSERT_SEEN(document->member_count, document->member_count - 1);
    document_close(document);
}

TEST(verify_finds_members_that_overlap)
{
    ida_document *document = document_new();
    apply(document, uuid_of(0, 100), 1, 1, 9);
    apply(document, uuid_of(0, 110), 1, 1, 9);
    assert_true(ida_document_verify(document));
    /* Grown as a cluster would be, but over the next session's first UUID. */
    ida_document_at(document, 1)->allocated += 1;
    document->final_limit += 1;
    assert_true(ida_document_verify(document));
    ida_document_destroy(document);

    document = document_new();
    apply(document, uuid_of(0, 110), 1, 1, 9);
    apply(document, uuid_of(0, 100), 1, 1, 9);
    ida_document_at(document, 1)->allocated += 1;
    document->final_limit += 1;
    assert_false(ida_document_verify(document));
    ida_document_destroy(document);
}

TEST(verify_finds_limits_that_cannot_be)
{
    ida_document *document = document_new();
    ASSERT_SEEN(document->final_limit, 1);
    ghost(document, A, NUMBERS, 0);
    /* Everything agrees, but on one more than there may be. */
    ida_member *member = ida_document_at(document, 0);
    document->final_limit = member->allocated = member->finalized = NUMBERS + 1;
    assert_false(ida_document_verify(document));
    document->final_limit = member->allocated = member->finalized = NUMBERS;
    document_close(document);

    document = document_new();
    ghost(document, uuid_minus(TEST_UUID_MAX, 9), 10, 0);
    member = ida_document_at(document, 0);
    document->final_limit = member->allocated = member->finalized = 11;
    assert_false(ida_document_verify(document));
    document->final_limit = member->allocated = member->finalized = 10;
    document_close(document);
}

TEST(verify_finds_a_chain_without_room)
{
    ida_document *document = document_with_chains();
    ida_pair_list *chain = ida_document_at(document, 0)->chain;
    uint32_t capacity = chain->capacity;
    chain->capacity = chain->count;
    assert_true(ida_document_verify(document));
    ASSERT_SEEN(chain->capacity, chain->count - 1);
    chain->capacity = capacity;
    document_close(document);
}

TEST(verify_finds_a_chain_of_one_cluster)
{
    ida_document *document = document_new();
    apply(document, A, 1, 1, 2);
    ida_member *member = ida_document_at(document, 0);
    assert_true(ida_pair_list_reserve(&member->chain, &document->allocator));
    ida_pair_list_append(member->chain, member->last.base_gen, member->last.base_final);
    assert_false(ida_document_verify(document));
    ida_document_destroy(document);
}

/* Its session knows nothing of it: all that it does know is in order. */
TEST(verify_finds_a_cluster_that_is_in_no_chain)
{
    ida_document *document = document_with_chains();
    ida_member *member = ida_document_at(document, 0);
    ida_member good = *member;
    member->last = (ida_link){member->chain->head[0].first, member->chain->head[0].second};
    member->chain = NULL;
    member->allocated = member->finalized = 3;
    assert_false(ida_document_verify(document));
    *member = good;
    document_close(document);
}

TEST(verify_finds_sessions_under_each_others_numbers)
{
    ida_document *document = document_with_chains();
    uint32_t *numbers = ida_uuid_tree_node(&document->tree, 0)->values;
    numbers[0] = 1;
    numbers[1] = 0;
    assert_false(ida_document_verify(document));
    numbers[0] = 0;
    numbers[1] = 1;
    document_close(document);
}

/* Its session's only cluster begins one final ID late, and everything else allows for that. */
TEST(verify_finds_a_link_into_the_middle_of_a_cluster)
{
    ida_document *document = document_new();
    apply(document, A, 1, 1, 2);
    ida_member *member = ida_document_at(document, 0);
    member->last.base_final = 1;
    member->allocated = 2;
    assert_false(ida_document_verify(document));
    member->last.base_final = 0;
    member->allocated = 3;
    document_close(document);
}

/* All of it is one final ID too high: only the first number gives it away. */
TEST(verify_finds_final_ids_that_do_not_begin_with_0)
{
    ida_document *document = document_new();
    apply(document, A, 1, 1, 2);
    const struct {
        const char *name;
        uint64_t *number;
    } rows[] = {
        NAMED(&ida_clusters_group(&document->clusters, 0)->base_final[0]),
        NAMED(&ida_document_at(document, 0)->last.base_final),
        NAMED(&document->final_limit),
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        name_case("%s", rows[i].name);
        ++*rows[i].number;
        assert_false(ida_document_verify(document));
    }
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        --*rows[i].number;
    }
    document_close(document);
}

TEST(verify_finds_an_invalid_session)
{
    ida_document *document = document_new();
    apply(document, uuid_of(TEST_HIGH_MAX, 0), 1, 1, 2);
    assert_true(ida_document_verify(document));
    ida_document_at(document, 0)->id.high++;
    ida_uuid_tree_node(&document->tree, 0)->high[0]++;
    assert_false(ida_document_verify(document));
    ida_document_destroy(document);
}

/* Damage that no look-up of the document's own parts would stumble over. */
TEST(verify_looks_into_the_index_and_the_tree)
{
    ida_document *document = document_new();
    for (uint64_t i = 0; i < 40; i++) {
        ghost(document, uuid_of(i, 0), 5, (ida_id)(5 * i));
    }
    ida_index_group *group =
        ida_segments_at(&document->clusters.index[0], IDA_INDEX_GROUP_SHAPE, 0);
    ASSERT_SEEN(group->base_final[1], group->base_final[1] - 1);
    assert_true(ida_uuid_tree_reserve(&document->tree, &document->allocator));
    ida_uuid_tree_insert(&document->tree, session_named('Z'), 40);
    assert_false(ida_document_verify(document));
    ida_document_destroy(document);
}

/* Two sessions with their numbers exchanged everywhere: only the rule of numbering is broken. */
TEST(verify_finds_sessions_numbered_out_of_order)
{
    ida_document *document = document_new();
    apply(document, A, 1, 1, 1);
    apply(document, B, 1, 2, 3);
    ida_member first = *ida_document_at(document, 0);
    *ida_document_at(document, 0) = *ida_document_at(document, 1);
    *ida_document_at(document, 1) = first;
    ida_cluster_group *group = ida_clusters_group(&document->clusters, 0);
    group->member[0] = 1;
    group->member[1] = 0;
    ida_uuid_tree_free(&document->tree, &document->allocator);
    memset(&document->tree, 0, sizeof(document->tree));
    for (uint32_t i = 0; i < 2; i++) {
        assert_true(ida_uuid_tree_reserve(&document->tree, &document->allocator));
        ida_uuid_tree_insert(&document->tree, ida_document_at(document, i)->id, i);
    }
    assert_false(ida_document_verify(document));
    ida_document_destroy(document);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(verify_finds_damaged_members),
        cmocka_unit_test(verify_finds_damaged_owners_and_limits),
        cmocka_unit_test(verify_finds_members_that_overlap),
        cmocka_unit_test(verify_finds_limits_that_cannot_be),
        cmocka_unit_test(verify_finds_a_chain_without_room),
        cmocka_unit_test(verify_finds_a_chain_of_one_cluster),
        cmocka_unit_test(verify_finds_a_cluster_that_is_in_no_chain),
        cmocka_unit_test(verify_finds_sessions_under_each_others_numbers),
        cmocka_unit_test(verify_finds_a_link_into_the_middle_of_a_cluster),
        cmocka_unit_test(verify_finds_final_ids_that_do_not_begin_with_0),
        cmocka_unit_test(verify_finds_an_invalid_session),
        cmocka_unit_test(verify_looks_into_the_index_and_the_tree),
        cmocka_unit_test(verify_finds_sessions_numbered_out_of_order),
    };
    return RUN_TESTS(tests);
}
