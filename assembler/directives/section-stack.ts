/** .pushsection and .popsection: another section for a while. ELF as of GNU as. */
import type { SectionPlace, Unit } from '../unit.ts';
import { directive, textDirective, type Directive } from './directive.ts';
import { pushSection } from './sections.ts';

interface Pushed {
  readonly place: SectionPlace;
  readonly previous: SectionPlace | undefined;
}

const stacks = new WeakMap<Unit, Pushed[]>();

const push = textDirective((call, unit) => {
  const stack = stacks.get(unit) ?? [];
  stacks.set(unit, stack);
  stack.push({ place: unit.place, previous: unit.previous });
  pushSection(call, unit);
});

const pop = directive(0, 0, ({ span }, unit) => {
  const pushed = stacks.get(unit)?.pop();
  if (pushed === undefined) {
    unit.diagnostics.warning(span, '.popsection without .pushsection');
    return;
  }
  unit.goTo(pushed.place);
  unit.previous = pushed.previous;
});

export const sectionStackDirectives: Readonly<Record<string, Directive>> = { '.pushsection': push, '.popsection': pop };
