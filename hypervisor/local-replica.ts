/**
 * A replica on hvrun's own host: a process started by hvrun, which is its bus (descriptor 3) and gives it the session's
 * secret (standard input). It ends when hvrun goes, and hvrun ends it with SIGKILL.
 *
 *     node dist/replica.js primary|backup
 */
import '../emulator/cpu/engine-flags.ts';
import { readFileSync } from 'node:fs';
import type { LinkAddress } from './links/link-address.ts';
import { DescriptorLink } from './links/descriptor-link.ts';
import { Doorbell } from './links/doorbell.ts';
import { prove } from './links/proofs.ts';
import { expectFrom, live, type Role, showRole } from './replica.ts';
import type { OpeningLink } from './runner/meeting.ts';
import { BusClient, BusLost } from './runner/bus-client.ts';
import { ANOTHER_HOST } from './words/replicas.ts';

const BUS = 3;
const READER = new URL('./link-reader.js', import.meta.url);

const role: Role = process.argv[2] === 'backup' ? 'backup' : 'primary';
showRole(role);
const secret = readFileSync(0);
const doorbell = new Doorbell();
try {
  live({ bus: connectToBus(), secret, doorbell, openLink });
} catch (error) {
  if (!(error instanceof BusLost)) console.error(error);
}
// A plain exit would wait for the reader threads, which are blocked in a read.
process.kill(process.pid, 'SIGKILL');

function connectToBus(): BusClient {
  const link = new DescriptorLink({ source: BUS, reader: READER, doorbell });
  link.connect(BUS);
  const bus = new BusClient(link, doorbell);
  const { nonce } = expectFrom(bus, 'challenge');
  bus.send({ type: 'hello', proof: prove(secret, nonce, role) });
  bus.flush();
  return bus;
}

/** A link through FIFOs; it is open when the other side has opened its end. */
function openLink(address: LinkAddress): OpeningLink {
  if (!('from' in address)) throw new BusLost(ANOTHER_HOST);
  const link = new DescriptorLink({ source: address.from, reader: READER, doorbell });
  return { link, open: () => link.connect(address.to) };
}
