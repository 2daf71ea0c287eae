/* Subjects with mistakes that only paired worlds show. */
#include "support_wrong_pair.h"
#include "compressor/world.h"
#include "support_wrong_part.h"

#define KNOWN_MAX      256u
#define SHARED_MAX     32u
#define CLUSTERS_MAX   512u
#define POSITION_BITS  16u
#define POSITION_MASK  ((UINT64_C(1) << POSITION_BITS) - 1)
#define LARGE_POSITION (UINT64_C(1) << 40)
#define MARKS_MAX      4096u

/* --- What the mistakes remember of documents, sessions and worlds. --- */

/* Something that the core made. */
typedef struct known {
    const void *thing;
    const void *context; /* of its allocator: one for each world */
    uint64_t mark;
    bool loaded;
} known;

/* What all documents of a world share. */
typedef struct shared {
    const void *context;
    uint64_t generated;           /* IDs */
    uint64_t marks[CLUSTERS_MAX]; /* by how many clusters a document has */
} shared;

static known all_known[KNOWN_MAX];
static shared all_shared[SHARED_MAX];

void wrong_pair_reset(void)
{
    memset(all_known, 0, sizeof all_known);
    memset(all_shared, 0, sizeof all_shared);
}

static known *find_known(const void *thing)
{
    for (size_t i = 0; i < KNOWN_MAX; i++) {
        if (all_known[i].thing == thing) {
            return &all_known[i];
        }
    }
    return NULL;
}

static known *know(const void *thing, const void *context, bool loaded)
{
    known *entry = find_known(NULL);
    assert_non_null(entry);
    *entry = (known){thing, context, 0, loaded};
    return entry;
}

static void forget(const void *thing)
{
    known *entry = find_known(thing);
    if (entry != NULL && thing != NULL) {
        *entry = (known){0};
    }
}

static bool is_loaded(const void *thing)
{
    const known *entry = find_known(thing);
    return entry != NULL && entry->loaded;
}

static shared *share_of(const void *context)
{
    shared *unused = NULL;
    for (size_t i = 0; i < SHARED_MAX; i++) {
        if (all_shared[i].context == context) {
            return &all_shared[i];
        }
        unused = unused == NULL && all_shared[i].context == NULL ? &all_shared[i] : unused;
    }
    assert_non_null(unused);
    *unused = (shared){.context = context};
    return unused;
}

static ida_status create_known(const ida_allocator *allocator, ida_document **document)
{
    ida_status status = ida_document_create(allocator, document);
    if (status == IDA_OK) {
        know(*document, allocator->context, false);
    }
    return status;
}

static void destroy_known(ida_document *document)
{
    forget(document);
    ida_document_destroy(document);
}

static void close_known(ida_session *session)
{
    forget(session);
    ida_session_close(session);
}

static ida_status load_known(const ida_allocator *allocator, const uint8_t *bytes, size_t size,
                             ida_snapshot *snapshot)
{
    ida_status status = ida_snapshot_load(allocator, bytes, size, snapshot);
    if (status == IDA_OK) {
        know(snapshot->document, allocator->context, true);
        for (size_t i = 0; i < snapshot->session_count; i++) {
            know(snapshot->sessions[i], allocator->context, true);
        }
    }
    return status;
}

static void plant_memory(sim_subject *subject)
{
    subject->document_create = create_known;
    subject->document_destroy = destroy_known;
    subject->session_close = close_known;
    subject->snapshot_load = load_known;
}

/* --- pair-rehydrate --- */

/* The model sees it where a document that was loaded goes on: in worlds that restart or join. */
static ida_status finalize_loaded(ida_document *document, const ida_range *range)
{
    ida_range larger = *range;
    if (is_loaded(document) && range->requested_cluster_size < IDA_CLUSTER_SIZE_MAX) {
        larger.requested_cluster_size++;
    }
    return ida_document_finalize(document, &larger);
}

PLANT_AFTER(memory, document_finalize, finalize_loaded)

static ida_status generate_loaded(ida_session *session, ida_id *id)
{
    ida_status status = ida_session_generate(session, id);
    if (status == IDA_OK && *id >= 0 && is_loaded(session)) {
        *id = -(ida_id)ida_session_generated(session);
    }
    return status;
}

PLANT_AFTER(memory, session_generate, generate_loaded)

/* --- Marks: what is saved beside the log position, and kept by those who load it. --- */

static uint64_t (*mark_of)(const ida_document *document);

static ida_status save_marked(const ida_document *document, ida_session *const *sessions,
                              size_t session_count, uint64_t log_position, uint8_t *buffer,
                              size_t capacity, size_t *size)
{
    uint64_t mark = log_position > POSITION_MASK ? 0 : mark_of(document);
    return ida_snapshot_save(document, sessions, session_count,
                             log_position | mark << POSITION_BITS, buffer, capacity, size);
}

