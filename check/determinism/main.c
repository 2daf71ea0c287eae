#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

#include "digests.h"
#include "scheme.h"

/* Larger files are no inputs. */
#define FILE_SIZE_MAX ((size_t)16 << 20)

static const char help[] =
    "idsim-digests [--no-oracle] COMMAND ARGUMENTS\n"
    "\n"
    "What this build makes of every input, a line each: NAME DIGEST WORD. Builds for other\n"
    "compilers and machines must print the same; ./dev determinism compares them.\n"
    "\n"
    "  about                        compiler, flags, processor, bits, byte order\n"
    "  worlds SCENARIO|all FROM TO  the seeds FROM up to TO, which is not included\n"
    "  files FILE...                tapes, and inputs of the fuzz targets in folders of their "
    "name\n"
    "  chain WORLD FROM TO EVERY    after every EVERY-th op from FROM up to TO: INDEX DIGEST "
    "STATE\n"
    "                               OP; WORLD is SCENARIO/SEED or a tape\n"
    "  save FOLDER                  what the nodes of some worlds save, in every form\n"
    "  load FILE...                 loads such files, saves them back, and goes on with them\n"
    "  sum                          XXH3-64 of standard input: one digest for many lines\n"
    "\n"
    "Examples\n"
    "  idsim-digests worlds swarm 0 200\n"
    "  idsim-digests files corpus/regressions/*.tape\n"
    "  idsim-digests chain swarm/7 0 64 1\n"
    "\n"
    "Exit status: 0, 1 if a file was not saved back to the same bytes, 2 wrong arguments, 4 if\n"
    "something outside failed.\n";

int digests_fail(int status, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    (void)fprintf(stderr, "idsim-digests: ");
    (void)vfprintf(stderr, format, arguments);
    (void)fprintf(stderr, "\n");
    va_end(arguments);
    return status;
}

uint8_t *digests_read(const char *path, size_t *size)
{
    FILE *file = fopen(path, "rb");
    long end = -1;
    if (file != NULL && fseek(file, 0, SEEK_END) == 0) {
        end = ftell(file);
    }
    if (end < 0 || (unsigned long)end > FILE_SIZE_MAX) {
        (void)digests_fail(DIGESTS_ENVIRONMENT, "%s: %s", path,
                           end < 0 ? strerror(errno) : "too large");
        if (file != NULL) {
            (void)fclose(file);
        }
        return NULL;
    }
    *size = (size_t)end;
    uint8_t *bytes = malloc(*size + (*size == 0));
    rewind(file);
    if (bytes == NULL || fread(bytes, 1, *size, file) != *size) {
        (void)digests_fail(DIGESTS_ENVIRONMENT, "%s: cannot be read", path);
        free(bytes);
        bytes = NULL;
    }
    (void)fclose(file);
    return bytes;
}

/* --- Which target a file is for. --- */

typedef struct target {
    const char *name;
    digests_judge judge;
} target;

static const target targets[] = {
    {"fuzz_document", digests_document}, {"fuzz_snapshot", digests_snapshot},
    {"fuzz_fluid", digests_fluid},       {"fuzz_rust", digests_rust},
    {"fuzz_tape", digests_tape_text},    {"fuzz_shard", digests_shard},
    {"fuzz_lease", digests_lease},
};

static bool is_tape_name(const char *path)
{
    size_t length = strlen(path);
    return length > 5 && strcmp(path + length - 5, ".tape") == 0;
}

static bool is_bare(const char *path)
{
    char player[32];
    for (unsigned i = 0; i < SIM_SCHEME_COUNT && !is_tape_name(path); i++) {
        /* fuzz_lease is the target of the allocator alone. */
        (void)snprintf(player, sizeof player, "fuzz_%s",
                       i == SIM_SCHEME_COMPRESSOR ? "world"
                       : i == SIM_SCHEME_LEASE    ? "lease_world"
                                                  : sim_scheme_name(i));
        if (strstr(path, player) != NULL) {
            return true;
        }
    }
    return false;
}

static int judge_file(const char *path, const target *as)
{
    sim_trace trace;
    char digest[17];
    size_t size = 0;
    uint8_t *bytes = digests_read(path, &size);
    if (bytes == NULL) {
        return DIGESTS_ENVIRONMENT;
    }
    sim_trace_init(&trace);
    const char *word = as->judge(bytes, size, &trace);
    free(bytes);
    sim_trace_format(trace.digest, digest);
    (void)printf("%s %s %s\n", path, digest, word);
    return 0;
}

