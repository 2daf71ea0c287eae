#!/bin/sh
# headers-cxx.sh: each public header, alone and twice, compiles as C11 and as C++ without a warning.
set -eu
root=$(cd "$(dirname "$0")/.." && pwd)
count=0
failed=0

compile()
{
    if ! printf '#include <%s>\n' "$name" "$name" | sed '$a typedef int not_empty;' |
        "$@" -Wall -Wextra -Wpedantic -Werror -fsyntax-only \
            -I "$root/core/include" -I "$root/core/helper/include" -I "$root/sim/include" -; then
        echo "$name does not compile alone: $*"
        failed=1
    fi
}

for header in "$root"/core/include/idalloc/*.h "$root"/core/helper/include/idalloc/*.h \
    "$root"/sim/include/idsim/*.h; do
    name=$(basename "$(dirname "$header")")/$(basename "$header")
    for compiler in gcc clang; do
        compile $compiler -x c -std=c11
    done
    for compiler in g++ clang++; do
        compile $compiler -x c++ -std=c++11
        compile $compiler -x c++ -std=c++20
    done
    count=$((count + 1))
done
echo "$count headers"
[ "$count" -ge 10 ] && [ $failed -eq 0 ]