static ida_status load_marked(const ida_allocator *allocator, const uint8_t *bytes, size_t size,
                              ida_snapshot *snapshot)
{
    ida_status status = load_known(allocator, bytes, size, snapshot);
    uint64_t mark = status == IDA_OK ? snapshot->log_position >> POSITION_BITS : 0;
    /* Other marks are no marks: the position itself is large. */
    if (status == IDA_OK && (mark < MARKS_MAX || mark == LARGE_POSITION >> POSITION_BITS)) {
        find_known(snapshot->document)->mark = mark;
        snapshot->log_position &= POSITION_MASK;
    }
    return status;
}

static void plant_mark(sim_subject *subject, uint64_t (*mark)(const ida_document *document))
{
    plant_memory(subject);
    mark_of = mark;
    subject->snapshot_save = save_marked;
    subject->snapshot_load = load_marked;
}

/* --- pair-delivery --- */

/*
 * All documents of a process share something that depends on how many IDs its sessions had
 * generated when the first of them came to a new cluster. They agree with each other, at every
 * position.
 */
static uint64_t mark_of_world(const ida_document *document)
{
    const known *entry = find_known(document);
    uint64_t mark =
        share_of(entry->context)->marks[ida_document_cluster_count(document) % CLUSTERS_MAX];
    return mark != 0 ? mark : entry->mark;
}

static shared *share_of_document(const ida_document *document)
{
    return share_of(find_known(document)->context);
}

/* A world that never allocated anything is a new one, even where another one was before. */
static ida_status create_shared(const ida_allocator *allocator, ida_document **document)
{
    const sim_memory *memory = allocator->context;
    if (memory != NULL && memory->peak == 0) {
        *share_of(memory) = (shared){.context = memory};
    }
    return create_known(allocator, document);
}

static void mark_world(const ida_document *document)
{
    shared *share = share_of_document(document);
    uint64_t *mark = &share->marks[ida_document_cluster_count(document) % CLUSTERS_MAX];
    if (*mark == 0) {
        *mark = 1 + share->generated % 1000;
    }
}

static ida_status finalize_marks(ida_document *document, const ida_range *range)
{
    ida_status status = ida_document_finalize(document, range);
    if (status == IDA_OK && range->count > 0) {
        mark_world(document);
    }
    return status;
}

static ida_status ghost_marks(ida_document *document, ida_uuid session, uint64_t count,
                              ida_id *first)
{
    ida_status status = ida_document_ghost(document, session, count, first);
    if (status == IDA_OK && count > 0) {
        mark_world(document);
    }
    return status;
}

static ida_status generate_counts(ida_session *session, ida_id *id)
{
    share_of_document(ida_session_document(session))->generated++;
    return ida_session_generate(session, id);
}

static ida_status many_counts(ida_session *session, uint64_t count, ida_run runs[2],
                              size_t *run_count)
{
    share_of_document(ida_session_document(session))->generated += count;
    return ida_session_generate_many(session, count, runs, run_count);
}

static void plant_shared_mark(sim_subject *subject)
{
    plant_mark(subject, mark_of_world);
    subject->document_create = create_shared;
    subject->document_finalize = finalize_marks;
    subject->document_ghost = ghost_marks;
    subject->session_generate = generate_counts;
    subject->session_generate_many = many_counts;
}

/* --- pair-rename --- */

/* A document is saved longer when its first two sessions came in the order of their UUIDs. */
static uint64_t mark_of_order(const ida_document *document)
{
    ida_cluster first;
    ida_cluster next;
    if (!ida_document_cluster(document, 0, &first)) {
        return 0;
    }
    for (size_t i = 1; ida_document_cluster(document, i, &next); i++) {
        int order = ida_uuid_compare(first.session, next.session);
        if (order != 0) {
            return order < 0 ? LARGE_POSITION >> POSITION_BITS : 0;
        }
    }
    return 0;
}

static void plant_order_mark(sim_subject *subject)
{
    plant_mark(subject, mark_of_order);
}

/* --- pair-split --- */

/* A document remembers of how many ranges it was made, and its replicas alike. */
static uint64_t mark_of_ranges(const ida_document *document)
{
    return find_known(document)->mark;
}

static ida_status finalize_counts(ida_document *document, const ida_range *range)
{
    ida_status status = ida_document_finalize(document, range);
    if (status == IDA_OK && range->count > 0) {
        find_known(document)->mark++;
    }
    return status;
}

static void plant_range_mark(sim_subject *subject)
{
    plant_mark(subject, mark_of_ranges);
    subject->document_finalize = finalize_counts;
}

/* --- Mistakes for each comparison. --- */

static ida_status decompress_loaded_document(const ida_document *document, ida_id id,
                                             ida_uuid *uuid)
{
    ida_status status = ida_document_decompress(document, id, uuid);
    return is_loaded(document) ? IDA_UNKNOWN_ID : status;
}

PLANT_AFTER(memory, document_decompress, decompress_loaded_document)

static ida_status recompress_loaded_document(const ida_document *document, ida_uuid uuid,
                                             ida_id *id)
{
    ida_status status = ida_document_recompress(document, uuid, id);
    return is_loaded(document) ? IDA_UNKNOWN_ID : status;
}

PLANT_AFTER(memory, document_recompress, recompress_loaded_document)

