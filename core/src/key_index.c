/* The index over ascending keys: appending, looking up, and checking its levels. */
#include "key_index.h"

#include <assert.h>

#include "memory.h"

bool ida_key_index_reserve(ida_key_index *index, const ida_allocator *allocator)
{
    /* The next key goes to the level above too if its position divides by the fan-out. */
    size_t position = ida_key_index_count(index);
    for (uint32_t i = 0; i < IDA_KEY_LEVELS; i++) {
        ida_key_level *level = &index->levels[i];
        uint64_t *keys =
            ida_grow(allocator, level->keys, sizeof *keys, level->count, &level->capacity);
        if (keys == NULL) {
            return false;
        }
        level->keys = keys;
        if (position == 0 || position % IDA_KEY_FANOUT != 0) {
            break;
        }
        position /= IDA_KEY_FANOUT;
    }
    assert(ida_key_index_count(index) < index->levels[0].capacity);
    return true;
}

static void push(ida_key_level *level, uint64_t key)
{
    assert(level->count < level->capacity);
    level->keys[level->count] = key;
    level->count++;
}

void ida_key_index_append(ida_key_index *index, uint64_t key)
{
    size_t position = ida_key_index_count(index);
    assert(position == 0 || index->levels[0].keys[position - 1] < key);
    push(&index->levels[0], key);
    if (index->height == 0) {
        index->height = 1;
    }
    for (uint32_t i = 1; position != 0 && position % IDA_KEY_FANOUT == 0; i++) {
        assert(i <= index->height);
        assert(i < IDA_KEY_LEVELS);
        /* A new level begins with the first key of all; a new level has room for two. */
        if (i == index->height) {
            push(&index->levels[i], index->levels[0].keys[0]);
            index->height++;
        }
        push(&index->levels[i], key);
        position /= IDA_KEY_FANOUT;
    }
}

/* How many of count ascending keys are not above key. Without branches: they would guess wrong. */
static size_t rank(const uint64_t *keys, size_t count, uint64_t key)
{
    size_t below = 0;
    for (size_t i = 0; i < count; i++) {
        below += keys[i] <= key ? 1u : 0u;
    }
    return below;
}

size_t ida_key_index_floor(const ida_key_index *index, uint64_t key)
{
    assert(index->height > 0);
    assert(index->levels[0].keys[0] <= key);
    size_t position = 0;
    for (uint32_t i = index->height; i-- > 0;) {
        const ida_key_level *level = &index->levels[i];
        size_t base = position * IDA_KEY_FANOUT;
        const uint64_t *keys = level->keys + base;
        size_t rest = level->count - base;
        /* The constant lets the compiler unroll what is by far the most frequent. */
        size_t below =
            rest >= IDA_KEY_FANOUT ? rank(keys, IDA_KEY_FANOUT, key) : rank(keys, rest, key);
        /* The level above led to a key that is not above key, and it is the first one here. */
        assert(below > 0);
        position = base + below - 1;
    }
    assert(index->levels[0].keys[position] <= key);
    assert(position + 1 == index->levels[0].count || index->levels[0].keys[position + 1] > key);
    return position;
}

size_t ida_key_index_count(const ida_key_index *index)
{
    return index->levels[0].count;
}

uint64_t ida_key_index_at(const ida_key_index *index, size_t position)
{
    assert(position < index->levels[0].count);
    return index->levels[0].keys[position];
}

size_t ida_key_index_memory(const ida_key_index *index)
{
    size_t bytes = 0;
    for (uint32_t i = 0; i < IDA_KEY_LEVELS; i++) {
        bytes += index->levels[i].capacity * sizeof *index->levels[i].keys;
    }
    return bytes;
}

bool ida_key_index_verify(const ida_key_index *index)
{
    const ida_key_level *all = &index->levels[0];
    for (size_t i = 1; i < all->count; i++) {
        if (all->keys[i - 1] >= all->keys[i]) {
            return false;
        }
    }
    size_t stride = 1;
    for (uint32_t i = 0; i < index->height; i++) {
        const ida_key_level *level = &index->levels[i];
        if (level->count > level->capacity || level->count != (all->count - 1) / stride + 1) {
            return false;
        }
        for (size_t j = 0; j < level->count; j++) {
            if (level->keys[j] != all->keys[j * stride]) {
                return false;
            }
        }
        stride *= IDA_KEY_FANOUT;
    }
    uint32_t top = index->height == 0 ? 0 : index->height - 1;
    return index->levels[top].count <= IDA_KEY_FANOUT && (index->height == 0) == (all->count == 0);
}

void ida_key_index_free(ida_key_index *index, const ida_allocator *allocator)
{
    for (uint32_t i = 0; i < IDA_KEY_LEVELS; i++) {
        ida_key_level *level = &index->levels[i];
        ida_release(allocator, level->keys, level->capacity * sizeof *level->keys);
    }
}
