#!/bin/sh
# install-and-use.sh BUILD: installs BUILD into a prefix, moves that elsewhere, and builds and runs
# a program outside the tree with it: by find_package and by pkg-config, static and shared.
set -eu
build=$1
root=$(cd "$(dirname "$0")/.." && pwd)
scratch=$(mktemp -d)
trap 'rm -r "$scratch"' EXIT
CMAKE_GENERATOR=Ninja
export CMAKE_GENERATOR

cmake --install "$build" --prefix "$scratch/first" >/dev/null
mv "$scratch/first" "$scratch/prefix"
cp -R "$root/core/test/consumer" "$scratch/consumer"
cd "$scratch"
libdir=$(dirname "$(find prefix -name libidalloc.a)")
commands=$(prefix/bin/idsim --help | sed -n 's/^  \([a-z]*\)  .*/\1/p' | grep -v '^idsim')
pages=$(for command in $commands; do echo "share/man/man1/idsim-$command.1"; done)
for file in bin/idsim include/idalloc/idalloc.h include/idalloc/new_session.h \
    include/idsim/subject.h \
    share/man/man1/idsim.1 $pages share/bash-completion/completions/idsim \
    share/zsh/site-functions/_idsim share/idalloc/schema/common.schema.json \
    share/idalloc/schema/run.schema.json \
    share/doc/idalloc/examples/fork_guard.c; do
    if [ ! -f "prefix/$file" ]; then
        echo "$file was not installed"
        exit 1
    fi
done
prefix/bin/idsim list scenarios >/dev/null

# An allocator in a shared library needs nothing but what was installed.
cc -std=c11 -shared -fPIC -I prefix/include -o libmine.so "$root/sim/guest/c/mine.c"
prefix/bin/idsim run snowflake --seed 1 --subject ./libmine.so >/dev/null
echo 'libmine.so works'

# check PROGRAM static|shared: it runs, and uses the library in the form that was asked for.
check()
{
    if ldd "$1" 2>/dev/null | grep -q "$scratch/prefix/.*libidalloc.so.0"; then
        found=shared
    else
        found=static
    fi
    if [ $found != "$2" ]; then
        echo "$1 should use the $2 library, and uses the $found one"
        exit 1
    fi
    "$1"
    echo "$1 works"
}

for form in static shared; do
    shared=OFF
    [ $form = static ] || shared=ON
    cmake -S consumer -B cmake-$form -DCMAKE_PREFIX_PATH="$scratch/prefix" \
        -DBUILD_SHARED_LIBS=$shared >/dev/null
    cmake --build cmake-$form >/dev/null
    check cmake-$form/consumer $form
    check cmake-$form/consumer-$form $form
done

PKG_CONFIG_PATH=$scratch/$libdir/pkgconfig
export PKG_CONFIG_PATH
# shellcheck disable=SC2046 # flags are words
{
    cc -std=c11 -o pkg-config-static consumer/consumer.c -static \
        $(pkg-config --static --cflags --libs idalloc-uuid idalloc)
    cc -std=c11 -o pkg-config-shared consumer/consumer.c -Wl,-rpath,"$scratch/$libdir" \
        $(pkg-config --cflags --libs idalloc-uuid idalloc)
}
check ./pkg-config-static static
check ./pkg-config-shared shared
