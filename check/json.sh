#!/bin/sh
# check/json.sh BUILD: all JSON that idsim and the scripts write is as its schema says, whatever came
# of the command; seeds survive readers that have only doubles; and the schemas refuse what is wrong.
# A bug is planted for the failures.
set -eu

root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
build=$(CDPATH='' cd -- "$1" && pwd)
idsim=$build/bin/idsim
schemas=$root/sim/cmd/schema
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
cd "$scratch"
status=0

wrong()
{
    echo "json: $1"
    status=1
}

python=
for candidate in python3 /usr/bin/python3; do
    if "$candidate" -c 'import jsonschema' 2>/dev/null; then
        python=$candidate
        break
    fi
done
if [ -z "$python" ]; then
    echo 'json: no python3 with jsonschema (python3-jsonschema on Debian)'
    exit 1
fi

validate()
{
    PYTHONWARNINGS=ignore "$python" "$root/check/valid-json.py" "$schemas" "$@"
}

# valid FILE: looked at with all others, at the end
files=
valid()
{
    files="$files $1"
}

# document NAME CODE PROGRAM ARGUMENTS...: what it prints with --json is valid, and so is result.json
# if it writes one. NAME.json is kept.
count=0
document()
{
    name=$1 wanted=$2
    shift 2
    code=0
    "$@" --json >"$name.json" 2>"$name.err" || code=$?
    if [ "$code" -ne "$wanted" ]; then
        wrong "$*: exit $code, not $wanted"
        cat "$name.err"
    fi
    valid "$name.json"
    if [ -d "$name.report" ]; then
        valid "$name.report/result.json"
        cmp -s "$name.json" "$name.report/result.json" ||
            wrong "$*: result.json is not what was printed"
    fi
    count=$((count + 1))
}

# events NAME CODE PROGRAM ARGUMENTS...: what it writes with --events is valid. NAME.jsonl is kept.
events()
{
    name=$1 wanted=$2
    shift 2
    code=0
    "$@" --events "$name.jsonl" >"$name.out" 2>"$name.err" || code=$?
    if [ "$code" -ne "$wanted" ]; then
        wrong "$*: exit $code, not $wanted"
        cat "$name.err"
    fi
    valid "$name.jsonl"
    count=$((count + 1))
}

# says FILE TEXT: the document, without blanks, has the text
says()
{
    tr -d ' \n' <"$1" | grep -qF -e "$2" || wrong "$1 does not say $2"
}

# --- what passes ----------------------------------------------------------------------------------

document version 0 "$idsim" --version
for topic in scenarios ops invariants faults marks; do
    document list-$topic 0 "$idsim" list $topic
done
document id-snowflake 0 "$idsim" id snowflake decode 18446744073709551615 \
    --layout time:1,coordinator:62,sequence:1
document id-both 0 "$idsim" id snowflake decode 18014398509481985
document id-compare 0 "$idsim" id snowflake compare 175928847299117063
document id-encode 0 "$idsim" id snowflake encode 2026-11-30 --layout discord
document id-uuid-1 0 "$idsim" id uuid decode c232ab00-9414-11ec-b3c8-9f6bdeced846
document id-ulid 0 "$idsim" id ulid decode 01ARZ3NDEKTSV4RRFFQ69G5FAV
document id-korder 0 "$idsim" id korder decode 0060398a03eb27327b698001
document id-uuid 0 "$idsim" id uuid decode 8f0a4c3e-7b21-4f5a-9c3d-2e1f0a9b8c7d
for scenario in steady hostile sequence snowflake korder lease timeordered; do
    document run-$scenario 0 "$idsim" run $scenario --ops 200 --report run-$scenario.report
    document replay-$scenario 0 "$idsim" replay $scenario --seed 3 --ops 50
