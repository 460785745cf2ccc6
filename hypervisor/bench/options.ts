/** The command line of `hvrun bench`. */
import { type Command, InvalidArgumentError, Option } from 'commander';
import { SETTINGS, Unfit } from '../bus/settings.ts';
import { newCommand, type OptionsOutput, parseCount } from '../commands/options.ts';
import { SEEDS } from '../../emulator/options/kinds.ts';
import { ENGINE_NAMES } from '../../emulator/translator/engines.ts';
import { type VariantName, variants } from '../protocol/variants.ts';
import type { SharedPart, Times } from './availability.ts';
import { MODEL_SIZE } from './load-arguments.ts';
import { LOADS, type LoadName } from './model.ts';
import { EPOCH_LENGTHS } from './paper.ts';

export const SUBJECTS = ['np', 'latency', 'traffic', 'availability'] as const;
export type Subject = (typeof SUBJECTS)[number];

export interface BenchFlags {
  readonly model?: string;
  readonly quick?: boolean;
  readonly loads: readonly LoadName[];
  readonly variants: readonly VariantName[];
  readonly epochs?: readonly number[];
  readonly rounds?: number;
  readonly warmUp?: number;
  readonly seconds?: number;
  readonly commands?: number;
  readonly diskMs: number;
  readonly engine: string;
  readonly machine: Times;
  readonly shared: readonly SharedPart[];
  readonly seed: number;
  readonly json?: string;
  readonly csv?: string;
  readonly page?: string;
  readonly svg?: string;
}

/** Parts of a machine room that are better than a machine that fails every six weeks. */
const SHARED = 'disk=50000/10,power=20000/2,link=100000/5';
const [MIN_HOURS, MAX_HOURS] = [1e-6, 1e12];
const MAX_SHARED = 20;

const HELP = `
np            normalized performance: time on the pair / time on the bare machine, of three loads
              (examples/bench): one that computes, one that writes random blocks of 8 KB, one that
              reads them; in the layout of the paper's Table 1, with its figures
latency       on a model: how long an interrupt waits for its guest, with early ends and without
traffic       on a model: bytes and messages for each epoch, and for each read of 8 KB
availability  time to failure of one machine and of pairs, and what a part that both share does to it

Without --model, np runs real processes of this host: with --quick within three minutes, else some
forty minutes a round, and Ctrl-C tells what was measured by then. Each run, of the pair or bare, is
measured when its warm-up is over. With it, the same guests and the same protocol run in virtual
time, with what things took on that hardware: hp720-ethernet and hp720-atm are the machines of 1995,
and a JSON file in the same format (hypervisor/bench/models) describes others. The same model gives
the same bytes.

A flag that is for something else than what is asked is refused.

Examples:
  hvrun bench --quick --page bench.html
  hvrun bench --model hp720-ethernet
  hvrun bench --model hp720-atm --loads cpu --variants original --json atm.json
  hvrun bench latency --model hp720-ethernet --csv latency.csv

Exit status: 0; 64, 66, 73, 74 as for a run; 70 if a load does not come to its end.`;

