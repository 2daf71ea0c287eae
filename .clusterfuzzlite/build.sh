#!/bin/bash -eu
# The same as for OSS-Fuzz.
exec "$SRC/idalloc/fuzz/oss-fuzz/build.sh"
