/*
 * Masters, coordinators, a storage and a network that loses, repeats, delays and reorders, with
 * crashes at every point, driven at random. A ledger that knows nothing of the library's state is
 * told each grant and each ID, and holds the scheme to what it promises:
 *
 *   U1  no ID twice                                U6  granted = drawn + left + lost; a range that
 *   U2  starting < id <= ending                        was granted and drawn wholly is all its IDs
 *   U3  id = starting + 1 + index mod count        U7  no grant again after any change of master
 *   U4  a chunk is granted once, one count per     U8  without a chunk there is no ID
 *       range, ranges do not overlap               U9  a crash loses two chunks at most
 *   U5  a coordinator's IDs grow, restarts too     U10 when faults end, everybody gets IDs
 */
#include "support_cmocka.h"
#include "support_ledger.h"
#include "support_network.h"
#include "support_random.h"
#include "support_sequence.h"

#define WORLDS       1500u
#define STEPS        1500u
#define COORDINATORS LEDGER_COORDINATORS
#define LIVES        3u
#define MESSAGES     24u

/* A master that believes to be in office. */
typedef struct life {
    ida_master *master;
    bool has_written; /* its pending write was done, and it does not know yet */
} life;

typedef struct world {
    ida_master_config config;
    uint64_t term;
    bool is_stored;
    uint8_t stored[IDA_MASTER_RECORD_ENCODED_SIZE];
    life lives[LIVES];
    ida_coordinator *coordinators[COORDINATORS];
    uint32_t percent[COORDINATORS];
    uint8_t records[COORDINATORS][IDA_COORDINATOR_RECORD_ENCODED_SIZE];
    network network;
    ledger ledger;
} world;

/* Over all worlds, so that a test that tests nothing is seen. */
typedef struct tally {
    size_t ids, grants, crashes, takeovers, refused_writes, full_ranges, stale_replies, exhausted;
} tally;

static tally total;

static void note_grant(world *w, const ida_chunk_reply *reply)
{
    total.grants += ledger_grant(&w->ledger, reply) ? 1 : 0;
}

static void note_id(world *w, size_t who, uint64_t id)
{
    ledger_draw(&w->ledger, who, id);
    total.ids++;
}

/* ---- coordinators ---- */

static void start(world *w, size_t who)
{
    ida_allocator allocator = ida_allocator_standard();
    ida_coordinator_record record;
    assert_int_equal(
        ida_coordinator_record_decode(w->records[who], sizeof w->records[who], &record), IDA_OK);
    assert_int_equal(
        ida_coordinator_create(&allocator, &record, w->percent[who], &w->coordinators[who]),
        IDA_OK);
}

/* U6 and U9, for what the coordinator holds. */
static void assert_account(const world *w, size_t who)
{
    size_t chunks = 0;
    assert_int_equal(ida_coordinator_left(w->coordinators[who]),
                     ledger_left(&w->ledger, who, &chunks));
    assert_true(chunks <= 2);
    assert_true(ida_coordinator_verify(w->coordinators[who]));
}

static void crash(world *w, size_t who)
{
    ledger_crash(&w->ledger, who);
    ida_coordinator_destroy(w->coordinators[who]);
    start(w, who);
    total.crashes++;
}

/* The write is durable; the crash may come between it and the confirmation. */
static void store_record(world *w, size_t who)
{
    ida_coordinator_record record;
    if (!ida_coordinator_pending(w->coordinators[who], &record)) {
        return;
    }
    ida_coordinator_record_encode(&record, w->records[who]);
    if (below(40) == 0) {
        crash(w, who);
    } else {
        assert_int_equal(ida_coordinator_confirm(w->coordinators[who], &record), IDA_OK);
    }
}

static void draw_next(world *w, size_t who)
{
    uint64_t id = 0;
    size_t chunks = 0;
    ida_status status = ida_coordinator_next(w->coordinators[who], &id);
    if (status == IDA_OK) {
        note_id(w, who, id);
        return;
    }
    ida_coordinator_record record;
    bool pending = ida_coordinator_pending(w->coordinators[who], &record);
    assert_int_equal(pending, status == IDA_NOT_PERSISTED);
    /* Without a chunk there is no ID; with one that is not stored there is none yet. */
    assert_true(pending || ledger_left(&w->ledger, who, &chunks) == 0);
    assert_true(pending || status == IDA_TRY_LATER || status == IDA_EXHAUSTED);
}

