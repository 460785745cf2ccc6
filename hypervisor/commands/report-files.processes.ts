/** `hvrun explore --report FILE --junit FILE`: both are written, whatever the verdict, and nothing else is overwritten. */
import { readFileSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Workshop } from '../../kernel/testing/tools.ts';

const workshop = new Workshop();
const QUICK = ['--only', 'doubt', '--depth', '1', '--disk', 'disk.img'];

beforeAll(async () => {
  writeFileSync(workshop.path('disk.img'), new Uint8Array(512));
  await workshop.assemble('examples/drivers/takes-it-for-done.s', 'wrong');
  await workshop.assemble('examples/drivers/takes-it-for-done-mended.s', 'right');
});
afterAll(() => workshop.remove());

const read = (name: string): string => readFileSync(workshop.path(name), 'utf8');

describe('hvrun explore --report --junit', () => {
  it.each([
    ['wrong', 1, 'broken', '1'],
    ['right', 0, 'holds', '0'],
  ])('tells of a driver that is %s', async (image, status, verdict, failures) => {
    const outcome = await workshop.hvrun(['explore', image, ...QUICK, '--report', 'r.html', '--junit', 'r.xml']);
    expect(outcome.status, outcome.stderr).toBe(status);
    expect(read('r.html')).toContain(`<title>${image}: ${verdict}</title>`);
    expect(read('r.html')).toContain(`hvrun explore ${image} --disk disk.img --only doubt --depth 1<`);
    expect(read('r.xml')).toContain(`failures="${failures}"`);
  });

  it('writes the same page each time', async () => {
    const pages: string[] = [];
    for (let run = 0; run < 2; run += 1) {
      await workshop.hvrun(['explore', 'wrong', ...QUICK, '--report', 'r.html']);
      pages.push(read('r.html'));
    }
    expect(pages[0]).toBe(pages[1]);
  });

  it('refuses to overwrite what it reads, or one report with the other', async () => {
    const disk = read('disk.img');
    for (const files of [
      ['--report', 'disk.img'],
      ['--junit', 'right'],
      ['--report', 'same', '--junit', './same'],
    ]) {
      const { status, stderr } = await workshop.hvrun(['explore', 'right', ...QUICK, ...files]);
      expect(status, stderr).toBe(64);
      expect(stderr).toMatch(/^hvrun: .*; nothing was written$/m);
    }
    expect(read('disk.img')).toBe(disk);
  });

  it('says so before anything is tried if a file cannot be made', async () => {
    const { status, stderr, stdout } = await workshop.hvrun(['explore', 'right', ...QUICK, '--report', 'no/r.html']);
    expect(status).toBe(73);
    expect(stderr).toBe("hvrun: cannot write --report 'no/r.html': there is no such folder\n");
    expect(stdout).toBe('');
  });

  it('is for all cases, not for one', async () => {
    const { status } = await workshop.hvrun([
      'explore',
      'right',
      ...QUICK,
      '--case',
      'doubt:1=not',
      '--junit',
      'one.xml',
    ]);
    expect(status).toBe(64);
  });
});
