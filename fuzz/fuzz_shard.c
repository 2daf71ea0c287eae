/* Drives a tree of shards and hands it tokens that were made up. */
#include "fuzz_shard.h"

#include <stdlib.h>
#include <string.h>

#define SHARDS_MAX 24u
#define STEPS_MAX  400u
#define STEP_SIZE  3u
#define MADE_MAX   512u

enum { GENERATE, SPLIT, REPORT, PARENT_REPORT, DISPOSE, RELOAD, FORGE, FORGE_BYTES, KINDS };

/* A shard with its document; each has one of its own, as in a process of its own. */
typedef struct shard {
    ida_document *document;
    ida_session *session; /* NULL: given back */
    unsigned parent;
} shard;

typedef struct tree {
    const fuzz_shard_calls *calls;
    ida_allocator allocator;
    shard shards[SHARDS_MAX]; /* the root first */
    unsigned count;
    uint64_t made[MADE_MAX]; /* gen counts that were handed out */
    size_t made_count;
    bool is_forged; /* a token was accepted that no shard has made */
    fuzz_finding *finding;
} tree;

static ida_uuid name_of(unsigned number)
{
    return (ida_uuid){7, number};
}

/* A shard of its own, from its bytes. */
static bool load_shard(tree *t, ida_session *session, shard *made)
{
    static uint8_t bytes[1u << 16];
    size_t size;
    ida_snapshot loaded;
    ida_status status = ida_snapshot_save(ida_session_document(session), &session, 1, 0, bytes,
                                          sizeof bytes, &size);
    if (status == IDA_OK) {
        status = ida_snapshot_load(&t->allocator, bytes, size, &loaded);
    }
    if (status != IDA_OK) {
        return fuzz_find_status(t->finding, "rehydration", "a shard", IDA_OK, status);
    }
    bool same = ida_session_equal(loaded.sessions[0], session);
    made->document = loaded.document;
    made->session = loaded.sessions[0];
    loaded.document = NULL;
    loaded.sessions[0] = NULL;
    ida_snapshot_close(&t->allocator, &loaded);
    return same || fuzz_find(t->finding, "rehydration", "a shard", "the same", "another");
}

static void close_shard(shard *s)
{
    ida_session_close(s->session);
    ida_document_destroy(s->document);
    s->session = NULL;
    s->document = NULL;
}

static bool generate(tree *t, ida_session *session)
{
    ida_id id = 0;
    ida_status status = ida_session_generate(session, &id);
    if (status == IDA_EXHAUSTED) {
        return true;
    }
    if (status != IDA_OK) {
        return fuzz_find_status(t->finding, "contract", "generate", IDA_OK, status);
    }
    uint64_t gen = (uint64_t)-id;
    for (size_t i = 0; i < t->made_count && !t->is_forged; i++) {
        if (t->made[i] == gen) {
            return fuzz_find_number(t->finding, "session-unique", "handed out twice", 0, gen);
        }
    }
    if (t->made_count < MADE_MAX) {
        t->made[t->made_count++] = gen;
    }
    return true;
}

static bool split(tree *t, unsigned at, unsigned wanted)
{
    ida_uuid names[4];
    ida_session *children[4];
    unsigned count = wanted % 3 + 1;
    if (t->count + count > SHARDS_MAX) {
        return true;
    }
    for (unsigned i = 0; i < count; i++) {
        names[i] = name_of(t->count + i);
    }
    ida_status status = t->calls->split(t->shards[at].session, names, count, children);
    if (status == IDA_SHARD_LIMIT || status == IDA_EXHAUSTED) {
        return true;
    }
    if (status != IDA_OK) {
        return fuzz_find_status(t->finding, "contract", "split", IDA_OK, status);
    }
    bool passed = true;
    for (unsigned i = 0; i < count; i++) {
        shard *made = &t->shards[t->count++];
        made->parent = at;
        passed = passed && load_shard(t, children[i], made);
        ida_session_close(children[i]);
    }
    return passed;
}

/* Hands a token to a shard; a refused one must change nothing. accepted may be NULL. */
static bool hand_over(tree *t, ida_session *session, const ida_shard_token *token, bool from_parent,
                      ida_status *got)
{
    static uint8_t images[2][1u << 16];
    size_t sizes[2] = {0, 0};
    for (unsigned i = 0; i < 2; i++) {
        if (ida_snapshot_save(ida_session_document(session), &session, 1, 0, images[i],
                              sizeof images[i], &sizes[i]) != IDA_OK) {
            return fuzz_find(t->finding, "contract", "a shard", "a snapshot", "none");
        }
        if (i == 0) {
            *got = from_parent ? t->calls->follow(session, token)
                               : t->calls->synchronize(session, token);
        }
    }
    bool same = sizes[0] == sizes[1] && memcmp(images[0], images[1], sizes[0]) == 0;
    if (*got != IDA_OK && !same) {
        return fuzz_find_status(t->finding, "refusal", "a refused token changed a shard", IDA_OK,
                                *got);
    }
    return ida_session_verify(session) ||
           fuzz_find(t->finding, "verify", "after a token", "a sound session", "another");
}

/* A token that a shard has made is accepted, unless one that was made up came before it. */
static bool hand_over_honest(tree *t, ida_session *session, const ida_shard_token *token,
                             bool from_parent)
{
    ida_status status = IDA_OK;
    return hand_over(t, session, token, from_parent, &status) &&
           (status == IDA_OK || status == IDA_EXHAUSTED || t->is_forged ||
            fuzz_find_status(t->finding, "contract", "an honest token", IDA_OK, status));
}

