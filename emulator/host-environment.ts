/** The environment of a machine that has the world to itself: its questions are answered by the host, at once. */
import type { Environment, EnvironmentQuery, EnvironmentValue } from './environment.ts';
import type { TimeSource } from './time-source.ts';
import type { World } from './world/world.ts';

export class HostEnvironment implements Environment {
  readonly #time: TimeSource;
  readonly #world: World;

  constructor(time: TimeSource, world: World) {
    this.#time = time;
    this.#world = world;
  }

  read(query: EnvironmentQuery): EnvironmentValue {
    switch (query) {
      case 'interval-timer':
        return { query, ticks: this.#time.ticks() };
      case 'time-of-day': {
        const microseconds = this.#time.microseconds();
        return { query, seconds: Math.floor(microseconds / 1e6), microseconds: microseconds % 1e6 };
      }
      case 'console-position':
        return { query, position: this.#world.consolePosition() % 2 ** 32 };
      case 'actuator-position':
        return { query, position: this.#world.actuatorPosition() };
    }
  }
}
