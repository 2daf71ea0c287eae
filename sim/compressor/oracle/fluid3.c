/*
 * Sessions in version 3 of Fluid's format, which has room for shards. What is written is compared
 * word for word with what the model knows; what is read again is the session as it was, except that
 * a parent has forgotten how far its children are. And each word behind the document is replaced by
 * what can't stand there: the oracle's own reader says what must be refused.
 */
#include "oracle_internal.h"

#include <stdlib.h>
#include <string.h>

#include "claims.h"
#include "stable.h"
#include "tree.h"

#define VERSION   3u
#define WORD_SIZE 8u
/* Longer texts are left out: they are read a few times. */
#define TEXT_MAX 65536u
/* How many words of a text are replaced in turn. */
#define REPLACED 6u

/* What stands behind the document, from the end on: the local state, and the shard. */
typedef struct tail {
    uint64_t *words;
    size_t count;
    size_t capacity;
} tail;

typedef struct asked {
    sim_oracle *oracle;
    const sim_subject *subject;
    unsigned node;
    unsigned slot;
    ida_session *session;
    sim_view view;
} asked;

static sim_site site_of(const asked *a)
{
    return sim_site_about(sim_site_slot(a->oracle, a->node, a->slot, SIM_WORD_FLUID_FORMAT),
                          SIM_VALUE_SAYING(SIM_WORD_FLUID_VERSION, VERSION));
}

/* --- Words. --- */

/* A whole number as the bits of a double: the leading one goes, the exponent counts from 1023. */
static uint64_t double_of(uint64_t number)
{
    const unsigned mantissa_bits = 52;
    uint64_t exponent = 1023 + mantissa_bits;
    if (number == 0) {
        return 0;
    }
    while (number >> mantissa_bits == 0) {
        number <<= 1;
        exponent--;
    }
    while (number >> (mantissa_bits + 1) != 0) {
        number >>= 1;
        exponent++;
    }
    return exponent << mantissa_bits | (number & ((UINT64_C(1) << mantissa_bits) - 1));
}

/* The whole number that a double is; false if it is none, or none that is exact. */
static bool number_of(uint64_t word, uint64_t *number)
{
    const unsigned mantissa_bits = 52;
    uint64_t exponent = word >> mantissa_bits;
    uint64_t mantissa = (word & ((UINT64_C(1) << mantissa_bits) - 1)) | UINT64_C(1)
                                                                            << mantissa_bits;
    *number = 0;
    if (word == 0) {
        return true;
    }
    if (exponent < 1023 || exponent > 1023 + mantissa_bits) {
        return false;
    }
    unsigned fraction = (unsigned)(1023 + mantissa_bits - exponent);
    *number = mantissa >> fraction;
    return *number << fraction == mantissa;
}

