#!/bin/sh
# reports/page/plant.sh BUILD FOLDER: FOLDER/idsim is the idsim of a build with a bug in its core: an
# eager final is given out a second time. For reports of failures.
set -eu

root=$(CDPATH='' cd -- "$(dirname -- "$0")/../.." && pwd)
build=$(CDPATH='' cd -- "$1" && pwd)
mkdir -p "$2"
folder=$(CDPATH='' cd -- "$2" && pwd)

cp "$root/core/src/session.c" "$folder/session.c"
patch -s "$folder/session.c" "$root/fuzz/zoo/eager-ignores-ranges-in-flight.patch"
# Linked first, it stands for the library's own. Its assertions would end the process first.
"${CC:-cc}" -std=c11 -O1 -DNDEBUG -I"$root/core/include" -I"$root/core/src" \
    -c "$folder/session.c" -o "$folder/session.o"
"${CC:-cc}" -o "$folder/idsim" "$build"/sim/CMakeFiles/idsim.dir/cmd/main.c.o \
    "$build"/sim/CMakeFiles/idsim_cmd.dir/*/*.o "$folder/session.o" \
    "$build/lib/libidsim.a" "$build/lib/libidalloc_steps.a" "$build/lib/libidalloc.a" -ljansson -linih -lz
