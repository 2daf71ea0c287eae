#include "ctest_expect.h"

#include <stdlib.h>
#include <string.h>

/* The words before the number that a call answers. */
static const char *number_label(sim_recorded_call call)
{
    switch (call) {
    case SIM_RECORDED_DOCUMENT_FINAL_LIMIT:
        return "final limit ";
    case SIM_RECORDED_DOCUMENT_CLUSTER_COUNT:
        return "clusters: ";
    case SIM_RECORDED_DOCUMENT_SESSION_COUNT:
        return "sessions: ";
    case SIM_RECORDED_SESSION_GENERATED:
        return "IDs generated: ";
    case SIM_RECORDED_SESSION_NEXT_RANGE_START:
        return "gen count ";
    case SIM_RECORDED_SESSION_CLUSTER_SIZE:
        return "cluster size ";
    case SIM_RECORDED_DOCUMENT_FINALIZED:
        return "";
    default:
        return NULL;
    }
}

/* The words for 0 and 1 that a call answers. */
static const char *const *truth_words(sim_recorded_call call)
{
    static const char *const truths[] = {"false", "true"};
    static const char *const stale[] = {"not stale", "stale"};
    switch (call) {
    case SIM_RECORDED_DOCUMENT_VERIFY:
    case SIM_RECORDED_SESSION_VERIFY:
        return truths;
    case SIM_RECORDED_SESSION_IS_STALE:
        return stale;
    default:
        return NULL;
    }
}

/* --- Reading. --- */

static bool read_status(const char *text, ida_status *status)
{
    static const ida_status all[] = {
#define STATUS_VALUE(constant, value, name, sentence) constant,
        IDA_STATUS_TABLE(STATUS_VALUE)
#undef STATUS_VALUE
    };
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++) {
        if (strcmp(ida_status_name(all[i]), text) == 0) {
            *status = all[i];
            return true;
        }
    }
    return false;
}

static bool read_id(const char *text, ida_id *id)
{
    char *rest = NULL;
    *id = strtoll(text, &rest, 10);
    return rest != text && *rest == '\0';
}

static bool read_number(const char *text, const char *label, uint64_t *number)
{
    char *rest = NULL;
    size_t length = strlen(label);
    if (strncmp(text, label, length) != 0 || text[length] < '0' || text[length] > '9') {
        return false;
    }
    *number = strtoull(text + length, &rest, 10);
    return *rest == '\0';
}

static bool read_uuid(const char *text, ida_uuid *uuid)
{
    return strlen(text) == IDA_UUID_TEXT_SIZE - 1 &&
           ida_uuid_parse(text, IDA_UUID_TEXT_SIZE - 1, uuid) == IDA_OK;
}

/* --- Reading what has several parts: each step goes on where the one before ended. --- */

static bool skip(const char **at, const char *words)
{
    size_t length = strlen(words);
    bool there = strncmp(*at, words, length) == 0;
    *at += there ? length : 0;
    return there;
}

/* A noun may be singular or plural. */
static bool skip_noun(const char **at, const char *noun)
{
    bool there = skip(at, noun);
    (void)skip(at, "s");
    return there;
}

static bool take_number(const char **at, uint64_t *number)
{
    char *rest = NULL;
    if (**at < '0' || **at > '9') {
        return false;
    }
    *number = strtoull(*at, &rest, 10);
    *at = rest;
    return true;
}

static bool take_id(const char **at, ida_id *id)
{
    char *rest = NULL;
    *id = strtoll(*at, &rest, 10);
    bool taken = rest != *at;
    *at = rest;
    return taken;
}

static bool take_uuid(const char **at, ida_uuid *uuid)
{
    bool taken = strlen(*at) >= IDA_UUID_TEXT_LENGTH &&
                 ida_uuid_parse(*at, IDA_UUID_TEXT_LENGTH, uuid) == IDA_OK;
    *at += taken ? IDA_UUID_TEXT_LENGTH : 0;
    return taken;
}

/* "2 eager finals from 7, 3 local IDs from -10" */
static bool read_runs(const char *text, ida_run runs[2], size_t *count)
{
    const char *at = text;
    *count = 0;
    if (strcmp(text, "no IDs") == 0) {
        return true;
    }
    do {
        ida_run *run = &runs[*count];
        bool read = take_number(&at, &run->count) &&
                    (skip_noun(&at, " eager final") || skip_noun(&at, " local ID")) &&
                    skip(&at, " from ") && take_id(&at, &run->first);
        if (!read) {
            return false;
        }
        (*count)++;
    } while (*count < 2 && skip(&at, ", "));
    return *at == '\0';
}

