import { expect, it } from 'vitest';
import type { Request } from '../../emulator/devices/device.ts';
import { MemoryWorld } from '../../emulator/world/testing/memory-world.ts';
import { MortalWorld } from './mortal-world.ts';

const write = (id: number, start: number, text: string): Request => ({
  kind: 'console-write',
  id,
  start,
  address: 0,
  data: Buffer.from(text),
});

it('performs the last command, and nothing that comes after it but the end', () => {
  const inner = new MemoryWorld();
  const done: number[] = [];
  let deaths = 0;
  const world = new MortalWorld(inner, 2, () => (deaths += 1));
  const perform = (request: Request): void => world.perform(request, ({ id }) => done.push(id));
  perform(write(1, 0, 'a'));
  perform({ kind: 'console-byte', id: 2, byte: 66 });
  expect(deaths).toBe(0);
  perform(write(3, 1, 'c'));
  expect(deaths).toBe(1);
  perform(write(4, 2, 'd'));
  perform({ kind: 'console-byte', id: 5, byte: 69 });
  perform({ kind: 'exit', id: 6, status: 0 });
  for (let i = 0; i < 10; i += 1) inner.work();
  expect(inner.stream).toBe('ac');
  expect(inner.raw).toBe('B');
  expect(done).toEqual([1, 2, 3, 6]);
  expect(deaths).toBe(1);
});
