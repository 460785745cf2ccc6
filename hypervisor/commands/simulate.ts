/**
 * `hvrun simulate`: runs of a guest on a simulated pair, each with the faults that its seed stands for. The report goes to
 * stdout; what is in it is in simulate-report.ts.
 */
import { printable } from '../../emulator/report/printable.ts';
import { ImagePlaces } from '../../emulator/diagnosis/image-places.ts';
import { type Command, Option } from 'commander';
import { BootError } from '../../emulator/boot.ts';
import { EXIT_STATUS, MIN_RAM } from '../../emulator/board.ts';
import { SEEDS, STATUSES } from '../../emulator/options/kinds.ts';
import { ENGINE_NAMES, type EngineName } from '../../emulator/translator/engines.ts';
import { BUILT_IN_GUESTS, type BuiltInGuest } from '../simulator/built-in-guests.ts';
import { loadBuiltInGuest } from '../simulator/host/load-guest.ts';
import { Campaign } from '../simulator/campaign.ts';
import { DEFAULT_ENGINE } from '../bus/settings.ts';
import { broughtGuest, type SimulatedGuest } from '../simulator/guest.ts';
import { RUNS } from '../simulator/simulate-guest.ts';
import { type Baseline, examine, type Expectations, type Verdict } from '../simulator/undisturbed.ts';
import { fileAt, THE_INPUT } from '../words/files.ts';
import { cannotBoot } from '../words/run.ts';
import { BetweenRuns } from './between-runs.ts';
import { Failure } from './failure.ts';
import { readFileFor } from './files.ts';
import { describeFirmware, type FirmwareOptions, firmwareOf } from './firmware-options.ts';
import { readImage } from './image.ts';
import { invokedAs } from './invoked-as.ts';
import { newCommand, type OptionsOutput, parseCount, parseRam, parseWith } from './options.ts';
import { refuseClash } from './outputs.ts';
import { report, reportVerdict } from './simulate-report.ts';

/** Where the build puts the guests, beside hvrun's own bundle. */
const GUESTS = new URL('./simulator/', import.meta.url);

interface SimulateFlags extends FirmwareOptions {
  readonly guest?: BuiltInGuest;
  readonly seed: number;
  readonly runs: number;
  readonly disk?: string;
  readonly append: string;
  readonly input?: string;
  readonly ram: number;
  readonly engine: EngineName;
  readonly expectStatus?: number;
  readonly sameOutput: 'on' | 'off';
  readonly verbose?: boolean;
}

const HELP = `
Without an image, the guest is the kernel with its shell, or with --guest drill a small program that uses every device,
or with --guest pressure one that polls clocks and stores to its memory without a pause.
The same seed gives the same run, on every machine. A run's seed decides the protocol's variant, the epochs' length, the
speed and clocks of the machines, the delays of links and devices, and what goes wrong when.

The hypervisor is judged by its rules, and so is the guest: by what is seen of it from outside (console, disk, exit status,
where the control rod goes) against runs in which nothing goes wrong, which come first: at three speeds, to see whether its
output depends on time. A raw console byte may be printed again by a failover; nothing else may be different. A guest fails
if it ends with another status, is stopped by the machine, or never comes to its end, and if its output is another.
It is not judged if both machines are lost; and where a disk command failed (RESULT 3, in some runs), its output is not
compared, and its status is its own. Each run has its own copy of the disk: the image is not written to.

Examples:
  hvrun simulate --runs 10000              ten thousand runs of the kernel, seeds 1 to 10000
  hvrun simulate --seed 77 --verbose       everything that happens in the run with seed 77
  hvrun simulate a.out --disk disk.tar --runs 500
  hvrun simulate clock.out --same-output off --expect-status 0

Exit status: 0 if hypervisor and guest are sound in all runs, 1 if not, 2 if that can't be decided (undisturbed runs of the
guest differ); 64, 65, 66 as for a run.`;

