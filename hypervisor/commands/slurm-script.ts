/** `hvrun explore --slurm-script`: a batch file for Slurm's sbatch (slurm.schedmd.com/sbatch.html, slurm.schedmd.com/job_array.html). */
import { quoted } from '../words/shell.ts';

export interface SlurmSetting {
  /** What is to be explored: the words behind hvrun's name, for a shell. */
  readonly command: string;
  readonly shards: number;
  readonly results: string;
  /** Where it runs. */
  readonly folder: string;
}

/** How often a task is queued again. */
const MOST_RESTARTS = 10;

export function slurmScript({ command, shards, results, folder }: SlurmSetting): string {
  return `#!/bin/bash
# ${shards} shards of an exploration, as a job array. \`sbatch THIS_FILE\` queues all of them, \`sbatch --array=3,7 THIS_FILE\` some;
# when all are there, \`hvrun explore merge\` with the folder of results makes the report. HVRUN: how hvrun is called on the nodes.
#SBATCH --job-name=hvrun-explore
#SBATCH --array=1-${shards}
#SBATCH --ntasks=1
#SBATCH --cpus-per-task=1
#SBATCH --requeue
#SBATCH --output=/dev/null

cd -- ${quoted(folder)} || exit
mkdir -p -- ${quoted(results)} || exit
exec >>${quoted(results)}/shard-"$SLURM_ARRAY_TASK_ID".log 2>&1
\${HVRUN:-hvrun} ${command} --results ${quoted(results)} \\
  --workers "\${SLURM_CPUS_PER_TASK:-1}" --shard "$SLURM_ARRAY_TASK_ID/${shards}"
status=$?

# It was killed, its host failed, or another task has the shard still: the task is queued again, and goes on where it was. Whoever
# loses its node is queued again by Slurm.
case $status in
  74 | 75 | 13[4-9])
    if [ "\${SLURM_RESTART_COUNT:-0}" -lt ${MOST_RESTARTS} ]; then
      scontrol requeue "\${SLURM_ARRAY_JOB_ID}_$SLURM_ARRAY_TASK_ID"
    fi
    ;;
esac
exit "$status"
`;
}
