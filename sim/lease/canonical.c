/*
 * Describes a lease world for explore/canon.h: everything that can affect the future.
 *
 *   clocks      both of each process, and true time: times are absolute
 *   storage     the records, with the incarnations that wrote them
 *   registry    its authority, what it would save, what it would send, the readings it accepted
 *   holder      the struct, and its generator: what it was made for and its mark
 *   messages    all in flight
 *   oracle      its model: every lease that was sent, and every ID. IDs are written as one chain in
 *               the order of the map, so worlds that made them in another order may count as
 *               different: that costs time and hides nothing
 */
#define XXH_INLINE_ALL
#include <xxhash.h>

#include "describing.h"
#include "lease.h"
#include "lease/oracle/oracle_internal.h"
#include "observed.h"

typedef struct writer {
    sim_writing *out;
    const sim_lease_world *world;
    const sim_lease_oracle *oracle;
} writer;

static void put(const writer *w, uint64_t number)
{
    sim_write_number(w->out, number);
}

static void put_bytes(const writer *w, const uint8_t *bytes, size_t size)
{
    put(w, size);
    put(w, XXH3_64bits(bytes, size));
}

static void put_lease(const writer *w, const ida_lease *lease)
{
    uint8_t bytes[IDA_LEASE_ENCODED_SIZE];
    w->world->subject->encode(lease, bytes);
    put_bytes(w, bytes, sizeof bytes);
}

static void put_office(const writer *w, unsigned node)
{
    const sim_lease_office *office = &w->world->offices[node];
    const sim_lease_office_model *model = &w->oracle->offices[node];
    uint8_t bytes[IDA_LEASE_RECORD_SIZE(SIM_LEASE_COUNT_MAX)];
    size_t size = 0;
    uint64_t revision = 0;
    put(w, office->registry != NULL);
    if (office->registry == NULL) {
        return;
    }
    (void)w->world->subject->save(office->registry, bytes, sizeof bytes, &size, &revision);
    put_bytes(w, bytes, size);
    put(w, office->incarnation);
    put(w, (uint64_t)office->authority.begin_us);
    put(w, (uint64_t)office->authority.end_us);
    put(w, (uint64_t)model->last.wall_us);
    put(w, model->last.mono_us);
    put(w, (uint64_t)model->highest_us);
    for (uint32_t i = 0; i < w->world->setting.numbers; i++) {
        ida_lease lease = {.number = 0};
        put(w, (uint64_t)w->world->subject->reply(office->registry, i, &lease));
        put_lease(w, &lease);
        put(w, office->unsent[i]);
        put(w, office->to[i]);
        put(w, model->said[i].holder);
        put(w, (uint64_t)model->said[i].to_us);
        put(w, model->stored[i].holder);
        put(w, (uint64_t)model->stored[i].to_us);
        put(w, model->changed[i]);
    }
}

static void put_tenant(const writer *w, unsigned node)
{
    const sim_lease_tenant *t = &w->world->tenants[node];
    const sim_lease_tenant_model *model = &w->oracle->tenants[node];
    const ida_lease_holder *holder = &t->holder;
    put(w, t->up);
    if (!t->up) {
        return;
    }
    put(w, holder->id.low);
    put(w, (uint64_t)holder->last.wall_us);
    put(w, holder->last.monotonic_us);
    put(w, holder->request);
    put(w, holder->is_asking);
    put(w, holder->is_asking ? holder->first_request : 0);
    put(w, holder->is_asking ? holder->asked_us : 0);
    put(w, holder->dropped_term);
    put(w, holder->dropped_number);
    put(w, holder->has_lease);
    put(w, t->generator != NULL);
    put_lease(w, &t->made_for);
    put(w, (uint64_t)t->mark_us);
    if (holder->has_lease) {
        put_lease(w, &holder->lease);
        put(w, holder->lasts_to_us);
        put(w, model->lasts_to_us);
    }
    if (t->generator != NULL) {
        put(w, (uint64_t)w->world->subject->high_water(t->generator));
    }
}

static void put_messages(const writer *w)
{
    put(w, w->world->message_count);
    for (uint32_t i = 0; i < w->world->message_count; i++) {
        const sim_lease_message *message = &w->world->messages[i];
        put(w, message->what);
        put(w, message->from);
        put(w, message->to);
        put(w, message->is_copy);
        put(w, message->holder.low);
        put(w, message->request);
        put(w, (uint64_t)message->mark_us);
        put_bytes(w, message->bytes, sizeof message->bytes);
    }
}

static void put_model(const writer *w)
{
    const sim_lease_oracle *oracle = w->oracle;
    uint64_t ids = 0;
    for (size_t i = 0; i < oracle->row_count; i++) {
        const sim_lease_row *row = &oracle->rows[i];
        put(w, row->number);
        put(w, row->term);
        put(w, row->holder);
        put(w, (uint64_t)row->start_us);
        put(w, (uint64_t)row->end_us);
        put(w, (uint64_t)row->mark_us);
        put(w, row->touched);
        put(w, row->ended);
        put(w, row->used_at);
    }
    for (size_t i = 0; i < oracle->ids.size; i++) {
        const uint64_t numbers[] = {oracle->ids.places[i].low, oracle->ids.places[i].number};
        ids = numbers[1] == 0 ? ids : XXH3_64bits_withSeed(numbers, sizeof numbers, ids);
    }
    for (unsigned i = 0; i < SIM_LEASE_RECORDS; i++) {
        for (uint32_t k = 0; k < w->world->setting.numbers; k++) {
            put(w, oracle->records[i][k].holder);
            put(w, (uint64_t)oracle->records[i][k].to_us);
        }
    }
    put(w, oracle->ids.count);
    put(w, ids);
    put(w, oracle->clocks_are_good);
    for (unsigned i = 0; i < w->world->incarnations; i++) {
        for (unsigned k = 0; k < i; k++) {
            put(w, oracle->known[i][k]);
        }
    }
}

void sim_lease_describe(const void *context, const sim_describing *canon, const uint8_t *image,
                        sim_writing *out)
{
    const sim_observed *observed = context;
    writer w = {out, observed->world, observed->oracle};
    (void)canon; /* no op is numbered, */
    (void)image; /* and no node is another's image */
    sim_clocks_describe(&w.world->clocks, out);
    sim_clocks_describe(&w.world->steady, out);
    put(&w, w.world->incarnations);
    put(&w, w.world->holders);
    put(&w, (uint64_t)w.world->authority_end_us);
    put(&w, (uint64_t)w.world->highest_us);
    for (unsigned i = 0; i < SIM_LEASE_RECORDS; i++) {
        put(&w, w.world->records[i].incarnation);
        put_bytes(&w, w.world->records[i].bytes, w.world->records[i].size);
    }
    for (unsigned i = 0; i < w.world->setting.registries; i++) {
        put_office(&w, i);
    }
    for (unsigned i = w.world->setting.registries; i < w.world->setting.nodes; i++) {
        put_tenant(&w, i);
    }
    put_messages(&w);
    put_model(&w);
}
