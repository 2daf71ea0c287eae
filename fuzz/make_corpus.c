/*
 * Writes seed inputs: "make_corpus OUT VECTORS" fills OUT/fuzz_NAME for every target.
 *
 * Tapes come from every scenario; snapshots and foreign formats from what the nodes of those worlds
 * have saved, and from the vectors of Fluid (a JSON file whose base64 strings are taken).
 */
#define _DEFAULT_SOURCE
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "compressor/world.h"
#include "run.h"
#include "scenario/builtin.h"
#include "scenario/seed.h"

#define PATH_SIZE 4096
#define TEXT_MIN  16u /* shorter strings are not documents */

static const char *out;

static _Noreturn void give_up(const char *what)
{
    perror(what);
    exit(4);
}

static void write_seed(const char *target, const char *name, uint64_t number, const void *bytes,
                       size_t size)
{
    char path[PATH_SIZE];
    (void)snprintf(path, sizeof path, "%s/%s", out, target);
    if (mkdir(path, 0777) != 0 && errno != EEXIST) {
        give_up(path);
    }
    (void)snprintf(path, sizeof path, "%s/%s/%s-%llu", out, target, name,
                   (unsigned long long)number);
    FILE *file = fopen(path, "wb");
    if (file == NULL || fwrite(bytes, 1, size, file) != size || fclose(file) != 0) {
        give_up(path);
    }
}

static void write_foreign(const ida_snapshot *snapshot, const char *name, uint64_t number)
{
    uint8_t bytes[1u << 16];
    size_t size;
    if (ida_fluid_export_document(snapshot->document, NULL, (char *)bytes, sizeof bytes, &size) ==
        IDA_OK) {
        write_seed("fuzz_fluid", name, number, bytes, size);
    }
    if (ida_rust_export_document(snapshot->document, NULL, bytes, sizeof bytes, &size) == IDA_OK) {
        write_seed("fuzz_rust", name, number, bytes, size);
    }
    for (size_t i = 0; i < snapshot->session_count; i++) {
        uint64_t which = number * 100 + i + 1;
        ida_session *session = snapshot->sessions[i];
        if (ida_fluid_export_session(session, (char *)bytes, sizeof bytes, &size) == IDA_OK) {
            write_seed("fuzz_fluid", name, which, bytes, size);
        }
        if (ida_rust_export_session(session, bytes, sizeof bytes, &size) == IDA_OK) {
            write_seed("fuzz_rust", name, which, bytes, size);
        }
    }
}

/* The snapshots that a world's nodes saved while a tape was played. */
static void write_saved(const sim_world *world, const char *name, uint64_t seed)
{
    ida_allocator allocator = ida_allocator_standard();
    for (unsigned i = 0; i < world->config.nodes; i++) {
        for (unsigned k = 0; k < SIM_STORES; k++) {
            const sim_store *store = &world->nodes[i].stores[k];
            uint64_t number = seed * 100 + (uint64_t)i * SIM_STORES + k;
            if (store->bytes == NULL) {
                continue;
            }
            write_seed("fuzz_snapshot", name, number, store->bytes, store->size);
            ida_snapshot snapshot;
            if (ida_snapshot_load(&allocator, store->bytes, store->size, &snapshot) == IDA_OK) {
                write_foreign(&snapshot, name, number);
                ida_snapshot_close(&allocator, &snapshot);
            }
        }
    }
}

static void write_tape(const char *name, uint64_t seed, const sim_tape *tape)
{
    size_t text_size;
    size_t size;
    char *text = sim_tape_print(tape, &text_size);
    uint8_t *bytes = sim_tape_encode(tape, &size);
    if (bytes == NULL || text == NULL) {
        give_up("no memory");
    }
    bool compressor = tape->config.scheme == SIM_SCHEME_COMPRESSOR;
    char target[32];
    (void)snprintf(target, sizeof target, "fuzz_%s",
                   compressor ? "world" : sim_scheme_name(tape->config.scheme));
    write_seed("fuzz_tape", name, seed, text, text_size);
    write_seed(target, name, seed, bytes, size);
    free(text);
    free(bytes);
}

/* Worlds of other schemes begin with many opening moves. */
#define MORE_OPS 48u

static void play(const sim_scenario *scenario, uint64_t seed, uint64_t ops)
{
    sim_tape tape;
    bool compressor = sim_scenario_scheme(scenario, seed) == SIM_SCHEME_COMPRESSOR;
    (void)sim_run_seed(scenario, seed, ops + (compressor ? 0 : MORE_OPS), NULL, &tape);
    write_tape(scenario->name, seed, &tape);
    if (!compressor) {
        sim_tape_free(&tape);
        return;
    }
    sim_world *world = sim_world_create(&tape.config, &sim_subject_core);
    if (world == NULL) {
        give_up("no memory");
    }
    for (size_t i = 0; i < tape.count && sim_world_execute(world, &tape.ops[i]); i++) {
    }
    write_saved(world, scenario->name, seed);
    sim_world_destroy(world);
    sim_tape_free(&tape);
}

static int is_base64(int c)
{
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '+' ||
           c == '/' || c == '=';
}

/* Every long run of base64 characters between quotes. */
static void write_vectors(const char *path)
{
    static char text[1u << 16];
    FILE *file = fopen(path, "rb");
    if (file == NULL) {
        give_up(path);
    }
    size_t length = 0;
    uint64_t count = 0;
    for (int c = fgetc(file); c != EOF; c = fgetc(file)) {
        if (is_base64(c) && length < sizeof text) {
            text[length++] = (char)c;
            continue;
        }
        if (c == '"' && length >= TEXT_MIN && length % 4 == 0) {
            write_seed("fuzz_fluid", "vector", count++, text, length);
        }
        length = 0;
    }
    (void)fclose(file);
}

/* Programs of calls, with each op near the front of some. */
static void write_programs(void)
{
    for (uint64_t i = 0; i < 64; i++) {
        uint8_t bytes[48];
        uint64_t state = i * UINT64_C(0x9E3779B97F4A7C15) + 1;
        bytes[0] = (uint8_t)(i * 8);
        for (size_t k = 1; k < sizeof bytes; k++) {
            state = state * UINT64_C(6364136223846793005) + 1;
            bytes[k] = (uint8_t)(k < 3 ? 1 + (state >> 61) : state >> 56);
        }
        write_seed("fuzz_document", "program", i, bytes, sizeof bytes);
    }
}

int main(int argc, char **argv)
{
    if (argc != 3) {
        (void)fprintf(stderr, "Usage: %s OUT VECTORS\n", argv[0]);
        return 2;
    }
    out = argv[1];
    if (mkdir(out, 0777) != 0 && errno != EEXIST) {
        give_up(out);
    }
    for (size_t i = 0; i < sim_scenario_count(); i++) {
        for (uint64_t seed = 0; seed < 24; seed++) {
            play(sim_scenario_at(i), seed, 8 + seed % 4 * 16);
        }
    }
    write_vectors(argv[2]);
    write_programs();
    return 0;
}
