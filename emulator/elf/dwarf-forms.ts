/** Values in debugging information, by the forms in which they are written (DWARF 2 to 5, 7.5 of each). */
import { Damaged, type Cursor } from './dwarf-cursor.ts';

const FORM = {
  ...{ addr: 0x01, block2: 0x03, block4: 0x04, data2: 0x05, data4: 0x06, data8: 0x07, string: 0x08, block: 0x09 },
  ...{ block1: 0x0a, data1: 0x0b, flag: 0x0c, sdata: 0x0d, strp: 0x0e, udata: 0x0f, ref_addr: 0x10, ref1: 0x11 },
  ...{ ref2: 0x12, ref4: 0x13, ref8: 0x14, ref_udata: 0x15, sec_offset: 0x17, exprloc: 0x18, flag_present: 0x19 },
  ...{ strx: 0x1a, addrx: 0x1b, data16: 0x1e, line_strp: 0x1f, ref_sig8: 0x20, loclistx: 0x22, rnglistx: 0x23 },
  ...{ strx1: 0x25, strx2: 0x26, strx3: 0x27, strx4: 0x28, addrx1: 0x29, addrx2: 0x2a, addrx3: 0x2b, addrx4: 0x2c },
} as const;

/** The sections that hold names: .debug_line_str and .debug_str. */
export interface NameSections {
  readonly lineStrings: Uint8Array;
  readonly strings: Uint8Array;
}

/** The value at the cursor, which is passed over: a name, a number, or some number for what nobody here asks for. */
export function readForm(unit: Cursor, form: number, offsetBytes: 4 | 8, sections: NameSections): string | number {
  switch (form) {
    case FORM.string:
      return unit.text();
    case FORM.line_strp:
      return unit.over(sections.lineStrings).after(unit.offset(offsetBytes)).text();
    case FORM.strp:
      return unit.over(sections.strings).after(unit.offset(offsetBytes)).text();
    case FORM.sec_offset:
    case FORM.ref_addr:
      return unit.offset(offsetBytes);
    case FORM.udata:
    case FORM.ref_udata:
    case FORM.strx:
    case FORM.addrx:
    case FORM.loclistx:
    case FORM.rnglistx:
      return unit.uleb();
    case FORM.sdata:
      return unit.sleb();
    case FORM.flag_present:
      return 1;
    case FORM.data1:
    case FORM.flag:
    case FORM.ref1:
    case FORM.strx1:
    case FORM.addrx1:
      return unit.u8();
    case FORM.data2:
    case FORM.ref2:
    case FORM.strx2:
    case FORM.addrx2:
      return unit.u16();
    case FORM.strx3:
    case FORM.addrx3:
      return unit.skip(3);
    case FORM.addr:
    case FORM.data4:
    case FORM.ref4:
    case FORM.strx4:
    case FORM.addrx4:
      return unit.u32();
    case FORM.data8:
    case FORM.ref8:
    case FORM.ref_sig8:
      return unit.skip(8);
    case FORM.data16:
      return unit.skip(16);
    case FORM.block:
    case FORM.exprloc:
      return unit.skip(unit.uleb());
    case FORM.block1:
      return unit.skip(unit.u8());
    case FORM.block2:
      return unit.skip(unit.u16());
    case FORM.block4:
      return unit.skip(unit.u32());
    default:
      throw new Damaged();
  }
}
