/**
 * A machine in a random state: PSW, registers, TLB, and memory full of random code, with handlers for all interruptions
 * that repeat the instruction or pass over it.
 */
import { MIN_RAM } from '../../../emulator/board.ts';
import { ACTUATOR_PAGE } from '../../../emulator/devices/actuator.ts';
import { CLOCK_PAGE } from '../../../emulator/devices/clock.ts';
import { CONSOLE_PAGE } from '../../../emulator/devices/console.ts';
import { DISK_PAGE } from '../../../emulator/devices/disk.ts';
import { SYSTEM_PAGE } from '../../../emulator/devices/system.ts';
import type { Processor } from '../../../emulator/cpu/processor.ts';
import { PSW } from '../../../emulator/cpu/psw.ts';
import type { Random } from '../../../emulator/cpu/testing/random.ts';
import { encode } from '../../../emulator/isa/encode.ts';
import { LAYOUT } from '../../../emulator/layout.ts';
import { Tlb } from '../../../emulator/tlb.ts';
import { FIRST_ADDRESS, randomInstruction } from './random-code.ts';

const VECTORS = 0x8000;
const HANDLER = 0x9000;
/** Half a page, and half of the next one. */
const CODE = 0x10800;
const CODE_SIZE = 0x1000;
const DATA = 0x40000;
const DATA_SIZE = 0x2000;
/** So few that entries are replaced all the time. */
export const TLB_ENTRIES = 24;
const SPACES = 3;

/** Puts `processor`, whose memory is zero, into a state that `random` determines. */
export function randomizeMachine(processor: Processor, random: Random): void {
  processor.powerOn(CODE);
  const store = (address: number, words: readonly number[]): void =>
    words.forEach((word, i) => processor.memory.storeWord(address + 4 * i, word));
  const code = (words: number): number[] => Array.from({ length: words }, () => randomInstruction(random));
  store(CODE, code(CODE_SIZE / 4));
  store(
    DATA,
    Array.from({ length: DATA_SIZE / 4 }, () => random(2 ** 32)),
  );
  for (let number = 0; number < 32; number += 1) store(VECTORS + 32 * number, vector(random, VECTORS + 32 * number));
  store(HANDLER, PASS_OVER);
  setRegisters(processor, random);
  fillTlb(processor, random);
  processor.stateChanged();
  processor.psw = randomPsw(random);
}

/**
 * An interruption's first instructions: two of any kind, then the way on: back by RFI or RFIR to the instruction, or most
 * often past it.
 */
function vector(random: Random, address: number): number[] {
  const onward = random(8);
  if (onward === 0) return [randomInstruction(random), randomInstruction(random), encode('rfir', [])];
  if (onward === 1) return [randomInstruction(random), randomInstruction(random), encode('rfi', [])];
  const first = random(2) === 0 ? randomInstruction(random) : NOP;
  return [first, encode('bl', [HANDLER - (address + 4) - 8, 0]), random(2) === 0 ? randomInstruction(random) : NOP];
}

const NOP = encode('or', [0, 0, 0]);

/** Returns to the second element of the queues. They are read and written by turning them round. */
const PASS_OVER = [
  encode('mtctl', [0, 17]),
  encode('mfctl', [17, 1]),
  encode('mtctl', [1, 17]),
  encode('mtctl', [1, 17]),
  encode('mtctl', [0, 18]),
  encode('mfctl', [18, 1]),
  encode('mtctl', [1, 18]),
  encode('ldo', [4, 1, 1]),
  encode('mtctl', [1, 18]),
  encode('rfi', []),
  NOP,
];

