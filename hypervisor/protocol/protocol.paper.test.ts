/** The paper's rules in the paper's order, each for both of its variants. (SOSP 1995; restated in our own words.) */
import { beforeEach, describe, expect, it } from 'vitest';
import { TICKS_PER_SECOND } from '../../emulator/board.ts';
import type { EnvironmentValue } from '../../emulator/environment.ts';
import { Bench } from './testing/bench.ts';
import type { Side } from './testing/fake-bus.ts';

const length = 100;

function timeOfDay(seconds: number): EnvironmentValue {
  return { query: 'time-of-day', ticks: seconds * TICKS_PER_SECOND, seconds, microseconds: 0 };
}

/** The guest of `side` reads the clock, and its own machine's clock, if asked, shows `seconds`. */
function readClock(bench: Bench, side: Side, seconds: number): string[] {
  const first = bench.step(side, { type: 'environment', query: 'time-of-day' });
  if (first[0]?.startsWith('read-environment') !== true) return first;
  return [...first, ...bench.step(side, { type: 'environment-value', value: timeOfDay(seconds) })];
}

describe.each(['original', 'revised'] as const)('the %s protocol', (variant) => {
  let bench: Bench;

  beforeEach(() => {
    bench = new Bench({ variant, epochLength: length, earlyEnds: false });
    bench.start('left');
    bench.start('right');
  });

  /** Both machines run `count` epochs in which nothing happens. */
  function runEpochs(count: number): void {
    for (let epoch = 0; epoch < count; epoch += 1) {
      bench.end('left', length);
      bench.carryAll();
      bench.end('right', length);
    }
  }

  /** The primary dies: the backup is told, and wins the term. */
  function failOver(): string[] {
    return [...bench.step('right', { type: 'peer-lost' }), ...bench.step('right', { type: 'term-won', term: 2 })];
  }

  describe('P0: environment instruction at the primary', () => {
    it('sends [E, value] before the guest gets it', () => {
      expect(readClock(bench, 'left', 7)).toEqual([
        'read-environment time-of-day',
        'send 1 [1, time-of-day 7.000000]',
        'supply time-of-day 7.000000',
      ]);
    });

    it('never waits for acks, whatever was sent before', () => {
      for (let seconds = 1; seconds < 10; seconds += 1) {
        expect(readClock(bench, 'left', seconds).at(-1)).toBe(`supply time-of-day ${seconds}.000000`);
      }
    });
  });

  describe('P1: interrupt at the primary', () => {
    it('is sent at once and delivered to neither guest before the end of the epoch', () => {
      bench.set('left', 3);
      bench.carryAll();
      expect(bench.complete('left', 1)).toEqual(['send 1 [1, #1 done]']);
      expect(bench.carry('right')).toEqual(['send ack 1']);
    });

    it('belongs to the epoch until [end, E] is sent, even while the guest stands at its end', () => {
      bench.print('left', 'a');
      bench.set('left', 3);
      bench.end('left', length);
      bench.carryAll();
      expect(bench.complete('left', 2)).toEqual(['send 2 [1, #2 done]']);
      bench.carryAll();
      expect(bench.complete('left', 1)).toContain('deliver #2 done at 0');
    });
  });

  describe('P2: end of an epoch at the primary', () => {
    it('sends [Tme], delivers, sends [end, E], and starts E+1, in this order', () => {
      bench.set('left', 3);
      bench.complete('left', 1);
      bench.carryAll();
      bench.now = 5000;
      const trace = [...bench.end('left', length), ...bench.carryAll().filter((line) => line.startsWith('left'))];
      expect(trace.map((line) => line.replace('left: ', ''))).toEqual([
        'send 2 [Tme 1: 5000]',
        'deliver #1 done at 5000',
        'send 3 [end 1: 100 completed]',
        'start-epoch 2 limit 100',
      ]);
    });

    it(variant === 'original' ? 'waits for the acks of all messages' : 'does not wait (revised protocol)', () => {
      readClock(bench, 'left', 7);
      const started = bench.end('left', length).includes('start-epoch 2 limit 100');
      expect(started).toBe(variant === 'revised');
      expect(bench.carry('right', 1)).toEqual(['send ack 1']);
      expect(bench.carry('left')).toEqual([]);
      bench.carry('right', 1);
      expect(bench.carry('left').includes('start-epoch 2 limit 100')).toBe(variant === 'original');
    });

    it('sends [end, E] only when the bus has confirmed the raw bytes of E', () => {
      bench.print('left', 'a');
      bench.print('left', 'b');
      bench.end('left', length);
      bench.carryAll();
      expect(bench.complete('left', 1)).toEqual([]);
      expect(bench.complete('left', 2)).toEqual([
        'deliver at 0',
        'send 2 [end 1: 100 completed]',
        'start-epoch 2 limit 100',
      ]);
    });
  });

  describe('P3: interrupts of the backup itself', () => {
    it('are ignored', () => {
      bench.end('left', length);
      bench.carryAll();
      expect(bench.type('right', 'x', 0)).toEqual([]);
      expect(bench.complete('right', 1)).toEqual([]);
      expect(bench.step('right', { type: 'timer-due' })).toEqual([]);
      expect(bench.end('right', length)).toEqual(['deliver at 0']);
    });
  });

  describe('P4: messages at the backup', () => {
    it('are all acked, and interrupts buffered for the end of their epoch', () => {
      readClock(bench, 'left', 7);
      bench.set('left', 3);
      bench.carryAll();
      bench.complete('left', 1);
      bench.end('left', length);
      bench.carryAll();
      readClock(bench, 'right', 0);
      bench.set('right', 3);
      expect(bench.end('right', length)).toEqual(['deliver #1 done at 0']);
    });

    it('with a gap in their numbers mean a lost primary', () => {
      const body = { type: 'environment', epoch: 1, value: timeOfDay(7) } as const;
      expect(bench.step('right', { type: 'message', message: { sequence: 2, body } })).toEqual(['claim-term 2']);
    });
  });

  describe('P5: end of an epoch at the backup', () => {
    it('is followed by E+1 only when [end, E+1] is there', () => {
      expect(bench.start('right')).toEqual([]);
      bench.end('left', length);
      expect(bench.carryAll()).toContain('right: start-epoch 1 limit 100');
      expect(bench.end('right', length)).toEqual(['deliver at 0']);
      bench.end('left', 40, true);
      expect(bench.carryAll()).toContain('right: start-epoch 2 limit 41');
    });

    it('delivers with the clocks of the primary, not its own', () => {
      bench.now = 5000;
      bench.end('left', length);
      bench.now = 9999;
      bench.carryAll();
      expect(bench.end('right', length)).toEqual(['deliver at 5000']);
    });

    it('comes early at a rest, where the backup must rest too', () => {
      bench.end('left', 40, true);
      bench.carryAll();
      expect(bench.end('right', 41)[0]).toMatch(/^step-down: epoch 1 ends after 41 instructions/);
    });
  });

  describe('P5: states are compared at the end of an epoch, if both have hashes', () => {
    it('and equal ones change nothing', () => {
      const told = [...bench.end('left', length, false, 0xabcn), ...bench.carryAll()].join('\n');
      expect(told).toContain('send 2 [end 1: 100 completed, hash 0000000000000abc]');
      expect(bench.end('right', length, false, 0xabcn)).toEqual(['deliver at 0']);
    });

    it('and different ones end the backup, which must never take over', () => {
      bench.end('left', length, false, 0xabcn);
      bench.carryAll();
      expect(bench.end('right', length, false, 0xabdn)).toEqual([
        'step-down: the machines have diverged: at the end of epoch 1 its state has the hash 0000000000000abd, ' +
          "the primary's had 0000000000000abc",
      ]);
      expect(bench.role('right')).toBe('out');
      expect(bench.step('right', { type: 'peer-lost' })).toEqual([]);
    });

    it('and if only one machine has them, nothing is compared', () => {
      bench.end('left', length, false, 0xabcn);
      bench.carryAll();
      expect(bench.end('right', length)).toContain('deliver at 0');
      bench.end('left', length);
      bench.carryAll();
      expect(bench.end('right', length, false, 0xabdn)).toEqual(['deliver at 0']);
    });
  });

  describe('EXIT, after which nobody is left to compare', () => {
    beforeEach(() => {
      bench.end('left', length, false, 0xabcn);
      bench.carryAll();
    });

    it('waits until the backup has compared the state at the end of the last whole epoch', () => {
      expect(bench.exit('left', 3)).toEqual([]);
      expect(bench.end('right', length, false, 0xabcn)).toContain('deliver at 0');
      expect(bench.step('left', { type: 'backup-finished', epoch: 1 })).toEqual(['perform #1 exit 3 in term 1']);
    });

    it('waits no longer if that is long known', () => {
      bench.step('left', { type: 'backup-finished', epoch: 1 });
      expect(bench.exit('left', 3)).toEqual(['perform #1 exit 3 in term 1']);
    });

    it('waits for the term if the backup finds a difference, and is gone', () => {
      expect(bench.exit('left', 3)).toEqual([]);
      expect(bench.end('right', length, false, 0xabdn)[0]).toMatch(/^step-down: the machines have diverged/);
      expect(bench.step('left', { type: 'peer-lost' })).toEqual(['claim-term 2']);
      expect(bench.step('left', { type: 'term-won', term: 2 })).toEqual([
        'alone in epoch 2, term 2',
        'perform #1 exit 3 in term 2',
      ]);
    });

    it('never waits for an epoch without a hash', () => {
      bench.step('left', { type: 'backup-finished', epoch: 1 });
      bench.end('left', length);
      bench.carryAll();
      expect(bench.exit('left', 3)).toEqual(['perform #1 exit 3 in term 1']);
    });

    it('and other outputs do not wait for it', () => {
      expect(bench.set('left', 5)).toContain('perform #1 set 5 in term 1');
    });
  });

  it('a backup that has finished what was never completed is as good as lost', () => {
    expect(bench.step('left', { type: 'backup-finished', epoch: 1 })).toEqual(['claim-term 2']);
  });

  describe('P6: environment instruction at the backup', () => {
    it('gets the value of the primary, in the same order', () => {
      readClock(bench, 'left', 7);
      readClock(bench, 'left', 8);
      bench.end('left', length);
      bench.carryAll();
      expect(readClock(bench, 'right', 99)).toEqual(['supply time-of-day 7.000000']);
      expect(readClock(bench, 'right', 99)).toEqual(['supply time-of-day 8.000000']);
    });

    it('that the primary did not execute shows that the machines have diverged', () => {
      bench.end('left', length);
      bench.carryAll();
      expect(readClock(bench, 'right', 99)).toEqual([
        "step-down: in epoch 1 the guest reads time-of-day, the primary's nothing more",
      ]);
      expect(bench.role('right')).toBe('out');
    });
  });

  describe('P7: the failover epoch', () => {
    it('is the first epoch without [end, E], and starts only under the next term', () => {
      runEpochs(2);
      expect(bench.step('right', { type: 'peer-lost' })).toEqual(['claim-term 2']);
      expect(bench.step('right', { type: 'term-won', term: 2 })).toEqual([
        'failover in epoch 3, term 2',
        'start-epoch 3 limit 100',
      ]);
      expect(bench.end('right', length)).toEqual([
        'deliver at 0',
        'promoted after epoch 3, term 2',
        'ask-input from 0',
        'start-epoch 4 limit 100',
      ]);
      expect(bench.role('right')).toBe('primary');
    });

    it('comes after all epochs that the primary completed, whose outputs stay suppressed', () => {
      bench.print('left', 'a');
      bench.complete('left', 1);
      bench.end('left', length);
      bench.carryAll();
      expect(failOver()).toEqual(['claim-term 2']);
      expect(bench.print('right', 'a')).toEqual(['resume']);
      expect(bench.end('right', length)).toEqual([
        'deliver at 0',
        'failover in epoch 2, term 2',
        'start-epoch 2 limit 100',
      ]);
    });

    it('uses up the values of the stream, then reads for itself, and time does not go back', () => {
      readClock(bench, 'left', 7);
      bench.carryAll();
      failOver();
      expect(readClock(bench, 'right', 5)).toEqual(['supply time-of-day 7.000000']);
      expect(readClock(bench, 'right', 5)).toEqual(['read-environment time-of-day', 'supply time-of-day 7.000000']);
      expect(readClock(bench, 'right', 9)).toEqual(['read-environment time-of-day', 'supply time-of-day 9.000000']);
    });

    it('delivers what the primary relayed in it, by the later of the two clocks', () => {
      bench.now = 5000;
      bench.type('left', 'x', 0);
      bench.print('left', 'a');
      bench.carryAll();
      bench.print('left', 'b');
      bench.end('left', length);
      bench.carryAll();
      failOver();
      bench.now = 4000;
      expect(bench.end('right', length).slice(0, 2)).toEqual([
        'deliver input 0 "x" at 5000',
        'promoted after epoch 1, term 2',
      ]);
    });

    it("reads its own clock as one that goes on from the primary's last Tme, which the epoch's end will show", () => {
      bench.print('left', 'a');
      bench.now = 5000;
      bench.end('left', length);
      bench.carryAll();
      failOver();
      bench.now = 4000;
      expect(bench.step('right', { type: 'environment', query: 'interval-timer' })).toEqual([
        'read-environment interval-timer',
      ]);
      const own: EnvironmentValue = { query: 'interval-timer', ticks: 4000 };
      expect(bench.step('right', { type: 'environment-value', value: own })).toEqual(['supply interval-timer 5000']);
    });

    it('holds outputs without a RESULT, and performs them on promotion, in order', () => {
      bench.print('left', 'a');
      failOver();
      expect(bench.print('right', 'a')).toEqual(['resume']);
      expect(bench.print('right', 'b')).toEqual(['resume']);
      expect(bench.end('right', length)).toEqual([
        'deliver at 0',
        'promoted after epoch 1, term 2',
        'perform #1 print a in term 2',
        'perform #2 print b in term 2',
        'ask-input from 0',
        'start-epoch 2 limit 100',
      ]);
    });

    it('ends at once when the guest exits in it', () => {
      failOver();
      bench.print('right', 'a');
      expect(bench.exit('right', 3)).toEqual([
        'promoted after epoch 1, term 2',
        'perform #1 print a in term 2',
        'perform #2 exit 3 in term 2',
        'ask-input from 0',
      ]);
    });

    it('ends at a rest, even if it has done nothing', () => {
      bench.end('left', 0, true);
      failOver();
      expect(bench.end('right', 0, true)).toContain('start-epoch 2 limit 100');
    });

    it('never starts if another machine has the term', () => {
      bench.step('right', { type: 'peer-lost' });
      bench.step('right', { type: 'term-refused', term: 2 });
      expect(bench.role('right')).toBe('out');
      expect(bench.step('right', { type: 'term-won', term: 3 })).toEqual([]);
    });
  });

  describe('IO1: a completion interrupt follows an I/O', () => {
    it('once: what is unknown, repeated or of another term is ignored', () => {
      bench.set('left', 3);
      bench.carryAll();
      expect(bench.complete('left', 1, 2)).toEqual([]);
      expect(bench.complete('left', 9)).toEqual([]);
      expect(bench.complete('left', 1)).toEqual(['send 1 [1, #1 done]']);
      expect(bench.complete('left', 1)).toEqual([]);
    });

    it('ends the rest of a guest that waits for it', () => {
      bench.set('left', 3);
      expect(bench.end('left', 1, true)).toContain('send 1 [Tme 1: 0]');
      bench.carryAll();
      expect(bench.end('left', 0, true)).toEqual(['rest']);
      expect(bench.complete('left', 1).slice(0, 2)).toEqual(['send 3 [2, #1 done]', 'send 4 [Tme 2: 0]']);
    });
  });

  describe('IO2: after an uncertain interrupt the I/O may or may not have been performed', () => {
    it('so a primary that goes on alone gives one for what the bus has not answered', () => {
      bench.set('left', 3);
      bench.step('left', { type: 'peer-lost' });
      bench.step('left', { type: 'term-won', term: 2 });
      expect(bench.end('left', length)).toEqual(['deliver #1 uncertain at 0', 'start-epoch 2 limit 100']);
      expect(bench.complete('left', 1)).toEqual([]);
    });

    it('and performs again what has no RESULT to become uncertain', () => {
      bench.print('left', 'a');
      bench.step('left', { type: 'peer-lost' });
      expect(bench.step('left', { type: 'term-won', term: 2 })).toEqual([
        'alone in epoch 1, term 2',
        'perform #1 print a in term 2',
      ]);
    });
  });

  describe('P8: outputs of the backup', () => {
    it('are suppressed in every epoch that the primary completed', () => {
      bench.set('left', 3);
      bench.carryAll();
      bench.end('left', length);
      bench.carryAll();
      expect(bench.set('right', 3)).toEqual(['resume']);
    });

    it('become uncertain if outstanding at the end of the failover epoch, after relayed interrupts and the timer', () => {
      bench.set('left', 1);
      bench.set('left', 2);
      bench.end('left', length);
      bench.carryAll();
      bench.complete('left', 2);
      bench.carryAll();
      failOver();
      bench.set('right', 1);
      bench.set('right', 2);
      bench.end('right', length);
      expect(bench.set('right', 3)).toEqual(['resume']);
      expect(bench.end('right', length)).toEqual([
        'deliver #2 done at 0',
        'deliver #1 uncertain #3 uncertain at 0',
        'promoted after epoch 2, term 2, uncertain #1 set 1, uncertain #3 set 3',
        'ask-input from 0',
        'start-epoch 3 limit 100',
      ]);
    });

    it('are performed by the new primary, which waits for nobody', () => {
      failOver();
      bench.end('right', length);
      readClock(bench, 'right', 7);
      expect(bench.set('right', 3)).toEqual(['perform #1 set 3 in term 2', 'resume']);
      expect(bench.complete('right', 1, 2)).toEqual([]);
      expect(bench.end('right', length)).toEqual(['deliver #1 done at 0', 'start-epoch 3 limit 100']);
    });
  });

  describe('outputs of the primary', () => {
    it(variant === 'original' ? 'are performed at once' : 'wait for the acks of all messages sent before', () => {
      const performed = ['perform #1 set 3 in term 1', 'resume'];
      readClock(bench, 'left', 7);
      expect(bench.set('left', 3)).toEqual(variant === 'original' ? performed : []);
      bench.carry('right');
      expect(bench.carry('left')).toEqual(variant === 'original' ? [] : performed);
    });

    it('wait for the next term when the backup is lost', () => {
      expect(bench.step('left', { type: 'peer-lost' })).toEqual(['claim-term 2']);
      expect(readClock(bench, 'left', 7)).toEqual(['read-environment time-of-day', 'supply time-of-day 7.000000']);
      expect(bench.set('left', 3)).toEqual([]);
      expect(bench.step('left', { type: 'term-won', term: 2 })).toEqual([
        'alone in epoch 1, term 2',
        'perform #1 set 3 in term 2',
        'resume',
      ]);
    });

    it('are never performed if the backup has taken the term', () => {
      bench.step('left', { type: 'peer-lost' });
      bench.set('left', 3);
      expect(bench.step('left', { type: 'term-refused', term: 2 })).toEqual([
        "step-down: the bus is in term 2, and not this machine's",
      ]);
      expect(bench.role('left')).toBe('out');
    });

    it('end with EXIT: the guest goes no further', () => {
      expect(bench.exit('left', 3)).toEqual(['perform #1 exit 3 in term 1']);
      expect(bench.complete('left', 1)).toEqual([]);
    });
  });

  describe('console input', () => {
    it('may be forgotten by the bus when the backup has acked the message that brought it', () => {
      expect(bench.type('left', 'xy', 0)).toEqual(['send 1 [1, input 0 "xy"]']);
      bench.carry('right');
      expect(bench.carry('left')).toEqual(['acknowledge-input through 2']);
    });

    it('may be forgotten at once when there is no backup', () => {
      bench.step('left', { type: 'peer-lost' });
      expect(bench.type('left', 'x', 0)).toEqual([]);
      expect(bench.step('left', { type: 'term-won', term: 2 })).toContain('acknowledge-input through 1');
      expect(bench.type('left', 'y', 1)).toEqual(['acknowledge-input through 2']);
    });

    it('is taken once, however often the bus sends it, and never with a hole', () => {
      bench.type('left', 'xy', 0);
      expect(bench.type('left', 'y', 1)).toEqual([]);
      expect(bench.type('left', 'z', 3)).toEqual([]);
      expect(bench.type('left', 'yz', 1)).toEqual(['send 2 [1, input 2 "z"]']);
    });

    it('is asked for by the new primary from where the old one left the guest', () => {
      bench.type('left', 'xy', 0);
      bench.end('left', length);
      bench.carryAll();
      bench.end('right', length);
      failOver();
      expect(bench.end('right', length)).toContain('ask-input from 2');
    });
  });

  it('takes a backup that acks what was never sent for lost', () => {
    const message = { sequence: 0, body: { type: 'ack', through: 1 } } as const;
    expect(bench.step('left', { type: 'message', message })).toEqual(['claim-term 2']);
  });

  it('ends a rest for a timer that is due', () => {
    expect(bench.end('left', 0, true)).toEqual(['rest']);
    bench.now = 800;
    bench.step('left', { type: 'timer-due' });
    bench.carryAll();
    expect(bench.end('right', 0, true)).toEqual(['deliver at 800']);
  });
});

