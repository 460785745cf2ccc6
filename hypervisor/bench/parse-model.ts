/** A model as people describe it: a file of JSON, in the format of ./models/hp720.ts. What can't be one is refused, with what was expected where. */
import { printable } from '../wire/printable.ts';
import { COMMAND } from './load-arguments.ts';
import type { Model } from './model.ts';
import { undoable } from './undoable.ts';

/** What is wrong with a model file, in words. */
export class BadModel extends Error {}

const WHOLE = 'a whole number';
/** The fields of a model, each with the least and the most that it may be: any number, or a whole one. */
const RANGES = {
  instructionUs: [1e-6, 1e3],
  simulatedUs: [0, 1e6],
  otherUsPerMillion: [0, 1e6],
  epochUs: [0, 1e6],
  commandUs: [0, 1e6],
  link: {
    latencyUs: [0, 1e6],
    megabits: [1e-3, 1e9],
    packetBytes: [1, 1e9, WHOLE],
  },
  disk: { readMs: [0, 1e4], writeMs: [0, 1e4], spread: [0, 1] },
  loads: {
    cpu: { instructions: [1e6, 1e12, WHOLE], simulated: [0, 1e12, WHOLE] },
    write: { instructions: [COMMAND.instructions, 1e8, WHOLE], simulated: [COMMAND.simulated, 1e8, WHOLE] },
    read: { instructions: [COMMAND.instructions, 1e8, WHOLE], simulated: [COMMAND.simulated, 1e8, WHOLE] },
  },
} as const;
/** What a terminal or a page would take for something else than a text, or no file can hold. */
const NO_TEXT = /[\p{Cc}\p{Cs}\u2028\u2029\ufffe\uffff]/u;
/** Of what stands in a file, in a message. */
const MOST_SHOWN = 100;

type Ranges = { readonly [field: string]: readonly [number, number, typeof WHOLE?] | Ranges };

/** The model that `text`, JSON, describes. Throws a {@link BadModel} that says what is wrong where. */
export function parseModel(text: string): Model {
  let value: unknown;
  try {
    value = JSON.parse(text.replace(/^\ufeff/, ''));
  } catch (error) {
    throw new BadModel(
      `it is no JSON: ${printable(error instanceof Error ? error.message : String(error), MOST_SHOWN)}`,
    );
  }
  const { name, about, ...numbers } = fieldsOf(value, 'the file');
  checkText('name', name);
  checkText('about', about);
  if ((name as string).trim() === '') throw new BadModel("'name' must not be empty");
  checkFields(numbers, RANGES, '');
  const model = value as Model;
  const wrong = undoable(model);
  if (wrong !== undefined) throw new BadModel(wrong);
  return model;
}

function checkText(field: string, value: unknown): void {
  if (typeof value !== 'string') throw new BadModel(`'${field}' must be a text`);
  if (NO_TEXT.test(value)) throw new BadModel(`'${field}' must be a text in one line, without control characters`);
}

function checkFields(fields: Readonly<Record<string, unknown>>, ranges: Ranges, prefix: string): void {
  const strange = Object.keys(fields).find((field) => !Object.hasOwn(ranges, field));
  if (strange !== undefined) throw new BadModel(`'${prefix}${printable(strange, MOST_SHOWN)}' is no field of a model`);
  for (const [field, range] of Object.entries(ranges)) {
    const path = `${prefix}${field}`;
    const value = fields[field];
    if (!Array.isArray(range)) {
      checkFields(fieldsOf(value, `'${path}'`), range as Ranges, `${path}.`);
      continue;
    }
    const [min, max, kind = 'a number'] = range as readonly [number, number, typeof WHOLE?];
    if (typeof value !== 'number' || value < min || value > max || (kind === WHOLE && !Number.isInteger(value))) {
      throw new BadModel(`'${path}' must be ${kind} from ${min} to ${max}`);
    }
  }
}

function fieldsOf(value: unknown, what: string): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new BadModel(`${what} must be an object with fields`);
  }
  return value as Record<string, unknown>;
}
