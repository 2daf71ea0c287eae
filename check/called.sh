#!/bin/sh
# called.sh LIBDIR: no public function of the library is left that no world calls.
#
# A world calls what its scheme's table of the subject names (sim/*/subject.c), if something in the
# scheme uses that row, or what the worlds and oracles name themselves. What no world can call is
# listed with its reason in called/*.txt: "function  reason".
set -eu
here=$(dirname "$0")
sim=$here/../sim
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
failed=0

nm -D --defined-only "$1/libidalloc.so" | awk 'NF == 3 && $3 ~ /^ida_/ { print $3 }' |
    sort -u >"$scratch/public"
if [ "$(wc -l <"$scratch/public")" -lt 20 ]; then
    echo "$1/libidalloc.so exports fewer than 20 functions: this check cannot read it any more"
    exit 1
fi

# The worlds and oracles, without the command, the tests and the tables.
find "$sim" -name '*.[ch]' ! -path '*/test/*' ! -path '*/cmd/*' ! -name subject.c >"$scratch/files"
xargs cat <"$scratch/files" >"$scratch/text"
for table in "$sim"/*/subject.c; do
    scheme=$(dirname "$table")
    find "$scheme" -name '*.c' ! -name subject.c -exec cat {} + >"$scratch/scheme"
    sed -n 's/^ *\.\([a-z0-9_]*\) = \(ida_[a-z0-9_]*\),$/\1 \2/p' "$table" |
        while read -r row function; do
            if grep -qE "(->|\.)$row\(" "$scratch/scheme"; then
                echo "$function"
            fi
        done
done >"$scratch/named"
grep -ohE '\bida_[a-z0-9_]+ *\(' "$scratch/text" | tr -d ' (' >>"$scratch/named"
sort -u -o "$scratch/named" "$scratch/named"
comm -23 "$scratch/public" "$scratch/named" >"$scratch/uncalled"

awk 'NF && $1 !~ /^#/ { if (NF < 3) { print "no reason for " $1 > "/dev/stderr"; bad = 1 } print $1 }
     END { exit bad }' "$here"/called/*.txt | sort >"$scratch/excused" || failed=1
for function in $(comm -23 "$scratch/uncalled" "$scratch/excused"); do
    echo "$function is called by no world: add it to a subject's table and to an op or a question"
    failed=1
done
for function in $(comm -13 "$scratch/uncalled" "$scratch/excused"); do
    echo "$function is listed in called/, but a world calls it, or it does not exist"
    failed=1
done
echo "$(wc -l <"$scratch/public") public functions, $(wc -l <"$scratch/uncalled") called by no world"
exit $failed
