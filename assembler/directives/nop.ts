/** .nop: one instruction that does nothing, whatever the instruction set calls it. */
import { encode } from '../../emulator/isa/encode.ts';
import { directive, type Directive } from './directive.ts';

const nop = directive(0, 0, ({ span }, unit) => {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, encode('or', [0, 0, 0]));
  unit.emit(bytes, span);
});

export const nopDirectives: Readonly<Record<string, Directive>> = { '.nop': nop };
