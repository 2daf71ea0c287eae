/*
 * Snapshots of the reference: the format that idalloc/snapshot.h describes, byte for byte, except
 * for the magic number and the checksum. So damage to bytes, and comparisons of them, have the same
 * effects as with the core, and the snapshots of one are never valid for the other.
 *
 * A load builds the document with a ghost for each cluster, and reverts what is not finalized. So
 * the model itself refuses what no log can lead to.
 */
#include "internal.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

#include "compressor/oracle/answer.h"
#include "compressor/oracle/stable.h"
#include "compressor/oracle/tree.h"

#define MAGIC      "IDRF"
#define MAGIC_SIZE 4u
#define VERSION    1u
/* If any session is sharded. */
#define VERSION_SHARDED 2u
#define FRAME_SIZE      (MAGIC_SIZE + 1) /* before the content */
#define CHECK_SIZE      8u
#define UUID_SIZE       16u
/* The most bytes of a number, and the fewest bytes of repeated elements. */
#define NUMBER_MAX  10u
#define MEMBER_MIN  (UUID_SIZE + 1)
#define CLUSTER_MIN 2u
#define SESSION_MIN (UUID_SIZE + 4)
#define RUN_MIN     2u
#define CHILD_MIN   (UUID_SIZE + 3)
/* What kind of shard a session is. */
enum { KIND_NONE, KIND_ROOT, KIND_CHILD };

static uint64_t checksum(const uint8_t *bytes, size_t size)
{
    return XXH3_64bits_withSeed(bytes, size, SIM_REFERENCE_SEED);
}

/* --- Saving. --- */

typedef struct writer {
    uint8_t *at;
} writer;

static void put_word(writer *to, uint64_t word)
{
    for (unsigned i = 0; i < sizeof word; i++) {
        *to->at++ = (uint8_t)(word >> (8 * i) & 0xFF);
    }
}

static void put(writer *to, uint64_t number)
{
    while (number > 0x7F) {
        *to->at++ = (uint8_t)((number & 0x7F) | 0x80);
        number >>= 7;
    }
    *to->at++ = (uint8_t)number;
}

static void put_uuid(writer *to, ida_uuid uuid)
{
    put_word(to, uuid.low);
    put_word(to, uuid.high);
}

size_t sim_reference_snapshot_bound(const ida_document *document, ida_session *const *sessions,
                                    size_t session_count)
{
    const sim_model *model = &sim_reference_document_in(document)->model;
    sim_outcome counters = sim_model_counters(model, model->outcome_count);
    size_t size = FRAME_SIZE + 4 * NUMBER_MAX + CHECK_SIZE;
    size += counters.sessions * (size_t)(UUID_SIZE + NUMBER_MAX);
    size += counters.clusters * (size_t)(2 * NUMBER_MAX);
    for (size_t i = 0; i < session_count; i++) {
        size_t runs = sim_reference_session_in(sessions[i])->self.given_count;
        size += UUID_SIZE + 4 * NUMBER_MAX + runs * 2 * NUMBER_MAX;
        size_t children = sim_reference_session_in(sessions[i])->self.shard.child_count;
        size += UUID_SIZE + 4 * NUMBER_MAX + children * (UUID_SIZE + 3 * NUMBER_MAX);
    }
    return size;
}

static void put_document(writer *to, const sim_model *model)
{
    size_t clusters = sim_model_counters(model, model->outcome_count).clusters;
    uint32_t next = 0;
    put(to, model->member_count);
    put(to, clusters);
    for (size_t i = 0; i < model->member_count; i++) {
        assert(model->members[i].finalized >= 1);
        assert(model->members[i].finalized <= model->members[i].allocated);
        put_uuid(to, model->members[i].uuid);
        put(to, model->members[i].allocated - model->members[i].finalized);
    }
    for (size_t i = 0; i < clusters; i++) {
        uint32_t session = model->pieces[model->clusters[i]].session;
        assert(session <= next);
        put(to, next - session);
        put(to, sim_answer_cluster(model, model->outcome_count, i).capacity - 1);
        next += session == next ? 1 : 0;
    }
    assert(next == model->member_count);
}

static size_t count_local_runs(const sim_incarnation *self)
{
    size_t count = 0;
    for (size_t i = 0; i < self->given_count; i++) {
        count += self->given[i].eager ? 0 : 1;
    }
    return count;
}

