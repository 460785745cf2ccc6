/** The items of which generated programs consist: instructions of every comparable row, with what must stand around them. */
import { encode } from '../../isa/encode.ts';
import { instruction, type Mnemonic } from '../../isa/instructions.ts';
import {
  accessCompleters,
  ACCESSES,
  CACHE,
  conditionsOf,
  DATA,
  FLOATING,
  FLOATING_ACCESSES,
  FORBIDDEN,
  isUnlike,
  load,
  PLAIN,
  PROBES,
  RELATIVE,
  SHIFTING,
  SHIFTING_CONDITIONS,
  SYSTEM,
  TEXT,
  TRAPPING,
  withoutLoss,
  withoutTrap,
} from './comparable-rows.ts';
import { floating, multipleItem, narrowingItem, statusItem, toFixedItem } from './random-floating-point.ts';
import { anyRegister, encodeRandom, fixed, otherThan, REACH, single, spare, type Item } from './item.ts';
import { pick, randomFrom, type Random } from './random.ts';
import { BASE } from './record.ts';

const CONDITION_LT = 2;
const CONDITION_LE = 3;

/** Mostly plain computation; everything else often enough to be met thousands of times. */
export function randomItem(random: Random): Item {
  const kind = random(100);
  if (kind < 36) return single(encodeRandom(random, pick(random, PLAIN)));
  if (kind < 48) return accessItem(random, pick(random, ACCESSES));
  if (kind < 58) return branchItem(random);
  if (kind < 68) return single(floating(random, pick(random, FLOATING)));
  if (kind < 69) return multipleItem(random);
  if (kind < 75) return trappingItem(random, pick(random, Object.keys(TRAPPING) as Mnemonic[]));
  if (kind < 80) return accessItem(random, pick(random, FLOATING_ACCESSES));
  if (kind < 83) return systemItem(random);
  return pick(random, RARE)(random);
}

const RARE: readonly ((random: Random) => Item)[] = [
  statusItem,
  narrowingItem,
  toFixedItem,
  decimalItem,
  shiftingItem,
  probeItem,
  cacheItem,
  indirectItem,
  gateItem,
  tableItem,
  backwardItem,
  loopItem,
  loopItem,
];

/** A load or store somewhere in the scratch area, by a base and an index register that are loaded before. */
function accessItem(random: Random, [name, alignment]: readonly [Mnemonic, number]): Item {
  const base = otherThan(random);
  const index = otherThan(random, base);
  const completers = pick(random, accessCompleters(name));
  const still = isUnlike(name, completers);
  const step = completers['u'] === 1 ? 1 : alignment;
  const isStore = instruction(name).hints === 'store';
  return fixed([
    spare(random),
    encode('ldo', [(random(8) - 4) * 16, BASE, base]),
    encode('ldo', [still ? 0 : (random(8) - 4) * step, 0, index]),
    encodeRandom(
      random,
      name,
      {
        b: base,
        x: index,
        d14: (random(16) - 8) * alignment,
        d5: still ? 0 : Math.floor((random(32) - 16) / alignment) * alignment,
        ...(isStore ? { fr: 2 * random(32), hr: random(64) } : {}),
      },
      completers,
    ),
  ]);
}

function branchItem(random: Random): Item {
  const name = pick(random, RELATIVE);
  const choice = random(REACH);
  const seed = random(2 ** 32);
  return {
    length: 1,
    words: (address, next) => [encodeRandom(randomFrom(seed), name, { target: next[choice] - address - 8 })],
  };
}

/** BV, BE and BLE, to one of the next items. */
function indirectItem(random: Random): Item {
  const name = pick(random, ['bv', 'be', 'ble'] as const);
  const base = otherThan(random);
  const displacement = (random(64) - 32) * 4;
  const choice = random(REACH);
  const before = spare(random);
  const last = encodeRandom(random, name, { b: base, x: 0, wd: displacement });
  return {
    length: 4,
    words: (_, next) => {
      // The level in the base's low bits, whatever it is, makes no difference at level 3.
      const target = next[choice] - (name === 'bv' ? 0 : displacement) + (last & 3);
      return [before, ...load(target, base), last];
    },
  };
}

