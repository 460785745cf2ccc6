/**
 * Two machines in the same random state, one interpreted and one translated, that run side by side: the same budgets, and
 * after each the same state, or a {@link Difference}.
 */
import { pick, type Random, randomFrom, randomWord } from '../../cpu/testing/random.ts';
import { access, NOP, PROGRAM, TestMachine } from '../../cpu/testing/test-machine.ts';
import type { EngineFactory } from '../../cpu/engine.ts';
import { PSW } from '../../cpu/psw.ts';
import { INTERRUPTION } from '../../cpu/interruptions.ts';
import { EXIT } from '../../cpu/processor.ts';
import { disassemble } from '../../isa/disassemble.ts';
import { encode } from '../../isa/encode.ts';
import { PAGE_SIZE } from '../../board.ts';
import { LAYOUT } from '../../layout.ts';
import { Tlb } from '../../tlb.ts';
import { type TranslatorSettings, translatorWith } from '../translator.ts';
import { Statistics } from '../statistics.ts';
import { AT_ONCE } from './at-once.ts';
import { BASES, CODE_BASE, randomProgram, randomRoutine, ROUTINE_BASE, ROUTINE_DISTANCE } from './random-code.ts';

const COMMON = { ...AT_ONCE, optimizeAfter: 5000 } as const;

/** Everything is translated at once, or what has come a few times; regions are few, so that some are evicted. */
const SETTINGS: readonly TranslatorSettings[] = [
  {
    ...COMMON,
    interval: 1,
    growthThreshold: 2,
    limits: { region: 30, block: 12 },
    regions: 300,
  },
  {
    ...COMMON,
    interval: 10,
    threshold: 2,
    againThreshold: 4,
    exitThreshold: 2,
    growthThreshold: 1,
    limits: { region: 60, block: 20 },
    regions: 50,
  },
  {
    ...COMMON,
    interval: 30,
    threshold: 3,
    againThreshold: 9,
    exitThreshold: 4,
    growthThreshold: 4,
    limits: { region: 100, block: 40 },
    regions: 50,
  },
  {
    ...COMMON,
    interval: 150,
    threshold: 2,
    againThreshold: 4,
    exitThreshold: 4,
    growthThreshold: 8,
    limits: { region: 100, block: 40 },
    regions: 50,
  },
  // What translated code goes to stays the interpreter's for long.
  {
    ...COMMON,
    interval: 20,
    threshold: 2,
    againThreshold: 4,
    exitThreshold: 1000,
    growthThreshold: 16,
    limits: { region: 10, block: 10 },
    regions: 50,
  },
  // All of it is the loop's.
  {
    ...COMMON,
    patience: 1e9,
    interval: 20,
    growthThreshold: 1,
    limits: { region: 10, block: 10 },
    regions: 50,
  },
];

const IVA = 0x8000;
const DATA = 0x20000;
const SPACES = 3;
const CODE_SIZE = 0x2000;
const PAGES = [PROGRAM, PROGRAM + 0x1000, DATA, DATA + 0x1000];
/** That of a program at the beginning of its page. */
const ROUTINE = PROGRAM + 4 * ROUTINE_DISTANCE;
/** A page with another program, much like the first, to which its address may be mapped. */
const OTHER_PROGRAM = 0x40000;
/** Where the handler of breaks stands, and the word that it keeps. */
const SWITCH = IVA + 0x800;
const SWITCHED = IVA + 0xc00;
/** One with which the first two bits choose the space; with which physical addresses are what sums come to beyond 32 bits; with which
 * code goes on from the last page to page 0. */
const QUADRANT = 0x40000000;
const DISTANCES = [QUADRANT, 0x80000000, 0xbfffe000, 0x7fffe000, 0xffffe000];
/** Bytes of the pages of data of all spaces. */
const DATA_SIZE = 0x4000;

