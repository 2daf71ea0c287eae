/*
 * What is written down of the worlds of sequences is not blind: for each thing
 * that it takes in there is a pair of worlds that differ in nothing else, and have two hashes. And
 * it sees no more than it must: what only tells of the past does not show.
 */
#include "sequence/oracle/oracle_internal.h"
#include "support_cmocka.h"
#include "support_describe.h"

PAST(sequence)
CHANGE(sequence, last_term, w->last_term++)
CHANGE(sequence, model_stored, o->model.stored.next_start++)
CHANGE(sequence, model_stored_term, o->model.stored.term++)
CHANGE(sequence, stored, w->stored = false)
CHANGE(sequence, held, w->held.next_start++)
CHANGE(sequence, held_term, w->held.term++)
CHANGE(sequence, held_sequence, w->held.sequence++)
CHANGE(sequence, record, w->record[0]++)
CHANGE(sequence, message_kind, w->messages[0].is_reply = !w->messages[0].is_reply)
CHANGE(sequence, message_bytes, w->messages[0].bytes[9]++)
CHANGE(sequence, message_count, w->message_count--)
CHANGE(sequence, message_to, w->messages[0].master ^= !w->messages[0].is_reply;
       w->messages[0].node ^= w->messages[0].is_reply)
CHANGE(sequence, write_count, w->write_count--)
CHANGE(sequence, write_master, w->writes[0].master ^= 1)
CHANGE(sequence, write_term, w->writes[0].term++)
CHANGE(sequence, write_expected, w->writes[0].write.expected.next_start++)
CHANGE(sequence, write_record, w->writes[0].write.record.next_start++)
CHANGE(sequence, term, w->offices[1].term++)
CHANGE(sequence, writing, w->offices[1].writing = !w->offices[1].writing)
CHANGE(sequence, next_start, o->model.masters[0].next_start++)
CHANGE(sequence, pending, o->model.masters[0].pending = !o->model.masters[0].pending)
CHANGE(sequence, has_range, o->model.masters[0].has_range = false)
CHANGE(sequence, starting, o->model.masters[0].starting++)
CHANGE(sequence, ending, o->model.masters[0].ending++)
CHANGE(sequence, granted, o->model.masters[0].granted++)
CHANGE(sequence, count, o->model.masters[0].count++)
CHANGE(sequence, asked_member, o->model.masters[0].nodes[1].member = false)
CHANGE(sequence, asked_chunk, o->model.masters[0].nodes[0].has_chunk = false)
CHANGE(sequence, asked_answered, o->model.masters[0].nodes[0].answered = false)
CHANGE(sequence, asked_incarnation, o->model.masters[0].nodes[0].incarnation++)
CHANGE(sequence, asked_number, o->model.masters[0].nodes[0].number++)
CHANGE(sequence, asked_reply, o->model.masters[0].nodes[0].reply.chunk.index++)
CHANGE(sequence, asked_reply_sequence, o->model.masters[0].nodes[0].reply.sequence++)
CHANGE(sequence, asked_reply_incarnation, o->model.masters[0].nodes[0].reply.incarnation++)
CHANGE(sequence, asked_reply_number, o->model.masters[0].nodes[0].reply.number++)
CHANGE(sequence, asked_reply_coordinator, o->model.masters[0].nodes[0].reply.coordinator++)
CHANGE(sequence, asked_exhausted, o->model.masters[0].nodes[0].reply.exhausted = true)
CHANGE(sequence, seen_incarnation, o->model.masters[0].nodes[0].seen_incarnation++)
CHANGE(sequence, seen_number, o->model.masters[0].nodes[0].seen_number++)
CHANGE(sequence, chunk_starting, o->model.chunks[0].chunk.starting--)
CHANGE(sequence, chunk_ending, o->model.chunks[0].chunk.ending++)
CHANGE(sequence, chunk_index, o->model.chunks[1].chunk.index++)
CHANGE(sequence, chunk_count, o->model.chunks[0].chunk.count++)
CHANGE(sequence, chunk_term, o->model.chunks[0].term++)
CHANGE(sequence, chunk_node, o->model.chunks[0].node ^= 1)
CHANGE(sequence, chunk_incarnation, o->model.chunks[0].incarnation++)
CHANGE(sequence, chunk_number, o->model.chunks[0].number++)
CHANGE(sequence, chunk_drawn, o->model.chunks[0].drawn--)
CHANGE(sequence, chunk_state, o->model.chunks[0].state = SIM_CHUNK_LOST)
CHANGE(sequence, member, w->nodes[1].member = false)
CHANGE(sequence, node_stored, w->nodes[1].stored = false)
CHANGE(sequence, node_record, w->nodes[1].record[7]++)
CHANGE(sequence, answered_number, w->nodes[1].answered.number++)
CHANGE(sequence, answered_incarnation, w->nodes[1].answered.incarnation++)
CHANGE(sequence, answered_starting, w->nodes[1].answered.chunk.starting++)
CHANGE(sequence, answered_index, w->nodes[1].answered.chunk.index++)
CHANGE(sequence, kept_incarnation, o->model.nodes[1].kept_incarnation++)
CHANGE(sequence, kept_after, o->model.nodes[1].kept_after++)
CHANGE(sequence, drew, o->model.nodes[1].drew = false)
CHANGE(sequence, last, o->model.nodes[1].last++)
CHANGE(sequence, started, o->model.nodes[0].started = false)
CHANGE(sequence, unstored, o->model.nodes[0].unstored = !o->model.nodes[0].unstored)
CHANGE(sequence, exhausted, o->model.nodes[0].exhausted = true)
CHANGE(sequence, incarnation, o->model.nodes[0].incarnation++)
CHANGE(sequence, request_number, o->model.nodes[0].number++)
CHANGE(sequence, after, o->model.nodes[0].after++)
CHANGE(sequence, held_count, o->model.nodes[0].held_count--)
CHANGE(sequence, held_chunk, o->model.nodes[0].held[0] = 1)

