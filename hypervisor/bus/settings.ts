/**
 * The settings of a run that its replicas must know: one record, passed whole from hvrun's command line to whoever acts on
 * it. Each is declared here and nowhere else: its flag, what --help says, its default, what of the flag's value it is made of,
 * and what it may be when it comes from another process.
 */
import { DEFAULT_RAM, DEFAULT_TLB_ENTRIES, MAX_RAM, MIN_RAM, PAGE_SIZE } from '../../emulator/board.ts';
import { LIMITS_OF_INSTRUCTIONS, TLB_SIZES } from '../../emulator/options/kinds.ts';
import { ENGINE_NAMES, type EngineName, isEngineName } from '../../emulator/translator/engines.ts';
import { type VariantName, variants } from '../protocol/variants.ts';
import { Malformed } from '../wire/byte-reader.ts';

/** A setting of type T, made of a flag's value of type W. */
export interface Setting<T, W = string> {
  /** As it is written on the command line: `--lag <n>`. */
  readonly flag: string;
  readonly help: string;
  /** The words that it takes, if it takes no others. */
  readonly choices?: readonly string[];
  /** What the flag's word means. Throws {@link Unfit}. */
  readonly read?: (word: string) => W;
  /** Unless the flag is given, this is its value. */
  readonly default?: W;
  /** As --help shows {@link default}. */
  readonly shown?: string;
  /** The setting, of the flag's value. */
  of(value: W | undefined): T;
  /** Is this one, as it came from another process? */
  readonly is: (value: unknown) => boolean;
}

/** A word that a flag doesn't take; the message says what was expected. */
export class Unfit extends Error {}

const isCount = (value: unknown): boolean => typeof value === 'number' && Number.isInteger(value) && value >= 0;
const isTruth = (value: unknown): boolean => typeof value === 'boolean';

/** A number, as it was written. */
function count(flag: string, help: string, min: number, max: number, value: number): Setting<number, number> {
  return { flag, help, read: countIn(min, max), default: value, of: (written) => written ?? value, is: isCount };
}

/** True if the flag is there. */
function exposure(name: string, help: string): Setting<boolean> {
  const of = (word: string | undefined): boolean => word !== undefined;
  return { flag: `--${name} <exposed>`, help, choices: ['exposed'], of, is: isTruth };
}

/** What executes the guest's instructions, by the part with which a machine begins; a machine that is alone is a primary. */
export interface EngineChoice {
  readonly primary: EngineName;
  readonly backup: EngineName;
}

/** Unless `--engine` says otherwise. */
export const DEFAULT_ENGINE: EngineName = 'auto';

const DEFAULT_PROTOCOL: VariantName = 'queued';

export const SETTINGS = {
  /** Boot arguments. */
  append: {
    ...{ flag: '--append <text>', help: 'boot arguments for the guest', default: '' },
    of: (text = '') => text,
    is: (value) => typeof value === 'string',
  } satisfies Setting<string>,
  /** Bytes of RAM. */
  ram: {
    ...{ flag: '--ram <size>', help: 'bytes of RAM, as in 16M: 1M to 1G, a multiple of 4K', read: ramSize },
    ...{ default: DEFAULT_RAM, shown: '16M' },
    of: (bytes = DEFAULT_RAM) => bytes,
    is: isCount,
  } satisfies Setting<number, number>,
  tlbEntries: count('--tlb-entries <n>', 'entries of the TLB', ...TLB_SIZES, DEFAULT_TLB_ENTRIES),
  /** What waits for acknowledgements. Two machines on their own (`none`) have no protocol. */
  protocol: {
    flag: '--protocol <name>',
    help: 'what waits for acknowledgements: epochs, the guest at its outputs, or outputs; none: two machines on their own',
    ...{ choices: [...Object.keys(variants), 'none'], default: DEFAULT_PROTOCOL },
    of: (name) => (isVariant(name) ? name : DEFAULT_PROTOCOL),
    is: isVariant,
  } satisfies Setting<VariantName>,
  /** Completed instructions of an epoch, or at most so many if epochs end early. */
  epochLength: count('--epoch <n>', 'instructions of an epoch that nothing ends early', 1, 2 ** 31 - 1, 131_072),
  /** Epochs end early when there is something to deliver. */
  earlyEnds: {
    flag: '--fixed-epochs',
    help: "no epoch ends early for an interrupt, as in the paper's measurements",
    of: (fixed) => !fixed,
    is: isTruth,
  } satisfies Setting<boolean, boolean>,
  /** Both machines' states are hashed at each epoch's end, and compared. */
  hashEpochs: {
    ...{ flag: '--hash-epochs <on|off>', help: "compare both machines' states at the end of each epoch" },
    ...{ choices: ['on', 'off'], default: 'on' },
    of: (word) => word === 'on',
    is: isTruth,
  } satisfies Setting<boolean>,
  /** Instructions by which the backup may lag behind the primary's last whole epoch before the primary waits. */
  maxLag: count(
    '--lag <n>',
    'instructions by which the backup may lag behind before the primary waits',
    ...([0, 1e12, 2e6] as const),
  ),
  /** How long a peer may be silent before it is taken for dead, in milliseconds. */
  timeoutMs: count(
    '--timeout <ms>',
    'silence after which a machine is taken for dead; while it is born, five times that, or 10 s if that is longer',
    ...([1, 1e9, 1000] as const),
  ),
  /** Without the level assist, as on the real PA-RISC 1.1. */
  ringsExposed: exposure('rings', 'let the guest see its real privilege level, as in 1995'),
  /** The TLB is each machine's own, as on the paper's machines, and no state of the virtual machine. */
  tlbExposed: exposure('tlb', "leave the TLB's misses to the guest, as bare hardware does"),
  /** What executes instructions. It is no part of the machine's state: both machines of a pair may have different ones. */
  engine: {
    flag: '--engine <name>',
    help: 'what executes: interpreter, translator, auto (translates what comes often), or one for each: primary=auto,backup=interpreter',
    ...{ read: engineChoice, default: bothWith(DEFAULT_ENGINE), shown: DEFAULT_ENGINE },
    of: (choice = bothWith(DEFAULT_ENGINE)) => choice,
    is: isEngineChoice,
  } satisfies Setting<EngineChoice, EngineChoice>,
  /** Instructions after which the guest is ended; absent: it may go on. */
  limitInstructions: {
    ...{ flag: '--limit-instructions <n>', help: 'end the guest after so many instructions' },
    read: countIn(...LIMITS_OF_INSTRUCTIONS),
    of: (limit) => limit,
    is: (value) => value === undefined || isCount(value),
  } satisfies Setting<number | undefined, number>,
};

