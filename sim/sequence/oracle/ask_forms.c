/* Questions about chunks, and about the bytes of messages and records. */
#include <assert.h>
#include <string.h>

#include "kernel/random.h"
#include "oracle_internal.h"
#include "wire.h"

/* What an answer is set to before a call that may have to leave it as it is. */
#define UNTOUCHED UINT64_C(0x5e9dead5e9dead5e)

uint64_t sim_sequence_draw_below(sim_sequence_asker *asker, uint64_t bound)
{
    assert(bound > 0);
    return sim_splitmix(&asker->random) % bound;
}

uint64_t sim_sequence_draw_edge(sim_sequence_asker *asker)
{
    static const uint64_t edges[] = {
        0,         2, 1000, UINT32_MAX, UINT64_C(1) << 53, SIM_SEQUENCE_LAST / 2, SIM_SEQUENCE_LAST,
        UINT64_MAX};
    uint64_t edge = edges[sim_sequence_draw_below(asker, sizeof edges / sizeof edges[0])];
    uint64_t near = sim_sequence_draw_below(asker, 4);
    return sim_sequence_draw_below(asker, 8) == 0 ? sim_splitmix(&asker->random) : edge + near - 1;
}

bool sim_sequence_is_right(sim_sequence_asker *asker, sim_word call, bool right)
{
    const sim_site where = sim_site_of_call(call);
    return sim_judge_words(asker->judgement, SIM_INVARIANT_SEQ_CONTRACT, right, &where,
                           SIM_WORD_SEQ_AS_RULED, SIM_WORD_SEQ_NOT_AS_RULED);
}

bool sim_sequence_has_status(sim_sequence_asker *asker, sim_word call, ida_status expected,
                             ida_status got)
{
    const sim_site where = sim_site_of_call(call);
    return sim_judge_status(asker->judgement, SIM_INVARIANT_SEQ_CONTRACT, &where, expected, got);
}

/* --- Chunks. --- */

/* Mostly one that the rules allow. */
static ida_chunk draw_chunk(sim_sequence_asker *asker)
{
    ida_chunk chunk = {.starting = sim_sequence_draw_edge(asker) & SIM_SEQUENCE_LAST};
    chunk.count = sim_sequence_draw_below(asker, 4) == 0 ? sim_sequence_draw_edge(asker)
                                                         : 1 + sim_sequence_draw_below(asker, 7);
    chunk.index = chunk.count == 0 || sim_sequence_draw_below(asker, 16) == 0
                      ? chunk.count
                      : sim_sequence_draw_below(asker, chunk.count);
    chunk.ending = sim_sequence_draw_below(asker, 4) == 0
                       ? sim_sequence_draw_edge(asker)
                       : chunk.starting + sim_sequence_draw_below(asker, 20);
    return chunk;
}

static void ask_id(sim_sequence_asker *asker, const ida_chunk *chunk, uint64_t current)
{
    const sim_site where = sim_site_of_call(SIM_WORD_SEQ_CHUNK_ID);
    uint64_t expected_id = UNTOUCHED;
    ida_status expected = IDA_OK;
    if (!sim_wire_is_chunk(chunk)) {
        expected = IDA_INVALID_CHUNK;
    } else if (current == 0) {
        expected = IDA_UNKNOWN_ID;
    } else if (current > sim_chunk_ids(chunk)) {
        expected = IDA_EXHAUSTED;
    } else {
        expected_id = chunk->starting + 1 + chunk->index + chunk->count * (current - 1);
    }
    uint64_t id = UNTOUCHED;
    (void)sim_sequence_has_status(asker, SIM_WORD_SEQ_CHUNK_ID, expected,
                                  asker->subject->chunk_id(chunk, current, &id));
    (void)sim_judge_number(asker->judgement, SIM_INVARIANT_SEQ_CONTRACT, &where,
                           SIM_WORD_SEQ_THE_ID, expected_id, id);
}

static void ask_chunk(sim_sequence_asker *asker)
{
    const ida_chunk chunk = draw_chunk(asker);
    const bool is_chunk = sim_wire_is_chunk(&chunk);
    const uint64_t size = is_chunk ? sim_chunk_ids(&chunk) : 0;
    const sim_site where = sim_site_of_call(SIM_WORD_SEQ_CHUNK_SIZE);
    (void)sim_sequence_has_status(asker, SIM_WORD_SEQ_CHUNK_VALIDATE,
                                  is_chunk ? IDA_OK : IDA_INVALID_CHUNK,
                                  asker->subject->chunk_validate(&chunk));
    (void)sim_judge_number(asker->judgement, SIM_INVARIANT_SEQ_CONTRACT, &where, SIM_WORD_SEQ_IDS,
                           size, asker->subject->chunk_size(&chunk));
    ask_id(asker, &chunk, 0);
    ask_id(asker, &chunk, 1);
    ask_id(asker, &chunk, size);
    ask_id(asker, &chunk, size + 1);
    ask_id(asker, &chunk, sim_sequence_draw_edge(asker));
}

