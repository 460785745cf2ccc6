/** Where a replica stands, as it tells the bus when it is asked. */
import type { ReplicaStatus } from '../bus/messages.ts';
import type { VirtualMachine } from '../monitor/virtual-machine.ts';
import type { ReplicaProtocol } from '../protocol/replica-protocol.ts';
import type { Joiners } from './joiners.ts';
import type { Peer } from './peer.ts';

/** Of a replica with these parts. */
export function standingOf(
  protocol: ReplicaProtocol,
  vm: VirtualMachine,
  peer: Peer | undefined,
  joiners: Joiners | undefined,
  engine: string,
): ReplicaStatus {
  const { epochs = 0, instructions = 0 } = (protocol.role === 'primary' ? peer?.lead : undefined) ?? {};
  const { round = 0, pagesLeft = 0 } = joiners?.progress ?? {};
  return {
    type: 'status',
    epoch: protocol.epoch,
    place: vm.place(),
    leadEpochs: epochs,
    leadInstructions: instructions,
    copyRound: round,
    copyPages: pagesLeft,
    engine,
  };
}
