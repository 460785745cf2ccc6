/** Why a connection was refused or has ended, and what else hvrun says of those between its processes. */

/** Of whoever is at the other end. */
export const SILENT = 'it has been silent for too long';
export const HUNG_UP = 'its connection was closed';
export const CLOSED_HERE = 'it was closed on this side';
export const LINK_CLOSED = 'its link is closed';
export const CLOSED_IT = 'it closed the connection';
export const NO_ANSWER = 'it does not answer';
export const ABANDONED = 'nobody waits for it any more';
export const STRANGER = 'it does not know the secret';
export const NO_PROOF = 'it did not prove in time that it knows the secret';
export const CROWDED_OUT = 'it had proved nothing when too many others came';
export const LEFT_EARLY = 'it left before it had proved anything';
const OTHER_SECRET = 'it has another secret';
const NONSENSE = 'it sent nonsense';
/** Where a connection comes from of which no address is known; and who it is. */
export const SOMEWHERE = 'somewhere';
export const SOMEBODY = 'somebody';

const REASONS: Readonly<Record<string, string>> = {
  ERR_SSL_DECRYPTION_FAILED_OR_BAD_RECORD_MAC: STRANGER,
  // The same, told by the other side; and as OpenSSL 3.5 calls it.
  ERR_SSL_SSLV3_ALERT_BAD_RECORD_MAC: OTHER_SECRET,
  'ERR_SSL_SSL/TLS_ALERT_BAD_RECORD_MAC': OTHER_SECRET,
  ERR_SSL_PSK_IDENTITY_NOT_FOUND: 'it asked for a link that does not exist',
  ERR_SSL_TLSV1_ALERT_UNKNOWN_PSK_IDENTITY: 'it does not expect this link',
  ECONNREFUSED: 'nobody listens there (connection refused)',
  ECONNRESET: CLOSED_IT,
  EPIPE: CLOSED_IT,
  ETIMEDOUT: `${NO_ANSWER} (connection timed out)`,
  EHOSTUNREACH: 'there is no way to that host (host unreachable)',
  ENETUNREACH: 'there is no way to that network (network unreachable)',
  ENOTFOUND: 'there is no host of that name',
  EAI_AGAIN: 'its name cannot be looked up now',
  EADDRINUSE: 'the port is taken by another process',
  EADDRNOTAVAIL: 'this host does not have that address',
  EACCES: 'permission denied',
};

/** What a failed connection means. `error` may be TLS's, or the network's. */
export function explainFailure(error: Error): string {
  const code = 'code' in error ? String(error.code) : '';
  return REASONS[code] ?? (code.startsWith('ERR_SSL') ? `it does not speak our TLS (${code})` : code || error.message);
}

/** `what` was wrong with it, if that is known. */
export function sentNonsense(what?: string): string {
  return what === undefined ? NONSENSE : `${NONSENSE}: ${what}`;
}

/** A frame that has no place where it came. */
export function strayFrame(kind: number): string {
  return `a frame of kind ${kind} in the middle`;
}

/** `others`: how many have been refused since the last was told of. */
export function refusedConnection(address: string, why: string, others: number): string {
  return `refused a connection from ${address}: ${why}${others > 0 ? ` (and ${others} more before)` : ''}`;
}

export function cannotListen(at: string, why: string | undefined): string {
  return `cannot listen at ${at}: ${why}`;
}

export function noFifos(why: string): string {
  return `cannot make the FIFOs between the replicas: ${why}`;
}

/** Where hvrun would keep what is its own. */
export function unfitFolder(folder: string, why: string): string {
  return `folder '${folder}' (TMPDIR): ${why}`;
}
