#!/bin/sh
# zoo-explore.sh BUILD [SCHEME] [ZOO]: which planted bugs of a scheme "idsim explore" finds, in which
# scope and at which depth, as a table. BUILD has idsim built (build/checked, say); SCHEME is
# compressor (the default), sequence, snowflake or korder; ZOO is a folder of patches to core/ (default
# fuzz/zoo), where those of the last three begin with their names. SCOPES="NAME:OPS ..." says which
# scopes, and how deep.
#
# Each patch is applied to a copy of the core, what it changes is compiled (with CFLAGS), and idsim is
# linked anew with that in front of the library that BUILD has. The core's own assertions are on, and
# end as "crash"; CFLAGS=-DNDEBUG leaves them out.
set -eu
root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
scheme=${2:-compressor}
case $scheme in
compressor) usual='ranges:6 storage:5 collisions:5 edges:5 hostile:2 damage:4 tiny:4' ;;
sequence) usual='sequence:4 sequence-ranges:10 sequence-masters:8 sequence-members:7 sequence-damage:8' ;;
snowflake) usual='snowflake:3 snowflake-ahead:6 snowflake-edges:5 snowflake-wide:3' ;;
korder) usual='korder:3 korder-marks:7 korder-faithful:4 korder-damage:5' ;;
*) usual='' ;;
esac
if [ $# -lt 1 ] || [ $# -gt 3 ] || [ -z "$usual" ]; then
    echo 'usage: zoo-explore.sh BUILD [compressor|sequence|snowflake|korder] [ZOO]' >&2
    exit 2
fi
build=$(CDPATH='' cd -- "$1" && pwd)
zoo=$(CDPATH='' cd -- "${3:-$root/fuzz/zoo}" && pwd)
scopes=${SCOPES:-$usual}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM

# link NAME: idsim with the core as it is in $work/core.
link()
{
    sources=$(cd "$work/core/src" && for file in *.c; do
        cmp -s "$file" "$root/core/src/$file" || echo "$file"
    done)
    # A header may be in any of them.
    (cd "$work/core" && for file in src/*.h include/idalloc/*.h; do
        cmp -s "$file" "$root/core/$file" || exit 1
    done) || sources=$(cd "$work/core/src" && ls ./*.c)
    objects=''
    for source in $sources; do
        object=$work/$(basename "$source" .c).o
        # shellcheck disable=SC2086 # flags are a list
        ${CC:-cc} -std=c11 -O1 -w -DXXH_INLINE_ALL= \
            -DIDA_SHARED_WORD_STEP=sim_turns_step ${CFLAGS:-} -I"$work/core/include" \
            -c "$work/core/src/$source" -o "$object"
        objects="$objects $object"
    done
    # shellcheck disable=SC2086 # objects is a list
    ${CC:-cc} $objects "$build"/sim/CMakeFiles/idsim.dir/cmd/main.c.o \
        "$build"/sim/CMakeFiles/idsim_cmd.dir/*/*.o "$build/lib/libidsim.a" \
        "$build/lib/libidalloc_steps.a" "$build/lib/libidalloc.a" -ljansson -linih -lz -o "$work/idsim"
}

# of_scheme PATCH: the compressor's are those that do not begin with another scheme's name
of_scheme()
{
    case $(basename "$1") in
    "$scheme"-*) true ;;
    sequence-* | snowflake-* | korder-*) false ;;
    *) [ "$scheme" = compressor ] ;;
    esac
}

# found SCOPE OPS: the depth and the invariant of the first failure, or "-".
found()
{
    code=0
    "$work/idsim" explore "$1" --ops "$2" --jobs 1 --json --report "$work/report" \
        >"$work/result.json" 2>"$work/errors" || code=$?
    case $code in
    0) echo - ;;
    1) jq -r '"\(.levels | map(select(.failed > 0)) | .[0].depth // "?") \(.failures[0]
             | .invariant // .kind)"' "$work/result.json" ;;
    *) echo "exit $code" ;;
    esac
}

printf '| planted bug |'
for scope in $scopes; do printf ' %s |' "$(echo "$scope" | tr : ' ')"; done
printf '\n| --- |'
for scope in $scopes; do printf ' --- |'; done
printf '\n'
for patch in "$zoo"/*.patch; do
    of_scheme "$patch" || continue
    rm -rf "$work/core" "$work"/*.o
    cp -r "$root/core" "$work/core"
    printf '| %s |' "$(basename "$patch" .patch)"
    if ! patch -s -p1 -d "$work" <"$patch" >/dev/null 2>&1 || ! link; then
        printf ' does not apply |\n'
        continue
    fi
    for scope in $scopes; do
        printf ' %s |' "$(found "${scope%:*}" "${scope#*:}")"
    done
    printf '\n'
done
