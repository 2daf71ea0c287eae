/*
 * Versions 2 and 3 of the Fluid format: base64 of 8-byte words, read in place and written front to
 * back.
 *
 * Layout in words of 8 bytes; a number is an IEEE-754 double, a UUID two words, low before high.
 *
 *   0              version
 *   1              1 with local state, 0 without
 *   2              sessions S
 *   3              clusters C
 *   2 * S words    UUIDs
 *   3 * C words    place of the session in that list, capacity, count
 *   with local state:
 *   3 words        generated, next range's first gen count, local runs R
 *   2 * R words    first gen count, count
 *   with local state, version 3:
 *   1 word         1 if sharded, 0 if not
 *   if sharded:
 *   3 words        stride, original stride, children A
 *   2 * A words    UUIDs of the children
 *   1 word         1 of a child, 0 of a root
 *   2 words        UUID of the child, if it is one
 *
 * Doubles are taken apart and put together as integers, so that nothing depends on a machine's
 * floating point. A base64 text is read in place: importing needs no memory beyond what it builds,
 * exporting none at all.
 */
#include <idalloc/fluid.h>

#include <assert.h>

#include "base64.h"
#include "foreign.h"

#define FLUID_WORD_SIZE    8
#define FLUID_HEADER_WORDS 4
#define FLUID_LOCAL_WORDS  3
#define FLUID_SHARD_WORDS  3

#define DOUBLE_MANTISSA_BITS 52u
#define DOUBLE_MANTISSA_MASK ((UINT64_C(1) << DOUBLE_MANTISSA_BITS) - 1)
#define DOUBLE_BIAS          1023u

/* True if the double with these bits is a whole number from 0 to IDA_FLUID_NUMBER_MAX. */
static bool double_to_number(uint64_t bits, uint64_t *number)
{
    if (bits == 0) {
        *number = 0;
        return true;
    }
    /* With the sign bit in it, the exponent of a negative number is above all that pass here. */
    uint64_t exponent = bits >> DOUBLE_MANTISSA_BITS;
    uint64_t mantissa = bits & DOUBLE_MANTISSA_MASK;
    if (exponent < DOUBLE_BIAS || exponent > DOUBLE_BIAS + DOUBLE_MANTISSA_BITS + 1) {
        return false;
    }
    uint64_t shift = exponent - DOUBLE_BIAS;
    if (shift > DOUBLE_MANTISSA_BITS) {
        *number = IDA_FLUID_NUMBER_MAX;
        return mantissa == 0;
    }
    uint64_t fraction_mask = (UINT64_C(1) << (DOUBLE_MANTISSA_BITS - shift)) - 1;
    if ((mantissa & fraction_mask) != 0) {
        return false;
    }
    uint64_t leading_one = UINT64_C(1) << DOUBLE_MANTISSA_BITS;
    *number = (leading_one | mantissa) >> (DOUBLE_MANTISSA_BITS - shift);
    return true;
}

static uint64_t number_to_double(uint64_t number)
{
    assert(number <= IDA_FLUID_NUMBER_MAX);
    if (number == 0) {
        return 0;
    }
    uint64_t shift = 0;
    while (number >> shift > 1) {
        shift++;
    }
    assert(number >> shift == 1);
    assert(shift <= DOUBLE_MANTISSA_BITS || number == IDA_FLUID_NUMBER_MAX);
    uint64_t mantissa = 0;
    if (shift <= DOUBLE_MANTISSA_BITS) {
        mantissa = number << (DOUBLE_MANTISSA_BITS - shift) & DOUBLE_MANTISSA_MASK;
    }
    return (DOUBLE_BIAS + shift) << DOUBLE_MANTISSA_BITS | mantissa;
}

/* A base64 text and where its parts begin, in words. */
typedef struct fluid_file {
    const char *text;
    size_t word_count;
    size_t sessions_at;
    size_t clusters_at;
    size_t local_at;
    size_t shard_at; /* only if sharded */
} fluid_file;

