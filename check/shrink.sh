#!/bin/sh
# check/shrink.sh BUILD: plants bugs in copies of the core, lets a sweep find each of them, and looks
# at what it made of its first failure: a small tape that fails alike, and a C test that fails with
# the bug and passes without it.
set -eu

root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
build=$(CDPATH='' cd -- "$1" && pwd)
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
status=0

wrong()
{
    echo "shrink: $1"
    status=1
}

compile()
{
    "${CC:-cc}" -std=c11 -O1 -I"$root/core/include" -I"$root/core/src" "$@"
}

# plant NAME FILE SED-SCRIPT OPS: the shrunk tape has at most OPS ops
plant()
{
    here=$scratch/$1
    mkdir "$here"
    sed "$3" "$root/core/src/$2" >"$here/$2"
    if cmp -s "$here/$2" "$root/core/src/$2"; then
        wrong "$1: the bug can no longer be planted in $2"
        return
    fi
    # Linked first, it stands for the library's own.
    compile -c "$here/$2" -o "$here/bug.o"
    "${CC:-cc}" -o "$here/idsim" "$build"/sim/CMakeFiles/idsim.dir/cmd/main.c.o \
        "$build"/sim/CMakeFiles/idsim_cmd.dir/cmd/*.o "$here/bug.o" \
        "$build/lib/libidsim.a" "$build/lib/libidalloc.a" -ljansson
    code=0
    "$here/idsim" sweep swarm hostile --seeds 0..200 --jobs 1 --max-failures 1 \
        --report "$here/report" >"$here/log" || code=$?
    tape=$(find "$here/report" -name '*.shrunk.tape')
    story=$(find "$here/report" -name '*.shrunk.txt')
    test=$(find "$here/report" -name '*.shrunk.c')
    if [ "$code" -ne 1 ] || [ -z "$tape" ] || [ -z "$story" ] || [ -z "$test" ]; then
        wrong "$1: exit $code; tape '$tape', story '$story', C test '$test'"
        cat "$here/log"
        return
    fi
    grep -qF "replay $tape" "$here/log" || wrong "$1: no line plays the shrunk tape"
    ops=$(($(grep -c . "$tape") - 2))
    [ "$ops" -le "$4" ] || wrong "$1: $ops ops, and $4 are enough"
    code=0
    "$here/idsim" replay "$tape" >"$here/replay" 2>&1 || code=$?
    first=$(sed -n 's/^FAIL  [^:]*: //p' "$here/log" | head -n 1)
    if [ "$first" = crash ]; then
        [ "$code" -gt 128 ] || wrong "$1: the shrunk tape does not crash"
    else
        [ "$code" -eq 1 ] || wrong "$1: the shrunk tape does not fail"
        grep -qx "FAIL  $first" "$here/replay" || wrong "$1: it fails, but not with $first"
    fi
    compile -Wall -Wextra -Werror "$test" "$here/bug.o" "$build/lib/libidalloc.a" -lcmocka \
        -o "$here/with"
    compile -Wall -Wextra -Werror "$test" "$build/lib/libidalloc.a" -lcmocka -o "$here/without"
    ! "$here/with" >"$here/test.log" 2>&1 || wrong "$1: the C test passes with the bug"
    "$here/without" >"$here/test.log" 2>&1 || wrong "$1: the C test fails without the bug"
}

plant exact-fill document.c 's/range->count <= room/range->count < room/' 10
plant one-short document.c 's/overflow + range->requested_cluster_size;/&\n    more--;/' 10
plant reset session.c 's/next_start = finalized_of(member) + 1;/next_start = finalized_of(member);/' 5
plant trap document.c \
    's/uint64_t room = member->allocated - member->finalized;/&\n    range->count == 3 ? __builtin_trap() : (void)0;/' 10
exit $status
