#!/bin/sh
# symbols.sh LIBDIR...: only names that start with ida_ leave the libraries, and from the shared one
# leave exactly the functions that the public headers declare.
set -eu
headers=$(dirname "$0")/../core/include/idalloc
failed=0

# The functions that the headers mark with IDA_API.
declared=$(sed -n 's/^IDA_API [^(]*[ *]\([a-z0-9_]*\)(.*/\1/p' "$headers"/*.h | sort -u)
if [ "$(echo "$declared" | wc -l)" -lt 20 ]; then
    echo "the public headers declare fewer than 20 functions: this check cannot read them any more"
    exit 1
fi

for dir in "$@"; do
    defined=$(nm -g --defined-only "$dir/libidalloc.a" | awk 'NF == 3 { print $3 }' | sort -u)
    foreign=$(echo "$defined" | grep -v '^ida_' || true)
    if [ -n "$foreign" ]; then
        echo "$dir/libidalloc.a: these do not start with ida_:" "$foreign"
        failed=1
    fi
    # Names that the linker or the sanitizers add are no one's.
    exported=$(nm -D --defined-only "$dir/libidalloc.so" | awk 'NF == 3 { print $3 }' | sort -u)
    difference=$(printf '%s\n' "$declared" "$exported" | sort | uniq -u)
    if [ -n "$difference" ]; then
        echo "$dir/libidalloc.so: declared but not exported, or exported but not declared:" \
            "$difference"
        failed=1
    fi
    echo "$dir: $(echo "$exported" | wc -l) functions leave the shared library," \
        "$(echo "$defined" | wc -l) names the static one"
done
exit $failed
