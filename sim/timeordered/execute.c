/* What each op does in a world of time-ordered IDs. */
#include "world.h"

#include <assert.h>
#include <string.h>

#include "claims.h"
#include "craft.h"
#include "kernel/random.h"

/* The most true time that passes while a generator waits; then it asks again. */
#define RETRY_MAX UINT64_C(3600000000)
/* A wait ends in fewer steps: each passes most of the rest, whatever the drift. */
#define RETRY_STEPS 100u

static void emit(sim_timeordered_world *world, unsigned kind, unsigned node,
                 sim_timeordered_event event)
{
    const sim_time_machine *machine = &world->machines[node];
    assert(kind > SIM_TIMEORDERED_SETTLED);
    assert(kind < SIM_TIMEORDERED_KINDS);
    assert(node < world->setting.nodes);
    event.head = sim_timed_head(&world->clocks, kind, node);
    event.life = machine->life;
    event.setting = machine->setting;
    event.entropy = machine->entropy;
    sim_emit(&world->base.observers, &event);
}

static void mark(sim_timeordered_world *world, sim_mark name)
{
    sim_base_mark(&world->base, name);
}

static bool claims(const sim_timeordered_world *world, idsim_claim claim)
{
    return sim_claims(world->subject->unclaimed, claim);
}

/* What a process is asked, with the reading and the answer, is all that its state depends on. */
static void note(sim_timeordered_world *world, unsigned node, uint64_t what, uint64_t argument,
                 const idsim_time_text *answer)
{
    sim_time_machine *machine = &world->machines[node];
    machine->log = sim_mix64(machine->log ^ sim_mix64(what ^ sim_mix64(argument)));
    machine->log = sim_mix64(machine->log + world->clocks.of[node].reading);
    for (size_t i = 0; answer != NULL && i < IDSIM_TIME_TEXT_SIZE && answer->text[i] != '\0'; i++) {
        machine->log = sim_mix64(machine->log ^ (uint8_t)answer->text[i]);
    }
}

/* --- Processes. --- */

static void launch(sim_timeordered_world *world, unsigned node, uint32_t which, uint32_t entropy)
{
    sim_time_machine *machine = &world->machines[node];
    if (machine->process != NULL || world->lives == SIM_TIME_LIVES) {
        return;
    }
    entropy %= SIM_ENTROPY_BOUND;
    *machine = (sim_time_machine){.life = ++world->lives,
                                  .setting = which % world->setting.profile_count,
                                  .entropy = entropy > SIM_ENTROPY_ZEROS ? 0 : entropy};
    const idsim_time_config config = {.setting = machine->setting,
                                      .instances = world->setting.instances,
                                      .number = node,
                                      .seed =
                                          sim_mix64(world->setting.seed ^ sim_mix64(machine->life)),
                                      .entropy = (idsim_time_entropy)machine->entropy};
    const ida_status status = world->subject->start(
        &world->base.allocator, &config, sim_time_reading(world, node), &machine->process);
    sim_base_see(&world->base, status);
    machine->process = status == IDA_OK ? machine->process : NULL;
    machine->log = node;
    note(world, node, SIM_OP_LAUNCH, config.seed ^ (uint64_t)machine->setting << 8 ^ entropy, NULL);
    if (machine->entropy != SIM_ENTROPY_RANDOM) {
        mark(world, SIM_MARK_TIME_EXTREME);
    }
    emit(world, SIM_TIMEORDERED_LAUNCHED, node, (sim_timeordered_event){.status = status});
}

static void quit(sim_timeordered_world *world, unsigned node)
{
    sim_time_machine *machine = &world->machines[node];
    if (machine->process == NULL) {
        return;
    }
    sim_base_fault(&world->base, SIM_FAULT_CRASH);
    world->subject->stop(machine->process);
    world->past += sim_mix64(machine->log);
    machine->process = NULL;
    machine->has_id = false;
    emit(world, SIM_TIMEORDERED_QUIT, node, (sim_timeordered_event){.status = IDA_OK});
}

static void clone(sim_timeordered_world *world, unsigned from, unsigned to)
{
    sim_time_machine *machine = &world->machines[to];
    sim_time_machine *other = &world->machines[from];
    if (machine->process != NULL || other->process == NULL || world->subject->clone == NULL ||
        world->lives == SIM_TIME_LIVES) {
        return;
    }
    note(world, from, SIM_OP_CLONE, to, NULL);
    *machine = *other;
    machine->process = NULL;
    machine->life = ++world->lives;
    machine->log = sim_mix64(other->log + to);
    const ida_status status = world->subject->clone(other->process, &machine->process);
    sim_base_see(&world->base, status);
    machine->process = status == IDA_OK ? machine->process : NULL;
    mark(world, SIM_MARK_TIME_CLONED);
    emit(world, SIM_TIMEORDERED_CLONED, to,
         (sim_timeordered_event){.status = status, .peer = from, .parent = other->life});
}

