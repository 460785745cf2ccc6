/** Comma-separated values (RFC 4180). */

/** A line for each row; what is undefined is an empty field. */
export function commaSeparated(rows: readonly (readonly (string | number | boolean | undefined)[])[]): string {
  return rows.map((fields) => `${fields.map((field) => quoted(String(field ?? ''))).join(',')}\r\n`).join('');
}

/** A field that has what separates fields stands in quotes. */
function quoted(field: string): string {
  return /[",\r\n]/.test(field) ? `"${field.replaceAll('"', '""')}"` : field;
}
