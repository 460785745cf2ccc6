/** .struct and .offset: labels behind them are numbers, the offsets of a structure's parts. */
import { Section } from '../layout/section.ts';
import { directive, integerArgument, type Directive } from './directive.ts';

const NOWHERE = { allocated: false, writable: false, executable: false, nobits: true } as const;

const struct = directive(1, 1, ({ args }, unit) => {
  const start = integerArgument(args[0], 'the offset', unit, undefined, { min: 0, max: 2 ** 31 - 1 });
  if (start === undefined) return;
  const section = new Section('*ABS*', NOWHERE);
  section.isAbsolute = true;
  section.reserve(start);
  unit.goTo({ section, subsection: 0 });
});

export const structDirectives: Readonly<Record<string, Directive>> = { '.struct': struct, '.offset': struct };