function setRegisters({ state: { words } }: Processor, random: Random): void {
  for (let r = 1; r < FIRST_ADDRESS; r += 1) words[LAYOUT.GR + r] = randomValue(random);
  for (let r = FIRST_ADDRESS; r < 32; r += 1) words[LAYOUT.GR + r] = randomAddress(random);
  for (let r = 0; r < 8; r += 1) words[LAYOUT.SR + r] = random(SPACES);
  for (const r of [8, 9, 12, 13]) words[LAYOUT.CR + r] = random(8);
  words[LAYOUT.CR] = random(3) === 0 ? random(2 ** 32) : random(60);
  words[LAYOUT.CR + 10] = random(2) === 0 ? 0xc0 : 0;
  words[LAYOUT.CR + 11] = random(32);
  words[LAYOUT.CR + 14] = VECTORS;
  words[LAYOUT.CR + 15] = random(2) === 0 ? -1 : random(2 ** 32);
  for (const r of [17, 19, 20, 21, 22, 24, 25, 26, 27, 28, 29, 30, 31]) words[LAYOUT.CR + r] = random(2 ** 32);
  words[LAYOUT.CR + 18] = codeAddress(random);
  words[LAYOUT.IIAOQ_BACK] = codeAddress(random);
  words[LAYOUT.CR + 17] = random(SPACES);
  words[LAYOUT.IIASQ_BACK] = random(SPACES);
  for (let i = 0; i < 64; i += 1) words[LAYOUT.FR + i] = random(3) === 0 ? 0 : random(2 ** 32);
  words[LAYOUT.IAOQ_FRONT] = codeAddress(random);
  words[LAYOUT.IAOQ_BACK] = random(4) === 0 ? codeAddress(random) : words[LAYOUT.IAOQ_FRONT] + 4;
  words[LAYOUT.IASQ_FRONT] = random(SPACES);
  words[LAYOUT.IASQ_BACK] = random(4) === 0 ? random(SPACES) : words[LAYOUT.IASQ_FRONT];
}

/** An instruction's address, with a level. */
function codeAddress(random: Random): number {
  return CODE + 4 * random(CODE_SIZE / 4 - 64) + (random(2) === 0 ? 0 : random(4));
}

function randomValue(random: Random): number {
  const word = random(2 ** 32) | 0;
  return [word, word >> random(32), word >>> random(32), random(128), 0, -1][random(6)];
}

const DEVICE_PAGES = [SYSTEM_PAGE, CLOCK_PAGE, CONSOLE_PAGE, DISK_PAGE, DISK_PAGE + 0x100, ACTUATOR_PAGE];

function randomAddress(random: Random): number {
  switch (random(8)) {
    case 0:
    case 1:
      return codeAddress(random);
    case 2:
    case 3:
      // The system device's first register ends the run.
      return DEVICE_PAGES[random(random(8) === 0 ? 6 : 5) + 1 - (random(30) === 0 ? 1 : 0)] + 4 * random(9);
    case 4:
      return DATA + random(DATA_SIZE);
    case 5:
      return MIN_RAM - random(64);
    default:
      return DATA + 16 * random(DATA_SIZE / 16);
  }
}

/** Some pages of each kind, in each space, at their own addresses: mostly open to everybody, some not. */
function fillTlb({ state }: Processor, random: Random): void {
  const tlb = new Tlb(state, () => undefined);
  const pages = [CODE & ~0xfff, (CODE & ~0xfff) + 0x1000, DATA, DATA + 0x1000, VECTORS, ...DEVICE_PAGES];
  for (let i = 0; i < TLB_ENTRIES - 2; i += 1) {
    const page = pages[random(pages.length)];
    const space = random(SPACES);
    tlb.insertAddress(space, page, page >>> 7);
    if (random(20) === 0) continue;
    tlb.insertProtection(space, page, randomRights(random));
  }
}

/** The operand of a protection insertion. Dynamic code that all may read, write and execute, or anything. */
function randomRights(random: Random): number {
  if (random(3) > 0) return 0x13f00000 + (random(3) === 0 ? 2 * random(4) : 0);
  return random(2 ** 32);
}

function randomPsw(random: Random): number {
  const choose = (bit: number, outOf: number): number => (random(outOf) === 0 ? bit : 0);
  const special = random(2) === 0 ? [PSW.T, PSW.H, PSW.L, PSW.X].reduce((sum, bit) => sum | choose(bit, 3), 0) : 0;
  return (
    (random(4) > 0 ? PSW.Q : 0) |
    choose(PSW.C, 2) |
    choose(PSW.D, 2) |
    choose(PSW.P, 3) |
    choose(PSW.I, 2) |
    choose(PSW.R, 3) |
    choose(PSW.S, 4) |
    choose(PSW.M, 6) |
    choose(PSW.N, 6) |
    choose(PSW.B, 6) |
    choose(PSW.V, 2) |
    (random(256) << 8) |
    special
  );
}
