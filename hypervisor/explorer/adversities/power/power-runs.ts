/**
 * The runs in which power goes: the undisturbed one, those that boot after a first loss, and those with a doubt; and what is left when it
 * has gone.
 */
import { concatenate } from '../../../../emulator/bytes.ts';
import type { Reference } from '../../reference.ts';
import { Disks } from './disks.ts';
import { DoubtedRuns } from './doubted-runs.ts';
import type { Loss, PowerCase } from './power-key.ts';
import { Recoveries } from './recoveries.ts';
import { WrittenSectors } from './written-sectors.ts';

export class PowerRuns {
  readonly undisturbed: WrittenSectors;
  readonly doubted: DoubtedRuns;
  /** Those that boot when power is back. */
  readonly recoveries: Recoveries;

  constructor(reference: Reference) {
    const disks = new Disks(reference.guest.disk);
    this.undisturbed = new WrittenSectors(reference, disks);
    this.doubted = new DoubtedRuns(reference, disks);
    this.recoveries = new Recoveries(reference, disks);
  }

  /** The one in which power goes, for the last time; undefined if there is no such case. */
  of({ again, doubt, ...first }: PowerCase): WrittenSectors | undefined {
    if (doubt !== undefined) return this.doubted.known(doubt);
    return again ? this.#after(first) : this.undisturbed;
  }

  /** Those in which it goes, with where their commands were given: that is wanted of a case that is told, and takes as long as a run. */
  placed({ again, doubt, ...first }: PowerCase): readonly WrittenSectors[] {
    if (doubt !== undefined) return [this.doubted.run(doubt, { placed: true })!];
    if (again === undefined) return [this.undisturbed];
    return [this.undisturbed, this.recoveries.run(this.undisturbed.heldAfter(first)!, { placed: true }).written];
  }

  /** What is on the disk when power is back for the last time; undefined if there is no such case. */
  heldAfter(power: PowerCase): string | undefined {
    return this.of(power)?.heldAfter(power.again ?? power);
  }

  /** What had been printed when power went for the last time, by all runs. */
  printedBefore(power: PowerCase): Uint8Array {
    const { again, ...first } = power;
    if (again === undefined) return this.of(power)!.printedBy(power);
    return concatenate([this.undisturbed.printedBy(first), this.#after(first)!.printedBy(again)]);
  }

  /** By any run that boots then, or with a doubt: see VirtualMachine.hasExecuted. */
  executed(address: number): boolean {
    return this.recoveries.executed(address) || this.doubted.executed(address);
  }

  #after(first: Loss): WrittenSectors | undefined {
    const held = this.undisturbed.heldAfter(first);
    return held === undefined ? undefined : this.recoveries.known(held).written;
  }
}
