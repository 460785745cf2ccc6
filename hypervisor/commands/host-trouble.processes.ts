/** A host that fails in the middle of a run: what hvrun says, and its status. */
import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Outcome, Workshop } from '../../kernel/testing/tools.ts';
import { assembleGuest } from '../guests/assemble.ts';

const HVRUN = `${process.execPath} ${import.meta.dirname}/../../dist/hvrun.js`;
/** May we mount a small file system of our own? */
const HAS_MOUNT = spawnSync('unshare', ['-rm', 'mount', '-t', 'tmpfs', 'none', '/mnt']).status === 0;
const HAS_FULL = spawnSync('sh', ['-c', 'test -c /dev/full']).status === 0;

/** Prints %r6 at the console, %r3, and exits with 0. */
const PRINTS = `
	stw	%r6,0(%r3)
	ldil	L%0xf0000000,%r3
	stw	%r0,0(%r3)
	b,n	.
	nop`;

const workshop = new Workshop();
afterAll(() => workshop.remove());

beforeAll(() => {
  // Writes 16 sectors, one by one, prints the last RESULT as a digit, and exits with 0.
  const guest = `
_start:	ldil	L%0xf0003000,%r4
	ldil	L%0x40000,%r5
	ldi	0,%r7
1:	stw	%r7,0x100(%r4)		; SECTOR
	ldi	1,%r6
	stw	%r6,0x104(%r4)		; COUNT
	stw	%r5,0x108(%r4)		; ADDRESS
	ldi	2,%r6
	stw	%r6,0x10c(%r4)		; COMMAND: write
2:	ldw	0x110(%r4),%r6
	comib,=	1,%r6,2b
	 nop
	addi	1,%r7,%r7
	comib,<> 15,%r7,1b
	 nop
	ldil	L%0xf0002000,%r3
	ldo	48(%r6),%r6${PRINTS}`;
  writeFileSync(workshop.path('writer'), assembleGuest(guest));
  const printer = `
_start:	ldil	L%0xf0002000,%r3
	ldi	50,%r6${PRINTS}`;
  writeFileSync(workshop.path('printer'), assembleGuest(printer));
  // Takes input up to its end, and prints 2.
  const reader = `
_start:	ldil	L%0xf0002000,%r3
1:	ldw	0x1c(%r3),%r6
	comib,<> -2,%r6,1b
	 ldi	50,%r6${PRINTS}`;
  writeFileSync(workshop.path('reader'), assembleGuest(reader));
  writeFileSync(workshop.path('disk'), new Uint8Array(16 * 512));
});

