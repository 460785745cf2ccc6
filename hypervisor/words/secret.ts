/** What hvrun says of the file with a secret. */

/** `found` bytes; more than `most` are not counted. */
export function badLength(path: string, found: number, least: number, most: number): string {
  const bytes = found > most ? `more than ${most}` : `${found} bytes`;
  return `the secret in '${path}' has ${bytes}, not ${least} to ${most} bytes: 'hvrun secret FILE' makes a good one`;
}

export function readByOthers(path: string): string {
  return `other users can read the secret in '${path}': chmod 600 '${path}'`;
}
