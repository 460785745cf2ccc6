/** The protocol's replica, telling of each effect before it is performed. */
import type { Effect } from '../protocol/effects.ts';
import type { Event } from '../protocol/events.ts';
import { ReplicaProtocol, type ReplicaProtocolOptions } from '../protocol/replica-protocol.ts';

export class TracedReplica extends ReplicaProtocol {
  readonly #tell: (effect: Effect) => void;

  constructor(role: 'primary' | 'backup' | 'joiner', options: ReplicaProtocolOptions, tell: (effect: Effect) => void) {
    super(role, options);
    this.#tell = tell;
  }

  override start(): Effect[] {
    return this.#told(super.start());
  }

  override step(event: Event, now: number): Effect[] {
    return this.#told(super.step(event, now));
  }

  #told(effects: Effect[]): Effect[] {
    for (const effect of effects) this.#tell(effect);
    return effects;
  }
}