static uint64_t word_at(const fluid_file *file, size_t word)
{
    assert(word < file->word_count);
    uint64_t value = 0;
    for (size_t i = FLUID_WORD_SIZE; i-- > 0;) {
        value = value << 8 | ida_base64_byte(file->text, word * FLUID_WORD_SIZE + i);
    }
    return value;
}

static bool number_at(const fluid_file *file, size_t word, uint64_t *number)
{
    return double_to_number(word_at(file, word), number);
}

static bool uuid_at(const fluid_file *file, size_t word, ida_uuid *uuid)
{
    uuid->low = word_at(file, word);
    uuid->high = word_at(file, word + 1);
    return ida_uuid_is_valid(*uuid);
}

static bool read_listed(const void *context, size_t index, ida_uuid *session)
{
    const fluid_file *file = context;
    size_t word = file->sessions_at + 2 * index;
    assert(word + 1 < file->clusters_at);
    return uuid_at(file, word, session);
}

static bool read_child(const void *context, size_t index, ida_uuid *shard)
{
    const fluid_file *file = context;
    return uuid_at(file, file->shard_at + FLUID_SHARD_WORDS + 2 * index, shard);
}

static bool read_cluster(const void *context, size_t index, ida_foreign_cluster *cluster)
{
    const fluid_file *file = context;
    size_t word = file->clusters_at + 3 * index;
    assert(word + 2 < file->local_at);
    return number_at(file, word, &cluster->place) &&
           number_at(file, word + 1, &cluster->capacity) &&
           number_at(file, word + 2, &cluster->count);
}

static bool read_run(const void *context, size_t index, ida_local_run *run)
{
    const fluid_file *file = context;
    size_t word = file->local_at + FLUID_LOCAL_WORDS + 2 * index;
    return number_at(file, word, &run->first_gen_count) && number_at(file, word + 1, &run->count);
}

/*
 * Checks the counts of the document's part against the words that are there, and finds where the
 * parts begin. flag receives the word that tells of local state.
 */
static bool read_document_part(fluid_file *file, ida_foreign_file *foreign, uint64_t *flag)
{
    uint64_t listed_count;
    uint64_t cluster_count;
    if (file->word_count < FLUID_HEADER_WORDS || !number_at(file, 1, flag) || *flag > 1 ||
        !number_at(file, 2, &listed_count) || !number_at(file, 3, &cluster_count)) {
        return false;
    }
    size_t left = file->word_count - FLUID_HEADER_WORDS;
    if (listed_count > left / 2) {
        return false;
    }
    left -= 2 * (size_t)listed_count;
    if (cluster_count > left / 3) {
        return false;
    }
    left -= 3 * (size_t)cluster_count;
    foreign->listed_count = (size_t)listed_count;
    foreign->cluster_count = (size_t)cluster_count;
    file->sessions_at = FLUID_HEADER_WORDS;
    file->clusters_at = file->sessions_at + 2 * foreign->listed_count;
    file->local_at = file->word_count - left;
    assert(file->local_at == file->clusters_at + 3 * foreign->cluster_count);
    return true;
}

/* Whether a number of entries of so many words each fits into the words that are left. */
static bool fits(uint64_t count, size_t words, size_t left)
{
    return count <= left / words;
}

/* The rest of a sharded session, behind the word that says so: left words, and all of them. */
static bool read_shard_part(fluid_file *file, size_t left, ida_foreign_file *foreign)
{
    ida_shard_info *shard = &foreign->shard;
    uint64_t child_count;
    uint64_t flag;
    file->shard_at = file->word_count - left;
    if (left < FLUID_SHARD_WORDS || !number_at(file, file->shard_at, &shard->stride) ||
        !number_at(file, file->shard_at + 1, &shard->original_stride) ||
        !number_at(file, file->shard_at + 2, &child_count)) {
        return false;
    }
    left -= FLUID_SHARD_WORDS;
    if (!fits(child_count, 2, left)) {
        return false;
    }
    left -= 2 * (size_t)child_count;
    if (left == 0 || !number_at(file, file->word_count - left, &flag) || flag > 1) {
        return false;
    }
    left--;
    if (left != 2 * (size_t)flag) {
        return false;
    }
    shard->child_count = (size_t)child_count;
    shard->is_child = flag == 1;
    foreign->is_sharded = true;
    foreign->session.is_child = shard->is_child;
    return !shard->is_child || uuid_at(file, file->word_count - 2, &shard->shard);
}

