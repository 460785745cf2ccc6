/** A file that is put together piece by piece, with gaps up to the next alignment. */

/** Collects pieces of a file; gaps are zero. */
export class ByteWriter {
  length = 0;
  private readonly pieces: { readonly at: number; readonly data: Uint8Array }[] = [];

  append(data: Uint8Array): void {
    this.pieces.push({ at: this.length, data });
    this.length += data.length;
  }

  skipTo(offset: number): void {
    this.length = Math.max(this.length, offset);
  }

  align(alignment: number): void {
    this.skipTo(Math.ceil(this.length / alignment) * alignment);
  }

  bytes(): Uint8Array<ArrayBuffer> {
    const result = new Uint8Array(this.length);
    for (const { at, data } of this.pieces) result.set(data, at);
    return result;
  }
}
