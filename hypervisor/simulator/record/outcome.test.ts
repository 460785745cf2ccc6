import { describe, expect, it } from 'vitest';
import { differences, firstPlace, type Outcome } from './outcome.ts';

function outcome(text: string, disk: readonly number[] = [], positions: readonly number[] = [4000]): Outcome {
  const bytes = new Uint8Array(4 * 512);
  for (const at of disk) bytes[at] = 0x41;
  return { console: [...Buffer.from(text, 'latin1')], disk: bytes, positions };
}

describe('where two runs part', () => {
  it('is nowhere if they show the same', () => {
    expect(differences(outcome('a\n', [5]), outcome('a\n', [5]))).toEqual([]);
    expect(firstPlace(outcome('a\n', [5]), outcome('a\n', [5]))).toBeUndefined();
  });

  it.each([
    ['one\ntwo\n', 'one\ntoo\n', 6, '2 of line 2: "two\\n"', '"too\\n"'],
    ['one\n', 'one\ntwo\n', 5, '1 of line 2: nothing more', '"two\\n"'],
    ['one\ntw', 'one\ntwo', 7, '3 of line 2: "tw"', '"two"'],
    ['', 'x', 1, '1 of line 1: nothing more', '"x"'],
    // UTF-8, and what a terminal may take for CSI, DEL and ESC.
    ['r\xc3\xbcck', 'r\xc3', 3, '3 of line 1: "r\\xc3\\xbcck"', '"r\\xc3"'],
    ['\x9b1m', '\x7f\x1b[m\\xff', 1, '1 of line 1: "\\x9b1m"', '"\\x7f\\u001b[m\\\\xff"'],
  ])('on the console: %j and %j', (one, other, byte, here, there) => {
    const told = `the console differs from byte ${byte} on, byte ${here}, undisturbed ${there}`;
    expect(differences(outcome(one), outcome(other))).toEqual([told]);
    expect(firstPlace(outcome(one), outcome(other))).toBe(`console byte ${byte}`);
  });

  it('shows a long line around the place', () => {
    const [told] = differences(outcome('x'.repeat(100)), outcome(`${'x'.repeat(60)}y`));
    expect(told).toContain(`"…${'x'.repeat(40)}…", undisturbed "…${'x'.repeat(20)}y"`);
  });

  it('on the disk', () => {
    expect(differences(outcome('', [512 + 7]), outcome(''))).toEqual([
      'the disk differs in sector 1: from byte 7 of sector 1 on it holds 41 00 00 00, undisturbed 00 00 00 00',
    ]);
    const [told] = differences(outcome('', [0, 513, 2000]), outcome(''));
    expect(told).toContain('in 3 sectors (0 to 1, 3): from byte 0 of sector 0 on');
    expect(firstPlace(outcome('', [1030]), outcome(''))).toBe('disk sector 2');
  });

  it('on the way of the control rod', () => {
    const [told] = differences(outcome('', [], [4000, 3000, 2000, 1000]), outcome('', [], [4000, 3000, 2000, 1500, 9]));
    expect(told).toBe('the control rod goes another way: … 3000, 2000, 1000 mm, undisturbed … 3000, 2000, 1500, 9 mm');
    expect(firstPlace(outcome('', [], [4000, 1]), outcome(''))).toBe('position 2 of the control rod');
  });
});
