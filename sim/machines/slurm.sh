#!/bin/sh
#SBATCH --job-name=idsim
#SBATCH --requeue
#SBATCH --open-mode=append
# A sweep as a Slurm array, one shard a task:
#
#   SHARDS=100 sbatch --array=1-100 sim/machines/slurm.sh swarm --seeds 0..1000000
#   idsim merge results
#
# SHARDS stays the same if only some tasks are submitted again: --array=3,7-9. IDSIM is the idsim to
# run, RESULTS the directory, which all nodes share. A task whose environment failed (exit status 4)
# is queued again, three times at most; Slurm itself does so if a node fails.
set -u
: "${SHARDS:?in how many shards, as in --array=1-SHARDS}"

code=0
"${IDSIM:-idsim}" sweep "$@" --shard "$SLURM_ARRAY_TASK_ID/$SHARDS" \
    --jobs "${SLURM_CPUS_PER_TASK:-1}" --result "${RESULTS:-results}" || code=$?
if [ "$code" -eq 4 ] && [ "${SLURM_RESTART_COUNT:-0}" -lt 3 ]; then
    scontrol requeue "$SLURM_JOB_ID"
fi
exit "$code"