static void receive_reply(world *w, const ida_chunk_reply *reply)
{
    size_t who = (size_t)reply->coordinator;
    ida_status status = ida_coordinator_install(w->coordinators[who], reply);
    if (status == IDA_OK && !reply->exhausted) {
        ledger_install(&w->ledger, &reply->chunk);
    }
    /* An honest master's chunk is never below what the coordinator has. */
    assert_true(status == IDA_OK || status == IDA_STALE_MESSAGE);
    total.stale_replies += status == IDA_STALE_MESSAGE;
    total.exhausted += status == IDA_OK && reply->exhausted;
}

/* ---- masters ---- */

static void stored_record(const world *w, ida_master_record *record)
{
    assert_int_equal(ida_master_record_decode(w->stored, sizeof w->stored, record), IDA_OK);
}

static void take_office(world *w, size_t at, bool in_new_term)
{
    ida_allocator allocator = ida_allocator_standard();
    ida_master_record record;
    if (w->is_stored) {
        stored_record(w, &record);
    }
    w->term += in_new_term ? 1 : 0;
    ida_master_destroy(w->lives[at].master);
    assert_int_equal(ida_master_create(&allocator, &w->config, w->term,
                                       w->is_stored ? &record : NULL, &w->lives[at].master),
                     IDA_OK);
    w->lives[at].has_written = false;
    for (uint64_t i = 0; i < COORDINATORS; i++) {
        if (below(4) != 0) {
            (void)ida_master_join(w->lives[at].master, i);
        }
    }
    total.takeovers++;
}

/* The storage compares. It may do the write and the answer be lost, or come much later. */
static void store_range(world *w, size_t at)
{
    life *l = &w->lives[at];
    ida_master_write write;
    if (!ida_master_pending(l->master, &write)) {
        return;
    }
    if (!l->has_written) {
        ida_master_record record;
        if (w->is_stored) {
            stored_record(w, &record);
        }
        if (!ida_master_write_applies(w->is_stored ? &record : NULL, &write)) {
            total.refused_writes++;
            take_office(w, at, below(2) == 0);
            return;
        }
        ida_master_record_encode(&write.record, w->stored);
        w->is_stored = true;
        l->has_written = true;
    }
    switch (below(12)) {
    case 0:
    case 1:
        break; /* the answer is late */
    case 2:
        take_office(w, at, below(2) == 0); /* crash between the write and the grant */
        break;
    default:
        l->has_written = false;
        assert_int_equal(ida_master_confirm(l->master, &write.record), IDA_OK);
    }
}

static void receive_request(world *w, const ida_chunk_request *request)
{
    life *l = &w->lives[below(LIVES)];
    ida_chunk_reply reply;
    ida_status status = ida_master_grant(l->master, request, &reply);
    assert_true(ida_master_verify(l->master));
    if (status != IDA_OK) {
        assert_true(status == IDA_NOT_PERSISTED || status == IDA_STALE_TERM ||
                    status == IDA_STALE_MESSAGE || status == IDA_UNKNOWN_COORDINATOR);
        return;
    }
    if (!reply.exhausted) {
        note_grant(w, &reply);
        assert_true(reply.chunk.starting >= request->after);
    }
    network_send_reply(&w->network, &reply);
}

/* ---- the network ---- */

static void deliver(world *w)
{
    message m;
    if (!network_receive(&w->network, &m) || below(5) == 0) {
        return;
    }
    ida_chunk_request request;
    ida_chunk_reply reply;
    if (ida_chunk_request_decode(m.bytes, m.size, &request) == IDA_OK) {
        receive_request(w, &request);
    } else {
        assert_int_equal(ida_chunk_reply_decode(m.bytes, m.size, &reply), IDA_OK);
        receive_reply(w, &reply);
    }
}

static void step(world *w)
{
    size_t who = below(COORDINATORS);
    size_t at = below(LIVES);
    unsigned move = (unsigned)below(400);
    if (move < 2) {
        crash(w, who);
    } else if (move < 4) {
        take_office(w, at, below(2) == 0);
    } else if (move < 12) {
        (void)ida_master_join(w->lives[at].master, who);
    } else if (move < 16) {
        ida_master_leave(w->lives[at].master, who);
    } else if (move < 56) {
        store_record(w, who);
    } else if (move < 106) {
        store_range(w, at);
    } else if (move < 146) {
        network_ask(&w->network, w->coordinators[who]);
    } else if (move < 240) {
        deliver(w);
    } else {
        draw_next(w, who);
    }
    assert_account(w, who);
}

