/**
 * A replica on hvrun's own host: a process started by hvrun, which is its bus and gives it the session's secret (standard input).
 * It speaks to the bus through the socket on descriptor 3, and hears it from there, or from the FIFO on descriptor 4, its inbox. It
 * ends when hvrun goes, and hvrun ends it with SIGKILL.
 *
 *     node dist/replica.cjs primary|backup inbox|socket     (../launch/replica.ts)
 */
import '../emulator/cpu/engine-flags.ts';
import { readFileSync } from 'node:fs';
import { setFlagsFromString } from 'node:v8';
import type { LinkAddress } from './links/link-address.ts';
import { DescriptorLink, type LinkEnds } from './links/descriptor-link.ts';
import { Doorbell } from './links/doorbell.ts';
import { prove } from './links/proofs.ts';
import { expectFrom, live, type Role, showRole } from './replica.ts';
import type { OpeningLink } from './runner/meeting.ts';
import { BusClient, BusLost } from './runner/bus-client.ts';
import { ANOTHER_HOST } from './words/replicas.ts';

const BUS = 3;
const INBOX = 4;
/**
 * V8 optimizes a function after so much of it has run, in bytes of its code, or in calls since version 12; by default after thirty times as
 * much, or three times as many calls, until which what runs a hundred times a second, for the ticks of an idle guest, would be interpreted for a minute.
 */
const OPTIMIZE_EARLY =
  Number.parseInt(process.versions.v8) < 12 ? '--interrupt-budget=4000' : '--invocation-count-for-turbofan=1000';
const READER = new URL('./link-reader.cjs', import.meta.url);

const role: Role = process.argv[2] === 'backup' ? 'backup' : 'primary';
showRole(role);
const secret = readFileSync(0);
const doorbell = new Doorbell();
/** All links of this replica, while none has its reader thread. */
let unread: DescriptorLink[] | undefined = [];
try {
  live({ bus: connectToBus(), secret, doorbell, openLink, begins });
} catch (error) {
  if (!(error instanceof BusLost)) console.error(error);
}
// A plain exit would wait for the reader threads, which are blocked in a read.
process.kill(process.pid, 'SIGKILL');

function connectToBus(): BusClient {
  const link = newLink({ source: process.argv[3] === 'inbox' ? { fifo: INBOX } : { socket: BUS }, byTurns: false });
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
  const link = newLink({ source: { fifo: address.from }, byTurns: true, pid: address.pid });
  return { link, open: () => link.connect(address.to) };
}

function newLink(ends: Pick<LinkEnds, 'source' | 'byTurns' | 'pid'>): DescriptorLink {
  const link = new DescriptorLink({ ...ends, reader: READER, doorbell });
  if (unread) unread.push(link);
  else link.startReader();
  return link;
}

/**
 * Threads take as long to start as everything before, and compete with it: so they come when the guest has started. So does
 * optimizing early, by which a start would take a fifth more of the processor.
 */
function begins(): void {
  setFlagsFromString(OPTIMIZE_EARLY);
  for (const link of unread ?? []) link.startReader();
  unread = undefined;
}