done
"$idsim" tape convert "$root/corpus/golden/churn-0-39.tape" churn.binary --to binary
document replay-text 0 "$idsim" replay "$root/corpus/golden/churn-0-39.tape"
says replay-text.json '"tape_form":"text"'
document replay-binary 0 "$idsim" replay churn.binary
says replay-binary.json '"tape_form":"binary"'
head -c 40 /dev/zero >zeros
document replay-bare 0 "$idsim" replay --bare zeros
says replay-bare.json '"tape_form":"bare"'
document id-several 0 "$idsim" id snowflake decode 1 2 3
document replay-until 0 "$idsim" replay swarm --seed 3 --until 5
document sweep-vacuous 3 "$idsim" sweep swarm korder --seeds 0..3 --ops 5 --report sweep-vacuous.report
document sweep-shard 0 "$idsim" sweep steady --seeds 5..205 --shard 2/2
# result NAME: the one result in the directory NAME is valid; NAME.json has it
result()
{
    valid "$1.json"
    cp "$1"/*.result.json "$1.json"
    count=$((count + 1))
}
"$idsim" sweep steady korder --seeds 5..65 --ops 30 --shard 2/3 --result one-shard >/dev/null
result one-shard
says one-shard.json '"shard":{"part":2,"parts":3},"verdict":null'
document sweep-time 0 "$idsim" sweep steady --seeds 9.. --time 2s
document economics 0 "$idsim" economics "$root/sim/scenario/examples/editor.scenario" --ops 300 \
    --seeds 0..2 --vary cluster-size=16,64 --vary think=1s..4s
document economics-nothing 0 "$idsim" economics steady --ops 1 --seeds 18446744073709551615..18446744073709551616
says economics-nothing.json '"eager-share":null'
document explore 0 "$idsim" explore --ops 2 --report explore.report
document explore-vacuous 3 "$idsim" explore snowflake --ops 2 --alphabet mint --begin empty
for scope in sequence snowflake korder lease timeordered; do
    document explore-$scope 0 "$idsim" explore $scope --ops 1
done

for scenario in swarm offline fork damage hostile sequence snowflake korder lease timeordered; do
    events events-$scenario 0 "$idsim" replay $scenario --seed 3 --ops 400
done
events events-tape 0 "$idsim" replay "$root/corpus/golden/churn-0-39.tape" --until 30
says events-tape.jsonl '"until":30}'

# A signal ends a sweep before it is complete.
"$idsim" sweep swarm --seeds 0.. --time 60s --json >interrupted.json 2>interrupted.err &
sleep 2
kill -TERM $!
code=0
wait $! || code=$?
[ $code -eq 143 ] || wrong "an interrupted sweep: exit $code, not 143"
valid interrupted.json

# --- what fails -----------------------------------------------------------------------------------

# plant NAME SED-SCRIPT: ./NAME is an idsim whose documents have the bug
plant()
{
    sed "$2" "$root/core/src/document.c" >"$1.c"
    ! cmp -s "$1.c" "$root/core/src/document.c" || wrong "$1 can no longer be planted"
    "${CC:-cc}" -std=c11 -O1 -DNDEBUG -I"$root/core/include" -I"$root/core/src" -c "$1.c" -o "$1.o"
    "${CC:-cc}" -o "$1" "$build"/sim/CMakeFiles/idsim.dir/cmd/main.c.o \
        "$build"/sim/CMakeFiles/idsim_cmd.dir/*/*.o "$1.o" \
        "$build/lib/libidsim.a" "$build/lib/libidalloc_steps.a" "$build/lib/libidalloc.a" -ljansson -linih -lz
}

plant bug 's/range->count <= room/range->count < room/'
document sweep-fail 1 ./bug sweep swarm --seeds 0..40 --jobs 2 --report sweep-fail.report
code=0
./bug economics steady --seeds 0..40 --vary cluster-size=2,4 --json >economics-fail.json 2>economics.err || code=$?
[ "$code" -eq 1 ] || wrong "economics of worlds that fail: exit $code, not 1"
[ ! -s economics-fail.json ] || wrong 'economics of worlds that fail prints a result'
grep -q 'varied *\[sizes\] cluster-size = 2$' economics.err || wrong 'economics does not say at which point a world fails'
tape=$(sed -n 's/^  reproduce .* replay //p' economics.err)
document economics-tape 1 ./bug replay "$tape"
for shard in 1 2; do
    ./bug sweep swarm --seeds 0..40 --shard $shard/2 --no-shrink --result shards >/dev/null || :
