#!/bin/bash -eu
# Builds the fuzz targets as OSS-Fuzz and ClusterFuzzLite ask for it: CC, CXX, CFLAGS, CXXFLAGS and
# LIB_FUZZING_ENGINE say how, SRC has the checkout, WORK is for us, and what comes of it goes to
# OUT: targets, dictionaries, seed corpora. check/oss-fuzz.sh runs it in the same way.
tree=$SRC/idalloc
build=$WORK/idalloc

# Nothing of the machine that builds may be needed by the one that runs: no shared library but libc's.
set -- -DIDALLOC_jansson_LIBRARY="$($CC -print-file-name=libjansson.a)"
# The image's own xxHash may be older than its final XXH3; the Dockerfiles bring one.
if [ -d "$SRC/xxhash" ]; then
    set -- "$@" -DIDALLOC_xxhash_INCLUDE="$SRC/xxhash"
fi
cmake -G Ninja -S "$tree" -B "$build" -DCMAKE_BUILD_TYPE=None -DIDALLOC_FUZZ=engine \
    -DIDALLOC_BUILD_TESTS=OFF -DIDALLOC_BUILD_BENCH=OFF -DIDALLOC_BUILD_UUID=OFF \
    -DIDALLOC_INSTALL=OFF "$@"

for source in "$tree"/fuzz/fuzz_*.c; do
    target=$(basename "$source" .c)
    cmake --build "$build" --target "$target"
    cp "$build/bin/$target" "$OUT/"
    for dictionary in "$tree/fuzz/dictionaries/${target#fuzz_}.dict" \
        "$tree/fuzz/dictionaries/$target.dict"; do
        if [ -f "$dictionary" ]; then
            cp "$dictionary" "$OUT/$target.dict"
        fi
    done
    # Worlds among the regressions are text, and in the corpus besides.
    find "$tree/corpus/$target" "$tree/corpus/regressions" -type f \
        \( -path "*/corpus/$target/*" -o -name "$target-*" \) -print |
        zip -q -j -@ "$OUT/${target}_seed_corpus.zip"
done
