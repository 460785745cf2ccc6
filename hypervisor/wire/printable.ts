/** Text of another process, as far as it may go to a terminal. */

/** At most `most` characters of it; what is no printable ASCII character is shown as a question mark. */
export function printable(text: string, most: number): string {
  return text.slice(0, most).replace(/[^\x20-\x7e]/g, '?');
}
