#!/bin/sh
# core-is-pure.sh LIBDIR...: the core does no I/O, reads no clock, has no randomness, starts no
# threads and keeps no globals. What it takes from outside is the list below and nothing else.
set -eu
failed=0
pure='memcpy memmove memset memcmp memchr strlen qsort bsearch
__memcpy_chk __memmove_chk __memset_chk
__assert_fail __assert_rtn __stack_chk_fail _GLOBAL_OFFSET_TABLE_'
heap='realloc free'

for dir in "$@"; do
    library=$dir/libidalloc.a
    scratch=$(mktemp -d)
    nm -g --defined-only "$library" | awk 'NF == 3 { print $3 }' | sort -u >"$scratch/own"
    # nm prints "allocator.c.o:" before the symbols of each object.
    nm -u "$library" | awk '/:$/ { object = $1 } $1 == "U" { print object, $2 }' |
        while read -r object symbol; do
            if grep -qxF -e "$symbol" "$scratch/own"; then
                continue
            fi
            case $object in
            allocator.c.o:) allowed=" $pure $heap " ;;
            *) allowed=" $pure " ;;
            esac
            case $(echo "$allowed" | tr '\n' ' ') in
            *" $symbol "*) ;;
            *) echo "$library: ${object%:} uses $symbol" ;;
            esac
        done >"$scratch/used"
    # Data that can change would be global state. (Tables of pointers stand in .data.rel.ro: the
    # loader relocates them and then nobody can write them.)
    nm -A -f sysv "$library" | awk -F '|' '
        { gsub(/ /, "") }
        $3 ~ /^[bBcCdDsS]$/ && $7 !~ /^\.data\.rel\.ro/ { print $1, "is a global that can change" }
    ' >>"$scratch/used"
    objects=$(ar t "$library" | wc -l)
    if [ "$objects" -lt 5 ]; then
        echo "$library has only $objects objects" >>"$scratch/used"
    fi
    if [ -s "$scratch/used" ]; then
        cat "$scratch/used"
        failed=1
    else
        echo "$library: $objects objects are pure"
    fi
    rm -r "$scratch"
done
exit $failed
