# shellcheck shell=sh
# The soak command of ./dev, which reads this file and lends it root, say, fail, deps, build, cores
# and the exit codes.
#
# reports/soak.tsv has a line for each part that was played, and is where the next soak goes on:
#   date  commit  kind  name  from  to  worlds  ops  paired  seconds  alarms
# kind is sweep, scope, tapes or inputs. Of a sweep, from and to are its seeds, to not included; of a
# scope, to is the depth that is complete. seconds are those of all processors. A + behind the commit
# says that the sources were not those of the commit.
#
# reports/soak-alarms.tsv has a line for each alarm, and the last column is written by a person:
#   date  commit  name  seed  invariant  blame  tape  cause
# report.awk makes reports/soak.md of both.

soak_usage()
{
    cat <<'END'
Usage: ./dev soak [--time T | --seeds N] [--parts P,P] [--scenarios S,S] [--jobs N]
       ./dev soak --report

Plays the code as it is in worlds that no test plays, and counts the alarms. Each alarm is a bug,
of the core or of the simulator. A soak starts where the last one ended (reports/soak.tsv), and
writes reports/soak.md.

It plays swarm; every other scenario, all seeds with paired worlds; every exhaustive scope; and
every committed fuzz input, those of worlds with paired worlds.

  --time T      time for sweeps and scopes together: 30s, 10m, 2h (default 10m); the inputs take
                as long as they need
  --seeds N     N seeds of swarm, a tenth of them with paired worlds; N / 20 seeds of each other
                scenario; scopes as in ten minutes
  --parts P,P   sweeps, scopes, inputs (default: all three)
  --scenarios S,S
                only sweeps of these scenarios, all seeds with paired worlds; --seeds N is then
                N seeds of each, and --time T is shared among them
  -j, --jobs N  worker processes (default: all cores)
  --no-build    use what is built
  --report      play nothing, and write reports/soak.md again

Alarms are listed in reports/soak-alarms.tsv, and their tapes are in build/soak/. Find the cause of
each, write it into the last column, and run "./dev soak --report".

Exit status: 0 no alarm, 1 alarms, 2 wrong arguments, 4 the environment failed, 128 + n after
signal n. Ctrl-C keeps what was played.

Examples:
  ./dev soak                  ten minutes
  ./dev soak --seeds 1000000  a million seeds of swarm, and a share of everything else
  ./dev soak --seeds 50000 --scenarios fork,korder
                              fifty thousand seeds of each of two scenarios
END
}

# Tests, and a minute of ./dev run, play seeds below this.
soak_first_seed=1000000000
# A part is written down when it ends, so it is not too long.
soak_plain_seeds=50000
soak_paired_seeds=10000
soak_tab=$(printf '\t')

# --- what was played ------------------------------------------------------------------------------

# soak_next NAME: the first seed of a scenario that no soak has played
soak_next()
{
    awk -F '\t' -v name="$1" -v next_seed="$soak_first_seed" '
        $3 == "sweep" && $4 == name && $6 + 0 > next_seed { next_seed = $6 + 0 }
        END { printf "%d\n", next_seed }' "$soak_parts"
}

# The seconds of processor time that ended children of this shell have used. Not for $(...), which
# is a shell of its own: the result is in soak_now.
soak_measure()
{
    times >"$soak_scratch/times"
    soak_now=$(sed -n 2p "$soak_scratch/times" | tr 'ms' '  ' |
        awk '{ printf "%.1f\n", $1 * 60 + $2 + $3 * 60 + $4 }')
}

# soak_field NAME: a value at the top of the JSON result
soak_field()
{
    sed -n "s/^  \"$1\": \"*\([^\",]*\)\"*,*\$/\1/p" "$soak_result" | head -n 1
}

# soak_keep KIND NAME FROM TO WORLDS OPS PAIRED ALARMS: a line of soak.tsv
soak_keep()
{
    soak_measure
    seconds=$(echo "$soak_now $soak_before" | awk '{ printf "%.1f\n", $1 - $2 }')
    soak_before=$soak_now
    printf '%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\n' "$soak_date" "$soak_commit" \
        "$1" "$2" "$3" "$4" "$5" "$6" "$7" "$seconds" "$8" >>"$soak_parts"
    soak_alarm_count=$((soak_alarm_count + $8))
    say "$1 $2: $5 played, alarms: $8"
}

