/**
 * `hvrun explore`: lets everything that can go wrong with a guest go wrong. The report goes to stdout; progress to a terminal's
 * stderr. What is in the report is in ../explorer/report.
 */
import packageJson from '../../package.json' with { type: 'json' };
import { BootError } from '../../emulator/boot.ts';
import { DEFAULT_TLB_ENTRIES, EXIT_STATUS, MIN_RAM } from '../../emulator/board.ts';
import { describeEnding } from '../../emulator/diagnosis/describe-stop.ts';
import { ImagePlaces } from '../../emulator/diagnosis/image-places.ts';
import type { Input } from '../../emulator/host/clashes.ts';
import { turnOfEventLoop } from '../../emulator/scheduler.ts';
import { adversitiesOf } from '../explorer/adversities/adversities.ts';
import { parseKey } from '../explorer/case.ts';
import { Campaign } from '../explorer/campaign.ts';
import type { Expectations, ExploredGuest } from '../explorer/guest.ts';
import { DiskCheck } from '../explorer/host/disk-check.ts';
import { differingIn, identityOf, printIdentity } from '../explorer/identity.ts';
import { reachedBy } from '../explorer/reached.ts';
import { type NoReference, type Reference, undisturbed } from '../explorer/reference.ts';
import { eventOf, type Report } from '../explorer/report/events.ts';
import {
  describeFinding,
  describeFindings,
  describeNone,
  describeResult,
  describeSaved,
  describeStory,
  describeSelfCheck,
  describeSummary,
} from '../explorer/report/text.ts';
import { selfCheck } from '../explorer/self-check.ts';
import type { VerdictKind } from '../explorer/result.ts';
import { loadBuiltInGuest } from '../simulator/host/load-guest.ts';
import { describeExplore, type ExploreFlags } from './explore-options.ts';
import { Failure } from './failure.ts';
import { readFileFor } from './files.ts';
import { firmwareOf } from './firmware-options.ts';
import { readImage } from './image.ts';
import { invokedAs } from './invoked-as.ts';
import { type OptionsOutput, parseWith } from './options.ts';
import { ReportFiles, type ReportSetting } from './report-files.ts';
import { watchSignals } from './signals.ts';

/** Where the build puts the guests, beside hvrun's own bundle. */
const GUESTS = new URL('./simulator/', import.meta.url);
const STATUS: Readonly<Record<VerdictKind, number>> = { holds: 0, broken: 1, undecided: 2 };
/** Milliseconds of work between two turns of the event loop. */
const TURN_MS = 50;

interface Asked {
  readonly image: string | undefined;
  readonly flags: ExploreFlags;
}

/** Explores what the arguments ask for, and returns the exit status. Throws a {@link Failure} if it can't be done. */
export async function explore(args: readonly string[], output: OptionsOutput): Promise<number> {
  const asked = parseWith(describeExplore(output), args, (command): Asked => {
    const [image] = command.processedArgs as [string | undefined];
    const flags = command.opts<ExploreFlags>();
    const { firmware } = firmwareOf(command);
    if (firmware !== undefined && flags.guest !== undefined) {
      command.error("error: option '--guest' names a built-in guest, which needs no firmware");
    }
    if (image !== undefined && flags.guest !== undefined) {
      command.error("error: option '--guest' names a built-in guest, and an image was given, too");
    }
    if (flags.case !== undefined && (flags.report ?? flags.junit) !== undefined) {
      command.error("error: options '--report' and '--junit' are for all cases, and '--case' is for one");
    }
    if (flags.of !== undefined && flags.case === undefined) command.error("error: option '--of' belongs to '--case'");
    return { image, flags };
  });
  if ('exitStatus' in asked) return asked.exitStatus;
  const check = asked.flags.expectDisk === undefined ? undefined : new DiskCheck(asked.flags.expectDisk);
  try {
    return await exploreGuest(asked, args, check, output);
  } finally {
    check?.close();
  }
}

