#!/bin/sh
# check/shrink.sh BUILD: plants bugs in copies of the core, lets a sweep find each of them, and looks
# at what it made of its first failure: a small tape that fails alike, and for the ID compressor a C
# test that fails with the bug and passes without it.
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

# plant NAME FILE SED-SCRIPT SCENARIO...: an idsim with the bug, and what it finds in the scenarios;
# $here, $code, $tape, $story and $test are about the first failure
plant()
{
    here=$scratch/$1 file=$2 script=$3
    mkdir "$here"
    shift 3
    sed "$script" "$root/core/src/$file" >"$here/$file"
    if cmp -s "$here/$file" "$root/core/src/$file"; then
        wrong "$here: the bug can no longer be planted in $file"
    fi
    # Linked first, it stands for the library's own. Its assertions would end the process first.
    compile -DNDEBUG -c "$here/$file" -o "$here/bug.o"
    "${CC:-cc}" -o "$here/idsim" "$build"/sim/CMakeFiles/idsim.dir/cmd/main.c.o \
        "$build"/sim/CMakeFiles/idsim_cmd.dir/*/*.o "$here/bug.o" \
        "$build/lib/libidsim.a" "$build/lib/libidalloc_steps.a" "$build/lib/libidalloc.a" -ljansson -linih -lz
    code=0
    "$here/idsim" sweep "$@" --seeds 0..200 --jobs 1 --max-failures 1 \
        --report "$here/report" >"$here/log" || code=$?
    tape=$(find "$here/report" -name '*.shrunk.tape')
    story=$(find "$here/report" -name '*.shrunk.txt')
    test=$(find "$here/report" -name '*.shrunk.c')
}

# found NAME OPS: there are a story and a shrunk tape of at most OPS ops, and both tapes fail as the
# sweep says
found()
{
    if [ "$code" -ne 1 ] || [ -z "$tape" ] || [ -z "$story" ]; then
        wrong "$1: exit $code; tape '$tape', story '$story'"
        cat "$here/log"
        return
    fi
    grep -qF "replay $tape" "$here/log" || wrong "$1: no line plays the shrunk tape"
    ops=$(($(grep -c . "$tape") - 2))
    [ "$ops" -le "$2" ] || wrong "$1: $ops ops, and $2 are enough"
    code=0
    "$here/idsim" replay "$tape" >"$here/replay" 2>&1 || code=$?
    first=$(sed -n 's/^FAIL  [^:]*: //p' "$here/log" | head -n 1)
    if [ "$first" = crash ]; then
        [ "$code" -gt 128 ] || wrong "$1: the shrunk tape does not crash"
        return
    fi
    [ "$code" -eq 1 ] || wrong "$1: the shrunk tape does not fail"
    grep -qx "FAIL  $first" "$here/replay" || wrong "$1: it fails, but not with $first"
    ! "$here/idsim" replay "${tape%.shrunk.tape}.tape" >"$here/replay" 2>&1 ||
        wrong "$1: the tape does not fail"
    for line in invariant op where expected got; do
        grep "^  $line " "$here/log" | head -n 1 >"$here/line"
        if ! [ -s "$here/line" ] || ! grep -qxFf "$here/line" "$here/replay"; then
            wrong "$1: replay tells another '$line' than the sweep"
        fi
    done
}

# tested NAME: there is a C test, which tells the bug from the core
tested()
{
    if [ -z "$test" ]; then
        wrong "$1: there is no C test"
        return
    fi
    compile -Wall -Wextra -Werror "$test" "$here/bug.o" "$build/lib/libidalloc.a" -lcmocka \
        -o "$here/with"
    compile -Wall -Wextra -Werror "$test" "$build/lib/libidalloc.a" -lcmocka -o "$here/without"
    ! "$here/with" >"$here/test.log" 2>&1 || wrong "$1: the C test passes with the bug"
    "$here/without" >"$here/test.log" 2>&1 || wrong "$1: the C test fails without the bug"
}

# compressor NAME FILE SED-SCRIPT OPS
compressor()
{
    plant "$1" "$2" "$3" swarm hostile
    found "$1" "$4"
    tested "$1"
}

# other NAME FILE SED-SCRIPT OPS: NAME is the scheme's and its scenario's; it has no C tests
other()
{
    plant "$1" "$2" "$3" "$1"
    found "$1" "$4"
}

compressor exact-fill document.c 's/range->count <= room/range->count < room/' 10
compressor one-short document.c 's/overflow + range->requested_cluster_size;/&\n    more--;/' 10
compressor reset session.c 's/next_start = finalized_of(member) + 1;/next_start = finalized_of(member);/' 5
compressor trap document.c \
    's/uint64_t room = member->allocated - member->finalized;/&\n    range->count == 3 ? __builtin_trap() : (void)0;/' 10
other sequence master.c \
    's/master->range.count = master->member_count;/master->range.count = 1 + master->member_count;/' 10
other snowflake snowflake.c 's/\*id = id_of(generator, next);/*id = id_of(generator, next + 1);/' 5
other korder korder_generator.c 's/\*local = local_of(number);/*local = local_of(number + 1);/' 6
exit $status
