#!/bin/sh
# readme.sh: every command of the documents works as it is written, in a fresh copy of the tree.
#
# A comment before a code block says what to do with it:
#   <!-- test -->                   run it, in the copy of the tree
#   <!-- test in: FOLDER -->        run it there
#   <!-- test instead: COMMAND -->  it takes too long: run COMMAND, check the syntax of the block
#   <!-- session -->                type what follows each "$ "; the lines below it must be in the
#                                   output, in this order, among others. "..." at a line's end
#                                   stands for anything
#   <!-- file: NAME -->             write it to a file
# A block of sh or console without such a comment is an error.
set -eu
cd "$(dirname "$0")/.."
documents='README.md sim/tape/FORMAT.md fuzz/README.md'
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
# shellcheck disable=SC2086 # one word a document
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
    /^<!-- (test|session|file)/ { mark = $0; sub(/^<!-- /, "", mark); sub(/ -->$/, "", mark); next }
    !/^$/ { mark = "" }
' $documents

# play_session BLOCK: plays it in one shell, and finds what it shows in what the commands print
play_session()
{
    session=${1%.block}
    mkdir "$session"
    awk -v session="$session" '
        /^\$ / {
            command = sprintf("%s/%02d", session, ++count)
            printf "" > (command ".shown")
            printf "{ %s\n} >%s.printed 2>&1 </dev/null || :\n", substr($0, 3), command
            next
        }
        { print > (command ".shown") }
    ' "$1" >"$session/script"
    sh "$session/script"
    for shown in "$session"/*.shown; do
        [ -s "$shown" ] || continue
        awk '
            function says(line, shown) {
                if (shown ~ /\.\.\.$/) {
                    return index(line, substr(shown, 1, length(shown) - 3)) == 1
                }
                sub(/ +$/, "", line)
                return line == shown
            }
            NR == FNR { shown[++count] = $0; next }
            found < count && says($0, shown[found + 1]) { found++ }
            END {
                if (found < count) {
                    print "the output lacks: " shown[found + 1]
                    exit 1
                }
            }' "$shown" "${shown%.shown}.printed" || {
            cat "${shown%.shown}.printed"
            return 1
        }
    done
}

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
    session)
        echo '--- a session:'
        cat "$block"
        (play_session "$block")
        ran=$((ran + 1))
        ;;
    'file: '*) cp "$block" "${mark#file: }" ;;
    'none sh' | 'none console')
        echo 'this block has no comment that says how to test it:'
        cat "$block"
        exit 1
        ;;
    'none '*) ;;
    *)
        echo "what does \"$mark\" mean?"
        exit 1
        ;;
    esac
done
echo "--- $ran blocks ran"
[ "$ran" -ge 15 ]
