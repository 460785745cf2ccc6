/** Guests of the suite on the interpreter: the processor and the devices, with a clock that counts instructions. */
import { MIN_RAM } from '../../../emulator/board.ts';
import { boot } from '../../../emulator/boot.ts';
import { EXIT, Processor } from '../../../emulator/cpu/processor.ts';
import { describeStop } from '../../../emulator/diagnosis/describe-stop.ts';
import { NO_PLACES } from '../../../emulator/diagnosis/image-places.ts';
import { reportStop } from '../../../emulator/diagnosis/stop-report.ts';
import type { Request } from '../../../emulator/devices/device.ts';
import { Devices } from '../../../emulator/devices/devices.ts';
import { MachineState } from '../../../emulator/layout.ts';
import { INSTRUCTION_LIMIT, type BuiltGuest, type GuestDriver } from './driver.ts';
import { grantSignals } from './signals.ts';

export interface InterpreterOptions {
  /** Instructions between two looks at the clock and at the signals that the guest asks for. */
  readonly slice: number;
  readonly tlbSeed: number;
}

/** A driver that runs the guest on a bare machine, `slice` instructions at a time. */
export function driveInterpreter({ slice, tlbSeed }: InterpreterOptions): GuestDriver {
  return {
    name: `interpreter, ${slice} at a time`,
    run: (guest) => new Promise((resolve) => resolve(runGuest(guest, slice, tlbSeed))),
  };
}

function runGuest(guest: BuiltGuest, slice: number, tlbSeed: number): string {
  let text = '';
  let ended = false;
  let ticks = 0;
  const request = (asked: Request): void => {
    if (asked.kind === 'console-byte') text += String.fromCharCode(asked.byte);
    if (asked.kind !== 'exit') return;
    ended = true;
    processor.requestExit();
  };
  const state = new MachineState({ ram: MIN_RAM });
  const environment = { read: () => ({ query: 'interval-timer', ticks }) as const };
  const processor: Processor = new Processor({
    state,
    environment,
    tlbSeed,
    io: {
      load: (address) => io.load(address),
      loadHalfword: (address) => io.loadHalfword(address),
      store: (address, value) => io.store(address, value),
    },
  });
  const io = new Devices({
    state,
    environment,
    memory: processor.memory,
    sectors: 0,
    raise: (mask) => processor.raise(mask),
    request,
  });
  boot(processor, guest.image, '');
  for (let completed = 0; !ended; completed += processor.completed) {
    if (completed > INSTRUCTION_LIMIT) throw new Error(`${guest.name} goes on for ever`);
    processor.checkTimer(ticks);
    const exit = processor.run(slice);
    ticks = exit === EXIT.REST ? processor.timerDue() : ticks + processor.completed;
    if (exit === EXIT.STOPPED)
      throw new Error(`${guest.name}: ${describeStop(reportStop(state), NO_PLACES).join('\n')}`);
    if (ticks === Infinity) throw new Error(`${guest.name} rests for ever`);
    grantSignals(processor, guest);
  }
  return text;
}
