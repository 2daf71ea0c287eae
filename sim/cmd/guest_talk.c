/* Sends requests to a guest, reads its answers, and notes what is wrong with them. */
#include "guest_talk.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "claims.h"
#include "guest_forms.h"
#include "output.h"
#include "pipe.h"

/* For its first line a guest has this long at least: it has to start. */
#define GREETING_MS 60000u
/* At most this many calls are collected into a line, and this many answers kept. */
#define COLLECTED_MAX 512u
#define KEPT_MAX      1024u

static struct {
    const char *command;
    uint64_t deadline_ms;
    sim_pipe pipe;
    pid_t owner; /* the process that started the guest */
    bool greeted;
    sim_guest_hello hello;
    uint64_t number; /* of the last line sent */
    sim_word trouble;
    char text[200];
    json_t *reply;     /* the last line that came */
    bool collects;     /* calls that read are put into: */
    json_t *collected; /* an array, NULL if there are none */
    sim_talk_count count;
} talk;

/* The calls that read, since something changed last, and their answers. */
static struct {
    sim_call_key keys[KEPT_MAX];
    json_t *answers[KEPT_MAX]; /* NULL: it is collected, and not asked yet */
    size_t count;
    size_t next; /* the one after that which was found last */
} kept;

void sim_talk_begin(const char *command, uint64_t deadline_ms)
{
    talk.command = command;
    talk.deadline_ms = deadline_ms;
}

sim_word sim_talk_trouble(void)
{
    return talk.trouble;
}

const char *sim_talk_trouble_text(void)
{
    return talk.text;
}

sim_talk_count sim_talk_counted(void)
{
    return talk.count;
}

static void set_trouble(sim_word trouble, const char *what)
{
    if (talk.trouble == SIM_WORD_NONE) {
        talk.trouble = trouble;
        (void)snprintf(talk.text, sizeof talk.text, "%s%s%s", sim_word_text(trouble),
                       what[0] == '\0' ? "" : ": ", what);
    }
}

void sim_talk_other_form(const char *what)
{
    set_trouble(SIM_WORD_GUEST_OTHER_FORM, what);
}

static void forget_kept(void)
{
    for (size_t i = 0; i < kept.count; i++) {
        json_decref(kept.answers[i]);
    }
    kept.count = 0;
    kept.next = 0;
    json_decref(talk.collected);
    talk.collected = NULL;
}

static void forget_all(void)
{
    forget_kept();
    json_decref(talk.reply);
    talk.reply = NULL;
    talk.greeted = false;
    talk.trouble = SIM_WORD_NONE;
    talk.text[0] = '\0';
}

void sim_talk_end(void)
{
    if (talk.owner == getpid()) {
        sim_pipe_stop(&talk.pipe);
    } else {
        sim_pipe_forget(&talk.pipe);
    }
    forget_all();
}

/* --- Lines. --- */

static void note_end(sim_pipe_end end)
{
    static const sim_word words[] = {
        [SIM_PIPE_OK] = SIM_WORD_NONE,
        [SIM_PIPE_ENDED] = SIM_WORD_GUEST_ENDED,
        [SIM_PIPE_SILENT] = SIM_WORD_GUEST_SILENT,
        [SIM_PIPE_LONG] = SIM_WORD_GUEST_LONG_LINE,
    };
    set_trouble(words[end], "");
}

static bool send_line(const json_t *line)
{
    size_t size = json_dumpb(line, NULL, 0, JSON_COMPACT);
    char *bytes = size == 0 ? NULL : malloc(size + 1);
    if (bytes == NULL) {
        set_trouble(SIM_WORD_GUEST_NOT_STARTED, "no memory for a request");
        return false;
    }
    (void)json_dumpb(line, bytes, size, JSON_COMPACT);
    bytes[size] = '\n';
    sim_pipe_end end = sim_pipe_write(&talk.pipe, bytes, size + 1, talk.deadline_ms);
    free(bytes);
    if (end != SIM_PIPE_OK) {
        note_end(end);
    }
    return end == SIM_PIPE_OK;
}

/* Reads a line of JSON into talk.reply. */
static bool read_line(void)
{
    const char *bytes;
    size_t size;
    json_error_t error;
    uint64_t deadline_ms = talk.deadline_ms;
    if (!talk.greeted && deadline_ms < GREETING_MS) {
        deadline_ms = GREETING_MS;
    }
    sim_pipe_end end = sim_pipe_read(&talk.pipe, &bytes, &size, deadline_ms);
    if (end != SIM_PIPE_OK) {
        note_end(end);
        return false;
    }
    json_decref(talk.reply);
    talk.reply = json_loadb(bytes, size, JSON_REJECT_DUPLICATES, &error);
    if (talk.reply == NULL) {
        bool is_text = json_error_code(&error) != json_error_invalid_utf8;
        set_trouble(is_text ? SIM_WORD_GUEST_NOT_JSON : SIM_WORD_GUEST_NOT_TEXT,
                    is_text ? error.text : "");
    }
    return talk.reply != NULL;
}

