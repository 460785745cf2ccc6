/** Where a machine is: an address, and where in memory that is, so that the guest's image has names for it. */
import type { Place } from '../report/place.ts';
import type { StopReport } from '../report/stop-report.ts';
import { PSW } from '../cpu/psw.ts';
import { LAYOUT, type MachineState } from '../layout.ts';
import { Tlb } from '../tlb.ts';
import { hex } from '../hex.ts';
import { formatLabel, type ImagePlaces } from './image-places.ts';

/** The instruction at the front of the queues. */
export function placeOf(state: MachineState): Place {
  return placeAt(state, state.words[LAYOUT.IASQ_FRONT], state.words[LAYOUT.IAOQ_FRONT]);
}

/** The instruction that completes next: the one behind the front of the queues if that is nullified. */
export function placeOfNext(state: MachineState): Place {
  const { words } = state;
  return words[LAYOUT.NULLIFY] === 0
    ? placeOf(state)
    : placeAt(state, words[LAYOUT.IASQ_BACK], words[LAYOUT.IAOQ_BACK]);
}

function placeAt(state: MachineState, inSpace: number, at: number): Place {
  const virtual = (state.words[LAYOUT.PSW] & PSW.C) !== 0;
  const [space, offset] = [inSpace >>> 0, (at & ~3) >>> 0];
  return { virtual, space, offset, physical: translated(new Tlb(state, () => {}), virtual, space, offset) };
}

/** The instruction at which the machine stopped its guest. */
export function placeOfStop({ interruption, physical, psw }: StopReport): Place {
  const { space, front } = interruption;
  return { virtual: (psw & PSW.C) !== 0, space, offset: (front & ~3) >>> 0, physical };
}

/** `1:00002018 <start+0x8> (physical 00010018), driver.s:12`. */
export function describePlace({ virtual, space, offset, physical }: Place, places: ImagePlaces): string {
  const address = virtual ? `${space.toString(16)}:${hex(offset)}` : hex(offset);
  const moved = virtual && physical !== undefined && physical !== offset ? ` (physical ${hex(physical)})` : '';
  const line = physical === undefined ? undefined : places.lineAt(physical);
  return `${address}${labelOf(physical, places)}${moved}${line === undefined ? '' : `, ${line}`}`;
}

/** ` <start+0x8>`, or nothing if nobody knows a name. */
export function labelOf(physical: number | undefined, places: ImagePlaces): string {
  const label = physical === undefined ? undefined : places.labelAt(physical);
  return label === undefined ? '' : ` ${formatLabel(label)}`;
}

/** The physical address of an offset; undefined without a translation. */
export function translated(tlb: Tlb, virtual: boolean, space: number, offset: number): number | undefined {
  if (!virtual) return offset;
  const slot = tlb.find(space | 0, offset | 0);
  return slot < 0 ? undefined : physicalOf(tlb, slot, offset);
}

/** The physical address of an offset in the page that the TLB's entry `slot` translates. */
export function physicalOf(tlb: Tlb, slot: number, offset: number): number {
  return ((tlb.physicalPage(slot) & ~0xfff) | (offset & 0xfff)) >>> 0;
}
