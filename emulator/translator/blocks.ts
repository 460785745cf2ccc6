/**
 * The control flow of guest code around one address: basic blocks, which are entered at their first instruction alone. The
 * delay slot of a branch belongs to the branch's block, and so does an instruction that may be nullified to that of the one
 * before it; either may be the first of another block, too, and stands there once more.
 */
import type { Branch, Plan, Straight } from './emit/plan.ts';

/** An instruction that can be translated, at its address (without the level). */
export interface Item<P extends Plan = Plan> {
  readonly pc: number;
  readonly plan: P;
}

/** What a block ends with. */
export type BlockEnd =
  | { readonly kind: 'next'; readonly pc: number }
  /** `slot` is undefined if it is nullified whenever the branch is taken. */
  | { readonly kind: 'branch'; readonly branch: Item<Branch>; readonly slot: Item<Straight> | undefined }
  /** The interpreter executes the instruction at `pc`. */
  | { readonly kind: 'interpret'; readonly pc: number };

export interface Block {
  readonly start: number;
  readonly items: readonly Item<Straight>[];
  readonly end: BlockEnd;
  /** May the last item nullify the first instruction of the end? */
  readonly endMayBeNullified: boolean;
}

/** Gives the plan of the instruction at an address; undefined: the interpreter executes it. */
export type Plans = (pc: number) => Plan | undefined;

/** What a region is made of. */
export interface Code {
  readonly plans: Plans;
  /** Has the instruction at an address ever been executed? What has not is not worth translating. */
  readonly isInUse: (pc: number) => boolean;
}

export interface Limits {
  /** Instructions of all blocks, and of one; a block may have twice as many, which is to be less than a page. */
  readonly region: number;
  readonly block: number;
}

const PAGE = ~0xfff;
/** A block in which each instruction may nullify the next one ends after so many times its limit, when the interpreter executes one. */
const MAX_OVERRUN = 2;

/** Blocks by address, and those that may be entered from outside. */
export interface Flow {
  readonly blocks: readonly Block[];
  /** Addresses to which an indirect branch may return, and where the interpreter stops. */
  readonly entries: ReadonlySet<number>;
  /** Of the entries, those to which indirect branches have gone. */
  readonly targets: readonly number[];
}

/** The instructions that a block beginning at `start` has up to its end, whatever else begins among them. */
function scan(plans: Plans, start: number, isLeader: (pc: number) => boolean, limit: number): Block {
  const items: Item<Straight>[] = [];
  let nullifies = false;
  for (let pc = start; ; pc = (pc + 4) | 0) {
    const stops = !nullifies && items.length > 0 && (isLeader(pc) || beginsPage(pc) || items.length >= limit);
    if (stops) return { start, items, end: { kind: 'next', pc }, endMayBeNullified: false };
    // Each of a long row may nullify the next one.
    if (items.length >= MAX_OVERRUN * limit)
      return { start, items, end: { kind: 'interpret', pc }, endMayBeNullified: true };
    const plan = plans(pc);
    if (plan?.kind === 'straight') {
      items.push({ pc, plan });
      nullifies = plan.nullifies;
      continue;
    }
    const end = plan === undefined ? undefined : branchEnd(plans, { pc, plan });
    return { start, items, end: end ?? { kind: 'interpret', pc }, endMayBeNullified: nullifies };
  }
}

/** So that few blocks are on two pages. */
const beginsPage = (pc: number): boolean => (pc & 0xfff) === 0;

/** A branch with a slot that can be translated; one that branches, nullifies, changes mappings or is the interpreter's makes it the interpreter's. */
function branchEnd(plans: Plans, branch: Item<Branch>): BlockEnd | undefined {
  if (branch.plan.nullifiesSlot.taken) return { kind: 'branch', branch, slot: undefined };
  const pc = (branch.pc + 4) | 0;
  const plan = plans(pc);
  if (plan?.kind !== 'straight' || plan.nullifies || plan.changesMappings === true) return undefined;
  return { kind: 'branch', branch, slot: { pc, plan } };
}

