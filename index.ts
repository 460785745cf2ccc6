/**
 * The package's public face: an assembler, a machine, and pairs on which everything goes wrong, as functions of bytes. None of
 * it needs Node.js. docs/library.md shows each.
 */
export { assemble, type AssembleOptions, type AssembleResult, type Source } from './assembler/assemble.ts';
export { renderDiagnostics } from './assembler/diagnostics/render.ts';
export { BootError } from './emulator/boot.ts';
export { Machine, type MachineOptions } from './emulator/machine.ts';
export type { Ending } from './emulator/report/ending.ts';
export { runGuest, type GuestOptions, type GuestResult } from './emulator/run-guest.ts';
export type { World } from './emulator/world/world.ts';
export {
  simulateGuest,
  type FailedRun,
  type SimulateOptions,
  type SimulateResult,
} from './hypervisor/simulator/simulate-guest.ts';
export { explore, type ExploreFinding, type ExploreResult } from './hypervisor/explorer/explore.ts';
export type { ExploreOptions } from './hypervisor/explorer/options.ts';