static size_t another_member(const ida_master *master)
{
    return ida_master_member_count(master) + 1;
}

static bool nothing_pending(const ida_master *master, ida_master_write *write)
{
    (void)ida_master_pending(master, write);
    return false;
}

static bool another_write(const ida_master *master, ida_master_write *write)
{
    bool pending = ida_master_pending(master, write);
    write->record.next_start++;
    return pending;
}

static bool other_expectation(const ida_master *master, ida_master_write *write)
{
    bool pending = ida_master_pending(master, write);
    write->expected.next_start++;
    return pending;
}

static bool no_record_pending(const ida_coordinator *coordinator, ida_coordinator_record *record)
{
    return !ida_coordinator_pending(coordinator, record);
}

static bool another_incarnation(const ida_coordinator *coordinator, ida_coordinator_record *record)
{
    bool pending = ida_coordinator_pending(coordinator, record);
    record->incarnation++;
    return pending;
}

static bool another_after(const ida_coordinator *coordinator, ida_coordinator_record *record)
{
    bool pending = ida_coordinator_pending(coordinator, record);
    record->after++;
    return pending;
}

static bool no_request(const ida_coordinator *coordinator, ida_chunk_request *request)
{
    return !ida_coordinator_request(coordinator, request);
}

#define ANOTHER_REQUEST(member)                                                                    \
    static bool request_with_another_##member(const ida_coordinator *coordinator,                  \
                                              ida_chunk_request *request)                          \
    {                                                                                              \
        bool has = ida_coordinator_request(coordinator, request);                                  \
        request->member++;                                                                         \
        return has;                                                                                \
    }
ANOTHER_REQUEST(incarnation)
ANOTHER_REQUEST(number)
ANOTHER_REQUEST(after)

static uint64_t another_left(const ida_coordinator *coordinator)
{
    return ida_coordinator_left(coordinator) + 1;
}

#define ANOTHER_SEQUENCE(member, function)                                                         \
    static void sequence_with_##function(void *world)                                              \
    {                                                                                              \
        static sim_sequence_subject other;                                                         \
        other = sim_sequence_core;                                                                 \
        other.member = (function);                                                                 \
        ((sim_sequence_world *)world_of(world))->subject = &other;                                 \
    }
ANOTHER_SEQUENCE(master_member_count, another_member)
ANOTHER_SEQUENCE(master_pending, nothing_pending)
ANOTHER_SEQUENCE(master_pending, another_write)
ANOTHER_SEQUENCE(master_pending, other_expectation)
ANOTHER_SEQUENCE(coordinator_pending, no_record_pending)
ANOTHER_SEQUENCE(coordinator_pending, another_incarnation)
ANOTHER_SEQUENCE(coordinator_pending, another_after)
ANOTHER_SEQUENCE(coordinator_request, no_request)
ANOTHER_SEQUENCE(coordinator_request, request_with_another_incarnation)
ANOTHER_SEQUENCE(coordinator_request, request_with_another_number)
ANOTHER_SEQUENCE(coordinator_request, request_with_another_after)
ANOTHER_SEQUENCE(coordinator_left, another_left)