/** Runs a line of bash in the workshop's folder, where hvrun is called HVRUN. */
function shell(line: string, environment: NodeJS.ProcessEnv = {}): Promise<Outcome> {
  return new Promise((resolve) => {
    const child = spawn('bash', ['-c', `set -o pipefail; ${line.replaceAll('HVRUN', HVRUN)}`], {
      cwd: workshop.folder,
      env: { ...process.env, ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let [stdout, stderr] = ['', ''];
    child.stdout.on('data', (piece: Buffer) => (stdout += piece.toString()));
    child.stderr.on('data', (piece: Buffer) => (stderr += piece.toString()));
    child.on('close', (status) => resolve({ status, stdout, stderr }));
  });
}

describe.runIf(HAS_FULL)('an output that takes nothing', () => {
  it.each([
    ['--bare --trace-instructions=/dev/full', 'the trace of instructions ends here: no space left on device'],
    ['--solo --trace /dev/full', 'the trace ends here: no space left on device'],
  ])('in the middle of a run is told once: %s', async (options, told) => {
    const { status, stdout, stderr } = await shell(`HVRUN ${options} printer`);
    expect(stderr.match(/ends here/g)).toHaveLength(1);
    expect(stderr).toContain(`hvrun: ${told}\n`);
    expect({ status, stdout }).toEqual({ status: 74, stdout: '2' });
  });

  it.each([
    'HVRUN --bare printer',
    'HVRUN --solo printer',
    'HVRUN --help',
    'HVRUN simulate --runs 1',
    'HVRUN --version',
  ])('is told when it is stdout: %s', async (command) => {
    const { status, stderr } = await shell(`${command} > /dev/full`);
    expect(stderr).toContain('hvrun: cannot write to stdout: no space left on device\n');
    expect(stderr).not.toMatch(/internal|reads stdout/);
    expect(status).toBe(74);
  });
});

describe('an input that cannot be read', () => {
  it('is told, and ends there', async () => {
    for (const mode of ['--bare', '--solo', '--no-restart', '--protocol none']) {
      const { status, stderr, stdout } = await shell(`HVRUN ${mode} reader 0> unread`);
      expect(stderr, mode).toContain(
        "hvrun: cannot read standard input: bad file descriptor; the guest's input ends there\n",
      );
      expect({ status, stdout }, mode).toEqual({ status: 74, stdout: '2' });
    }
  });

  it('because it is a directory is told, too', async () => {
    for (const mode of ['--bare', '--solo']) {
      const { status, stderr, stdout } = await shell(`HVRUN ${mode} reader < .`);
      expect(stderr, mode).toContain(
        "hvrun: cannot read standard input: it is a directory; the guest's input ends there\n",
      );
      expect({ status, stdout }, mode).toEqual({ status: 74, stdout: '2' });
    }
  });

  it('is none where it is closed', async () => {
    const { status, stderr, stdout } = await shell('HVRUN --bare reader <&-');
    expect({ status, stderr, stdout }).toEqual({ status: 0, stderr: '', stdout: '2' });
  });
});

describe('a reader that has seen enough', () => {
  it.each(['HVRUN --help', 'HVRUN simulate --help', 'HVRUN simulate --seed 77 --verbose'])(
    'ends a report without a word: %s',
    async (command) => {
      const { status, stderr, stdout } = await shell(`${command} | head -1`);
      expect(stderr).toBe('');
      expect(stdout.split('\n')).toHaveLength(2);
      expect([0, 141]).toContain(status);
    },
  );
});

describe('a stderr that takes nothing', () => {
  it.each(['2>/dev/full', '2>&-', '2> >(exit 0)'])('costs what hvrun says, and no more: %s', async (redirection) => {
    for (const mode of ['--bare --trace-instructions', '--solo --verbose']) {
      const { status, stdout } = await shell(`HVRUN ${mode} printer ${redirection}`);
      expect({ status, stdout }, mode).toEqual({ status: 0, stdout: '2' });
    }
  });
});

describe('a full disk', () => {
  it.runIf(HAS_MOUNT)("is told by hvrun as well as to the guest, and the host's status is hvrun's", async () => {
    mkdirSync(workshop.path('small'), { recursive: true });
    for (const mode of ['--bare', '--solo']) {
      const line = `unshare -rm sh -c 'mount -t tmpfs -o size=4k none small && truncate -s 8K small/disk &&
        exec HVRUN ${mode} --disk small/disk writer'`;
      const { status, stdout, stderr } = await shell(line);
      expect(stdout).toBe('3');
      expect(stderr).toMatch(/^hvrun: disk 'small\/disk': cannot write sector 8: no space left on device$/m);
      expect(stderr).toMatch(/^hvrun: disk 'small\/disk': cannot write: no space left on device: 7 times$/m);
      expect(status).toBe(74);
    }
  });
});

describe('what is given as a disk or an image', () => {
  beforeAll(() => void spawnSync('mkfifo', [workshop.path('fifo')]));

  it.each(['/dev/null', '/dev/zero', 'fifo', '.'])('and is none is refused: %s', async (path) => {
    for (const [what, line] of [
      ['disk', `HVRUN --bare --disk ${path} writer`],
      ['disk', `HVRUN --protocol none --disk ${path} writer`],
      ['image', `HVRUN --bare ${path}`],
      ['input', `HVRUN simulate --input ${path} writer`],
    ]) {
      const { status, stderr } = await shell(line);
      expect(stderr).toMatch(new RegExp(`^hvrun: cannot open ${what} '${path}': it is a .*, not a regular file\n$`));
      expect(status).toBe(66);
    }
  });

  it('may be no secret without end', async () => {
    const { status, stderr } = await shell('HVRUN replica --bus 127.0.0.1:9 --secret-file /dev/zero');
    expect(stderr).toBe("hvrun: cannot open secret file '/dev/zero': it is a character device, not a regular file\n");
    expect(status).toBe(66);
  });
});

describe('a host that lets hvrun open few files', () => {
  it('is told, and that the guest has not started', async () => {
    const { status, stdout, stderr } = await shell('ulimit -n 25; HVRUN printer');
    expect(stderr).toBe('hvrun: the guest could not start: cannot start a replica: too many open files\n');
    expect({ status, stdout }).toEqual({ status: 69, stdout: '' });
  });

  it('however few they are, as long as Node itself starts', async () => {
    for (let limit = 19; limit <= 34; limit += 1) {
      for (const command of ['HVRUN --solo --disk disk printer', 'HVRUN --disk disk printer']) {
        const { status, stdout, stderr } = await shell(`ulimit -n ${limit}; ${command}`);
        const what = `${limit} ${command}: ${stderr}`;
        if (status === 0) expect(stdout, what).toBe('2');
        else expect(stderr, what).toMatch(/^hvrun: .*too many open files.*\n$/);
        expect([0, 66, 69, 74], what).toContain(status);
      }
    }
  }, 120_000);
});

describe('a TMPDIR', () => {
  it('in which no socket has room is gone around, and status finds the run', async () => {
    const [long, runtime] = [workshop.path('x'.repeat(100)), workshop.path('r')];
    for (const folder of [long, runtime]) mkdirSync(folder);
    writeFileSync(workshop.path('spinner'), assembleGuest('_start:\tb,n\t.\n\tnop\n'));
    const ask = "for i in $(seq 100); do HVRUN status > told 2>&1 && grep -q '^primary [0-9]' told && break; done";
    const line = `HVRUN --limit-seconds 60 spinner & ${ask}; cat told; kill %1; wait %1`;
    const { stdout, status } = await shell(line, { TMPDIR: long, XDG_RUNTIME_DIR: runtime });
    expect(stdout).toMatch(/^primary \d+, epoch \d+$/m);
    expect(status).toBe(143);
    expect(readdirSync(runtime)).toEqual([]);
  });

  it('that is none is told', async () => {
    const environment = { TMPDIR: workshop.path('disk') };
    const pair = await shell('HVRUN printer', environment);
    expect(pair.stderr).toMatch(/^hvrun: cannot make the FIFOs between the replicas: .*not a directory.*\n$/);
    expect(pair.status).toBe(69);
    const two = await shell('HVRUN --protocol none --disk disk printer', environment);
    expect(two.stderr).toMatch(/^hvrun: cannot copy disk 'disk' for two machines in '.*': not a directory\n$/);
    expect(two.status).toBe(74);
    expect(await shell('HVRUN --bare printer', environment)).toMatchObject({ status: 0, stdout: '2' });
    expect(await shell('HVRUN status', environment)).toMatchObject({
      status: 66,
      stderr: `hvrun: cannot look for it in the folder '${environment.TMPDIR}' (TMPDIR): not a directory\n`,
    });
  });
});
