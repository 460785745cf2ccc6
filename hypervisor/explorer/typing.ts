/**
 * The undisturbed run in which console input comes as somebody types it: byte by byte, each when the guest waits for it, and at last its
 * end. Whoever takes input rightly shows the same as when all of it is there from power-on, unless what it shows depends on that.
 */
import { CONSOLE, CONSOLE_PAGE, INPUT_NONE } from '../../emulator/devices/console.ts';
import { MUX, MUX_EMPTY, MUX_PAGE } from '../../emulator/devices/mux.ts';
import { placeOf } from '../../emulator/diagnosis/place.ts';
import type { Ending } from '../../emulator/report/ending.ts';
import { isStop } from '../simulator/checkers/ending.ts';
import type { ExploredGuest } from './guest.ts';
import { runToEnd } from './machine/run-to-end.ts';
import type { Followed } from './machine/virtual-world.ts';
import { type Snapshot, USUAL, VirtualMachine } from './machine/virtual-machine.ts';

/** The guest waits for a byte of the input. */
export interface Wait {
  /** Instructions completed when the byte before came; 0 of the first one. */
  readonly from: number;
  /** And when it waits for this one. */
  readonly to: number;
  /** The first byte for which it waits in the same way: at the same place, and so many instructions after the one before. */
  readonly like: number;
  /** The machine at `from`, before the byte before comes; of bytes that are the first of their kind. */
  readonly snapshot?: Snapshot;
}

/** What is known of it. Plain data. */
export interface Typing {
  /** Power-on, with nothing typed. */
  readonly start: Snapshot;
  /** By the number of the byte, from 0; behind the last one, its end. Bytes after so many come with the last of these. */
  readonly waits: readonly Wait[];
  /** Has all of the input come? Else the guest has ended before, or does not wait for more. */
  readonly complete: boolean;
  /** Why moments of the input say nothing of this guest, in a sentence's words: what it shows depends on them, and it may be right. */
  readonly why?: string;
}

/** Bytes that come one by one. */
const MOST_TYPED = 200;
/** Where a guest looks for a byte, by physical address, and what it finds there if there is none. */
const LOOKED_AT: ReadonlyMap<number, number> = new Map([
  [CONSOLE_PAGE + CONSOLE.INPUT, INPUT_NONE],
  [MUX_PAGE + MUX.DATA, MUX_EMPTY],
]);
/** After so many looks for a byte in vain a guest that does not rest waits for it. */
const LOOKS = 3;
/** Instructions after which they are counted: at least, and of so many that the run may take one. */
const LEAST_COUNTED = 64;
const PARTS = 300_000;

export interface TypingSettings {
  /** Those of the undisturbed run, with all input there from power-on. */
  readonly commands: readonly Followed[];
  /** Instructions that the run may take. */
  readonly limit: number;
  /** There is no more time. */
  readonly late: () => boolean;
  /** What is wrong with what is seen of it, in a sentence's words; undefined: nothing. */
  readonly judge: (machine: VirtualMachine, ending: Ending) => string | undefined;
}

export function typeSlowly(guest: ExploredGuest, settings: TypingSettings): Typing {
  const { commands, judge } = settings;
  const machine = new VirtualMachine(guest, USUAL, 0);
  machine.world.follow(commands);
  const [start, waits]: [Snapshot, Wait[]] = [machine.save(), []];
  const kinds = new Map<string, number>();
  const end = Math.min(guest.input.length, MOST_TYPED);
  for (let number = 0; number <= end; number += 1) {
    const [from, snapshot] = [machine.instructions, machine.save()];
    machine.type(number);
    if (!waitsFor(machine, settings)) break;
    const to = machine.instructions;
    const { physical, offset } = placeOf(machine.state);
    const kind = `${physical ?? offset} ${to - from}`;
    const like = kinds.get(kind) ?? number;
    kinds.set(kind, like);
    waits.push({ from, to, like, ...(like === number && { snapshot }) });
  }
  const complete = waits.length > end;
  if (complete) machine.type(Infinity);
  const ending = runToEnd(machine, settings);
  const why = ending === undefined ? whyEndless() : judge(machine, ending);
  return { start, waits, complete, why: ending && isStop(ending.status) ? undefined : why };

  function whyEndless(): string {
    if (settings.late()) return 'there was no time to see what comes of it';
    return `it does not ${complete ? 'come to an end' : `wait for ${describeByte(waits.length, guest.input)}`}`;
  }
}

/** "byte 3 of its input", "the end of its input". */
export function describeByte(number: number, input: Uint8Array): string {
  return number < input.length ? `byte ${number} of its input` : 'the end of its input';
}

/** Goes on until the guest waits for input. False: it has ended, or takes too long. */
function waitsFor(machine: VirtualMachine, { limit, late }: TypingSettings): boolean {
  let looks = 0;
  machine.watcher = {
    loaded: (address, value) => {
      if (value !== undefined && value === LOOKED_AT.get(address >>> 0)) looks += 1;
    },
  };
  const counted = Math.max(LEAST_COUNTED, Math.floor(limit / PARTS));
  try {
    for (;;) {
      const event = machine.next(Math.min(limit, machine.instructions + counted), true);
      if (event.kind === 'rest') return true;
      if (event.kind === 'end' || machine.instructions >= limit || late()) return false;
      if (event.kind === 'due') machine.finish(event.pending);
      else if (looks >= LOOKS) return true;
    }
  } finally {
    machine.watcher = {};
  }
}
