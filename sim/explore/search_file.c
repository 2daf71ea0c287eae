/*
 * A search in a file. Numbers are 64-bit little-endian unless it says otherwise:
 *
 *   "IDSTATE" and the format's version, a byte
 *   scheme, the four numbers of its worlds, seed, beginning, ops, merge, mirror
 *   number of letters, and of each its code and arguments
 *   number of marks, faults, invariants; a byte for each mark and fault; the checks
 *   depth, next, number of states
 *   the levels up to depth + 1: states, settled, unchanged, merged, found, failed
 *   the states: hash (16 bytes), parent (4), letter (4)
 *   XXH3-64 of all that
 */
#include "search.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

#include "kernel/atomic_file.h"

static const char magic[8] = {'I', 'D', 'S', 'T', 'A', 'T', 'E', 2};

#define STATE_BYTES 24u
/* This many states are replayed when a file is read. */
#define SAMPLES 64u

/* --- Bytes. --- */

typedef struct stream {
    FILE *file;
    XXH3_state_t *hash;
    bool well;
} stream;

/* False without memory. */
static bool stream_begin(stream *s, FILE *file)
{
    *s = (stream){.file = file, .hash = XXH3_createState(), .well = true};
    if (s->hash == NULL) {
        return false;
    }
    (void)XXH3_64bits_reset(s->hash);
    return true;
}

static void encode(uint8_t *bytes, uint64_t number, size_t size)
{
    for (size_t i = 0; i < size; i++) {
        bytes[i] = (uint8_t)(number >> (8 * i) & 0xFF);
    }
}

static uint64_t decode(const uint8_t *bytes, size_t size)
{
    uint64_t number = 0;
    for (size_t i = 0; i < size; i++) {
        number |= (uint64_t)bytes[i] << (8 * i);
    }
    return number;
}

static void put_bytes(stream *s, const void *bytes, size_t size)
{
    s->well = s->well && fwrite(bytes, 1, size, s->file) == size;
    (void)XXH3_64bits_update(s->hash, bytes, size);
}

static void put(stream *s, uint64_t number)
{
    uint8_t bytes[8];
    encode(bytes, number, sizeof bytes);
    put_bytes(s, bytes, sizeof bytes);
}

static void get_bytes(stream *s, void *bytes, size_t size)
{
    if (!s->well || fread(bytes, 1, size, s->file) != size) {
        s->well = false;
        memset(bytes, 0, size);
        return;
    }
    (void)XXH3_64bits_update(s->hash, bytes, size);
}

static uint64_t get(stream *s)
{
    uint8_t bytes[8];
    get_bytes(s, bytes, sizeof bytes);
    return decode(bytes, sizeof bytes);
}

/* A number from 0 to max; anything else is not well. */
static uint64_t get_up_to(stream *s, uint64_t max)
{
    uint64_t number = get(s);
    s->well = s->well && number <= max;
    return s->well ? number : 0;
}

/* --- Writing. --- */

static void put_scope(stream *s, const sim_search *search)
{
    const sim_search_scope *scope = &search->scope;
    put_bytes(s, magic, sizeof magic);
    put(s, scope->config.scheme);
    put(s, scope->config.nodes);
    put(s, scope->config.slots);
    put(s, scope->config.write_ahead);
    put(s, scope->config.cluster_size);
    put(s, scope->config.seed);
    put(s, (uint64_t)scope->begin);
    put(s, scope->ops);
    put(s, scope->merge);
    put(s, scope->mirror);
    put(s, search->alphabet.count);
    for (size_t i = 0; i < search->alphabet.count; i++) {
        put(s, search->alphabet.letters[i].code);
        for (unsigned k = 0; k < SIM_OP_ARGS; k++) {
            put(s, search->alphabet.letters[i].args[k]);
        }
    }
}

static void put_sums(stream *s, const sim_search *search)
{
    put(s, SIM_MARK_COUNT);
    put(s, SIM_FAULT_COUNT);
    put(s, SIM_INVARIANT_COUNT);
    for (size_t i = 0; i < SIM_MARK_COUNT; i++) {
        put_bytes(s, search->marks[i] ? "\1" : "\0", 1);
    }
    for (size_t i = 0; i < SIM_FAULT_COUNT; i++) {
        put_bytes(s, search->faults[i] ? "\1" : "\0", 1);
    }
    for (size_t i = 0; i < SIM_INVARIANT_COUNT; i++) {
        put(s, search->checks[i]);
    }
}

static void put_states(stream *s, const sim_search *search)
{
    put(s, search->depth);
    put(s, search->next);
    put(s, search->state_count);
    for (uint32_t i = 0; i <= search->depth + 1 && i <= search->scope.ops; i++) {
        const sim_level *level = &search->levels[i];
        const uint64_t numbers[] = {level->states, level->settled, level->unchanged,
                                    level->merged, level->found,   level->failed};
        for (size_t k = 0; k < sizeof numbers / sizeof numbers[0]; k++) {
            put(s, numbers[k]);
        }
    }
    for (uint64_t i = 0; i < search->state_count; i++) {
        uint8_t bytes[STATE_BYTES];
        encode(bytes, search->states[i].hash.high, 8);
        encode(bytes + 8, search->states[i].hash.low, 8);
        encode(bytes + 16, search->states[i].parent, 4);
        encode(bytes + 20, search->states[i].letter, 4);
        put_bytes(s, bytes, sizeof bytes);
    }
}

