/* What registries do: start from a record, grant, renew, take back, store, and answer. */
#include <assert.h>
#include <string.h>

#include "world.h"

/* How long the authority of an elected registry lasts, in leases. */
#define AUTHORITY_LEASES 3

static void mark(sim_lease_world *world, sim_mark name)
{
    sim_base_mark(&world->base, name);
}

/* Counts what a registry has read, and whether it took it. */
static void note_reading(sim_lease_world *world, unsigned node, ida_status status)
{
    sim_lease_office *office = &world->offices[node];
    int64_t now_us = sim_lease_now(world, node).wall_us;
    if (status == IDA_CLOCK_JUMP) {
        mark(world, SIM_MARK_LEASE_REGISTRY_JUMP);
        office->jumped = true;
        return;
    }
    if (office->jumped) {
        mark(world, SIM_MARK_LEASE_CAME_BACK);
    }
    office->jumped = false;
    world->highest_us = now_us > world->highest_us ? now_us : world->highest_us;
}

/* --- Starting. --- */

static bool other_is_up(const sim_lease_world *world, unsigned node)
{
    bool up = false;
    for (unsigned i = 0; i < world->setting.registries; i++) {
        up = up || (i != node && world->offices[i].registry != NULL);
    }
    return up;
}

/* The span that an election gives: after all those before it. */
static ida_lease_authority elect(sim_lease_world *world, unsigned node)
{
    if (!world->setting.elected) {
        return IDA_LEASE_AUTHORITY_FOREVER;
    }
    int64_t now_us = sim_lease_now(world, node).wall_us;
    int64_t begin_us = now_us > world->authority_end_us ? now_us : world->authority_end_us;
    world->authority_end_us = begin_us + AUTHORITY_LEASES * (int64_t)world->setting.config.lease_us;
    mark(world, SIM_MARK_LEASE_ELECTED);
    return (ida_lease_authority){begin_us, world->authority_end_us};
}

/* The record that a registry starts from; NULL for none. */
static const sim_lease_record *record_for(const sim_lease_world *world, uint32_t origin)
{
    const sim_lease_record *newest = &world->records[0];
    bool old = origin == SIM_ORIGIN_OLD || origin == SIM_ORIGIN_MISTAKEN;
    if (origin == SIM_ORIGIN_BLANK || newest->size == 0) {
        return NULL;
    }
    return old && world->records[1].size != 0 ? &world->records[1] : newest;
}

static void count_start(sim_lease_world *world, unsigned node, const sim_lease_event *e)
{
    if (e->status != IDA_OK) {
        return;
    }
    if (e->origin == SIM_LEASE_NO_RECORD) {
        if (!e->is_newest) {
            sim_base_fault(&world->base, SIM_FAULT_LEASE_MISTAKEN);
        }
    } else if (e->says_newest && e->is_newest) {
        mark(world, SIM_MARK_LEASE_RESTARTED);
    } else if (e->says_newest) {
        sim_base_fault(&world->base, SIM_FAULT_LEASE_MISTAKEN);
    } else {
        mark(world, SIM_MARK_LEASE_RESTORED);
        if (!e->is_newest) {
            sim_base_fault(&world->base, SIM_FAULT_LEASE_OLD_RECORD);
        }
    }
    if (!world->setting.elected && other_is_up(world, node)) {
        sim_base_fault(&world->base, SIM_FAULT_LEASE_TWO_REGISTRIES);
    }
}

static ida_status start(sim_lease_world *world, unsigned node, const sim_lease_record *record,
                        bool says_newest)
{
    sim_lease_office *office = &world->offices[node];
    const sim_lease_setting *setting = &world->setting;
    ida_lease_time now = sim_lease_now(world, node);
    ida_lease_registry *made = NULL;
    ida_status status =
        record == NULL
            ? world->subject->create(&world->base.allocator, &setting->config, setting->numbers,
                                     office->authority, now, &made)
            : world->subject->load(&world->base.allocator, &setting->config, office->authority,
                                   record->bytes, record->size, says_newest, now, &made);
    sim_base_see(&world->base, status);
    office->registry = status == IDA_OK ? made : NULL;
    office->jumped = false;
    if (status == IDA_OK) {
        note_reading(world, node, status);
    }
    return status;
}

