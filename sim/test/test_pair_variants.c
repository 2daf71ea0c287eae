/* What paired worlds are made of: the transformations, the rule of the split, and statements. */
#include "compressor/metamorphic/delivery.h"
#include "compressor/metamorphic/pair.h"
#include "compressor/metamorphic/rehydrate.h"
#include "compressor/metamorphic/rename.h"
#include "compressor/metamorphic/split.h"
#include "compressor/oracle/model.h"
#include "run.h"
#include "scenario/builtin.h"
#include "scenario/scenario.h"
#include "scenario/seed.h"
#include "support_cmocka.h"
#include "support_finding.h"
#include "support_play.h"

/* Two sessions, the other of which may have the last cluster. */
typedef struct split_case {
    uint64_t room;  /* that the session has before the range */
    bool is_last;   /* its cluster is the document's last one */
    uint64_t taken; /* IDs that it has finalized before */
    sim_cut cut;
} split_case;

static void finalize(ida_document *document, uint64_t session, uint64_t first, uint64_t count,
                     uint32_t size)
{
    const ida_range range = {{0, session << 32}, first, count, size};
    assert_int_equal(ida_document_finalize(document, &range), IDA_OK);
}

static ida_document *prepare(const split_case *c)
{
    ida_allocator allocator = ida_allocator_standard();
    ida_document *document;
    assert_int_equal(ida_document_create(&allocator, &document), IDA_OK);
    if (c->taken > 0) {
        /* A first range of one reserves so many that the second leaves the room. */
        uint32_t reserved = (uint32_t)(c->room + c->taken - 1);
        finalize(document, 1, 1, 1, reserved == 0 ? 1 : reserved);
        if (c->taken > 1) {
            finalize(document, 1, 2, c->taken - 1, 1);
        }
    }
    if (!c->is_last) {
        finalize(document, 2, 1, 3, 2);
    }
    return document;
}

static bool comes_to_the_same(const split_case *c)
{
    const sim_cut *cut = &c->cut;
    ida_document *whole = prepare(c);
    ida_document *parts = prepare(c);
    finalize(whole, 1, c->taken + 1, cut->count, cut->size);
    finalize(parts, 1, c->taken + 1, cut->first, cut->first_size);
    finalize(parts, 1, c->taken + 1 + cut->first, cut->count - cut->first, cut->last_size);
    bool same = ida_document_equal(whole, parts);
    ida_document_destroy(whole);
    ida_document_destroy(parts);
    return same;
}

/* Every cut of every small range, with every size, whatever there was before. */
TEST(the_rule_of_the_split_is_exact)
{
    unsigned equal = 0;
    unsigned unequal = 0;
    for (unsigned before = 0; before < 4; before++) {
        for (uint64_t room = 0; room <= 4; room++) {
            split_case c = {.room = room, .is_last = before % 2 == 0, .taken = before < 2 ? 0 : 2};
            if (c.taken == 0 && room > 0) {
                continue; /* nothing is reserved for a session that is not there */
            }
            for (unsigned n = 0; n < 5 * 4 * 5 * 5 * 5; n++) {
                c.cut.count = 2 + n % 5;
                c.cut.first = 1 + n / 5 % 4;
                c.cut.size = 1 + n / 20 % 5;
                c.cut.first_size = 1 + n / 100 % 5;
                c.cut.last_size = 1 + n / 500;
                if (c.cut.first >= c.cut.count) {
                    continue;
                }
                bool same = comes_to_the_same(&c);
                assert_int_equal(sim_split_is_equal(c.room, &c.cut), same);
                equal += same ? 1 : 0;
                unequal += same ? 0 : 1;
            }
        }
    }
    assert_true(equal > 1000);
    assert_true(unequal > 1000);
}

static sim_tape tape_of_seed(const char *scenario, uint64_t seed)
{
    const sim_run_options options = {.until = SIM_NEVER};
    sim_tape tape;
    (void)sim_run_seed(sim_scenario_find(scenario), seed, 300, &options, &tape);
    return tape;
}

static unsigned count_ops(const sim_tape *tape, unsigned code)
{
    unsigned count = 0;
    for (size_t i = 0; i < tape->count; i++) {
        count += tape->ops[i].code == code ? 1 : 0;
    }
    return count;
}

/* Whether the first count ops of a variant are the original's. */
static bool starts_like(const sim_variant *variant, const sim_tape *tape, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const sim_op *a = &variant->tape.ops[i];
        const sim_op *b = &tape->ops[i];
        if (a->code != b->code || memcmp(a->args, b->args, sizeof a->args) != 0) {
            return false;
        }
    }
    return true;
}