/** Simulates what the arguments ask for, and returns the exit status. Throws a {@link Failure} if it can't be done. */
export async function simulate(args: readonly string[], output: OptionsOutput): Promise<number> {
  const asked = parseWith(describeCommand(output), args, (command) => {
    firmwareOf(command);
    return { image: command.processedArgs[0] as string | undefined, flags: command.opts<SimulateFlags>() };
  });
  if ('exitStatus' in asked) return asked.exitStatus;
  const { image, flags } = asked;
  const print = (line: string): void => output.stdout(`${printable(line)}\n`);
  const guest = { ...(await guestOf(image, flags)), engine: flags.engine };
  const examined = examineOrFail(guest, { status: flags.expectStatus, sameOutput: flags.sameOutput === 'on' });
  if ('kind' in examined) return reportVerdict(examined, new ImagePlaces(guest.image), print);
  const { undisturbedStatus } = examined.setting;
  if (flags.expectStatus === undefined && undisturbedStatus !== 0) {
    print(
      `undisturbed, the guest exits with status ${undisturbedStatus}: taken for right, as there is no --expect-status`,
    );
  }
  const repeat = [invokedAs(), 'simulate', image, flags.guest && `--guest ${flags.guest}`, ...repeatedFlags(flags)];
  const { seed, runs, verbose = false } = flags;
  const between = new BetweenRuns();
  try {
    const status = await report(new Campaign(guest, examined), {
      ...{ seed, runs, verbose, print },
      repeat: repeat.filter(Boolean).join(' '),
      interrupted: () => between.interrupted(),
    });
    return between.status ?? status;
  } finally {
    between.close();
  }
}

function describeCommand(output: OptionsOutput): Command {
  return describeFirmware(newCommand('hvrun simulate', output))
    .description('Simulates a pair in one process, from a seed, with everything that can go wrong.')
    .argument('[image]', 'executable to boot')
    .addOption(new Option('--guest <name>', 'the built-in guest').choices(BUILT_IN_GUESTS))
    .option('--seed <n>', 'seed of the first run', parseCount(...SEEDS), 1)
    .option('--runs <n>', 'number of runs, a seed each', parseCount(...RUNS), 1)
    .option('--disk <file>', 'disk image; each run begins with a copy in memory')
    .option('--append <text>', 'boot arguments for the guest', '')
    .option('--input <file>', 'what is typed at the console, line by line')
    .addOption(new Option('--ram <size>', 'bytes of RAM').argParser(parseRam).default(MIN_RAM, '1M'))
    .addOption(new Option('--engine <name>', 'what executes the guest').choices(ENGINE_NAMES).default(DEFAULT_ENGINE))
    .option(
      '--expect-status <n>',
      'the right exit status (default: that of the undisturbed run)',
      parseCount(...STATUSES),
    )
    .addOption(
      new Option('--same-output <on|off>', 'compare console, disk and control rod; off if they depend on time')
        .choices(['on', 'off'])
        .default('on'),
    )
    .option('--verbose', 'tell everything that happens')
    .addHelpText('after', HELP);
}

async function guestOf(image: string | undefined, flags: SimulateFlags): Promise<SimulatedGuest> {
  const { guest = 'kernel', disk, append, input, ram, initrd } = flags;
  if (image === undefined) return loadBuiltInGuest(guest, GUESTS);
  refuseClash(
    [image, disk, input, initrd].flatMap((place) => (place === undefined ? [] : [{ what: THE_INPUT, place }])),
  );
  return broughtGuest(image, {
    image: await readImage({ image, ...flags }),
    append,
    disk: disk === undefined ? undefined : await readFileFor(fileAt('disk', disk), disk),
    input: input === undefined ? undefined : (await readFileFor(fileAt('input', input), input)).toString('latin1'),
    ram,
  });
}

function examineOrFail(guest: SimulatedGuest, expectations: Expectations): Baseline | Verdict {
  try {
    return examine(guest, expectations);
  } catch (error) {
    if (!(error instanceof BootError)) throw error;
    throw new Failure(EXIT_STATUS.BAD_IMAGE, cannotBoot(guest.name, error.message));
  }
}

function repeatedFlags(flags: SimulateFlags): string[] {
  const { firmware, initrd, idleMark, disk, append, input, ram, engine, expectStatus, sameOutput } = flags;
  return [
    firmware === undefined ? '' : `--firmware ${firmware}`,
    initrd === undefined ? '' : `--initrd '${initrd}'`,
    idleMark ? '--idle-mark' : '',
    disk === undefined ? '' : `--disk '${disk}'`,
    append === '' ? '' : `--append '${append}'`,
    input === undefined ? '' : `--input '${input}'`,
    ram === MIN_RAM ? '' : `--ram ${ram}`,
    engine === DEFAULT_ENGINE ? '' : `--engine ${engine}`,
    expectStatus === undefined ? '' : `--expect-status ${expectStatus}`,
    sameOutput === 'on' ? '' : '--same-output off',
  ];
}
