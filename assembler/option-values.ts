/** The values of hvasm's options, from the words on the command line. */
import { InvalidArgumentError } from 'commander';
import { PAGE_SIZE } from '../emulator/board.ts';
import { numberValue } from './syntax/tokens.ts';
import { warningNames, withOption, type WarningName } from './diagnostics/warnings.ts';

export function appendPath(path: string, paths: readonly string[] = []): readonly string[] {
  return [...paths, path];
}

/** -l, where it isn't an argument of its own: its place among the files is lost. */
export function separately(): never {
  throw new InvalidArgumentError('Write -l NAME apart from other options.');
}

/** NAME or NAME=NUMBER; the number means what it means in a source. */
export function parseDefine(text: string, defines?: ReadonlyMap<string, bigint>): ReadonlyMap<string, bigint> {
  const match = /^([A-Za-z_.$][\w.$]*)(?:=(-?)(0x[0-9a-f]+|0b[01]+|\d+))?$/i.exec(text);
  if (match === null) throw new InvalidArgumentError('It is NAME or NAME=NUMBER.');
  const [, name, sign, number = '1'] = match as unknown as [string, string, string | undefined, string | undefined];
  if (/^0\d*[89]/.test(number)) {
    throw new InvalidArgumentError('A number that begins with 0 is octal, without 8 and 9.');
  }
  const value = numberValue(number);
  return new Map([...(defines ?? []), [name, sign === '-' ? -value : value]]);
}

export function parseAddress(text: string): number {
  const value = /^(0x[0-9a-f]+|\d+)$/i.test(text) ? Number(text) : NaN;
  if (Number.isNaN(value) || value % PAGE_SIZE !== 0 || value >= 2 ** 32) {
    throw new InvalidArgumentError('It is a multiple of 4096 (0x1000) below 0x100000000.');
  }
  return value;
}

export function parseCount(text: string): number {
  if (!/^\d{1,9}$/.test(text)) {
    throw new InvalidArgumentError('It is a whole number of up to nine digits.');
  }
  return Number(text);
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
