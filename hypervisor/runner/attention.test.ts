import { describe, expect, it } from 'vitest';
import { Doorbell, SELDOM_MS } from '../links/doorbell.ts';
import { Attention } from './attention.ts';

/** A doorbell that is never slept at: what it was asked is noted, and time passes instead. */
class PatientDoorbell extends Doorbell {
  now = 0;
  readonly asked: string[] = [];
  /** After which the bell rings; absent: it does not. */
  slept: number | undefined;

  override sleep(_count: number, timeoutMs: number): void {
    this.asked.push(`nap ${timeoutMs}`);
    this.now += timeoutMs;
  }

  override wait(_count: number, timeoutMs: number): void {
    this.asked.push(`sleep ${timeoutMs}`);
    this.now += this.slept ?? timeoutMs;
  }
}

function start(): { bell: PatientDoorbell; attention: Attention } {
  const bell = new PatientDoorbell();
  return { bell, attention: new Attention(bell, { now: () => bell.now }) };
}

/** Works without a pause for `ms`. */
function work(bell: PatientDoorbell, attention: Attention, ms: number): void {
  for (let passed = 0; passed <= ms; passed += 0.1) {
    bell.now += 0.1;
    attention.worked();
  }
}

describe('the attention of a processor thread', () => {
  it('goes to its links only after some work on end', () => {
    const { bell, attention } = start();
    work(bell, attention, 0.5);
    expect(bell.attended).toBe(false);
    attention.wait(0, 1000, 'soon');
    expect(bell.asked).toEqual(['sleep 1000']);
    work(bell, attention, 0.5);
    expect(bell.attended).toBe(false);
    work(bell, attention, 1);
    expect(bell.attended).toBe(true);
    expect(bell.lookMs).toBe(SELDOM_MS);
  });

  it('goes to them, too, when all it did was to wait for a moment now and then', () => {
    const { bell, attention } = start();
    bell.slept = 0.1;
    for (let epoch = 0; epoch < 20; epoch += 1) {
      work(bell, attention, 0);
      attention.wait(0, 1000, 'soon');
    }
    expect(bell.attended).toBe(true);
  });

  it('watches, then naps, then sleeps, and leaves the links to their threads before that', () => {
    const { bell, attention } = start();
    work(bell, attention, 2);
    attention.wait(0, 1000, 'soon');
    expect(bell.asked).toEqual([]);
    expect(bell.lookMs).toBe(0);
    bell.now += 0.4;
    while (bell.attended) attention.wait(0, 1000, 'soon');
    expect(bell.asked.length).toBeGreaterThan(10);
    expect(bell.asked.pop()).toBe('sleep 1000');
    expect(new Set(bell.asked)).toEqual(new Set(['nap 0.1']));
    expect(bell.lookMs).toBe(SELDOM_MS);
  });

  it('returns to its work from a nap, and watches anew after it', () => {
    const { bell, attention } = start();
    work(bell, attention, 2);
    for (let round = 0; round < 20; round += 1) {
      bell.now += 2;
      attention.wait(0, 1000, 'soon');
      expect(bell.lookMs).toBe(0);
      attention.worked();
      expect(bell.lookMs).toBe(SELDOM_MS);
    }
    expect(bell.asked).toEqual([]);
    expect(bell.attended).toBe(true);
  });

  it('never naps for longer than it may', () => {
    const { bell, attention } = start();
    work(bell, attention, 2);
    attention.wait(0, 1000, 'soon');
    bell.now += 0.4;
    attention.wait(0, 0.02, 'soon');
    expect(bell.asked).toEqual(['nap 0.02']);
  });

  it('sleeps at once, woken by the threads of its links, if it may be long until there is something', () => {
    const { bell, attention } = start();
    work(bell, attention, 2);
    attention.wait(0, 1000, 'long');
    expect(bell.attended).toBe(false);
    expect(bell.asked).toEqual(['nap 1000']);
  });

  it('is not woken by a peer on which nothing depends, but glances at it', () => {
    const { bell, attention } = start();
    attention.wait(0, 8, 'nothing');
    attention.wait(0, 1000, 'nothing');
    expect(bell.attended).toBe(true);
    expect(bell.asked).toEqual(['nap 8', 'nap 125']);
    attention.wait(0, 1000, 'long');
    expect(bell.attended).toBe(false);
  });

  it('does not look at such a peer each time that it is woken, but as soon as it works', () => {
    const { bell, attention } = start();
    for (let tick = 0; tick < 10; tick += 1) {
      attention.wait(0, 10, 'nothing');
      attention.worked();
      expect(bell.lookMs).toBe(125);
    }
    work(bell, attention, 2);
    expect(bell.lookMs).toBe(SELDOM_MS);
    attention.wait(0, 10, 'nothing');
    attention.worked(true);
    expect(bell.lookMs).toBeLessThan(0.1);
  });

  it('glances often enough to hear it within its time-out', () => {
    const bell = new PatientDoorbell();
    const attention = new Attention(bell, { now: () => bell.now, timeoutMs: 80 });
    attention.wait(0, 1000, 'nothing');
    expect(bell.asked).toEqual(['nap 10']);
    expect(bell.lookMs).toBe(10);
  });

  it.each(['soon', 'long', 'nothing'] as const)(
    'naps while nobody can ring, whether what it awaits takes %s',
    (awaited) => {
      const bell = new PatientDoorbell();
      let begun: number | undefined;
      const attention = new Attention(bell, {
        now: () => bell.now,
        begins: () => ((begun = bell.now), bell.awaitThread()),
      });
      attention.worked();
      for (; begun === undefined; bell.now += 0.01) attention.wait(0, 1000, awaited);
      expect(begun).toBeGreaterThan(300);
      expect(begun).toBeLessThan(500);
      attention.wait(0, 1000, awaited);
      expect(new Set(bell.asked)).toEqual(new Set(['nap 0.1']));
      bell.threadCame();
      attention.wait(0, 1000, awaited);
      expect(bell.asked.at(-1)).not.toBe('nap 0.1');
    },
  );

  it('lets the threads of its links start when its guest has run for a while', () => {
    const bell = new PatientDoorbell();
    let begun = false;
    const attention = new Attention(bell, { now: () => bell.now, begins: () => (begun = true) });
    work(bell, attention, 2900);
    expect(begun).toBe(false);
    work(bell, attention, 200);
    expect(begun).toBe(true);
  });

  it('looks often at work, if somebody waits for what the peer says', () => {
    const { bell, attention } = start();
    work(bell, attention, 2);
    attention.worked(true);
    expect(bell.lookMs).toBeGreaterThan(0);
    expect(bell.lookMs).toBeLessThan(0.1);
    attention.worked();
    expect(bell.lookMs).toBe(SELDOM_MS);
  });
});