/* --- IDs. --- */

static void keep_id(sim_timeordered_world *world, unsigned node, const idsim_time_text *id)
{
    sim_time_machine *machine = &world->machines[node];
    machine->has_id = true;
    machine->id = *id;
    /* Whatever a guest wrote, it ends. */
    machine->id.text[IDSIM_TIME_TEXT_SIZE - 1] = '\0';
    world->base.ids++;
    mark(world, SIM_MARK_TIME_MADE);
}

static bool issue_one(sim_timeordered_world *world, unsigned node, uint32_t instance)
{
    sim_time_machine *machine = &world->machines[node];
    const int64_t now_us = sim_time_reading(world, node);
    idsim_time_text id = {SIM_TIME_UNTOUCHED};
    sim_timeordered_event call = {.instance = instance,
                                  .id = &id,
                                  .try_at_us = SIM_TIME_UNTOUCHED_TRY_AT,
                                  .was_refused = machine->waits[instance],
                                  .asked_us = machine->waits[instance] ? machine->asked_us[instance]
                                                                       : now_us};
    assert(machine->process != NULL);
    assert(instance < world->setting.instances);
    if (world->base.ids >= SIM_TIME_IDS_MAX) {
        return false;
    }
    call.status = world->subject->next(machine->process, instance, now_us, &id, &call.try_at_us);
    sim_base_see(&world->base, call.status);
    const bool made = call.status == IDA_OK;
    call.waits = call.status == IDA_TRY_LATER;
    note(world, node, SIM_OP_ISSUE, instance ^ (uint64_t)call.status << 8, made ? &id : NULL);
    machine->waits[instance] = call.waits;
    machine->try_at_us[instance] = call.try_at_us;
    machine->asked_us[instance] = call.asked_us;
    if (made) {
        keep_id(world, node, &id);
    } else if (call.waits) {
        mark(world, SIM_MARK_TIME_LATER);
    }
    if (made && call.was_refused) {
        mark(world, SIM_MARK_TIME_AWAITED);
    }
    emit(world, made ? SIM_TIMEORDERED_ISSUED : SIM_TIMEORDERED_DENIED, node, call);
    return made && sim_base_is_well(&world->base);
}

static void issue(sim_timeordered_world *world, unsigned node, uint32_t instance, uint32_t count)
{
    bool made = world->machines[node].process != NULL;
    for (uint32_t i = 0; i < count && made; i++) {
        made = issue_one(world, node, instance % world->setting.instances);
    }
}

static void flood(sim_timeordered_world *world, unsigned node, uint32_t instance, uint32_t count)
{
    const uint32_t left = SIM_TIME_FLOODS - world->flood;
    if (world->machines[node].process == NULL) {
        return;
    }
    count = count < left ? count : left;
    world->flood += count;
    issue(world, node, instance, count);
}

/* --- IDs of a given time. --- */

/* A time plus as many steps as go, at least down to INT64_MIN / 2. */
static int64_t moved(int64_t time_us, int64_t steps, uint64_t step_us)
{
    const int64_t most = INT64_MAX / 2;
    const int64_t step = step_us > (uint64_t)most / 128 ? most / 128 : (int64_t)step_us;
    const int64_t from_us = time_us > most ? most : time_us;
    return from_us + steps * step;
}

/* The given time, in whole milliseconds; false if there is no such moment. */
static bool given_time(const sim_timeordered_world *world, unsigned node, uint32_t moment,
                       uint32_t amount, int64_t *time_us)
{
    const idsim_time_profile *profile = sim_time_profile_of(world, world->machines[node].setting);
    const int64_t now_us = sim_time_reading(world, node);
    const int64_t end_us = sim_time_end(profile);
    const int64_t steps = (int64_t)(amount % SIM_BATCH_BOUND);
    switch (moment) {
    case SIM_MOMENT_BACK:
        *time_us = moved(now_us, -steps, 1000);
        break;
    case SIM_MOMENT_AHEAD:
        *time_us = moved(now_us, steps, 1000);
        break;
    case SIM_MOMENT_ZERO:
        *time_us = 0;
        break;
    case SIM_MOMENT_FIRST:
        *time_us = moved(profile->epoch_us, steps, profile->tick_us);
        break;
    case SIM_MOMENT_BEFORE_FIRST:
        *time_us = moved(profile->epoch_us, -1 - steps, profile->tick_us);
        break;
    case SIM_MOMENT_LAST:
        *time_us = moved(end_us, -1 - steps, profile->tick_us);
        break;
    case SIM_MOMENT_AFTER_LAST:
        *time_us = moved(end_us, steps, profile->tick_us);
        break;
    default:
        *time_us = now_us;
        break;
    }
    *time_us -= (*time_us % 1000 + 1000) % 1000;
    return profile->time_bits > 0 &&
           (end_us != INT64_MAX || (moment != SIM_MOMENT_LAST && moment != SIM_MOMENT_AFTER_LAST));
}

