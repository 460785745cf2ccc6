// Makes the guests that come with hvrun: those of `hvrun simulate` in dist/simulator/, and the loads of `hvrun bench` in
// dist/bench/. Assembles them with dist/hvasm.js, and packs the kernel's programs into a disk. Equal sources give equal files,
// so a seed means the same run on every machine.
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** The kernel's programs on its disk. */
const PROGRAMS = ['sh', 'work', 'hello'];
/** Bytes of zeros behind the archive: room for the file that `work` makes. */
const ROOM = 4096;
const SECTOR = 512;

/** @param {string} root The checkout; hvasm is built already. */
export function buildSimulatorGuests(root) {
  const folder = join(root, 'dist/simulator');
  const assemble = assembler(root, folder);
  assemble('kernel/kernel.s', 'kernel');
  assemble('hypervisor/simulator/guests/drill.s', 'drill');
  assemble('hypervisor/simulator/guests/pressure.s', 'pressure');
  const members = PROGRAMS.map((name) => {
    assemble(`kernel/user/${name}.s`, name);
    return archiveMember(name, readFileSync(join(folder, name)));
  });
  writeFileSync(join(folder, 'disk.tar'), Buffer.concat([...members, Buffer.alloc(2 * SECTOR + ROOM)]));
}

/** The loads of `hvrun bench`, into dist/bench/. @param {string} root The checkout; hvasm is built already. */
export function buildLoads(root) {
  const assemble = assembler(root, join(root, 'dist/bench'));
  for (const name of ['dhry', 'diskload']) assemble(`examples/bench/${name}.s`, name);
}

/** Makes `folder`, and returns what assembles a source into it. @param {string} root @param {string} folder */
function assembler(root, folder) {
  mkdirSync(folder, { recursive: true });
  /** @param {string} source @param {string} name */
  return (source, name) =>
    execFileSync(process.execPath, [join(root, 'dist/hvasm.js'), join(root, source), '-o', join(folder, name)]);
}

/** A file of a tar archive: its header (POSIX, pax utility, "ustar Interchange Format") and its padded contents.
 * @param {string} name @param {Buffer} contents */
function archiveMember(name, contents) {
  const header = Buffer.alloc(SECTOR);
  /** @param {number} value @param {number} digits */
  const octal = (value, digits) => value.toString(8).padStart(digits, '0');
  header.write(name, 0);
  header.write(`${octal(0o755, 7)}\0${octal(0, 7)}\0${octal(0, 7)}\0`, 100);
  header.write(`${octal(contents.length, 11)}\0${octal(0, 11)}\0`, 124);
  header.write(`${' '.repeat(8)}0`, 148);
  header.write('ustar\x0000', 257, 'latin1');
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${octal(sum, 6)}\0 `, 148);
  const padding = Buffer.alloc((SECTOR - (contents.length % SECTOR)) % SECTOR);
  return Buffer.concat([header, contents, padding]);
}
