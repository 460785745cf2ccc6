/**
 * `hvrun explore`: lets everything that can go wrong with a guest go wrong. The report goes to stdout; progress to a terminal's
 * stderr. What is in the report is in ../explorer/report.
 */
import packageJson from '../../package.json' with { type: 'json' };
import { BootError } from '../../emulator/boot.ts';
import { DEFAULT_TLB_ENTRIES, EXIT_STATUS } from '../../emulator/board.ts';
import { describeEnding } from '../../emulator/diagnosis/describe-stop.ts';
import { ImagePlaces } from '../../emulator/diagnosis/image-places.ts';
import type { Input } from '../../emulator/host/clashes.ts';
import { printable, printableJson } from '../../emulator/report/printable.ts';
import { adversitiesOf, AVAILABLE } from '../explorer/adversities/adversities.ts';
import { parseKey } from '../explorer/case.ts';
import type { Finding } from '../explorer/findings.ts';
import type { Expectations, ExploredGuest } from '../explorer/guest.ts';
import { DiskCheck, NoSuchCheck } from '../explorer/host/disk-check.ts';
import type { Exploration } from '../explorer/host/messages.ts';
import type { Header } from '../explorer/host/result-records.ts';
import { ResultsFile } from '../explorer/host/results-file.ts';
import { printShard, WHOLE } from '../explorer/host/shard.ts';
import { differingIn, identityOf, printIdentity } from '../explorer/identity.ts';
import { sent } from '../explorer/host/sent-reference.ts';
import { LEAST_UNDISTURBED_MS, type NoReference, type Reference, undisturbed } from '../explorer/reference.ts';
import { eventOf } from '../explorer/report/events.ts';
import { pageBasisOf } from '../explorer/report/html/page-maker.ts';
import { describeNone, describeResult, describeSaved, describeStory } from '../explorer/report/text.ts';
import { loadBuiltInGuest } from '../simulator/host/load-guest.ts';
import { fileAt, THE_IMAGE, THE_RESULTS } from '../words/files.ts';
import { cannotBoot } from '../words/run.ts';
import { caseOfAnother, noSuchCheck } from '../words/exploring.ts';
import { merge } from './explore-merge.ts';
import { describeExplore, type ExploreFlags, refuseClashingFlags, usualBudget } from './explore-options.ts';
import { buildHash, runShared } from './explore-shared.ts';
import { STATUS } from './explore-telling.ts';
import { optionsOf, settingOf, wordsOfGuest, wordsOfTrial } from './explore-words.ts';
import { Failure } from './failure.ts';
import { readFileFor } from './files.ts';
import { readImage } from './image.ts';
import { invokedAs } from './invoked-as.ts';
import { type OptionsOutput, parseWith } from './options.ts';
import { ReportFiles } from './report-files.ts';
import { slurmScript } from './slurm-script.ts';

/** Where the build puts the guests, beside hvrun's own bundle. */
const GUESTS = new URL('./simulator/', import.meta.url);

interface Asked {
  readonly image: string | undefined;
  readonly flags: ExploreFlags;
}

/** Explores what the arguments ask for, and returns the exit status. Throws a {@link Failure} if it can't be done. */
export async function explore(args: readonly string[], output: OptionsOutput): Promise<number> {
  if (args[0] === 'merge') return merge(args.slice(1), output);
  const asked = parseWith(describeExplore(output), args, (command): Asked => {
    const [image] = command.processedArgs as [string | undefined];
    const flags = command.opts<ExploreFlags>();
    refuseClashingFlags(command, image);
    return { image, flags };
  });
  if ('exitStatus' in asked) return asked.exitStatus;
  const check = asked.flags.expectDisk === undefined ? undefined : new DiskCheck(asked.flags.expectDisk);
  try {
    return await exploreGuest(asked, check, output);
  } finally {
    check?.close();
  }
}

