/** What is told at the end of a run whose devices are uncertain now and then: how its drivers coped. */
import type { HistoryListener } from './command-history.ts';
import type { CommandRecord } from './command-record.ts';
import { describeCommand, describeFate, describeSequel, mayBeRepeated } from './describe-command.ts';

/** Commands that are told of one by one. */
const MOST_LINES = 10;

export class Summary implements HistoryListener {
  #commands = 0;
  #uncertain = 0;
  #repeated = 0;
  /** Console writes that had been printed, and were rightly left out. */
  #needless = 0;
  readonly #lines: string[] = [];
  #untold = 0;

  commanded(): void {
    this.#commands += 1;
  }

  judged(record: CommandRecord): void {
    const { request, sequel } = record;
    if (!sequel) return;
    this.#uncertain += 1;
    if (sequel.type === 'repeated') this.#repeated += 1;
    if (sequel.type === 'behind') this.#needless += 1;
    const right = sequel.type === 'behind' || (sequel.type === 'repeated' && mayBeRepeated(request));
    if (right) return;
    const fate = describeFate(record);
    if (this.#lines.length === MOST_LINES) this.#untold += 1;
    else
      this.#lines.push(
        `  ${describeCommand(record)}: uncertain${fate && ` (${fate})`}; ${describeSequel(request, sequel)}`,
      );
  }

  /** The lines, at the end of the run. */
  lines(): string[] {
    const left = this.#uncertain - this.#repeated - this.#needless;
    const parts = [
      `${this.#commands} command${this.#commands === 1 ? '' : 's'}`,
      `${this.#uncertain === 0 ? 'none' : this.#uncertain} uncertain`,
      this.#repeated > 0 && `${this.#repeated === this.#uncertain ? 'all' : this.#repeated} of them repeated`,
      this.#needless > 0 && `${this.#needless} not, since they were printed`,
      left > 0 && `${left} never repeated`,
    ];
    const more = this.#untold > 0 ? [`  and ${this.#untold} more: --history FILE tells of all`] : [];
    return [parts.filter(Boolean).join(', '), ...this.#lines, ...more];
  }
}
