/**
 * `hvrun simulate`: runs of a guest on a simulated pair, each with the faults that its seed stands for. The report goes to
 * stdout: a line for each run in which a rule was broken, and the sum of all.
 */
import { readFile } from 'node:fs/promises';
import { Command, CommanderError, Option } from 'commander';
import { BootError } from '../../emulator/boot.ts';
import { EXIT_STATUS, MIN_RAM } from '../../emulator/board.ts';
import { BUILT_IN_GUESTS, type BuiltInGuest, loadBuiltInGuest } from '../simulator/built-in-guests.ts';
import { Campaign, type JudgedRun } from '../simulator/campaign.ts';
import type { SimulatedGuest } from '../simulator/guest.ts';
import { describeFault } from '../simulator/plan.ts';
import { Failure } from './failure.ts';
import { readFileFor, readImage } from './files.ts';
import { type OptionsOutput, parseCount, parseRam } from './options.ts';

/** Where the build puts the guests, beside hvrun's own bundle. */
const GUESTS = new URL('./simulator/', import.meta.url);
/** A rule was broken in some run. */
const BROKEN = 1;
/** Findings told of one run: the first ones say what went wrong, the others what followed from it. */
const FINDINGS_TOLD = 3;

interface SimulateFlags {
  readonly guest?: BuiltInGuest;
  readonly seed: number;
  readonly runs: number;
  readonly disk?: string;
  readonly append: string;
  readonly input?: string;
  readonly ram: number;
  readonly verbose?: boolean;
}

const HELP = `
Without an image, the guest is the kernel with its shell, or with --guest drill a small program that uses every device,
or with --guest pressure one that polls clocks and stores to its memory without a pause.
The same seed gives the same run, on every machine. A run's seed decides the protocol's variant, the epochs' length, the
speed and clocks of the machines, the delays of links and devices, and what goes wrong when.

Examples:
  hvrun simulate --runs 10000              ten thousand runs of the kernel, seeds 1 to 10000
  hvrun simulate --seed 77 --verbose       everything that happens in the run with seed 77
  hvrun simulate a.out --disk disk.tar --runs 500

Exit status: 0 if no rule was broken, 1 if one was; 64, 65, 66 as for a run.`;

/** Simulates what the arguments ask for, and returns the exit status. Throws a {@link Failure} if it can't be done. */
export async function simulate(args: readonly string[], output: OptionsOutput): Promise<number> {
  const command = describeCommand(output);
  try {
    command.parse(args, { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    return error.exitCode === 0 ? 0 : EXIT_STATUS.USAGE;
  }
  const image = command.processedArgs[0] as string | undefined;
  const flags = command.opts<SimulateFlags>();
  const campaign = begin(await guestOf(image, flags));
  const repeat = ['hvrun simulate', image, flags.guest && `--guest ${flags.guest}`, ...repeatedFlags(flags)];
  return report(campaign, flags, repeat.filter(Boolean).join(' '), (line) => output.stdout(`${line}\n`));
}

function describeCommand(output: OptionsOutput): Command {
  return new Command('hvrun simulate')
    .description('Simulates a pair in one process, from a seed, with everything that can go wrong.')
    .argument('[image]', 'executable to boot')
    .addOption(new Option('--guest <name>', 'the built-in guest').choices(BUILT_IN_GUESTS))
    .option('--seed <n>', 'seed of the first run', parseCount(0, 2 ** 32 - 1), 1)
    .option('--runs <n>', 'number of runs, a seed each', parseCount(1, 1e9), 1)
    .option('--disk <file>', 'disk image; each run begins with a copy in memory')
    .option('--append <text>', 'boot arguments for the guest', '')
    .option('--input <file>', 'what is typed at the console, line by line')
    .addOption(new Option('--ram <size>', 'bytes of RAM').argParser(parseRam).default(MIN_RAM, '1M'))
    .option('--verbose', 'tell everything that happens')
    .addHelpText('after', HELP)
    .allowExcessArguments(false)
    .showHelpAfterError("Try 'hvrun simulate --help'.")
    .configureOutput({
      writeOut: output.stdout,
      writeErr: output.stderr,
      outputError: (text, write) => write(text.replace(/^error: /, 'hvrun: ')),
    })
    .exitOverride();
}

async function guestOf(image: string | undefined, flags: SimulateFlags): Promise<SimulatedGuest> {
  const { guest = 'kernel', disk, append, input, ram } = flags;
  if (image === undefined) return loadBuiltInGuest(guest, GUESTS);
  return {
    name: image,
    image: await readImage({ image }),
    append,
    disk: disk === undefined ? new Uint8Array(0) : await readFileFor(`disk '${disk}'`, () => readFile(disk)),
    input: input === undefined ? '' : await readFileFor(`input '${input}'`, () => readFile(input, 'latin1')),
    ram,
    reproducible: false,
  };
}

function begin(guest: SimulatedGuest): Campaign {
  try {
    return new Campaign(guest);
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const what = error instanceof BootError ? `cannot boot '${guest.name}': ${error.message}` : error.message;
    throw new Failure(EXIT_STATUS.BAD_IMAGE, what);
  }
}

function repeatedFlags({ disk, append, input, ram }: SimulateFlags): string[] {
  return [
    disk === undefined ? '' : `--disk '${disk}'`,
    append === '' ? '' : `--append '${append}'`,
    input === undefined ? '' : `--input '${input}'`,
    ram === MIN_RAM ? '' : `--ram ${ram}`,
  ];
}

function report(
  campaign: Campaign,
  { seed, runs, verbose = false }: SimulateFlags,
  repeat: string,
  print: (line: string) => void,
): number {
  const sum = { broken: 0, failovers: 0, joins: 0, lost: 0, steps: 0 };
  const began = performance.now();
  for (let next = seed; next < seed + runs; next += 1) {
    const run = campaign.run(next, verbose ? print : undefined);
    sum.steps += run.steps.first + run.steps.second;
    sum.failovers += run.record.lives.filter(({ failoverEpoch }) => failoverEpoch !== undefined).length;
    sum.joins += run.record.wholes.size;
    if (run.record.end === 'lost') sum.lost += 1;
    if (run.findings.length === 0) continue;
    sum.broken += 1;
    print(describeFindings(next, run, `${repeat} --seed ${next} --verbose`));
  }
  const seconds = (performance.now() - began) / 1000;
  const perMinute = (sum.steps / 1e6 / seconds) * 60;
  print(
    `${runs} runs, ${sum.broken} failed: ${sum.failovers} failovers, ${sum.joins} joins, ${sum.lost} pairs lost to two faults; ` +
      `${sum.steps} steps in ${seconds.toFixed(1)} s, ${perMinute.toFixed(1)} million a minute`,
  );
  return sum.broken === 0 ? 0 : BROKEN;
}

function describeFindings(seed: number, { record, findings }: JudgedRun, again: string): string {
  const { variant, epochLength, earlyEnds, faults } = record.plan;
  const circumstances = [
    `${variant}, epochs of ${earlyEnds ? 'at most ' : ''}${epochLength}`,
    ...faults.map(describeFault),
  ].join('; ');
  const told = findings.slice(0, FINDINGS_TOLD).map(({ rule, what }) => `${rule}: ${what}`);
  return `seed ${seed}: ${told.join('; ')} (${circumstances}). Again: ${again}`;
}
