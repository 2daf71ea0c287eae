#!/bin/sh
# rust.sh IDSIM: the guest in Rust (sim/guest/rust) is built, and passes; with each of its faults on
# purpose, the fault is found. Without a compiler the test is skipped.
set -eu
idsim=$1
source=$(cd "$(dirname "$0")/../rust" && pwd)/mine.rs
PATH=$PATH:${HOME:-/}/.cargo/bin
if ! rustc --version >/dev/null 2>&1; then
    echo 'skipped: there is no rustc, so the guest in Rust was neither built nor played'
    exit 77
fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

# built NAME OPTIONS...
built()
{
    name=$1
    shift
    rustc --edition 2021 -D warnings --check-cfg 'cfg(repeats,forgets)' -C panic=abort --crate-type cdylib \
        "$@" -o "$name.so" "$source"
}

# verdict STATUS TEXT ARGUMENTS...
verdict()
{
    expected=$1
    text=$2
    shift 2
    status=0
    "$idsim" "$@" >out 2>&1 || status=$?
    if [ "$status" -ne "$expected" ] || ! grep -q -- "$text" out; then
        echo "idsim $*: status $status instead of $expected, or no line with '$text':"
        cat out
        exit 1
    fi
}

built mine -O
built repeats -O --cfg repeats
built forgets -O --cfg forgets
verdict 0 'PASS' sweep snowflake --seeds 0..100 --jobs 1 --no-shrink --subject ./mine.so
# It has restarts above the stored mark, and decomposes its IDs.
for invariant in flake-unique flake-round-trip flake-contract; do
    grep -Eq "$invariant +[0-9,]*[1-9]" out || {
        echo "nothing was checked of $invariant"
        exit 1
    }
done
for fault in repeats forgets; do
    verdict 1 'flake-unique' sweep snowflake --seeds 0..20 --jobs 1 --no-shrink --subject "./$fault.so"
done
