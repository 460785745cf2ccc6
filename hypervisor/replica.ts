/**
 * One replica, from its configuration to its end, in a process of its own: of hvrun's host (local-replica.ts), or of
 * another one (commands/replica.ts).
 */
import { setFlagsFromString } from 'node:v8';
import { steadyMs } from '../emulator/steady-clock.ts';
import { BootError } from '../emulator/boot.ts';
import { ImagePlaces } from '../emulator/diagnosis/image-places.ts';
import type { TraceSelection } from '../emulator/trace-selection.ts';
import { Statistics } from '../emulator/translator/statistics.ts';
import { describeEngine, engineOfProcess } from '../emulator/host/process-engine.ts';
import { birthMs } from './bus/birth-watch.ts';
import type { LinkAddress } from './links/link-address.ts';
import type { ReplicaConfiguration } from './bus/configuration.ts';
import type { ToReplica } from './bus/messages.ts';
import type { Doorbell } from './links/doorbell.ts';
import { newHandshake } from './links/proofs.ts';
import type { Monitor } from './monitor/monitor.ts';
import { ReplicaProtocol } from './protocol/replica-protocol.ts';
import { EpochRecorder } from './recording/epoch-recorder.ts';
import { bootMonitor, emptyMonitor } from './recording/recorded-machine.ts';
import { type BusClient, BusLost } from './runner/bus-client.ts';
import { HostClock } from './runner/host-clock.ts';
import { Meeting, type OpeningLink } from './runner/meeting.ts';
import type { Peer } from './runner/peer.ts';
import { Runner } from './runner/runner.ts';
import { microseconds } from './tracing/observation.ts';
import { ReplicaTracer } from './tracing/replica-tracer.ts';
import { StateReceiver } from './runner/state-frames.ts';
import { TraceSender } from './runner/trace-sender.ts';
import { hasNotMet, saidInstead } from './words/replicas.ts';

export type Role = ReplicaConfiguration['role'];

/** How often two that meet look for each other: neither has a thread yet that rings. */
const MEETING_MS = 0.2;

/**
 * V8 collects garbage on the processor thread alone. It is little at a time, and the threads that would help are woken some fifty
 * times a second: they take the processor from the peer's processor thread, where both have one core each.
 */
const COLLECT_ALONE = '--no-parallel-scavenge';

export interface ReplicaOptions {
  /** The bus, which knows who we are. */
  readonly bus: BusClient;
  /** Shared with the peer, which proves that it knows it. */
  readonly secret: Uint8Array;
  /** Rung when bus or peer say something. */
  readonly doorbell: Doorbell;
  /** Begins to open the link to a peer, and does not wait for it. */
  readonly openLink: (address: LinkAddress) => OpeningLink;
  /** Called when the bus has told what to run. */
  readonly configured?: (configuration: ReplicaConfiguration) => void;
  /** Called when others than whom this replica waits for may say something. */
  readonly begins?: () => void;
}

