/* Statements in words: what the numbers of each are called. */
#include "witness_internal.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* How a number is written. */
typedef enum number_form { PLAIN, SIGNED, STATUS, PLACE, HASH } number_form;

typedef struct number_name {
    const char *name;
    number_form form;
} number_name;

typedef struct statement_name {
    unsigned kind;
    unsigned count; /* 0: whatever there are */
    unsigned code;  /* of the op; SIM_OP_NOP: any */
    const char *name;
    number_name numbers[SIM_STATEMENT_NUMBERS];
} statement_name;

/* The first row that fits is taken. */
static const statement_name rows[] = {
    {SIM_EVENT_NODE,
     0,
     SIM_OP_NOP,
     "a node's state",
     {{"node", PLAIN}, {"state", PLAIN}, {"log position", PLAIN}, {"connection", PLAIN}}},
    {SIM_EVENT_OPENED,
     0,
     SIM_OP_NOP,
     "opened",
     {{"", PLACE}, {"", STATUS}, {"session", PLAIN}, {"offset", PLAIN}}},
    {SIM_EVENT_GENERATED,
     0,
     SIM_OP_UNIQUE,
     "generated",
     {{"", PLACE},
      {"", STATUS},
      {"final", PLAIN},
      {"final ID", SIGNED},
      {"session", PLAIN},
      {"offset", PLAIN}}},
    {SIM_EVENT_GENERATED,
     0,
     SIM_OP_NOP,
     "generated",
     {{"", PLACE},
      {"", STATUS},
      {"first ID", SIGNED},
      {"IDs", PLAIN},
      {"then first ID", SIGNED},
      {"then IDs", PLAIN}}},
    {SIM_EVENT_TAKEN,
     0,
     SIM_OP_NOP,
     "taken",
     {{"", PLACE},
      {"", STATUS},
      {"again", PLAIN},
      {"first gen count", PLAIN},
      {"IDs", PLAIN},
      {"cluster size", PLAIN}}},
    {SIM_EVENT_SUBMITTED,
     0,
     SIM_OP_NOP,
     "submitted",
     {{"", PLACE}, {"connection", PLAIN}, {"number", PLAIN}, {"kind", PLAIN}}},
    {SIM_EVENT_SEQUENCED,
     0,
     SIM_OP_NOP,
     "sequenced",
     {{"log position", PLAIN},
      {"kind", PLAIN},
      {"", PLACE},
      {"connection", PLAIN},
      {"number", PLAIN}}},
    {SIM_EVENT_REFUSED,
     0,
     SIM_OP_NOP,
     "ignored by the sequencer",
     {{"node", PLAIN}, {"connection", PLAIN}, {"number", PLAIN}}},
    {SIM_EVENT_APPLIED,
     0,
     SIM_OP_NOP,
     "applied",
     {{"node", PLAIN}, {"log position", PLAIN}, {"", STATUS}, {"first final ID", SIGNED}}},
    {SIM_EVENT_NORMALIZED,
     6,
     SIM_OP_NOP,
     "mentioned",
     {{"", PLACE},
      {"ID", SIGNED},
      {"statuses", HASH},
      {"op-space ID", SIGNED},
      {"session", PLAIN},
      {"offset", PLAIN}}},
    {SIM_EVENT_NORMALIZED,
     5,
     SIM_OP_NOP,
     "read",
     {{"", PLACE}, {"log position", PLAIN}, {"mention", PLAIN}, {"", STATUS}, {"ID", SIGNED}}},
    {SIM_EVENT_SAVED,
     0,
     SIM_OP_NOP,
     "saved",
     {{"", PLACE}, {"", STATUS}, {"bytes", PLAIN}, {"hash", HASH}}},
    {SIM_EVENT_LOADED,
     0,
     SIM_OP_NOP,
     "loaded",
     {{"node", PLAIN},
      {"of node", PLAIN},
      {"store", PLAIN},
      {"", STATUS},
      {"log position", PLAIN}}},
    {SIM_EXAM_DOCUMENT,
     0,
     SIM_OP_NOP,
     "a document at the end",
     {{"node", PLAIN},
      {"sessions", PLAIN},
      {"clusters", PLAIN},
      {"final IDs", PLAIN},
      {"bytes saved", PLAIN},
      {"hash", HASH}}},
    {SIM_EXAM_CLUSTER,
     0,
     SIM_OP_NOP,
     "a cluster at the end",
     {{"node", PLAIN},
      {"session", PLAIN},
      {"first final ID", PLAIN},
      {"first gen count", PLAIN},
      {"capacity", PLAIN},
      {"count", PLAIN}}},
    {SIM_EXAM_FINAL,
     0,
     SIM_OP_NOP,
     "a final ID at the end",
     {{"node", PLAIN},
      {"final ID", PLAIN},
      {"", STATUS},
      {"session", PLAIN},
      {"offset", PLAIN},
      {"recompressed", SIGNED}}},
    {SIM_EXAM_SESSION,
     0,
     SIM_OP_NOP,
     "a session at the end",
     {{"", PLACE},
      {"IDs", PLAIN},
      {"next range's start", PLAIN},
      {"cluster size", PLAIN},
      {"stale", PLAIN}}},
    {SIM_EXAM_ID,
     0,
     SIM_OP_NOP,
     "a local ID at the end",
     {{"", PLACE},
      {"local ID", SIGNED},
      {"statuses", HASH},
      {"op-space ID", SIGNED},
      {"session-space ID", SIGNED},
      {"offset", PLAIN}}},
};

