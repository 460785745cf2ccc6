/** The loop's code for loads and stores: see ../../../cpu/semantics/memory.ts. Manual: chapter 5, "Memory Reference Instructions". */
import { addressOf, modify } from './address.ts';
import type { Cases } from './cases.ts';

const load: Cases['load'] = (does) => {
  if (does.absolute || does.clears) return undefined;
  const t = does.address === 'long' || does.address === 'modify' ? 'field11' : 'field27';
  return (writer) => {
    const { base, offset, sum } = addressOf(writer, does);
    const physical = writer.translate('read', base, offset, does.bytes - 1);
    // A loaded value wins over a modified base.
    modify(writer, does, sum);
    writer.set(t, () => void writer.loadRam(does.bytes, physical));
    writer.next();
  };
};

const store: Cases['store'] = (does) => {
  if (does.absolute) return undefined;
  return (writer) => {
    const { base, offset, sum } = addressOf(writer, does);
    const physical = writer.translate('write', base, offset, does.bytes - 1);
    writer.storeRam(does.bytes, physical, () => void writer.get('field11'));
    modify(writer, does, sum);
    writer.next();
  };
};

export const MEMORY: Cases<'load' | 'store'> = { load, store };
