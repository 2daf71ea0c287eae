#!/bin/sh
# clang-tidy.sh BUILD: clang-tidy, as .clang-tidy says, over every source that BUILD compiles.
set -eu
build=$1
cd "$(dirname "$0")/.."
# A source that is compiled twice (static and shared) is looked at once.
files=$(sed -n 's/^ *"file": "\(.*\)",*$/\1/p' "$build/compile_commands.json" | sort -u)
[ -n "$files" ]
# How many warnings it did not show (those of system headers) goes to standard error.
echo "$files" | xargs -P "$(getconf _NPROCESSORS_ONLN)" -n 1 \
    clang-tidy --quiet --warnings-as-errors='*' -p "$build" 2>/dev/null
echo "$(echo "$files" | wc -l) files are tidy"
