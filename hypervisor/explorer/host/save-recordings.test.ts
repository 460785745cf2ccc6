/** A case's recording is the case: replayed, its guest ends as the case does, with the same commands, and hashes of each state agree. */
import { existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it, test } from 'vitest';
import { EXIT_STATUS, RESULT } from '../../../emulator/board.ts';
import { compareRecordings } from '../../recording/compare.ts';
import { type RecordedEpoch, RecordingReader } from '../../recording/recording-reader.ts';
import { Replayer } from '../../recording/replayer.ts';
import { CrashAdversity } from '../adversities/crashes/crashes.ts';
import { DoubtAdversity } from '../adversities/doubt.ts';
import { MomentsAdversity } from '../adversities/moments.ts';
import { PowerAdversity } from '../adversities/power/power.ts';
import type { Adversity } from '../adversity.ts';
import type { Reference } from '../reference.ts';
import { driver, referenceOf } from '../testing/guests.ts';
import { ACKNOWLEDGES_FIRST, echo, LOOKS_BEFORE } from '../testing/readers.ts';
import { saveRecording } from './save-recordings.ts';

const folder = mkdtempSync(join(tmpdir(), 'hvft-recordings-'));
afterAll(() => rmSync(folder, { recursive: true }));

interface Replayed {
  readonly status: number | undefined;
  readonly epochs: number;
  readonly hashes: number;
  readonly uncertain: number;
}

function save(adversity: Adversity, key: string, { guest }: Reference): string {
  const saved = saveRecording(folder, adversity, key, guest);
  if ('none' in saved) throw new Error(saved.none);
  return saved.path;
}

function replay(path: string): Replayed {
  const reader = new RecordingReader(path);
  const replayer = new Replayer(reader);
  let uncertain = 0;
  for (let epoch = reader.next(); epoch !== undefined; epoch = reader.next()) {
    expect([replayer.run(epoch), replayer.parted]).toEqual([true, undefined]);
    uncertain += uncertainIn(epoch);
  }
  reader.close();
  return { status: replayer.exit?.status, epochs: replayer.epochs, hashes: replayer.hashes, uncertain };
}

function uncertainIn({ bodies }: RecordedEpoch): number {
  return bodies.filter(
    (body) =>
      body.type === 'interrupt' &&
      body.interrupt.type === 'completion' &&
      body.interrupt.completion.result === RESULT.UNCERTAIN,
  ).length;
}

