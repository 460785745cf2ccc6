/**
 * What a case belongs to: a key says what goes wrong, and only together with the same guest, world and tool does it say in which
 * run. So a command that repeats a case carries short hashes of all of them.
 *
 *     image:1f0c2a77,disk:e3b0c442,options:9c1185a5,tool:0.1.0
 */
import { hexadecimal } from '../../emulator/bytes.ts';
import { sha256 } from '../wire/sha256.ts';
import type { ExploredGuest } from './guest.ts';

/** Digits of a hash: enough that nobody takes one guest for another by accident. */
const DIGITS = 8;

export type Identity = Readonly<Record<'image' | 'disk' | 'options' | 'tool', string>>;

/** `expectations`: in words, whatever they are; `tool`: its version. */
export function identityOf(
  { image, disk, append, input, ram, tlbEntries }: ExploredGuest,
  expectations: string,
  tool: string,
): Identity {
  const options = JSON.stringify([append, hexadecimal(input), ram, tlbEntries, expectations]);
  return { image: hash(image), disk: hash(disk), options: hash(new TextEncoder().encode(options)), tool };
}

/** The first digits of the SHA-256 of `bytes`. */
export function hash(bytes: Uint8Array): string {
  return hexadecimal(sha256(bytes)).slice(0, DIGITS);
}

export function printIdentity(identity: Identity): string {
  return Object.entries(identity)
    .map(([what, value]) => `${what}:${value}`)
    .join(',');
}

/** Undefined if `text` is none. */
export function parseIdentity(text: string): Identity | undefined {
  const [, image, disk, options, tool] =
    /^image:([0-9a-f]{8}),disk:([0-9a-f]{8}),options:([0-9a-f]{8}),tool:([0-9A-Za-z.+-]{1,40})$/.exec(text) ?? [];
  return image === undefined ? undefined : { image, disk, options, tool };
}

/** What of `one` is not as in `other`, by name. */
export function differingIn(one: Identity, other: Identity): (keyof Identity)[] {
  return (Object.keys(one) as (keyof Identity)[]).filter((what) => one[what] !== other[what]);
}