/* --- Messages. --- */

/* Of the kind, and mostly as the rules allow it. */
static sim_wire draw_message(sim_sequence_asker *asker, uint8_t kind)
{
    sim_wire wire = {.kind = kind};
    const ida_chunk chunk = draw_chunk(asker);
    const uint64_t after[] = {chunk.starting, chunk.ending, chunk.index, chunk.count};
    for (unsigned i = 0; i < 4; i++) {
        wire.numbers[i] = sim_sequence_draw_edge(asker);
    }
    if (sim_sequence_draw_below(asker, 8) != 0) {
        wire.numbers[2] += wire.numbers[2] == 0 ? 1 : 0;
        wire.numbers[3] += wire.numbers[3] == 0 ? 1 : 0;
    }
    if (kind == SIM_WIRE_REQUEST) {
        wire.numbers[4] = sim_sequence_draw_edge(asker);
    } else if (kind != SIM_WIRE_EXHAUSTED) {
        memcpy(wire.numbers + 4, after, sizeof after);
    } else if (sim_sequence_draw_below(asker, 4) == 0) {
        wire.numbers[4 + sim_sequence_draw_below(asker, 4)] = 1;
    }
    if (kind == SIM_WIRE_RETURN) {
        uint64_t size = sim_wire_is_chunk(&chunk) ? sim_chunk_ids(&chunk) : 0;
        wire.numbers[8] = size - (size == 0 ? 0 : sim_sequence_draw_below(asker, 2));
    }
    return wire;
}

/* Writes a message by the subject. */
static void encode(const sim_sequence_subject *subject, const sim_wire *wire, uint8_t *bytes)
{
    const ida_chunk_request request = sim_wire_to_request(wire);
    const ida_chunk_reply reply = sim_wire_to_reply(wire);
    const ida_chunk_return returned = sim_wire_to_return(wire);
    if (wire->kind == SIM_WIRE_REQUEST) {
        subject->request_encode(&request, bytes);
    } else if (wire->kind == SIM_WIRE_RETURN) {
        subject->return_encode(&returned, bytes);
    } else {
        subject->reply_encode(&reply, bytes);
    }
}

/* Reads one; wire stays as it is if that is refused. */
static ida_status decode(const sim_sequence_subject *subject, uint8_t kind, const uint8_t *bytes,
                         size_t size, sim_wire *wire)
{
    ida_chunk_request request = sim_wire_to_request(wire);
    ida_chunk_reply reply = sim_wire_to_reply(wire);
    ida_chunk_return returned = sim_wire_to_return(wire);
    ida_status status;
    if (kind == SIM_WIRE_REQUEST) {
        status = subject->request_decode(bytes, size, &request);
        *wire = sim_wire_of_request(&request);
    } else if (kind == SIM_WIRE_RETURN) {
        status = subject->return_decode(bytes, size, &returned);
        *wire = sim_wire_of_return(&returned);
    } else {
        status = subject->reply_decode(bytes, size, &reply);
        *wire = sim_wire_of_reply(&reply);
    }
    return status;
}

static bool same_message(const sim_wire *a, const sim_wire *b)
{
    return a->kind == b->kind && memcmp(a->numbers, b->numbers, sizeof a->numbers) == 0;
}

/* As it is, shorter, longer, or as another kind. */
static size_t alter(sim_sequence_asker *asker, uint8_t *bytes, size_t size)
{
    switch (sim_sequence_draw_below(asker, 6)) {
    case 0:
        return (size_t)sim_sequence_draw_below(asker, size);
    case 1:
        return size + 1 + (size_t)sim_sequence_draw_below(asker, SIM_WIRE_SIZE - size);
    case 2:
        bytes[0] = (uint8_t)sim_sequence_draw_below(asker, 6);
        return size;
    default:
        return size;
    }
}

