/** The command line of `hvrun explore`. */
import { availableParallelism } from 'node:os';
import { Option, InvalidArgumentError } from 'commander';
import type { Command } from 'commander';
import { MIN_RAM } from '../../emulator/board.ts';
import { SEEDS, STATUSES } from '../../emulator/options/kinds.ts';
import { AVAILABLE, USUAL_OPTIONS } from '../explorer/adversities/adversities.ts';
import { type AdversityName, MAX_KEY, parseKey } from '../explorer/case.ts';
import { MOST_SHARDS, type Shard, shardOf } from '../explorer/host/shard.ts';
import type { CommandRange } from '../explorer/adversities/crashes/command-window.ts';
import { type Identity, parseIdentity } from '../explorer/identity.ts';
import { DEATHS, DEPTHS, POWER_WRITES } from '../explorer/options.ts';
import { BUILT_IN_GUESTS, type BuiltInGuest } from '../simulator/built-in-guests.ts';
import { describeFirmware, type FirmwareOptions, firmwareOf } from './firmware-options.ts';
import { newCommand, type OptionsOutput, parseCount, parseRam } from './options.ts';

export interface ExploreFlags extends FirmwareOptions {
  readonly guest?: BuiltInGuest;
  readonly disk?: string;
  readonly append?: string;
  readonly input?: string;
  readonly ram: number;
  readonly only: readonly AdversityName[];
  readonly depth: number;
  readonly faults: number;
  readonly crashCommands?: CommandRange;
  readonly powerWrites: number;
  /** Seconds. */
  readonly budget?: number;
  readonly exhaustive?: boolean;
  readonly seed: number;
  readonly expectStatus?: number;
  readonly expectConsole?: string;
  readonly expectDisk?: string;
  readonly case?: string;
  readonly of?: Identity;
  readonly json?: boolean;
  readonly report?: string;
  readonly junit?: string;
  readonly record?: string;
  readonly workers: number;
  readonly results?: string;
  readonly shard?: Shard;
  /** How many shards. */
  readonly slurmScript?: number;
}

/** Seconds that it may take unless told otherwise. */
const BUDGET = 60;
const MOST_WORKERS = 1024;

/** Of a shard all is wanted: whoever runs it says how long it may take. */
export function usualBudget({ shard }: Pick<ExploreFlags, 'shard'>): number {
  return shard === undefined ? BUDGET : Infinity;
}

