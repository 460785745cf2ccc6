/** The guest comes to its end, and to a good one, as long as one machine is left to run it. */
import { HANG, type RunRecord } from '../run-record.ts';
import type { Checker } from './checker.ts';

export const ending: Checker = (record, { reference }) => {
  const { end, plan } = record;
  // Nobody but its backup can tell that a machine hangs.
  if (end === 'stuck') return hangs(record) && mayBeLost(record) ? [] : ['the guest never comes to its end'];
  if (end === 'no bus') return [];
  if (end === 'lost')
    return mayBeLost(record)
      ? []
      : [`both machines are lost: ${record.deaths.map(({ guest, cause }) => `${guest.seat}: ${cause}`).join('; ')}`];
  const devicesWork = plan.world.diskErrors === 0;
  return reference && devicesWork && end.status !== 0 ? [`the guest exits with status ${end.status}`] : [];
};

function hangs({ deaths }: RunRecord): boolean {
  return deaths.some(({ cause }) => cause === HANG);
}

/**
 * One machine may be shut out because its peer took it for dead; that the other goes, too, before the pair was whole again,
 * needs a fault of its own.
 */
function mayBeLost({ deaths }: RunRecord): boolean {
  const causes = deaths.map(({ cause }) => cause);
  const own = causes.filter((cause) => cause === 'crash' || cause === HANG || cause === 'it has lost the bus').length;
  const shutOut = causes.filter((cause) => cause === 'the bus has killed it').length;
  return own >= 1 && own + shutOut >= 2;
}
