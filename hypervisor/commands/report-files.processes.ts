/** `hvrun explore --report FILE --junit FILE`: both are written, whatever the verdict, and nothing else is overwritten. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { tool, Workshop } from '../../kernel/testing/tools.ts';

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

  it.each([
    ['the text', [], /^broken: 1 finding in \d+ cases$/m],
    ['JSON', ['--json'], /^{"event":"end","verdict":"broken",/m],
  ])('on a full disk: %s and the other file tell the verdict all the same', async (_, more, verdict) => {
    const files = ['--report', '/dev/full', '--junit', 'whole.xml'];
    const { status, stderr, stdout } = await workshop.hvrun(['explore', 'wrong', ...QUICK, ...files, ...more]);
    expect(stdout).toMatch(verdict);
    expect(read('whole.xml')).toContain('failures="1"');
    expect(stderr).toBe("hvrun: cannot write --report '/dev/full': the disk is full\n");
    expect(status).toBe(73);
  });

  it('on a full disk: why a guest is not explored is told all the same', async () => {
    const files = ['--report', '/dev/full', '--expect-status', '9'];
    const { status, stderr, stdout } = await workshop.hvrun(['explore', 'wrong', ...QUICK, ...files]);
    expect(stdout).toContain('the guest fails undisturbed, so nothing else was tried');
    expect(stderr).toBe("hvrun: cannot write --report '/dev/full': the disk is full\n");
    expect(status).toBe(73);
  });

  it('names the source lines that no case came to on the page, too', async () => {
    const source = join(import.meta.dirname, '../../examples/drivers/control-rod-lower.s');
    await workshop.must('node', [tool('hvasm'), '-g', source, '-o', workshop.path('rod')]);
    const { stdout } = await workshop.hvrun([
      'explore',
      'rod',
      '--only',
      'doubt',
      '--depth',
      '1',
      '--report',
      'r.html',
    ]);
    const [, first] = /source lines were reached; never \S*machine\.inc:(\d+)/.exec(stdout) ?? [];
    expect(read('r.html')).toMatch(new RegExp(`<h2>Never reached</h2>.*machine\\.inc</code> ${first}\\b`));
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
