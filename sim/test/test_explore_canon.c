/*
 * The canonical hash is not blind: for each thing that it takes in there is a pair of worlds that
 * differ in nothing else, and have two hashes. And it sees no more than it must: worlds that go on
 * alike, mirror images among them, have one.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "compressor/compressor.h"
#include "compressor/oracle/oracle_internal.h"
#include "support_explore.h"

/* All ops but those that take images away. */
#define ANY_OP                                                                                     \
    "generate,take,send,up,down,down-many:count=8,save,crash,restart,fork,join,reconnect,offline," \
    "open:layout=0/8,close,read"
#define WITH_DAMAGE    ANY_OP ",damage:how=0/1/2/3"
#define WITHOUT_SEND   "generate,take,up,down-many:count=8,save,crash,restart,reconnect"
#define WITH_NEIGHBOUR "open:layout=4/36,generate,take"

static sim_state_hash hash_of(const sim_world *world, const char *list, bool mirror)
{
    const sim_search_scope scope = {.config = world->config, .merge = true, .mirror = mirror};
    sim_alphabet alphabet;
    sim_canon canon;
    sim_canon_hashes hashes;
    explore_alphabet(list, &scope, &alphabet);
    sim_canon_init(&canon, &world->config, &alphabet, mirror);
    assert_true(sim_canon_hash(&canon, world, &hashes));
    sim_canon_free(&canon);
    return hashes.canonical;
}

static bool same_hash(const sim_world *a, const sim_world *b, const char *list, bool mirror)
{
    return sim_state_hash_same(hash_of(a, list, mirror), hash_of(b, list, mirror));
}

/* --- One field at a time. --- */

/*
 * A busy world: IDs of both forms, ranges final, in flight, unseen, early at the sequencer and on
 * the way down; snapshots, a crash behind it, an application op, a fork.
 */
static sim_world *busy_world(void)
{
    const sim_search_scope scope = explore_scope(2, 1, SIM_BEGIN_SESSIONS, 0);
    sim_world *world = explore_world(&scope, "generate 0 0 1\n"
                                             "take 0 0\n"
                                             "up 0 1\n"
                                             "down-many 0 8\n"
                                             "generate 0 0 3\n"
                                             "save 0 0\n"
                                             "save 0 1\n"
                                             "generate 1 0 1\n"
                                             "save 1 0\n"
                                             "crash 1\n"
                                             "restart 1 0\n"
                                             "generate 1 0 1\n"
                                             "reconnect 1\n"
                                             "down-many 0 8\n"
                                             "send 0 0 0\n"
                                             "up 0 3\n"
                                             "generate 0 0 1\n"
                                             "take 0 0\n"
                                             "forge 6 0 3\n"
                                             "ghost 0 2\n"
                                             "checkpoint\n");
    world->nodes[0].slots[0].seen[0] = 1;
    world->nodes[0].slots[0].seen_count = 1;
    return world;
}

/* The last two entries are a forged range and a ghost's; 0 and 1 are old JOINs, 2 is a range. */
static void change_log_count(sim_world *world)
{
    world->log[2].range.count++;
}

static void change_log_order(sim_world *world)
{
    sim_entry join = world->log[1];
    world->log[1] = world->log[2];
    world->log[2] = join;
}

static void change_log_kind(sim_world *world)
{
    world->log[world->log_count - 2].kind = SIM_ENTRY_GHOST;
}

static void change_log_ghost(sim_world *world)
{
    world->log[world->log_count - 1].forged = true;
}

static void change_log_node(sim_world *world)
{
    world->log[2].node = 1;
}

static void change_log_slot(sim_world *world)
{
    world->log[2].slot++;
}

static void change_log_number(sim_world *world)
{
    world->log[2].number++;
}

static void change_log_epoch(sim_world *world)
{
    world->log[2].epoch++;
}

static void change_log_forged(sim_world *world)
{
    world->log[2].forged = true;
}

static void change_log_session(sim_world *world)
{
    world->log[2].range.session.low++;
}

static void change_log_size(sim_world *world)
{
    world->log[2].range.requested_cluster_size++;
}

static void change_log_first(sim_world *world)
{
    world->log[2].range.first_gen_count++;
}

static void change_state(sim_world *world)
{
    world->nodes[0].state = SIM_NODE_OFFLINE;
}

