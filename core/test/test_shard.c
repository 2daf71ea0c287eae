/*
 * Shards: no two make the same ID, tokens move them ahead of each other, and whatever a parent can
 * see to be wrong is refused and changes nothing. The vectors of the package are in
 * test_fluid_v3_vectors.c.
 */
#include "support_cmocka.h"
#include "support_session.h"

#define SHARDS 32

static ida_uuid shard_id(uint64_t number)
{
    return uuid_of(9, number);
}

/* A root of A that has generated so many IDs, and its document. */
static ida_session *root_with(ida_document *document, uint64_t generated)
{
    ida_session *root = session_of_size(document, A, 5);
    generate_count(root, generated);
    return root;
}

static ida_session *split_one(ida_session *parent, uint64_t number)
{
    ida_uuid id = shard_id(number);
    ida_session *child = NULL;
    assert_int_equal(ida_shard_split(parent, &id, 1, &child), IDA_OK);
    assert_non_null(child);
    return child;
}

static ida_shard_token report(const ida_session *child)
{
    ida_shard_token token;
    assert_int_equal(ida_shard_report(child, &token), IDA_OK);
    return token;
}

static void synchronize(ida_session *parent, ida_shard_token token)
{
    assert_int_equal(ida_shard_synchronize(parent, &token), IDA_OK);
}

/* The session's state as bytes, so that nothing that a snapshot keeps can change unseen. */
static void assert_token_refused(ida_session *session, ida_shard_token token, bool from_parent,
                                 ida_status status)
{
    saved before = save_session(session);
    assert_int_equal(from_parent ? ida_shard_follow(session, &token)
                                 : ida_shard_synchronize(session, &token),
                     status);
    assert_saved_equal(before, save_session(session));
    assert_true(ida_session_verify(session));
}

static void refuse(ida_session *parent, ida_shard_token token, ida_status status)
{
    assert_token_refused(parent, token, false, status);
}

static void assert_split_refused(ida_session *session, const ida_uuid *ids, size_t count,
                                 ida_status status)
{
    ida_session *children[4] = {NULL};
    saved before = save_session(session);
    assert_int_equal(ida_shard_split(session, ids, count, children), status);
    assert_null(children[0]);
    assert_saved_equal(before, save_session(session));
}

static uint64_t stride_of(const ida_session *session)
{
    ida_shard_info info;
    (void)ida_shard_describe(session, &info);
    return info.stride;
}

/* ---- Splitting ------------------------------------------------------------------------------- */

TEST(parent_and_children_share_the_gen_counts)
{
    ida_document *document = document_new();
    ida_session *root = root_with(document, 1);
    const ida_uuid ids[] = {shard_id(1), shard_id(2)};
    ida_session *children[2];
    assert_int_equal(ida_shard_split(root, ids, 2, children), IDA_OK);
    assert_generates(root, (const ida_id[]){-4, -7, -10}, 3);
    assert_generates(children[0], (const ida_id[]){-5, -8, -11}, 3);
    assert_generates(children[1], (const ida_id[]){-6, -9}, 2);
    ida_shard_info info;
    assert_true(ida_shard_describe(root, &info));
    assert_int_equal(info.child_count, 2);
    assert_false(info.is_child);
    ida_shard_child child;
    assert_true(ida_shard_child_at(root, 1, &child));
    assert_uuid_equal(child.shard, shard_id(2));
    assert_int_equal(child.known, 3);
    assert_true(ida_shard_describe(children[1], &info));
    assert_true(info.is_child);
    assert_uuid_equal(info.shard, shard_id(2));
    close_sound(children[0]);
    close_sound(children[1]);
    close_both(root, document);
}

