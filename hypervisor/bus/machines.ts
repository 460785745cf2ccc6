/** Where a session's replicas come from: processes of this host (local-machines.ts), or other hosts (lobby.ts). */
import { imagePieces } from '../wire/image-pieces.ts';
import type { Port } from './port.ts';
import type { LinkAddress } from '../links/link-address.ts';
import type { ReplicaConfiguration } from './configuration.ts';
import type { ToBus } from './messages.ts';

export interface StartOptions {
  readonly configuration: ReplicaConfiguration;
  /** The guest's executable file. */
  readonly image: Uint8Array;
  /** What the replica says once it is known, in order. */
  readonly received: (message: ToBus) => void;
  /**
   * All that the replica had said was received, and nothing more will be: it is dead, and `gone` is about to say how. Not called where that is
   * known at once.
   */
  readonly silent?: () => void;
  /** The replica is gone, or was given up, and all that counts of what it had said was received; `how`, in words. */
  readonly gone: (how: string) => void;
}

/** A replica in a seat. */
export interface SeatedReplica extends Port {
  /** Resolves after `gone` was called. */
  readonly ended: Promise<void>;
}

/** A machine that nobody uses yet. */
export interface SpareMachine extends Pick<Port, 'pid' | 'kill'> {
  /** Starts a replica on it. Called once. */
  start(options: StartOptions): SeatedReplica;
}

/** The link between a primary and a backup. */
export interface PeerLink {
  /** Where a replica in this role finds the other. */
  of(role: ReplicaConfiguration['role']): LinkAddress;
  /** Nobody needs its name any more. May be called twice. */
  remove(): void;
}

export interface Machines {
  /** The next machine; undefined if there is none now. Throws an Error, for people, if the host does not let us have one. */
  next(): SpareMachine | undefined;
  /** Calls back, once, as soon as there is a {@link next} machine. */
  whenThere(callback: () => void): void;
  /** A new link between `primary`, if that is still there, and `backup`, which is not started yet. Throws an Error, for people. */
  link(primary: Pick<Port, 'pid'> | undefined, backup: SpareMachine): PeerLink;
}

/** Tells a replica what it is to run. */
export function configure(port: Pick<Port, 'send'>, { configuration, image }: StartOptions): void {
  port.send({ type: 'configuration', configuration });
  for (const piece of imagePieces(image)) port.send({ type: 'image', ...piece });
}