# soak_alarm NAME SEED INVARIANT BLAME TAPE: a line of soak-alarms.tsv, its cause yet to be found
soak_alarm()
{
    printf '%s\t%s\t%s\t%s\t%s\t%s\t%s\t\n' "$soak_date" "$soak_commit" "$@" >>"$soak_alarms"
    say "alarm: $1, seed $2: $3"
}

# The failures of a JSON result, a line each: seed, invariant or kind, blame, tape.
soak_failures()
{
    awk '
        function value(line) {
            sub(/^ *"[a-z_]*": "?/, "", line)
            sub(/"?,?$/, "", line)
            return line
        }
        /^  "failures": \[/ { inside = 1 }
        inside && /^  \]/ { inside = 0 }
        inside && /^    \{/ { seed = "-"; kind = "-"; invariant = "null"; blame = "-"; tape = "-" }
        inside && /^      "seed":/ { seed = value($0) }
        inside && /^      "kind":/ { kind = value($0) }
        inside && /^      "invariant":/ { invariant = value($0) }
        inside && /^      "blame":/ { blame = value($0) }
        inside && /^      "tape":/ { tape = value($0) }
        inside && /^    \}/ {
            print seed "\t" (invariant == "null" ? kind : invariant) "\t" \
                (blame == "null" ? "not asked" : blame) "\t" tape
        }' "$soak_result"
}

# soak_ask_another_build TAPE: whether idsim with the sanitizers finds fault with it, too. What it
# does not find there is undefined, or the compiler's.
soak_ask_another_build()
{
    if [ ! -e "$1" ]; then
        echo 'no tape'
        return
    fi
    [ -n "$soak_no_build" ] || build asan idsim >&2
    code=0
    "$root/build/asan/bin/idsim" replay "$1" >/dev/null 2>&1 </dev/null || code=$?
    case $code in
    0) echo 'PASS in another build' ;;
    1) echo 'FAIL in another build' ;;
    *) echo "exit $code in another build" ;;
    esac
}

# soak_keep_failures NAME: writes them down; soak_found says how many there are
soak_keep_failures()
{
    soak_failures >"$soak_scratch/failures"
    soak_found=0
    while IFS=$soak_tab read -r seed invariant blame tape; do
        soak_alarm "$1" "$seed" "$invariant" "$blame; $(soak_ask_another_build "$tape")" \
            "${tape#"$root/"}"
        soak_found=$((soak_found + 1))
    done <"$soak_scratch/failures"
}

# soak_go_on CODE WHAT: ends the soak where CODE says that WHAT did not get to its end, or after a
# signal; it may have come while nothing was played, or after a failure, which CODE says instead.
soak_go_on()
{
    code=$1
    [ "$soak_signalled" -eq 0 ] || code=$soak_signalled
    case $code in
    0 | 1 | 3) ;;
    2 | 4) fail $exit_environment "the soak cannot go on: $2 ended with $1" ;;
    *)
        soak_report
        exit "$code"
        ;;
    esac
}

# --- its parts ------------------------------------------------------------------------------------

# soak_sweep NAME PAIR_EVERY SEEDS TIME: one sweep; SEEDS or TIME is empty
soak_sweep()
{
    from=$(soak_next "$1")
    to=
    [ -z "$3" ] || to=$((from + $3))
    runs=$soak_runs/$1-$from
    code=0
    "$soak_idsim" sweep "$1" --seeds "$from..$to" ${4:+--time "$4"} --pair-every "$2" \
        --jobs "$soak_jobs" --report "$runs" >"$soak_scratch/words" || code=$?
    cp "$runs/result.json" "$soak_result" 2>/dev/null || : >"$soak_result"
    soak_keep_failures "$1"
    worlds=$(soak_field seeds_done)
    if [ "${worlds:-0}" -gt 0 ]; then
        to=$(sed -n 's/^      "next_seed": "*\([0-9]*\)"*,$/\1/p' "$soak_result" | head -n 1)
        soak_keep sweep "$1" "$from" "$to" "$worlds" "$(soak_field ops)" \
            "$(soak_field seeds_paired)" $soak_found
    fi
    rm -f "$runs/result.json"
    rmdir "$runs" 2>/dev/null || :
    soak_go_on $code "idsim sweep $1 from seed $from"
}