TEST(a_split_checks_its_arguments)
{
    ida_document *document = document_new();
    ida_session *root = root_with(document, 2);
    ida_uuid ids[4] = {shard_id(1), shard_id(2), shard_id(1), INVALID};
    assert_split_refused(root, ids, 0, IDA_INVALID_ARGUMENT);
    assert_split_refused(root, ids, 3, IDA_INVALID_ARGUMENT);
    assert_split_refused(root, &ids[3], 1, IDA_INVALID_ARGUMENT);
    assert_split_refused(root, ids, 1000000, IDA_SHARD_LIMIT);
    assert_split_refused(root, ids, SIZE_MAX, IDA_SHARD_LIMIT);
    ida_session *child = split_one(root, 1);
    assert_split_refused(root, ids, 1, IDA_INVALID_ARGUMENT);
    assert_split_refused(child, ids, 1, IDA_INVALID_ARGUMENT);
    assert_split_refused(root, ids, 500000, IDA_SHARD_LIMIT);
    close_sound(child);
    close_both(root, document);
}

TEST(a_session_near_its_end_is_not_split)
{
    ida_document *document = document_new();
    ida_uuid id = shard_id(1);
    ida_session *child = NULL;
    /* Two positions for each of the two would be needed. */
    ida_session *near = session_new(document, uuid_minus(TEST_UUID_MAX, 5));
    generate_many(near, 3);
    assert_split_refused(near, &id, 1, IDA_EXHAUSTED);
    close_sound(near);
    near = session_new(document, uuid_minus(TEST_UUID_MAX, 5));
    generate_many(near, 2);
    assert_int_equal(ida_shard_split(near, &id, 1, &child), IDA_OK);
    assert_generates(near, (const ida_id[]){-4, -6}, 2);
    assert_generates(child, (const ida_id[]){-5}, 1);
    ida_id out;
    assert_int_equal(ida_session_generate(near, &out), IDA_EXHAUSTED);
    assert_int_equal(ida_session_generate(child, &out), IDA_EXHAUSTED);
    close_sound(near);
    close_sound(child);
    /* More gen counts than a double holds: never split. */
    ida_session *far = session_new(document, A);
    generate_many(far, IDA_SHARD_GEN_MAX + 1);
    assert_split_refused(far, &id, 1, IDA_EXHAUSTED);
    close_both(far, document);
}

TEST(a_sharded_session_gives_no_eager_finals)
{
    ida_document *document = document_new();
    ida_session *root = root_with(document, 1);
    take_and_finalize(root, document);
    assert_int_equal(generate(root), 1);
    ida_session *child = split_one(root, 1);
    assert_int_equal(generate(root), -4);
    assert_int_equal(generate(child), -5);
    ida_run runs[2];
    size_t count = 0;
    assert_int_equal(ida_session_generate_many(root, 1, runs, &count), IDA_SHARDED);
    ida_unique_id unique;
    assert_int_equal(ida_session_generate_unique(child, &unique), IDA_OK);
    assert_false(unique.is_final);
    assert_uuid_equal(unique.stable_id, uuid_plus(A, 6));
    ida_shard_token token;
    assert_int_equal(ida_shard_dispose(child, &token), IDA_OK);
    synchronize(root, token);
    assert_int_equal(ida_session_generated(root), 8);
    close_sound(child);
    take_and_finalize(root, document);
    assert_int_equal(generate(root), 8);
    close_both(root, document);
}

/* ---- Tokens ---------------------------------------------------------------------------------- */

TEST(tokens_move_a_shard_ahead_once)
{
    ida_document *document = document_new();
    ida_session *root = root_with(document, 0);
    ida_session *child = split_one(root, 1);
    ida_shard_token birth = report(child);
    generate_count(child, 3);
    ida_shard_token token = report(child);
    assert_int_equal(token.gen_count, 7);
    synchronize(root, token);
    assert_int_equal(ida_session_generated(root), 8);
    synchronize(root, token);
    synchronize(root, birth);
    assert_int_equal(ida_session_generated(root), 8);
    ida_shard_child known;
    assert_true(ida_shard_child_at(root, 0, &known));
    assert_int_equal(known.known, 7);
    generate_count(root, 2);
    ida_shard_token down;
    assert_int_equal(ida_shard_parent_report(root, shard_id(1), &down), IDA_OK);
    assert_int_equal(ida_shard_follow(child, &down), IDA_OK);
    assert_int_equal(ida_session_generated(child), 13);
    assert_int_equal(ida_shard_follow(child, &down), IDA_OK);
    assert_generates(child, (const ida_id[]){-15}, 1);
    assert_generates(root, (const ida_id[]){-14}, 1);
    close_sound(child);
    close_both(root, document);
}

