/** The results as text, in the layout of the paper's Table 1: a row for each epoch length, the paper's figure beside ours. */
import { variants, type VariantName } from '../protocol/variants.ts';
import { LOADS, type LoadName } from './model.ts';
import { type Cell, deviation, epochText, LOAD_TEXT, type Results, speedUnit } from './results.ts';

const VARIANT_NAMES = Object.keys(variants) as VariantName[];
/** What is told of a case, and in how many characters. */
interface Column {
  readonly title: string;
  readonly width: number;
  readonly text: (cell: Cell) => string;
}

const NP: Column = { title: 'NP', width: 7, text: ({ np }) => np.toFixed(2) };
const PAPER: Column = {
  title: 'paper',
  width: 7,
  text: ({ paper }) => (paper === undefined ? '' : `${paper.np.toFixed(2)}${paper.kind === 'predicted' ? '*' : ' '}`),
};
const OFF_BY: Column = {
  title: 'off by',
  width: 9,
  text: (cell) => (cell.paper === undefined ? '' : `${percent(deviation(cell)!)} `),
};
const SPEED: Column = { title: 'speed', width: 9, text: ({ speed }) => number(speed) };
const EPOCH_WIDTH = 8;

/** A table for each load that was run. */
export function tables(results: Results): string {
  const parts = LOADS.filter((load) => results.cells.some((cell) => cell.load === load)).map((load) =>
    table(load, results),
  );
  return parts.join('\n');
}

function table(load: LoadName, { comparable, bare, cells }: Results): string {
  const columns = comparable ? [NP, PAPER, OFF_BY, SPEED] : [NP, PAPER, SPEED];
  const mine = cells.filter((cell) => cell.load === load);
  const names = VARIANT_NAMES.filter((name) => mine.some(({ variant }) => variant === name));
  const lengths = [...new Set(mine.map(({ epochLength }) => epochLength))];
  const width = columns.reduce((sum, column) => sum + column.width, 0);
  const row = (first: string, group: (name: VariantName) => string): string =>
    first.padEnd(EPOCH_WIDTH) + names.map((name) => ` |${group(name).padEnd(width)}`).join('');
  const fields = (text: (column: Column) => string): string =>
    columns.map((column) => text(column).padStart(column.width)).join('');
  const lines = [
    `${LOAD_TEXT[load]}; speed in ${speedUnit(load)}, bare ${number(bare[load]!)}`,
    row('', (name) => ` ${name}`),
    row('epoch', () => fields(({ title }) => title)),
    ...lengths.map((length) =>
      row(epochText(length), (name) => {
        const cell = mine.find(({ variant, epochLength }) => variant === name && epochLength === length);
        return cell === undefined ? '' : fields(({ text }) => text(cell));
      }),
    ),
  ];
  return lines.map((line) => `${line.trimEnd()}\n`).join('');
}

/** A part as signed percents. */
export function percent(part: number): string {
  const rounded = Math.round(part * 1000) / 10;
  return `${rounded > 0 ? '+' : ''}${rounded === 0 ? '0.0' : rounded.toFixed(1)} %`;
}

/** With three digits that count, or all before the point. */
export function number(value: number): string {
  const digits = value === 0 ? 2 : Math.max(0, 2 - Math.floor(Math.log10(Math.abs(value))));
  return value.toFixed(Math.min(digits, 4));
}
