/** Sentences about statements that several places of the assembler say, or that need some thought to be said well. */

/** Two definitions of one name. */
export function definedTwice(name: string): string {
  return `'${name}' is defined twice`;
}

/** A section of zeros was given something else. */
export function zerosAlone(section: string): string {
  return `section ${section} holds zeros alone: no instructions, and no data but 0`;
}

/** A directive with too few or too many arguments. */
export function wrongNumber(name: string, min: number, max: number, found: number): string {
  if (max === 0) return `${name} takes no arguments`;
  const range = max === Infinity ? `${min} or more` : min === max ? String(min) : `${min} to ${max}`;
  return `${name} takes ${range} argument${range === '1' ? '' : 's'}, not ${found}`;
}

/** A source in an encoding that no source has. */
export function wrongEncoding(file: string): string {
  return `${file} is UTF-16 text; a source is ASCII or UTF-8`;
}

/** A selector that is about symbols alone, in front of a number. */
export function symbolNeeded(selector: string): string {
  return `the field selector ${selector}% needs a symbol, and this is a number`;
}

/** An instruction at an offset where none can stand. */
export function misplacedInstruction(offset: number): string {
  return `instructions stand at multiples of 4, not at offset ${offset}: .align 4 is missing`;
}

/** A name that is no operation, with what is known about it. `mayBeLabel`: it stands alone in its statement. */
export function unknownInstruction(name: string, hint: string, mayBeLabel: boolean): string {
  const label = hint === '' && mayBeLabel ? '; a label has a colon behind it, or begins in column 1' : '';
  return `unknown instruction or macro '${name}'${hint}${label}${lookalikeHint(name)}`;
}

/** "; U+00A0 is not a space here" if a name has a character that only looks like one with a meaning. */
export function lookalikeHint(name: string): string {
  const [character] = LOOKALIKES.exec(name) ?? [];
  if (character === undefined) return '';
  const code = (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
  return `; U+${code} is no ${DASHES.test(character) ? "'-'" : 'space'} here, but part of a name`;
}

/** Spaces of typographers, and those without a width; their dashes. */
const LOOKALIKES = /[\u00a0\u00ad\u2000-\u200d\u2010-\u2015\u202f\u205f\u2060\u2212\u3000\ufeff]/;
const DASHES = /[\u00ad\u2010-\u2015\u2212]/;
