/*
 * New session IDs. This is libidalloc-uuid, a library of its own, because the core has no
 * randomness. If you already have UUIDs, you don't need it.
 */
#ifndef IDALLOC_NEW_SESSION_H
#define IDALLOC_NEW_SESSION_H

#include <idalloc/api.h>
#include <idalloc/status.h>
#include <idalloc/uuid.h>

IDA_BEGIN_DECLS

/*
 * Makes a random version 4 UUID with libuuid, from the random numbers of the operating system.
 * Returns IDA_OK.
 *
 * idalloc relies on the fact that no two sessions have the same or neighbouring IDs. If the system
 * has no random numbers (in a jail without /dev/urandom on an old kernel), libuuid silently uses
 * weaker ones. In that case, use another source of UUIDs.
 * Threads: any number may call this at the same time. O(1).
 */
IDA_API ida_status ida_new_session_id(ida_uuid *uuid);

IDA_END_DECLS

#endif