TEST(tokens_that_can_not_be_are_refused)
{
    ida_document *document = document_new();
    ida_session *root = root_with(document, 3);
    const ida_uuid ids[] = {shard_id(1), shard_id(2)};
    ida_session *children[2];
    ida_shard_token token = {shard_id(1), 4, IDA_SHARD_PROGRESS};
    refuse(root, token, IDA_NOT_SHARDED);
    assert_int_equal(ida_shard_split(root, ids, 2, children), IDA_OK);
    refuse(root, (ida_shard_token){shard_id(3), 4, IDA_SHARD_PROGRESS}, IDA_UNKNOWN_SHARD);
    refuse(children[0], token, IDA_UNKNOWN_SHARD);
    /* Kinds. */
    refuse(root, (ida_shard_token){shard_id(1), 7, IDA_SHARD_PARENT}, IDA_INVALID_TOKEN);
    refuse(root, (ida_shard_token){shard_id(1), 7, 0}, IDA_INVALID_TOKEN);
    refuse(root, (ida_shard_token){shard_id(1), 7, 4}, IDA_INVALID_TOKEN);
    assert_token_refused(children[0], token, true, IDA_INVALID_TOKEN);
    /* The other child's gen counts, the parent's, and those before the birth. */
    refuse(root, (ida_shard_token){shard_id(1), 8, IDA_SHARD_PROGRESS}, IDA_INVALID_TOKEN);
    refuse(root, (ida_shard_token){shard_id(1), 9, IDA_SHARD_PROGRESS}, IDA_INVALID_TOKEN);
    refuse(root, (ida_shard_token){shard_id(1), 1, IDA_SHARD_PROGRESS}, IDA_INVALID_TOKEN);
    refuse(root, (ida_shard_token){shard_id(1), 1, IDA_SHARD_DISPOSAL}, IDA_STALE_TOKEN);
    assert_token_refused(children[0], (ida_shard_token){shard_id(1), 7, IDA_SHARD_PARENT}, true,
                         IDA_INVALID_TOKEN);
    assert_token_refused(children[0], (ida_shard_token){shard_id(2), 6, IDA_SHARD_PARENT}, true,
                         IDA_INVALID_TOKEN);
    assert_token_refused(root, (ida_shard_token){shard_id(1), 6, IDA_SHARD_PARENT}, true,
                         IDA_INVALID_TOKEN);
    synchronize(root, (ida_shard_token){shard_id(1), 7, IDA_SHARD_PROGRESS});
    assert_int_equal(ida_session_generated(root), 9);
    close_sound(children[0]);
    close_sound(children[1]);
    close_both(root, document);
}

TEST(far_counts_are_refused)
{
    ida_document *document = document_new();
    ida_session *root = root_with(document, 0);
    ida_session *child = split_one(root, 1);
    const uint64_t most = IDA_SHARD_PROGRESS_MAX;
    const uint64_t counts[] = {most + 1, IDA_SHARD_GEN_MAX - 6, IDA_SHARD_GEN_MAX};
    for (size_t i = 0; i < COUNT_OF(counts); i++) {
        name_case("%" PRIu64, counts[i]);
        for (uint32_t kind = IDA_SHARD_PROGRESS; kind <= IDA_SHARD_DISPOSAL; kind++) {
            refuse(root, (ida_shard_token){shard_id(1), counts[i], kind}, IDA_EXHAUSTED);
        }
        assert_token_refused(child, (ida_shard_token){shard_id(1), counts[i] + 1, IDA_SHARD_PARENT},
                             true,
                             counts[i] == IDA_SHARD_GEN_MAX ? IDA_INVALID_TOKEN : IDA_EXHAUSTED);
        saved before = save_session(root);
        assert_int_equal(ida_shard_revoke(root, shard_id(1), counts[i]), IDA_EXHAUSTED);
        assert_saved_equal(before, save_session(root));
    }
    refuse(root, (ida_shard_token){shard_id(1), UINT64_MAX, IDA_SHARD_PROGRESS}, IDA_INVALID_TOKEN);
    synchronize(root, (ida_shard_token){shard_id(1), most - 1, IDA_SHARD_PROGRESS});
    assert_int_equal(ida_session_generated(root), most);
    close_sound(child);
    close_both(root, document);
}

