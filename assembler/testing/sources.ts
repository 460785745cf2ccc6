/** Random sources for fuzzing: from a grammar of the language, so that most lines are right, and with mutations. */
import fc from 'fast-check';

const register = fc.integer({ min: 0, max: 33 }).map((number) => `%r${number}`);
const number = fc.oneof(
  fc.integer({ min: -20, max: 20 }).map(String),
  fc.integer().map(String),
  fc.nat().map((value) => `0x${value.toString(16)}`),
  fc.constantFrom('99999999999999999999', "'a", '0b101', '017', '1f', '1b', '.'),
);
const symbol = fc.constantFrom('a', 'b', 'c', 'far', '$global$', '.L1');
const operator = fc.constantFrom('+', '-', '*', '/', '%', '<<', '>>', '&', '|', '^', '==', '<>', '&&', '||');

const { expression } = fc.letrec<{ expression: string }>((tie) => ({
  expression: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    number,
    symbol,
    fc.tuple(tie('expression'), operator, tie('expression')).map((parts) => parts.join(' ')),
    tie('expression').map((inner) => `(${inner})`),
    tie('expression').map((inner) => `~${inner}`),
  ),
}));

const selector = fc.constantFrom('', '', "L'", "R'", 'LR%', 'RR%', 'F%');
const memory = fc.tuple(selector, expression, register).map(([part, value, base]) => `${part}${value}(${base})`);
const operand = fc.oneof(
  register,
  fc.tuple(selector, expression).map((parts) => parts.join('')),
  memory,
);
const completer = fc.constantFrom('', '', ',n', ',=', ',<>', ',ma', ',mb', ',s', ',tsv', ',sgl', ',dbl', ',u,n', ',x');
const mnemonic = fc.constantFrom(
  ...[
    'ldw',
    'stw',
    'ldo',
    'ldil',
    'addil',
    'add',
    'addi',
    'sub',
    'comb',
    'comib',
    'addib',
    'bb',
    'bl',
    'b',
    'bv',
    'be',
  ],
  ...['ble', 'extru', 'zdep', 'shd', 'or', 'copy', 'nop', 'ldi', 'mtctl', 'mfctl', 'fadd', 'fldws', 'fcmp', 'ftest'],
  ...['xmpyu', 'probei', 'ssm', 'ldsid', 'break', 'shladd', 'ldwx', 'stbys', 'cldws', 'spop0', 'notone'],
);
const instruction = fc
  .tuple(mnemonic, completer, fc.array(operand, { maxLength: 4 }))
  .map(([name, words, operands]) => `\t${name}${words}\t${operands.join(',')}`);

const directiveName = fc.constantFrom(
  ...[
    '.word',
    '.byte',
    '.half',
    '.dword',
    '.octa',
    '.align',
    '.p2align',
    '.balignw',
    '.space',
    '.fill',
    '.org',
    '.dcb.w',
  ],
  ...['.equ', '.set', '.equiv', '.globl', '.weak', '.type', '.size', '.comm', '.lcomm', '.section', '.pushsection'],
  ...[
    '.popsection',
    '.previous',
    '.text',
    '.data',
    '.bss',
    '.ascii',
    '.asciz',
    '.float',
    '.double',
    '.sleb128',
    '.print',
  ],
  ...[
    '.proc',
    '.callinfo',
    '.entry',
    '.exit',
    '.procend',
    '.level',
    '.export',
    '.import',
    '.ident',
    '.include',
    '.incbin',
  ],
  ...[
    '.file',
    '.loc',
    '.loc_mark_labels',
    '.uleb128',
    '.subsection',
    '.reloc',
    '.weakref',
    '.struct',
    '.reg',
    '.label',
  ],
  ...['.altmacro', '.noaltmacro', '.attach_to_group', '.version', '.dc.x', '.tls_common', '.symver', '.linkonce'],
  ...['.cfi_sections', '.cfi_startproc', '.cfi_endproc', '.cfi_offset', '.cfi_def_cfa', '.cfi_def_cfa_offset'],
  ...['.cfi_remember_state', '.cfi_restore_state', '.cfi_register', '.cfi_escape', '.cfi_label', '.cfi_lsda'],
  ...['.if', '.ifdef', '.else', '.elseif', '.endif', '.rept', '.irp', '.irpc', '.endr', '.macro', '.endm', '.exitm'],
);
const argument = fc.oneof(
  expression,
  symbol,
  fc.constantFrom('"text"', '@function', 'x=1', '1.5', '', '"aw"', '.data'),
);
const directive = fc
  .tuple(directiveName, fc.array(argument, { maxLength: 4 }))
  .map(([name, words]) => `\t${name}\t${words.join(',')}`);

const { block } = fc.letrec<{ block: string }>((tie) => {
  const body = fc.array(tie('block'), { maxLength: 4 }).map((lines) => lines.join('\n'));
  return {
    block: fc.oneof(
      { maxDepth: 3, withCrossShrink: true },
      { arbitrary: instruction, weight: 6 },
      { arbitrary: directive, weight: 3 },
      symbol.map((name) => `${name}:`),
      fc.constant('1:'),
      fc.tuple(symbol, expression).map(([name, value]) => `${name} = ${value}`),
      fc.tuple(fc.integer({ min: 0, max: 5 }), body).map(([count, text]) => `\t.rept ${count}\n${text}\n\t.endr`),
      fc.tuple(expression, body, body).map(([test, yes, no]) => `\t.if ${test}\n${yes}\n\t.else\n${no}\n\t.endif`),
      fc.tuple(symbol, body).map(([name, text]) => `\t.macro m${name} x, y=1\n${text}\n\t.word \\x\n\t.endm`),
      fc.tuple(symbol, operand).map(([name, word]) => `\tm${name} ${word}`),
    ),
  };
});

/** What debuggers are told, in an order in which it means something. */
const debugging = fc
  .tuple(
    block,
    fc.nat(300),
    fc.constantFrom('', ' 5', ' view v', ' view -0', ' view 0', ' is_stmt 0', ' discriminator 9'),
  )
  .map(([inside, line, options]) =>
    [
      '\t.file 1 "a.c"\n\t.cfi_startproc',
      `\t.loc 1 ${line}${options}\n${inside}\n\t.cfi_def_cfa_offset 8`,
      `\tnop\n\t.loc 1 ${line}\n\t.uleb128 x-y\n\t.cfi_endproc\n\t.section .g,"axG",@progbits,x,comdat`,
    ].join('\n'),
  );

/** Sources that follow the grammar. */
export const grammatical = fc
  .array(fc.oneof({ arbitrary: block, weight: 12 }, { arbitrary: debugging, weight: 1 }), { maxLength: 12 })
  .map((lines) => `${lines.join('\n')}\n`);

/** Such sources with characters taken out, doubled, and put in. */
export const mutated = fc
  .tuple(
    grammatical,
    fc.array(fc.tuple(fc.nat(), fc.nat(3), fc.string({ unit: 'binary', maxLength: 3 })), { maxLength: 5 }),
  )
  .map(([text, edits]) => {
    let result = text;
    for (const [place, cut, inserted] of edits) {
      const at = place % (result.length + 1);
      result = result.slice(0, at) + inserted + result.slice(at + cut);
    }
    return result;
  });
