import { describe, expect, it, vi } from 'vitest';
import { csv } from './csv.ts';
import { explanations, impliedBoundary } from './explain.ts';
import { HP720_ETHERNET } from './models/hp720.ts';
import { page } from './page.ts';
import { EPOCH_LENGTHS } from './paper.ts';
import { picture } from './picture.ts';
import { npPlot } from './plot.ts';
import { type Cell, cellOf, deviation, median, type Results } from './results.ts';
import { number, percent, tables } from './table.ts';

const cell = (load: Cell['load'], variant: Cell['variant'], epochLength: number | undefined, np: number): Cell =>
  cellOf('hp720-ethernet', load, { variant, epochLength }, [
    { bare: { amount: 1000, ms: 100 }, pair: { amount: 1000, ms: 100 * np } },
    { bare: { amount: 1000, ms: 50 }, pair: { amount: 1000, ms: 50 * np } },
  ]);
const results: Results = {
  comparable: true,
  name: 'a <test>',
  about: 'Made up & short.',
  bare: { cpu: 50, read: 24 },
  cells: [
    cell('cpu', 'original', undefined, 1.1),
    cell('cpu', 'original', 1000, 22.5),
    cell('cpu', 'revised', 1000, 9.3),
    cell('cpu', 'original', 32_000, 1.85),
    cell('read', 'revised', 1000, 1.8),
  ],
};

describe('results', () => {
  it('are medians of ratios, each of one round', () => {
    expect(median([3, 1, 2])).toBe(2);
    expect(median([4, 1, 2, 3])).toBe(2.5);
    const found = cellOf('hp720-ethernet', 'cpu', { variant: 'queued', epochLength: 1000 }, [
      { bare: { amount: 30_000, ms: 10 }, pair: { amount: 30_000, ms: 30 } },
      { bare: { amount: 60_000, ms: 40 }, pair: { amount: 30_000, ms: 20 } },
      { bare: { amount: 30_000, ms: 10 }, pair: { amount: 30_000, ms: 20 } },
    ]);
    expect(found).toMatchObject({ np: 2, range: [1, 3], speed: 1.5 });
    expect(found.paper).toBeUndefined();
  });

  it('stand beside what the paper has measured or predicted', () => {
    expect(cell('read', 'revised', 8000, 1).paper).toEqual({ np: 1.7, kind: 'measured' });
    expect(cell('cpu', 'original', 385_000, 1).paper).toEqual({ np: 1.24, kind: 'predicted' });
    expect(cell('cpu', 'original', 16_000, 1).paper).toBeUndefined();
    expect(deviation(cell('cpu', 'original', 1000, 22.24))).toBeCloseTo(0, 9);
    expect(EPOCH_LENGTHS).toHaveLength(7);
  });
});

describe('the tables', () => {
  it('have a row for each epoch length, and a column for each variant', () => {
    expect(tables(results)).toBe(
      `CPU-intensive; speed in million instructions a second, bare 50.0
         | original                        | revised
epoch    |     NP  paper   off by    speed |     NP  paper   off by    speed
default  |   1.10                   0.0136 |
1K       |  22.50 22.24   +1.2 %    0.0007 |   9.30 11.67  -20.3 %    0.0016
32K      |   1.85  1.84*  +0.5 %    0.0081 |

disk read; speed in milliseconds a command, bare 24.0
         | revised
epoch    |     NP  paper   off by    speed
1K       |   1.80  1.92   -6.2 %     0.135
`,
    );
  });

  it('have numbers with three digits that count, and signed percents', () => {
    expect([0, 0.00012, 1.234, 47.66, 1234.5].map(number)).toEqual(['0.00', '0.0001', '1.23', '47.7', '1235']);
    expect([0.0123, -0.2, 0.0001, -0.0001].map(percent)).toEqual(['+1.2 %', '-20.0 %', '0.0 %', '0.0 %']);
  });

  it('are rows of values, too', () => {
    const [header, , first] = csv(results).split('\r\n');
    expect(header).toBe('load,variant,epoch,np,least,most,paper,paper_kind,speed,unit');
    expect(first).toBe('cpu,original,1000,22.5000,22.5000,22.5000,22.24,measured,0.0007,million instructions a second');
  });
});

describe('what is not as in the paper', () => {
  it('has a reason, with the numbers that the reason rests on', () => {
    const text = explanations(results, HP720_ETHERNET);
    expect(text).toContain(
      'CPU-intensive original 1K (+1.2 %); CPU-intensive original 32K (+0.5 %):\n  within the 1.9 %',
    );
    expect(text).toContain('CPU-intensive revised 1K (-20.3 %):\n  the measured load that computes leaves 220 us');
    expect(text).toMatch(/disk read revised 1K \(-6\.2 %\):\n.* 0\.04 of the 0\.12 that are missing/);
  });

  it('rests on what the revised protocol leaves for a boundary: 220, 138, 169, 170 us', () => {
    for (const [index, microseconds] of [220, 138, 169, 170].entries()) {
      expect(Math.abs(impliedBoundary(HP720_ETHERNET, EPOCH_LENGTHS[index])! - microseconds)).toBeLessThan(1);
    }
    expect(impliedBoundary(HP720_ETHERNET, 32_000)).toBeUndefined();
  });
});

describe('the plots', () => {
  it('are the same bytes for the same data, and others for others', () => {
    expect(picture(results)).toBe(picture(structuredClone(results)));
    const other = { ...results, cells: [...results.cells.slice(1), cell('cpu', 'original', 1000, 21)] };
    expect(picture(other)).not.toBe(picture(results));
  });

  it('have a point for each length, a ring for each figure of the paper, and no fixed colours', () => {
    const svg = npPlot('cpu', results);
    const groups = svg.split('<g ').filter((group) => group.includes('aria-label="dot"'));
    expect(groups.map((group) => group.split('<circle').length - 1)).toEqual([3, 3]);
    expect(svg).toContain('var(--original)');
    expect(svg).not.toMatch(/(?:fill|stroke)="(?:#|black|steelblue)/);
    expect(svg).toContain('>32K<');
  });

  it('say nothing of their own, however few points there are', () => {
    const warned = vi.spyOn(console, 'warn').mockImplementation(() => {});
    const one = (variant: Cell['variant']): Cell => cell('read', variant, 1000, 2);
    npPlot('read', { ...results, cells: [one('original'), one('revised'), one('queued')] });
    expect(warned).not.toHaveBeenCalled();
    warned.mockRestore();
  });

  it('stand in a picture whose texts are no markup', () => {
    const svg = picture({ ...results, name: 'Fast & cheap <script>' });
    expect(svg).toContain('epoch length: Fast &amp; cheap &lt;script&gt;</title>');
    expect(svg).not.toMatch(/<script|&(?!amp;|lt;|gt;)/);
  });

  it('stand in a page with nothing from elsewhere, and with texts that are no markup', () => {
    const html = page(results, 'one & <two>');
    expect(html).toContain('hvrun bench: a &lt;test&gt;');
    expect(html).toContain('one &amp; &lt;two&gt;');
    expect(html).not.toMatch(/(?:src|href)=|@import|url\(/);
    expect(html.split('<svg').length - 1).toBe(2);
  });
});
