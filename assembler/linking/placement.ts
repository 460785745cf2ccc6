/** Gives the sections of all files their addresses: sections of one name and kind together, kinds by their access rights. */
import { PAGE_SIZE } from '../../emulator/board.ts';
import type { Diagnostics } from '../diagnostics/diagnostics.ts';
import { alignUp } from '../layout/layout.ts';
import type { Section } from '../layout/section.ts';
import type { SectionAttributes } from '../sections/attributes.ts';
import type { LinkInput } from './input.ts';
import type { LongBranches } from './long-branches.ts';
import { isWarningText, outputName, priorityOf } from './output-names.ts';
import type { OutputSection } from './output-section.ts';

/** Executable, read-only, writable, zero: the order of the segments. */
function rank({ executable, writable, nobits }: SectionAttributes): number {
  if (executable) return writable ? 2 : 0;
  if (!writable) return 1;
  return nobits ? 4 : 3;
}

/** Gives addresses from `base` on: a new page wherever the access rights change. */
export function place(
  inputs: readonly LinkInput[],
  branches: LongBranches,
  base: number,
  diagnostics: Diagnostics,
): OutputSection[] {
  const byName = new Map<string, Section[]>();
  const placed = inputs.flatMap(({ sections }) => [...sections.values()].filter(isInImage));
  const loaded = new Map<string, SectionAttributes>();
  for (const { name, attributes } of placed) {
    if (attributes.allocated && !loaded.has(outputName(name))) loaded.set(outputName(name), attributes);
  }
  for (const section of placed) {
    const name = outputName(section.name);
    // A part that says nothing of itself is loaded with the others of its name.
    const attributes = section.attributes.allocated ? section.attributes : (loaded.get(name) ?? section.attributes);
    const key = `${segmentKey(attributes)} ${name}`;
    const parts = byName.get(key) ?? [];
    parts.push(section);
    byName.set(key, parts);
  }
  const groups = [...byName.values()]
    .map((parts) => parts.sort((a, b) => priorityOf(a.name) - priorityOf(b.name)))
    .map((parts) => parts.flatMap((part) => [part, branches.behind(part) ?? []].flat()))
    .sort((a, b) => order(a) - order(b));
  const outputs: OutputSection[] = [];
  let address = base;
  let previous: SectionAttributes | undefined;
  for (const parts of groups) {
    const { name: first, attributes } = parts.find((part) => part.attributes.allocated) ?? parts[0];
    const name = outputName(first);
    const alignment = Math.max(...parts.map((part) => part.placedAlignment));
    const newSegment = previous !== undefined && segmentOf(previous) !== segmentOf(attributes);
    let start = attributes.allocated ? alignUp(newSegment ? alignUp(address, PAGE_SIZE) : address, alignment) : 0;
    const begin = start;
    for (const part of parts) {
      start = alignUp(start, part.placedAlignment);
      part.address = start;
      start += part.size;
    }
    outputs.push({ name, attributes, address: begin, size: start - begin, alignment, parts });
    // Memory of threads that starts as zero is nowhere in the image.
    if (!attributes.allocated || (attributes.threadLocal === true && attributes.nobits)) continue;
    address = start;
    previous = attributes;
    if (address > 2 ** 32) {
      diagnostics.error(
        undefined,
        `section ${name} ends at 0x${address.toString(16)}, beyond the 32-bit address space`,
      );
      break;
    }
  }
  return outputs;
}

function isInImage(section: Section): boolean {
  return section.attributes.excluded !== true && !isWarningText(section.name);
}

/** .text itself comes first of its kind, sections outside the image come last. */
function order(parts: readonly Section[]): number {
  const { name, attributes } = parts.find((part) => part.attributes.allocated) ?? parts[0];
  if (!attributes.allocated) return 100;
  // The memory of threads comes before all other data, as one piece.
  if (attributes.threadLocal === true)
    return 2 * rank({ ...attributes, nobits: false }) - (attributes.nobits ? 0.2 : 0.5);
  return rank(attributes) * 2 + (['.text', '.rodata', '.data', '.bss'].includes(outputName(name)) ? 0 : 1);
}

/** The segment a section belongs to, as a number to compare. */
export function segmentOf(attributes: SectionAttributes): number {
  return Math.min(rank(attributes), 3);
}

/** Sections of one name go together only if they are of one kind. */
function segmentKey({ allocated, writable, executable, nobits, threadLocal }: SectionAttributes): string {
  return [allocated, writable, executable, nobits, threadLocal === true].map(Number).join('');
}
