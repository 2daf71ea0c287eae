/*
 * Documents in the formats of other implementations: what is written and read again is the same
 * document, the same settings, and the same bytes once more. Damaged bytes, which have no checksum,
 * are refused or load as a document that is sound. Formats that the subject does not have are
 * skipped.
 */
#include "oracle_internal.h"

#include "claims.h"

#include "stable.h"

/* A cluster size in Rust's format unless one is given. */
#define USUAL_SIZE 512u

/* What a format holds besides the document. */
typedef struct settings {
    bool given; /* else the format chooses */
    ida_rust_header header;
} settings;

typedef struct form {
    sim_oracle *oracle;
    const sim_subject *subject;
    const ida_document *document;
    sim_site where;
    bool fluid;
    uint32_t version; /* of Fluid's format */
} form;

static ida_status write_fluid(const form *f, const ida_document *document, const ida_uuid *first,
                              char *text, size_t *size)
{
    const sim_subject *subject = f->subject;
    return f->version == IDA_FLUID_VERSION_2
               ? subject->fluid_export(document, first, text, *size, size)
               : subject->fluid_export_as(document, first, f->version, text, *size, size);
}

/* Writes a document into oracle->bytes after asking for its size; false if nothing is written. */
static bool put(const form *f, const ida_document *document, const settings *with, size_t *size,
                ida_status *status)
{
    const ida_uuid *first = with->given && with->header.has_first ? &with->header.first : NULL;
    const ida_rust_header *header = with->given ? &with->header : NULL;
    *size = 0;
    for (unsigned i = 0; i < 2; i++) {
        uint8_t *bytes = f->oracle->bytes;
        *status = f->fluid ? write_fluid(f, document, first, (char *)bytes, size)
                           : f->subject->rust_export(document, header, bytes, *size, size);
        if (*status != IDA_BUFFER_TOO_SMALL || !sim_reserve_bytes(f->oracle, *size)) {
            break;
        }
    }
    return !sim_oracle_over(f->oracle);
}

static ida_status get(const form *f, size_t size, ida_snapshot *snapshot, settings *with)
{
    const ida_allocator *own = &f->oracle->own;
    *with = (settings){.given = true, .header.cluster_size = USUAL_SIZE};
    if (!f->fluid) {
        return f->subject->rust_import(own, f->oracle->bytes, size, snapshot, &with->header);
    }
    ida_status status = f->subject->fluid_import(own, (const char *)f->oracle->bytes, size,
                                                 snapshot, &with->header.first);
    with->header.has_first = with->header.first.high != 0 || with->header.first.low != 0;
    return status;
}

/* Some settings; the ones that are due when they are read again. */
static settings draw(const form *f, unsigned node, settings *due)
{
    static const uint64_t sizes[] = {1, 5, USUAL_SIZE, 1u << 20, SIM_NUMBER_MAX};
    const sim_model *model = &f->oracle->model;
    uint64_t position = f->oracle->world->nodes[node].position;
    uint32_t sessions = sim_model_counters(model, position).sessions;
    unsigned turn = f->oracle->foreign_turn;
    settings with = {.given = turn % 3 != 0};
    with.header.cluster_size = sizes[turn % (sizeof sizes / sizeof sizes[0])];
    with.header.has_first = sessions > 0;
    if (sessions > 0) {
        with.header.first = model->members[turn % sessions].uuid;
    }
    *due = with;
    if (f->fluid || !with.given) {
        due->header.cluster_size = USUAL_SIZE;
    }
    if (!with.given && sessions > 0) {
        due->header.first = model->members[0].uuid;
    }
    return with;
}

static void report(const form *f, sim_word expected, sim_word got)
{
    sim_report_words(f->oracle, SIM_INVARIANT_REHYDRATION, f->where, expected, got);
}

/* The same settings, and the same bytes when it is written again. */
static void check_again(const form *f, const ida_document *document, const settings *due,
                        const settings *with, size_t size)
{
    uint64_t hash = sim_hash_bytes(f->oracle->bytes, size);
    if (due->header.has_first != with->header.has_first ||
        due->header.cluster_size != with->header.cluster_size ||
        !sim_stable_equal(due->header.first, with->header.first)) {
        report(f, SIM_WORD_WRITTEN_SETTINGS, SIM_WORD_OTHER_SETTINGS);
        return;
    }
    size_t size_again;
    ida_status status;
    if (put(f, document, with, &size_again, &status) &&
        (status != IDA_OK || size_again != size ||
         sim_hash_bytes(f->oracle->bytes, size) != hash)) {
        report(f, SIM_WORD_WRITTEN_BYTES, SIM_WORD_OTHER_BYTES);
    }
}

