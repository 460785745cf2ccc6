/** What people are shown stays readable, however long the lines and names of a source are: machines write them, too. */

/** Longer words, such as names, are shown by their beginning and their end. Paths of files are shorter. */
const LONGEST_WORD = 300;
const WORD_START = 80;
const WORD_END = 20;

/** Longer messages can only come from the source itself, by .error. */
const LONGEST_MESSAGE = 2000;

/** Of longer lines a part is shown; so much of it stands in front of the place that it is about. */
const LONGEST_LINE = 240;
const IN_FRONT = 80;

const CUT = '...';

export function boundedMessage(message: string): string {
  const words = message.replace(LONG_WORD, (word) => `${head(word, WORD_START)}${CUT}${tail(word, WORD_END)}`);
  return words.length <= LONGEST_MESSAGE ? words : head(words, LONGEST_MESSAGE) + CUT;
}

const LONG_WORD = new RegExp(String.raw`\S{${LONGEST_WORD + 1},}`, 'g');

/** The part of a line around a place in it, and where in this part the place is. */
export function boundedLine(text: string, within: number): { readonly text: string; readonly within: number } {
  if (text.length <= LONGEST_LINE) return { text, within };
  const first = Math.min(within, text.length) - IN_FRONT;
  const start = first <= CUT.length ? 0 : startOfCharacter(text, first);
  const before = start === 0 ? '' : CUT;
  const rest = text.slice(start);
  const part = rest.length <= LONGEST_LINE + CUT.length ? rest : head(rest, LONGEST_LINE) + CUT;
  return { text: before + part, within: within - start + before.length };
}

function head(text: string, length: number): string {
  return text.slice(0, startOfCharacter(text, length));
}

function tail(text: string, length: number): string {
  return text.slice(startOfCharacter(text, text.length - length));
}

/** An offset, or the one in front of it if that is within a character of two units. */
function startOfCharacter(text: string, offset: number): number {
  return /^[\ud800-\udbff][\udc00-\udfff]/.test(text.slice(offset - 1, offset + 1)) ? offset - 1 : offset;
}
