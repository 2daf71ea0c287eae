#!/bin/sh
# cppcheck.sh BUILD: cppcheck over every source that BUILD compiles. What it is wrong about is in
# cppcheck.suppress, with the reason. What is generated is left out: it is one long array.
set -eu
build=$1
cd "$(dirname "$0")/.."
cppcheck --project="$build/compile_commands.json" -j "$(getconf _NPROCESSORS_ONLN)" --quiet \
    --enable=warning,style,performance,portability --inline-suppr --error-exitcode=1 \
    --suppressions-list=check/cppcheck.suppress --library=posix --std=c11 -i "$build/" \
    --template='{file}:{line}: {id}: {message}'
echo 'cppcheck has nothing to say'
