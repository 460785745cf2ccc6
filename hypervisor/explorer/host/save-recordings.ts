/** Saves the runs of findings as recordings, in one folder: for `hvrun replay` and `hvrun diff`. */
import { closeSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { openOutput, OutputError } from '../../../emulator/host/output-file.ts';
import type { RecordedMachine } from '../../recording/recorded-machine.ts';
import { RecordingWriter } from '../../recording/recording-writer.ts';
import { sectorsFor } from '../../simulator/fresh-machines.ts';
import { reasonOf } from '../../words/files.ts';
import type { Adversity } from '../adversity.ts';
import type { Finding, Saved } from '../findings.ts';
import type { ExploredGuest } from '../guest.ts';
import { TLB_SEED } from '../machine/virtual-machine.ts';

/** Saves the smallest case of each finding. */
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

/** Saves the run of a case in `folder`, by a name that is made of its key. What the host can't write is no recording, and no more. */
export function saveRecording(folder: string, adversity: Adversity, key: string, guest: ExploredGuest): Saved {
  const path = join(folder, `${key.replaceAll(/[^\w=@+,.-]/g, '-')}.rec`);
  let file: number;
  try {
    file = openOutput(path, { readable: true });
  } catch (error) {
    if (!(error instanceof OutputError)) throw error;
    return { none: reasonOf(error.cause) };
  }
  const none = record(file, adversity, key, guest);
  if (none === undefined) return { path };
  rmSync(path, { force: true });
  return { none };
}

/** Writes the run of a case to an open file, and closes that. Returns why it can't be recorded, if it can't. */
function record(file: number, adversity: Adversity, key: string, guest: ExploredGuest): string | undefined {
  const machine = machineOf(adversity, guest);
  let none: string | undefined;
  let recording: RecordingWriter;
  try {
    recording = new RecordingWriter({ file, machine, image: guest.image, failed: (why) => (none = why) });
  } catch (error) {
    closeSync(file);
    return reasonOf(error);
  }
  try {
    return adversity.record(key, recording) ?? none;
  } finally {
    recording.close();
  }
}

function machineOf({ epochLength }: Adversity, guest: ExploredGuest): RecordedMachine {
  const { ram, tlbEntries, append } = guest;
  const sectors = sectorsFor(guest);
  return { ram, tlbEntries, tlbSeed: TLB_SEED, sectors, append, epochLength, ringsExposed: false, tlbExposed: false };
}
