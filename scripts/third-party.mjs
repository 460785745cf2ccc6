// Writes dist/THIRD-PARTY.txt: the licences of the packages that are bundled into dist/, from their own files. Which these are
// esbuild tells; and what they depend on is named, too, since some come as bundles themselves (d3-array has internmap in it).
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

const LICENCE = /^(licen[cs]e|copying|notice)(\.(md|txt))?$/i;

/**
 * @param {string} dist
 * @param {import('esbuild').Metafile[]} metafiles Of all bundles, with paths from the current folder.
 */
export function writeNotices(dist, metafiles) {
  const files = metafiles.flatMap(({ outputs }) =>
    Object.values(outputs).flatMap(({ inputs }) => Object.entries(inputs)),
  );
  const bundled = files.filter(([file, { bytesInOutput }]) => bytesInOutput > 0 && file.includes('node_modules/'));
  /** @type {Set<string>} */
  const folders = new Set();
  for (const [file] of bundled) addWithDependencies(packageOf(resolve(file)), folders);
  const notices = [...folders].map(noticeOf).sort((a, b) => (a < b ? -1 : 1));
  const head =
    'The programs in this folder contain parts of the packages below, each under the licence that stands with it.\n';
  writeFileSync(join(dist, 'THIRD-PARTY.txt'), [head, ...notices].join(`\n${'-'.repeat(80)}\n\n`));
}

/**
 * The folder of the package that a file belongs to. A package.json without a version, inside of one, says how files are read.
 * @param {string} file
 * @returns {string}
 */
function packageOf(file) {
  const folder = dirname(file);
  const description = join(folder, 'package.json');
  if (existsSync(description) && JSON.parse(readFileSync(description, 'utf8')).version) return folder;
  return packageOf(folder);
}

/** @param {string} folder @param {Set<string>} folders */
function addWithDependencies(folder, folders) {
  if (folders.has(folder)) return;
  folders.add(folder);
  const { dependencies = {} } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  for (const name of Object.keys(dependencies)) addWithDependencies(installedFor(folder, name), folders);
}

/**
 * Where a package's dependency is: inside it, or further up.
 * @param {string} folder
 * @param {string} name
 * @returns {string}
 */
function installedFor(folder, name) {
  const place = join(folder, 'node_modules', name);
  if (existsSync(place)) return place;
  if (dirname(folder) === folder) throw new Error(`${name} is not installed`);
  return installedFor(dirname(folder), name);
}

/** @param {string} folder */
function noticeOf(folder) {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const texts = readdirSync(folder)
    .filter((file) => LICENCE.test(file))
    .map((file) => readFileSync(join(folder, file), 'utf8').trim());
  if (texts.length === 0)
    throw new Error(`${name} ${version}, which is bundled, has no file with its licence (${license})`);
  return `${name} ${version} (${license})\n\n${texts.join('\n\n')}\n`;
}