static void ask_message(sim_sequence_asker *asker, uint8_t kind, sim_word writing, sim_word reading)
{
    const uint8_t family = kind == SIM_WIRE_EXHAUSTED ? SIM_WIRE_CHUNK : kind;
    const sim_wire wire = draw_message(asker, kind);
    uint8_t expected[SIM_WIRE_SIZE] = {0};
    uint8_t bytes[SIM_WIRE_SIZE] = {0};
    size_t size = sim_wire_write(&wire, expected);
    encode(asker->subject, &wire, bytes);
    (void)sim_sequence_is_right(asker, writing, memcmp(bytes, expected, sizeof bytes) == 0);
    size = alter(asker, expected, size);
    sim_wire right = {.kind = family, .numbers = {1, 2, 3, 4, 5}};
    sim_wire got = right;
    ida_status status = sim_wire_read(family, expected, size, &right);
    (void)sim_sequence_has_status(asker, reading, status,
                                  decode(asker->subject, family, expected, size, &got));
    (void)sim_sequence_is_right(asker, reading, same_message(&right, &got));
}

/* --- Records. --- */

/* Writes a record that may be damaged, of another version, or of another length. */
static size_t draw_record(sim_sequence_asker *asker, const char *letters, const uint64_t *numbers,
                          uint8_t bytes[SIM_WIRE_SIZE])
{
    uint64_t how = sim_sequence_draw_below(asker, 12);
    uint8_t version = how == 0                       ? (uint8_t)sim_sequence_draw_below(asker, 5)
                      : how < 3 || letters[3] == 'C' ? 1
                                                     : 2;
    size_t count = how == 3 ? 4 : version == 1 && letters[3] == 'M' ? 3 : 4;
    count = how == 4 ? 3 + (size_t)sim_sequence_draw_below(asker, 3) : count;
    size_t size = sim_wire_record(letters, version, numbers, count, bytes);
    if (how == 5) {
        bytes[sim_sequence_draw_below(asker, size)] ^=
            (uint8_t)(1u << sim_sequence_draw_below(asker, 8));
    } else if (how == 6) {
        size = (size_t)sim_sequence_draw_below(asker, size + 4);
    }
    return size;
}

/* A stored number that the rules allow, and now and then one that they do not. */
static uint64_t draw_place(sim_sequence_asker *asker)
{
    uint64_t place = sim_sequence_draw_edge(asker);
    return sim_sequence_draw_below(asker, 8) == 0 ? place : place & SIM_SEQUENCE_LAST;
}

static void ask_master_record(sim_sequence_asker *asker)
{
    const uint64_t place = draw_place(asker);
    const uint64_t starts[] = {0, place - 1, place, place + 1, UINT64_MAX};
    const uint64_t n[5] = {sim_sequence_draw_edge(asker), sim_sequence_draw_edge(asker), place,
                           starts[sim_sequence_draw_below(asker, 5)]};
    uint8_t bytes[SIM_WIRE_SIZE] = {0};
    uint8_t expected[SIM_WIRE_SIZE] = {0};
    (void)sim_wire_record("IDAM", 2, n, 4, expected);
    asker->subject->master_record_encode(&(ida_master_record){n[0], n[1], n[2], n[3]}, bytes);
    (void)sim_sequence_is_right(asker, SIM_WORD_SEQ_WRITING_RECORD,
                                memcmp(bytes, expected, sizeof bytes) == 0);
    size_t size = draw_record(asker, "IDAM", n, bytes);
    ida_master_record right = {1, 2, 3, 4};
    ida_master_record got = right;
    ida_status status = sim_wire_read_master(bytes, size, &right);
    (void)sim_sequence_has_status(asker, SIM_WORD_SEQ_READING_RECORD, status,
                                  asker->subject->master_record_decode(bytes, size, &got));
    (void)sim_sequence_is_right(asker, SIM_WORD_SEQ_READING_RECORD,
                                memcmp(&got, &right, sizeof got) == 0);
}

static void ask_coordinator_record(sim_sequence_asker *asker)
{
    const uint64_t n[5] = {sim_sequence_draw_edge(asker), sim_sequence_draw_edge(asker),
                           sim_sequence_draw_edge(asker), draw_place(asker)};
    uint8_t bytes[SIM_WIRE_SIZE] = {0};
    uint8_t expected[SIM_WIRE_SIZE] = {0};
    (void)sim_wire_record("IDAC", 1, n, 4, expected);
    asker->subject->coordinator_record_encode(&(ida_coordinator_record){n[0], n[1], n[2], n[3]},
                                              bytes);
    (void)sim_sequence_is_right(asker, SIM_WORD_SEQ_WRITING_RECORD,
                                memcmp(bytes, expected, sizeof bytes) == 0);
    size_t size = draw_record(asker, "IDAC", n, bytes);
    ida_coordinator_record right = {1, 2, 3, 4};
    ida_coordinator_record got = right;
    ida_status status = sim_wire_read_coordinator(bytes, size, &right);
    (void)sim_sequence_has_status(asker, SIM_WORD_SEQ_READING_RECORD, status,
                                  asker->subject->coordinator_record_decode(bytes, size, &got));
    (void)sim_sequence_is_right(asker, SIM_WORD_SEQ_READING_RECORD,
                                memcmp(&got, &right, sizeof got) == 0);
}