/** GATE is illegal in a delay slot, and on this page does not promote. */
function gateItem(random: Random): Item {
  const before = spare(random);
  const choice = random(REACH);
  const t = anyRegister(random);
  const n = random(2);
  return {
    length: 2,
    words: (address, next) => [before, encode('gate', [next[choice] - address - 12, t], { n })],
  };
}

/** BLR into a table of pairs. */
function tableItem(random: Random): Item {
  const index = otherThan(random);
  return fixed([
    spare(random),
    encode('ldo', [random(4), 0, index]),
    encodeRandom(random, 'blr', { x: index }),
    ...Array.from({ length: 7 }, () => spare(random)),
  ]);
}

/** A conditional branch backward, to code that is reached by it alone. */
function backwardItem(random: Random): Item {
  const name = pick(random, RELATIVE.slice(1));
  return fixed([
    spare(random),
    encode('bl', [16, 0], { n: random(2) }),
    spare(random),
    encodeRandom(random, pick(random, PLAIN)),
    spare(random),
    encode('bl', [8, 0], { n: random(2) }),
    spare(random),
    encodeRandom(random, name, { target: -24 }),
    encodeRandom(random, pick(random, PLAIN)),
  ]);
}

/** A few rounds, counted up or down. */
function loopItem(random: Random): Item {
  const counter = otherThan(random);
  const rounds = 1 + random(5);
  const body = Array.from({ length: 1 + random(5) }, () =>
    random(4) === 0 ? floating(random, pick(random, FLOATING)) : spare(random, counter),
  );
  const back = -4 * (body.length + 1) - 8;
  const n = random(2);
  const [start, branch] =
    random(2) === 0
      ? [rounds, encode('addibf', [-1, counter, back], { c: CONDITION_LE, n })]
      : [-rounds, encode('addibt', [1, counter, back], { c: CONDITION_LT, n })];
  return fixed([
    spare(random),
    encode('ldo', [start, 0, counter]),
    ...body,
    spare(random, counter),
    branch,
    spare(random, counter),
  ]);
}

function trappingItem(random: Random, name: Mnemonic): Item {
  const left = otherThan(random);
  const right = otherThan(random, left);
  const completers = pick(random, conditionsOf(name));
  const operands = { r1: left, r2: right, r: left, i11: random(2 ** 11) - 2 ** 10, t: anyRegister(random) };
  return fixed([spare(random), ...withoutTrap(name, left, right, operands, completers)]);
}

function systemItem(random: Random): Item {
  const name = pick(random, SYSTEM);
  if (name === 'mfctl') return single(encodeRandom(random, name, { cr: pick(random, [11, 11, 26, 27]) }));
  return single(encodeRandom(random, name, name === 'mtsp' ? { r: 0, sr: random(5) } : { cr: 11 }));
}

/** DCOR, IDCOR after an addition whose digits are 0 + 0 or F + 1: each carries out of all its bits, or of none. */
function decimalItem(random: Random): Item {
  const left = otherThan(random);
  const right = otherThan(random, left);
  const digits = Array.from({ length: 8 }, (_, i) => random(2) << (4 * i)).reduce((sum, digit) => sum | digit);
  return fixed([
    spare(random),
    ...load(Math.imul(digits, 15), left),
    ...load(digits, right),
    encode('add', [left, right, 0]),
    encodeRandom(random, pick(random, ['dcor', 'idcor'] as const)),
  ]);
}

function shiftingItem(random: Random): Item {
  const name = pick(random, SHIFTING);
  const r1 = otherThan(random);
  return fixed([
    spare(random),
    withoutLoss(name, r1),
    encodeRandom(random, name, { r1 }, pick(random, SHIFTING_CONDITIONS)),
  ]);
}

function probeItem(random: Random): Item {
  const base = otherThan(random);
  const address = pick(random, [TEXT, DATA, FORBIDDEN]) + random(1024);
  return fixed([spare(random), ...load(address, base), encodeRandom(random, pick(random, PROBES), { b: base })]);
}

function cacheItem(random: Random): Item {
  const base = otherThan(random);
  const index = otherThan(random, base);
  return fixed([
    spare(random),
    encode('ldo', [random(64), BASE, base]),
    encode('ldo', [random(64), 0, index]),
    encodeRandom(random, pick(random, CACHE), { b: base, x: index }, { m: random(2) }),
  ]);
}
