#!/bin/sh
# bench.sh BUILD: the benchmarks measure what they should: on small documents the ID compressor
# answers as it always did (core/bench/answers.txt), and as the npm package does, if
# "./dev deps bench" installed that. No time is looked at.
set -eu
program=$(cd "$1" && pwd)/bin/bench_compressor
cd "$(dirname "$0")/.."
packages=build/bench
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

"$program" --answers --quick >"$scratch/answers"
diff core/bench/answers.txt "$scratch/answers" || {
    echo 'bench: the answers of core/bench/answers.txt are others; the npm package gives those, too'
    exit 1
}
"$program" --worst 'high + low equal' --quick >"$scratch/out"
"$program" --growth 100 1 >>"$scratch/out"

if ! command -v node >/dev/null || [ ! -e "$packages/installed" ]; then
    echo 'bench: there is no npm package to compare with: "./dev deps bench" installs it'
    exit 0
fi

# compare PROGRAM [OPTION...]: as "./dev bench --quick --runs 1" does
compare()
{
    compared=$1
    shift
    node core/bench/run/bench.mjs . "$compared" "$packages" --quick --runs 1 "$@" \
        >"$scratch/out" 2>&1
}
compare "$program" || {
    cat "$scratch/out"
    exit 1
}

# A program that answers wrongly is found out.
cat >"$scratch/wrong" <<END
#!/bin/sh
"$program" "\$@" | sed -u 's/"digest": [0-9]*/"digest": 1/'
END
chmod +x "$scratch/wrong"
code=0
compare "$scratch/wrong" --only W1 || code=$?
if [ $code -ne 1 ] || ! grep -q 'answers DIFFER' "$scratch/out"; then
    cat "$scratch/out"
    echo "bench: exit $code where answers differ, not 1"
    exit 1
fi
echo 'bench: the same answers as the npm package'
