#!/bin/sh
# check/report.sh BUILD: reports of what fails. A bug is planted; the pages of a sweep, of its
# worlds, of a crash and of a pair are read, and compared with the results in JSON. Then the pages
# of measured results: planted bugs that nothing finds, and results that are too old, are alarms.
set -eu

here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
root=$(dirname -- "$here")
build=$(CDPATH='' cd -- "$1" && pwd)
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
cd "$scratch"

# link NAME: ./NAME is an idsim that has NAME.c instead of what the core has
link()
{
    "${CC:-cc}" -std=c11 -O1 -DNDEBUG -I"$root/core/include" -I"$root/core/src" -c "$1.c" -o "$1.o"
    "${CC:-cc}" -o "$1" "$build"/sim/CMakeFiles/idsim.dir/cmd/main.c.o \
        "$build"/sim/CMakeFiles/idsim_cmd.dir/*/*.o "$1.o" \
        "$build/lib/libidsim.a" "$build/lib/libidalloc_steps.a" "$build/lib/libidalloc.a" -ljansson -linih -lz
}

# plant NAME SED-SCRIPT: the same with a bug in document.c
plant()
{
    sed "$2" "$root/core/src/document.c" >"$1.c"
    if cmp -s "$1.c" "$root/core/src/document.c"; then
        echo "report: $1 can no longer be planted"
        exit 1
    fi
    link "$1"
}

# fails PROGRAM ARGUMENTS...: with exit code 1
fails()
{
    code=0
    "$@" >out 2>&1 || code=$?
    if [ "$code" -ne 1 ]; then
        echo "report: $*: exit $code, not 1"
        cat out
        exit 1
    fi
}

plant bug 's/range->count <= room/range->count < room/'
fails ./bug sweep swarm churn --seeds 0..60 --report sweep
python3 "$here/report.py" sweep sweep
failure=$(tr -d ' \n' <sweep/result.json |
    sed 's/.*"failures":\[{"scenario":"\([a-z]*\)","seed":"\([0-9]*\)".*/\1 --seed \2/')
# shellcheck disable=SC2086 # a scenario and an option
fails ./bug run $failure --report world
python3 "$here/report.py" world world
tape=$(ls world/*.shrunk.tape)
fails ./bug replay "$tape" --report pair --without 0 --inevitable 10
python3 "$here/report.py" inevitable pair
python3 "$here/valid-json.py" "$root/sim/cmd/schema" world/events.jsonl world/shrunk/events.jsonl

plant trap 's/uint64_t room = member->allocated - member->finalized;/&\n    range->count == 3 ? __builtin_trap() : (void)0;/'
fails ./trap run steady --seed 2 --report crash
python3 "$here/report.py" crash crash
./trap shrink crash/world.tape --report shrunk >out
python3 "$here/report.py" crash shrunk

# Judged by the comparison of two worlds alone.
patch -s -p1 -o loaded.c "$root/core/src/snapshot.c" "$root/fuzz/zoo/cluster-size-not-loaded.patch"
link loaded
fails ./loaded run swarm --seed 0 --invariant pair-rehydrate --report relation
python3 "$here/report.py" relation relation

# --- what was measured ----------------------------------------------------------------------------

mkdir -p tree
cp -R "$root/reports" tree/
python3 "$root/reports/pages.py" tree >out
python3 "$here/report.py" measured tree/reports
sed 's/"found": *true/"found": false/' "$root/reports/zoo.json" >tree/reports/zoo.json
sed '/was found out between/d' "$root/reports/determinism.md" >tree/reports/determinism.md
sed 's/^20[0-9-]*/2020-01-01/' "$root/reports/soak.tsv" >tree/reports/soak.tsv
python3 "$root/reports/pages.py" tree >out
for alarm in 'is planted and not found' 'was not found out: the comparison proves nothing' 'Soak: stale, '; do
    grep -q "$alarm" out || {
        echo "report: no alarm \"$alarm\""
        cat out
        exit 1
    }
done
python3 "$here/report.py" alarms tree/reports
echo 'report: the pages say what the results say'
