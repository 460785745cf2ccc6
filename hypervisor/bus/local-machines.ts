/** Replicas as processes of this host, which hvrun starts itself, with FIFOs between them, and to each from hvrun. */
import { FifoDirectory } from '../links/fifo-directory.ts';
import { openInboxes } from '../links/inbox.ts';
import type { SpareMachine, Machines, PeerLink } from './machines.ts';
import type { Port } from './port.ts';
import { birth, type Born } from './replica-birth.ts';
import { ReplicaProcess } from './replica-process.ts';

export class LocalMachines implements Machines {
  readonly #born: Born;
  /** Those that a run begins with, the primary first. */
  readonly #first: ReplicaProcess[];

  constructor(born: Born) {
    this.#born = born;
    this.#first = born.births.map((first) => new ReplicaProcess(first));
  }

  next(): SpareMachine {
    const { module, secret } = this.#born;
    return this.#first.shift() ?? new ReplicaProcess(birth(module, secret, 'backup', openInboxes(1)[0]));
  }

  /** Ends the processes that nobody has asked for. */
  dismiss(): void {
    for (const unused of this.#first.splice(0)) unused.kill();
  }

  whenThere(callback: () => void): void {
    callback();
  }

  link(primary: Pick<Port, 'pid'> | undefined, backup: SpareMachine): PeerLink {
    const fifos = new FifoDirectory(['to-backup', 'to-primary']);
    const [toBackup, toPrimary] = [fifos.at('to-backup'), fifos.at('to-primary')];
    const ofPrimary = { from: toPrimary, to: toBackup, pid: Number(backup.pid) };
    const ofBackup = { from: toBackup, to: toPrimary, pid: Number(primary?.pid ?? 0) };
    return {
      of: (role) => (role === 'primary' ? ofPrimary : ofBackup),
      remove: () => fifos.remove(),
    };
  }
}