/* What stands behind the local runs: nothing in version 2. */
static bool read_tail(fluid_file *file, uint32_t version, size_t left, ida_foreign_file *foreign)
{
    uint64_t flag;
    if (version < IDA_FLUID_VERSION_3) {
        return left == 0;
    }
    if (left == 0 || !number_at(file, file->word_count - left, &flag) || flag > 1) {
        return false;
    }
    left--;
    return flag == 0 ? left == 0 : read_shard_part(file, left, foreign);
}

/* The same for the local state, which must take all words that are left. */
static bool read_local_part(fluid_file *file, uint32_t version, ida_foreign_file *foreign)
{
    ida_session_state *session = &foreign->session;
    size_t left = file->word_count - file->local_at;
    uint64_t run_count;
    if (left < FLUID_LOCAL_WORDS || !number_at(file, file->local_at, &session->generated) ||
        !number_at(file, file->local_at + 1, &session->next_start) ||
        !number_at(file, file->local_at + 2, &run_count)) {
        return false;
    }
    left -= FLUID_LOCAL_WORDS;
    if (!fits(run_count, 2, left)) {
        return false;
    }
    left -= 2 * (size_t)run_count;
    session->run_count = (size_t)run_count;
    session->cluster_size = IDA_CLUSTER_SIZE_DEFAULT;
    foreign->has_session = true;
    foreign->session_is_listed = true;
    return read_tail(file, version, left, foreign) && foreign->listed_count != 0 &&
           read_listed(file, 0, &session->id);
}

/* Whatever is in the first word and no version that is known is an unknown one. */
static ida_status read_version(const fluid_file *file, uint32_t *version)
{
    uint64_t number;
    if (!number_at(file, 0, &number) ||
        (number != IDA_FLUID_VERSION_2 && number != IDA_FLUID_VERSION_3)) {
        return IDA_UNSUPPORTED_VERSION;
    }
    *version = (uint32_t)number;
    return IDA_OK;
}

static ida_status open_text(const char *text, size_t size, fluid_file *file)
{
    size_t byte_count;
    if (!ida_base64_check(text, size, &byte_count) || byte_count == 0 ||
        byte_count % FLUID_WORD_SIZE != 0) {
        return IDA_MALFORMED;
    }
    *file = (fluid_file){.text = text, .word_count = byte_count / FLUID_WORD_SIZE};
    return IDA_OK;
}

static ida_status read_file(const char *text, size_t size, fluid_file *file,
                            ida_foreign_file *foreign)
{
    uint32_t version = 0;
    ida_status status = open_text(text, size, file);
    if (status == IDA_OK) {
        status = read_version(file, &version);
    }
    if (status != IDA_OK) {
        return status;
    }
    *foreign = (ida_foreign_file){
        .context = file,
        .listed = read_listed,
        .cluster = read_cluster,
        .run = read_run,
        .child = read_child,
    };
    uint64_t flag;
    if (!read_document_part(file, foreign, &flag)) {
        return IDA_MALFORMED;
    }
    if (flag == 0) {
        return file->local_at == file->word_count ? IDA_OK : IDA_MALFORMED;
    }
    return read_local_part(file, version, foreign) ? IDA_OK : IDA_MALFORMED;
}

