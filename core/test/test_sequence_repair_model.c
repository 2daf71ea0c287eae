/*
 * Coordinators that crash, stop and hand back, masters that come and go, a storage that is put back
 * to a backup and raised, and a network that loses, repeats, delays and reorders: driven at random.
 * A ledger knows of each ID to which grant it belongs, and nothing of the library's state:
 *
 *   - no ID is drawn twice, and only the coordinator that it was granted to last draws it;
 *   - an ID is granted again only if it was not drawn and its coordinator has stopped, or the world
 *     was restored; and what is handed back once is granted again once;
 *   - the IDs of a coordinator grow, across its restarts;
 *   - when faults end, everybody gets IDs.
 */
#include "support_cmocka.h"
#include "support_network.h"
#include "support_random.h"
#include "support_sequence.h"

#define WORLDS           3000u
#define STEPS            1500u
#define COORDINATORS     3u
#define LIVES            2u
#define MESSAGES         16u
#define IDS_MAX          60000u
#define GRANTS_MAX       4000u
#define INCARNATIONS_MAX 1000u

/* A chunk or a rest that was granted. */
typedef struct grant {
    ida_chunk_reply reply;
    bool is_over; /* its incarnation has stopped, or the world was restored: nobody draws of it */
} grant;

typedef struct world {
    ida_master_config config;
    uint64_t term;
    bool is_stored;
    ida_master_record stored, backup;
    ida_master *masters[LIVES];
    uint64_t floors[LIVES]; /* what each was raised to */
    ida_coordinator *coordinators[COORDINATORS];
    ida_coordinator_record records[COORDINATORS];
    bool is_stopped[COORDINATORS];
    bool handed_back[COORDINATORS][INCARNATIONS_MAX]; /* in which incarnations */
    uint64_t last_id[COORDINATORS];
    network network;
    grant grants[GRANTS_MAX + 1]; /* from 1 on */
    size_t grant_count;
    uint16_t owner[IDS_MAX + 1]; /* the last grant of an ID; 0 if there was none */
    uint8_t drawn[IDS_MAX + 1];
} world;

/* Over all worlds, so that a test that tests nothing is seen. */
static struct {
    size_t ids, granted_again, stops, taken_back, refused_returns, restores, raises, raises_stored;
} total;

/* ---- the ledger ---- */

static bool same_reply(const ida_chunk_reply *a, const ida_chunk_reply *b)
{
    return a->coordinator == b->coordinator && a->incarnation == b->incarnation &&
           a->number == b->number && memcmp(&a->chunk, &b->chunk, sizeof a->chunk) == 0;
}

static void note_grant(world *w, const ida_chunk_reply *reply)
{
    const ida_chunk *chunk = &reply->chunk;
    assert_true(w->grant_count < GRANTS_MAX && chunk->ending <= IDS_MAX);
    uint64_t size = ida_chunk_size(chunk);
    uint64_t first = chunk->starting + 1 + chunk->index;
    if (size > 0 && w->owner[first] != 0 && same_reply(&w->grants[w->owner[first]].reply, reply)) {
        return;
    }
    w->grant_count++;
    assert_true(reply->incarnation < INCARNATIONS_MAX);
    w->grants[w->grant_count] =
        (grant){.reply = *reply, .is_over = w->handed_back[reply->coordinator][reply->incarnation]};
    for (uint64_t i = 0; i < size; i++) {
        uint64_t id = first + i * chunk->count;
        assert_int_equal(w->drawn[id], 0);
        if (w->owner[id] != 0) {
            assert_true(w->grants[w->owner[id]].is_over);
            total.granted_again++;
        }
        w->owner[id] = (uint16_t)w->grant_count;
    }
}