async function exploreGuest(
  { image, flags }: Asked,
  args: readonly string[],
  check: DiskCheck | undefined,
  output: OptionsOutput,
): Promise<number> {
  const report = reportTo(output, flags.json ?? false);
  const files = new ReportFiles(flags, inputsOf(image, flags));
  const guest = await guestOf(image, flags);
  const expectations = await expectationsOf(flags, check);
  const expected = JSON.stringify([
    flags.expectStatus,
    expectations.console && [...expectations.console],
    flags.expectDisk,
  ]);
  const identity = identityOf(guest, expected, packageJson.version);
  const wrong = flags.of ? differingIn(identity, flags.of) : [];
  if (wrong.length > 0) {
    throw new Failure(
      EXIT_STATUS.USAGE,
      `--of: this case belongs to another ${wrong.join(', ')}: ${printIdentity(identity)} here`,
    );
  }
  const reference = referenceOf(guest, expectations);
  const hvrun = invokedAs();
  const command = [hvrun, 'explore', ...args.map((word) => (/^--[a-z-]+$/.test(word) ? word : quoted(word)))].join(' ');
  files.open();
  if ('verdict' in reference) {
    files.writeNone(reference, guest.name, command);
    return tellNone(reference, guest, report);
  }
  const repeat = [hvrun, 'explore', ...repeatedFlags(image, flags), '--of', printIdentity(identity)].join(' ');
  if (flags.case !== undefined) return runCase(flags.case, reference, flags, report, files);
  const setting = { image: image ?? 'a.out', command, repeat: (key: string) => `${repeat} --case ${key}` };
  return runCampaign(reference, flags, setting, report, files);
}

/** Runs one case, and tells what happens in it. */
function runCase(key: string, reference: Reference, flags: ExploreFlags, report: Report, files: ReportFiles): number {
  const { adversity: name } = parseKey(key)!;
  const [adversity] = adversitiesOf([name], reference, { ...flags, exhaustive: false });
  const one = { adversity: name, key, stands: 1 };
  const result = adversity.run(one, { told: true });
  report.tell({ type: 'case', case: one, result });
  const finding = { number: 1, smallest: one, result, cases: 1 };
  const [{ recording }] = files.record([finding], [adversity], reference.guest);
  report.lines([
    ...describeStory(result.story),
    ...describeResult(result),
    ...(recording ? [describeSaved(recording)] : []),
    `${result.verdict}: ${key}`,
  ]);
  return STATUS[result.verdict];
}

async function runCampaign(
  reference: Reference,
  flags: ExploreFlags,
  setting: ReportSetting,
  report: Report,
  files: ReportFiles,
): Promise<number> {
  const { repeat } = setting;
  const watch = files.watch(reference);
  const { exhaustive = false, budget, seed, only } = flags;
  const adversities = adversitiesOf(only, reference, { ...flags, exhaustive });
  const campaign = new Campaign({ adversities, budgetMs: budget * 1000, seed, now: () => performance.now() });
  let interrupted: number | undefined;
  const unwatch = watchSignals((status) => (interrupted = status));
  const checks = selfCheck(only);
  const told = new Map<number, string>();
  let turned = performance.now();
  for (const event of campaign.events()) {
    report.tell(event);
    watch(event);
    if (event.type === 'finding') {
      told.set(event.finding.number, event.finding.smallest.key);
      report.lines(describeFinding(event.finding, repeat));
    }
    if (performance.now() - turned < TURN_MS) continue;
    await turnOfEventLoop();
    if (interrupted !== undefined) break;
    turned = performance.now();
  }
  unwatch();
  const found = campaign.summary();
  const summary = { ...found, findings: files.record(found.findings, adversities, reference.guest) };
  const shrunk = summary.findings.filter(({ number, smallest }) => told.get(number) !== smallest.key);
  files.write(summary, reference.guest.name, setting);
  report.end(summary, [
    ...shrunk.flatMap((finding) => describeFinding(finding, repeat)),
    ...describeFindings(summary.findings),
    ...describeSelfCheck(checks, reachedBy(adversities, reference.guest.image)),
    ...describeSummary(summary),
  ]);
  const blind = summary.verdict === 'holds' && checks.some(({ found }) => !found);
  return interrupted ?? STATUS[blind ? 'undecided' : summary.verdict];
}

/** Why nothing is tried. */
function tellNone(none: NoReference, { image }: ExploredGuest, report: Report): number {
  const { verdict, what, ending } = none;
  const more = ending ? describeEnding(ending, new ImagePlaces(image)) : [];
  report.none(verdict, what, [describeNone(none), ...more.map((line) => `  ${line}`)]);
  return STATUS[verdict];
}

function referenceOf(guest: ExploredGuest, expectations: Expectations): Reference | NoReference {
  try {
    return undisturbed(guest, expectations);
  } catch (error) {
    if (!(error instanceof BootError)) throw error;
    throw new Failure(EXIT_STATUS.BAD_IMAGE, `cannot boot '${guest.name}': ${error.message}`);
  }
}

