/**
 * The bus for tests of the protocol: one set of devices, the term, and a queue of what each replica has asked. Operations
 * take their time, and end in any order.
 */
import { hasResult, type Request } from '../../../emulator/devices/device.ts';
import type { Effect } from '../effects.ts';
import type { Event } from '../events.ts';

export type Side = 'left' | 'right';

/** What a replica asks of the bus. */
export type BusRequest = Extract<
  Effect,
  { type: 'perform' | 'claim-term' | 'whole' | 'acknowledge-input' | 'ask-input' }
>;

interface Operation {
  readonly side: Side;
  /** Which machine gave it: a side may have seen several. */
  readonly machine: number;
  readonly term: number;
  readonly request: Request;
}

export class FakeBus {
  term = 1;
  holder: Side;
  /** Who may take the next term beside the holder. */
  backup: Side | undefined;
  /** Bytes that input has been acknowledged below. */
  acknowledgedInput = 0;
  exitStatus: number | undefined;
  /** What the world has seen, in order: raw bytes, and positions of the rod. */
  readonly printed: string[] = [];
  readonly positions: number[] = [];
  /** Every request accepted, with who gave it. */
  readonly accepted: Operation[] = [];
  readonly #running: Operation[] = [];
  readonly #tell: (side: Side, event: Event) => void;
  #input = '';
  #inputSentThrough = 0;

  constructor(holder: Side, tell: (side: Side, event: Event) => void) {
    this.holder = holder;
    this.backup = holder === 'left' ? 'right' : 'left';
    this.#tell = tell;
  }

  /**
   * Takes one request of `machine`, which is or was on `side`. `aborts` says whether running operation number n is aborted by
   * a claim, or finished.
   */
  take(side: Side, machine: number, asked: BusRequest, aborts: (operation: number) => boolean): void {
    switch (asked.type) {
      case 'perform':
        if (asked.term === this.term && side === this.holder)
          this.#accept({ side, machine, term: asked.term, request: asked.request });
        break;
      case 'whole':
        if (asked.term === this.term && side === this.holder) this.backup = side === 'left' ? 'right' : 'left';
        break;
      case 'claim-term':
        this.#claim(side, asked.term, aborts);
        break;
      case 'acknowledge-input':
        this.acknowledgedInput = asked.through;
        break;
      case 'ask-input':
        if (asked.from < this.acknowledgedInput) throw new Error(`input ${asked.from} was acknowledged already`);
        this.#inputSentThrough = asked.from;
        this.#sendInput();
        break;
    }
  }

  /** How many operations are running. */
  get running(): number {
    return this.#running.length;
  }

  /** Operation number `index` of those running ends. */
  finish(index: number): void {
    const [operation] = this.#running.splice(index, 1);
    if (operation !== undefined) this.#complete(operation);
  }

  /** Somebody types `text`. */
  type(text: string): void {
    this.#input += text;
    this.#sendInput();
  }

  #accept(operation: Operation): void {
    this.accepted.push(operation);
    if (hasResult(operation.request)) this.#running.push(operation);
    else this.#complete(operation);
  }

  #complete({ side, term, request }: Operation): void {
    if (request.kind === 'console-byte') this.printed.push(String.fromCharCode(request.byte));
    if (request.kind === 'actuator-set') this.positions.push(request.position);
    if (request.kind === 'exit') this.exitStatus = request.status;
    this.#tell(side, { type: 'completion', term, completion: { id: request.id, result: 2 } });
  }

  /** Test-and-set. Whoever wins finds no older operation running. */
  #claim(side: Side, term: number, aborts: (operation: number) => boolean): void {
    if (term <= this.term || (side !== this.holder && side !== this.backup)) {
      this.#tell(side, { type: 'term-refused', term: this.term });
      return;
    }
    this.#running.splice(0).forEach((operation, index) => {
      if (!aborts(index)) this.#complete(operation);
    });
    this.term = term;
    this.holder = side;
    this.backup = undefined;
    this.#tell(side, { type: 'term-won', term });
  }

  #sendInput(): void {
    const text = this.#input.slice(this.#inputSentThrough);
    if (text === '') return;
    const bytes = Uint8Array.from(text, (character) => character.charCodeAt(0));
    this.#tell(this.holder, { type: 'input', from: this.#inputSentThrough, bytes, end: false });
    this.#inputSentThrough = this.#input.length;
  }
}
