/*
 * Snapshots that were changed and sealed again: the checksum is right, so only a loader that checks
 * every field notices. If it accepts one, the result must be a consistent state, and as the format
 * is canonical, saving it must give exactly the bytes that were loaded.
 */
#include "oracle_internal.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#define SEAL_SIZE  8u
#define VERSION_AT 4u
/* The versions that are known. What says the other one than it is has other parts. */
#define UNSHARDED 1u
#define SHARDED   2u
#define ROOM      (SEAL_SIZE + 1u) /* room behind a snapshot, for insertions */
#define TRIES     2u

/* The kinds of changes, which take turns. */
typedef enum change {
    CHANGE_ADD,      /* a byte at the end */
    CHANGE_REMOVE,   /* the last byte */
    CHANGE_STEP,     /* a byte is increased or decreased by one */
    CHANGE_REPLACE,  /* a byte is replaced */
    CHANGE_LENGTHEN, /* a byte becomes two: the same number as a varint, in a longer form */
    CHANGE_VERSION,  /* another format version */
    CHANGE_COUNT
} change;

static const sim_word change_words[CHANGE_COUNT] = {
    /* The ways of replacing a byte count as one kind. */
    [CHANGE_ADD] = SIM_WORD_BYTE_ADDED,         [CHANGE_REMOVE] = SIM_WORD_BYTE_REMOVED,
    [CHANGE_STEP] = SIM_WORD_BYTE_REPLACED,     [CHANGE_REPLACE] = SIM_WORD_BYTE_REPLACED,
    [CHANGE_LENGTHEN] = SIM_WORD_NUMBER_LONGER, [CHANGE_VERSION] = SIM_WORD_VERSION_REPLACED,
};

/* Counts memory that is still held: a refused load must leave none. */
typedef struct held_memory {
    const ida_allocator *own;
    size_t used;
} held_memory;

static void *resize_counted(void *context, void *block, size_t old_size, size_t new_size)
{
    held_memory *held = context;
    void *resized = held->own->resize(held->own->context, block, old_size, new_size);
    if (resized != NULL || new_size == 0) {
        held->used += new_size - old_size;
    }
    return resized;
}

static uint64_t load_seal(const uint8_t *bytes)
{
    uint64_t seal = 0;
    for (unsigned i = 0; i < SEAL_SIZE; i++) {
        seal |= (uint64_t)bytes[i] << (8 * i);
    }
    return seal;
}

static void store_seal(uint8_t *bytes, uint64_t seal)
{
    for (unsigned i = 0; i < SEAL_SIZE; i++) {
        bytes[i] = (uint8_t)(seal >> (8 * i) & 0xFF);
    }
}

/*
 * A byte after the version, of size bytes: the smallest of four drawn, since counts are small and
 * the bytes of UUIDs, which hardly matter, are not.
 */
static size_t pick_number(sim_oracle *oracle, size_t size)
{
    size_t chosen = VERSION_AT + 1;
    assert(size > VERSION_AT + 1);
    uint64_t drawn = sim_dice(oracle);
    for (unsigned i = 0; i < 4; i++) {
        size_t at =
            VERSION_AT + 1 + (size_t)((drawn >> (16 * i) & 0xFFFF) % (size - VERSION_AT - 1));
        chosen = i == 0 || oracle->bytes[at] < oracle->bytes[chosen] ? at : chosen;
    }
    assert(chosen > VERSION_AT);
    assert(chosen < size);
    return chosen;
}

/* Changes size bytes, not including the seal; returns the new size. */
static size_t change_bytes(sim_oracle *oracle, size_t size, change kind)
{
    uint8_t *bytes = oracle->bytes;
    assert(kind < CHANGE_COUNT);
    assert(size > VERSION_AT + 1);
    assert(size < oracle->byte_capacity);
    uint64_t drawn = sim_dice(oracle);
    size_t at = VERSION_AT + 1 + (size_t)(drawn % (size - VERSION_AT - 1));
    uint8_t another = (uint8_t)(1 + (drawn >> 32) % 255);
    switch (kind) {
    case CHANGE_ADD:
        bytes[size] = (uint8_t)(another - 1);
        return size + 1;
    case CHANGE_REMOVE:
        return size - 1;
    case CHANGE_STEP:
        at = pick_number(oracle, size);
        bytes[at] = (uint8_t)(another % 2 == 0 ? bytes[at] + 1 : bytes[at] - 1);
        return size;
    case CHANGE_LENGTHEN:
        memmove(bytes + at + 1, bytes + at, size - at);
        bytes[at] |= 0x80;
        bytes[at + 1] = 0;
        return size + 1;
    case CHANGE_VERSION:
        bytes[VERSION_AT] ^= another;
        return size;
    case CHANGE_REPLACE:
    case CHANGE_COUNT:
        break;
    }
    bytes[at] ^= another;
    return size;
}

