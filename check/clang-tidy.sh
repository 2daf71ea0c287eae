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
# A source that is compiled twice (static and shared) is looked at once; what is generated is not.
files=$(sed -n 's/^ *"file": "\(.*\)",*$/\1/p' "$build/compile_commands.json" | sort -u |
    grep -vF "$build/" | awk -v part="$part" -v parts="$parts" 'NR % parts == part % parts')
[ -n "$files" ]

# tidy FILES [OPTION...]: how many warnings it did not show (those of system headers) goes to
# standard error.
tidy()
{
    [ -n "$1" ] || return 0
    list=$1
    shift
    echo "$list" | tr '\n' '\0' | xargs -0 -P "$jobs" -n 1 \
        clang-tidy --quiet --warnings-as-errors='*' -p "$build" "$@" 2>/dev/null
}

# The analyzer takes half of the time. What it finds in tests, the sanitizers find when they run.
tidy "$(echo "$files" | grep -v '/test/' || :)"
tidy "$(echo "$files" | grep '/test/' || :)" '--checks=-clang-analyzer-*'
echo "$(echo "$files" | wc -l) files are tidy"
