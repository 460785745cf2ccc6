import fc from 'fast-check';
import { expect, it, test } from 'vitest';
import { type CrashCase, faultsOf, type Moment, parseCrash, printCrash } from './crash-key.ts';

test.each([
  'crashes:revised/primary@step=118',
  'crashes:original/backup@step=1',
  'crashes:queued/primary@step=7+250',
  'crashes:queued/primary@step=7:peer=0:bus=2',
  'crashes:revised/primary@step=118,survivor@failover=5',
  'crashes:revised/primary@step=118,joiner@birth=2',
  'crashes:revised/backup@step=118,survivor@step=200',
  'crashes:revised/backup@step=118,joiner@join=3:peer=1:bus=0',
  'crashes:revised/primary@step=118:silent',
  'crashes:revised/primary@step=1,survivor@failover=2,joiner@join=3',
  'crashes:revised/backup@step=1,survivor@step=2,survivor@failover=3:silent',
  'crashes:revised/backup@step=1,joiner@birth=2,survivor@step=3',
  'crashes:revised/primary/9@step=118',
  'crashes:queued/backup/120@step=7:silent',
])('%s is the key of a crash', (key) => {
  expect(printCrash(parseCrash(key)!)).toBe(key);
});

test.each([
  'doubt:7=not',
  'crashes:primary@step=118',
  'crashes:paper/primary@step=118',
  'crashes:toString/primary@step=1',
  'crashes:revised/joiner@step=118',
  'crashes:revised/primary=step=118',
  'crashes:revised/primary@step=0',
  'crashes:revised/primary@step=01',
  'crashes:revised/primary@failover=3',
  'crashes:revised/primary@step=118:peer=1',
  'crashes:revised/primary@step=118+',
  'crashes:revised/primary@step=118+0',
  'crashes:revised/primary@step=1,survivor@step=2',
  'crashes:revised/backup@step=1,survivor@failover=2',
  'crashes:revised/backup@step=1,joiner@step=2',
  'crashes:revised/primary@step=1:silent:silent',
  'crashes:revised/primary@step=1+3:silent',
  'crashes:revised/primary@step=1:peer=0:bus=0:silent',
  'crashes:revised/backup@step=1,joiner@join=2,survivor@failover=3',
  'crashes:revised/primary@step=1,joiner@join=2,joiner@join=2,joiner@join=2',
  'crashes:revised/primary@step=9999999999',
  'crashes:revised/primary/0@step=3',
  'crashes:revised/primary/09@step=3',
  'crashes:revised/primary/x@step=3',
  'crashes:revised/primary/9/1@step=3',
  'crashes:revised/primary/@step=3',
])('%s is none', (key) => {
  expect(parseCrash(key)).toBeUndefined();
});

it('is read back as it was printed', () => {
  const count = fc.integer({ min: 0, max: 999_999_999 });
  const moment = (...since: Moment['since'][]): fc.Arbitrary<Moment> =>
    fc.record(
      {
        since: fc.constantFrom(...since),
        step: fc.integer({ min: 1, max: 999_999_999 }),
        instructions: fc.integer({ min: 1, max: 999_999_999 }),
        arriving: fc.record({ peer: count, bus: count }),
      },
      { requiredKeys: ['since', 'step'] },
    );
  const second = fc.oneof(
    fc.record({ who: fc.constant('survivor' as const), at: moment('join') }),
    fc.record({ who: fc.constant('joiner' as const), at: moment('birth', 'join') }),
  );
  const crash: fc.Arbitrary<CrashCase> = fc.record({
    variant: fc.constantFrom('original' as const, 'revised' as const, 'queued' as const),
    role: fc.constantFrom('primary' as const, 'backup' as const),
    first: moment('start'),
    later: fc.array(second, { maxLength: 2 }),
  });
  fc.assert(
    fc.property(crash, (value) => {
      expect(parseCrash(printCrash(value))).toEqual(value);
    }),
  );
});

test('who joins has the seat of who died; who survives has the other', () => {
  const seats = (key: string): string[] => faultsOf(parseCrash(key)!).map(({ seat }) => seat);
  expect(seats('crashes:revised/primary@step=9,survivor@join=2')).toEqual(['first', 'second']);
  expect(seats('crashes:revised/primary@step=9,joiner@join=2')).toEqual(['first', 'first']);
  expect(seats('crashes:revised/backup@step=9,survivor@join=2')).toEqual(['second', 'first']);
  expect(seats('crashes:revised/primary@step=9,survivor@join=2,joiner@join=3')).toEqual(['first', 'second', 'second']);
  expect(seats('crashes:revised/primary@step=9,joiner@join=2,survivor@join=3')).toEqual(['first', 'first', 'second']);
});
