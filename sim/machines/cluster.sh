# shellcheck shell=sh
# The cluster-test command of ./dev, which reads this file and lends it root, say, fail, quietly,
# deps, build, cores and the exit codes.
#
# All that it starts has its files in one temporary folder, and is found again by that: each slurmd
# is given a configuration file of its own there, the name of which is in the environment of all that
# works for it. So a node is ended with everything on it, and nothing else is.

cluster_usage()
{
    cat <<'END'
Usage: ./dev cluster-test [--seeds N] [--shards N] [--only slurm|ssh]

Plays a sweep of swarm on one machine; as an array of a Slurm with two nodes; and with GNU parallel
over two ssh servers. In the middle of it a node is killed with all that runs there. The merged
results must be equal, byte for byte, to that of the one machine.

  --seeds N   seeds of the sweep (default 6000)
  --shards N  shards, from 4 (default 20)
  --only P    only this part

Slurm and the ssh servers run on this machine, with files, ports and keys of their own in a temporary
folder, and are ended. It needs Linux; ./dev deps cluster installs what is missing.

Exit status: 0 equal, 1 not, 2 wrong arguments, 4 the environment failed.
END
}

# --- processes ------------------------------------------------------------------------------------

# cluster_below PID...: these and all that they started
cluster_below()
{
    ps -e -o pid= -o ppid= | awk -v roots="$*" '
        BEGIN {
            count = split(roots, root, " ")
            for (i = 1; i <= count; i++) {
                found[root[i]] = 1
            }
        }
        { parent[$1] = $2 }
        END {
            do {
                more = 0
                for (pid in parent) {
                    if (!(pid in found) && parent[pid] in found) {
                        found[pid] = more = 1
                    }
                }
            } while (more)
            for (pid in found) {
                if (pid in parent) {
                    print pid
                }
            }
        }'
}

# cluster_of FILE: processes with that configuration of Slurm in their environment
cluster_of()
{
    for environ in /proc/[0-9]*/environ; do
        if tr '\0' '\n' 2>/dev/null <"$environ" | grep -qxF "SLURM_CONF=$1"; then
            pid=${environ#/proc/}
            echo "${pid%/environ}"
        fi
    done
}

# cluster_kill PID...: at once, with all that they started
cluster_kill()
{
    for pid in $(cluster_below "$@"); do
        kill -KILL "$pid" 2>/dev/null || :
    done
}

# All processes that are left of those that were started.
cluster_left()
{
    # shellcheck disable=SC2086 # one word a process
    cluster_below $cluster_started
    for conf in "$cluster_work"/*.conf; do
        cluster_of "$conf"
    done
}

cluster_end()
{
    # shellcheck disable=SC2046 # one word a process
    cluster_kill $(cluster_left)
    wait
}

# The last words of the logs, for whoever has to find out why.
cluster_broken()
{
    for log in "$cluster_work"/*.log; do
        [ ! -s "$log" ] || { echo "--- ${log##*/}" && tail -n 15 "$log"; } >&2
    done
    fail "$1" "$2"
}

cluster_now() { date +%s; }

# cluster_wait SECONDS COMMAND...: until the command succeeds; false if it never does
cluster_wait()
{
    limit=$(($(cluster_now) + $1))
    shift
    until "$@" >/dev/null 2>&1; do
        [ "$(cluster_now)" -lt "$limit" ] || return 1
        sleep 0.2
    done
}

# Whether a directory has that many results.
cluster_has() { [ "$(find "$1" -name '*.result.json' | wc -l)" -ge "$2" ]; }

# --- what is compared -----------------------------------------------------------------------------

cluster_alone()
{
    say "one machine: $cluster_seeds seeds of swarm"
    began=$(cluster_now)
    "$cluster_idsim" sweep swarm --seeds "0..$cluster_seeds" --result "$cluster_work/alone" \
        >"$cluster_work/alone.log" || cluster_broken $exit_failed 'the sweep on one machine failed'
    say "one machine: $(($(cluster_now) - began)) s"
}

# cluster_compare NAME: merges NAME/ and compares it with what one machine found
cluster_compare()
{
    "$cluster_idsim" merge "$cluster_work/$1" --seeds "0..$cluster_seeds" \
        --result "$cluster_work/$1-merged" >"$cluster_work/$1-merge.log" 2>&1 ||
        cluster_broken $exit_failed "$1: the results cannot be merged"
    for file in "$cluster_work"/alone/*.result.json; do
        cmp "$file" "$cluster_work/$1-merged/${file##*/}" >&2 ||
            fail $exit_failed "$1: the merged result is not that of one machine"
    done
    say "$1: merged, and equal to one machine's, byte for byte: $(wc -c <"$file") bytes"
}

# --- Slurm ----------------------------------------------------------------------------------------

