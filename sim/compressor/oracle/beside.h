/*
 * Questions beside the usual ones: what an application asks seldom or wrongly. They are drawn from
 * dice of their own, so that the usual questions stay as they are.
 */
#ifndef SIM_ORACLE_BESIDE_H
#define SIM_ORACLE_BESIDE_H

#include "oracle_internal.h"

/* The one that is asked: a live session of a node that is up. */
typedef struct sim_asked {
    sim_oracle *oracle;
    const sim_subject *subject;
    ida_document *document;
    ida_session *session;
    sim_view view; /* of the session */
    unsigned node;
    unsigned slot;
} sim_asked;

/* A number from 0 to bound - 1. */
uint64_t sim_beside_below(const sim_asked *asked, uint64_t bound);
/* wrongly.c: a call with a wrong argument is refused, and changes nothing. */
void sim_ask_wrongly(const sim_asked *asked);
/* many.c: look-ups of many IDs at once answer as those of each. */
void sim_ask_many(const sim_asked *asked);
/* accounts.c: bytes held, runs of local IDs, which documents and sessions are equal. */
void sim_ask_accounts(const sim_asked *asked);

#endif
