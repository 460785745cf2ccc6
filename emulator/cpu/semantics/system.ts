/**
 * System control. Manual: chapter 5, "System Control Instructions".
 *
 * One result for what the manual leaves undefined: SSM and MTSM leave PSW Q 0 if it was 0. RFI loads whatever the PSW's
 * Q, I and R are, and with IPSW Q = 0 the IIA queues and IPRs keep their values. Control registers 1 to 7 read as 0 and
 * are written in vain, at level 0; 17 to 22 are read and written alike whatever PSW Q is; CR 0 too, whatever PSW R is, and
 * a value read with R = 1 does not count the reading instruction. Coprocessors other than floating point, and SFUs, are
 * not there: their bits of CR 10 stay 0.
 */
import { INTERVAL_TIMER_INTERRUPT } from '../../board.ts';
import { LAYOUT, SCRATCH } from '../../layout.ts';
import { noteReturn } from '../branch-history.ts';
import type { Core } from '../core.ts';
import { field11, field27, field6, spaceField, spaceRegister } from '../fields.ts';
import { selectSpace } from '../data-access.ts';
import { INTERRUPTION } from '../interruptions.ts';
import { passTimer, readTimer, timerShown, writeTimer } from '../interval-timer.ts';
import { interrupted, NEXT, RECONSIDER, RETURNED } from '../outcome.ts';
import { PSW, writePsw } from '../psw.ts';
import { SHADOWED } from '../take-interruption.ts';
import type { Families } from './semantics.ts';

/** PSW bits 25 to 31. */
export const SYSTEM_MASK = 0x7f;
/** Those of them that SSM, RSM and MTSM can change here. */
export const CHANGEABLE = PSW.R | PSW.Q | PSW.P | PSW.D | PSW.I;

const INTERVAL_TIMER = 16;

type SystemControl =
  'break' | 'return' | 'system-mask' | 'read-space' | 'write-space' | 'read-control' | 'write-control' | 'nothing';

