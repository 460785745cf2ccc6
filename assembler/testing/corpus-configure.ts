/** What the builds of the corpus's packages would find out or make first: headers, and definitions for m4. */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';

/** Where the sources are kept. */
export const cache = process.env['HVASM_CORPUS'] ?? join(homedir(), '.cache', 'hvasm-corpus');

/** The folder of a package's made headers. */
export function configured(name: string): string {
  return join(cache, 'configured', name);
}

function write(name: string, file: string, text: string): void {
  const path = join(configured(name), file);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text, 'latin1');
}

/** Headers that a build would make, of which nothing is needed. */
export function configureEmpty(name: string, files: readonly string[]): void {
  for (const file of files) write(name, file, '');
}

export function configureGmp(): void {
  writeFileSync(join(cache, 'gmp-6.2.1/config.m4'), GMP_CONFIG);
}

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

export function configureLibffi(): void {
  write('libffi', 'fficonfig.h', '#define EH_FRAME_FLAGS "aw"\n');
  const header = readFileSync(join(cache, 'libffi-3.4.4/include/ffi.h.in'), 'latin1');
  write('libffi', 'ffi.h', header.replaceAll('@TARGET@', 'PA_LINUX').replace(/@\w+@/g, '0'));
}

/** Offsets that a build would compile C for; any small numbers do for an assembler. */
function offsets(text: string, names: RegExp): string {
  const found = new Set([...text.matchAll(names)].map(([, name]) => name));
  return [...found].map((name, index) => `#define ${name} ${4 * (index % 7)}\n`).join('');
}

export function configureGlibc(): void {
  write('glibc', 'config.h', GLIBC_CONFIG);
  write('glibc', 'libc-modules.h', '');
  const symbols = readFileSync(join(cache, 'glibc-2.36/sysdeps/unix/sysv/linux/hppa/ucontext_i.sym'), 'latin1');
  write('glibc', 'ucontext_i.h', offsets(symbols, /^(\w+)/gm));
}

/** What libc-symbols.h has for the objects of a static library. */
const GLIBC_CONFIG = `#define IS_IN(library) 0
#define weak_extern(x) .weak x
#define hidden_def(x)
#define libc_hidden_def(x)
#define weak_alias(x, y) .weak y ! y = x
#define strong_alias(x, y) .globl y ! y = x
#define HIDDEN_JUMPTARGET(x) x
#define C_SYMBOL_NAME(x) x
#define C_LABEL(x) x:
#define ASM_LINE_SEP !
`;

export function configureLinux(): void {
  const tree = join(cache, 'linux');
  const options = ['PA11', 'PA7000', 'PARISC', 'MMU', 'PARISC_PAGE_SIZE_4KB', 'SMP', 'KEXEC', 'TLB_PTLOCK'];
  const config = options.map((name) => `#define CONFIG_${name} 1\n`).join('');
  write('linux', 'generated/autoconf.h', `${config}#define CONFIG_HZ 100\n#define CONFIG_PGTABLE_LEVELS 2\n`);
  const defined = readFileSync(join(tree, 'arch/parisc/kernel/asm-offsets.c'), 'latin1');
  write('linux', 'generated/asm-offsets.h', offsets(defined, /^\s*DEFINE\((\w+)/gm));
  const empty = ['generated/bounds.h', 'generated/timeconst.h', 'asm/syscall_table_32.h', 'sizes.h'];
  configureEmpty('linux', empty);
  write('linux', 'asm/unistd_32.h', '#define __NR_syscalls 450\n');
  write('linux', 'linux/version.h', '#define LINUX_VERSION_CODE 0x060100\n');
  // Headers that this architecture takes from all.
  const own = (name: string): boolean =>
    ['', 'uapi/'].some((part) => existsSync(join(tree, 'arch/parisc/include', part, 'asm', name)));
  for (const part of ['include/asm-generic', 'include/uapi/asm-generic']) {
    for (const name of readdirSync(join(tree, part)).filter((each) => each.endsWith('.h') && !own(each))) {
      write('linux', `asm/${name}`, `#include <asm-generic/${name}>\n`);
    }
  }
}
