/**
 * A C program full of floating point, as gcc compiles it at several levels of optimization, gives the same results in
 * qemu-hppa and on our processor.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readExecutable } from '../elf/reader.ts';
import { EXIT } from './processor.ts';
import { IDLE, TestMachine } from './testing/test-machine.ts';

const SOURCE = join(import.meta.dirname, 'testing/floating-point.c');
/** The Linux gateway page's system call entry. */
const SYSTEM_CALL = 0x100;
/** What the program gives, as it counts it. */
const RESULTS = 40 + 64 + 400 + 128;

/** Calls compute, writes the results to standard output, exits. */
const START = `
	.level 1.1
	.text
	.globl _start
_start:	ldil L%$global$,%r27
	ldo R%$global$(%r27),%r27
	ldil L%stack,%r30
	ldo R%stack(%r30),%r30
	bl compute,%r2
	ldo 64(%r30),%r30
	copy %r28,%r3
	bl where,%r2
	nop
	copy %r28,%r25
	zdep %r3,28,29,%r24
	ldi 1,%r26
	ble 0x100(%sr2,%r0)
	ldi 4,%r20
	ldi 0,%r26
	ble 0x100(%sr2,%r0)
	ldi 1,%r20
	.bss
	.align 64
stack:	.skip 16384
`;

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'hvft-fpu-c-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function tool(name: string, args: readonly string[]): Buffer {
  try {
    return execFileSync(name, args);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    throw new Error(`${name} is missing: install gcc-hppa-linux-gnu and qemu-user`, { cause: error });
  }
}

/** Compiles the program; returns its path. */
function compile(level: string): string {
  const path = join(folder, 'program');
  writeFileSync(`${path}.s`, START);
  const free = ['-nostdlib', '-ffreestanding', '-static', '-fno-pic', '-fno-tree-loop-distribute-patterns'];
  const flags = [level, '-march=1.1', '-fno-math-errno', ...free, '-Wl,--build-id=none'];
  tool('hppa-linux-gnu-gcc', [...flags, '-o', path, `${path}.s`, SOURCE, '-lgcc']);
  return path;
}

/** Runs until the first system call, and gives what it would write. */
function runOurs(path: string): Buffer {
  const { entry, segments } = readExecutable(readFileSync(path));
  const machine = new TestMachine();
  machine.setCr(10, 0xc0);
  for (const { physicalAddress, data } of segments) machine.cpu.memory.write(physicalAddress, data);
  machine.cpu.memory.storeWord(SYSTEM_CALL, IDLE);
  machine.jump(entry);
  expect(machine.cpu.run(20_000_000)).toBe(EXIT.REST);
  expect(machine.front).toBe(SYSTEM_CALL);
  return Buffer.from(machine.cpu.memory.read(machine.gr(25), machine.gr(24)));
}

it.each(['-O0', '-O2', '-O3'])('a program compiled with %s', (level) => {
  const path = compile(level);
  const ours = runOurs(path);
  expect(ours.length).toBe(8 * RESULTS);
  expect(ours.toString('hex')).toBe(tool('qemu-hppa', [path]).toString('hex'));
});