/* --- Writes. --- */

static uint64_t *field_of(ida_master_record *record, uint64_t which)
{
    switch (which % 4) {
    case 0:
        return &record->sequence;
    case 1:
        return &record->term;
    case 2:
        return &record->next_start;
    default:
        return &record->first_start;
    }
}

/* The storage replaces what it holds by what leads on from it, and nothing else. */
static bool applies(const ida_master_record *stored, const ida_master_write *write)
{
    const ida_master_record *from = &write->expected;
    const ida_master_record *to = &write->record;
    bool leads_on = to->sequence == from->sequence && to->term >= from->term &&
                    to->next_start > from->next_start &&
                    (to->first_start == from->first_start || from->first_start == UINT64_MAX);
    if (stored == NULL) {
        return leads_on && from->term == 0;
    }
    return leads_on && stored->sequence == from->sequence && stored->term == from->term &&
           stored->next_start == from->next_start && stored->first_start == from->first_start;
}

static void ask_write(sim_sequence_asker *asker)
{
    ida_master_record stored = {.sequence = sim_sequence_draw_edge(asker),
                                .term = sim_sequence_draw_below(asker, 3),
                                .next_start = draw_place(asker)};
    stored.first_start = sim_sequence_draw_below(asker, 3) == 0 ? UINT64_MAX : stored.next_start;
    ida_master_write write = {stored, stored};
    write.record.term += sim_sequence_draw_below(asker, 2);
    write.record.next_start += sim_sequence_draw_below(asker, 3);
    ida_master_record *const spoilt[] = {&stored, &write.expected, &write.record};
    if (sim_sequence_draw_below(asker, 2) == 0) {
        /* One field differs, by one. */
        uint64_t *field =
            field_of(spoilt[sim_sequence_draw_below(asker, 3)], sim_sequence_draw_below(asker, 4));
        *field += sim_sequence_draw_below(asker, 2) == 0 ? 1 : UINT64_MAX;
    }
    const ida_master_record *held = sim_sequence_draw_below(asker, 4) == 0 ? NULL : &stored;
    const sim_site where = sim_site_of_call(SIM_WORD_SEQ_WRITE_APPLIES);
    const bool expected = applies(held, &write);
    const bool got = asker->subject->write_applies(held, &write);
    (void)sim_judge_words(asker->judgement, SIM_INVARIANT_SEQ_DURABLE, expected == got, &where,
                          expected ? SIM_WORD_SEQ_APPLIES : SIM_WORD_SEQ_APPLIES_NOT,
                          got ? SIM_WORD_SEQ_APPLIES : SIM_WORD_SEQ_APPLIES_NOT);
    uint64_t issued = stored.next_start + sim_sequence_draw_below(asker, 3) - 1;
    (void)sim_sequence_has_status(asker, SIM_WORD_SEQ_RECORD_CHECK,
                                  issued > stored.next_start ? IDA_STALE_RECORD : IDA_OK,
                                  asker->subject->record_check(&stored, issued));
}

void sim_sequence_ask_forms(sim_sequence_asker *asker, uint64_t turn)
{
    switch (turn % 8) {
    case 0:
        ask_message(asker, SIM_WIRE_REQUEST, SIM_WORD_SEQ_WRITING_REQUEST,
                    SIM_WORD_SEQ_READING_REQUEST);
        break;
    case 1:
        ask_message(asker, SIM_WIRE_CHUNK, SIM_WORD_SEQ_WRITING_REPLY, SIM_WORD_SEQ_READING_REPLY);
        break;
    case 2:
        ask_message(asker, SIM_WIRE_EXHAUSTED, SIM_WORD_SEQ_WRITING_REPLY,
                    SIM_WORD_SEQ_READING_REPLY);
        break;
    case 3:
        ask_message(asker, SIM_WIRE_RETURN, SIM_WORD_SEQ_WRITING_RETURN,
                    SIM_WORD_SEQ_READING_RETURN);
        break;
    case 4:
        ask_master_record(asker);
        break;
    case 5:
        ask_coordinator_record(asker);
        break;
    case 6:
        ask_write(asker);
        break;
    default:
        ask_chunk(asker);
        break;
    }
}
