/** The map of an image: where its sections lie, which file gave which part of them, and the symbols. */
import { visible } from '../diagnostics/visible.ts';
import type { LinkedImage } from '../linking/link.ts';
import type { Section } from '../layout/section.ts';
import { symbolTableText, type SymbolValue } from './listing.ts';

export function mapOf({ sections, entry, inputs }: LinkedImage, symbols: readonly SymbolValue[]): string {
  const owners = new Map<Section, string>();
  for (const input of inputs) for (const section of input.sections.values()) owners.set(section, input.name);
  const lines = ['Sections', '', 'address   size      align  section'];
  for (const { name, address, size, alignment, parts } of sections) {
    if (size === 0) continue;
    lines.push(`${hex(address)}  ${hex(size)}  ${String(alignment).padEnd(5)}  ${name}`);
    for (const part of parts) {
      if (part.size === 0) continue;
      const owner = owners.get(part) ?? '(linker)';
      const file = part.name === name ? owner : `${owner}(${part.name})`;
      lines.push(`${hex(part.address ?? 0)}  ${hex(part.size)}           ${file}`);
    }
  }
  return `${visible(lines.join('\n'))}\n\nEntry point ${hex(entry)}\n\nSymbols\n\n${symbolTableText(symbols)}`;
}

function hex(value: number): string {
  return value.toString(16).padStart(8, '0');
}
