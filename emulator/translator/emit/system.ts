/**
 * Code for what can be done with the system mask, space and control registers without its being noticed elsewhere: see
 * ../../cpu/semantics/system.ts. All else of system control and memory management is the interpreter's.
 */
import { field11, field27, field6, spaceField, spaceRegister } from '../../cpu/fields.ts';
import { PSW } from '../../cpu/psw.ts';
import { CHANGEABLE, SYSTEM_MASK } from '../../cpu/semantics/system.ts';
import type { SystemMask } from '../../isa/does.ts';
import { LAYOUT } from '../../layout.ts';
import type { Emitter } from '../emitter.ts';
import type { Local } from '../../wasm/function-builder.ts';
import { performed } from './performed.ts';
import { type Plans, type Straight, straight } from './plan.ts';

type System =
  | 'break'
  | 'return'
  | 'system-mask'
  | 'read-space'
  | 'write-space'
  | 'read-control'
  | 'write-control'
  | 'nothing'
  | 'probe'
  | 'load-physical-address'
  | 'load-coherence-index'
  | 'change-tlb'
  | 'cache';

/** The shift amount register. */
export const SAR = 11;
/** What is read shows what has been counted, or the time. */
const COUNTERS = [0, 16];
/** Those in which nothing but what was written last is to be seen: interruption parameters, IPSW, temporaries. */
export const PLAIN = [19, 20, 21, 22, 24, 25, 26, 27, 28, 29, 30, 31];
/** The front of an interruption queue, whose back is another word. */
const QUEUES: Readonly<Partial<Record<number, number>>> = { 17: LAYOUT.IIASQ_BACK, 18: LAYOUT.IIAOQ_BACK };
const EIEM = LAYOUT.CR + 15;
const EIRR = LAYOUT.CR + 23;

/** Bits of which the interpreter's loop, or translated code, has to know. */
export const NOTICED = CHANGEABLE & ~PSW.I;

/** Leaves if one of the bits on the stack is 1. */
function leaveOn(emitter: Emitter, bits: number): void {
  emitter.code.i32(bits).op('i32.and');
  emitter.leaveIf(emitter.interpret());
}

/** Leaves if an interruption waits for PSW I. */
function leaveIfPending(emitter: Emitter): void {
  emitter.word(EIEM);
  emitter.word(EIRR).op('i32.and');
  emitter.word(LAYOUT.SIGNALLED).op('i32.or');
  emitter.leaveIf(emitter.interpret());
}

/** As long as no bit changes but I, and no interruption follows. */
const systemMask: Plans['system-mask'] = ({ operation }, word) => {
  if (operation === 'move') return moveToSystemMask(word);
  const mask = (word >>> 16) & SYSTEM_MASK;
  return straight((emitter) => {
    const { code } = emitter;
    const old = emitter.temporary('system mask');
    emitter.word(LAYOUT.PSW).set(old);
    if ((mask & NOTICED) !== 0) {
      code.get(old);
      if (operation === 'set') code.i32(-1).op('i32.xor');
      leaveOn(emitter, mask & NOTICED);
    }
    if ((mask & PSW.I) !== 0) changeInterrupts(emitter, operation, old);
    code.get(old).i32(SYSTEM_MASK).op('i32.and');
    emitter.set(field27(word));
  });
};

function changeInterrupts(emitter: Emitter, operation: SystemMask['operation'], old: Local): void {
  if (operation === 'set') leaveIfPending(emitter);
  emitter.setWord(LAYOUT.PSW, () => {
    emitter.code.get(old);
    if (operation === 'set') emitter.code.i32(PSW.I).op('i32.or');
    else emitter.code.i32(~PSW.I).op('i32.and');
  });
}

function moveToSystemMask(word: number): Straight {
  return straight((emitter) => {
    const { code } = emitter;
    emitter.word(LAYOUT.PSW);
    emitter.get(field11(word)).op('i32.xor');
    leaveOn(emitter, NOTICED);
    emitter.get(field11(word)).i32(PSW.I).op('i32.and');
    code.if(() => leaveIfPending(emitter));
    emitter.setWord(LAYOUT.PSW, () => {
      emitter.word(LAYOUT.PSW).i32(~PSW.I).op('i32.and');
      emitter.get(field11(word)).i32(PSW.I).op('i32.and').op('i32.or');
    });
  });
}

const readSpace: Plans['read-space'] = ({ register }, word) =>
  straight((emitter) => {
    const s = spaceField(word);
    if (register === 'named') emitter.word(LAYOUT.SR + spaceRegister(word));
    else if (s !== 0) emitter.word(LAYOUT.SR + s);
    else {
      emitter.get(field6(word)).i32(28).op('i32.shr_u').i32(12).op('i32.and');
      emitter.code.load('i32.load', 4 * (LAYOUT.SR + 4));
    }
    emitter.set(field27(word));
  });

const readControl: Plans['read-control'] = (_does, word) => {
  const register = field6(word);
  if (COUNTERS.includes(register)) return undefined;
  return straight((emitter) => {
    emitter.word(LAYOUT.CR + register);
    emitter.set(field27(word));
  });
};

const writeControl: Plans['write-control'] = (_does, word) => {
  const register = field6(word);
  const back = QUEUES[register];
  if (register !== SAR && back === undefined && !PLAIN.includes(register)) return undefined;
  return straight((emitter) => {
    if (back !== undefined) emitter.setWord(LAYOUT.CR + register, () => void emitter.word(back));
    emitter.setWord(back ?? LAYOUT.CR + register, () => {
      emitter.get(field11(word));
      if (register === SAR) emitter.code.i32(31).op('i32.and');
    });
  });
};

const writeSpace: Plans['write-space'] = (_does, word) =>
  straight((emitter) => {
    emitter.setWord(LAYOUT.SR + spaceRegister(word), () => void emitter.get(field11(word)));
  });

const interpreted = (): undefined => undefined;

export const SYSTEM: Plans<System> = {
  break: interpreted,
  return: interpreted,
  'system-mask': systemMask,
  'read-space': readSpace,
  'write-space': writeSpace,
  'read-control': readControl,
  'write-control': writeControl,
  nothing: () => straight(() => {}),
  probe: (_does, word, immediate) => performed(word, immediate, field27(word)),
  'load-physical-address': (_does, word, immediate) => performed(word, immediate, field27(word)),
  'load-coherence-index': (_does, word, immediate) => performed(word, immediate, field27(word)),
  'change-tlb': (_does, word, immediate) => performed(word, immediate, 0, true),
  cache: (_does, word, immediate) => performed(word, immediate, 0),
};
