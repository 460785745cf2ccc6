/**
 * The loop's code for loads and stores of floating-point registers: see ../../../cpu/semantics/floating-point-memory.ts. Register 0,
 * whose left half is the Status Register, is the interpreter's. Manual: chapter 6, "Load and Store Instructions".
 */
import { FPSR } from '../../../fpu/status-register.ts';
import type { FloatLoad, FloatStore } from '../../../isa/does.ts';
import { LAYOUT } from '../../../layout.ts';
import type { Local } from '../../../wasm/function-builder.ts';
import type { LoopWriter } from '../writer.ts';
import { addressOf, modify } from './address.ts';
import type { Cases } from './cases.ts';

/** Bits of CCR. */
const FLOATING_POINT_ON = 0xc0;

/** Gives the byte offset of the register, or of the half of one, that is loaded or stored. */
function registerOf(writer: LoopWriter, bytes: 4 | 8): Local {
  const { code } = writer;
  const register = writer.temporary('register');
  writer.bits(5, 0).op('i32.eqz');
  writer.performIf();
  writer.bits(5, 0).i32(3).op('i32.shl');
  if (bytes === 4) writer.bits(1, 6).i32(2).op('i32.shl').op('i32.or');
  code.set(register);
  return register;
}

/** Unless floating point is on and no trap is armed, it is the interpreter's. */
function begin(writer: LoopWriter): void {
  writer
    .state(LAYOUT.CR + 10)
    .i32(FLOATING_POINT_ON)
    .op('i32.and')
    .op('i32.eqz');
  writer.state(LAYOUT.FR).i32(FPSR.T).op('i32.and').op('i32.or');
  writer.performIf();
}

/** Gives the physical address of the access, and what a base that is modified becomes. */
function accessOf(writer: LoopWriter, does: FloatLoad | FloatStore): { readonly physical: Local; readonly sum: Local } {
  const { base, offset, sum } = addressOf(writer, { address: does.address, scale: does.bytes === 4 ? 2 : 3 });
  if (does.bytes === 8) {
    writer.code.get(offset).i32(4).op('i32.and');
    writer.performIf();
  }
  const kind = does.family === 'float-load' ? 'read' : 'write';
  return { physical: writer.translate(kind, base, offset, 3), sum };
}

/** Does it for each of the words: the address in RAM, and the distance from the register's first word. */
function forWords(writer: LoopWriter, bytes: 4 | 8, physical: Local, move: (at: number) => void): void {
  move(0);
  if (bytes === 4) return;
  writer.code.get(physical).i32(4).op('i32.add').set(physical);
  move(4);
}

const load: Cases['float-load'] = (does) => (writer) => {
  const { code } = writer;
  begin(writer);
  const register = registerOf(writer, does.bytes);
  const { physical, sum } = accessOf(writer, does);
  forWords(writer, does.bytes, physical, (at) => {
    code.get(register);
    writer.loadRam(4, physical).store('i32.store', 4 * LAYOUT.FR + at);
  });
  modify(writer, does, sum);
  writer.next();
};

const store: Cases['float-store'] = (does) => (writer) => {
  const { code } = writer;
  begin(writer);
  const register = registerOf(writer, does.bytes);
  const { physical, sum } = accessOf(writer, does);
  forWords(writer, does.bytes, physical, (at) => {
    writer.storeRam(4, physical, () => void code.get(register).load('i32.load', 4 * LAYOUT.FR + at));
  });
  modify(writer, does, sum);
  writer.next();
};

export const FLOATING_POINT_MEMORY: Cases<'float-load' | 'float-store'> = { 'float-load': load, 'float-store': store };
