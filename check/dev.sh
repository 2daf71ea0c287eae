#!/bin/sh
# check/dev.sh: ./dev refuses wrong commands and arguments, and does nothing then. Played in a copy,
# in case it does something after all.
set -eu

root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
mkdir "$scratch/build"
cp "$root/dev" "$scratch/dev"
ln -s "$root/fuzz" "$scratch/fuzz"
ln -s "$root/check" "$scratch/check"
ln -s "$root/core" "$scratch/core"
ln -s "$root/sim" "$scratch/sim"
status=0

# expect CODE TEXT COMMAND...: ./dev COMMAND exits with CODE and says TEXT
expect()
{
    wanted=$1 text=$2
    shift 2
    code=0
    "$scratch/dev" "$@" >"$scratch/out" 2>&1 || code=$?
    if [ "$code" -ne "$wanted" ] || ! grep -qF -e "$text" "$scratch/out"; then
        echo "dev: ./dev $*: exit $code, wanted $wanted and \"$text\":"
        cat "$scratch/out"
        status=1
    fi
    if [ ! -d "$scratch/build" ]; then
        echo "dev: ./dev $*: build/ is gone"
        mkdir "$scratch/build"
        status=1
    fi
}

expect 0 'Usage: ./dev COMMAND'
for word in help -h --help; do
    expect 0 'Usage: ./dev COMMAND' "$word"
    for command in test coverage report pictures deps clean; do
        expect 0 'Usage: ./dev COMMAND' "$command" "$word"
    done
    for command in bench cluster-test fuzz zoo mutate soak determinism; do
        expect 0 "Usage: ./dev $command" "$command" "$word"
    done
done
expect 2 'there is no command "tset"' tset
expect 2 'clean takes no arguments' clean build
expect 2 'coverage takes no arguments' coverage world
expect 2 'pictures takes no arguments' pictures failure
expect 2 'report takes no arguments' report zoo
expect 2 'there is no command "tset" to install for' deps tset
expect 2 'deps takes one word' deps run test
expect 2 'there is no planted bug "nothing"' zoo nothing --quick
expect 2 'there is no option "--quikc"' zoo --quikc
expect 2 '--plant needs the name of a bug' zoo --plant
expect 2 'determinism has no "--fast"' determinism --fast
expect 2 'there is no target "word"' fuzz word
expect 2 'soak has no "--sedes"' soak --sedes 100
expect 2 '--seeds needs a number from 20' soak --seeds 1e6
expect 2 '--time needs a time' soak --time soon
expect 2 '--time needs a value' soak --time
expect 2 'cannot be used together' soak --time 5m --seeds 100
expect 2 'there is no part "sweep"' soak --parts scopes,sweep
expect 2 'cluster-test has no "--fast"' cluster-test --fast
expect 2 '--shards needs a number from 4' cluster-test --shards 3
expect 2 '--only needs slurm or ssh' cluster-test --only k8s
expect 2 'needs a file and a name' fuzz add
expect 2 'bench takes one word' bench uuid session
expect 2 'bench has no "--qiuck"' bench --qiuck
expect 2 '--runs needs a value' bench --runs
"$scratch/dev" clean
if [ -e "$scratch/build" ]; then
    echo 'dev: ./dev clean leaves build/'
    status=1
fi
exit $status