static bool cluster_of_loaded(const ida_document *document, size_t index, ida_cluster *cluster)
{
    bool there = ida_document_cluster(document, index, cluster);
    if (there && is_loaded(document)) {
        cluster->count++;
    }
    return there;
}

PLANT_AFTER(memory, document_cluster, cluster_of_loaded)

static size_t session_count_of_loaded(const ida_document *document)
{
    return ida_document_session_count(document) + (is_loaded(document) ? 1 : 0);
}

PLANT_AFTER(memory, document_session_count, session_count_of_loaded)

static uint64_t next_range_of_loaded(const ida_session *session)
{
    return ida_session_next_range_start(session) + (is_loaded(session) ? 1 : 0);
}

PLANT_AFTER(memory, session_next_range_start, next_range_of_loaded)

static bool loaded_is_stale(ida_session *session)
{
    return is_loaded(session) || ida_session_is_stale(session);
}

PLANT_AFTER(memory, session_is_stale, loaded_is_stale)

static ida_status recompress_loaded(ida_session *session, ida_uuid uuid, ida_id *id)
{
    ida_status status = ida_session_recompress(session, uuid, id);
    if (status == IDA_OK && *id < 0 && is_loaded(session)) {
        (void)ida_session_to_op_space(session, *id, id);
    }
    return status;
}

PLANT_AFTER(memory, session_recompress, recompress_loaded)

/* Whether a range is refused depends on how many IDs the world has by then. */
static ida_status finalize_moody(ida_document *document, const ida_range *range)
{
    return share_of_document(document)->generated % 3 == 0 ? IDA_COLLISION
                                                           : ida_document_finalize(document, range);
}

static void plant_finalize_moody(sim_subject *subject)
{
    plant_shared_mark(subject);
    subject->snapshot_save = ida_snapshot_save;
    subject->snapshot_load = load_known;
    subject->document_finalize = finalize_moody;
}

/* The same, but it is accepted, and only said to be refused. */
static ida_status finalize_grumbling(ida_document *document, const ida_range *range)
{
    ida_status status = ida_document_finalize(document, range);
    bool refused = share_of_document(document)->generated % 3 == 0;
    return status == IDA_OK && refused ? IDA_COLLISION : status;
}

PLANT_AFTER(finalize_moody, document_finalize, finalize_grumbling)

/* A session with an odd UUID gets one ID more than it asked for. */
static ida_status finalize_odd(ida_document *document, const ida_range *range)
{
    ida_range larger = *range;
    larger.requested_cluster_size += (uint32_t)(range->session.low & 1);
    return ida_document_finalize(document, &larger);
}

PLANT(document_finalize, finalize_odd)

/* A range of an even number of IDs has one more reserved. */
static ida_status finalize_even(ida_document *document, const ida_range *range)
{
    ida_range larger = *range;
    if (range->count % 2 == 0 && range->requested_cluster_size < IDA_CLUSTER_SIZE_MAX) {
        larger.requested_cluster_size++;
    }
    return ida_document_finalize(document, &larger);
}

PLANT(document_finalize, finalize_even)

const wrong_pair blatant_pairs[] = {
    {"a loaded document decompresses nothing", SIM_PAIR_REHYDRATE,
     plant_decompress_loaded_document},
    {"a loaded document recompresses nothing", SIM_PAIR_REHYDRATE,
     plant_recompress_loaded_document},
    {"a loaded document's clusters have one more", SIM_PAIR_REHYDRATE, plant_cluster_of_loaded},
    {"a loaded document has one more session", SIM_PAIR_REHYDRATE, plant_session_count_of_loaded},
    {"a loaded session's next range is one ahead", SIM_PAIR_REHYDRATE, plant_next_range_of_loaded},
    {"a loaded session is stale", SIM_PAIR_REHYDRATE, plant_loaded_is_stale},
    {"a loaded session recompresses to finals", SIM_PAIR_REHYDRATE, plant_recompress_loaded},
    {"whether a range is refused depends on when", SIM_PAIR_DELIVERY, plant_finalize_moody},
    {"whether it is said to be refused depends on when", SIM_PAIR_DELIVERY,
     plant_finalize_grumbling},
    {"odd UUIDs have larger clusters", SIM_PAIR_RENAME, plant_finalize_odd},
    {"even ranges reserve more", SIM_PAIR_SPLIT, plant_finalize_even},
};

const size_t blatant_pair_count = COUNT_OF(blatant_pairs);

const wrong_pair wrong_pairs[] = {
    {"a loaded document reserves more", SIM_PAIR_REHYDRATE, plant_finalize_loaded},
    {"a loaded session hands out no eager finals", SIM_PAIR_REHYDRATE, plant_generate_loaded},
    {"documents are saved with when they were delivered", SIM_PAIR_DELIVERY, plant_shared_mark},
    {"the order of UUIDs shows in what is saved", SIM_PAIR_RENAME, plant_order_mark},
    {"documents are saved with how many ranges they had", SIM_PAIR_SPLIT, plant_range_mark},
};

const size_t wrong_pair_count = COUNT_OF(wrong_pairs);