static void change_joined_at(sim_world *world)
{
    world->nodes[0].joined_at++;
}

static void change_loaded(sim_world *world)
{
    world->nodes[0].loaded = true;
}

static void change_loaded_at(sim_world *world)
{
    world->nodes[1].loaded_at++;
}

static void change_unsaved(sim_world *world)
{
    world->nodes[0].unsaved = !world->nodes[0].unsaved;
}

static void change_lost(sim_world *world)
{
    world->nodes[1].lost[0].generated++;
}

static void change_lost_uuid(sim_world *world)
{
    world->nodes[1].lost[0].uuid.high++;
}

static void change_slot_loaded(sim_world *world)
{
    world->nodes[1].slots[0].loaded = false;
}

static void change_issued(sim_world *world)
{
    world->nodes[0].slots[0].issued[0].first--;
}

static void change_issued_count(sim_world *world)
{
    world->nodes[0].slots[0].issued_count--;
}

static void change_issued_run(sim_world *world)
{
    world->nodes[0].slots[0].issued[0].count++;
}

static void change_seen_id(sim_world *world)
{
    world->nodes[0].slots[0].seen[0]++;
}

static void change_seen(sim_world *world)
{
    world->nodes[0].slots[0].seen_count++;
}

static void change_cut_up(sim_world *world)
{
    world->nodes[0].cut_up = true;
}

static void change_cut_down(sim_world *world)
{
    world->nodes[0].cut_down = true;
}

static void change_node_epoch(sim_world *world)
{
    world->nodes[0].epoch++;
}

static void change_next_number(sim_world *world)
{
    world->nodes[0].next_number++;
}

static void change_next_sent(sim_world *world)
{
    world->nodes[0].next_sent--;
}

static sim_up_message *find_message(sim_world *world)
{
    for (unsigned i = 0; i < SIM_UP_MESSAGES; i++) {
        if (world->nodes[0].up[i].used) {
            return &world->nodes[0].up[i];
        }
    }
    fail();
    return NULL;
}

static void change_message_gone(sim_world *world)
{
    find_message(world)->used = false;
}

static void change_message(sim_world *world)
{
    find_message(world)->entry.range.count++;
}

/* The last one, so that their order stays. */
static void change_message_place(sim_world *world)
{
    sim_up_message *up = world->nodes[0].up;
    unsigned last = SIM_UP_MESSAGES - 2;
    while (!up[last].used) {
        last--;
    }
    up[last + 1] = up[last];
    up[last].used = false;
}

static void change_unseen(sim_world *world)
{
    world->nodes[0].unseen[0].range.count++;
}

static void change_unseen_count(sim_world *world)
{
    world->nodes[0].unseen_count--;
}

static void change_down(sim_world *world)
{
    world->nodes[1].down[world->log_count - 1] ^= SIM_DOWN_UNDER_WAY;
}

static void change_received(sim_world *world)
{
    world->nodes[1].down[world->log_count - 1] ^= SIM_DOWN_RECEIVED;
}

static void change_client_epoch(sim_world *world)
{
    world->clients[0].epoch++;
}

static void change_client_expected(sim_world *world)
{
    world->clients[0].expected++;
}

static unsigned find_buffered(const sim_world *world)
{
    for (unsigned i = 0; i < SIM_UP_MESSAGES; i++) {
        if (world->clients[0].buffered[i]) {
            return i;
        }
    }
    fail();
    return 0;
}

static void change_buffered(sim_world *world)
{
    world->clients[0].buffered[find_buffered(world)] = false;
}

static void change_buffer(sim_world *world)
{
    world->clients[0].buffer[find_buffered(world)].mentions = 0;
}

static void change_mention(sim_world *world)
{
    world->clients[0].buffer[find_buffered(world)].ids[0]--;
}

static void change_mention_meaning(sim_world *world)
{
    world->clients[0].buffer[find_buffered(world)].stable[0].low++;
}

static void change_origin(sim_world *world)
{
    world->clients[0].buffer[find_buffered(world)].origin.low++;
}

static void change_store_gone(sim_world *world)
{
    sim_store *store = &world->nodes[0].stores[0];
    free(store->bytes);
    free(store->slots);
    *store = (sim_store){0};
}

static void change_store_bytes(sim_world *world)
{
    world->nodes[0].stores[0].bytes[20] ^= 1;
}