static void note_id(world *w, size_t who, uint64_t id)
{
    assert_true(id <= IDS_MAX && w->owner[id] != 0);
    const grant *g = &w->grants[w->owner[id]];
    assert_int_equal(g->reply.coordinator, who);
    assert_true(g->reply.incarnation == w->records[who].incarnation && !g->is_over);
    assert_int_equal(w->drawn[id], 0);
    assert_true(id > w->last_id[who]);
    w->drawn[id] = 1;
    w->last_id[who] = id;
    total.ids++;
}

static void end_grants(world *w, size_t who)
{
    for (size_t i = 1; i <= w->grant_count; i++) {
        if (w->grants[i].reply.coordinator == who &&
            w->grants[i].reply.incarnation == w->records[who].incarnation) {
            w->grants[i].is_over = true;
        }
    }
}

/* ---- coordinators ---- */

static void keep_record(world *w, size_t who)
{
    if (ida_coordinator_pending(w->coordinators[who], &w->records[who])) {
        assert_int_equal(ida_coordinator_confirm(w->coordinators[who], &w->records[who]), IDA_OK);
    }
}

static void start(world *w, size_t who)
{
    ida_allocator allocator = ida_allocator_standard();
    ida_coordinator_destroy(w->coordinators[who]);
    assert_int_equal(ida_coordinator_create(&allocator, &w->records[who], (uint32_t)below(101),
                                            &w->coordinators[who]),
                     IDA_OK);
    w->is_stopped[who] = false;
    keep_record(w, who);
}

/* What it drew is stored or not, and the message is sent, maybe again and again. */
static void stop(world *w, size_t who)
{
    ida_chunk_return rest;
    if (!ida_coordinator_stop(w->coordinators[who], &rest)) {
        w->is_stopped[who] = true;
        return;
    }
    if (!w->is_stopped[who]) {
        w->is_stopped[who] = true;
        total.stops++;
        end_grants(w, who);
        w->handed_back[who][w->records[who].incarnation] = true;
        assert_true(
            w->drawn[rest.chunk.starting + 1 + rest.chunk.index + rest.chunk.count * rest.drawn] ==
            0);
    }
    if (below(3) != 0) {
        keep_record(w, who);
    }
    uint8_t bytes[IDA_CHUNK_RETURN_ENCODED_SIZE];
    ida_chunk_return_encode(&rest, bytes);
    network_send(&w->network, bytes, sizeof bytes);
}

static void draw_next(world *w, size_t who)
{
    uint64_t id = 0;
    ida_status status = ida_coordinator_next(w->coordinators[who], &id);
    if (status == IDA_OK) {
        note_id(w, who, id);
    }
    assert_int_equal(status == IDA_STOPPED, w->is_stopped[who]);
}

/* ---- masters ---- */

static void elect_anew(world *w, size_t at)
{
    ida_allocator allocator = ida_allocator_standard();
    ida_master_destroy(w->masters[at]);
    w->term++;
    w->floors[at] = 0;
    assert_int_equal(ida_master_create(&allocator, &w->config, w->term,
                                       w->is_stored ? &w->stored : NULL, &w->masters[at]),
                     IDA_OK);
    for (uint64_t i = 0; i < COORDINATORS; i++) {
        assert_int_equal(ida_master_join(w->masters[at], i), IDA_OK);
    }
}

static void store_write(world *w, size_t at)
{
    ida_master_write write;
    if (!ida_master_pending(w->masters[at], &write)) {
        return;
    }
    if (!ida_master_write_applies(w->is_stored ? &w->stored : NULL, &write)) {
        elect_anew(w, at);
        return;
    }
    w->stored = write.record;
    w->is_stored = true;
    if (below(8) == 0) {
        elect_anew(w, at); /* it crashes before it hears so */
    } else {
        assert_int_equal(ida_master_confirm(w->masters[at], &write.record), IDA_OK);
    }
}

