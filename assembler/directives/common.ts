/** .comm, .lcomm and .local: memory that starts as zero, reserved by symbol. */
import { definedTwice } from '../diagnostics/wording.ts';
import type { Argument, Identifier } from '../syntax/ast.ts';
import type { Unit } from '../unit.ts';
import { directive, integerArgument, nameArgument, type Directive } from './directive.ts';

/** Alignments that nobody wrote are those of the largest machine type that fits. */
const LARGEST_IMPLIED = 16;

/** `.comm name,size,alignment`: the linker reserves it once for all files; after .local this file does. */
const comm = directive(2, 3, ({ args }, unit) => {
  const name = nameArgument(args[0], 'the name of a symbol', unit);
  const size = sizeArgument(args[1], unit);
  if (name === undefined || size === undefined) return;
  const isLocal = unit.symbols.mention(name.name).local;
  // Like GNU as, which aligns what the linker reserves alone.
  const alignment = alignmentArgument(args.at(2), isLocal ? 1 : size, unit);
  if (alignment === undefined) return;
  const symbol = unit.symbols.mention(name.name);
  if (symbol.type === 'notype') symbol.type = 'object';
  if (isLocal) {
    reserveInBss(name, size, alignment, unit);
    return;
  }
  if (symbol.definition !== undefined) {
    const note = { message: `'${name.name}' is defined here`, span: symbol.definition.span };
    unit.diagnostics.error(name.span, `'${name.name}' is defined already, it can't be common`, [note]);
    return;
  }
  symbol.global = true;
  symbol.common = { size, alignment, span: name.span };
});

/** `.lcomm name,size`: memory in .bss that this file alone sees. */
const lcomm = directive(2, 3, ({ args }, unit) => {
  const name = nameArgument(args[0], 'the name of a symbol', unit);
  const size = sizeArgument(args[1], unit);
  if (name === undefined || size === undefined) return;
  const implied = [8, 4, 2].find((bytes) => size >= bytes) ?? 1;
  const alignment = args.length > 2 ? alignmentArgument(args[2], size, unit) : implied;
  if (alignment !== undefined) reserveInBss(name, size, alignment, unit);
});

const local = directive(1, Infinity, ({ args }, unit) => {
  for (const argument of args) {
    const name = nameArgument(argument, 'the name of a symbol', unit);
    if (name === undefined) continue;
    const symbol = unit.symbols.mention(name.name);
    symbol.local = true;
    symbol.global = false;
  }
});

function sizeArgument(argument: Argument, unit: Unit): number | undefined {
  return integerArgument(argument, 'the size', unit, undefined, { min: 0, max: 2 ** 32 - 1 });
}

/** The written alignment in bytes, or the smallest power of 2 that is no smaller than the size, up to 16. */
function alignmentArgument(argument: Argument | undefined, size: number, unit: Unit): number | undefined {
  const implied = Math.min(LARGEST_IMPLIED, 2 ** Math.ceil(Math.log2(Math.max(1, size))));
  const alignment = integerArgument(argument, 'the alignment', unit, implied, { min: 0, max: 2 ** 28 });
  if (alignment === undefined || Number.isInteger(Math.log2(Math.max(1, alignment)))) {
    return alignment === undefined ? undefined : Math.max(1, alignment);
  }
  unit.diagnostics.error(argument?.span, `the alignment must be a power of 2, not ${alignment}`);
  return undefined;
}

function reserveInBss(name: Identifier, size: number, alignment: number, unit: Unit): void {
  const place = unit.within('.bss', (bss) =>
    unit.checkRoom(size + alignment, name.span) ? bss.reserveAtEnd(size, alignment, name.span) : undefined,
  );
  if (place === undefined) return;
  const note = unit.symbols.defineLabel(name.name, place, name.span);
  if (note !== undefined) unit.diagnostics.error(name.span, definedTwice(name.name), [note]);
  unit.symbols.mention(name.name).size = { kind: 'constant', value: BigInt(size), span: name.span };
}

/** `.tls_common`: memory that each thread has for itself. */
const tlsCommon = directive(2, 3, (call, unit, services) => {
  const name = nameArgument(call.args[0], 'the name of a symbol', unit);
  if (name === undefined) return;
  unit.symbols.mention(name.name).type = 'tls';
  comm.run(call, unit, services);
});

export const commonDirectives: Readonly<Record<string, Directive>> = {
  '.tls_common': tlsCommon,
  '.comm': comm,
  '.common': comm,
  '.lcomm': lcomm,
  '.local': local,
};
