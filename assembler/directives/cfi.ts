/** .cfi_startproc and its relatives: call frame information (GNU as manual, "CFI directives"). */
import { definedTwice } from '../diagnostics/wording.ts';
import { ENCODING } from '../debug/frame-section.ts';
import { addRule, advanceTo, type EncodedAddress, type Frame, type FrameRule } from '../debug/records/frames.ts';
import type { Span } from '../diagnostics/source.ts';
import { findRegister } from '../instructions/registers.ts';
import type { Argument } from '../syntax/ast.ts';
import type { Unit } from '../unit.ts';
import {
  directive,
  expressionArgument,
  integerArgument,
  nameArgument,
  textOf,
  wrongArgument,
  type Directive,
} from './directive.ts';

const MAX_REGISTER = 2 ** 31 - 1;
/** Offsets in a frame count words. */
const WORD = 4;

const startproc = directive(0, 1, ({ args, span }, unit) => {
  const [mode] = args as readonly (Argument | undefined)[];
  const { frames, diagnostics } = unit;
  if (mode !== undefined && textOf(mode.span).toLowerCase() !== 'simple') {
    wrongArgument(mode, 'simple, or nothing', unit);
    return;
  }
  const open = frames.openAt(unit.here());
  if (open !== undefined) {
    const note = { message: 'the open procedure starts here', span: open.span };
    diagnostics.error(span, '.cfi_startproc within a procedure: .cfi_endproc is missing', [note]);
    return;
  }
  frames.start(unit.here(), mode !== undefined, span);
});

const endproc = directive(0, 0, ({ span }, unit) => {
  if (openFrame(span, unit, '.cfi_endproc') !== undefined) unit.frames.finish(unit.here());
});

/** The open procedure in this section. */
function openFrame(span: Span, unit: Unit, name: string): Frame | undefined {
  const { frames, diagnostics, section } = unit;
  const frame = frames.openAt(unit.here());
  if (frame !== undefined) return frame;
  const other = frames.unfinished?.start.section;
  const where = other === section ? 'another subsection' : (other?.name ?? '');
  const message =
    other === undefined
      ? `${name} without .cfi_startproc`
      : `${name} in section ${section.name}, but .cfi_startproc in ${where}`;
  diagnostics.error(span, message);
  return undefined;
}

/** A directive that adds what `make` makes of its arguments, undefined after an error. */
function rule(
  count: number,
  make: (args: readonly Argument[], unit: Unit, frame: Frame, span: Span) => FrameRule | undefined,
  max = count,
): Directive {
  return directive(count, max, ({ args, name, span }, unit) => {
    const frame = openFrame(span, unit, name.name.toLowerCase());
    const made = frame === undefined ? undefined : make(args, unit, frame, span);
    if (frame !== undefined && made !== undefined) addRule(frame, made, unit.here());
  });
}

/** DWARF has numbers for the halves of floating-point registers from %fr4L on, the eighth. */
const FIRST_FLOAT = 8;
const FLOATS = 32;

/** DWARF's number of a register: a general or floating-point register's, or a number for others. */
function register(argument: Argument, unit: Unit): number | undefined {
  if (argument.kind === 'value') {
    const text = textOf(argument.span);
    const found = findRegister(text.startsWith('%') ? text : `%${text}`);
    if (found?.kind === 'general-register') return found.number;
    if (found?.kind === 'float-register' && found.number >= FIRST_FLOAT) return found.number - FIRST_FLOAT + FLOATS;
    if (argument.value.kind === 'register') {
      unit.diagnostics.error(
        argument.span,
        `expected a general register, %fr4 to %fr31, or a register's number for DWARF, found ${text}`,
      );
      return undefined;
    }
  }
  return integerArgument(argument, 'the register', unit, undefined, { min: 0, max: MAX_REGISTER });
}

function bytes(argument: Argument, unit: Unit): number | undefined {
  return integerArgument(argument, 'the offset', unit, undefined, { min: -(2 ** 31), max: 2 ** 31 - 1 });
}

/** An offset that is written in words. */
function words(argument: Argument, offset: number, unit: Unit): number | undefined {
  if (offset % WORD === 0) return offset;
  unit.diagnostics.error(argument.span, `the offset must be a multiple of ${WORD}, not ${offset}`);
  return undefined;
}