/* Steps of the largest allowed size, up to where none is left. */
TEST(a_shard_stops_at_the_largest_gen_count)
{
    ida_document *document = document_new();
    ida_session *root = root_with(document, 0);
    ida_session *child = split_one(root, 1);
    ida_status status = IDA_OK;
    uint64_t moves = 0;
    for (; status == IDA_OK; moves++) {
        uint64_t gen = ida_session_generated(root) + IDA_SHARD_PROGRESS_MAX - 1;
        status =
            ida_shard_synchronize(root, &(ida_shard_token){shard_id(1), gen, IDA_SHARD_PROGRESS});
    }
    assert_int_equal(status, IDA_EXHAUSTED);
    assert_int_equal(moves, IDA_SHARD_GEN_MAX / IDA_SHARD_PROGRESS_MAX + 1);
    uint64_t last = IDA_SHARD_GEN_MAX - 4;
    synchronize(root, (ida_shard_token){shard_id(1), last, IDA_SHARD_PROGRESS});
    ida_id id = 0;
    assert_int_equal(generate(root), -(ida_id)(last + 3));
    assert_int_equal(ida_session_generate(root, &id), IDA_EXHAUSTED);
    assert_int_equal(id, 0);
    close_sound(child);
    close_both(root, document);
}

/* ---- The end of a child -----------------------------------------------------------------------
 */

TEST(a_disposal_behind_what_is_known_is_refused)
{
    ida_document *document = document_new();
    ida_session *root = root_with(document, 0);
    ida_session *child = split_one(root, 1);
    saved old = save_session(child);
    generate_count(child, 3);
    synchronize(root, report(child));
    ida_snapshot fork = snapshot_load(&old);
    ida_shard_token token;
    assert_int_equal(ida_shard_dispose(fork.sessions[0], &token), IDA_OK);
    refuse(root, token, IDA_STALE_TOKEN);
    assert_int_equal(ida_shard_dispose(child, &token), IDA_OK);
    synchronize(root, token);
    assert_int_equal(stride_of(root), 1);
    refuse(root, token, IDA_NOT_SHARDED);
    saved_free(&old);
    snapshot_close(&fork);
    close_sound(child);
    close_both(root, document);
}

TEST(a_disposed_shard_does_nothing_more)
{
    ida_document *document = document_new();
    ida_session *root = root_with(document, 0);
    ida_session *child = split_one(root, 1);
    ida_session *grandchild = split_one(child, 2);
    ida_shard_token token;
    ida_id id;
    ida_range range;
    size_t size = 0;
    uint8_t bytes[200];
    assert_int_equal(ida_shard_dispose(root, &token), IDA_SHARD_HAS_CHILDREN);
    assert_int_equal(ida_shard_dispose(child, &token), IDA_SHARD_HAS_CHILDREN);
    assert_int_equal(ida_shard_dispose(grandchild, &token), IDA_OK);
    assert_int_equal(ida_session_generate(grandchild, &id), IDA_SHARD_DISPOSED);
    assert_int_equal(ida_session_take(grandchild, &range), IDA_SHARD_DISPOSED);
    assert_int_equal(ida_session_retake(grandchild, &range), IDA_SHARD_DISPOSED);
    assert_int_equal(ida_shard_report(grandchild, &token), IDA_SHARD_DISPOSED);
    assert_int_equal(ida_shard_dispose(grandchild, &token), IDA_SHARD_DISPOSED);
    assert_int_equal(ida_fluid_export_session_as(grandchild, 3, NULL, 0, &size),
                     IDA_SHARD_DISPOSED);
    assert_int_equal(ida_snapshot_save(document, &grandchild, 1, 0, bytes, sizeof bytes, &size),
                     IDA_SHARD_DISPOSED);
    ida_uuid shard = shard_id(3);
    ida_session *none = NULL;
    assert_int_equal(ida_shard_split(grandchild, &shard, 1, &none), IDA_SHARD_DISPOSED);
    assert_int_equal(ida_shard_parent_report(root, shard_id(2), &token), IDA_UNKNOWN_SHARD);
    close_sound(grandchild);
    close_sound(child);
    close_both(root, document);
}

