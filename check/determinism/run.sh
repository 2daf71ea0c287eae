#!/bin/sh
# run.sh [--seeds N] [--each N] [--report FILE] [--json] [--jobs N] BUILD...: every build made the
# same of every input. "./dev determinism" builds them and calls this.
#
# A BUILD is a folder of build/ with bin/digests. The digests of N seeds of swarm (200), of N seeds
# of each scenario (10) and of all of corpus/ are compared with those of the first build; those of
# the seeds also with what idsim says with 1, 2 and 7 workers, if a build has idsim. What each build
# saves is loaded and saved back by every other. Last, a subject that is not portable is compared in
# the first build and the last, and must be found (planted.sh).
set -eu
cd "$(dirname "$0")/../.."
here=check/determinism
started=$(date -u +%Y-%m-%dT%H:%M:%SZ)
seeds=200
each=10
report=
json=
jobs=$(getconf _NPROCESSORS_ONLN)
while [ $# -gt 0 ]; do
    case $1 in
    --seeds | --each | --report | --jobs) [ $# -gt 1 ] || exit 2 ;;
    esac
    case $1 in
    --seeds) seeds=$2 && shift ;;
    --each) each=$2 && shift ;;
    --report) report=$2 && shift ;;
    --jobs) jobs=$2 && shift ;;
    --json) json=1 ;;
    *) break ;;
    esac
    shift
done
first=${1:?'run.sh needs two builds or more'}
[ $# -ge 2 ] || exit 2
for last in "$@"; do :; done
work=$(mktemp -d)
trap 'rm -r "$work"' EXIT
failed=
: >"$work/table"
: >"$work/workers"
: >"$work/differences"
: >"$work/refused"
find corpus -type f ! -name DIGESTS ! -name '*.json' | LC_ALL=C sort >"$work/inputs"
export seeds each work

give_up()
{
    echo "$*" >&2
    exit 4
}

# --- the digests of each build --------------------------------------------------------------------

# The parts of the work of all builds share the processors.
cat >"$work/part.sh" <<'END'
set -eu
program=build/$1/bin/digests
case $2 in
swarm) "$program" worlds swarm "$each" "$seeds" ;;
all) "$program" worlds all 0 "$each" ;;
files) xargs "$program" files <"$work/inputs" ;;
save) "$program" save "$work/$1/saved" ;;
esac >"$work/$1/$2" || {
    echo "FAIL  $1 did not finish: digests $2" >&2
    exit 1
}
END
for build in "$@"; do
    mkdir "$work/$build" "$work/$build/saved"
    for part in swarm all files save; do
        echo "$build $part"
    done
done | xargs -P "$jobs" -n 2 sh "$work/part.sh" || exit 1
for build in "$@"; do
    cat "$work/$build/all" "$work/$build/swarm" "$work/$build/files" >"$work/$build/list"
done
grep '^swarm/' "$work/$first/list" >"$work/swarm"
inputs=$(wc -l <"$work/inputs")
total=$(wc -l <"$work/$first/list")
# Nothing compared with nothing would be the same.
[ "$inputs" -gt 0 ] && [ "$total" -ge $((seeds + each + inputs)) ] || give_up "only $total digests"
[ "$(cut -d ' ' -f 1 "$work/$first/list" | sort -u | wc -l)" -eq "$total" ] ||
    give_up 'two inputs have one name'

# digest_of FILE
digest_of()
{
    "build/$first/bin/digests" sum <"$1"
}

# same_lines FILE FILE: how many lines of the second are in the first
same_lines()
{
    awk 'NR == FNR { line[$0]; next } $0 in line { n++ } END { print n + 0 }' "$1" "$2"
}

for build in "$@"; do
    echo "$build|$("build/$build/bin/digests" about)|$(digest_of "$work/$build/list")|$(
        same_lines "$work/$first/list" "$work/$build/list") of $total" >>"$work/table"
    "$here/compare.sh" "build/$first/bin/digests" "build/$build/bin/digests" \
        "$work/$first/list" "$work/$build/list" >>"$work/differences" || failed=1
done

# --- workers --------------------------------------------------------------------------------------

# sweep IDSIM WORKERS: the seeds as bin/digests prints them
sweep()
{
    code=0
    "$1" sweep swarm --seeds "0..$seeds" --jobs "$2" --json >"$work/json" || code=$?
    # Whether worlds failed, and whether they showed anything (3), is for the sweeps to judge.
    [ $code -ne 2 ] && [ $code -ne 4 ] || give_up "$1 ended with $code"
    tr -d ' \n\t' <"$work/json" |
        grep -oE '"seed":"[0-9]+","verdict":"[A-Z]+","digest":"[0-9a-f]+"' |
        sed 's/"seed":"\([0-9]*\)","verdict":"\([A-Z]*\)","digest":"\([0-9a-f]*\)"/swarm\/\1 \3 \2/'
}

idsim=
for build in "$@"; do
    [ ! -x "build/$build/bin/idsim" ] || idsim=$build
done
[ -n "$idsim" ] || give_up 'no build has idsim'
for workers in 1 2 7; do
    sweep "build/$idsim/bin/idsim" $workers >"$work/sweep"
    echo "$workers|$idsim|$(digest_of "$work/sweep")|$(
        same_lines "$work/swarm" "$work/sweep") of $seeds" >>"$work/workers"
    if ! diff "$work/swarm" "$work/sweep" >"$work/diff"; then
        echo "idsim of $idsim with $workers workers (>) differs from $first (<):"
        head -n 6 "$work/diff"
        failed=1
    fi >>"$work/differences"
done

# --- from one machine to another ------------------------------------------------------------------