static void report(sim_oracle *oracle, sim_invariant invariant, unsigned node, change kind,
                   sim_value expected, sim_value got)
{
    sim_report(oracle, invariant,
               sim_site_about(sim_site_node(oracle, node, SIM_WORD_SNAPSHOT_LOAD),
                              sim_value_words(change_words[kind])),
               expected, got);
}

static bool is_well(const sim_subject *subject, const ida_document *document,
                    ida_session *const *sessions, size_t session_count)
{
    bool well = subject->document_verify(document);
    for (size_t i = 0; i < session_count; i++) {
        well = well && subject->session_verify(sessions[i]);
    }
    return well;
}

/* An accepted load: the state is consistent, and the bytes are the only ones for it. */
static void check_accepted(sim_oracle *oracle, unsigned node, change kind, size_t size,
                           const ida_snapshot *snapshot)
{
    uint64_t hash = sim_hash_bytes(oracle->bytes, size);
    size_t again;
    if (!is_well(oracle->world->subject, snapshot->document, snapshot->sessions,
                 snapshot->session_count)) {
        report(oracle, SIM_INVARIANT_REHYDRATION, node, kind,
               sim_value_words(SIM_WORD_REFUSAL_OR_SOUND), sim_value_words(SIM_WORD_UNSOUND));
    } else if (sim_save_bytes(oracle, node, snapshot->document, snapshot->sessions,
                              snapshot->session_count, snapshot->log_position, &again) &&
               (again != size || sim_hash_bytes(oracle->bytes, again) != hash)) {
        report(oracle, SIM_INVARIANT_REHYDRATION, node, kind,
               sim_value_words(SIM_WORD_REFUSAL_OR_SAME),
               sim_value_words(SIM_WORD_SAVED_OTHERWISE));
    }
}

static void discard(const sim_oracle *oracle, const ida_allocator *allocator,
                    const ida_snapshot *snapshot)
{
    const sim_subject *subject = oracle->world->subject;
    for (size_t i = 0; i < snapshot->session_count; i++) {
        subject->session_close(snapshot->sessions[i]);
    }
    subject->document_destroy(snapshot->document);
    (void)allocator->resize(allocator->context, snapshot->sessions,
                            snapshot->session_count * sizeof *snapshot->sessions, 0);
}

/* Changes the size bytes in oracle->bytes, seals them, and loads them. */
static void check_change(sim_oracle *oracle, unsigned node, change kind, size_t size)
{
    const sim_subject *subject = oracle->world->subject;
    held_memory held = {.own = &oracle->own};
    const ida_allocator allocator = {resize_counted, &held};
    size_t body = change_bytes(oracle, size - SEAL_SIZE, kind);
    assert(body + SEAL_SIZE <= oracle->byte_capacity);
    store_seal(oracle->bytes + body, sim_hash_bytes(oracle->bytes, body));
    size = body + SEAL_SIZE;
    ida_snapshot snapshot;
    ida_status status = subject->snapshot_load(&allocator, oracle->bytes, size, &snapshot);
    uint8_t version = oracle->bytes[VERSION_AT];
    bool is_unknown = kind == CHANGE_VERSION && version != UNSHARDED && version != SHARDED;
    ida_status refusal = is_unknown ? IDA_UNSUPPORTED_VERSION : IDA_MALFORMED;
    sim_count(oracle, SIM_INVARIANT_REHYDRATION);
    if (status == IDA_OK) {
        check_accepted(oracle, node, kind, size, &snapshot);
        discard(oracle, &allocator, &snapshot);
    } else if (status != refusal) {
        report(oracle, SIM_INVARIANT_REHYDRATION, node, kind, sim_value_status(refusal),
               sim_value_status(status));
    }
    if (held.used != 0) {
        report(oracle, SIM_INVARIANT_CONTRACT, node, kind, sim_value_words(SIM_WORD_NO_MEMORY_HELD),
               sim_value_words(SIM_WORD_SOME_MEMORY_HELD));
    }
}

void sim_check_resealed(sim_oracle *oracle, unsigned node, ida_session *const *sessions,
                        size_t session_count)
{
    const sim_node *at = &oracle->world->nodes[node];
    if (sim_oracle_over(oracle) ||
        !is_well(oracle->world->subject, at->document, sessions, session_count)) {
        /*
         * A state that already failed verification is not the load's fault: it is verified later.
         */
        return;
    }
    uint32_t tries = TRIES * sim_load_rounds(oracle);
    for (uint32_t i = 0; i < tries && !sim_oracle_over(oracle); i++) {
        size_t size;
        if (!sim_save_bytes(oracle, node, at->document, sessions, session_count, at->position,
                            &size) ||
            size < VERSION_AT + 2 + SEAL_SIZE || !sim_reserve_bytes(oracle, size + ROOM)) {
            return;
        }
        uint64_t seal = load_seal(oracle->bytes + (size - SEAL_SIZE));
        if (seal != sim_hash_bytes(oracle->bytes, size - SEAL_SIZE)) {
            /* Another allocator's format, which the oracle does not know. */
            return;
        }
        check_change(oracle, node, (change)(oracle->sealed_turn++ % CHANGE_COUNT), size);
    }
}
