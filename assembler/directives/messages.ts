/** .error, .warning, .print and the like: what the source itself has to say. */
import { wordsOf } from '../syntax/escapes.ts';
import { directive, integerArgument, wrongArgument, type Directive } from './directive.ts';

function message(severity: 'error' | 'warning'): Directive {
  return directive(0, 1, ({ args, name, span }, unit) => {
    const [argument] = args as readonly ((typeof args)[number] | undefined)[];
    if (argument !== undefined && argument.kind !== 'string') {
      wrongArgument(argument, 'a message in double quotes', unit);
      return;
    }
    const text = argument === undefined ? '' : wordsOf(argument);
    unit.diagnostics[severity](span, text.trim() !== '' ? text : `${name.name.toLowerCase()} without a message`);
  });
}

const print = directive(1, 1, ({ args }, unit) => {
  const [argument] = args;
  if (argument.kind === 'string') unit.diagnostics.print(wordsOf(argument));
  else wrongArgument(argument, 'a message in double quotes', unit);
});

/** Below 500 an error, from there on a warning. */
const fail = directive(1, 1, ({ args, span }, unit) => {
  const number = integerArgument(args[0], 'the number of the message', unit);
  if (number === undefined) return;
  unit.diagnostics[number < 500 ? 'error' : 'warning'](span, `.fail ${number}`);
});

const abort = directive(0, 0, ({ span }, unit, services) => {
  unit.diagnostics.error(span, '.abort ends the assembly here');
  services.texts.stop();
});

export const messageDirectives: Readonly<Record<string, Directive>> = {
  '.error': message('error'),
  '.err': message('error'),
  '.warning': message('warning'),
  '.print': print,
  '.fail': fail,
  '.abort': abort,
};