/** A rule about a register and an offset. */
function registerOffset(kind: 'offset' | 'val_offset', relative = false): Directive {
  return rule(2, ([first, second], unit, frame) => {
    const number = register(first, unit);
    const written = bytes(second, unit);
    if (number === undefined || written === undefined) return undefined;
    const offset = words(second, relative ? written - frame.cfaOffset : written, unit);
    return offset === undefined ? undefined : { kind, register: number, offset };
  });
}

function aboutRegisters(kind: 'restore' | 'undefined' | 'same_value'): Directive {
  return directive(1, Infinity, ({ args, name, span }, unit) => {
    const frame = openFrame(span, unit, name.name.toLowerCase());
    if (frame === undefined) return;
    for (const argument of args) {
      const number = register(argument, unit);
      if (number !== undefined) addRule(frame, { kind, register: number }, unit.here());
    }
  });
}

function cfaOffset(offset: number, argument: Argument, frame: Frame, unit: Unit): FrameRule | undefined {
  if (offset < 0 && words(argument, offset, unit) === undefined) return undefined;
  frame.cfaOffset = offset;
  return { kind: 'def_cfa_offset', offset };
}

/** Something about the whole procedure; GNU as takes note of where it stands all the same. */
function property(count: number, set: (args: readonly Argument[], unit: Unit, frame: Frame) => void): Directive {
  return directive(count, count, ({ args, name, span }, unit) => {
    const frame = openFrame(span, unit, name.name.toLowerCase());
    if (frame === undefined) return;
    advanceTo(frame, unit.here());
    set(args, unit, frame);
  });
}

const restoreState = rule(0, (_, unit, frame, span) => {
  const offset = frame.remembered.pop();
  if (offset === undefined) {
    unit.diagnostics.error(span, '.cfi_restore_state without .cfi_remember_state');
    return undefined;
  }
  frame.cfaOffset = offset;
  return { kind: 'restore_state' };
});

/** `.cfi_personality encoding, address` and .cfi_lsda; encoding 0xff is none. */
function attribute(key: 'personality' | 'data'): Directive {
  return directive(1, 2, ({ args, name, span }, unit) => {
    const frame = openFrame(span, unit, name.name.toLowerCase());
    if (frame === undefined) return;
    if (encodingOf(args[0], unit) === ENCODING.omit) frame[key] = undefined;
    else frame[key] = encodedAddress(args, span, unit) ?? frame[key];
  });
}

function encodingOf(argument: Argument, unit: Unit): number | undefined {
  return integerArgument(argument, 'the encoding', unit, undefined, { min: 0, max: 0xff });
}

/** Forms of four bytes, absolute or relative to themselves, and each with the address of the address (0x80). */
const ENCODINGS: ReadonlySet<number> = new Set(
  [0, 0x03, 0x0b, 0x10, 0x13, 0x1b].flatMap((each) => [each, each | 0x80]),
);

function encodedAddress(args: readonly Argument[], span: Span, unit: Unit): EncodedAddress | undefined {
  const encoding = encodingOf(args[0], unit);
  if (encoding === undefined) return undefined;
  if (!ENCODINGS.has(encoding)) {
    const message = `encoding 0x${encoding.toString(16)} can't be written here: 0x0, 0x3 and 0xb are words, 0x10 makes them relative`;
    unit.diagnostics.error(args[0].span, message);
    return undefined;
  }
  const [, address] = args as readonly (Argument | undefined)[];
  if (address === undefined) {
    unit.diagnostics.error(span, 'the address behind the encoding is missing');
    return undefined;
  }
  const written = expressionArgument(address, 'an address', unit);
  const value = written === undefined ? undefined : unit.bind(written);
  return value === undefined ? undefined : { encoding, value };
}

const escape = rule(
  1,
  (args, unit) => {
    const values = args.map((argument) =>
      integerArgument(argument, 'a byte', unit, undefined, { min: -128, max: 255 }),
    );
    return values.includes(undefined)
      ? undefined
      : { kind: 'escape', bytes: Uint8Array.from(values as readonly number[]) };
  },
  Infinity,
);

const label = rule(1, ([argument], unit) => {
  const name = nameArgument(argument, 'a name', unit);
  if (name === undefined) return undefined;
  return {
    kind: 'label',
    define(place) {
      const note = unit.symbols.defineLabel(name.name, place, name.span);
      if (note !== undefined) unit.diagnostics.error(name.span, definedTwice(name.name), [note]);
    },
  };
});

