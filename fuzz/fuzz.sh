# shellcheck shell=sh
# The fuzz command of ./dev, which reads this file and lends it root, say, fail, deps, build, cores,
# has_command and the exit codes. What the subcommands do is in fuzz/command/.

fuzz_usage()
{
    cat <<'END'
Usage: ./dev fuzz [TARGET...] [--engine libfuzzer|afl] [--time T] [--jobs N] [--fast]
       ./dev fuzz repro FILE [--debugger]
       ./dev fuzz add FILE NAME
       ./dev fuzz replay|merge|prune|coverage [TARGET...]

TARGET is world, document or another fuzz/fuzz_TARGET.c; the default is all of them. FILE is an input
of TARGET. For targets that play tapes (world and those of schemes) it may be a tape in text, too.
Bytes without a tape header are read as ops, with a note.

  (no word)      fuzz, starting from the inputs of earlier runs, and print a table
  repro          play FILE, and print what happens, the stack, and what to type next
  add            keep FILE in corpus/regressions, as TARGET-NAME (NAME.tape for a world), where
                 every "./dev test" replays it
  replay         run every input of corpus/ once, with ASan and UBSan
  merge          replace corpus/TARGET by the smallest set of inputs with the same coverage
  prune          do the same to the inputs of earlier runs, and leave corpus/ as it is
  coverage       count the lines of core/src that the inputs reach, and write
                 build/fuzz-coverage/index.html

  --engine E     libfuzzer (default; with ASan and UBSan) or afl (AFL++; its new inputs are
                 replayed with ASan and UBSan, and if there are two jobs or more, one has them)
  --time T       time per target: 60, 60s, 10m, 2h (default 60s)
  -j, --jobs N   processes per target (default: all cores)
  --fast         libFuzzer with assertions but without sanitizers
  --target T     the target of FILE, if neither its name nor its folder tells
  --debugger     repro: run it in gdb
  --work DIR     where the inputs of runs are kept (default build/fuzz-work)
  --reports DIR  where findings go (default reports/runs/fuzz)
  --no-build     use what is built

A job ends at its first finding.

Exit status: 0 no findings, 1 findings (or AFL++ saw an input behave in two ways), 2 wrong
arguments, 4 the environment failed, 128 + n after signal n. Ctrl-C still prints the table.

Examples:
  ./dev fuzz                                             a minute for every target
  ./dev fuzz world --time 1h
  ./dev fuzz document --engine afl --time 10m --jobs 2
  ./dev fuzz repro reports/runs/fuzz/fuzz_world-crash-0123456789ab
  ./dev fuzz add reports/runs/fuzz/fuzz_world-crash-0123456789ab lost-carry
  ./dev fuzz merge world                                 before a commit of corpus/
END
}

# --- targets and their inputs ---------------------------------------------------------------------

# The targets, a line each, the main one first.
fuzz_all_targets()
{
    for source in "$root"/fuzz/fuzz_*.c; do
        basename "$source" .c
    done | awk '$0 == "fuzz_world" { print; next } { rest = rest $0 "\n" }
                END { printf "%s", rest }'
}

# fuzz_target_named WORD: the target that WORD means, with or without fuzz_
fuzz_target_named()
{
    fuzz_all_targets | grep -x -e "$1" -e "fuzz_$1" ||
        fail $exit_usage "there is no target \"$1\"; there are: $(fuzz_all_targets |
            sed 's/^fuzz_//' | paste -s -d ' ' -)"
}