/* "3 IDs from gen count 3 of UUID, cluster size 2" */
static bool read_range(const char *text, ida_range *range)
{
    const char *at = text;
    uint64_t size = 0;
    *range = (ida_range){.count = 0};
    if (strcmp(text, "no IDs") == 0) {
        return true;
    }
    bool read = take_number(&at, &range->count) && skip_noun(&at, " ID") &&
                skip(&at, " from gen count ") && take_number(&at, &range->first_gen_count) &&
                skip(&at, " of ") && take_uuid(&at, &range->session) &&
                skip(&at, ", cluster size ") && take_number(&at, &size) && size <= UINT32_MAX;
    range->requested_cluster_size = (uint32_t)size;
    return read && *at == '\0';
}

/* "final 4 on: 1 of 5 IDs of UUID from gen count 1" */
static bool read_cluster(const char *text, ida_cluster *cluster)
{
    const char *at = text;
    *cluster = (ida_cluster){.capacity = 0};
    return skip(&at, "final ") && take_id(&at, &cluster->base_final) && skip(&at, " on: ") &&
           take_number(&at, &cluster->count) && skip(&at, " of ") &&
           take_number(&at, &cluster->capacity) && skip_noun(&at, " ID") && skip(&at, " of ") &&
           take_uuid(&at, &cluster->session) && skip(&at, " from gen count ") &&
           take_number(&at, &cluster->base_gen_count) && *at == '\0';
}

/* "the 37 bytes that were saved, hash 0123456789abcdef", and without the first words */
static bool read_bytes(const char *text, uint64_t *size)
{
    char *rest = NULL;
    text += strncmp(text, "the ", 4) == 0 ? 4 : 0;
    *size = *text >= '0' && *text <= '9' ? strtoull(text, &rest, 10) : 0;
    return rest != NULL && strncmp(rest, " bytes", 6) == 0 && strstr(rest, ", hash ") != NULL;
}

static bool read_unique(const char *text, sim_expect *expect)
{
    expect->kind = SIM_EXPECT_UNIQUE;
    expect->is_final = strncmp(text, "final ", 6) == 0;
    if (expect->is_final) {
        return read_id(text + 6, &expect->id);
    }
    return strncmp(text, "stable ", 7) == 0 && read_uuid(text + 7, &expect->uuid);
}

/* The answer of a call that succeeded. */
static bool read_answer(const sim_recorded *call, const char *text, sim_expect *expect)
{
    switch (call->call) {
    case SIM_RECORDED_DOCUMENT_DECOMPRESS:
    case SIM_RECORDED_SESSION_DECOMPRESS:
        expect->kind = SIM_EXPECT_UUID;
        return read_uuid(text, &expect->uuid);
    case SIM_RECORDED_DOCUMENT_GHOST:
    case SIM_RECORDED_DOCUMENT_RECOMPRESS:
    case SIM_RECORDED_SESSION_RECOMPRESS:
    case SIM_RECORDED_SESSION_TRY_RECOMPRESS:
    case SIM_RECORDED_SESSION_TO_OP_SPACE:
    case SIM_RECORDED_SESSION_TO_SESSION_SPACE:
    case SIM_RECORDED_SESSION_WITHOUT_ORIGIN:
        expect->kind = SIM_EXPECT_ID;
        return read_id(text, &expect->id);
    case SIM_RECORDED_SESSION_GENERATE:
    case SIM_RECORDED_SESSION_GENERATE_MANY:
        expect->kind = SIM_EXPECT_RUNS;
        return read_runs(text, expect->runs, &expect->run_count);
    case SIM_RECORDED_SESSION_GENERATE_UNIQUE:
        return read_unique(text, expect);
    case SIM_RECORDED_SESSION_TAKE:
    case SIM_RECORDED_SESSION_RETAKE:
        expect->kind = SIM_EXPECT_RANGE;
        return read_range(text, &expect->range);
    default:
        return false;
    }
}

/* Calls that answer with a number, with yes or no, or with a cluster. */
static bool read_value(const sim_recorded *call, const char *text, sim_expect *expect)
{
    const char *label = number_label(call->call);
    const char *const *words = truth_words(call->call);
    if (call->call == SIM_RECORDED_DOCUMENT_CLUSTER) {
        expect->kind = SIM_EXPECT_CLUSTER;
        return read_cluster(text, &expect->cluster);
    }
    expect->kind = SIM_EXPECT_NUMBER;
    if (label != NULL) {
        return read_number(text, label, &expect->number);
    }
    for (uint64_t i = 0; words != NULL && i < 2; i++) {
        if (strcmp(words[i], text) == 0) {
            expect->number = i;
            return true;
        }
    }
    return false;
}

