/** Where the guest of a machine is, by the names that its image and its programs have. */
import { ImagePlaces } from '../../emulator/diagnosis/image-places.ts';
import { placeOf } from '../../emulator/diagnosis/place.ts';
import type { Place } from '../../emulator/report/place.ts';
import { codePlaceOf, type GuestPlace } from './code-place.ts';
import type { VirtualMachine } from './machine/virtual-machine.ts';
import { ProgramCalls } from './program-calls.ts';
import type { CodePlace } from './result.ts';

export class Whereabouts {
  readonly #machine: VirtualMachine;
  readonly #places: ImagePlaces;
  readonly #calls: ProgramCalls;

  constructor(machine: VirtualMachine) {
    this.#machine = machine;
    this.#places = new ImagePlaces(machine.guest.image);
    this.#calls = new ProgramCalls(machine.guest);
  }

  /** The instruction that has completed last. */
  here(): GuestPlace {
    return this.noted(placeOf(this.#machine.state));
  }

  /** A place where the guest is now: with the call of a program's, if it is for one that the guest is there. */
  noted(place: Place): GuestPlace {
    return { ...place, call: this.#calls.of(this.#machine.state).at(0) };
  }

  /** The same for people. */
  named(place: GuestPlace): CodePlace {
    return codePlaceOf(place, this.#places, this.#machine.state.ram);
  }
}