static int digest_file(const char *path)
{
    if (is_tape_name(path) || is_bare(path)) {
        return digests_tape(path, is_bare(path));
    }
    for (size_t i = 0; i < sizeof targets / sizeof targets[0]; i++) {
        if (strstr(path, targets[i].name) != NULL) {
            return judge_file(path, &targets[i]);
        }
    }
    return digests_fail(DIGESTS_USAGE, "%s: neither a tape nor for a fuzz target", path);
}

static int digest_files(char *const *paths, size_t count)
{
    int status = 0;
    for (size_t i = 0; i < count && status == 0; i++) {
        status = digest_file(paths[i]);
    }
    return status;
}

/* --- What this build is. --- */

#if defined(__x86_64__)
#define PROCESSOR "x86-64"
#elif defined(__i386__)
#define PROCESSOR "i386"
#elif defined(__aarch64__)
#define PROCESSOR "aarch64"
#elif defined(__s390x__)
#define PROCESSOR "s390x"
#else
#define PROCESSOR "other"
#endif

#if defined(__clang__)
#define COMPILER __VERSION__
#else
#define COMPILER "gcc " __VERSION__
#endif

static int about(void)
{
    const uint16_t one = 1;
    unsigned char first = 0;
    memcpy(&first, &one, 1);
    (void)printf("%s|%s|%s|%zu|%s\n", COMPILER, DIGESTS_FLAGS, PROCESSOR, sizeof(void *) * 8,
                 first == 1 ? "little" : "big");
    return 0;
}

static int sum(void)
{
    char bytes[4096];
    char digest[17];
    size_t size = 0;
    XXH3_state_t *state = XXH3_createState();
    if (state == NULL) {
        return digests_fail(DIGESTS_ENVIRONMENT, "no memory");
    }
    (void)XXH3_64bits_reset(state);
    while ((size = fread(bytes, 1, sizeof bytes, stdin)) > 0) {
        (void)XXH3_64bits_update(state, bytes, size);
    }
    sim_trace_format(XXH3_64bits_digest(state), digest);
    (void)XXH3_freeState(state);
    if (ferror(stdin)) {
        return digests_fail(DIGESTS_ENVIRONMENT, "standard input: %s", strerror(errno));
    }
    (void)printf("%s\n", digest);
    return 0;
}

/* --- Arguments. --- */

static bool parse_number(const char *text, uint64_t *number)
{
    char *end = NULL;
    errno = 0;
    unsigned long long value = strtoull(text, &end, 10);
    *number = value;
    return errno == 0 && text[0] >= '0' && text[0] <= '9' && *end == '\0';
}

static int worlds(char **words)
{
    uint64_t from = 0;
    uint64_t to = 0;
    if (!parse_number(words[1], &from) || !parse_number(words[2], &to)) {
        return digests_fail(DIGESTS_USAGE, "FROM and TO are numbers");
    }
    return digests_worlds(strcmp(words[0], "all") == 0 ? NULL : words[0], from, to);
}

static int chain(char **words)
{
    uint64_t from = 0;
    uint64_t to = 0;
    uint64_t every = 0;
    if (!parse_number(words[1], &from) || !parse_number(words[2], &to) ||
        !parse_number(words[3], &every) || every == 0) {
        return digests_fail(DIGESTS_USAGE, "FROM, TO and EVERY are numbers, EVERY from 1");
    }
    return digests_chain(words[0], is_bare(words[0]), from, to, every);
}

static int dispatch(int argc, char **argv)
{
    const char *command = argc > 0 ? argv[0] : "";
    char **words = argv + 1;
    int count = argc - 1;
    if (strcmp(command, "about") == 0 && count == 0) {
        return about();
    }
    if (strcmp(command, "sum") == 0 && count == 0) {
        return sum();
    }
    if (strcmp(command, "worlds") == 0 && count == 3) {
        return worlds(words);
    }
    if (strcmp(command, "files") == 0 && count > 0) {
        return digest_files(words, (size_t)count);
    }
    if (strcmp(command, "chain") == 0 && count == 4) {
        return chain(words);
    }
    if (strcmp(command, "save") == 0 && count == 1) {
        return digests_save(words[0]);
    }
    if (strcmp(command, "load") == 0 && count > 0) {
        return digests_load(words, (size_t)count);
    }
    if (strcmp(command, "--help") == 0 || strcmp(command, "-h") == 0) {
        (void)fputs(help, stdout);
        return 0;
    }
    (void)fputs(help, stderr);
    return DIGESTS_USAGE;
}

int main(int argc, char **argv)
{
    int first = 1;
    if (argc > 1 && strcmp(argv[1], "--no-oracle") == 0) {
        digests_with_oracle = false;
        first++;
    }
    int status = dispatch(argc - first, argv + first);
    if (fflush(stdout) != 0 && status == 0) {
        status = digests_fail(DIGESTS_ENVIRONMENT, "the output was lost: %s", strerror(errno));
    }
    return status;
}
