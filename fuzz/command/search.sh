# shellcheck shell=sh
# ./dev fuzz [TARGET...]: the search itself. A part of fuzz/fuzz.sh.
#
# A target's folder, $fuzz_work/ENGINE/TARGET, holds corpus/, which stays, and seeds/ and run/, which
# are made anew. In run/ there are NAME.log, NAME.pid and, once it has ended, NAME.code of each job:
# its exit code, and how many seconds it took.

# Inputs that take longer (s) are findings; so is more memory (MB). An input is bounded and takes
# milliseconds, but the time that counts is the clock's: a machine that has far more to do than it
# has cores, or that stands still for a while, must not make a finding of it.
fuzz_timeout=60
fuzz_memory=2048

# --- jobs -----------------------------------------------------------------------------------------

# fuzz_start NAME COMMAND...: as a job in the background
fuzz_start()
{
    job=$run/$1
    shift
    (
        code=0
        began=$(date +%s)
        "$@" >"$job.log" 2>&1 </dev/null &
        echo $! >"$job.pid"
        wait $! || code=$?
        echo "$code $(($(date +%s) - began))" >"$job.code"
    ) &
}

# fuzz_kill SIGNAL: sends it to the jobs that have not ended
fuzz_kill()
{
    for pid in "$run"/*.pid; do
        if [ -s "$pid" ] && [ ! -f "${pid%.pid}.code" ]; then
            kill "-$1" "$(cat "$pid")" 2>/dev/null || :
        fi
    done
}

fuzz_on_signal()
{
    [ -z "$fuzz_signal" ] || fuzz_kill KILL
    fuzz_signal=$1
    [ -z "$run" ] || fuzz_kill TERM
}

# Is a job still running?
fuzz_is_running()
{
    for log in "$run"/*.log; do
        [ -f "${log%.log}.code" ] || return 0
    done
    return 1
}

# --- figures --------------------------------------------------------------------------------------
# Each prints: executions, executions a second, edges, edges in all, stability (or -).

# fuzz_figures_libfuzzer [LINES]: reads only the last LINES of each log, which may be long
fuzz_figures_libfuzzer()
{
    for log in "$run"/*.log; do
        echo 'a log'
        head -n 20 "$log"
        tail -n "${1:-60}" "$log"
    done | awk '
        function next_log() {
            executions += e
            rate += r
            e = r = 0
        }
        $0 == "a log" { next_log() }
        match($0, /\([0-9]+ inline 8-bit counters/) { total = substr($0, RSTART + 1) + 0 }
        /^#[0-9]+/ {
            e = substr($1, 2) + 0
            for (i = 2; i < NF; i++) {
                if ($i == "cov:" && $(i + 1) + 0 > edges) {
                    edges = $(i + 1) + 0
                }
                if ($i == "exec/s:") {
                    r = $(i + 1) + 0
                }
            }
        }
        $1 == "stat::number_of_executed_units:" { e = $2 }
        $1 == "stat::average_exec_per_sec:" { r = $2 }
        END {
            next_log()
            printf "%d %d %d %d -\n", executions, rate, edges, total
        }'
}

# afl-fuzz writes its figures once a minute and at the end.
fuzz_figures_afl()
{
    for job in "$run"/out/*/; do
        [ ! -f "$job/fuzzer_stats" ] || cat "$job/fuzzer_stats"
    done | awk -F ' *: *' '
        $1 == "run_time" { seconds = $2 }
        $1 == "execs_done" { executions += $2; rate += seconds > 0 ? $2 / seconds : 0 }
        $1 == "edges_found" && $2 + 0 > edges { edges = $2 + 0 }
        $1 == "total_edges" { total = $2 + 0 }
        $1 == "stability" && (stability == "" || $2 + 0 < stability + 0) { stability = $2 }
        END {
            sub(/%/, "", stability)
            printf "%d %d %d %d %s\n", executions, rate, edges, total,
                stability == "" ? "-" : stability
        }'
}

# How many inputs the jobs have found so far.
fuzz_new_libfuzzer()
{
    echo $(($(fuzz_count "$corpus") - before))
}

fuzz_new_afl()
{
    fuzz_queue | wc -l | tr -d ' '
}

# What AFL++ found itself in this run: not what it was given, nor what a job took from another.
fuzz_queue()
{
    find "$run/out" -path '*/queue/id:*' ! -name '*,orig:*' ! -name '*,sync:*' "$@"
}

