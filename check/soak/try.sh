#!/bin/sh
# try.sh BUILD: ./dev soak goes on where it ended, and writes down every alarm. Played in a copy, with
# the idsim of BUILD; then with an idsim that reports a failure.
set -eu
build=$1
root=$(CDPATH='' cd -- "$(dirname -- "$0")/../.." && pwd)
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
mkdir -p "$scratch/reports" "$scratch/build/checked/bin" "$scratch/build/asan/bin"
cp "$root/dev" "$scratch/dev"
for folder in check fuzz corpus; do
    ln -s "$root/$folder" "$scratch/$folder"
done
status=0

complain()
{
    echo "soak: $*"
    cat "$scratch/out"
    status=1
}

# expect CODE TEXT FILE ARGUMENTS...: ./dev soak ARGUMENTS exits with CODE, and FILE has TEXT
expect()
{
    wanted=$1 text=$2 file=$3
    shift 3
    code=0
    "$scratch/dev" soak --no-build "$@" >"$scratch/out" 2>&1 || code=$?
    [ $code -eq "$wanted" ] || complain "$*: exit $code, not $wanted"
    grep -qE -e "$text" "$scratch/$file" || complain "$*: $file has no \"$text\""
}

idsim=$scratch/build/checked/bin/idsim
ln -s "$build/bin/idsim" "$idsim"
tab=$(printf '\t')
expect 0 "swarm${tab}1000000002${tab}1000000020${tab}18${tab}" reports/soak.tsv \
    --seeds 20 --parts sweeps --jobs 1
expect 0 "swarm${tab}1000000022${tab}1000000040${tab}18${tab}" reports/soak.tsv \
    --seeds 20 --parts sweeps --jobs 1
expect 0 '^\| swarm \| 1,000,000,000 \| 1,000,000,039 \| 40 \|' reports/soak.md --report
expect 0 "hostile${tab}1000000002${tab}1000000022${tab}20${tab}20000${tab}20${tab}" \
    reports/soak.tsv --seeds 20 --scenarios=hostile,korder --jobs 1
expect 0 "korder${tab}1000000002${tab}1000000022${tab}20${tab}" reports/soak.tsv --report
expect 2 'no scenario "forc"' out --seeds 20 --scenarios korder,forc
grep -q "korder${tab}1000000022" "$scratch/reports/soak.tsv" && complain 'it plays before it refuses'
expect 2 'needs names, not "fork,"' out --scenarios fork,
expect 0 '^None\.$' reports/soak.md --report
expect 0 "scope${tab}korder-damage${tab}-${tab}[0-9]" reports/soak.tsv --time 1s --parts scopes --jobs 1

# An idsim that finds something in one scenario.
mv "$idsim" "$idsim.real"
cat >"$idsim" <<'END'
#!/bin/sh
if [ "$1 $2" != 'sweep fork' ]; then
    exec "$0.real" "$@"
fi
while [ "$1" != --report ]; do
    shift
done
mkdir -p "$2"
echo 'idalloc-tape 1' >"$2/found.tape"
cat >"$2/result.json" <<RESULT
{
  "seeds_done": 3,
  "seeds_paired": "3",
  "ops": 3000,
  "scenarios": [
    {
      "next_seed": "1000000005",
      "failure_count": 1
    }
  ],
  "failures": [
    {
      "seed": "1000000003",
      "kind": "invariant",
      "invariant": "fork-fence",
      "blame": "core",
      "tape": "$2/found.tape"
    },
    {
      "seed": "1000000004",
      "kind": "crash",
      "invariant": null,
      "blame": null,
      "tape": "$2/found.tape"
    }
  ]
}
RESULT
exit 1
END
chmod +x "$idsim"
printf '#!/bin/sh\nexit 1\n' >"$scratch/build/asan/bin/idsim"
chmod +x "$scratch/build/asan/bin/idsim"
expect 1 "fork${tab}1000000003${tab}fork-fence${tab}core; FAIL in another build${tab}" \
    reports/soak-alarms.tsv --seeds 20 --parts sweeps --jobs 1
grep -qF "1000000004${tab}crash${tab}not asked; FAIL" "$scratch/reports/soak-alarms.tsv" ||
    complain 'a failure without blame has no line'
expect 0 'fork-fence \| core; FAIL in another build \| \*\*not found yet\*\*' reports/soak.md --report
expect 0 '^\| fork \| 1,000,000,000 \| 1,000,000,004 \| 5 \|' reports/soak.md --report
# A signal that comes while nothing is played, or after a failure, ends the soak all the same.
sed -i 's/^exit 1$/kill -INT $PPID; exit 1/' "$idsim"
expect 130 '^dev: the report is in' out --seeds=20 --parts=sweeps -j1
grep -q 'sweep damage' "$scratch/out" && complain 'it goes on after a signal'
sed -i 's/$/a cause/' "$scratch/reports/soak-alarms.tsv"
expect 0 'fork-fence .* \| a cause \|' reports/soak.md --report
exit $status
