/** The names that an executable gives to places, by address. */
import { SYMBOL_TYPE } from './format.ts';
import type { Image, ImageSection, ImageSymbol } from './image.ts';

/** A place as people say it: so many bytes behind a name. */
export interface Label {
  readonly name: string;
  readonly offset: number;
}

interface Place extends ImageSymbol {
  readonly section: ImageSection;
}

const TYPES: readonly number[] = [SYMBOL_TYPE.NOTYPE, SYMBOL_TYPE.OBJECT, SYMBOL_TYPE.FUNC, SYMBOL_TYPE.MILLICODE];
/** Labels that compilers make; two dollar signs are how HP's millicode begins, such as $$divI. */
const MADE_UP = /^(?:\.L|L\$|\.$|\$(?!\$))/;

export class SymbolTable {
  /** By address; of several with the same one, the one to be named is the last. */
  readonly #places: readonly Place[];

  constructor({ symbols }: Pick<Image, 'symbols'>) {
    this.#places = symbols
      .filter((symbol): symbol is Place => symbol.section !== undefined && isName(symbol))
      .sort((a, b) => a.value - b.value || rank(a) - rank(b));
  }

  /** The nearest name at or before `address`, in the same section. */
  labelAt(address: number): Label | undefined {
    const place = this.#places[this.#upTo(address) - 1] as Place | undefined;
    if (place === undefined) return undefined;
    const { name, value, section } = place;
    return address < section.address + section.size ? { name, offset: address - value } : undefined;
  }

  /** The addresses that belong to `name`, from the first up to, but without, the second; undefined if there is no such name. */
  rangeOf(name: string): readonly [start: number, end: number] | undefined {
    const place = this.#places.find((other) => other.name === name);
    if (place === undefined) return undefined;
    const { value, size, section } = place;
    const next = this.#places[this.#upTo(value)] as Place | undefined;
    const sectionEnd = section.address + section.size;
    if (size > 0) return [value, value + size];
    return [value, Math.min(sectionEnd, next?.value ?? sectionEnd)];
  }

  /** How many places begin at `address` or before. */
  #upTo(address: number): number {
    let [low, high] = [0, this.#places.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#places[middle].value <= address) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

function isName({ name, type, absolute }: ImageSymbol): boolean {
  return !absolute && TYPES.includes(type) && !MADE_UP.test(name);
}

/** Of two names for a place, the one known elsewhere, or that of a function. */
function rank({ global, type }: ImageSymbol): number {
  return (global ? 2 : 0) + (type === SYMBOL_TYPE.FUNC ? 1 : 0);
}
