/**
 * Code for what any level may do with space and control registers without its being noticed elsewhere: see
 * ../../cpu/semantics/system.ts. All else of system control and memory management is the interpreter's.
 */
import { field11, field27, field6, spaceField, spaceRegister } from '../../cpu/fields.ts';
import { LAYOUT } from '../../layout.ts';
import { type Plans, straight } from './plan.ts';

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
const SAR = 11;
/** Temporary registers that any level may read. */
const TEMPORARIES = [26, 27];

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
  if (register !== SAR && !TEMPORARIES.includes(register)) return undefined;
  return straight((emitter) => {
    emitter.word(LAYOUT.CR + register);
    emitter.set(field27(word));
  });
};

const writeControl: Plans['write-control'] = (_does, word) => {
  if (field6(word) !== SAR) return undefined;
  return straight((emitter) => {
    emitter.setWord(LAYOUT.CR + SAR, () => void emitter.get(field11(word)).i32(31).op('i32.and'));
  });
};

const interpreted = (): undefined => undefined;

export const SYSTEM: Plans<System> = {
  break: interpreted,
  return: interpreted,
  'system-mask': interpreted,
  'read-space': readSpace,
  'write-space': interpreted,
  'read-control': readControl,
  'write-control': writeControl,
  nothing: () => straight(() => {}),
  probe: interpreted,
  'load-physical-address': interpreted,
  'load-coherence-index': interpreted,
  'change-tlb': interpreted,
  cache: interpreted,
};
