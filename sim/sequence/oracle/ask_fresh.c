/* Masters and coordinators that begin, rightly or wrongly, and without memory. */
#include <string.h>

#include "kernel/accounting.h"
#include "oracle_internal.h"

#define MEMBERS_MAX 6u

/* What a call that is refused must leave as it is. */
static char untouched;
#define UNTOUCHED ((void *)&untouched)

static bool same_record(const ida_master_record *a, const ida_master_record *b)
{
    return a->sequence == b->sequence && a->term == b->term && a->next_start == b->next_start &&
           a->first_start == b->first_start;
}

/* --- Masters. --- */

/* How a master is to begin. */
typedef struct beginning {
    ida_master_config config;
    ida_master_record stored;
    bool is_stored;
    uint64_t term;
} beginning;

/* A right one. */
static beginning draw_beginning(sim_sequence_asker *asker, const ida_master_config *bounds)
{
    beginning b = {.config = *bounds, .term = 1 + sim_sequence_draw_below(asker, 3)};
    b.config.member_max = (uint32_t)(1 + sim_sequence_draw_below(asker, MEMBERS_MAX));
    b.is_stored = sim_sequence_draw_below(asker, 2) == 0;
    b.stored = (ida_master_record){bounds->sequence, 1 + sim_sequence_draw_below(asker, b.term),
                                   bounds->first_start, bounds->first_start};
    return b;
}

/* Brings one thing to an end of what is allowed, or beyond it. */
static void stretch(sim_sequence_asker *asker, beginning *b)
{
    const uint64_t step = sim_sequence_draw_below(asker, 3);
    switch (sim_sequence_draw_below(asker, 9)) {
    case 0:
        b->config.last_id = SIM_SEQUENCE_LAST + step - 1;
        break;
    case 1:
        b->config.first_start = b->config.last_id + step - 1;
        b->stored.first_start = b->config.first_start;
        b->stored.next_start = b->config.first_start;
        break;
    case 2:
        b->config.range_size = step;
        break;
    case 3:
        b->config.member_max = (uint32_t)step;
        break;
    case 4:
        b->stored.sequence += step - 1;
        break;
    case 5:
        b->stored.next_start = SIM_SEQUENCE_LAST + step - 1;
        break;
    case 6:
        b->stored.first_start += step - 1;
        break;
    case 7:
        b->stored.first_start = UINT64_MAX;
        b->stored.next_start = b->config.first_start + step - 1;
        break;
    default:
        b->term = step;
        break;
    }
}

/* What the rules say of a beginning. */
static ida_status judge_beginning(const beginning *b)
{
    const ida_master_config *config = &b->config;
    bool sound = config->last_id <= SIM_SEQUENCE_LAST && config->first_start <= config->last_id &&
                 config->range_size != 0 && config->member_max != 0;
    bool known = b->stored.first_start != UINT64_MAX;
    if (!sound || (b->is_stored && (b->stored.sequence != config->sequence ||
                                    b->stored.next_start > SIM_SEQUENCE_LAST ||
                                    (known && b->stored.first_start > b->stored.next_start)))) {
        return IDA_INVALID_ARGUMENT;
    }
    bool other = known ? b->stored.first_start != config->first_start
                       : b->stored.next_start < config->first_start;
    if (b->is_stored && other) {
        return IDA_OTHER_START;
    }
    return b->term == 0 || (b->is_stored && b->term < b->stored.term) ? IDA_STALE_TERM : IDA_OK;
}

/* A call without memory: refused, and as if it had not been made. */
static void ask_starved_join(sim_sequence_asker *asker, sim_memory *memory, ida_master *master,
                             uint64_t coordinator)
{
    const size_t count = asker->subject->master_member_count(master);
    const size_t used = memory->used;
    memory->fail_in = 1;
    ida_status status = asker->subject->master_join(master, coordinator);
    bool requested = memory->fail_in == 0;
    memory->fail_in = 0;
    if (requested) {
        (void)sim_sequence_has_status(asker, SIM_WORD_SEQ_WITHOUT_MEMORY, IDA_NO_MEMORY, status);
    }
    if (status == IDA_NO_MEMORY) {
        (void)sim_sequence_is_right(asker, SIM_WORD_SEQ_WITHOUT_MEMORY,
                                    used == memory->used &&
                                        asker->subject->master_member_count(master) == count &&
                                        asker->subject->master_verify(master));
    }
    if (status == IDA_OK) {
        asker->subject->master_leave(master, coordinator);
    }
}

/* Members come in any order, and no more than there may be. */
static void ask_members(sim_sequence_asker *asker, sim_memory *memory, ida_master *master,
                        uint32_t member_max)
{
    const sim_sequence_subject *subject = asker->subject;
    const uint64_t first = sim_sequence_draw_edge(asker);
    for (uint64_t i = 0; i < member_max; i++) {
        const uint64_t coordinator = i % 2 == 0 ? first - i : first + i;
        ask_starved_join(asker, memory, master, coordinator);
        (void)sim_sequence_has_status(asker, SIM_WORD_SEQ_JOINING, IDA_OK,
                                      subject->master_join(master, coordinator));
        (void)sim_sequence_has_status(asker, SIM_WORD_SEQ_JOINING_AGAIN, IDA_OK,
                                      subject->master_join(master, coordinator));
        (void)sim_sequence_is_right(asker, SIM_WORD_SEQ_JOINING,
                                    subject->master_member_count(master) == i + 1 &&
                                        subject->master_verify(master));
    }
    (void)sim_sequence_has_status(asker, SIM_WORD_SEQ_JOINING, IDA_TOO_MANY_MEMBERS,
                                  subject->master_join(master, first + MEMBERS_MAX + 1));
    subject->master_leave(master, first + MEMBERS_MAX + 1);
    subject->master_leave(master, first);
    (void)sim_sequence_is_right(asker, SIM_WORD_SEQ_JOINING,
                                subject->master_member_count(master) == member_max - 1 &&
                                    subject->master_verify(master));
}

