/*
 * What the ID compressor costs. Without a mode it prints a table of its own; the arguments are
 * words then, and only workloads whose names contain one of them are run. The modes are for
 * core/bench/run/, which compares it with the npm package: "./dev bench".
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "compressor/modes.h"

static int complain(void)
{
    (void)fputs("Usage: bench_compressor [WORD...]\n"
                "       bench_compressor --list | --answers | --sizes [--quick]\n"
                "       bench_compressor --serve WORKLOAD [--quick]\n"
                "       bench_compressor --list-worst\n"
                "       bench_compressor --worst NAME [--quick]\n"
                "       bench_compressor --growth CLUSTERS ROUNDS\n",
                stderr);
    return 2;
}

int main(int argc, char **argv)
{
    const char *mode = argc > 1 ? argv[1] : "";
    const char *name = argc > 2 ? argv[2] : "";
    bool is_quick = argc > 2 && strcmp(argv[argc - 1], "--quick") == 0;
    if (strncmp(mode, "--", 2) != 0) {
        return bench_table(argc - 1, argv + 1);
    }
    if (strcmp(mode, "--list") == 0) {
        return bench_list(is_quick);
    }
    if (strcmp(mode, "--answers") == 0) {
        return bench_answers(is_quick);
    }
    if (strcmp(mode, "--sizes") == 0) {
        return bench_sizes(is_quick);
    }
    if (strcmp(mode, "--serve") == 0) {
        return bench_serve(name, is_quick);
    }
    if (strcmp(mode, "--list-worst") == 0) {
        return bench_list_worst();
    }
    if (strcmp(mode, "--worst") == 0) {
        return bench_worst(name, is_quick);
    }
    if (strcmp(mode, "--growth") == 0 && argc > 3) {
        return bench_growth((uint32_t)strtoul(name, NULL, 10),
                            (uint32_t)strtoul(argv[3], NULL, 10));
    }
    return complain();
}