void sim_lease_serve(sim_lease_world *world, unsigned node, uint32_t origin)
{
    sim_lease_office *office = &world->offices[node];
    if (office->registry != NULL || world->incarnations == SIM_LEASE_INCARNATIONS) {
        return;
    }
    origin %= SIM_ORIGIN_BOUND;
    const sim_lease_record *record = record_for(world, origin);
    sim_lease_event e = {.says_newest = record == NULL || origin == SIM_ORIGIN_NEWEST ||
                                        origin == SIM_ORIGIN_MISTAKEN};
    bool is_last = record == NULL ? world->records[0].size == 0 : record == &world->records[0];
    e.is_newest = is_last && !other_is_up(world, node);
    e.origin = record == NULL ? SIM_LEASE_NO_RECORD : record->incarnation;
    e.record = record == NULL ? 0 : (unsigned)(record - world->records);
    office->authority = elect(world, node);
    e.begin_us = office->authority.begin_us;
    e.end_us = office->authority.end_us;
    e.status = start(world, node, record, e.says_newest);
    e.incarnation = world->incarnations;
    if (e.status == IDA_OK) {
        office->incarnation = world->incarnations++;
        memset(office->unsent, 0, sizeof office->unsent);
    }
    count_start(world, node, &e);
    sim_lease_emit(world, SIM_LEASE_SERVED, node, e);
}

void sim_lease_cease(sim_lease_world *world, unsigned node)
{
    sim_lease_office *office = &world->offices[node];
    if (office->registry == NULL) {
        return;
    }
    sim_base_fault(&world->base, SIM_FAULT_CRASH);
    world->subject->destroy(office->registry);
    office->registry = NULL;
    sim_lease_emit(world, SIM_LEASE_CEASED, node,
                   (sim_lease_event){.incarnation = office->incarnation});
}

void sim_lease_prolong(sim_lease_world *world, unsigned node)
{
    sim_lease_office *office = &world->offices[node];
    if (office->registry == NULL || !world->setting.elected ||
        office->authority.end_us != world->authority_end_us) {
        return;
    }
    world->authority_end_us += (int64_t)world->setting.config.lease_us;
    office->authority.end_us = world->authority_end_us;
    ida_status status = world->subject->extend(office->registry, world->authority_end_us);
    mark(world, SIM_MARK_LEASE_PROLONGED);
    sim_lease_emit(world, SIM_LEASE_PROLONGED, node,
                   (sim_lease_event){.incarnation = office->incarnation,
                                     .begin_us = office->authority.begin_us,
                                     .end_us = office->authority.end_us,
                                     .status = status});
}

/* --- Answers. --- */

/* Sends the newest lease of a number, or keeps it until its record is stored. */
static void reply(sim_lease_world *world, unsigned node, uint32_t number)
{
    sim_lease_office *office = &world->offices[node];
    sim_lease_event e = {
        .incarnation = office->incarnation, .number = number, .peer = office->to[number]};
    e.status = world->subject->reply(office->registry, number, &e.lease);
    office->unsent[number] = e.status == IDA_NOT_PERSISTED;
    if (e.status == IDA_OK) {
        sim_lease_message message = {
            .what = SIM_LEASE_ANSWER, .from = (uint8_t)node, .to = office->to[number]};
        world->subject->encode(&e.lease, message.bytes);
        e.message = sim_lease_send(world, message);
        mark(world, SIM_MARK_LEASE_REPLIED);
    } else if (e.status == IDA_NOT_PERSISTED) {
        mark(world, SIM_MARK_LEASE_UNSTORED);
    }
    sim_lease_emit(world, SIM_LEASE_REPLIED, node, e);
}

