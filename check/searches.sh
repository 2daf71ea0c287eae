#!/bin/sh
# searches.sh: "./dev fuzz" tells a search that found nothing from one that did not search, and
# keeps an input once. Its targets and afl-fuzz are scripts here, each of which does one thing right
# or wrong.
set -eu
root=$(cd "$(dirname "$0")/.." && pwd)
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
tree=$scratch/tree
mkdir -p "$tree/build/fuzz/bin" "$tree/build/asan/bin" "$tree/build/afl/bin" "$scratch/bin"
cp -R "$root/dev" "$root/fuzz" "$tree/"
mkdir -p "$tree/corpus/fuzz_tape" "$tree/corpus/regressions"
echo seed >"$tree/corpus/fuzz_tape/seed"

# script FILE: makes a program of its standard input
script()
{
    {
        echo '#!/bin/sh'
        cat
    } >"$1"
    chmod +x "$1"
}

failures=0
# What is asked of every ./dev fuzz below.
asked=

# expect CODE WORDS ARGUMENTS...: ./dev fuzz ends with CODE, and says WORDS
expect()
{
    wanted=$1
    words=$2
    shift 2
    code=0
    # shellcheck disable=SC2086 # one word each
    PATH="$scratch/bin:$PATH" "$tree/dev" fuzz $asked --no-build "$@" \
        >"$scratch/log" 2>&1 || code=$?
    if [ "$code" -ne "$wanted" ] || ! grep -q -e "$words" "$scratch/log"; then
        cat "$scratch/log"
        echo "$what: exit code $code, not $wanted with \"$words\""
        failures=$((failures + 1))
    fi
}

# --- add ------------------------------------------------------------------------------------------

script "$tree/build/asan/bin/fuzz_tape" </dev/null
what='an input that is kept'
expect 0 'Wrote .*corpus/regressions/fuzz_tape-a-name' add "$tree/corpus/fuzz_tape/seed" a-name
expect 2 'corpus/regressions/fuzz_tape-a-name exists already' \
    add "$tree/corpus/fuzz_tape/seed" a-name
expect 2 'corpus/regressions/fuzz_tape-a-name is the same' add "$tree/corpus/fuzz_tape/seed" b-name
rm "$tree/build/asan/bin/fuzz_tape"
asked='tape --time 2s --jobs 1'

# --- libFuzzer ------------------------------------------------------------------------------------

# libfuzzer WHAT: the target, from standard input
libfuzzer()
{
    what="libFuzzer $1"
    script "$tree/build/fuzz/bin/fuzz_tape"
}

libfuzzer 'that searches' <<'END'
sleep 2
echo 'stat::number_of_executed_units: 7'
END
expect 0 '^PASS  0 findings'

libfuzzer 'that ends at once' <<'END'
echo 'stat::number_of_executed_units: 7'
END
# However slow the machine is, it is over long before that.
expect 4 'job-0 ended after [0-9]* of 240 s' --time 4m

libfuzzer 'that somebody interrupts' <<'END'
echo 'stat::number_of_executed_units: 7'
exit 72
END
expect 4 'job-0 ended with exit code 72'

libfuzzer 'that fails without a finding when its time is up' <<'END'
sleep 2
echo 'stat::number_of_executed_units: 7'
exit 77
END
expect 4 'job-0 ended with exit code 77'

libfuzzer 'that dies' <<'END'
kill -KILL $$
END
expect 4 'job-0 ended with exit code 137'

libfuzzer 'that executes nothing' <<'END'
sleep 2
END
expect 4 'nothing was executed'

libfuzzer 'that finds something' <<'END'
for argument in "$@"; do
    case $argument in
    -artifact_prefix=*) echo bad >"${argument#*=}crash-0123" ;;
    esac
done
exit 77
END
expect 1 '^FAIL  1 findings'

rm "$tree/build/fuzz/bin/fuzz_tape"
what='a target that is not there'
expect 4 'job-0 ended with exit code 127'

# --- AFL++ ----------------------------------------------------------------------------------------

# afl WHAT: afl-fuzz, from standard input; it begins in the folder where job-0 has its output
afl()
{
    what="AFL++ $1"
    {
        cat <<'END'
while [ "$1" != -o ]; do
    shift
done
mkdir -p "$2/job-0/crashes"
cd "$2/job-0"
END
        cat
    } | script "$scratch/bin/afl-fuzz"
}

script "$tree/build/afl/bin/fuzz_tape" </dev/null
script "$tree/build/asan/bin/fuzz_tape" </dev/null

afl 'that searches' <<'END'
sleep 2
printf 'run_time : 2\nexecs_done : 7\nstability : 100.00%%\n' >fuzzer_stats
END
expect 0 '^PASS  0 findings' --engine afl

afl 'that ends at once' <<'END'
printf 'run_time : 2\nexecs_done : 7\nstability : 100.00%%\n' >fuzzer_stats
END
expect 4 'job-0 ended after [0-9]* of 240 s' --engine afl --time 4m

afl 'that fails' <<'END'
sleep 2
printf 'run_time : 2\nexecs_done : 7\nstability : 100.00%%\n' >fuzzer_stats
exit 1
END
expect 4 'job-0 ended with exit code 1' --engine afl

afl 'that ends with what it found' <<'END'
printf 'run_time : 1\nexecs_done : 7\nstability : 100.00%%\n' >fuzzer_stats
echo bad >crashes/id:000000
END
expect 1 '^FAIL  1 findings' --engine afl

afl 'that is unstable' <<'END'
sleep 2
printf 'run_time : 2\nexecs_done : 7\nstability : 99.50%%\n' >fuzzer_stats
END
expect 1 'did not behave the same twice' --engine afl

[ $failures -eq 0 ] || exit 1
echo 'every search that was none is BROKEN'
