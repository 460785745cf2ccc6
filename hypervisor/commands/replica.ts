/** `hvrun replica`: one replica on this host, of a pair whose bus and other replica are on others. */
import { EXIT_STATUS } from '../../emulator/board.ts';
import packageJson from '../../package.json' with { type: 'json' };
import type { LinkAddress } from '../links/link-address.ts';
import { Doorbell } from '../links/doorbell.ts';
import { formatHostPort, type HostPort, parseHostPort } from '../links/host-port.ts';
import { BUS_RHYTHM, busSilenceMs } from '../links/keep-alive.ts';
import { BUS_LINK } from '../links/tls-psk.ts';
import { type TlsLink, TlsNetwork } from '../links/tls-network.ts';
import { live } from '../replica.ts';
import type { OpeningLink } from '../runner/meeting.ts';
import { BusClient, BusLost, Dismissed } from '../runner/bus-client.ts';
import { cannotListen, HUNG_UP } from '../words/links.ts';
import {
  busAt,
  busIsLost,
  cannotReach,
  connected,
  dismissed,
  FIFOS_OF_ANOTHER_HOST,
  nonsensicalAddress,
  notThereYet,
} from '../words/replicas.ts';
import { Failure, say } from './failure.ts';
import type { ReplicaCommandOptions } from './hosts-options.ts';
import { readSecret } from './secret.ts';

const THREAD = new URL('./tls-thread.js', import.meta.url);
/** How long to wait before the bus is tried again, in milliseconds. */
const RETRY_MS = 500;
/** How long last words may take to leave, in milliseconds. */
const FAREWELL_MS = 2000;

/**
 * Runs until the bus has no part for this replica any more, and returns the exit status. The processor loop takes this
 * thread: signals end the process as if nobody had asked for them.
 */
export async function runReplica(options: ReplicaCommandOptions): Promise<number> {
  const secret = readSecret(options.secretFile);
  const doorbell = new Doorbell();
  const network = new TlsNetwork({ thread: THREAD, secret, doorbell });
  process.title = 'hvrun-replica';
  try {
    const link = reachBus(network, doorbell, options.bus);
    const listen = awaitPeers(network, doorbell, options.listen ?? { host: link.from?.host ?? '::', port: 0 });
    const bus = new BusClient(link, doorbell);
    return serve(bus, link, { network, secret, doorbell, listen });
  } finally {
    await network.close();
  }
}

/** The link to the bus, as soon as there is one. Throws a {@link Failure} if that is pointless. */
function reachBus(network: TlsNetwork, doorbell: Doorbell, to: HostPort): TlsLink {
  for (let attempt = 1; ; attempt++) {
    const link = network.link({ name: BUS_LINK, to, keepAlive: BUS_RHYTHM });
    wait(doorbell, () => link.open());
    if (link.from) return link;
    const reason = link.reason ?? 'unknown';
    const where = busAt(formatHostPort(to));
    if (!link.mayComeLater) throw new Failure(EXIT_STATUS.BOTH_LOST, cannotReach(where, reason));
    if (attempt === 1) say(notThereYet(where, reason));
    doorbell.wait(doorbell.count(), RETRY_MS);
  }
}

/** Where this process really listens. Throws a {@link Failure} if it can't. */
function awaitPeers(network: TlsNetwork, doorbell: Doorbell, at: HostPort): HostPort {
  network.listen(at);
  let outcome: ReturnType<TlsNetwork['listening']>;
  wait(doorbell, () => (outcome = network.listening()) !== undefined);
  if (outcome && 'host' in outcome) return outcome;
  throw new Failure(EXIT_STATUS.BOTH_LOST, cannotListen(formatHostPort(at), outcome?.failed));
}

interface Surroundings {
  readonly network: TlsNetwork;
  readonly secret: Uint8Array;
  readonly doorbell: Doorbell;
  /** Where peers are awaited. */
  readonly listen: HostPort;
}

function serve(bus: BusClient, link: TlsLink, { network, secret, doorbell, listen }: Surroundings): number {
  try {
    bus.send({ type: 'announce', version: packageJson.version, pid: process.pid, listen: formatHostPort(listen) });
    bus.flush();
    say(connected(formatHostPort(listen)));
    const configured = ({ timeoutMs }: { readonly timeoutMs: number }): void =>
      link.allowSilence(busSilenceMs(timeoutMs));
    live({ bus, secret, doorbell, openLink: (address) => openLink(network, address), configured });
    // The bus has been told why, and may have something to say about it.
    for (const deadline = performance.now() + FAREWELL_MS; performance.now() < deadline;) {
      const rings = doorbell.count();
      if (bus.receive() === undefined) doorbell.wait(rings, FAREWELL_MS / 10);
    }
  } catch (error) {
    if (!(error instanceof BusLost)) throw error;
    return tellEnd(error, link);
  }
  return EXIT_STATUS.BOTH_LOST;
}

/** Why the bus has no part for this replica any more, and the exit status. */
function tellEnd(lost: BusLost, link: TlsLink): number {
  if (!(lost instanceof Dismissed)) {
    say(busIsLost(lost.message || (link.reason ?? HUNG_UP)));
    return EXIT_STATUS.BOTH_LOST;
  }
  say(dismissed(lost.message, lost.over));
  return lost.over ? 0 : EXIT_STATUS.BOTH_LOST;
}

/** A link to a peer on another host; it is open when it is known whether the peer is there. */
function openLink(network: TlsNetwork, address: LinkAddress): OpeningLink {
  if ('from' in address) throw new BusLost(FIFOS_OF_ANOTHER_HOST);
  const to = 'connect' in address ? parseHostPort(address.connect) : undefined;
  if ('connect' in address && !to) throw new BusLost(nonsensicalAddress(address.connect));
  const link = network.link({ name: 'connect' in address ? address.name : address.accept, to });
  return { link, open: () => link.open() };
}

/** Waits on this thread. */
function wait(doorbell: Doorbell, condition: () => boolean): void {
  for (;;) {
    const rings = doorbell.count();
    if (condition()) return;
    doorbell.wait(rings, RETRY_MS);
  }
}