/* What drivers and observers look at, what nodes that are down had, and who sent a reply. */
CHANGE(sequence, dry, w->nodes[0].dry = !w->nodes[0].dry)
CHANGE(sequence, is_copy, w->messages[0].is_copy = !w->messages[0].is_copy)
CHANGE(sequence, message_number, w->messages[0].number++)
CHANGE(sequence, messages_sent, w->messages_sent++)
CHANGE(sequence, write_number, w->writes[0].number++)
CHANGE(sequence, writes_sent, w->writes_sent++)
CHANGE(sequence, down_number, o->model.nodes[1].number++)
CHANGE(sequence, down_held, o->model.nodes[1].held[0]++)
CHANGE(
    sequence, reply_master, for (uint32_t i = 0; i < w->message_count; i++) {
        w->messages[i].master ^= w->messages[i].is_reply;
        w->messages[i].node ^= !w->messages[i].is_reply;
    })

TEST(each_field_of_a_sequence_world_shows)
{
    static const change changes[] = {
        ROW(sequence, last_term),
        ROW(sequence, model_stored),
        ROW(sequence, model_stored_term),
        ROW(sequence, stored),
        ROW(sequence, held),
        ROW(sequence, held_term),
        ROW(sequence, held_sequence),
        ROW(sequence, record),
        ROW(sequence, message_kind),
        ROW(sequence, message_bytes),
        ROW(sequence, message_count),
        ROW(sequence, message_to),
        ROW(sequence, write_count),
        ROW(sequence, write_master),
        ROW(sequence, write_term),
        ROW(sequence, write_expected),
        ROW(sequence, write_record),
        ROW(sequence, term),
        ROW(sequence, writing),
        ROW(sequence, next_start),
        ROW(sequence, pending),
        ROW(sequence, has_range),
        ROW(sequence, starting),
        ROW(sequence, ending),
        ROW(sequence, granted),
        ROW(sequence, count),
        ROW(sequence, asked_member),
        ROW(sequence, asked_chunk),
        ROW(sequence, asked_answered),
        ROW(sequence, asked_incarnation),
        ROW(sequence, asked_number),
        ROW(sequence, asked_reply),
        ROW(sequence, asked_reply_sequence),
        ROW(sequence, asked_reply_incarnation),
        ROW(sequence, asked_reply_number),
        ROW(sequence, asked_reply_coordinator),
        ROW(sequence, asked_exhausted),
        ROW(sequence, seen_incarnation),
        ROW(sequence, seen_number),
        ROW(sequence, chunk_starting),
        ROW(sequence, chunk_ending),
        ROW(sequence, chunk_index),
        ROW(sequence, chunk_count),
        ROW(sequence, chunk_term),
        ROW(sequence, chunk_node),
        ROW(sequence, chunk_incarnation),
        ROW(sequence, chunk_number),
        ROW(sequence, chunk_drawn),
        ROW(sequence, chunk_state),
        ROW(sequence, member),
        ROW(sequence, node_stored),
        ROW(sequence, node_record),
        ROW(sequence, answered_number),
        ROW(sequence, answered_incarnation),
        ROW(sequence, answered_starting),
        ROW(sequence, answered_index),
        ROW(sequence, kept_incarnation),
        ROW(sequence, kept_after),
        ROW(sequence, drew),
        ROW(sequence, last),
        ROW(sequence, started),
        ROW(sequence, unstored),
        ROW(sequence, exhausted),
        ROW(sequence, incarnation),
        ROW(sequence, request_number),
        ROW(sequence, after),
        ROW(sequence, held_count),
        ROW(sequence, held_chunk),
        ROW(sequence, with_another_member),
        ROW(sequence, with_nothing_pending),
        ROW(sequence, with_another_write),
        ROW(sequence, with_other_expectation),
        ROW(sequence, with_no_record_pending),
        ROW(sequence, with_another_incarnation),
        ROW(sequence, with_another_after),
        ROW(sequence, with_no_request),
        ROW(sequence, with_request_with_another_incarnation),
        ROW(sequence, with_request_with_another_number),
        ROW(sequence, with_request_with_another_after),
        ROW(sequence, with_another_left),
    };
    static const change past[] = {
        PAST_ROWS(sequence),           ROW(sequence, dry),           ROW(sequence, is_copy),
        ROW(sequence, message_number), ROW(sequence, messages_sent), ROW(sequence, write_number),
        ROW(sequence, writes_sent),    ROW(sequence, down_number),   ROW(sequence, down_held),
        ROW(sequence, reply_master),
    };
    static const change counted[] = {ROW(sequence, op_count)};
    each_shows(SEQUENCES, SEQUENCE_OPS, changes, COUNT_OF(changes), true);
    each_shows(SEQUENCES, SEQUENCE_OPS, past, COUNT_OF(past), false);
    each_shows(SEQUENCES, WITH_DAMAGE, counted, 1, true);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_field_of_a_sequence_world_shows),
    };
    return RUN_TESTS(tests);
}
