/** Two hvruns on one disk image. */
import { writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Workshop } from '../../kernel/testing/tools.ts';
import { assembleGuest } from '../guests/assemble.ts';
import { HvrunProcess } from '../testing/hvrun-process.ts';

const workshop = new Workshop();
afterAll(() => workshop.remove());

beforeAll(() => {
  const guests = {
    endless: `
_start:	ldil	L%0xf0002000,%r3
	ldi	65,%r4
	stw	%r4,0(%r3)
	b,n	.
	nop`,
    short: `
_start:	ldil	L%0xf0000000,%r3
	stw	%r0,0(%r3)
	b,n	.
	nop`,
  };
  for (const [name, text] of Object.entries(guests)) writeFileSync(workshop.path(name), assembleGuest(text));
  writeFileSync(workshop.path('disk'), new Uint8Array(1024));
});

const second = (...args: string[]) => workshop.hvrun([...args, '--disk', 'disk', 'short']);

describe('a disk image that another hvrun has', () => {
  it.each([['--bare'], ['--no-restart']])('is refused, until that is killed: %s', async (mode) => {
    const first = new HvrunProcess(workshop.folder, [mode, '--disk', 'disk', 'endless']);
    await first.printed(1);
    const told = `hvrun: cannot open disk 'disk': it is in use by process ${first.pid}; --disk-lock off goes without\n`;
    for (const other of [['--bare'], ['--solo'], ['--protocol', 'none']]) {
      expect(await second(...other)).toEqual({ status: 75, stdout: '', stderr: told });
    }
    expect(await second('--bare', '--disk-lock', 'off')).toMatchObject({ status: 0, stderr: '' });
    first.signal('SIGKILL');
    await first.outcome;
    expect(await second('--bare')).toMatchObject({ status: 0, stderr: '' });
  });

  it('is only copied, and not kept, by two machines on their own', async () => {
    const first = new HvrunProcess(workshop.folder, ['--protocol', 'none', '--disk', 'disk', 'endless']);
    await first.printed(1);
    expect(await second('--bare')).toMatchObject({ status: 0, stderr: '' });
    first.signal('SIGTERM');
    await first.outcome;
  });
});
