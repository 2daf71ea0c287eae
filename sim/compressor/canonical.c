/* Describes an ID compressor's world in one image, as explore/canon.h says. */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "channel.h"
#include "compressor.h"
#include "compressor/oracle/oracle_internal.h"
#include "compressor/oracle/stable.h"
#include "describing.h"

/* UUIDs within this distance of a session's are its IDs. */
#define SESSION_REACH (UINT64_C(1) << 41)

/* The world being written, as it looks in one image. */
typedef struct writer {
    sim_writing *out;
    const sim_describing *canon;
    const sim_world *world;
    const sim_oracle *oracle;
    const uint8_t *image;                /* node -> node, */
    uint8_t origin[SIM_SCOPE_NODES_MAX]; /* and back */
} writer;

/* --- Writing. --- */

static void put_bytes(writer *w, const void *bytes, size_t size)
{
    sim_write_bytes(w->out, bytes, size);
}

static void put(writer *w, uint64_t number)
{
    sim_write_number(w->out, number);
}

/* The UUID that takes this one's place in the image. */
static ida_uuid renamed(const writer *w, ida_uuid uuid)
{
    for (size_t i = 0; i < w->canon->name_count && w->canon->mirrored; i++) {
        const sim_canon_name *name = &w->canon->names[i];
        for (unsigned node = 0; node < w->canon->config.nodes; node++) {
            uint64_t distance;
            ida_uuid result;
            if (sim_stable_distance(name->uuid[node], uuid, &distance) &&
                distance < SESSION_REACH &&
                sim_stable_add(name->uuid[w->image[node]], distance, &result)) {
                return result;
            }
        }
    }
    return uuid;
}

static void put_uuid(writer *w, ida_uuid uuid)
{
    ida_uuid name = renamed(w, uuid);
    put(w, name.high);
    put(w, name.low);
}

static void put_range(writer *w, const ida_range *range)
{
    put_uuid(w, range->session);
    put(w, range->first_gen_count);
    put(w, range->count);
    put(w, range->requested_cluster_size);
}

static void put_entry(writer *w, const sim_entry *entry)
{
    put(w, (uint64_t)entry->kind);
    put(w, entry->forged);
    if (!entry->forged && entry->kind != SIM_ENTRY_GHOST) {
        put(w, w->image[entry->node]);
        put(w, entry->slot);
        put(w, entry->epoch);
        put(w, entry->number);
    }
    if (entry->kind != SIM_ENTRY_APP) {
        put_range(w, &entry->range);
        return;
    }
    assert(entry->mentions <= SIM_MENTIONS);
    put_uuid(w, entry->origin);
    put(w, entry->mentions);
    for (uint32_t i = 0; i < entry->mentions; i++) {
        put(w, (uint64_t)entry->ids[i]);
        put_uuid(w, entry->stable[i]);
    }
}

/* A connection's JOIN matters as long as its node waits for it. */
static bool is_awaited(const sim_world *world, const sim_entry *join)
{
    assert(join->node < world->config.nodes);
    const sim_node *node = &world->nodes[join->node];
    return node->state == SIM_NODE_JOINING && node->epoch == join->epoch;
}

static void put_log(writer *w)
{
    put(w, w->world->log_count);
    for (uint64_t i = 0; i < w->world->log_count; i++) {
        const sim_entry *entry = sim_world_entry(w->world, i);
        if (entry->kind == SIM_ENTRY_JOIN && !is_awaited(w->world, entry)) {
            put(w, UINT64_MAX);
        } else {
            put_entry(w, entry);
        }
    }
}

/* --- The subject and its sessions. --- */

static void put_document(writer *w, const ida_document *document)
{
    const sim_subject *subject = w->world->subject;
    size_t clusters = subject->document_cluster_count(document);
    put(w, clusters);
    put(w, subject->document_session_count(document));
    put(w, (uint64_t)subject->document_final_limit(document));
    for (size_t i = 0; i < clusters; i++) {
        ida_cluster cluster;
        memset(&cluster, 0, sizeof cluster);
        put(w, subject->document_cluster(document, i, &cluster));
        put_uuid(w, cluster.session);
        put(w, (uint64_t)cluster.base_final);
        put(w, cluster.base_gen_count);
        put(w, cluster.capacity);
        put(w, cluster.count);
    }
}

