#!/bin/sh
# functions.sh: no function is longer than 50 lines, braces aside, so that it fits a screen. Those of
# tests may be longer: a story of many steps is easier to read in one piece.
set -eu
cd "$(dirname "$0")/.."
# shellcheck source=check/sources.sh
. check/sources.sh
files=$(sources | grep '\.c$' | grep -v '/test/')
[ -n "$files" ]
# The braces of a function stand at the beginning of a line: clang-format sees to that.
# shellcheck disable=SC2086 # one word a file
awk -v limit="${FUNCTION_LINES:-50}" '
    /^\{/ { start = FNR }
    /^\}/ {
        if (start > 0 && FNR - start - 1 > limit) {
            printf "%s:%d: a function of %d lines; split it\n", FILENAME, start, FNR - start - 1
            long++
        }
        if (start > 0) { functions++ }
        start = 0
    }
    END {
        if (functions == 0) { print "no function found"; exit 1 }
        if (long > 0) { exit 1 }
        printf "%d functions have at most %d lines\n", functions, limit
    }' $files