TEST(only_the_root_takes_ranges)
{
    ida_document *document = document_new();
    ida_session *root = root_with(document, 2);
    ida_session *child = split_one(root, 1);
    ida_range range;
    generate_count(child, 2);
    assert_int_equal(ida_session_take(child, &range), IDA_NOT_ROOT);
    assert_int_equal(ida_session_retake(child, &range), IDA_NOT_ROOT);
    synchronize(root, report(child));
    assert_range_equal(take(root), range_of(A, 1, 8, 5));
    close_sound(child);
    close_both(root, document);
}

TEST(a_child_goes_on_when_more_is_finalized)
{
    ida_document *document = document_new();
    ida_session *root = root_with(document, 0);
    ida_session *child = split_one(root, 1);
    generate_count(root, 3);
    take_and_finalize(root, document);
    assert_false(ida_session_is_stale(child));
    /* Finalized, and not heard of: it has no form in the child yet. */
    assert_stable(child, 5, uuid_plus(A, 5));
    ida_id id = TEST_CANARY;
    assert_int_equal(ida_session_recompress(child, uuid_plus(A, 5), &id), IDA_UNKNOWN_ID);
    assert_int_equal(
        ida_session_recompress_many(child, (const ida_uuid[]){uuid_plus(A, 5)}, 1, &id), 0);
    assert_int_equal(id, IDA_ID_NONE);
    assert_int_equal(ida_session_to_session_space(child, 5, A, &id), IDA_UNKNOWN_ID);
    assert_int_equal(ida_session_to_session_space(child, -6, A, &id), IDA_UNKNOWN_ID);
    assert_int_equal(generate(child), -3);
    assert_op_space(child, -3, 2);
    assert_recompresses(child, uuid_plus(A, 2), -3);
    close_sound(child);
    close_both(root, document);
}

TEST(a_root_behind_its_own_ranges_is_stale)
{
    ida_document *document = document_new();
    ida_session *root = root_with(document, 0);
    ida_session *child = split_one(root, 1);
    saved old = save_session(root);
    generate_count(root, 2);
    ida_range range = take(root);
    ida_snapshot restored = snapshot_load(&old);
    finalize(restored.document, range);
    ida_session *behind = restored.sessions[0];
    ida_id id;
    ida_shard_token token = report(child);
    assert_int_equal(ida_session_generate(behind, &id), IDA_STALE_SESSION);
    assert_int_equal(ida_shard_synchronize(behind, &token), IDA_STALE_SESSION);
    assert_int_equal(ida_shard_revoke(behind, shard_id(1), 1), IDA_STALE_SESSION);
    assert_int_equal(ida_shard_parent_report(behind, shard_id(1), &token), IDA_STALE_SESSION);
    saved_free(&old);
    snapshot_close(&restored);
    close_sound(child);
    close_both(root, document);
}

TEST(a_lost_child_is_revoked)
{
    ida_document *document = document_new();
    ida_session *root = root_with(document, 1);
    ida_session *lost = split_one(root, 1);
    generate_count(lost, 2);
    synchronize(root, report(lost));
    generate_count(lost, 10);
    assert_int_equal(ida_session_generated(lost), 26);
    assert_int_equal(ida_shard_revoke(root, shard_id(2), 30), IDA_UNKNOWN_SHARD);
    assert_int_equal(ida_shard_revoke(root, shard_id(1), 5), IDA_STALE_TOKEN);
    assert_int_equal(ida_shard_revoke(root, shard_id(1), 30), IDA_OK);
    assert_int_equal(stride_of(root), 1);
    assert_int_equal(generate(root), -32);
    /* All that the child has made is finalized with the root's. */
    take_and_finalize(root, document);
    assert_int_equal(ida_document_finalized(document, A), 32);
    assert_op_space(lost, -26, 25);
    assert_int_equal(ida_shard_revoke(root, shard_id(1), 30), IDA_NOT_SHARDED);
    refuse(root, report(lost), IDA_NOT_SHARDED);
    close_sound(lost);
    close_both(root, document);
}

