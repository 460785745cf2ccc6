/**
 * A device of which the product knows nothing: a bell. RING rings it so many times, RINGS shows how often it has been rung.
 * With its hardware (../../world/testing/bell-tower.ts) it is what docs/add-a-device.md tells to write.
 */
import { RESULT } from '../../board.ts';
import { askPosition, type EnvironmentQuery } from '../../environment.ts';
import { BellTower } from '../../world/testing/bell-tower.ts';
import { CommandsUnderWay } from '../commands-under-way.ts';
import {
  type Completion,
  type Defined,
  defineCommand,
  defineDevice,
  type Device,
  type DeviceContext,
  namesOf,
  offsetsOf,
  type SavedDevice,
} from '../definition.ts';

const BELL_INTERRUPT = 0x00100000;

const REGISTERS = {
  RINGS: { at: 0x00, access: 'r', text: 'how often it has been rung' },
  RING: { at: 0x04, access: 'w', text: 'ring it so many times' },
  RESULT: { at: 0x08, access: 'r' },
} as const;
const BELL = offsetsOf(REGISTERS);

/** Words of the register window. */
const WORD = { RESULT: 0 } as const;

const RING = defineCommand(
  'bell-ring',
  { times: 'u32' },
  {
    operation: 'ring',
    describe: ({ times }) => `ringing the bell ${times} times`,
    history: ({ times }) => ({ times }),
  },
);
type RingRequest = Defined<typeof RING>;

export const BELL_DEVICE = defineDevice({
  name: 'bell',
  page: 0xf0005000,
  interrupt: BELL_INTERRUPT,
  registers: REGISTERS,
  constants: { BELL_MOST: { value: 3, text: 'Rings of one command, at most.' } },
  requests: [RING],
  position: 'u32',
  nameOfWord: namesOf(WORD),
  describeCommand: ({ position }) => `RING ${position} times`,
  plug: (context) => new BellDevice(context),
  hardware: ({ scheduler }) => new BellTower(scheduler, 3),
});

class BellDevice implements Device {
  readonly #context: DeviceContext;
  readonly #underWay = new CommandsUnderWay<RingRequest>();

  constructor(context: DeviceContext) {
    this.#context = context;
  }

  environmentQuery(offset: number): EnvironmentQuery | undefined {
    return offset === BELL.RINGS ? 'bell-position' : undefined;
  }

  load(offset: number): number | undefined {
    if (offset === BELL.RINGS) return askPosition(this.#context.environment, 'bell-position');
    return offset === BELL.RESULT ? this.#context.registers[WORD.RESULT] : undefined;
  }

  store(offset: number, value: number): boolean {
    const { registers } = this.#context;
    if (offset !== BELL.RING || registers[WORD.RESULT] === RESULT.BUSY) return false;
    const request: RingRequest = { kind: 'bell-ring', id: this.#context.nextRequestId(), times: value >>> 0 };
    const place = { device: 'bell', slot: 0, length: 0, address: 0 };
    this.#context.commanded(request.id, { ...place, code: offset, position: value });
    registers[WORD.RESULT] = RESULT.BUSY;
    this.#underWay.add(request);
    this.#context.request(request);
    return true;
  }

  complete({ id, result }: Completion): boolean {
    if (this.#underWay.take(id) === undefined) return false;
    this.#context.registers[WORD.RESULT] = result;
    this.#context.raise(BELL_INTERRUPT);
    return true;
  }

  outstanding(): readonly RingRequest[] {
    return this.#underWay.list();
  }

  save(): SavedDevice<RingRequest> {
    return { outstanding: this.#underWay.list(), input: new Uint8Array(0) };
  }

  restore(state: SavedDevice<RingRequest>): void {
    this.#underWay.restore(state.outstanding);
  }
}
