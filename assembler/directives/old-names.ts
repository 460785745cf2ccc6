/**
 * Directives of other assemblers that GNU as takes too: other names for its own, and some that nothing in an object file
 * depends on.
 */
import { definedTwice } from '../diagnostics/wording.ts';
import { commonDirectives } from './common.ts';
import { directive, integerArgument, nameArgument, type Directive } from './directive.ts';
import { listingDirectives } from './listing.ts';
import { sectionDirectives } from './sections.ts';
import { symbolDirectives } from './symbols.ts';

/** Something that compilers of other systems tell their linkers. */
const nothing = directive(0, Infinity, () => undefined);

/** `.label f` is `f:`. */
const label = directive(1, 1, ({ args }, unit) => {
  const name = nameArgument(args[0], 'the name of a label', unit);
  if (name === undefined) return;
  const note = unit.symbols.defineLabel(name.name, unit.here(), name.span);
  if (note !== undefined) unit.diagnostics.error(name.span, definedTwice(name.name), [note]);
});

/** MRI's syntax is another language. */
const mri = directive(1, 1, ({ args, span }, unit) => {
  const on = integerArgument(args[0], 'the mode', unit, undefined, { min: 0, max: 1 });
  if (on === 1) unit.diagnostics.error(span, "MRI's syntax is not understood here, only that of GNU as");
});

const linkOnce = directive(0, 1, ({ span }, unit) => {
  unit.diagnostics.warning(span, '.linkonce has no effect: ELF has .section name,"axG",@progbits,group,comdat');
});

export const oldNameDirectives: Readonly<Record<string, Directive>> = {
  '.sect': sectionDirectives['.section'],
  '.sect.s': sectionDirectives['.section'],
  '.section.s': sectionDirectives['.section'],
  '.common.s': commonDirectives['.comm'],
  '.xcom': commonDirectives['.comm'],
  '.xdef': symbolDirectives['.globl'],
  '.xref': symbolDirectives['.extern'],
  '.ttl': listingDirectives['.title'],
  '.page': listingDirectives['.eject'],
  '.nopage': nothing,
  '.plen': listingDirectives['.psize'],
  '.llen': listingDirectives['.psize'],
  '.spc': nothing,
  '.name': nothing,
  '.call': nothing,
  '.param': nothing,
  '.begin_try': directive(0, 0, () => undefined),
  '.func': directive(1, 2, () => undefined),
  '.endfunc': directive(0, 0, () => undefined),
  '.label': label,
  '.mri': mri,
  '.linkonce': linkOnce,
};
