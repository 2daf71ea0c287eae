/*
 * UUIDs as numbers.
 *
 * A session ID is a version 4 UUID of the RFC variant (10xx). The stable IDs of a session are the
 * UUIDs that follow it. Version and variant carry no information, so an ida_uuid is the 122-bit
 * number that remains without them. Adding to it carries across the places where they were.
 *
 *   text    xxxxxxxx-xxxx-4xxx-Nxxx-xxxxxxxxxxxx   N is 8, 9, a or b
 *   number  the 48 bits before the version, then 12 bits, then the 62 bits after the variant:
 *           high holds the upper 58 bits, low the lower 64
 *
 * The numbers, the canonical texts and the 16 bytes all sort in the same order.
 * Source of the numeric form: the serialized format of @fluidframework/id-compressor, version 2.
 */
#ifndef IDALLOC_UUID_H
#define IDALLOC_UUID_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <idalloc/api.h>
#include <idalloc/status.h>

IDA_BEGIN_DECLS

/*
 * A valid UUID has a high below 2^58. Calls that return a status refuse an invalid one, with
 * IDA_INVALID_ARGUMENT unless they say otherwise. Do not pass an invalid one to other calls, except
 * to ida_uuid_is_valid and to look-ups, which do not find it.
 */
typedef struct ida_uuid {
    uint64_t high;
    uint64_t low;
} ida_uuid;

/* The length of the text, without and with its terminating NUL. */
#define IDA_UUID_TEXT_LENGTH 36
#define IDA_UUID_TEXT_SIZE   37

/*
 * Reads the 36 characters of a version 4 UUID, in upper or lower case. length is the length of
 * text, which needs no NUL. IDA_MALFORMED for any other length, character, version or variant.
 * O(1).
 */
IDA_API ida_status ida_uuid_parse(const char *text, size_t length, ida_uuid *uuid);

/* Writes the canonical lower-case text and a NUL. uuid must be valid. O(1). */
IDA_API void ida_uuid_format(ida_uuid uuid, char text[IDA_UUID_TEXT_SIZE]);

/* Reads the 16 bytes in network order. IDA_MALFORMED for another version or variant. O(1). */
IDA_API ida_status ida_uuid_from_bytes(const uint8_t bytes[16], ida_uuid *uuid);

/* Writes the 16 bytes in network order. uuid must be valid. O(1). */
IDA_API void ida_uuid_to_bytes(ida_uuid uuid, uint8_t bytes[16]);

/* True if the number fits into 122 bits. O(1). */
IDA_API bool ida_uuid_is_valid(ida_uuid uuid);

/* Negative, zero or positive if a is before, equal to or after b. O(1). */
IDA_API int ida_uuid_compare(ida_uuid a, ida_uuid b);

/* uuid + offset. IDA_EXHAUSTED if that does not fit into 122 bits. O(1). */
IDA_API ida_status ida_uuid_add(ida_uuid uuid, uint64_t offset, ida_uuid *sum);

/*
 * to - from, if to is not before from and the distance fits into 64 bits. Otherwise returns false
 * and leaves distance as it was. O(1).
 */
IDA_API bool ida_uuid_distance(ida_uuid from, ida_uuid to, uint64_t *distance);

IDA_END_DECLS

#endif
