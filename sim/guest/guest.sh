# shellcheck shell=sh
# The guest command of ./dev, which reads this file and lends it root, say, fail, deps, build, quietly
# and the exit codes: allocators of others in the worlds of idsim.

guest_usage()
{
    cat <<'END'
Usage: ./dev guest [NAME...] [--quick]

Plays allocators that others publish: installs the packages that sim/guest/npm/package-lock.json
names, checks that each answers as PROTOCOL.md says, sweeps the scenarios of its scheme, and groups
what fails by cause. A cause that corpus/guests/NAME/defects.json does not explain is a failure.
reports/guests/NAME.md is written.

  NAME     fluid: both versions of the ID compressor; all; or one of: fluid-3.1.0 fluid-3.7.0
           sapphire-snowflake akashrajpurohit-snowflake-id flake-idgen nodejs-snowflake
           simple-flakeid snowflake-id sonyflake
  --quick  a few seeds, and no reports

Exit status: 0 every cause is explained, 1 one is not, 2 wrong arguments, 4 something is missing.
END
}

# Where the packages are installed.
guest_packages=$root/build/guests

guest_install()
{
    mkdir -p "$guest_packages"
    lock=$root/sim/guest/npm/package-lock.json
    if ! cmp -s "$lock" "$guest_packages/installed"; then
        say 'installing the npm packages that are guests'
        rm -f "$guest_packages/installed"
        cp "$root/sim/guest/npm/package.json" "$lock" "$guest_packages/"
        quietly npm ci --prefix "$guest_packages" --ignore-scripts --no-audit --no-fund ||
            fail $exit_environment 'npm ci failed'
        cp "$lock" "$guest_packages/installed"
    fi
}

# guest_command NAME: how it is started; nothing if there is no such guest
guest_command()
{
    adapters=$root/sim/guest/npm
    case $1 in
    fluid-3.1.0 | fluid-3.7.0) echo "node '$adapters/fluid.mjs' ${1#fluid-}" ;;
    sapphire-snowflake) echo "node '$adapters/snowflake.mjs' @sapphire/snowflake" ;;
    akashrajpurohit-snowflake-id)
        echo "node '$adapters/snowflake.mjs' @akashrajpurohit/snowflake-id"
        ;;
    flake-idgen | nodejs-snowflake | simple-flakeid | snowflake-id | sonyflake)
        echo "node '$adapters/snowflake.mjs' $1"
        ;;
    esac
}

guest_scenarios()
{
    case $1 in
    fluid-*) echo 'steady offline churn burst hostile collision fork' ;;
    *) echo 'snowflake' ;;
    esac
}

# guest_sweep RUNS KNOWN COMMAND ARGUMENTS...: plays everything, and writes RUNS/result.json
guest_sweep()
{
    into=$1
    known=$2
    played=$3
    shift 3
    status=0
    rm -rf "$into"
    "$idsim" sweep "$@" --max-failures 0 --no-shrink --report "$into" --known "$known" \
        --guest "$played" >"$into.txt" 2>&1 || status=$?
    # 3: worlds that end early miss something that is required.
    [ "$status" -le 1 ] || [ "$status" -eq 3 ] ||
        fail $exit_environment "a sweep ended with status $status, see $into.txt"
}

# guest_one NAME SEEDS QUICK: 1 if a cause is not explained
guest_one()
{
    name=$1
    command=$(guest_command "$name")
    runs=$guest_packages/runs/$name
    mkdir -p "$guest_packages/runs"
    say "$name: talking to it"
    quietly "$idsim" guest check -- "$command" || fail $exit_failed "$name is off"
    for which in design explained layouts; do
        node "$root/sim/guest/npm/report.mjs" "$name" --$which >"$runs.$which" ||
            fail $exit_failed "corpus/guests/$name/defects.json is not right"
    done
    scenarios=$(guest_scenarios "$name")
    say "$name: $2 seeds of each scenario"
    # shellcheck disable=SC2086 # one word a scenario
    guest_sweep "$runs" "$runs.design" "$command" $scenarios --seeds "0..$2"
    say "$name: past what is explained"
    # shellcheck disable=SC2086 # one word a scenario
    guest_sweep "$runs-beyond" "$runs.explained" "$command" $scenarios --seeds "0..$2"
    results="$runs/result.json $runs-beyond/result.json"
    case $name in
    fluid-*)
        say "$name: sessions whose UUIDs are close"
        guest_sweep "$runs-close" "$runs.layouts" "$command --layouts" collision --seeds "0..$2"
        results="$results $runs-close/result.json"
        ;;
    esac
    case $name in
    fluid-*)
        say "$name: side by side with the core"
        "$idsim" sweep steady offline churn burst --seeds "0..$2" --no-shrink --compare \
            --guest "$command --contract" >"$runs-compare.txt" 2>&1 ||
            fail $exit_failed "$name differs from the core, see $runs-compare.txt"
        ;;
    esac
    # shellcheck disable=SC2086 # one word a file
    node "$root/sim/guest/npm/report.mjs" "$name" $results ${3:+--quick}
}

guest()
{
    quick=
    names=
    for word in "$@"; do
        case $word in
        help | -h | --help)
            guest_usage
            return
            ;;
        --quick) quick=1 ;;
        fluid) names="$names fluid-3.1.0 fluid-3.7.0" ;;
        all)
            names='fluid-3.1.0 fluid-3.7.0 sapphire-snowflake akashrajpurohit-snowflake-id flake-idgen
                nodejs-snowflake simple-flakeid snowflake-id sonyflake'
            ;;
        *)
            [ -n "$(guest_command "$word")" ] ||
                fail $exit_usage "there is no guest \"$word\"; see \"./dev guest help\""
            names="$names $word"
            ;;
        esac
    done
    deps guest
    build checked idsim
    idsim=$root/build/checked/bin/idsim
    guest_install
    unexplained=0
    seeds=60
    [ -z "$quick" ] || seeds=4
    for one in ${names:-fluid-3.1.0 fluid-3.7.0}; do
        guest_one "$one" "$seeds" "$quick" || unexplained=1
    done
    [ $unexplained -eq 0 ] || exit $exit_failed
}
