/* The ledger of chunks and IDs: see the header. U1 to U10 are listed in test_sequence_model.c. */
#include "support_ledger.h"

#include "support_cmocka.h"

static entry *entry_of(ledger *l, const ida_chunk *chunk)
{
    for (size_t i = 0; i < l->entry_count; i++) {
        entry *e = &l->entries[i];
        if (e->chunk.starting == chunk->starting && e->chunk.index == chunk->index) {
            return e;
        }
    }
    return NULL;
}

/* U4 and U7: the same chunk only to the same coordinator, in reply to the same request. */
bool ledger_grant(ledger *l, const ida_chunk_reply *reply)
{
    const ida_chunk *chunk = &reply->chunk;
    assert_true(chunk->count >= 1 && chunk->index < chunk->count);
    assert_true(chunk->count <= l->member_max);
    assert_true(chunk->ending == chunk->starting + l->range_size);
    entry *known = entry_of(l, chunk);
    if (known != NULL) {
        assert_int_equal(known->coordinator, reply->coordinator);
        return false;
    }
    for (size_t i = 0; i < l->entry_count; i++) {
        const ida_chunk *other = &l->entries[i].chunk;
        if (other->starting == chunk->starting) {
            assert_int_equal(other->count, chunk->count);
            assert_int_equal(other->ending, chunk->ending);
            assert_true(l->entries[i].coordinator != reply->coordinator);
        } else {
            assert_true(other->ending <= chunk->starting || chunk->ending <= other->starting);
        }
    }
    assert_true(l->entry_count < LEDGER_CHUNKS_MAX);
    l->entries[l->entry_count] = (entry){.chunk = *chunk, .coordinator = reply->coordinator};
    l->entry_count++;
    return true;
}

void ledger_install(ledger *l, const ida_chunk *chunk)
{
    entry *e = entry_of(l, chunk);
    assert_non_null(e);
    assert_false(e->held);
    assert_int_equal(e->drawn, 0);
    e->held = true;
}

/* How many IDs a chunk has, by counting. */
static uint64_t size_of(const ida_chunk *chunk)
{
    uint64_t size = 0;
    for (uint64_t id = chunk->starting + 1 + chunk->index; id <= chunk->ending;
         id += chunk->count) {
        size++;
    }
    return size;
}

/* U1, U2, U3, U5, U8. */
void ledger_draw(ledger *l, size_t who, uint64_t id)
{
    assert_true(id < LEDGER_IDS_MAX);
    assert_int_equal(l->drawn[id], 0);
    l->drawn[id] = 1;
    assert_true(id > l->accounts[who].last_id);
    l->accounts[who].last_id = id;
    entry *from = NULL;
    for (size_t i = 0; i < l->entry_count; i++) {
        const ida_chunk *chunk = &l->entries[i].chunk;
        if (id > chunk->starting && id <= chunk->ending &&
            (id - chunk->starting - 1) % chunk->count == chunk->index) {
            from = &l->entries[i];
        }
    }
    assert_non_null(from);
    assert_int_equal(from->coordinator, who);
    assert_true(from->held);
    /* In order, from current 1 on. */
    assert_true(id ==
                from->chunk.starting + 1 + from->chunk.index + from->chunk.count * from->drawn);
    from->drawn++;
    l->ids++;
}

uint64_t ledger_left(const ledger *l, size_t who, size_t *chunks)
{
    uint64_t left = 0;
    *chunks = 0;
    for (size_t i = 0; i < l->entry_count; i++) {
        const entry *e = &l->entries[i];
        if (e->coordinator == who && e->held && size_of(&e->chunk) > e->drawn) {
            left += size_of(&e->chunk) - e->drawn;
            (*chunks)++;
        }
    }
    return left;
}

void ledger_crash(ledger *l, size_t who)
{
    size_t chunks = 0;
    (void)ledger_left(l, who, &chunks);
    l->accounts[who].crashes++;
    l->accounts[who].lost_chunks += (unsigned)chunks;
    for (size_t i = 0; i < l->entry_count; i++) {
        if (l->entries[i].coordinator == who) {
            l->entries[i].held = false;
        }
    }
}

/* U6 for whole ranges, U9 for whole lives. */
size_t ledger_audit(const ledger *l)
{
    size_t full_ranges = 0;
    size_t drawn = 0;
    for (size_t i = 0; i < l->entry_count; i++) {
        const entry *e = &l->entries[i];
        assert_true(e->drawn <= size_of(&e->chunk));
        drawn += e->drawn;
        uint64_t granted = 0;
        uint64_t used = 0;
        for (size_t j = 0; j < l->entry_count; j++) {
            if (l->entries[j].chunk.starting == e->chunk.starting) {
                granted++;
                used += l->entries[j].drawn;
            }
        }
        if (granted == e->chunk.count && used == l->range_size) {
            for (uint64_t id = e->chunk.starting + 1; id <= e->chunk.ending; id++) {
                assert_int_equal(l->drawn[id], 1);
            }
            full_ranges++;
        }
    }
    assert_int_equal(drawn, l->ids);
    for (size_t who = 0; who < LEDGER_COORDINATORS; who++) {
        assert_true(l->accounts[who].lost_chunks <= 2 * l->accounts[who].crashes);
    }
    return full_ranges;
}