# The files that an engine calls findings, one a line. Only their names decide: a slow input that
# ended in time is none.
fuzz_artifacts()
{
    if [ $fuzz_engine = libfuzzer ]; then
        find "$run/artifacts" -type f ! -name 'slow-unit-*'
    else
        find "$run/out" -path '*/crashes/id:*' -o -path '*/hangs/id:*'
        cat "$run/replayed"
    fi
}

# --- progress -------------------------------------------------------------------------------------

# fuzz_progress SECONDS: one line, redrawn on a terminal; every ten seconds elsewhere
fuzz_progress()
{
    if [ ! -t 2 ] && [ $(($1 % 10)) -ne 0 ]; then
        return
    fi
    line=$("fuzz_figures_$fuzz_engine" | awk -v name="$target" -v at="$1" -v of="$fuzz_time" \
        -v new="$("fuzz_new_$fuzz_engine")" -v findings="$(fuzz_artifacts | wc -l)" '
        {
            figures = $2 == 0 ? "" : sprintf(", %d executions, %d a second", $1, $2)
            printf "%s  %d of %d s%s, coverage %d, %d new inputs, %d findings\n", name, at, of,
                figures, $3, new, findings
        }')
    if [ -t 2 ]; then
        printf '\r\033[K%s' "$line" >&2
    else
        echo "$line" >&2
    fi
}

# Waits for the jobs of this target; a signal, which they get too, ends them early.
fuzz_watch()
{
    began=$(date +%s)
    while fuzz_is_running; do
        sleep 1 || :
        seconds=$(($(date +%s) - began))
        fuzz_progress $seconds
        if [ -n "$fuzz_signal" ]; then
            fuzz_kill TERM
        fi
    done
    [ ! -t 2 ] || printf '\r\033[K' >&2
    wait
}

# --- libFuzzer ------------------------------------------------------------------------------------

fuzz_prepare_libfuzzer()
{
    fuzz_build "$fuzz_preset" "$@"
}

fuzz_begin_libfuzzer()
{
    mkdir -p "$run/artifacts"
    set -- -max_total_time="$fuzz_time" -timeout=$fuzz_timeout -rss_limit_mb=$fuzz_memory \
        -print_final_stats=1 -artifact_prefix="$run/artifacts/"
    if [ -n "$dictionary" ]; then
        set -- "$@" -dict="$dictionary"
    fi
    job_number=0
    while [ $job_number -lt "$fuzz_jobs" ]; do
        fuzz_start job-$job_number "$root/build/$fuzz_preset/bin/$target" "$@" \
            "$corpus" "$root/corpus/$target" "$seeds"
        job_number=$((job_number + 1))
    done
}

fuzz_end_libfuzzer()
{
    :
}

# --- AFL++ ----------------------------------------------------------------------------------------

fuzz_prepare_afl()
{
    fuzz_build afl
    fuzz_build afl-cmplog "$@"
    if [ "$fuzz_jobs" -gt 1 ]; then
        fuzz_build afl-asan "$@"
    fi
    fuzz_build asan "$@"
}

# fuzz_afl_exec ARGUMENTS...: afl-fuzz, as in a container: no word about its processor, no screen
fuzz_afl_exec()
{
    unset ASAN_OPTIONS UBSAN_OPTIONS
    AFL_NO_UI=1 AFL_NO_COLOR=1 AFL_SKIP_CPUFREQ=1 AFL_NO_AFFINITY=1
    AFL_I_DONT_CARE_ABOUT_MISSING_CRASHES=1 AFL_SYNC_TIME=1 AFL_BENCH_UNTIL_CRASH=1
    AFL_HANG_TMOUT=$((fuzz_timeout * 1000))
    export AFL_NO_UI AFL_NO_COLOR AFL_SKIP_CPUFREQ AFL_NO_AFFINITY AFL_SYNC_TIME AFL_HANG_TMOUT
    export AFL_I_DONT_CARE_ABOUT_MISSING_CRASHES AFL_BENCH_UNTIL_CRASH
    if [ "$target" = fuzz_world ] && [ -f "$root/build/afl/lib/libfuzz_mutator.so" ]; then
        AFL_CUSTOM_MUTATOR_LIBRARY=$root/build/afl/lib/libfuzz_mutator.so
        export AFL_CUSTOM_MUTATOR_LIBRARY
    fi
    exec afl-fuzz "$@"
}

# Every job starts from all inputs. The first one also compares what it reads with CMPLOG; the
# second one has the sanitizers.
fuzz_begin_afl()
{
    mkdir -p "$run/in" "$run/out" "$run/bin"
    : >"$run/replayed"
    # Programs of their own, so that what is left of them can be told from other runs'.
    for preset in afl afl-cmplog afl-asan; do
        if [ -x "$root/build/$preset/bin/$target" ]; then
            cp "$root/build/$preset/bin/$target" "$run/bin/$preset"
        fi
    done
    find "$root/corpus/$target" "$seeds" "$corpus" -type f -size +0 -exec cp {} "$run/in/" \;
    if [ "$(fuzz_count "$run/in")" -eq 0 ]; then
        echo >"$run/in/nothing"
    fi
    set -- -i "$run/in" -o "$run/out" -V "$fuzz_time" -t "$((fuzz_timeout * 1000))+"
    if [ -n "$dictionary" ]; then
        set -- "$@" -x "$dictionary"
    fi
    job_number=0
    while [ $job_number -lt "$fuzz_jobs" ]; do
        case $job_number in
        0) fuzz_start job-0 fuzz_afl_exec "$@" -M job-0 -c "$run/bin/afl-cmplog" -- "$run/bin/afl" ;;
        1) fuzz_start job-1 fuzz_afl_exec "$@" -S job-1 -- "$run/bin/afl-asan" ;;
        *) fuzz_start "job-$job_number" fuzz_afl_exec "$@" -S "job-$job_number" -- "$run/bin/afl" ;;
        esac
        job_number=$((job_number + 1))
    done
}

