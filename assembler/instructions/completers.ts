/** From the completers of an instruction to the raw fields they set. */
import { CACHE_HINTS, FORMATS, MODIFY_COMPLETERS, type Completer } from '../../emulator/isa/completers.ts';
import { CONDITIONS, type Condition } from '../../emulator/isa/conditions.ts';
import type { Instruction } from '../../emulator/isa/instructions.ts';
import type { Fields, Operand } from '../../emulator/isa/operands.ts';
import { nearest } from '../diagnostics/suggest.ts';
import type { Span } from '../diagnostics/source.ts';
import type { Identifier } from '../syntax/ast.ts';
import type { Candidate } from './lookup.ts';
import { conditionElsewhere } from './other-names.ts';

export type CompleterResult =
  | { readonly ok: true; readonly fields: Fields }
  | { readonly ok: false; readonly message: string; readonly span: Span };

/**
 * Matches a candidate's completers, in any order. A condition that belongs to the negated partner of the row isn't this
 * row's; base modification on a row that has none is refused, and so on.
 */
export function matchCompleters({ row, completers, either }: Candidate, mnemonic: Identifier): CompleterResult {
  const left = [...completers];
  const fields: Fields = {};
  for (const number of row.numbers) {
    const problem = takeNumber(left, number, fields);
    if (problem !== undefined) return { ok: false, message: `${mnemonic.name} needs ${problem}`, span: mnemonic.span };
  }
  if (row.formats !== undefined) {
    const found = takeFormat(left, FORMATS[row.formats]);
    if (found === undefined) {
      return { ok: false, message: formatMissing(FORMATS[row.formats], left, mnemonic), span: mnemonic.span };
    }
    Object.assign(fields, found);
  }
  if (row.nullify && take(left, ['n'])) fields['n'] = 1;
  if (row.modify !== undefined) Object.assign(fields, takeSet(left, MODIFY_COMPLETERS[row.modify]));
  if (row.hints !== undefined) Object.assign(fields, takeSet(left, CACHE_HINTS[row.hints]));
  if (row.condition !== undefined) {
    const found = takeCondition(row, left, either);
    if (found === undefined) {
      return { ok: false, message: conditionMissing(row, either, left, mnemonic), span: mnemonic.span };
    }
    Object.assign(fields, found);
  }
  const [unknown] = left;
  if (unknown === undefined) return { ok: true, fields };
  const allowed = completerNames(row, either);
  const message = allowed.includes(unknown.name.toLowerCase())
    ? oneTooMany(unknown, completers)
    : `${mnemonic.name} has no completer ',${unknown.name}' here: ${choiceOf(unknown, allowed)}`;
  return { ok: false, message, span: unknown.span };
}

/** A completer that the row has, but not along with the others. */
function oneTooMany({ name }: Identifier, all: readonly Identifier[]): string {
  const words = all.map((each) => each.name.toLowerCase());
  if (words.indexOf(name.toLowerCase()) !== words.lastIndexOf(name.toLowerCase())) return `',${name}' is there twice`;
  return `${all.map((each) => `',${each.name}'`).join(' and ')} can't stand together`;
}

/** What could stand in the place of an unknown completer. */
function choiceOf({ name }: Identifier, allowed: readonly string[]): string {
  if (name.startsWith('*')) return "conditions with '*' are about 64 bits, which PA-RISC 2.0 has";
  if (allowed.length === 0) return 'it takes none';
  const elsewhere = conditionElsewhere(name) ?? '';
  const meant = allowed.includes(elsewhere) ? elsewhere : nearest(name, allowed);
  const list = `it takes ${allowed.map((each) => `,${each}`).join(' ')}`;
  return meant === undefined ? list : `${list}; did you mean ',${meant}'?`;
}

/** Takes a number that stands as a completer: the unit or operation of a coprocessor. Says what is missing, if it is. */
function takeNumber(left: Identifier[], operand: Operand, fields: Fields): string | undefined {
  const value = Number(left.at(0)?.name ?? NaN);
  if (!Number.isInteger(value) || value < operand.min || value > operand.max) {
    return `a number from ${operand.min} to ${operand.max} as a completer${left.length === 0 ? '' : `, not ,${left[0].name}`}`;
  }
  left.shift();
  Object.assign(fields, operand.put(value));
  return undefined;
}

