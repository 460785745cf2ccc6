/**
 * The documents: each link in them leads somewhere, and so does each name of a source or a test, which need be no link (packages have
 * no tests, and a name in capitals is the reader's to choose); docs/architecture.md answers its ten questions, each folder is explained
 * somewhere, and the pages that say how to add something do so in three steps at most.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '..');
const ELSEWHERE = /^(node_modules|dist|test-results|\.git)$/;

/** All Markdown files of the checkout. */
function documents(folder = ROOT): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return ELSEWHERE.test(entry.name) ? [] : documents(path);
    return entry.name.endsWith('.md') ? [path] : [];
  });
}

/** The names under which a page's headings can be reached. */
function anchorsOf(page: string): string[] {
  const headings = readFileSync(page, 'utf8').matchAll(/^#{1,6} (.*)$/gm);
  return [...headings].map(([, text]) =>
    text
      .toLowerCase()
      .replace(/[^\w\- ]/g, '')
      .replaceAll(' ', '-'),
  );
}

const pages = documents();

it.each(pages.map((page) => relative(ROOT, page)))('%s: each link leads to a file, or a heading', (name) => {
  const page = join(ROOT, name);
  const broken = [...readFileSync(page, 'utf8').matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, link]) => link)
    .filter((link) => !/^https?:/.test(link))
    .filter((link) => {
      const [path, anchor] = link.split('#');
      const target = path === '' ? page : join(dirname(page), path);
      return !existsSync(target) || (anchor !== undefined && !anchorsOf(target).includes(anchor));
    });
  expect(broken).toEqual([]);
});

it.each(pages.map((page) => relative(ROOT, page)))('%s: what of sources and tests it names is there', (name) => {
  const named = readFileSync(join(ROOT, name), 'utf8').matchAll(/`([\w./-]+)`/g);
  const missing = [...named]
    .map(([, path]) => path)
    .filter((path) => /\w\.ts$|(^|\/)(testing|testdata|paper|corpus)\/./.test(path) && !/[A-Z]\.ts$/.test(path))
    .filter((path) => !existsSync(join(ROOT, dirname(name), path)) && !existsSync(join(ROOT, path)));
  expect(missing).toEqual([]);
});

it('docs/architecture.md answers ten questions, each with one file', () => {
  const text = readFileSync(join(ROOT, 'docs/architecture.md'), 'utf8');
  const [, chapter] = text.split('## Ten questions');
  const rows = [...chapter.matchAll(/^\| (.*\?) \| \[(.*)\]\(\.\.\/(.*)\) \|$/gm)];
  expect(rows).toHaveLength(10);
  for (const [, , told, file] of rows) expect(told).toBe(file);
});

it.each([
  ['emulator', 'docs/architecture.md', /^Four things.*?(?=^An arrow)/ms],
  ['hypervisor', 'docs/architecture.md', /^Four things.*?(?=^An arrow)/ms],
  ['assembler', 'assembler/README.md', /^## Inside.*?(?=^### )/ms],
])('each folder of %s/ stands in %s', (house, page, chapter) => {
  const [text] = readFileSync(join(ROOT, page), 'utf8').match(chapter)!;
  const folders = readdirSync(join(ROOT, house), { withFileTypes: true }).filter((entry) => entry.isDirectory());
  const rooms = folders.map(({ name }) => name).filter((name) => !/^(testing|testdata)$/.test(name));
  expect(rooms.filter((name) => !new RegExp(`(^|[\\s\`])${name}(?![\\w-])`, 'm').test(text))).toEqual([]);
});

it.each(['a-device', 'an-instruction', 'a-directive', 'a-flag'])('docs/add-%s.md has at most three steps', (what) => {
  const steps = readFileSync(join(ROOT, `docs/add-${what}.md`), 'utf8').match(/^\d\. /gm) ?? [];
  expect(steps.length).toBeGreaterThan(0);
  expect(steps.length).toBeLessThanOrEqual(3);
});
