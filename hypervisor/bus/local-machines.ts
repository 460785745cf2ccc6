/** Replicas as processes of this host, which hvrun starts itself, with FIFOs between them, and to each from hvrun. */
import { randomBytes } from 'node:crypto';
import { FifoDirectory } from '../links/fifo-directory.ts';
import { type Inbox, openInboxes } from '../links/inbox.ts';
import { SECRET_BYTES } from '../links/handshake.ts';
import type { ReplicaConfiguration } from './configuration.ts';
import type { SpareMachine, Machines, PeerLink } from './machines.ts';
import { ReplicaProcess } from './replica-process.ts';

type Role = ReplicaConfiguration['role'];

export class LocalMachines implements Machines {
  readonly #module: string;
  readonly #secret = randomBytes(SECRET_BYTES);
  /** Those that a run begins with, the primary first. */
  readonly #first: ReplicaProcess[];

  /**
   * `module`: the bundle of local-replica.ts. The processes of the first `roles` are started at once, since each takes as long to
   * come up as hvrun itself.
   */
  constructor(module: string, roles: readonly Role[]) {
    this.#module = module;
    const inboxes = openInboxes(roles.length);
    this.#first = roles.map((role, index) => this.#start(role, inboxes[index]));
  }

  next(): SpareMachine {
    return this.#first.shift() ?? this.#start('backup', openInboxes(1)[0]);
  }

  /** Ends the processes that nobody has asked for. */
  dismiss(): void {
    for (const unused of this.#first.splice(0)) unused.kill();
  }

  whenThere(callback: () => void): void {
    callback();
  }

  linkTo(): PeerLink {
    const fifos = new FifoDirectory(['to-backup', 'to-primary']);
    const [toBackup, toPrimary] = [fifos.at('to-backup'), fifos.at('to-primary')];
    return {
      of: (role) => (role === 'primary' ? { from: toPrimary, to: toBackup } : { from: toBackup, to: toPrimary }),
      remove: () => fifos.remove(),
    };
  }

  #start(role: Role, inbox: Inbox | undefined): ReplicaProcess {
    return new ReplicaProcess({ module: this.#module, secret: this.#secret, role, inbox });
  }
}
