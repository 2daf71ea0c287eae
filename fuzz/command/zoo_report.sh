# shellcheck shell=sh
# ./dev zoo [NAME...]: how soon each planted bug is found, by what, and how small it gets. A part of
# fuzz/command/zoo.sh.
#
# What is measured of a bug is in $zoo_work/NAME.out, a fact a line:
#   trouble TEXT                        it could not be planted, or its tape does not show it
#   run BASE SEEDS OPS SECONDS NAME     one sweep; SEEDS is - if it was not found
#   alone INVARIANT SEEDS               found by a sweep that judges by this one alone
#   fuzz TARGET SECONDS NAME            found by fuzzing; TARGET is - if not
#   hand OPS                            of the tape in the header
#   shrunk OPS SECONDS                  of the tape that the shrinker made of the first run's
#   same-op OPS SECONDS                 the same, when it must fail at the same kind of op, too

zoo_bases='0 1000000 2000000 3000000 4000000'
zoo_seeds_max=20000

# --- measuring ------------------------------------------------------------------------------------

# zoo_runs NAME: the tape of the first run's failure goes to $zoo_work/NAME/found.tape
zoo_runs()
{
    for base in $zoo_bases; do
        zoo_sweep "$1" "$base" $zoo_seeds_max
        echo "run $base ${sweep_seeds:--} $sweep_ops $sweep_seconds ${sweep_named:--}"
        if [ "$base" = 0 ] && [ -n "$sweep_seeds" ]; then
            cp "$zoo_work/$1/sweep"/*.tape "$zoo_work/$1/found.tape" 2>/dev/null || :
        fi
        rm -rf "$zoo_work/$1/sweep"
    done
}

# zoo_find_invariants SCENARIO: those that it checks go to $zoo_work/SCENARIO.invariants. Swarm has
# worlds of every scheme, but the bugs looked for in it are the compressor's.
zoo_find_invariants()
{
    [ ! -f "$zoo_work/$1.invariants" ] || return 0
    scenarios=$1
    [ "$1" != swarm ] || scenarios='steady offline fork hostile'
    # shellcheck disable=SC2086 # one word a scenario
    "$root/build/$zoo_preset/bin/idsim" sweep $scenarios --seeds 0..64 --json \
        >"$zoo_work/checks.json" ||
        : # VACUOUS is likely with so few seeds, and says nothing here.
    tr -d ' \n\t' <"$zoo_work/checks.json" | grep -oE '"checks":\{[^}]*\}' | head -n 1 |
        grep -oE '"[a-z0-9-]+":[1-9]' | sed 's/^"\(.*\)":.*/\1/' >"$zoo_work/$1.invariants"
}

# zoo_judge_alone NAME: which invariants would have found it by themselves
zoo_judge_alone()
{
    [ "$zoo_alone" -gt 0 ] || return 0
    while read -r invariant; do
        zoo_sweep "$1" 0 "$zoo_alone" --invariant "$invariant"
        [ "$sweep_named" != "$invariant" ] || echo "alone $invariant $sweep_seeds"
    done <"$zoo_work/$(zoo_scenario "$1").invariants"
}

# zoo_fuzz_it NAME: from the committed inputs, one target after the other
zoo_fuzz_it()
{
    [ "$zoo_fuzz" -gt 0 ] || return 0
    for target in $(zoo_targets "$1"); do
        if ! zoo_plant fuzz-fast "$1" $target >"$zoo_work/$1/build.log" 2>&1; then
            echo "trouble $target does not build with it"
            return
        fi
        scratch=$zoo_work/$1/$target.inputs
        log=$zoo_work/$1/$target.log
        mkdir -p "$scratch"
        begun=$(date +%s)
        code=0
        (cd "$zoo_work/$1" && "./$target" -max_total_time="$zoo_fuzz" -seed=1 \
            -artifact_prefix="$scratch/" -timeout=10 "$scratch" "$root/corpus/$target") \
            >"$log" 2>&1 || code=$?
        if [ $code -ne 0 ]; then
            what=$(sed -n "s/^$target: FAIL \([^ ]*\).*/\1/p" "$log" | head -n 1)
            echo "fuzz $target $(($(date +%s) - begun)) ${what:-crash}"
            return
        fi
    done
    echo 'fuzz - - -'
}

# zoo_shrink NAME: makes the tape that the first run found small, as usual and at the same kind of op
zoo_shrink()
{
    dir=$zoo_work/$1
    [ -f "$dir/found.tape" ] || return 0
    for how in shrunk same-op; do
        option=
        [ $how = shrunk ] || option=--same-op
        # shellcheck disable=SC2086 # no word if there is no option
        if "$dir/idsim" shrink "$dir/found.tape" $option -o "$dir/$how.tape" --json \
            >"$dir/$how.json" 2>"$dir/$how.log"; then
            echo "$how $(zoo_ops "$dir/$how.tape") $(zoo_number "$dir/$how.json" seconds)"
        fi
    done
}

