/** Lists of functions in .ctors and .dtors run from the last to the first: turned round they can stand in .init_array. */
import type { Section } from '../layout/section.ts';
import type { LinkInput } from './input.ts';
import { isOldList } from './output-names.ts';

const WORD_SIZE = 4;

/** Turns the words of such sections round, where they stand; the layout must be done. */
export function turnOldLists(inputs: readonly LinkInput[]): void {
  for (const { sections } of inputs) {
    for (const section of sections.values()) if (isOldList(section.name)) turn(section);
  }
}

function turn(section: Section): void {
  const { fragments, fixups, size } = section;
  const [fragment] = fragments;
  // Whoever puts something else than words here has an order in mind.
  if (fragments.length > 1 || size % WORD_SIZE !== 0) return;
  const turned = new Uint8Array(size);
  for (let at = 0; at < size; at += WORD_SIZE) {
    turned.set(fragment.bytes.subarray(at, at + WORD_SIZE), size - WORD_SIZE - at);
  }
  fragment.bytes.set(turned);
  const moved = fixups.map((fixup) => {
    const location = { ...fixup.location, offset: size - WORD_SIZE - fixup.location.offset };
    return { ...fixup, location };
  });
  fixups.splice(0, fixups.length, ...moved);
}