/** The families of this file. Called once: see ./semantics.ts. */
export function systemControl(): Families<SystemControl> {
  function put(core: Core, t: number, value: number): void {
    core.words[LAYOUT.GR + t] = value;
    core.words[LAYOUT.GR] = 0;
  }

  const returnFromInterruption: Families['return'] =
    ({ restores }) =>
    (core) => {
      const target = atLeast(core.words[LAYOUT.CR + 18], core.scratch[SCRATCH.MOST_PRIVILEGED]);
      noteReturn(core.words, target);
      writePsw(core.words, core.words[LAYOUT.CR + 22]);
      core.words[LAYOUT.IASQ_FRONT] = core.words[LAYOUT.CR + 17];
      core.words[LAYOUT.IASQ_BACK] = core.words[LAYOUT.IIASQ_BACK];
      core.words[LAYOUT.IAOQ_FRONT] = target;
      core.words[LAYOUT.IAOQ_BACK] = atLeast(core.words[LAYOUT.IIAOQ_BACK], core.scratch[SCRATCH.MOST_PRIVILEGED]);
      if (restores) {
        for (const [shadow, register] of SHADOWED.entries())
          core.words[LAYOUT.GR + register] = core.words[LAYOUT.SHR + shadow];
      }
      return RECONSIDER | RETURNED;
    };

  /** An instruction address whose level is no higher than `level`. */
  function atLeast(offset: number, level: number): number {
    return (offset & ~3) | Math.max(offset & 3, level);
  }

  function writeSystemMask(core: Core, mask: number): number {
    const old = core.words[LAYOUT.PSW];
    const settable = (old & PSW.Q) === 0 ? CHANGEABLE & ~PSW.Q : CHANGEABLE;
    core.words[LAYOUT.PSW] = (old & ~CHANGEABLE) | (mask & settable);
    const changed = old ^ core.words[LAYOUT.PSW];
    // Systems turn PSW I off and on around each lock.
    return (changed & ~PSW.I) === 0 && !interruptionWaits(core) ? NEXT : RECONSIDER;
  }

  /** For PSW I, or has it come through? */
  function interruptionWaits({ words }: Core): boolean {
    return ((words[LAYOUT.CR + 15] & words[LAYOUT.CR + 23]) | words[LAYOUT.SIGNALLED]) !== 0;
  }

  const systemMask: Families['system-mask'] =
    ({ operation }) =>
    (core, word) => {
      if (operation === 'move') return writeSystemMask(core, core.words[LAYOUT.GR + field11(word)]);
      const old = core.words[LAYOUT.PSW] & SYSTEM_MASK;
      const mask = (word >>> 16) & SYSTEM_MASK;
      put(core, field27(word), old);
      return writeSystemMask(core, operation === 'set' ? old | mask : old & ~mask);
    };

  const readSpace: Families['read-space'] =
    ({ register }) =>
    (core, word) => {
      const space =
        register === 'selected'
          ? selectSpace(core, spaceField(word), core.words[LAYOUT.GR + field6(word)])
          : core.words[LAYOUT.SR + spaceRegister(word)];
      put(core, field27(word), space);
      return NEXT;
    };

  const writeSpace: Families['write-space'] = () => (core, word) => {
    core.words[LAYOUT.SR + spaceRegister(word)] = core.words[LAYOUT.GR + field11(word)];
    return NEXT;
  };

  const writeControl: Families['write-control'] = () => (core, word) =>
    writeRegister(core, field6(word), core.words[LAYOUT.GR + field11(word)]);

  /** Bits that control registers have: all, unless they stand here. */
  const IMPLEMENTED: Partial<Record<number, number>> = {
    // Protection identifiers of 15 bits, with WD.
    8: 0xffff,
    9: 0xffff,
    12: 0xffff,
    13: 0xffff,
    // CCR bits 0 and 1: the floating-point coprocessor.
    10: 0xc0,
    11: 31,
    14: ~0x7ff,
  };

  function writeRegister(core: Core, register: number, value: number): number {
    const implemented = value & (IMPLEMENTED[register] ?? -1);
    switch (register) {
      case 0:
        // CR 0 lags behind by what has completed since it was brought up to date (interpreter.ts).
        core.words[LAYOUT.CR] = value + recoveryLag(core);
        return RECONSIDER;
      case 1:
      case 2:
      case 3:
      case 4:
      case 5:
      case 6:
      case 7:
        return NEXT;
      case 8:
      case 9:
      case 12:
      case 13:
        core.words[LAYOUT.CR + register] = implemented;
        core.dropTranslations();
        return NEXT;
      case INTERVAL_TIMER:
        writeTimer(core.state.doubles, value);
        return NEXT;
      case 17:
        core.words[LAYOUT.CR + 17] = core.words[LAYOUT.IIASQ_BACK];
        core.words[LAYOUT.IIASQ_BACK] = value;
        return NEXT;
      case 18:
        core.words[LAYOUT.CR + 18] = core.words[LAYOUT.IIAOQ_BACK];
        core.words[LAYOUT.IIAOQ_BACK] = value;
        return NEXT;
      case 23:
        core.words[LAYOUT.CR + 23] &= ~value;
        return RECONSIDER;
      default:
        core.words[LAYOUT.CR + register] = implemented;
        return register === 15 ? RECONSIDER : NEXT;
    }
  }

  const readControl: Families['read-control'] = () => (core, word) => {
    const register = field6(word);
    if (register === INTERVAL_TIMER) return moveFromTimer(core, field27(word));
    put(core, field27(word), core.words[LAYOUT.CR + register] - (register === 0 ? recoveryLag(core) : 0));
    return NEXT;
  };

  /** Who sees that the comparand has passed sees its interrupt, too. */
  function moveFromTimer(core: Core, t: number): number {
    const { doubles } = core.state;
    put(core, t, readTimer(doubles, core.environment));
    if (!passTimer(doubles, timerShown(doubles))) return NEXT;
    core.words[LAYOUT.CR + 23] |= INTERVAL_TIMER_INTERRUPT;
    return RECONSIDER;
  }

  /** Instructions completed with PSW R = 1 that CR 0 does not show yet. */
  function recoveryLag(core: Core): number {
    return (core.words[LAYOUT.PSW] & PSW.R) === 0 ? 0 : core.scratch[SCRATCH.COMPLETED] - core.counted;
  }

  return {
    break: () => () => interrupted(INTERRUPTION.BREAK_INSTRUCTION),
    return: returnFromInterruption,
    'system-mask': systemMask,
    'read-space': readSpace,
    'write-space': writeSpace,
    'read-control': readControl,
    'write-control': writeControl,
    nothing: () => () => NEXT,
  };
}
