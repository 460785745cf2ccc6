/** `hvrun status` and `hvrun join`: a running hvrun is asked. */
import { printable, printableJson } from '../../emulator/report/printable.ts';
import { EXIT_STATUS } from '../../emulator/board.ts';
import type { JoinerStatus, MachineStatus } from '../bus/status.ts';
import type { Answer, Ask, RunStatus } from '../control/control-messages.ts';
import { askRunning, findRunning, NoFolder, type Running } from '../control/running.ts';
import { doesNotAnswer, joins, NONE_RUNNING, nothingJoins, notRunning, severalRunning } from '../words/asking.ts';
import { Failure, say } from './failure.ts';
import { newCommand, type OptionsOutput, parseCount, parseWith } from './options.ts';

/** What was asked can't be done. */
const REFUSED = 1;

const STATUS_HELP = `
Without PID: the hvrun that runs; if several do, all of them, a line each. Lag is what the backup's
guest has still to do of the epochs that the primary's has come to the end of.

Exit status: 0; 1 no hvrun runs (or none with this PID); 64 wrong usage;
66 the folder of temporary files can't be looked into.`;

const JOIN_HELP = `
A new replica takes the place of a dead one, or becomes the backup of a machine that was started
with --solo: the primary copies its state to it while the guest goes on. By default hvrun does so by
itself when a replica has died; this is for --no-restart, and for --solo. Under \`hvrun bus\` it is
the next replica that comes.

Exit status: 0 the new replica is starting; 1 there are two, or no hvrun runs; 64 and 66 as for status.`;

/** Prints where a running pair stands; returns the exit status. */
export async function status(args: readonly string[], output: OptionsOutput): Promise<number> {
  const command = newCommand('hvrun status', output)
    .description('Tells where a running pair stands: who is primary, the epoch, the lag, the term.')
    .argument('[pid]', "hvrun's process", parseCount(1, 2 ** 31 - 1))
    .option('--json', 'as JSON, for programs: an object for each hvrun')
    .addHelpText('after', STATUS_HELP);
  const options = parseWith(command, args, () => ({
    pid: pidOf(command.processedArgs),
    ...command.opts<{ json?: boolean }>(),
  }));
  if ('exitStatus' in options) return options.exitStatus;
  const runs = await runningAs(options.pid);
  const answers = await Promise.all(runs.map((run) => ask(run, 'status')));
  const statuses = answers.flatMap((answer) => (answer.type === 'status' ? [answer.status] : []));
  for (const each of statuses) {
    if (options.json) output.stdout(`${printableJson(each)}\n`);
    else output.stdout(printable(`${(statuses.length > 1 ? [summarize(each)] : describeStatus(each)).join('\n')}\n`));
  }
  return 0;
}

/** Lets a replica join a running hvrun; returns the exit status. */
export async function joinRun(args: readonly string[], output: OptionsOutput): Promise<number> {
  const command = newCommand('hvrun join', output)
    .description('Adds a replica to a running hvrun that has only one.')
    .argument('[pid]', "hvrun's process", parseCount(1, 2 ** 31 - 1))
    .addHelpText('after', JOIN_HELP);
  const options = parseWith(command, args, () => ({ pid: pidOf(command.processedArgs) }));
  if ('exitStatus' in options) return options.exitStatus;
  const runs = await runningAs(options.pid);
  if (runs.length > 1) {
    throw new Failure(EXIT_STATUS.USAGE, severalRunning(runs.map(({ pid }) => pid)));
  }
  const answer = await ask(runs[0], 'join');
  if (answer.type === 'refused') throw new Failure(REFUSED, nothingJoins(runs[0].pid, answer.reason));
  say(joins(runs[0].pid), output.stderr);
  return 0;
}

function pidOf(args: readonly unknown[]): number | undefined {
  return args[0] as number | undefined;
}

/** The running hvrun with this number, or all. Throws a {@link Failure} if there is none. */
async function runningAs(pid: number | undefined): Promise<Running[]> {
  const runs = (await findAll()).filter((run) => pid === undefined || run.pid === pid);
  if (runs.length > 0) return runs;
  throw new Failure(REFUSED, pid === undefined ? NONE_RUNNING : notRunning(pid));
}

async function findAll(): Promise<Running[]> {
  try {
    return await findRunning();
  } catch (error) {
    if (error instanceof NoFolder) throw new Failure(EXIT_STATUS.NO_INPUT, error.message);
    throw error;
  }
}

async function ask(run: Running, what: Ask): Promise<Answer> {
  const answer = await askRunning(run, what);
  if (answer) return answer;
  throw new Failure(REFUSED, doesNotAnswer(run.pid));
}

/** One line, for a list. */
function summarize({ hvrun, image, state, term, primary, backup, joiner }: RunStatus): string {
  const names = [
    primary && `primary ${primary.pid}`,
    backup && `backup ${backup.pid}`,
    joiner && `${joiner.pid} is joining`,
  ].filter(Boolean);
  return `${hvrun}  ${image}, ${state}, term ${term}: ${names.join(', ') || 'no machine'}`;
}

/** What a person wants to know, line by line. */
function describeStatus(status: RunStatus): string[] {
  const { hvrun, image, uptimeSeconds, protocol, epochLength, state, term, primary, backup, joiner, lag } = status;
  const early = status.earlyEnds ? ' at most' : '';
  return [
    `hvrun ${hvrun}: ${image}, ${state}, up ${describeDuration(uptimeSeconds)}`,
    `protocol ${protocol}, epochs of${early} ${epochLength} instructions`,
    `term ${term}`,
    `primary ${describeMachine(primary)}`,
    `backup ${describeMachine(backup)}`,
    ...(joiner ? [`joining ${describeJoiner(joiner)}`] : []),
    ...(lag ? [`lag ${lag.epochs} epochs, ${lag.instructions} instructions`] : []),
    `commands outstanding: ${status.outstanding}`,
  ];
}

function describeMachine(machine: MachineStatus | null): string {
  if (!machine) return 'none';
  return `${machine.pid}${machine.epoch === null ? ', does not answer' : `, epoch ${machine.epoch}`}`;
}

function describeJoiner({ pid, copying }: JoinerStatus): string {
  if (!copying) return `${pid}, waits for the primary's state`;
  return `${pid}, gets the primary's state: round ${copying.round}, ${copying.pages} pages left`;
}

function describeDuration(seconds: number): string {
  const whole = Math.floor(seconds);
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60];
  return [hours > 0 && `${hours} h`, whole >= 60 && `${minutes} min`, `${whole % 60} s`].filter(Boolean).join(' ');
}
