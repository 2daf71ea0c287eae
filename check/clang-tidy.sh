#!/bin/sh
# clang-tidy.sh BUILD [PART PARTS]: clang-tidy, as .clang-tidy says, over every source that BUILD
# compiles, on all processors; or over every PARTS-th of them, from PART on, on one.
set -eu
build=$1
part=${2:-1}
parts=${3:-1}
jobs=1
[ $# -gt 1 ] || jobs=$(getconf _NPROCESSORS_ONLN)
cd "$(dirname "$0")/.."
# A source that is compiled twice (static and shared) is looked at once.
files=$(sed -n 's/^ *"file": "\(.*\)",*$/\1/p' "$build/compile_commands.json" | sort -u |
    awk -v part="$part" -v parts="$parts" 'NR % parts == part % parts')
[ -n "$files" ]
# How many warnings it did not show (those of system headers) goes to standard error.
echo "$files" | tr '\n' '\0' | xargs -0 -P "$jobs" -n 1 \
    clang-tidy --quiet --warnings-as-errors='*' -p "$build" 2>/dev/null
echo "$(echo "$files" | wc -l) files are tidy"
