# shellcheck shell=sh
# The zoo command of ./dev, which reads this file and lends it root, say, fail, deps, build, cores
# and the exit codes: bugs that are planted in a copy of the core, one a patch in fuzz/zoo/, and how
# the simulator and the fuzz targets find them.
#
# A patch begins with lines "Field: value", and then the tape, indented by four spaces:
#   Bug         what is wrong, in one sentence
#   Shipped     a row of fuzz/zoo/shipped.txt, or -
#   Invariants  those that may name it, with ", " between them; "crash" if it may end the process
#   Scenario    the scenario with the sweep that finds it (default swarm)
#   Fuzz        the targets that look for it (default fuzz_document fuzz_world)
#   Tape        the smallest tape that a person could write for it
# The diff follows, and must apply without fuzz.

zoo_usage()
{
    cat <<'END'
Usage: ./dev zoo [NAME...] [--alone N] [--fuzz SECONDS] [--jobs N]
       ./dev zoo [NAME...] --quick [--build PRESET] [--no-build] [--jobs N]
       ./dev zoo NAME... --plant [--build PRESET] [--no-build]

Plants each bug of fuzz/zoo/, or those named, in a copy of the core, and looks for it.

Without --quick it measures how long that takes: sweeps from five seeds, up to 20,000 worlds each;
a sweep with each invariant alone; up to two minutes of fuzzing; shrinking. For all bugs this takes
an hour or two, and writes reports/zoo.md and reports/zoo.json; for bugs named, it prints the
table. Either way fuzz/zoo/medians.txt gets the new medians.

  --quick         check what "./dev test" checks: the patch applies, its tape passes without the
                  bug and fails with it, and a sweep from seed 0 finds it within ten times the
                  median number of seeds
  --plant         only build idsim with the bug, to try it: build/zoo/NAME/idsim
  --alone N       seeds for each invariant alone (default 100; 0: none)
  --fuzz SECONDS  time for each fuzz target (default 60; 0: none)
  -j, --jobs N    bugs at the same time (default: all cores)
  --build PRESET  the build to plant them in (default checked)
  --no-build      use what is built

Exit status: 0 an invariant that its header allows found each bug, 1 one was not found, 2 wrong
arguments, 4 the environment failed.

Examples:
  ./dev zoo --quick              are all bugs still found? half a minute
  ./dev zoo carry-lost --quick   is this one?
  ./dev zoo carry-lost --plant   build/zoo/carry-lost/idsim has the bug
  ./dev zoo                      measure everything
END
}

# --- patches --------------------------------------------------------------------------------------

zoo_names()
{
    for patch in "$root"/fuzz/zoo/*.patch; do
        basename "$patch" .patch
    done
}

# zoo_field NAME FIELD: its value, or nothing
zoo_field()
{
    sed -n -e '/^--- /q' -e "s/^$2: *//p" "$root/fuzz/zoo/$1.patch"
}

zoo_scenario()
{
    scenario=$(zoo_field "$1" Scenario)
    echo "${scenario:-swarm}"
}

zoo_targets()
{
    targets=$(zoo_field "$1" Fuzz)
    echo "${targets:-fuzz_document fuzz_world}"
}

# zoo_tape NAME: the tape of its header
zoo_tape()
{
    sed -n -e '/^--- /q' -e '/^    /s/^    //p' "$root/fuzz/zoo/$1.patch"
}

# zoo_allows NAME INVARIANT
zoo_allows()
{
    case ", $(zoo_field "$1" Invariants)," in
    *", $2,"*) return 0 ;;
    esac
    return 1
}

# zoo_ops FILE: how many ops a text tape has
zoo_ops()
{
    grep -vc -e '^ *#' -e '^ *$' -e '^idalloc-tape' -e '^world' "$1" || :
}

# --- planting -------------------------------------------------------------------------------------

# zoo_apply NAME: $zoo_work/NAME/core becomes the core with the bug
zoo_apply()
{
    dir=$zoo_work/$1
    rm -rf "$dir"
    mkdir -p "$dir"
    cp -R "$root/core" "$dir/core"
    # Diffs are made of the sources alone; a header line or a hunk that patch makes guesses about
    # counts as one that does not apply.
    (cd "$dir" && patch -p1 -F0 -N -s -r - <"$root/fuzz/zoo/$1.patch") >"$dir/patch.log" 2>&1 &&
        [ ! -s "$dir/patch.log" ]
}

