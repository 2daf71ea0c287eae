#!/bin/sh
# check/page.sh BUILD [TEST...]: the page of reports. What is committed is what its source makes, and
# its types are right; then reports of idsim, and of an idsim with a planted bug, are looked at in
# headless Chromium: reports/page/test/. The reports and pictures of them are in BUILD/page.
set -eu

root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
build=$(CDPATH='' cd -- "$1" && pwd)
shift
page=$root/reports/page

if ! command -v node >/dev/null; then
    echo 'page: there is no node; ./dev deps test installs it'
    exit 1
fi
if [ ! -d "$page/node_modules" ]; then
    echo 'page: there is no reports/page/node_modules; ./dev deps test installs it'
    exit 1
fi

scratch=$build/page
rm -rf "$scratch"
mkdir -p "$scratch"

(cd "$page" && node node_modules/typescript/bin/tsc --noEmit -p .)
node "$page/build.mjs" "$scratch/template.html"
if ! cmp "$page/report.html" "$scratch/template.html"; then
    echo 'page: reports/page/report.html is not what its source makes: npm run build, in reports/page'
    exit 1
fi

"$page/plant.sh" "$build" "$scratch/planted"

# One browser at a time.
cd "$page"
[ $# -gt 0 ] || set -- test/*.test.mjs
status=0
for tests in "$@"; do
    PAGE_SCRATCH=$scratch IDSIM=$build/bin/idsim IDSIM_PLANTED=$scratch/planted/idsim \
        node --test "$tests" || status=1
done
exit $status
