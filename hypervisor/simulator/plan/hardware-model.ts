/**
 * What things take on hardware that somebody has described, in place of what a plan draws: an instruction, what the hypervisor
 * does, a frame on the link, a disk command. A simulated run on it says how long a guest takes there.
 */

/** The network between the two machines: frames, one after the other, each way on its own. */
export interface LinkHardware {
  /** What each frame takes however short it is, both machines' work on it included; others can follow meanwhile. */
  readonly latencyMs: number;
  /** Beside that it has the wire for its bytes. */
  readonly bitsPerSecond: number;
  /** Most bytes of a frame in one packet. */
  readonly packetBytes: number;
}

export interface DiskHardware {
  /** What a command takes on average. */
  readonly readMs: number;
  readonly writeMs: number;
  /** By what part of that it may take less, or more: it depends on where the block is. */
  readonly spread: number;
}

export interface HardwareModel {
  /** An ordinary instruction. */
  readonly instructionMs: number;
  /** One that the hypervisor simulates, beside that. */
  readonly simulatedMs: number;
  /** What else the hypervisor does, for each instruction of the guest. */
  readonly otherMs: number;
  /** What a machine does between two epochs, without what it waits for. */
  readonly epochMs: number;
  /** What the primary does for a disk command. */
  readonly commandMs: number;
  readonly link: LinkHardware;
  readonly disk: DiskHardware;
}

/** What a machine has done of what takes time. */
export interface Work {
  readonly instructions: number;
  readonly simulated: number;
  readonly epochs: number;
  readonly commands: number;
}

/** Milliseconds that so much work takes. */
export function workMs(hardware: HardwareModel, { instructions, simulated, epochs, commands }: Work): number {
  const { instructionMs, otherMs, simulatedMs, epochMs, commandMs } = hardware;
  return instructions * (instructionMs + otherMs) + simulated * simulatedMs + epochs * epochMs + commands * commandMs;
}

/** Packets that a frame of so many bytes takes. */
export function packetsOf({ packetBytes }: LinkHardware, bytes: number): number {
  return Math.ceil(bytes / packetBytes);
}

/** Milliseconds for which a frame of so many bytes has the wire. */
export function transmissionMs({ bitsPerSecond }: LinkHardware, bytes: number): number {
  return (bytes * 8000) / bitsPerSecond;
}

/** The part of the way through an even spread at which the `index`-th of many draws stands: golden section, so never drawn. */
const GOLDEN = (Math.sqrt(5) - 1) / 2;

/** Milliseconds that the `index`-th command, counted from 0, takes: few of them have nearly the average of many. */
export function commandMs({ readMs, writeMs, spread }: DiskHardware, kind: 'read' | 'write', index: number): number {
  const place = ((index + 0.5) * GOLDEN) % 1;
  return (kind === 'read' ? readMs : writeMs) * (1 - spread + 2 * spread * place);
}