/* What a session is among its shards. Shards have the same IDs on whatever node they are. */
static void put_shard(writer *w, const ida_session *session)
{
    const sim_subject *subject = w->world->subject;
    ida_shard_info info = {.stride = 1};
    ida_shard_child child;
    if (subject->shard_split == NULL || !subject->shard_describe(session, &info)) {
        put(w, 0);
        return;
    }
    put(w, info.stride);
    put(w, info.original_stride);
    put(w, info.shard.low);
    for (size_t i = 0; subject->shard_child_at(session, i, &child); i++) {
        put(w, child.shard.low);
        put(w, child.known);
    }
    put(w, UINT64_MAX);
}

static void put_session(writer *w, ida_session *session)
{
    const sim_subject *subject = w->world->subject;
    uint64_t generated = subject->session_generated(session);
    put_uuid(w, subject->session_id(session));
    put(w, generated);
    put(w, subject->session_next_range_start(session));
    put(w, subject->session_cluster_size(session));
    put(w, subject->session_is_stale(session));
    put_shard(w, session);
    for (uint64_t gen = 1; gen <= generated && gen <= SIM_CANON_FORMS; gen++) {
        ida_id form = 0;
        put(w, (uint64_t)subject->session_to_op_space(session, -(ida_id)gen, &form));
        put(w, (uint64_t)form);
    }
}

static void put_incarnation(writer *w, const sim_incarnation *self)
{
    put(w, self->live);
    if (!self->live) {
        return;
    }
    put_uuid(w, self->uuid);
    put(w, self->generated);
    put(w, self->next_start);
    put(w, self->cluster_size);
    put(w, self->given_count);
    for (size_t i = 0; i < self->given_count; i++) {
        put(w, self->given[i].first_gen);
        put(w, self->given[i].count);
        put(w, self->given[i].eager);
        put(w, self->given[i].base_final);
    }
    const sim_shard *shard = &self->shard;
    put(w, sim_book_is_current(&w->oracle->book, self));
    put(w, shard->has_been);
    put(w, shard->is_sharded);
    if (shard->has_been) {
        put(w, shard->is_child);
        put(w, shard->id.low);
        put(w, shard->stride);
        put(w, shard->original);
        put(w, shard->child_count);
        for (size_t i = 0; i < shard->child_count; i++) {
            put(w, shard->children[i].id.low);
            put(w, shard->children[i].birth);
            put(w, shard->children[i].stride);
            put(w, shard->children[i].known);
        }
    }
}

/* What the application of a session remembers, newest first, as far as ops can reach it. */
static void put_application(writer *w, const sim_slot *slot)
{
    if (!w->canon->mentions) {
        return;
    }
    uint32_t issued = slot->issued_count < SIM_SEEN ? slot->issued_count : SIM_SEEN;
    uint32_t seen = slot->seen_count < SIM_SEEN ? slot->seen_count : SIM_SEEN;
    put(w, issued);
    for (uint32_t i = 1; i <= issued; i++) {
        const ida_run *run = &slot->issued[(slot->issued_count - i) % SIM_SEEN];
        put(w, (uint64_t)run->first);
        put(w, run->count);
    }
    put(w, seen);
    for (uint32_t i = 1; i <= seen; i++) {
        put(w, (uint64_t)slot->seen[(slot->seen_count - i) % SIM_SEEN]);
    }
}

static void put_slots(writer *w, unsigned index)
{
    const sim_node *node = &w->world->nodes[index];
    for (unsigned i = 0; i < w->canon->config.slots; i++) {
        const sim_slot *slot = &node->slots[i];
        put(w, slot->session != NULL);
        if (slot->session != NULL) {
            put(w, slot->loaded);
            put(w, slot->shard.low);
            put(w, slot->parent.low);
            put(w, slot->births);
            put_session(w, slot->session);
            put_application(w, slot);
        }
        put_incarnation(w, sim_oracle_slot(w->oracle, index, i));
        if (node->lost != NULL) {
            put_uuid(w, node->lost[i].uuid);
            put(w, node->lost[i].generated);
        }
    }
}

/* --- Storage. --- */

