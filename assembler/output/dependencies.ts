/** Dependencies as a rule for make: the output, and every file that was read for it. */

/** Files without a rule of their own get an empty one each, so that make doesn't stop when an included file goes away. */
export function dependencyRule(target: string, sources: readonly string[], included: readonly string[]): string {
  const files = [...new Set([...sources, ...included])];
  const phony = [...new Set(included)].filter((file) => !sources.includes(file));
  const rule = `${escaped(target)}: ${files.map(escaped).join(' \\\n  ')}\n`;
  return rule + phony.map((file) => `\n${escaped(file)}:\n`).join('');
}

/** Make's special characters in file names. */
function escaped(name: string): string {
  return name.replace(/[ #\\]/g, '\\$&').replace(/\$/g, '$$$$');
}
