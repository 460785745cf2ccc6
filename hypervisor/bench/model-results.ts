/** All cases of the paper's evaluation on a model. */
import type { VariantName } from '../protocol/variants.ts';
import { type Case, type Cell, cellOf, type Results, speedOf, type Timing } from './results.ts';
import { MODEL_SIZE, turnsOf } from './load-arguments.ts';
import { LOADS, type LoadName, type Model } from './model.ts';
import { isOfThePaper } from './models/hp720.ts';
import { type Images, onBare, onPair } from './modelled.ts';

export interface Asked {
  readonly loads: readonly LoadName[];
  readonly variants: readonly VariantName[];
  readonly epochLengths: readonly number[];
}

/** Runs what is asked for; `progress` is told of each case before it is run. */
export function modelResults(
  images: Images,
  model: Model,
  { loads, variants, epochLengths }: Asked,
  progress: (load: LoadName, which: Case) => void = () => {},
): Results {
  const speeds: Partial<Record<LoadName, number>> = {};
  const cells: Cell[] = [];
  const cases = epochLengths.flatMap((epochLength) => variants.map((variant) => ({ variant, epochLength })));
  for (const load of LOADS.filter((each) => loads.includes(each))) {
    const alone = onBare(images, model, load, MODEL_SIZE);
    const amount = load === 'cpu' ? turnsOf(model.loads.cpu, MODEL_SIZE).instructions : MODEL_SIZE.commands;
    speeds[load] = speedOf(load, { amount, ms: alone.ms });
    for (const which of cases) {
      progress(load, which);
      const { ms } = onPair(images, model, load, MODEL_SIZE, { ...which, earlyEnds: false });
      const [bare, pair]: Timing[] = [
        { amount, ms: alone.ms },
        { amount, ms },
      ];
      cells.push(cellOf(model.name, load, which, [{ bare, pair }]));
    }
  }
  return { comparable: isOfThePaper(model), name: model.name, about: model.about, bare: speeds, cells };
}
