/* Writes the 122 bits of a UUID with its version and its variant between them. */
#include "uuid_text.h"

#include <assert.h>
#include <inttypes.h>
#include <stdio.h>

void sim_uuid_text(ida_uuid uuid, char text[IDA_UUID_TEXT_SIZE])
{
    if (uuid.high >> 58 != 0) {
        (void)snprintf(text, IDA_UUID_TEXT_SIZE, "%016" PRIx64 ":%016" PRIx64, uuid.high, uuid.low);
        return;
    }
    uint64_t first = (uuid.high >> 10) & 0xFFFFFFFFFFFF;
    uint64_t middle = ((uuid.high & 0x3FF) << 2) | (uuid.low >> 62);
    uint64_t last = uuid.low & 0x3FFFFFFFFFFFFFFF;
    int length = snprintf(text, IDA_UUID_TEXT_SIZE,
                          "%08" PRIx64 "-%04" PRIx64 "-4%03" PRIx64 "-%04" PRIx64 "-%012" PRIx64,
                          first >> 16, first & 0xFFFF, middle, ((last >> 48) & 0x3FFF) | 0x8000,
                          last & 0xFFFFFFFFFFFF);
    assert(length == IDA_UUID_TEXT_SIZE - 1);
    (void)length;
}
