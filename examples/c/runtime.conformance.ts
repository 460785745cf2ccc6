/** The runtime for C programs: its library does what this computer's does, and programs begin and end as they should. */
import { afterAll, describe, expect, it } from 'vitest';
import { hvrun, run, Toolchain } from './testing/toolchain.ts';

const toolchain = new Toolchain();
afterAll(() => toolchain.remove());

describe.each([['-O0'], ['-O2']])('the library at %s', (level) => {
  it("formats, compares and converts as this computer's does", async () => {
    const ours = await hvrun(['--bare', await toolchain.forBoard('testing/formats.c', [level])]);
    expect(ours.status).toBe(5);
    expect(ours.stdout).toContain('[-12345|-12345|-12345|-12345|-12345|-12345|-12345|  -12345|-12345  |-12345]\n');
    expect(await run(await toolchain.forThisComputer('testing/formats.c'), [])).toEqual(ours);
    expect(await run('qemu-hppa', [await toolchain.forQemu('testing/formats.c', [level])])).toEqual(ours);
  });

  it('splits the boot arguments, and ends with the result of main', async () => {
    const image = await toolchain.forBoard('testing/manners.c', [level]);
    const none = await hvrun(['--bare', image]);
    expect(none.stdout).toMatch(/^0 \[\]\n\d+ KiB, over$/);
    expect(none.status).toBe(0);
    const some = await hvrun(['--append', '  7   two three ', image]);
    expect(some.stdout).toMatch(/^0 \[\]\n1 \[7\]\n2 \[two\]\n3 \[three\]\n\d+ KiB, over$/);
    expect(some.status).toBe(7);
    // Only what hvrun leaves to guests: 64 + 3.
    expect((await hvrun(['--bare', '--append', '67', image])).status).toBe(3);
  });

  it('gives all of RAM to the program, but for the stack', async () => {
    const image = await toolchain.forBoard('testing/manners.c', [level]);
    for (const [ram, least] of [
      ['1M', 600],
      ['64M', 48_000],
    ] as const) {
      const { stdout, status } = await hvrun(['--bare', '--ram', ram, image]);
      const kilobytes = Number(/(\d+) KiB, over$/.exec(stdout)?.[1]);
      expect(kilobytes).toBeGreaterThan(least);
      expect(kilobytes).toBeLessThan(1.1 * least + 100);
      expect(status).toBe(0);
    }
  });

  it('says why it gave up', async () => {
    const image = await toolchain.forBoard('testing/manners.c', [level]);
    const aborted = await hvrun(['--bare', '--append', 'abort', image]);
    expect(aborted.stdout).toMatch(/KiBpanic: aborted\n$/);
    expect(aborted.status).toBe(63);
    const { stdout, status } = await hvrun(['--append', 'assert', image]);
    expect(stdout).toMatch(/panic: testing\/manners\.c:\d+: not true: argc == 0\n$/);
    expect(status).toBe(63);
  });
});