/** What a program is run with. */
export interface Case {
  readonly seed: number;
  readonly program: readonly number[];
  readonly routine: readonly number[];
  /** Bytes from the beginning of its page to the program: it may go on to the next page. */
  readonly offset?: number;
  /** From physical to virtual addresses, if there is any. */
  readonly distance?: number;
  /** Instructions of each run. */
  readonly budgets: readonly number[];
  /** The translator's. */
  readonly settings: TranslatorSettings;
  /** Interrupts are not masked, and come often. */
  readonly interrupts?: boolean;
  /** The machines are guests of a monitor. */
  readonly monitored?: boolean;
}

export interface Difference {
  /** After so many runs. */
  readonly after: number;
  readonly text: string;
}

/** A case that `seed` determines. */
export function randomCase(seed: number): Case {
  const random = randomFrom(seed);
  const program = randomProgram(random, 12 + random(90));
  const routine = randomRoutine(random);
  const offset = random(2) === 0 ? 0 : PAGE_SIZE - 4 * (1 + random(program.length));
  const distance = pick(random, DISTANCES);
  const long = random(4) === 0;
  const budgets = Array.from({ length: long ? 20 : 150 }, () =>
    long ? 200 + random(3000) : pick(random, [1, 1, 2, 3, 7, 7, 20, 100, 400]),
  );
  const settings = pick(random, SETTINGS);
  const interrupts = random(2) === 0;
  return { seed, program, routine, offset, distance, budgets, settings, interrupts, monitored: random(3) === 0 };
}

function machine(case_: Case, engine?: EngineFactory): TestMachine {
  const { seed, interrupts, monitored } = case_;
  const made = new TestMachine({ engine, monitored });
  prepare(made, randomFrom(seed ^ 0x5bd1e995), case_);
  if (interrupts) made.state.words[LAYOUT.CR + 15] = -1;
  return made;
}

/** The interruption's instruction is passed over: RFIR restores what the handler uses. */
const PASS_OVER = [
  encode('mfctl', [18, 1]),
  encode('ldo', [4, 1, 1]),
  encode('mtctl', [1, 18]),
  encode('ldo', [4, 1, 1]),
  encode('mtctl', [1, 18]),
  encode('rfir', []),
];

/** The program begins again, at the address in CR 24 and in the space in CR 25. */
const BEGIN_AGAIN = [
  encode('mfctl', [25, 1]),
  encode('mtctl', [1, 17]),
  encode('mtctl', [1, 17]),
  encode('mfctl', [24, 1]),
  encode('mtctl', [1, 18]),
  encode('ldo', [4, 1, 1]),
  encode('mtctl', [1, 18]),
  encode('rfir', []),
];

/** The program's page is mapped to the other program, or back. Shadowed registers alone are used. */
const SWITCH_PROGRAM = [
  encode('mfctl', [17, 8]),
  encode('mtsp', [8, 3]),
  encode('mfctl', [24, 9]),
  encode('ldil', [SWITCHED >>> 11, 16]),
  encode('ldw', [SWITCHED & 0x7ff, 0, 16, 17]),
  encode('ldo', [(PROGRAM ^ OTHER_PROGRAM) >>> 7, 0, 1]),
  encode('xor', [1, 17, 17]),
  encode('stw', [17, SWITCHED & 0x7ff, 0, 16]),
  encode('iitlba', [17, 3, 9]),
  encode('ldil', [access(3, 3, 0) >>> 11, 1]),
  encode('iitlbp', [1, 3, 9]),
  ...PASS_OVER,
];

/** The counter begins again, or the interrupts are over. */
const COUNT_AGAIN = [encode('ldo', [500, 0, 1]), encode('mtctl', [1, 0]), encode('rfir', [])];
const ACKNOWLEDGE = [encode('mfctl', [23, 1]), encode('mtctl', [1, 23]), encode('rfir', [])];

/** The handlers; from where nothing can be fetched there is no way on. */
function handler(number: number): readonly number[] {
  switch (number) {
    case INTERRUPTION.RECOVERY_COUNTER:
      return COUNT_AGAIN;
    case INTERRUPTION.EXTERNAL:
      return ACKNOWLEDGE;
    case INTERRUPTION.BREAK_INSTRUCTION:
      return [encode('bl', [SWITCH - (IVA + 32 * number) - 8, 0], { n: 1 })];
    case INTERRUPTION.HIGH_PRIORITY_MACHINE_CHECK:
    case INTERRUPTION.INSTRUCTION_TLB_MISS:
    case INTERRUPTION.INSTRUCTION_MEMORY_PROTECTION:
      return BEGIN_AGAIN;
    default:
      return PASS_OVER;
  }
}

