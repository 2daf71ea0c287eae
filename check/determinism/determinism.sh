# shellcheck shell=sh
# The determinism command of ./dev, which reads this file and lends it root, say, fail, deps, build,
# cores, has_cross and the exit codes. What it does with the builds is in run.sh.

determinism_usage()
{
    cat <<'END'
Usage: ./dev determinism [--quick] [--native] [--json]

Checks that the same world has the same digest everywhere. It builds idsim-digests with gcc and
clang, with -O0 and -O3, with ASan and UBSan, and for i386, aarch64 and s390x (big-endian, under
qemu), and compares their digests of 200 seeds of swarm, 10 seeds of every scenario and all of
corpus/. It also compares idsim with 1, 2 and 7 workers, and loads with each build what every other
build saved. If two builds differ, it names the first op after which they do.

  --quick   20 seeds of swarm and 2 of every scenario; writes no report
  --native  only builds for this machine; writes no report
  --json    print the result as JSON

The report is reports/determinism.md.

Exit status: 0 no difference, 1 a difference, 2 wrong arguments, 4 the environment failed.

Examples:
  ./dev determinism
  ./dev determinism --quick --native  needs no cross compilers
END
}

# What a build needs for it: one of them says what idsim says, too.
determinism_build()
{
    preset=$1
    set -- idsim-digests idsim-digests-planted
    [ "$preset" != clang-O3 ] || set -- "$@" idsim
    build "$preset" "$@"
}

# determinism_deps FOREIGN
determinism_deps()
{
    if [ -z "$1" ]; then
        deps determinism-native
        return
    fi
    deps determinism
    for machine in i686 aarch64 s390x; do
        has_cross $machine-linux-gnu || fail $exit_environment \
            "there is no cross compiler for $machine here (Debian has one); or use --native"
    done
}

determinism()
{
    report=reports/determinism.md
    builds='gcc-O0 gcc-O3 clang-O0 clang-O3 asan'
    foreign='i386 aarch64 s390x'
    seeds='--seeds 200 --each 10'
    json=
    for word in "$@"; do
        case $word in
        --quick) seeds='--seeds 20 --each 2' report= ;;
        --native) foreign='' report= ;;
        --json) json=--json ;;
        help | -h | --help)
            determinism_usage
            return
            ;;
        *) fail $exit_usage "determinism has no \"$word\"; see \"./dev determinism help\"" ;;
        esac
    done
    determinism_deps "$foreign"
    for preset in $builds $foreign; do
        determinism_build "$preset"
    done
    say 'comparing'
    code=0
    # shellcheck disable=SC2086 # words
    "$root/check/determinism/run.sh" $seeds $json ${report:+--report "$root/$report"} \
        --jobs "$(cores)" $builds $foreign || code=$?
    [ -z "$report" ] || say "the report is in $report"
    return $code
}
