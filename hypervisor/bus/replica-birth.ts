/**
 * The birth of a replica's process (replica-process.ts): a child of hvrun with a socket pair on its descriptor 3, and an inbox on its
 * descriptor 4, if this host has such. A birth knows nothing of what will be said, so that it can come first of all.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { closeSync } from 'node:fs';
import { describeSystemError } from '../../emulator/host/system-error.ts';
import { SECRET_BYTES } from '../links/handshake.ts';
import { type Inbox, openInboxes } from '../links/inbox.ts';
import { noProcess, processEnded, TOO_MANY_FILES } from '../words/replicas.ts';

/**
 * A replica makes much garbage and keeps little, so it needs no large place for it; and a killed process is gone the sooner the less
 * memory it has: a tenth of a millisecond for each megabyte, during which the backup can't know.
 */
const SMALL = '--max-semi-space-size=2';

/** Certificates that Node would read at its start, whoever asks for them: as long as the rest of it. A replica's links need none. */
const WITHOUT_CERTIFICATES = { NODE_EXTRA_CA_CERTS: undefined };

/** What a machine is at first. */
export type FirstRole = 'primary' | 'backup';

export interface Birth {
  readonly role: FirstRole;
  readonly secret: Uint8Array;
  readonly child: ChildProcess;
  /** The descriptor by which it hears the bus, if not over its socket. */
  readonly inbox: number | undefined;
  /** Resolves when the process has ended, or could not be started: how, for people. */
  readonly exited: Promise<string>;
}

/** The processes that a run begins with, and the secret that they share. */
export interface Born {
  /** What a replica is started with (../../launch/replica.ts, bundled). */
  readonly module: string;
  readonly secret: Uint8Array;
  /** The primary first. */
  readonly births: readonly Birth[];
}

/** The host does not let us start a process; the message says why, for people. */
export class BirthError extends Error {
  override readonly name = 'BirthError';
}

/**
 * Gives birth to a session's first processes, one for each role. `module`: what a replica is started with. Throws a
 * {@link BirthError}; then there is none of them.
 */
export function bear(module: string, roles: readonly FirstRole[]): Born {
  const secret = randomBytes(SECRET_BYTES);
  const inboxes = openInboxes(roles.length);
  const births: Birth[] = [];
  try {
    for (const [index, role] of roles.entries()) births.push(birth(module, secret, role, inboxes[index]));
  } catch (error) {
    for (const { child } of births) child.kill('SIGKILL');
    throw error;
  }
  return { module, secret, births };
}

/** One process, which hears over `inbox`, or over its socket. Throws a {@link BirthError}. */
export function birth(module: string, secret: Uint8Array, role: FirstRole, inbox: Inbox | undefined): Birth {
  let child: ChildProcess;
  try {
    child = start([module, role, inbox ? 'inbox' : 'socket'], inbox?.reader);
  } catch (error) {
    if (inbox) closeSync(inbox.writer);
    throw error;
  } finally {
    if (inbox) closeSync(inbox.reader);
  }
  child.stdin?.on('error', () => {}).end(secret);
  const exited = new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(noProcess(describeSystemError(error))));
    child.once('exit', (status, signal) => resolve(processEnded(status, signal)));
  });
  return { role, secret, child, inbox: inbox?.writer, exited };
}

/** A process that hears by the descriptor `inbox`, if there is one. Throws a {@link BirthError}. */
function start(args: readonly string[], inbox: number | undefined): ChildProcess {
  try {
    const child = spawn(process.execPath, [SMALL, ...args], {
      argv0: 'hvrun-replica',
      env: { ...process.env, ...WITHOUT_CERTIFICATES },
      // The secret comes through standard input: command lines and environments can be read by others.
      stdio: ['pipe', 'ignore', 'inherit', 'pipe', ...(inbox === undefined ? [] : [inbox])],
      // A session of its own: the terminal's signals are for hvrun, which then ends its replicas.
      detached: true,
    });
    if (hasStreams(child)) return child;
    // What Node tells of it in a moment is known already.
    child.once('error', () => {});
  } catch (error) {
    throw new BirthError(noProcess(describeSystemError(error)), { cause: error });
  }
  throw new BirthError(noProcess(TOO_MANY_FILES));
}

/** Node gives a child none at all, whatever its types say, when there are no descriptors left for them. */
function hasStreams(child: { readonly stdio?: unknown }): boolean {
  return child.stdio !== undefined;
}