# zoo_measure NAME: everything about it
zoo_measure()
{
    trouble=$(zoo_prepare "$1")
    if [ -n "$trouble" ]; then
        echo "trouble $trouble"
        return
    fi
    echo "hand $(zoo_ops "$zoo_work/$1/hand.tape")"
    zoo_runs "$1"
    zoo_shrink "$1"
    zoo_judge_alone "$1"
    zoo_fuzz_it "$1"
    say "$1: $(zoo_seeds "$zoo_work/$1.out.part" | tr '\n' ' ')seeds"
}

# --- adding up ------------------------------------------------------------------------------------

# zoo_seeds FILE: the seeds of its runs, ascending; those that did not find it come last
zoo_seeds()
{
    sed -n 's/^run [0-9]* \([^ ]*\) .*/\1/p' "$1" | sed 's/^-$/999999999/' | sort -n |
        sed 's/^999999999$/-/'
}

# zoo_is_found NAME: by an allowed invariant, in every run
zoo_is_found()
{
    runs=0
    while read -r word _ _ _ _ named; do
        if [ "$word" = run ]; then
            zoo_allows "$1" "$named" || return 1
            runs=$((runs + 1))
        fi
    done <"$zoo_work/$1.out"
    [ $runs -eq 5 ]
}

# The medians of the bugs that were measured replace those that were recorded.
zoo_record()
{
    for name in $(zoo_names); do
        median=
        [ ! -f "$zoo_work/$name.out" ] || median=$(zoo_seeds "$zoo_work/$name.out" | sed -n 3p)
        [ -n "$median" ] || median=$(zoo_median "$name")
        case $median in
        '' | -) ;;
        *) echo "$name $median" ;;
        esac
    done >"$zoo_work/medians"
    cp "$zoo_work/medians" "$root/fuzz/zoo/medians.txt"
}

# All facts, each behind the name of its bug, for awk.
zoo_facts()
{
    for name in $zoo_chosen; do
        echo "$name bug $(zoo_field "$name" Bug)"
        echo "$name shipped $(zoo_field "$name" Shipped)"
        echo "$name allowed $(zoo_field "$name" Invariants)"
        if zoo_is_found "$name"; then
            echo "$name found"
        fi
        sed "s/^/$name /" "$zoo_work/$name.out"
    done
}

# zoo_print FORM: md or json
zoo_print()
{
    if [ "$1" = json ]; then
        echo '{'
        "$root/check/json-head.sh" "$root/build/$zoo_preset/bin/idsim" zoo "$zoo_started" \
            "$root/dev" zoo --build "$zoo_preset" --jobs "$zoo_jobs" --alone "$zoo_alone" \
            --fuzz "$zoo_fuzz"
    fi
    awk -v form="$1" -v alone="$zoo_alone" -v fuzz="$zoo_fuzz" \
        -f "$root/fuzz/command/zoo_report.awk" "$zoo_work/facts"
}

zoo_report()
{
    deps fuzz
    if [ "$zoo_fuzz" -gt 0 ]; then
        targets=$(for name in $zoo_chosen; do zoo_targets "$name"; done | tr ' ' '\n' | sort -u)
        # shellcheck disable=SC2086 # one word a target
        [ -n "$zoo_no_build" ] || build fuzz-fast $targets
        zoo_base fuzz-fast
        for target in $targets; do
            zoo_commands fuzz-fast "bin/$target" >/dev/null
        done
    fi
    rm -f "$zoo_work"/*.invariants
    for name in $zoo_chosen; do
        zoo_find_invariants "$(zoo_scenario "$name")"
    done
    # shellcheck disable=SC2086 # one word a name
    zoo_each zoo_measure $zoo_chosen
    for name in $zoo_chosen; do
        [ -f "$zoo_work/$name.out" ] || echo 'trouble measuring it ended early' >"$zoo_work/$name.out"
    done
    zoo_facts >"$zoo_work/facts"
    zoo_record
    zoo_print md >"$zoo_work/zoo.md"
    if [ "$zoo_chosen" = "$(zoo_names)" ]; then
        { cat "$zoo_work/zoo.md"; zoo_shipped_table; } >"$root/reports/zoo.md"
        zoo_print json >"$root/reports/zoo.json"
    else
        cat "$zoo_work/zoo.md"
    fi
    lost=
    for name in $zoo_chosen; do
        zoo_is_found "$name" || lost="$lost $name"
    done
    [ -z "$lost" ] || fail $exit_failed "not found, or not by what its header allows:$lost"
    say "$(echo "$zoo_chosen" | wc -w) planted bugs, all found"
}

# Which patch plants what was once shipped.
zoo_shipped_table()
{
    printf '\n## Bugs that shipped\n\n| what went wrong | planted as |\n| --- | --- |\n'
    grep -v '^#' "$root/fuzz/zoo/shipped.txt" | while read -r row; do
        case $row in
        *' | '*) echo "| ${row%% | *} | not planted: ${row#* | } |" ;;
        *)
            as=$(grep -lxF -e "Shipped: $row" "$root"/fuzz/zoo/*.patch |
                sed 's#.*/\(.*\)\.patch#`\1`#' | paste -s -d ' ' -)
            echo "| $row | $as |"
            ;;
        esac
    done
}