/** Where a branch goes; undefined if that is not known. */
export function targetOf({ pc, plan }: Item<Branch>): number | undefined {
  return plan.target === 'indirect' ? undefined : (pc + 8 + plan.target) | 0;
}

/** The addresses at which the execution may go on behind a block, as far as they are known, the likeliest first. */
export function successorsOf({ end, endMayBeNullified }: Block): number[] {
  if (end.kind === 'next') return [end.pc];
  const successors: (number | undefined)[] = [];
  if (end.kind === 'interpret') {
    successors.push((end.pc + 4) | 0);
  } else {
    const { branch, slot } = end;
    const { conditional, calls } = branch.plan;
    // Behind a branch that isn't taken, the delay slot is an instruction like any other.
    const isSlotNext = conditional && slot === undefined;
    successors.push(targetOf(branch));
    if ((conditional && !isSlotNext) || calls) successors.push((branch.pc + 8) | 0);
    if (endMayBeNullified || isSlotNext) successors.push((branch.pc + 4) | 0);
  }
  return successors.filter((pc) => pc !== undefined);
}

/** Addresses behind a block to which it does not go by itself: a return point, or behind what the interpreter executes. */
function entriesBehind({ end }: Block): number[] {
  if (end.kind === 'interpret') return [(end.pc + 4) | 0];
  if (end.kind !== 'branch') return [];
  const { branch } = end;
  const target = targetOf(branch);
  const entries: number[] = [];
  if (branch.plan.calls) {
    entries.push((branch.pc + 8) | 0);
    if (target !== undefined) entries.push(target);
  }
  // The head of a loop.
  if (target !== undefined && !branch.plan.calls && target - branch.pc <= 0) entries.push(target);
  return entries;
}

/** Follows the control flow from `start` and `targets`, where it has been, until it is all known, or the limit is reached. */
export function flowFrom(
  { plans, isInUse }: Code,
  start: number,
  limits: Limits,
  targets: readonly number[] = [],
): Flow {
  const leaders = new Set<number>([start, ...targets]);
  const queue = [...leaders];
  let length = 0;
  const isLeader = (pc: number): boolean => leaders.has(pc);
  const scanned: Block[] = [];
  for (const pc of queue) {
    if (length >= limits.region) break;
    const block = scan(plans, pc, isLeader, limits.block);
    scanned.push(block);
    // One that the interpreter executes counts, too.
    length += lengthOf(block) + (block.end.kind === 'interpret' ? 1 : 0);
    for (const successor of successorsOf(block)) {
      if (leaders.has(successor) || !isInUse(successor)) continue;
      leaders.add(successor);
      queue.push(successor);
    }
  }
  // Those that were scanned before a leader inside them was known end before it.
  const known = new Set(scanned.map((block) => block.start));
  const isKnown = (pc: number): boolean => known.has(pc);
  const blocks = scanned.map((block) => scan(plans, block.start, isKnown, limits.block));
  blocks.sort((a, b) => (a.start >>> 0) - (b.start >>> 0));
  const knownTargets = targets.filter(isKnown);
  const entries = new Set([start, ...knownTargets, ...blocks.flatMap(entriesBehind).filter(isKnown)]);
  return { blocks, entries, targets: knownTargets };
}

/** The most instructions that one run through a block completes. */
export function lengthOf({ items, end }: Block): number {
  if (end.kind !== 'branch') return items.length;
  return items.length + (end.slot === undefined ? 1 : 2);
}

/** The pages from which the instructions of a block come, one or two. */
export function pagesOf({ start, items, end }: Block): number[] {
  const last = end.kind === 'branch' ? (end.slot ?? end.branch).pc : (items.at(-1)?.pc ?? start);
  const pages = [start & PAGE, last & PAGE];
  return pages[0] === pages[1] ? pages.slice(1) : pages;
}