done
./bug merge shards --result sweep-merged >/dev/null || :
result sweep-merged
says sweep-merged.json '"verdict":"FAIL"'
seed=$(tr -d ' \n' <sweep-fail.json | sed 's/.*"failures":\[{"scenario":"swarm","seed":"\([0-9]*\)".*/\1/')
document run-fail 1 ./bug run swarm --seed "$seed" --report run-fail.report
document replay-fail 1 ./bug replay swarm --seed "$seed"
events events-fail 1 ./bug replay swarm --seed "$seed"
says events-fail.jsonl '"outcome":"FAIL"'
document shrink 0 ./bug shrink swarm --seed "$seed"
says shrink.json '"site":{"actor":null,"node":0,'
says shrink.json '"expected_value":{"kind":"words","words":"final-limit","numbers":['
document explore-fail 1 ./bug explore ranges --ops 7 --max-failures 1 --report explore-fail.report
says explore-fail.json '"blame":"core"'
plant trap 's/uint64_t room = member->allocated - member->finalized;/&\n    range->count == 3 ? __builtin_trap() : (void)0;/'
document sweep-crash 1 ./trap sweep steady --seeds 0..40 --max-failures 2 --no-shrink
says sweep-crash.json '"kind":"crash"'
"$idsim" replay steady --seed 1 --ops 20 --chain one.chain >/dev/null
document replay-against 1 "$idsim" replay steady --seed 2 --ops 20 --against one.chain

# --- numbers --------------------------------------------------------------------------------------

