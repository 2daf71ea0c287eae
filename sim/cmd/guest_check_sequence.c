/* A master and a coordinator of a guest: a chunk is requested, granted, stored and drawn from. */
#include "guest_check_sequence.h"

#include <stddef.h>

#include "claims.h"
#include "guest_talk.h"

#define SEQUENCE    7u
#define COORDINATOR 3u

static const ida_master_config config = {.sequence = SEQUENCE,
                                         .first_start = 1000,
                                         .last_id = 1000000,
                                         .range_size = 10,
                                         .member_max = 4};

/* A coordinator stores that it starts. Its request comes back from its bytes. */
static bool check_start(sim_dialogue *d, const idsim_sequence *guest, ida_coordinator *coordinator,
                        ida_chunk_request *request)
{
    uint8_t bytes[IDA_CHUNK_REQUEST_ENCODED_SIZE];
    ida_coordinator_record record = {0, 0, 0, 0};
    ida_chunk_request made = {0, 0, 0, 0, 0};
    bool pending = guest->coordinator_pending(coordinator, &record);
    if (!sim_step(d, pending, "coordinator_pending: its start must be stored", "a record") ||
        !sim_step_number(d, (int64_t)record.incarnation, 1, "it is the first incarnation") ||
        !sim_step_status(d, guest->coordinator_confirm(coordinator, &record), IDA_OK,
                         "coordinator_confirm") ||
        !sim_step(d, guest->coordinator_request(coordinator, &made),
                  "coordinator_request: a chunk is needed", "a request")) {
        return false;
    }
    guest->request_encode(&made, bytes);
    return sim_step_number(d, bytes[0], 1, "request_encode: a request has the kind 1") &&
           sim_step_status(d, guest->request_decode(bytes, sizeof bytes, request), IDA_OK,
                           "request_decode") &&
           sim_step_number(d, (int64_t)request->coordinator, COORDINATOR,
                           "the request comes back from its bytes");
}

/* A master cuts a range, which is stored before a chunk of it is granted. */
static bool check_grant(sim_dialogue *d, const idsim_sequence *guest, ida_master *master,
                        const ida_chunk_request *request, ida_chunk_reply *reply)
{
    ida_master_write write = {{0, 0, 0, 0}, {0, 0, 0, 0}};
    return sim_step_status(d, guest->master_grant(master, request, reply), IDA_UNKNOWN_COORDINATOR,
                           "master_grant refuses who has not joined") &&
           sim_step_status(d, guest->master_join(master, COORDINATOR), IDA_OK, "master_join") &&
           sim_step_number(d, (int64_t)guest->master_member_count(master), 1,
                           "master_member_count") &&
           sim_step_status(d, guest->master_grant(master, request, reply), IDA_NOT_PERSISTED,
                           "master_grant: a range must be stored first") &&
           sim_step(d, guest->master_pending(master, &write), "master_pending", "a write") &&
           sim_step_number(d, (int64_t)write.record.next_start, 1010,
                           "the next range starts where this one ends") &&
           sim_step(d, guest->write_applies(NULL, &write), "write_applies where nothing is stored",
                    "that it does") &&
           sim_step_status(d, guest->master_confirm(master, &write.record), IDA_OK,
                           "master_confirm") &&
           sim_step_status(d, guest->master_grant(master, request, reply), IDA_OK,
                           "master_grant after that") &&
           sim_step_number(d, (int64_t)reply->chunk.starting, 1000,
                           "the chunk begins after first_start");
}

static bool check_draw(sim_dialogue *d, const idsim_sequence *guest, ida_coordinator *coordinator,
                       const ida_chunk_reply *reply)
{
    uint64_t id = 0;
    ida_coordinator_record record = {0, 0, 0, 0};
    return sim_step_status(d, guest->coordinator_next(coordinator, &id), IDA_TRY_LATER,
                           "coordinator_next without a chunk") &&
           sim_step_status(d, guest->coordinator_install(coordinator, reply), IDA_OK,
                           "coordinator_install") &&
           sim_step_status(d, guest->coordinator_next(coordinator, &id), IDA_NOT_PERSISTED,
                           "coordinator_next: the chunk must be stored first") &&
           sim_step(d, guest->coordinator_pending(coordinator, &record), "coordinator_pending",
                    "a record") &&
           sim_step_status(d, guest->coordinator_confirm(coordinator, &record), IDA_OK,
                           "coordinator_confirm") &&
           sim_step_number(d, (int64_t)guest->coordinator_left(coordinator), 10,
                           "coordinator_left") &&
           sim_step_status(d, guest->coordinator_next(coordinator, &id), IDA_OK,
                           "coordinator_next") &&
           sim_step_number(d, (int64_t)id, 1001, "the first ID is one above first_start");
}

static void check_return(sim_dialogue *d, const idsim_sequence *guest, ida_master *master,
                         ida_coordinator *coordinator)
{
    ida_chunk_return rest = {.drawn = 0};
    if (sim_step(d, guest->coordinator_stop(coordinator, &rest), "coordinator_stop", "a rest") &&
        sim_step_number(d, (int64_t)rest.drawn, 1, "one ID of the chunk was drawn")) {
        (void)sim_step_status(d, guest->master_take_back(master, &rest), IDA_OK,
                              "master_take_back");
    }
}

void sim_guest_check_sequence(sim_dialogue *d, const idsim_sequence *guest)
{
    const ida_coordinator_record last = {SEQUENCE, COORDINATOR, 0, 0};
    ida_coordinator *coordinator = NULL;
    ida_master *master = NULL;
    ida_chunk_request request = {0, 0, 0, 0, 0};
    ida_chunk_reply reply = {.number = 0};
    (void)fprintf(d->out, "sequence\n");
    sim_talk_world(SIM_SCHEME_SEQUENCE, 1);
    ida_status status = guest->coordinator_create(NULL, &last, 50, &coordinator);
    if (!sim_step_status(d, status, IDA_OK, "coordinator_create")) {
        return;
    }
    status = guest->master_create(NULL, &config, 1, NULL, &master);
    if (sim_step_status(d, status, IDA_OK, "master_create") &&
        check_start(d, guest, coordinator, &request) &&
        check_grant(d, guest, master, &request, &reply) &&
        check_draw(d, guest, coordinator, &reply) &&
        sim_claims(guest->unclaimed, IDSIM_CLAIM_RETURNS)) {
        check_return(d, guest, master, coordinator);
    }
    guest->coordinator_destroy(coordinator);
    guest->master_destroy(master);
}
