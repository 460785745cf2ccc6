/** ELF's string tables: names with NULs between them (System V ABI, chapter 4). */
import { encodeText } from './byte-text.ts';

/** Names with NULs between them, each once. */
export class StringTable {
  private readonly offsets = new Map<string, number>();
  private readonly parts: Uint8Array[] = [new Uint8Array(1)];
  private length = 1;

  add(name: string): number {
    if (name === '') return 0;
    let offset = this.offsets.get(name);
    if (offset === undefined) {
      offset = this.length;
      const bytes = encodeText(`${name}\0`);
      this.parts.push(bytes);
      this.length += bytes.length;
      this.offsets.set(name, offset);
    }
    return offset;
  }

  bytes(): Uint8Array {
    const result = new Uint8Array(this.length);
    let at = 0;
    for (const part of this.parts) {
      result.set(part, at);
      at += part.length;
    }
    return result;
  }
}