/* The answers of a reply to the last line, as many as were asked; NULL after noting what is wrong.
 */
static json_t *answers_of(size_t count)
{
    uint64_t number;
    json_t *answers = json_object_get(talk.reply, "answers");
    if (!sim_take_u64(talk.reply, "id", &number) || number != talk.number) {
        sim_talk_other_form("the \"id\" of a reply is not that of its request");
    } else if (!json_is_array(answers) || json_array_size(answers) != count) {
        sim_talk_other_form("\"answers\" is not a list with one answer for each call");
    } else {
        for (size_t i = 0; i < count; i++) {
            if (!json_is_object(json_array_get(answers, i))) {
                sim_talk_other_form("an answer is not an object");
                return NULL;
            }
        }
        return answers;
    }
    return NULL;
}

/* Sends the calls, and returns the answers, which belong to talk.reply; NULL: trouble. */
static json_t *exchange(json_t *calls)
{
    size_t count = json_array_size(calls);
    json_t *line = json_object();
    talk.number++;
    talk.count.lines++;
    talk.count.calls += count;
    sim_put_u64(line, "id", talk.number);
    (void)json_object_set_nocheck(line, "calls", calls);
    bool replied = send_line(line) && read_line();
    json_decref(line);
    return replied ? answers_of(count) : NULL;
}

static json_t *exchange_one(json_t *request)
{
    json_t *calls = json_array();
    (void)json_array_append_new(calls, request);
    json_t *answers = exchange(calls);
    json_decref(calls);
    return json_array_get(answers, 0);
}

/* --- Beginning. --- */

static bool read_names(const json_t *answer, sim_guest_hello *hello)
{
    size_t i;
    json_t *name;
    idsim_claim claim;
    sim_scheme scheme;
    const json_t *schemes = json_object_get(answer, "schemes");
    const json_t *claims = json_object_get(answer, "claims");
    hello->unclaimed = (UINT64_C(1) << IDSIM_CLAIM_COUNT) - 1;
    if (!json_is_array(schemes) || json_array_size(schemes) == 0 || !json_is_array(claims)) {
        sim_talk_other_form("hello has no lists \"schemes\" and \"claims\"");
        return false;
    }
    json_array_foreach(schemes, i, name)
    {
        if (!json_is_string(name) || !sim_scheme_find(json_string_value(name), &scheme)) {
            sim_talk_other_form("hello names a scheme that there is not");
            return false;
        }
        hello->has[scheme] = true;
    }
    json_array_foreach(claims, i, name)
    {
        if (!json_is_string(name) || !sim_claim_find(json_string_value(name), &claim)) {
            sim_talk_other_form("hello names a claim that there is not");
            return false;
        }
        hello->unclaimed &= ~(UINT64_C(1) << claim);
    }
    /* No call of the protocol is about them. */
    hello->unclaimed |= IDSIM_CLAIM(ARGUMENTS) | IDSIM_CLAIM(MEMORY) | IDSIM_CLAIM(TURNS);
    return true;
}

static bool read_layout(const json_t *answer, sim_guest_hello *hello)
{
    hello->has_layout = json_object_get(answer, "layout") != NULL;
    if (hello->has_layout && (!sim_take_layout(answer, "layout", &hello->layout) ||
                              ida_snowflake_layout_validate(&hello->layout) != IDA_OK)) {
        sim_talk_other_form("\"layout\" of hello is not a valid layout");
        return false;
    }
    if (hello->has[SIM_SCHEME_SNOWFLAKE] && !hello->has_layout &&
        !sim_claims(hello->unclaimed, IDSIM_CLAIM_ANY_LAYOUT)) {
        sim_talk_other_form("hello claims not any-layout, and has no \"layout\"");
        return false;
    }
    return true;
}

static bool read_profiles(const json_t *answer, sim_guest_hello *hello)
{
    const char *fault = NULL;
    hello->copies = true;
    (void)sim_take_truth(answer, "copies", &hello->copies);
    if (hello->has[SIM_SCHEME_TIMEORDERED] &&
        !sim_take_time_profiles(answer, "profiles", &hello->profiles, &fault)) {
        char text[120];
        (void)snprintf(text, sizeof text, "\"profiles\" of hello: %s",
                       fault == NULL ? "a member is missing, or of another type" : fault);
        sim_talk_other_form(text);
        return false;
    }
    return true;
}

static bool read_hello(const json_t *answer, sim_guest_hello *hello)
{
    uint64_t version;
    const char *name = json_string_value(json_object_get(answer, "name"));
    memset(hello, 0, sizeof *hello);
    if (!sim_take_u64(answer, "version", &version) || name == NULL) {
        sim_talk_other_form("hello has no \"version\" and \"name\"");
        return false;
    }
    if (version != SIM_GUEST_PROTOCOL) {
        set_trouble(SIM_WORD_GUEST_OTHER_VERSION, "");
        return false;
    }
    sim_format_safe(name, hello->name, sizeof hello->name);
    return read_names(answer, hello) && read_layout(answer, hello) && read_profiles(answer, hello);
}

