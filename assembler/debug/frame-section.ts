/**
 * Writes .debug_frame and .eh_frame: common entries, and one entry for each procedure (DWARF 5, 6.4.1 and 7.24; Linux
 * Standard Base, "Exception Frames"). What goes into a common entry is GNU as's choice, measured with version 2.40.
 */
import type { Span } from '../diagnostics/source.ts';
import { leb128Bytes } from '../layout/leb128.ts';
import { alignmentPadding } from '../layout/layout.ts';
import { place } from '../expressions/bound.ts';
import type { Location } from '../sections/location.ts';
import { NOTE, RODATA } from '../layout/standard-sections.ts';
import type { Unit } from '../unit.ts';
import { CFA, OP } from './dwarf.ts';
import type { EncodedAddress, Frame, FrameRule } from './records/frames.ts';
import { distance, SectionWriter } from './section-writer.ts';

/** Addresses count instructions, offsets words. */
const CODE_ALIGNMENT = 4;
const DATA_ALIGNMENT = 4;
const SECTION_ALIGNMENT = 4;
/** What stands in the place of a pointer to the common entry: this is one itself. */
const DEBUG_COMMON = 0xffffffff;
const RUNTIME_COMMON = 0;
/** Encodings of addresses in .eh_frame (DW_EH_PE). */
export const ENCODING = { absptr: 0, signed4: 0x0b, pcRelative: 0x10, omit: 0xff } as const;
const CODE_ENCODING = ENCODING.pcRelative | ENCODING.signed4;

/** Writes the tables that .cfi_sections asks for. */
export function writeFrames(unit: Unit): void {
  const { list, sections } = unit.frames;
  if (list.length === 0) return;
  if (sections.runtime) new FrameWriter(unit, true).write(list);
  if (sections.debug) new FrameWriter(unit, false).write(list);
}

/** What entries have in common: where it stands, and the rules that all of them begin with. */
interface Common {
  readonly place: Location;
  readonly frame: Frame;
  readonly rules: readonly FrameRule[];
}

class FrameWriter {
  private readonly out: SectionWriter;
  /** For unwinding at run time (.eh_frame), not for debuggers. */
  private readonly runtime: boolean;
  private readonly commons: Common[] = [];
  private readonly span: Span;

  constructor(unit: Unit, runtime: boolean) {
    this.runtime = runtime;
    this.span = unit.source.span(0, 0);
    const [name, attributes] = runtime ? (['.eh_frame', RODATA] as const) : (['.debug_frame', NOTE] as const);
    const section = unit.within(name, (each) => each, attributes);
    section.alignment = Math.max(section.alignment, SECTION_ALIGNMENT);
    this.out = new SectionWriter(section, this.span);
  }

  write(frames: readonly Frame[]): void {
    for (const frame of frames) if (frame.end !== undefined) this.writeFrame(frame, frame.end);
  }

  private writeFrame(frame: Frame, end: Location): void {
    const { out, runtime } = this;
    const { start, span } = frame;
    const common = this.commons.findLast((each) => this.fits(each, frame)) ?? this.writeCommon(frame);
    const finish = out.length();
    const here = out.here();
    if (runtime) out.word(distance(place(here, span), place(common.place, span), span));
    else out.word(place(common.place, span));
    const address = out.here();
    if (runtime) out.word(distance(place(start, span), place(address, span), span));
    else out.word(place(start, span));
    out.word(distance(place(end, span), place(start, span), span));
    if (runtime) this.writeAugmentation(frame);
    this.writeRules(frame.rules.slice(common.rules.length), start);
    this.pad();
    finish();
  }

  private writeAugmentation({ data }: Frame): void {
    this.out.bytes([data === undefined ? 0 : 4]);
    if (data !== undefined) this.address(data);
  }

  private fits({ frame: other, rules }: Common, frame: Frame): boolean {
    if (other.returnColumn !== frame.returnColumn || other.isSignalFrame !== frame.isSignalFrame) return false;
    if (this.runtime && runtimeKey(other) !== runtimeKey(frame)) return false;
    return rules.every((rule, index) => sameRule(rule, frame.rules.at(index)));
  }

  private writeCommon(frame: Frame): Common {
    const { out, runtime } = this;
    const { personality, data, isSignalFrame, returnColumn, rules } = frame;
    const at = out.here();
    const finish = out.length();
    out.number(runtime ? RUNTIME_COMMON : DEBUG_COMMON, 4);
    const letters = ['z', ...(personality ? ['P'] : []), ...(data ? ['L'] : []), 'R'];
    out.bytes([1]);
    out.text((runtime ? letters.join('') : '') + (isSignalFrame ? 'S' : ''));
    out.uleb(CODE_ALIGNMENT);
    out.section.append(leb128Bytes(BigInt(DATA_ALIGNMENT), true));
    out.bytes([returnColumn]);
    if (runtime) {
      out.bytes([1 + (personality === undefined ? 0 : 5) + (data === undefined ? 0 : 1)]);
      if (personality !== undefined) {
        out.bytes([personality.encoding]);
        this.address(personality);
      }
      if (data !== undefined) out.bytes([data.encoding]);
      out.bytes([CODE_ENCODING]);
    }
    const first = rules.findIndex(({ kind }) => ENDS_COMMON.has(kind));
    const shared = first < 0 ? rules : rules.slice(0, first);
    this.writeRules(shared, frame.start);
    this.pad();
    finish();
    const common = { place: at, frame, rules: shared };
    this.commons.push(common);
    return common;
  }

