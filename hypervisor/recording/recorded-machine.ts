/** What must be known of a machine to run its recording again, apart from the image: all that shapes its state. */
import { parseObject } from '../wire/json.ts';
import { MAX_RAM, MAX_TLB_ENTRIES, MIN_RAM, MIN_TLB_ENTRIES, PAGE_SIZE } from '../../emulator/board.ts';
import { boot, BootError } from '../../emulator/boot.ts';
import type { EngineFactory } from '../../emulator/cpu/engine.ts';
import { MachineState } from '../../emulator/layout.ts';
import { Monitor } from '../monitor/monitor.ts';
import { Malformed } from '../wire/byte-reader.ts';
import { noRoomForRam } from '../words/run.ts';

export interface RecordedMachine {
  /** Bytes of RAM. */
  readonly ram: number;
  readonly tlbEntries: number;
  readonly tlbSeed: number;
  /** Size of the disk, in sectors. */
  readonly sectors: number;
  /** Boot arguments. */
  readonly append: string;
  /** Instructions of an epoch that nothing ends early. */
  readonly epochLength: number;
  readonly ringsExposed: boolean;
  readonly tlbExposed: boolean;
  /** Instructions after which the guest is ended; absent: it may go on. */
  readonly limitInstructions?: number;
}

const WORD = 2 ** 32;
/** Bounds of the numbers, which come from a file that anybody may have written. */
const BOUNDS = {
  ram: [MIN_RAM, MAX_RAM],
  tlbEntries: [MIN_TLB_ENTRIES, MAX_TLB_ENTRIES],
  tlbSeed: [0, WORD - 1],
  sectors: [0, WORD - 1],
  epochLength: [1, 2 ** 31 - 1],
} as const;

/** The machine among `fields`, which may be more. */
export function machineOf(fields: RecordedMachine): RecordedMachine {
  const { ram, tlbEntries, tlbSeed, sectors, append, epochLength, ringsExposed, tlbExposed, limitInstructions } =
    fields;
  const limit = limitInstructions === undefined ? {} : { limitInstructions };
  return { ram, tlbEntries, tlbSeed, sectors, append, epochLength, ringsExposed, tlbExposed, ...limit };
}

/** Reads what JSON.stringify made of a machine. Throws Malformed. */
export function parseMachine(json: string): RecordedMachine {
  const fields = parseObject(json, 'the description of the machine');
  for (const [name, [min, max]] of Object.entries(BOUNDS)) {
    const value = fields[name];
    if (typeof value === 'number' && Number.isInteger(value) && value >= min && value <= max) continue;
    throw new Malformed(`${name} of the machine is no whole number from ${min} to ${max}`);
  }
  const { ram, append, ringsExposed, tlbExposed, limitInstructions } = fields;
  if ((ram as number) % PAGE_SIZE !== 0) throw new Malformed(`RAM of ${ram as number} bytes, not whole pages`);
  if (
    limitInstructions !== undefined &&
    !(Number.isSafeInteger(limitInstructions) && (limitInstructions as number) > 0)
  )
    throw new Malformed('the limit of instructions is no whole number');
  if (typeof append !== 'string') throw new Malformed('the boot arguments are no text');
  for (const flag of [ringsExposed, tlbExposed])
    if (typeof flag !== 'boolean') throw new Malformed('a flag is missing');
  return machineOf(fields as unknown as RecordedMachine);
}

/** The machine, powered on with its guest, on this engine, or the interpreter. Throws a {@link BootError} if that can't be. */
export function bootMonitor(machine: RecordedMachine, image: Uint8Array, engine?: EngineFactory): Monitor {
  const vm = emptyMonitor(machine, engine);
  boot(vm.processor, image, machine.append);
  vm.deprivilege();
  return vm;
}

/** The machine, all zero. Throws a {@link BootError} if the host has no room for it. */
export function emptyMonitor(machine: RecordedMachine, engine?: EngineFactory): Monitor {
  const { ram, tlbEntries, tlbSeed, sectors, ringsExposed, tlbExposed, limitInstructions } = machine;
  try {
    const state = new MachineState({ ram, tlbEntries });
    const exposed = { ringsExposed, tlbExposed, assisted: true };
    return new Monitor({ state, sectors, tlbSeed, ...exposed, limitInstructions, engine });
  } catch (error) {
    // V8's word for memory it can't get; the sizes themselves were checked before.
    if (error instanceof RangeError) throw new BootError(noRoomForRam(ram));
    throw error;
  }
}
