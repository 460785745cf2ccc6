/** Keys of moments are read and printed in one way. */
import { expect, it, test } from 'vitest';
import { type MomentKey, printMoment, readMoment } from './moment-key.ts';

const KEYS: readonly (readonly [string, MomentKey])[] = [
  ['moments:disk/12@+3', { kind: 'end', device: 'disk', number: 12, after: 3 }],
  ['moments:disk/12@with13', { kind: 'together', device: 'disk', number: 12, other: 13 }],
  ['moments:disk/12@late', { kind: 'late', device: 'disk', number: 12 }],
  ['moments:disk/spurious@4711', { kind: 'spurious', device: 'disk', at: 4711 }],
  ['moments:input/each@wait', { kind: 'awaited-input' }],
  ['moments:input/4@+17', { kind: 'input', number: 4, after: 17 }],
  ['moments:1=not,disk/3@+5', { kind: 'end', device: 'disk', number: 3, after: 5, doubt: { number: 1, performed: 0 } }],
  [
    'moments:7=performed,actuator/8@with2',
    { kind: 'together', device: 'actuator', number: 8, other: 2, doubt: { number: 7, performed: 'all' } },
  ],
  [
    'moments:1=part2,disk/3@+0',
    { kind: 'end', device: 'disk', number: 3, after: 0, doubt: { number: 1, performed: 2 } },
  ],
];

test.each(KEYS)('%s', (key, moment) => {
  expect(readMoment(key)).toEqual(moment);
  expect(printMoment(moment)).toBe(key);
});

it.each([
  ...['doubt:1=not', 'moments:1=not', 'moments:1=not,2=not', 'moments:disk/3@+5,1=not', 'moments:1=not,disk/3=not'],
  ...['moments:1=perhaps,disk/3@+5', 'moments:0=not,disk/3@+5', 'moments:01=not,disk/3@+5', 'moments:1@not,disk/3@+5'],
  ...['moments:1=not,2=not,disk/3@+5', 'moments:1=not,disk/spurious@5', 'moments:1=not,disk/3@+05', 'moments:disk@+1'],
  ...['moments:input/4@17', 'moments:input/04@+1', 'moments:input/4@late', 'moments:input/4@with2'],
  ...['moments:input/each@+1', 'moments:1=not,input/4@+17', 'moments:1=not,input/each@wait'],
  ...['moments:disk/3/4@+1', 'moments:disk/03@+1', 'moments:disk/3@5', 'moments:disk/3@+', 'moments:disk/3@before4'],
])('%s is none', (key) => {
  expect(readMoment(key)).toBeUndefined();
});