static void open_world(world *w, uint64_t seed)
{
    memset(w, 0, sizeof *w);
    w->network.room = MESSAGES;
    random_begin(seed);
    w->config = (ida_master_config){.sequence = SEQUENCE,
                                    .first_start = below(20),
                                    .last_id = below(8) == 0 ? 300 : LEDGER_IDS_MAX - 1,
                                    .range_size = 1 + below(30),
                                    .member_max = COORDINATORS};
    w->ledger.range_size = w->config.range_size;
    w->ledger.member_max = w->config.member_max;
    for (size_t i = 0; i < LIVES; i++) {
        take_office(w, i, true);
    }
    for (size_t i = 0; i < COORDINATORS; i++) {
        ida_coordinator_record record = record_of(i);
        ida_coordinator_record_encode(&record, w->records[i]);
        w->percent[i] = (uint32_t)below(101);
        start(w, i);
    }
}

/* U10: one master, a network that works, and a bounded number of rounds. */
static void heal(world *w)
{
    w->network.count = 0;
    take_office(w, 0, true);
    for (size_t i = 1; i < LIVES; i++) {
        ida_master_destroy(w->lives[i].master);
        w->lives[i].master = NULL;
    }
    for (size_t who = 0; who < COORDINATORS; who++) {
        assert_int_equal(ida_master_join(w->lives[0].master, who), IDA_OK);
    }
}

static bool serve(world *w, size_t who)
{
    ida_chunk_request request;
    ida_chunk_reply reply;
    ida_coordinator_record record;
    if (ida_coordinator_pending(w->coordinators[who], &record)) {
        assert_int_equal(ida_coordinator_confirm(w->coordinators[who], &record), IDA_OK);
    }
    if (!ida_coordinator_request(w->coordinators[who], &request)) {
        return false;
    }
    ida_status status = ida_master_grant(w->lives[0].master, &request, &reply);
    if (status == IDA_NOT_PERSISTED) {
        ida_master_write write;
        assert_true(ida_master_pending(w->lives[0].master, &write));
        ida_master_record before;
        if (w->is_stored) {
            stored_record(w, &before);
        }
        assert_true(ida_master_write_applies(w->is_stored ? &before : NULL, &write));
        ida_master_record_encode(&write.record, w->stored);
        w->is_stored = true;
        assert_int_equal(ida_master_confirm(w->lives[0].master, &write.record), IDA_OK);
        status = ida_master_grant(w->lives[0].master, &request, &reply);
    }
    assert_int_equal(status, IDA_OK);
    if (!reply.exhausted) {
        note_grant(w, &reply);
    }
    receive_reply(w, &reply);
    return true;
}

/* Everybody who is not told that the sequence is exhausted gets ten IDs more. */
static void demand_progress(world *w)
{
    for (size_t who = 0; who < COORDINATORS; who++) {
        /* Of a range with fewer IDs than members some chunks are empty: each round grants one. */
        unsigned rounds = 0;
        uint64_t wanted = 10;
        while (wanted > 0) {
            (void)serve(w, who);
            uint64_t id = 0;
            ida_status status = ida_coordinator_next(w->coordinators[who], &id);
            if (status == IDA_OK) {
                note_id(w, who, id);
                wanted--;
            } else if (status == IDA_EXHAUSTED) {
                break;
            }
            rounds++;
            assert_true(rounds < 100);
        }
        assert_account(w, who);
    }
}

static void close_world(world *w)
{
    for (size_t i = 0; i < LIVES; i++) {
        ida_master_destroy(w->lives[i].master);
    }
    for (size_t i = 0; i < COORDINATORS; i++) {
        ida_coordinator_destroy(w->coordinators[i]);
    }
}

TEST(what_the_scheme_promises_holds_in_every_world)
{
    static world w;
    for (unsigned seed = 0; seed < WORLDS; seed++) {
        name_case("seed %u", seed);
        open_world(&w, seed);
        for (unsigned i = 0; i < STEPS; i++) {
            step(&w);
        }
        heal(&w);
        demand_progress(&w);
        total.full_ranges += ledger_audit(&w.ledger);
        close_world(&w);
    }
    assert_true(total.ids > 50000 && total.grants > 5000 && total.crashes > 5000);
    assert_true(total.takeovers > 5000 && total.refused_writes > 1000);
    assert_true(total.full_ranges > 1000 && total.stale_replies > 1000 && total.exhausted > 100);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_the_scheme_promises_holds_in_every_world),
    };
    return RUN_TESTS(tests);
}
