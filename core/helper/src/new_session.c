/* New session IDs from libuuid. */
#include <idalloc/new_session.h>

#include <uuid/uuid.h>

ida_status ida_new_session_id(ida_uuid *uuid)
{
    uuid_t bytes;
    uuid_generate_random(bytes);
    return ida_uuid_from_bytes(bytes, uuid);
}
