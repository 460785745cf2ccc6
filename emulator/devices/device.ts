/**
 * What devices are to the rest of the machine. A device owns registers, never a file or a terminal: its operations leave
 * as {@link Request}s, and what came of them returns as {@link Completion}s. So a device's registers are state of the
 * virtual machine (each replica has its own, equal copy), while the operation itself is performed once, elsewhere.
 *
 * What is said here of all devices is collected from their definitions (definition.ts, known-devices.ts).
 */
import type { Ended } from '../report/ending.ts';
import type { StopReport } from '../report/stop-report.ts';
import type { PositionQuery } from '../environment.ts';
import type { BOARD_DEVICES } from './board-devices.ts';
import type {
  AnyRequest,
  CommandDefinition,
  Defined,
  DeviceDefinition,
  InvalidRequest,
  OutputDefinition,
  SavedDevice,
} from './definition.ts';
import { DEVICES } from './known-devices.ts';

export type { Completion } from './definition.ts';

type Definitions = (typeof BOARD_DEVICES)[number]['requests'][number];

/**
 * The end of the machine: `status` 0 to 255. No RESULT. `stop`: the report of a machine that has stopped the guest (status
 * 70); `ended`: why it was ended for another reason that is not its own (80, 81).
 */
export interface ExitRequest extends AnyRequest {
  readonly kind: 'exit';
  readonly status: number;
  readonly stop?: StopReport;
  readonly ended?: Ended;
}

/** What a device's own definition defines: neither an invalid command nor EXIT. */
type DeviceRequest = Defined<Definitions>;

/** A request with a RESULT register, so that a completion interrupt follows (IO1): neither the raw port's nor EXIT. */
export type CommandRequest = Defined<Extract<Definitions, { readonly hasResult: true }>> | InvalidRequest;

/** An operation for the outside world. Both machines of a pair give the same operation the same id. */
export type Request = DeviceRequest | InvalidRequest | ExitRequest;

/** See {@link SavedDevice}. */
export type DeviceState = SavedDevice<Request>;

/** Bytes of data that the completion of a command may bring. */
export const MAX_COMPLETION_DATA = Math.max(
  ...DEVICES.flatMap(({ requests }) => requests.map((request) => (request.hasResult ? (request.brings ?? 0) : 0))),
);

interface Kind {
  readonly device: DeviceDefinition;
  readonly definition: OutputDefinition<AnyRequest> | CommandDefinition<AnyRequest>;
}

const KINDS: ReadonlyMap<string, Kind> = new Map(
  DEVICES.flatMap((device) => device.requests.map((definition) => [definition.kind, { device, definition }])),
);

/** The definition of a device's request; undefined for an invalid command and EXIT, which no device defines. */
export function definitionOf({ kind }: AnyRequest): Kind['definition'] | undefined {
  return KINDS.get(kind)?.definition;
}

/** The definition of a command; undefined for an invalid one. */
export function commandDefinitionOf(request: CommandRequest): CommandDefinition<AnyRequest> | undefined {
  const definition = definitionOf(request);
  return definition?.hasResult === true ? definition : undefined;
}

/** The name of the device whose request this is. */
export function deviceOf(request: Exclude<Request, ExitRequest>): string {
  return request.kind === 'invalid' ? request.device : KINDS.get(request.kind)!.device.name;
}

/** The device to which a driver gives this command, and whose interrupt says that it is over. */
export function giverOf(request: Exclude<Request, ExitRequest>): DeviceDefinition {
  const name = deviceOf(request);
  return DEVICES.find(({ gives }) => gives?.(request)) ?? DEVICES.find((device) => device.name === name)!;
}

/** The slot in which a command was given; 0 on a device without any. */
export function slotOf(request: CommandRequest): number {
  return 'slot' in request ? request.slot : 0;
}

/** Has the request a RESULT? */
export function hasResult(request: Request): request is CommandRequest {
  return request.kind === 'invalid' || (KINDS.get(request.kind)?.definition.hasResult ?? false);
}

/** In how many units a command is performed. */
export function unitsOf(request: CommandRequest): number {
  return commandDefinitionOf(request)?.units?.(request) ?? 1;
}

/** The questions of which only the world knows the answer, and what type of number that is. */
export const POSITIONS: ReadonlyMap<PositionQuery, 'u32' | 'i32'> = new Map(
  DEVICES.flatMap(({ name, position }) => (position === undefined ? [] : [[`${name}-position`, position]])),
);

/** `position` as a device shows it, whose registers have 32 bits. */
export function positionInWord(query: PositionQuery, position: number): number {
  return POSITIONS.get(query) === 'u32' ? position >>> 0 : position | 0;
}