# soak_seeds NAME PAIR_EVERY SEEDS MOST: SEEDS seeds, at most MOST in one sweep
soak_seeds()
{
    left=$3
    while [ "$left" -gt 0 ]; do
        some=$((left < $4 ? left : $4))
        soak_sweep "$1" "$2" "$some" ''
        left=$((left - some))
    done
}

# soak_explore NAME SECONDS
soak_explore()
{
    "$soak_idsim" explore "$1" --ops 32 --time "$2s" --jobs "$soak_jobs" \
        --state "$root/build/soak/$1.state" --json --report "$soak_runs/$1" >"$soak_result" \
        2>"$soak_scratch/errors"
}

# soak_scope NAME SECONDS: goes on where the last search of this build ended
soak_scope()
{
    code=0 resumed=
    [ ! -e "$root/build/soak/$1.state" ] || resumed=1
    soak_explore "$1" "$2" || code=$?
    if [ $code -eq 2 ]; then
        # The state is of another build.
        rm -f "$root/build/soak/$1.state"
        code=0 resumed=
        soak_explore "$1" "$2" || code=$?
    fi
    [ $code -le 1 ] || [ $code -eq 3 ] || cat "$soak_scratch/errors" >&2
    soak_keep_failures "$1"
    # A search that goes on counts what it had before, too.
    judged_before=0 ops_before=0
    if [ -s "$root/build/soak/$1.counted" ] && [ -n "$resumed" ]; then
        read -r judged_before ops_before <"$root/build/soak/$1.counted"
    fi
    judged=$(soak_field judged)
    ops=$(awk '/^      "(no_effect|known_before|new)":/ { gsub(/[",]/, ""); sum += $2 }
        END { printf "%.0f\n", sum }' "$soak_result")
    soak_keep scope "$1" - "$(soak_field complete_depth)" $((${judged:-0} - judged_before)) \
        $((ops - ops_before)) 0 $soak_found
    echo "${judged:-0} $ops" >"$root/build/soak/$1.counted"
    rm -f "$soak_runs/$1/result.json"
    rmdir "$soak_runs/$1" 2>/dev/null || :
    soak_go_on $code "idsim explore $1"
}

# Every committed world with its paired worlds.
soak_tapes()
{
    worlds=0 found=0
    for tape in "$root"/corpus/fuzz_world/*; do
        code=0
        "$soak_idsim" replay --bare "$tape" >"$soak_scratch/words" 2>&1 || code=$?
        worlds=$((worlds + 1))
        if [ $code -eq 1 ]; then
            found=$((found + 1))
            soak_alarm world - "$(sed -n 's/^FAIL  \([a-z-]*\)$/\1/p' "$soak_scratch/words")" \
                "$(sed -n 's/^  blame *//p' "$soak_scratch/words")" "${tape#"$root/"}"
        fi
        soak_go_on $code "idsim replay $tape"
    done
    soak_keep tapes fuzz_world - - $worlds 0 $worlds $found
}

# Every committed input once, under the sanitizers.
soak_inputs()
{
    code=0
    "$root/dev" fuzz replay --reports "$soak_runs/fuzz" >"$soak_scratch/words" 2>&1 || code=$?
    inputs=$(find "$root"/corpus/fuzz_* "$root/corpus/regressions" -type f | wc -l | tr -d ' ')
    [ $code -eq 0 ] || cat "$soak_scratch/words" >&2
    [ $code -ne 1 ] || soak_alarm inputs - fuzz - build/soak/runs/fuzz
    # How many inputs it had played when it was interrupted is not known.
    [ "$soak_signalled" -ne 0 ] || [ $code -gt 1 ] ||
        soak_keep inputs corpus - - "$inputs" 0 0 $code
    soak_go_on $code './dev fuzz replay'
}

# --- the whole ------------------------------------------------------------------------------------

soak_report()
{
    awk -F '\t' -f "$root/check/soak/report.awk" "$soak_parts" "$soak_alarms" >"$soak_page.new"
    mv "$soak_page.new" "$soak_page"
    say "the report is in ${soak_page#"$root/"}"
}

# soak_seconds TIME: 30s, 10m, 2h or 90 in seconds
soak_seconds()
{
    number=${1%[smh]}
    case $number in
    '' | 0* | *[!0-9]* | ???????*)
        fail $exit_usage "--time needs a time such as 30s, 10m or 2h, not \"$1\""
        ;;
    esac
    case $1 in
    *m) echo $((number * 60)) ;;
    *h) echo $((number * 3600)) ;;
    *) echo "$number" ;;
    esac
}