function prepare(made: TestMachine, random: Random, case_: Case): void {
  const { program, routine, offset = 0 } = case_;
  const { cpu, state } = made;
  const { words } = state;
  for (let number = 1; number < 32; number += 1) {
    handler(number).forEach((word, i) => cpu.memory.storeWord(IVA + 32 * number + 4 * i, word));
  }
  SWITCH_PROGRAM.forEach((word, i) => cpu.memory.storeWord(SWITCH + 4 * i, word));
  cpu.memory.storeWord(SWITCHED, PROGRAM >>> 7);
  const start = PROGRAM + offset;
  program.forEach((word, i) => {
    cpu.memory.storeWord(start + 4 * i, word);
    cpu.memory.storeWord(OTHER_PROGRAM + offset + 4 * i, i < program.length - 2 && random(8) === 0 ? NOP : word);
  });
  // From beyond its end the program begins again, too.
  for (let address = start + 4 * program.length; address < PROGRAM + CODE_SIZE; address += 4) {
    cpu.memory.storeWord(address, encode('bl', [start - address - 8, 0], { n: 1 }));
  }
  routine.forEach((word, i) => cpu.memory.storeWord(ROUTINE + offset + 4 * i, word));
  for (let address = DATA; address < DATA + DATA_SIZE; address += 4) cpu.memory.storeWord(address, randomWord(random));
  for (let r = 1; r < 32; r += 1) words[LAYOUT.GR + r] = randomWord(random);
  const distance = random(3) === 0 ? (case_.distance ?? QUADRANT) : 0;
  const virtual = (physical: number): number => (physical + distance) | 0;
  for (const base of BASES) words[LAYOUT.GR + base] = virtual(DATA) + 8 * random(0x300);
  words[LAYOUT.GR + CODE_BASE] = virtual(start);
  words[LAYOUT.GR + ROUTINE_BASE] = virtual(ROUTINE + offset);
  words[LAYOUT.GR + 2] = virtual(start + 4 * random(program.length));
  words[LAYOUT.GR + 8] = random(16);
  if (random(4) === 0) words[LAYOUT.GR + 7] = pick(random, [0xf0000000, 0x3ffffff0, 0x100000, PROGRAM + 0x100]);
  for (let i = 2; i < 64; i += 1) words[LAYOUT.FR + i] = floatWord(random, i);
  words[LAYOUT.FR] = pick(random, FLOAT_STATUS);
  words[LAYOUT.CR + 10] = random(16) === 0 ? 0 : 0xc0;
  words[LAYOUT.CR + 11] = random(32);
  words[LAYOUT.CR] = random(400);
  words[LAYOUT.CARRIES] = randomWord(random) & 0x88888888;
  words[LAYOUT.DIVIDE] = random(2);
  const isVirtual = distance !== 0 || random(2) === 0;
  const spaces = Array.from({ length: 8 }, () => (random(2) === 0 ? 1 : random(SPACES)));
  spaces.forEach((space, s) => made.setSr(s, space));
  const space = isVirtual ? random(SPACES) : 0;
  mapPages(made, random, distance);
  const level = random(2) * random(4);
  words[LAYOUT.CR + 24] = virtual(start) | level;
  words[LAYOUT.CR + 25] = space;
  made.jump((virtual(start) | level) >>> 0, space);
  const choose = (bit: number): number => (random(2) === 0 ? bit : 0);
  const translation = isVirtual ? PSW.C | choose(PSW.D) | choose(PSW.P) : 0;
  cpu.psw = translation | PSW.Q | PSW.I | (random(4) === 0 ? PSW.R : 0) | (random(16) === 0 ? PSW.T : 0);
}

/** Doubles and singles, mostly of a moderate size. */
function floatWord(random: Random, i: number): number {
  const isLeft = i % 2 === 0;
  if (random(6) === 0 || !isLeft) return random(3) === 0 ? 0 : randomWord(random);
  const exponent = 1023 - 30 + random(60);
  return (random(2) << 31) | (exponent << 20) | (random(2) === 0 ? 0 : random(1 << 20));
}

