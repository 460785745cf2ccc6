/** Words of a command line, as a shell takes them. */

/** `text` as one word of a shell. */
export function quoted(text: string): string {
  return /^[\w./:=+,-]+$/.test(text) && !text.startsWith('-') ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

/** `--append 'run sh' --ram 2097152`: of the options that are given, in words. */
export function optionWords(given: Readonly<Record<string, string | number | undefined>>): string[] {
  return Object.entries(given).flatMap(([name, value]) =>
    value === undefined ? [] : [`--${name}`, quoted(String(value))],
  );
}