TEST(an_unused_child_costs_its_birth)
{
    ida_document *document = document_new();
    ida_session *root = root_with(document, 4);
    ida_session *child = split_one(root, 1);
    ida_shard_child known;
    assert_true(ida_shard_child_at(root, 0, &known));
    assert_int_equal(ida_shard_revoke(root, known.shard, known.known), IDA_OK);
    assert_int_equal(generate(root), -7);
    close_sound(child);
    close_both(root, document);
}

/* ---- Snapshots ------------------------------------------------------------------------------- */

TEST(snapshots_keep_shards_and_what_is_known_of_children)
{
    ida_document *document = document_new();
    ida_session *root = root_with(document, 1);
    ida_session *child = split_one(root, 1);
    ida_session *other = split_one(root, 2);
    generate_count(child, 4);
    synchronize(root, report(child));
    ida_session *const all[] = {root, child, other};
    for (size_t i = 0; i < COUNT_OF(all); i++) {
        name_case("session %zu", i);
        saved bytes = save_session(all[i]);
        assert_int_equal(bytes.bytes[4], 2);
        assert_true(bytes.size <= ida_snapshot_bound(document, &all[i], 1));
        ida_snapshot loaded = snapshot_load(&bytes);
        assert_true(ida_session_equal(loaded.sessions[0], all[i]));
        assert_true(ida_session_verify(loaded.sessions[0]));
        assert_saved_equal(bytes, save_session(loaded.sessions[0]));
        assert_int_equal(generate(loaded.sessions[0]), generate(all[i]));
        snapshot_close(&loaded);
    }
    ida_session *const both[] = {root, child};
    size_t size = 0;
    uint8_t room[300];
    assert_int_equal(ida_snapshot_save(document, both, 2, 0, room, sizeof room, &size),
                     IDA_INVALID_ARGUMENT);
    close_sound(child);
    close_sound(other);
    close_both(root, document);
}

TEST(sessions_differ_by_their_shards)
{
    ida_document *document = document_new();
    ida_session *root = root_with(document, 3);
    ida_session *same = root_with(document, 3);
    assert_true(ida_session_equal(root, same));
    ida_session *a = split_one(root, 1);
    assert_false(ida_session_equal(root, same));
    ida_session *b = split_one(same, 2);
    assert_false(ida_session_equal(root, same));
    assert_false(ida_session_equal(a, b));
    assert_int_equal(ida_shard_revoke(root, shard_id(1), 4), IDA_OK);
    assert_int_equal(ida_shard_revoke(same, shard_id(2), 4), IDA_OK);
    assert_true(ida_session_equal(root, same));
    close_sound(a);
    close_sound(b);
    close_sound(same);
    close_both(root, document);
}

/* ---- The wire form --------------------------------------------------------------------------- */

TEST(tokens_travel_as_bytes)
{
    ida_shard_token token = {uuid_of(1, 2), IDA_SHARD_GEN_MAX, IDA_SHARD_DISPOSAL};
    uint8_t bytes[IDA_SHARD_TOKEN_ENCODED_SIZE + 1] = {0};
    ida_shard_token read = {.kind = 77};
    ida_shard_token_encode(&token, bytes);
    assert_int_equal(ida_shard_token_decode(bytes, sizeof bytes, &read), IDA_MALFORMED);
    assert_int_equal(ida_shard_token_decode(bytes, sizeof bytes - 2, &read), IDA_MALFORMED);
    for (unsigned kind = 0; kind < 256; kind++) {
        bytes[0] = (uint8_t)kind;
        bool known = kind >= IDA_SHARD_PROGRESS && kind <= IDA_SHARD_PARENT;
        assert_int_equal(ida_shard_token_decode(bytes, sizeof bytes - 1, &read),
                         known ? IDA_OK : IDA_MALFORMED);
    }
    assert_int_equal(read.kind, IDA_SHARD_PARENT);
    assert_int_equal(read.gen_count, IDA_SHARD_GEN_MAX);
    assert_uuid_equal(read.shard, token.shard);
    bytes[0] = IDA_SHARD_PROGRESS;
    bytes[17 + 6] = 0x20;
    assert_int_equal(ida_shard_token_decode(bytes, sizeof bytes - 1, &read), IDA_INVALID_TOKEN);
    ida_shard_token_encode(&token, bytes);
    bytes[7] ^= 0xf0;
    assert_int_equal(ida_shard_token_decode(bytes, sizeof bytes - 1, &read), IDA_MALFORMED);
}

