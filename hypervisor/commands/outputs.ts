/**
 * The files that a command of hvrun writes. None of them may be one that it reads, or another one that it writes: that is
 * found out before anything is touched. They are made, or emptied, when nothing else can keep the run from starting.
 */
import { EXIT_STATUS } from '../../emulator/board.ts';
import { findClash, type Input, type Output } from '../../emulator/host/clashes.ts';
import { openOutput, OutputError } from '../../emulator/host/output-file.ts';
import { identityOf } from '../../emulator/host/same-file.ts';
import { MAGIC } from '../recording/format.ts';
import {
  cannotWrite as sayCannotWrite,
  fileAt,
  type FileKind,
  filesClash,
  NO_FOLDER,
  reasonOf,
  STANDARD_ERROR,
  STANDARD_INPUT,
  STANDARD_OUTPUT,
  THE_IMAGE,
} from '../words/files.ts';
import { Failure } from './failure.ts';
import type { RunOptions } from './options.ts';

/** What the shell has connected. */
const STDIN: Input = { what: STANDARD_INPUT, place: 0 };
const STREAMS: readonly Output[] = [
  { what: STANDARD_OUTPUT, place: 1 },
  { what: STANDARD_ERROR, place: 2 },
];
/** A recording's first bytes, whatever its version. */
const RECORDING_MAGIC = Buffer.from(MAGIC.subarray(0, -1)).toString('latin1');

export class Outputs {
  readonly #inputs: readonly Input[];

  /** Throws a {@link Failure} if the files don't go together. */
  constructor(inputs: readonly Input[], outputs: readonly Output[]) {
    refuseClash(inputs, outputs);
    this.#inputs = inputs;
  }

  /** Opens one of the outputs, now empty. Throws a {@link Failure} that calls it `what` if that can't be done. */
  open(what: FileKind, path: string, readable = false): number {
    const identities = this.#inputs.map(({ place }) => identityOf(place));
    try {
      return openOutput(path, { inputs: new Set(identities.filter((identity) => identity !== undefined)), readable });
    } catch (error) {
      if (!(error instanceof OutputError)) throw error;
      throw cannotWrite(fileAt(what, path), error.cause);
    }
  }
}

/**
 * Throws a {@link Failure} if one of the outputs, or what stdout and stderr lead to, is one of the inputs or another output.
 */
export function refuseClash(inputs: readonly Input[], outputs: readonly Output[] = []): void {
  const clash = findClash([...inputs, STDIN], [...STREAMS, ...outputs]);
  if (clash !== undefined) throw new Failure(EXIT_STATUS.USAGE, filesClash(clash));
}

/** The outputs of a run. Throws a {@link Failure} if one of them is an input of it, or another output. */
export function outputsOf(options: RunOptions & { readonly secretFile?: string }): Outputs {
  const { image, initrd, disk, secretFile, record, history, tracePair, traced } = options;
  const inputs = [
    { what: THE_IMAGE, place: image },
    { what: '--initrd', place: initrd },
    { what: '--disk', place: disk },
    { what: '--secret-file', place: secretFile },
  ];
  const outputs = [
    { what: '--record', place: record, magic: RECORDING_MAGIC },
    { what: '--history', place: history },
    { what: '--trace', place: tracePair },
    { what: '--trace-instructions', place: traced?.path === '-' ? undefined : traced?.path },
  ];
  return new Outputs(inputs.filter(isGiven), outputs.filter(isGiven));
}

/** The {@link Failure} that tells why a file can't be written; what is no error of the file system, unchanged. */
export function outputFailure(what: string, error: unknown): unknown {
  if (!(error instanceof Error) || !('code' in error)) return error;
  return cannotWrite(what, error);
}

function cannotWrite(what: string, error: unknown): Failure {
  // The file itself need not be there.
  const noFolder = error instanceof Error && 'code' in error && error.code === 'ENOENT';
  const reason = noFolder ? NO_FOLDER : reasonOf(error);
  return new Failure(EXIT_STATUS.NO_OUTPUT, sayCannotWrite(what, reason));
}

function isGiven<T extends { readonly place: string | undefined }>(file: T): file is T & { readonly place: string } {
  return file.place !== undefined;
}
