/**
 * `hvrun bench`: the paper's evaluation, on this host or on a model. A bundle of its own, with what draws the plots, so that no
 * other command of hvrun's begins later for it.
 */
import { readFileSync } from 'node:fs';
import { EXIT_STATUS } from '../../emulator/board.ts';
import { Failure } from '../commands/failure.ts';
import { readFileFor } from '../commands/files.ts';
import { guarded } from '../commands/guarded.ts';
import { type OptionsOutput, parseWith } from '../commands/options.ts';
import { loadBuiltInGuest } from '../simulator/host/load-guest.ts';
import { availabilityReport } from './availability-report.ts';
import { availabilityResults } from './availability-results.ts';
import { countDeaths } from './coverage.ts';
import { refuseUseless } from './flag-uses.ts';
import { latencyOf, latencyTable } from './latency.ts';
import { AVAILABILITY_FILES, LATENCY_FILES, NP_FILES, TRAFFIC_FILES } from './makers.ts';
import type { Model } from './model.ts';
import type { Images } from './modelled.ts';
import { HP720_ATM, HP720_ETHERNET } from './models/hp720.ts';
import { benchModel, benchPair } from './np.ts';
import { type BenchFlags, describeBench, type Subject } from './options.ts';
import { EPOCH_LENGTHS } from './paper.ts';
import { BadModel, parseModel } from './parse-model.ts';
import { ResultFiles } from './result-files.ts';
import { trafficOf, trafficTable } from './traffic.ts';

/** Where the build puts the loads and the simulator's guests, beside this bundle. */
const LOAD_IMAGES = new URL('./bench/', import.meta.url);
const GUESTS = new URL('./simulator/', import.meta.url);
/** Epoch lengths of what is asked of a model alone. */
const FEW_LENGTHS = [1000, 4000, 32_000];
/** Deaths in the simulator. */
const DEATHS = 60;

/** Does what the arguments ask for, and returns the exit status; everything that goes wrong has been told by then. */
export async function bench(args: readonly string[], output: OptionsOutput): Promise<number> {
  return guarded(async () => {
    const asked = parseWith(describeBench(output), args, (command) => {
      const subject = command.processedArgs[0] as Subject;
      refuseUseless(command, subject);
      return { subject, flags: command.opts<BenchFlags>() };
    });
    if ('exitStatus' in asked) return asked.exitStatus;
    await answer(asked.subject, asked.flags, output.stdout);
    return 0;
  }, false);
}

async function answer(subject: Subject, flags: BenchFlags, print: (text: string) => void): Promise<void> {
  if (subject === 'availability') {
    answerAvailability(flags, print);
    return;
  }
  const model = flags.model === undefined ? undefined : await modelOf(flags.model);
  if (subject === 'np') {
    const files = new ResultFiles(flags, NP_FILES);
    if (model === undefined) await benchPair(flags, LOAD_IMAGES, files, print);
    else benchModel(flags, model, loadImages(), files, print);
  } else if (subject === 'latency') answerLatency(flags, model ?? HP720_ETHERNET, print);
  else answerTraffic(flags, model ?? HP720_ETHERNET, print);
}

function answerAvailability(flags: BenchFlags, print: (text: string) => void): void {
  const { machine, shared, seed } = flags;
  const files = new ResultFiles(flags, AVAILABILITY_FILES);
  const deaths = countDeaths(loadBuiltInGuest('drill', GUESTS), seed, DEATHS);
  const results = availabilityResults({ ...machine, shared, coverage: deaths.survived / deaths.of }, deaths, seed);
  files.write(results);
  print(availabilityReport(results));
}

function answerLatency(flags: BenchFlags, model: Model, print: (text: string) => void): void {
  const files = new ResultFiles(flags, LATENCY_FILES);
  const images = loadImages();
  const settings = flags.variants.flatMap((variant) =>
    lengthsOf(flags).flatMap((epochLength) => [false, true].map((earlyEnds) => ({ variant, epochLength, earlyEnds }))),
  );
  const cases = settings.map((setting) => latencyOf(images, model, setting));
  files.write({ name: model.name, about: model.about, cases });
  print(latencyTable(cases));
}

function answerTraffic(flags: BenchFlags, model: Model, print: (text: string) => void): void {
  const files = new ResultFiles(flags, TRAFFIC_FILES);
  const images = loadImages();
  const cases = (['cpu', 'read'] as const).flatMap((load) =>
    lengthsOf(flags).flatMap((epochLength) =>
      flags.variants.map((variant) => trafficOf(images, model, load, { variant, epochLength, earlyEnds: false })),
    ),
  );
  files.write({ name: model.name, about: model.about, cases });
  print(trafficTable(cases));
}

function lengthsOf({ epochs, quick }: BenchFlags): readonly number[] {
  return epochs ?? (quick ? FEW_LENGTHS : EPOCH_LENGTHS);
}

/** The model of that name, or in that file. Throws a {@link Failure} if there is none. */
async function modelOf(name: string): Promise<Model> {
  const known = [HP720_ETHERNET, HP720_ATM].find((model) => model.name === name);
  if (known) return known;
  try {
    return parseModel((await readFileFor(`model '${name}'`, name)).toString());
  } catch (error) {
    if (!(error instanceof BadModel)) throw error;
    throw new Failure(EXIT_STATUS.USAGE, `model '${name}': ${error.message}`);
  }
}

function loadImages(): Images {
  const read = (name: string): Uint8Array => readFileSync(new URL(name, LOAD_IMAGES));
  return { dhry: read('dhry'), diskload: read('diskload') };
}