static void look_for_a_rehydration(void *context, const sim_world *world, size_t index)
{
    sim_rehydrate_look(context, world, (uint32_t)index);
}

TEST(a_rehydration_is_put_between_two_connections)
{
    sim_tape tape;
    sim_rehydrate pair;
    sim_variant original;
    sim_variant without;
    sim_variant with;
    sim_testimony testimony;
    tape = tape_of_seed("steady", 5);
    sim_rehydrate_begin(&pair, &tape);
    sim_variant_init(&original, &tape);
    sim_variant_copy(&original, &tape, 0, (uint32_t)tape.count);
    const sim_witness_options options = {.subject = &sim_subject_core,
                                         .listen = SIM_NEVER,
                                         .before = look_for_a_rehydration,
                                         .context = &pair};
    assert_true(sim_witness_play(&original, &options, &testimony));
    assert_true(pair.found);
    sim_variant_init(&without, &tape);
    sim_variant_init(&with, &tape);
    sim_rehydrate_write(&pair, &without, &with);
    assert_int_equal(without.tape.count, tape.count + 2);
    assert_int_equal(with.tape.count, tape.count + 5);
    assert_true(starts_like(&without, &tape, pair.at));
    assert_true(starts_like(&with, &tape, pair.at));
    static const uint8_t codes[] = {SIM_OP_OFFLINE, SIM_OP_SAVE, SIM_OP_CRASH, SIM_OP_RESTART,
                                    SIM_OP_RECONNECT};
    for (size_t i = 0; i < sizeof codes; i++) {
        assert_int_equal(with.tape.ops[pair.at + i].code, codes[i]);
        assert_int_equal(with.tape.ops[pair.at + i].args[0], pair.node);
        assert_int_equal(with.places[pair.at + i].origin, pair.at);
        assert_int_equal(with.places[pair.at + i].extra, i >= 1 && i <= 3);
    }
    sim_testimony_free(&testimony);
    sim_variant_free(&original);
    sim_variant_free(&without);
    sim_variant_free(&with);
    sim_tape_free(&tape);
}

/* Whether a place for a rehydration is found in a tape of these lines. */
static bool finds_a_place(const char *lines)
{
    static const char head[] = "idalloc-tape 1\n"
                               "world nodes=1 slots=1 write-ahead=0 cluster-size=3 seed=1\n"
                               "start 0\nreconnect 0\ndown 0 0\nopen 0 0 0\n";
    sim_tape tape = tape_of_format("%s%s", head, lines);
    sim_rehydrate pair;
    sim_variant original;
    sim_testimony testimony;
    sim_rehydrate_begin(&pair, &tape);
    sim_variant_init(&original, &tape);
    sim_variant_copy(&original, &tape, 0, (uint32_t)tape.count);
    const sim_witness_options options = {.subject = &sim_subject_core,
                                         .listen = SIM_NEVER,
                                         .before = look_for_a_rehydration,
                                         .context = &pair};
    assert_true(sim_witness_play(&original, &options, &testimony));
    const sim_run_options paired = {.until = SIM_NEVER, .pairs = SIM_PAIRS_ALL};
    assert_int_equal(sim_run_tape(&tape, &paired).verdict, SIM_PASS);
    sim_testimony_free(&testimony);
    sim_variant_free(&original);
    sim_tape_free(&tape);
    return pair.found;
}

/* Where the rest of the tape would notice the pair's save, there is no place for it. */
TEST(a_rehydration_is_put_where_nobody_reads_what_it_saved)
{
    assert_true(finds_a_place("generate 0 0 2\ncrash 0\n"));
    assert_false(finds_a_place("generate 0 0 2\ncrash 0\nleave 0\n"));
    assert_true(finds_a_place("save 0 0\ngenerate 0 0 2\ncrash 0\nleave 0\n"));
    assert_false(finds_a_place("crash 0\nrestart 0 0\nrestart 0 1\nrestart 0 2\nrestart 0 3\n"));
    assert_true(finds_a_place("crash 0\nrestart 0 0\nrestart 0 1\nrestart 0 3\n"));
    assert_false(finds_a_place("crash 0\ndamage 0 0 2\n"));
    assert_true(finds_a_place("crash 0\ndamage 0 0 1\n"));
}

