/* Node numbers of k-ordered IDs: fingerprints of Erlang names, and a search for duplicates. */
#include <assert.h>

#include <idalloc/korder.h>

/*
 * Erlang hashes an atom's name as UTF-8, by the hash function of P. J. Weinberger; the characters
 * from U+0080 to U+00FF, two bytes each, count as the one byte that they were before Erlang R16.
 */
static uint32_t pjw(const char *name, size_t length)
{
    uint32_t hash = 0;
    for (size_t i = 0; i < length; i++) {
        uint32_t value = (uint8_t)name[i];
        if ((value & 0xfe) == 0xc2 && i + 1 < length && ((uint8_t)name[i + 1] & 0xc0) == 0x80) {
            i++;
            value = (value << 6 | ((uint8_t)name[i] & 0x3f)) & 0xff;
        }
        hash = (hash << 4) + value;
        uint32_t top = hash & UINT32_C(0xf0000000);
        hash ^= top >> 24;
        hash ^= top;
    }
    return hash;
}

uint32_t ida_korder_fingerprint(const char *name, size_t length, ida_korder_hash hash)
{
    assert(hash == IDA_KORDER_PHASH || hash == IDA_KORDER_PHASH2);
    return pjw(name, length) + (hash == IDA_KORDER_PHASH ? 1 : 0);
}

bool ida_korder_find_node(const uint32_t *nodes, size_t count, uint32_t node, size_t *at)
{
    for (size_t i = 0; i < count; i++) {
        if (nodes[i] == node) {
            *at = i;
            return true;
        }
    }
    return false;
}
