/**
 * What a replica must know before it powers its machine on. All that shapes the virtual machine's state is the same for
 * both replicas.
 */
import { parseObject } from '../wire/json.ts';
import type { TraceSelection } from '../../emulator/trace-selection.ts';
import { type LinkAddress, parseLink } from '../links/link-address.ts';
import { Malformed } from '../wire/byte-reader.ts';
import { parseTraceSelection } from './trace-selection-parser.ts';
import { parseSettings, type Settings } from './settings.ts';

export interface ReplicaConfiguration extends Settings {
  /** The part in which it begins. */
  readonly role: 'primary' | 'backup';
  /** Does the machine boot the guest, or join a primary and get its state? */
  readonly start: 'boot' | 'join';
  /** Seed of the virtual TLB's replacement: drawn once for both replicas, so that they replace the same entries. */
  readonly tlbSeed: number;
  /** Size of the disk, in sectors. */
  readonly sectors: number;
  /** The bus keeps a recording: it is sent what enters the guest. */
  readonly record: boolean;
  /** Somebody watches the run: the replica is to tell of itself. */
  readonly observe: boolean;
  /** Which instructions of a guest that boots are traced; absent: none. */
  readonly trace?: TraceSelection;
  /** How to reach the peer; null if there is to be none at first. */
  readonly link: LinkAddress | null;
  /** Epochs whose beginning the bus wants reported. */
  readonly reportEpochs: readonly number[];
}

/** Reads what JSON.stringify made of a configuration. Throws Malformed. */
export function parseConfiguration(json: string): ReplicaConfiguration {
  const fields = parseObject(json, 'the configuration');
  const number = (name: keyof ReplicaConfiguration): number => {
    const value = fields[name];
    if (typeof value !== 'number' || !Number.isInteger(value) || value < 0) throw new Malformed(`no ${name}`);
    return value;
  };
  const truth = (name: keyof ReplicaConfiguration): boolean => {
    const value = fields[name];
    if (typeof value !== 'boolean') throw new Malformed(`no ${name}`);
    return value;
  };
  const { role, start } = fields;
  if (role !== 'primary' && role !== 'backup') throw new Malformed('no role');
  if (start !== 'boot' && start !== 'join') throw new Malformed('no start');
  return {
    role,
    start,
    ...parseSettings(fields),
    tlbSeed: number('tlbSeed'),
    sectors: number('sectors'),
    record: truth('record'),
    observe: truth('observe'),
    ...(fields.trace !== undefined && { trace: parseTraceSelection(fields.trace) }),
    link: fields.link === null ? null : parseLink(fields.link),
    reportEpochs: parseNumbers(fields.reportEpochs),
  };
}

function parseNumbers(list: unknown): number[] {
  if (Array.isArray(list) && list.every((entry) => typeof entry === 'number')) return list;
  throw new Malformed('no list of numbers');
}