describe('on the bare machine', () => {
  it.each([
    ['takes-it-for-done', 'doubt:1=not', 1, 1],
    ['takes-it-for-done-mended', 'doubt:1=not,2=not,3=performed', 0, 3],
    ['retries-for-ever', 'doubt:1=not', undefined, 1],
  ])('%s, %s', (name, key, status, uncertain) => {
    const reference = driver(name);
    const replayed = replay(save(new DoubtAdversity(reference, { depth: 2 }), key, reference));
    expect(replayed).toMatchObject({ status, uncertain });
    expect(replayed.epochs).toBeGreaterThan(4);
    // All but the one in which the guest exits.
    expect(replayed.hashes).toBe(replayed.epochs - (status === undefined ? 0 : 1));
  });

  it('an interrupt that comes at another moment, and puts the guest to sleep', () => {
    const reference = driver('lost-wake-up');
    const adversity = new MomentsAdversity(reference, {});
    const broken = [...adversity.cases()].find((one) => adversity.run(one, { told: false }).verdict === 'broken')!;
    expect(replay(save(adversity, broken.key, reference)).status).toBe(EXIT_STATUS.ASLEEP);
  });

  it('a repeat that ends at another moment', () => {
    const reference = driver('takes-it-for-done-mended');
    const adversity = new MomentsAdversity(reference, {});
    const path = save(adversity, 'moments:1=not,disk/2@+3', reference);
    expect(replay(path)).toMatchObject({ status: 0, uncertain: 1 });
    expect(compareRecordings([path, save(adversity, 'moments:1=not,disk/2@+4', reference)]).same).toBe(false);
  });

  it('console input that comes late', () => {
    const image = echo({ task: LOOKS_BEFORE, handler: ACKNOWLEDGES_FIRST });
    const reference = referenceOf({ image, input: new TextEncoder().encode('two lines\nof text') });
    const adversity = new MomentsAdversity(reference, {});
    const broken = [...adversity.cases()].find((one) => adversity.run(one, { told: false }).verdict === 'broken')!;
    expect(broken.key).toMatch(/^moments:input\/\d+@/);
    expect(replay(save(adversity, broken.key, reference)).status).toBe(EXIT_STATUS.ASLEEP);
    expect(replay(save(adversity, 'moments:input/each@wait', reference)).status).toBe(0);
  });

  it('a moment that never comes is no recording', () => {
    const reference = driver('takes-it-for-done-mended');
    const saved = saveRecording(folder, new MomentsAdversity(reference, {}), 'moments:disk/1@+9999', reference.guest);
    expect(saved).toEqual({ none: 'the guest rests or ends before' });
  });

  it('an interrupt for nothing is no recording, and leaves no file', () => {
    const reference = driver('lost-wake-up');
    const adversity = new MomentsAdversity(reference, {});
    const spurious = [...adversity.cases()].find(({ key }) => key.includes('spurious'))!;
    const saved = saveRecording(folder, adversity, spurious.key, reference.guest);
    expect(saved).toEqual({ none: 'a hypervisor lets no interrupt come for nothing' });
    expect(existsSync(join(folder, `${spurious.key.replaceAll(/[:/]/g, '-')}.rec`))).toBe(false);
  });

  it('the run after a loss of power', () => {
    const reference = driver('takes-it-for-done-mended');
    const adversity = new PowerAdversity(reference, { writes: 1 });
    const [one] = adversity.cases();
    expect(replay(save(adversity, one.key, reference))).toMatchObject({ status: 0, uncertain: 0 });
  });
});

describe('where the host does not write', () => {
  const reference = driver('takes-it-for-done');
  const adversity = new DoubtAdversity(reference, { depth: 1 });

  it('a full disk is why there is no recording, and none is left', () => {
    const path = join(folder, 'doubt-1=not.rec');
    rmSync(path, { force: true });
    symlinkSync('/dev/full', path);
    expect(saveRecording(folder, adversity, 'doubt:1=not', reference.guest)).toEqual({ none: 'the disk is full' });
    expect(existsSync(path)).toBe(false);
  });

  it('a folder that stands in the way is why there is no recording', () => {
    mkdirSync(join(folder, 'doubt-2=not.rec'));
    const saved = saveRecording(folder, adversity, 'doubt:2=not', reference.guest);
    expect(saved).toEqual({ none: 'it is a directory' });
    rmSync(join(folder, 'doubt-2=not.rec'), { recursive: true });
  });
});

describe('on a pair', () => {
  const reference = driver('ignores-uncertain', 2);
  const adversity = new CrashAdversity(reference, { faults: 1, variants: ['revised'] });

  it('a death that breaks the guest', () => {
    const cases = [...adversity.cases()];
    const broken = cases.find((one) => adversity.run(one, { told: false }).verdict === 'broken')!;
    const path = save(adversity, broken.key, reference);
    const { status, uncertain, epochs, hashes } = replay(path);
    expect([status, uncertain > 0, hashes]).toEqual([1, true, epochs - 1]);
    const holds = cases.find((one) => adversity.run(one, { told: false }).verdict === 'holds')!;
    const other = save(adversity, holds.key, reference);
    expect(compareRecordings([path, path]).same).toBe(true);
    expect(compareRecordings([path, other]).lines[0]).toMatch(/^they part in epoch \d+/);
  });
});

test('two cases of one guest can be compared', () => {
  const reference = driver('takes-it-for-done');
  const adversity = new DoubtAdversity(reference, { depth: 1 });
  const paths = ['doubt:2=not', 'doubt:3=not'].map((key) => save(adversity, key, reference));
  const { same, lines } = compareRecordings([paths[0], paths[1]]);
  expect([same, lines[0]]).toEqual([false, expect.stringMatching(/^they part in epoch \d+, which begins after \d+/)]);
  expect(lines.join('\n')).toMatch(/result \d of #\d+|uncertain/);
});
