/**
 * The console's raw port: every byte appears, in order. Once, unless a machine took over: then those whose fate it could
 * not know appear again, in one piece.
 */
import type { Checker } from './checker.ts';

export const rawPort: Checker = ({ end, guests, survivor, printed, wins }) => {
  if (typeof end !== 'object') return [];
  const expected = [...guests[survivor].requests.values()].flatMap(({ request }) =>
    request.kind === 'console-byte' ? [request.byte] : [],
  );
  const different = printed.findIndex((byte, at) => byte !== expected[at]);
  const common = different < 0 ? printed.length : different;
  const again = expected.length - (printed.length - common);
  const right = again <= common && printed.slice(common).every((byte, at) => byte === expected[again + at]);
  const repeated = printed.length - expected.length;
  if (!right || again < 0) return [`the printer shows "${text(printed)}", the guest printed "${text(expected)}"`];
  return repeated > 0 && wins.length === 0 ? [`${repeated} bytes are printed twice, and nobody took over`] : [];
};

function text(bytes: readonly number[]): string {
  return String.fromCharCode(...bytes);
}
