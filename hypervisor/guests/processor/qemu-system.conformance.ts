/**
 * A second opinion on privileged behaviour: the suite's guests on qemu-system-hppa. At the end a table tells, for every
 * interruption, which guest proves it, here and there.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { assemble } from '../../../assembler/assemble.ts';
import { nameOfInterruption } from '../../../emulator/cpu/interruptions.ts';
import { table } from '../../../emulator/cpu/testing/tally.ts';
import { driveInterpreter } from './drive-interpreter.ts';
import { driveQemu, FIRMWARE_BASE } from './drive-qemu.ts';
import { outcomeOf, type GuestOutcome } from './driver.ts';
import { buildGuest, GUESTS, type Guest } from './guests.ts';

const ours = driveInterpreter({ slice: 1000, tlbSeed: 1 });
const results = new Map<Guest, { ours?: GuestOutcome; qemu?: GuestOutcome }>();

function firmware(): Uint8Array {
  const name = 'qemu-firmware.s';
  const text = readFileSync(join(import.meta.dirname, name)).toString();
  const { image, diagnostics } = assemble([{ name, text }], { textBase: FIRMWARE_BASE });
  if (image === undefined) throw new Error(diagnostics.map(({ message }) => message).join('\n'));
  return image;
}

describe.each(GUESTS)('$name.s', (guest) => {
  const built = buildGuest(guest);
  const result: { ours?: GuestOutcome; qemu?: GuestOutcome } = {};
  results.set(guest, result);

  it('holds here', async () => {
    result.ours = outcomeOf(await ours.run(built));
    expect(result.ours).toMatchObject({ passed: true, skipped: 0 });
  });

  it.skipIf(guest.notOnQemu !== undefined)(`holds on QEMU ${guest.notOnQemu ?? ''}`, async () => {
    result.qemu = outcomeOf(await driveQemu(firmware()).run(built));
    expect(result.qemu).toMatchObject({ passed: true });
  });
});

/** What a guest says of interruption `number`; of the rest, if there is none. */
function describeOutcome(outcome: GuestOutcome | undefined, number: number | undefined, reason = 'not run'): string {
  if (outcome === undefined) return reason;
  if (!outcome.passed) return outcome.text.trim();
  if (number !== undefined && (outcome.taken & (1 << number)) === 0) return 'skipped in all cases';
  return `${outcome.cases} cases hold${outcome.skipped === 0 ? '' : `, ${outcome.skipped} skipped`}`;
}

afterAll(() => {
  const lines = [...results].flatMap(([guest, result]) => {
    const subjects = guest.interruptions.length === 0 ? [undefined] : guest.interruptions;
    return subjects.map((number) => {
      const subject =
        number === undefined ? ' - no interruption' : `${String(number).padStart(2)} ${nameOfInterruption(number)}`;
      const here = describeOutcome(result.ours, number);
      return [subject, `${guest.name}.s`, here, describeOutcome(result.qemu, number, guest.notOnQemu)];
    });
  });
  // On older processors it stood for 26, 27 and 28 (manual, chapter 4).
  lines.push(['18 data memory protection trap', 'none', 'never comes', 'never comes']);
  const byNumber = lines.sort(([a], [b]) => a.localeCompare(b));
  console.log(table([['interruption', 'guest', 'here', 'on qemu-system-hppa'], ...byNumber]).join('\n'));
});
