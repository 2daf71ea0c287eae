/* Matches the events of a message with each other. */
#include "messages.h"

#include <string.h>

void sim_messages_init(sim_messages *m)
{
    *m = (sim_messages){.kind.type = SIM_COLUMN_U8,
                        .from.type = SIM_COLUMN_I32,
                        .to.type = SIM_COLUMN_I32,
                        .sent.type = SIM_COLUMN_I32,
                        .end.type = SIM_COLUMN_I32,
                        .fate.type = SIM_COLUMN_U8,
                        .number.type = SIM_COLUMN_I32,
                        .previous.type = SIM_COLUMN_I32,
                        .held.type = SIM_COLUMN_U8,
                        .logged.type = SIM_COLUMN_I32};
    memset(m->fetched, -1, sizeof m->fetched);
    memset(m->newest, -1, sizeof m->newest);
}

void sim_messages_free(sim_messages *m)
{
    sim_column *const columns[] = {&m->kind, &m->from,   &m->to,       &m->sent, &m->end,
                                   &m->fate, &m->number, &m->previous, &m->held, &m->logged};
    for (size_t i = 0; i < sizeof columns / sizeof columns[0]; i++) {
        sim_column_free(columns[i]);
    }
    sim_id_map_free(&m->by_key);
}

static sim_parcel parcel_of(const sim_message_event *e)
{
    return e->row->parcel == SIM_PARCEL_REQUEST && e->is_reply ? SIM_PARCEL_REPLY : e->row->parcel;
}

/* What the message is about, for people: a log position or the message's own number. */
static int64_t number_of(const sim_message_event *e)
{
    switch (parcel_of(e)) {
    case SIM_PARCEL_SUBMISSION:
        return e->facts[SIM_FACT_NUMBER];
    case SIM_PARCEL_ENTRY:
        return e->facts[SIM_FACT_POSITION];
    case SIM_PARCEL_WRITE:
        return e->facts[SIM_FACT_WRITE];
    case SIM_PARCEL_ID:
        return e->facts[SIM_FACT_INDEX];
    default:
        return e->facts[SIM_FACT_MESSAGE];
    }
}

/* Where the message goes: an event that sends it happens at the sender, others at the receiver. */
static bool is_at_sender(const sim_message_event *e)
{
    return e->row->deed == SIM_DEED_SEND || e->row->fate == SIM_MESSAGE_CROWDED_OUT;
}

/* What the events of a message have in common; its copies have it, too. */
typedef struct key {
    uint64_t high;
    uint64_t low;
} key;

static key key_of(const sim_message_event *e)
{
    sim_parcel parcel = parcel_of(e);
    int sender = is_at_sender(e) ? e->lane : e->peer;
    int receiver = is_at_sender(e) ? e->peer : e->lane;
    uint64_t epoch =
        parcel == SIM_PARCEL_SUBMISSION ? (uint64_t)e->facts[SIM_FACT_CLIENT_EPOCH] : 0;
    bool has_ends =
        parcel == SIM_PARCEL_SUBMISSION || parcel == SIM_PARCEL_ENTRY || parcel == SIM_PARCEL_ID;
    uint64_t ends = has_ends ? (uint64_t)(sender + 1) << 16 | (uint64_t)(receiver + 1) : 0;
    uint64_t high = (uint64_t)parcel << 56 | ends;
    return (key){high ^ epoch << 24, (uint64_t)number_of(e)};
}

/* The newest message of that key; -1 if there is none. */
static int64_t newest_of(const sim_messages *m, key of)
{
    return (int64_t)sim_id_map_get(&m->by_key, of.high, of.low) - 1;
}

/* A message in flight since an event; returns its index, or -1 without memory. */
static int64_t begin(sim_messages *m, const sim_message_event *e, key of, int64_t sent)
{
    int64_t message = (int64_t)m->kind.count;
    uint64_t *place = sim_id_map_put(&m->by_key, of.high, of.low);
    if (place == NULL) {
        m->failed = true;
        return -1;
    }
    sim_column_add(&m->kind, parcel_of(e));
    sim_column_add(&m->from, is_at_sender(e) ? e->lane : e->peer);
    sim_column_add(&m->to, is_at_sender(e) ? e->peer : e->lane);
    sim_column_add(&m->sent, sent);
    sim_column_add(&m->end, -1);
    sim_column_add(&m->fate, SIM_MESSAGE_IN_FLIGHT);
    sim_column_add(&m->number, number_of(e));
    sim_column_add(&m->previous, (int64_t)*place - 1);
    sim_column_add(&m->held, 0);
    *place = (uint64_t)message + 1;
    return message;
}

/* The oldest message of that key that is in flight; -1 if there is none. */
static int64_t open_of(const sim_messages *m, key of)
{
    int64_t found = -1;
    for (int64_t at = newest_of(m, of); at >= 0; at = sim_column_at(&m->previous, (uint64_t)at)) {
        found = sim_column_at(&m->end, (uint64_t)at) < 0 ? at : found;
    }
    return found;
}

/* The event that put a log entry on its way to a node. */
static int64_t sent_down(const sim_messages *m, const sim_message_event *e)
{
    int64_t position = e->facts[SIM_FACT_POSITION];
    int64_t logged = sim_column_at(&m->logged, (uint64_t)position);
    if (e->lane < 0 || e->lane >= (int)SIM_NODES_MAX || position < m->fetched_from[e->lane] ||
        m->fetched[e->lane] < logged) {
        return logged;
    }
    return m->fetched[e->lane];
}

