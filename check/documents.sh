#!/bin/sh
# check/documents.sh BUILD: the man pages and the completions that BUILD has made say what the help
# says and what the commands take, and man, mandoc, bash and zsh have nothing against them.
set -eu

root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
share=$(CDPATH='' cd -- "$1/share" && pwd)
idsim=$(CDPATH='' cd -- "$1/bin" && pwd)/idsim
bash_file=$share/bash-completion/completions/idsim
zsh_file=$share/zsh/site-functions/_idsim
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
cd "$scratch"
status=0

wrong()
{
    echo "documents: $1"
    status=1
}

# --- pages ----------------------------------------------------------------------------------------

# page FILE SECTION...: it is formatted without a complaint, has the sections in this order, and no
# line is wider than the page
page()
{
    file=$1
    shift
    groff -man -Tutf8 -ww -P -cbou "$file" >page 2>complaints
    # The pages have no date: they are as old as their idsim, whose version they give.
    mandoc -T lint "$file" 2>&1 | grep -v 'missing date, using ""' >>complaints || :
    if [ -s complaints ]; then
        wrong "$file:"
        cat complaints
    fi
    LC_ALL=C.UTF-8 awk 'length($0) > 100 { exit 1 }' page || wrong "$file has lines above 100 columns"
    at=0
    for section in "$@"; do
        next=$(grep -nx -e "$(echo "$section" | tr _ ' ')" page | head -n 1 | cut -d : -f 1)
        if [ "${next:-0}" -le "$at" ]; then
            wrong "$file: no section $section, or not in its place"
        fi
        at=${next:-$at}
    done
}

page "$share/man/man1/idsim.1" NAME SYNOPSIS DESCRIPTION COMMANDS EXAMPLES EXIT_STATUS SEE_ALSO
commands=$("$idsim" --help | sed -n 's/^  \([a-z]*\)  .*/\1/p' | grep -v '^idsim')
[ "$(echo "$commands" | wc -l)" -ge 8 ] || wrong 'the help has fewer than 8 commands'

for command in $commands; do
    description=DESCRIPTION
    [ "$command" != list ] || description=
    # shellcheck disable=SC2086 # one word a section
    page "$share/man/man1/idsim-$command.1" NAME SYNOPSIS $description OPTIONS EXAMPLES \
        EXIT_STATUS SEE_ALSO
    # Nothing of the help is lost: the page has each of its words as often, or oftener.
    "$idsim" "$command" --help >help
    mandoc -T utf8 -O width=1000 "$share/man/man1/idsim-$command.1" | sed 's/.\x08//g' >page
    awk 'FNR == 1 { file++ }
        { for (i = 1; i <= NF; i++) { count[file, tolower($i)]++; words[tolower($i)] } }
        END { for (word in words) { if (count[1, word] > count[2, word]) { print word } } }' \
        help page >lost
    [ ! -s lost ] || wrong "the page of $command lacks: $(paste -s -d ' ' lost)"

    # What the command's table of options has is in the help, the page and the completions.
    for option in $(sed -n 's/^.*{"\([a-z][a-z-]*\)", .*SIM_OPTION_.*$/\1/p' \
        "$root/sim/cmd/cmd_$command.c"); do
        grep -qE -e "^ +(-[a-z], )?--$option( |\$)" help ||
            wrong "the help of $command has no --$option"
        grep -qE -e "^ +(-[a-z], )?--$option( |\$)" page ||
            wrong "the page of $command has no --$option"
        grep -qE -e "^    $command\) options='(.* )?--$option " "$bash_file" ||
            wrong "bash does not complete --$option of $command"
        awk -v start="    $command) described=(" -v option="      '--$option:" '
            $0 == start { inside = 1 }
            inside && index($0, option) == 1 { found = 1 }
            inside && /\) ;;/ { exit !found }' "$zsh_file" ||
            wrong "zsh does not complete --$option of $command"
    done
done

# --- bash -----------------------------------------------------------------------------------------

