#!/bin/sh
# blank.sh BUILD: "./dev fuzz" in a tree whose path has a blank, a quote and parentheses, with files
# that are not all inputs: what each is taken for, and that every command it prints can be pasted.
# The programs are BUILD's where they read files, and scripts where they would search.
set -eu
root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
build=$(CDPATH='' cd -- "$1" && pwd)
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
tree="$scratch/it's a (tree)"
mkdir -p "$tree/build/checked/bin" "$tree/build/asan/bin" "$tree/build/fuzz/bin" \
    "$tree/corpus/fuzz_tape" "$tree/corpus/regressions"
cp -R "$root/dev" "$root/fuzz" "$tree/"
cp "$build/bin/idsim" "$tree/build/checked/bin/"
cp "$build/bin/idsim" "$build/bin/fuzz_world" "$build/bin/fuzz_snowflake" "$tree/build/asan/bin/"
cd "$tree"
failures=0

# script FILE: makes a program of its standard input
script()
{
    {
        echo '#!/bin/sh'
        cat
    } >"$1"
    chmod +x "$1"
}

# expect CODE WORDS ARGUMENTS...: ./dev fuzz ends with CODE, and says WORDS
expect()
{
    wanted=$1
    words=$2
    shift 2
    code=0
    ./dev fuzz --no-build "$@" >"$scratch/log" 2>&1 || code=$?
    if [ "$code" -ne "$wanted" ] || ! grep -q -e "$words" "$scratch/log"; then
        cat "$scratch/log"
        echo "./dev fuzz $*: exit code $code, not $wanted with \"$words\""
        failures=$((failures + 1))
    fi
}

# expect_paste PATTERN FILE: the first line that matches, as a shell reads it, has FILE for a word
expect_paste()
{
    line=$(grep -e "$1" "$scratch/log" | head -n 1)
    file=$2
    eval "set -- $line"
    for word in "$@"; do
        [ "$word" != "$file" ] || return 0
    done
    echo "no line names '$file' so that it can be pasted: $line"
    failures=$((failures + 1))
}

# --- what a file is -------------------------------------------------------------------------------

tape='idalloc-tape 1
world nodes=2 slots=1 write-ahead=0x0 cluster-size=5 seed=7
start 0'
printf '# why\n\n%s\n' "$tape" >comment.tape
printf '# Windows\r\n%s\r\n' "$tape" >crlf.tape
printf '# why\n%s\nstrat 1\n' "$tape" >misspelt.tape
printf '%s\n' "$tape" | sed 's/nodes.*/scheme=snowflake nodes=2 lease=1 flags=0 layout=1 seed=7/' \
    >scheme.tape
printf '%s\n' "$tape" | awk '{ gsub(/./, "&@"); printf "%s\n@", $0 }' | tr '@' '\000' >wide.tape
printf '\003\002\000\000\005\000\000\000' >bytes
cp bytes fuzz_world-bytes
cp comment.tape fuzz_world-comment
cp wide.tape fuzz_world-wide
cp misspelt.tape fuzz_world-misspelt
gzip -c comment.tape >packed.tape

expect 0 'comment.tape: a text tape, 2[0-9] bytes for fuzz_world' repro comment.tape
expect 0 'crlf.tape: a text tape, 2[0-9] bytes for fuzz_world' repro crlf.tape
expect 0 'fuzz_world-comment: a text tape, 2[0-9] bytes for' repro fuzz_world-comment
expect 0 'fuzz_world-bytes: 8 bare bytes of ops, with no header, for' repro fuzz_world-bytes
expect 0 'bytes: 8 bare bytes of ops' repro bytes --target world
expect 0 'bytes: 8 bare bytes of ops' repro bytes --target snowflake
expect 2 'misspelt.tape:5:1: there is no op "strat"' repro misspelt.tape
expect 2 'there is no op "strat"' repro fuzz_world-misspelt
expect 2 'there is no op "strat"' add misspelt.tape a-name --target world
expect 2 'wide.tape: it is text in UTF-16' repro wide.tape
expect 2 'it is text in UTF-16' repro fuzz_world-wide
expect 2 'it is text in UTF-16' repro wide.tape --target world
expect 2 'it is text in UTF-16' add wide.tape a-name --target world
expect 2 'packed.tape: it is compressed' repro packed.tape
expect 2 'which target bytes is for; add --target TARGET' repro bytes
expect 2 'there is no file nothing' repro nothing

