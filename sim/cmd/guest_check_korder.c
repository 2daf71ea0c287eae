/* IDs of a guest that the README of uid tells, and a generator. */
#include "guest_check_korder.h"

#include <stddef.h>
#include <string.h>

#include "claims.h"
#include "guest_talk.h"

/* {1539,625275,432128}, sequence 1, of the node uid@127.0.0.1, with the drift 8. */
#define A_TIME_US UINT64_C(1539625275432128)
#define A_NODE    UINT32_C(0x03eb2732)
#define A_LOCAL   UINT64_C(0x0060398a7b698001)

static const ida_korder_config config = {.node = A_NODE, .drift = 8};
static const ida_korder_global a_global = {
    {0x00, 0x60, 0x39, 0x8a, 0x03, 0xeb, 0x27, 0x32, 0x7b, 0x69, 0x80, 0x01}};
static const char a_name[] = "uid@127.0.0.1";

static bool check_local(sim_dialogue *d, const idsim_korder *guest)
{
    ida_korder_local local = 0;
    uint8_t bytes[IDA_KORDER_LOCAL_SIZE];
    ida_status status = guest->make(A_TIME_US, 1, &local);
    if (!sim_step_status(d, status, IDA_OK, "korder_make") ||
        !sim_step(d, local == A_LOCAL, "the local ID of a time and a sequence",
                  "27084864703004673") ||
        !sim_step(d, guest->time_us(local) == A_TIME_US, "korder_time_us",
                  "the time that it was made of") ||
        !sim_step_number(d, guest->sequence(local), 1, "korder_sequence")) {
        return false;
    }
    guest->local_to_bytes(local, bytes);
    local = 0;
    status = guest->local_from_bytes(bytes, sizeof bytes, &local);
    return sim_step_number(d, bytes[1], 0x60, "korder_local_to_bytes: the highest byte is first") &&
           sim_step_status(d, status, IDA_OK, "korder_local_from_bytes") &&
           sim_step(d, local == A_LOCAL, "the ID comes back from its bytes", "the same ID") &&
           sim_step_status(d, guest->local_from_bytes(bytes, 7, &local), IDA_MALFORMED,
                           "korder_local_from_bytes refuses seven bytes");
}

static bool check_global(sim_dialogue *d, const idsim_korder *guest)
{
    ida_korder_local local = 0;
    uint32_t node = 0;
    ida_korder_global global = {{0}};
    char text[IDA_KORDER_GLOBAL_TEXT_SIZE];
    ida_status status = guest->to_global(&config, A_LOCAL, &global);
    if (!sim_step_status(d, status, IDA_OK, "korder_to_global") ||
        !sim_step(d, memcmp(&global, &a_global, sizeof global) == 0, "the bytes of a global ID",
                  "0060398a03eb27327b698001")) {
        return false;
    }
    status = guest->split(&a_global, config.drift, &local, &node);
    if (!sim_step_status(d, status, IDA_OK, "korder_split") ||
        !sim_step(d, local == A_LOCAL && node == A_NODE, "its parts",
                  "the local ID and the node that it was made of")) {
        return false;
    }
    guest->global_format(&a_global, IDA_KORDER_D64, text);
    status = guest->global_parse(text, strlen(text), IDA_KORDER_D64, config.drift, &global);
    return sim_step_number(d, (int64_t)strlen(text), IDA_KORDER_GLOBAL_TEXT_LENGTH,
                           "korder_global_format: 16 characters") &&
           sim_step_status(d, status, IDA_OK, "korder_global_parse") &&
           sim_step(d, memcmp(&global, &a_global, sizeof global) == 0,
                    "the ID comes back from its text", "the same ID") &&
           sim_step_number(d, guest->fingerprint(a_name, strlen(a_name), IDA_KORDER_PHASH), A_NODE,
                           "korder_fingerprint of uid@127.0.0.1");
}

static void check_generator(sim_dialogue *d, const idsim_korder *guest, ida_korder *generator)
{
    ida_korder_local local = 0;
    ida_status status = guest->next(generator, A_TIME_US, &local);
    if (!sim_step_status(d, status, IDA_OK, "korder_next") ||
        !sim_step(d, local == A_LOCAL - 1, "the first ID of a tick has the sequence 0",
                  "27084864703004672")) {
        return;
    }
    status = guest->next(generator, A_TIME_US, &local);
    if (!sim_step(d, status == IDA_OK && local == A_LOCAL, "the next one the sequence 1",
                  "27084864703004673")) {
        return;
    }
    ida_korder_lane lane = guest->lane_of(generator);
    status = guest->lane_next(&lane, A_TIME_US, &local);
    (void)sim_step(d, status == IDA_OK && local == A_LOCAL + 1,
                   "korder_lane_next: a lane goes on after that", "27084864703004674");
    if (sim_claims(guest->unclaimed, IDSIM_CLAIM_MARKS)) {
        status = guest->high_water(generator, &local);
        (void)sim_step(d, status == IDA_OK && local == A_LOCAL + 129,
                       "korder_high_water: the first ID after the lane's block of 128",
                       "27084864703004802");
    }
}

void sim_guest_check_korder(sim_dialogue *d, const idsim_korder *guest)
{
    const ida_korder_options options = {.mode = IDA_KORDER_STRICT, .lead_ticks = 100};
    ida_korder *generator = NULL;
    (void)fprintf(d->out, "k-order\n");
    sim_talk_world(SIM_SCHEME_KORDER, 1);
    if (!check_local(d, guest) || !check_global(d, guest)) {
        return;
    }
    ida_status status = guest->create(NULL, &config, &options, &generator);
    if (sim_step_status(d, status, IDA_OK, "korder_create")) {
        check_generator(d, guest, generator);
        guest->destroy(generator);
    }
}
