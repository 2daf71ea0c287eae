/* What holders do: ask for a number, use it while the lease lasts, and give it back. */
#include <assert.h>

#include "world.h"

static void mark(sim_lease_world *world, sim_mark name)
{
    sim_base_mark(&world->base, name);
}

static void note_reading(sim_lease_world *world, unsigned node, ida_status status)
{
    sim_lease_tenant *t = &world->tenants[node];
    if (status == IDA_CLOCK_JUMP) {
        mark(world, SIM_MARK_LEASE_HOLDER_JUMP);
    } else if (t->jumped) {
        mark(world, SIM_MARK_LEASE_CAME_BACK);
    }
    t->jumped = status == IDA_CLOCK_JUMP;
}

static void end_generator(sim_lease_world *world, sim_lease_tenant *t)
{
    if (t->generator != NULL) {
        t->mark_us = world->subject->high_water(t->generator);
    }
    world->subject->generator_end(t->generator);
    t->generator = NULL;
}

void sim_lease_hire(sim_lease_world *world, unsigned node)
{
    sim_lease_tenant *t = &world->tenants[node];
    if (node < world->setting.registries || t->up) {
        return;
    }
    ida_uuid id = sim_lease_holder_id(++world->holders);
    ida_status status =
        world->subject->open(&t->holder, &world->setting.config, id, sim_lease_now(world, node));
    t->up = status == IDA_OK;
    t->jumped = false;
    t->made_for = (ida_lease){.term = 0}; /* another holder never gets the same lease */
    sim_lease_emit(world, SIM_LEASE_HIRED, node, (sim_lease_event){.holder = id, .status = status});
}

void sim_lease_fire(sim_lease_world *world, unsigned node)
{
    sim_lease_tenant *t = &world->tenants[node];
    if (!t->up) {
        return;
    }
    sim_base_fault(&world->base, SIM_FAULT_CRASH);
    end_generator(world, t);
    t->up = false;
    sim_lease_emit(world, SIM_LEASE_FIRED, node, (sim_lease_event){.holder = t->holder.id});
}

void sim_lease_apply(sim_lease_world *world, unsigned node, unsigned registry)
{
    sim_lease_tenant *t = &world->tenants[node];
    if (!t->up) {
        return;
    }
    sim_lease_event e = {.holder = t->holder.id, .peer = registry};
    ida_lease_time now = sim_lease_now(world, node);
    e.wanted = world->subject->should_ask(&t->holder, now);
    e.status = world->subject->ask(&t->holder, now, &e.request);
    note_reading(world, node, e.status);
    if (e.status == IDA_OK) {
        sim_lease_message message = {.what = SIM_LEASE_GRANT,
                                     .from = (uint8_t)node,
                                     .to = (uint8_t)registry,
                                     .holder = t->holder.id,
                                     .request = e.request};
        ida_lease lease;
        if (world->subject->lease(&t->holder, &lease)) {
            lease.request = e.request;
            message.what = SIM_LEASE_RENEWAL;
            world->subject->encode(&lease, message.bytes);
        }
        e.message = sim_lease_send(world, message);
    }
    sim_lease_emit(world, SIM_LEASE_APPLIED, node, e);
}

/* All IDs that the holder made under its lease are below this. */
static int64_t mark_of(const sim_lease_world *world, const sim_lease_tenant *t,
                       const ida_lease *lease)
{
    int64_t mark_us =
        t->generator == NULL ? lease->start_us : world->subject->high_water(t->generator);
    mark_us = mark_us > lease->start_us ? mark_us : lease->start_us;
    return mark_us < lease->end_us ? mark_us : lease->end_us;
}

void sim_lease_give_up(sim_lease_world *world, unsigned node, unsigned registry)
{
    sim_lease_tenant *t = &world->tenants[node];
    ida_lease lease;
    if (!t->up || !world->subject->lease(&t->holder, &lease)) {
        return;
    }
    sim_lease_message message = {.what = SIM_LEASE_RETURN,
                                 .from = (uint8_t)node,
                                 .to = (uint8_t)registry,
                                 .mark_us = mark_of(world, t, &lease)};
    world->subject->drop(&t->holder);
    end_generator(world, t);
    world->subject->encode(&lease, message.bytes);
    sim_lease_event e = {.holder = t->holder.id, .lease = lease, .peer = registry};
    e.mark_us = message.mark_us;
    e.message = sim_lease_send(world, message);
    sim_lease_emit(world, SIM_LEASE_GAVE_UP, node, e);
}

