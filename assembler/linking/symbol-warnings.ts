/**
 * What the author of a library says to those who use a symbol: a section `.gnu.warning.SYMBOL` holds the text (GNU ld
 * manual, ".gnu.warning"). The place of the use is told by the debug information, if there is some.
 */
import { utf8 } from '../../emulator/bytes.ts';
import type { Diagnostics } from '../diagnostics/diagnostics.ts';
import { SourceText } from '../diagnostics/source.ts';
import type { Bound } from '../expressions/bound.ts';
import type { Section } from '../layout/section.ts';
import type { LinkInput } from './input.ts';
import type { LinkedImage } from './link.ts';
import { ObjectUses } from './object-uses.ts';
import { isWarningText, WARNING_TEXT } from './output-names.ts';

/** Gives the warnings of `inputs` about what is used in the program, once for each file that uses it. */
export function warnOfUses(
  inputs: readonly LinkInput[],
  linked: LinkedImage,
  image: Uint8Array,
  diagnostics: Diagnostics,
): void {
  const texts = new Map<string, { text: string; from: string }>();
  for (const { name: from, sections } of inputs) {
    for (const section of sections.values()) {
      if (!isWarningText(section.name)) continue;
      const text = textOf(section);
      // A text about no symbol is for all who link the file.
      if (section.name === WARNING_TEXT) diagnostics.warning(new SourceText(from, '').span(0, 0), text);
      else texts.set(section.name.slice(WARNING_TEXT.length + 1), { text, from });
    }
  }
  if (texts.size === 0) return;
  const uses = new ObjectUses(image);
  for (const { name: file, sections, isObject = false } of linked.inputs) {
    const open = new Map([...texts].filter(([, { from }]) => from !== file));
    for (const { attributes, fixups } of sections.values()) {
      if (!attributes.allocated) continue;
      for (const fixup of fixups) {
        const name = namedIn(fixup.expression, open);
        if (name === undefined) continue;
        const { span } = isObject ? uses.of(fixup, file) : fixup;
        diagnostics.warning(span, open.get(name)?.text ?? '');
        open.delete(name);
      }
    }
  }
}

function textOf(section: Section): string {
  const bytes = section.contents();
  const end = bytes.indexOf(0);
  return utf8(end < 0 ? bytes : bytes.subarray(0, end)).trimEnd();
}

/** The symbol of an expression that another file has to define and that there is a text about. */
function namedIn(expression: Bound, texts: ReadonlyMap<string, unknown>): string | undefined {
  if (expression.kind === 'binary') return namedIn(expression.left, texts) ?? namedIn(expression.right, texts);
  if (expression.kind !== 'symbol' || expression.symbol.definition !== undefined) return undefined;
  return texts.has(expression.symbol.name) ? expression.symbol.name : undefined;
}