/* What the subject loads from the bytes. */
static void put_loaded(writer *w, const uint8_t *bytes, size_t size)
{
    const sim_subject *subject = w->world->subject;
    sim_own_memory memory = {0};
    const ida_allocator own = sim_own_allocator(&memory);
    ida_snapshot snapshot;
    memset(&snapshot, 0, sizeof snapshot);
    ida_status status = subject->snapshot_load(&own, bytes, size, &snapshot);
    w->out->out_of_memory = w->out->out_of_memory || memory.failures > 0;
    put(w, (uint64_t)status);
    if (status != IDA_OK) {
        put(w, size);
        put_bytes(w, bytes, size);
        return;
    }
    put(w, snapshot.log_position);
    put_document(w, snapshot.document);
    put(w, snapshot.session_count);
    for (size_t i = 0; i < snapshot.session_count; i++) {
        put_session(w, snapshot.sessions[i]);
        subject->session_close(snapshot.sessions[i]);
    }
    subject->document_destroy(snapshot.document);
    free(snapshot.sessions);
}

/* How many of a node's saves are older than a store: serials count the saves of all nodes. */
static unsigned rank_of(const sim_node *node, const sim_store *store)
{
    unsigned rank = 0;
    for (unsigned i = 0; i < SIM_STORES; i++) {
        rank += node->stores[i].bytes != NULL && node->stores[i].serial < store->serial ? 1 : 0;
    }
    return rank;
}

static void put_store(writer *w, unsigned index, unsigned which)
{
    const sim_node *node = &w->world->nodes[index];
    const sim_store *store = &node->stores[which];
    const sim_saved *saved = sim_oracle_store(w->oracle, index, which);
    put(w, store->bytes != NULL);
    if (store->bytes == NULL) {
        return;
    }
    put_loaded(w, store->bytes, store->size);
    if (w->canon->exact) {
        put(w, store->size);
        put_bytes(w, store->bytes, store->size);
        put(w, store->original_size);
        put(w, store->original_hash);
    }
    put(w, store->damaged);
    put(w, store->position);
    put(w, rank_of(node, store));
    put(w, store->loads > 0);
    put(w, saved->used);
    put(w, saved->position);
    for (unsigned i = 0; i < w->canon->config.slots; i++) {
        put(w, store->slots[i].session != NULL);
        put_uuid(w, store->slots[i].uuid);
        put_application(w, &store->slots[i]);
        put_incarnation(w, &saved->slots[i]);
    }
}

/* --- Nodes. --- */

static void put_links(writer *w, const sim_node *node)
{
    put(w, node->cut_up);
    put(w, node->cut_down);
    put(w, node->epoch);
    put(w, node->next_number);
    put(w, node->next_sent);
    for (uint32_t i = 0; i < SIM_UP_MESSAGES; i++) {
        if (node->up[i].used) {
            put(w, 1 + (uint64_t)i);
            put_entry(w, &node->up[i].entry);
        }
    }
    put(w, 0);
    put(w, node->unseen_count);
    assert(node->unseen_count <= sim_world_unseen_max(w->world));
    for (uint32_t i = 0; i < node->unseen_count; i++) {
        put_entry(w, &node->unseen[i]);
    }
    assert(node->position <= w->world->log_count);
    for (uint64_t i = node->position; i < w->world->log_count; i++) {
        put(w, *sim_world_down(w->world, node, i));
    }
}

static void put_client(writer *w, const sim_client *client)
{
    put(w, client->epoch);
    put(w, client->expected);
    for (uint32_t i = 0; i < SIM_UP_MESSAGES; i++) {
        put(w, client->buffered[i]);
        if (client->buffered[i]) {
            put_entry(w, &client->buffer[i]);
        }
    }
}

static void put_one_node(writer *w, unsigned index)
{
    const sim_node *node = &w->world->nodes[index];
    const sim_oracle *oracle = w->oracle;
    put(w, (uint64_t)node->state);
    put(w, node->position);
    put(w, node->joined_at);
    put(w, node->loaded);
    put(w, node->loaded_at);
    put(w, node->unsaved);
    put(w, node->starve_in);
    put(w, node->lost != NULL);
    if (node->document != NULL) {
        put_document(w, node->document);
    }
    put_slots(w, index);
    for (unsigned i = 0; i < SIM_STORES; i++) {
        put_store(w, index, i);
    }
    put_links(w, node);
    put_client(w, &w->world->clients[index]);
    /* The oracle names what is wrong with bytes that change and must not. */
    put(w, oracle->last_look[index] == sim_model_counters(&oracle->model, node->position).changes);
}

/* --- What belongs to no particular node. --- */

static int compare_uuids(const void *a, const void *b)
{
    const ida_uuid *left = a;
    const ida_uuid *right = b;
    if (sim_stable_equal(*left, *right)) {
        return 0;
    }
    return sim_stable_before(*left, *right) ? -1 : 1;
}

