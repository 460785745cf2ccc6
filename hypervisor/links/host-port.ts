/** Addresses of TCP ports as users write them: `HOST:PORT`, `[IPv6]:PORT`. */

export interface HostPort {
  /** A name or an IP address; an IPv6 address without its brackets. */
  readonly host: string;
  /** 0 to 65535. */
  readonly port: number;
}

/** Longest address that is taken: a DNS name has at most 253 characters. */
const MAX_TEXT = 300;

/** Reads an address; undefined if it isn't one. An IPv6 address needs its brackets. */
export function parseHostPort(text: string): HostPort | undefined {
  const [, bracketed, plain, digits] = /^(?:\[([\da-fA-F:.%\w]+)\]|([\w.-]+)):(\d{1,5})$/.exec(text) ?? [];
  const host = bracketed ?? plain;
  const port = Number(digits);
  if (text.length > MAX_TEXT || host === undefined || port > 65535) return undefined;
  return { host, port };
}

/** The address as {@link parseHostPort} reads it. */
export function formatHostPort({ host, port }: HostPort): string {
  return `${host.includes(':') ? `[${host}]` : host}:${port}`;
}

/** Does this host's address mean "all interfaces", which nobody can connect to from elsewhere? */
export function isWildcard(host: string): boolean {
  return host === '0.0.0.0' || host === '::';
}