# afl-fuzz leaves the stopped child of its CMPLOG server behind when its time is up.
fuzz_end_strays()
{
    for process in /proc/[0-9]*; do
        case $(readlink "$process/exe" 2>/dev/null) in
        "$run/bin/"*) kill -KILL "${process#/proc/}" 2>/dev/null || : ;;
        esac
    done
}

# What is new, and every seed, goes through the sanitizers once; what is new goes to the corpus.
fuzz_end_afl()
{
    fuzz_end_strays
    code=0
    fuzz_queue -exec sha1sum {} + >"$run/queue"
    mkdir -p "$run/new"
    while read -r hash file; do
        [ -f "$corpus/$hash" ] || cp "$file" "$run/new/$hash"
    done <"$run/queue"
    "$root/build/asan/bin/$target" "$run/in" "$run/new" >"$run/replay.txt" 2>&1 || code=$?
    case $code in
    0 | 1) sed -n 's/^FINDING //p' "$run/replay.txt" >"$run/replayed" ;;
    *)
        broken="the replay under ASan ended with $code"
        tail -n 20 "$run/replay.txt" >&2
        ;;
    esac
    cp -R "$run/new/." "$corpus/"
}

# --- findings -------------------------------------------------------------------------------------

# fuzz_repro_script TARGET STEM: a script that has the input in it, and reproduces it in any clone
fuzz_repro_script()
{
    cat <<END
#!/bin/sh
# $(basename "$2"): found by $fuzz_engine on $(date -u +%Y-%m-%d) at commit
# $(git -C "$root" describe --always --dirty --abbrev=40 2>/dev/null || echo 'unknown').
# Run it inside a clone of idalloc: it plays the input and says what happens.
set -eu
here=\$(CDPATH='' cd -- "\$(dirname -- "\$0")" && pwd)
root=\$(git rev-parse --show-toplevel)
file=\$here/$(basename "$2")
if [ ! -f "\$file" ]; then
    base64 -d >"\$file" <<'INPUT'
$(base64 <"$2")
INPUT
fi
exec "\$root/dev" fuzz repro "\$file" --target $1 "\$@"
END
}

