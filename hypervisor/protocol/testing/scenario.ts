/**
 * Scenario files: stories of a pair, told in commands, each followed by `----` and the trace of what came of it. A
 * paragraph is one command, its trace, and an empty line; lines that begin with # are for the reader.
 *
 *     start VARIANT LENGTH [early]    both replicas, epochs of LENGTH instructions, or less (footnote 4)
 *     now TICKS                       what both interval timers show
 *     SIDE reads QUERY [VALUE]        the guest executes an environment instruction; its own machine would answer VALUE,
 *                                     the time of day with both of its clocks showing so many seconds
 *     SIDE prints BYTE                the guest writes the raw port
 *     SIDE sets POSITION              the guest gives a command with a RESULT
 *     SIDE loads sector N, SIDE writes sector N
 *     SIDE exits STATUS
 *     SIDE ends COMPLETED [rest] [hash HASH]   the guest stands at the end of its epoch
 *     SIDE hears of EPOCH             the other side, a backup, has gone on behind the end of its EPOCH
 *     SIDE completes ID in TERM       the bus: request ID of TERM is done
 *     SIDE types TEXT from NUMBER     the bus: console input
 *     SIDE receives [COUNT]           messages are carried to this side
 *     exchange                        messages are carried both ways until none is left
 *     lose SIDE                       what is on its way to this side is lost
 *     SIDE suspects                   the failure detector's verdict on the other side
 *     SIDE wins TERM, SIDE is refused TERM
 *     SIDE timer                      the interval timer is due
 *     SIDE joins                      a new machine, a joiner, takes the place of this side's; nothing is on its way any more
 *     SIDE has a joiner               nearly all of this side's state is there; the rest goes with "transfer-state"
 */
import { TICKS_PER_SECOND } from '../../../emulator/board.ts';
import type { EnvironmentQuery, EnvironmentValue } from '../../../emulator/environment.ts';
import type { VariantName } from '../variants.ts';
import { Bench } from './bench.ts';
import type { Side } from './fake-bus.ts';

/** Plays the scenario `text` and returns it with the traces as they are now. */
export function playScenario(text: string): string {
  const player = new ScenarioPlayer();
  const paragraphs = text.trim().split(/\n\n+/);
  return `${paragraphs.map((paragraph) => retell(paragraph, player)).join('\n\n')}\n`;
}

function retell(paragraph: string, player: ScenarioPlayer): string {
  const [told] = paragraph.split('\n----');
  const command = told.split('\n').filter((line) => !line.startsWith('#'));
  if (command.length === 0) return told;
  if (command.length > 1) throw new Error(`more than one command before ----: ${command.join(' / ')}`);
  const trace = player.play(command[0]);
  return [told, '----', ...(trace.length > 0 ? trace : ['nothing'])].join('\n');
}

class ScenarioPlayer {
  #bench = new Bench({ variant: 'revised', epochLength: 1, earlyEnds: false });

  play(command: string): string[] {
    const words = command.split(' ');
    const [first, second, third] = words;
    switch (first) {
      case 'start':
        this.#bench = new Bench({
          variant: second as VariantName,
          epochLength: Number(third),
          earlyEnds: words[3] === 'early',
        });
        return [...mark('left', this.#bench.start('left')), ...mark('right', this.#bench.start('right'))];
      case 'now':
        this.#bench.now = Number(second);
        return [];
      case 'exchange':
        return this.#bench.carryAll();
      case 'lose':
        this.#bench.lose(second as Side);
        return [];
      case 'left':
      case 'right':
        return mark(first, this.#act(first, second, words.slice(2)));
      default:
        throw new Error(`unknown command: ${command}`);
    }
  }

  #act(side: Side, verb: string, words: readonly string[]): string[] {
    const bench = this.#bench;
    const [word = '', , last = ''] = words;
    const number = Number(word);
    switch (verb) {
      case 'reads':
        return this.#read(side, word as EnvironmentQuery, Number(words[1]));
      case 'prints':
        return bench.print(side, word);
      case 'sets':
        return bench.set(side, number);
      case 'writes':
        return bench.useDisk(side, 'write', Number(words[1]));
      case 'loads':
        return bench.useDisk(side, 'read', Number(words[1]));
      case 'exits':
        return bench.exit(side, number);
      case 'ends':
        return bench.end(side, number, words.includes('rest'), hashOf(words));
      case 'hears':
        return bench.step(side, { type: 'backup-finished', epoch: Number(words[1]) });
      case 'completes':
        return bench.complete(side, number, Number(last));
      case 'types':
        return bench.type(side, word, Number(last));
      case 'receives':
        return bench.carry(side, word === '' ? Infinity : number);
      case 'suspects':
        return bench.step(side, { type: 'peer-lost' });
      case 'wins':
        return bench.step(side, { type: 'term-won', term: number });
      case 'is':
        return bench.step(side, { type: 'term-refused', term: Number(words[1]) });
      case 'joins':
        return bench.join(side);
      case 'has':
        return bench.step(side, { type: 'joiner-ready' });
      case 'timer':
        return bench.step(side, { type: 'timer-due' });
      default:
        throw new Error(`unknown verb: ${verb}`);
    }
  }

  /** The environment instruction, and the machine's own answer if its replica asks for it. */
  #read(side: Side, query: EnvironmentQuery, answer: number): string[] {
    const trace = this.#bench.step(side, { type: 'environment', query });
    if (trace[0]?.startsWith('read-environment') !== true) return trace;
    return [...trace, ...this.#bench.step(side, { type: 'environment-value', value: valueOf(query, answer) })];
  }
}

function valueOf(query: EnvironmentQuery, answer: number): EnvironmentValue {
  if (query === 'interval-timer') return { query, ticks: answer };
  if (query === 'time-of-day') return { query, ticks: answer * TICKS_PER_SECOND, seconds: answer, microseconds: 0 };
  return { query, position: answer };
}

function hashOf(words: readonly string[]): bigint | undefined {
  const at = words.indexOf('hash');
  return at < 0 ? undefined : BigInt(`0x${words[at + 1]}`);
}

function mark(side: Side, trace: readonly string[]): string[] {
  return trace.map((line) => `${side}: ${line}`);
}
