#!/bin/sh
# oss-fuzz.sh: runs fuzz/oss-fuzz/build.sh as OSS-Fuzz does, by way of .clusterfuzzlite/build.sh, and
# starts what it made: every target, from elsewhere, with its seeds and its dictionary.
set -eu
root=$(cd "$(dirname "$0")/.." && pwd)
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
mkdir "$scratch/src" "$scratch/work" "$scratch/out"
ln -s "$root" "$scratch/src/idalloc"

flags='-O1 -fno-omit-frame-pointer -gline-tables-only -DFUZZING_BUILD_MODE_UNSAFE_FOR_PRODUCTION'
flags="$flags -fsanitize=address -fsanitize-address-use-after-scope -fsanitize=fuzzer-no-link"
env -i PATH="$PATH" HOME="$scratch" \
    CC=clang CXX=clang++ CFLAGS="$flags" CXXFLAGS="$flags" LIB_FUZZING_ENGINE=-fsanitize=fuzzer \
    SRC="$scratch/src" WORK="$scratch/work" OUT="$scratch/out" \
    SANITIZER=address FUZZING_ENGINE=libfuzzer ARCHITECTURE=x86_64 FUZZING_LANGUAGE=c \
    "$root/.clusterfuzzlite/build.sh" >"$scratch/log" 2>&1 || {
    cat "$scratch/log"
    exit 1
}

# The machine that runs them has neither the sources nor what was built.
mv "$scratch/out" "$scratch/there"
rm -r "$scratch/work" "$scratch/src"
cd "$scratch/there"
count=0
for source in "$root"/fuzz/fuzz_*.c; do
    target=$(basename "$source" .c)
    if ldd "$target" | grep -q -e jansson -e idalloc -e uuid; then
        echo "$target needs libraries that will not be there:"
        ldd "$target"
        exit 1
    fi
    mkdir "$scratch/$target"
    (cd "$scratch/$target" && cmake -E tar xf "$scratch/there/${target}_seed_corpus.zip")
    [ -n "$(ls "$scratch/$target")" ] || {
        echo "$target has no seeds"
        exit 1
    }
    set -- -runs=100 -timeout=25
    [ ! -f "$target.dict" ] || set -- "$@" -dict="$target.dict"
    # The seeds are run too, in the first 100 and beyond them.
    env -i "./$target" "$@" "$scratch/$target" >"$scratch/log" 2>&1 || {
        cat "$scratch/log"
        echo "$target does not start"
        exit 1
    }
    grep -q '^Done [1-9][0-9]* runs' "$scratch/log" || {
        cat "$scratch/log"
        echo "$target ran nothing"
        exit 1
    }
    count=$((count + 1))
done
for dictionary in "$root"/fuzz/dictionaries/*.dict; do
    name=$(basename "$dictionary" .dict)
    if [ -f "$dictionary" ] && [ ! -f "$name.dict" ] && [ ! -f "fuzz_$name.dict" ]; then
        echo "$name.dict was left behind"
        exit 1
    fi
done
echo "$count targets start"
[ "$count" -ge 6 ]