/*
 * The message of an event that may be the first one heard of it: nobody says to whom the log is
 * sent. An entry that came early is delivered later.
 */
static int64_t entry_of(sim_messages *m, const sim_message_event *e, key of)
{
    int64_t message = open_of(m, of);
    int64_t sent = sent_down(m, e);
    int64_t last = newest_of(m, of);
    bool waits = message < 0 && last >= 0 && e->row->fate == SIM_MESSAGE_ARRIVED &&
                 sim_column_at(&m->fate, (uint64_t)last) == SIM_MESSAGE_EARLY &&
                 sim_column_at(&m->sent, (uint64_t)last) >= sent;
    if (waits) {
        return last;
    }
    return message >= 0 ? message : begin(m, e, of, sent);
}

static sim_message_fate fate_of(sim_messages *m, const sim_message_event *e, int64_t message)
{
    sim_message_fate fate = e->row->fate;
    if (fate == SIM_MESSAGE_LOST && (e->is_crowded_out || e->is_unheard)) {
        return e->is_unheard ? SIM_MESSAGE_NOBODY : SIM_MESSAGE_CROWDED_OUT;
    }
    if (fate != SIM_MESSAGE_ARRIVED) {
        return fate;
    }
    if (e->facts[SIM_FACT_DAMAGED] > 0) {
        return SIM_MESSAGE_DAMAGED;
    }
    if (sim_column_at(&m->held, (uint64_t)message) != 0) {
        return SIM_MESSAGE_CUT;
    }
    int64_t to = sim_column_at(&m->to, (uint64_t)message);
    if (to < 0 || to >= (int64_t)SIM_LANES_MAX) {
        return fate;
    }
    int64_t sent = sim_column_at(&m->sent, (uint64_t)message);
    int64_t *newest = &m->newest[parcel_of(e)][to];
    bool is_late = sent < *newest;
    *newest = is_late ? *newest : sent;
    return is_late ? SIM_MESSAGE_LATE : fate;
}

static int64_t end_of(sim_messages *m, const sim_message_event *e, key of)
{
    bool is_entry = parcel_of(e) == SIM_PARCEL_ENTRY;
    int64_t message = is_entry ? entry_of(m, e, of) : open_of(m, of);
    if (message < 0 || sim_column_at(&m->end, (uint64_t)message) >= 0) {
        return message;
    }
    sim_column_set(&m->end, (uint64_t)message, e->index);
    sim_column_set(&m->fate, (uint64_t)message, fate_of(m, e, message));
    if (!is_entry && e->facts[SIM_FACT_AGAIN] > 0) {
        (void)begin(m, e, of, e->index);
    }
    return message;
}

/* The one of the key that has just ended. */
static int64_t judge(sim_messages *m, const sim_message_event *e, key of)
{
    int64_t found = -1;
    for (int64_t at = newest_of(m, of); at >= 0; at = sim_column_at(&m->previous, (uint64_t)at)) {
        int64_t end = sim_column_at(&m->end, (uint64_t)at);
        found =
            end >= 0 && (found < 0 || end > sim_column_at(&m->end, (uint64_t)found)) ? at : found;
    }
    if (found >= 0) {
        sim_column_set(&m->fate, (uint64_t)found, e->row->fate);
    }
    return found;
}

static int64_t hold(sim_messages *m, const sim_message_event *e, key of)
{
    int64_t message = parcel_of(e) == SIM_PARCEL_ENTRY ? entry_of(m, e, of) : open_of(m, of);
    if (message >= 0 && sim_column_at(&m->end, (uint64_t)message) < 0) {
        sim_column_set(&m->held, (uint64_t)message, 1);
        sim_column_set(&m->fate, (uint64_t)message, SIM_MESSAGE_CUT);
    }
    return message;
}

/* Positions enter the log one after the other. */
static void log_entry(sim_messages *m, const sim_message_event *e)
{
    while (m->logged.count <= (uint64_t)e->facts[SIM_FACT_POSITION] && !m->logged.failed) {
        sim_column_add(&m->logged, e->index);
    }
}

static void fetch(sim_messages *m, const sim_message_event *e)
{
    if (e->lane >= 0 && e->lane < (int)SIM_NODES_MAX) {
        m->fetched[e->lane] = e->index;
        m->fetched_from[e->lane] = e->facts[SIM_FACT_POSITION];
    }
}

int64_t sim_messages_hear(sim_messages *m, const sim_message_event *e)
{
    sim_deed deed = e->row->deed;
    if (deed == SIM_DEED_LOGGED) {
        log_entry(m, e);
    } else if (deed == SIM_DEED_FETCH) {
        fetch(m, e);
    }
    if (deed == SIM_DEED_NONE || deed == SIM_DEED_LOGGED || deed == SIM_DEED_FETCH ||
        number_of(e) < 0) {
        return -1;
    }
    key of = key_of(e);
    int64_t message = -1;
    if (deed == SIM_DEED_SEND || deed == SIM_DEED_COPY) {
        message = begin(m, e, of, e->index);
    } else if (deed == SIM_DEED_END) {
        message = end_of(m, e, of);
    } else if (deed == SIM_DEED_HOLD) {
        message = hold(m, e, of);
    } else {
        message = judge(m, e, of);
    }
    m->failed = m->failed || m->number.failed || m->held.failed || m->logged.failed;
    return message;
}
