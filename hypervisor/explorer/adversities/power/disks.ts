/**
 * Disks that differ from one another in some sectors. Contents of sectors are numbered, and what a disk holds is told in words: the
 * sectors in which it is another one than at first, and the numbers of what is there. Equal words, equal disks.
 */
import { SECTOR_SIZE } from '../../../../emulator/devices/disk.ts';
import { latin1 } from '../../../../emulator/bytes.ts';

export class Disks {
  /** Bytes of each. */
  readonly length: number;
  readonly #first: Uint8Array;
  readonly #contents: string[] = [];
  readonly #numbers = new Map<string, number>();
  /** By sector, the number of what is there at first. */
  readonly #firsts = new Map<number, number>();

  /** What is on the disk at first; a last partial sector is padded with zeros. */
  constructor(first: Uint8Array) {
    this.length = Math.ceil(first.length / SECTOR_SIZE) * SECTOR_SIZE;
    this.#first = new Uint8Array(this.length);
    this.#first.set(first);
  }

  /** The number of what `bytes` hold in their sector of this index. */
  numberOf(bytes: Uint8Array, sector: number): number {
    const contents = latin1(bytes.subarray(sector * SECTOR_SIZE, (sector + 1) * SECTOR_SIZE));
    const known = this.#numbers.get(contents) ?? this.#contents.length;
    if (known === this.#contents.length) this.#contents.push(contents);
    this.#numbers.set(contents, known);
    return known;
  }

  /** Of the disk on which these sectors hold contents of these numbers, and the others what they did at first. */
  words(held: ReadonlyMap<number, number>): string {
    return [...held]
      .filter(([sector, number]) => number !== this.#firstNumber(sector))
      .sort(([one], [other]) => one - other)
      .map(([sector, number]) => `${sector}=${number}`)
      .join(',');
  }

  #firstNumber(sector: number): number {
    const number = this.#firsts.get(sector) ?? this.numberOf(this.#first, sector);
    this.#firsts.set(sector, number);
    return number;
  }

  /** What such words say. */
  held(words: string): Map<number, number> {
    const pairs = words === '' ? [] : words.split(',').map((word) => word.split('=').map(Number));
    return new Map(pairs as [number, number][]);
  }

  /** The bytes of that disk. */
  bytes(words: string): Uint8Array {
    const disk = this.#first.slice();
    for (const { sector, bytes } of this.changed(words)) disk.set(bytes, sector * SECTOR_SIZE);
    return disk;
  }

  /** The sectors in which it is another one than at first. */
  *changed(words: string): Iterable<{ readonly sector: number; readonly bytes: Uint8Array }> {
    for (const [sector, number] of this.held(words)) {
      const contents = this.#contents[number];
      yield { sector, bytes: Uint8Array.from({ length: SECTOR_SIZE }, (_, byte) => contents.charCodeAt(byte)) };
    }
  }
}
