/* Puts numbers and values into the words of a finding. */
#include "finding_text.h"

#include <inttypes.h>
#include <stdio.h>

#include "invariants.h"
#include "kernel/uuid_text.h"
#include "wording.h"

/* Replaces a # in a word's text. */
typedef struct piece {
    uint64_t count; /* for the plural */
    char text[SIM_VALUE_TEXT_SIZE];
} piece;

/* A text being composed; what does not fit is left out. */
typedef struct writing {
    char *text;
    size_t used;
} writing;

static void put(writing *w, const char *text)
{
    while (*text != '\0' && w->used + 1 < SIM_FINDING_TEXT_SIZE) {
        w->text[w->used++] = *text++;
    }
    w->text[w->used] = '\0';
}

static writing begin(char *text)
{
    text[0] = '\0';
    return (writing){text, 0};
}

/* --- Pieces. --- */

static piece number_piece(uint64_t number)
{
    piece p = {.count = number};
    (void)snprintf(p.text, sizeof p.text, "%" PRIu64, number);
    return p;
}

static piece id_piece(ida_id id)
{
    piece p = {.count = (uint64_t)id};
    (void)snprintf(p.text, sizeof p.text, "%" PRId64, id);
    return p;
}

static piece uuid_piece(ida_uuid uuid)
{
    piece p = {.count = 0};
    sim_uuid_text(uuid, p.text);
    return p;
}

static piece hash_piece(uint64_t hash)
{
    piece p = {.count = 0};
    (void)snprintf(p.text, sizeof p.text, "%016" PRIx64, hash);
    return p;
}

static piece text_piece(const char *text)
{
    piece p = {.count = 0};
    (void)snprintf(p.text, sizeof p.text, "%s", text);
    return p;
}

/* --- Words with pieces in them. --- */

/* Whether the part of a text that begins at a comma is left out, and where it ends. */
static bool is_left_out(const char *at, size_t next, size_t count, unsigned hidden,
                        const char **end)
{
    bool has_piece = false;
    for (*end = at + 1; **end != '\0' && **end != ','; (*end)++) {
        has_piece = has_piece || **end == '#';
    }
    return has_piece && (next >= count || (hidden >> next & 1u) != 0);
}

/*
 * Puts a text with its pieces. If some are hidden, or the text has more # than pieces, each #
 * stands in a part of its own, which begins at a comma.
 */
static void put_words(writing *w, unsigned word, const piece *pieces, size_t count, unsigned hidden)
{
    const char *at = sim_word_text(word);
    size_t next = 0;
    while (*at != '\0') {
        const char letter[2] = {*at, '\0'};
        const char *end;
        if (*at == ',' && is_left_out(at, next, count, hidden, &end)) {
            at = end;
            next++;
        } else if (*at == '#' && next < count) {
            put(w, pieces[next++].text);
            at++;
        } else if (strncmp(at, "(s)", 3) == 0) {
            put(w, next > 0 && next <= count && pieces[next - 1].count == 1 ? "" : "s");
            at += 3;
        } else {
            put(w, letter);
            at++;
        }
    }
}

#define PUT(w, word, ...)                                                                          \
    put_words((w), (word), (const piece[]){__VA_ARGS__},                                           \
              sizeof((const piece[]){__VA_ARGS__}) / sizeof(piece), 0)

static piece form_piece(uint64_t number, unsigned form)
{
    piece p = {.count = number};
    switch (form) {
    case SIM_FORM_SIGNED:
        return id_piece((ida_id)number);
    case SIM_FORM_HEX64:
        return hash_piece(number);
    case SIM_FORM_HEX32:
        (void)snprintf(p.text, sizeof p.text, "%08" PRIx32, (uint32_t)number);
        return p;
    case SIM_FORM_STATUS:
        return text_piece(ida_status_name((ida_status)number));
    case SIM_FORM_INVARIANT:
        return text_piece(sim_invariant_name((sim_invariant)number));
    case SIM_FORM_PLACE: {
        char text[SIM_FINDING_TEXT_SIZE];
        writing place = begin(text);
        PUT(&place, SIM_WORD_PLACE, number_piece(number >> 8 & 0xFF), number_piece(number & 0xFF));
        return text_piece(text);
    }
    default:
        return number_piece(number);
    }
}

static void put_phrase(writing *w, const sim_value *value)
{
    piece pieces[SIM_VALUE_NUMBERS];
    for (size_t i = 0; i < value->count; i++) {
        pieces[i] = form_piece(value->of.numbers[i], value->forms[i]);
    }
    put_words(w, value->word, pieces, value->count, value->hidden);
}

/* --- Values. --- */

static void put_runs(writing *w, const sim_value *value)
{
    if (value->count == 0) {
        put(w, sim_word_text(SIM_WORD_NO_IDS));
    }
    for (size_t i = 0; i < value->count; i++) {
        const ida_run *run = &value->of.runs[i];
        put(w, i == 0 ? "" : ", ");
        PUT(w, run->first < 0 ? SIM_WORD_LOCAL_RUN : SIM_WORD_EAGER_RUN, number_piece(run->count),
            id_piece(run->first));
    }
}

static void put_range(writing *w, const ida_range *range)
{
    if (range->count == 0) {
        put(w, sim_word_text(SIM_WORD_NO_IDS));
    } else {
        PUT(w, SIM_WORD_RANGE, number_piece(range->count), number_piece(range->first_gen_count),
            uuid_piece(range->session), number_piece(range->requested_cluster_size));
    }
}