/* What a master that has just begun says of itself. */
static void ask_begun(sim_sequence_asker *asker, sim_memory *memory, const beginning *b,
                      ida_master *master)
{
    const sim_sequence_subject *subject = asker->subject;
    const ida_master_record nothing = {b->config.sequence, 0, b->config.first_start,
                                       b->config.first_start};
    const ida_master_record record = subject->master_record_of(master);
    ida_chunk next = {0};
    ida_master_write write;
    bool idle = !subject->master_range(master, &next) && !subject->master_pending(master, &write) &&
                subject->master_member_count(master) == 0;
    (void)sim_sequence_is_right(asker, SIM_WORD_SEQ_MASTER_CREATE, idle);
    (void)sim_sequence_is_right(asker, SIM_WORD_SEQ_RECORD_OF,
                                same_record(&record, b->is_stored ? &b->stored : &nothing));
    ask_members(asker, memory, master, b->config.member_max);
    const sim_site where = sim_site_of_call(SIM_WORD_SEQ_MEMORY);
    (void)sim_judge_number(asker->judgement, SIM_INVARIANT_SEQ_CONTRACT, &where,
                           SIM_WORD_SEQ_BYTES_HELD, memory->used, subject->master_memory(master));
}

static void ask_beginning(sim_sequence_asker *asker, const beginning *b, bool starved)
{
    sim_memory memory = {.limit = SIM_MEMORY_LIMIT, .fail_in = starved ? 1 : 0};
    const ida_allocator allocator = sim_memory_allocator(&memory);
    ida_master *master = UNTOUCHED;
    const ida_status right = judge_beginning(b);
    ida_status expected = right == IDA_OK && starved ? IDA_NO_MEMORY : right;
    ida_status status = asker->subject->master_create(&allocator, &b->config, b->term,
                                                      b->is_stored ? &b->stored : NULL, &master);
    if (memory.failures > 0) {
        return;
    }
    (void)sim_sequence_has_status(asker, SIM_WORD_SEQ_MASTER_CREATE, expected, status);
    if (status != IDA_OK) {
        (void)sim_sequence_is_right(asker, SIM_WORD_SEQ_MASTER_CREATE, master == UNTOUCHED);
    } else {
        memory.fail_in = 0;
        if (expected == IDA_OK) {
            ask_begun(asker, &memory, b, master);
        }
        asker->subject->master_destroy(master == UNTOUCHED ? NULL : master);
    }
    (void)sim_sequence_is_right(asker, SIM_WORD_SEQ_MEMORY, memory.used == 0 && !memory.misused);
    sim_memory_free_all(&memory);
}

/* --- Coordinators. --- */

static void ask_coordinator_create(sim_sequence_asker *asker, bool starved)
{
    sim_memory memory = {.limit = SIM_MEMORY_LIMIT, .fail_in = starved ? 1 : 0};
    const ida_allocator allocator = sim_memory_allocator(&memory);
    const ida_coordinator_record last = {1, 2, sim_sequence_draw_edge(asker),
                                         sim_sequence_draw_edge(asker)};
    const uint32_t prefetch = (uint32_t)(98 + sim_sequence_draw_below(asker, 4));
    ida_coordinator *coordinator = UNTOUCHED;
    ida_coordinator_record record = {0};
    ida_chunk_request request;
    ida_status expected = prefetch > 100 || last.after > SIM_SEQUENCE_LAST ? IDA_INVALID_ARGUMENT
                          : last.incarnation == UINT64_MAX                 ? IDA_EXHAUSTED
                          : starved                                        ? IDA_NO_MEMORY
                                                                           : IDA_OK;
    ida_status status =
        asker->subject->coordinator_create(&allocator, &last, prefetch, &coordinator);
    (void)sim_sequence_has_status(asker, SIM_WORD_SEQ_COORDINATOR_CREATE, expected, status);
    if (status != IDA_OK) {
        (void)sim_sequence_is_right(asker, SIM_WORD_SEQ_COORDINATOR_CREATE,
                                    coordinator == UNTOUCHED);
    } else if (coordinator != UNTOUCHED) {
        bool begun = asker->subject->coordinator_pending(coordinator, &record) &&
                     record.sequence == 1 && record.coordinator == 2 &&
                     record.incarnation == last.incarnation + 1 && record.after == last.after &&
                     !asker->subject->coordinator_request(coordinator, &request);
        (void)sim_sequence_is_right(asker, SIM_WORD_SEQ_COORDINATOR_CREATE, begun);
        asker->subject->coordinator_destroy(coordinator);
    }
    (void)sim_sequence_is_right(asker, SIM_WORD_SEQ_MEMORY, memory.used == 0 && !memory.misused);
    sim_memory_free_all(&memory);
}

void sim_sequence_ask_fresh(sim_sequence_asker *asker, const ida_master_config *bounds)
{
    beginning b = draw_beginning(asker, bounds);
    const bool starved = sim_sequence_draw_below(asker, 4) == 0;
    if (sim_sequence_draw_below(asker, 2) == 0) {
        stretch(asker, &b);
    }
    b.config.member_max = b.config.member_max > MEMBERS_MAX ? MEMBERS_MAX : b.config.member_max;
    ask_beginning(asker, &b, starved);
    ask_coordinator_create(asker, sim_sequence_draw_below(asker, 4) == 0);
    asker->subject->master_destroy(NULL);
    asker->subject->coordinator_destroy(NULL);
}
