/** Guests of the emulator's suite under the monitor, alone, with a clock that counts instructions. */
import { MIN_RAM } from '../../../emulator/board.ts';
import { boot } from '../../../emulator/boot.ts';
import { describeEnding } from '../../../emulator/diagnosis/describe-stop.ts';
import { NO_PLACES } from '../../../emulator/diagnosis/image-places.ts';
import { INSTRUCTION_LIMIT, type BuiltGuest, type GuestDriver } from '../../guests/processor/driver.ts';
import { grantSignals } from '../../guests/processor/signals.ts';
import { MachineState } from '../../../emulator/layout.ts';
import { Monitor } from '../monitor.ts';

/** A driver that runs the guest deprivileged, in epochs of `epochLength` instructions. */
export function driveMonitor({ epochLength }: { readonly epochLength: number }): GuestDriver {
  return {
    name: `monitor, epochs of ${epochLength}`,
    run: (guest) => new Promise((resolve) => resolve(runGuest(guest, epochLength))),
  };
}

function runGuest(guest: BuiltGuest, epochLength: number): string {
  const monitor = new Monitor({ state: new MachineState({ ram: MIN_RAM }), sectors: 0, tlbSeed: 1 });
  boot(monitor.processor, guest.image, '');
  monitor.deprivilege();
  let text = '';
  let ticks = 0;
  let completed = 0;
  monitor.startEpoch(epochLength);
  for (;;) {
    const exit = monitor.run(epochLength);
    if (exit.type === 'environment') {
      if (exit.query !== 'interval-timer') throw new Error(`${guest.name} reads ${exit.query}`);
      monitor.supply({ query: 'interval-timer', ticks });
    } else if (exit.type === 'output') {
      if (exit.request.kind === 'exit') {
        const why = describeEnding(exit.request, NO_PLACES);
        if (why.length > 0) throw new Error(`${guest.name}: ${why.join('\n')}`);
        return text;
      }
      if (exit.request.kind === 'console-byte') text += String.fromCharCode(exit.request.byte);
    } else if (exit.type === 'epoch-end') {
      completed += exit.completed;
      ticks = exit.rest ? Math.max(ticks, monitor.timerDue()) : ticks + exit.completed;
      if (ticks === Infinity) throw new Error(`${guest.name} rests for ever`);
      if (completed > INSTRUCTION_LIMIT) throw new Error(`${guest.name} goes on for ever`);
      grantSignals(monitor.processor, guest);
      monitor.deliver([], ticks);
      monitor.startEpoch(epochLength);
    }
  }
}