TEST(other_deliveries_change_only_deliveries)
{
    sim_variant variant;
    sim_tape tape = tape_of_seed("steady", 4);
    sim_variant_init(&variant, &tape);
    assert_true(sim_delivery_write(&tape, &variant) > 5);
    for (unsigned code = 0; code < SIM_OP_CODES; code++) {
        bool delivers = (code >= SIM_OP_DOWN && code <= SIM_OP_FETCH);
        if (!delivers) {
            assert_int_equal(count_ops(&variant.tape, code), count_ops(&tape, code));
        }
    }
    for (size_t i = 1; i < variant.tape.count; i++) {
        assert_true(variant.places[i - 1].origin <= variant.places[i].origin);
    }
    sim_variant_free(&variant);
    sim_tape_free(&tape);
}

TEST(a_renamed_world_has_no_session_of_the_original)
{
    sim_tape tape;
    sim_variant named;
    sim_variant variant;
    unsigned carried = 0;
    tape = tape_of_seed("churn", 6);
    sim_variant_init(&named, &tape);
    sim_variant_init(&variant, &tape);
    sim_rename_write(&tape, &named, &variant);
    assert_int_equal(variant.tape.count, tape.count);
    for (size_t i = 0; i < tape.count; i++) {
        const sim_op *old = &tape.ops[i];
        const sim_op *new = &variant.tape.ops[i];
        assert_int_equal(new->code, old->code);
        if (old->code == SIM_OP_OPEN) {
            ida_uuid before =
                sim_world_uuid(&tape.config, old->args[0], old->args[1], old->args[2]);
            ida_uuid after =
                sim_world_uuid(&variant.tape.config, new->args[0], new->args[1], new->args[2]);
            assert_true(before.high != after.high || before.low != after.low);
            carried += new->args[2] != old->args[2] ? 1 : 0;
        }
    }
    assert_true(carried > 0);
    sim_variant_free(&named);
    sim_variant_free(&variant);
    sim_tape_free(&tape);
}

/* A tape that uses the layouts that carries would get: two sessions must not become one. */
TEST(sessions_are_not_merged_by_renaming)
{
    sim_tape tape;
    sim_variant named;
    sim_variant variant;
    sim_tape_init(&tape, (sim_config){.nodes = 1, .slots = 1, .cluster_size = 1, .seed = 1});
    for (uint32_t i = 0; i < 50; i++) {
        assert_true(sim_tape_append(&tape, sim_variant_op(SIM_OP_OPEN, 0, 0, 8 * i)));
    }
    assert_true(sim_tape_append(&tape, sim_variant_op(SIM_OP_OPEN, 0, 0, UINT32_MAX)));
    sim_variant_init(&named, &tape);
    sim_variant_init(&variant, &tape);
    sim_rename_write(&tape, &named, &variant);
    for (size_t i = 0; i < tape.count; i++) {
        assert_int_equal(variant.tape.ops[i].args[2], tape.ops[i].args[2]);
    }
    sim_variant_free(&named);
    sim_variant_free(&variant);
    sim_tape_free(&tape);
}

/* The older snapshot that a tear can leave depends on how UUIDs are sorted. */
TEST(neither_world_of_renaming_has_tears)
{
    sim_tape tape;
    sim_variant named;
    sim_variant renamed;
    sim_tape_init(&tape, (sim_config){.nodes = 2, .slots = 2, .cluster_size = 1, .seed = 1});
    for (uint32_t how = 0; how < 4 * SIM_DAMAGE_BOUND; how++) {
        assert_int_equal(sim_rename_has_tears(&tape), how > SIM_DAMAGE_TEAR);
        assert_true(sim_tape_append(&tape, sim_variant_op(SIM_OP_DAMAGE, 1, 2, how)));
    }
    sim_variant_init(&named, &tape);
    sim_variant_init(&renamed, &tape);
    sim_rename_write(&tape, &named, &renamed);
    for (uint32_t how = 0; how < tape.count; how++) {
        uint32_t instead = how % SIM_DAMAGE_BOUND == SIM_DAMAGE_TEAR
                               ? how + SIM_DAMAGE_VERSION - SIM_DAMAGE_TEAR
                               : how;
        assert_int_equal(named.tape.ops[how].args[2], instead);
        assert_int_equal(renamed.tape.ops[how].args[2], instead);
    }
    assert_int_equal(named.tape.config.seed, tape.config.seed);
    assert_false(sim_rename_has_tears(&named.tape));
    sim_variant_free(&named);
    sim_variant_free(&renamed);
    sim_tape_free(&tape);
}