/* A backup comes back, and all is done that the header says of it. */
static void restore(world *w)
{
    if (w->backup.term == 0) {
        return;
    }
    uint64_t issued = 0;
    for (size_t i = 0; i < COORDINATORS; i++) {
        end_grants(w, i);
        start(w, i);
        issued = w->records[i].after > issued ? w->records[i].after : issued;
    }
    for (size_t i = 1; i <= w->grant_count; i++) {
        w->grants[i].is_over = true;
    }
    w->stored = w->backup;
    for (size_t i = 1; i < LIVES; i++) {
        ida_master_destroy(w->masters[i]);
        w->masters[i] = NULL;
    }
    elect_anew(w, 0);
    while (ida_master_raise(w->masters[0], issued) != IDA_OK) {
        total.raises_stored++;
        assert_true(ida_master_verify(w->masters[0]));
        ida_master_write write;
        assert_true(ida_master_pending(w->masters[0], &write));
        assert_true(ida_master_write_applies(&w->stored, &write));
        w->stored = write.record;
        assert_int_equal(ida_master_confirm(w->masters[0], &write.record), IDA_OK);
    }
    assert_int_equal(ida_master_record_check(&w->stored, issued), IDA_OK);
    for (size_t i = 1; i < LIVES; i++) {
        elect_anew(w, i);
    }
    total.restores++;
}

/* At any time and to any number; what comes of it is stored like all else. */
static void raise_any(world *w, size_t at)
{
    uint64_t issued = ida_master_record_of(w->masters[at]).next_start;
    issued = below(2) == 0 ? issued + below(30) : below(issued + 1);
    ida_status status = ida_master_raise(w->masters[at], issued);
    w->floors[at] = issued > w->floors[at] ? issued : w->floors[at];
    uint64_t stored = ida_master_record_of(w->masters[at]).next_start;
    assert_int_equal(status, stored >= w->floors[at] ? IDA_OK : IDA_NOT_PERSISTED);
    assert_true(ida_master_verify(w->masters[at]));
    total.raises++;
}

static void receive_request(world *w, const ida_chunk_request *request)
{
    size_t at = below(LIVES);
    ida_master *master = w->masters[at];
    ida_chunk_reply reply;
    if (ida_master_grant(master, request, &reply) == IDA_OK) {
        assert_true(reply.exhausted || reply.chunk.starting >= w->floors[at]);
        assert_true(reply.exhausted || reply.chunk.starting >= request->after);
        if (!reply.exhausted) {
            note_grant(w, &reply);
        }
        network_send_reply(&w->network, &reply);
    }
    assert_true(ida_master_verify(master));
}

static void receive_return(world *w, const ida_chunk_return *rest)
{
    ida_master *master = w->masters[below(LIVES)];
    ida_status status = ida_master_take_back(master, rest);
    assert_true(status == IDA_OK || status == IDA_STALE_MESSAGE ||
                status == IDA_UNKNOWN_COORDINATOR);
    assert_true(ida_master_verify(master));
    total.taken_back += status == IDA_OK;
    total.refused_returns += status != IDA_OK;
}

static void deliver(world *w)
{
    message m;
    if (!network_receive(&w->network, &m)) {
        return;
    }
    ida_chunk_request request;
    ida_chunk_reply reply;
    ida_chunk_return rest;
    if (ida_chunk_request_decode(m.bytes, m.size, &request) == IDA_OK) {
        receive_request(w, &request);
    } else if (ida_chunk_return_decode(m.bytes, m.size, &rest) == IDA_OK) {
        receive_return(w, &rest);
    } else {
        assert_int_equal(ida_chunk_reply_decode(m.bytes, m.size, &reply), IDA_OK);
        ida_status status = ida_coordinator_install(w->coordinators[reply.coordinator], &reply);
        assert_true(status == IDA_OK || status == IDA_STALE_MESSAGE);
    }
}

