/*
 * Masters and coordinators in one line each: what is asked, granted, drawn and stored between them.
 * Each of these fails the running test unless the library does what is said.
 */
#ifndef IDALLOC_TEST_SUPPORT_SEQUENCE_H
#define IDALLOC_TEST_SUPPORT_SEQUENCE_H

#include <stddef.h>
#include <stdint.h>

#include <idalloc/sequence.h>

#define SEQUENCE 9u

ida_chunk_request request_of(uint64_t coordinator, uint64_t incarnation, uint64_t number,
                             uint64_t after);
ida_chunk_reply reply_to(ida_chunk_request request, ida_chunk chunk);
void assert_chunk(ida_chunk chunk, uint64_t starting, uint64_t ending, uint64_t index,
                  uint64_t count);

/* ---- Coordinators --------------------------------------------------------------------------- */

/* What a coordinator that never was there starts from. */
ida_coordinator_record record_of(uint64_t coordinator);

/* A coordinator, started from the record, which becomes what is stored. */
ida_coordinator *started(ida_coordinator_record *record, uint32_t percent);
ida_coordinator *coordinator_of(uint64_t number, uint32_t percent);

/* Stores what must be stored; keep_pending allows that there is nothing. */
void keep(ida_coordinator *coordinator, ida_coordinator_record *record);
void keep_pending(ida_coordinator *coordinator);

ida_chunk_request asked(const ida_coordinator *coordinator);

/* Answers what the coordinator asks with a chunk; give also stores what must be. */
void install(ida_coordinator *coordinator, ida_chunk chunk);
void give(ida_coordinator *coordinator, ida_chunk chunk);

uint64_t draw(ida_coordinator *coordinator);
void draws_nothing(ida_coordinator *coordinator, ida_status status);

/* ---- Masters -------------------------------------------------------------------------------- */

/* For up to 8 members. */
ida_master_config config_of(uint64_t first_start, uint64_t last_id, uint64_t range_size);
ida_master *master_of(const ida_master_config *config, uint64_t term,
                      const ida_master_record *stored);

/* A master of term 1 of ranges of that size from 1000 on, with members 0 to members - 1. */
ida_master *usual_master(uint64_t range_size, uint64_t members);

void join_all(ida_master *master, uint64_t members);
void store_pending(ida_master *master);

/* The reply, after what must be stored was. */
ida_chunk_reply granted(ida_master *master, ida_chunk_request request);

/* No reply: what was in its place stays. */
void refused(ida_master *master, ida_chunk_request request, ida_status status);

/* ---- A master and the storage that it writes to --------------------------------------------- */

typedef struct office {
    ida_master *master;
    ida_master_config config;
    bool is_stored;
    ida_master_record stored;
} office;

/* For up to 4 members, of which that many have joined. */
office office_of(uint64_t first_start, uint64_t last_id, uint64_t range_size, uint64_t members);

/* Another master takes over. */
void elect(office *o, uint64_t term, uint64_t members);

void store(office *o);
void raised(office *o, uint64_t issued);
ida_chunk office_grants(office *o, ida_chunk_request request);

/* Gets the coordinator its next chunk. */
void supply(office *o, ida_coordinator *coordinator, ida_coordinator_record *record);

#endif
