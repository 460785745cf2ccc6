/** .uleb128 and .sleb128: numbers in as many bytes as they need, seven bits in each, the lowest first (DWARF 4, 7.6). */
import { bigintArgument, directive, type Directive } from './directive.ts';

function encode(value: bigint, signed: boolean): Uint8Array {
  const bytes: number[] = [];
  let rest = value;
  for (;;) {
    const low = Number(rest & 0x7fn);
    rest >>= 7n;
    const done = signed ? rest === ((low & 0x40) === 0 ? 0n : -1n) : rest === 0n;
    bytes.push(done ? low : low | 0x80);
    if (done) return Uint8Array.from(bytes);
  }
}

function leb128(signed: boolean): Directive {
  return directive(1, Infinity, ({ args }, unit) => {
    for (const argument of args) {
      const value = bigintArgument(argument, 'the number', unit);
      if (value === undefined) continue;
      unit.emit(encode(signed ? value : BigInt.asUintN(64, value), signed), argument.span);
    }
  });
}

export const leb128Directives: Readonly<Record<string, Directive>> = {
  '.sleb128': leb128(true),
  '.uleb128': leb128(false),
};
