/** Builds archives for tests, as `ar rcs` would. */

export interface Member {
  readonly name: string;
  readonly data: Uint8Array;
  /** The symbols that the index says it defines. */
  readonly symbols: readonly string[];
}

export function buildArchive(members: readonly Member[]): Uint8Array {
  const longNames = members.map(({ name }) => `${name}/\n`).join('');
  const names = header('//', longNames.length) + padded(longNames);
  const symbols = members.flatMap((member) => member.symbols.map((name) => ({ name, member })));
  const strings = symbols.map(({ name }) => `${name}\0`).join('');
  const indexSize = 4 + symbols.length * 4 + strings.length;
  let at = 8 + 60 + even(indexSize) + names.length;
  const offsets = new Map<Member, number>();
  const bodies: Buffer[] = [];
  let nameAt = 0;
  for (const member of members) {
    offsets.set(member, at);
    const body = Buffer.from(header(`/${nameAt}`, member.data.length), 'latin1');
    bodies.push(body, Buffer.from(member.data), Buffer.alloc(member.data.length % 2, 10));
    at += 60 + even(member.data.length);
    nameAt += member.name.length + 2;
  }
  const index = Buffer.alloc(4 + symbols.length * 4);
  index.writeUInt32BE(symbols.length);
  for (const [i, { member }] of symbols.entries()) index.writeUInt32BE(offsets.get(member) ?? 0, 4 + i * 4);
  return Buffer.concat([
    Buffer.from(`!<arch>\n${header('/', indexSize)}`, 'latin1'),
    index,
    Buffer.from(indexSize % 2 === 0 ? strings : `${strings}\0`, 'latin1'),
    Buffer.from(names, 'latin1'),
    ...bodies,
  ]);
}

function header(name: string, size: number): string {
  return `${name.padEnd(16)}${'0'.padEnd(12)}${'0'.padEnd(6)}${'0'.padEnd(6)}${'644'.padEnd(8)}${String(size).padEnd(10)}\`\n`;
}

function padded(text: string): string {
  return text.length % 2 === 0 ? text : `${text}\n`;
}

function even(size: number): number {
  return size + (size % 2);
}
