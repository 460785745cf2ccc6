/** A new machine takes the place of a dead one: not a rule of the paper, whose pair ends with the first failure. */
import { describe, expect, it } from 'vitest';
import type { Message } from '../messages.ts';
import { ReplicaProtocol } from '../replica-protocol.ts';
import { Bench } from '../testing/bench.ts';
import { LENGTH } from '../testing/paper.ts';

const OPTIONS = { variant: 'revised', epochLength: LENGTH, earlyEnds: false } as const;

/** The primary is alone in term 2, and runs its first epoch; a new machine has come. */
function joining(earlyEnds = false) {
  const bench = new Bench({ ...OPTIONS, earlyEnds });
  bench.start('left');
  bench.start('right');
  bench.step('left', { type: 'peer-lost' });
  bench.step('left', { type: 'term-won', term: 2 });
  bench.join('right');
  return bench;
}

describe('a primary that admits a joiner', () => {
  it('gives it its state at the end of the epoch, and the stream from there on', () => {
    const bench = joining();
    expect(bench.step('left', { type: 'joiner-ready' })).toEqual([]);
    expect(bench.end('left', LENGTH)).toEqual([
      'deliver at 0',
      'transfer-state',
      expect.stringMatching(/^send 1 \[snapshot at 2, term 2/),
      'start-epoch 2 limit 100',
    ]);
    expect(
      bench.end('left', LENGTH).filter((line) => line.startsWith('transfer') || line.includes('snapshot')),
    ).toEqual([]);
  });

  it('does so once for each', () => {
    const bench = joining();
    bench.step('left', { type: 'joiner-ready' });
    bench.end('left', LENGTH);
    bench.step('left', { type: 'peer-lost' });
    bench.step('left', { type: 'term-won', term: 3 });
    expect(bench.end('left', LENGTH)).not.toContain('transfer-state');
  });

  it('ends the rest of a guest that sleeps, since nothing else may do so', () => {
    const bench = joining();
    bench.end('left', 7, true);
    expect(bench.end('left', 0, true)).toEqual(['rest']);
    expect(bench.step('left', { type: 'joiner-ready' })).toContain('transfer-state');
  });

  it('ends an epoch early if epochs may end early', () => {
    expect(joining(true).step('left', { type: 'joiner-ready' })).toEqual(['end-epoch-early']);
  });
});

describe('a joiner', () => {
  const snapshot = {
    sequence: 1,
    body: { type: 'snapshot', epoch: 5, term: 2, ticks: 0, input: 0, inputEnded: false },
  } as unknown as Message;

  /** What it says to this message, with or without the state before it. */
  function told(message: Message, state = true): unknown[] {
    const joiner = new ReplicaProtocol('joiner', OPTIONS);
    joiner.start();
    if (state) joiner.step({ type: 'state-received', outstanding: [] }, 0);
    const effects = joiner.step({ type: 'message', message }, 0);
    return effects.flatMap((effect) => (effect.type === 'step-down' ? [effect.reason] : []));
  }

  it('is the backup when it has the state and the snapshot', () => {
    expect(told(snapshot)).toEqual([]);
  });

  it('hears that its primary lives meanwhile', () => {
    expect(told({ sequence: 0, body: { type: 'heartbeat' } }, false)).toEqual([]);
  });

  it.each<[string, Message, boolean, string]>([
    ['has no state yet', snapshot, false, 'snapshot'],
    ['has missed a message', { ...snapshot, sequence: 2 }, true, 'snapshot'],
    [
      'gets something else first',
      { sequence: 1, body: { type: 'end', epoch: 5, completed: 3, rest: false } },
      true,
      'end',
    ],
  ])('steps down if it %s', (_, message, state, type) => {
    expect(told(message, state)).toEqual([
      `the primary was lost before this machine had its state: its stream begins with ${type}`,
    ]);
  });

  it('steps down if the primary is lost before', () => {
    const joiner = new ReplicaProtocol('joiner', OPTIONS);
    joiner.start();
    expect(joiner.step({ type: 'peer-lost' }, 0)).toEqual([
      { type: 'step-down', reason: 'the primary was lost before this machine had its state' },
    ]);
  });
});
