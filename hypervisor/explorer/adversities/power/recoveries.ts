/**
 * Runs that boot after a loss of power, on the bare machine, from what it has left on the disk: whether they come to their end, what
 * they write, and what the user says to all that.
 */
import { PAGE_SIZE } from '../../../../emulator/board.ts';
import { concatenate, equalBytes, latin1 } from '../../../../emulator/bytes.ts';
import { SECTOR_SIZE } from '../../../../emulator/devices/disk.ts';
import type { Ending } from '../../../../emulator/report/ending.ts';
import type { Recording } from '../../../bus/bus.ts';
import type { DiskLook, OutsideView } from '../../guest.ts';
import { judgeView, rightStatus } from '../../judge.ts';
import { runToEnd } from '../../machine/run-to-end.ts';
import { type Snapshot, VirtualMachine } from '../../machine/virtual-machine.ts';
import type { Pending } from '../../machine/virtual-world.ts';
import { recordBare } from '../../recordings/record-bare.ts';
import { type Reference, viewOf, watchCommands } from '../../reference.ts';
import type { Difference } from '../../result.ts';
import type { Disks } from './disks.ts';
import { type OverCommand, WrittenSectors } from './written-sectors.ts';

/** What came of a run after a loss of power. */
export interface Recovery {
  /** Does it come to its end with the right status? */
  readonly ends: boolean;
  /** Of one that was judged: what the user's functions say is told of cases that are run, and decides nothing about which there are. */
  readonly judgement?: Judgement;
  readonly written: WrittenSectors;
  readonly instructions: number;
  /** The end of what it prints. */
  readonly console: string;
}

export interface Judgement {
  /** What had been printed before it boots. */
  readonly printed: Uint8Array;
  /** What the user says is wrong with the disk from which it boots. */
  readonly left: string | undefined;
  /** What is wrong with how it ends. */
  readonly ended: Difference | undefined;
}

/** Runs after first losses that are remembered. */
const MOST_KNOWN = 1000;
/** A run after a loss may take so many times the undisturbed one's instructions, and so many more. */
const TIMES = 4;
const MORE = 1_000_000;
/** Characters of a run's console that a story shows. */
const SHOWN = 200;

export class Recoveries {
  readonly #reference: Reference;
  readonly #disks: Disks;
  #machine: VirtualMachine | undefined;
  /** By what they boot from. */
  readonly #known = new Map<string, Recovery>();

  constructor(reference: Reference, disks: Disks) {
    this.#reference = reference;
    this.#disks = disks;
  }

  /** As `run`, but one that was run before is not again, if it was judged as it shall be. */
  known(held: string, printed?: Uint8Array): Recovery {
    const known = this.#known.get(held);
    if (known !== undefined && (printed === undefined || this.#judgedBy(printed, known))) return known;
    const recovery = this.run(held, { printed });
    if (this.#known.size >= MOST_KNOWN) this.#known.clear();
    this.#known.set(held, recovery);
    return recovery;
  }

  #judgedBy(printed: Uint8Array, { judgement }: Recovery): boolean {
    if (judgement === undefined) return false;
    return !this.#reference.expectations.heedsPrinted || equalBytes(judgement.printed, printed);
  }

  /**
   * The run that boots from what is `held` (see Disks). `printed`: what had been before, if it is to be judged; `placed`: the calls by
   * which it came to its commands are wanted.
   */
  run(held: string, { printed, placed = false }: { printed?: Uint8Array; placed?: boolean }): Recovery {
    const { guest, expectations } = this.#reference;
    const machine = this.#bootFrom(held);
    const given = watchCommands(machine, { placed });
    const commands: OverCommand[] = [];
    const over = ({ number, request }: Pending): void => {
      const { instructions: endedAt, world } = machine;
      const when = { ...given.get(number)!, endedAt, printed: world.printed };
      commands.push({ number, request, order: commands.length, ...when });
    };
    const ending = runToEnd(machine, { limit: this.#limit, over });
    machine.watcher = {};
    const view = viewOf(machine, ending?.status ?? 'endless');
    const judge = (before: Uint8Array): Judgement => ({
      printed: before,
      left: expectations.disk?.(this.#disks.bytes(held), before, 'left'),
      ended: this.#judgeEnd(view, before, ending),
    });
    return {
      ends: ending?.status === rightStatus(this.#reference),
      ...(printed && { judgement: judge(printed) }),
      written: new WrittenSectors({ guest, commands, view }, this.#disks, { before: held }),
      instructions: machine.instructions,
      console: latin1(view.console).slice(-SHOWN),
    };
  }

  /** Power is back: the machine is switched on, with this disk. */
  #bootFrom(held: string): VirtualMachine {
    const machine = (this.#machine ??= new VirtualMachine(this.#reference.guest));
    machine.restore(withDisk(this.#reference.start, this.#disks.changed(held)));
    return machine;
  }

  /** Instructions that a run may take. */
  get #limit(): number {
    return TIMES * this.#reference.instructions + MORE;
  }

  /** The same run once more, into a recording; or what can't go wrong in a recording, in a sentence's words. */
  record(held: string, recording: Recording): string | undefined {
    const machine = this.#bootFrom(held);
    const run = (): void => void runToEnd(machine, { limit: this.#limit });
    const why = recordBare(this.#reference.guest, machine, run, recording);
    machine.watcher = {};
    return why;
  }

  /** The memory of the machine, as the last run has left it. */
  get ram(): VirtualMachine['state']['ram'] | undefined {
    return this.#machine?.state.ram;
  }

  /** By any of them: see VirtualMachine.hasExecuted. */
  executed(address: number): boolean {
    return this.#machine?.hasExecuted(address) ?? false;
  }

  /** Of what it shows only the end and the disk are to be as the user says. `before`: what had been printed when it booted. */
  #judgeEnd(seen: OutsideView, before: Uint8Array, ending: Ending | undefined): Difference | undefined {
    const { guest, expectations } = this.#reference;
    const { disk: look } = expectations;
    const disk: DiskLook = look
      ? (bytes, printed, when) => look(bytes, concatenate([before, printed]), when)
      : () => undefined;
    const right = { guest, expectations: { disk, status: Number(rightStatus(this.#reference)) }, view: seen };
    return judgeView(seen, right, ending);
  }
}

/** The same machine with another disk in it, of which it shares what is no other: most of a large one. */
function withDisk(snapshot: Snapshot, changed: ReturnType<Disks['changed']>): Snapshot {
  const first = snapshot.world.disk;
  const pages = [...first];
  for (const { sector, bytes } of changed) {
    const at = sector * SECTOR_SIZE;
    const page = Math.floor(at / PAGE_SIZE);
    if (pages[page] === first[page]) pages[page] = first[page].slice();
    new Uint8Array(pages[page].buffer).set(bytes, at % PAGE_SIZE);
  }
  return { ...snapshot, world: { ...snapshot.world, disk: pages } };
}