# fuzz_kind FILE: crash, hang, memory or leak, from the name that the engine gave it
fuzz_kind()
{
    case $(basename "$1") in
    timeout-*) echo hang ;;
    oom-*) echo memory ;;
    leak-*) echo leak ;;
    *) case $1 in */hangs/*) echo hang ;; *) echo crash ;; esac ;;
    esac
}

# fuzz_reason FILE: why it is a finding, in a few words: from libFuzzer's log, or from a replay
fuzz_reason()
{
    if [ $fuzz_engine = libfuzzer ]; then
        grep -l -F "$(basename "$1")" "$run"/*.log | head -n 1 | while read -r log; do
            cat "$log"
        done
    else
        timeout -k 5 60 "$root/build/asan/bin/$target" "$1" 2>&1 || :
    fi >"$run/said.txt"
    # Of a sanitizer only what is without addresses and process numbers.
    sed -n -e 's/^fuzz_[a-z]*: FAIL //p' \
        -e 's/^==[0-9]*==ERROR: \([A-Za-z]*: [a-zA-Z-]*\).*/\1/p' \
        -e 's/^.*: \([^ ]*\): Assertion \(.*\) failed\.$/assertion \2 in \1/p' \
        -e 's/^.*\/\([a-z_0-9]*\.c:[0-9:]*\) runtime error: /\1 /p' "$run/said.txt" | head -n 1
}

# Copies each finding to the reports, with its tape and a script; one line each to $run/findings.
fuzz_collect()
{
    : >"$run/findings"
    fuzz_artifacts | sort >"$run/artifacts.txt"
    while read -r file; do
        # A leak that shows at the end has no input.
        if [ ! -f "$file" ]; then
            printf '%s leak -\t%s\n' "$target" "$file" >>"$run/findings"
            continue
        fi
        kind=$(fuzz_kind "$file")
        stem=$fuzz_reports/$target-$kind-$(fuzz_hash "$file" | cut -c 1-12)
        mkdir -p "$fuzz_reports"
        cp "$file" "$stem"
        fuzz_repro_script "$target" "$stem" >"$stem.repro.sh"
        chmod +x "$stem.repro.sh"
        if [ "$target" = fuzz_world ]; then
            fuzz_idsim tape convert "$stem" "$stem.tape" --to text --bare 2>/dev/null || :
        fi
        printf '%s %s %s\t%s\n' "$target" "$kind" "$(fuzz_word "$stem")" "$(fuzz_reason "$file")" \
            >>"$run/findings"
    done <"$run/artifacts.txt"
    # An input that both a job and the replay found is one finding.
    sort -u -o "$run/findings" "$run/findings"
    cat "$run/findings" >>"$fuzz_all_findings"
}

