/* Talks to a guest step by step, and prints what is off. */
#include "guest_check.h"

#include <assert.h>
#include <inttypes.h>
#include <string.h>

#include "claims.h"
#include "compressor/subject.h"
#include "guest.h"
#include "guest_check_korder.h"
#include "guest_check_sequence.h"
#include "guest_client.h"
#include "guest_steps.h"
#include "guest_talk.h"
#include "output.h"
#include "snowflake/subject.h"
#include "summary.h"

/* --- The ID compressor. --- */

static const ida_uuid first_uuid = {UINT64_C(0x2A5A5A5A5A5A5A5), UINT64_C(0x1234500)};
static const ida_uuid second_uuid = {UINT64_C(0x1B4B4B4B4B4B4B4), UINT64_C(0x9876500)};

/* A session makes IDs, and its document learns of them. */
static bool check_ids(sim_dialogue *d, const idsim_compressor *guest, ida_document *document,
                      ida_session *session)
{
    ida_id id = 0;
    ida_id op_id = 0;
    ida_range range = {{0, 0}, 0, 0, 0};
    ida_status status = guest->session_generate(session, &id);
    if (!sim_step_status(d, status, IDA_OK, "session_generate") ||
        !sim_step_number(d, id, -1, "the first ID of a session is the local ID -1")) {
        return false;
    }
    status = guest->session_take(session, &range);
    if (!sim_step_status(d, status, IDA_OK, "session_take") ||
        !sim_step_number(d, (int64_t)range.count, 1, "the range has that ID") ||
        !sim_step_number(d, (int64_t)range.first_gen_count, 1,
                         "the range begins with gen count 1") ||
        !sim_step_number(d, range.requested_cluster_size, 10,
                         "the range requests the cluster size set") ||
        !sim_step_status(d, guest->document_finalize(document, &range), IDA_OK,
                         "document_finalize")) {
        return false;
    }
    status = guest->session_to_op_space(session, id, &op_id);
    return sim_step_status(d, status, IDA_OK, "session_to_op_space") &&
           sim_step_number(d, op_id, 0, "the first final ID of a document is 0");
}

/* What an ID stands for, and what is no ID. */
static bool check_looks(sim_dialogue *d, const idsim_compressor *guest,
                        const ida_document *document, ida_session *session)
{
    ida_id id = 0;
    ida_uuid uuid = {0, 0};
    ida_status status = guest->document_decompress(document, 0, &uuid);
    if (!sim_step_status(d, status, IDA_OK, "document_decompress") ||
        !sim_step(d, ida_uuid_compare(uuid, first_uuid) == 0, "an ID stands for its UUID",
                  "the UUID of the session")) {
        return false;
    }
    status = guest->session_recompress(session, first_uuid, &id);
    return sim_step_status(d, status, IDA_OK, "session_recompress") &&
           sim_step_number(d, id, -1, "the UUID gives the ID back, in session space") &&
           sim_step_status(d, guest->session_decompress(session, 1000, &uuid), IDA_UNKNOWN_ID,
                           "a final ID that there is not is refused") &&
           sim_step_status(d, guest->session_recompress(session, second_uuid, &id), IDA_UNKNOWN_ID,
                           "a UUID that there is not is refused");
}

/* Several calls in one line have an answer each. */
static bool check_batch(sim_dialogue *d, const idsim_compressor *guest, ida_session *session)
{
    ida_id ids[2] = {0, 0};
    ida_uuid uuid = {0, 0};
    const uint64_t lines = sim_talk_counted().lines;
    guest->collect(true);
    for (unsigned round = 0; round < 2; round++) {
        (void)guest->session_to_op_space(session, -1, &ids[0]);
        (void)guest->session_decompress(session, -1, &uuid);
        (void)guest->session_recompress(session, first_uuid, &ids[1]);
        if (round == 0) {
            guest->collect(false);
        }
    }
    assert(sim_talk_trouble() != SIM_WORD_NONE || sim_talk_counted().lines == lines + 1);
    (void)lines;
    bool right = ids[0] == 0 && ids[1] == -1 && ida_uuid_compare(uuid, first_uuid) == 0;
    return sim_step(d, right, "three calls in one line have their answers in order",
                    "the answers of the calls one by one");
}

static bool check_snapshot(sim_dialogue *d, const idsim_compressor *guest,
                           const ida_document *document, ida_session *session)
{
    static uint8_t bytes[1 << 19];
    const ida_allocator allocator = ida_allocator_standard();
    size_t size = 0;
    ida_uuid uuid = {0, 0};
    ida_snapshot loaded = {0};
    ida_session *const sessions[] = {session};
    ida_status status = guest->snapshot_save(document, sessions, 1, 7, bytes, sizeof bytes, &size);
    if (!sim_step_status(d, status, IDA_OK, "snapshot_save") ||
        !sim_step_status(d, guest->snapshot_load(&allocator, bytes, size, &loaded), IDA_OK,
                         "snapshot_load")) {
        return false;
    }
    status = guest->document_decompress(loaded.document, 0, &uuid);
    bool right =
        sim_step_number(d, (int64_t)loaded.log_position, 7, "the log position comes back") &&
        sim_step_number(d, (int64_t)loaded.session_count, 1, "its session comes back") &&
        sim_step_status(d, status, IDA_OK, "the loaded document knows its IDs");
    for (size_t i = 0; i < loaded.session_count; i++) {
        guest->session_close(loaded.sessions[i]);
    }
    guest->document_destroy(loaded.document);
    (void)allocator.resize(allocator.context, loaded.sessions,
                           loaded.session_count * sizeof(ida_session *), 0);
    return right;
}

