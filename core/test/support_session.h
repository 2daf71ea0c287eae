/*
 * What the tests of sessions ask, in a line each. Their comments give a session's gen counts as
 * l (handed out as a local ID), e (eager final) and . (reserved, never generated), in brackets
 * where a cluster covers them.
 */
#ifndef IDALLOC_TEST_SUPPORT_SESSION_H
#define IDALLOC_TEST_SUPPORT_SESSION_H

#include <stddef.h>
#include <stdint.h>

#include <idalloc/idalloc.h>

#include "support_world.h"

/* As an expected answer: the call knows no such ID. */
#define UNKNOWN INT64_MAX

/* A session of A: as many IDs finalized in a cluster with four more, and as many behind it. */
ida_session *session_with_runs(ida_document *document, uint64_t first, uint64_t second);

/* The next IDs are these. */
void assert_generates(ida_session *session, const ida_id *expected, size_t count);

/* One question and its answer. */
void assert_op_space(ida_session *session, ida_id id, ida_id expected);
void assert_session_space(ida_session *session, ida_id op_id, ida_uuid origin, ida_id expected);
void assert_stable(ida_session *session, ida_id id, ida_uuid expected);
void assert_not_stable(ida_session *session, ida_id id);
void assert_recompresses(ida_session *session, ida_uuid uuid, ida_id expected);

/* All questions about an ID of own (the session asked) at a gen count. */
void assert_own(ida_session *session, uint64_t gen, ida_id session_id, ida_id op_id);

/* All questions about another session's finalized ID. */
void assert_other(ida_session *session, ida_uuid other, uint64_t gen, ida_id final);

/* All questions about IDs that no call may know. */
void assert_nothing(ida_session *session, ida_id id);
void assert_nothing_among(ida_session *session, ida_id first, ida_id last);
void assert_garbage_is_unknown(ida_session *session);

/* The local runs from a gen count to another, whatever room there is for them. */
void assert_runs(ida_session *session, uint64_t first, uint64_t last, const ida_local_run *expected,
                 size_t count);
size_t local_runs(ida_session *session, ida_local_run *runs, size_t capacity);

/* The session is stale: every call that would go on with it is refused, and changes nothing. */
void assert_refuses_for_good(ida_session *session);

/* Verifies the session and closes it. */
void close_sound(ida_session *session);

#endif
