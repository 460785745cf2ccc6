/**
 * Normalized performance over the epoch length, as SVG: a line for each variant, the paper's figures as rings. Same data, same
 * bytes. Colours are CSS variables, so that who shows it chooses them: see {@link PLOT_STYLE}.
 */
import * as Plot from '@observablehq/plot';
import { parseHTML } from 'linkedom';
import { variants, type VariantName } from '../protocol/variants.ts';
import type { LoadName } from './model.ts';
import { type Cell, epochText, LOAD_TEXT, type Results } from './results.ts';

/** The DOM is no part of our types, and nothing of it is used but this. */
const plot = Plot.plot as unknown as (options: object) => { readonly outerHTML: string };
const parse = parseHTML as unknown as (html: string) => { readonly document: object };

const VARIANT_NAMES = Object.keys(variants) as VariantName[];
export const PLOT_SIZE = { width: 420, height: 300 } as const;

/** The variables of {@link npPlot}, for light surroundings and for dark ones. */
export const PLOT_STYLE = `
  :root { --ink: #24292f; --paper: #ffffff; --original: #b3261e; --revised: #1f6feb; --queued: #1a7f37; }
  @media (prefers-color-scheme: dark) {
    :root { --ink: #d0d7de; --paper: #0d1117; --original: #ff8a80; --revised: #79b8ff; --queued: #7ee787; }
  }
`;

/** One load's plot. Its epoch lengths are those that have a length: the default has none. */
export function npPlot(load: LoadName, { cells }: Results): string {
  const mine = cells.filter((cell) => cell.load === load && cell.epochLength !== undefined);
  const figures = mine.filter(({ paper }) => paper !== undefined);
  const lengths = [...new Set(mine.map(({ epochLength }) => epochLength!))].toSorted((a, b) => a - b);
  const colour = ({ variant }: Cell): string => variant;
  const line = { z: 'variant', x: 'epochLength', y: 'np', stroke: colour, strokeWidth: 1.5 };
  const names = VARIANT_NAMES.filter((name) => mine.some(({ variant }) => variant === name));
  const { document } = parse('<html><body></body></html>');
  const svg = plot({
    document,
    ...PLOT_SIZE,
    marginLeft: 45,
    marginRight: 25,
    marginTop: 34,
    marginBottom: 40,
    style: { background: 'none', color: 'var(--ink)', fontSize: '11px' },
    x: { type: 'log' },
    y: {
      ...(load === 'cpu'
        ? { type: 'log', domain: [1, top(mine)], ticks: [1, 2, 5, 10, 20, 50] }
        : { type: 'linear', ticks: 6 }),
      label: `${LOAD_TEXT[load]}: NP`,
      grid: true,
      tickFormat: String,
    },
    color: { domain: VARIANT_NAMES, range: VARIANT_NAMES.map((name) => `var(--${name})`) },
    marks: [
      Plot.axisX(lengths, { text: (length: number) => epochText(length), label: 'epoch length, instructions' }),
      Plot.lineY(
        mine.filter(({ variant }) => variant !== 'queued'),
        line,
      ),
      // It often lies on another line.
      Plot.lineY(
        mine.filter(({ variant }) => variant === 'queued'),
        { ...line, strokeDasharray: '5 4' },
      ),
      Plot.dot(mine, { x: 'epochLength', y: 'np', fill: colour, r: 2 }),
      Plot.dot(figures, {
        x: 'epochLength',
        y: ({ paper }: Cell) => paper!.np,
        stroke: colour,
        r: 5,
        strokeWidth: 1.2,
      }),
      ...legend(names),
    ],
  });
  return svg.outerHTML;
}

/** Where the axis of a load that computes ends: a little above what is highest there. */
function top(cells: readonly Cell[]): number {
  return 1.2 * Math.max(2, ...cells.flatMap(({ np, paper }) => [np, paper?.np ?? 0]));
}

/** The variants' names in their colours, above the frame, and what a ring is. */
function legend(names: readonly VariantName[]): Plot.Markish[] {
  const entry = (text: string, dx: number, fill: string): Plot.Markish =>
    Plot.text([text], { frameAnchor: 'top-right', textAnchor: 'end', fill, dy: -24, dx, fontWeight: 'bold' });
  return [
    entry('○ the paper', 0, 'var(--ink)'),
    ...names.map((name, index) => entry(name, -80 - 60 * (names.length - 1 - index), `var(--${name})`)),
  ];
}