static void step(world *w)
{
    size_t who = below(COORDINATORS);
    size_t at = below(LIVES);
    unsigned move = (unsigned)below(200);
    if (move < 3) {
        start(w, who);
    } else if (move < 6) {
        stop(w, who);
    } else if (move < 7) {
        below(2) == 0 ? elect_anew(w, at) : raise_any(w, at);
    } else if (move < 9) {
        ida_master_leave(w->masters[at], who);
    } else if (move < 13) {
        assert_int_equal(ida_master_join(w->masters[at], who), IDA_OK);
    } else if (move < 15) {
        w->backup = w->is_stored ? w->stored : w->backup;
    } else if (move < 16) {
        if (below(4) == 0) {
            restore(w);
        }
    } else if (move < 46) {
        keep_record(w, who);
    } else if (move < 66) {
        store_write(w, at);
    } else if (move < 96) {
        if (w->is_stopped[who] && below(2) == 0) {
            below(3) == 0 ? start(w, who) : stop(w, who);
        } else {
            network_ask(&w->network, w->coordinators[who]);
        }
    } else if (move < 146) {
        deliver(w);
    } else {
        draw_next(w, who);
    }
    assert_true(ida_coordinator_verify(w->coordinators[who]));
}

/* One master, a network that works, and ten IDs for each coordinator that is not at the end. */
static void demand_progress(world *w)
{
    elect_anew(w, 0);
    for (size_t who = 0; who < COORDINATORS; who++) {
        if (w->is_stopped[who]) {
            start(w, who);
        }
        unsigned rounds = 0;
        for (unsigned wanted = 10; wanted > 0; rounds++) {
            assert_true(rounds < 200);
            ida_chunk_request request;
            ida_chunk_reply reply;
            keep_record(w, who);
            if (ida_coordinator_request(w->coordinators[who], &request)) {
                ida_status status = ida_master_grant(w->masters[0], &request, &reply);
                if (status == IDA_OK) {
                    if (!reply.exhausted) {
                        note_grant(w, &reply);
                    }
                    assert_int_equal(ida_coordinator_install(w->coordinators[who], &reply), IDA_OK);
                } else {
                    assert_int_equal(status, IDA_NOT_PERSISTED);
                    store_write(w, 0);
                }
            }
            uint64_t id = 0;
            ida_status status = ida_coordinator_next(w->coordinators[who], &id);
            if (status == IDA_OK) {
                note_id(w, who, id);
                wanted--;
            } else if (status == IDA_EXHAUSTED) {
                break;
            }
        }
    }
}

static void open_world(world *w, uint64_t seed)
{
    memset(w, 0, sizeof *w);
    w->network.room = MESSAGES;
    random_begin(seed);
    w->config = (ida_master_config){.sequence = SEQUENCE,
                                    .first_start = below(20),
                                    .last_id = below(8) == 0 ? 400 : IDS_MAX,
                                    .range_size = 1 + below(40),
                                    .member_max = COORDINATORS};
    for (size_t i = 0; i < LIVES; i++) {
        elect_anew(w, i);
    }
    for (size_t i = 0; i < COORDINATORS; i++) {
        w->records[i] = record_of(i);
        start(w, i);
    }
}

static void close_world(world *w)
{
    for (size_t i = 0; i < LIVES; i++) {
        ida_master_destroy(w->masters[i]);
    }
    for (size_t i = 0; i < COORDINATORS; i++) {
        ida_coordinator_destroy(w->coordinators[i]);
    }
}

TEST(what_is_handed_back_and_raised_is_unique_and_grows)
{
    static world w;
    for (unsigned seed = 0; seed < WORLDS; seed++) {
        name_case("seed %u", seed);
        open_world(&w, seed);
        for (unsigned i = 0; i < STEPS; i++) {
            step(&w);
        }
        demand_progress(&w);
        close_world(&w);
    }
    assert_true(total.ids > 50000 && total.granted_again > 5000 && total.stops > 2000);
    assert_true(total.taken_back > 1000 && total.refused_returns > 1000);
    assert_true(total.restores > 500 && total.raises_stored > 100 && total.raises > 5000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_handed_back_and_raised_is_unique_and_grows),
    };
    return RUN_TESTS(tests);
}
