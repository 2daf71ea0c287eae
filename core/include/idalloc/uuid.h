/*
 * UUIDs as numbers.
 *
 * A session ID is a version 4 UUID of the RFC variant (10xx), and the stable IDs of a session are
 * the UUIDs that follow it. Version and variant say nothing, so an ida_uuid is the 122-bit number
 * that is left when they are cut out; adding one to it carries across where they stood.
 *
 *   text    xxxxxxxx-xxxx-4xxx-Nxxx-xxxxxxxxxxxx   N is 8, 9, a or b
 *   number  the 48 bits before the version, then 12 bits, then the 62 bits after the variant:
 *           high holds the upper 58 bits, low the lower 64
 *
 * Order of the numbers is order of the canonical texts and of the 16 bytes.
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
 * high is below 2^58. Calls that return a status refuse any other, with IDA_INVALID_ARGUMENT unless
 * they say otherwise; to those that return none it must not be given, unless they are questions
 * (ida_uuid_is_valid, and look-ups, which answer that there is no such thing).
 */
typedef struct ida_uuid {
    uint64_t high;
    uint64_t low;
} ida_uuid;

/* The length of the text form, without and with its terminating NUL. */
#define IDA_UUID_TEXT_LENGTH 36
#define IDA_UUID_TEXT_SIZE   37

/*
 * Reads the 36 characters of a version 4 UUID; upper and lower case are the same. length is that of
 * text, which needs no NUL. IDA_MALFORMED for any other length, character, version or variant.
 * O(1).
 */
IDA_API ida_status ida_uuid_parse(const char *text, size_t length, ida_uuid *uuid);

/* Writes the canonical lower-case text and a NUL. uuid must be valid. O(1). */
IDA_API void ida_uuid_format(ida_uuid uuid, char text[IDA_UUID_TEXT_SIZE]);

/* Reads the 16 bytes in network order; IDA_MALFORMED for another version or variant. O(1). */
IDA_API ida_status ida_uuid_from_bytes(const uint8_t bytes[16], ida_uuid *uuid);

/* Writes the 16 bytes in network order. uuid must be valid. O(1). */
IDA_API void ida_uuid_to_bytes(ida_uuid uuid, uint8_t bytes[16]);

/* True if the number fits 122 bits. O(1). */
IDA_API bool ida_uuid_is_valid(ida_uuid uuid);

/* Negative, zero or positive as a is before, equal to or after b. O(1). */
IDA_API int ida_uuid_compare(ida_uuid a, ida_uuid b);

/* uuid + offset; IDA_EXHAUSTED when that runs off the top of the 122 bits. O(1). */
IDA_API ida_status ida_uuid_add(ida_uuid uuid, uint64_t offset, ida_uuid *sum);

/*
 * to - from, when to is not before from and the distance fits 64 bits; false, with distance left
 * as it was, otherwise. O(1).
 */
IDA_API bool ida_uuid_distance(ida_uuid from, ida_uuid to, uint64_t *distance);

IDA_END_DECLS

#endif
