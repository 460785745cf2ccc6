/** The addresses of the loop's loads and stores. Manual: chapter 5, "Memory Reference Instructions". */
import type { Addressing } from '../../../isa/does.ts';
import type { Local } from '../../../wasm/function-builder.ts';
import type { LoopWriter } from '../writer.ts';

/** What makes an address; ,s shifts the index by `scale`. */
interface Access {
  readonly address: Addressing;
  readonly scale?: number;
}

/** Bit 26 and bit 18 of the instruction. */
const modifies = (writer: LoopWriter): void => void writer.bits(1, 5);
const bit18 = (writer: LoopWriter): void => void writer.bits(1, 13);

/** Where an access goes; `sum` is what a base that is modified becomes. */
interface Address {
  readonly base: Local;
  readonly offset: Local;
  readonly sum: Local;
}

export function addressOf(writer: LoopWriter, { address, scale = 0 }: Access): Address {
  const { code } = writer;
  const [base, sum, offset] = ['base', 'sum', 'offset'].map((name) => writer.temporary(name));
  writer.get('field6').set(base);
  code.get(base);
  if (address === 'index') {
    writer.get('field11');
    if (scale > 0) {
      bit18(writer);
      if (scale > 1) code.i32(scale).op('i32.mul');
      code.op('i32.shl');
    }
  } else {
    writer.immediate();
  }
  code.op('i32.add').set(sum);
  if (address === 'long') return { base, offset: sum, sum };
  // Of the two, the sum if it is not modified, or before the access.
  code.get(base).get(sum);
  switch (address) {
    case 'modify':
      writer.immediate().i32(0).op('i32.ge_s');
      break;
    case 'index':
      modifies(writer);
      break;
    case 'short':
      modifies(writer);
      bit18(writer);
      code.op('i32.gt_u');
  }
  code.select().set(offset);
  return { base, offset, sum };
}

/** The base register becomes `sum`, if the instruction modifies it. */
export function modify(writer: LoopWriter, { address }: Access, sum: Local): void {
  const { code } = writer;
  const set = (): void => writer.set('field6', () => void code.get(sum));
  if (address === 'modify') {
    set();
  } else if (address !== 'long') {
    modifies(writer);
    code.if(set);
  }
}