static bool greet(void)
{
    json_t *request = sim_talk_request("hello");
    sim_put_u64(request, "version", SIM_GUEST_PROTOCOL);
    const json_t *answer = exchange_one(request);
    talk.greeted = answer != NULL && read_hello(answer, &talk.hello);
    return talk.greeted;
}

/* A guest that this process can talk to; false if it is in trouble. */
static bool is_ready(void)
{
    if (talk.pipe.pid != 0 && talk.owner != getpid()) {
        /* It is the parent's. */
        sim_talk_end();
    }
    if (talk.trouble != SIM_WORD_NONE) {
        return false;
    }
    if (talk.pipe.pid == 0) {
        talk.owner = getpid();
        if (!sim_pipe_start(&talk.pipe, talk.command)) {
            set_trouble(SIM_WORD_GUEST_NOT_STARTED, "");
            return false;
        }
    }
    return talk.greeted || greet();
}

bool sim_talk_hello(sim_guest_hello *hello)
{
    bool ready = is_ready();
    *hello = talk.hello;
    return ready;
}

void sim_talk_world(sim_scheme scheme, uint64_t seed)
{
    if (talk.trouble != SIM_WORD_NONE) {
        sim_talk_end();
    }
    json_t *request = sim_talk_request("world");
    (void)json_object_set_new(request, "scheme", json_string(sim_scheme_name(scheme)));
    sim_put_u64(request, "seed", seed);
    const json_t *answer = sim_talk_call(request, NULL);
    if (talk.trouble == SIM_WORD_NONE && sim_talk_status(answer) != IDA_OK) {
        sim_talk_other_form("the answer to world is not \"ok\"");
    }
}

/* --- Calls. --- */

json_t *sim_talk_request(const char *call)
{
    json_t *request = json_object();
    (void)json_object_set_new_nocheck(request, "call", json_string_nocheck(call));
    return request;
}

static bool is_same(const sim_call_key *a, const sim_call_key *b)
{
    return a->name == b->name && a->count == b->count &&
           memcmp(a->parts, b->parts, a->count * sizeof a->parts[0]) == 0;
}

/* Where a call is among those that are kept; their number if it is not. */
static size_t find_kept(const sim_call_key *key)
{
    for (size_t i = 0; i < kept.count; i++) {
        size_t at = (kept.next + i) % kept.count;
        if (is_same(&kept.keys[at], key)) {
            kept.next = at + 1;
            return at;
        }
    }
    return kept.count;
}

bool sim_talk_knows(const sim_call_key *key, const json_t **answer)
{
    size_t at = key->name == NULL ? kept.count : find_kept(key);
    *answer = at < kept.count ? kept.answers[at] : NULL;
    return at < kept.count && (*answer != NULL || talk.collects);
}

static void keep(const sim_call_key *key, json_t *answer)
{
    if (kept.count < KEPT_MAX) {
        kept.keys[kept.count] = *key;
        kept.answers[kept.count++] = json_incref(answer);
    }
}

const json_t *sim_talk_call(json_t *request, const sim_call_key *key)
{
    if (key == NULL) {
        forget_kept();
    } else if (talk.collects && key->name != NULL) {
        if (json_array_size(talk.collected) < COLLECTED_MAX && kept.count < KEPT_MAX) {
            (void)json_array_append(talk.collected, request);
            keep(key, NULL);
        }
        json_decref(request);
        return NULL;
    }
    if (!is_ready()) {
        json_decref(request);
        return NULL;
    }
    json_t *answer = exchange_one(request);
    if (key != NULL && key->name != NULL && answer != NULL) {
        keep(key, answer);
    }
    return answer;
}

/* Gives the collected calls their answers; without answers they are as if never collected. */
static void settle_collected(json_t *answers)
{
    size_t next = 0;
    size_t left = 0;
    for (size_t i = 0; i < kept.count; i++) {
        json_t *answer = kept.answers[i];
        if (answer == NULL) {
            answer = json_incref(json_array_get(answers, next++));
        }
        if (answer != NULL) {
            kept.keys[left] = kept.keys[i];
            kept.answers[left++] = answer;
        }
    }
    kept.count = left;
    kept.next = 0;
}

void sim_talk_collect(bool begins)
{
    talk.collects = begins;
    if (begins) {
        json_decref(talk.collected);
        talk.collected = json_array();
        return;
    }
    bool asks = json_array_size(talk.collected) > 0 && is_ready();
    settle_collected(asks ? exchange(talk.collected) : NULL);
}

ida_status sim_talk_status(const json_t *answer)
{
    ida_status status;
    if (answer == NULL) {
        return IDA_MALFORMED;
    }
    if (!sim_take_status(answer, "status", &status)) {
        const char *text = json_string_value(json_object_get(answer, "status"));
        char safe[60] = "an answer without a \"status\"";
        if (text != NULL) {
            (void)snprintf(safe, sizeof safe, "there is no status '%.30s'", text);
        }
        sim_talk_other_form(safe);
        return IDA_MALFORMED;
    }
    return status;
}
