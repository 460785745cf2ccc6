/** The corpus's sources that people wrote in assembly: of C libraries, Linux, and libraries for numbers and security. */
import { join } from 'node:path';
import {
  cache,
  configured,
  configureEmpty,
  configureGlibc,
  configureGmp,
  configureLibffi,
  configureLinux,
} from './corpus-configure.ts';
import type { Collection } from './corpus-sources.ts';

/** To assembly as an assembler reads it. */
export const PREPROCESS = ['hppa-linux-gnu-gcc', '-E', '-P', '-D__ASSEMBLER__'];

/** A collection of sources that need nothing but the headers in some folders of their own tree, and some that are empty. */
function plain(
  name: string,
  source: {
    package: string;
    parts: readonly string[];
    folders: readonly string[];
    includes?: readonly string[];
    empty?: readonly string[];
  },
): Collection {
  const { folders, includes = [], empty = [] } = source;
  return {
    name,
    package: source.package,
    parts: source.parts,
    into: name,
    configure: () => {
      configureEmpty(name, empty);
    },
    folders: folders.map((each) => join(name, each)),
    files: /^(?!.*hppa64).*\.[sS]$/,
    command: (file) => {
      const paths = [...[...folders, ...includes].map((each) => join(cache, name, each)), configured(name)];
      return [...PREPROCESS, '-w', '-xassembler-with-cpp', ...paths.flatMap((each) => ['-I', each]), file];
    },
  };
}

const GLIBC = 'glibc-2.36';
/** Where glibc's build looks for headers, in its order. */
const GLIBC_INCLUDES = [
  ...['unix/sysv/linux/hppa', 'hppa/hppa1.1', 'hppa/nptl', 'wordsize-32', 'hppa', 'unix/sysv/linux/generic'],
  ...['unix/sysv/linux', 'nptl', 'unix/sysv', 'unix', 'generic'],
]
  .map((name) => `sysdeps/${name}`)
  .concat('include', '.');

export const LIBRARIES: readonly Collection[] = [
  {
    name: 'libffi',
    package: 'libffi',
    parts: ['*/src/pa/*', '*/include/*'],
    folders: ['libffi-3.4.4/src/pa'],
    files: /linux\.S$/,
    configure: configureLibffi,
    command: (file) => {
      const folders = [configured('libffi'), ...['src/pa', 'include'].map((each) => join(cache, 'libffi-3.4.4', each))];
      return [...PREPROCESS, '-DHAVE_AS_CFI_PSEUDO_OP=1', ...folders.flatMap((each) => ['-I', each]), file];
    },
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
  plain('libgcrypt', {
    package: 'libgcrypt20',
    parts: ['*/mpi/*'],
    folders: ['mpi/hppa', 'mpi/hppa1.1', 'mpi/pa7100'],
    empty: ['sysdep.h', 'asm-syntax.h'],
  }),
  {
    name: 'openssl',
    package: 'openssl',
    parts: ['*/crypto/*pa*.pl'],
    into: 'openssl',
    folders: ['', 'aes/asm', 'bn/asm', 'modes/asm', 'rc4/asm', 'sha/asm'].map((each) => `openssl/crypto/${each}`),
    files: /pa-?ris.*\.pl$/,
    // Its generators write for HP-UX, with other names for sections and labels without colons.
    command: (file) => ['sh', '-c', `perl "$0" 32 | sed -E '${OPENSSL_TO_ELF}'`, file],
  },
  plain('ffcall', {
    package: 'ffcall',
    parts: ['*hppa*', '*/common/*'],
    folders: ['avcall', 'vacall', 'trampoline', 'callback/vacall_r', 'callback/trampoline_r'],
    includes: ['common'],
  }),
  plain('klibc', { package: 'klibc', parts: ['*/parisc/*'], folders: ['usr/klibc/arch/parisc'] }),
  plain('libunwind', { package: 'libunwind', parts: ['*hppa*'], folders: ['src/hppa'], includes: ['include'] }),
  plain('dietlibc', {
    package: 'dietlibc',
    parts: ['*/parisc/*', '*.h'],
    folders: ['parisc'],
    includes: ['', 'include'],
  }),
  plain('uclibc', {
    package: 'uclibc',
    parts: ['*hppa*', '*/sysdeps/linux/common/*'],
    folders: ['libc/sysdeps/linux/hppa'],
    includes: ['libc/sysdeps/linux', 'libc/sysdeps/linux/common'],
  }),
];

const OPENSSL_TO_ELF = 's/^\\t\\.SPACE.*/\\t.text/; /\\.SUBSPA/d; s/^([A-Za-z_][A-Za-z0-9_$]*)/\\1:/';
