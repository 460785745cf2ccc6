/**
 * A pair in one thread: two runners with their monitors and guests, the bus between them, and links in memory. Who gets
 * the next turn is drawn from a seed, so a run can be had again.
 */
import { xorshift32 } from '../../../emulator/xorshift.ts';
import { MIN_RAM } from '../../../emulator/board.ts';
import { boot } from '../../../emulator/boot.ts';
import type { Processor } from '../../../emulator/cpu/processor.ts';
import { MachineState } from '../../../emulator/layout.ts';
import { Bus, type Recording } from '../../bus/bus.ts';
import { decodeToBus, encodeToReplica } from '../../bus/codec.ts';
import type { ToReplica } from '../../bus/messages.ts';
import { Story } from '../../bus/story.ts';
import type { Seat } from '../../seat.ts';
import { Doorbell } from '../../links/doorbell.ts';
import { MemoryLink } from '../../links/memory-link.ts';
import { Monitor } from '../../monitor/monitor.ts';
import { ReplicaProtocol } from '../../protocol/replica-protocol.ts';
import type { VariantName } from '../../protocol/variants.ts';
import { EpochRecorder } from '../../recording/epoch-recorder.ts';
import { BusClient } from '../bus-client.ts';
import { HostClock } from '../host-clock.ts';
import { Peer } from '../peer.ts';
import { Runner } from '../runner.ts';
import { MemoryWorld } from '../../../emulator/world/testing/memory-world.ts';

export interface MemoryPairOptions {
  readonly image: Uint8Array;
  readonly seed: number;
  readonly variant: VariantName;
  readonly epochLength: number;
  readonly earlyEnds?: boolean;
  readonly maxValues?: number;
  /** Messages that a replica takes from its peer in one turn. */
  readonly messagesPerTurn?: number;
  /** The machines compare their states; they do in any case if the run is recorded. */
  readonly hashEpochs?: boolean;
  /** Given each virtual machine before it runs. */
  readonly onMachine?: (seat: Seat, vm: Monitor) => void;
  /** Takes the recording of the run. */
  readonly recording?: Recording;
  /** What the first machine's interval timer is ahead, in ticks. */
  readonly aheadTicks?: number;
  /** Told the hash of a replica's virtual machine at the beginning of each of its epochs. */
  readonly onEpoch?: (seat: Seat, hash: () => string) => void;
  /** Called before each epoch of either replica: may do to both alike what no device of the board does. */
  readonly beforeEpoch?: (processor: Processor) => void;
}

/** After which a peer would be dead that is silent; their clocks stand. */
const TIMEOUT_MS = 1000;

interface Member {
  readonly runner: Runner;
  readonly protocol: ReplicaProtocol;
  /** The bus's end of the link to this replica. */
  readonly wire: MemoryLink;
  readonly toPeer: MemoryLink;
  readonly toBus: MemoryLink;
}

export class MemoryPair {
  readonly world = new MemoryWorld();
  /** What hvrun would tell its user. */
  readonly story: string[] = [];
  /** How the run ended; undefined while it lasts. */
  end: { readonly status: number } | 'lost' | undefined;
  readonly #options: MemoryPairOptions;
  readonly #members = new Map<Seat, Member>();
  readonly #bus: Bus;
  #random: number;
  #turns = 0;

  constructor(options: MemoryPairOptions) {
    this.#options = options;
    this.#random = options.seed | 1;
    const [first, second] = MemoryLink.pair();
    this.#members.set('first', this.#build('first', first));
    this.#members.set('second', this.#build('second', second));
    const ports = [...this.#members].map(([seat, { wire }]) => {
      const send = (message: ToReplica): void => {
        wire.send(encodeToReplica(message));
        wire.flush();
      };
      return [seat, { pid: 0, send, kill: () => this.kill(seat) }] as const;
    });
    this.#bus = new Bus({
      world: this.world,
      ports: new Map(ports),
      story: new Story({ tell: (line) => this.story.push(line), verbose: false }),
      kills: [],
      recording: options.recording,
      finished: (end) => (this.end = end),
      inputTaken: () => {},
    });
    for (const { runner } of this.#members.values()) runner.start();
  }

  /** Turns taken so far. */
  get turns(): number {
    return this.#turns;
  }

  /** A replica dies, with everything that it had queued. */
  kill(seat: Seat): void {
    const member = this.#members.get(seat);
    if (!member) return;
    this.#members.delete(seat);
    member.toPeer.die();
    this.#hear(seat, member);
    member.toBus.die();
    this.#bus.gone(seat, 'killed');
  }

  /** Somebody does something: a replica, or the world. */
  turn(): void {
    this.#turns += 1;
    const choice = this.#draw() % 3;
    const seat = choice === 0 ? 'first' : 'second';
    const member = this.#members.get(seat);
    if (choice === 2 || !member) {
      this.world.work();
    } else {
      member.runner.turn();
      this.#hear(seat, member);
      if (member.protocol.role === 'out') this.kill(seat);
    }
  }

  #hear(seat: Seat, { wire }: Member): void {
    for (let frame = wire.receive(); frame; frame = wire.receive()) {
      const message = decodeToBus(frame);
      if (!message) throw new Error('a replica said nonsense');
      this.#bus.receive(seat, message);
    }
  }

  #build(seat: Seat, toPeer: MemoryLink): Member {
    const { image, variant, epochLength, earlyEnds = true, maxValues, recording, aheadTicks = 0 } = this.#options;
    const { onEpoch, onMachine, beforeEpoch } = this.#options;
    const vm = new Monitor({ state: new MachineState({ ram: MIN_RAM }), sectors: this.world.sectors, tlbSeed: 1 });
    boot(vm.processor, image, '');
    vm.deprivilege();
    onMachine?.(seat, vm);
    const startEpoch = vm.startEpoch.bind(vm);
    vm.startEpoch = (limit) => {
      beforeEpoch?.(vm.processor);
      onEpoch?.(seat, () => vm.hash());
      startEpoch(limit);
    };
    const [toBus, wire] = MemoryLink.pair();
    const doorbell = new Doorbell();
    // The two machines' clocks differ, and both advance with the turns.
    const ticks = (): number => this.#turns * 100 + (seat === 'first' ? aheadTicks : 777);
    const bus = new BusClient(toBus, doorbell);
    const rules = { variant, epochLength, earlyEnds, maxValues };
    const protocol = new ReplicaProtocol(seat === 'first' ? 'primary' : 'backup', rules);
    const runner = new Runner({
      vm,
      doorbell,
      protocol,
      bus,
      peer: new Peer({ link: toPeer, timeoutMs: TIMEOUT_MS, now: () => 0 }),
      clock: new HostClock({ ticks, microseconds: ticks }),
      reportEpochs: [],
      settings: {
        hashEpochs: this.#options.hashEpochs || recording !== undefined,
        maxLag: 10_000,
        timeoutMs: TIMEOUT_MS,
      },
      recorder: recording && new EpochRecorder(seat === 'first', (part) => bus.send(part)),
      promoted: () => {},
      slice: 64,
      messagesPerTurn: this.#options.messagesPerTurn,
    });
    return { runner, protocol, wire, toPeer, toBus };
  }

  #draw(): number {
    this.#random = xorshift32(this.#random);
    return this.#random >>> 0;
  }
}