describe.each(['original', 'revised', 'queued'] as const)('footnote 4, the %s protocol', (variant) => {
  let bench: Bench;

  beforeEach(() => {
    bench = new Bench({ variant, epochLength: length, earlyEnds: true });
    bench.start('left');
    bench.start('right');
  });

  it('lets an interrupt end the epoch early, which the backup ends after as many instructions', () => {
    expect(bench.type('left', 'x', 0)).toEqual(['send 1 [1, input 0 "x"]', 'end-epoch-early']);
    bench.end('left', 8);
    expect(bench.carryAll()).toContain('right: start-epoch 1 limit 8');
    expect(bench.end('right', 8)).toEqual(['deliver input 0 "x" at 0']);
  });

  it('lets the interval timer end it early, too, without a message of its own', () => {
    bench.now = 800;
    expect(bench.step('left', { type: 'timer-due' })).toEqual(['end-epoch-early']);
    bench.end('left', 8);
    bench.carryAll();
    expect(bench.end('right', 8)).toEqual(['deliver at 800']);
  });

  it('asks for it once in each epoch', () => {
    bench.type('left', 'x', 0);
    expect(bench.type('left', 'y', 1)).toEqual(['send 2 [1, input 1 "y"]']);
    expect(bench.step('left', { type: 'timer-due' })).toEqual([]);
    bench.end('left', 8);
    bench.carryAll();
    expect(bench.type('left', 'z', 2).at(-1)).toBe('end-epoch-early');
  });

  it('lets the one output that is uncertain when its peer is lost end the epoch early', () => {
    bench.set('left', 1);
    bench.step('left', { type: 'peer-lost' });
    expect(bench.step('left', { type: 'term-won', term: 2 })).toContain('end-epoch-early');
  });

  it('asks for nothing when the guest stands at the end already', () => {
    bench.print('left', 'a');
    bench.end('left', length);
    bench.carryAll();
    expect(bench.type('left', 'x', 0).join()).not.toContain('end-epoch-early');
    bench.carryAll();
    expect(bench.complete('left', 1)).toContain('deliver input 0 "x" at 0');
  });

  it('does not let a guest rest that has not got its timer interrupt yet', () => {
    bench.step('left', { type: 'timer-due' });
    expect(bench.end('left', 0, true)[0]).toBe('send 1 [Tme 1: 0]');
  });

  it('leaves the failover epoch as long as the old primary may have come in it', () => {
    bench.step('right', { type: 'peer-lost' });
    bench.step('right', { type: 'term-won', term: 2 });
    bench.now = 800;
    expect(bench.step('right', { type: 'timer-due' })).toEqual([]);
    bench.end('right', length);
    expect(bench.type('right', 'x', 0)).toContain('end-epoch-early');
  });
});