# soak_number OPTION VALUE LEAST
soak_number()
{
    case $2 in
    '' | 0* | *[!0-9]* | ??????????*) fail $exit_usage "$1 needs a number from $3, not \"$2\"" ;;
    esac
    [ "$2" -ge "$3" ] || fail $exit_usage "$1 needs a number from $3, not \"$2\""
}

soak_parse()
{
    soak_time='' soak_count='' soak_only_report='' soak_no_build='' soak_scenarios=''
    soak_what=sweeps,scopes,inputs
    soak_jobs=$(cores)
    while [ $# -gt 0 ]; do
        option=$1
        case $option in
        --report) soak_only_report=1 ;;
        --no-build) soak_no_build=1 ;;
        -j?*)
            shift
            set -- -j "${option#-j}" "$@"
            continue
            ;;
        --time=* | --seeds=* | --jobs=* | --parts=* | --scenarios=*)
            shift
            set -- "${option%%=*}" "${option#*=}" "$@"
            continue
            ;;
        --time | --seeds | -j | --jobs | --parts | --scenarios)
            [ $# -ge 2 ] || fail $exit_usage "$option needs a value"
            shift
            ;;
        *) fail $exit_usage "soak has no \"$option\"; see \"./dev soak help\"" ;;
        esac
        case $option in
        --time) soak_time=$(soak_seconds "$1") || exit $exit_usage ;;
        --seeds)
            soak_number --seeds "$1" 20
            soak_count=$1
            ;;
        -j | --jobs)
            soak_number --jobs "$1" 1
            soak_jobs=$1
            ;;
        --scenarios)
            soak_what=scenarios
            soak_scenarios=$1
            case ,$1, in
            ,, | *,,* | *[!a-z,-]*) fail $exit_usage "--scenarios needs names, not \"$1\"" ;;
            esac
            ;;
        --parts)
            soak_what=$1
            case ,$1, in
            ,, | *,,*) fail $exit_usage '--parts needs sweeps, scopes or inputs' ;;
            esac
            for part in $(echo "$1" | tr ',' ' '); do
                case $part in
                sweeps | scopes | inputs) ;;
                *) fail $exit_usage "there is no part \"$part\": sweeps, scopes, inputs" ;;
                esac
            done
            ;;
        esac
        shift
    done
    [ -z "$soak_time" ] || [ -z "$soak_count" ] ||
        fail $exit_usage '--time and --seeds cannot be used together'
    soak_time=${soak_time:-600}
}

# What is measured is the code as it was committed; a + says that it was not.
soak_identify()
{
    soak_date=$(date -u +%Y-%m-%d)
    soak_commit=$(git -C "$root" rev-parse --short=10 HEAD 2>/dev/null || echo unknown)
    changed=$(git -C "$root" status --porcelain -- core sim fuzz cmake CMakeLists.txt 2>/dev/null ||
        :)
    [ -z "$changed" ] || soak_commit=$soak_commit+
}

# soak_share PERCENT PARTS: seconds for each part
soak_share()
{
    echo $((soak_time * $1 / 100 / $2 + 1))
}

