/**
 * `--history FILE`: one JSON object a line for each command, written as soon as nothing more will be known of it. What the
 * fields mean is in ../README.md, "What became of the commands".
 */
import { closeSync, writeSync } from 'node:fs';
import { commandDefinitionOf, deviceOf, slotOf } from '../../emulator/devices/device.ts';
import { DEVICES } from '../../emulator/devices/known-devices.ts';
import type { HistoryListener } from './command-history.ts';
import type { CommandRecord } from './command-record.ts';
import { describeSequel, unitOf } from './describe-command.ts';

export class HistoryFile implements HistoryListener {
  #file: number | undefined;
  readonly #failed: (error: unknown) => void;
  #text = '';

  /** Writes to the descriptor `file`, and closes it at the end; `failed` is told, once, of the file system's error. */
  constructor(file: number, failed: (error: unknown) => void) {
    this.#file = file;
    this.#failed = failed;
    process.on('exit', this.#atExit);
  }

  /** The lines of one turn of the event loop are written together. */
  settled(record: CommandRecord): void {
    if (this.#file === undefined) return;
    if (this.#text === '') setImmediate(() => this.#flush());
    this.#text += `${JSON.stringify(historyLine(record))}\n`;
  }

  close(): void {
    this.#flush();
    this.#release();
  }

  readonly #atExit = (): void => this.close();

  #flush(): void {
    const bytes = Buffer.from(this.#text);
    this.#text = '';
    if (this.#file === undefined) return;
    try {
      for (let at = 0; at < bytes.length;) at += writeSync(this.#file, bytes, at);
    } catch (error) {
      // The run matters more than its history.
      this.#release();
      this.#failed(error);
    }
  }

  #release(): void {
    if (this.#file !== undefined) closeSync(this.#file);
    this.#file = undefined;
    process.off('exit', this.#atExit);
  }
}

/** A record as the file shows it. What does not apply is left out. */
export function historyLine(record: CommandRecord): Readonly<Record<string, unknown>> {
  const { number, request, given, givenAt, endedAt, outcome } = record;
  return {
    command: number ?? null,
    id: request.id,
    ...operationFields(record),
    at: rounded(givenAt),
    ended: endedAt === undefined ? undefined : rounded(endedAt),
    ...given,
    outcome,
    ...fateFields(record),
    ...sequelFields(record),
  };
}

function operationFields({ request }: CommandRecord): Record<string, unknown> {
  const device = deviceOf(request);
  const definition = commandDefinitionOf(request);
  if (definition) return { device, operation: definition.operation, ...definition.history(request) };
  const hasSlots = DEVICES.some(({ name, slots }) => name === device && slots);
  return { device, operation: 'invalid', slot: hasSlots ? slotOf(request) : undefined };
}

/** What a guest knows that its command is done, or an error, says all; of the others the world knows more than the guest. */
function fateFields({ request, outcome, fate }: CommandRecord): Record<string, unknown> {
  if (!fate || outcome === 'done' || outcome === 'error') return {};
  const { performed, units } = fate;
  if (performed === units) return { performed: 'yes' };
  if (performed === 0) return { performed: 'no' };
  return {
    performed: 'in part',
    [`performed${capitalized(unitOf(request))}s`]: performed,
  };
}

function sequelFields({ request, sequel }: CommandRecord): Record<string, unknown> {
  if (!sequel) return {};
  const words = describeSequel(request, sequel);
  if (sequel.type === 'repeated') return { repeated: true, by: sequel.by ?? null, sequel: words };
  return { repeated: false, by: 'by' in sequel ? (sequel.by ?? null) : undefined, sequel: words };
}

function capitalized(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}

/** To microseconds. */
function rounded(seconds: number): number {
  return Math.round(seconds * 1e6) / 1e6;
}
