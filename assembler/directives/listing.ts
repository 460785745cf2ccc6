/**
 * Directives about the paper that a listing was printed on, and .lflags of old compilers: GNU as takes them, and nothing in the
 * image depends on them.
 */
import { directive, wordsDirective, type Directive } from './directive.ts';

const nothing = directive(0, 2, () => undefined);

export const listingDirectives: Readonly<Record<string, Directive>> = {
  '.title': nothing,
  '.sbttl': nothing,
  '.psize': nothing,
  '.eject': nothing,
  '.list': nothing,
  '.nolist': nothing,
  '.linefile': wordsDirective(0, Infinity, () => undefined),
  '.lflags': nothing,
  '.noformat': nothing,
};
