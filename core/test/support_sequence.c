/* Masters, coordinators and a storage in one line each: see the header. */
#include "support_sequence.h"

#include "support_cmocka.h"

ida_chunk_request request_of(uint64_t coordinator, uint64_t incarnation, uint64_t number,
                             uint64_t after)
{
    return (ida_chunk_request){SEQUENCE, coordinator, incarnation, number, after};
}

ida_chunk_reply reply_to(ida_chunk_request request, ida_chunk chunk)
{
    return (ida_chunk_reply){.sequence = request.sequence,
                             .coordinator = request.coordinator,
                             .incarnation = request.incarnation,
                             .number = request.number,
                             .chunk = chunk};
}

void assert_chunk(ida_chunk chunk, uint64_t starting, uint64_t ending, uint64_t index,
                  uint64_t count)
{
    assert_int_equal(chunk.starting, starting);
    assert_int_equal(chunk.ending, ending);
    assert_int_equal(chunk.index, index);
    assert_int_equal(chunk.count, count);
}

/* ---- Coordinators --------------------------------------------------------------------------- */

ida_coordinator_record record_of(uint64_t coordinator)
{
    return (ida_coordinator_record){.sequence = SEQUENCE, .coordinator = coordinator};
}

ida_coordinator *started(ida_coordinator_record *record, uint32_t percent)
{
    ida_allocator allocator = ida_allocator_standard();
    ida_coordinator *coordinator = NULL;
    assert_int_equal(ida_coordinator_create(&allocator, record, percent, &coordinator), IDA_OK);
    keep(coordinator, record);
    return coordinator;
}

ida_coordinator *coordinator_of(uint64_t number, uint32_t percent)
{
    ida_coordinator_record record = record_of(number);
    return started(&record, percent);
}

void keep(ida_coordinator *coordinator, ida_coordinator_record *record)
{
    assert_true(ida_coordinator_pending(coordinator, record));
    assert_int_equal(ida_coordinator_confirm(coordinator, record), IDA_OK);
    assert_true(ida_coordinator_verify(coordinator));
}

void keep_pending(ida_coordinator *coordinator)
{
    ida_coordinator_record record;
    if (ida_coordinator_pending(coordinator, &record)) {
        keep(coordinator, &record);
    }
    assert_true(ida_coordinator_verify(coordinator));
}

ida_chunk_request asked(const ida_coordinator *coordinator)
{
    ida_chunk_request request;
    assert_true(ida_coordinator_request(coordinator, &request));
    return request;
}

void install(ida_coordinator *coordinator, ida_chunk chunk)
{
    ida_chunk_reply reply = reply_to(asked(coordinator), chunk);
    assert_int_equal(ida_coordinator_install(coordinator, &reply), IDA_OK);
}

void give(ida_coordinator *coordinator, ida_chunk chunk)
{
    install(coordinator, chunk);
    keep_pending(coordinator);
}

uint64_t draw(ida_coordinator *coordinator)
{
    uint64_t id = 0;
    assert_int_equal(ida_coordinator_next(coordinator, &id), IDA_OK);
    assert_true(ida_coordinator_verify(coordinator));
    return id;
}

void draws_nothing(ida_coordinator *coordinator, ida_status status)
{
    uint64_t id = 4711;
    assert_int_equal(ida_coordinator_next(coordinator, &id), status);
    assert_int_equal(id, 4711);
    assert_true(ida_coordinator_verify(coordinator));
}

/* ---- Masters -------------------------------------------------------------------------------- */

ida_master_config config_of(uint64_t first_start, uint64_t last_id, uint64_t range_size)
{
    return (ida_master_config){.sequence = SEQUENCE,
                               .first_start = first_start,
                               .last_id = last_id,
                               .range_size = range_size,
                               .member_max = 8};
}

ida_master *master_of(const ida_master_config *config, uint64_t term,
                      const ida_master_record *stored)
{
    ida_allocator allocator = ida_allocator_standard();
    ida_master *master = NULL;
    assert_int_equal(ida_master_create(&allocator, config, term, stored, &master), IDA_OK);
    assert_true(ida_master_verify(master));
    return master;
}

ida_master *usual_master(uint64_t range_size, uint64_t members)
{
    ida_master_config config = config_of(1000, IDA_SEQUENCE_ID_MAX, range_size);
    ida_master *master = master_of(&config, 1, NULL);
    join_all(master, members);
    return master;
}

void join_all(ida_master *master, uint64_t members)
{
    for (uint64_t i = 0; i < members; i++) {
        assert_int_equal(ida_master_join(master, i), IDA_OK);
    }
}

void store_pending(ida_master *master)
{
    ida_master_write write;
    assert_true(ida_master_pending(master, &write));
    assert_int_equal(ida_master_confirm(master, &write.record), IDA_OK);
    assert_true(ida_master_verify(master));
}

ida_chunk_reply granted(ida_master *master, ida_chunk_request request)
{
    ida_chunk_reply reply;
    ida_status status = ida_master_grant(master, &request, &reply);
    if (status == IDA_NOT_PERSISTED) {
        store_pending(master);
        status = ida_master_grant(master, &request, &reply);
    }
    assert_int_equal(status, IDA_OK);
    assert_true(ida_master_verify(master));
    return reply;
}

void refused(ida_master *master, ida_chunk_request request, ida_status status)
{
    ida_chunk_reply reply;
    ida_chunk_reply before;
    memset(&reply, 0x5a, sizeof reply);
    memcpy(&before, &reply, sizeof reply);
    assert_int_equal(ida_master_grant(master, &request, &reply), status);
    assert_memory_equal(&reply, &before, sizeof reply);
    assert_true(ida_master_verify(master));
}

/* ---- A master and the storage that it writes to --------------------------------------------- */

office office_of(uint64_t first_start, uint64_t last_id, uint64_t range_size, uint64_t members)
{
    office o = {.config = config_of(first_start, last_id, range_size)};
    o.config.member_max = 4;
    elect(&o, 1, members);
    return o;
}

void elect(office *o, uint64_t term, uint64_t members)
{
    ida_master_destroy(o->master);
    o->master = master_of(&o->config, term, o->is_stored ? &o->stored : NULL);
    join_all(o->master, members);
}

void store(office *o)
{
    ida_master_write write;
    assert_true(ida_master_verify(o->master));
    assert_true(ida_master_pending(o->master, &write));
    assert_true(ida_master_write_applies(o->is_stored ? &o->stored : NULL, &write));
    o->stored = write.record;
    o->is_stored = true;
    store_pending(o->master);
}

void raised(office *o, uint64_t issued)
{
    ida_status status = ida_master_raise(o->master, issued);
    while (status == IDA_NOT_PERSISTED) {
        store(o);
        status = ida_master_raise(o->master, issued);
    }
    assert_int_equal(status, IDA_OK);
    assert_true(ida_master_verify(o->master));
}

ida_chunk office_grants(office *o, ida_chunk_request request)
{
    ida_chunk_reply reply;
    ida_status status = ida_master_grant(o->master, &request, &reply);
    while (status == IDA_NOT_PERSISTED) {
        store(o);
        status = ida_master_grant(o->master, &request, &reply);
    }
    assert_int_equal(status, IDA_OK);
    assert_true(ida_master_verify(o->master));
    return reply.chunk;
}

void supply(office *o, ida_coordinator *coordinator, ida_coordinator_record *record)
{
    install(coordinator, office_grants(o, asked(coordinator)));
    keep(coordinator, record);
}