function mapPages(made: TestMachine, random: Random, distance: number): void {
  for (let space = 0; space < SPACES; space += 1) {
    for (const page of PAGES) {
      if (random(12) === 0) continue;
      const isCode = page < DATA;
      const type = isCode ? pick(random, [2, 3, 3, 3]) : pick(random, [0, 1, 1, 1, 1, 1, 1, 3]);
      const id = random(12) === 0 ? random(3) : 0;
      const dirty = random(12) !== 0;
      // One space has the pages of data the other way round; one has others, and the other program.
      const codeAt = page === PROGRAM && space === 2 ? OTHER_PROGRAM : page;
      const physical = isCode ? codeAt : page ^ [0, 0x1000, 0x2000][space];
      // Code pages can be executed from all levels, and some be written.
      made.map(space, (page + distance) | 0, physical, access(type, 3, isCode ? 0 : 3, { dirty, id }));
    }
  }
}

/** Inexact or not, a rounding mode, traps enabled, an unimplemented flag. */
const FLOAT_STATUS = [0, 0x08000000, 0x08000000, 0x08000200, 0x0800001f, 0x0c000000];

/** Asking for dirty pages drops what stores have brought into the cache: not after each run. */
const DIRTY_PAGES_AFTER = 4;

const bytes = (words: Int32Array): Buffer => Buffer.from(words.buffer, words.byteOffset, words.byteLength);

/** Runs a case on both. */
export function compare(case_: Case, statistics = new Statistics()): Difference | undefined {
  const { seed, program, routine, offset = 0, budgets, settings } = case_;
  const a = machine(case_);
  const b = machine(case_, translatorWith(settings, statistics));
  const random = randomFrom(seed ^ 0x2545f491);
  for (const [i, budget] of budgets.entries()) {
    const text = compareRun(a, b, budget, i % DIRTY_PAGES_AFTER === 0);
    if (text !== undefined) {
      const listings = [listing(PROGRAM + offset, program), listing(ROUTINE + offset, routine)];
      return { after: i + 1, text: [text, ...listings].join('\n') };
    }
    if (a.state.words[LAYOUT.STOPPED] !== 0) return undefined;
    disturb(random, a, b, case_);
  }
  return undefined;
}

/**
 * Between runs, as devices do: an interrupt, and DMA into the program; the floating-point status changes; and as a dispatcher
 * does, the program begins again in another space, or the page of the routine is mapped otherwise.
 */
function disturb(random: Random, a: TestMachine, b: TestMachine, { offset = 0, interrupts = false }: Case): void {
  const kind = random(40);
  const value = randomWord(random);
  const address = PROGRAM + offset + 4 * random(64);
  const status = pick(random, FLOAT_STATUS);
  const space = (value >>> 8) % SPACES;
  for (const made of [a, b]) {
    const { cpu, state } = made;
    if (kind === 0 || (interrupts && kind >= 20)) cpu.raise(1 << 5);
    if (kind === 1) cpu.memory.write(address, Buffer.from([value >>> 24, value >>> 16, value >>> 8, value]));
    if (kind === 2) cpu.memory.write(address, cpu.memory.read(address, 8));
    if (kind === 3) cpu.takeDirtyPages();
    if (kind === 4 || kind === 5) state.words[LAYOUT.FR] = kind === 4 ? 0 : status;
    if (kind === 8 || kind === 9) mapRoutine(made, kind === 8, value, offset);
    if ((kind === 6 || kind === 7) && (cpu.psw & PSW.C) !== 0) made.jump(state.words[LAYOUT.CR + 24], space);
  }
}