static void change_store_damaged(sim_world *world)
{
    world->nodes[0].stores[0].damaged = true;
}

static void change_store_position(sim_world *world)
{
    world->nodes[0].stores[0].position++;
}

static void change_store_order(sim_world *world)
{
    uint64_t serial = world->nodes[0].stores[0].serial;
    world->nodes[0].stores[0].serial = world->nodes[0].stores[1].serial;
    world->nodes[0].stores[1].serial = serial;
}

static void change_store_loads(sim_world *world)
{
    world->nodes[0].stores[0].loads++;
}

static void change_store_uuid(sim_world *world)
{
    world->nodes[0].stores[0].slots[0].uuid.low++;
}

static void change_store_session(sim_world *world)
{
    world->nodes[0].stores[0].slots[0].session = NULL;
}

static void change_original_size(sim_world *world)
{
    world->nodes[0].stores[0].original_size++;
}

static void change_original_hash(sim_world *world)
{
    world->nodes[0].stores[0].original_hash++;
}

static void change_ever(sim_world *world)
{
    sim_compressor_oracle(world)->ever[0].hash++;
}

static void change_store_seen(sim_world *world)
{
    world->nodes[0].stores[0].slots[0].seen_count++;
}

static void change_forked(sim_world *world)
{
    world->forked[world->forked_count++] = world->nodes[0].slots[0].uuid;
}

/* --- What the oracle remembers. --- */

static void change_saved_used(sim_world *world)
{
    sim_oracle_store(sim_compressor_oracle(world), 0, 0)->used = false;
}

static void change_saved_position(sim_world *world)
{
    sim_oracle_store(sim_compressor_oracle(world), 0, 0)->position++;
}

static void change_saved_live(sim_world *world)
{
    sim_oracle_store(sim_compressor_oracle(world), 0, 0)->slots[0].live = false;
}

static void change_saved_generated(sim_world *world)
{
    sim_oracle_store(sim_compressor_oracle(world), 0, 0)->slots[0].generated++;
}

static void change_incarnation_uuid(sim_world *world)
{
    sim_oracle_slot(sim_compressor_oracle(world), 0, 0)->uuid.low++;
}

static void change_incarnation_generated(sim_world *world)
{
    sim_oracle_slot(sim_compressor_oracle(world), 0, 0)->generated++;
}

static void change_incarnation_next(sim_world *world)
{
    sim_oracle_slot(sim_compressor_oracle(world), 0, 0)->next_start--;
}

static void change_incarnation_size(sim_world *world)
{
    sim_oracle_slot(sim_compressor_oracle(world), 0, 0)->cluster_size++;
}

static void change_given_form(sim_world *world)
{
    sim_given *given = &sim_oracle_slot(sim_compressor_oracle(world), 0, 0)->given[0];
    given->eager = !given->eager;
}

static void change_given_count(sim_world *world)
{
    sim_oracle_slot(sim_compressor_oracle(world), 0, 0)->given[0].count++;
}

static void change_given_first(sim_world *world)
{
    sim_oracle_slot(sim_compressor_oracle(world), 0, 0)->given[0].first_gen++;
}

static void change_given_base(sim_world *world)
{
    sim_oracle_slot(sim_compressor_oracle(world), 0, 0)->given[0].base_final++;
}

static void change_given_runs(sim_world *world)
{
    sim_oracle_slot(sim_compressor_oracle(world), 0, 0)->given_count--;
}

static void change_look(sim_world *world)
{
    const sim_oracle *oracle = sim_compressor_oracle(world);
    assert_true(oracle->look_count > 0);
    oracle->looks[0].known = !oracle->looks[0].known;
}

static void change_last_look(sim_world *world)
{
    sim_compressor_oracle(world)->last_look[0] += 77;
}

/* A change, and the alphabet with which it counts. */
typedef struct change {
    const char *what;
    void (*make)(sim_world *world);
    const char *list;
} change;

#define CHANGE(name) CHANGE_WITH(name, ANY_OP)
#define CHANGE_WITH(name, list)                                                                    \
    {                                                                                              \
#name, change_##name, list                                                                 \
    }