const HELP = `
doubt    On the bare machine, each command to a device ends uncertain, and was performed, or not, or in part;
         then up to --depth commands of one run, retries among them.
moments  On the bare machine, each command ends at each instruction at which it could, or when another one does, or later than the machine
         stops a guest that does not wait for it; and interrupts come for nothing. Then a command ends uncertain, and the next one for
         its device, mostly its repeat, ends at each instruction at which it could, and so does each that was under way: of commands
         given and repeated at the same places only the first, unless it is --exhaustive.
crashes  On a pair, under each variant of the protocol, primary or backup dies at each step at which it could matter: each message
         unsent, in flight, unacked; each command before it is issued, issued, performed, its interrupt not relayed.
         Or it stands still there, and nobody is told. --faults 2: then a second machine: in the failover epoch, while a new one
         comes up and joins, and after that; --faults 3: and then another one. --crash-commands 8-12: first deaths only from when the
         device begins with command 7 to when the guest on both machines knows that command 12 is over. Where it can, the pair then
         begins in the state in which the bare machine came there: a guest that boots for long boots once.
power    Both machines and the disk's cache die at once. Of the writes since the last flush each alone survives, each pair up to
         --power-writes, or all but these, whole or torn: what is in front of a sector's boundary, or behind it; the first and
         last sector, or what is between them. The guest boots again from what is left: its exit status must be right, and
         --expect-disk must hold for what is left, and at the end. Where its command names $PRINTED, a file with all that was
         printed by then, what the guest promised must be there, too. A guest that has a log of its own, and mends its disk when
         it boots, need not be right before that: where the command names $WHEN, that is left for what is left, and end at the
         end. Then power goes once more, in the run that boots after the first loss, where a log is replayed: as many second
         losses as there are first ones, or a hundred, with --exhaustive all; and it boots again. And it goes in runs in which a
         write or a flush ended uncertain and was not performed, until they are as the undisturbed one again: what is given again
         must be as durable as it would have been.

What is right is what the undisturbed run shows outside: console, disk, control rod, exit status; or what --expect-status,
--expect-console and --expect-disk say. Each run has its own copy of the disk: the image is not written to. Cases that cannot differ
are one, and the table says how many each stands for; some of the others are run all the same, to see whether it does.
--record saves the smallest case of each finding as a recording, named by its key: of a pair, what its guest was given; of doubt,
moments and the run after the last loss of power, what the bare machine's guest was given, under a hypervisor.
A finding is told as soon as it is found, with a command that repeats it: that carries hashes of image, disk, options and
tool, and goes no further if one of them is another.

Examples:
  hvrun explore a.out --disk disk.img
  hvrun explore --guest kernel --only doubt --depth 1
  hvrun explore a.out --disk disk.tar --expect-disk 'tar -tf'
  hvrun explore a.out --disk disk.img --only power --expect-disk 'sh saved.sh "$PRINTED"'
  hvrun explore a.out --disk disk.img --only power --expect-disk 'test $WHEN = left || sh saved.sh "$PRINTED"'
  hvrun explore a.out --disk disk.img --case doubt:7=not,9=performed
  hvrun explore a.out --disk disk.img --case moments:1=not,disk/3@+5
  hvrun explore a.out --disk disk.img --case power:kept@12,9=lost,lost@3
  hvrun explore a.out --disk disk.img --results r --shard 3/20
  hvrun explore merge r                      when all of its shards are there: the report (see its --help)

Each worker is a process. One that dies takes nothing along: its cases are tried again, and one of which three workers die is
undecided. The report does not depend on how many there are. Of the kernel one takes some 120 MB.

Exit status: 0 if nobody outside could tell, 1 if somebody could, 2 if that can't be decided (the output depends on time, or not
all could be tried within the budget); 64, 65, 66 as for a run, 73 if an output file can't be written, 74 if the host failed in the
middle, 75 if another hvrun has the --results. Of a shard: 0 if its results are there, whatever they are, 2 if not all was tried;
merge has the verdict.`;

export function describeExplore(output: OptionsOutput): Command {
  return describeFirmware(newCommand('hvrun explore', output))
    .description(
      'Lets everything that can go wrong with a guest go wrong, and says whether anybody outside could tell.',
    )
    .argument('[image]', 'executable to boot (default: a.out)')
    .addOption(new Option('--guest <name>', 'a built-in guest in place of an image').choices(BUILT_IN_GUESTS))
    .option('--disk <file>', 'disk image; each run begins with a copy in memory')
    .option('--append <text>', 'boot arguments for the guest')
    .option('--input <file>', 'what is typed at the console, at once')
    .addOption(new Option('--ram <size>', 'bytes of RAM').argParser(parseRam).default(MIN_RAM, '1M'))
    .addOption(
      new Option('--only <names>', `what is to go wrong: ${AVAILABLE.join(', ')}, with commas between`)
        .argParser(parseNames)
        .default(AVAILABLE, 'all'),
    )
    .option('--depth <n>', 'doubt: faults of one run, at most', parseCount(...DEPTHS), USUAL_OPTIONS.depth)
    .option('--faults <n>', 'crashes: deaths in one run, at most', parseCount(...DEATHS), USUAL_OPTIONS.faults)
    .option(
      '--crash-commands <i-j>',
      'crashes: first deaths only during the i-th to j-th command of the guest, as --kill counts them',
      parseCommands,
    )
    .option(
      '--power-writes <n>',
      'power: writes that alone survive, or alone do not, at most',
      parseCount(...POWER_WRITES),
      USUAL_OPTIONS.powerWrites,
    )
    .addOption(
      new Option(
        '--budget <seconds>',
        `time that it may take (default: ${BUDGET}, of a shard all that it needs)`,
      ).argParser(parseCount(1, 1e7)),
    )
    .addOption(
      new Option('--workers <n>', 'processes that try cases')
        .argParser(parseCount(1, MOST_WORKERS))
        .default(availableParallelism(), 'one for each processor'),
    )
    .option('--results <folder>', 'keep what was tried there: the same command goes on where it was, however it ended')
    .option(
      '--shard <i/n>',
      'with --results: try only the i-th of n parts, 1 to n; auto or auto/n: as Slurm or Kubernetes says',
      parseShard,
    )
    .option(
      '--slurm-script <n>',
      'with --results: print a batch file for sbatch, for n shards',
      parseCount(1, MOST_SHARDS),
    )
    .option('--exhaustive', 'try also what is known to make no difference')
    .option('--seed <n>', 'decides which of the cases that others stand for are run, too', parseCount(...SEEDS), 1)
    .option('--expect-status <n>', 'the right exit status', parseCount(...STATUSES))
    .option('--expect-console <file>', 'the right console output')
    .option(
      '--expect-disk <command>',
      'looks at a copy of the disk, whose path is its last argument; status 0: it is right; $PRINTED is the path of what was printed, $WHEN left or end',
    )
    .option('--case <key>', 'run this case alone, and tell what happens', parseCase)
    .addOption(new Option('--of <hashes>', 'of --case: what image, disk, options and tool must be').argParser(parseOf))
    .option('--json', 'tell everything as JSON, an object a line')
    .option('--report <file>', 'write the report as a page, which needs nothing but itself')
    .option('--junit <file>', 'write the report as JUnit XML')
    .option('--record <folder>', 'save the run of each finding here, for `hvrun replay` and `hvrun diff`')
    .addHelpText('after', HELP);
}

