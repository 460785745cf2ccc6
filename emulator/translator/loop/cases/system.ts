/**
 * The loop's code for what can be done with the system mask, space and control registers without its being noticed elsewhere: see
 * ../../../cpu/semantics/system.ts. All else of system control is the interpreter's.
 */
import { PSW } from '../../../cpu/psw.ts';
import { SYSTEM_MASK } from '../../../cpu/semantics/system.ts';
import { LAYOUT } from '../../../layout.ts';
import { NOTICED, PLAIN, SAR } from '../../emit/system.ts';
import type { LoopWriter } from '../writer.ts';
import type { Cases } from './cases.ts';

const SAR_BITS = 31;
/** The control registers in which nothing but what was written last is to be seen, as bits. */
const PLAIN_BITS = PLAIN.reduce((bits, register) => bits | (1 << register), 0);

/** As long as no bit changes but I, and no interruption follows. */
const systemMask: Cases['system-mask'] =
  ({ operation }) =>
  (writer) => {
    const { code } = writer;
    const [old, changed] = ['old', 'changed'].map((name) => writer.temporary(name));
    writer.state(LAYOUT.PSW).set(old);
    if (operation === 'move') {
      writer.get('field11');
    } else {
      code.get(old);
      writer.bits(7, 16);
      if (operation === 'reset') code.i32(-1).op('i32.xor');
      code.op(operation === 'set' ? 'i32.or' : 'i32.and');
    }
    code.tee(changed).get(old).op('i32.xor').i32(NOTICED).op('i32.and');
    writer.performIf();
    code.get(changed).i32(PSW.I).op('i32.and');
    code.if(() => {
      writer.state(LAYOUT.CR + 15);
      writer.state(LAYOUT.CR + 23).op('i32.and');
      writer.state(LAYOUT.SIGNALLED).op('i32.or');
      writer.performIf();
    });
    writer.setState(LAYOUT.PSW, () => {
      code.get(old).i32(~PSW.I).op('i32.and').get(changed).i32(PSW.I).op('i32.and').op('i32.or');
    });
    if (operation !== 'move') writer.set('field27', () => void code.get(old).i32(SYSTEM_MASK).op('i32.and'));
    writer.next();
  };

const readSpace: Cases['read-space'] =
  ({ register }) =>
  (writer) => {
    const { code } = writer;
    const base = writer.temporary('base');
    const space = writer.temporary('space');
    if (register === 'named') {
      writer.namedSpace();
    } else {
      writer.get('field6').set(base);
      writer.selectedSpace(base);
    }
    code.set(space);
    writer.set('field27', () => void code.get(space));
    writer.next();
  };

const writeSpace: Cases['write-space'] = () => (writer) => {
  writer.spaceRegister();
  writer.get('field11').store('i32.store', 4 * LAYOUT.SR);
  writer.next();
};

/** A register that is not among them is the interpreter's. */
function onlyPlain(writer: LoopWriter): void {
  writer.code.i32(PLAIN_BITS);
  writer.bits(5, 21).op('i32.shr_u').i32(1).op('i32.and').op('i32.eqz');
  writer.performIf();
}

/** Pushes the place of the control register, of which registers of the class ordinary have those that are everybody's. */
const place = (writer: LoopWriter): void => void writer.bits(5, 21).i32(2).op('i32.shl');

const readControl: Cases['read-control'] = (_does, instructionClass) => (writer) => {
  const { code } = writer;
  const value = writer.temporary('a');
  if (instructionClass !== 'ordinary') onlyPlain(writer);
  place(writer);
  code.load('i32.load', 4 * LAYOUT.CR).set(value);
  writer.set('field27', () => void code.get(value));
  writer.next();
};

/** Of those that are everybody's, only SAR is written to. */
const writeControl: Cases['write-control'] = (_does, instructionClass) => (writer) => {
  const { code } = writer;
  if (instructionClass === 'ordinary') {
    writer.setState(LAYOUT.CR + SAR, () => void writer.get('field11').i32(SAR_BITS).op('i32.and'));
  } else {
    onlyPlain(writer);
    place(writer);
    writer.get('field11');
    code.store('i32.store', 4 * LAYOUT.CR);
  }
  writer.next();
};

const nothing: Cases['nothing'] = () => (writer) => writer.next();

export const SYSTEM: Cases<
  'system-mask' | 'read-space' | 'write-space' | 'read-control' | 'write-control' | 'nothing'
> = {
  'system-mask': systemMask,
  'read-space': readSpace,
  'write-space': writeSpace,
  'read-control': readControl,
  'write-control': writeControl,
  nothing,
};