static void check_compressor(sim_dialogue *d, const idsim_compressor *guest)
{
    ida_document *document = NULL;
    ida_session *session = NULL;
    (void)fprintf(d->out, "compressor\n");
    sim_talk_world(SIM_SCHEME_COMPRESSOR, 1);
    ida_status status = guest->document_create(NULL, &document);
    if (!sim_step_status(d, status, IDA_OK, "document_create")) {
        return;
    }
    status = guest->session_open(document, first_uuid, &session);
    bool well = sim_step_status(d, status, IDA_OK, "session_open") &&
                sim_step_status(d, guest->session_set_cluster_size(session, 10), IDA_OK,
                                "session_set_cluster_size");
    if (well && check_ids(d, guest, document, session) &&
        check_looks(d, guest, document, session) && check_batch(d, guest, session)) {
        (void)check_snapshot(d, guest, document, session);
    }
    guest->session_close(session);
    guest->document_destroy(document);
}

/* --- Snowflake. --- */

#define A_TIME_US INT64_C(1700000000000000)

static void check_snowflake(sim_dialogue *d, const idsim_snowflake *guest)
{
    uint64_t ids[2] = {0, 0};
    int64_t try_at_us = 0;
    ida_snowflake *generator = NULL;
    ida_snowflake_config config = {.layout = ida_snowflake_twitter(),
                                   .coordinator = 1,
                                   .lease_start_us = INT64_MIN,
                                   .lease_end_us = INT64_MAX,
                                   .high_water_us = INT64_MIN};
    (void)fprintf(d->out, "snowflake\n");
    if (guest->layout != NULL) {
        guest->layout(&config.layout);
    }
    sim_talk_world(SIM_SCHEME_SNOWFLAKE, 1);
    ida_status status = guest->create(NULL, &config, &generator);
    if (!sim_step_status(d, status, IDA_OK, "create")) {
        return;
    }
    status = guest->next(generator, A_TIME_US, &ids[0], &try_at_us);
    if (sim_step_status(d, status, IDA_OK, "next")) {
        int64_t later_us = A_TIME_US + 5 * (int64_t)config.layout.unit_us;
        status = guest->next(generator, later_us, &ids[1], &try_at_us);
        if (sim_step_status(d, status, IDA_OK, "next, five ticks later")) {
            (void)sim_step(d, ids[1] != ids[0], "the two IDs differ", "another ID");
        }
    }
    guest->destroy(generator);
}

/* --- From beginning to end. --- */

static void print_claims(FILE *out, const sim_guest_hello *hello)
{
    (void)fprintf(out, "%s, version %u of the protocol\n", hello->name, SIM_GUEST_PROTOCOL);
    for (unsigned i = 0; i < IDSIM_CLAIM_COUNT; i++) {
        idsim_claim claim = (idsim_claim)i;
        sim_scheme scheme;
        if (sim_scheme_find(sim_claim_scheme(claim), &scheme) && hello->has[scheme] &&
            !sim_claims(hello->unclaimed, claim)) {
            (void)fprintf(out, "  does not claim %-14s  %s\n", sim_claim_name(claim),
                          sim_claim_sentence(claim));
        }
    }
}

bool sim_guest_check(const char *command, FILE *out)
{
    sim_dialogue d = {.out = out};
    sim_guest_hello hello;
    sim_subjects subjects;
    const sim_guest_watch *watch;
    sim_talk_begin(command, SIM_GUEST_DEADLINE_MS);
    if (!sim_talk_hello(&hello)) {
        (void)sim_step(&d, false, "hello", "");
        sim_talk_end();
    } else {
        print_claims(out, &hello);
        sim_talk_end();
        if (sim_guest_client_open(command, SIM_GUEST_DEADLINE_MS, &subjects, &watch)) {
            if (hello.has[SIM_SCHEME_COMPRESSOR]) {
                check_compressor(&d, subjects.of[SIM_SCHEME_COMPRESSOR]);
            }
            if (hello.has[SIM_SCHEME_SEQUENCE]) {
                sim_guest_check_sequence(&d, subjects.of[SIM_SCHEME_SEQUENCE]);
            }
            if (hello.has[SIM_SCHEME_SNOWFLAKE]) {
                check_snowflake(&d, subjects.of[SIM_SCHEME_SNOWFLAKE]);
            }
            if (hello.has[SIM_SCHEME_KORDER]) {
                sim_guest_check_korder(&d, subjects.of[SIM_SCHEME_KORDER]);
            }
        }
        sim_talk_end();
    }
    sim_print_verdict(out, d.off == 0 && d.steps > 0 ? "PASS" : "FAIL",
                      d.off == 0 ? "it answers as it should" : "something is off");
    return d.off == 0 && d.steps > 0;
}