  private address({ encoding, value }: EncodedAddress): void {
    const { out } = this;
    const here = out.here();
    const relative = (encoding & ENCODING.pcRelative) !== 0;
    out.word(relative ? distance(value, place(here, value.span), value.span) : value);
  }

  /** Fills an entry up, with rules that say nothing. */
  private pad(): void {
    const { section } = this.out;
    const { offset } = section;
    const part = { alignment: SECTION_ALIGNMENT, fill: 0n, fillSize: 1, maxSkip: 0, span: this.span };
    if (offset === undefined) section.appendVariable({ kind: 'align', ...part });
    else section.reserve(alignmentPadding(offset, SECTION_ALIGNMENT, 0));
  }

  private writeRules(rules: readonly FrameRule[], start: Location): void {
    let at = start;
    for (const rule of rules) {
      if (rule.kind === 'advance') {
        this.advance(at, rule.to);
        at = rule.to;
      } else if (rule.kind === 'label') rule.define(this.out.here());
      else if (rule.kind === 'val_encoded_addr') this.encodedValue(rule);
      else this.out.bytes(encodeRule(rule));
    }
  }

  private encodedValue({ register, address }: Extract<FrameRule, { kind: 'val_encoded_addr' }>): void {
    const { out } = this;
    const absolute = address.encoding === ENCODING.absptr;
    out.bytes([CFA.val_expression]);
    out.uleb(register);
    out.bytes(absolute ? [5, OP.addr] : [6, OP.GNU_encoded_addr, address.encoding]);
    this.address(address);
  }

  private advance(from: Location, to: Location): void {
    if (from.fragment === to.fragment) {
      this.out.bytes(encodeAdvance(to.offset - from.offset));
      return;
    }
    const offset = ({ fragment, offset: inside }: Location): number => (fragment.start ?? 0) + inside;
    this.out.computed(() => encodeAdvance(offset(to) - offset(from)));
  }
}

/** What can't be shared by procedures that begin alike. */
const ENDS_COMMON: ReadonlySet<FrameRule['kind']> = new Set([
  'advance',
  'remember_state',
  'escape',
  'val_encoded_addr',
  'label',
  'window_save',
]);

/** Equal for frames whose common entries in .eh_frame may be one. */
function runtimeKey({ personality, data }: Frame): string {
  const { value } = personality ?? {};
  const target =
    value?.kind === 'symbol' ? value.symbol.name : value === undefined ? '' : JSON.stringify(value.span.start);
  return [personality?.encoding, target, data?.encoding].join(' ');
}

function sameRule(a: FrameRule, b: FrameRule | undefined): boolean {
  return a.kind === b?.kind && JSON.stringify(a) === JSON.stringify(b);
}

type PlainRule = Exclude<FrameRule, { kind: 'advance' | 'label' | 'val_encoded_addr' }>;

/** The bytes of a rule. Registers up to 63 have short forms, negative offsets need signed ones. */
function encodeRule(rule: PlainRule): number[] {
  const uleb = (value: number): Uint8Array => leb128Bytes(BigInt(value), false);
  const words = (offset: number): Uint8Array => leb128Bytes(BigInt(offset / DATA_ALIGNMENT), offset < 0);
  switch (rule.kind) {
    case 'def_cfa': {
      const [code, offset] = rule.offset < 0 ? [CFA.def_cfa_sf, words(rule.offset)] : [CFA.def_cfa, uleb(rule.offset)];
      return [code, ...uleb(rule.register), ...offset];
    }
    case 'def_cfa_register':
      return [CFA.def_cfa_register, ...uleb(rule.register)];
    case 'def_cfa_offset':
      return rule.offset < 0
        ? [CFA.def_cfa_offset_sf, ...words(rule.offset)]
        : [CFA.def_cfa_offset, ...uleb(rule.offset)];
    case 'offset':
      if (rule.offset < 0) return [CFA.offset_extended_sf, ...uleb(rule.register), ...words(rule.offset)];
      return [...short(CFA.offset, CFA.offset_extended, rule.register), ...words(rule.offset)];
    case 'val_offset':
      return [rule.offset < 0 ? CFA.val_offset_sf : CFA.val_offset, ...uleb(rule.register), ...words(rule.offset)];
    case 'register':
      return [CFA.register, ...uleb(rule.register), ...uleb(rule.from)];
    case 'restore':
      return [...short(CFA.restore, CFA.restore_extended, rule.register)];
    case 'undefined':
    case 'same_value':
      return [CFA[rule.kind], ...uleb(rule.register)];
    case 'escape':
      return [...rule.bytes];
    default:
      return [CFA[rule.kind]];
  }
}

/** An opcode with the register in it if there is room, else one with the register behind it. */
function short(code: number, extended: number, register: number): number[] {
  return register < 64 ? [code | register] : [extended, ...leb128Bytes(BigInt(register), false)];
}

/** A step of so many bytes, in the shortest form; tables count it in units. */
export function encodeAdvance(bytes: number, unit = CODE_ALIGNMENT): Uint8Array {
  const steps = Math.floor(bytes / unit);
  if (steps === 0) return new Uint8Array(0);
  if (steps < 0x40) return Uint8Array.of(CFA.advance_loc | steps);
  if (steps < 0x100) return Uint8Array.of(CFA.advance_loc1, steps);
  if (steps < 0x10000) return Uint8Array.of(CFA.advance_loc2, steps >> 8, steps);
  return Uint8Array.of(CFA.advance_loc4, steps >>> 24, steps >> 16, steps >> 8, steps);
}