describe.each([true, false])('an epoch of a guest that does little but read clocks (early ends: %s)', (earlyEnds) => {
  let bench: Bench;

  beforeEach(() => {
    bench = new Bench({ variant: 'revised', epochLength: length, earlyEnds, maxValues: 2 });
    bench.start('left');
    bench.start('right');
  });

  it('ends after so many values, and the backup ends it there', () => {
    expect(readClock(bench, 'left', 7)).not.toContain('end-epoch-early');
    expect(readClock(bench, 'left', 8).slice(-2)).toEqual(['supply time-of-day 8.000000', 'end-epoch-early']);
    bench.end('left', 5);
    expect(bench.carryAll()).toContain('right: start-epoch 1 limit 5');
    for (const seconds of [7, 8]) expect(readClock(bench, 'right', seconds)).toHaveLength(1);
    expect(bench.end('right', 5)).toEqual(['deliver at 0']);
    // The next epoch has as many.
    expect(readClock(bench, 'left', 9)).not.toContain('end-epoch-early');
    expect(readClock(bench, 'left', 10)).toContain('end-epoch-early');
  });

  it('ends there if it is the failover epoch, too: as late as the old primary may have come', () => {
    readClock(bench, 'left', 7);
    bench.carryAll();
    bench.step('right', { type: 'peer-lost' });
    bench.step('right', { type: 'term-won', term: 2 });
    expect(readClock(bench, 'right', 7)).toEqual(['supply time-of-day 7.000000']);
    expect(readClock(bench, 'right', 8).slice(-2)).toEqual(['supply time-of-day 8.000000', 'end-epoch-early']);
    expect(bench.end('right', 5).at(-1)).toBe('start-epoch 2 limit 100');
    expect(readClock(bench, 'right', 9)).not.toContain('end-epoch-early');
    expect(readClock(bench, 'right', 10)).toContain('end-epoch-early');
  });
});

