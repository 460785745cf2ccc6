import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Place } from '../../emulator/report/place.ts';
import type { Seat } from '../seat.ts';
import type { ReplicaStatus } from './messages.ts';
import { type PairView, pairStatus } from './pair-status.ts';
import type { Port } from './port.ts';
import { RollCall } from './roll-call.ts';
import { Terms } from './term.ts';

/** How long a replica has for its answer, in milliseconds. */
const PATIENCE_MS = 1000;
const PLACE = { offset: 0x1000, level: 0 } as unknown as Place;

function answer(change: Partial<ReplicaStatus> = {}): ReplicaStatus {
  return {
    type: 'status',
    epoch: 9,
    place: PLACE,
    leadEpochs: 0,
    leadInstructions: 0,
    copyRound: 0,
    copyPages: 0,
    ...change,
  };
}

/** A replica that answers, or doesn't. */
function port(rollCall: RollCall, seat: Seat, pid: number, status?: ReplicaStatus): Port {
  return { pid, send: () => status && rollCall.answered(seat, status), kill: () => {} };
}

/** Asks a pair of which these machines live. */
async function ask(answers: Partial<Record<Seat, ReplicaStatus | 'silent'>>, change: Partial<PairView> = {}) {
  const rollCall = new RollCall();
  const living = new Map<Seat, Port>();
  for (const [seat, status] of Object.entries(answers) as [Seat, ReplicaStatus | 'silent'][]) {
    living.set(seat, port(rollCall, seat, seat === 'first' ? 11 : 12, status === 'silent' ? undefined : status));
  }
  const view: PairView = { ending: false, terms: new Terms('second'), living, candidate: undefined, ...change };
  const status = pairStatus(rollCall, () => view);
  await vi.advanceTimersByTimeAsync(PATIENCE_MS);
  return status;
}

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }));
afterEach(() => void vi.useRealTimers());

describe('where a pair stands', () => {
  it('is what both replicas answer', async () => {
    const first = answer({ epoch: 9, leadEpochs: 2, leadInstructions: 7000 });
    expect(await ask({ first, second: answer({ epoch: 7 }) })).toEqual({
      state: 'running',
      term: 1,
      primary: { pid: 11, epoch: 9, place: PLACE },
      backup: { pid: 12, epoch: 7, place: PLACE },
      joiner: null,
      lag: { epochs: 2, instructions: 7000 },
      outstanding: 0,
    });
  });

  it('is told without the answer of one that hangs', async () => {
    const status = await ask({ first: 'silent', second: answer() });
    expect(status.primary).toEqual({ pid: 11, epoch: null, place: null });
    expect(status.backup).toEqual({ pid: 12, epoch: 9, place: PLACE });
    expect(status.lag).toBeNull();
  });

  it('has no machine that is dead', async () => {
    const alone = await ask({ first: answer() });
    expect([alone.backup, alone.lag]).toEqual([null, null]);
    const orphan = await ask({ second: answer() });
    expect([orphan.primary, orphan.lag]).toEqual([null, null]);
  });

  it('has a joiner that waits, and how far the copy has come for one that is let in', async () => {
    const terms = new Terms(undefined);
    const candidate: Port = { pid: 13, send: () => {}, kill: () => {} };
    const waits = await ask({ first: answer() }, { terms, candidate });
    expect(waits.joiner).toEqual({ pid: 13, copying: null });
    const copying = await ask({ first: answer({ copyRound: 2, copyPages: 40 }), second: answer() }, { terms });
    expect(copying.joiner).toEqual({ pid: 12, copying: { round: 2, pages: 40 } });
    const begins = await ask({ first: answer(), second: 'silent' }, { terms });
    expect(begins.joiner).toEqual({ pid: 12, copying: null });
    expect([copying.backup, copying.lag]).toEqual([null, null]);
  });

  it('is an end once the guest has exited', async () => {
    expect(await ask({ first: answer() }, { ending: true })).toMatchObject({ state: 'ending' });
  });
});

describe('the roll call', () => {
  it('waits a second for each answer, and no longer', async () => {
    const rollCall = new RollCall();
    let said: unknown = 'nothing';
    void rollCall.ask('first', { send: () => {} }).then((status) => (said = status));
    await vi.advanceTimersByTimeAsync(PATIENCE_MS - 1);
    expect(said).toBe('nothing');
    await vi.advanceTimersByTimeAsync(1);
    expect(said).toBeUndefined();
  });

  it('gives an answer to all who have asked that replica, and to no other', async () => {
    const rollCall = new RollCall();
    const sent: string[] = [];
    const replica = { send: ({ type }: { type: string }) => void sent.push(type) };
    const asked = [rollCall.ask('first', replica), rollCall.ask('first', replica), rollCall.ask('second', replica)];
    const status = answer();
    rollCall.answered('first', status);
    rollCall.answered('first', answer({ epoch: 1 }));
    await vi.advanceTimersByTimeAsync(PATIENCE_MS);
    expect(await Promise.all(asked)).toEqual([status, status, undefined]);
    expect(sent).toEqual(['ask-status', 'ask-status', 'ask-status']);
  });

  it('hears an answer that nobody has asked for', () => {
    expect(() => new RollCall().answered('first', answer())).not.toThrow();
  });
});
