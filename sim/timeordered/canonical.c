/*
 * Describes a world of time-ordered IDs for explore/canon.h: everything that can affect the future.
 *
 *   clocks      all of them, and true time: times are absolute
 *   processes   of each machine: all that was asked of it, with the readings and the IDs that came,
 *               as a hash. On that its state depends, and all that the oracle knows of it
 *   the past    the same of processes that have ended, in no order
 *   numbers     of processes and floods so far, which are bounded
 *   messages    in flight, in their order
 *
 * The IDs of all processes together are what the oracle compares: they are in the hashes.
 */
#include "describing.h"
#include "observed.h"
#include "state.h"
#include "timeordered.h"

static void put_machine(const sim_timeordered_world *world, unsigned node, sim_writing *out)
{
    const sim_time_machine *machine = &world->machines[node];
    sim_write_number(out, machine->process != NULL);
    if (machine->process == NULL) {
        return;
    }
    sim_write_number(out, machine->life);
    sim_write_number(out, machine->log);
    sim_write_number(out, machine->setting);
    sim_write_number(out, machine->has_id);
    if (machine->has_id) {
        sim_write_bytes(out, machine->id.text, IDSIM_TIME_TEXT_SIZE);
    }
    for (unsigned i = 0; i < world->setting.instances; i++) {
        sim_write_number(out, machine->waits[i]);
        sim_write_number(out, machine->waits[i] ? (uint64_t)machine->try_at_us[i] : 0);
        sim_write_number(out, machine->waits[i] ? (uint64_t)machine->asked_us[i] : 0);
    }
}

void sim_timeordered_describe(const void *context, const sim_describing *canon,
                              const uint8_t *image, sim_writing *out)
{
    const sim_timeordered_world *world = ((const sim_observed *)context)->world;
    (void)canon; /* no op is numbered, */
    (void)image; /* and no machine is another's image */
    sim_clocks_describe(&world->clocks, out);
    sim_write_number(out, world->lives);
    sim_write_number(out, world->past);
    sim_write_number(out, world->flood);
    sim_write_number(out, world->mailed);
    for (unsigned i = 0; i < world->setting.nodes; i++) {
        put_machine(world, i, out);
    }
    sim_write_number(out, world->message_count);
    for (uint32_t i = 0; i < world->message_count; i++) {
        const sim_time_message *message = &world->messages[i];
        sim_write_number(out, message->from);
        sim_write_number(out, message->to);
        sim_write_number(out, message->setting);
        sim_write_number(out, message->number);
        sim_write_bytes(out, message->id.text, IDSIM_TIME_TEXT_SIZE);
    }
}
