/** Reports of stopped machines (emulator/diagnosis/stop-report.ts) as bytes of a frame: of a bounded size. */
import { BRANCH_KINDS, type PlacedBranch, type StopReport } from '../../emulator/report/stop-report.ts';
import { COMMANDED_DEVICES } from '../../emulator/devices/known-devices.ts';
import { Malformed, type ByteReader } from './byte-reader.ts';
import type { ByteWriter } from './byte-writer.ts';
import { oneOf } from './one-of.ts';

/** More branches or commands than any machine remembers. */
const MAX_LIST = 64;
const GENERAL_REGISTERS = 32;
const SPACE_REGISTERS = 8;

export function writeStopReport(writer: ByteWriter, report: StopReport): void {
  const { interruption, branches, commands } = report;
  writer.u8(report.cause);
  writer.u8(interruption.number);
  const { space, front, backSpace, back, instruction, isr, ior } = interruption;
  for (const word of [space, front, backSpace, back, instruction, isr, ior]) writer.u32(word);
  for (const word of [report.instruction, report.physical, report.physicalIor, report.exception]) {
    writeOptional(writer, word);
  }
  for (const word of [report.psw, report.ram, report.iva, report.eiem, report.eirr]) writer.u32(word);
  for (const word of [...report.gr, ...report.sr]) writer.u32(word);
  writer.u8(branches.length);
  for (const branch of branches) writeBranch(writer, branch);
  writer.u8(commands.length);
  for (const { device, slot, code, position, length, address, result } of commands) {
    writer.u8(COMMANDED_DEVICES.indexOf(device));
    writer.u8(slot);
    for (const word of [code, position, length, address, result]) writer.u32(word);
  }
}

/** Throws Malformed. */
export function readStopReport(reader: ByteReader): StopReport {
  const words = (count: number): number[] => Array.from({ length: count }, () => reader.u32());
  const cause = reader.u8();
  const number = reader.u8();
  const [space, front, backSpace, back, instruction, isr, ior] = words(7);
  const interruption = { number, space, front, backSpace, back, instruction, isr, ior };
  const optional = {
    instruction: readOptional(reader),
    physical: readOptional(reader),
    physicalIor: readOptional(reader),
    exception: readOptional(reader),
  };
  const [psw, ram, iva, eiem, eirr] = words(5);
  const gr = words(GENERAL_REGISTERS);
  const sr = words(SPACE_REGISTERS);
  const branches = list(reader, () => readBranch(reader));
  const commands = list(reader, () => {
    const [device, slot] = [oneOf(COMMANDED_DEVICES, reader.u8()), reader.u8()];
    const [code, position, length, address, result] = words(5);
    return { device, slot, code, position, length, address, result };
  });
  return { cause, interruption, ...optional, psw, ram, iva, eiem, eirr, gr, sr, branches, commands };
}

function writeBranch(writer: ByteWriter, branch: PlacedBranch): void {
  writer.u8(BRANCH_KINDS.indexOf(branch.kind));
  writer.u32(branch.from);
  writer.u32(branch.to);
  writer.boolean(branch.fromVirtual);
  writeOptional(writer, branch.fromPhysical);
  writeOptional(writer, branch.toPhysical);
}

function readBranch(reader: ByteReader): PlacedBranch {
  const kind = oneOf(BRANCH_KINDS, reader.u8());
  const [from, to, fromVirtual] = [reader.u32(), reader.u32(), reader.boolean()];
  return { kind, from, to, fromVirtual, fromPhysical: readOptional(reader), toPhysical: readOptional(reader) };
}

/** A word that may be absent. */
export function writeOptional(writer: ByteWriter, word: number | undefined): void {
  writer.boolean(word !== undefined);
  if (word !== undefined) writer.u32(word);
}

/** Throws Malformed. */
export function readOptional(reader: ByteReader): number | undefined {
  return reader.boolean() ? reader.u32() : undefined;
}

function list<Item>(reader: ByteReader, read: () => Item): Item[] {
  const length = reader.u8();
  if (length > MAX_LIST) throw new Malformed(`a list of ${length}, not at most ${MAX_LIST}`);
  return Array.from({ length }, read);
}
