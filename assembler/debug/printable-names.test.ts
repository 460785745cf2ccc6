/** Names and source files of an image are anybody's: a terminal is shown them, and obeys nothing. */
import { expect, it } from 'vitest';
import { assemble } from '../assemble.ts';
import { ImagePlaces } from '../../emulator/diagnosis/image-places.ts';

/** The image with each `from` in it replaced by `to`, of as many bytes. */
function renamed(image: Uint8Array, from: string, to: string): Uint8Array {
  const [old, fresh] = [Buffer.from(from), Buffer.from(to)];
  expect(fresh.length).toBe(old.length);
  const bytes = Buffer.from(image);
  for (let at = bytes.indexOf(old); at >= 0; at = bytes.indexOf(old)) fresh.copy(bytes, at);
  return bytes;
}

const text = '\t.level 1.1\n\t.text\n_start: nop\nfunny_name: nop\n';
const { image } = assemble([{ name: 'funny-file.s', text }], { debugVersion: 5 });

function shown(bytes: Uint8Array): [label: string | undefined, line: string | undefined] {
  const places = new ImagePlaces(bytes);
  const [address] = new ImagePlaces(image!).rangeOf('funny_name')!;
  return [places.labelAt(address)?.name, places.lineAt(address)];
}

it('are shown without what a terminal would obey', () => {
  expect(shown(image!)).toEqual(['funny_name', 'funny-file.s:4']);
  const evil = renamed(
    renamed(image!, 'funny_name', '\u001b[2J\nname'.padEnd(10, 'x')),
    'funny-file.s',
    '\u001b]0;\u0007ile.s\r.',
  );
  expect(shown(evil)).toEqual(['␛[2J␊namex', '␛]0;␇ile.s␍.:4']);
});

it('stay what they are if they are letters of any language', () => {
  const readable = renamed(renamed(image!, 'funny_name', 'größe_na'), 'funny-file.s', 'übung😀.s');
  expect(shown(readable)).toEqual(['größe_na', 'übung😀.s:4']);
});
