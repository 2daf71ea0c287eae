/* Numbers words and UUIDs in the order in which they are first met. */
#include "names.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

/* The index of an ID; is_new: its line is still to be written. */
static int64_t index_of(sim_names *names, uint64_t high, uint64_t low, bool *is_new)
{
    uint64_t *number = sim_id_map_put(&names->by_value, high, low);
    *is_new = false;
    if (number == NULL) {
        names->failed = true;
        return 0;
    }
    if (*number == 0) {
        *number = names->lines.count + 1;
        *is_new = true;
    }
    return (int64_t)*number - 1;
}

static void add(sim_names *names, const char *line)
{
    sim_column_add_line(&names->lines, line);
    names->failed = names->failed || names->lines.failed;
}

int64_t sim_names_word(sim_names *names, const char *word)
{
    bool is_new;
    XXH128_hash_t hash = XXH3_128bits(word, strlen(word));
    int64_t index = index_of(names, hash.high64, hash.low64, &is_new);
    if (is_new) {
        add(names, word);
    }
    return index;
}

int64_t sim_names_uuid(sim_names *names, ida_uuid uuid)
{
    bool is_new;
    int64_t index = index_of(names, uuid.high, uuid.low, &is_new);
    if (is_new && ida_uuid_is_valid(uuid)) {
        char text[IDA_UUID_TEXT_SIZE];
        ida_uuid_format(uuid, text);
        add(names, text);
    } else if (is_new) {
        char text[48];
        (void)snprintf(text, sizeof text, "invalid:%016" PRIx64 ":%016" PRIx64, uuid.high,
                       uuid.low);
        add(names, text);
    }
    return index;
}

void sim_names_free(sim_names *names)
{
    sim_column_free(&names->lines);
    sim_id_map_free(&names->by_value);
}
