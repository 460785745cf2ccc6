/**
 * Bugs for copies of the translator, to see that the lock-step test finds them: each a text that stands once in a file of
 * emulator/translator, and what is put in its place.
 */

export interface PlantedBug {
  readonly name: string;
  readonly file: string;
  readonly find: string;
  readonly replace: string;
}

function bug(name: string, file: string, find: string, replace: string): PlantedBug {
  return { name, file, find, replace };
}

export const PLANTED_BUGS: readonly PlantedBug[] = [
  bug('a carry is that of other operands', 'emitter.ts', 'this.push(b).set(this.#carries[1]);', ''),
  bug(
    'carries are lost when the region is left',
    'emitter.ts',
    'if (this.#carriesUsed) {',
    'if (this.#carriesUsed && false) {',
  ),
  bug('a sum carries if it is its own first operand', 'emitter.ts', "'i32.lt_u'", "'i32.le_u'"),
  bug(
    'the form of a carry is that of an addition that was nullified',
    'emitter.ts',
    "this.conditional ? 'bits' : form",
    'form',
  ),
  bug(
    'the form of a carry holds wherever a block is come from',
    'emitter.ts',
    "plain: false };\n    this.#carryForm = 'bits';",
    'plain: false };',
  ),
  bug(
    'the shift amount is lost when the region is left',
    'emitter.ts',
    'if (this.#changedWords.has(index)) store(index, kept);',
    '',
  ),
  bug(
    'the queue in a delay slot goes straight on',
    'emitter.ts',
    'slotOf === undefined ? pc + 4 : slotOf.target',
    'pc + 4',
  ),
  bug('PSW B is lost in a delay slot', 'emitter.ts', 'taken: slotOf?.taken ?? false', 'taken: false'),
  bug('a branch is missing in the history', 'emitter.ts', '.i32(8)\n', '.i32(0)\n'),
  bug(
    'the space is not looked at',
    'emitter.ts',
    ".op('i32.xor')\n        .op('i32.or')",
    ".op('i32.xor').i32(0).op('i32.and').op('i32.or')",
  ),
  bug('an access may be at any address', 'emitter.ts', '~0xfff | (alignment & 3)', '~0xfff'),
  bug(
    'what was decoded stays when it is stored over',
    'emitter.ts',
    "code.i32(0).store(bytes === 8 ? 'i32.store' : 'i32.store16', this.places.operations);",
    'code.drop();',
  ),
  bug('a block uses the budget up', 'generate.ts', ".i32(0).op('i32.le_s')", ".i32(0).op('i32.lt_s')"),
  bug('nullified instructions count', 'generate.ts', 'emitter.giveBack(1);\n        if (item', 'if (item'),
  bug(
    'a nullified delay slot counts',
    'generate.ts',
    'if (nullified) {\n      emitter.giveBack(1);',
    'if (nullified) {',
  ),
  bug(
    'a nullified delay slot is executed',
    'generate.ts',
    'if (nullified) {\n      emitter.giveBack(1);\n      return;',
    'if (nullified) {',
  ),
  bug('what was not completed counts', 'translator.ts', 'scratch[SCRATCH.COMPLETED] -= exit.uncompleted;', ''),
  bug(
    'what is not completed counts as simulated',
    'translator.ts',
    'if (outcome !== NEXT) core.scratch[SCRATCH.SIMULATED] = simulated;',
    '',
  ),
  bug('code stays when it is stored over', 'code-cache.ts', 'continue;\n      this.#drop(region);', 'continue;'),
  bug('stores to a translated page are not seen', 'code-cache.ts', 'writes.dropAll();', ''),
  bug(
    'code stays when its page is mapped otherwise',
    'code-cache.ts',
    'pages.every((virtual) => codePageAt(this.#core, space, virtual) === region.pages.get(virtual))',
    'pages.every((virtual) => codePageAt(this.#core, space, virtual) !== undefined)',
  ),
  bug('code of another context is entered', 'code-cache.ts', 'candidate.key === key && ', ''),
  bug(
    'code of another context is gone on to',
    'dispatcher.ts',
    "this.entry('KEY').get(this.#key).op('i32.ne')",
    'code.i32(0)',
  ),
  bug('a jump leads to code that is elsewhere', 'dispatcher.ts', ".op('i32.or').branchIf(out)", ".op('i32.or').drop()"),
  bug(
    'a jump leads to a region that is no more',
    'jump-cache.ts',
    '>>> 16 === region) scratch',
    '>>> 16 === -1) scratch',
  ),
  bug('code goes on to a page that is not mapped', 'generate.ts', 'this.#requirePages(others, block.start, 0);', ''),
  bug(
    'a register is not what it was for the interpreter',
    'emit/performed.ts',
    'if (r !== 0) emitter.setWord(LAYOUT.GR + r, () => void emitter.get(r));',
    '',
  ),
  bug(
    'what the interpreter did not complete is passed over',
    'emit/performed.ts',
    'emitter.leaveIf(emitter.interpret());',
    'code.drop();',
  ),
  bug('a jump leads to the first block', 'jump-cache.ts', '= targetWord(region, block);', '= targetWord(region, 0);'),
  bug(
    'the back of an interruption queue stays',
    'emit/system.ts',
    'emitter.setWord(back ?? LAYOUT.CR + register',
    'emitter.setWord(LAYOUT.CR + register',
  ),
  bug(
    'an interrupt waits on when it is allowed',
    'emit/system.ts',
    "emitter.word(LAYOUT.SIGNALLED).op('i32.or');\n  emitter.leaveIf(emitter.interpret());",
    "emitter.word(LAYOUT.SIGNALLED).op('i32.or');\n  emitter.code.drop();",
  ),
  bug(
    'bits of the system mask change unnoticed',
    'emit/system.ts',
    "emitter.code.i32(bits).op('i32.and');\n  emitter.leaveIf(emitter.interpret());",
    'emitter.code.drop();',
  ),
  bug(
    'code of another space is gone on to',
    'dispatcher.ts',
    "4 * LAYOUT.IASQ_FRONT)\n      .op('i32.xor')",
    "4 * LAYOUT.IASQ_FRONT)\n      .op('i32.xor').i32(0).op('i32.and')",
  ),
  bug(
    'code goes on on a page that is mapped no more',
    'generate.ts',
    'if (plan.changesMappings === true) this.#requirePages',
    'if (plan.changesMappings === true && pc === -1) this.#requirePages',
  ),
  bug(
    'what is left behind a change of mappings counts',
    'emitter.ts',
    'if (uncompleted > 0) this.giveBack(uncompleted);\n      this.leaveFor(pc);',
    'this.leaveFor(pc);',
  ),
  bug(
    'a fetch fails that the budget has no room for',
    'translator.ts',
    'enterCodePage(core) !== 0) return NEXT;',
    'enterCodePage(core) !== 0) return enterCodePage(core);',
  ),
  bug('a page that is stored to is not dirty', 'fill.ts', 'memory.touch(address);', ''),
  bug('unsigned numbers are compared as signed ones', 'emit/conditions.ts', "4: 'i32.lt_u'", "4: 'i32.lt_s'"),
  bug(
    'a forward branch nullifies if it is not taken',
    'emit/branch.ts',
    'nullifies(word) && !backward',
    'nullifies(word) && backward',
  ),
  bug('a branch raises the privilege level', 'emit/branch.ts', "'i32.gt_u'", "'i32.lt_u'"),
  bug(
    'a modified base wins over the loaded value',
    'emit/memory.ts',
    'emitter.loadRam(does.bytes, address);\n    emitter.set(t);',
    'emitter.loadRam(does.bytes, address);\n    if (base === undefined || t !== field6(word)) emitter.set(t);\n    else emitter.code.drop();',
  ),
  bug(
    'what is simulated is not counted',
    'emit/plans.ts',
    'return counts && plan',
    'return counts && system === undefined && plan',
  ),
  bug('the inexact flag is forgotten', 'emit/floating-point.ts', 'checkFlag(emitter, operation, a, b);', ''),
  // The loop's.
  bug('the loop: carries are not kept', 'loop/cases/computation.ts', '.i32(DIGITS)', '.i32(0)'),
  bug(
    'the loop: a difference is one too small',
    'loop/cases/computation.ts',
    'else if (subtract) code.i32(1);',
    'else if (subtract) code.i32(0);',
  ),
  bug(
    'the loop: an overflow traps nobody',
    'loop/cases/computation.ts',
    "code.i32(0).op('i32.lt_s');",
    "code.i32(0).op('i32.and');",
  ),
  bug(
    'the loop: a condition is not negated',
    'loop/writer.ts',
    "return this.bits(1, 12).op('i32.xor');",
    'return this.code;',
  ),
  bug(
    'the loop: V is that of the old register',
    'loop/cases/computation.ts',
    "writer.get('field6').i32(31).op('i32.shr_u').op('i32.xor');",
    "code.get(b).i32(31).op('i32.shr_u').op('i32.xor');",
  ),
  bug(
    "the loop: a field's sign is not extended",
    'loop/cases/computation.ts',
    "signed ? 'i32.shr_s' : 'i32.shr_u'",
    "'i32.shr_u'",
  ),
  bug(
    'the loop: register 0 keeps what it is given',
    'loop/writer.ts',
    'this.setState(LAYOUT.GR, () => void this.code.i32(0));',
    '',
  ),
  bug('the loop: a base is modified after the access', 'loop/cases/address.ts', "op('i32.ge_s')", "op('i32.lt_s')"),
  bug(
    'the loop: the space is not looked at',
    'loop/writer.ts',
    'code.get(this.spaceMask);\n    code.if',
    'code.i32(0);\n    code.if',
  ),
  bug('the loop: an access may be at any address', 'loop/writer.ts', '~0xfff | alignment', '~0xfff'),
  bug(
    'the loop: what was decoded stays when it is stored over',
    'loop/writer.ts',
    "code.get(decoded).i32(0).store('i32.store16', operations)",
    'code',
  ),
  bug(
    'the loop: a base cannot lower the level',
    'loop/cases/branch.ts',
    "op('i32.gt_u').select()",
    "op('i32.lt_u').select()",
  ),
  bug(
    'the loop: a backward branch nullifies as a forward one',
    'loop/cases/branch.ts',
    "code.i32(31).op('i32.shr_u').get(taken)",
    "code.i32(31).op('i32.shr_u').drop().get(taken).i32(0)",
  ),
  bug('the loop: a branch is missing in the history', 'loop/frame.ts', '.i32(BRANCH_BYTES)', '.i32(0)'),
  bug(
    'the loop: PSW B stays',
    'loop/frame.ts',
    'code.i32(0).set(this.#taken);\n        this.#moveOn();\n      });',
    'this.#moveOn();\n      });',
  ),
  bug(
    'the loop: a budget is one too long',
    'loop/frame.ts',
    "tee(this.#left).i32(0).op('i32.gt_s')",
    "tee(this.#left).i32(0).op('i32.ge_s')",
  ),
  bug(
    'the loop: a nullified instruction is passed over beyond the budget',
    'loop/frame.ts',
    "code.get(this.#left).i32(1).op('i32.gt_s');",
    "code.get(this.#left).i32(0).op('i32.gt_s');",
  ),
  bug(
    'the loop: a page is where it was in another space',
    'loop/frame.ts',
    "writer.state(LAYOUT.IASQ_FRONT).op('i32.ne').branchIf(unknown);",
    'code.drop();',
  ),
  bug(
    'the loop: the level of a page is not looked at',
    'loop/frame.ts',
    "op('i32.xor').i32(3).op('i32.and').branchIf(unknown)",
    "op('i32.xor').drop()",
  ),
  bug(
    'the loop: level 3 sets the system mask',
    'loop/cases/rows.ts',
    'writer.scratch(SCRATCH.LEVEL);\n    writer.performIf();',
    '',
  ),
  bug(
    'the loop: an interruption that waits for PSW I waits on',
    'loop/cases/system.ts',
    "code.get(changed).i32(PSW.I).op('i32.and');\n    code.if",
    'code.i32(0);\n    code.if',
  ),
  bug(
    'the loop: nothing is counted as simulated',
    'loop/writer.ts',
    'if (this.#isSystems) this.scratch(SCRATCH.GUARDED).if(() => this.countSimulated());',
    '',
  ),
];