static const change changes[] = {
    CHANGE(log_count),
    CHANGE(log_order),
    CHANGE(log_kind),
    CHANGE(log_ghost),
    CHANGE(log_node),
    CHANGE(log_slot),
    CHANGE(log_number),
    CHANGE(log_epoch),
    CHANGE(log_forged),
    CHANGE(log_session),
    CHANGE(log_size),
    CHANGE(log_first),
    CHANGE(state),
    CHANGE(joined_at),
    CHANGE(loaded),
    CHANGE(loaded_at),
    CHANGE(unsaved),
    CHANGE(lost),
    CHANGE(lost_uuid),
    CHANGE(slot_loaded),
    CHANGE(issued),
    CHANGE(issued_count),
    CHANGE(seen),
    CHANGE(cut_up),
    CHANGE(cut_down),
    CHANGE(node_epoch),
    CHANGE(next_number),
    CHANGE(next_sent),
    CHANGE(message_gone),
    CHANGE(message),
    CHANGE(message_place),
    CHANGE(unseen),
    CHANGE(unseen_count),
    CHANGE(down),
    CHANGE(received),
    CHANGE(client_epoch),
    CHANGE(client_expected),
    CHANGE(buffered),
    CHANGE(buffer),
    CHANGE(mention),
    CHANGE(mention_meaning),
    CHANGE(origin),
    CHANGE(store_gone),
    CHANGE(store_bytes),
    CHANGE(store_damaged),
    CHANGE(store_position),
    CHANGE(store_order),
    CHANGE(store_loads),
    CHANGE(store_uuid),
    CHANGE(store_seen),
    CHANGE(forked),
    CHANGE(saved_used),
    CHANGE(saved_position),
    CHANGE(saved_live),
    CHANGE(saved_generated),
    CHANGE(incarnation_uuid),
    CHANGE(incarnation_generated),
    CHANGE(incarnation_next),
    CHANGE(incarnation_size),
    CHANGE(given_form),
    CHANGE(given_count),
    CHANGE(given_first),
    CHANGE(given_base),
    CHANGE(given_runs),
    CHANGE(look),
    CHANGE(last_look),
    CHANGE(issued_run),
    CHANGE(seen_id),
    CHANGE(store_session),
    CHANGE_WITH(original_size, WITH_DAMAGE),
    CHANGE_WITH(original_hash, WITH_DAMAGE),
    CHANGE_WITH(ever, WITH_DAMAGE),
};

static void every_field_shows(void **state)
{
    (void)state;
    sim_world *before = busy_world();
    for (size_t i = 0; i < sizeof changes / sizeof changes[0]; i++) {
        for (unsigned mirror = 0; mirror < 2; mirror++) {
            sim_world *after = busy_world();
            assert_true(same_hash(before, after, changes[i].list, mirror != 0));
            changes[i].make(after);
            if (same_hash(before, after, changes[i].list, mirror != 0)) {
                fail_msg("%s does not show", changes[i].what);
            }
            /* What was changed in a field may not be what a world expects of itself. */
            after->nodes[0].state = SIM_NODE_CONNECTED;
            explore_world_end(after);
        }
    }
    explore_world_end(before);
}

/* --- What the subject answers. --- */

static ida_id higher_limit(const ida_document *document)
{
    return ida_document_final_limit(document) + 1;
}

static size_t more_sessions(const ida_document *document)
{
    return ida_document_session_count(document) + 1;
}

static size_t fewer_clusters(const ida_document *document)
{
    size_t count = ida_document_cluster_count(document);
    return count == 0 ? 0 : count - 1;
}

static bool other_counts(const ida_document *document, size_t index, ida_cluster *cluster)
{
    bool there = ida_document_cluster(document, index, cluster);
    cluster->count--;
    return there;
}

static bool other_capacities(const ida_document *document, size_t index, ida_cluster *cluster)
{
    bool there = ida_document_cluster(document, index, cluster);
    cluster->capacity--;
    return there;
}

static bool other_finals(const ida_document *document, size_t index, ida_cluster *cluster)
{
    bool there = ida_document_cluster(document, index, cluster);
    cluster->base_final++;
    return there;
}

static bool other_gens(const ida_document *document, size_t index, ida_cluster *cluster)
{
    bool there = ida_document_cluster(document, index, cluster);
    cluster->base_gen_count++;
    return there;
}