/** The page of the routine can be executed, or not; or another one is there, in which there is a program. */
function mapRoutine(made: TestMachine, isThere: boolean, value: number, offset: number): void {
  const { words } = made.state;
  const address = ((words[LAYOUT.CR + 24] & ~3) - (PROGRAM + offset) + ROUTINE) | 0;
  // What a program goes on to there, the other one goes on to, too.
  const other = offset === 0 ? OTHER_PROGRAM : OTHER_PROGRAM + PAGE_SIZE;
  const elsewhere = (value & 3) === 0 ? other : ROUTINE;
  const tlb = new Tlb(made.state, () => undefined);
  tlb.insertAddress(words[LAYOUT.IASQ_FRONT], address, elsewhere >>> 7);
  tlb.insertProtection(words[LAYOUT.IASQ_FRONT], address, access(isThere ? 3 : 1, 3, 0));
  // Unlike stateChanged, leaves regions alone.
  made.cpu.wordsChanged();
}

function compareRun(a: TestMachine, b: TestMachine, budget: number, dirtyPages: boolean): string | undefined {
  const before = new Int32Array(a.state.words);
  const exits = [a, b].map(({ cpu }) => cpu.run(budget));
  const name = (exit: number): string => Object.keys(EXIT)[exit];
  const where = `from ${hex(before[LAYOUT.IAOQ_FRONT])} for ${budget}`;
  if (exits[0] !== exits[1]) return `exits ${exits.map(name).join(', ')} ${where}`;
  if (a.cpu.completed !== b.cpu.completed) return `completed ${a.cpu.completed}, ${b.cpu.completed} ${where}`;
  if (a.cpu.simulated !== b.cpu.simulated) return `simulated ${a.cpu.simulated}, ${b.cpu.simulated} ${where}`;
  if (exits[0] === EXIT.PRIVILEGED || exits[0] === EXIT.IO) for (const { cpu } of [a, b]) cpu.simulate();
  if (!bytes(a.state.words).equals(bytes(b.state.words))) {
    const differing = [...a.state.words.keys()].filter((i) => a.state.words[i] !== b.state.words[i]);
    const texts = differing.slice(0, 8).map((i) => `word ${i}: ${hex(a.state.words[i])}, not ${hex(b.state.words[i])}`);
    return `${texts.join('; ')} ${where} to ${hex(a.state.words[LAYOUT.IAOQ_FRONT])}`;
  }
  if (!bytes(a.state.ram).equals(bytes(b.state.ram))) return `RAM differs ${where}`;
  if (!dirtyPages) return undefined;
  const [dirty, theirs] = [a, b].map(({ cpu }) => cpu.takeDirtyPages().sort((x, y) => x - y));
  return dirty.join() === theirs.join() ? undefined : `dirty pages ${dirty.join()}, not ${theirs.join()} ${where}`;
}

const hex = (word: number): string => (word >>> 0).toString(16);

function listing(base: number, words: readonly number[]): string {
  return words.map((word, i) => `  ${hex(base + 4 * i)}  ${disassemble(word, base + 4 * i)}`).join('\n');
}

/** The smallest case found that still differs: fewer runs, then instructions replaced by nothing. */
function shrink(failing: Case): Case {
  let smallest = failing;
  const attempt = (candidate: Case): void => {
    const difference = compare(candidate);
    if (difference !== undefined) {
      smallest = { ...candidate, budgets: candidate.budgets.slice(0, difference.after) };
    }
  };
  attempt(failing);
  for (const part of ['program', 'routine'] as const) {
    for (const i of failing[part].keys()) {
      if (smallest[part][i] === NOP) continue;
      attempt({ ...smallest, [part]: smallest[part].map((word, k) => (k === i ? NOP : word)) });
    }
  }
  return smallest;
}

/** A case that fails, and how. */
export interface Failure {
  readonly smallest: Case;
  readonly text: string;
}

/** Runs the cases of seed `first` and the following ones until it is enough; returns the first failing one, shrunk. */
export function hunt(first: number, statistics: Statistics, isEnough: (cases: number) => boolean): Failure | undefined {
  for (let i = 0; !isEnough(i); i += 1) {
    const failing = randomCase(first + i);
    if (compare(failing, statistics) === undefined) continue;
    const smallest = shrink(failing);
    const text = `SEED=${failing.seed}: ${compare(smallest)?.text}\nbudgets ${smallest.budgets.join()}`;
    return { smallest, text };
  }
  return undefined;
}
