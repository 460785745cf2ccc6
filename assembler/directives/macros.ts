/** .macro, .exitm, .purgem and .altmacro (GNU as manual, ".macro", ".altmacro"). */
import { splitArguments } from '../macros/arguments.ts';
import { isProblem, parseMacroHeader } from '../macros/macro.ts';
import { directive, textDirective, type Directive, type TextDirective } from './directive.ts';
import { assign } from './symbols.ts';

const macro: TextDirective = {
  ...textDirective(({ rest, label }, unit, services) => {
    const { diagnostics } = unit;
    // A label names the macro, and is a symbol besides.
    if (label !== undefined) assign(label, { kind: 'number', value: 0n, span: label.span }, unit);
    const header = parseMacroHeader(rest, services.macros.alternate, label);
    const block = services.takeBlock();
    if (isProblem(header)) {
      diagnostics.error(header.span, header.message);
      if (header.name !== undefined) services.macros.addFaulty(header.name);
      return;
    }
    if (block === undefined) return;
    const { name, parameters, span } = header;
    const earlier = services.macros.get(name);
    if (earlier !== undefined) {
      const note = { message: `'${name}' is defined here already`, span: earlier.span };
      diagnostics.error(span, `macro '${name}' is defined twice`, [note]);
      return;
    }
    services.macros.add({ name, parameters, body: block.text, file: block.file, firstLine: block.firstLine, span });
  }),
  block: '.endm',
  ownsLabel: true,
};

const endm = directive(0, 0, ({ span }, unit) => {
  unit.diagnostics.error(span, '.endm without .macro');
});

/** Ends the innermost macro or repetition. */
const exitm = directive(0, 0, ({ span }, unit, services) => {
  if (!services.texts.exit()) unit.diagnostics.warning(span, '.exitm outside a macro ends nothing');
});

const purgem = textDirective(({ rest }, unit, services) => {
  for (const { text, span } of splitArguments(rest)) {
    if (!services.macros.remove(text)) unit.diagnostics.warning(span, `there is no macro '${text}' to remove`);
  }
});

function alternate(on: boolean): Directive {
  return directive(0, 0, (_call, _unit, services) => {
    services.macros.alternate = on;
  });
}

/** Old compilers write it behind each function: the source goes on. */
const end = directive(0, 0, () => undefined);

export const macroDirectives: Readonly<Record<string, Directive>> = {
  '.macro': macro,
  '.endm': endm,
  '.exitm': exitm,
  '.mexit': exitm,
  '.purgem': purgem,
  '.altmacro': alternate(true),
  '.noaltmacro': alternate(false),
  '.end': end,
};
