/**
 * Real sources to hold hvasm against GNU as: Debian's source packages, fetched by apt into a cache outside this repository
 * and taken apart there. HVASM_CORPUS names the cache; `~/.cache/hvasm-corpus` is the usual one.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

const cache = process.env['HVASM_CORPUS'] ?? join(homedir(), '.cache', 'hvasm-corpus');

/** Sources of one kind, and the command that makes assembly of one, on its standard output. */
export interface Collection {
  readonly name: string;
  /** The source package they come from. */
  readonly package: string;
  /** Parts of the package's archive that are needed, as tar takes them; an archive within it, if it has one. */
  readonly parts: readonly string[];
  readonly inner?: string;
  /** Folders with the sources, below the cache, and the names of those that count. */
  readonly folders: readonly string[];
  readonly files: RegExp;
  readonly command: (file: string) => readonly string[];
}

const GCC = ['hppa-linux-gnu-gcc', '-w', '-march=1.1', '-S', '-o', '-'];
const GXX = ['hppa-linux-gnu-g++', '-w', '-march=1.1', '-std=gnu++20', '-S', '-o', '-'];
const PREPROCESS = ['hppa-linux-gnu-gcc', '-E', '-P', '-D__ASSEMBLER__'];

/** Parts of libgcc's millicode. */
const MILLICODE = ['divI', 'divU', 'remI', 'remU', 'div_const', 'mulI', 'dyncall'];

const SUITE = 'gcc-12.2.0/gcc/testsuite';
const GCC_PARTS = ['*/gcc/testsuite/gcc.c-torture/*', '*/gcc/testsuite/g++.dg/*', '*/libgcc/config/pa/*'];
const GCC_SOURCE = { package: 'gcc-12', parts: GCC_PARTS, inner: 'gcc-12-12.2.0/gcc-12.2.0-dfsg.tar.xz' } as const;

export const COLLECTIONS: readonly Collection[] = [
  ...['-O0', '-O2', '-Os -g', '-O2 -fPIC'].map((options): Collection => {
    const folders = ['compile', 'execute', 'execute/ieee'].map((name) => `${SUITE}/gcc.c-torture/${name}`);
    const command = (file: string): string[] => [...GCC, ...options.split(' '), file];
    return { name: `gcc.c-torture ${options}`, ...GCC_SOURCE, folders, files: /\.c$/, command };
  }),
  ...['-O0', '-O2 -g'].map((options): Collection => {
    const folders = [
      '',
      'abi',
      'cpp0x',
      'cpp1y',
      'cpp1z',
      'cpp2a',
      'eh',
      'ext',
      'init',
      'opt',
      'template',
      'tls',
      'torture',
    ];
    const command = (file: string): string[] => [...GXX, ...options.split(' '), file];
    const paths = folders.map((name) => `${SUITE}/g++.dg/${name}`);
    return { name: `g++.dg ${options}`, ...GCC_SOURCE, folders: paths, files: /\.C$/, command };
  }),
  ...MILLICODE.map((part): Collection => {
    const command = (file: string): string[] => [
      ...[...PREPROCESS, `-DL_${part}`, '-DELF=1', '-DLINUX=1', '-xassembler-with-cpp'],
      file,
    ];
    const folders = ['gcc-12.2.0/libgcc/config/pa'];
    return { name: `libgcc ${part}`, ...GCC_SOURCE, folders, files: /milli64\.S$/, command };
  }),
  {
    name: 'libffi',
    package: 'libffi',
    parts: ['*/src/pa/*', '*/include/*'],
    folders: ['libffi-3.4.4/src/pa'],
    files: /linux\.S$/,
    command: (file) => [
      ...[...PREPROCESS, '-DHAVE_AS_CFI_PSEUDO_OP=1', '-I', join(cache, 'configured')],
      ...[
        '-I',
        join(cache, 'libffi-3.4.4/src/pa'),
        '-I',
        join(cache, 'libffi-3.4.4/include'),
        '-include',
        '/dev/null',
        file,
      ],
    ],
  },
  {
    name: 'gmp',
    package: 'gmp',
    parts: ['*/mpn/pa32/*', '*/mpn/asm-defs.m4'],
    folders: ['', 'hppa1_1', 'hppa1_1/pa7100'].map((name) => `gmp-6.2.1/mpn/pa32/${name}`),
    files: /\.asm$/,
    command: (file) => ['m4', '-I', join(cache, 'gmp-6.2.1/mpn'), file],
  },
];

