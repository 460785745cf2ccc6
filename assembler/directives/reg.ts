/** .reg without a name in front; with one the assembler takes it for an assignment. */
import { directive, type Directive } from './directive.ts';

const reg = directive(0, Infinity, ({ span }, unit) => {
  unit.diagnostics.error(span, '.reg gives a register to the name in front of it: name: .reg %r5');
});

export const registerDirectives: Readonly<Record<string, Directive>> = { '.reg': reg };