void sim_lease_record_it(sim_lease_world *world, unsigned node, uint32_t how)
{
    sim_lease_office *office = &world->offices[node];
    sim_lease_record record = {.incarnation = office->incarnation};
    sim_lease_event e = {.incarnation = office->incarnation, .how = how % SIM_WRITE_BOUND};
    if (office->registry == NULL) {
        return;
    }
    e.status = world->subject->save(office->registry, record.bytes, sizeof record.bytes,
                                    &record.size, &e.revision);
    if (e.how == SIM_WRITE_LOST) {
        sim_base_fault(&world->base, SIM_FAULT_LEASE_RECORD_LOST);
    } else {
        memmove(&world->records[1], &world->records[0],
                (SIM_LEASE_RECORDS - 1) * sizeof world->records[0]);
        world->records[0] = record;
    }
    if (e.how == SIM_WRITE_UNHEARD) {
        sim_base_fault(&world->base, SIM_FAULT_LEASE_RECORD_UNHEARD);
    }
    if (e.how == SIM_WRITE_DONE) {
        e.status = world->subject->stored(office->registry, e.revision);
    }
    sim_lease_emit(world, SIM_LEASE_RECORDED, node, e);
    for (uint32_t i = 0; e.how == SIM_WRITE_DONE && i < world->setting.numbers; i++) {
        if (office->unsent[i] && sim_base_is_well(&world->base)) {
            reply(world, node, i);
        }
    }
}

/* --- Requests. --- */

static void grant(sim_lease_world *world, const sim_lease_message *message)
{
    sim_lease_office *office = &world->offices[message->to];
    sim_lease_event e = {
        .incarnation = office->incarnation, .holder = message->holder, .request = message->request};
    e.status = world->subject->grant(office->registry, message->holder, message->request,
                                     sim_lease_now(world, message->to), &e.number);
    note_reading(world, message->to, e.status);
    if (e.status == IDA_TRY_LATER) {
        mark(world, SIM_MARK_LEASE_NONE_FREE);
    }
    if (e.status == IDA_OK && e.number >= world->setting.numbers) {
        e.number = UINT32_MAX;
    }
    sim_lease_emit(world, SIM_LEASE_GRANTED, message->to, e);
    if (e.status == IDA_OK && e.number != UINT32_MAX) {
        mark(world, SIM_MARK_LEASE_GRANTED);
        office->to[e.number] = message->from;
        reply(world, message->to, e.number);
    }
}

static void renew(sim_lease_world *world, const sim_lease_message *message, const ida_lease *lease)
{
    sim_lease_office *office = &world->offices[message->to];
    ida_status status =
        world->subject->renew(office->registry, lease, sim_lease_now(world, message->to));
    note_reading(world, message->to, status);
    if (status == IDA_LEASE_EXPIRED) {
        mark(world, SIM_MARK_LEASE_TOO_LATE);
    }
    sim_lease_emit(
        world, SIM_LEASE_RENEWED, message->to,
        (sim_lease_event){.incarnation = office->incarnation, .lease = *lease, .status = status});
    if (status == IDA_OK && lease->number < world->setting.numbers) {
        mark(world, SIM_MARK_LEASE_RENEWED);
        office->to[lease->number] = message->from;
        reply(world, message->to, lease->number);
    }
}

static void take_back(sim_lease_world *world, const sim_lease_message *message,
                      const ida_lease *lease)
{
    sim_lease_office *office = &world->offices[message->to];
    ida_status status = world->subject->give_back(office->registry, lease, message->mark_us,
                                                  sim_lease_now(world, message->to));
    note_reading(world, message->to, status);
    if (status == IDA_OK) {
        mark(world, SIM_MARK_LEASE_RETURNED);
        office->unsent[lease->number % SIM_LEASE_COUNT_MAX] = false;
    } else if (status == IDA_LEASE_EXPIRED) {
        mark(world, SIM_MARK_LEASE_TOO_LATE);
    }
    sim_lease_emit(world, SIM_LEASE_RETURNED, message->to,
                   (sim_lease_event){.incarnation = office->incarnation,
                                     .lease = *lease,
                                     .mark_us = message->mark_us,
                                     .status = status});
}

void sim_lease_hear(sim_lease_world *world, const sim_lease_message *message)
{
    ida_lease lease;
    assert(world->offices[message->to].registry != NULL);
    if (message->what == SIM_LEASE_GRANT) {
        grant(world, message);
    } else if (world->subject->decode(message->bytes, sizeof message->bytes, &lease) == IDA_OK) {
        if (message->what == SIM_LEASE_RENEWAL) {
            renew(world, message, &lease);
        } else {
            take_back(world, message, &lease);
        }
    }
}