/** Runs until this replica has no part any more, and the bus has been told why. Throws BusLost when the bus goes. */
export function live({ bus, secret, doorbell, openLink, configured, begins }: ReplicaOptions): void {
  setFlagsFromString(COLLECT_ALONE);
  const { configuration } = expectFrom(bus, 'configuration');
  configured?.(configuration);
  const { role, start, link, protocol: variant, epochLength, earlyEnds, timeoutMs } = configuration;
  const { reportEpochs, record, observe } = configuration;
  showRole(role);
  const image = receiveImage(bus);
  const statistics = new Statistics();
  const vm = powerOn(configuration, image, statistics);
  if (vm instanceof BootError) return report(bus, { type: 'unbootable', reason: vm.message });
  if (configuration.trace && start === 'boot') traceTo(bus, vm, image, configuration.trace);
  const meet = (): Peer | string | undefined =>
    link ? meetPeer(openLink(link), vm, configuration, secret, bus) : undefined;
  // Both of a new pair meet before the guest starts; a joiner meets its primary when the bus has told that one.
  const partner = start === 'boot' ? meet() : undefined;
  if (typeof partner !== 'string') {
    report(bus, { type: 'ready' });
    expectFrom(bus, 'start');
  }
  if (start === 'join') begins?.();
  const peer = start === 'boot' ? partner : meet();
  if (typeof peer === 'string') return report(bus, { type: 'step-down', reason: hasNotMet(peer) });
  const tracer = observe
    ? new ReplicaTracer({ send: (observations) => bus.send({ type: 'observed', observations }), now: microseconds })
    : undefined;
  if (link) tracer?.link(link);
  new Runner({
    ...{ vm, bus, peer, doorbell, reportEpochs, tracer },
    settings: configuration,
    recorder: record ? new EpochRecorder(role === 'primary', (part) => bus.send(part)) : undefined,
    protocol: new ReplicaProtocol(start === 'join' ? 'joiner' : role, {
      ...{ variant, epochLength, earlyEnds },
      backup: peer ? 'present' : 'none',
    }),
    clock: new HostClock(),
    engine: () => describeEngine(statistics).join('\n'),
    begins,
    promoted: () => showRole('primary'),
    joiners: {
      openLink,
      handshake: () => newHandshake(secret, 'primary', 'backup'),
      timeoutMs,
      birthMs: birthMs(timeoutMs),
      now: steadyMs,
    },
  }).run();
}

function traceTo(bus: BusClient, vm: Monitor, image: Uint8Array, selection: TraceSelection): void {
  const sender = new TraceSender(bus);
  const places = new ImagePlaces(image);
  vm.trace({ write: (line) => sender.write(line), flush: () => sender.flush(), places, selection });
}

function receiveImage(bus: BusClient): Uint8Array {
  const pieces: Uint8Array[] = [];
  for (;;) {
    const { bytes, last } = expectFrom(bus, 'image');
    pieces.push(bytes);
    if (last) return Buffer.concat(pieces);
  }
}

/** The virtual machine with its guest, or without one if it is to join; or why that can't be booted. */
function powerOn(configuration: ReplicaConfiguration, image: Uint8Array, statistics: Statistics): Monitor | BootError {
  try {
    const engine = engineOfProcess(configuration.engine[configuration.role], statistics);
    return configuration.start === 'join'
      ? emptyMonitor(configuration, engine)
      : bootMonitor(configuration, image, engine);
  } catch (error) {
    if (error instanceof BootError) return error;
    throw error;
  }
}

/** The peer, once it has proved itself, or why there is none. */
function meetPeer(
  opening: OpeningLink,
  vm: Monitor,
  { role, start, timeoutMs }: ReplicaConfiguration,
  secret: Uint8Array,
  bus: BusClient,
): Peer | string {
  // Of two that are born together the bus gives up the one that hangs, and names it: it must not be told before that it isn't met.
  const steps = start === 'boot' ? 2 : 1;
  const meeting = new Meeting({
    opening,
    timeoutMs,
    birthMs: steps * birthMs(timeoutMs),
    now: steadyMs,
    handshake: newHandshake(secret, role, role === 'primary' ? 'backup' : 'primary'),
    state: start === 'join' ? new StateReceiver(vm) : undefined,
  });
  return bus.await(() => meeting.tend(), MEETING_MS);
}

function report(bus: BusClient, message: Parameters<BusClient['send']>[0]): void {
  bus.send(message);
  bus.flush();
}

/** The bus's next message, which at this point can only be of one type. Throws BusLost. */
export function expectFrom<T extends ToReplica['type']>(bus: BusClient, type: T): Extract<ToReplica, { type: T }> {
  const message = bus.next();
  if (message.type !== type) throw new BusLost(saidInstead(message.type, type));
  return message as Extract<ToReplica, { type: T }>;
}

/** Lets `ps` show what this process is. */
export function showRole(shown: Role): void {
  process.title = `hvrun-replica ${shown}`;
}