/* For what no row names: a session's call, a ghost, a forgery, damage. */
static const statement_name other_row = {SIM_EVENT_OTHER,
                                         0,
                                         SIM_OP_NOP,
                                         "done",
                                         {{"1st number", PLAIN},
                                          {"2nd number", PLAIN},
                                          {"3rd number", PLAIN},
                                          {"4th number", PLAIN},
                                          {"5th number", PLAIN},
                                          {"6th number", PLAIN}}};

static const statement_name *row_of(const sim_statement *statement)
{
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const statement_name *row = &rows[i];
        if (row->kind == statement->kind && (row->count == 0 || row->count == statement->count) &&
            (row->code == SIM_OP_NOP || row->code == statement->code)) {
            return row;
        }
    }
    return &other_row;
}

static void number_text(const number_name *name, uint64_t number, char *text, size_t size)
{
    switch (name->form) {
    case PLAIN:
        (void)snprintf(text, size, "%s %" PRIu64, name->name, number);
        break;
    case SIGNED:
        (void)snprintf(text, size, "%s %" PRId64, name->name, (int64_t)number);
        break;
    case STATUS:
        (void)snprintf(text, size, "%s", ida_status_name((ida_status)number));
        break;
    case PLACE:
        (void)snprintf(text, size, "node %u slot %u", (unsigned)(number >> 8 & 0xFF),
                       (unsigned)(number & 0xFF));
        break;
    case HASH:
        (void)snprintf(text, size, "%s %" PRIx64, name->name, number);
        break;
    }
}

void sim_statement_text(const sim_statement *statement, const sim_statement *other, char *text,
                        size_t size)
{
    if (statement == NULL) {
        (void)snprintf(text, size, "nothing more");
        return;
    }
    const statement_name *row = row_of(statement);
    bool alike =
        other != NULL && other->kind == statement->kind && other->count == statement->count;
    (void)snprintf(text, size, "%s", row->name);
    for (size_t i = 0; i < statement->count; i++) {
        /* The first number says where; of the others, those that are not the same. */
        if (alike && i > 0 && other->numbers[i] == statement->numbers[i]) {
            continue;
        }
        size_t used = strlen(text);
        if (used + 2 >= size) {
            return;
        }
        (void)snprintf(text + used, size - used, ", ");
        number_text(&row->numbers[i], statement->numbers[i], text + used + 2, size - used - 2);
    }
}
