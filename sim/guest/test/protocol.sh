#!/bin/sh
# protocol.sh IDSIM: what PROTOCOL.md shows is true. The built-in core gives the reply of each request
# in the page's dialogues, except that every guest greets in its own words; and the page names all calls
# and all claims that there are.
set -eu
idsim=$1
here=$(cd "$(dirname "$0")" && pwd)
page=$here/../PROTOCOL.md
sources=$here/../../cmd
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

# A file of lines for each dialogue.
awk '/^```json$/ { inside = 1; n++; next } /^```$/ { inside = 0 } inside { print >"dialogue" n }' "$page"
dialogues=0
for dialogue in dialogue*; do
    grep '"calls"' "$dialogue" >requests
    grep '"answers"' "$dialogue" | grep -v '"version"' >expected
    "$idsim" guest serve <requests | grep -v '"version"' >replies
    [ -s expected ]
    [ "$(grep -c . requests)" -eq "$(grep -c '"answers"' "$dialogue")" ]
    cmp expected replies || {
        diff expected replies
        exit 1
    }
    dialogues=$((dialogues + 1))
done
[ "$dialogues" -eq 6 ]

# calls TABLE PREFIX: the names of the calls in a table of guest_calls.h
calls()
{
    awk -v table="#define $1(CALL)" 'index($0, table) { inside = 1; next } !/\\$/ { if (inside) print; inside = 0 } inside' \
        "$sources/guest_calls.h" | sed -n "s/.*CALL([A-Z]*, [A-Z0-9]*, \([a-z_]*\),.*/$2\1/p"
}
{
    calls SIM_COMPRESSOR_CALLS ''
    calls SIM_SNOWFLAKE_CALLS ''
    calls SIM_SEQUENCE_CALLS ''
    calls SIM_KORDER_CALLS korder_
    sed -n 's/^ *{"\([a-z_]*\)", serve_.*/\1/p' "$sources"/guest_serve*.c
} >names
sed -n 's/^ *X([A-Z_]*, "[a-z]*", "\([a-z-]*\)",.*/\1/p' "$here/../../include/idsim/subject.h" >>names
[ "$(grep -c . names)" -gt 100 ]
while read -r name; do
    grep -q "\`$name\`" "$page" || {
        echo "PROTOCOL.md does not name '$name'"
        exit 1
    }
done <names