# The target itself takes a tape for what it is, too.
code=0
build/asan/bin/fuzz_world comment.tape crlf.tape bytes >"$scratch/log" 2>&1 || code=$?
[ $code -eq 0 ] && grep -q '^3 inputs, 0 findings' "$scratch/log" || {
    cat "$scratch/log"
    failures=$((failures + 1))
}
for file in misspelt.tape wide.tape; do
    code=0
    build/asan/bin/fuzz_world "$file" >"$scratch/log" 2>&1 || code=$?
    [ $code -eq 2 ] || {
        echo "fuzz_world $file: exit code $code, not 2"
        failures=$((failures + 1))
    }
done

# --- add ------------------------------------------------------------------------------------------

expect 0 'Wrote corpus/regressions/with-comment.tape' add comment.tape with-comment
cmp comment.tape corpus/regressions/with-comment.tape || failures=$((failures + 1))
expect 2 'corpus/regressions/with-comment.tape is the same' add fuzz_world-comment another
expect 0 'Wrote corpus/regressions/from-bytes.tape' add fuzz_world-bytes from-bytes
build/checked/bin/idsim tape form corpus/regressions/from-bytes.tape | grep -qx text ||
    failures=$((failures + 1))

# --- merge and prune ------------------------------------------------------------------------------

# Like libFuzzer it starts itself again by a line for a shell, with nothing quoted.
script build/fuzz/bin/fuzz_tape <<'END'
case "$*" in
*merge_inner*)
    for last in "$@"; do
        before=${inputs:-} inputs=$last
    done
    cp "$inputs"/* "$before"
    ;;
*) sh -c "$0 -merge_inner=1 $*" ;;
esac
END
echo seed >corpus/fuzz_tape/seed
expect 0 '^fuzz_tape: 1 of 1 inputs, 5 bytes, in corpus/fuzz_tape' merge tape
expect 0 '^fuzz_tape: 1 of 1 inputs, 5 bytes, in build/fuzz-work' prune tape

# --- what is printed is quoted --------------------------------------------------------------------

script build/asan/bin/fuzz_tape <<'END'
for last in "$@"; do
    :
done
[ -f "$last" ] || last=$(find "$1" -type f | head -n 1)
echo "FINDING $last"
exit 1
END
echo input >"an input, (it's mine)"
expect 1 '^Next:' repro "an input, (it's mine)" --target tape
expect_paste './dev fuzz repro ' "an input, (it's mine)"
expect_paste './dev fuzz add ' "an input, (it's mine)"
mv corpus/fuzz_tape/* "corpus/fuzz_tape/a seed"
expect 1 '^fuzz_tape: ' replay tape
expect_paste './dev fuzz repro ' 'corpus/fuzz_tape/a seed'

script build/fuzz/bin/fuzz_tape <<'END'
for argument in "$@"; do
    case $argument in
    -artifact_prefix=*) echo bad >"${argument#*=}crash-0123" ;;
    esac
done
exit 77
END
expect 1 '^FAIL  1 findings' tape --time 1s -j1 --reports "the reports"
expect_paste './dev fuzz repro ' "$(find 'the reports' -name '*crash*' ! -name '*.*')"

# From elsewhere, ./dev is another.
mkdir "$scratch/elsewhere"
cd "$scratch/elsewhere"
code=0
"$tree/dev" fuzz --no-build repro "$tree/an input, (it's mine)" --target tape >"$scratch/log" 2>&1 ||
    code=$?
[ $code -eq 1 ] || failures=$((failures + 1))
expect_paste "'.*dev' fuzz repro " "$tree/an input, (it's mine)"

if [ $failures -gt 0 ]; then
    echo "$failures failures"
    exit 1
fi
echo 'files are what they are, and commands can be pasted'
