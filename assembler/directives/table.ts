/** All directives by name. */
import { alignDirectives } from './align.ts';
import { cfiDirectives } from './cfi.ts';
import { commonDirectives } from './common.ts';
import { conditionDirectives } from './conditions.ts';
import { dataDirectives } from './data.ts';
import type { Directive } from './directive.ts';
import { extendedFloatDirectives } from './extended-floats.ts';
import { fileDirectives } from './files.ts';
import { floatDirectives } from './floats.ts';
import { leb128Directives } from './leb128.ts';
import { identificationDirectives } from './identification.ts';
import { levelDirectives } from './level.ts';
import { lineDirectives } from './lines.ts';
import { listingDirectives } from './listing.ts';
import { macroDirectives } from './macros.ts';
import { messageDirectives } from './messages.ts';
import { nopDirectives } from './nop.ts';
import { oldNameDirectives } from './old-names.ts';
import { orgDirectives } from './org.ts';
import { procedureDirectives } from './procedures.ts';
import { refusedDirectives } from './refused.ts';
import { registerDirectives } from './reg.ts';
import { relocDirectives } from './reloc.ts';
import { repetitionDirectives } from './repetitions.ts';
import { sectionStackDirectives } from './section-stack.ts';
import { sectionDirectives } from './sections.ts';
import { spaceDirectives } from './space.ts';
import { stabsDirectives } from './stabs.ts';
import { stringDirectives } from './strings.ts';
import { structDirectives } from './struct.ts';
import { symbolDirectives } from './symbols.ts';
import { weakrefDirectives } from './weakref.ts';

export const directives: ReadonlyMap<string, Directive> = new Map(
  Object.entries<Directive>({
    ...sectionDirectives,
    ...sectionStackDirectives,
    ...dataDirectives,
    ...stringDirectives,
    ...spaceDirectives,
    ...stabsDirectives,
    ...alignDirectives,
    ...orgDirectives,
    ...symbolDirectives,
    ...commonDirectives,
    ...identificationDirectives,
    ...fileDirectives,
    ...levelDirectives,
    ...procedureDirectives,
    ...messageDirectives,
    ...floatDirectives,
    ...extendedFloatDirectives,
    ...leb128Directives,
    ...listingDirectives,
    ...nopDirectives,
    ...lineDirectives,
    ...oldNameDirectives,
    ...registerDirectives,
    ...relocDirectives,
    ...structDirectives,
    ...weakrefDirectives,
    ...macroDirectives,
    ...repetitionDirectives,
    ...conditionDirectives,
    ...refusedDirectives,
    ...cfiDirectives,
  }),
);