static void put_session(writer *to, const sim_incarnation *self)
{
    uint64_t end = 0; /* of the last run */
    assert(self->next_start >= 1);
    assert(self->shard.is_child || self->next_start <= self->generated + 1);
    assert(self->cluster_size >= 1);
    put_uuid(to, self->uuid);
    put(to, self->generated);
    put(to, self->next_start - 1);
    put(to, self->cluster_size - 1);
    put(to, count_local_runs(self));
    for (size_t i = 0; i < self->given_count; i++) {
        const sim_given *run = &self->given[i];
        if (!run->eager) {
            assert(run->first_gen > end);
            put(to, run->first_gen - 1 - end);
            put(to, run->count - 1);
            end = run->first_gen - 1 + run->count;
        }
    }
    assert(end <= self->generated);
}

static unsigned kind_of(const sim_shard *shard)
{
    return !shard->is_sharded ? KIND_NONE : shard->is_child ? KIND_CHILD : KIND_ROOT;
}

static void put_shard(writer *to, const sim_shard *shard)
{
    if (shard->is_child) {
        put_uuid(to, shard->id);
    }
    put(to, shard->original);
    put(to, shard->stride);
    put(to, shard->child_count);
    for (size_t i = 0; i < shard->child_count; i++) {
        const sim_shard_child *child = &shard->children[i];
        put_uuid(to, child->id);
        put(to, child->stride);
        put(to, child->birth);
        put(to, child->known - child->birth);
    }
}

static int compare_sessions(const void *a, const void *b)
{
    ida_session *const *first = a;
    ida_session *const *second = b;
    ida_uuid mine = sim_reference_session_in(*first)->self.uuid;
    ida_uuid other = sim_reference_session_in(*second)->self.uuid;
    return sim_stable_before(mine, other) ? -1 : sim_stable_before(other, mine);
}

/* Sorts a copy of the sessions; false if they are not distinct or not the document's. */
static bool sort_sessions(const ida_document *document, ida_session *const *sessions,
                          size_t session_count, ida_session **sorted)
{
    memcpy(sorted, sessions, session_count * sizeof *sorted);
    qsort(sorted, session_count, sizeof *sorted, compare_sessions);
    for (size_t i = 0; i < session_count; i++) {
        if (sim_reference_session_in(sorted[i])->document != sim_reference_document_in(document) ||
            (i > 0 && compare_sessions(&sorted[i - 1], &sorted[i]) == 0)) {
            return false;
        }
    }
    return true;
}

static bool any_disposed(ida_session *const *sessions, size_t session_count)
{
    for (size_t i = 0; i < session_count; i++) {
        if (sim_reference_session_in(sessions[i])->self.shard.is_disposed) {
            return true;
        }
    }
    return false;
}

static size_t write_all(const sim_model *model, ida_session *const *sorted, size_t session_count,
                        uint64_t log_position, uint8_t *buffer)
{
    writer to = {buffer};
    bool any_sharded = false;
    for (size_t i = 0; i < session_count; i++) {
        any_sharded = any_sharded || sim_reference_session_in(sorted[i])->self.shard.is_sharded;
    }
    memcpy(to.at, MAGIC, MAGIC_SIZE);
    to.at[MAGIC_SIZE] = any_sharded ? VERSION_SHARDED : VERSION;
    to.at += FRAME_SIZE;
    put(&to, log_position);
    put_document(&to, model);
    put(&to, session_count);
    for (size_t i = 0; i < session_count; i++) {
        const sim_incarnation *self = &sim_reference_session_in(sorted[i])->self;
        if (any_sharded) {
            put(&to, kind_of(&self->shard));
        }
        put_session(&to, self);
        if (self->shard.is_sharded) {
            put_shard(&to, &self->shard);
        }
    }
    put_word(&to, checksum(buffer, (size_t)(to.at - buffer)));
    return (size_t)(to.at - buffer);
}

ida_status sim_reference_snapshot_save(const ida_document *document, ida_session *const *sessions,
                                       size_t session_count, uint64_t log_position, uint8_t *buffer,
                                       size_t capacity, size_t *size)
{
    const ida_allocator *allocator = &sim_reference_document_in(document)->allocator;
    const sim_model *model = &sim_reference_document_in(document)->model;
    size_t needed = sim_reference_snapshot_bound(document, sessions, session_count);
    if (capacity < needed) {
        *size = needed;
        return IDA_BUFFER_TOO_SMALL;
    }
    if (session_count == 0) {
        *size = write_all(model, NULL, 0, log_position, buffer);
        assert(*size <= needed);
        return IDA_OK;
    }
    size_t room = session_count * sizeof *sessions;
    ida_session **sorted = allocator->resize(allocator->context, NULL, 0, room);
    if (sorted == NULL) {
        return IDA_NO_MEMORY;
    }
    ida_status status = IDA_INVALID_ARGUMENT;
    if (any_disposed(sessions, session_count)) {
        status = IDA_SHARD_DISPOSED;
    } else if (sort_sessions(document, sessions, session_count, sorted)) {
        *size = write_all(model, sorted, session_count, log_position, buffer);
        assert(*size <= needed);
        status = IDA_OK;
    }
    (void)allocator->resize(allocator->context, sorted, room, 0);
    return status;
}

