// hvasm's speed, as ratios that hold on any machine: 200,000 lines against 100,000, against GNU as, and start-up against
// an empty Node program. Processor time (user and system), the best of several runs. npm run bench:assembler
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const RUNS = 3;
const hvasm = join(import.meta.dirname, '..', 'dist', 'hvasm.js');
const folder = mkdtempSync(join(tmpdir(), 'hvasm-bench-'));

/** Ten lines of the kind that compilers write. */
function block(/** @type {number} */ index) {
  return `L${index}:\tldw\t-${(index % 16) * 4 + 64}(%sr0,%r30),%r${(index % 28) + 1}
	ldo	${index % 8000}(%r3),%r4
	add,tsv	%r5,%r6,%r7
	addil	L'x+${index % 100},%r27
	stw	%r1,R'x+${index % 100}(%r1)	; store
	comb,<>,n	%r3,%r4,L${index}
	copy	%r4,%r26
	bl	L${index},%r2
	nop
	extru	%r4,31,8,%r5
`;
}

function sourceOf(/** @type {number} */ lines) {
  const path = join(folder, `${lines}.s`);
  const blocks = Array.from({ length: Math.max(1, lines / 10 - 1) }, (_, index) => block(index)).join('');
  writeFileSync(path, `\t.level 1.1\n\t.text\n${blocks}\t.data\nx:\t.word 1\n`);
  return path;
}

/**
 * Processor seconds and megabytes of a command: GNU time measures children alone, in hundredths of a second, so that
 * short commands are measured several times at once.
 */
function measure(/** @type {number} */ times, /** @type {string[]} */ ...command) {
  let best = { seconds: Infinity, megabytes: Infinity };
  const repeat = 'n=$0; while [ $n -gt 0 ]; do "$@" || exit; n=$((n - 1)); done';
  const shell = ['-f', '%U %S %M', 'sh', '-c', repeat, String(times), ...command];
  for (let run = 0; run < RUNS; run++) {
    const { status, stderr, error } = spawnSync('/usr/bin/time', shell, { encoding: 'utf8' });
    if (error !== undefined || status !== 0) throw new Error(`${command.join(' ')}: ${error?.message ?? stderr}`);
    const [user, system, kilobytes] = (stderr.trim().split('\n').at(-1) ?? '').split(' ').map(Number);
    best = {
      seconds: Math.min(best.seconds, (user + system) / times),
      megabytes: Math.min(best.megabytes, kilobytes / 1024),
    };
  }
  return best;
}

function line(/** @type {string} */ what, /** @type {number} */ value, /** @type {string} */ aim) {
  process.stdout.write(`${what.padEnd(62)} ${value.toFixed(2).padStart(6)}   (${aim})\n`);
}

try {
  const out = join(folder, 'out');
  const empty = measure(10, process.execPath, '-e', '0');
  const small = measure(10, process.execPath, hvasm, '-o', out, sourceOf(20));
  const half = measure(1, process.execPath, hvasm, '-o', out, sourceOf(100_000));
  const whole = measure(1, process.execPath, hvasm, '-o', out, sourceOf(200_000));
  const object = measure(1, process.execPath, hvasm, '-c', '-o', out, sourceOf(200_000));
  const gnu = measure(5, 'hppa-linux-gnu-as', '-o', out, sourceOf(200_000));
  process.stdout.write(
    `200,000 lines: hvasm ${whole.seconds.toFixed(2)} s, ${whole.megabytes.toFixed(0)} MB; GNU as ${gnu.seconds.toFixed(2)} s\n`,
  );
  line('time, 200,000 lines against 100,000', whole.seconds / half.seconds, 'at most 2.2');
  line('memory, 200,000 lines against 100,000', whole.megabytes / half.megabytes, 'at most 2.2');
  line('time against GNU as, start-up apart: image', (whole.seconds - small.seconds) / gnu.seconds, 'aim: 8');
  line('time against GNU as, start-up apart: object', (object.seconds - small.seconds) / gnu.seconds, 'aim: 8');
  line('time of 20 lines against node -e 0', small.seconds / empty.seconds, 'aim: below 3');
} finally {
  rmSync(folder, { recursive: true });
}
