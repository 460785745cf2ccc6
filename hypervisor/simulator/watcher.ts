/** Who looks on while a run is simulated: told of what happens, and changing nothing. */
import type { Completion, Request } from '../../emulator/devices/device.ts';
import type { Effect } from '../protocol/effects.ts';
import type { RunRecord } from './record/run-record.ts';
import type { Doing, SimulatedReplica } from './simulated-replica.ts';

export interface Watcher {
  /** A machine comes to a step, before the faults that are planned for it strike. */
  step?(machine: SimulatedReplica, doing: Doing, record: RunRecord): void;
  /** Its protocol asks for this. */
  effect?(machine: SimulatedReplica, effect: Effect): void;
  dies?(machine: SimulatedReplica, how: string): void;
  /** A new machine is powered on. */
  comes?(machine: SimulatedReplica): void;
  /** The world begins with an operation, or is done with it. */
  begins?(request: Request): void;
  ends?(request: Request, completion: Completion): void;
}