bool sim_search_write(const sim_search *search, const char *path)
{
    sim_wholefile whole;
    if (!sim_wholefile_open(&whole, path)) {
        return false;
    }
    stream s;
    bool begun = stream_begin(&s, whole.file);
    if (begun) {
        uint8_t bytes[8];
        put_scope(&s, search);
        put_sums(&s, search);
        put_states(&s, search);
        encode(bytes, XXH3_64bits_digest(s.hash), sizeof bytes);
        (void)fwrite(bytes, 1, sizeof bytes, s.file);
        (void)XXH3_freeState(s.hash);
    }
    bool closed = sim_wholefile_close(&whole, begun);
    if (!begun) {
        errno = ENOMEM;
    }
    return closed && begun;
}

/* --- Reading. --- */

/* A number of the config, already wrapped; anything else is an error. */
static uint32_t get_number(stream *s, sim_scheme scheme, unsigned which)
{
    const sim_scheme_number *bounds = &sim_scheme_numbers(scheme)[which];
    uint32_t number = (uint32_t)get_up_to(s, bounds->max);
    s->well = s->well && number >= bounds->min;
    return s->well ? number : bounds->min;
}

static void get_config(stream *s, sim_config *config)
{
    sim_scheme scheme = (sim_scheme)get_up_to(s, SIM_SCHEME_COUNT - 1);
    config->scheme = (uint8_t)scheme;
    config->nodes = (uint8_t)get_number(s, scheme, SIM_NUMBER_NODES);
    config->slots = (uint8_t)get_number(s, scheme, SIM_NUMBER_SLOTS);
    config->write_ahead = (uint16_t)get_number(s, scheme, SIM_NUMBER_FLAGS);
    config->cluster_size = get_number(s, scheme, SIM_NUMBER_SIZE);
    config->seed = get(s);
    s->well = s->well && sim_scope_holds(config);
}

static void get_scope(stream *s, sim_search_scope *scope, sim_alphabet *alphabet)
{
    char begin[sizeof magic];
    get_bytes(s, begin, sizeof begin);
    s->well = s->well && memcmp(begin, magic, sizeof magic) == 0;
    memset(scope, 0, sizeof *scope);
    get_config(s, &scope->config);
    scope->begin = (sim_begin)get_up_to(s, SIM_BEGIN_UP);
    s->well = s->well && sim_begin_applies(scope->begin, (sim_scheme)scope->config.scheme);
    scope->ops = (uint32_t)get_up_to(s, SIM_SCOPE_OPS_MAX);
    scope->merge = get_up_to(s, 1) != 0;
    scope->mirror = get_up_to(s, 1) != 0;
    alphabet->count = (size_t)get_up_to(s, SIM_LETTERS_MAX);
    for (size_t i = 0; i < alphabet->count; i++) {
        sim_op *op = &alphabet->letters[i];
        op->code = (uint8_t)get_up_to(s, UINT8_MAX);
        for (unsigned k = 0; k < SIM_OP_ARGS; k++) {
            op->args[k] = (uint32_t)get_up_to(s, UINT32_MAX);
        }
        s->well = s->well && sim_op_applies((sim_scheme)scope->config.scheme, op->code);
    }
    s->well = s->well && alphabet->count > 0;
}

static bool get_flag(stream *s)
{
    uint8_t byte = 0;
    get_bytes(s, &byte, 1);
    s->well = s->well && byte <= 1;
    return byte == 1;
}

static void get_sums(stream *s, sim_search *search)
{
    bool same = get(s) == SIM_MARK_COUNT;
    same = get(s) == SIM_FAULT_COUNT && same;
    same = get(s) == SIM_INVARIANT_COUNT && same;
    s->well = s->well && same;
    for (size_t i = 0; i < SIM_MARK_COUNT; i++) {
        search->marks[i] = get_flag(s);
    }
    for (size_t i = 0; i < SIM_FAULT_COUNT; i++) {
        search->faults[i] = get_flag(s);
    }
    for (size_t i = 0; i < SIM_INVARIANT_COUNT; i++) {
        search->checks[i] = get(s);
    }
}

/* The levels agree with each other and with the number of states. */
static bool levels_agree(const sim_search *search)
{
    uint64_t first = 0;
    uint32_t last = search->depth < search->scope.ops ? search->depth + 1 : search->depth;
    for (uint32_t i = 0; i <= last; i++) {
        const sim_level *level = &search->levels[i];
        uint64_t states = i == 0 ? 1 : search->levels[i - 1].found;
        uint64_t settled = i < search->depth   ? states
                           : i > search->depth ? 0
                                               : search->next - first;
        if (level->first != first || level->states != states || level->settled != settled ||
            level->settled > states || level->failed > level->settled ||
            states > search->state_count - first) {
            return false;
        }
        first += states;
    }
    return first == search->state_count && search->levels[last].found == 0;
}

