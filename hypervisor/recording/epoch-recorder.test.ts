import { describe, expect, it } from 'vitest';
import { describeMessage } from '../protocol/describe.ts';
import type { Interrupt } from '../protocol/messages.ts';
import { EpochRecorder } from './epoch-recorder.ts';

const value = { query: 'interval-timer', ticks: 7 } as const;
const done = (id: number): Interrupt => ({ type: 'completion', completion: { id, result: 2 } });

/** A recorder and what it has sent, in words. */
function start(active: boolean): { recorder: EpochRecorder; sent: string[] } {
  const sent: string[] = [];
  const recorder = new EpochRecorder(active, (part) =>
    sent.push(part.type === 'record' ? describeMessage(part.message) : `exit in ${part.epoch}`),
  );
  return { recorder, sent };
}

/** A whole epoch. */
function run(recorder: EpochRecorder, epoch: number): void {
  recorder.begin(epoch);
  recorder.supplied(value);
  recorder.ended({ completed: 100, rest: false, hash: 0xabn });
  recorder.delivered([done(epoch)], 50);
}

const wholeEpoch = (epoch: number): string[] => [
  `1 [${epoch}, interval-timer 7]`,
  `2 [${epoch}, #${epoch} done]`,
  `3 [Tme ${epoch}: 50]`,
  `4 [end ${epoch}: 100 completed, hash 00000000000000ab]`,
];

describe('the recorder of a replica', () => {
  it('sends an epoch, once, when it is complete', () => {
    const { recorder, sent } = start(true);
    run(recorder, 1);
    expect(sent).toEqual([]);
    recorder.finish();
    expect(sent).toEqual(wholeEpoch(1));
    recorder.begin(2);
    expect(sent).toEqual(wholeEpoch(1));
  });

  it('sends an epoch at the latest when the next one begins', () => {
    const { recorder, sent } = start(true);
    run(recorder, 1);
    recorder.begin(2);
    expect(sent).toEqual(wholeEpoch(1));
  });

  it('of a backup sends nothing before the failover epoch, and that with all that was delivered', () => {
    const { recorder, sent } = start(false);
    run(recorder, 1);
    run(recorder, 2);
    recorder.activate();
    run(recorder, 3);
    recorder.delivered([done(8)], 50);
    recorder.begin(4);
    const [first, second, , last] = wholeEpoch(3);
    expect(sent).toEqual([first, second, '3 [3, #8 done]', '4 [Tme 3: 50]', last.replace('4', '5')]);
  });

  it('sends what there is of the epoch in which the guest exits', () => {
    const { recorder, sent } = start(true);
    recorder.begin(1);
    recorder.supplied(value);
    recorder.exit();
    expect(sent).toEqual(['1 [1, interval-timer 7]', 'exit in 1']);
  });
});
