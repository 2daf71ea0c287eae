#!/bin/sh
# format.sh: clang-format has nothing to change. It says where it has; "clang-format -i" does it.
set -eu
cd "$(dirname "$0")/.."
# shellcheck source=check/sources.sh
. check/sources.sh
files=$(sources)
[ -n "$files" ]
# shellcheck disable=SC2086 # one word a file
clang-format --dry-run -Werror $files
echo "$(echo "$files" | wc -l) files are formatted"
