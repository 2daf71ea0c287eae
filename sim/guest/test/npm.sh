#!/bin/sh
# npm.sh IDSIM: the packages that are guests, as far as they are installed (./dev deps guest): each
# answers, a few worlds of each fail only by causes that are explained, and the ID compressor of Fluid
# gives the answers that the core gives.
set -eu
idsim=$1
root=$(cd "$(dirname "$0")/../../.." && pwd)
packages=${GUESTS:-$root/build/guests}
if ! command -v node >/dev/null || [ ! -e "$packages/installed" ]; then
    echo 'skipped: ./dev deps guest installs Node.js and the packages'
    exit 77
fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

# try NAME COMMAND SCENARIO [OPS]
try()
{
    "$idsim" guest check -- "$2" >out || {
        cat out
        exit 1
    }
    node "$root/sim/guest/npm/report.mjs" "$1" --design >known
    status=0
    "$idsim" sweep "$3" --seeds 0..3 --ops "${4:-300}" --max-failures 0 --no-shrink --report "$1" \
        --known known --guest "$2" >out 2>&1 || status=$?
    # 3: so few seeds miss something.
    if [ "$status" -gt 1 ] && [ "$status" -ne 3 ]; then
        cat out
        exit 1
    fi
    node "$root/sim/guest/npm/report.mjs" "$1" "$1/result.json" --quick
}

for version in 3.1.0 3.7.0; do
    fluid="node $root/sim/guest/npm/fluid.mjs $version"
    try "fluid-$version" "$fluid" steady
    "$idsim" sweep steady offline --seeds 0..5 --no-shrink --compare --guest "$fluid --contract" >out ||
        {
            cat out
            exit 1
        }
done
for package in @sapphire/snowflake @akashrajpurohit/snowflake-id flake-idgen nodejs-snowflake \
    simple-flakeid snowflake-id sonyflake; do
    name=$(echo "${package#@}" | tr / -)
    try "$name" "node $root/sim/guest/npm/snowflake.mjs $package" snowflake
done
for package in uuid ulid bson uuidv7 hyperid ksuid ulidx tsid-ts; do
    try "$package" "node $root/sim/guest/npm/timeordered.mjs $package" timeordered 100
done
