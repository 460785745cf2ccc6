/** Who follows the commands of a run: the history, its file (`--history`), and the summary of a run with `--uncertain`. */
import { CommandHistory } from '../history/command-history.ts';
import { HistoryFile } from '../history/history-file.ts';
import { Summary } from '../history/summary.ts';
import { historyNotWhole } from '../words/files.ts';
import { say } from './failure.ts';
import { tellTrouble } from './host-trouble.ts';
import type { RunOptions } from './options.ts';
import type { Outputs } from './outputs.ts';

export class CommandWatch {
  readonly history: CommandHistory;
  readonly #file: HistoryFile | undefined;
  readonly #summary: Summary | undefined;
  readonly #began = performance.now();

  /** Throws a Failure if the file can't be made. */
  constructor({ history: path, uncertain }: Pick<RunOptions, 'history' | 'uncertain'>, outputs: Outputs) {
    this.#file = path === undefined ? undefined : this.#open(path, outputs);
    this.#summary = uncertain && new Summary();
    this.history = new CommandHistory(this.now);
    for (const listener of [this.#file, this.#summary]) if (listener) this.history.add(listener);
  }

  /** Seconds since the run began. */
  readonly now = (): number => (performance.now() - this.#began) / 1000;

  /** The run is over, and so is the world: tells what is left to be told. */
  close(): void {
    this.history.close();
    this.#file?.close();
    for (const line of this.#summary?.lines() ?? []) say(line);
  }

  #open(path: string, outputs: Outputs): HistoryFile {
    return new HistoryFile(outputs.open('history', path), (error) => {
      tellTrouble(historyNotWhole(path, error));
    });
  }
}
