#!/bin/sh
# planted.sh FIRST SECOND [SEEDS]: the comparison finds a subject that is not portable (planted.c)
# in two builds for which it differs, and the op that it names is the first one: after the op before
# it, both builds are the same, and after it they are not. The oracle of each build finds nothing.
set -eu
cd "$(dirname "$0")/../.."
first=build/$1/bin/digests-planted
second=build/$2/bin/digests-planted
seeds=${3:-3}
scratch=$(mktemp -d)
trap 'rm -r "$scratch"' EXIT

for build in "$first" "$second"; do
    "$build" worlds swarm 0 "$seeds" >"$scratch/$(echo "$build" | tr / _)"
done
if cat "$scratch"/* | grep -v ' PASS$'; then
    echo 'the oracle of one build sees it; it was to be a difference between builds only'
    exit 1
fi
code=0
check/determinism/compare.sh "$first" "$second" "$scratch/$(echo "$first" | tr / _)" \
    "$scratch/$(echo "$second" | tr / _)" >"$scratch/told" || code=$?
cat "$scratch/told"
[ $code -eq 1 ] || { echo "compare.sh ended with $code; the difference was not found"; exit 1; }

# link BUILD OP: digest and state after that op
link()
{
    "$1" chain "$world" "$2" $(($2 + 1)) 1 | awk -v op="$2" '$1 == op { print $2, $3 }'
}

checked=0
worlds=$(sed -n 's/^  \(swarm[^ ]*\)$/\1/p' "$scratch/told")
for world in $worlds; do
    op=$(awk -v world="  $world" '$0 == world { here = 1 }
        here && /first diverging op/ { print $4; exit }' "$scratch/told")
    [ "$op" -gt 0 ]
    before=$(link "$first" $((op - 1)))
    after=$(link "$first" "$op")
    [ -n "$before" ] && [ -n "$after" ]
    [ "$before" = "$(link "$second" $((op - 1)))" ] || {
        echo "$world: they differ before op $op"
        exit 1
    }
    [ "$after" != "$(link "$second" "$op")" ] || {
        echo "$world: they are the same after op $op"
        exit 1
    }
    checked=$((checked + 1))
done
[ $checked -gt 0 ]
echo "the first diverging op was named in $checked worlds"