async function guestOf(image: string | undefined, flags: ExploreFlags): Promise<ExploredGuest> {
  const { guest, append, input, disk, ram } = flags;
  const typed = input === undefined ? undefined : await readFileFor(`input '${input}'`, input);
  const onDisk = disk === undefined ? undefined : await readFileFor(`disk '${disk}'`, disk);
  if (guest !== undefined) {
    const built = loadBuiltInGuest(guest, GUESTS);
    const text = new TextEncoder().encode(built.input);
    return { ...built, ram, append: append ?? built.append, disk: onDisk ?? built.disk, input: typed ?? text };
  }
  const name = image ?? 'a.out';
  const nothing = new Uint8Array(0);
  const bytes = await readImage({ ...flags, image: name, append: append ?? '' });
  const world = { append: append ?? '', disk: onDisk ?? nothing, input: typed ?? nothing };
  return { name, image: bytes, ...world, ram, tlbEntries: DEFAULT_TLB_ENTRIES };
}

/** The files that are read. */
function inputsOf(image: string | undefined, { guest, initrd, disk, input, expectConsole }: ExploreFlags): Input[] {
  const files = {
    'the image': guest === undefined ? (image ?? 'a.out') : undefined,
    ...{ '--initrd': initrd, '--disk': disk, '--input': input, '--expect-console': expectConsole },
  };
  return Object.entries(files).flatMap(([what, place]) => (place === undefined ? [] : [{ what, place }]));
}

async function expectationsOf(flags: ExploreFlags, check: DiskCheck | undefined): Promise<Expectations> {
  const { expectStatus: status, expectConsole } = flags;
  const console =
    expectConsole === undefined ? undefined : await readFileFor(`console output '${expectConsole}'`, expectConsole);
  return { status, console, disk: check && ((bytes) => check.look(bytes)) };
}

/** What makes the same guest and the same right, for a shell. */
function repeatedFlags(image: string | undefined, flags: ExploreFlags): string[] {
  const { guest, firmware, initrd, disk, append, input, ram, expectStatus, expectConsole, expectDisk } = flags;
  const given = {
    guest,
    firmware,
    initrd,
    disk,
    append,
    input,
    ram: ram === MIN_RAM ? undefined : ram,
    'expect-status': expectStatus,
    'expect-console': expectConsole,
    'expect-disk': expectDisk,
  };
  const words = Object.entries(given).flatMap(([name, value]) =>
    value === undefined ? [] : [`--${name}`, quoted(String(value))],
  );
  const mark = flags.idleMark ? ['--idle-mark'] : [];
  return [...(image === undefined ? [] : [quoted(image)]), ...words, ...mark];
}

/** `text` as one word of a shell. */
function quoted(text: string): string {
  return /^[\w./:=+-]+$/.test(text) && !text.startsWith('-') ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

/** Lines, or JSON; and where stderr is a terminal, how far it has come. */
function reportTo(output: OptionsOutput, json: boolean): Report {
  const print = (lines: readonly string[]): void => output.stdout(lines.map((line) => `${line}\n`).join(''));
  const progress = process.stderr.isTTY;
  const clear = progress ? '\r\u001b[K' : '';
  return {
    tell: (event) => {
      if (json && event.type !== 'progress') print([JSON.stringify(eventOf(event))]);
      if (!progress || event.type !== 'progress') return;
      const { adversity, cases, ms } = event.tallies.at(-1)!;
      const rate = Math.round(cases / Math.max(0.001, ms / 1000));
      output.stderr(
        `${clear}${adversity}: ${cases} cases, ${rate} a second, ${Math.ceil(event.leftMs / 1000)} s left at most`,
      );
    },
    lines: (lines) => {
      if (!json) print(clear === '' ? lines : [...lines]);
    },
    none: (verdict, why, lines) => {
      print(json ? [JSON.stringify({ event: 'end', verdict, why, adversities: [], findings: [] })] : lines);
    },
    end: ({ verdict, tallies, findings }, lines) => {
      output.stderr(clear);
      const all = findings.map((finding) => eventOf({ type: 'finding', finding }));
      print(json ? [JSON.stringify({ event: 'end', verdict, adversities: tallies, findings: all })] : lines);
    },
  };
}