cat >"$work/pair.sh" <<'END'
set -eu
find "$work/$1/saved" -type f | LC_ALL=C sort | xargs "build/$2/bin/digests" load \
    >"$work/$2/from-$1" 2>"$work/$2/error-$1" || echo "$1 $2" >>"$work/refused"
END
for writer in "$@"; do
    for reader in "$@"; do
        echo "$writer $reader"
    done
done >"$work/pairs"
xargs -P "$jobs" -n 2 sh "$work/pair.sh" <"$work/pairs"
files=$(wc -l <"$work/$first/from-$first")
several=$(sed 's/.*, \([0-9]*\) .*/\1/' "$work/$first/save")
[ "$files" -ge 100 ] && [ "$several" -ge 10 ] || give_up "too little was saved: $several of $files"
pairs=$(wc -l <"$work/pairs")
loaded=0
while read -r writer reader; do
    if ! grep -qxF "$writer $reader" "$work/refused" &&
        diff "$work/$first/from-$first" "$work/$reader/from-$writer" >"$work/diff"; then
        loaded=$((loaded + 1))
        continue
    fi
    failed=1
    {
        echo "$reader (>) does not load what $writer saved as $first (<) loads its own:"
        cat "$work/$reader/error-$writer"
        if grep -qxF "$writer $reader" "$work/refused"; then
            grep -v ' same$' "$work/$reader/from-$writer" || echo 'it did not finish'
        else
            cat "$work/diff"
        fi | head -n 6
    } >>"$work/differences"
done <"$work/pairs"

# --- a difference on purpose ----------------------------------------------------------------------

if "$here/planted.sh" "$first" "$last" >"$work/planted" 2>&1; then
    planted="A subject made to be not portable was found out between $first and $last: $(
        tail -n 1 "$work/planted")."
else
    planted="A subject made to be not portable was not found out between $first and $last."
    cat "$work/planted" >>"$work/differences"
    failed=1
fi

# --- what is told ---------------------------------------------------------------------------------

verdict=PASS
[ -z "$failed" ] || verdict=FAIL

# table BEFORE BETWEEN AFTER: columns as wide as they must be, with a rule if there is an AFTER
table()
{
    awk -F '|' -v before="$1" -v between="$2" -v after="$3" '
        function line(row, dashed, i, text, cell) {
            text = before
            for (i = 1; i <= columns; i++) {
                cell = sprintf("%-" width[i] "s", dashed ? "" : cells[row, i])
                if (dashed) { gsub(/ /, "-", cell) }
                text = text cell (i < columns ? between : after)
            }
            sub(/ +$/, "", text)
            print text
        }
        {
            columns = NF
            for (i = 1; i <= NF; i++) {
                cells[NR, i] = $i
                if (length($i) > width[i]) { width[i] = length($i) }
            }
        }
        END {
            for (row = 1; row <= NR; row++) {
                line(row, 0)
                if (row == 1 && after != "") { line(row, 1) }
            }
        }'
}

tell()
{
    { echo 'build|compiler|flags|machine|bits|byte order|digest|the same' && cat "$work/table"; } |
        table "$@"
    echo
    { echo 'workers|build|digest of the seeds of swarm|the same' && cat "$work/workers"; } |
        table "$@"
    echo
    echo "What one build saved, another loads, saves to the same bytes, and continues in the same way:"
    echo "$loaded of $pairs ordered pairs of builds, $files files each (own, Fluid's and Rust's formats;"
    echo "$several with several sessions)."
    echo
    echo "$planted"
}

# tell_json BUILD...
tell_json()
{
    echo '{'
    check/json-head.sh "build/$idsim/bin/idsim" determinism "$started" "$0" --seeds "$seeds" \
        --each "$each" --json --jobs "$jobs" "$@"
    printf '  "verdict": "%s", "inputs": %d, "saved_files": %d, ' \
        $verdict "$total" "$files"
    printf '"pairs": %d, "pairs_loaded": %d, "planted": "%s", "builds": [' "$pairs" $loaded \
        "$planted"
    awk -F '|' '{
        printf "%s{\"name\": \"%s\", \"compiler\": \"%s\", \"flags\": \"%s\", \"machine\": \"%s\", ",
            (NR > 1 ? ", " : ""), $1, $2, $3, $4
        printf "\"bits\": %d, \"byte_order\": \"%s\", \"digest\": \"%s\"}", $5, $6, $7
    }' "$work/table"
    printf '], "workers": ['
    awk -F '|' '{
        printf "%s{\"workers\": %d, \"build\": \"%s\", \"digest\": \"%s\"}",
            (NR > 1 ? ", " : ""), $1, $2, $3
    }' "$work/workers"
    echo ']}'
}

if [ -n "$report" ]; then
    mkdir -p "$(dirname "$report")"
    {
        cat <<END
# Determinism

\`./dev determinism\`: **$verdict**. Every build computed the digests of $seeds seeds of swarm, $each seeds
of every scenario and $inputs files of \`corpus/\`, $total digests in all. The digest of a build is the
XXH3-64 of its lines \`NAME DIGEST WORD\`.

END
        tell '| ' ' | ' ' |'
        echo
        echo '```'
        sed '/^the first/d' "$work/planted"
        echo '```'
    } >"$report"
fi
if [ -n "$json" ]; then
    tell_json "$@"
else
    tell '' '  ' ''
    echo
fi
if [ -n "$failed" ]; then
    cat "$work/differences" >&2
    echo 'FAIL  the builds differ' >&2
    exit 1
fi
[ -n "$json" ] || echo "PASS  one digest, $(digest_of "$work/$first/list"), from $# builds"