/* --- Loading. --- */

/* The remaining bytes; status has the first error. */
typedef struct reader {
    const uint8_t *at;
    size_t left;
    ida_status status;
} reader;

static bool fail(reader *from, ida_status status)
{
    if (from->status == IDA_OK) {
        from->status = status;
    }
    return false;
}

static uint64_t word_at(const uint8_t *bytes)
{
    uint64_t word = 0;
    for (unsigned i = 0; i < sizeof word; i++) {
        word |= (uint64_t)bytes[i] << (8 * i);
    }
    return word;
}

/* The next number; 0 if it is missing or not in its shortest form. */
static uint64_t get(reader *from)
{
    uint64_t number = 0;
    for (unsigned i = 0; i < NUMBER_MAX && i < from->left; i++) {
        uint8_t byte = from->at[i];
        number |= (uint64_t)(byte & 0x7F) << (7 * i);
        if (byte < 0x80) {
            if ((byte == 0 && i > 0) || (byte > 1 && i == NUMBER_MAX - 1)) {
                break;
            }
            from->at += i + 1;
            from->left -= i + 1;
            return number;
        }
    }
    (void)fail(from, IDA_MALFORMED);
    return 0;
}

static ida_uuid get_uuid(reader *from)
{
    ida_uuid uuid = {0, 0};
    if (from->left < UUID_SIZE) {
        (void)fail(from, IDA_MALFORMED);
        return uuid;
    }
    uuid.low = word_at(from->at);
    uuid.high = word_at(from->at + sizeof uuid.low);
    from->at += UUID_SIZE;
    from->left -= UUID_SIZE;
    return uuid;
}

/* The number of elements that follow, of at least size bytes each; 0 if impossible. */
static size_t get_count(reader *from, size_t size)
{
    uint64_t count = get(from);
    assert(size > 0);
    if (count > from->left / size) {
        (void)fail(from, IDA_MALFORMED);
        return 0;
    }
    return (size_t)count;
}

/* Gives the model a cluster of a session: the index-th, which exists or is added now. */
static bool add_cluster(reader *from, sim_model *model, ida_uuid uuid, size_t index,
                        uint64_t capacity)
{
    const sim_entry entry = {.kind = SIM_ENTRY_GHOST,
                             .range = {.session = uuid, .count = capacity}};
    if (!sim_model_append(model, &entry)) {
        return fail(from, IDA_NO_MEMORY);
    }
    const sim_outcome *outcome = sim_model_outcome(model, model->outcome_count - 1);
    return outcome->session == index || fail(from, IDA_MALFORMED);
}

/* Reads the next cluster; names has the sessions that are new from here on. */
static bool read_cluster(reader *from, reader *names, sim_model *model)
{
    size_t next = model->member_count;
    uint64_t back = get(from);
    uint64_t capacity = get(from) + 1;
    if (from->status != IDA_OK || back > next || (back == 0 && names->left == 0)) {
        return fail(from, IDA_MALFORMED);
    }
    size_t index = next - (size_t)back;
    ida_uuid uuid;
    if (back == 0) {
        uuid = get_uuid(names);
        (void)get(names);
    } else {
        uuid = model->members[index].uuid;
    }
    return add_cluster(from, model, uuid, index, capacity);
}

static bool read_reserved(reader *from, reader *names, sim_model *model, uint32_t session)
{
    assert(session < model->member_count);
    (void)get_uuid(names);
    uint64_t reserved = get(names);
    uint64_t allocated = model->members[session].allocated;
    return (reserved < allocated && sim_model_take_back(model, session, allocated - reserved)) ||
           fail(from, IDA_MALFORMED);
}

static void read_document(reader *from, sim_model *model)
{
    size_t members = get_count(from, MEMBER_MIN);
    size_t clusters = get_count(from, CLUSTER_MIN);
    reader names = *from;
    for (size_t i = 0; i < members; i++) {
        (void)get_uuid(from);
        (void)get(from);
    }
    names.left -= from->left;
    reader again = names;
    bool whole = from->status == IDA_OK && clusters <= from->left / CLUSTER_MIN;
    for (size_t i = 0; i < clusters && whole; i++) {
        whole = read_cluster(from, &names, model);
    }
    whole = whole && model->member_count == members;
    for (uint32_t i = 0; i < members && whole; i++) {
        whole = read_reserved(from, &again, model, i);
    }
    if (!whole) {
        (void)fail(from, IDA_MALFORMED);
    }
}

