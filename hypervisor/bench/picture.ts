/** The three plots side by side in one SVG file, for documents: it brings its colours along, light and dark. */
import { escapeMarkup } from './markup.ts';
import { LOADS } from './model.ts';
import { npPlot, PLOT_SIZE, PLOT_STYLE } from './plot.ts';
import type { Results } from './results.ts';

const SVG = 'http://www.w3.org/2000/svg';

export function picture(results: Results): string {
  const loads = LOADS.filter((load) => results.cells.some((cell) => cell.load === load));
  const { width, height } = PLOT_SIZE;
  const plots = loads.map(
    (load, index) => `<g transform="translate(${index * width},0)">${npPlot(load, results)}</g>\n`,
  );
  return (
    `<svg xmlns="${SVG}" width="${width * loads.length}" height="${height}" viewBox="0 0 ${width * loads.length} ${height}" font-family="system-ui, sans-serif">\n` +
    `<title>Normalized performance over epoch length: ${escapeMarkup(results.name)}</title>\n` +
    `<style>${PLOT_STYLE}</style>\n<rect width="100%" height="100%" fill="var(--paper)"/>\n${plots.join('')}</svg>\n`
  );
}
