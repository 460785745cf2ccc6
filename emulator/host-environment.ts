/** The environment of a machine that has the world to itself: its questions are answered by the host, at once. */
import { positionInWord } from './devices/device.ts';
import { type Environment, type EnvironmentQuery, type EnvironmentValue, timeOfDayValue } from './environment.ts';
import { type Moment, timeOfDay } from './time-of-day.ts';
import type { TimeSource } from './time-source.ts';
import type { World } from './world/world.ts';

export class HostEnvironment implements Environment {
  readonly #time: TimeSource;
  readonly #world: World;
  /** The time of day that the guest was shown last, and when. */
  #shown: Moment | undefined;

  constructor(time: TimeSource, world: World) {
    this.#time = time;
    this.#world = world;
  }

  read(query: EnvironmentQuery): EnvironmentValue {
    switch (query) {
      case 'interval-timer':
        return { query, ticks: this.#time.ticks() };
      case 'time-of-day':
        this.#shown = timeOfDay(this.#shown, { ticks: this.#time.ticks(), microseconds: this.#time.microseconds() });
        return timeOfDayValue(this.#shown);
      default:
        return { query, position: positionInWord(query, this.#world.position(query)) };
    }
  }
}
