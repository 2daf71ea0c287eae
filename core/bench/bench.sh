# shellcheck shell=sh
# The bench command of ./dev, which reads this file and lends it root, say, fail, deps, build,
# quietly and the exit codes. core/bench/run/ is what runs.

bench_usage()
{
    cat <<'END'
Usage: ./dev bench [--only WORD] [--runs N] [--quick] [--json] [--no-pin]
       ./dev bench --worst | --growth [--runs N] [--quick] [--json] [--no-pin]
       ./dev bench generators | WORD

Runs the ID compressor and the npm package @fluidframework/id-compressor on the same workloads, in
turns, and compares their answers and their times: reports/bench.md and reports/bench.json.

  --worst      documents that somebody may have chosen, compared with a random one (the compressor
               alone): the second half of the same reports
  --growth     each workload on documents of 1,000 to 10,000,000 clusters, with the longest single
               call (the compressor alone): reports/growth.md, growth.json and growth.svg
  --only WORD  only workloads with WORD in their names; no report
  --runs N     runs of each that count (default 9, at least 7; with --growth and --worst 7)
  --quick      a hundredth of all sizes, and few runs, to see that all works; no report
  --json       print what the report would have, as JSON
  --no-pin     do not tie the programs to one processor (taskset does, where there is one)
  generators   the benchmarks of Snowflake, k-order and sequence; or one of them: snowflake
  compressor   the ID compressor alone, as a table, in half a minute

A report is written only if no other program used the processors: the whole machine's time is
compared with that of the programs that are measured. Both sides stay on one processor, also the
threads of node that collect garbage and compile.

Exit status: 0 done, 1 answers differ, 2 wrong arguments, 4 the machine was busy (the table is
printed, no report is written), or something is missing.

Examples:
  ./dev bench                    everything, about four minutes
  ./dev bench --only W7          look-ups of UUIDs
  ./dev bench --quick            ten seconds
  ./dev bench --growth           about four minutes
  ./dev bench snowflake          one of the generators
END
}

# Where the npm package is installed, from what core/bench/npm/package-lock.json says.
bench_packages=$root/build/bench

bench_install()
{
    mkdir -p "$bench_packages"
    if ! cmp -s "$root/core/bench/npm/package-lock.json" "$bench_packages/installed"; then
        say 'installing the npm package that is compared'
        rm -f "$bench_packages/installed"
        cp "$root/core/bench/npm/package.json" "$root/core/bench/npm/package-lock.json" \
            "$bench_packages/"
        quietly npm ci --prefix "$bench_packages" --ignore-scripts --no-audit --no-fund ||
            fail $exit_environment 'npm ci failed'
        cp "$root/core/bench/npm/package-lock.json" "$bench_packages/installed"
    fi
}

# bench_programs WORD: those of other allocators, or any with WORD in its name
bench_programs()
{
    deps bench-alone
    build release
    found=
    for program in "$root"/build/release/bin/bench_*; do
        name=$(basename "$program")
        case $1:$name in
        *:*'*'*) continue ;;
        generators:bench_compressor) continue ;;
        generators:* | *:*"$1"*)
            found=1
            say "$name"
            "$program"
            ;;
        esac
    done
    [ -n "$found" ] || fail $exit_usage "no benchmark is named *$1*; see \"./dev bench help\""
}

# bench_check_options OPTION...: ends it before anything is installed or built; node checks the rest
bench_check_options()
{
    while [ $# -gt 0 ]; do
        case $1 in
        --only | --runs)
            [ $# -ge 2 ] || fail $exit_usage "$1 needs a value"
            shift
            ;;
        --only=?* | --runs=?* | --worst | --growth | --quick | --json | --no-pin) ;;
        *) fail $exit_usage "bench has no \"$1\"; see \"./dev bench help\"" ;;
        esac
        shift
    done
}

bench()
{
    case ${1:-} in
    help | -h | --help) bench_usage ;;
    -* | '')
        bench_check_options "$@"
        deps bench
        bench_install
        build release bench_compressor
        exec node "$root/core/bench/run/bench.mjs" "$root" \
            "$root/build/release/bin/bench_compressor" "$bench_packages" "$@"
        ;;
    *)
        [ $# -eq 1 ] || fail $exit_usage 'bench takes one word; see "./dev bench help"'
        bench_programs "$1"
        ;;
    esac
}
