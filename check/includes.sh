#!/bin/sh
# includes.sh: who may include whom (includes.py), first in small trees that each have one fault, which
# it must find, and then in this one.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
failures=0

# include FILE NAME: FILE is there, and includes NAME
include()
{
    mkdir -p "$scratch/tree/$(dirname "$1")"
    echo "#include \"$2\"" >>"$scratch/tree/$1"
}

# expect WORDS: a tree with what was included is refused with WORDS; the next begins empty
expect()
{
    if python3 "$here/includes.py" "$scratch/tree" >"$scratch/out" ||
        ! grep -q -e "$1" "$scratch/out"; then
        cat "$scratch/out"
        echo "includes: not refused with \"$1\""
        failures=$((failures + 1))
    fi
    rm -rf "$scratch/tree"
}

include sim/run.h registry.h
include sim/run.h chain.h
include sim/chain.c chain.h
include sim/chain.h run.h
include sim/registry.h kernel/clock.h
include sim/kernel/clock.h stdint.h
expect 'a circle of files: sim/chain, sim/run$'

include sim/kernel/clock.c tape/tape.h
include sim/tape/tape.h kernel/clock.h
include sim/kernel/clock.h stdint.h
expect 'sim/kernel/clock includes sim/tape/tape: .* goes up'

include sim/korder/execute.c sequence/state.h
include sim/sequence/state.h kernel/clock.h
expect 'sim/korder/execute includes sim/sequence/state: .* one scheme into another'

include sim/korder/execute.c korder/oracle/oracle.h
include sim/korder/oracle/oracle.h korder/state.h
expect 'sim/korder/execute includes sim/korder/oracle/oracle: .* know its oracle'

if python3 "$here/includes.py" "$scratch" >"$scratch/out" 2>&1; then
    echo 'includes: a tree without sources is not refused'
    failures=$((failures + 1))
fi
[ "$failures" -eq 0 ]
python3 "$here/includes.py"