static bool report(tree *t, unsigned at, bool down)
{
    ida_session *child = t->shards[at].session;
    ida_session *parent = t->shards[t->shards[at].parent].session;
    ida_shard_token token;
    if (at == 0 || parent == NULL) {
        return true;
    }
    ida_status status = down ? ida_shard_parent_report(parent, name_of(at), &token)
                             : ida_shard_report(child, &token);
    if (status != IDA_OK) {
        return t->is_forged || fuzz_find_status(t->finding, "contract", "report", IDA_OK, status);
    }
    return hand_over_honest(t, down ? child : parent, &token, down);
}

static bool dispose(tree *t, unsigned at)
{
    ida_shard_token token;
    ida_session *child = t->shards[at].session;
    ida_session *parent = t->shards[t->shards[at].parent].session;
    if (at == 0 || parent == NULL || ida_shard_dispose(child, &token) != IDA_OK) {
        return true;
    }
    bool passed = hand_over_honest(t, parent, &token, false);
    close_shard(&t->shards[at]);
    return passed;
}

static bool reload(tree *t, unsigned at)
{
    shard loaded = t->shards[at];
    if (!load_shard(t, t->shards[at].session, &loaded)) {
        return false;
    }
    close_shard(&t->shards[at]);
    t->shards[at] = loaded;
    return true;
}

/* A token near what the shard may expect. */
static bool forge(tree *t, unsigned at, const uint8_t *step)
{
    ida_session *session = t->shards[at].session;
    ida_shard_token token = {
        .shard = name_of(step[1] % (t->count + 1)),
        .gen_count = ida_session_generated(session) + step[2] % 64 - 16,
        .kind = step[2] / 64,
    };
    ida_status status = IDA_OK;
    bool passed = hand_over(t, session, &token, token.kind == IDA_SHARD_PARENT, &status);
    t->is_forged = t->is_forged || status == IDA_OK;
    return passed;
}

/* A token in its wire form. */
static bool forge_bytes(tree *t, unsigned at, const uint8_t *bytes, size_t size)
{
    ida_shard_token token;
    uint8_t again[IDA_SHARD_TOKEN_ENCODED_SIZE];
    if (size < sizeof again || ida_shard_token_decode(bytes, sizeof again, &token) != IDA_OK) {
        return true;
    }
    ida_shard_token_encode(&token, again);
    if (memcmp(again, bytes, sizeof again) != 0) {
        return fuzz_find(t->finding, "canonical", "a token", "its bytes", "others");
    }
    ida_status status = IDA_OK;
    bool passed =
        hand_over(t, t->shards[at].session, &token, token.kind == IDA_SHARD_PARENT, &status);
    t->is_forged = t->is_forged || status == IDA_OK;
    return passed;
}

static bool do_step(tree *t, const uint8_t *step, size_t rest)
{
    unsigned at = step[0] / KINDS % t->count;
    if (t->shards[at].session == NULL) {
        return true;
    }
    switch (step[0] % KINDS) {
    case GENERATE:
        return generate(t, t->shards[at].session);
    case SPLIT:
        return split(t, at, step[1]);
    case REPORT:
        return report(t, at, false);
    case PARENT_REPORT:
        return report(t, at, true);
    case DISPOSE:
        return dispose(t, at);
    case RELOAD:
        return reload(t, at);
    case FORGE:
        return forge(t, at, step);
    default:
        return forge_bytes(t, at, step + 1, rest - 1);
    }
}

/* All children are given back, the youngest first: the root has every gen count behind it. */
static bool give_back(tree *t)
{
    for (unsigned at = t->count; at-- > 1;) {
        if (t->shards[at].session != NULL && !dispose(t, at)) {
            return false;
        }
    }
    uint64_t last = ida_session_generated(t->shards[0].session);
    for (size_t i = 0; i < t->made_count && !t->is_forged; i++) {
        if (t->made[i] > last) {
            return fuzz_find_number(t->finding, "liveness", "not covered by the root", last,
                                    t->made[i]);
        }
    }
    return true;
}

bool fuzz_shard_check(const fuzz_shard_calls *calls, const uint8_t *bytes, size_t size,
                      fuzz_finding *finding)
{
    tree t = {
        .calls = calls, .allocator = ida_allocator_standard(), .count = 1, .finding = finding};
    if (ida_document_create(&t.allocator, &t.shards[0].document) != IDA_OK) {
        return true;
    }
    bool passed =
        ida_session_open(t.shards[0].document, (ida_uuid){3, 5}, &t.shards[0].session) == IDA_OK;
    for (size_t i = 0; passed && i < STEPS_MAX && (i + 1) * STEP_SIZE <= size; i++) {
        passed = do_step(&t, bytes + i * STEP_SIZE, size - i * STEP_SIZE);
    }
    passed = passed && give_back(&t);
    for (unsigned i = 0; i < t.count; i++) {
        close_shard(&t.shards[i]);
    }
    return passed;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    static const fuzz_shard_calls calls = {ida_shard_split, ida_shard_synchronize,
                                           ida_shard_follow};
    fuzz_finding finding = {0};
    if (!fuzz_shard_check(&calls, bytes, size, &finding)) {
        fuzz_abort("fuzz_shard", &finding);
    }
    return 0;
}
