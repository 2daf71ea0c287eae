/*
 * A twin of a session that was saved and loaded: the same history, replayed without the save and
 * the load.
 *
 * When a loaded session answers wrongly, the load is at fault only if its twin answers correctly.
 * Twins are made only after a mistake was found, to name it.
 */
#ifndef SIM_ORACLE_TWIN_H
#define SIM_ORACLE_TWIN_H

#include "oracle_internal.h"

typedef struct sim_twin {
    ida_document *document;
    ida_session *session;
} sim_twin;

/* Makes the twin of the session in a slot; false, with nothing made, if the subject cannot. */
bool sim_twin_make(const sim_oracle *oracle, unsigned node, unsigned slot, sim_twin *twin);
void sim_twin_free(const sim_oracle *oracle, sim_twin *twin);

#endif