/* What loads from damaged bytes is sound, and is the same when it is written and read again. */
static void check_sound(const form *f, ida_snapshot *snapshot, const settings *with)
{
    ida_snapshot second;
    settings again;
    size_t size;
    ida_status status;
    bool sound = f->subject->document_verify(snapshot->document) ||
                 !f->subject->document_verify(f->document);
    if (sound && put(f, snapshot->document, with, &size, &status) && status == IDA_OK &&
        get(f, size, &second, &again) == IDA_OK) {
        sound = f->subject->document_equal(snapshot->document, second.document);
        sim_discard(f->oracle, &second);
    }
    if (!sound) {
        report(f, SIM_WORD_REFUSAL_OR_SOUND, SIM_WORD_UNSOUND);
    }
}

static void check_damaged(const form *f, size_t size)
{
    static const char alphabet[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=";
    uint64_t drawn = sim_dice(f->oracle);
    uint8_t *at = &f->oracle->bytes[drawn % size];
    *at = f->fluid ? (uint8_t)alphabet[(drawn >> 40) % (sizeof alphabet - 1)]
                   : (uint8_t)(*at ^ 1u << (drawn >> 40) % 8);
    size_t length = size - ((drawn >> 48) % 4 == 0 ? 1 : 0);
    ida_snapshot snapshot;
    settings with;
    sim_count(f->oracle, SIM_INVARIANT_REHYDRATION);
    if (get(f, length, &snapshot, &with) == IDA_OK) {
        check_sound(f, &snapshot, &with);
        sim_discard(f->oracle, &snapshot);
    }
}

static void check_read(const form *f, const settings *due, size_t size)
{
    ida_snapshot snapshot;
    settings with;
    ida_status status = get(f, size, &snapshot, &with);
    if (status != IDA_OK) {
        sim_report_status(f->oracle, SIM_INVARIANT_REHYDRATION, f->where, IDA_OK, status);
        return;
    }
    if (snapshot.session_count != 0 ||
        !f->subject->document_equal(f->document, snapshot.document)) {
        report(f, SIM_WORD_WRITTEN_DOCUMENT, SIM_WORD_ANOTHER_DOCUMENT);
    } else {
        check_again(f, snapshot.document, due, &with, size);
    }
    sim_discard(f->oracle, &snapshot);
}

/* version is that of Fluid's format; 0 is the Rust allocator's. */
static void check(sim_oracle *oracle, unsigned node, const ida_document *document, uint32_t version)
{
    const bool fluid = version != 0;
    const sim_subject *subject = oracle->world->subject;
    const form f = {
        oracle,   subject,
        document, sim_site_node(oracle, node, fluid ? SIM_WORD_FLUID_FORMAT : SIM_WORD_RUST_FORMAT),
        fluid,    version};
    settings due;
    size_t size;
    ida_status status;
    if (sim_oracle_over(oracle) || subject->document_equal == NULL ||
        (fluid ? subject->fluid_export == NULL : subject->rust_export == NULL) ||
        (version == IDA_FLUID_VERSION_3 && subject->fluid_export_as == NULL)) {
        return;
    }
    const settings with = draw(&f, node, &due);
    if (!put(&f, document, &with, &size, &status)) {
        return;
    }
    sim_count(oracle, SIM_INVARIANT_REHYDRATION);
    bool too_large = (uint64_t)subject->document_final_limit(document) > IDA_FLUID_NUMBER_MAX;
    ida_status expected = fluid && too_large ? IDA_NOT_REPRESENTABLE : IDA_OK;
    if (status != expected) {
        sim_report_status(oracle, SIM_INVARIANT_REHYDRATION, f.where, expected, status);
    }
    if (status != IDA_OK) {
        return;
    }
    check_read(&f, &due, size);
    if (!sim_oracle_over(oracle) && sim_claims(subject->unclaimed, IDSIM_CLAIM_DAMAGE)) {
        check_damaged(&f, size);
    }
}

void sim_check_foreign_forms(sim_oracle *oracle, unsigned node, const ida_document *document)
{
    /* Not each time: reading foreign bytes takes long. */
    unsigned turn = oracle->foreign_turn++ % 7;
    bool all = oracle->rounds > 1;
    const uint64_t usual = oracle->dice;
    if (all || (turn == 0 && oracle->rounds > 0)) {
        check(oracle, node, document, IDA_FLUID_VERSION_2);
    }
    if (all || (turn == 1 && oracle->rounds > 0)) {
        check(oracle, node, document, 0);
    }
    if (all || (turn == 2 && oracle->rounds > 0)) {
        check(oracle, node, document, IDA_FLUID_VERSION_3);
    }
    if (all || (turn % 2 == 1 && turn > 2 && oracle->rounds > 0)) {
        sim_check_fluid_sessions(oracle, node);
    }
    oracle->dice = usual;
}
