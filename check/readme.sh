#!/bin/sh
# readme.sh: every command of README.md works as it is written, in a fresh copy of the tree.
#
# A comment before a code block says what to do with it:
#   <!-- test -->                   run it, in the copy of the tree
#   <!-- test in: FOLDER -->        run it there
#   <!-- test instead: COMMAND -->  it takes too long: run COMMAND, check the syntax of the block
#   <!-- file: NAME -->             write it to a file
# A block of sh without such a comment is an error.
set -eu
cd "$(dirname "$0")/.."
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
mkdir "$scratch/tree" "$scratch/app" "$scratch/home" "$scratch/blocks"
blocks=$scratch/blocks

if git rev-parse --is-inside-work-tree >/dev/null 2>&1; then
    git ls-files --cached --others --exclude-standard
else
    find . -path ./build -prune -o -type f -print
fi | while read -r file; do
    [ ! -f "$file" ] || echo "$file"
done | tar -c -f - -T - | tar -x -f - -C "$scratch/tree"

# Each block goes to NUMBER.block, and what its comment says to NUMBER.mark.
awk -v blocks="$blocks" '
    /^```/ && inside { close(block); inside = 0; mark = ""; next }
    inside { print > block; next }
    /^```/ {
        inside = 1
        name = sprintf("%s/%02d", blocks, ++count)
        block = name ".block"
        printf "" > block
        print (mark == "" ? "none " substr($0, 4) : mark) > (name ".mark")
        close(name ".mark")
        next
    }
    /^<!-- (test|file)/ { mark = $0; sub(/^<!-- /, "", mark); sub(/ -->$/, "", mark); next }
    !/^$/ { mark = "" }
' README.md

HOME=$scratch/home
CMAKE_GENERATOR=Ninja
export HOME CMAKE_GENERATOR
cd "$scratch/tree"
ran=0
for block in "$blocks"/*.block; do
    mark=$(cat "${block%.block}.mark")
    case $mark in
    test | 'test in: '*)
        dir=.
        [ "$mark" = test ] || dir=${mark#test in: }
        echo "--- in $dir:"
        cat "$block"
        (cd "$dir" && sh -e "$block" </dev/null)
        ran=$((ran + 1))
        ;;
    'test instead: '*)
        echo "--- not, but ${mark#test instead: }:"
        cat "$block"
        sh -n "$block"
        (sh -e -c "${mark#test instead: }" </dev/null)
        ran=$((ran + 1))
        ;;
    'file: '*) cp "$block" "${mark#file: }" ;;
    'none sh')
        echo 'README.md: this block has no comment that says how to test it:'
        cat "$block"
        exit 1
        ;;
    'none '*) ;;
    *)
        echo "README.md: what does \"$mark\" mean?"
        exit 1
        ;;
    esac
done
echo "--- $ran blocks ran"
[ "$ran" -ge 5 ]
