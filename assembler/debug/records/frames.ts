/**
 * Call frame information while the source is read: for each procedure between .cfi_startproc and .cfi_endproc the rules
 * by which debuggers find its caller's registers (DWARF 5, 6.4; GNU as manual, "CFI directives").
 */
import type { Span } from '../../diagnostics/source.ts';
import type { Bound } from '../../expressions/bound.ts';
import type { Location } from '../../sections/location.ts';

/** One rule, in the words of DW_CFA; offsets in bytes. */
export type FrameRule =
  | { readonly kind: 'def_cfa'; readonly register: number; readonly offset: number }
  | { readonly kind: 'def_cfa_register'; readonly register: number }
  | { readonly kind: 'def_cfa_offset'; readonly offset: number }
  | { readonly kind: 'offset' | 'val_offset'; readonly register: number; readonly offset: number }
  | { readonly kind: 'register'; readonly register: number; readonly from: number }
  | { readonly kind: 'restore' | 'undefined' | 'same_value'; readonly register: number }
  | { readonly kind: 'remember_state' | 'restore_state' | 'window_save' }
  /** Bytes as they are written. */
  | { readonly kind: 'escape'; readonly bytes: Uint8Array }
  /** A register's value is an address in this encoding. */
  | { readonly kind: 'val_encoded_addr'; readonly register: number; readonly address: EncodedAddress }
  /** Names the place among the rules. */
  | { readonly kind: 'label'; define(place: Location): void }
  /** What follows holds from here on. */
  | { readonly kind: 'advance'; readonly to: Location };

/** An address as .eh_frame encodes it: the low bits are its form, 0x10 makes it a distance from itself. */
export interface EncodedAddress {
  readonly encoding: number;
  readonly value: Bound;
}

export interface Frame {
  readonly start: Location;
  end: Location | undefined;
  readonly rules: FrameRule[];
  returnColumn: number;
  isSignalFrame: boolean;
  personality: EncodedAddress | undefined;
  /** What the personality routine needs to know about the procedure. */
  data: EncodedAddress | undefined;
  readonly span: Span;
  /** Where the last rule holds from. */
  last: Location;
  cfaOffset: number;
  readonly remembered: number[];
}

/** %rp, which holds the return address. */
const RETURN_COLUMN = 2;
/** %sp, which is the frame's address when a procedure begins. */
const STACK_POINTER = 30;

export class Frames {
  readonly list: Frame[] = [];
  /** The procedures whose .cfi_endproc is still to come: each section and subsection can have one. */
  private readonly open = new Map<string, Frame>();
  /** Which sections are written: .cfi_sections. */
  sections: { readonly runtime: boolean; readonly debug: boolean } = { runtime: true, debug: false };

  /** @param simple without the rule that holds when a procedure is called */
  start(here: Location, simple: boolean, span: Span): void {
    const frame: Frame = {
      start: here,
      end: undefined,
      rules: simple ? [] : [{ kind: 'def_cfa', register: STACK_POINTER, offset: 0 }],
      returnColumn: RETURN_COLUMN,
      isSignalFrame: false,
      personality: undefined,
      data: undefined,
      span,
      last: here,
      cfaOffset: 0,
      remembered: [],
    };
    this.list.push(frame);
    this.open.set(keyOf(here), frame);
  }

  finish(here: Location): void {
    const frame = this.openAt(here);
    if (frame !== undefined) frame.end = here;
    this.open.delete(keyOf(here));
  }

  /** The open procedure of the section and subsection of a place. */
  openAt(here: Location): Frame | undefined {
    return this.open.get(keyOf(here));
  }

  /** The first one that is open; at the end there should be none. */
  get unfinished(): Frame | undefined {
    return this.open.values().next().value;
  }
}

function keyOf({ section }: Location): string {
  return `${section.id} ${section.subsection}`;
}

/** Adds a rule that holds from here on. */
export function addRule(frame: Frame, rule: FrameRule, here: Location): void {
  advanceTo(frame, here);
  frame.rules.push(rule);
}

/** Lets what follows hold from here on. */
export function advanceTo(frame: Frame, here: Location): void {
  const { last } = frame;
  if (last.fragment !== here.fragment || last.offset !== here.offset) frame.rules.push({ kind: 'advance', to: here });
  frame.last = here;
}
