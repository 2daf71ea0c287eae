/*
 * All of libidalloc: small IDs that are as unique as UUIDs, made without asking anyone.
 *
 *   ida_allocator allocator = ida_allocator_standard();
 *   ida_document *document;
 *   ida_session *session;
 *   ida_range range;
 *   ida_id id;
 *   ida_document_create(&allocator, &document);
 *   ida_session_open(document, my_uuid, &session);
 *   ida_session_generate(session, &id);            // -1: local, usable at once
 *   ida_session_take(session, &range);             // send it through the total order broadcast
 *   ida_document_finalize(document, &range);       // every replica, when the range comes back
 *   ida_session_to_op_space(session, id, &id);     // 0: final, the same for everyone
 */
#ifndef IDALLOC_IDALLOC_H
#define IDALLOC_IDALLOC_H

#include <idalloc/allocator.h>
#include <idalloc/document.h>
#include <idalloc/fluid.h>
#include <idalloc/korder.h>
#include <idalloc/lease.h>
#include <idalloc/range.h>
#include <idalloc/rust.h>
#include <idalloc/sequence.h>
#include <idalloc/session.h>
#include <idalloc/shard.h>
#include <idalloc/snapshot.h>
#include <idalloc/snowflake.h>
#include <idalloc/status.h>
#include <idalloc/uuid.h>
#include <idalloc/version.h>

#endif