/** Of everything but this, `read` of the parsed command is the caller's. */
export function describeBench(output: OptionsOutput): Command {
  return newCommand('hvrun bench', output)
    .description("The paper's evaluation, measured on this host, or on a model of other hardware.")
    .argument('[what]', `what is asked: ${SUBJECTS.join(', ')}`, oneOf(SUBJECTS), 'np')
    .option('--model <name>', 'hp720-ethernet, hp720-atm, or a JSON file')
    .option('--quick', 'fewer epoch lengths, shorter loads, one round')
    .addOption(listOption('--loads <list>', 'np: of the loads, those', LOADS))
    .addOption(
      listOption('--variants <list>', "of the protocol's variants, those", Object.keys(variants) as VariantName[]),
    )
    .addOption(
      new Option(
        '--epochs <list>',
        `epoch lengths, in instructions; of a model up to ${MODEL_SIZE.instructions} (default: ${EPOCH_LENGTHS.join(',')})`,
      ).argParser(lengths),
    )
    .option('--rounds <n>', 'this host: how often each case is run (default: 5)', parseCount(1, 1000))
    .option('--warm-up <seconds>', 'this host: of each run, before what is measured (default: 3)', seconds)
    .option('--seconds <n>', 'this host: how long the load that computes is measured (default: 3)', seconds)
    .option('--commands <n>', 'this host: of the loads that use the disk (default: 2048)', parseCount(1, 1e9))
    .option('--disk-ms <n>', 'this host: what a disk command takes at least', parseCount(0, 1e6), 8)
    .addOption(
      new Option('--engine <name>', 'this host: what executes instructions').choices(ENGINE_NAMES).default('auto'),
    )
    .addOption(
      new Option('--machine <mttf/mttr>', 'availability: hours to the failure of a machine, and until it is back')
        .argParser(hours)
        .default(hours('1000/10'), '1000/10'),
    )
    .addOption(
      new Option('--shared <list>', 'availability: what both machines need, as NAME=MTTF/MTTR,...; none')
        .argParser(sharedParts)
        .default(sharedParts(SHARED), SHARED),
    )
    .option('--seed <n>', 'availability: of what is drawn', parseCount(...SEEDS), 1)
    .option('--json <file>', 'the results as JSON')
    .option('--csv <file>', 'the results as comma-separated values')
    .option('--page <file>', 'np: one HTML page with plots and tables')
    .option('--svg <file>', 'np: the plots as a picture')
    .addHelpText('after', HELP);
}

function seconds(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !(value >= 0 && value <= 3600)) {
    throw new InvalidArgumentError('Expected seconds from 0 to 3600, as in 0.5.');
  }
  return value;
}

/** Mean hours to a failure, and to its repair. */
function hours(text: string): Times {
  const words = text.split('/');
  const [mttfHours, mttrHours] = words.map(Number);
  if (words.length !== 2 || ![mttfHours, mttrHours].every((value) => value >= MIN_HOURS && value <= MAX_HOURS)) {
    throw new InvalidArgumentError(
      'Expected hours to a failure and to its repair, both from 0.000001 to 1000000000000, as in 1000/10.',
    );
  }
  return { mttfHours, mttrHours };
}

function sharedParts(text: string): SharedPart[] {
  if (text === 'none') return [];
  const parts = text.split(',').map((part) => {
    const [name, times, ...more] = part.split('=');
    if (!/^\P{Cc}+$/u.test(name) || times === undefined || more.length > 0) {
      throw new InvalidArgumentError('Expected parts as in disk=50000/10,power=20000/2, or none.');
    }
    return { name, ...hours(times) };
  });
  if (parts.length > MAX_SHARED) throw new InvalidArgumentError(`Expected ${MAX_SHARED} parts at most.`);
  const names = parts.map(({ name }) => name);
  const twice = names.find((name, index) => names.indexOf(name) < index);
  if (twice !== undefined) throw new InvalidArgumentError(`Expected each part once, and '${twice}' is there twice.`);
  return parts;
}

function oneOf<T extends string>(names: readonly T[]): (word: string) => T {
  return (word) => {
    if (!(names as readonly string[]).includes(word)) {
      throw new InvalidArgumentError(`Expected one of ${names.join(', ')}.`);
    }
    return word as T;
  };
}

function listOption<T extends string>(flag: string, text: string, names: readonly T[]): Option {
  const read = oneOf(names);
  return new Option(flag, text)
    .argParser((words: string) => [...new Set(words.split(',').map(read))])
    .default(names, names.join(','));
}

/** Those that a run takes, too. */
function lengths(words: string): number[] {
  try {
    return [...new Set(words.split(',').map(SETTINGS.epochLength.read!))].toSorted((a, b) => a - b);
  } catch (error) {
    if (!(error instanceof Unfit)) throw error;
    throw new InvalidArgumentError(`${error.message.slice(0, -1)}, or several, as in 1000,8000.`);
  }
}
