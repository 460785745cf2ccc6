/** .error, .warning and .err: the source's own diagnostics. */
import { unescape } from '../syntax/escapes.ts';
import { directive, wrongArgument, type Directive } from './directive.ts';

function message(severity: 'error' | 'warning'): Directive {
  return directive(0, 1, ({ args, name, span }, unit) => {
    const [argument] = args as readonly ((typeof args)[number] | undefined)[];
    if (argument !== undefined && argument.kind !== 'string') {
      wrongArgument(argument, 'a message in double quotes', unit);
      return;
    }
    const text = argument?.parts.map((part) => Buffer.from(unescape(part.name).bytes).toString('utf8')).join('');
    unit.diagnostics[severity](span, text ?? `${name.name.toLowerCase()} without a message`);
  });
}

export const messageDirectives: Readonly<Record<string, Directive>> = {
  '.error': message('error'),
  '.err': message('error'),
  '.warning': message('warning'),
};