/* --- Children and tokens on their way, and what shards have handed out. --- */

static void put_newborn(writer *w, const sim_newborn *newborn, const sim_incarnation *child)
{
    put(w, newborn->bytes != NULL);
    if (newborn->bytes != NULL) {
        put_loaded(w, newborn->bytes, newborn->size);
        put_incarnation(w, child);
        put(w, newborn->slot.parent.low);
        put(w, newborn->loads > 0);
    }
}

static void put_token(writer *w, const sim_token *token)
{
    put(w, token->used);
    if (token->used) {
        put_bytes(w, token->bytes, sizeof token->bytes);
        put_uuid(w, token->session);
        put(w, token->to.low);
        put(w, token->arrivals);
        put(w, token->serial);
    }
}

/* A page of the book. Of the states of shards it matters only who has another one. */
static void put_page(writer *w, const sim_page *page)
{
    put_uuid(w, page->session);
    put(w, page->is_spoiled);
    for (size_t i = 0; i < page->kin_count; i++) {
        put(w, page->kin[i].id.low);
        put(w, page->kin[i].parent);
        put(w, page->kin[i].has_ended);
        put(w, page->kin[i].past);
        put(w, page->kin[i].farthest);
    }
    for (size_t i = 0; i < page->made_count; i++) {
        put(w, page->made[i].first_gen);
        put(w, page->made[i].count);
    }
}

static void put_post(writer *w)
{
    const sim_post *post = w->world->post;
    put(w, post != NULL);
    if (post == NULL) {
        return;
    }
    put(w, post->newborn_count);
    put(w, post->token_count);
    put(w, post->births);
    for (unsigned i = 0; i < SIM_NEWBORNS; i++) {
        put_newborn(w, &post->newborns[i], &w->oracle->newborns[i]);
    }
    for (unsigned i = 0; i < SIM_TOKENS; i++) {
        put_token(w, &post->tokens[i]);
    }
    for (size_t i = 0; i < w->oracle->book.page_count; i++) {
        put_page(w, &w->oracle->book.pages[i]);
    }
    put(w, UINT64_MAX);
}

/* A set: neither order nor repetitions matter. */
static void put_forked(writer *w)
{
    ida_uuid names[SIM_REMEMBERED] = {{0, 0}};
    const sim_world *world = w->world;
    uint32_t count = world->forked_count < SIM_REMEMBERED ? world->forked_count : SIM_REMEMBERED;
    for (uint32_t i = 0; i < count; i++) {
        names[i] = renamed(w, world->forked[i]);
    }
    qsort(names, count, sizeof names[0], compare_uuids);
    for (uint32_t i = 0; i < count; i++) {
        if (i == 0 || !sim_stable_equal(names[i], names[i - 1])) {
            put(w, names[i].high);
            put(w, names[i].low);
        }
    }
    put(w, UINT64_MAX);
}

static void put_oracle(writer *w)
{
    const sim_oracle *oracle = w->oracle;
    for (size_t i = 0; i < oracle->look_count; i++) {
        if (oracle->looks[i].known) {
            put(w, i);
        }
    }
    put(w, UINT64_MAX);
    /* Damage may turn bytes into those of any earlier snapshot: a set, by its sum. */
    uint64_t sum = 0;
    for (size_t i = 0; w->canon->exact && i < oracle->ever_count; i++) {
        bool again = false;
        for (size_t k = 0; k < i && !again; k++) {
            again = oracle->ever[k].hash == oracle->ever[i].hash;
        }
        sum += again ? 0 : oracle->ever[i].hash;
    }
    put(w, sum);
}

void sim_compressor_describe(const void *world, const sim_describing *canon, const uint8_t *image,
                             sim_writing *out)
{
    writer w = {.out = out, .canon = canon, .world = world, .image = image};
    assert(canon->config.nodes <= SIM_SCOPE_NODES_MAX);
    w.oracle = sim_compressor_oracle(world);
    for (unsigned i = 0; i < canon->config.nodes; i++) {
        assert(image[i] < canon->config.nodes);
        w.origin[image[i]] = (uint8_t)i;
    }
    put_log(&w);
    for (unsigned i = 0; i < canon->config.nodes; i++) {
        put_one_node(&w, w.origin[i]);
    }
    put_post(&w);
    put_forked(&w);
    put_oracle(&w);
}