# As a reader with only doubles has it, the seed plays the same world again.
document large 0 "$idsim" run swarm --seed 9007199254740993 --ops 100
seed=$("$python" -c 'import json, sys
print(json.load(sys.stdin, parse_int=lambda d: int(float(d)))["seed"])' <large.json)
[ "$seed" = 9007199254740993 ] || wrong "a large seed is read back as $seed"
document again 0 "$idsim" run swarm --seed "$seed" --ops 100
digest=$(sed -n 's/^  "digest": "\(.*\)",/\1/p' large.json)
says again.json "\"digest\":\"$digest\""
document sweep-large 3 "$idsim" sweep steady --seeds 9007199254740993..9007199254740995 --ops 5
says sweep-large.json '"first_seed":"9007199254740993","next_seed":"9007199254740995"'
says sweep-large.json '"seeds":[{"scenario":"steady","seed":"9007199254740993"'

# The last seed of all has none after it.
document last 0 "$idsim" run swarm --seed 18446744073709551615 --ops 20
says last.json '"seed":"18446744073709551615"'
document sweep-last 3 "$idsim" sweep steady --seeds 18446744073709551614.. --time 60s --ops 5
says sweep-last.json '"first_seed":"18446744073709551614","next_seed":null'

# --- two runs, byte for byte ----------------------------------------------------------------------

for turn in 1 2; do
    SOURCE_DATE_EPOCH=1000000000 "$idsim" list ops --json >epoch$turn.json
done
cmp -s epoch1.json epoch2.json || wrong 'SOURCE_DATE_EPOCH does not make two runs the same'
says epoch1.json '"started":"2001-09-09T01:46:40Z"'

# --- the scripts' own -----------------------------------------------------------------------------

cat >facts <<'FACTS'
lost-carry bug adding loses "the" carry
lost-carry shipped -
lost-carry allowed contract, round-trip
lost-carry found
lost-carry hand 3
lost-carry run 0 7 6320 0.0456 round-trip
lost-carry run 1000000 - 999 0.5 -
lost-carry alone round-trip 7
lost-carry fuzz - - -
FACTS
(
    zoo_preset=$(basename "$build") zoo_jobs=1 zoo_alone=0 zoo_fuzz=0 zoo_work=$scratch
    zoo_started=2026-01-02T03:04:05Z
    # shellcheck source=fuzz/command/zoo_report.sh
    . "$root/fuzz/command/zoo_report.sh"
    zoo_print json
) >zoo.json
valid zoo.json
{
    echo '{'
    "$root/check/json-head.sh" "$idsim" zoo 2026-01-02T03:04:05Z 'a "b\c' 'two
lines' é
    echo '"bugs": 0, "found": 0, "zoo": []}'
} >head.json
valid head.json
says head.json '"command_line":["a\"b\\c","two?lines","??"]'

# A build that is compared with itself cannot show the planted subject, which is a FAIL.
if [ "$build" = "$root/build/$(basename "$build")" ] && [ -x "$build/bin/digests" ]; then
    "$root/check/determinism/run.sh" --seeds 2 --each 1 --json --jobs 1 "$(basename "$build")" \
        "$(basename "$build")" >determinism.json 2>determinism.err || :
    valid determinism.json
    says determinism.json '"command":"determinism","verdict":"FAIL"'
fi

# shellcheck disable=SC2086 # one word a file
validate $files || wrong 'these are not as their schemas say'

# --- the schemas refuse what is wrong -------------------------------------------------------------

# refused FILE SED-SCRIPT: the document as the script changes it
refused()
{
    changed=changed.${1##*.}
    sed "$2" "$1" >"$changed"
    if cmp -s "$1" "$changed"; then
        wrong "$1: '$2' changes nothing"
    elif validate "$changed" >/dev/null; then
        wrong "$1: the schema allows it after '$2'"
    fi
}

refused large.json 's/"seed": "\([0-9]*\)"/"seed": \1/'
refused large.json 's/"seed": "[0-9]*"/"seed": 7/'
refused large.json 's/"ops": 100/"ops": 9007199254740993/'
refused large.json 's/"ops": 100/"ops": "100"/'
refused large.json 's/"ops": 100/"ops": -1/'
refused large.json '/"started"/d'
refused large.json '/"digest"/d'
refused large.json 's/"schema": "idsim-run/"schema": "idsim-sweep/'
refused large.json 's/idsim-run.1/idsim-run\/2/'
refused large.json 's/"verdict"/"extra": 1, "verdict"/'
refused large.json 's/"verdict"/"started": "2001-09-09T01:46:40Z", "verdict"/'
refused economics.json 's/"section": "sizes"/"section": "weights"/'
refused economics.json 's/"1s"/"one second"/'
refused economics.json '/"points"/s/:/: [], "more":/'
refused large.json 's/"assertions"/"extra": 1, "assertions"/'
refused sweep-fail.json 's/"kind": "invariant"/"kind": "other"/'
refused one-shard.json 's/"verdict": null/"verdict": "INTERRUPTED"/'
refused one-shard.json 's/"fingerprint": "./"fingerprint": "x/'
refused one-shard.json '/"pair_every"/d'
refused sweep-merged.json '/"reproduce"/d'
refused shrink.json 's/"kind": "words"/"kind": "number"/'
refused shrink.json 's/"call": "[^"]*"/"call": 7/'
refused shrink.json '/"got_value"/s/{/{"extra": 1,/'
refused sweep-fail.json 's/^\(    .*"seed":\)"\([0-9]*\)"/\1\2/'
refused events-swarm.jsonl '1s/"seed":"3"/"seed":null/'
refused events-swarm.jsonl '1s/"scheme":"compressor"/"scheme":"compresser"/'
refused events-swarm.jsonl '2s/"op":0,//'
refused events-swarm.jsonl '3s/"node":0/"node":-9007199254740992/'
refused events-swarm.jsonl '3s/"node":0/"node":null/'
refused events-swarm.jsonl '3s/"kind":"started"/"kind":"Started"/'
refused events-swarm.jsonl '$s/"digest":"[0-9a-f]*",//'
refused events-fail.jsonl '$s/"where":/"there":/'

echo "$count documents"
exit $status
