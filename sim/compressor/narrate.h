/* Sentences for people about what happened. All of them do nothing when nobody listens. */
#ifndef SIM_TELL_H
#define SIM_TELL_H

#include "world.h"

void sim_tell_state(sim_world *world, unsigned index);
void sim_tell_opened(sim_world *world, unsigned node, unsigned slot, ida_uuid uuid,
                     ida_status status);
void sim_tell_closed(sim_world *world, unsigned node, unsigned slot);
void sim_tell_generated(sim_world *world, unsigned node, unsigned slot, ida_status status,
                        const ida_run *runs, size_t run_count);
void sim_tell_unique(sim_world *world, unsigned node, unsigned slot, ida_status status,
                     const ida_unique_id *id);
/* A session's call that has nothing but a status to tell. */
void sim_tell_call(sim_world *world, unsigned node, unsigned slot, const char *what,
                   ida_status status);
void sim_tell_taken(sim_world *world, unsigned node, unsigned slot, bool again, ida_status status,
                    const ida_range *range);
void sim_tell_mentioned(sim_world *world, unsigned node, unsigned slot, ida_id id,
                        ida_status status, ida_id op_id);
void sim_tell_submitted(sim_world *world, unsigned node, const sim_entry *entry);
/* What the sequencer or the network did with a submission: "is lost", "comes early", ... */
void sim_tell_up(sim_world *world, unsigned node, const sim_entry *entry, const char *what);
void sim_tell_down(sim_world *world, unsigned node, uint64_t position, const char *what);
void sim_tell_sequenced(sim_world *world, uint64_t position);
void sim_tell_applied(sim_world *world, unsigned node, uint64_t position, ida_status status,
                      ida_id first);
void sim_tell_read(sim_world *world, unsigned node, unsigned slot, uint64_t position,
                   uint32_t index, ida_status status, ida_id id);
void sim_tell_saved(sim_world *world, unsigned node, unsigned store, ida_status status,
                    size_t size);
void sim_tell_loaded(sim_world *world, unsigned node, unsigned from, const char *what,
                     ida_status status);
void sim_tell_damaged(sim_world *world, unsigned node, unsigned store, const char *what);

#endif
