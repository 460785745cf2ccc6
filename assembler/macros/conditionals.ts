/** .if and its relatives: which statements are assembled at all. */
import type { Span } from '../diagnostics/source.ts';

interface Level {
  readonly span: Span;
  /** The branch that is being read is assembled. */
  active: boolean;
  /** Some branch was assembled, or the whole stands in a branch that isn't: no further one is. */
  done: boolean;
  sawElse: boolean;
  /** What has been left out, and is like its .endif. */
  misspeltEnd?: Span;
}

export class Conditionals {
  private readonly levels: Level[] = [];

  /** Statements are being left out at present. */
  get skipping(): boolean {
    const level = this.levels.at(-1);
    return level !== undefined && !level.active;
  }

  /** How many are open; a text that ends must not have more than it began with. */
  get depth(): number {
    return this.levels.length;
  }

  /** The directive that opened the innermost one. */
  get innermost(): Span | undefined {
    return this.levels.at(-1)?.span;
  }

  /** What has been left out of the innermost one, and is like its .endif. */
  get misspeltEnd(): Span | undefined {
    return this.levels.at(-1)?.misspeltEnd;
  }

  /** The innermost one leaves out something that is like its .endif. */
  sawMisspeltEnd(span: Span): void {
    const level = this.levels.at(-1);
    if (level !== undefined) level.misspeltEnd ??= span;
  }

  /** @param holds undefined if nobody can know: then no branch is assembled */
  open(holds: boolean | undefined, span: Span): void {
    const skipped = this.skipping;
    this.levels.push({ span, active: !skipped && holds === true, done: skipped || holds !== false, sawElse: false });
  }

  /** Whether an .elseif's condition matters; if not it needn't even have a value. */
  get wantsElseif(): boolean {
    const level = this.levels.at(-1);
    return level !== undefined && !level.done && !level.sawElse;
  }

  elseif(holds: boolean | undefined): string | undefined {
    const level = this.levels.at(-1);
    if (level === undefined) return '.elseif without .if';
    if (level.sawElse) return '.elseif after .else';
    level.active = !level.done && holds === true;
    level.done ||= holds !== false;
    return undefined;
  }

  else(): string | undefined {
    const level = this.levels.at(-1);
    if (level === undefined) return '.else without .if';
    if (level.sawElse) return 'a second .else for the same .if';
    level.sawElse = true;
    level.active = !level.done;
    level.done = true;
    return undefined;
  }

  close(): string | undefined {
    return this.levels.pop() === undefined ? '.endif without .if' : undefined;
  }
}