static int digit_of(char character)
{
    static const char alphabet[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    const char *at = character == '\0' ? NULL : strchr(alphabet, character);
    return at == NULL ? 0 : (int)(at - alphabet);
}

static char digit_at(unsigned value)
{
    static const char alphabet[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    return alphabet[value % 64];
}

/* Byte at of a base64 text. */
static uint8_t get_byte(const char *text, size_t at)
{
    const char *group = text + at / 3 * 4;
    unsigned shift = (unsigned)(at % 3) * 2;
    unsigned high = (unsigned)digit_of(group[at % 3]);
    unsigned low = (unsigned)digit_of(group[at % 3 + 1]);
    return (uint8_t)((high << (2 + shift) | low >> (4 - shift)) & 0xFF);
}

static void put_byte(char *text, size_t at, uint8_t byte)
{
    char *group = text + at / 3 * 4;
    unsigned shift = (unsigned)(at % 3) * 2;
    unsigned high = (unsigned)digit_of(group[at % 3]);
    unsigned low = (unsigned)digit_of(group[at % 3 + 1]);
    unsigned keep_high = at % 3 == 0 ? 0 : at % 3 == 1 ? high & 0x30 : high & 0x3C;
    unsigned keep_low = at % 3 == 0 ? low & 0x0F : at % 3 == 1 ? low & 0x03 : 0;
    group[at % 3] = digit_at(keep_high | byte >> (2 + shift));
    group[at % 3 + 1] = digit_at(keep_low | ((unsigned)byte << (4 - shift) & 0x3F));
}

static uint64_t word_at(const char *text, size_t word)
{
    uint64_t value = 0;
    for (size_t i = WORD_SIZE; i > 0; i--) {
        value = value << 8 | get_byte(text, word * WORD_SIZE + i - 1);
    }
    return value;
}

static void put_word(char *text, size_t word, uint64_t value)
{
    for (size_t i = 0; i < WORD_SIZE; i++) {
        put_byte(text, word * WORD_SIZE + i, (uint8_t)(value >> (8 * i) & 0xFF));
    }
}

/* --- What must stand there. --- */

static bool add(tail *to, uint64_t word)
{
    if (!sim_grow(&to->words, &to->capacity, to->count, sizeof *to->words)) {
        return false;
    }
    to->words[to->count] = word;
    to->count++;
    return true;
}

static bool add_number(tail *to, uint64_t number)
{
    return add(to, double_of(number));
}

static bool add_uuid(tail *to, ida_uuid uuid)
{
    return add(to, uuid.low) && add(to, uuid.high);
}

static bool add_shard(tail *to, const sim_shard *shard)
{
    bool done = add_number(to, shard->stride) && add_number(to, shard->original) &&
                add_number(to, shard->child_count);
    for (size_t i = 0; done && i < shard->child_count; i++) {
        done = add_uuid(to, shard->children[i].id);
    }
    done = done && add_number(to, shard->is_child ? 1 : 0);
    return done && (!shard->is_child || add_uuid(to, shard->id));
}

/* The local state and the shard of an incarnation; false without memory. */
static bool make_tail(const sim_incarnation *self, tail *to)
{
    size_t runs = 0;
    for (size_t i = 0; i < self->given_count; i++) {
        runs += self->given[i].eager ? 0 : 1;
    }
    bool done =
        add_number(to, self->generated) && add_number(to, self->next_start) && add_number(to, runs);
    for (size_t i = 0; done && i < self->given_count; i++) {
        const sim_given *run = &self->given[i];
        done = run->eager || (add_number(to, run->first_gen) && add_number(to, run->count));
    }
    done = done && add_number(to, self->shard.is_sharded ? 1 : 0);
    return done && (!self->shard.is_sharded || add_shard(to, &self->shard));
}

/* --- The oracle's own reader of a shard. --- */

/* The words of a shard, the next one first. */
typedef struct words {
    const uint64_t *at;
    size_t left;
} words;

static bool next_number(words *from, uint64_t *number)
{
    if (from->left == 0 || !number_of(*from->at, number)) {
        return false;
    }
    from->at++;
    from->left--;
    return true;
}

static bool next_uuid(words *from, ida_uuid *uuid)
{
    if (from->left < 2) {
        return false;
    }
    *uuid = (ida_uuid){.low = from->at[0], .high = from->at[1]};
    from->at += 2;
    from->left -= 2;
    return sim_stable_valid(*uuid);
}

/* Strides and the number of children fit each other. */
static bool may_be(uint64_t stride, uint64_t original, uint64_t children, bool is_child)
{
    if (original == 0 || original > stride || stride > IDA_SHARD_STRIDE_MAX ||
        stride % original != 0 || children > stride / original - 1 ||
        (children == 0) != (stride == original)) {
        return false;
    }
    return is_child ? original >= 2 : original == 1 && children >= 1;
}

/* All are different from each other and from what stands before the first. */
static bool are_different(const uint64_t *uuids, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        for (size_t k = 0; k < i; k++) {
            if (uuids[2 * i] == uuids[2 * k] && uuids[2 * i + 1] == uuids[2 * k + 1]) {
                return false;
            }
        }
    }
    return true;
}

/* Whether the words behind the local runs are a shard, or say that there is none. */
static bool is_shard(words from, bool ends_local)
{
    uint64_t flag;
    uint64_t stride;
    uint64_t original;
    uint64_t children;
    ida_uuid uuid;
    if (!next_number(&from, &flag) || flag > 1) {
        return false;
    }
    if (flag == 0) {
        return from.left == 0;
    }
    if (!next_number(&from, &stride) || !next_number(&from, &original) ||
        !next_number(&from, &children) || children > from.left / 2) {
        return false;
    }
    const uint64_t *names = from.at;
    for (uint64_t i = 0; i < children; i++) {
        if (!next_uuid(&from, &uuid)) {
            return false;
        }
    }
    if (!next_number(&from, &flag) || flag > 1 || from.left != 2 * (size_t)flag ||
        !may_be(stride, original, children, flag == 1) || !are_different(names, (size_t)children)) {
        return false;
    }
    for (uint64_t i = 0; flag == 1 && i < children; i++) {
        if (names[2 * i] == from.at[0] && names[2 * i + 1] == from.at[1]) {
            return false;
        }
    }
    return flag == 0 || (ends_local && next_uuid(&from, &uuid));
}

/* --- What is written. --- */

/* Writes the session into oracle->bytes; 0 if it can't or must not be written. */
static size_t export_text(const asked *a)
{
    sim_oracle *oracle = a->oracle;
    size_t size = 0;
    bool too_large = a->view.self->generated > IDA_FLUID_NUMBER_MAX ||
                     a->view.self->next_start > IDA_FLUID_NUMBER_MAX ||
                     a->view.final_limit > IDA_FLUID_NUMBER_MAX;
    ida_status expected = sim_view_stale(&a->view) ? IDA_STALE_SESSION
                          : too_large              ? IDA_NOT_REPRESENTABLE
                                                   : IDA_BUFFER_TOO_SMALL;
    for (unsigned i = 0; i < 2; i++) {
        ida_status status = a->subject->fluid_export_session_as(a->session, VERSION,
                                                                (char *)oracle->bytes, size, &size);
        sim_count(oracle, SIM_INVARIANT_REHYDRATION);
        if (status != expected) {
            sim_report_status(oracle, SIM_INVARIANT_REHYDRATION, site_of(a), expected, status);
            return 0;
        }
        if (status == IDA_OK) {
            return size;
        }
        if (status != IDA_BUFFER_TOO_SMALL || size > TEXT_MAX || !sim_reserve_bytes(oracle, size)) {
            return 0;
        }
        expected = IDA_OK;
    }
    return 0;
}

/* How many words a text is. */
static size_t words_in(const char *text, size_t size)
{
    size_t bytes = size / 4 * 3;
    bytes -= size > 0 && text[size - 1] == '=' ? 1 : 0;
    bytes -= size > 1 && text[size - 2] == '=' ? 1 : 0;
    return bytes / WORD_SIZE;
}

static bool check_words(const asked *a, const tail *right, size_t size)
{
    const char *text = (const char *)a->oracle->bytes;
    size_t count = words_in(text, size);
    uint32_t version = 0;
    sim_count(a->oracle, SIM_INVARIANT_REHYDRATION);
    if (a->subject->fluid_version != NULL &&
        (a->subject->fluid_version(text, size, &version) != IDA_OK || version != VERSION)) {
        sim_report(a->oracle, SIM_INVARIANT_REHYDRATION, site_of(a),
                   SIM_VALUE_SAYING(SIM_WORD_FLUID_VERSION, VERSION),
                   SIM_VALUE_SAYING(SIM_WORD_FLUID_VERSION, version));
        return false;
    }
    for (size_t i = 1; i <= right->count; i++) {
        uint64_t got = i > count ? 0 : word_at(text, count - i);
        if (got != right->words[right->count - i]) {
            sim_value expected =
                SIM_VALUE_SAYING(SIM_WORD_WORD_WRITTEN, i, right->words[right->count - i]);
            sim_value came = SIM_VALUE_SAYING(SIM_WORD_WORD_WRITTEN, i, got);
            expected.forms[1] = came.forms[1] = SIM_FORM_HEX64;
            sim_report(a->oracle, SIM_INVARIANT_REHYDRATION, site_of(a), expected, came);
            return false;
        }
    }
    return true;
}

/* --- What is read again. --- */

/* A copy from the format has the same place among its shards, and its children, who are forgotten.
 */
static bool is_same_shard(const asked *a, const ida_session *copy)
{
    const sim_shard *shard = &a->view.self->shard;
    ida_shard_info right = sim_tree_describe(a->view.self);
    ida_shard_info got = {.stride = 0};
    ida_shard_child child;
    bool same = a->subject->shard_describe(copy, &got) == shard->is_sharded &&
                got.stride == right.stride && got.original_stride == right.original_stride &&
                got.child_count == right.child_count && got.is_child == right.is_child &&
                sim_stable_equal(got.shard, right.shard);
    for (size_t i = 0; same && i < shard->child_count; i++) {
        same = a->subject->shard_child_at(copy, i, &child) && child.known == 0 &&
               sim_stable_equal(child.shard, shard->children[i].id);
    }
    return same;
}

/* What a copy from the format does next is what the session does next. */
static bool continues(const asked *a, ida_session *copy)
{
    ida_run right[2];
    size_t right_count;
    ida_id id = 0;
    ida_status expected = sim_answer_generate(&a->view, 1, right, &right_count);
    return a->subject->session_generate(copy, &id) == expected &&
           (expected != IDA_OK || id == right[0].first);
}

static void check_read(const asked *a, size_t size)
{
    ida_snapshot snapshot;
    const char *text = (const char *)a->oracle->bytes;
    ida_status status = a->subject->fluid_import(&a->oracle->own, text, size, &snapshot, NULL);
    sim_count(a->oracle, SIM_INVARIANT_REHYDRATION);
    if (status != IDA_OK) {
        sim_report_status(a->oracle, SIM_INVARIANT_REHYDRATION, site_of(a), IDA_OK, status);
        return;
    }
    const ida_document *document = a->oracle->world->nodes[a->node].document;
    bool same =
        snapshot.session_count == 1 && a->subject->document_equal(document, snapshot.document);
    if (same) {
        ida_session *copy = snapshot.sessions[0];
        const sim_shard *shard = &a->view.self->shard;
        (void)a->subject->session_set_cluster_size(copy, a->view.self->cluster_size);
        same = is_same_shard(a, copy) &&
               (shard->child_count > 0 ? continues(a, copy)
                                       : a->subject->session_equal(a->session, copy));
    }
    if (!same) {
        sim_report_words(a->oracle, SIM_INVARIANT_REHYDRATION, site_of(a), SIM_WORD_SAVED_SESSION,
                         SIM_WORD_NO_SESSION);
    }
    sim_discard(a->oracle, &snapshot);
}

/* --- What is refused. --- */

/* Words that are hardly ever right: not numbers, not whole, too large, or just another one. */
static uint64_t hostile_word(const asked *a, uint64_t before)
{
    const uint64_t words_to_try[] = {
        0,
        double_of(1),
        double_of(2),
        double_of(IDA_SHARD_STRIDE_MAX),
        double_of(IDA_SHARD_STRIDE_MAX + 1),
        double_of(IDA_FLUID_NUMBER_MAX),
        UINT64_C(0x8000000000000000), /* -0 */
        UINT64_C(0xBFF0000000000000), /* -1 */
        UINT64_C(0x3FE0000000000000), /* 0.5 */
        UINT64_C(0x43B0000000000000), /* 2^60 */
        UINT64_C(0x7FF8000000000000), /* not a number */
        UINT64_C(0x7FF0000000000000), /* infinity */
        UINT64_MAX,
        before + 1,
        before ^ UINT64_C(1) << 52,
    };
    return words_to_try[sim_dice(a->oracle) % (sizeof words_to_try / sizeof words_to_try[0])];
}

/* What loads is sound, and is written as it was read. */
static bool is_sound(const asked *a, ida_snapshot *snapshot, size_t size)
{
    uint64_t hash = sim_hash_bytes(a->oracle->bytes, size);
    size_t again = size;
    return a->subject->document_verify(snapshot->document) && snapshot->session_count == 1 &&
           a->subject->session_verify(snapshot->sessions[0]) &&
           a->subject->fluid_export_session_as(snapshot->sessions[0], VERSION,
                                               (char *)a->oracle->bytes, size, &again) == IDA_OK &&
           again == size && sim_hash_bytes(a->oracle->bytes, size) == hash;
}

/* Replaces a word of the shard, which is read by the oracle's own rules, too. */
static void check_replaced(const asked *a, tail *right, size_t shard_words, size_t size)
{
    char *text = (char *)a->oracle->bytes;
    size_t count = words_in(text, size);
    size_t back = 1 + (size_t)(sim_dice(a->oracle) % shard_words);
    uint64_t *word = &right->words[right->count - back];
    uint64_t before = *word;
    const sim_incarnation *self = a->view.self;
    bool ends_local = self->given_count > 0 && !self->given[self->given_count - 1].eager;
    *word = hostile_word(a, before);
    put_word(text, count - back, *word);
    words from = {&right->words[right->count - shard_words], shard_words};
    ida_status expected = is_shard(from, ends_local) ? IDA_OK : IDA_MALFORMED;
    ida_snapshot snapshot;
    ida_status status = a->subject->fluid_import(&a->oracle->own, text, size, &snapshot, NULL);
    sim_value about = SIM_VALUE_SAYING(SIM_WORD_WORD_REPLACED, back, *word);
    about.forms[1] = SIM_FORM_HEX64;
    sim_site where = sim_site_about(site_of(a), about);
    sim_count(a->oracle, SIM_INVARIANT_REHYDRATION);
    if (status == IDA_OK && status == expected && !is_sound(a, &snapshot, size)) {
        sim_report_words(a->oracle, SIM_INVARIANT_REHYDRATION, where, SIM_WORD_REFUSAL_OR_SOUND,
                         SIM_WORD_UNSOUND);
    }
    if (status == IDA_OK) {
        sim_discard(a->oracle, &snapshot);
    }
    if (status != expected) {
        sim_report_status(a->oracle, SIM_INVARIANT_REHYDRATION, where, expected, status);
    }
    *word = before;
    put_word((char *)a->oracle->bytes, count - back, before);
}

/* Reads the text as it is now, which must be refused with that status. */
static void check_refused(const asked *a, size_t size, ida_status expected)
{
    ida_snapshot snapshot;
    ida_status status = a->subject->fluid_import(&a->oracle->own, (const char *)a->oracle->bytes,
                                                 size, &snapshot, NULL);
    sim_count(a->oracle, SIM_INVARIANT_REHYDRATION);
    if (status == IDA_OK) {
        sim_discard(a->oracle, &snapshot);
    }
    if (status != expected) {
        sim_report_status(a->oracle, SIM_INVARIANT_REHYDRATION, site_of(a), expected, status);
    }
}

/* The first child gets the ID of the last one, or that of the shard itself. */
static void check_alike(const asked *a, const tail *right, size_t size)
{
    char *text = (char *)a->oracle->bytes;
    const sim_shard *shard = &a->view.self->shard;
    size_t count = words_in(text, size);
    /* The words behind the first child's ID: other children, what kind of shard it is, its ID. */
    size_t back = 2 * shard->child_count + 1 + (shard->is_child ? 2 : 0);
    if (shard->child_count == 0 || (shard->child_count == 1 && !shard->is_child)) {
        return;
    }
    ida_uuid other = shard->is_child ? shard->id : shard->children[shard->child_count - 1].id;
    put_word(text, count - back, other.low);
    put_word(text, count - back + 1, other.high);
    check_refused(a, size, IDA_MALFORMED);
    put_word(text, count - back, right->words[right->count - back]);
    put_word(text, count - back + 1, right->words[right->count - back + 1]);
}

/* A version that is none. */
static void check_version(const asked *a, size_t size)
{
    char *text = (char *)a->oracle->bytes;
    const uint64_t before = word_at(text, 0);
    const uint64_t word = hostile_word(a, before);
    if (word == double_of(IDA_FLUID_VERSION_2) || word == before) {
        return;
    }
    put_word(text, 0, word);
    check_refused(a, size, IDA_UNSUPPORTED_VERSION);
    put_word(text, 0, before);
}

/* Whether something is wrong with the session already, which is not the format's fault. */
static bool is_well(const asked *a)
{
    return a->subject->session_verify(a->session) &&
           a->subject->document_verify(a->oracle->world->nodes[a->node].document);
}

static void check_session(const asked *a)
{
    tail right = {0};
    size_t size = is_well(a) ? export_text(a) : 0;
    if (size > 0 && !make_tail(a->view.self, &right)) {
        sim_oracle_no_memory(a->oracle);
    }
    if (size > 0 && !sim_oracle_over(a->oracle) && check_words(a, &right, size)) {
        const sim_shard *shard = &a->view.self->shard;
        size_t shard_words = 1;
        if (shard->is_sharded) {
            shard_words = 5 + 2 * shard->child_count + (shard->is_child ? 2 : 0);
        }
        check_read(a, size);
        bool damages = sim_claims(a->subject->unclaimed, IDSIM_CLAIM_DAMAGE);
        for (unsigned i = 0; damages && i < REPLACED && !sim_oracle_over(a->oracle); i++) {
            check_replaced(a, &right, shard_words, size);
        }
        if (damages && !sim_oracle_over(a->oracle)) {
            check_version(a, size);
            check_alike(a, &right, size);
        }
    }
    free(right.words);
}

void sim_check_fluid_sessions(sim_oracle *oracle, unsigned node)
{
    const sim_subject *subject = oracle->world->subject;
    if (subject->fluid_export_session_as == NULL || subject->fluid_import == NULL ||
        subject->shard_describe == NULL || subject->document_equal == NULL ||
        subject->session_equal == NULL) {
        return;
    }
    for (unsigned slot = 0; slot < oracle->world->config.slots && !sim_oracle_over(oracle);
         slot++) {
        if (!sim_oracle_slot(oracle, node, slot)->live) {
            continue;
        }
        const asked a = {.oracle = oracle,
                         .subject = subject,
                         .node = node,
                         .slot = slot,
                         .session = oracle->world->nodes[node].slots[slot].session,
                         .view = sim_oracle_view(oracle, node, slot)};
        check_session(&a);
    }
}