/** What GMP's configure would find out for this machine. */
const GMP_CONFIG = `changequote(<,>)
define(<CONFIG_TOP_SRCDIR>,<\`${join(cache, 'gmp-6.2.1')}'>)
define(<WANT_ASSERT>,0)
define(<WANT_PROFILING>,<\`no'>)
define(<HAVE_ABI_1_0>,0)
define(<HAVE_ABI_32>)
define(<GSYM_PREFIX>,<>)
define(<LSYM_PREFIX>,<.L>)
define(<LABEL_SUFFIX>,<:>)
define(<TEXT>,<.text>)
define(<DATA>,<.data>)
define(<RODATA>,<.section .rodata>)
define(<GLOBL>,<.globl>)
define(<TYPE>,<.type \\$1,@\\$2>)
define(<SIZE>,<.size \\$1,\\$2>)
define(<W32>,<.long>)
define(<GMP_LIMB_BITS>,32)
define(<GMP_NUMB_BITS>,32)
define(<GMP_NAIL_BITS>,0)
define(<ALIGN_LOGARITHMIC>,<no>)
changequote(\`,')
include(CONFIG_TOP_SRCDIR\`/mpn/asm-defs.m4')
include(\`${join(cache, 'gmp-6.2.1')}/mpn/pa32/pa-defs.m4')
`;

/** The headers that libffi's configure would make. */
function configureLibffi(): void {
  const folder = join(cache, 'configured');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'fficonfig.h'), '#define EH_FRAME_FLAGS "aw"\n');
  const header = readFileSync(join(cache, 'libffi-3.4.4/include/ffi.h.in'), 'latin1');
  writeFileSync(join(folder, 'ffi.h'), header.replaceAll('@TARGET@', 'PA_LINUX').replace(/@\w+@/g, '0'), 'latin1');
}

/** Fetches a collection's package unless it is there, and gives the paths of its sources. */
export function sourcesOf(collection: Collection): string[] {
  const [folder] = collection.folders;
  if (!existsSync(join(cache, folder))) fetchPackage(collection);
  if (collection.name === 'gmp') writeFileSync(join(cache, 'gmp-6.2.1/config.m4'), GMP_CONFIG);
  if (collection.name === 'libffi') configureLibffi();
  return collection.folders.flatMap((name) => {
    const path = join(cache, name);
    const names = existsSync(path) ? readdirSync(path).filter((each) => collection.files.test(each)) : [];
    return names.sort().map((each) => join(path, each));
  });
}

/** The places from which this machine has its packages, as places of their sources: lines of a sources.list. */
function sourceRepositories(): string[] {
  const format = '$(CREATED_BY)|$(ORIGIN)|$(COMPONENT)|$(SIGNED_BY)|$(REPO_URI)|$(RELEASE)';
  const targets = execFileSync('apt-get', ['indextargets', '--format', format], { encoding: 'utf8' }).split('\n');
  const lines = targets
    .map((target) => target.split('|'))
    .filter(([by, origin, component]) => by === 'Packages' && origin === 'Debian' && component === 'main')
    .map(
      ([, , , key, uri, release]) =>
        `deb-src ${!key.startsWith('/') ? '' : `[signed-by=${key}] `}${uri} ${release} main\n`,
    );
  return [...new Set(lines)];
}

function fetchPackage({ package: name, parts, inner }: Collection): void {
  const downloads = join(cache, 'archives');
  mkdirSync(join(downloads, 'lists', 'partial'), { recursive: true });
  const list = join(downloads, 'sources.list');
  writeFileSync(list, sourceRepositories().join(''));
  const settings = {
    'Dir::Etc::sourcelist': list,
    'Dir::Etc::sourceparts': '-',
    'Dir::State::lists': join(downloads, 'lists'),
    'Dir::Cache::pkgcache': join(downloads, 'pkgcache.bin'),
    'Dir::Cache::srcpkgcache': join(downloads, 'srcpkgcache.bin'),
  };
  const options = Object.entries(settings).flatMap(([key, value]) => ['-o', `${key}=${value}`]);
  const run = (...args: string[]): unknown => execFileSync('apt-get', ['-qq', ...options, ...args], { cwd: downloads });
  run('update');
  run('source', '--download-only', name);
  const archive = readdirSync(downloads).find((each) => each.startsWith(`${name}_`) && each.includes('.orig.tar.'));
  if (archive === undefined) throw new Error(`apt has not fetched the source of ${name}`);
  const unpack = (path: string, wanted: readonly string[]): unknown =>
    spawnSync('tar', ['xf', path, '--wildcards', ...wanted], { cwd: cache });
  unpack(join(downloads, archive), inner === undefined ? parts : [inner]);
  if (inner !== undefined) unpack(join(cache, inner), parts);
}
