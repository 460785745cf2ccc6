/**
 * What `--verbose` tells of a run on the bare machine, as ../tracing/narrator.ts does of a pair: each command, its interrupt,
 * what a driver did about an uncertain one, and input; what is more than {@link MOST_LINES} a second is only counted.
 */
import type { Request } from '../../emulator/devices/device.ts';
import { tellCommand } from './narrator.ts';
import type { HistoryListener } from '../history/command-history.ts';
import type { CommandRecord } from '../history/command-record.ts';
import { describeSequel } from '../history/describe-command.ts';
import { describeOperation } from '../history/operations.ts';

export interface MachineNarratorOptions {
  /** Prints one line. */
  readonly tell: (line: string) => void;
  /** Seconds since the run began. */
  readonly now: () => number;
  /** Instructions completed so far. */
  readonly instructions: () => number;
}

/** Lines in a second. */
const MOST_LINES = 40;

export class MachineNarrator implements HistoryListener {
  readonly #options: MachineNarratorOptions;
  #instructions = 0;
  #told = 0;
  #untold = 0;

  constructor(options: MachineNarratorOptions) {
    this.#options = options;
  }

  commanded({ number, request }: CommandRecord): void {
    if (number !== undefined) this.#often(tellCommand(number, request));
  }

  ended({ number, request, outcome }: CommandRecord): void {
    this.#often(`interrupt: command ${number}, #${request.id} ${outcome}`);
  }

  judged({ number, request, sequel }: CommandRecord): void {
    if (sequel) this.#often(`command ${number}, #${request.id}: ${describeSequel(request, sequel)}`);
  }

  /** The guest has put something out that is no command; of raw console bytes nothing is told. */
  output(request: Request): void {
    if (request.kind !== 'console-byte') this.#often(`the guest's ${describeOperation(request)}`);
  }

  /** Bytes were typed; `end`: there will be no more. */
  input(bytes: number, end: boolean): void {
    this.#line(`input: ${bytes} bytes${end ? ', and the end' : ''}`);
  }

  /** To be called once a second, and at the end: what happened since then, if anything. */
  tick(): void {
    const completed = this.#options.instructions() - this.#instructions;
    this.#instructions += completed;
    const more = this.#untold > 0 ? `, ${this.#untold} more commands and interrupts` : '';
    if (completed + this.#untold > 0) this.#line(`${completed} instructions${more}`);
    this.#told = 0;
    this.#untold = 0;
  }

  #often(what: string): void {
    this.#told += 1;
    if (this.#told <= MOST_LINES) this.#line(what);
    else this.#untold += 1;
  }

  #line(what: string): void {
    this.#options.tell(`${this.#options.now().toFixed(6)} ${what}`);
  }
}