const SECTIONS: Readonly<Record<string, 'runtime' | 'debug'>> = { '.eh_frame': 'runtime', '.debug_frame': 'debug' };

const sections = directive(0, 2, ({ args }, unit) => {
  const chosen = { runtime: false, debug: false };
  for (const argument of args) {
    const name = argument.kind === 'string' ? argument.parts.map((part) => part.name).join('') : textOf(argument.span);
    if (Object.hasOwn(SECTIONS, name)) chosen[SECTIONS[name]] = true;
    else wrongArgument(argument, '.eh_frame or .debug_frame', unit);
  }
  unit.frames.sections = chosen;
});

/** Directives about compact exception tables and other machines, which GNU as for PA-RISC refuses too. */
function unsupported(what: string): Directive {
  return directive(0, Infinity, ({ name, span }, unit) => {
    unit.diagnostics.error(span, `${name.name.toLowerCase()} is about ${what}, which PA-RISC does not have`);
  });
}

export const cfiDirectives: Readonly<Record<string, Directive>> = {
  '.cfi_sections': sections,
  '.cfi_startproc': startproc,
  '.cfi_endproc': endproc,
  '.cfi_def_cfa': rule(2, ([first, second], unit, frame) => {
    const number = register(first, unit);
    const offset = bytes(second, unit);
    if (number === undefined || offset === undefined) return undefined;
    if (offset < 0 && words(second, offset, unit) === undefined) return undefined;
    frame.cfaOffset = offset;
    return { kind: 'def_cfa', register: number, offset };
  }),
  '.cfi_def_cfa_register': rule(1, ([first], unit) => {
    const number = register(first, unit);
    return number === undefined ? undefined : { kind: 'def_cfa_register', register: number };
  }),
  '.cfi_def_cfa_offset': rule(1, ([first], unit, frame) => {
    const offset = bytes(first, unit);
    return offset === undefined ? undefined : cfaOffset(offset, first, frame, unit);
  }),
  '.cfi_adjust_cfa_offset': rule(1, ([first], unit, frame) => {
    const change = bytes(first, unit);
    return change === undefined ? undefined : cfaOffset(frame.cfaOffset + change, first, frame, unit);
  }),
  '.cfi_offset': registerOffset('offset'),
  '.cfi_rel_offset': registerOffset('offset', true),
  '.cfi_val_offset': registerOffset('val_offset'),
  '.cfi_register': rule(2, ([first, second], unit) => {
    const number = register(first, unit);
    const from = register(second, unit);
    return number === undefined || from === undefined ? undefined : { kind: 'register', register: number, from };
  }),
  '.cfi_restore': aboutRegisters('restore'),
  '.cfi_undefined': aboutRegisters('undefined'),
  '.cfi_same_value': aboutRegisters('same_value'),
  '.cfi_remember_state': rule(0, (_, _unit, frame) => {
    frame.remembered.push(frame.cfaOffset);
    return { kind: 'remember_state' };
  }),
  '.cfi_restore_state': restoreState,
  '.cfi_window_save': rule(0, () => ({ kind: 'window_save' })),
  '.cfi_escape': escape,
  '.cfi_label': label,
  '.cfi_val_encoded_addr': rule(3, ([first, ...address], unit, _, span) => {
    const number = register(first, unit);
    const encoded = encodedAddress(address, span, unit);
    return number === undefined || encoded === undefined
      ? undefined
      : { kind: 'val_encoded_addr', register: number, address: encoded };
  }),
  '.cfi_return_column': property(1, ([argument], unit, frame) => {
    frame.returnColumn = register(argument, unit) ?? frame.returnColumn;
  }),
  '.cfi_signal_frame': property(0, (_, _unit, frame) => {
    frame.isSignalFrame = true;
  }),
  '.cfi_personality': attribute('personality'),
  '.cfi_lsda': attribute('data'),
  '.cfi_personality_id': unsupported('compact exception tables'),
  '.cfi_inline_lsda': unsupported('compact exception tables'),
  '.cfi_fde_data': unsupported('compact exception tables'),
  '.cfi_negate_ra_state': unsupported('signed return addresses'),
};