static void issue_at(sim_timeordered_world *world, unsigned node, uint32_t moment, uint32_t amount)
{
    sim_time_machine *machine = &world->machines[node];
    idsim_time_text id = {SIM_TIME_UNTOUCHED};
    sim_timeordered_event call = {.instance = amount % world->setting.instances, .id = &id};
    call.moment = moment % SIM_MOMENT_BOUND;
    if (machine->process == NULL || !claims(world, IDSIM_CLAIM_GIVEN) ||
        world->base.ids >= SIM_TIME_IDS_MAX ||
        !given_time(world, node, call.moment, amount, &call.time_us)) {
        return;
    }
    call.status = world->subject->next_at(machine->process, call.instance,
                                          sim_time_reading(world, node), call.time_us, &id);
    sim_base_see(&world->base, call.status);
    const bool made = call.status == IDA_OK;
    note(world, node, SIM_OP_ISSUE_AT ^ (uint64_t)call.instance << 8, (uint64_t)call.time_us,
         made ? &id : NULL);
    if (made) {
        mark(world, SIM_MARK_TIME_GIVEN);
        keep_id(world, node, &id);
    }
    emit(world, made ? SIM_TIMEORDERED_ISSUED_AT : SIM_TIMEORDERED_DENIED_AT, node, call);
}

/* --- Waiting. --- */

/* Lets true time pass until a clock reads a time, if it ever does. */
static void pass_until(sim_timeordered_world *world, unsigned node, int64_t time_us)
{
    uint64_t most = world->base.quiet ? SIM_CLOCK_MAX : RETRY_MAX;
    for (unsigned i = 0; i < RETRY_STEPS; i++) {
        const int64_t reading_us = sim_time_reading(world, node);
        if (reading_us >= time_us || most == 0) {
            return;
        }
        /* No clock gains more than a fifth, so none passes the time by more than a microsecond. */
        const uint64_t left = (uint64_t)time_us - (uint64_t)reading_us;
        uint64_t step = left - left / 6;
        step = step < most ? step : most;
        most -= step;
        sim_clocks_pass(&world->clocks, step, &world->base.tally);
    }
}

static void retry(sim_timeordered_world *world, unsigned node)
{
    const sim_time_machine *machine = &world->machines[node];
    for (uint32_t i = 0; machine->process != NULL && i < world->setting.instances; i++) {
        if (machine->waits[i]) {
            pass_until(world, node, machine->try_at_us[i]);
            emit(world, SIM_TIMEORDERED_AWAITED, node,
                 (sim_timeordered_event){.try_at_us = machine->try_at_us[i]});
            (void)issue_one(world, node, i);
            return;
        }
    }
}

/* --- Messages and texts. --- */

static void lose(sim_timeordered_world *world, const sim_time_message *message)
{
    sim_base_fault(&world->base, SIM_FAULT_TIME_LOST);
    emit(world, SIM_TIMEORDERED_LOST, message->from,
         (sim_timeordered_event){.peer = message->to, .number = message->number});
}

static void mail(sim_timeordered_world *world, unsigned node, unsigned to)
{
    const sim_time_machine *machine = &world->machines[node];
    if (machine->process == NULL || !machine->has_id) {
        return;
    }
    const sim_time_message message = {.from = (uint8_t)node,
                                      .to = (uint8_t)to,
                                      .setting = machine->setting,
                                      .number = world->mailed++,
                                      .id = machine->id};
    emit(world, SIM_TIMEORDERED_MAILED, node,
         (sim_timeordered_event){.peer = to, .number = message.number, .id = &message.id});
    if (world->message_count == SIM_TIME_MESSAGES) {
        lose(world, &message);
    } else {
        world->messages[world->message_count++] = message;
    }
}