/** Ends with a CommanderError if some flags don't go together. */
export function refuseClashingFlags(command: Command, image: string | undefined): void {
  const flags = command.opts<ExploreFlags>();
  const { guest, results, shard, slurmScript } = flags;
  const refuse = (wrong: boolean, why: string): void => {
    if (wrong) command.error(`error: ${why}`);
  };
  const { firmware } = firmwareOf(command);
  const builtIn = "option '--guest' names a built-in guest, ";
  refuse(firmware !== undefined && guest !== undefined, `${builtIn}which needs no firmware`);
  refuse(image !== undefined && guest !== undefined, `${builtIn}and an image was given, too`);
  const one = flags.case !== undefined;
  const reports = (flags.report ?? flags.junit) !== undefined;
  refuse(one && reports, "options '--report' and '--junit' are for all cases, and '--case' is for one");
  refuse(one && results !== undefined, "option '--results' is for all cases, and '--case' is for one");
  refuse(flags.of !== undefined && !one, "option '--of' belongs to '--case'");
  refuse(shard !== undefined && results === undefined, "option '--shard' needs '--results', a folder for all shards");
  refuse(
    slurmScript !== undefined && results === undefined,
    "option '--slurm-script' needs '--results', a folder for all shards",
  );
  refuse(
    slurmScript !== undefined && shard !== undefined,
    "option '--slurm-script' says all shards, and '--shard' one",
  );
}

function parseCommands(text: string): CommandRange {
  const [, first, last = first] = /^([1-9]\d{0,8})(?:-([1-9]\d{0,8}))?$/.exec(text) ?? [];
  if (first === undefined || Number(last) < Number(first))
    throw new InvalidArgumentError(
      'Expected the numbers of the first and the last command, from 1, as in 8-12; or of one.',
    );
  return { first: Number(first), last: Number(last) };
}

function parseShard(text: string): Shard {
  const shard = shardOf(text, process.env);
  if (typeof shard === 'string') throw new InvalidArgumentError(shard);
  return shard;
}

function parseNames(text: string): AdversityName[] {
  const names = text.split(',');
  const unknown = names.find((name) => !(AVAILABLE as readonly string[]).includes(name));
  if (unknown !== undefined) throw new InvalidArgumentError(`Expected some of ${AVAILABLE.join(', ')}.`);
  return names as AdversityName[];
}

function parseCase(key: string): string {
  const faults = parseKey(key);
  if (faults === undefined)
    throw new InvalidArgumentError(`Expected the key of a case, of at most ${MAX_KEY} characters, as in doubt:7=not.`);
  if (!AVAILABLE.includes(faults.adversity))
    throw new InvalidArgumentError(`Expected a case of ${AVAILABLE.join(', ')}.`);
  return key;
}

function parseOf(text: string): Identity {
  const identity = parseIdentity(text);
  if (identity === undefined)
    throw new InvalidArgumentError('Expected hashes as hvrun prints them: image:...,disk:...,options:...,tool:...');
  return identity;
}