async function exploreGuest(
  { image, flags }: Asked,
  check: DiskCheck | undefined,
  output: OptionsOutput,
): Promise<number> {
  const until = performance.now() + (flags.budget ?? usualBudget(flags)) * 1000;
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
    throw new Failure(EXIT_STATUS.USAGE, caseOfAnother(wrong, printIdentity(identity)));
  }
  const reference = referenceOf(guest, expectations, Math.max(until, performance.now() + LEAST_UNDISTURBED_MS));
  const json = flags.json ?? false;
  const words = wordsOfGuest(image, flags);
  const command = ['explore', ...words, ...wordsOfTrial(flags)].join(' ');
  files.open();
  if ('verdict' in reference) {
    files.writeNone(reference, guest.name, `${invokedAs()} ${command}`);
    tellNone(reference, guest, output, json);
    files.close();
    return STATUS[reference.verdict];
  }
  if (flags.slurmScript !== undefined) {
    output.stdout(slurmScript({ command, shards: flags.slurmScript, results: flags.results!, folder: process.cwd() }));
    return 0;
  }
  if (flags.case !== undefined) return runCase(flags.case, reference, flags, output, files);
  const { seed, exhaustive = false, depth, faults, powerWrites, crashCommands, results } = flags;
  const only = AVAILABLE.filter((name) => flags.only.includes(name));
  const shard = flags.shard ?? WHOLE;
  const basis = pageBasisOf(reference);
  const of = { ...identity, 'build of hvrun': buildHash(), ...optionsOf(guest, flags, expectations.console) };
  const header: Header = { of, shard: printShard(shard), only, image: image ?? 'a.out', words, command, basis };
  const exploration: Exploration = {
    reference: sent(reference),
    diskCheck: check && { command: flags.expectDisk!, folder: check.folder },
    ...{ only, options: { depth, faults, powerWrites, exhaustive, crashCommands } },
    ...{ seed, shard },
  };
  const record = (findings: readonly Finding[]): readonly Finding[] =>
    files.record(findings, adversitiesOf(only, reference, exploration.options), reference.guest);
  return runShared({
    ...{ exploration, executed: reference.executed, workers: flags.workers, until },
    telling: { output, json, files, setting: settingOf(header), basis, record },
    kept: results === undefined ? undefined : { folder: results, header },
  });
}

/** Runs one case, and tells what happens in it. */
function runCase(
  key: string,
  reference: Reference,
  flags: ExploreFlags,
  output: OptionsOutput,
  files: ReportFiles,
): number {
  const { adversity: name } = parseKey(key)!;
  const [adversity] = adversitiesOf([name], reference, { ...flags, exhaustive: false });
  const one = { adversity: name, key, stands: 1 };
  const result = adversity.run(one, { told: true });
  const [finding] = files.record([{ number: 1, smallest: one, result, cases: 1 }], [adversity], reference.guest);
  const { recording } = finding;
  const saved = recording ? [describeSaved(recording)] : [];
  const broken = result.verdict === 'broken' ? [eventOf({ type: 'finding', finding })] : [];
  const lines = flags.json
    ? [eventOf({ type: 'case', case: one, result }), ...broken].map((event) => printableJson(event))
    : [...describeStory(result.story), ...describeResult(result), ...saved, `${result.verdict}: ${key}`];
  printLines(output, lines);
  return STATUS[result.verdict];
}

/** Why nothing is tried. */
function tellNone(none: NoReference, { image }: ExploredGuest, output: OptionsOutput, json: boolean): void {
  const { verdict, what, ending } = none;
  const more = ending ? describeEnding(ending, new ImagePlaces(image)) : [];
  const lines = [describeNone(none), ...more.map((line) => `  ${line}`)];
  const end = { event: 'end', verdict, why: what, adversities: [], findings: [] };
  printLines(output, json ? [printableJson(end)] : lines);
}

function printLines(output: OptionsOutput, lines: readonly string[]): void {
  output.stdout(lines.map((line) => `${printable(line)}\n`).join(''));
}

/** `until`: as performance.now() counts. */
function referenceOf(guest: ExploredGuest, expectations: Expectations, until: number): Reference | NoReference {
  try {
    return undisturbed(guest, expectations, () => performance.now() > until);
  } catch (error) {
    if (error instanceof NoSuchCheck) throw new Failure(EXIT_STATUS.USAGE, noSuchCheck(error.message));
    if (!(error instanceof BootError)) throw error;
    throw new Failure(EXIT_STATUS.BAD_IMAGE, cannotBoot(guest.name, error.message));
  }
}

async function guestOf(image: string | undefined, flags: ExploreFlags): Promise<ExploredGuest> {
  const { guest, append, input, disk, ram } = flags;
  const typed = input === undefined ? undefined : await readFileFor(fileAt('input', input), input);
  const onDisk = disk === undefined ? undefined : await readFileFor(fileAt('disk', disk), disk);
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
function inputsOf(image: string | undefined, flags: ExploreFlags): Input[] {
  const { guest, initrd, disk, input, expectConsole, results, shard = WHOLE } = flags;
  const kept = results === undefined ? [] : ResultsFile.paths(results, shard);
  const files = {
    [THE_IMAGE]: guest === undefined ? (image ?? 'a.out') : undefined,
    ...{ '--initrd': initrd, '--disk': disk, '--input': input, '--expect-console': expectConsole },
  };
  const read = Object.entries(files).flatMap(([what, place]) => (place === undefined ? [] : [{ what, place }]));
  return [...read, ...kept.map((place) => ({ what: THE_RESULTS, place }))];
}

async function expectationsOf(flags: ExploreFlags, check: DiskCheck | undefined): Promise<Expectations> {
  const { expectStatus: status, expectConsole } = flags;
  const console =
    expectConsole === undefined ? undefined : await readFileFor(fileAt('console output', expectConsole), expectConsole);
  return { status, console, disk: check?.look, heedsPrinted: check?.heedsPrinted };
}
