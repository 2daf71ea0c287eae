/* idsim replay --chain: the first op after which two worlds differ. */
#include <fcntl.h>
#include <glob.h>
#include <signal.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "support_idsim.h"

TEST(test_chains_name_the_first_op_that_differs)
{
    expect("replay swarm --seed 3 --ops 80 --chain a.chain", 0, "PASS", NULL);
    expect("replay swarm --seed 3 --ops 80 --against a.chain", 0, "PASS", NULL);
    char *text = file_read_text("a.chain");
    assert_int_equal(strncmp(text, "idalloc-chain 1\n0 ", 18), 0);
    char *link = strstr(text, "\n41 ");
    assert_non_null(link);
    assert_non_null(strstr(text, "\n80 "));
    assert_non_null(strstr(text, " quiet\n"));
    /* The second digest of a line is the state; a difference in it alone counts, too. */
    link[4 + 17] = link[4 + 17] == '0' ? '1' : '0';
    file_write_text("b.chain", text);
    expect("replay swarm --seed 3 --ops 80 --against b.chain", 1, "  op          41  ", NULL);
    int status = 0;
    json_t *told = run_json("replay swarm --seed 3 --ops 80 --against b.chain --json", &status);
    json_t *failure = json_object_get(told, "failure");
    assert_int_equal(status, 1);
    assert_string_equal(text_of(told, "verdict"), "FAIL");
    assert_string_equal(text_of(failure, "kind"), "determinism");
    assert_int_equal(json_integer_value(json_object_get(failure, "op")), 41);
    json_decref(told);
    free(text);
    file_remove("a.chain");
    file_remove("b.chain");
}

TEST(test_chains_of_other_worlds_and_lengths_differ)
{
    expect("replay swarm --seed 3 --ops 20 --chain a.chain", 0, "PASS", NULL);
    expect("replay swarm --seed 4 --ops 20 --against a.chain", 1, "determinism", NULL);
    expect("replay swarm --seed 3 --ops 21 --against a.chain", 1, "  op          20  ", NULL);
    expect("replay swarm --seed 3 --ops 20 --until 10 --against a.chain", 0, "PASS", NULL);
    file_remove("a.chain");
    expect("replay swarm --seed 3 --ops 20 --until 10 --chain a.chain", 0, "PASS", NULL);
    expect("replay swarm --seed 3 --ops 20 --against a.chain", 1, "the chain ends earlier", NULL);
    file_write_text("b.chain", "idalloc-chain 1\n");
    expect("replay swarm --seed 3 --ops 20 --against b.chain", 1, "  op          0  ", NULL);
    file_remove("a.chain");
    file_remove("b.chain");
}

TEST(test_a_chain_that_goes_on_differs)
{
    expect("replay swarm --seed 3 --ops 20 --chain a.chain", 0, "PASS", NULL);
    char *text = file_read_text("a.chain");
    char *longer = malloc(strlen(text) + 80);
    assert_non_null(longer);
    (void)sprintf(longer, "%s21 0123456789abcdef 0123456789abcdef nop\n", text);
    file_write_text("b.chain", longer);
    expect("replay swarm --seed 3 --ops 20 --against b.chain", 1, "the world ended earlier", NULL);
    free(longer);
    free(text);
    file_remove("a.chain");
    file_remove("b.chain");
}

TEST(test_what_is_no_chain_is_refused_and_nothing_overwritten)
{
    static const char *const wrong[] = {
        "",
        "idalloc-tape 1\n",
        "idalloc-chain 1\nx\n",
        "idalloc-chain 1\n0 0123 0 start 0\n",
        "idalloc-chain 1\n5 0123456789abcdef 0123456789abcdef nop\n",
        "idalloc-chain 1\n0 0123456789abcdef 0123456789abcdef no newline"};
    for (size_t i = 0; i < COUNT_OF(wrong); i++) {
        name_case("%s", wrong[i]);
        file_write_text("a.chain", wrong[i]);
        expect("replay swarm --seed 3 --ops 9 --against a.chain", 2, NULL, "not a chain");
        expect("replay swarm --seed 3 --ops 9 --against a.chain", 2, i < 2 ? NULL : "BROKEN  9 ops",
               NULL);
    }
    expect("replay swarm --seed 3 --chain a.chain", 4, NULL, "cannot write 'a.chain'");
    expect("replay swarm --seed 3 --against none.chain", 4, NULL, "cannot read 'none.chain'");
    expect("replay swarm --seed 3 --against a.chain --chain b", 2, NULL, "cannot be used together");
    file_write_text("a.tape", "idalloc-tape 1\nnonsense\n");
    expect("replay a.tape --chain b.chain", 2, NULL, "a.tape:2");
    expect("replay swarm --seed 3 --against b.chain", 4, NULL, "cannot read 'b.chain'");
    file_remove("a.chain");
    file_remove("a.tape");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_chains_name_the_first_op_that_differs),
        cmocka_unit_test(test_chains_of_other_worlds_and_lengths_differ),
        cmocka_unit_test(test_a_chain_that_goes_on_differs),
        cmocka_unit_test(test_what_is_no_chain_is_refused_and_nothing_overwritten),
    };
    return RUN_IDSIM_TESTS(tests);
}