/* ---- Memory ---------------------------------------------------------------------------------- */

/* Splits and synchronizes with the nth request refused; false once none is left to refuse. */
static bool split_survives(bool again, size_t nth)
{
    name_case("%s split, request %zu", again ? "second" : "first", nth);
    test_allocator memory;
    ida_document *document = document_in(&memory);
    ida_session *root = root_with(document, 1);
    ida_session *before = again ? split_one(root, 9) : NULL;
    const ida_uuid ids[] = {shard_id(1), shard_id(2)};
    ida_session *children[2] = {NULL, NULL};
    saved was = save_session(root);
    test_allocator_fail_nth(&memory, nth);
    ida_status status = ida_shard_split(root, ids, 2, children);
    bool failed = memory.failed;
    test_allocator_fail_nth(&memory, 0);
    assert_int_equal(status, failed ? IDA_NO_MEMORY : IDA_OK);
    if (failed) {
        assert_saved_equal(was, save_session(root));
        assert_int_equal(ida_shard_split(root, ids, 2, children), IDA_OK);
    } else {
        saved_free(&was);
    }
    size_t held = ida_document_memory(document) + ida_session_memory(root) +
                  ida_session_memory(children[0]) + ida_session_memory(children[1]) +
                  (before == NULL ? 0 : ida_session_memory(before));
    assert_int_equal(held, memory.live_bytes);
    close_sound(children[0]);
    close_sound(children[1]);
    if (before != NULL) {
        close_sound(before);
    }
    close_both(root, document);
    test_allocator_assert_clean(&memory);
    return failed;
}

TEST(a_split_without_memory_changes_nothing)
{
    for (unsigned again = 0; again < 2; again++) {
        size_t nth = 1;
        while (split_survives(again == 1, nth)) {
            nth++;
        }
        assert_true(nth > 6);
    }
}

/* ---- Everything at random -------------------------------------------------------------------- */

typedef struct tree {
    ida_document *document;
    ida_session *shards[SHARDS]; /* the root first; NULL: disposed */
    size_t parents[SHARDS];
    size_t count;
    uint8_t *made; /* by gen count: how often it was handed out */
    uint64_t highest;
} tree;

#define GEN_COUNTS 400000u

static void tree_generate(tree *t, size_t at)
{
    ida_id id;
    ida_status status = ida_session_generate(t->shards[at], &id);
    assert_int_equal(status, IDA_OK);
    uint64_t gen = id < 0 ? (uint64_t)-id : (uint64_t)id + 1;
    assert_true(gen < GEN_COUNTS);
    assert_int_equal(t->made[gen], 0);
    t->made[gen] = 1;
    t->highest = gen > t->highest ? gen : t->highest;
}

static void tree_split(tree *t, size_t at)
{
    if (t->count == SHARDS || stride_of(t->shards[at]) > 200) {
        return;
    }
    t->shards[t->count] = split_one(t->shards[at], t->count);
    t->parents[t->count] = at;
    t->count++;
}

static void tree_sync(tree *t, size_t at, bool down)
{
    ida_session *parent = t->shards[t->parents[at]];
    ida_shard_token token = report(t->shards[at]);
    if (down) {
        assert_int_equal(ida_shard_parent_report(parent, token.shard, &token), IDA_OK);
        assert_int_equal(ida_shard_follow(t->shards[at], &token), IDA_OK);
    } else {
        synchronize(parent, token);
    }
}

