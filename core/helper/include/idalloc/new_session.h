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
 * Makes a random version 4 UUID with libuuid, from the operating system's generator. IDA_OK.
 *
 * All of idalloc rests on no two sessions having the same or neighbouring IDs. Where the system
 * has no random numbers to give (a jail without /dev/urandom on an old kernel), libuuid goes on
 * with weaker ones and does not tell: use another source of UUIDs there.
 * Threads: may be called at any time. O(1).
 */
IDA_API ida_status ida_new_session_id(ida_uuid *uuid);

IDA_END_DECLS

#endif