/* The session handed out its next count IDs as the final IDs that they have. */
static bool give_eager(reader *from, const sim_model *model, sim_incarnation *self, uint64_t count)
{
    uint32_t session = sim_model_find(model, self->uuid);
    sim_extent extent = sim_model_extent(model, session, model->outcome_count);
    if (count > 0 && self->generated + count > extent.allocated) {
        return fail(from, IDA_MALFORMED);
    }
    while (count > 0) {
        uint64_t gen = self->generated + 1;
        uint64_t final = sim_model_final(model, session, gen);
        const sim_piece *piece = sim_model_piece(model, final);
        assert(piece != NULL);
        assert(piece->session == session);
        uint64_t room = piece->first_gen + piece->count - gen;
        uint64_t given = count < room ? count : room;
        if (!sim_incarnation_give(self, given, true, final)) {
            return fail(from, IDA_NO_MEMORY);
        }
        count -= given;
    }
    return true;
}

/* Reads a run of local IDs, and what was handed out before it. */
static bool read_run(reader *from, const sim_model *model, sim_incarnation *self,
                     uint64_t generated)
{
    uint64_t gap = get(from);
    uint64_t more = get(from);
    assert(self->generated <= generated);
    uint64_t left = generated - self->generated;
    /* Runs that could be one must be. */
    if (from->status != IDA_OK || gap >= left || more >= left - gap ||
        (gap == 0 && self->generated > 0)) {
        return fail(from, IDA_MALFORMED);
    }
    if (!give_eager(from, model, self, gap)) {
        return false;
    }
    return sim_incarnation_give(self, more + 1, false, 0) || fail(from, IDA_NO_MEMORY);
}

/* True if a session may have these numbers. */
static bool is_valid(ida_uuid uuid, uint64_t generated, uint64_t next_start, uint64_t cluster_size,
                     unsigned kind)
{
    ida_uuid last;
    return sim_stable_valid(uuid) && generated <= SIM_NUMBER_MAX &&
           (generated == 0 || sim_stable_add(uuid, generated - 1, &last)) &&
           next_start - 1 <= (kind == KIND_CHILD ? SIM_NUMBER_MAX - 1 : generated) &&
           cluster_size <= UINT32_MAX && sim_answer_resize((uint32_t)cluster_size) == IDA_OK;
}

static bool read_children(reader *from, sim_shard *shard)
{
    size_t count = get_count(from, CHILD_MIN);
    for (size_t i = 0; i < count && from->status == IDA_OK; i++) {
        if (!sim_grow(&shard->children, &shard->child_capacity, i, sizeof *shard->children)) {
            return fail(from, IDA_NO_MEMORY);
        }
        sim_shard_child *child = &shard->children[i];
        *child = (sim_shard_child){.id = get_uuid(from)};
        child->stride = get(from);
        child->birth = get(from);
        uint64_t more = get(from);
        if (more > SIM_NUMBER_MAX || child->birth > SIM_NUMBER_MAX) {
            return fail(from, IDA_MALFORMED);
        }
        child->known = child->birth + more;
        shard->child_count++;
    }
    return from->status == IDA_OK;
}

/* What a session is among its shards; kind says what kind of one. */
static bool read_shard(reader *from, sim_incarnation *self, unsigned kind)
{
    sim_shard *shard = &self->shard;
    if (kind == KIND_NONE) {
        return true;
    }
    shard->is_sharded = true;
    shard->has_been = true;
    shard->is_child = kind == KIND_CHILD;
    if (shard->is_child) {
        shard->id = get_uuid(from);
    }
    shard->original = get(from);
    shard->stride = get(from);
    return read_children(from, shard) && (sim_tree_is_sound(self) || fail(from, IDA_MALFORMED));
}

/* Reads one session; NULL if that fails. */
static sim_reference_session *read_session(reader *from, const sim_reference_document *document,
                                           unsigned kind)
{
    ida_uuid uuid = get_uuid(from);
    uint64_t generated = get(from);
    uint64_t next_start = get(from) + 1;
    uint64_t cluster_size = get(from) + 1;
    size_t runs = get_count(from, RUN_MIN);
    if (from->status != IDA_OK || !is_valid(uuid, generated, next_start, cluster_size, kind)) {
        (void)fail(from, IDA_MALFORMED);
        return NULL;
    }
    sim_reference_session *session = sim_reference_new_session(document, uuid);
    if (session == NULL) {
        (void)fail(from, IDA_NO_MEMORY);
        return NULL;
    }
    sim_incarnation *self = &session->self;
    self->cluster_size = (uint32_t)cluster_size;
    self->next_start = next_start;
    bool whole = true;
    for (size_t i = 0; i < runs && whole; i++) {
        whole = read_run(from, &document->model, self, generated);
    }
    if (!whole || !give_eager(from, &document->model, self, generated - self->generated) ||
        !read_shard(from, self, kind)) {
        sim_reference_close(sim_reference_session_handle(session));
        return NULL;
    }
    assert(self->generated == generated);
    return session;
}

