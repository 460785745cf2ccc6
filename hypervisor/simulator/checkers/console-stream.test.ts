import { describe, expect, it } from 'vitest';
import type { Completion } from '../../../emulator/devices/device.ts';
import { quietPlan } from '../plan/plan.ts';
import { RunRecord } from '../record/run-record.ts';
import type { Setting } from './checker.ts';
import { consoleStream } from './console-stream.ts';

const [DONE, ERROR, UNCERTAIN] = [2, 3, 4] as const;

/** What is wrong with a console that shows `streamed` after these writes. */
function judge(streamed: string, ...writes: [start: number, text: string, result?: Completion['result']][]): string[] {
  const record = new RunRecord(quietPlan(1));
  record.end = { status: 0 };
  record.streamed.push(...Buffer.from(streamed));
  for (const [index, [start, text, result]] of writes.entries()) {
    const id = index + 1;
    record.guests.first.requests.set(id, {
      request: { kind: 'console-write', id, start, address: 0, data: Buffer.from(text) },
      entries: 0,
    });
    if (result !== undefined) record.guests.first.completions.push({ id, result });
  }
  return consoleStream(record, {} as Setting);
}

describe('the rule of the console stream', () => {
  it('knows what a right driver makes of uncertain writes', () => {
    expect(judge('one\ntwo\n', [0, 'one\n', DONE], [4, 'two\n', UNCERTAIN], [4, 'two\n', DONE])).toEqual([]);
    expect(judge('one\n', [0, 'one\n', UNCERTAIN])).toEqual([]);
    expect(judge('', [0, 'one\n', UNCERTAIN])).toEqual([]);
    expect(judge('on', [0, 'one\n'])).toEqual([]);
  });

  it("knows what a wrong driver makes of them, which is not the hypervisor's fault", () => {
    expect(judge('ontwo\n', [0, 'one\n', UNCERTAIN], [2, 'two\n', DONE])).toEqual([]);
    expect(judge('two\n', [0, 'one\n', UNCERTAIN], [0, 'two\n', DONE])).toEqual([]);
    expect(judge('one\n', [0, 'one\n', DONE], [9, 'two\n', ERROR])).toEqual([]);
    expect(judge('ab', [0, 'a', DONE], [0, 'x', DONE], [1, 'b', DONE])).toEqual([]);
  });

  it('sees bytes that were lost, changed, doubled, or never written', () => {
    expect(judge('on', [0, 'one\n', DONE])).toEqual(['4 bytes are done, 2 are on the console']);
    expect(judge('onE\n', [0, 'one\n', DONE])).toEqual(['byte 2 on the console is 69, the guest wrote 101']);
    expect(judge('one\none\n', [0, 'one\n', UNCERTAIN], [0, 'one\n', DONE])).toHaveLength(1);
    expect(judge('onx', [0, 'one\n', UNCERTAIN])).toHaveLength(1);
    expect(judge('one\n', [0, 'one\n', ERROR])).toHaveLength(1);
    expect(judge('one\n', [5, 'one\n', DONE])).toHaveLength(1);
  });
});
