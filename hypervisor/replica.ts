/**
 * One replica: a process of its own, started by hvrun, which is its bus (descriptor 3) and gives it the session's secret
 * (standard input), its configuration and the guest. It ends when hvrun goes, and hvrun ends it with SIGKILL.
 *
 *     node dist/replica.js primary|backup
 */
import { readFileSync } from 'node:fs';
import { boot, BootError } from '../emulator/boot.ts';
import { MachineState } from '../emulator/layout.ts';
import type { LinkAddress, ReplicaConfiguration } from './bus/configuration.ts';
import type { ToReplica } from './bus/messages.ts';
import { DescriptorLink } from './links/descriptor-link.ts';
import { Doorbell } from './links/doorbell.ts';
import { Handshake, prove } from './links/handshake.ts';
import { Monitor } from './monitor/monitor.ts';
import { Replica } from './protocol/replica.ts';
import type { OpeningLink } from './runner/admission.ts';
import { BusClient, BusLost } from './runner/bus-client.ts';
import { HostClock } from './runner/host-clock.ts';
import { Peer } from './runner/peer.ts';
import { Runner } from './runner/runner.ts';
import { StateReceiver } from './runner/state-frames.ts';

const BUS = 3;
const READER = new URL('./link-reader.js', import.meta.url);

type Role = 'primary' | 'backup';

const role: Role = process.argv[2] === 'backup' ? 'backup' : 'primary';
showRole(role);
try {
  live();
} catch (error) {
  if (!(error instanceof BusLost)) console.error(error);
}
// A plain exit would wait for the reader threads, which are blocked in a read.
process.kill(process.pid, 'SIGKILL');

function live(): void {
  const secret = readFileSync(0);
  const doorbell = new Doorbell();
  const bus = connectToBus(secret, doorbell);
  const { configuration } = expect(bus, 'configuration');
  const { start, link, protocol: variant, epochLength, earlyEnds, timeoutMs, reportEpochs } = configuration;
  const vm = powerOn(configuration, receiveImage(bus));
  if (vm instanceof BootError) return report(bus, { type: 'unbootable', reason: vm.message });
  const openLink = (address: LinkAddress): OpeningLink => opening(address, doorbell);
  const meet = (): Peer | undefined => (link ? meetPeer(openLink(link), vm, configuration, secret, bus) : undefined);
  // Both of a new pair meet before the guest starts; a joiner meets its primary when the bus has told that one.
  const partner = start === 'boot' ? meet() : undefined;
  if (partner?.lostBecause !== undefined) return report(bus, { type: 'step-down', reason: partner.lostBecause });
  report(bus, { type: 'ready' });
  expect(bus, 'start');
  const peer = start === 'boot' ? partner : meet();
  new Runner({
    ...{ vm, bus, peer, doorbell, reportEpochs },
    protocol: new Replica(start === 'join' ? 'joiner' : role, {
      ...{ variant, epochLength, earlyEnds },
      backup: peer ? 'present' : 'none',
    }),
    clock: new HostClock(),
    promoted: () => showRole('primary'),
    joiners: {
      openLink,
      handshake: () => new Handshake(secret, 'primary', 'backup'),
      timeoutMs,
      now: () => performance.now(),
    },
  }).run();
}

function connectToBus(secret: Uint8Array, doorbell: Doorbell): BusClient {
  const link = new DescriptorLink({ source: BUS, reader: READER, doorbell });
  link.connect(BUS);
  const bus = new BusClient(link, doorbell);
  const { nonce } = expect(bus, 'challenge');
  bus.send({ type: 'hello', proof: prove(secret, nonce, role) });
  bus.flush();
  return bus;
}

function receiveImage(bus: BusClient): Uint8Array {
  const pieces: Uint8Array[] = [];
  for (;;) {
    const { bytes, last } = expect(bus, 'image');
    pieces.push(bytes);
    if (last) return Buffer.concat(pieces);
  }
}

/** The virtual machine with its guest, or without one if it is to join; or why that can't be booted. */
function powerOn(configuration: ReplicaConfiguration, image: Uint8Array): Monitor | BootError {
  const { start, ram, tlbEntries, tlbSeed, sectors, append, ringsExposed } = configuration;
  try {
    const vm = new Monitor({ state: new MachineState({ ram, tlbEntries }), sectors, tlbSeed, ringsExposed });
    if (start === 'join') return vm;
    boot(vm.processor, image, append);
    vm.deprivilege();
    return vm;
  } catch (error) {
    if (error instanceof BootError) return error;
    // V8's word for memory it can't get; the sizes themselves were checked by hvrun.
    if (error instanceof RangeError) return new BootError(`this host has no room for ${ram} bytes of RAM`);
    throw error;
  }
}

/** A link through FIFOs; it is open when the other side has opened its end. */
function opening({ from, to }: LinkAddress, doorbell: Doorbell): OpeningLink {
  const link = new DescriptorLink({ source: from, reader: READER, doorbell });
  return { link, open: () => link.connect(to) };
}

/** The peer, once it has proved itself, or lost. */
function meetPeer(
  opening: OpeningLink,
  vm: Monitor,
  { start, timeoutMs }: ReplicaConfiguration,
  secret: Uint8Array,
  bus: BusClient,
): Peer {
  bus.await(() => opening.open() || undefined);
  const peer = new Peer({
    link: opening.link,
    timeoutMs,
    now: () => performance.now(),
    handshake: new Handshake(secret, role, role === 'primary' ? 'backup' : 'primary'),
    state: start === 'join' ? new StateReceiver(vm) : undefined,
  });
  bus.await(() => {
    peer.receive();
    peer.tend();
    return peer.met || peer.lostBecause !== undefined || undefined;
  });
  return peer;
}

function report(bus: BusClient, message: Parameters<BusClient['send']>[0]): void {
  bus.send(message);
  bus.flush();
}

/** The bus's next message, which at this point can only be of one type. */
function expect<T extends ToReplica['type']>(bus: BusClient, type: T): Extract<ToReplica, { type: T }> {
  const message = bus.next();
  if (message.type !== type) throw new Error(`the bus said ${message.type}, not ${type}`);
  return message as Extract<ToReplica, { type: T }>;
}

/** Lets `ps` show what this process is. */
function showRole(shown: Role): void {
  process.title = `hvrun-replica ${shown}`;
}
