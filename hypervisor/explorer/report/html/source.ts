/** The guest's source around a place, with the lines that a story comes through marked; or what is known of it without a source. */
import type { CodePlace, StoryEvent } from '../../result.ts';
import { hex } from '../../../../emulator/hex.ts';
import { markup, type Markup } from './markup.ts';

/** Lines shown before the place and behind it. */
const AROUND = 9;
const TAB = 8;

export function source(
  place: CodePlace | undefined,
  story: readonly StoryEvent[],
  sources: ReadonlyMap<string, string>,
): Markup {
  if (place === undefined) return markup``;
  const [file, line] = splitLine(place.line);
  const text = file === undefined ? undefined : sources.get(file);
  const title = [place.line, place.label, hex(place.address)].filter((part) => part !== undefined).join(' ');
  if (text === undefined) {
    return markup`<figure class="source"><figcaption>${title}</figcaption><pre tabindex="0">${place.text ?? 'The source was not there when this page was made.'}</pre></figure>`;
  }
  const through = new Set(
    story.map(({ place: there }) => splitLine(there?.line)).flatMap(([name, at]) => (name === file ? [at] : [])),
  );
  const lines = text.split('\n');
  const from = Math.max(1, line - AROUND);
  const to = Math.min(lines.length, line + AROUND);
  const rows = lines.slice(from - 1, to).map((words, index) => {
    const at = from + index;
    const mark = at === line ? 'here' : through.has(at) ? 'through' : '';
    const sign = at === line ? '▶' : through.has(at) ? '·' : ' ';
    return markup`<span class="row ${mark}"><i>${at} ${sign}</i> ${expandTabs(words)}</span>`;
  });
  return markup`<figure class="source"><figcaption>${title}</figcaption><pre tabindex="0" aria-label="source around ${title}">${rows}</pre></figure>`;
}

/** A file's name may have colons. */
function splitLine(line: string | undefined): [file: string | undefined, line: number] {
  const colon = line?.lastIndexOf(':') ?? -1;
  return line === undefined || colon < 0 ? [undefined, 0] : [line.slice(0, colon), Number(line.slice(colon + 1))];
}

function expandTabs(text: string): string {
  let column = 0;
  let expanded = '';
  for (const character of text) {
    const width = character === '\t' ? TAB - (column % TAB) : 1;
    expanded += character === '\t' ? ' '.repeat(width) : character;
    column += width;
  }
  return expanded;
}
