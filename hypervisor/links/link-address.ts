/** Where a replica finds its peer, as the bus tells it. */
import { Malformed } from '../wire/byte-reader.ts';

export type LinkAddress =
  /** FIFOs from and to the peer, by path, and its process, if that is known. */
  | { readonly from: string; readonly to: string; readonly pid?: number }
  /** Across hosts: the peer comes to the port at which this replica listens, for the link of this name. */
  | { readonly accept: string }
  /** Across hosts: the peer listens at HOST:PORT, and expects the link of this name. */
  | { readonly connect: string; readonly name: string };

/** Reads the address of a link. Throws Malformed. */
export function parseLink(link: unknown): LinkAddress {
  if (typeof link === 'object' && link !== null) {
    const { from, to, pid, accept, connect, name } = link as Record<string, unknown>;
    if (typeof from === 'string' && typeof to === 'string')
      return { from, to, ...(typeof pid === 'number' ? { pid } : {}) };
    if (typeof accept === 'string') return { accept };
    if (typeof connect === 'string' && typeof name === 'string') return { connect, name };
  }
  throw new Malformed('no link');
}