cat >complete.bash <<'BASH'
source "$1"
shift
COMP_WORDS=("$@")
COMP_CWORD=$(($# - 1))
_idsim
printf '%s\n' "${COMPREPLY[@]}"
BASH

# completes EXPECTED WORD...: what bash proposes for the last word has the expected ones, "-" none
completes()
{
    expected=$1
    shift
    bash --norc complete.bash "$bash_file" "$@" >proposed 2>complaints
    [ ! -s complaints ] || wrong "bash, $*: $(cat complaints)"
    for word in $expected; do
        if [ "$word" = - ]; then
            [ -z "$(cat proposed)" ] || wrong "bash, $*: proposes $(paste -s -d ' ' proposed)"
        elif ! grep -qxF -e "$word" proposed; then
            wrong "bash, $*: does not propose $word, but $(paste -s -d ' ' proposed)"
        fi
    done
}

mkdir 'a folder'
: >'a tape.tape'
completes 'sweep run help --version' idsim ''
completes 'sweep shrink' idsim s
completes '--seeds --jobs -j --help' idsim sweep -
completes '--seeds' idsim sweep swarm --se
completes 'swarm hostile korder' idsim sweep ''
completes hostile idsim run hos
completes 'tiny snowflake-wide' idsim explore ''
completes 'final-unique flake-lease' idsim sweep --invariant ''
completes contract,final-unique idsim sweep --invariant contract,final-u
completes 'text binary' idsim tape convert a b --to ''
completes 'text' idsim tape convert a b --to = te
completes 'connected up' idsim explore --begin ''
completes 'twitter noah' idsim id snowflake decode 1 --layout ''
completes 'scenarios ops' idsim list ''
completes 'run sweep' idsim help ''
completes 'bash zsh' idsim help --completion ''
completes 'run sweep' idsim help --man ''
completes '--man --completion' idsim help -
# The words that the help's first lines begin with.
for command in $commands; do
    for word in $("$idsim" "$command" --help | sed -n -e '/^$/q' \
        -e "s/^idsim $command \([a-z|]*\) .*/\1/p" | tr '|' ' '); do
        completes "$word" idsim "$command" ''
    done
done
completes - idsim sweep --seeds ''
completes - idsim run --seed=
completes - idsim nothing ''
grep -qxF 'a folder' proposed && wrong 'bash proposes files to no command'
bash --norc complete.bash "$bash_file" idsim replay 'a' >proposed
grep -qxF 'a tape.tape' proposed || wrong 'bash does not propose a tape'
bash --norc complete.bash "$bash_file" idsim sweep --report 'a f' >proposed
grep -qxF 'a folder' proposed || wrong 'bash does not propose a folder'
bash --norc complete.bash "$bash_file" idsim shrink x -o 'a t' >proposed
grep -qxF 'a tape.tape' proposed || wrong 'bash does not propose a file after -o'

# --- zsh ------------------------------------------------------------------------------------------

zsh -n "$zsh_file" || wrong 'zsh cannot read its completion'
# Stubs say what is proposed; "words" is zsh's own name for the line.
cat >complete.zsh <<'ZSH'
file=$1
shift
compadd() { shift; print -l -- "$@" }
_describe() { print -l -- ${${(P)2}%%:*} }
_files() { print -- FILES }
compset() { true }
complete_it()
{
    local -a words
    words=("$@")
    local CURRENT=$#
    source $file
}
complete_it "$@"
ZSH

# zsh_completes EXPECTED WORD...
zsh_completes()
{
    expected=$1
    shift
    zsh -f complete.zsh "$zsh_file" "$@" >proposed 2>complaints
    [ ! -s complaints ] || wrong "zsh, $*: $(cat complaints)"
    for word in $expected; do
        grep -qxF -e "$word" proposed ||
            wrong "zsh, $*: does not propose $word, but $(paste -s -d ' ' proposed)"
    done
}

zsh_completes 'sweep run help' idsim ''
zsh_completes '--seeds --jobs --help' idsim sweep -
zsh_completes 'swarm hostile' idsim sweep ''
zsh_completes 'swarm FILES' idsim replay ''
zsh_completes 'final-unique' idsim sweep --invariant ''
zsh_completes FILES idsim sweep --report ''

exit $status
