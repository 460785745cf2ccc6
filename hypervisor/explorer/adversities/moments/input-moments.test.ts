/** Console input that comes late: what a driver loses of it then is found where it does, and drivers that lose nothing hold. */
import { describe, expect, it, test } from 'vitest';
import { Gaps } from '../../report/gaps.ts';
import { pageBasisOf } from '../../report/html/page-maker.ts';
import { referenceOf } from '../../testing/guests.ts';
import {
  ACKNOWLEDGES_FIRST,
  ACKNOWLEDGES_LAST,
  echo,
  LOOKS_BEFORE,
  LOOKS_WITH_INTERRUPTS_OFF,
  polls,
  pollsMux,
} from '../../testing/readers.ts';
import { MomentsAdversity } from '../moments.ts';

const QUIET = { told: false };
const TOLD = { told: true };
const INPUT = new TextEncoder().encode('hello\nworld');

function moments(image: Uint8Array, exhaustive = false) {
  const reference = referenceOf({ image, input: INPUT });
  return { reference, adversity: new MomentsAdversity(reference, { exhaustive }) };
}

function brokenOf(adversity: MomentsAdversity): readonly string[] {
  return [...adversity.cases()].filter((one) => adversity.run(one, QUIET).verdict !== 'holds').map(({ key }) => key);
}

test('one that looks with interrupts off, and acknowledges first, holds', () => {
  const { adversity } = moments(echo({ task: LOOKS_WITH_INTERRUPTS_OFF, handler: ACKNOWLEDGES_FIRST }));
  const keys = [...adversity.cases()].map(({ key }) => key);
  expect(keys[0]).toBe('moments:input/each@wait');
  expect(keys.length).toBeGreaterThan(15);
  expect(brokenOf(adversity)).toEqual([]);
});

test('one that looks, and then shuts interrupts out and rests, sleeps for ever where the rest of the input comes in between', () => {
  const { adversity } = moments(echo({ task: LOOKS_BEFORE, handler: ACKNOWLEDGES_FIRST }));
  const [first, ...others] = brokenOf(adversity);
  expect([first, others.length > 0]).toEqual([expect.stringMatching(/^moments:input\/0@\+\d+$/), true]);
  const { cause, difference, story } = adversity.run({ adversity: 'moments', key: first, stands: 1 }, TOLD);
  expect([cause?.rule, difference?.outside]).toEqual(['lost-wake-up', 'asleep']);
  expect(cause?.words).toBe(
    'the guest waits for an interrupt that has come: all console input, and its end, had come when it began to rest',
  );
  expect(story[0].words).toMatch(
    /^byte 0 of its input comes \d+ instructions after power-on; the guest waits for it after \d+$/,
  );
});

test('one that acknowledges last takes the interrupt away of what came after its look', () => {
  const { adversity } = moments(echo({ task: LOOKS_WITH_INTERRUPTS_OFF, handler: ACKNOWLEDGES_LAST }));
  const keys = brokenOf(adversity);
  const told = adversity.run({ adversity: 'moments', key: keys[0], stands: 1 }, TOLD);
  expect(told.cause).toEqual({
    rule: 'acknowledges-before-it-looks',
    words: 'the driver cleared the interrupt of the console, in EIRR, and had not seen that more input had come',
  });
  expect(told.place?.text).toMatch(/^mtctl %r8,%eirr/);
});

test('each moment of a class comes to its verdict, and where each is a class the same bytes break it', () => {
  const image = echo({ task: LOOKS_BEFORE, handler: ACKNOWLEDGES_LAST });
  const { adversity } = moments(image);
  for (const one of adversity.cases()) {
    const { verdict } = adversity.run(one, QUIET);
    const covered = [...adversity.covered(one)];
    expect(covered).toHaveLength(one.stands - 1);
    for (const key of [one.key, ...covered]) {
      expect([key, adversity.run({ ...one, key }, QUIET).verdict]).toEqual([key, verdict]);
    }
    expect([one.key, adversity.run(one, TOLD).verdict]).toEqual([one.key, verdict]);
  }
  const each = brokenOf(moments(image, true).adversity);
  expect(each).toEqual(expect.arrayContaining([...brokenOf(adversity)]));
  expect(new Set(each.map((key) => /\/(\d+)@/.exec(key)?.[1])).size).toBe(INPUT.length + 1);
});

describe('a guest that polls', () => {
  it('holds if it looks again', () => {
    const { adversity } = moments(polls('b,n next'));
    expect([...adversity.cases()].length).toBeGreaterThan(3);
    expect(brokenOf(adversity)).toEqual([]);
  });

  it('is not called wrong if it takes none for the end: what it shows depends on when input comes, and that is told', () => {
    const { reference, adversity } = moments(polls('b,n over'));
    expect([...adversity.cases()]).toEqual([]);
    expect(new Gaps(pageBasisOf(reference)).lines()).toEqual([
      expect.stringMatching(
        /^on the bare machine console input is there from power-on: .* was not tried, since with input that comes byte by byte /,
      ),
    ]);
    expect(adversity.run({ adversity: 'moments', key: 'moments:input/0@+1', stands: 1 }, QUIET).why).toMatch(
      /^the guest has no such moment: moments:input\/0@\+1: with input that comes byte by byte, /,
    );
  });

  it('is one that waits at the multiplexer, too', () => {
    const { reference, adversity } = moments(pollsMux('b,n next'));
    expect(reference.typing?.waits).toHaveLength(INPUT.length);
    expect([...adversity.cases()].length).toBeGreaterThan(2);
    expect(brokenOf(adversity)).toEqual([]);
    expect(brokenOf(moments(pollsMux('ldw 0x100(%r3),%r5')).adversity)[0]).toBe('moments:input/each@wait');
  });

  it('is wrong if the machine stops it when there is none', () => {
    const { adversity } = moments(polls('ldw 0x100(%r3),%r5'));
    expect(brokenOf(adversity)[0]).toBe('moments:input/each@wait');
  });
});

it.each([
  ['moments:input/12@+0', /^the guest does not wait for the end of its input$/],
  ['moments:input/3@+4000', /^it waits for byte 3 of its input after \d+ instructions$/],
])('%s is none of a guest that waits for 11 bytes and their end', (key, why) => {
  const { adversity } = moments(echo({ task: LOOKS_WITH_INTERRUPTS_OFF, handler: ACKNOWLEDGES_FIRST }));
  const words = adversity.run({ adversity: 'moments', key, stands: 1 }, QUIET).why ?? '';
  expect(words.slice(`the guest has no such moment: ${key}: `.length)).toMatch(why);
});

test('of a guest without input there is none', () => {
  const reference = referenceOf({ image: polls('b,n next') });
  expect([...new MomentsAdversity(reference, {}).cases()]).toEqual([]);
  expect(reference.typing).toBeUndefined();
});
