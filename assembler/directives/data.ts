/** .byte, .half, .word, .dword, .octa and their synonyms: numbers in memory, big-endian. */
import type { Span } from '../diagnostics/source.ts';
import { CFA } from '../debug/dwarf.ts';
import { encodeAdvance } from '../debug/frame-section.ts';
import type { Bound } from '../expressions/bound.ts';
import { evaluate } from '../expressions/evaluate.ts';
import { complaint } from '../layout/layout.ts';
import { UNWIND_TABLE } from '../layout/standard-sections.ts';
import type { Argument, Expression } from '../syntax/ast.ts';
import type { Unit } from '../unit.ts';
import { directive, valueOf, wrongArgument, type Directive } from './directive.ts';

/** @param aligned numbers of this size are meant to be loaded at once */
function data(size: number, aligned = false): Directive {
  return directive(0, Infinity, ({ args, span }, unit) => {
    if (aligned && args.length > 0) warnIfMisaligned(size, span, unit);
    for (const argument of args) {
      unit.updateDot();
      if (!shortenedAdvance(argument, size, unit)) emitDatum(argument, size, unit);
    }
  });
}

function emitDatum(written: Argument, size: number, unit: Unit): void {
  const argument = valueOf(written);
  const { span } = argument;
  if (argument.kind !== 'value') {
    wrongArgument(argument, 'a value', unit);
    return;
  }
  // F% is the whole address, as without a selector; P% makes a procedure label of it.
  const { selector } = argument;
  if (selector !== undefined && selector !== 'F' && selector !== 'P') {
    const message = `data are whole addresses: the field selector ${selector}% has no meaning here`;
    unit.diagnostics.error(span, message);
    return;
  }
  const bound = unit.bind(argument.value);
  if (bound === undefined) return;
  const location = unit.section.here();
  if (bound.kind === 'constant') {
    unit.emit(bigEndian(bound.value, size, span, unit), span);
    return;
  }
  unit.emit(new Uint8Array(size), span);
  if (unit.section.attributes.nobits) {
    unit.diagnostics.error(span, `section ${unit.section.name} holds zeros alone, no addresses`);
    return;
  }
  const inTable = unit.section.name === UNWIND_TABLE && selector === undefined && size === ADDRESS_SIZE;
  const expression = inTable && isAddress(bound) ? fromSegment(bound, unit) : bound;
  unit.section.fixups.push({ location, field: { kind: 'data', size }, selector, expression, span });
}

/** Doublewords are loaded as two words. */
const WORD = 4;

/** Loads and stores of such a number would be interrupted. */
function warnIfMisaligned(size: number, span: Span, { section, diagnostics }: Unit): void {
  const { offset, attributes } = section;
  const multiple = Math.min(size, WORD);
  if (offset === undefined || offset % multiple === 0 || !attributes.allocated) return;
  const message = `${size} bytes at offset ${offset}, which is no multiple of ${multiple}: .align ${multiple} is missing`;
  diagnostics.warning(span, message, 'misaligned');
}

/**
 * A step of four bytes in a table of call frames that is written by hand, `.byte 4` and `.word b-a`, becomes as short as it
 * can be: GNU as does so, and readers take any length.
 */
function shortenedAdvance(argument: Argument, size: number, unit: Unit): boolean {
  const { section } = unit;
  const { bytes, length } = section.current;
  if (size !== 4 || section.name !== '.eh_frame' || length === 0 || bytes[length - 1] !== CFA.advance_loc4)
    return false;
  if (argument.kind !== 'value' || argument.value.kind !== 'binary' || argument.value.operator !== '-') return false;
  if (!isSymbol(argument.value.left) || !isSymbol(argument.value.right)) return false;
  const distance = unit.bind(argument.value);
  if (distance === undefined) return true;
  // The opcode goes into what the layout finds out.
  section.current.length--;
  section.appendVariable({
    kind: 'computed',
    bytes: new Uint8Array(0),
    span: argument.span,
    compute(scope) {
      const result = evaluate(distance, scope);
      if (result.kind !== 'value') return complaint(result);
      if (result.base !== undefined) return 'expected a number, found an address';
      return encodeAdvance(Number(result.symbol + result.addend), 1);
    },
  });
  return true;
}

function isSymbol({ kind }: Expression): boolean {
  return kind === 'symbol' || kind === 'local';
}

const ADDRESS_SIZE = 4;

/** Whether an expression is a place, or one and a number. */
function isAddress(bound: Bound): boolean {
  return bound.kind !== 'binary' || bound.operator === '+' || bound.right.kind === 'constant';
}

/** An address as its distance from the start of its segment. */
function fromSegment(address: Bound, { symbols }: Unit): Bound {
  const { span } = address;
  return {
    kind: 'binary',
    operator: '-',
    left: address,
    right: { kind: 'symbol', symbol: symbols.segmentBase, span },
    span,
  };
}

/** Values outside the signed and the unsigned range lose their left bits, with a warning, as in GNU as. */
function bigEndian(value: bigint, size: number, span: Argument['span'], unit: Unit): Uint8Array {
  const bits = size * 8;
  const kept = BigInt.asUintN(bits, value);
  if (kept !== value && BigInt.asIntN(bits, value) !== value) {
    const min = -(1n << BigInt(bits - 1));
    const max = (1n << BigInt(bits)) - 1n;
    unit.diagnostics.warning(
      span,
      `value ${value} is outside ${min} to ${max} and loses bits: it becomes ${kept}`,
      'truncation',
    );
  }
  const bytes = new Uint8Array(size);
  for (let i = 0; i < size; i++) bytes[i] = Number((kept >> BigInt(8 * (size - 1 - i))) & 0xffn);
  return bytes;
}

export const dataDirectives: Readonly<Record<string, Directive>> = {
  '.byte': data(1),
  '.half': data(2, true),
  '.short': data(2, true),
  '.hword': data(2, true),
  '.2byte': data(2),
  '.word': data(4, true),
  '.long': data(4, true),
  '.int': data(4, true),
  '.4byte': data(4),
  '.dword': data(8, true),
  '.quad': data(8),
  '.8byte': data(8),
  '.octa': data(16),
  '.dc': data(2),
  '.dc.b': data(1),
  '.dc.w': data(2),
  '.dc.l': data(4),
  '.dc.a': data(4),
};
