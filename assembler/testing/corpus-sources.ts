/**
 * Real sources to hold hvasm against GNU as: Debian's source packages, fetched by apt into a cache outside this repository
 * and taken apart there. HVASM_CORPUS names the cache; `~/.cache/hvasm-corpus` is the usual one.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  cache,
  configured,
  configureGlibc,
  configureGmp,
  configureLibffi,
  configureLinux,
} from './corpus-configure.ts';

/** Sources of one kind, and the command that makes assembly of one, on its standard output. */
export interface Collection {
  readonly name: string;
  /** The source package they come from. */
  readonly package: string;
  /** Parts of the package's archive that are needed, as tar takes them; an archive within it, if it has one. */
  readonly parts: readonly string[];
  readonly inner?: string;
  /** Where the package's tree goes, if its own name for it changes with each version. */
  readonly into?: string;
  /** Makes the files that the package's own build would make first. */
  readonly configure?: () => void;
  /** Folders with the sources, below the cache, and the names of those that count. */
  readonly folders: readonly string[];
  readonly files: RegExp;
  readonly command: (file: string) => readonly string[];
}

const GCC = ['hppa-linux-gnu-gcc', '-w', '-march=1.1', '-S', '-o', '-'];
const GXX = ['hppa-linux-gnu-g++', '-w', '-march=1.1', '-std=gnu++20', '-S', '-o', '-'];
const PREPROCESS = ['hppa-linux-gnu-gcc', '-E', '-P', '-D__ASSEMBLER__'];

const GLIBC = 'glibc-2.36';
/** Where glibc's build looks for headers, in its order. */
const GLIBC_INCLUDES = [
  ...['unix/sysv/linux/hppa', 'hppa/hppa1.1', 'hppa/nptl', 'wordsize-32', 'hppa', 'unix/sysv/linux/generic'],
  ...['unix/sysv/linux', 'nptl', 'unix/sysv', 'unix', 'generic'],
]
  .map((name) => `sysdeps/${name}`)
  .concat('include', '.');

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
    configure: configureLibffi,
    command: (file) => [
      ...[...PREPROCESS, '-DHAVE_AS_CFI_PSEUDO_OP=1', '-I', configured('libffi')],
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
    configure: configureGmp,
    command: (file) => ['m4', '-I', join(cache, 'gmp-6.2.1/mpn'), file],
  },
  {
    name: 'glibc',
    package: 'glibc',
    parts: ['*.h', '*/sysdeps/*'],
    folders: ['sysdeps/hppa', 'sysdeps/hppa/hppa1.1', 'sysdeps/unix/sysv/linux/hppa'].map((name) => `${GLIBC}/${name}`),
    files: /\.S$/,
    configure: configureGlibc,
    command: (file) => {
      const defines = ['-DASSEMBLER', '-D_LIBC', '-D_LIBC_REENTRANT', '-DMODULE_NAME=libc'];
      const included = ['-include', join(configured('glibc'), 'config.h')];
      const folders = GLIBC_INCLUDES.flatMap((name) => ['-I', join(cache, GLIBC, name)]);
      return [...PREPROCESS, '-w', ...defines, ...included, '-I', configured('glibc'), ...folders, file];
    },
  },
  {
    name: 'linux',
    package: 'linux',
    parts: ['*/arch/parisc/*', '*/include/*'],
    into: 'linux',
    folders: ['boot/compressed', 'kernel', 'kernel/vdso32', 'lib'].map((name) => `linux/arch/parisc/${name}`),
    files: /(?<!lds)\.S$/,
    configure: configureLinux,
    command: (file) => {
      const folders = ['arch/parisc/include', 'arch/parisc/include/uapi', 'include', 'include/uapi'];
      const paths = folders.flatMap((name) => ['-I', join(cache, 'linux', name)]);
      const included = ['-include', join(cache, 'linux/include/linux/kconfig.h')];
      const defines = ['-D__ASSEMBLY__', '-D__KERNEL__'];
      return [...PREPROCESS, '-w', '-nostdinc', ...defines, '-I', configured('linux'), ...paths, ...included, file];
    },
  },
];

/** Fetches a collection's package unless it is there, and gives the paths of its sources. */
export function sourcesOf(collection: Collection): string[] {
  const [folder] = collection.folders;
  if (!existsSync(join(cache, folder))) fetchPackage(collection);
  collection.configure?.();
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
    // Updates are replaced by newer ones, and then can't be fetched any more.
    .filter(([, , , , , release]) => !/-(?:security|updates)$/.test(release))
    .map(
      ([, , , key, uri, release]) =>
        `deb-src ${!key.startsWith('/') ? '' : `[signed-by=${key}] `}${uri} ${release} main\n`,
    );
  return [...new Set(lines)];
}

function fetchPackage({ package: name, parts, inner, into }: Collection): void {
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
  const fetched = (): string | undefined =>
    readdirSync(downloads).find((each) => each.startsWith(`${name}_`) && each.includes('.orig.tar.'));
  if (fetched() === undefined) {
    run('update');
    run('source', '--download-only', name);
  }
  const archive = fetched();
  if (archive === undefined) throw new Error(`apt has not fetched the source of ${name}`);
  const strip = into === undefined ? [] : ['--strip-components=1'];
  const folder = join(cache, into ?? '');
  mkdirSync(folder, { recursive: true });
  const unpack = (path: string, wanted: readonly string[]): unknown =>
    spawnSync('tar', ['xf', path, ...strip, '--wildcards', ...wanted], { cwd: folder });
  unpack(join(downloads, archive), inner === undefined ? parts : [inner]);
  if (inner !== undefined) unpack(join(cache, inner), parts);
}
