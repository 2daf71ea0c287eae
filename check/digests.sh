#!/bin/sh
# digests.sh IDSIM IDSIM: two builds of idsim give the same digest for each of a hundred seeds.
set -eu
scratch=$(mktemp -d)
trap 'rm -r "$scratch"' EXIT

# Prints "seed digest" lines from the JSON of a sweep, whatever its white space.
digests()
{
    code=0
    "$1" sweep swarm --seeds 0..100 --jobs 2 --json >"$scratch/json" || code=$?
    # VACUOUS (3) is for the sweeps to judge; here it is enough that the worlds were run.
    if [ $code -ne 0 ] && [ $code -ne 3 ]; then
        echo "$1 ended with $code" >&2
        exit 1
    fi
    tr -d ' \n\t' <"$scratch/json" |
        { grep -oE '"seed":[0-9]+,"verdict":"[A-Z]+","digest":"[0-9a-f]+"' || :; } |
        sed 's/"seed":\([0-9]*\),.*"digest":"\([0-9a-f]*\)"/\1 \2/'
}

digests "$1" >"$scratch/first"
digests "$2" >"$scratch/second"
count=$(grep -cE '^[0-9]+ [0-9a-f]{16}' "$scratch/first" || :)
if [ "$count" -lt 100 ] || [ "$count" -ne "$(wc -l <"$scratch/first")" ]; then
    echo "$1 gave $count digests; the JSON was:"
    head -c 2000 "$scratch/json"
    exit 1
fi
if ! diff "$scratch/first" "$scratch/second"; then
    echo "the digests differ: < $1, > $2"
    exit 1
fi
echo "$count digests are the same"