static void tree_dispose(tree *t, size_t at)
{
    ida_shard_token token;
    if (ida_shard_dispose(t->shards[at], &token) == IDA_OK) {
        synchronize(t->shards[t->parents[at]], token);
        close_sound(t->shards[at]);
        t->shards[at] = NULL;
    }
}

/* Each shard has a document in its bytes; here all look at one, so it is reloaded where it stands.
 */
static void tree_reload(tree *t, size_t at)
{
    saved bytes = save_session(t->shards[at]);
    ida_snapshot loaded = snapshot_load(&bytes);
    assert_true(ida_session_equal(loaded.sessions[0], t->shards[at]));
    snapshot_close(&loaded);
    saved_free(&bytes);
}

static void tree_step(tree *t, uint64_t random)
{
    size_t at = (size_t)(random >> 8) % t->count;
    if (t->shards[at] == NULL) {
        return;
    }
    switch (random % 16) {
    case 0:
        tree_split(t, at);
        break;
    case 1:
    case 2:
        if (at > 0) {
            tree_sync(t, at, random % 16 == 1);
        }
        break;
    case 3:
        if (at > 0) {
            tree_dispose(t, at);
        }
        break;
    case 4:
        tree_reload(t, at);
        break;
    case 5:
        take_and_finalize(t->shards[0], t->document);
        break;
    default:
        tree_generate(t, at);
        break;
    }
}

TEST(no_two_shards_make_one_id)
{
    for (uint64_t seed = 1; seed <= 200; seed++) {
        name_case("seed %" PRIu64, seed);
        tree t = {.document = document_new(), .count = 1};
        t.shards[0] = session_of_size(t.document, A, 5);
        t.made = calloc(GEN_COUNTS, 1);
        assert_non_null(t.made);
        uint64_t random = seed * UINT64_C(0x9e3779b97f4a7c15);
        for (unsigned i = 0; i < 300; i++) {
            random = random * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
            tree_step(&t, random >> 20);
        }
        /* In the end all is given back, from the leaves up, and the root covers what was made. */
        for (size_t at = t.count; at-- > 1;) {
            if (t.shards[at] != NULL) {
                tree_dispose(&t, at);
                assert_null(t.shards[at]);
            }
        }
        assert_true(ida_session_generated(t.shards[0]) >= t.highest);
        assert_int_equal(stride_of(t.shards[0]), 1);
        take_and_finalize(t.shards[0], t.document);
        assert_true(ida_document_finalized(t.document, A) >= t.highest);
        free(t.made);
        close_both(t.shards[0], t.document);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(parent_and_children_share_the_gen_counts),
        cmocka_unit_test(a_split_checks_its_arguments),
        cmocka_unit_test(a_session_near_its_end_is_not_split),
        cmocka_unit_test(a_sharded_session_gives_no_eager_finals),
        cmocka_unit_test(tokens_move_a_shard_ahead_once),
        cmocka_unit_test(tokens_that_can_not_be_are_refused),
        cmocka_unit_test(far_counts_are_refused),
        cmocka_unit_test(a_shard_stops_at_the_largest_gen_count),
        cmocka_unit_test(a_disposal_behind_what_is_known_is_refused),
        cmocka_unit_test(a_disposed_shard_does_nothing_more),
        cmocka_unit_test(only_the_root_takes_ranges),
        cmocka_unit_test(a_child_goes_on_when_more_is_finalized),
        cmocka_unit_test(a_root_behind_its_own_ranges_is_stale),
        cmocka_unit_test(a_lost_child_is_revoked),
        cmocka_unit_test(an_unused_child_costs_its_birth),
        cmocka_unit_test(snapshots_keep_shards_and_what_is_known_of_children),
        cmocka_unit_test(sessions_differ_by_their_shards),
        cmocka_unit_test(tokens_travel_as_bytes),
        cmocka_unit_test(a_split_without_memory_changes_nothing),
        cmocka_unit_test(no_two_shards_make_one_id),
    };
    return RUN_TESTS(tests);
}
