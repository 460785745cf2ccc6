/** .nop: one instruction that does nothing, whatever the instruction set calls it, or so many bytes of them. */
import { encode } from '../../emulator/isa/encode.ts';
import { directive, integerArgument, type Directive } from './directive.ts';

const SIZE = 4;

const nop = directive(0, 1, ({ args, span }, unit) => {
  const size = integerArgument(args.at(0), 'the number of bytes', unit, SIZE, { min: 0, max: 2 ** 20 });
  if (size === undefined) return;
  if (size % SIZE !== 0) {
    unit.diagnostics.error(args.at(0)?.span, `the number of bytes must be a multiple of ${SIZE}, not ${size}`);
    return;
  }
  const bytes = new Uint8Array(size);
  const view = new DataView(bytes.buffer);
  for (let at = 0; at < size; at += SIZE) view.setUint32(at, encode('or', [0, 0, 0]));
  unit.emit(bytes, span);
});

export const nopDirectives: Readonly<Record<string, Directive>> = { '.nop': nop };
