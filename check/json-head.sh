#!/bin/sh
# json-head.sh IDSIM KIND STARTED [ARGUMENT...]: what a JSON document of a script begins with, up to
# "command" and its comma: its schema, which idsim and core it is about, the command line, and when
# that was started. It is what "IDSIM --version --json" says, with the script's own call.
set -eu
idsim=$1 kind=$2 started=$3
shift 3

# One argument a line; what JSON does not take as it is becomes '?'.
line()
{
    printf '%s' "$1" | LC_ALL=C tr '\000-\037\177-\377' '?' |
        sed -e 's/[\\"]/\\&/g' -e 's/^/    "/' -e 's/$/"/'
}

words=
for word in "$@"; do
    words="$words${words:+,
}$(line "$word")"
done
"$idsim" --version --json | KIND=$kind STARTED=$started WORDS=$words awk '
    $1 == "\"schema\":" { print "  \"schema\": \"idalloc-" ENVIRON["KIND"] "/1\","; next }
    $1 == "\"command_line\":" { print "  \"command_line\": [\n" ENVIRON["WORDS"]; skip = 1; next }
    skip && /^  \]/ { skip = 0 }
    skip { next }
    $1 == "\"started\":" { print "  \"started\": \"" ENVIRON["STARTED"] "\","; next }
    $1 == "\"command\":" { print "  \"command\": \"" ENVIRON["KIND"] "\","; next }
    $0 == "{" || $0 == "}" { next }
    { print }'