/* Arguments wrap, so that one session may be opened by ops that differ. */
TEST(one_session_gets_one_name)
{
    const sim_config config = {.nodes = 2, .slots = 3, .cluster_size = 1, .seed = 1};
    sim_tape tape;
    sim_variant named;
    sim_variant variant;
    sim_tape_init(&tape, config);
    for (uint32_t i = 0; i < 60; i++) {
        assert_true(sim_tape_append(&tape, sim_variant_op(SIM_OP_OPEN, 1, 2, 8 * (i / 2))));
        if (i % 2 == 1) {
            tape.ops[i].args[0] += config.nodes;
            tape.ops[i].args[1] += config.slots;
        }
    }
    sim_variant_init(&named, &tape);
    sim_variant_init(&variant, &tape);
    sim_rename_write(&tape, &named, &variant);
    unsigned carried = 0;
    for (size_t i = 0; i < tape.count; i += 2) {
        assert_int_equal(variant.tape.ops[i].args[2], variant.tape.ops[i + 1].args[2]);
        carried += variant.tape.ops[i].args[2] != tape.ops[i].args[2] ? 1 : 0;
    }
    assert_true(carried > 0);
    sim_variant_free(&named);
    sim_variant_free(&variant);
    sim_tape_free(&tape);
}

/* What a shrinker takes off elsewhere leaves the draws for an op as they were. */
TEST(draws_depend_on_the_op_and_not_on_its_place)
{
    sim_tape tape;
    sim_tape_init(&tape, (sim_config){.nodes = 2, .slots = 2, .cluster_size = 1, .seed = 9});
    const sim_op op = sim_variant_op(SIM_OP_TAKE, 1, 0, 0);
    const sim_op other = sim_variant_op(SIM_OP_TAKE, 0, 1, 0);
    sim_random first = sim_variant_random(&tape, SIM_PURPOSE_SPLIT, &op);
    sim_random again = sim_variant_random(&tape, SIM_PURPOSE_SPLIT, &op);
    sim_random elsewhere = sim_variant_random(&tape, SIM_PURPOSE_SPLIT, &other);
    sim_random otherwise = sim_variant_random(&tape, SIM_PURPOSE_CUT, &op);
    uint64_t drawn = sim_random_next(&first);
    assert_int_equal(drawn, sim_random_next(&again));
    assert_int_not_equal(drawn, sim_random_next(&elsewhere));
    assert_int_not_equal(drawn, sim_random_next(&otherwise));
    sim_tape_free(&tape);
}

static void assert_says(const sim_statement *statement, const sim_statement *other,
                        const char *right)
{
    char text[SIM_FINDING_TEXT_SIZE];
    const sim_value value = sim_statement_value(statement, other);
    sim_value_print(&value, text);
    assert_string_equal(text, right);
}

TEST(statements_say_where_they_differ)
{
    const sim_statement mine = {
        .kind = SIM_EVENT_APPLIED, .count = 4, .numbers = {1, 17, IDA_OK, 5}};
    const sim_statement other = {
        .kind = SIM_EVENT_APPLIED, .count = 4, .numbers = {1, 17, IDA_COLLISION, 5}};
    assert_says(&other, &mine, "applied, node 1, collision");
    assert_says(&other, NULL, "applied, node 1, log position 17, collision, first final ID 5");
    assert_says(NULL, &mine, "nothing more");
    const sim_statement local = {.kind = SIM_EVENT_GENERATED,
                                 .code = SIM_OP_GENERATE,
                                 .count = 4,
                                 .numbers = {0x0102, IDA_OK, (uint64_t)-3, 1}};
    const sim_statement eager = {.kind = SIM_EVENT_GENERATED,
                                 .code = SIM_OP_GENERATE,
                                 .count = 4,
                                 .numbers = {0x0102, IDA_OK, 9, 1}};
    assert_says(&local, &eager, "generated, node 1 slot 2, first ID -3");
    assert_says(&local, NULL, "generated, node 1 slot 2, ok, first ID -3, IDs 1");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_rule_of_the_split_is_exact),
        cmocka_unit_test(a_rehydration_is_put_between_two_connections),
        cmocka_unit_test(a_rehydration_is_put_where_nobody_reads_what_it_saved),
        cmocka_unit_test(other_deliveries_change_only_deliveries),
        cmocka_unit_test(a_renamed_world_has_no_session_of_the_original),
        cmocka_unit_test(sessions_are_not_merged_by_renaming),
        cmocka_unit_test(neither_world_of_renaming_has_tears),
        cmocka_unit_test(one_session_gets_one_name),
        cmocka_unit_test(draws_depend_on_the_op_and_not_on_its_place),
        cmocka_unit_test(statements_say_where_they_differ),
    };
    return RUN_TESTS(tests);
}
