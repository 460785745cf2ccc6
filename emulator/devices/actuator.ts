/**
 * The actuator device: the control rod of the lecture. SET is repeatable ("set to 3 metres"), MOVE is not ("lower by 2").
 * Specified by emulator/board.md.
 */
import { RESULT } from '../board.ts';
import { askPosition, type EnvironmentQuery } from '../environment.ts';
import { ACTUATOR_MAX, ControlRod } from './control-rod.ts';
import { CommandsUnderWay } from './commands-under-way.ts';
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
} from './definition.ts';

export const ACTUATOR_PAGE = 0xf0004000;
export const ACTUATOR_INTERRUPT = 0x00200000;

const REGISTERS = {
  POSITION: { at: 0x00, access: 'r', text: 'signed mm, 0 to 4000, 4000 at power-on' },
  SET: { at: 0x04, access: 'w', text: 'go to this position' },
  MOVE: { at: 0x08, access: 'w', text: 'move by this much' },
  RESULT: { at: 0x0c, access: 'r' },
} as const;
export const ACTUATOR = offsetsOf(REGISTERS);

/** Words of the register window. */
const WORD = { RESULT: 0 } as const;

const SET = defineCommand(
  'actuator-set',
  { position: 'i32' },
  {
    operation: 'set',
    describe: ({ position }) => `setting the actuator to ${position} mm`,
    brief: ({ position }) => `set ${position}`,
    history: ({ position }) => ({ millimetres: position }),
    differs: ({ position }) => ({ detail: `to ${position} mm` }),
  },
);
const MOVE = defineCommand(
  'actuator-move',
  { distance: 'i32' },
  {
    operation: 'move',
    describe: ({ distance }) => `moving the actuator by ${distance} mm`,
    history: ({ distance }) => ({ millimetres: distance }),
    differs: ({ distance }) => ({ detail: `by ${distance} mm` }),
    unrepeatable: true,
  },
);
type ActuatorRequest = Defined<typeof SET | typeof MOVE>;

export const ACTUATOR_DEVICE = defineDevice({
  name: 'actuator',
  page: ACTUATOR_PAGE,
  interrupt: ACTUATOR_INTERRUPT,
  registers: REGISTERS,
  constants: { ACTUATOR_MAX: { value: ACTUATOR_MAX } },
  requests: [SET, MOVE],
  position: 'i32',
  nameOfWord: namesOf(WORD),
  describeCommand: ({ code, position }) => `${code === ACTUATOR.SET ? 'SET' : 'MOVE'} ${position | 0} mm`,
  plug: (context) => new ActuatorDevice(context),
  hardware: ({ scheduler, actuatorMs }) => new ControlRod(scheduler, actuatorMs),
});

export class ActuatorDevice implements Device {
  readonly #context: DeviceContext;
  readonly #words: Int32Array;
  readonly #underWay = new CommandsUnderWay<ActuatorRequest>();

  constructor(context: DeviceContext) {
    this.#context = context;
    this.#words = context.registers;
  }

  environmentQuery(offset: number): EnvironmentQuery | undefined {
    return offset === ACTUATOR.POSITION ? 'actuator-position' : undefined;
  }

  load(offset: number): number | undefined {
    switch (offset) {
      case ACTUATOR.POSITION:
        return askPosition(this.#context.environment, 'actuator-position');
      case ACTUATOR.RESULT:
        return this.#words[WORD.RESULT];
      default:
        return undefined;
    }
  }

  store(offset: number, value: number): boolean {
    switch (offset) {
      case ACTUATOR.SET:
        return this.#command(offset, value, (id) => ({ kind: 'actuator-set', id, position: value | 0 }));
      case ACTUATOR.MOVE:
        return this.#command(offset, value, (id) => ({ kind: 'actuator-move', id, distance: value | 0 }));
      default:
        return false;
    }
  }

  #command(code: number, position: number, requestOf: (id: number) => ActuatorRequest): boolean {
    if (this.#words[WORD.RESULT] === RESULT.BUSY) return false;
    const request = requestOf(this.#context.nextRequestId());
    this.#context.commanded(request.id, { device: 'actuator', slot: 0, code, position, length: 0, address: 0 });
    this.#words[WORD.RESULT] = RESULT.BUSY;
    this.#underWay.add(request);
    this.#context.request(request);
    return true;
  }

  complete(completion: Completion): boolean {
    if (this.#underWay.take(completion.id) === undefined) return false;
    this.#words[WORD.RESULT] = completion.result;
    this.#context.raise(ACTUATOR_INTERRUPT);
    return true;
  }

  outstanding(): readonly ActuatorRequest[] {
    return this.#underWay.list();
  }

  save(): SavedDevice<ActuatorRequest> {
    return { outstanding: this.#underWay.list(), input: new Uint8Array(0) };
  }

  restore(state: SavedDevice<ActuatorRequest>): void {
    this.#underWay.restore(state.outstanding);
  }
}