static void put_status(writing *w, const sim_value *value)
{
    piece status = text_piece(ida_status_name(value->of.status));
    if (value->is_spoiled) {
        PUT(w, SIM_WORD_SPOILED, status);
    } else {
        put(w, status.text);
    }
}

static void put_unique(writing *w, const ida_unique_id *unique)
{
    if (unique->is_final) {
        PUT(w, SIM_WORD_UNIQUE_FINAL, id_piece(unique->final_id));
    } else {
        PUT(w, SIM_WORD_UNIQUE_STABLE, uuid_piece(unique->stable_id));
    }
}

static void put_cluster(writing *w, const ida_cluster *cluster)
{
    PUT(w, SIM_WORD_CLUSTER, id_piece(cluster->base_final), number_piece(cluster->count),
        number_piece(cluster->capacity), uuid_piece(cluster->session),
        number_piece(cluster->base_gen_count));
}

static void put_value(writing *w, const sim_value *value)
{
    switch ((sim_value_kind)value->kind) {
    case SIM_VALUE_NONE:
    case SIM_VALUE_KINDS:
        break;
    case SIM_VALUE_WORDS:
        put_phrase(w, value);
        break;
    case SIM_VALUE_STATUS:
        put_status(w, value);
        break;
    case SIM_VALUE_TRUTH:
        put(w, sim_word_text(value->of.truth ? SIM_WORD_TRUE : SIM_WORD_FALSE));
        break;
    case SIM_VALUE_ID:
        put(w, id_piece(value->of.id).text);
        break;
    case SIM_VALUE_ORIGIN:
        PUT(w, SIM_WORD_ORIGIN, id_piece(value->of.origin.id), uuid_piece(value->of.origin.uuid));
        break;
    case SIM_VALUE_UNIQUE:
        put_unique(w, &value->of.unique);
        break;
    case SIM_VALUE_RUNS:
        put_runs(w, value);
        break;
    case SIM_VALUE_RANGE:
        put_range(w, &value->of.range);
        break;
    case SIM_VALUE_GHOST:
        PUT(w, SIM_WORD_GHOST, number_piece(value->of.range.count),
            uuid_piece(value->of.range.session));
        break;
    case SIM_VALUE_UUID:
        put(w, uuid_piece(value->of.uuid).text);
        break;
    case SIM_VALUE_CLUSTER:
        put_cluster(w, &value->of.cluster);
        break;
    case SIM_VALUE_BYTES:
        PUT(w, SIM_WORD_BYTES, number_piece(value->of.bytes.size),
            hash_piece(value->of.bytes.hash));
        break;
    case SIM_VALUE_TEXT:
        put(w, value->of.text);
        break;
    }
}

void sim_value_print(const sim_value *value, char text[SIM_FINDING_TEXT_SIZE])
{
    writing w = begin(text);
    put_value(&w, value);
}

/* --- Sites. --- */

static void put_part(writing *w, unsigned word, piece number)
{
    put(w, w->used == 0 ? "" : " ");
    PUT(w, word, number);
}

static void put_call(writing *w, const sim_site *site)
{
    put(w, w->used == 0 || site->call == SIM_WORD_NONE ? "" : ": ");
    put(w, sim_word_text(site->call));
    if (site->about.kind == SIM_VALUE_WORDS) {
        put(w, " ");
        put_value(w, &site->about);
    } else if (site->about.kind != SIM_VALUE_NONE) {
        put(w, "(");
        put_value(w, &site->about);
        put(w, ")");
    }
}

void sim_site_print(const sim_site *site, char text[SIM_FINDING_TEXT_SIZE])
{
    writing w = begin(text);
    if ((site->parts & SIM_SITE_NODE) != 0) {
        PUT(&w, site->actor == SIM_WORD_NONE ? SIM_WORD_NODE : site->actor,
            number_piece(site->node), number_piece(site->number));
    }
    if ((site->parts & SIM_SITE_SLOT) != 0) {
        put_part(&w, SIM_WORD_SLOT, number_piece(site->slot));
    }
    if ((site->parts & SIM_SITE_STORE) != 0) {
        put_part(&w, SIM_WORD_STORE, number_piece(site->store));
    }
    if ((site->parts & SIM_SITE_POSITION) != 0) {
        put_part(&w, SIM_WORD_POSITION, number_piece(site->position));
    }
    if ((site->parts & SIM_SITE_SESSION) != 0) {
        put_part(&w, SIM_WORD_SESSION, uuid_piece(site->session));
    }
    put_call(&w, site);
}

/* --- What is stuck. --- */

void sim_stuck_print(const sim_stuck *stuck, char text[SIM_STUCK_TEXT_SIZE])
{
    char where[SIM_FINDING_TEXT_SIZE];
    char why[SIM_FINDING_TEXT_SIZE];
    size_t used = 0;
    text[0] = '\0';
    for (size_t i = 0; i < stuck->count && i < SIM_STUCK_MAX; i++) {
        sim_site_print(&stuck->of[i].where, where);
        sim_value_print(&stuck->of[i].why, why);
        (void)snprintf(text + used, SIM_STUCK_TEXT_SIZE - used, "%s%s%s%s", i == 0 ? "" : "; ",
                       where, where[0] == '\0' ? "" : ": ", why);
        used += strlen(text + used);
    }
    if (stuck->count > SIM_STUCK_MAX) {
        (void)snprintf(text + used, SIM_STUCK_TEXT_SIZE - used, "; %s",
                       sim_word_text(SIM_WORD_AND_MORE));
    }
}
