/**
 * TLS with a pre-shared key (RFC 4279, RFC 5489, RFC 7905), for links that leave a host: whoever does not know the secret
 * can neither connect, nor read, nor change a byte; and who learns it later can't read what was recorded before, since each
 * connection agrees on a key of its own (ECDHE). One version and one cipher are spoken, so that nothing can be negotiated
 * down. It is TLS 1.2, the last version for which Node documents keys of this kind.
 *
 * A link has a name, which is sent in the clear as the key's identity. Its key is drawn from the secret and that name, so
 * that who was let in on one link gets nowhere with another.
 */
import { constants, createHmac } from 'node:crypto';
import type { ConnectionOptions, TLSSocket, TlsOptions } from 'node:tls';

/** Fewest bytes that a secret may have: a listener can be asked as often as one likes, but not that often. */
export const MIN_SECRET_BYTES = 32;

/** After so long a silence TCP asks whether the other side is there: clears away what nobody watches any more. */
export const TCP_PROBE_MS = 30_000;

/** The name of a replica's link to the bus. */
export const BUS_LINK = 'replica';
/** How the names of links between replicas begin; a ticket follows, which the bus draws for each link. */
const PEER_LINK = 'link ';

/** The name of the link between two replicas for which the bus drew `ticket`. */
export function peerLinkName(ticket: string): string {
  return PEER_LINK + ticket;
}

export function isPeerLinkName(name: string): boolean {
  return name.startsWith(PEER_LINK);
}

const COMMON = {
  ciphers: 'ECDHE-PSK-CHACHA20-POLY1305',
  minVersion: 'TLSv1.2',
  maxVersion: 'TLSv1.2',
  // Resumption would let an old connection's key into a new one.
  secureOptions: constants.SSL_OP_NO_TICKET,
} as const;

function linkKey(secret: Uint8Array, name: string): Buffer {
  return createHmac('sha256', secret).update('hvft tls 1\0').update(name).digest();
}

/** For whoever connects, to be the link called `name`. */
export function clientOptions(secret: Uint8Array, name: string): ConnectionOptions {
  return {
    ...COMMON,
    pskCallback: () => ({ psk: linkKey(secret, name), identity: name }),
    // There are no certificates here: the key proves who is there.
    checkServerIdentity: () => undefined,
  };
}

/**
 * For whoever listens: only links whose name is `expected` are let in. `named` is told the name that a connection shows,
 * before anything is proved.
 */
export function serverOptions(
  secret: Uint8Array,
  expected: (name: string) => boolean,
  named: (socket: TLSSocket, name: string) => void,
): TlsOptions {
  return {
    ...COMMON,
    pskCallback: (socket, name) => {
      if (!expected(name)) return null;
      named(socket, name);
      return linkKey(secret, name);
    },
  };
}

/** Is this an error after which another attempt may succeed, such as that nobody listens yet? */
export function mayPass(error: Error): boolean {
  return 'code' in error && PASSING.has(String(error.code));
}

const PASSING = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENETDOWN',
  'EAI_AGAIN',
]);