/*
 * The generator of a lease: a new one for a new lease, more time for a renewed one. What ended
 * here may be given again: then it goes on above the IDs that were made.
 */
static void equip(sim_lease_world *world, unsigned node)
{
    sim_lease_tenant *t = &world->tenants[node];
    ida_lease lease;
    if (!world->subject->lease(&t->holder, &lease)) {
        return;
    }
    bool again = t->made_for.number == lease.number && t->made_for.term == lease.term &&
                 t->made_for.start_us == lease.start_us;
    if (again && t->generator != NULL && lease.end_us >= t->made_for.end_us) {
        (void)world->subject->lengthen(t->generator, lease.end_us);
    } else {
        end_generator(world, t);
        const ida_snowflake_config config = {.layout = world->setting.layout,
                                             .coordinator = lease.number,
                                             .lease_start_us = lease.start_us,
                                             .lease_end_us = lease.end_us,
                                             .high_water_us = again ? t->mark_us : INT64_MIN};
        ida_status status =
            world->subject->generator(&world->base.allocator, &config, &t->generator);
        sim_base_see(&world->base, status);
        t->generator = status == IDA_OK ? t->generator : NULL;
    }
    t->made_for = lease;
}

void sim_lease_answer(sim_lease_world *world, const sim_lease_message *message)
{
    sim_lease_tenant *t = &world->tenants[message->to];
    sim_lease_event e = {.holder = t->holder.id};
    assert(t->up);
    if (world->subject->decode(message->bytes, sizeof message->bytes, &e.lease) != IDA_OK) {
        return;
    }
    e.status = world->subject->accept(&t->holder, &e.lease, sim_lease_now(world, message->to));
    note_reading(world, message->to, e.status);
    if (e.status == IDA_OK) {
        mark(world, SIM_MARK_LEASE_TAKEN);
        equip(world, message->to);
    } else if (e.status == IDA_STALE_MESSAGE) {
        mark(world, SIM_MARK_LEASE_STALE);
    } else if (e.status == IDA_LEASE_EXPIRED) {
        mark(world, SIM_MARK_LEASE_LATE);
    }
    sim_lease_emit(world, SIM_LEASE_ACCEPTED, message->to, e);
}

/* --- IDs. --- */

static void note_use(sim_lease_world *world, unsigned node, uint32_t number)
{
    uint32_t *user = &world->users[number % SIM_LEASE_COUNT_MAX];
    mark(world, SIM_MARK_LEASE_USED);
    if (*user != 0 && *user != node + 1) {
        mark(world, SIM_MARK_LEASE_HANDED_ON);
    }
    *user = node + 1;
}

static bool make_id(sim_lease_world *world, unsigned node)
{
    sim_lease_tenant *t = &world->tenants[node];
    sim_lease_event e = {.id = 0};
    int64_t try_at_us;
    e.status =
        world->subject->next(t->generator, sim_lease_now(world, node).wall_us, &e.id, &try_at_us);
    if (e.status == IDA_OK) {
        mark(world, SIM_MARK_LEASE_MADE);
        world->base.ids++;
    }
    sim_lease_emit(world, e.status == IDA_OK ? SIM_LEASE_MADE : SIM_LEASE_REFUSED, node, e);
    return e.status == IDA_OK && sim_base_is_well(&world->base);
}

/* Whether the number may be used now: asked before each ID. */
static bool check(sim_lease_world *world, unsigned node)
{
    sim_lease_tenant *t = &world->tenants[node];
    ida_lease lease;
    bool had = world->subject->lease(&t->holder, &lease);
    sim_lease_event e = {.holder = t->holder.id};
    e.status = world->subject->check(&t->holder, sim_lease_now(world, node), &e.number);
    note_reading(world, node, e.status);
    if (e.status == IDA_OK) {
        note_use(world, node, e.number);
    } else if (e.status == IDA_LEASE_EXPIRED) {
        if (had) {
            mark(world, SIM_MARK_LEASE_STOPPED);
        }
        end_generator(world, t);
    }
    sim_lease_emit(world, SIM_LEASE_CHECKED, node, e);
    return e.status == IDA_OK && sim_base_is_well(&world->base);
}

void sim_lease_work(sim_lease_world *world, unsigned node, uint32_t count)
{
    if (!world->tenants[node].up) {
        return;
    }
    bool goes_on = true;
    for (uint32_t i = 0; i <= count % SIM_BATCH_BOUND && goes_on; i++) {
        goes_on =
            check(world, node) && world->tenants[node].generator != NULL && make_id(world, node);
    }
}
