# shellcheck shell=sh
# The mutate command of ./dev, which reads this file and lends it root, fail, deps, build, cores and
# the exit codes: random mutants of the core, and whether sweeps and tests notice them. The work is
# done by fuzz/mutate/.

mutate_usage()
{
    cat <<'END_OF_HELP'
Usage: ./dev mutate [--seed N] [--count N] [--seeds N] [--scenario NAME] [--only PATTERN]
                    [--jobs N] [--json FILE]
       ./dev mutate --list [--seed N] [--count N] [--only PATTERN]

Makes small mistakes in core/src, one at a time: another operator, number, condition or result, a
statement that is left out. Each mutant is judged by a sweep alone and by the core's tests alone. A
mutant whose machine code is that of the original is no mutant, and another is drawn. The table
names every mutant that the sweep missed: it is equivalent, or shows what the worlds do not see.

  --seed N          which mutants are drawn (default 1)
  --count N         how many (default 150); a few seconds of two cores for each
  --seeds N         worlds of a sweep (default 3000)
  --scenario NAME   of the sweep (default swarm)
  --only PATTERN    only files of core/src whose names match the regular expression
  --list            print the mutants, and judge none
  -j, --jobs N      mutants judged at a time (default: all cores)
  --json FILE       write the result there, too

Exit status: 0 all were judged, 2 wrong arguments, 4 the environment failed.

Examples:
  ./dev mutate                               150 of them, in half an hour
  ./dev mutate --seed 2 --count 20           others, and fewer
  ./dev mutate --only '^document' --list     what could go wrong in there
END_OF_HELP
}

mutate()
{
    case ${1:-} in
    help | -h | --help)
        mutate_usage
        return
        ;;
    esac
    deps mutate
    for argument; do
        [ "$argument" != --list ] || exec python3 "$root/fuzz/mutate/mutate.py" "$@"
    done
    build gcc
    build mutate idsim
    exec python3 "$root/fuzz/mutate/mutate.py" --tests "$root/build/gcc" \
        --worlds "$root/build/mutate" --jobs "$(cores)" "$@"
}