# zoo_sources NAME: what must be compiled anew; everything if a header changed
zoo_sources()
{
    changed=$(sed -n 's/^+++ b\/\(core\/src\/.*\)/\1/p' "$root/fuzz/zoo/$1.patch")
    case "$changed " in
    *.h*) (cd "$root" && echo core/src/*.c) ;;
    *) echo "$changed" ;;
    esac
}

# zoo_commands PRESET TARGET: how the build makes it, asked once
zoo_commands()
{
    commands=$zoo_work/$1-$(basename "$2").commands
    if [ ! -s "$commands" ]; then
        ninja -C "$root/build/$1" -t commands "$2" >"$commands.$$"
        mv "$commands.$$" "$commands"
    fi
    cat "$commands"
}

# zoo_compile OBJECT COMMAND...: the command, with the core in $dir in place of the tree's
zoo_compile()
{
    object=$1
    shift
    left=$#
    while [ "$left" -gt 0 ]; do
        word=$1
        shift
        left=$((left - 1))
        case $word in
        -MD) continue ;;
        -MT | -MF | -o)
            shift
            left=$((left - 1))
            continue
            ;;
        *"$root/core/"*) word=${word%%"$root/core/"*}$dir/core/${word#*"$root/core/"} ;;
        esac
        set -- "$@" "$word"
    done
    # As in idalloc_steps, for which it stands, too.
    "$@" -O1 -DNDEBUG -DIDA_SHARED_WORD_STEP=sim_turns_step -w -o "$object"
}

# zoo_archive PRESET ARCHIVE SOURCE...: compiles sources of the core in $dir and puts them in there
zoo_archive()
{
    preset=$1 archive=$2
    shift 2
    for source in "$@"; do
        object=$dir/$(basename "$source").o
        # The commands are lines for a shell, which quote the tree's path in more ways than one.
        command=$(zoo_commands "$preset" lib/libidalloc.a | grep -F -e "/$source")
        (cd "$root/build/$preset" && eval "zoo_compile \"\$object\" $command") &&
            ar rc "$archive" "$object" || return 1
    done
}

# zoo_base PRESET: the core without bugs and without its assertions, which would end the process
# before an invariant is checked
zoo_base()
{
    dir=$zoo_work/$1.base
    rm -rf "$dir" "$dir.a"
    mkdir -p "$dir"
    cp -R "$root/core" "$dir/core"
    # shellcheck disable=SC2046 # one word a file
    zoo_archive "$1" "$dir.a" $(cd "$root" && echo core/src/*.c) >"$dir/build.log" 2>&1 ||
        fail $exit_environment "the core does not build: $(tail -n 1 "$dir/build.log")"
}

# zoo_plant PRESET NAME TARGET: builds bin/TARGET of a preset with the bug, to $zoo_work/NAME/TARGET
zoo_plant()
{
    dir=$zoo_work/$2
    library=$dir/$1.a
    cp "$zoo_work/$1.base.a" "$library"
    # shellcheck disable=SC2046 # one word a file
    zoo_archive "$1" "$library" $(zoo_sources "$2") || return 1
    command=$(zoo_commands "$1" "bin/$3" | tail -n 1 |
        sed -e 's# -o bin/[^ ]*# -o "$dir/$3"#' -e 's# lib/libidalloc_steps.a##' -e 's# lib/libidalloc.a# "$library"#')
    (cd "$root/build/$1" && eval "$command")
}

# --- looking --------------------------------------------------------------------------------------

# zoo_named FILE: the invariant, or the kind of failure, that the JSON of a replay or a sweep begins
# with; nothing if there is none
zoo_named()
{
    tr -d ' \n\t' <"$1" |
        grep -oE '"failures?":\[?\{[^}]*"kind":"[a-z]+","invariant":("[a-z0-9-]+"|null)' | head -n 1 |
        sed -e 's/.*"kind":"\([a-z]*\)","invariant":/\1 /' -e 's/^invariant "\(.*\)"/\1/' \
            -e 's/ null$//' -e 's/ ".*//'
}

# zoo_number FILE KEY: the first number of that key
zoo_number()
{
    tr -d ' \n\t' <"$1" | grep -oE "\"$2\":[0-9.]+" | head -n 1 | sed 's/.*://'
}

# zoo_replay IDSIM TAPE: names the failure of a tape, or says PASS; "crash" if the process ends
zoo_replay()
{
    code=0
    "$1" replay "$2" --json >"$2.json" 2>"$2.log" || code=$?
    case $code in
    0) echo PASS ;;
    1) zoo_named "$2.json" ;;
    2 | 4) echo "exit status $code: $(head -n 1 "$2.log")" ;;
    *) echo crash ;;
    esac
}

