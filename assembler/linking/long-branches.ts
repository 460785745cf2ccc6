/**
 * Branches that can't reach their target go there through a stub behind their own section, which jumps with a whole
 * address. A stub takes %r1 as its register and %sr4 as its space, as HP's linkage stubs do (PA-RISC Run-Time Architecture
 * Document for 32-bit applications, "Stubs").
 */
import { relocationNumber, relocationType, type RelocationType } from '../../emulator/elf/relocation-types.ts';
import { evaluate, type Scope } from '../expressions/evaluate.ts';
import { reduce } from '../expressions/reduce.ts';
import type { Fixup } from '../layout/fixup.ts';
import { Section } from '../layout/section.ts';
import type { Location } from '../sections/location.ts';
import { TEXT } from '../layout/standard-sections.ts';
import { addressOf, placeOf } from '../layout/store.ts';
import type { LinkInput } from './input.ts';

/** `ldil 0,%r1` and `be,n 0(%sr4,%r1)`, whose fields the relocations fill in. */
const STUB = [
  { word: 0x20200000, type: typeOf('DIR21L') },
  { word: 0xe0202002, type: typeOf('DIR17R') },
] as const;
const WORD_SIZE = 4;

/** Bytes that the displacements of branches reach: 17 and 12 bits of words. */
const REACH: Readonly<Record<string, number>> = { w17: 2 ** 18, w12: 2 ** 13 };

function typeOf(name: string): RelocationType {
  const type = relocationType(relocationNumber(name));
  if (type === undefined) throw new RangeError(`no relocation type ${name}`);
  return type;
}

export class LongBranches {
  private readonly stubs = new Map<Section, Section>();
  /** The stub of each branch that has one. */
  private readonly targets = new Map<Fixup, Location>();
  /** Stubs of one section by what they lead to. */
  private readonly known = new Map<Section, Map<string, Location>>();
  private readonly identities = new Map<unknown, number>();

  /** Makes stubs for branches that are too long in the present layout; true if there are new ones. */
  extend(inputs: readonly LinkInput[], scope: Scope): boolean {
    const before = this.targets.size;
    for (const { sections } of inputs) {
      for (const section of sections.values()) {
        if (!section.attributes.executable) continue;
        for (const fixup of section.fixups) {
          if (!this.targets.has(fixup) && isTooLong(fixup, scope) && this.reachesStub(fixup, section)) {
            this.addStub(fixup, section, scope);
          }
        }
      }
    }
    return this.targets.size > before;
  }

  /** The stubs that stand behind a section. */
  behind(section: Section): Section | undefined {
    return this.stubs.get(section);
  }

  /** Where a branch goes instead. */
  targetOf(fixup: Fixup): Location | undefined {
    return this.targets.get(fixup);
  }

  get sections(): Iterable<Section> {
    return this.stubs.values();
  }

  /** Whether a branch reaches what stands behind its section, one more stub included. */
  private reachesStub(fixup: Fixup, section: Section): boolean {
    const { fragment, offset } = fixup.location;
    const behind = section.size + (this.stubs.get(section)?.size ?? 0) + WORD_SIZE;
    return behind - (fragment.start ?? 0) - offset - 8 < reachOf(fixup);
  }

  private addStub(fixup: Fixup, section: Section, scope: Scope): void {
    const key = this.keyOf(fixup, scope);
    const sameSection = this.known.get(section) ?? new Map<string, Location>();
    this.known.set(section, sameSection);
    const stub = sameSection.get(key) ?? this.makeStub(fixup, section);
    sameSection.set(key, stub);
    this.targets.set(fixup, stub);
  }

  private makeStub({ expression, span }: Fixup, owner: Section): Location {
    const section = this.stubs.get(owner) ?? new Section(owner.name, TEXT);
    this.stubs.set(owner, section);
    section.alignment = WORD_SIZE;
    const start = section.here();
    for (const { word, type } of STUB) {
      const location = section.here();
      section.appendWord(word);
      section.fixups.push({ location, field: { kind: 'relocation', type }, selector: undefined, expression, span });
    }
    return start;
  }

  /** Equal for branches with the same target. */
  private keyOf({ expression }: Fixup, scope: Scope): string {
    const sum = reduce(expression);
    if (sum.kind === 'error' || sum.plus === undefined) return String(this.identityOf(expression));
    const { plus, addend } = sum;
    const target = plus.kind === 'symbol' ? scope.resolve(plus.symbol) : plus.section;
    return [this.identityOf(target), plus.kind === 'place' ? plus.offset : 0, addend].join(' ');
  }

  private identityOf(object: unknown): number {
    const number = this.identities.get(object) ?? this.identities.size;
    this.identities.set(object, number);
    return number;
  }
}

/** Whether a branch's displacement would need more bits than there are. */
function isTooLong(fixup: Fixup, scope: Scope): boolean {
  const reach = reachOf(fixup);
  const target = evaluate(fixup.expression, scope);
  // An undefined symbol is reported later; a number is no place in the program.
  if (target.kind !== 'value' || target.base === undefined) return false;
  const distance = Number(BigInt.asIntN(32, addressOf(target) - BigInt(placeOf(fixup.location)) - 8n));
  return distance < -reach || distance >= reach;
}

/** Whether a fixup fills in how far a branch goes. */
export function isBranch(fixup: Fixup): boolean {
  return reachOf(fixup) !== Infinity;
}

/** How far a branch can go, in bytes; Infinity for what is no branch. */
function reachOf(fixup: Fixup): number {
  return REACH[fieldOf(fixup) ?? ''] ?? Infinity;
}

function fieldOf({ field }: Fixup): string | undefined {
  if (field.kind === 'relocation') return field.type.base === 'pc-relative' ? field.type.field : undefined;
  if (field.kind !== 'operand' || field.operand.kind !== 'target') return undefined;
  return field.operand.name === 'target17' ? 'w17' : 'w12';
}
