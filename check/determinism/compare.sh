#!/bin/sh
# compare.sh FIRST SECOND FIRST-LIST SECOND-LIST: whether two builds made the same of every input.
#
# FIRST and SECOND are the programs (build/PRESET/bin/digests), the lists what they printed. Of the
# worlds that differ, the first few are told with the first op after which they do: the chains of
# both are compared at every 64th op, and then at every op between two of those.
set -eu
first=$1
second=$2
shown=3
every=64
most=4294967295
scratch=$(mktemp -d)
trap 'rm -r "$scratch"' EXIT

# first_difference FILE FILE: the number of the first line that is not in both, or nothing
first_difference()
{
    awk 'NR == FNR { line[FNR] = $0; count = FNR; next }
         { read = FNR }
         !found && $0 != line[FNR] { print FNR; found = 1 }
         END { if (!found && read < count) { print read + 1 } }' "$1" "$2"
}

# chains WORLD FROM TO EVERY
chains()
{
    "$first" chain "$@" >"$scratch/first" && "$second" chain "$@" >"$scratch/second"
}

# tell_link PROGRAM FILE LINE: what one build had there
tell_link()
{
    build=$(basename "$(dirname "$(dirname "$1")")")
    sed -n "$3p" "$2" | {
        if read -r _ digest state op; then
            printf '    %-10s  digest %s  documents %s  %s\n' "$build" "$digest" "$state" "${op%% (*}"
        else
            printf '    %-10s  ended before\n' "$build"
        fi
    }
}

# tell_world WORLD: the first op after which the two differ
tell_world()
{
    chains "$1" 0 $most $every || return 1
    line=$(first_difference "$scratch/first" "$scratch/second")
    if [ -z "$line" ]; then
        echo '    the chains are the same; the verdicts differ'
        return
    fi
    from=$(((line - 1) * every))
    chains "$1" $from $((from + every)) 1
    line=$(first_difference "$scratch/first" "$scratch/second")
    link=$(sed -n "${line}p" "$scratch/first")
    [ -n "$link" ] || link=$(sed -n "${line}p" "$scratch/second")
    echo "$link" | {
        read -r index _ _ op
        echo "    first diverging op: $index  $op"
        replay=$1
        [ -f "$1" ] || replay="${1%/*} --seed ${1##*/}"
        echo "    to see it: idsim replay $replay --until $((index + 1))"
    }
    tell_link "$first" "$scratch/first" "$line"
    tell_link "$second" "$scratch/second" "$line"
}

awk 'NR == FNR { line[$1] = $0; count++; next }
     !($1 in line) { print $1; next }
     { if (line[$1] != $0) { print $1 } delete line[$1] }
     END { for (name in line) { print name } }' "$3" "$4" >"$scratch/names"
count=$(wc -l <"$scratch/names")
if [ "$count" -eq 0 ] && cmp -s "$3" "$4"; then
    exit 0
fi
echo "$first and $second differ in $count of $(wc -l <"$3") lines"
LC_ALL=C sort -V "$scratch/names" | head -n $shown | while read -r name; do
    echo "  $name"
    # What is no world is an input of a fuzz target that plays none.
    tell_world "$name" 2>/dev/null || for list in "$3" "$4"; do
        awk -v name="$name" '$1 == name { print "    " $2, $3; found = 1 }
                             END { if (!found) { print "    not there" } }' "$list"
    done
done
exit 1