describe('epochs of a fixed length', () => {
  it('end early for nothing but a rest, and a timer that was due by then is not slept over', () => {
    const bench = new Bench({ variant: 'revised', epochLength: length, earlyEnds: false });
    bench.start('left');
    expect(bench.type('left', 'x', 0)).toEqual(['send 1 [1, input 0 "x"]']);
    bench.end('left', length);
    expect(bench.step('left', { type: 'timer-due' })).toEqual([]);
    expect(bench.end('left', 0, true)).toContain('start-epoch 3 limit 100');
  });
});

describe('the queued variant', () => {
  it('holds outputs for their acks while the guest goes on, and performs them in order', () => {
    const bench = new Bench({ variant: 'queued', epochLength: length, earlyEnds: false });
    bench.start('left');
    readClock(bench, 'left', 7);
    expect(bench.set('left', 1)).toEqual(['resume']);
    readClock(bench, 'left', 8);
    expect(bench.set('left', 2)).toEqual(['resume']);
    bench.carry('right', 1);
    expect(bench.carry('left')).toEqual(['perform #1 set 1 in term 1']);
    bench.carry('right');
    expect(bench.carry('left')).toEqual(['perform #2 set 2 in term 1']);
  });
});

describe.each(['revised', 'queued'] as const)('a guest that prints without end (%s)', (variant) => {
  it('waits while too much of that is not confirmed, and goes on with the first confirmation', () => {
    const bench = new Bench({ variant, epochLength: 1_000_000, earlyEnds: false });
    bench.start('left');
    let printed = 0;
    for (let trace = ['resume']; trace.includes('resume') && printed < 10_000; printed += 1) {
      trace = bench.print('left', 'a');
    }
    expect(printed).toBe(1024);
    expect(bench.complete('left', 1)).toEqual(['resume']);
    expect(bench.print('left', 'a')).toEqual(['perform #1025 print a in term 1']);
  });
});

describe('a queued output', () => {
  it('makes the guest wait if too many are held for a backup that is slow', () => {
    const bench = new Bench({ variant: 'queued', epochLength: 1_000_000, earlyEnds: false });
    bench.start('left');
    readClock(bench, 'left', 7);
    for (let count = 1; count < 1024; count += 1) expect(bench.print('left', 'a')).toEqual(['resume']);
    expect(bench.print('left', 'a')).toEqual([]);
    bench.carry('right');
    expect(bench.carry('left')).toHaveLength(1024);
    expect(bench.complete('left', 1)).toEqual(['resume']);
  });
});

describe('a primary without a backup', () => {
  it('sends nothing and waits for nobody', () => {
    const bench = new Bench({ variant: 'original', epochLength: length, earlyEnds: false, backup: 'none' });
    expect(bench.start('left')).toEqual(['ask-input from 0', 'start-epoch 1 limit 100']);
    expect(readClock(bench, 'left', 7)).toEqual(['read-environment time-of-day', 'supply time-of-day 7.000000']);
    expect(bench.print('left', 'a')).toEqual(['perform #1 print a in term 1', 'resume']);
    expect(bench.end('left', length)).toEqual(['deliver at 0', 'start-epoch 2 limit 100']);
  });
});
