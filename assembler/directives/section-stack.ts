/** .pushsection and .popsection: another section for a while. ELF as of GNU as. */
import type { Section } from '../layout/section.ts';
import type { Unit } from '../unit.ts';
import { directive, type Directive } from './directive.ts';
import { sectionDirectives } from './sections.ts';

interface Pushed {
  readonly section: Section;
  readonly previous: Section | undefined;
}

const stacks = new WeakMap<Unit, Pushed[]>();

const push = directive(1, 5, (call, unit, services) => {
  const stack = stacks.get(unit) ?? [];
  stacks.set(unit, stack);
  stack.push({ section: unit.section, previous: unit.previousSection });
  sectionDirectives['.section'].run(call, unit, services);
});

const pop = directive(0, 0, ({ span }, unit) => {
  const pushed = stacks.get(unit)?.pop();
  if (pushed === undefined) {
    unit.diagnostics.warning(span, '.popsection without .pushsection');
    return;
  }
  unit.returnTo(pushed.section, pushed.previous);
});

export const sectionStackDirectives: Readonly<Record<string, Directive>> = { '.pushsection': push, '.popsection': pop };
