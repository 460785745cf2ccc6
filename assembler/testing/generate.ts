/** Source lines that go through the instruction table: every row, every completer, operands at their boundaries. */
import { CACHE_HINTS, FORMATS, MODIFY_COMPLETERS } from '../../emulator/isa/completers.ts';
import { CONDITIONS } from '../../emulator/isa/conditions.ts';
import type { Instruction } from '../../emulator/isa/instructions.ts';
import type { Operand, OperandSyntax } from '../../emulator/isa/operands.ts';

/** All lines for a row: each completer with usual operands, then each operand with usual completers; each spelling once. */
export function linesOf(row: Instruction): string[] {
  const usual = row.operands.map((syntax) => variants(syntax)[0]).join(',');
  const completers = completersOf(row, false);
  const lines = completers.map((completer) => line(row.mnemonic, completer, usual));
  for (const [index, syntax] of row.operands.entries()) {
    for (const variant of variants(syntax)) {
      const operands = row.operands.map((other, i) => (i === index ? variant : variants(other)[0])).join(',');
      lines.push(line(row.mnemonic, completers[0], operands));
    }
  }
  for (const spelling of row.spellings) lines.push(...completers.map((completer) => line(spelling, completer, usual)));
  for (const name of row.either) {
    lines.push(...completersOf(row, true).map((completer) => line(name, completer, usual)));
  }
  return lines;
}

function line(mnemonic: string, completers: string, operands: string): string {
  return `\t${mnemonic}${completers} ${operands}`.trimEnd();
}

function completersOf(row: Instruction, either: boolean): string[] {
  const negated = either && row.negated === true ? 1 : 0;
  const hasNegation = row.pattern.fields.some(({ name }) => name === 'f');
  const conditions = row.condition === undefined ? [] : CONDITIONS[row.condition];
  const numbers = row.numbers.map(({ min, max }) => [...new Set([1, min, max])].map(String));
  const sets = [
    ...numbers,
    row.formats === undefined ? [''] : FORMATS[row.formats].map(({ name }) => name),
    row.modify === undefined ? [''] : MODIFY_COMPLETERS[row.modify].map(({ name }) => name),
    row.hints === undefined ? [''] : CACHE_HINTS[row.hints].map(({ name }) => name),
    row.condition === undefined
      ? ['']
      : conditions.filter(({ f }) => hasNegation || f === negated).map(({ name }) => name),
    row.nullify ? ['', 'n'] : [''],
  ];
  return sets.reduce<string[]>(
    (found, set) => found.flatMap((start) => set.map((name) => (name === '' ? start : `${start},${name}`))),
    [''],
  );
}

/** The ways to write an operand, a usual one first. */
function variants(syntax: OperandSyntax): string[] {
  if (syntax.form === 'single') return values(syntax.operand);
  const { offset, space, base } = syntax;
  const offsets = offset === undefined ? [''] : values(offset);
  // Rows with a three-bit space register need one written.
  const spaces =
    space === undefined ? [''] : [...(space.name === 'sr' ? [] : ['']), ...values(space).map((text) => `${text},`)];
  const bases = values(base);
  return [
    ...offsets.map((text) => `${text}(${spaces[0]}${bases[0]})`),
    ...spaces.map((text) => `${offsets[0]}(${text}${bases[0]})`),
    ...bases.map((text) => `${offsets[0]}(${spaces[0]}${text})`),
  ];
}

function values(operand: Operand): string[] {
  const { min, max, step, kind } = operand;
  const some = [min + step, min, max, max - step, 0, step].filter((value) => value >= min && value <= max);
  switch (kind) {
    case 'general-register':
      return ['%r5', '%r0', '%r31'];
    case 'space-register':
      return Array.from({ length: max + 1 }, (_, number) => `%sr${number}`);
    case 'control-register':
      return ['%cr11', '%cr0', '%cr8', '%cr31'];
    case 'float-register':
      return floatingPointRegisters(operand);
    case 'immediate':
    case 'displacement':
    case 'target':
      return [...new Set(some)].map(String);
  }
}

/** Whole registers; or halves, a right one first, since only then its row is meant and not the one for whole registers. */
function floatingPointRegisters({ min, step }: Operand): string[] {
  if (step === 2) return ['%fr5', '%fr0', '%fr31', '%fr7L'];
  return min === 0 ? ['%fr5R', '%fr0', '%fr31R', '%fr7L', '%fr31'] : ['%fr17', '%fr16R', '%fr31R', '%fr20L'];
}
