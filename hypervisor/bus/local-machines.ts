/** Replicas as processes of this host, which hvrun starts itself, with FIFOs between them. */
import { randomBytes } from 'node:crypto';
import { FifoDirectory } from '../links/fifo-directory.ts';
import { SECRET_BYTES } from '../links/handshake.ts';
import type { SpareMachine, Machines, PeerLink } from './machines.ts';
import { ReplicaProcess } from './replica-process.ts';

export class LocalMachines implements Machines {
  readonly #module: string;
  readonly #secret = randomBytes(SECRET_BYTES);

  /** `module`: the bundle of local-replica.ts. */
  constructor(module: string) {
    this.#module = module;
  }

  next(): SpareMachine {
    const [module, secret] = [this.#module, this.#secret];
    return { start: (options) => new ReplicaProcess({ module, secret, ...options }) };
  }

  whenThere(callback: () => void): void {
    callback();
  }

  linkTo(): PeerLink {
    const fifos = new FifoDirectory();
    const { toPrimary, toBackup } = fifos;
    return {
      of: (role) => (role === 'primary' ? { from: toPrimary, to: toBackup } : { from: toBackup, to: toPrimary }),
      remove: () => fifos.remove(),
    };
  }
}
