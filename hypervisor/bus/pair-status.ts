/** Where a pair stands: what the bus knows, with what its replicas answer when they are asked. */
import type { Seat } from '../seat.ts';
import type { ReplicaStatus } from './messages.ts';
import type { Port } from './port.ts';
import type { RollCall } from './roll-call.ts';
import type { JoinerStatus, MachineStatus, PairStatus } from './status.ts';
import type { Terms } from './term.ts';

/** What the bus knows. */
export interface PairView {
  readonly ending: boolean;
  readonly terms: Terms;
  readonly living: ReadonlyMap<Seat, Port>;
  /** A machine that waits to be let in. */
  readonly candidate: Port | undefined;
}

/** Asks the replicas, then tells where everybody stands; `view` is looked at again when they have answered. */
export async function pairStatus(rollCall: RollCall, view: () => PairView): Promise<PairStatus> {
  const asked = [...view().living];
  const answers = new Map(
    await Promise.all(asked.map(async ([seat, port]) => [seat, await rollCall.ask(seat, port)] as const)),
  );
  const { ending, terms, living, candidate } = view();
  const { term, primary, backup, outstanding } = terms;
  const of = (seat: Seat | undefined): MachineStatus | null => {
    const port = seat && living.get(seat);
    const { epoch = null, place = null, engine = null } = (seat && answers.get(seat)) ?? {};
    return port ? { pid: port.pid, epoch, place, engine } : null;
  };
  const lead = answers.get(primary);
  const joiner = [...living].find(([seat]) => seat !== primary && seat !== backup)?.[1] ?? candidate;
  return {
    state: ending ? 'ending' : 'running',
    term,
    primary: of(primary),
    backup: of(backup),
    joiner: joinerStatus(joiner, lead),
    lag: backup && living.has(backup) && lead ? { epochs: lead.leadEpochs, instructions: lead.leadInstructions } : null,
    outstanding,
  };
}

function joinerStatus(joiner: Port | undefined, primary: ReplicaStatus | undefined): JoinerStatus | null {
  if (!joiner) return null;
  const copying = primary && primary.copyRound > 0;
  return { pid: joiner.pid, copying: copying ? { round: primary.copyRound, pages: primary.copyPages } : null };
}
