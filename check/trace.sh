#!/bin/sh
# check/trace.sh BUILD: both trace files of a world of each scheme say the same, and what its events
# say. Perfetto's form is decoded by protoc.
set -eu

here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
idsim=$(CDPATH='' cd -- "$1" && pwd)/bin/idsim
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
cd "$scratch"

for scenario in steady offline hostile sequence snowflake korder; do
    for form in json pftrace; do
        "$idsim" replay "$scenario" --seed 3 --ops 700 --events events --trace "trace.$form" >story
    done
    protoc -I "$here" --decode=Trace trace.proto <trace.pftrace >decoded
    printf 'trace: %s: ' "$scenario"
    python3 "$here/trace.py" events trace.json decoded
done
