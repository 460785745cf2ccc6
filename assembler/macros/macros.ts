/** The macros that are defined at present, and how arguments get into a body: as usual, or as after .altmacro. */
import { substituteAlternate, takeLocals } from './alternate.ts';
import { substitute, type Macro } from './macro.ts';

export class Macros {
  private readonly byName = new Map<string, Macro>();
  private readonly faulty = new Set<string>();
  private readonly changed: () => void;
  private callNumber = 0;
  private localNumber = 0;
  /** Macros work as after .altmacro. */
  alternate = false;

  /** @param changed called when a macro comes or goes: a name can mean something else from there on */
  constructor(changed: () => void) {
    this.changed = changed;
  }

  /** The macro of this name, in whatever case. */
  get(name: string): Macro | undefined {
    return this.byName.get(name.toLowerCase());
  }

  names(): Iterable<string> {
    return this.byName.keys();
  }

  add(macro: Macro): void {
    this.byName.set(macro.name.toLowerCase(), macro);
    this.changed();
  }

  /** A macro of this name would be there if there were no error in its first line: its calls are none. */
  addFaulty(name: string): void {
    this.faulty.add(name.toLowerCase());
  }

  isFaulty(name: string): boolean {
    return this.faulty.has(name.toLowerCase());
  }

  /** False if there is no such macro. */
  remove(name: string): boolean {
    this.changed();
    return this.byName.delete(name.toLowerCase());
  }

  /** How many macros have been called, which `\@` stands for. */
  get calls(): number {
    return this.callNumber;
  }

  /**
   * Puts arguments into a body. @param repeatedAt how many macros had been called where a repetition began; undefined for a
   * call, which counts, and for which alone LOCAL lines make names
   */
  substitute(body: string, values: ReadonlyMap<string, string>, repeatedAt?: number): string {
    const isCall = repeatedAt === undefined;
    const call = repeatedAt ?? this.callNumber++;
    if (!this.alternate) return substitute(body, values, call);
    const { body: rest, names } = isCall ? takeLocals(body) : { body, names: [] };
    const own = names.map((name): [string, string] => [name, localName(++this.localNumber)]);
    return substituteAlternate(rest, new Map([...values, ...own]), call);
  }
}

/** The name that LOCAL gives for the nth time, as GNU as has it. */
function localName(number: number): string {
  return `.LL${number.toString(16).padStart(4, '0')}`;
}