# fuzz_targets_named WORD...: the same for each; all without a word
fuzz_targets_named()
{
    [ $# -gt 0 ] || fuzz_all_targets
    for word in "$@"; do
        fuzz_target_named "$word"
    done
}

# fuzz_plays_tapes TARGET: an input of it is a tape
fuzz_plays_tapes()
{
    grep -q '^#include "played.h"' "$root/fuzz/$1.c"
}

# fuzz_form FILE: text, binary or bare. idsim says so, as for every command that reads tapes; a tape
# that is wrong, and what is surely something else, is refused.
fuzz_form()
{
    fuzz_idsim tape form --bare -- "$1" 2>/dev/null || {
        # Once more, for what it says.
        fuzz_idsim tape form --bare -- "$1" >/dev/null
        exit $?
    }
}

# fuzz_binary FILE TO FORM: the bytes that the target is to play; a tape in text becomes them
fuzz_binary()
{
    if [ "$3" = text ]; then
        fuzz_idsim tape convert --to binary -- "$1" "$2" || exit $?
    else
        cp -- "$1" "$2"
    fi
}

# fuzz_target_of FILE: by its name, then by its folders in this tree or elsewhere, then by what it
# is; or nothing
fuzz_target_of()
{
    path=$(CDPATH='' cd -- "$(dirname -- "$1")" && pwd)
    path=${path#"$root"}
    for target in $(fuzz_all_targets); do
        case $(basename -- "$1") in
        *"$target"*)
            echo "$target"
            return
            ;;
        esac
    done
    for target in $(fuzz_all_targets); do
        case $path/ in
        */"$target"/*)
            echo "$target"
            return
            ;;
        esac
    done
    if fuzz_idsim tape form -- "$1" >/dev/null 2>&1; then
        echo fuzz_world
    fi
}

# fuzz_need_target FILE: the same, or --target's; if neither says, an error, and why it is not a tape
fuzz_need_target()
{
    if [ -n "$fuzz_target" ]; then
        echo "$fuzz_target"
        return
    fi
    target=$(fuzz_target_of "$1")
    if [ -z "$target" ]; then
        fuzz_idsim tape form -- "$1" >/dev/null || :
        fail $exit_usage \
            "neither its name nor its folder say which target $1 is for; add --target TARGET"
    fi
    echo "$target"
}

# idsim, of the preset that was just built for it, or of whichever has one.
fuzz_idsim()
{
    for preset in "$fuzz_reader" checked gcc asan; do
        if [ -x "$root/build/$preset/bin/idsim" ]; then
            "$root/build/$preset/bin/idsim" "$@"
            return
        fi
    done
    fail $exit_environment 'idsim is not built'
}

fuzz_hash()
{
    sha1sum <"$1" | cut -c 1-40
}

# fuzz_size FOLDER...: how many bytes its files have
fuzz_size()
{
    find "$@" -type f -exec cat {} + | wc -c | tr -d ' '
}

# fuzz_count FOLDER: how many files it has
fuzz_count()
{
    find "$1" -type f | wc -l | tr -d ' '
}

# Fills a folder with the regressions that are for a target, worlds in their binary form; its path
# goes to seeds. It is this engine's own: the other one may be at work on the same target.
# corpus/TARGET is used as it is.
fuzz_seed()
{
    seeds=$fuzz_work/$fuzz_engine/$1/seeds
    rm -rf "$seeds"
    mkdir -p "$seeds" "$root/corpus/$1"
    for file in "$root"/corpus/regressions/*; do
        if [ ! -f "$file" ] || [ "$(fuzz_target_of "$file")" != "$1" ]; then
            continue
        elif fuzz_plays_tapes "$1"; then
            form=$(fuzz_form "$file") || exit $?
            fuzz_binary "$file" "$seeds/$(basename "$file" .tape)" "$form"
        else
            cp "$file" "$seeds/"
        fi
    done
}

# The dictionary of a target goes to dictionary; empty if there is none.
fuzz_find_dictionary()
{
    dictionary=$root/fuzz/dictionaries/${1#fuzz_}.dict
    [ -f "$dictionary" ] || dictionary=$root/fuzz/dictionaries/$1.dict
    [ -f "$dictionary" ] || dictionary=
}

# The path as it is shown: relative where that is shorter.
fuzz_short()
{
    case $1 in
    "$PWD"/*) echo "${1#"$PWD"/}" ;;
    *) echo "$1" ;;
    esac
}

# The same as it is pasted.
fuzz_word()
{
    quoted "$(fuzz_short "$1")"
}

# ./dev as it is pasted.
fuzz_dev()
{
    if [ "$PWD" = "$root" ]; then
        echo ./dev
    else
        fuzz_word "$root/dev"
    fi
}

# fuzz_build PRESET [TARGET...]
fuzz_build()
{
    [ -z "$fuzz_no_build" ] || return 0
    build "$@"
}

# --- the command line -----------------------------------------------------------------------------

# fuzz_seconds TIME
fuzz_seconds()
{
    number=${1%[smh]}
    case $number in
    '' | *[!0-9]*) fail $exit_usage "--time needs something like 60s, 10m or 2h, not \"$1\"" ;;
    esac
    case $1 in
    *m) number=$((number * 60)) ;;
    *h) number=$((number * 3600)) ;;
    esac
    [ "$number" -gt 0 ] || fail $exit_usage '--time needs more than 0 s'
    echo "$number"
}

fuzz()
{
    fuzz_engine=libfuzzer
    fuzz_time=60
    fuzz_jobs=$(cores)
    fuzz_preset=fuzz
    fuzz_target=
    fuzz_reader=checked
    fuzz_debugger=
    fuzz_no_build=
    fuzz_work=$root/build/fuzz-work
    fuzz_reports=$root/reports/runs/fuzz
    count=$#
    while [ "$count" -gt 0 ]; do
        word=$1
        shift
        count=$((count - 1))
        case $word in
        -j?*)
            value=${word#-j}
            word=--jobs
            ;;
        -j | --engine | --time | --jobs | --target | --work | --reports)
            [ "$count" -gt 0 ] || fail $exit_usage "$word needs a value; see \"./dev fuzz help\""
            value=$1
            shift
            count=$((count - 1))
            ;;
        --*=*)
            value=${word#*=}
            word=${word%%=*}
            ;;
        esac
        case $word in
        --engine)
            case $value in
            libfuzzer | afl) fuzz_engine=$value ;;
            *) fail $exit_usage "--engine is libfuzzer or afl, not \"$value\"" ;;
            esac
            ;;
        --time) fuzz_time=$(fuzz_seconds "$value") || exit $? ;;
        -j | --jobs)
            case $value in
            '' | *[!0-9]* | 0) fail $exit_usage "--jobs needs a number from 1, not \"$value\"" ;;
            esac
            fuzz_jobs=$value
            ;;
        --target) fuzz_target=$(fuzz_target_named "$value") || exit $? ;;
        --work) fuzz_work=$(mkdir -p "$value" && CDPATH='' cd -- "$value" && pwd) ;;
        --reports) fuzz_reports=$(mkdir -p "$value" && CDPATH='' cd -- "$value" && pwd) ;;
        --fast) fuzz_preset=fuzz-fast ;;
        --no-build) fuzz_no_build=1 ;;
        --debugger) fuzz_debugger=1 ;;
        --help | -h) set -- "$@" help ;;
        -*) fail $exit_usage "there is no option \"$word\"; see \"./dev fuzz help\"" ;;
        # A word goes to the end, so that after all have been looked at only words are left.
        *) set -- "$@" "$word" ;;
        esac
    done
    for word in "$@"; do
        if [ "$word" = help ]; then
            fuzz_usage
            return
        fi
    done
    case ${1:-} in
    repro | add | replay | merge | prune | coverage)
        word=$1
        shift
        # shellcheck source=fuzz/command/inputs.sh
        . "$root/fuzz/command/inputs.sh"
        "fuzz_$word" "$@"
        ;;
    *)
        # shellcheck source=fuzz/command/search.sh
        . "$root/fuzz/command/search.sh"
        fuzz_search "$@"
        ;;
    esac
}