# cluster_slurm_conf NAME: for a node, or for the controller and its clients
cluster_slurm_conf()
{
    host=$(hostname -s) user=$(id -un) port=$cluster_port
    cat >"$cluster_work/$1.conf" <<END
ClusterName=idsim
SlurmctldHost=$host(127.0.0.1)
SlurmctldPort=$port
AuthType=auth/none
CredType=cred/none
SlurmUser=$user
SlurmdUser=$user
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
SwitchType=switch/none
MpiDefault=none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
SlurmdParameters=config_overrides
StateSaveLocation=$cluster_work/state
SlurmctldPidFile=$cluster_work/slurmctld.pid
SlurmctldLogFile=$cluster_work/slurmctld.log
SlurmdSpoolDir=$cluster_work/%n
SlurmdPidFile=$cluster_work/%n.pid
SlurmdLogFile=$cluster_work/%n.log
SlurmdTimeout=5
ReturnToService=2
JobRequeue=1
KillWait=1
NodeName=n1 NodeHostname=$host NodeAddr=127.0.0.1 Port=$((port + 1)) CPUs=1
NodeName=n2 NodeHostname=$host NodeAddr=127.0.0.1 Port=$((port + 2)) CPUs=1
PartitionName=all Nodes=n1,n2 Default=YES MaxTime=INFINITE State=UP
END
}

# cluster_slurmd NODE
cluster_slurmd()
{
    SLURM_CONF=$cluster_work/$1.conf slurmd -D -N "$1" -f "$cluster_work/$1.conf" \
        >"$cluster_work/$1.out.log" 2>&1 &
    cluster_started="$cluster_started $!"
}

cluster_slurm_up()
{
    mkdir "$cluster_work/state" "$cluster_work/n1" "$cluster_work/n2"
    for name in slurm n1 n2; do
        cluster_slurm_conf $name
    done
    SLURM_CONF=$cluster_work/slurm.conf
    export SLURM_CONF
    slurmctld -D -f "$SLURM_CONF" >"$cluster_work/slurmctld.out.log" 2>&1 &
    cluster_started="$cluster_started $!"
    cluster_slurmd n1
    cluster_slurmd n2
    cluster_wait 60 sh -c '[ "$(sinfo -h -N -t idle | wc -l)" -eq 2 ]' ||
        cluster_broken $exit_environment 'Slurm does not start'
}

# Slurm lets a task of a lost node wait for two minutes, which this does not.
cluster_slurm_idle()
{
    for task in $(squeue -h -r -t pending -o '%A %r' | sed -n 's/ BeginTime$//p'); do
        scontrol update "jobid=$task" starttime=now || :
    done
    queue=$(squeue -h -r) && [ -z "$queue" ]
}

# cluster_count NAME REGEX: how often a log says so
cluster_count() { grep -c "$2" "$cluster_work/$1" || :; }

cluster_slurm()
{
    say 'Slurm: starting a controller and two nodes'
    cluster_slurm_up
    began=$(cluster_now)
    SHARDS=$cluster_shards IDSIM=$cluster_idsim RESULTS=$cluster_work/slurm
    export SHARDS IDSIM RESULTS
    (cd "$cluster_work" && sbatch --array="1-$cluster_shards" --output="$cluster_work/tasks.log" \
        "$root/sim/machines/slurm.sh" swarm --seeds "0..$cluster_seeds" >/dev/null) ||
        cluster_broken $exit_environment 'sbatch failed'
    mkdir -p "$cluster_work/slurm"
    cluster_wait 600 cluster_has "$cluster_work/slurm" $((cluster_shards / 4)) ||
        cluster_broken $exit_environment 'Slurm plays nothing'
    # shellcheck disable=SC2046 # one word a process
    cluster_kill $(cluster_of "$cluster_work/n1.conf")
    done=$(find "$cluster_work/slurm" -name '*.result.json' | wc -l)
    say "Slurm: node n1 killed with $done of $cluster_shards shards done"
    cluster_wait 900 cluster_slurm_idle || cluster_broken $exit_environment 'Slurm does not end'
    lost=$(cluster_count slurmctld.log 'requeue.*due to failure of node n1')
    [ "$lost" -gt 0 ] || cluster_broken $exit_failed 'Slurm: no task was lost with the node'
    say "Slurm: all tasks ended after $(($(cluster_now) - began)) s; $lost ran again on n2"
    cluster_compare slurm
    unset SLURM_CONF
}

# --- ssh ------------------------------------------------------------------------------------------

# cluster_sshd NAME PORT: a server that only our key may enter; its process is in cluster_server
cluster_sshd()
{
    cat >"$cluster_work/$1.conf" <<END
Port $2
ListenAddress 127.0.0.1
HostKey $cluster_work/host
PidFile $cluster_work/$1.pid
AuthorizedKeysFile $cluster_work/key.pub
PubkeyAuthentication yes
PasswordAuthentication no
KbdInteractiveAuthentication no
PermitRootLogin prohibit-password
StrictModes no
UsePAM no
END
    # It insists on being called by its whole path.
    "$(command -v sshd)" -D -f "$cluster_work/$1.conf" -E "$cluster_work/$1.log" &
    cluster_server=$!
    cluster_started="$cluster_started $cluster_server"
}

# cluster_ssh PORT: how to get there
cluster_ssh()
{
    echo "ssh -p $1 -i $cluster_work/key -F none -o BatchMode=yes -o StrictHostKeyChecking=no" \
        "-o UserKnownHostsFile=/dev/null -o LogLevel=ERROR -o ConnectTimeout=10"
}