/** Takes the operand format, whose words stand first and in order; undefined if the row needs one and there is none. */
function takeFormat(left: Identifier[], set: readonly Completer[]): Fields | undefined {
  for (const { name, fields } of set) {
    const words = name === '' ? [] : name.split(',');
    if (words.every((word, i) => left.at(i)?.name.toLowerCase() === word)) {
      left.splice(0, words.length);
      return fields;
    }
  }
  return undefined;
}

function formatMissing(set: readonly Completer[], left: readonly Identifier[], mnemonic: Identifier): string {
  const names = set.map(({ name }) => `,${name}`);
  const isOfTwo = set.every(({ name }) => name.includes(','));
  const what = isOfTwo ? "two operand formats, the source's and the target's" : 'an operand format';
  return `${mnemonic.name} needs ${what}: ${names.join(' ')}${insteadOf(left)}`;
}

/** ", not ,x" if something is there. */
function insteadOf(left: readonly Identifier[]): string {
  return left.length === 0 ? '' : `, not ${left.map(({ name }) => `,${name}`).join('')}`;
}

/** Removes one of the words from the list, and tells which. */
function take(left: Identifier[], words: readonly string[]): string | undefined {
  const index = left.findIndex(({ name }) => words.includes(name.toLowerCase()));
  return index < 0 ? undefined : left.splice(index, 1)[0].name.toLowerCase();
}

/**
 * Takes what belongs to the set; several words together are one completer (`,s,m` is `,sm`; `,b,m`). Words that don't go
 * together are left. STBYS without ,b and ,e means ,b.
 */
function takeSet(left: Identifier[], set: readonly Completer[]): Fields {
  const single = set.flatMap(({ name }) => name.split(','));
  const taken = left.filter(({ name }) => single.includes(name.toLowerCase()));
  const key = letters(taken.map(({ name }) => name.toLowerCase()));
  const first = set[0];
  const found = set.find(({ name }) => {
    const all = letters([name]);
    return all === key || all === letters([first.name, key]);
  });
  if (found === undefined) return first.fields;
  for (const completer of taken) left.splice(left.indexOf(completer), 1);
  return found.fields;
}

function letters(words: readonly string[]): string {
  return [...words.join('')]
    .filter((letter) => letter !== ',')
    .sort()
    .join('');
}

/** The condition's fields; "never" if none is written and the row has it, undefined if the row needs one. */
function takeCondition(row: Instruction, left: Identifier[], either: boolean): Fields | undefined {
  const fitting = conditionsOf(row, either);
  const index = left.findIndex(({ name }) => fitting.some((condition) => condition.name === name.toLowerCase()));
  const name = index < 0 ? '' : left.splice(index, 1)[0].name.toLowerCase();
  const condition = fitting.find((each) => each.name === name);
  if (condition === undefined) return undefined;
  return hasNegationBit(row) ? { c: condition.c, f: condition.f } : { c: condition.c };
}

/** Without a negation bit a row has half of the conditions; named with its partner, a negated row the other half. */
function conditionsOf(row: Instruction, either: boolean): readonly Condition[] {
  if (row.condition === undefined) return [];
  const negation = either && row.negated === true ? 1 : 0;
  return CONDITIONS[row.condition].filter(({ f }) => hasNegationBit(row) || f === negation);
}

function hasNegationBit(row: Instruction): boolean {
  return row.pattern.fields.some(({ name }) => name === 'f');
}

function conditionMissing(
  row: Instruction,
  either: boolean,
  left: readonly Identifier[],
  mnemonic: Identifier,
): string {
  const names = conditionsOf(row, either).map(({ name }) => `,${name}`);
  return `${mnemonic.name} needs a condition: ${names.filter((name) => name !== ',').join(' ')}${insteadOf(left)}`;
}

/** All completers the reader may write here; a mnemonic for a row and its partner takes the conditions of both. */
function completerNames(row: Instruction, either: boolean): string[] {
  const conditions = row.condition === undefined ? [] : either ? CONDITIONS[row.condition] : conditionsOf(row, either);
  const modify = row.modify === undefined ? [] : MODIFY_COMPLETERS[row.modify];
  const hints = row.hints === undefined ? [] : CACHE_HINTS[row.hints];
  const formats = row.formats === undefined ? [] : FORMATS[row.formats];
  const names = [...formats, ...modify, ...hints, ...conditions].map(({ name }) => name);
  if (row.nullify) names.push('n');
  return [...new Set(names)].filter((name) => name !== '');
}