ida_status ida_fluid_version(const char *text, size_t size, uint32_t *version)
{
    fluid_file file;
    ida_status status = open_text(text, size, &file);
    return status == IDA_OK ? read_version(&file, version) : status;
}

ida_status ida_fluid_import(const ida_allocator *allocator, const char *text, size_t size,
                            ida_snapshot *snapshot, ida_uuid *first)
{
    fluid_file file;
    ida_foreign_file foreign;
    ida_snapshot loaded;
    ida_status status = read_file(text, size, &file, &foreign);
    if (status == IDA_OK) {
        status = ida_foreign_load(allocator, &foreign, &loaded);
    }
    if (status != IDA_OK) {
        return status;
    }
    /* Final IDs are not in the file, but the peer has to hold them in doubles as well. */
    if ((uint64_t)ida_document_final_limit(loaded.document) > IDA_FLUID_NUMBER_MAX) {
        ida_snapshot_close(allocator, &loaded);
        return IDA_MALFORMED;
    }
    *snapshot = loaded;
    if (first != NULL) {
        *first = (ida_uuid){0, 0};
        if (foreign.listed_count != 0) {
            (void)read_listed(&file, 0, first);
        }
    }
    return IDA_OK;
}

static void write_word(ida_base64_writer *writer, uint64_t word)
{
    for (uint32_t i = 0; i < FLUID_WORD_SIZE; i++) {
        ida_base64_write(writer, (uint8_t)(word >> 8 * i & 0xFFu));
    }
}

static void write_number(ida_base64_writer *writer, uint64_t number)
{
    write_word(writer, number_to_double(number));
}

static void write_uuid(ida_base64_writer *writer, ida_uuid uuid)
{
    write_word(writer, uuid.low);
    write_word(writer, uuid.high);
}

static void write_document(ida_base64_writer *writer, const ida_session_order *order,
                           uint32_t version, bool with_session)
{
    uint32_t listed_count = ida_session_order_count(order);
    size_t cluster_count = ida_document_cluster_count(order->document);
    write_number(writer, version);
    write_number(writer, with_session ? 1 : 0);
    write_number(writer, listed_count);
    write_number(writer, cluster_count);
    for (uint32_t i = 0; i < listed_count; i++) {
        write_uuid(writer, ida_session_order_at(order, i));
    }
    for (size_t i = 0; i < cluster_count; i++) {
        ida_foreign_cluster cluster = ida_foreign_cluster_at(order, i);
        write_number(writer, cluster.place);
        write_number(writer, cluster.capacity);
        write_number(writer, cluster.count);
    }
}

static void write_session(ida_base64_writer *writer, const ida_session *session)
{
    write_number(writer, session->generated);
    write_number(writer, session->next_start);
    uint32_t run_count = ida_pair_list_count(session->runs);
    write_number(writer, run_count);
    for (uint32_t i = 0; i < run_count; i++) {
        ida_local_run run = ida_session_run(session, i);
        write_number(writer, run.first_gen_count);
        write_number(writer, run.count);
    }
}

static void write_shard(ida_base64_writer *writer, const ida_shard *shard)
{
    write_number(writer, shard == NULL ? 0 : 1);
    if (shard == NULL) {
        return;
    }
    write_number(writer, shard->stride);
    write_number(writer, shard->original);
    write_number(writer, shard->child_count);
    for (size_t i = 0; i < shard->child_count; i++) {
        write_uuid(writer, shard->children[i].id);
    }
    write_number(writer, shard->is_child ? 1 : 0);
    if (shard->is_child) {
        write_uuid(writer, shard->id);
    }
}

/* The words behind the local runs. */
static uint64_t tail_words(uint32_t version, const ida_shard *shard)
{
    if (version < IDA_FLUID_VERSION_3) {
        return 0;
    }
    return shard == NULL ? 1
                         : 2 + FLUID_SHARD_WORDS + 2 * (uint64_t)shard->child_count +
                               (shard->is_child ? 2 : 0);
}