static bool answers_value(sim_recorded_call call)
{
    return number_label(call) != NULL || truth_words(call) != NULL ||
           call == SIM_RECORDED_DOCUMENT_CLUSTER;
}

static bool answers_nothing(sim_recorded_call call)
{
    return call == SIM_RECORDED_DOCUMENT_DESTROY || call == SIM_RECORDED_SESSION_CLOSE;
}

bool sim_expect_read(const sim_recorded *call, const char *expected, sim_expect *expect)
{
    *expect = (sim_expect){.kind = SIM_EXPECT_STATUS};
    if (answers_nothing(call->call)) {
        return false;
    }
    if (answers_value(call->call)) {
        return read_value(call, expected, expect);
    }
    if (call->call == SIM_RECORDED_SNAPSHOT_SAVE && read_bytes(expected, &expect->number)) {
        expect->kind = SIM_EXPECT_SAME_BYTES;
        return true;
    }
    if (read_status(expected, &expect->status)) {
        return true;
    }
    if (strncmp(expected, "a refusal", 9) == 0) {
        expect->kind = SIM_EXPECT_REFUSAL;
        return true;
    }
    return read_answer(call, expected, expect);
}

/* --- Which call it was. --- */

static bool same_runs(const sim_recorded *call, const sim_expect *read)
{
    return call->run_count == read->run_count &&
           memcmp(call->runs, read->runs, call->run_count * sizeof *call->runs) == 0;
}

static bool same_range(const ida_range *a, const ida_range *b)
{
    return a->count == b->count &&
           (a->count == 0 || (a->first_gen_count == b->first_gen_count &&
                              ida_uuid_compare(a->session, b->session) == 0 &&
                              a->requested_cluster_size == b->requested_cluster_size));
}

static bool same_answer(const sim_recorded *call, const sim_expect *read)
{
    bool well = call->status == IDA_OK;
    switch (read->kind) {
    case SIM_EXPECT_STATUS:
        return call->status == read->status;
    case SIM_EXPECT_ID:
        return well && call->answer_id == read->id;
    case SIM_EXPECT_UUID:
        return well && ida_uuid_compare(call->answer_uuid, read->uuid) == 0;
    case SIM_EXPECT_UNIQUE:
        return well && call->is_final == read->is_final &&
               (read->is_final ? call->answer_id == read->id
                               : ida_uuid_compare(call->answer_uuid, read->uuid) == 0);
    case SIM_EXPECT_RUNS:
        return well && same_runs(call, read);
    case SIM_EXPECT_RANGE:
        return well && same_range(&call->range, &read->range);
    case SIM_EXPECT_NUMBER:
        return call->number == read->number;
    case SIM_EXPECT_CLUSTER:
        return call->number == 1 && call->cluster.base_final == read->cluster.base_final &&
               call->cluster.capacity == read->cluster.capacity &&
               call->cluster.count == read->cluster.count;
    case SIM_EXPECT_SAME_BYTES:
        return well && call->size == read->number;
    case SIM_EXPECT_REFUSAL:
    case SIM_EXPECT_NOTHING:
        break;
    }
    return false;
}

/* Many calls answer with one status: that it is this one, the oracle's words say. */
static bool is_named(sim_recorded_call call, const char *where)
{
    const char *name = sim_recorded_name(call);
    switch (call) {
    case SIM_RECORDED_DOCUMENT_FINALIZE:
        return strstr(where, "applied log entry") != NULL && strstr(where, "a ghost of") == NULL;
    case SIM_RECORDED_DOCUMENT_GHOST:
        return strstr(where, "a ghost of") != NULL;
    case SIM_RECORDED_SESSION_OPEN:
        return strstr(where, ": open of ") != NULL;
    case SIM_RECORDED_SNAPSHOT_LOAD:
        return strstr(where, "load") != NULL || strstr(where, "joined from") != NULL;
    case SIM_RECORDED_SESSION_GENERATE_MANY:
        return strstr(where, ": generate") != NULL;
    default:
        break;
    }
    const char *session = "session_";
    bool of_session = strncmp(name, session, strlen(session)) == 0;
    return strstr(where, of_session ? name + strlen(session) : name) != NULL;
}

bool sim_expect_was_got(const sim_recorded *call, const sim_failure *failure)
{
    sim_expect read;
    bool refusal = strncmp(failure->expected, "a refusal", 9) == 0;
    /* Only bytes that were never saved are to be refused. */
    if (call->call == SIM_RECORDED_SNAPSHOT_LOAD && call->unsaved != refusal) {
        return false;
    }
    return call->returned && sim_expect_read(call, failure->got, &read) &&
           same_answer(call, &read) &&
           (read.kind != SIM_EXPECT_STATUS || is_named(call->call, failure->where));
}
