/**
 * The package's public face: an assembler, a machine, and pairs on which everything goes wrong, as functions of bytes. None of
 * it needs Node.js. docs/library.md shows each.
 */
export type { AssembleOptions, AssembleResult, BinaryInput, FileAccess, Source } from './assembler/assemble.ts';
export type { Diagnostic, Note } from './assembler/diagnostics/diagnostics.ts';
export type { DiagnosticPlace, LocatedDiagnostic } from './assembler/diagnostics/json.ts';
export { assemble, locateDiagnostics, renderDiagnostics } from './assembler/library.ts';
export type { WarningName } from './assembler/diagnostics/warnings.ts';
export type { SymbolValue } from './assembler/output/listing.ts';
export { RESULT } from './emulator/board.ts';
export { BootError } from './emulator/boot.ts';
export type { Completion, Request } from './emulator/devices/device.ts';
export type { PositionQuery } from './emulator/environment.ts';
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
export type { AdversityName } from './hypervisor/explorer/case.ts';
export { explore, type ExploreFinding, type ExploreResult } from './hypervisor/explorer/explore.ts';
export type { OutsideView } from './hypervisor/explorer/guest.ts';
export type { CampaignEvent, Tally } from './hypervisor/explorer/ledger.ts';
export type { ExploreOptions } from './hypervisor/explorer/options.ts';