# zoo_sweep NAME FROM COUNT [OPTION...]: sweeps until found. Sets sweep_seeds (empty: not found),
# sweep_named, sweep_ops and sweep_seconds.
zoo_sweep()
{
    dir=$zoo_work/$1
    scenario=$(zoo_scenario "$1")
    from=$2
    to=$(($2 + $3))
    shift 3
    "$dir/idsim" sweep "$scenario" --seeds "$from..$to" --max-failures 1 --jobs 1 --json \
        --no-shrink --report "$dir/sweep" "$@" >"$dir/sweep.json" 2>"$dir/sweep.log" || :
    sweep_named=$(zoo_named "$dir/sweep.json")
    sweep_ops=$(zoo_number "$dir/sweep.json" ops)
    sweep_seconds=$(zoo_number "$dir/sweep.json" seconds)
    sweep_seeds=
    if [ -n "$sweep_named" ]; then
        sweep_seed=$(tr -d ' \n\t' <"$dir/sweep.json" |
            sed 's/.*"failures":\[{[^}]*"seed":"\([0-9]*\)".*/\1/')
        sweep_seeds=$((sweep_seed - from + 1))
    fi
}

# zoo_median NAME: of seeds until it is found, as it was recorded; nothing if it never was
zoo_median()
{
    sed -n "s/^$1 *\([0-9]*\)$/\1/p" "$root/fuzz/zoo/medians.txt"
}

# zoo_check_tape NAME: what is wrong with its tape; nothing if it shows the bug and nothing else
zoo_check_tape()
{
    zoo_tape "$1" >"$zoo_work/$1/hand.tape"
    cp "$zoo_work/$1/hand.tape" "$zoo_work/$1/true.tape"
    named=$(zoo_replay "$root/build/$zoo_preset/bin/idsim" "$zoo_work/$1/true.tape")
    if [ "$named" != PASS ]; then
        echo "its tape fails without the bug: $named"
        return
    fi
    named=$(zoo_replay "$zoo_work/$1/idsim" "$zoo_work/$1/hand.tape")
    if [ "$named" = PASS ]; then
        echo 'its tape passes with the bug'
    elif ! zoo_allows "$1" "$named"; then
        echo "its tape fails by $named, which its header does not allow"
    fi
}

# zoo_check_header NAME: what is wrong with the header; nothing if nothing is
zoo_check_header()
{
    for field in Bug Shipped Invariants; do
        if [ -z "$(zoo_field "$1" $field)" ]; then
            echo "its header has no $field"
            return
        fi
    done
    shipped=$(zoo_field "$1" Shipped)
    if [ "$shipped" != - ] && ! grep -qxF -e "$shipped" "$root/fuzz/zoo/shipped.txt"; then
        echo "its header names \"$shipped\", which is not in fuzz/zoo/shipped.txt"
    fi
}

# zoo_prepare NAME: applies and builds; says what is wrong, or nothing
zoo_prepare()
{
    trouble=$(zoo_check_header "$1")
    if [ -n "$trouble" ]; then
        echo "$trouble"
    elif ! zoo_apply "$1"; then
        echo "its patch does not apply: $(head -n 1 "$zoo_work/$1/patch.log")"
    elif ! zoo_plant "$zoo_preset" "$1" idsim >"$zoo_work/$1/build.log" 2>&1; then
        echo "it does not build: $(grep -m 1 error "$zoo_work/$1/build.log" ||
            tail -n 1 "$zoo_work/$1/build.log")"
    else
        zoo_check_tape "$1"
    fi
}

# zoo_quick NAME: a line that says how it went, beginning with ok or FAIL
zoo_quick()
{
    trouble=$(zoo_prepare "$1")
    median=$(zoo_median "$1")
    if [ -n "$trouble" ]; then
        echo "FAIL $1: $trouble"
        return
    elif [ -z "$median" ]; then
        echo "FAIL $1: fuzz/zoo/medians.txt has no median of it; \"./dev zoo $1\" finds one"
        return
    fi
    limit=$((median * 10 > 50 ? median * 10 : 50))
    zoo_sweep "$1" 0 "$limit"
    if [ -z "$sweep_named" ]; then
        echo "FAIL $1: not found in $limit seeds; the median was $median"
    elif ! zoo_allows "$1" "$sweep_named"; then
        echo "FAIL $1: named by $sweep_named, which its header does not allow"
    else
        echo "ok   $1: $sweep_named, seeds $sweep_seeds (median $median)"
    fi
}

# zoo_plant_all: builds idsim with each chosen bug, and says where it is
zoo_plant_all()
{
    for name in $zoo_chosen; do
        trouble=$(zoo_prepare "$name")
        [ -z "$trouble" ] || fail $exit_failed "$name: $trouble"
        echo "build/zoo/$name/idsim"
    done
}

# --- many at the same time ------------------------------------------------------------------------

