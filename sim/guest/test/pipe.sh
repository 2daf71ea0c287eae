#!/bin/sh
# pipe.sh IDSIM: guests behind a pipe. The core has the same digests there as in process, the guest in
# Python passes, and each that is wrong on purpose gets the right verdict.
set -eu
idsim=$1
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

wrong()
{
    echo "$*"
    cat out
    exit 1
}

# says STATUS TEXT ARGUMENTS...: the exit status of idsim, and a line of what it says
says()
{
    expected=$1
    text=$2
    shift 2
    status=0
    "$idsim" "$@" >out 2>&1 || status=$?
    [ "$status" -eq "$expected" ] || wrong "idsim $*: status $status instead of $expected:"
    grep -q -- "$text" out || wrong "idsim $*: no line with '$text':"
}

# digests_of RESULT SCENARIO SEEDS ARGUMENTS...: what a sweep passes with. So few seeds miss something
# that the scenario requires: status 3.
digests_of()
{
    result=$1
    scenario=$2
    seeds=$3
    shift 3
    "$idsim" sweep "$scenario" --seeds "$seeds" --json "$@" >"$result.json" || [ $? -eq 3 ]
    sed -n 's/^ *"digest": *//p' "$result.json" >"$result.digests"
    [ -s "$result.digests" ]
}

# The core, through the pipe and in process; in worlds without the ops that need a library.
for worlds in 'swarm 0..3' 'snowflake 2..5' 'fork 0..3' 'sequence 0..2' 'korder 0..2' 'timeordered 0..3'; do
    digests_of in-process "${worlds% *}" "${worlds#* }"
    digests_of behind-pipe "${worlds% *}" "${worlds#* }" --guest "'$idsim' guest serve"
    cmp in-process.digests behind-pipe.digests
done

if ! command -v python3 >/dev/null; then
    echo 'python3 is missing: guests in Python were not played'
    exit 0
fi
says 0 'PASS' guest check -- python3 "$here/../python/snowflake.py"
# So few seeds miss what a guest with these claims can reach, and nothing else.
says 3 'of 6 marks' sweep snowflake --seeds 0..2 --ops 300 --guest "python3 $here/../python/snowflake.py"
says 0 'PASS' guest check -- python3 "$here/../python/korder.py"
# What it makes is what the core makes, in every ID.
digests_of in-process korder 0..2 --ops 200
digests_of behind-pipe korder 0..2 --ops 200 --guest "python3 $here/../python/korder.py"
cmp in-process.digests behind-pipe.digests

# bad STATUS TEXT FAULT [ARGUMENTS...]; each has $work as an argument, by which it is known
bad()
{
    expected=$1
    text=$2
    fault=$3
    shift 3
    case $fault in
    korder-*) scenario=korder ;;
    *) scenario=snowflake ;;
    esac
    says "$expected" "$text" run "$scenario" --seed 1 --ops 200 --no-shrink \
        --guest "python3 $here/bad.py $fault $work" "$@"
}

bad 0 'failures  *0' nothing
bad 1 'got  *no answer before the deadline' silent --deadline 1s
bad 1 'got  *it ended' dies
bad 1 'got  *it ended' closes --deadline 1s
bad 1 'got  *a line that is too long' long-line
bad 1 'got  *a line that is too long' endless-line
bad 1 'got  *a line that is not UTF-8' not-utf-8
bad 1 'got  *a line that is not JSON' chatty
bad 1 'got  *a line that is not JSON' huge-number
bad 1 'got  *an answer of another form' other-id
bad 1 'got  *an answer of another form' no-answers
bad 1 'got  *an answer of another form' too-many-answers
bad 1 'got  *an answer of another form' other-type
bad 1 'got  *an answer of another form' invents-a-status
bad 1 'got  *an answer of another form' no-id
bad 1 'flake-unique' lies
bad 0 'failures  *0' korder-nothing
bad 1 'korder-unique' korder-repeats
bad 1 'got  *an answer of another form' korder-long-text
bad 1 'got  *an answer of another form' korder-odd-bytes
bad 1 'got  *an answer of another form' korder-no-mark
# Those that are no guests at all.
bad 2 'another version of the protocol' other-version
bad 2 'hello has no "version"' no-version
bad 2 'a claim that there is not' invents-a-claim
bad 2 'has no "layout"' no-layout
says 2 'it ended' run snowflake --guest 'no-such-command-anywhere 2>/dev/null'
says 1 'OFF.*another version of the protocol' guest check -- python3 "$here/bad.py" other-version "$work"
says 1 'OFF.*it ended' guest check -- true
# A slow guest is no silent one.
says 0 'PASS' guest check -- python3 "$here/bad.py" slow "$work"
# What exactly is wrong, step by step.
says 1 'guest  .*the "id" of a reply' replay snowflake --seed 1 --ops 200 \
    --guest "python3 $here/bad.py other-id $work"
# A failure of a guest shrinks, as one of the core does.
says 1 'SHRUNK' run snowflake --seed 1 --ops 200 --guest "python3 $here/bad.py lies $work"

# Time-ordered IDs: what is wrong with a profile is said, and a wrong ID is a failure.
for fault in 'no-profiles:not a list of 1 to 8' 'no-capacity:a capacity of 0' \
    'open-bracket:a bracket that does not close' 'no-overflow:a member is missing' \
    'many-forms:a member is missing'; do
    says 2 "${fault#*:}" run timeordered --seed 1 --guest "python3 $here/bad_time.py ${fault%%:*} $work"
done
for fault in 'nothing:failures  *0' 'repeats:time-unique' 'long-id:an answer of another form' \
    'number-id:an answer of another form'; do
    status=1
    [ "${fault%%:*}" != nothing ] || status=0
    says $status "${fault#*:}" run timeordered --seed 2 --ops 100 --no-shrink \
        --guest "python3 $here/bad_time.py ${fault%%:*} $work"
done

# Whatever a guest does, no process of it is left.
left()
{
    cat /proc/[0-9]*/cmdline 2>/dev/null | tr '\0' '\n' |
        work=$work awk '$0 == ENVIRON["work"] { n++ } END { print n + 0 }'
}
for _ in 1 2 3 4 5 6 7 8 9 10; do
    [ "$(left)" -eq 0 ] && break
    sleep 1
done
[ "$(left)" -eq 0 ] || {
    echo "$(left) processes of guests are left"
    exit 1
}
