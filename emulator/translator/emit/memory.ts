/**
 * Code for loads and stores: see ../../cpu/semantics/memory.ts. Manual: chapter 5, "Memory Reference Instructions". Absolute
 * accesses and semaphores are the interpreter's.
 */
import { bit18, field11, field27, field6, modifies, spaceField } from '../../cpu/fields.ts';
import type { Load, Store } from '../../isa/does.ts';
import type { Local } from '../../wasm/function-builder.ts';
import type { Emitter } from '../emitter.ts';
import { type Plans, straight } from './plan.ts';

/** Where an access goes, and what its base becomes. */
interface Address {
  readonly offset: Local;
  /** What the base register becomes after the access. */
  readonly base: Local | undefined;
}

function addressOf(emitter: Emitter, does: Load | Store, word: number, displacement: number): Address {
  const { code } = emitter;
  const sum = emitter.temporary('sum');
  emitter.get(field6(word));
  if (does.address !== 'index') {
    code.i32(displacement);
  } else {
    emitter.get(field11(word));
    if (bit18(word)) code.i32(does.scale).op('i32.shl');
  }
  code.op('i32.add').set(sum);
  const changes = does.address === 'modify' || (does.address !== 'long' && modifies(word));
  if (!changes) return { offset: sum, base: undefined };
  const before = does.address === 'modify' ? displacement < 0 : does.address === 'short' && bit18(word);
  if (before) return { offset: sum, base: sum };
  const offset = emitter.temporary('offset');
  emitter.get(field6(word)).set(offset);
  return { offset, base: sum };
}

const load: Plans['load'] = (does, word, displacement) => {
  if (does.absolute || does.clears) return undefined;
  const t = does.address === 'long' || does.address === 'modify' ? field11(word) : field27(word);
  return straight((emitter) => {
    const { offset, base } = addressOf(emitter, does, word, displacement);
    const register = emitter.register(field6(word));
    const address = emitter.translate('read', spaceField(word), register, offset, does.bytes - 1);
    // A loaded value wins over a modified base.
    if (base !== undefined) {
      emitter.code.get(base);
      emitter.set(field6(word));
    }
    emitter.loadRam(does.bytes, address);
    emitter.set(t);
  });
};

const store: Plans['store'] = (does, word, displacement) => {
  if (does.absolute) return undefined;
  return straight((emitter) => {
    const { offset, base } = addressOf(emitter, does, word, displacement);
    const register = emitter.register(field6(word));
    const address = emitter.translate('write', spaceField(word), register, offset, does.bytes - 1);
    emitter.storeRam(does.bytes, address, () => void emitter.get(field11(word)));
    if (base === undefined) return;
    emitter.code.get(base);
    emitter.set(field6(word));
  });
};

export const MEMORY: Plans<'load' | 'store' | 'store-bytes'> = { load, store, 'store-bytes': () => undefined };
