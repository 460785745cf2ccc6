/** Writes the parts of ./burst.ts that follow from ./frequent.ts: the names of its rows, and for each a case that calls it. */
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

/** The functions of the rows. */
function names(): string {
  const lines: string[] = [];
  let line = '   ';
  for (const name of FREQUENT) {
    if (line.length + name.length + 2 > WIDTH) {
      lines.push(line);
      line = '   ';
    }
    line += ` ${name},`;
  }
  return ['  // prettier-ignore', '  const {', ...lines, line, '  } = SEMANTICS;\n'].join('\n');
}

/** The cases of the switch over operations, whose numbers are those of decoder.ts. */
function cases(): string {
  return FREQUENT.map((name, i) => `        case ${i + 1}: outcome = ${name}(core, word, immediate); break;\n`).join(
    '',
  );
}
