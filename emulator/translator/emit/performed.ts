/**
 * Code for what the interpreter's functions do in the middle of a region: they are called, with the registers that they know in
 * their places. For instructions that change nothing that a region takes for granted, but perhaps where pages are; ../generate.ts
 * sees to that. Stores are not among them: they may change code.
 */
import { numberOf } from '../../cpu/decoder.ts';
import { field11, field27, field6, modifies } from '../../cpu/fields.ts';
import { LAYOUT } from '../../layout.ts';
import type { Straight } from './plan.ts';

/** An instruction that reads its registers b and x, and writes `t`, if it is not 0, and a modified b. */
export function performed(word: number, immediate: number, t: number, changesMappings = false): Straight {
  const emit: Straight['emit'] = (emitter) => {
    const { code, imports } = emitter;
    for (const r of new Set([field6(word), field11(word), field27(word)])) {
      if (r !== 0) emitter.setWord(LAYOUT.GR + r, () => void emitter.get(r));
    }
    code.i32(numberOf(word)).i32(word).i32(immediate).call(imports.perform);
    // Not completed, and nothing has changed.
    emitter.leaveIf(emitter.interpret());
    for (const r of [t, modifies(word) ? field6(word) : 0]) {
      if (r === 0) continue;
      emitter.word(LAYOUT.GR + r);
      emitter.set(r);
    }
  };
  return { kind: 'straight', nullifies: false, changesMappings, counts: true, emit };
}