export type SettingName = keyof typeof SETTINGS;

/** The record of all settings. */
export type Settings = { readonly [Name in Exclude<SettingName, Optional>]: Value<Name> } & {
  readonly [Name in Optional]?: Value<Name>;
};

type Value<Name extends SettingName> = ReturnType<(typeof SETTINGS)[Name]['of']>;
/** Those that a run may be without. */
type Optional = { [Name in SettingName]: undefined extends Value<Name> ? Name : never }[SettingName];

export const SETTING_NAMES = Object.keys(SETTINGS) as SettingName[];

/** The settings among `fields`, which may be more. */
export function settingsOf(fields: Settings): Settings {
  const given = SETTING_NAMES.filter((name) => fields[name] !== undefined);
  return Object.fromEntries(given.map((name) => [name, fields[name]])) as unknown as Settings;
}

/** The settings among the fields of a JSON object. Throws Malformed. */
export function parseSettings(fields: Readonly<Record<string, unknown>>): Settings {
  const wrong = SETTING_NAMES.find((name) => !SETTINGS[name].is(fields[name]));
  if (wrong !== undefined) throw new Malformed(`no ${wrong}`);
  return settingsOf(fields as unknown as Settings);
}

function isVariant(name: unknown): name is VariantName {
  return typeof name === 'string' && Object.hasOwn(variants, name);
}

function bothWith(name: EngineName): EngineChoice {
  return { primary: name, backup: name };
}

function isEngineChoice(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const { primary, backup } = value as Partial<Record<keyof EngineChoice, unknown>>;
  return isEngineName(primary) && isEngineName(backup);
}

/** Reads the name of an engine, or one for each part: `primary=translator,backup=interpreter`. */
function engineChoice(word: string): EngineChoice {
  if (isEngineName(word)) return bothWith(word);
  const parts = new Map(word.split(',').map((part) => part.split('=') as [string, string]));
  const [primary, backup] = [parts.get('primary'), parts.get('backup')];
  if (parts.size === 2 && isEngineName(primary) && isEngineName(backup)) return { primary, backup };
  const names = ENGINE_NAMES.join(', ');
  throw new Unfit(`Expected one of ${names}, or primary=<name>,backup=<name>.`);
}

/** Reads a whole number from `min` to `max`, decimal. */
export function countIn(min: number, max: number): (word: string) => number {
  return (word) => {
    const value = /^\d{1,15}$/.test(word) ? Number(word) : undefined;
    if (value === undefined || value < min || value > max) {
      throw new Unfit(`Expected a whole number from ${min} to ${max}.`);
    }
    return value;
  };
}

/** Reads bytes of RAM as users write them. */
export function ramSize(word: string): number {
  const [, digits, unit] = /^(\d+)([KMG]?)$/i.exec(word) ?? [];
  const bytes = Number(digits) * 1024 ** ['', 'K', 'M', 'G'].indexOf((unit ?? '').toUpperCase());
  if (digits === undefined || bytes < MIN_RAM || bytes > MAX_RAM || bytes % PAGE_SIZE !== 0) {
    throw new Unfit('Expected bytes, or a number with K, M or G: 1M to 1G, a multiple of 4K.');
  }
  return bytes;
}