static bool other_owners(const ida_document *document, size_t index, ida_cluster *cluster)
{
    bool there = ida_document_cluster(document, index, cluster);
    cluster->session.low++;
    return there;
}

static ida_uuid other_id(const ida_session *session)
{
    ida_uuid id = ida_session_id(session);
    id.low++;
    return id;
}

static ida_status load_elsewhere(const ida_allocator *allocator, const uint8_t *bytes, size_t size,
                                 ida_snapshot *snapshot)
{
    ida_status status = ida_snapshot_load(allocator, bytes, size, snapshot);
    snapshot->log_position++;
    return status;
}

static uint64_t more_generated(const ida_session *session)
{
    return ida_session_generated(session) + 1;
}

static uint64_t later_start(const ida_session *session)
{
    return ida_session_next_range_start(session) + 1;
}

static uint32_t larger_size(const ida_session *session)
{
    return ida_session_cluster_size(session) + 1;
}

static bool always_stale(ida_session *session)
{
    (void)session;
    return true;
}

static ida_status other_form(ida_session *session, ida_id id, ida_id *op_id)
{
    ida_status status = ida_session_to_op_space(session, id, op_id);
    *op_id += 1;
    return status;
}

static ida_status no_load(const ida_allocator *allocator, const uint8_t *bytes, size_t size,
                          ida_snapshot *snapshot)
{
    (void)allocator;
    (void)bytes;
    (void)size;
    (void)snapshot;
    return IDA_CHECKSUM;
}

