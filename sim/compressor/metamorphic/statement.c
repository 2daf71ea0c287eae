/* Statements as values: the meanings of their numbers. */
#include <assert.h>

#include "witness_internal.h"

#include "wording.h"

_Static_assert(SIM_STATEMENT_NUMBERS == SIM_VALUE_NUMBERS, "a value holds what a statement does");

/* The meaning of each number. */
enum {
    N = SIM_FORM_NUMBER,
    I = SIM_FORM_SIGNED,
    H = SIM_FORM_HEX64,
    B = SIM_FORM_HEX32,
    S = SIM_FORM_STATUS,
    P = SIM_FORM_PLACE,
};

typedef struct statement_row {
    unsigned kind;
    unsigned count; /* 0: any count */
    unsigned code;  /* of the op; SIM_OP_NOP: any */
    sim_word word;
    uint8_t forms[SIM_STATEMENT_NUMBERS];
} statement_row;

/* The first matching row is used. */
static const statement_row rows[] = {
    {SIM_EVENT_NODE, 0, SIM_OP_NOP, SIM_WORD_STATED_NODE, {N, N, N, N}},
    {SIM_EVENT_OPENED, 0, SIM_OP_NOP, SIM_WORD_STATED_OPENED, {P, S, N, N}},
    {SIM_EVENT_GENERATED, 0, SIM_OP_UNIQUE, SIM_WORD_STATED_UNIQUE, {P, S, N, I, N, N}},
    {SIM_EVENT_GENERATED, 0, SIM_OP_NOP, SIM_WORD_STATED_GENERATED, {P, S, I, N, I, N}},
    {SIM_EVENT_TAKEN, 0, SIM_OP_NOP, SIM_WORD_STATED_TAKEN, {P, S, N, N, N, N}},
    {SIM_EVENT_SUBMITTED, 0, SIM_OP_NOP, SIM_WORD_STATED_SUBMITTED, {P, N, N, N}},
    {SIM_EVENT_SEQUENCED, 0, SIM_OP_NOP, SIM_WORD_STATED_SEQUENCED, {N, N, P, N, N}},
    {SIM_EVENT_REFUSED, 0, SIM_OP_NOP, SIM_WORD_STATED_IGNORED, {N, N, N}},
    {SIM_EVENT_APPLIED, 0, SIM_OP_NOP, SIM_WORD_STATED_APPLIED, {N, N, S, I}},
    {SIM_EVENT_NORMALIZED, 6, SIM_OP_NOP, SIM_WORD_STATED_MENTIONED, {P, I, B, I, N, N}},
    {SIM_EVENT_NORMALIZED, 5, SIM_OP_NOP, SIM_WORD_STATED_READ, {P, N, N, S, I}},
    {SIM_EVENT_SAVED, 0, SIM_OP_NOP, SIM_WORD_STATED_SAVED, {P, S, N, H}},
    {SIM_EVENT_LOADED, 0, SIM_OP_NOP, SIM_WORD_STATED_LOADED, {N, N, N, S, N}},
    {SIM_EXAM_DOCUMENT, 0, SIM_OP_NOP, SIM_WORD_STATED_DOCUMENT, {N, N, N, N, N, H}},
    {SIM_EXAM_CLUSTER, 0, SIM_OP_NOP, SIM_WORD_STATED_CLUSTER, {N, N, N, N, N, N}},
    {SIM_EXAM_FINAL, 0, SIM_OP_NOP, SIM_WORD_STATED_FINAL, {N, N, S, N, N, I}},
    {SIM_EXAM_SESSION, 0, SIM_OP_NOP, SIM_WORD_STATED_SESSION, {P, N, N, N, N}},
    {SIM_EXAM_ID, 0, SIM_OP_NOP, SIM_WORD_STATED_ID, {P, I, B, I, I, N}},
};

/* For statements without a row: a session's call, a ghost, a forgery, damage. */
static const statement_row other_row = {
    SIM_EVENT_OTHER, 0, SIM_OP_NOP, SIM_WORD_STATED_OTHER, {N, N, N, N, N, N}};

static const statement_row *row_of(const sim_statement *statement)
{
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const statement_row *row = &rows[i];
        if (row->kind == statement->kind && (row->count == 0 || row->count == statement->count) &&
            (row->code == SIM_OP_NOP || row->code == statement->code)) {
            return row;
        }
    }
    return &other_row;
}

sim_value sim_statement_value(const sim_statement *statement, const sim_statement *other)
{
    if (statement == NULL) {
        return sim_value_words(SIM_WORD_NOTHING_MORE);
    }
    assert(statement->count <= SIM_STATEMENT_NUMBERS);
    const statement_row *row = row_of(statement);
    sim_value value = sim_value_numbers(row->word, statement->count, statement->numbers);
    memcpy(value.forms, row->forms, sizeof value.forms);
    /* The first number says where; the others are told only if they differ. */
    bool alike =
        other != NULL && other->kind == statement->kind && other->count == statement->count;
    for (size_t i = 1; alike && i < statement->count; i++) {
        bool same = other->numbers[i] == statement->numbers[i];
        value.hidden = (uint8_t)(value.hidden | (same ? 1u << i : 0));
    }
    return value;
}
