/** What stands at a place in the source, in words, for the parser's complaints. */
import type { Token } from './tokens.ts';

export function found({ kind, image }: Token): string {
  switch (kind) {
    case 'end':
      return 'the end of the statement';
    case 'open comment':
      return 'a comment that has no end';
    case 'register':
      return `the register ${image}`;
    case 'local':
      return `the local label ${image}`;
    default:
      return `'${image}'`;
  }
}