/* A subject that answers all as the core does but for one function. */
#define ANSWER(function, wrong)                                                                    \
    {                                                                                              \
        sim_subject subject = sim_subject_core;                                                    \
        subject.function = (wrong);                                                                \
        assert_answer_shows(world, &subject, #wrong);                                              \
    }

static void assert_answer_shows(sim_world *world, const sim_subject *subject, const char *what)
{
    sim_state_hash right = hash_of(world, ANY_OP, true);
    world->subject = subject;
    sim_state_hash other = hash_of(world, ANY_OP, true);
    world->subject = &sim_subject_core;
    if (sim_state_hash_same(other, right)) {
        fail_msg("%s does not show", what);
    }
}

static void assert_answers_show(sim_world *world)
{
    ANSWER(document_final_limit, higher_limit)
    ANSWER(document_session_count, more_sessions)
    ANSWER(document_cluster_count, fewer_clusters)
    ANSWER(document_cluster, other_counts)
    ANSWER(document_cluster, other_capacities)
    ANSWER(document_cluster, other_finals)
    ANSWER(document_cluster, other_gens)
    ANSWER(document_cluster, other_owners)
    ANSWER(session_generated, more_generated)
    ANSWER(session_next_range_start, later_start)
    ANSWER(session_cluster_size, larger_size)
    ANSWER(session_is_stale, always_stale)
    ANSWER(session_to_op_space, other_form)
    ANSWER(session_id, other_id)
}

/* Once of what is live, and once of what is saved only. */
static void every_answer_shows(void **state)
{
    (void)state;
    static const char lines[] = "generate 0 0 3\ntake 0 0\nup 0 1\ndown-many 0 8\n"
                                "generate 0 0 1\n";
    const sim_search_scope scope = explore_scope(1, 1, SIM_BEGIN_SESSIONS, 0);
    sim_world *world = explore_world(&scope, lines);
    assert_answers_show(world);
    explore_world_end(world);
    world = explore_world(&scope, lines);
    const sim_op save = {SIM_OP_SAVE, {0, 0, 0}};
    const sim_op crash = {SIM_OP_CRASH, {0, 0, 0}};
    assert_true(sim_world_execute(world, &save) && sim_world_execute(world, &crash));
    assert_answers_show(world);
    ANSWER(snapshot_load, no_load)
    ANSWER(snapshot_load, load_elsewhere)
    explore_world_end(world);
}

/* Of bytes that do not load, all count. */
static void broken_bytes_show(void **state)
{
    (void)state;
    sim_world *a = busy_world();
    sim_world *b = busy_world();
    a->nodes[0].stores[0].bytes[20] ^= 1;
    b->nodes[0].stores[0].bytes[20] ^= 2;
    assert_false(same_hash(a, b, ANY_OP, true));
    explore_world_end(a);
    explore_world_end(b);
}

/* --- Pairs of tapes. --- */

typedef struct pair {
    unsigned nodes;
    const char *list;
    bool mirror;
    const char *a;
    const char *b;
    bool same;
} pair;

static const pair pairs[] = {
    /* Which of two sessions was first means nothing, nor does in how many steps. */
    {2, WITHOUT_SEND, false, "generate 0 0 1\ngenerate 1 0 2\n", "generate 1 0 2\ngenerate 0 0 1\n",
     true},
    {2, WITHOUT_SEND, false, "generate 0 0 1\ngenerate 0 0 1\n", "generate 0 0 2\n", true},
    /* But an application may mention the first of two runs. */
    {2, ANY_OP, false, "generate 0 0 1\ngenerate 0 0 1\n", "generate 0 0 2\n", false},
    /* Connections that are over are nobody's, but the log has grown by them. */
    {2, WITHOUT_SEND, false, "reconnect 0\nreconnect 1\ndown-many 0 8\ndown-many 1 8\n",
     "reconnect 1\nreconnect 0\ndown-many 0 8\ndown-many 1 8\n", true},
    {2, WITHOUT_SEND, false, "reconnect 0\nreconnect 1\n", "reconnect 1\nreconnect 0\n", false},
    {2, WITHOUT_SEND, false, "reconnect 0\ndown-many 0 8\ndown-many 1 8\n", "checkpoint\n", false},
    /* Mirror images. */
    {2, WITHOUT_SEND, true, "generate 0 0 1\ntake 0 0\nup 0 1\n",
     "generate 1 0 1\ntake 1 0\nup 1 1\n", true},
    {2, WITHOUT_SEND, false, "generate 0 0 1\ntake 0 0\nup 0 1\n",
     "generate 1 0 1\ntake 1 0\nup 1 1\n", false},
    {2, WITHOUT_SEND, true, "generate 0 0 1\nsave 0 0\ncrash 0\n",
     "generate 1 0 1\nsave 1 0\ncrash 1\n", true},
    {3, WITHOUT_SEND, true, "generate 0 0 1\ngenerate 1 0 2\ntake 1 0\nup 1 1\n",
     "generate 2 0 1\ngenerate 0 0 2\ntake 0 0\nup 0 1\n", true},
    {3, WITHOUT_SEND, true, "generate 0 0 1\ngenerate 1 0 2\ntake 1 0\nup 1 1\n",
     "generate 2 0 1\ngenerate 0 0 2\ntake 2 0\nup 2 1\n", false},
    {2, ANY_OP, true, "generate 0 0 1\nsend 0 0 0\nup 0 1\nup 0 2\ndown-many 1 8\n",
     "generate 1 0 1\nsend 1 0 0\nup 1 1\nup 1 2\ndown-many 0 8\n", true},
    /* Not with damage, and not when an op is for one node only. */
    {2, WITH_DAMAGE, true, "generate 0 0 1\n", "generate 1 0 1\n", false},
    {2, "generate:node=0,take", true, "generate 0 0 1\n", "generate 1 0 1\n", false},
    {2, "generate,forge:how=7:entry=0", true, "generate 0 0 1\n", "generate 1 0 1\n", false},
    {2, "generate,forge:how=7:entry=0/1", true, "generate 0 0 1\n", "generate 1 0 1\n", true},
    /* Slots of a node are no images of each other. */
    {2, WITH_NEIGHBOUR, true, "close 0 0\nopen 0 0 4\n", "close 1 0\nopen 1 0 4\n", true},
    /* Neighbours are, whichever node has them; but one is not the other. */
    {2, WITH_NEIGHBOUR, true, "close 0 0\nopen 0 0 4\n", "close 0 0\nopen 0 0 36\n", false},
    {2, WITH_NEIGHBOUR, true, "close 0 0\nclose 1 0\nopen 0 0 4\nopen 1 0 36\ngenerate 0 0 1\n",
     "close 0 0\nclose 1 0\nopen 0 0 36\nopen 1 0 4\ngenerate 0 0 1\n", false},
    /* A loaded session is not one that was never away. */
    {2, WITHOUT_SEND, true, "generate 0 0 1\nsave 0 0\n",
     "generate 0 0 1\nsave 0 0\ncrash 0\nrestart 0 0\n", false},
    /* Damage may bring any bytes back that ever were. */
    {1, WITH_DAMAGE, false, "save 0 0\ngenerate 0 0 1\nsave 0 0\n", "generate 0 0 1\nsave 0 0\n",
     false},
    {1, WITHOUT_SEND, false, "save 0 0\ngenerate 0 0 1\nsave 0 0\n", "generate 0 0 1\nsave 0 0\n",
     true},
    {1, WITH_DAMAGE, false, "save 0 0\ndamage 0 0 1\n", "save 0 0\ndamage 0 0 5\n", false},
};

static void pairs_of_tapes_are_one_state_or_two(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++) {
        const pair *p = &pairs[i];
        const sim_search_scope scope = explore_scope(p->nodes, 1, SIM_BEGIN_SESSIONS, 0);
        sim_world *a = explore_world(&scope, p->a);
        sim_world *b = explore_world(&scope, p->b);
        if (same_hash(a, b, p->list, p->mirror) != p->same) {
            fail_msg("pair %zu: %s", i, p->same ? "two hashes" : "one hash");
        }
        explore_world_end(a);
        explore_world_end(b);
    }
}