# fuzz_find_broken EXECUTIONS: a search that found nothing went on until its time was up, and said
# so with a zero. If one did not, why goes to broken. Exit codes that stand for a finding are none
# without one; nor is libFuzzer's 72, "interrupted", unless it was us who interrupted it.
fuzz_find_broken()
{
    if [ -n "$fuzz_signal" ] || [ -s "$run/findings" ]; then
        return
    fi
    for file in "$run"/*.code; do
        read -r code seconds <"$file"
        # The clock of the date may be set back a little meanwhile.
        if [ "$code" -ne 0 ]; then
            how="with exit code $code after $seconds of $fuzz_time s"
        elif [ $((seconds + 1)) -lt "$fuzz_time" ]; then
            how="after $seconds of $fuzz_time s"
        else
            continue
        fi
        broken="$(basename "$file" .code) ended $how; see ${file%.code}.log"
        tail -n 20 "${file%.code}.log" >&2
    done
    if [ -z "$broken" ] && [ "$1" -eq 0 ]; then
        broken="nothing was executed; see $run"
    fi
}

# --- one target -----------------------------------------------------------------------------------

# fuzz_one TARGET: searches, and adds a row to the table:
#   target executions rate edges of new findings stability seconds
fuzz_one()
{
    target=$1
    corpus=$fuzz_work/$fuzz_engine/$target/corpus
    run=$fuzz_work/$fuzz_engine/$target/run
    broken=
    # Inputs of a search that was killed are kept.
    if [ $fuzz_engine = afl ] && [ -d "$run/out" ]; then
        fuzz_end_afl
    fi
    rm -rf "$run"
    mkdir -p "$corpus" "$run"
    fuzz_seed "$target"
    fuzz_find_dictionary "$target"
    before=$(fuzz_count "$corpus")
    say "$target, with $fuzz_engine, $fuzz_time s and $fuzz_jobs jobs;" \
        "$(fuzz_count "$root/corpus/$target") inputs in corpus/, $before from last time"
    "fuzz_begin_$fuzz_engine"
    fuzz_watch
    "fuzz_end_$fuzz_engine"
    fuzz_collect
    # shellcheck disable=SC2046 # one word a figure
    set -- $("fuzz_figures_$fuzz_engine" 999999)
    fuzz_find_broken "$1"
    echo "$target $1 $2 $3 $4 $(($(fuzz_count "$corpus") - before))" \
        "$(wc -l <"$run/findings") $5" >>"$fuzz_table"
    if [ -n "$broken" ]; then
        say "$target is broken: $broken"
        fuzz_is_broken=1
    fi
    run=
}

# The table, the findings and the verdict; ends with the exit code that goes with it.
fuzz_summary()
{
    red_out='' green_out='' plain_out=''
    tab=$(printf '\t')
    if [ -t 1 ] && [ -z "${NO_COLOR:-}" ] && [ "${TERM:-dumb}" != dumb ]; then
        red_out=$(printf '\033[31m') green_out=$(printf '\033[32m') plain_out=$(printf '\033[0m')
    fi
    awk '
        function commas(n,   text) {
            text = sprintf("%d", n)
            while (match(text, /^[0-9]+[0-9][0-9][0-9]($|,)/)) {
                sub(/[0-9][0-9][0-9]($|,)/, ",&", text)
            }
            return text
        }
        BEGIN {
            printf "%-14s %14s %10s %22s %11s %9s %10s\n", "target", "executions", "a second",
                "coverage (edges)", "new inputs", "findings", "stability"
        }
        {
            coverage = commas($4)
            if ($5 > 0) {
                coverage = sprintf("%s of %s, %2d %%", coverage, commas($5), 100 * $4 / $5)
            }
            printf "%-14s %14s %10s %22s %11s %9s %10s\n", $1, commas($2), commas($3), coverage,
                commas($6), commas($7), $8 == "-" ? "-" : $8 " %"
        }' "$fuzz_table"
    while read -r target kind rest; do
        word=${rest%%"$tab"*}
        reason=${rest#*"$tab"}
        echo "$kind in $target${reason:+: $reason}"
        [ "$word" = - ] || echo "    $(fuzz_dev) fuzz repro $word"
    done <"$fuzz_all_findings"
    findings=$(wc -l <"$fuzz_all_findings" | tr -d ' ')
    unstable=$(awk '$8 != "-" && $8 + 0 < 100 { printf "%s%s", comma, $1; comma = ", " }' \
        "$fuzz_table")
    targets=$(wc -l <"$fuzz_table" | tr -d ' ')
    rest="$targets targets, $(($(date +%s) - fuzz_began)) s"
    [ "$targets" -ne 1 ] || rest="1 target, $(($(date +%s) - fuzz_began)) s"
    rm -rf "$fuzz_scratch"
    if [ "$findings" -gt 0 ]; then
        echo "${red_out}FAIL$plain_out  $findings findings, $rest"
        exit $exit_failed
    elif [ -n "$fuzz_is_broken" ]; then
        echo "${red_out}BROKEN$plain_out  the environment failed, $rest"
        exit $exit_environment
    elif [ -n "$unstable" ]; then
        echo "${red_out}FAIL$plain_out  an input did not behave the same twice in $unstable, $rest"
        exit $exit_failed
    elif [ -n "$fuzz_signal" ]; then
        echo "INTERRUPTED  0 findings so far, $rest"
        exit $((128 + fuzz_signal))
    fi
    echo "${green_out}PASS$plain_out  0 findings, $rest"
}

fuzz_search()
{
    targets=$(fuzz_targets_named "$@") || exit $?
    fuzz_signal=
    fuzz_is_broken=
    run=
    [ -n "$fuzz_no_build" ] || deps fuzz
    # shellcheck disable=SC2086 # one word a target
    "fuzz_prepare_$fuzz_engine" $targets
    fuzz_build checked idsim
    fuzz_scratch=$(mktemp -d)
    fuzz_table=$fuzz_scratch/table
    fuzz_all_findings=$fuzz_scratch/findings
    : >"$fuzz_table"
    : >"$fuzz_all_findings"
    fuzz_began=$(date +%s)
    trap 'fuzz_on_signal 1' HUP
    trap 'fuzz_on_signal 2' INT
    trap 'fuzz_on_signal 15' TERM
    for name in $targets; do
        [ -n "$fuzz_signal" ] || fuzz_one "$name"
    done
    fuzz_summary
}