soak_sweeps()
{
    scenarios=$("$soak_idsim" list scenarios | awk '$1 != "swarm" { print $1 }')
    scenario_count=$(echo "$scenarios" | wc -l)
    # Paired worlds come first: they ask the most.
    if [ -n "$soak_count" ]; then
        soak_seeds swarm 1 $((soak_count / 10)) $soak_paired_seeds
    else
        soak_sweep swarm 1 '' "$(soak_share 25 1)s"
    fi
    for scenario in $scenarios; do
        if [ -n "$soak_count" ]; then
            soak_seeds "$scenario" 1 $((soak_count / 20)) $soak_paired_seeds
        else
            soak_sweep "$scenario" 1 '' "$(soak_share 35 "$scenario_count")s"
        fi
    done
    if [ -n "$soak_count" ]; then
        soak_seeds swarm 0 $((soak_count - soak_count / 10)) $soak_plain_seeds
    else
        soak_sweep swarm 0 '' "$(soak_share 25 1)s"
    fi
}

# soak_known NAME...: ends the soak where a name is no scenario's, before anything is played
soak_known()
{
    for scenario; do
        "$soak_idsim" list scenarios | awk -v name="$scenario" '$1 == name { found = 1 }
            END { exit !found }' ||
            fail $exit_usage "there is no scenario \"$scenario\"; see \"idsim list scenarios\""
    done
}

# The scenarios that were asked for by name.
soak_named()
{
    scenarios=$(echo "$soak_scenarios" | tr ',' ' ')
    # shellcheck disable=SC2086 # a word for each name
    set -- $scenarios
    soak_known "$@"
    for scenario; do
        if [ -n "$soak_count" ]; then
            soak_seeds "$scenario" 1 "$soak_count" $soak_paired_seeds
        else
            soak_sweep "$scenario" 1 '' "$((soak_time / $# + 1))s"
        fi
    done
}

soak_scopes()
{
    scopes=$("$soak_idsim" explore --list | awk '/^  / { print $1 }')
    scope_count=$(echo "$scopes" | wc -l)
    for scope in $scopes; do
        soak_scope "$scope" "$(soak_share 15 "$scope_count")"
    done
}

soak_play()
{
    for part in $(echo "$soak_what" | tr ',' ' '); do
        case $part in
        scenarios) soak_named ;;
        sweeps) soak_sweeps ;;
        scopes) soak_scopes ;;
        inputs)
            soak_tapes
            soak_inputs
            ;;
        esac
    done
}

soak()
{
    case ${1:-} in
    help | -h | --help)
        soak_usage
        return
        ;;
    esac
    soak_parse "$@"
    soak_parts=$root/reports/soak.tsv
    soak_alarms=$root/reports/soak-alarms.tsv
    soak_page=$root/reports/soak.md
    touch "$soak_parts" "$soak_alarms" || fail $exit_environment 'reports/ cannot be written'
    if [ -n "$soak_only_report" ]; then
        soak_report
        return
    fi
    if [ -z "$soak_no_build" ]; then
        deps fuzz
        build checked idsim
    fi
    soak_idsim=$root/build/checked/bin/idsim
    [ -x "$soak_idsim" ] || fail $exit_environment 'build/checked/bin/idsim is not built'
    soak_runs=$root/build/soak/runs
    mkdir -p "$soak_runs"
    soak_scratch=$(mktemp -d)
    trap 'rm -rf "$soak_scratch"' EXIT
    # The shell lives on when a part is interrupted, to write down what was played.
    soak_signalled=0
    trap 'soak_signalled=129' HUP
    trap 'soak_signalled=130' INT
    trap 'soak_signalled=143' TERM
    soak_result=$soak_scratch/result
    soak_alarm_count=0
    soak_identify
    soak_measure
    soak_before=$soak_now
    soak_play
    soak_report
    if [ "$soak_alarm_count" -gt 0 ]; then
        say "alarms: $soak_alarm_count; they are in reports/soak-alarms.tsv"
        return $exit_failed
    fi
}
