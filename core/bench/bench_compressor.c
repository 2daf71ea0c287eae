/*
 * What the ID compressor costs, in nanoseconds per operation: the median of several rounds, on
 * documents from a thousand to a million clusters. The first round of each warms heap and caches
 * and is not counted. Arguments: words; only benchmarks whose name has one of them are run.
 */
#define _POSIX_C_SOURCE 200809L
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <idalloc/idalloc.h>

#define ROUNDS 7

static ida_allocator allocator;
static uint64_t sink; /* results go here, so that nothing is optimized away */

static void check(ida_status status)
{
    if (status != IDA_OK) {
        (void)fprintf(stderr, "bench: %s\n", ida_status_message(status));
        exit(1);
    }
}

static double now_ns(void)
{
    struct timespec time;
    (void)clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec * 1e9 + (double)time.tv_nsec;
}

static uint64_t mix(uint64_t number)
{
    number = (number ^ (number >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    number = (number ^ (number >> 27)) * UINT64_C(0x94d049bb133111eb);
    return number ^ (number >> 31);
}

static ida_uuid session_id(uint64_t number)
{
    ida_uuid id = {mix(2 * number + 1) >> 6, mix(2 * number + 2)};
    return id;
}

static int compare_doubles(const void *a, const void *b)
{
    double left;
    double right;
    memcpy(&left, a, sizeof left);
    memcpy(&right, b, sizeof right);
    return (left > right) - (left < right);
}

static bool wanted(const char *name, int argc, char **argv)
{
    for (int i = 1; i < argc; i++) {
        if (strstr(name, argv[i]) != NULL) {
            return true;
        }
    }
    return argc < 2;
}

/* One benchmark: prepare gives each round a fresh state, run does operations of it. */
typedef struct benchmark {
    const char *name;
    uint64_t sessions;
    uint64_t clusters;
    uint64_t operations;
    void (*prepare)(const struct benchmark *bench);
    void (*run)(const struct benchmark *bench);
    void (*finish)(void);
} benchmark;

static ida_document *document;
static ida_session *session;
static uint8_t *bytes;
static size_t size;

static void finish(void)
{
    ida_session_close(session);
    ida_document_destroy(document);
    session = NULL;
    document = NULL;
}

static void prepare_empty(const benchmark *bench)
{
    (void)bench;
    check(ida_document_create(&allocator, &document));
    check(ida_session_open(document, session_id(0), &session));
}

static void finalize_next(uint64_t number, uint64_t first, uint64_t count, uint32_t cluster_size)
{
    ida_range range = {session_id(number), first, count, cluster_size};
    check(ida_document_finalize(document, &range));
}

/* A document of clusters of sessions in turn: no two of one session are neighbours. */
static void prepare_document(const benchmark *bench)
{
    prepare_empty(bench);
    for (uint64_t i = 0; i < bench->clusters; i++) {
        uint64_t round = i / bench->sessions;
        finalize_next(1 + i % bench->sessions, 1 + round * 6, 6, 5);
    }
}

static void generate(const benchmark *bench)
{
    ida_id id = 0;
    for (uint64_t i = 0; i < bench->operations; i++) {
        check(ida_session_generate(session, &id));
        sink += (uint64_t)id;
    }
}

static void prepare_eager(const benchmark *bench)
{
    ida_range range;
    ida_id id;
    prepare_empty(bench);
    check(ida_session_set_cluster_size(session, IDA_CLUSTER_SIZE_MAX));
    check(ida_session_generate(session, &id));
    check(ida_session_take(session, &range));
    check(ida_document_finalize(document, &range));
}

static void generate_take_finalize(const benchmark *bench)
{
    for (uint64_t i = 0; i < bench->operations; i++) {
        ida_id id;
        ida_range range;
        check(ida_session_generate(session, &id));
        check(ida_session_take(session, &range));
        check(ida_document_finalize(document, &range));
    }
}

static uint64_t remote_round;

static void prepare_remote(const benchmark *bench)
{
    prepare_empty(bench);
    for (uint64_t i = 0; i < bench->sessions; i++) {
        finalize_next(1 + i, 1, 1, 5);
    }
    remote_round = 1;
}

static void finalize_remote(const benchmark *bench)
{
    for (uint64_t i = 0; i < bench->operations; i++) {
        uint64_t at = i % bench->sessions;
        if (at == 0) {
            remote_round++;
        }
        finalize_next(1 + at, remote_round, 1, 5);
    }
}

static void finalize_first(const benchmark *bench)
{
    for (uint64_t i = 0; i < bench->operations; i++) {
        finalize_next(1 + i, 1, 1, 5);
    }
}

/* The own session's clusters alternate with another's; the own IDs of each begin as local IDs. */
static void prepare_own(const benchmark *bench)
{
    prepare_empty(bench);
    check(ida_session_set_cluster_size(session, 2));
    uint64_t other = 1;
    for (uint64_t i = 0; i < bench->clusters; i++) {
        ida_run runs[2];
        size_t run_count;
        ida_range range;
        check(ida_session_generate_many(session, 4, runs, &run_count));
        check(ida_session_take(session, &range));
        check(ida_document_finalize(document, &range));
        finalize_next(1, other, 4, 2);
        other += 4;
    }
}

static void own_to_op(const benchmark *bench)
{
    for (uint64_t i = 0; i < bench->operations; i++) {
        ida_id op = 0;
        ida_id local = -(ida_id)(1 + mix(i) % (4 * bench->clusters));
        if (ida_session_to_op_space(session, local, &op) == IDA_OK) {
            sink += (uint64_t)op;
        }
    }
}

static ida_id random_final(uint64_t i)
{
    return (ida_id)(mix(i) % (uint64_t)ida_document_final_limit(document));
}

static void final_to_session(const benchmark *bench)
{
    for (uint64_t i = 0; i < bench->operations; i++) {
        ida_id id = 0;
        (void)ida_session_to_session_space(session, random_final(i), session_id(0), &id);
        sink += (uint64_t)id;
    }
}

static void local_to_session(const benchmark *bench)
{
    uint64_t rounds = bench->clusters / bench->sessions;
    for (uint64_t i = 0; i < bench->operations; i++) {
        ida_id id = 0;
        ida_uuid origin = session_id(1 + mix(i) % bench->sessions);
        ida_id local = -(ida_id)(1 + mix(i + 7) % (6 * rounds));
        (void)ida_session_to_session_space(session, local, origin, &id);
        sink += (uint64_t)id;
    }
}

static void decompress_to_text(const benchmark *bench)
{
    for (uint64_t i = 0; i < bench->operations; i++) {
        ida_uuid uuid;
        if (ida_session_decompress(session, random_final(i), &uuid) == IDA_OK) {
            char text[IDA_UUID_TEXT_SIZE];
            ida_uuid_format(uuid, text);
            sink += (unsigned char)text[i % 36];
        }
    }
}

static void decompress_to_bytes(const benchmark *bench)
{
    for (uint64_t i = 0; i < bench->operations; i++) {
        ida_uuid uuid;
        if (ida_session_decompress(session, random_final(i), &uuid) == IDA_OK) {
            uint8_t raw[16];
            ida_uuid_to_bytes(uuid, raw);
            sink += raw[i % 16];
        }
    }
}

#define TEXTS 65536u
static char texts[TEXTS][IDA_UUID_TEXT_SIZE];

static void prepare_texts(const benchmark *bench)
{
    prepare_document(bench);
    for (uint64_t i = 0; i < TEXTS; i++) {
        ida_uuid uuid = session_id(1 + mix(i) % bench->sessions);
        check(ida_uuid_add(uuid, mix(i + 9) % 6, &uuid));
        ida_uuid_format(uuid, texts[i]);
    }
}

static void recompress_from_text(const benchmark *bench)
{
    for (uint64_t i = 0; i < bench->operations; i++) {
        ida_uuid uuid;
        ida_id id = 0;
        check(ida_uuid_parse(texts[i % TEXTS], IDA_UUID_TEXT_LENGTH, &uuid));
        (void)ida_session_recompress(session, uuid, &id);
        sink += (uint64_t)id;
    }
}

static void prepare_bytes(const benchmark *bench)
{
    prepare_document(bench);
    size = ida_snapshot_bound(document, NULL, 0);
    bytes = realloc(bytes, size);
    if (bytes == NULL) {
        check(IDA_NO_MEMORY);
    }
    check(ida_snapshot_save(document, NULL, 0, 0, bytes, size, &size));
}

static void save(const benchmark *bench)
{
    (void)bench;
    size_t written;
    size_t bound = ida_snapshot_bound(document, NULL, 0);
    uint8_t *buffer = realloc(bytes, bound);
    if (buffer == NULL) {
        check(IDA_NO_MEMORY);
    }
    bytes = buffer;
    check(ida_snapshot_save(document, NULL, 0, 0, bytes, bound, &written));
    sink += written;
}

static void load(const benchmark *bench)
{
    (void)bench;
    ida_snapshot snapshot;
    check(ida_snapshot_load(&allocator, bytes, size, &snapshot));
    sink += (uint64_t)ida_document_final_limit(snapshot.document);
    ida_snapshot_close(&allocator, &snapshot);
}

#define MILLION 1000000u

static const benchmark benchmarks[] = {
    {"W1 generate, local", 0, 0, MILLION, prepare_empty, generate, finish},
    {"W2 generate, eager final", 0, 0, MILLION, prepare_eager, generate, finish},
    {"W3 generate, take, finalize", 0, 0, MILLION, prepare_empty, generate_take_finalize, finish},
    {"W4 finalize remote, R=1,000", 1000, 0, MILLION, prepare_remote, finalize_remote, finish},
    {"W4 finalize remote, R=100,000", 100000, 0, MILLION, prepare_remote, finalize_remote, finish},
    {"W4 first range, R=100,000", 0, 0, 100000, prepare_empty, finalize_first, finish},
    {"W5 own local to op, C=1,000", 0, 1000, MILLION, prepare_own, own_to_op, finish},
    {"W5 own local to op, C=100,000", 0, 100000, MILLION, prepare_own, own_to_op, finish},
    {"W6 final to session, C=1,000,000", 1000, MILLION, MILLION, prepare_document, final_to_session,
     finish},
    {"W6b local to session, C=1,000,000", 1000, MILLION, MILLION, prepare_document,
     local_to_session, finish},
    {"W7 decompress to text, C=1,000", 100, 1000, MILLION, prepare_document, decompress_to_text,
     finish},
    {"W7 decompress to text, C=100,000", 10000, 100000, MILLION, prepare_document,
     decompress_to_text, finish},
    {"W7 decompress to text, C=1,000,000", 100000, MILLION, MILLION, prepare_document,
     decompress_to_text, finish},
    {"W7 decompress to bytes, C=1,000,000", 100000, MILLION, MILLION, prepare_document,
     decompress_to_bytes, finish},
    {"W8 recompress from text, C=1,000", 100, 1000, MILLION, prepare_texts, recompress_from_text,
     finish},
    {"W8 recompress from text, C=100,000", 10000, 100000, MILLION, prepare_texts,
     recompress_from_text, finish},
    {"W8 recompress from text, C=1,000,000", 100000, MILLION, MILLION, prepare_texts,
     recompress_from_text, finish},
    {"W9 save, C=1,000,000, whole", 100000, MILLION, 1, prepare_bytes, save, finish},
    {"W9 load, C=1,000,000, whole", 100000, MILLION, 1, prepare_bytes, load, finish},
};

static void measure(const benchmark *bench)
{
    double times[ROUNDS] = {0};
    for (int round = -1; round < ROUNDS; round++) {
        bench->prepare(bench);
        double start = now_ns();
        bench->run(bench);
        double end = now_ns();
        bench->finish();
        if (round >= 0) {
            times[round] = (end - start) / (double)bench->operations;
        }
    }
    qsort(times, ROUNDS, sizeof times[0], compare_doubles);
    if (times[ROUNDS / 2] > 1e6) {
        (void)printf("%-40s %10.2f ms %10.2f to %.2f\n", bench->name, times[ROUNDS / 2] / 1e6,
                     times[0] / 1e6, times[ROUNDS - 1] / 1e6);
    } else {
        (void)printf("%-40s %10.1f ns %10.1f to %.1f\n", bench->name, times[ROUNDS / 2], times[0],
                     times[ROUNDS - 1]);
    }
    (void)fflush(stdout);
}

static void print_memory(void)
{
    static const benchmark plain = {"", 100000, 100000, 0, NULL, NULL, NULL};
    static const benchmark chained = {"", 100000, 1000000, 0, NULL, NULL, NULL};
    prepare_document(&plain);
    size_t few = ida_document_memory(document);
    finish();
    prepare_document(&chained);
    size_t many = ida_document_memory(document);
    finish();
    (void)printf("%-40s %10.1f bytes\n", "memory of a session with a cluster", (double)few / 1e5);
    (void)printf("%-40s %10.1f bytes\n", "memory of a further cluster", (double)(many - few) / 9e5);
}

int main(int argc, char **argv)
{
    allocator = ida_allocator_standard();
    (void)printf("%-40s %13s %10s\n", "", "median", "range");
    for (size_t i = 0; i < sizeof benchmarks / sizeof benchmarks[0]; i++) {
        if (wanted(benchmarks[i].name, argc, argv)) {
            measure(&benchmarks[i]);
        }
    }
    if (wanted("memory", argc, argv)) {
        print_memory();
    }
    free(bytes);
    return sink == 42;
}