/* What only tells of the past. */
static void the_past_does_not_show(void **state)
{
    (void)state;
    sim_world *a = busy_world();
    sim_world *b = busy_world();
    b->op_count += 5;
    b->tally.marks[0]++;
    b->ids++;
    b->sessions++;
    b->accepted++;
    b->refused++;
    b->save_serial += 10;
    for (unsigned i = 0; i < SIM_STORES; i++) {
        b->nodes[0].stores[i].serial += 10;
    }
    sim_compressor_oracle(b)->dice++;
    sim_compressor_oracle(b)->checks[0]++;
    assert_true(same_hash(a, b, ANY_OP, true));
    explore_world_end(a);
    explore_world_end(b);
}

/* Taking a hash changes nothing. */
static void hashing_leaves_the_world_alone(void **state)
{
    (void)state;
    sim_world *world = busy_world();
    size_t used = world->memory.used;
    const sim_tally *tally;
    uint64_t digest = sim_compressor_machine.digest(world, &tally);
    sim_state_hash first = hash_of(world, WITH_DAMAGE, true);
    sim_state_hash second = hash_of(world, WITH_DAMAGE, true);
    assert_true(sim_state_hash_same(first, second));
    assert_int_equal(world->memory.used, used);
    assert_int_equal(sim_compressor_machine.digest(world, &tally), digest);
    assert_true(sim_world_settle(world));
    explore_world_end(world);
}

static size_t images_of(const char *list, unsigned nodes, unsigned write_ahead)
{
    sim_search_scope scope = explore_scope(nodes, 1, SIM_BEGIN_EMPTY, 0);
    sim_alphabet alphabet;
    sim_canon canon;
    scope.config.write_ahead = (uint16_t)write_ahead;
    explore_alphabet(list, &scope, &alphabet);
    sim_canon_init(&canon, &scope.config, &alphabet, true);
    sim_canon_free(&canon);
    return canon.image_count;
}

static void images_are_permutations_of_like_nodes(void **state)
{
    (void)state;
    assert_int_equal(images_of("start,join", 1, 0), 1);
    assert_int_equal(images_of("start,join", 2, 0), 2);
    assert_int_equal(images_of("start,join", 3, 0), 6);
    assert_int_equal(images_of("start,join", 4, 0), 24);
    assert_int_equal(images_of("start,join", 4, 0xF), 24);
    assert_int_equal(images_of("start,join", 4, 0x3), 4);
    assert_int_equal(images_of("start,join", 4, 0x1), 6);
    assert_int_equal(images_of("start:node=0/1,join", 4, 0), 4);
    assert_int_equal(images_of("start:node=0/1/2", 4, 0), 6);
    assert_int_equal(images_of("start,damage", 4, 0), 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_field_shows),
        cmocka_unit_test(every_answer_shows),
        cmocka_unit_test(broken_bytes_show),
        cmocka_unit_test(pairs_of_tapes_are_one_state_or_two),
        cmocka_unit_test(the_past_does_not_show),
        cmocka_unit_test(hashing_leaves_the_world_alone),
        cmocka_unit_test(images_are_permutations_of_like_nodes),
    };
    return cmocka_run_group_tests_name("explore_canon", tests, NULL, NULL);
}