/* The length of the text. A size_t that cannot hold it is saturated: no buffer is so large. */
static size_t text_size(const ida_session_order *order, uint32_t version,
                        const ida_session *session)
{
    uint64_t words = FLUID_HEADER_WORDS + 2 * (uint64_t)ida_session_order_count(order) +
                     3 * (uint64_t)ida_document_cluster_count(order->document);
    if (session != NULL) {
        words += FLUID_LOCAL_WORDS + 2 * (uint64_t)ida_pair_list_count(session->runs) +
                 tail_words(version, session->shard);
    }
    uint64_t size = ida_base64_text_size(words * FLUID_WORD_SIZE);
    return size > SIZE_MAX ? SIZE_MAX : (size_t)size;
}

/* Whether a version can hold a state; session is NULL without local state. */
static ida_status check_state(const ida_session_order *order, uint32_t version,
                              const ida_session *session)
{
    if (version != IDA_FLUID_VERSION_2 && version != IDA_FLUID_VERSION_3) {
        return IDA_UNSUPPORTED_VERSION;
    }
    if (session != NULL && session->shard != NULL && version < IDA_FLUID_VERSION_3) {
        return IDA_NOT_REPRESENTABLE;
    }
    /* Capacities and counts are not above the final limit, nor runs above what was generated. */
    if ((uint64_t)ida_document_final_limit(order->document) > IDA_FLUID_NUMBER_MAX ||
        (session != NULL && (session->generated > IDA_FLUID_NUMBER_MAX ||
                             session->next_start > IDA_FLUID_NUMBER_MAX))) {
        return IDA_NOT_REPRESENTABLE;
    }
    return IDA_OK;
}

/* Writes either form, after what can refuse it; session is NULL without local state. */
static ida_status export_text(const ida_session_order *order, uint32_t version,
                              const ida_session *session, char *text, size_t capacity, size_t *size)
{
    ida_status status = check_state(order, version, session);
    if (status != IDA_OK) {
        return status;
    }
    size_t needed = text_size(order, version, session);
    *size = needed;
    if (needed > capacity || needed == SIZE_MAX) {
        return IDA_BUFFER_TOO_SMALL;
    }
    ida_base64_writer writer = {.text = text};
    write_document(&writer, order, version, session != NULL);
    if (session != NULL) {
        write_session(&writer, session);
        if (version >= IDA_FLUID_VERSION_3) {
            write_shard(&writer, session->shard);
        }
    }
    ida_base64_finish(&writer);
    assert(writer.length == needed);
    return IDA_OK;
}

ida_status ida_fluid_export_session_as(ida_session *session, uint32_t version, char *text,
                                       size_t capacity, size_t *size)
{
    if (ida_session_is_stale(session)) {
        return IDA_STALE_SESSION;
    }
    if (session->shard != NULL && session->shard->is_disposed) {
        return IDA_SHARD_DISPOSED;
    }
    ida_session_order order = ida_session_order_make(session->document, &session->id, true);
    return export_text(&order, version, session, text, capacity, size);
}

ida_status ida_fluid_export_session(ida_session *session, char *text, size_t capacity, size_t *size)
{
    return ida_fluid_export_session_as(session, IDA_FLUID_VERSION_2, text, capacity, size);
}

ida_status ida_fluid_export_document(const ida_document *document, const ida_uuid *first,
                                     char *text, size_t capacity, size_t *size)
{
    return ida_fluid_export_document_as(document, first, IDA_FLUID_VERSION_2, text, capacity, size);
}

ida_status ida_fluid_export_document_as(const ida_document *document, const ida_uuid *first,
                                        uint32_t version, char *text, size_t capacity, size_t *size)
{
    if (first != NULL && !ida_uuid_is_valid(*first)) {
        return IDA_INVALID_ARGUMENT;
    }
    ida_session_order order = ida_session_order_make(document, first, false);
    return export_text(&order, version, NULL, text, capacity, size);
}
