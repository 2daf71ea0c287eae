# shellcheck shell=sh
# To be read by the other scripts: sources prints every .c and .h of the tree that is under version
# control or is going to be; in a tree without git, all that are not in build/.
sources()
{
    if git rev-parse --is-inside-work-tree >/dev/null 2>&1; then
        git ls-files --cached --others --exclude-standard -- '*.c' '*.h'
    else
        find . -path ./build -prune -o -name '*.[ch]' -print | sed 's|^\./||'
    fi | sort -u | while read -r file; do
        [ ! -f "$file" ] || echo "$file"
    done
}
