/**
 * Writes the part of ./burst.ts that follows from ./frequent.ts: the families that its rows belong to, what the rows do, and
 * for each a case that calls the one with the other.
 */
import { DOES } from '../isa/instructions.ts';
import { FREQUENT } from './frequent.ts';

/** The generated parts stand between lines with these comments. */
const BEGIN = '// Generated from ./frequent.ts:';
const END = '// End of the generated part.';
const WIDTH = 120;

/** The text of burst.ts with its generated parts made anew. */
export function withCases(text: string): string {
  const parts = text.split(new RegExp(`(?<=${BEGIN}\n)[^]*?(?= *${END})`));
  if (parts.length !== 3) throw new Error(`burst.ts must have two parts "${BEGIN}"`);
  return [parts[0], names(), parts[1], cases(), parts[2]].join('');
}

/** Declarations of the families' functions and of what the rows do. */
function names(): string {
  const families = [...new Set(FREQUENT.map((name) => DOES[name].family))];
  const functions = families.map((family) => `${/-/.test(family) ? `'${family}'` : family}: ${functionOf(family)}`);
  return destructuring(functions, 'families') + destructuring(FREQUENT, 'DOES');
}

/** The cases of the switch over operations, whose numbers are those of decoder.ts. */
function cases(): string {
  const call = (name: (typeof FREQUENT)[number]): string =>
    `${functionOf(DOES[name].family)}(word, immediate, ${name})`;
  return FREQUENT.map((name, i) => `        case ${i + 1}: outcome = ${call(name)}; break;\n`).join('');
}

/** `move-branch` as `doMoveBranch`. */
function functionOf(family: string): string {
  return `do-${family}`.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase());
}

/** `const { BINDINGS } = OBJECT;` in as few lines as hold it. */
function destructuring(bindings: readonly string[], object: string): string {
  const lines = ['  // prettier-ignore', '  const {'];
  let line = '   ';
  for (const binding of bindings) {
    if (line.length + binding.length + 2 > WIDTH) {
      lines.push(line);
      line = '   ';
    }
    line += ` ${binding},`;
  }
  return [...lines, line, `  } = ${object};\n`].join('\n');
}
