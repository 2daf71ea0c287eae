#!/bin/sh
# A sweep with GNU parallel, on this machine or over ssh:
#
#   SHARDS=100 sim/machines/parallel.sh swarm --seeds 0..1000000
#   SHARDS=100 sim/machines/parallel.sh --on HOSTS swarm --seeds 0..1000000
#   idsim merge results
#
# HOSTS is a file with a host a line, as parallel's --sshloginfile has it: "4/user@host" runs four
# shards at once. IDSIM is the idsim to run, RESULTS the directory; both have one path on all hosts,
# and the hosts share RESULTS. The same command once more runs only what failed or never ran, which
# RESULTS/joblog tells. A seed that fails is a result and no reason to play its shard again.
set -eu
: "${SHARDS:?in how many shards}"
idsim=${IDSIM:-idsim}
results=${RESULTS:-results}

hosts=
if [ "${1:-}" = --on ]; then
    hosts=$2
    shift 2
fi
mkdir -p "$results"

# parallel hands a line to a shell, on the other host too. 1 and 3 are verdicts.
quoted()
{
    for word; do
        printf " '%s'" "$(printf '%s' "$word" | sed "s/'/'\\\\''/g")"
    done
}
line="$(quoted "$idsim") sweep$(quoted "$@") --shard {}/$SHARDS --jobs 1 --result$(quoted "$results")"
line="$line >/dev/null; c=\$?; case \$c in 1|3) exit 0;; esac; exit \$c"

seq "$SHARDS" | parallel --will-cite --joblog "$results/joblog" --resume-failed \
    ${hosts:+--sshloginfile "$hosts"} "$line"