/* What kind of shard the next session is, which only snapshots with a sharded one say. */
static unsigned read_kind(reader *from, unsigned version)
{
    uint64_t kind = version == VERSION_SHARDED ? get(from) : KIND_NONE;
    if (kind > KIND_CHILD) {
        (void)fail(from, IDA_MALFORMED);
        return KIND_NONE;
    }
    return (unsigned)kind;
}

static void read_sessions(reader *from, unsigned version, ida_snapshot *loaded)
{
    const sim_reference_document *document = sim_reference_document_in(loaded->document);
    const ida_allocator *allocator = &document->allocator;
    size_t count = get_count(from, SESSION_MIN);
    bool any_sharded = version == VERSION;
    if (from->status == IDA_OK && count == 0 && !any_sharded) {
        (void)fail(from, IDA_MALFORMED);
    }
    if (from->status != IDA_OK || count == 0) {
        return;
    }
    loaded->sessions =
        allocator->resize(allocator->context, NULL, 0, count * sizeof *loaded->sessions);
    if (loaded->sessions == NULL) {
        (void)fail(from, IDA_NO_MEMORY);
        return;
    }
    loaded->session_count = count;
    for (size_t i = 0; i < count; i++) {
        unsigned kind = read_kind(from, version);
        any_sharded = any_sharded || kind != KIND_NONE;
        sim_reference_session *session =
            from->status == IDA_OK ? read_session(from, document, kind) : NULL;
        loaded->sessions[i] = session == NULL ? NULL : sim_reference_session_handle(session);
        if (session != NULL && i > 0 &&
            compare_sessions(&loaded->sessions[i - 1], &loaded->sessions[i]) >= 0) {
            (void)fail(from, IDA_MALFORMED);
        }
    }
    if (!any_sharded) {
        (void)fail(from, IDA_MALFORMED);
    }
}

static void discard(const ida_allocator *allocator, ida_snapshot *loaded)
{
    for (size_t i = 0; i < loaded->session_count; i++) {
        sim_reference_close(loaded->sessions[i]);
    }
    if (loaded->sessions != NULL) {
        (void)allocator->resize(allocator->context, loaded->sessions,
                                loaded->session_count * sizeof *loaded->sessions, 0);
    }
    sim_reference_destroy(loaded->document);
}

/* Checks everything except the content. */
static ida_status check_frame(const uint8_t *bytes, size_t size)
{
    if (size < FRAME_SIZE + CHECK_SIZE || memcmp(bytes, MAGIC, MAGIC_SIZE) != 0) {
        return IDA_MALFORMED;
    }
    if (bytes[MAGIC_SIZE] != VERSION && bytes[MAGIC_SIZE] != VERSION_SHARDED) {
        return IDA_UNSUPPORTED_VERSION;
    }
    size_t body = size - CHECK_SIZE;
    if (checksum(bytes, body) != word_at(bytes + body)) {
        return IDA_CHECKSUM;
    }
    return IDA_OK;
}

ida_status sim_reference_snapshot_load(const ida_allocator *allocator, const uint8_t *bytes,
                                       size_t size, ida_snapshot *snapshot)
{
    ida_snapshot loaded = {.session_count = 0};
    ida_status status = check_frame(bytes, size);
    if (status == IDA_OK) {
        status = sim_reference_create(allocator, &loaded.document);
    }
    if (status != IDA_OK) {
        return status;
    }
    reader from = {bytes + FRAME_SIZE, size - FRAME_SIZE - CHECK_SIZE, IDA_OK};
    loaded.log_position = get(&from);
    read_document(&from, &sim_reference_document_of(loaded.document)->model);
    if (from.status == IDA_OK) {
        read_sessions(&from, bytes[MAGIC_SIZE], &loaded);
    }
    if (from.status == IDA_OK && from.left > 0) {
        (void)fail(&from, IDA_MALFORMED);
    }
    if (from.status != IDA_OK) {
        discard(allocator, &loaded);
        return from.status;
    }
    *snapshot = loaded;
    return IDA_OK;
}
