#!/bin/sh
# library.sh IDSIM DIR: shared libraries as guests. DIR has mine.so, which passes, and those that are
# wrong on purpose; each gets the right verdict.
set -eu
idsim=$1
dir=$2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

# verdict NAME STATUS TEXT ARGUMENTS...: the exit status, and a line of what it says
verdict()
{
    name=$1
    expected=$2
    text=$3
    shift 3
    status=0
    "$idsim" "$@" --subject "$dir/$name.so" >out 2>&1 || status=$?
    if [ "$status" -ne "$expected" ] || ! grep -q -- "$text" out; then
        echo "idsim $* with $name: status $status instead of $expected, or no line with '$text':"
        cat out
        exit 1
    fi
}

seeds='--seeds 0..6 --jobs 1 --timeout 2s'
# shellcheck disable=SC2086 # one word an option
{
    verdict mine 3 'snowflake missed' sweep snowflake $seeds
    # It reaches everything that its claims leave.
    verdict mine 0 'PASS' sweep snowflake --seeds 0..100 --jobs 1
    verdict mine 0 'PASS' run snowflake --seed 1
    verdict mine 0 'the end' replay snowflake --seed 1
    # With sanitizers a process that crashes exits.
    verdict crashes 1 'it died of signal\|it exited with' sweep snowflake $seeds --no-shrink
    verdict hangs 1 'no end; the watchdog stopped it' sweep snowflake --seeds 0..2 --jobs 2 \
        --timeout 1s --max-failures 1 --no-shrink
    verdict writes-wildly 1 'it died of signal\|it exited with' sweep snowflake $seeds --no-shrink
    verdict repeats 1 'flake-unique' sweep snowflake $seeds
    grep -q "idsim.*replay.*--subject '.*repeats.so'" out
    grep -q 'SHRUNK' out
}
# A shrunk tape fails with the guest that it was found with, and passes with the core.
tape=$(find reports -name '*.shrunk.tape' | head -n 1)
verdict repeats 1 'flake-unique' replay "$tape"
verdict mine 0 'the end' replay "$tape"
# What is no guest at all.
verdict other-version 2 'version 3 of the tables' run snowflake --seed 1
verdict lacks-next 2 "no function 'next'" run snowflake --seed 1
verdict nobody 2 'cannot be loaded' run snowflake --seed 1
