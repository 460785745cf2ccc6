import { existsSync, statSync } from 'node:fs';
import { expect, it } from 'vitest';
import { LocalMachines } from './local-machines.ts';

it('links a primary and a backup by two FIFOs, each read by one and written by the other', () => {
  const link = new LocalMachines('replica.js').linkTo();
  try {
    const [primary, backup] = [link.of('primary'), link.of('backup')];
    if (!('from' in primary)) throw new Error('the link is none of FIFOs');
    expect(backup).toEqual({ from: primary.to, to: primary.from });
    expect(primary.from).toMatch(/to-primary$/);
    expect([primary.from, primary.to].map((path) => statSync(path).isFIFO())).toEqual([true, true]);
    link.remove();
    expect(existsSync(primary.from)).toBe(false);
    link.remove();
  } finally {
    link.remove();
  }
});

it('always has another machine', () => {
  const machines = new LocalMachines('replica.js');
  let called = 0;
  machines.whenThere(() => (called += 1));
  expect(called).toBe(1);
  expect(machines.next()).not.toBe(machines.next());
});
