import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { StoryEvent } from '../../result.ts';
import type { Page, PageFinding } from './page-model.ts';
import { renderPage } from './page.ts';
import { SAMPLE, STORY } from './testing/sample-page.ts';

/** Elements that have no end tag; those of SVG end in />. */
const VOID = new Set(['meta', 'input']);

/** The page's elements, by name; throws if they are not nested. */
function elementsOf(text: string): string[] {
  const open: string[] = [];
  const found: string[] = [];
  const unquoted = text.replace(/<(script|style)>[^]*?<\/\1>/g, '<$1></$1>');
  for (const [, end, name, rest] of unquoted.matchAll(/<(\/?)([a-z][a-z0-9]*)((?:[^>"]|"[^"]*")*)>/gi)) {
    if (end) expect(open.pop()).toBe(name);
    else {
      found.push(name);
      if (!VOID.has(name) && !rest.endsWith('/')) open.push(name);
    }
  }
  expect(open).toEqual([]);
  return found;
}

const HOSTILE = `</script><script>alert(1)</script><img src=x onerror='a'>"'&\0\u001b[31m\u202e`;

/** The same page with hostile text wherever text can be. */
function hostile(page: Page): Page {
  const poison = (value: unknown): unknown => {
    if (typeof value === 'string') return HOSTILE;
    if (Array.isArray(value)) return value.map(poison);
    if (value === null || typeof value !== 'object') return value;
    return Object.fromEntries(
      Object.entries(value).map(([name, part]) => [name, CLOSED.has(name) ? part : poison(part)]),
    );
  };
  return { ...(poison({ ...page, sources: [] }) as Page), sources: new Map([[HOSTILE, HOSTILE]]) };
}
/** Fields that can hold only words of ours. */
const CLOSED = new Set(['verdict', 'adversity', 'name', 'kind', 'unit']);

describe('the page of a report', () => {
  it('says the verdict, the cases, and each finding with its reason, its difference and its command', () => {
    const text = renderPage(SAMPLE);
    expect(text).toContain('<h1>reuses-buffer <em>broken</em></h1>');
    expect(text).toContain('1,982 cases tried, which stand for 48,592, 2 findings.');
    expect(text).toContain('<b>touches-buffer</b> <span class="why">the driver lets the buffer of command 1 be used');
    expect(text).toContain('value="hvrun explore reuses-buffer --disk disk.img --case &#39;doubt:1=not&#39;');
    expect(text).toContain('<code>ahead.inc</code> 40-42, 50');
  });

  it('is well formed, and the same each time', () => {
    elementsOf(renderPage(SAMPLE));
    expect(renderPage(SAMPLE)).toBe(renderPage(SAMPLE));
  });

  it('leads from the strip to each finding', () => {
    const text = renderPage(SAMPLE);
    for (const number of [1, 2]) {
      expect(text).toContain(`href="#finding-${number}"`);
      expect(text).toContain(`id="finding-${number}"`);
    }
  });

  it('marks the source line, and those that the story comes through', () => {
    const text = renderPage(SAMPLE);
    expect(text).toMatch(/<span class="row here"><i>17 ▶<\/i> {10}stw {4}%r26,SLOT_COMMAND\(%r1\)<\/span>/);
    expect(text).toMatch(/<span class="row through"><i>11 ·<\/i>/);
  });

  it('tells the story by lanes, machines first, and cuts a long one around its fault', () => {
    const lanes = /<li class="lanes".*?<\/li>/s.exec(renderPage(SAMPLE))![0];
    expect([...lanes.matchAll(/<b>(.*?)<\/b>/g)].map(([, lane]) => lane)).toEqual([
      ...['guest', 'primary', 'backup', 'link', 'bus', 'disk'],
    ]);
    const quiet: StoryEvent[] = Array.from({ length: 500 }, (_, at) => ({
      at,
      lane: 'guest',
      kind: 'message',
      words: `event ${at}.`,
    }));
    const story = quiet.with(300, { ...STORY[5], words: 'dies' });
    const text = renderPage({ ...SAMPLE, findings: [{ ...SAMPLE.findings[0], story }] });
    expect(text).toContain('380 more events are not shown.');
    expect(text).toContain('dies');
    expect(text).toContain('event 299.');
    expect(text).not.toContain('event 20.');
  });

  it('lets no text become anything else, wherever it stands', () => {
    const page = hostile(SAMPLE);
    const text = renderPage(page);
    expect(elementsOf(text).filter((name) => name === 'script' || name === 'img')).toEqual(['script']);
    expect(text).not.toMatch(/onerror='/);
    expect(text).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f\u202e]/);
    expect(text).toContain('&lt;/script&gt;&lt;script&gt;alert(1)');
  });

  it('runs its own script and no other, and loads nothing', () => {
    const text = renderPage(SAMPLE);
    const script = /<script>([^]*)<\/script>/.exec(text)![1];
    const hash = createHash('sha256').update(script).digest('base64');
    expect(text).toContain(
      `default-src &#39;none&#39;; style-src &#39;unsafe-inline&#39;; script-src &#39;sha256-${hash}&#39;`,
    );
    expect(text).not.toMatch(/\b(src|href)="(?!#)/);
  });

  it('has a verdict in words and a shape wherever it has a colour', () => {
    const text = renderPage(SAMPLE);
    for (const bar of text.matchAll(
      /<rect class="(holds|broken|undecided)"[^>]*height="(\d+)"[^>]*><title>(.*?)<\/title>/g,
    )) {
      expect(bar[3]).toContain(bar[1]);
      expect(bar[2]).toBe({ holds: '10', undecided: '18', broken: '32' }[bar[1]]);
    }
  });

  it('shows a run in which nothing was found, and one without commands', () => {
    const text = renderPage({
      ...SAMPLE,
      verdict: 'holds',
      findings: [],
      commands: [],
      tracks: [],
      unreached: [],
      instructions: 0,
    });
    elementsOf(text);
    expect(text).toContain('Nobody outside could tell');
    expect(text).not.toContain('<h2>Findings');
  });

  it('shows what it knows of a finding without source, line or story', () => {
    const bare: PageFinding = {
      number: 1,
      why: 'w',
      difference: 'd',
      key: 'doubt:1=not',
      cases: 1,
      story: [],
      command: 'c',
    };
    const text = renderPage({
      ...SAMPLE,
      findings: [bare, { ...bare, number: 2, place: { address: 0x10, line: 'gone.s:3' } }],
    });
    elementsOf(text);
    expect(text).toContain('The source was not there when this page was made.');
    expect(text).toContain('<b>unexplained</b>');
  });
});
