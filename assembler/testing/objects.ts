/** Object files in a form in which two of them can be compared, and their differences read. */
import { SYMBOL_TYPE } from '../../emulator/elf/format.ts';
import type { ObjectSymbol } from '../../emulator/elf/object-file.ts';
import { readObject } from '../../emulator/elf/object-reader.ts';
import { relocationType } from '../../emulator/elf/relocation-types.ts';

/** One line for each header, word, relocation, group and symbol of an object, in the order of the file. */
export function describeObject(file: Uint8Array): string[] {
  const { flags, sections, groups, symbols } = readObject(file);
  const lines = [`flags ${flags.toString(16)}`];
  for (const { name, type, flags: bits, alignment, entrySize, size, data, relocations, linkedTo } of sections) {
    lines.push(
      `section ${name} type ${type} flags ${bits} align ${alignment} entry ${entrySize} size ${size}${linkedTo === undefined ? '' : ` linked to ${linkedTo.name}`}`,
    );
    const hex = Buffer.from(data ?? []).toString('hex');
    for (let at = 0; at < hex.length; at += 8) lines.push(`${name}+${hexadecimal(at / 2)}: ${hex.slice(at, at + 8)}`);
    for (const { offset, type: number, symbol, addend } of relocations) {
      const kind = relocationType(number)?.name ?? String(number);
      const target = symbol === undefined ? '' : describeTarget(symbol);
      lines.push(`${name}+${hexadecimal(offset)}: ${kind} ${target}+${hexadecimal(addend)}`);
    }
  }
  for (const { signature, comdat, sections: members } of groups) {
    lines.push(`group ${signature.name}${comdat ? ' comdat' : ''}: ${members.map(({ name }) => name).join(' ')}`);
  }
  return [...lines, ...symbols.filter(({ type }) => type !== SYMBOL_TYPE.SECTION).map(describeSymbol)];
}

function describeTarget({ name, place }: ObjectSymbol): string {
  return name === '' && typeof place !== 'string' ? place.name : name;
}

function describeSymbol({ name, value, size, type, binding, visibility, place }: ObjectSymbol): string {
  const where = typeof place === 'string' ? place : place.name;
  return `symbol ${name} = ${where}+${hexadecimal(value)} size ${size} type ${type} binding ${binding} ${visibility}`;
}

function hexadecimal(value: number): string {
  return value.toString(16);
}

/**
 * The lines that only one of two objects has, the first `limit` of them, and how many there are; or the first line that
 * stands in another place.
 */
export function differences(ours: readonly string[], theirs: readonly string[], limit: number): string[] {
  const left = new Set(theirs);
  const right = new Set(ours);
  const all = [
    ...ours.filter((line) => !left.has(line)).map((line) => `ours: ${line}`),
    ...theirs.filter((line) => !right.has(line)).map((line) => `GNU:  ${line}`),
  ];
  if (all.length > limit) return [...all.slice(0, limit), `... ${all.length} differences`];
  const moved = ours.findIndex((line, index) => line !== theirs[index]);
  return all.length > 0 || moved < 0
    ? all
    : [`order: ours ${ours[moved]}`, `order: GNU  ${theirs[moved] ?? 'nothing'}`];
}
