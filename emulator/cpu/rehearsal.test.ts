import { expect, it } from 'vitest';
import { LAYOUT, MachineState } from '../layout.ts';
import { createBurst } from './burst.ts';
import { Core } from './core.ts';
import { FREQUENT } from './frequent.ts';
import { rehearse } from './rehearsal.ts';

const nowhere = (): never => {
  throw new Error('a rehearsal knows nobody');
};

it('executes each of the frequent rows, and leaves nothing behind', () => {
  const state = new MachineState({ ram: 1 << 20 });
  const core = new Core(state, { load: nowhere, store: nowhere } as never, {} as never);
  state.words.fill(0x5a5a5a5a, 0, LAYOUT.TLB);
  state.ram.fill(0x12345678);
  const parts = [state.words, state.scratch, state.ram, state.operations];
  const before = parts.map((part) => part.slice());
  const burst = createBurst(core);
  const executed = new Set<number>();
  const watched = (): number => {
    const outcome = burst();
    for (const operation of state.operations.subarray(0, 1024)) executed.add(operation);
    return outcome;
  };
  rehearse(core, { burst: watched });
  // The numbers of decoder.ts; 0: not decoded.
  expect([...executed].sort((a, b) => a - b)).toEqual([0, ...FREQUENT.map((_, i) => i + 1)]);
  expect(parts.map((part, i) => part.every((word, at) => word === before[i][at]))).toEqual(parts.map(() => true));
  expect(core.takeDirtyPages()).toEqual([]);
});
