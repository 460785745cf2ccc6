/**
 * The console's raw port: every byte appears, in order. Once, unless a term was won: then those whose fate the winner could
 * not know appear again, in one piece.
 */
import { isPrinted } from '../../protocol/raw-port.ts';
import type { Checker } from './checker.ts';

export const rawPort: Checker = ({ end, guests, survivor, printed, wins }) => {
  if (typeof end !== 'object') return [];
  const expected = [...guests[survivor].requests.values()].flatMap(({ request }) =>
    request.kind === 'console-byte' ? [request.byte] : [],
  );
  if (isPrinted(text(printed), text(expected), wins.length)) return [];
  const times = `${wins.length} ${wins.length === 1 ? 'term was' : 'terms were'} won`;
  return [`the printer shows "${text(printed)}", the guest printed "${text(expected)}", and ${times}`];
};

function text(bytes: readonly number[]): string {
  return String.fromCharCode(...bytes);
}
