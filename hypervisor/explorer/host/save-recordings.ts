/** Saves the runs of findings as recordings, in one folder: for `hvrun replay` and `hvrun diff`. */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { openOutput } from '../../../emulator/host/output-file.ts';
import type { RecordedMachine } from '../../recording/recorded-machine.ts';
import { RecordingWriter } from '../../recording/recording-writer.ts';
import { sectorsFor } from '../../simulator/fresh-machines.ts';
import type { Adversity } from '../adversity.ts';
import type { Finding, Saved } from '../findings.ts';
import type { ExploredGuest } from '../guest.ts';
import { TLB_SEED } from '../machine/virtual-machine.ts';

/** Saves the smallest case of each finding. Throws an OutputError. */
export function saveFindings(
  folder: string,
  findings: readonly Finding[],
  adversities: readonly Adversity[],
  guest: ExploredGuest,
): Finding[] {
  return findings.map((finding) => {
    const { key, adversity } = finding.smallest;
    const own = adversities.find(({ name }) => name === adversity)!;
    return { ...finding, recording: saveRecording(folder, own, key, guest) };
  });
}

/** Saves the run of a case in `folder`, by a name that is made of its key. Throws an OutputError. */
export function saveRecording(folder: string, adversity: Adversity, key: string, guest: ExploredGuest): Saved {
  const path = join(folder, `${key.replaceAll(/[^\w=@+,.-]/g, '-')}.rec`);
  let none: string | undefined;
  const recording = new RecordingWriter({
    file: openOutput(path, { readable: true }),
    machine: machineOf(adversity, guest),
    image: guest.image,
    failed: (why) => (none = why),
  });
  try {
    none = adversity.record(key, recording) ?? none;
  } finally {
    recording.close();
  }
  if (none === undefined) return { path };
  rmSync(path, { force: true });
  return { none };
}

function machineOf({ epochLength }: Adversity, guest: ExploredGuest): RecordedMachine {
  const { ram, tlbEntries, append } = guest;
  const sectors = sectorsFor(guest);
  return { ram, tlbEntries, tlbSeed: TLB_SEED, sectors, append, epochLength, ringsExposed: false, tlbExposed: false };
}
