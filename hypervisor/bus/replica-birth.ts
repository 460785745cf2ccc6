/**
 * The birth of a replica's process (replica-process.ts): a child of hvrun with a socket pair on its descriptor 3, and an inbox on its
 * descriptor 4, if this host has such. A birth knows nothing of what will be said, so that it can come first of all.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { closeSync } from 'node:fs';
import { SECRET_BYTES } from '../links/handshake.ts';
import { type Inbox, openInboxes } from '../links/inbox.ts';
import { processEnded } from '../words/replicas.ts';

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

/** Gives birth to a session's first processes, one for each role. `module`: what a replica is started with. */
export function bear(module: string, roles: readonly FirstRole[]): Born {
  const secret = randomBytes(SECRET_BYTES);
  const inboxes = openInboxes(roles.length);
  return { module, secret, births: roles.map((role, index) => birth(module, secret, role, inboxes[index])) };
}

/** One process, which hears over `inbox`, or over its socket. */
export function birth(module: string, secret: Uint8Array, role: FirstRole, inbox: Inbox | undefined): Birth {
  const child = spawn(process.execPath, [SMALL, module, role, inbox ? 'inbox' : 'socket'], {
    argv0: 'hvrun-replica',
    env: { ...process.env, ...WITHOUT_CERTIFICATES },
    // The secret comes through standard input: command lines and environments can be read by others.
    stdio: ['pipe', 'ignore', 'inherit', 'pipe', ...(inbox ? [inbox.reader] : [])],
    // A session of its own: the terminal's signals are for hvrun, which then ends its replicas.
    detached: true,
  });
  child.stdin?.on('error', () => {}).end(secret);
  if (inbox) closeSync(inbox.reader);
  const exited = new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('exit', (status, signal) => resolve(processEnded(status, signal)));
  });
  return { role, secret, child, inbox: inbox?.writer, exited };
}