cluster_ssh_up()
{
    ssh-keygen -q -t ed25519 -N '' -f "$cluster_work/host"
    ssh-keygen -q -t ed25519 -N '' -f "$cluster_work/key"
    [ "$(id -u)" -ne 0 ] || mkdir -p /run/sshd
    for number in 1 2; do
        port=$((cluster_port + 10 + number))
        cluster_sshd h$number "$port"
        # shellcheck disable=SC2046 # a command of several words
        cluster_wait 30 $(cluster_ssh "$port") 127.0.0.1 true ||
            cluster_broken $exit_environment 'the ssh server does not start'
        # Two names of one address, so that parallel takes them for two hosts.
        echo "1/$(cluster_ssh "$port") 127.0.0.1" >>"$cluster_work/hosts"
    done
}

# cluster_parallel: as a user would start it, again and again
cluster_parallel()
{
    SHARDS=$cluster_shards IDSIM=$cluster_idsim RESULTS=$cluster_work/ssh \
        "$root/sim/machines/parallel.sh" --on "$cluster_work/hosts" swarm \
        --seeds "0..$cluster_seeds" >>"$cluster_work/parallel.log" 2>&1
}

cluster_ssh_part()
{
    say 'ssh: starting two servers'
    cluster_ssh_up
    began=$(cluster_now)
    mkdir "$cluster_work/ssh"
    cluster_parallel &
    jobs=$!
    cluster_started="$cluster_started $jobs"
    cluster_wait 600 cluster_has "$cluster_work/ssh" $((cluster_shards / 4)) ||
        cluster_broken $exit_environment 'parallel plays nothing'
    cluster_kill "$cluster_server"
    done=$(find "$cluster_work/ssh" -name '*.result.json' | wc -l)
    say "ssh: server h2 killed with $done of $cluster_shards shards done"
    code=0
    wait "$jobs" || code=$?
    [ $code -ne 0 ] || cluster_broken $exit_failed 'ssh: no shard was lost with the server'
    missing=0
    "$cluster_idsim" merge "$cluster_work/ssh" --seeds "0..$cluster_seeds" \
        >"$cluster_work/missing.log" 2>&1 || missing=$?
    [ $missing -eq 4 ] || cluster_broken $exit_failed "ssh: merge exits with $missing, not 4"
    say "ssh: $code shards failed; merge says: $(sed -n 's/^idsim: //p' "$cluster_work/missing.log")"
    sed -i 1q "$cluster_work/hosts"
    cluster_parallel || cluster_broken $exit_failed 'ssh: the second run failed, too'
    say "ssh: the same command ran them again; $(($(cluster_now) - began)) s in all"
    cluster_compare ssh
}

# --- the command ----------------------------------------------------------------------------------

# cluster_number OPTION TEXT LEAST
cluster_number()
{
    case $2 in
    '' | *[!0-9]* | ????????*) fail $exit_usage "$1 needs a number from $3, not \"$2\"" ;;
    esac
    [ "$2" -ge "$3" ] || fail $exit_usage "$1 needs a number from $3, not \"$2\""
}

cluster_arguments()
{
    cluster_seeds=6000 cluster_shards=20 cluster_only=
    while [ $# -gt 0 ]; do
        case $1 in
        --seeds | --shards | --only) [ $# -ge 2 ] || fail $exit_usage "$1 needs a value" ;;
        *) fail $exit_usage "cluster-test has no \"$1\"; see \"./dev cluster-test help\"" ;;
        esac
        case $1 in
        --seeds) cluster_number --seeds "$2" 300 && cluster_seeds=$2 ;;
        --shards) cluster_number --shards "$2" 4 && cluster_shards=$2 ;;
        --only)
            case $2 in
            slurm | ssh) cluster_only=$2 ;;
            *) fail $exit_usage "--only needs slurm or ssh, not \"$2\"" ;;
            esac
            ;;
        esac
        shift 2
    done
}

cluster_test()
{
    case ${1:-} in
    help | -h | --help)
        cluster_usage
        return 0
        ;;
    esac
    cluster_arguments "$@"
    [ -d /proc/self ] || fail $exit_environment 'cluster-test needs Linux: it finds processes in /proc'
    deps cluster
    PATH=$PATH:/usr/sbin
    build checked idsim
    cluster_idsim=$root/build/checked/bin/idsim
    cluster_work=$(mktemp -d) cluster_started=
    # Three ports for Slurm and two for ssh, where two tests seldom meet.
    cluster_port=$((20000 + $$ % 400 * 20))
    trap 'cluster_end; rm -rf "$cluster_work"' EXIT
    trap 'exit 130' INT
    trap 'exit 143' TERM
    cluster_alone
    [ "$cluster_only" = ssh ] || cluster_slurm
    [ "$cluster_only" = slurm ] || cluster_ssh_part
    cluster_end
    left=$(cluster_left)
    [ -z "$left" ] || fail $exit_failed "these processes are left: $left"
    say 'everything that was started is ended'
}