# zoo_each COMMAND NAME...: the command for each name, in zoo_jobs processes; its output goes to
# $zoo_work/NAME.out. Each process takes the next name that nobody has taken.
zoo_each()
{
    each=$1
    shift
    rm -rf "$zoo_work/taken"
    mkdir -p "$zoo_work/taken"
    worker=0
    while [ "$worker" -lt "$zoo_jobs" ]; do
        (
            for name in "$@"; do
                if mkdir "$zoo_work/taken/$name" 2>/dev/null; then
                    "$each" "$name" >"$zoo_work/$name.out.part"
                    mv "$zoo_work/$name.out.part" "$zoo_work/$name.out"
                    [ "$each" != zoo_quick ] || rm -rf "${zoo_work:?}/$name"
                fi
            done
        ) &
        worker=$((worker + 1))
    done
    wait
}

zoo_all_quick()
{
    # shellcheck disable=SC2086 # one word a name
    zoo_each zoo_quick $zoo_chosen
    for name in $zoo_chosen; do
        cat "$zoo_work/$name.out" 2>/dev/null || echo "FAIL $name: its check ended early"
    done >"$zoo_work/quick.txt"
    zoo_check_shipped >>"$zoo_work/quick.txt"
    cat "$zoo_work/quick.txt"
    failed=$(grep -c '^FAIL' "$zoo_work/quick.txt" || :)
    echo "$(grep -c '^ok' "$zoo_work/quick.txt" || :) planted bugs found, $failed failed"
    [ "$failed" -eq 0 ] || exit $exit_failed
}

# Each row of shipped.txt has a patch, or says why it cannot have one.
zoo_check_shipped()
{
    grep -v -e '^#' -e ' | ' "$root/fuzz/zoo/shipped.txt" | while read -r row; do
        grep -qxF -e "Shipped: $row" "$root"/fuzz/zoo/*.patch ||
            echo "FAIL shipped.txt: no patch plants \"$row\""
    done
}

# --- the command line -----------------------------------------------------------------------------

zoo()
{
    zoo_started=$(date -u +%Y-%m-%dT%H:%M:%SZ)
    zoo_quick_only=
    zoo_plant_only=
    zoo_no_build=
    zoo_preset=checked
    zoo_jobs=$(cores)
    zoo_alone=100
    zoo_fuzz=60
    zoo_chosen=
    while [ $# -gt 0 ]; do
        case $1 in
        --quick) zoo_quick_only=1 ;;
        --plant) zoo_plant_only=1 ;;
        --no-build) zoo_no_build=1 ;;
        -j?*) zoo_jobs=${1#-j} ;;
        --jobs=* | --build=* | --alone=* | --fuzz=*)
            option=${1%%=*} value=${1#*=}
            shift
            set -- "$option" "$value" "$@"
            continue
            ;;
        -j | --jobs | --build | --alone | --fuzz)
            [ $# -gt 1 ] || fail $exit_usage "$1 needs a value; see \"./dev zoo help\""
            case $1 in
            -j | --jobs) zoo_jobs=$2 ;;
            --build) zoo_preset=$2 ;;
            --alone) zoo_alone=$2 ;;
            --fuzz) zoo_fuzz=$2 ;;
            esac
            shift
            ;;
        help | --help | -h)
            zoo_usage
            return
            ;;
        -*) fail $exit_usage "there is no option \"$1\"; see \"./dev zoo help\"" ;;
        *)
            [ -f "$root/fuzz/zoo/$1.patch" ] ||
                fail $exit_usage "there is no planted bug \"$1\"; they are fuzz/zoo/*.patch"
            zoo_chosen="$zoo_chosen $1"
            ;;
        esac
        shift
    done
    case $zoo_jobs in
    '' | *[!0-9]* | 0) fail $exit_usage "--jobs needs a number from 1, not \"$zoo_jobs\"" ;;
    esac
    case $zoo_alone,$zoo_fuzz in
    ,* | *, | *[!0-9,]*) fail $exit_usage '--alone and --fuzz need a number, 0 or more' ;;
    esac
    [ -z "$zoo_plant_only" ] || [ -n "$zoo_chosen" ] ||
        fail $exit_usage '--plant needs the name of a bug; they are fuzz/zoo/*.patch'
    [ -n "$zoo_chosen" ] || zoo_chosen=$(zoo_names)
    zoo_work=$root/build/zoo
    mkdir -p "$zoo_work"
    rm -f "$zoo_work"/*.out "$zoo_work"/*.commands
    if [ -z "$zoo_no_build" ]; then
        deps zoo
        build "$zoo_preset" idsim
    fi
    zoo_base "$zoo_preset"
    zoo_commands "$zoo_preset" bin/idsim >/dev/null
    if [ -n "$zoo_plant_only" ]; then
        zoo_plant_all
        return
    fi
    if [ -n "$zoo_quick_only" ]; then
        zoo_all_quick
        return
    fi
    # shellcheck source=fuzz/command/zoo_report.sh
    . "$root/fuzz/command/zoo_report.sh"
    zoo_report
}