/* Decodes a text, and says what came. */
static void decode(sim_timeordered_world *world, unsigned node, unsigned kind,
                   const idsim_time_text *text, sim_timeordered_event event)
{
    idsim_time_parts parts = {.id = {SIM_TIME_UNTOUCHED}};
    event.id = text;
    event.parts = &parts;
    event.status = world->subject->decode(world->machines[node].process, text->text, &parts);
    parts.id.text[IDSIM_TIME_TEXT_SIZE - 1] = '\0';
    emit(world, kind, node, event);
}

static void receive(sim_timeordered_world *world, uint32_t which, uint32_t how)
{
    if (world->message_count == 0) {
        return;
    }
    const uint32_t at = which % world->message_count;
    const sim_time_message message = world->messages[at];
    const sim_time_machine *machine = &world->machines[message.to];
    world->message_count--;
    for (uint32_t i = at; i < world->message_count; i++) {
        world->messages[i] = world->messages[i + 1];
    }
    if (machine->process == NULL || machine->setting != message.setting ||
        !claims(world, IDSIM_CLAIM_DECODING)) {
        lose(world, &message);
        return;
    }
    idsim_time_text text = message.id;
    how %= SIM_CRAFT_BOUND;
    sim_time_damage(&sim_time_profile_of(world, message.setting)->id, how, message.number, &text);
    decode(world, message.to, SIM_TIMEORDERED_RECEIVED, &text,
           (sim_timeordered_event){.peer = message.from, .number = message.number, .how = how});
}

static void craft(sim_timeordered_world *world, unsigned node, uint32_t how, uint32_t number)
{
    const sim_time_machine *machine = &world->machines[node];
    const idsim_time_form *form = &sim_time_profile_of(world, machine->setting)->id;
    idsim_time_text text;
    if (machine->process == NULL || !claims(world, IDSIM_CLAIM_DECODING)) {
        return;
    }
    how %= SIM_CRAFT_BOUND;
    sim_time_compose(form, number, &text);
    sim_time_damage(form, how, number, &text);
    decode(world, node, SIM_TIMEORDERED_CRAFTED, &text,
           (sim_timeordered_event){.number = number, .how = how});
}

static void convert(sim_timeordered_world *world, unsigned node, uint32_t form)
{
    const sim_time_machine *machine = &world->machines[node];
    const idsim_time_profile *profile = sim_time_profile_of(world, machine->setting);
    idsim_time_text text = {SIM_TIME_UNTOUCHED};
    if (machine->process == NULL || !machine->has_id || profile->form_count == 0 ||
        !claims(world, IDSIM_CLAIM_TEXTS)) {
        return;
    }
    sim_timeordered_event event = {
        .form = form % profile->form_count, .id = &machine->id, .text = &text};
    event.status = world->subject->format(machine->process, event.form, &machine->id, &text);
    text.text[IDSIM_TIME_TEXT_SIZE - 1] = '\0';
    mark(world, SIM_MARK_TIME_CONVERTED);
    emit(world, SIM_TIMEORDERED_CONVERTED, node, event);
}

/* --- Ops. --- */

static void perform(void *context, const sim_op *op)
{
    sim_timeordered_world *world = context;
    const unsigned node = op->args[0] % world->setting.nodes;
    switch (op->code) {
    case SIM_OP_LAUNCH:
        launch(world, node, op->args[1], op->args[2]);
        break;
    case SIM_OP_QUIT:
        quit(world, node);
        break;
    case SIM_OP_CLONE:
        clone(world, node, op->args[1] % world->setting.nodes);
        break;
    case SIM_OP_ISSUE:
        issue(world, node, op->args[1], op->args[2] % SIM_BATCH_BOUND + 1);
        break;
    case SIM_OP_FLOOD:
        flood(world, node, op->args[1], op->args[2] % SIM_FLOOD_BOUND + 1);
        break;
    case SIM_OP_ISSUE_AT:
        issue_at(world, node, op->args[1], op->args[2]);
        break;
    case SIM_OP_RETRY:
        retry(world, node);
        break;
    case SIM_OP_MAIL:
        mail(world, node, op->args[1] % world->setting.nodes);
        break;
    case SIM_OP_RECEIVE:
        receive(world, op->args[0], op->args[1]);
        break;
    case SIM_OP_CRAFT:
        craft(world, node, op->args[1], op->args[2]);
        break;
    case SIM_OP_CONVERT:
        convert(world, node, op->args[1]);
        break;
    default:
        break;
    }
}

void sim_timeordered_execute(void *context, const sim_op *op)
{
    sim_timeordered_world *world = context;
    sim_timed_execute(&world->base, &world->clocks, &world->base.tally, 0, op, perform);
}
