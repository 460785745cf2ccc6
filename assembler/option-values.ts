/** The values of hvasm's options, from the words on the command line. */
import { InvalidArgumentError } from 'commander';
import { PAGE_SIZE } from '../emulator/board.ts';
import { numberValue } from './syntax/tokens.ts';
import { warningNames, withOption, type WarningName } from './diagnostics/warnings.ts';

/** A shell that replaces a variable by nothing hands over an empty word. */
function named(text: string, what: string): string {
  if (text === '') throw new InvalidArgumentError(`It is ${what}.`);
  return text;
}

export function parseFile(path: string): string {
  return named(path, "a file's name");
}

export function parseSymbol(name: string): string {
  return named(name, "a symbol's name");
}

export function appendFolder(path: string, paths: readonly string[] = []): readonly string[] {
  return [...paths, named(path, "a folder's name")];
}

const NUMBER = /^(?:0x[0-9a-f]+|0b[01]+|\d+)$/i;

/** A number, which means what it means in a source; undefined if it is none. */
function numberOf(text: string): bigint | undefined {
  if (!NUMBER.test(text)) return undefined;
  if (/^0\d*[89]/.test(text)) {
    throw new InvalidArgumentError('A number that begins with 0 is octal, without 8 and 9.');
  }
  return numberValue(text);
}

/** -l, where it isn't an argument of its own: its place among the files is lost. */
export function separately(): never {
  throw new InvalidArgumentError('Write -l NAME apart from other options.');
}

/** NAME or NAME=NUMBER. */
export function parseDefine(text: string, defines?: ReadonlyMap<string, bigint>): ReadonlyMap<string, bigint> {
  const match = /^([A-Za-z_.$][\w.$]*)(?:=(-?)(.+))?$/.exec(text);
  const [, name = '', sign, number = '1'] = (match ?? []) as readonly (string | undefined)[];
  const value = match === null ? undefined : numberOf(number);
  if (value === undefined) throw new InvalidArgumentError('It is NAME or NAME=NUMBER.');
  return new Map([...(defines ?? []), [name, sign === '-' ? -value : value]]);
}

export function parseAddress(text: string): number {
  const value = Number(numberOf(text) ?? NaN);
  if (Number.isNaN(value) || value % PAGE_SIZE !== 0 || value >= 2 ** 32) {
    throw new InvalidArgumentError('It is a multiple of 4096 (0x1000) below 0x100000000.');
  }
  return value;
}

export function parseCount(text: string): number {
  const value = Number(numberOf(text) ?? NaN);
  if (Number.isNaN(value) || value >= 1e9) {
    throw new InvalidArgumentError('It is a whole number of up to nine digits.');
  }
  return value;
}

/** -W NAME, -W no-NAME, -W all, -W none, -W error. */
export interface WarningChoice {
  readonly names: ReadonlySet<WarningName>;
  readonly areErrors: boolean;
}

export function parseWarning(text: string, { names, areErrors }: WarningChoice): WarningChoice {
  if (text === 'error') return { names, areErrors: true };
  const chosen = withOption(names, text);
  if (chosen === undefined) {
    throw new InvalidArgumentError(`There are ${warningNames().join(', ')}, each with no- in front, all, none, error.`);
  }
  return { names: chosen, areErrors };
}
