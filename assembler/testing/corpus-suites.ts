/** The corpus's sources that are compiled: gcc's suites for C and C++; and libgcc's assembly, which comes with them. */
import { PREPROCESS } from './corpus-libraries.ts';
import type { Collection } from './corpus-sources.ts';

const GCC = ['hppa-linux-gnu-gcc', '-w', '-march=1.1', '-S', '-o', '-'];
const GXX = ['hppa-linux-gnu-g++', '-w', '-march=1.1', '-std=gnu++20', '-S', '-o', '-'];

/** Parts of libgcc's millicode. */
const MILLICODE = ['divI', 'divU', 'remI', 'remU', 'div_const', 'mulI', 'dyncall'];

const SUITE = 'gcc-12.2.0/gcc/testsuite';
const GCC_PARTS = ['*/gcc/testsuite/gcc.c-torture/*', '*/gcc/testsuite/g++.dg/*', '*/libgcc/config/pa/*'];
const GCC_SOURCE = { package: 'gcc-12', parts: GCC_PARTS, inner: 'gcc-12-12.2.0/gcc-12.2.0-dfsg.tar.xz' } as const;

export const SUITES: readonly Collection[] = [
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
];