static void get_levels(stream *s, sim_search *search)
{
    search->depth = (uint32_t)get_up_to(s, search->scope.ops);
    search->next = get(s);
    search->state_count = get_up_to(s, search->state_room);
    uint64_t first = 0;
    for (uint32_t i = 0; i <= search->depth + 1 && i <= search->scope.ops; i++) {
        sim_level *level = &search->levels[i];
        level->first = first;
        level->states = get_up_to(s, search->state_count);
        level->settled = get_up_to(s, search->state_count);
        level->unchanged = get(s);
        level->merged = get(s);
        level->found = get_up_to(s, search->state_count);
        level->failed = get_up_to(s, search->state_count);
        first += level->states;
    }
    s->well = s->well && search->next <= search->state_count && levels_agree(search);
}

/* Each state follows from one that was settled, of the level before. */
static bool state_fits(const sim_search *search, uint64_t number, uint32_t depth)
{
    const sim_search_state *state = &search->states[number];
    if (number == 0) {
        return state->parent == 0 && state->letter == 0;
    }
    const sim_level *before = &search->levels[depth - 1];
    bool ordered = number == 1 || search->states[number - 1].parent <= state->parent;
    return ordered && state->letter < search->alphabet.count && state->parent >= before->first &&
           state->parent < before->first + before->settled;
}

static void get_states(stream *s, sim_search *search)
{
    uint32_t depth = 0;
    for (uint64_t i = 0; s->well && i < search->state_count; i++) {
        uint8_t bytes[STATE_BYTES];
        get_bytes(s, bytes, sizeof bytes);
        search->states[i] = (sim_search_state){
            .hash = {decode(bytes, 8), decode(bytes + 8, 8)},
            .parent = (uint32_t)decode(bytes + 16, 4),
            .letter = (uint32_t)decode(bytes + 20, 4),
        };
        while (i >= search->levels[depth].first + search->levels[depth].states) {
            depth++;
        }
        s->well = s->well && state_fits(search, i, depth);
    }
}

/* Some states, evenly spread, must have the hashes in the file. */
static bool samples_agree(const sim_search *search)
{
    sim_tape tape;
    sim_expander expander = sim_search_expander(search);
    const sim_state_hash nothing = {0, 0};
    bool agree = true;
    sim_tape_init(&tape, search->scope.config);
    for (uint64_t i = 0; agree && i < SAMPLES; i++) {
        uint64_t state = search->state_count * i / SAMPLES;
        sim_state_hash hash;
        agree = sim_search_tape(search, state, &tape);
        /*
         * A state that fails on the way has no hash of its own, and neither has the first one at
         * first.
         */
        bool hashed = state > 0 || !sim_state_hash_same(search->states[0].hash, nothing);
        if (agree && hashed && sim_expand_hash(&expander, &tape, &hash)) {
            agree = sim_state_hash_same(hash, search->states[state].hash);
        }
    }
    sim_tape_free(&tape);
    sim_canon_free(&expander.canon);
    return agree;
}

static bool refuse(char message[160], const char *why)
{
    (void)snprintf(message, 160, "%s", why);
    return false;
}

static bool read_rest(stream *s, sim_search *search, char message[160])
{
    get_sums(s, search);
    get_levels(s, search);
    get_states(s, search);
    uint64_t hash = XXH3_64bits_digest(s->hash);
    uint8_t bytes[8] = {0};
    bool whole = s->well && fread(bytes, 1, sizeof bytes, s->file) == sizeof bytes &&
                 fgetc(s->file) == EOF && ferror(s->file) == 0;
    if (!whole || decode(bytes, sizeof bytes) != hash) {
        return refuse(message, "it is damaged, or needs more memory (--memory)");
    }
    if (!sim_search_index(search)) {
        return refuse(message, "it does not fit the memory limit, or states are in it twice");
    }
    return samples_agree(search) ||
           refuse(message, "another build of idsim wrote it: its states are others");
}

bool sim_search_read(sim_search *search, const char *path, const sim_run_options *options,
                     size_t memory_limit, char message[160], bool *outside)
{
    stream s;
    *outside = true;
    FILE *file = fopen(path, "rb");
    if (file == NULL) {
        return refuse(message, strerror(errno));
    }
    if (!stream_begin(&s, file)) {
        (void)fclose(file);
        return refuse(message, "no memory");
    }
    sim_search_scope scope;
    sim_alphabet *alphabet = malloc(sizeof *alphabet);
    bool read = false;
    if (alphabet == NULL) {
        (void)refuse(message, "no memory");
    } else {
        get_scope(&s, &scope, alphabet);
        *outside = ferror(s.file) != 0;
        if (!s.well) {
            (void)refuse(message, *outside ? "it cannot be read" : "it is no state of a search");
        } else if (!sim_search_open(search, &scope, alphabet, options, memory_limit)) {
            *outside = true;
            (void)refuse(message, "no memory");
        } else {
            read = read_rest(&s, search, message);
            if (!read) {
                sim_search_close(search);
            }
        }
    }
    free(alphabet);
    (void)fclose(s.file);
    (void)XXH3_freeState(s.hash);
    return read;
}
