/**
 * Random programs run by qemu-hppa (user mode) and by our processor: registers and memory must be equal. Set SEED to
 * repeat a run.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { disassemble } from '../isa/disassemble.ts';
import { EXIT } from './processor.ts';
import {
  DATA,
  nameOfOutput,
  OUTPUT_SIZE,
  randomBody,
  randomFrom,
  TEXT,
  wholeProgram,
} from './testing/random-program.ts';
import { IDLE, TestMachine } from './testing/test-machine.ts';

const PROGRAMS = 40;
const ITEMS = 5000;
/** The Linux gateway page's system call entry. */
const SYSTEM_CALL = 0x100;

const seed = Number(process.env['SEED'] ?? Math.floor(Math.random() * 2 ** 32));
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'hvft-qemu-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function tool(name: string, args: readonly string[]): Buffer {
  try {
    return execFileSync(name, args, { maxBuffer: 1 << 24 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    throw new Error(`${name} is missing: install binutils-hppa-linux-gnu and qemu-user`, { cause: error });
  }
}

type Program = ReturnType<typeof wholeProgram>;

/** The output as QEMU gives it, as words. */
function runInQemu({ text, data }: Program): number[] {
  const words = (list: readonly number[]): string => list.map((word) => `.word ${word >>> 0}`).join('\n');
  const path = (extension: string): string => join(folder, `program${extension}`);
  writeFileSync(path('.s'), `.text\n.globl _start\n_start:\n${words(text)}\n.data\n${words(data)}\n`);
  tool('hppa-linux-gnu-as', ['-o', path('.o'), path('.s')]);
  const addresses = [`-Ttext=${TEXT.toString(16)}`, `-Tdata=${DATA.toString(16)}`];
  tool('hppa-linux-gnu-ld', [...addresses, '-o', path('.elf'), path('.o')]);
  const output = tool('qemu-hppa', [path('.elf')]);
  return Array.from({ length: OUTPUT_SIZE / 4 }, (_, i) => output.readUInt32BE(i * 4));
}

/** The output as our processor gives it, and the instructions it took. */
function runOurs({ text, data }: Program): { output: number[]; completed: number } {
  const machine = new TestMachine();
  text.forEach((word, i) => machine.cpu.memory.storeWord(TEXT + 4 * i, word));
  data.forEach((word, i) => machine.cpu.memory.storeWord(DATA + 4 * i, word));
  machine.cpu.memory.storeWord(SYSTEM_CALL, IDLE);
  machine.jump(TEXT + 3);
  expect(machine.cpu.run(10_000_000)).toBe(EXIT.REST);
  expect(machine.front).toBe(SYSTEM_CALL + 3);
  const words = machine.cpu.memory.words.subarray(DATA / 4, (DATA + OUTPUT_SIZE) / 4);
  return { output: [...words].map((word) => word >>> 0), completed: machine.cpu.completed };
}

const sameOutput = (a: readonly number[], b: readonly number[]): boolean => a.every((word, i) => word === b[i]);

/** The shortest beginning of the body after which the two differ, for people. */
function explain(programSeed: number, body: readonly number[]): string {
  const program = (length: number): Program => wholeProgram(randomFrom(programSeed), body.slice(0, length));
  let same = 0;
  let different = body.length;
  while (different - same > 1) {
    const middle = (same + different) >>> 1;
    if (sameOutput(runOurs(program(middle)).output, runInQemu(program(middle)))) same = middle;
    else different = middle;
  }
  const ours = runOurs(program(different)).output;
  const theirs = runInQemu(program(different));
  const differences = ours.flatMap((word, i) =>
    word === theirs[i] ? [] : [`${nameOfOutput(4 * i)}: ours ${word.toString(16)}, QEMU ${theirs[i].toString(16)}`],
  );
  const before = body.slice(Math.max(0, different - 6), different).map((word) => disassemble(word));
  return `after\n  ${before.join('\n  ')}\n${differences.join('\n')}`;
}

it(`runs random programs as QEMU does (SEED=${seed})`, () => {
  let completed = 0;
  for (let i = 0; i < PROGRAMS; i += 1) {
    const programSeed = seed + i;
    const body = randomBody(randomFrom(programSeed), ITEMS);
    const program = wholeProgram(randomFrom(programSeed), body);
    const ours = runOurs(program);
    completed += ours.completed;
    if (!sameOutput(ours.output, runInQemu(program))) {
      expect.fail(`program ${i} of SEED=${seed} differs ${explain(programSeed, body)}`);
    }
  }
  expect(completed).toBeGreaterThan(PROGRAMS * ITEMS);
});
