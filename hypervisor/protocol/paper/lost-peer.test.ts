/** When a peer is as good as lost, and a primary that never had one. */
import { beforeEach, describe, expect, it } from 'vitest';
import { Bench } from '../testing/bench.ts';
import { LENGTH, readClock, startedPair, VARIANTS } from '../testing/paper.ts';

describe.each(VARIANTS)('a backup (the %s protocol)', (variant) => {
  let bench: Bench;

  beforeEach(() => {
    bench = startedPair({ variant });
  });

  it('a backup that has finished what was never completed is as good as lost', () => {
    expect(bench.step('left', { type: 'backup-finished', epoch: 1 })).toEqual(['claim-term 2']);
  });

  it('takes a backup that acks what was never sent for lost', () => {
    const message = { sequence: 0, body: { type: 'ack', through: 1 } } as const;
    expect(bench.step('left', { type: 'message', message })).toEqual(['claim-term 2']);
  });
});

describe('a primary without a backup', () => {
  it('sends nothing and waits for nobody', () => {
    const bench = new Bench({ variant: 'original', epochLength: LENGTH, earlyEnds: false, backup: 'none' });
    expect(bench.start('left')).toEqual(['ask-input from 0', 'start-epoch 1 limit 100']);
    expect(readClock(bench, 'left', 7)).toEqual(['read-environment time-of-day', 'supply time-of-day 7.000000']);
    expect(bench.print('left', 'a')).toEqual(['perform #1 print a in term 1', 'resume']);
    expect(bench.end('left', LENGTH)).toEqual(['deliver at 0', 'start-epoch 2 limit 100']);
  });
});
