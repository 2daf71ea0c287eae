#!/bin/sh
# check/junit.sh BUILD: what idsim writes for CI systems: JUnit XML is as junit.xsd says, of what
# passes, fails and proves nothing; and the Markdown summary stops at its limit with the failures
# first. A bug is planted.
set -eu

root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
build=$(CDPATH='' cd -- "$1" && pwd)
idsim=$build/bin/idsim
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
cd "$scratch"
status=0

wrong()
{
    echo "junit: $1"
    status=1
}

# valid NAME CODE PROGRAM ARGUMENTS...: NAME.xml is valid, and NAME.md is there
valid()
{
    name=$1 wanted=$2
    shift 2
    code=0
    "$@" --junit "$name.xml" --summary "$name.md" >"$name.out" 2>"$name.err" || code=$?
    [ "$code" -eq "$wanted" ] || wrong "$*: exit $code, not $wanted"
    xmllint --noout --schema "$root/check/junit.xsd" "$name.xml" 2>"$name.lint" || {
        wrong "$name.xml is not valid"
        cat "$name.lint"
    }
    [ -s "$name.md" ] || wrong "$name: no summary"
}

# counts NAME XPATH NUMBER: as XPath counts them
counts()
{
    found=$(xmllint --xpath "count($2)" "$1.xml")
    [ "$found" = "$3" ] || wrong "$1: $found of $2, not $3"
}

# agree NAME: the counts in attributes are those of the elements
agree()
{
    for what in failure skipped; do
        attribute=failures
        [ $what = failure ] || attribute=skipped
        counts "$1" "//$what" "$(xmllint --xpath "string(/testsuites/@$attribute)" "$1.xml")"
        counts "$1" "//$what" "$(xmllint --xpath "sum(//testsuite/@$attribute)" "$1.xml")"
    done
    counts "$1" //testcase "$(xmllint --xpath 'string(/testsuites/@tests)' "$1.xml")"
    counts "$1" //testcase "$(xmllint --xpath 'sum(//testsuite/@tests)' "$1.xml")"
}

valid run 0 "$idsim" run steady --seed 2
agree run
valid pass 0 "$idsim" sweep steady sequence --seeds 0..300
agree pass
counts pass //testsuite 2
counts pass '//failure | //skipped' 0
valid vacuous 3 "$idsim" sweep swarm korder --seeds 0..3 --ops 5
agree vacuous
counts vacuous '//skipped[contains(@message, "VACUOUS: not reached: ")]' 2
grep -q '^- korder did not reach:.* `korder-' vacuous.md || wrong 'the summary does not say what is missed'

sed 's/range->count <= room/range->count < room/' "$root/core/src/document.c" >bug.c
! cmp -s bug.c "$root/core/src/document.c" || wrong 'the bug can no longer be planted'
"${CC:-cc}" -std=c11 -O1 -DNDEBUG -I"$root/core/include" -I"$root/core/src" -c bug.c -o bug.o
"${CC:-cc}" -o bug "$build"/sim/CMakeFiles/idsim.dir/cmd/main.c.o \
    "$build"/sim/CMakeFiles/idsim_cmd.dir/*/*.o bug.o \
    "$build/lib/libidsim.a" "$build/lib/libidalloc_steps.a" "$build/lib/libidalloc.a" -ljansson -linih -lz
valid fail 1 ./bug sweep swarm churn --seeds 0..60 --max-failures 0 --no-shrink
agree fail
failures=$(sed -n 's/.*, \([0-9]*\) failures, .*/\1/p' fail.md)
[ "$failures" -gt 20 ] || wrong "only $failures failures"
[ "$(grep -c '^### ' fail.md)" -eq "$failures" ] || wrong 'the summary leaves failures out'
[ "$(grep -n '^### ' fail.md | head -n 1 | cut -d : -f 1)" -lt 8 ] || wrong 'failures do not come first'
# At most ten lines for each case, whatever number of seeds fails.
[ "$(grep -c '^reproduce: ' fail.xml)" -le "$((10 * $(grep -c '<failure' fail.xml)))" ] || wrong 'too many lines'
# A line plays the failure.
line=$(sed -n 's/^reproduce: //p' fail.xml | head -n 1)
code=0
sh -c "$line" >line.out || code=$?
[ "$code" -eq 1 ] || wrong "'$line': exit $code"

# The limit, which takes some 3,000 failures.
valid many 1 ./bug sweep steady swarm churn burst --seeds 0..1700 --ops 150 --max-failures 0 --no-shrink
size=$(wc -c <many.md)
if [ "$size" -gt 900000 ] || [ "$size" -lt 700000 ]; then
    wrong "a summary of $size bytes"
fi
grep -q ' more failures are left out' many.md || wrong 'the summary does not say that it was cut'
tail -n 1 many.md | grep -q '^| burst |' || wrong 'the summary is cut in its tables'
[ "$(wc -c <many.xml)" -lt 1000000 ] || wrong 'the XML grows with the seeds'

[ $status -eq 0 ] && echo 'junit: valid'
exit $status
