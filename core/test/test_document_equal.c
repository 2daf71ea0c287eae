/* Documents are equal when their clusters are. */
#include "support_cmocka.h"
#include "support_document.h"

TEST(documents_are_equal_when_their_clusters_are)
{
    ida_document *a = document_new();
    ida_document *b = document_new();
    assert_documents_equal(a, b);
    apply(a, A, 1, 2, 5);
    assert_false(ida_document_equal(a, b));
    assert_false(ida_document_equal(b, a));
    /* Another log, the same clusters. */
    apply(b, A, 1, 1, 6);
    assert_false(ida_document_equal(a, b));
    apply(b, A, 2, 1, 1);
    assert_documents_equal(a, b);
    apply(a, B, 1, 1, 1);
    apply(b, B, 1, 1, 1);
    assert_documents_equal(a, b);
    assert_true(ida_document_equal(a, a));
    document_close(a);
    document_close(b);
}

TEST(one_difference_makes_documents_unequal)
{
    const struct {
        const char *name;
        ida_range range;
    } others[] = {
        {"another session", range_of(B, 1, 2, 5)},
        {"another capacity", range_of(A, 1, 2, 6)},
        {"another count", range_of(A, 1, 3, 4)},
        {"the next session", range_of(uuid_plus(A, 1), 1, 2, 5)},
        {"another upper half", range_of(uuid_of(A.high + 1, A.low), 1, 2, 5)},
    };
    ida_document *document = document_new();
    apply(document, A, 1, 2, 5);
    for (size_t i = 0; i < COUNT_OF(others); i++) {
        name_case("%s", others[i].name);
        ida_document *other = document_new();
        finalize(other, others[i].range);
        assert_false(ida_document_equal(document, other));
        assert_false(ida_document_equal(other, document));
        document_close(other);
    }
    document_close(document);
}

TEST(the_order_and_the_cut_of_clusters_matter_for_equality)
{
    ida_document *a = document_new();
    ida_document *b = document_new();
    ghost(a, A, 2, 0);
    ghost(a, B, 2, 2);
    ghost(b, B, 2, 0);
    ghost(b, A, 2, 2);
    assert_false(ida_document_equal(a, b));
    document_close(a);
    document_close(b);
    a = document_new();
    b = document_new();
    ghost(a, A, 2, 0);
    ghost(a, A, 1, 2);
    ghost(b, A, 1, 0);
    ghost(b, A, 2, 1);
    assert_false(ida_document_equal(a, b));
    ghost(a, A, 1, 3);
    ghost(b, A, 1, 3);
    assert_false(ida_document_equal(a, b));
    document_close(a);
    document_close(b);
}

TEST(a_document_that_goes_on_is_no_longer_equal)
{
    ida_document *a = document_new();
    ida_document *b = document_new();
    for (int i = 0; i < 2; i++) {
        ida_document *document = i == 0 ? a : b;
        apply(document, A, 1, 1, 3);
        apply(document, B, 1, 1, 3);
    }
    assert_documents_equal(a, b);
    apply(a, A, 2, 1, 1);
    assert_false(ida_document_equal(a, b));
    apply(b, A, 2, 1, 7);
    assert_documents_equal(a, b);
    apply(a, B, 2, 3, 1);
    assert_false(ida_document_equal(a, b));
    document_close(a);
    document_close(b);
}

/* One cluster or two: everything else is the same, the final IDs too. */
TEST(documents_with_clusters_of_other_lengths_are_not_equal)
{
    ida_document *one = document_new();
    ida_document *two = document_new();
    ghost(one, A, 10, 0);
    ghost(two, A, 5, 0);
    ghost(two, A, 5, 5);
    assert_int_equal(ida_document_final_limit(one), ida_document_final_limit(two));
    assert_false(ida_document_equal(one, two));
    assert_false(ida_document_equal(two, one));
    document_close(one);
    document_close(two);
}

/* Two clusters of the same length that belong to the other session each. */
TEST(documents_with_clusters_of_other_sessions_are_not_equal)
{
    ida_document *one = document_new();
    ida_document *two = document_new();
    ghost(one, A, 5, 0);
    ghost(one, B, 5, 5);
    ghost(one, A, 5, 10);
    ghost(one, B, 5, 15);
    ghost(two, A, 5, 0);
    ghost(two, B, 5, 5);
    ghost(two, B, 5, 10);
    ghost(two, A, 5, 15);
    assert_int_equal(ida_document_finalized(one, A), ida_document_finalized(two, A));
    assert_false(ida_document_equal(one, two));
    assert_false(ida_document_equal(two, one));
    document_close(one);
    document_close(two);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(documents_are_equal_when_their_clusters_are),
        cmocka_unit_test(one_difference_makes_documents_unequal),
        cmocka_unit_test(the_order_and_the_cut_of_clusters_matter_for_equality),
        cmocka_unit_test(a_document_that_goes_on_is_no_longer_equal),
        cmocka_unit_test(documents_with_clusters_of_other_lengths_are_not_equal),
        cmocka_unit_test(documents_with_clusters_of_other_sessions_are_not_equal),
    };
    return RUN_TESTS(tests);
}
