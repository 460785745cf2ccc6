import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readFileSync, writeFileSync } from 'node:fs';
import { Workshop } from '../../kernel/testing/tools.ts';

const workshop = new Workshop();
afterAll(() => workshop.remove());

const explore = (...args: string[]) => workshop.hvrun(['explore', ...args]);

beforeAll(async () => {
  writeFileSync(workshop.path('disk.img'), new Uint8Array(2048));
  writeFileSync(workshop.path('noise'), 'no executable');
  await workshop.assemble('examples/drivers/takes-it-for-done.s', 'wrong');
  await workshop.assemble('examples/drivers/takes-it-for-done-mended.s', 'mended');
});

describe('hvrun explore', () => {
  it('tells of a driver that is right, with a table by adversity', async () => {
    const { status, stdout, stderr } = await explore('mended', '--disk', 'disk.img', '--only', 'doubt,moments');
    expect(stdout).toMatch(/^self-check: what is wrong with a planted driver was found by doubt and moments$/m);
    expect(stdout).toMatch(/^ +cases +stands for +holds +broken +undecided +replayed$/m);
    expect(stdout).toMatch(/^doubt +104 +262 +104 +0 +0 +\d+  [3-6]\.\d %$/m);
    expect(stdout).toMatch(/^moments +\d+ +\d+ +\d+ +0 +0 +\d+  \d+\.\d %$/m);
    expect(stdout).toMatch(/^holds: nobody outside could tell any of \d+ cases from the undisturbed run$/m);
    expect([status, stderr]).toEqual([0, '']);
  });

  it('tells what is wrong, why and where, and the command that it prints repeats it', async () => {
    const { status, stdout } = await explore('wrong', '--disk', 'disk.img', '--only', 'doubt', '--depth', '1');
    expect(status).toBe(1);
    expect(stdout).toMatch(/^finding 1: took-it-for-done \(doubt:1=not\)$/m);
    expect(stdout).toMatch(
      /^ {2}why: the driver saw that command 1, disk write of sector 0, was uncertain, and took it for done: /m,
    );
    expect(stdout).toMatch(
      /^ {2}seen outside: the guest exits with status 1, not 0; the console differs from byte 1 on/m,
    );
    expect(stdout).toMatch(/^broken: \d+ findings? in \d+ cases$/m);
    const [, again] = /^ {2}again: hvrun explore (.*)$/m.exec(stdout)!;
    const repeated = await explore(...again.split(' '));
    expect(repeated.status).toBe(1);
    expect(repeated.stdout).toMatch(/^! +\d+ {2}command 1 ends: uncertain \(not performed\)/m);
    expect(repeated.stdout).toMatch(/^broken: doubt:1=not$/m);
    const elsewhere = await explore(...again.split(' ').map((word) => (word === 'wrong' ? 'mended' : word)));
    expect(elsewhere.stderr).toMatch(/^hvrun: --of: this case belongs to another image: image:/);
    expect([elsewhere.status, elsewhere.stdout]).toEqual([64, '']);
    const otherwise = await explore(...again.split(' '), '--append', 'x');
    expect(otherwise.stderr).toMatch(
      /^hvrun: --of: this case belongs to other options \(some of --append, --input, .*\): image:/,
    );
    expect(otherwise.status).toBe(64);
  });

  it('tells programs the same, an object a line', async () => {
    const { status, stdout } = await explore(
      'wrong',
      '--disk',
      'disk.img',
      '--only',
      'doubt',
      '--depth',
      '1',
      '--json',
    );
    const lines = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(status).toBe(1);
    expect(lines[0]).toMatchObject({ event: 'case', key: 'doubt:1=not', verdict: 'broken' });
    expect(lines.find(({ event }) => event === 'finding')).toMatchObject({
      key: 'doubt:1=not',
      rule: 'took-it-for-done',
    });
    expect(lines.at(-1)).toMatchObject({
      event: 'end',
      verdict: 'broken',
      adversities: [{ adversity: 'doubt', broken: 8 }],
    });
  });

  it('saves the run of each finding as a recording, and says where; of one case, too', async () => {
    const all = ['wrong', '--disk', 'disk.img', '--only', 'doubt', '--depth', '1', '--record', 'runs'];
    const { stdout } = await explore(...all, '--report', 'report.html', '--junit', 'report.xml');
    const path = 'runs/doubt-1=not.rec';
    expect(stdout).toMatch(/^finding 1: .*, the smallest doubt:1=not; recording: runs\/doubt-1=not\.rec$/m);
    expect(readFileSync(workshop.path('report.html'), 'utf8')).toContain(`<code>${path}</code>, for hvrun replay`);
    expect(readFileSync(workshop.path('report.xml'), 'utf8')).toContain(`recording: ${path}`);
    const told = await explore(...all, '--json');
    expect(JSON.parse(told.stdout.trimEnd().split('\n').at(-1)!)).toMatchObject({ findings: [{ recording: path }] });
    const replayed = await workshop.hvrun(['replay', path]);
    expect(replayed.stdout).toBe('it is not as it should be\n');
    expect(replayed.stderr).toMatch(/^hvrun: replayed \d+ epochs, \d+ instructions: identical$/m);
    await explore('wrong', '--disk', 'disk.img', '--case', 'doubt:2=not', '--record', 'runs');
    const { status, stdout: parted } = await workshop.hvrun(['diff', path, 'runs/doubt-2=not.rec']);
    expect([status, parted]).toEqual([1, expect.stringMatching(/delivers: #1 uncertain.*\n.*delivers: #1 done/)]);
    const nowhere = await explore(...all.slice(0, -1), 'wrong');
    expect([nowhere.status, nowhere.stderr]).toEqual([73, expect.stringContaining("cannot write --record 'wrong'")]);
  });

  it('tells programs of one case that is broken what it tells people', async () => {
    const all = ['wrong', '--disk', 'disk.img', '--case', 'doubt:1=not', '--record', 'runs', '--json'];
    const { status, stdout } = await explore(...all);
    const lines = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect([status, lines.length]).toEqual([1, 2]);
    expect(lines[0]).toEqual({ event: 'case', key: 'doubt:1=not', stands: 1, verdict: 'broken' });
    expect(lines[1]).toMatchObject({
      ...{ event: 'finding', key: 'doubt:1=not', cases: 1, rule: 'took-it-for-done', outside: 'status' },
      ...{ recording: 'runs/doubt-1=not.rec' },
      story: expect.arrayContaining([expect.objectContaining({ kind: 'fault', command: 1 })]) as unknown,
    });
  });

  it('takes what the user says for right', async () => {
    writeFileSync(workshop.path('right.txt'), 'all is as it should be\n');
    const right = await explore(
      'mended',
      '--disk',
      'disk.img',
      '--only',
      'doubt',
      '--depth',
      '1',
      '--expect-console',
      'right.txt',
      '--expect-disk',
      'test -s',
    );
    expect(right.status).toBe(0);
    const status = await explore('mended', '--disk', 'disk.img', '--only', 'doubt', '--expect-status', '3');
    expect(status.stdout).toMatch(
      /^the guest fails undisturbed, so nothing else was tried: the guest exits with status 0, not 3$/m,
    );
    expect(status.status).toBe(1);
    const disk = await explore('mended', '--disk', 'disk.img', '--only', 'doubt', '--expect-disk', 'false');
    expect(disk.stdout).toContain("'false' ends with status 1");
    expect(disk.status).toBe(1);
    const typo = await explore('mended', '--disk', 'disk.img', '--only', 'doubt', '--expect-disk', './no-such-check');
    expect(typo.stderr).toMatch(/^hvrun: --expect-disk: '.\/no-such-check' cannot be run: .*not found$/m);
    expect([typo.status, typo.stdout]).toEqual([64, '']);
  });

  it('tells the command that looks at a disk when it does, where that names $WHEN', async () => {
    // It is wrong as it is left, before the guest has written it.
    const power = ['mended', '--disk', 'disk.img', '--only', 'power', '--case', 'power:lost@0', '--expect-disk'];
    const both = await explore(...power, 'test ! -s');
    expect(both.stdout).toContain("'test ! -s' ends with status 1");
    const left = await explore(...power, 'test $WHEN = end || test ! -s');
    expect(left.stdout).toMatch(/^seen outside: what is left on the disk is wrong: /m);
    const end = await explore(...power, 'test ${WHEN} = left || test -s');
    expect([end.stdout.trim().split('\n').at(-1), end.status]).toEqual(['holds: power:lost@0', 0]);
  });

  it('says that it has not tried all if the budget runs out', async () => {
    const { status, stdout } = await explore('--guest', 'kernel', '--only', 'doubt', '--depth', '4', '--budget', '1');
    expect(stdout).toMatch(/the budget ran out$/m);
    expect(stdout).toMatch(/^undecided: nothing was found in \d+ cases, and not all could be tried$/m);
    expect(status).toBe(2);
  });

  it.each([
    [['--faults', '4'], 64, "option '--faults <n>' argument '4' is invalid"],
    [['--depth', '0'], 64, "option '--depth <n>' argument '0' is invalid"],
    [['--only', 'luck'], 64, 'Expected some of doubt, moments'],
    [['--case', 'doubt'], 64, 'Expected the key of a case'],
    [['--of', 'image:1'], 64, 'Expected hashes as hvrun prints them'],
    [['wrong', '--guest', 'kernel'], 64, "option '--guest' names a built-in guest, and an image was given, too"],
    [['missing'], 66, "cannot open image 'missing': there is no such file"],
    [['noise'], 65, "cannot boot 'noise'"],
    [['wrong', '--disk', 'missing.tar'], 66, "cannot open disk 'missing.tar'"],
    [['wrong', '--expect-console', 'missing'], 66, "cannot open console output 'missing'"],
  ])('refuses %j', async (args, expected, message) => {
    const { status, stdout, stderr } = await explore(...args);
    expect(stderr).toContain(message);
    expect(stdout).toBe('');
    expect(status).toBe(expected);
  });
});
