/**
 * Each program of this folder, as gcc compiles it at several levels: the same output on qemu-hppa, on this computer, on the bare
 * machine, and on a pair, whose primary is killed or not. The ledger's disk is compared, too.
 */
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { hvrun, type Outcome, run, Toolchain } from './testing/toolchain.ts';

const toolchain = new Toolchain();
afterAll(() => toolchain.remove());

const LISP = `
(define fact (lambda (n) (if (< n 2) 1 (* n (fact (- n 1))))))
(fact 10)
(define range (lambda (a b) (if (< a b) (cons a (range (+ a 1) b)) '())))
(define map (lambda (f l) (if l (cons (f (car l)) (map f (cdr l))) l)))
(map (lambda (n) (* n n)) (range 0 20))
(define adder (lambda (n) (lambda (m) (+ n m))))
((adder 3) 4) (/ 7 0) (unknown) (car 5) )
'(a (b . c) ()) (cons 1 2) car
`;

interface Program {
  readonly name: string;
  readonly floating?: boolean;
  readonly input?: string;
  readonly arguments: string;
  /** Part of what it must print, so that two empty outputs don't count as equal. */
  readonly prints: string;
}

const programs: readonly Program[] = [
  { name: 'primes', arguments: '3000', prints: '\n430 primes\n' },
  { name: 'sort', arguments: '3000', prints: 'sorted' },
  { name: 'lisp', arguments: '', input: LISP, prints: '3628800\n' },
  { name: 'mandelbrot', floating: true, arguments: '60', prints: ' steps\n' },
  { name: 'nbody', floating: true, arguments: '1000', prints: 'day  10000: jupiter at ' },
];

const levels: readonly (readonly string[])[] = [['-O0'], ['-O2'], ['-O2', '-mdisable-fpregs']];
const variants = programs.flatMap((program) =>
  levels
    .filter((options) => !(program.floating && options.includes('-mdisable-fpregs')))
    .map((options) => ({ ...program, options, title: `${program.name}.c at ${options.join(' ')}` })),
);

const words = (text: string): string[] => text.split(' ').filter((word) => word !== '');

describe.each(variants)('$title', ({ name, options, arguments: args, input, prints }) => {
  it('prints what it prints on qemu-hppa and on this computer', async () => {
    const ours = await hvrun(['--bare', '--append', args, await toolchain.forBoard(`${name}.c`, options)], input);
    expect(ours).toMatchObject({ status: 0, stderr: '' });
    expect(ours.stdout).toContain(prints);
    const qemu = await run('qemu-hppa', [await toolchain.forQemu(`${name}.c`, options), ...words(args)], input);
    expect(qemu).toEqual(ours);
    expect(await run(await toolchain.forThisComputer(`${name}.c`), words(args), input)).toEqual(ours);
  });

  it('prints the same where commands end uncertain, and on a pair, also if its primary dies', async () => {
    const image = await toolchain.forBoard(`${name}.c`, options);
    const boot = (...flags: string[]): Promise<Outcome> => hvrun([...flags, '--append', args, image], input);
    const { stdout } = await boot('--bare');
    expect(stdout).toContain(prints);
    expect(await boot('--bare', '--uncertain', '0.5,1')).toMatchObject({ status: 0, stdout });
    expect(await boot()).toMatchObject({ status: 0, stdout });
    const killed = await boot('--kill', 'primary@command=2');
    expect(killed).toMatchObject({ status: 0, stdout });
    expect(killed.stderr).toContain('takes over');
  });
});

describe.each([['-O0'], ['-O2']])('ledger.c at %s', (options) => {
  const disk = join(toolchain.folder, 'ledger.disk');

  /** Runs it on a disk of zeros, 300 sectors; gives its output and the disk after it. */
  async function book(image: string, ...flags: string[]): Promise<Outcome & { disk: string }> {
    writeFileSync(disk, new Uint8Array(300 * 512));
    const outcome = await hvrun([...flags, '--disk', disk, '--append', '30', image]);
    const contents = readFileSync(disk).toString('hex');
    rmSync(disk);
    return { ...outcome, disk: contents };
  }

  it('leaves the same disk where commands end uncertain, and on a pair, also if its primary dies', async () => {
    const image = await toolchain.forBoard('ledger.c', options.split(' '));
    const undisturbed = await book(image, '--bare');
    expect(undisturbed).toMatchObject({ status: 0, stderr: '' });
    expect(undisturbed.stdout).toMatch(/64 accounts, 60 bookings, sum 64000\n$/);
    const expected = { status: 0, stdout: undisturbed.stdout, disk: undisturbed.disk };
    expect(await book(image, '--bare', '--uncertain', '0.3,7')).toMatchObject(expected);
    expect(await book(image)).toMatchObject(expected);
    const killed = await book(image, '--kill', 'primary@command=150');
    expect(killed).toMatchObject(expected);
    expect(killed.stderr).toContain('takes over');
  });

  it('says what it needs if there is no disk', async () => {
    const image = await toolchain.forBoard('ledger.c', options.split(' '));
    const { status, stdout } = await hvrun(['--bare', image]);
    expect(stdout).toMatch(/needs a disk/);
    expect(status).toBe(1);
  });
});
