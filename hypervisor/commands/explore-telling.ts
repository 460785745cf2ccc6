/**
 * What `hvrun explore` tells of a campaign while it goes on and at its end, and `hvrun explore merge` of one whose shards are all there: the
 * same to the byte, since both hand on the same events.
 */
import { printable, printableJson } from '../../emulator/report/printable.ts';
import type { Finding } from '../explorer/findings.ts';
import type { SelfChecks } from '../explorer/host/messages.ts';
import type { CampaignEvent, Summary } from '../explorer/ledger.ts';
import { oneWayBranches, type Reached } from '../explorer/reached.ts';
import { Gaps } from '../explorer/report/gaps.ts';
import { endOf, eventOf } from '../explorer/report/events.ts';
import type { PageBasis } from '../explorer/report/html/page-maker.ts';
import { describeFinding, describeFindings, describeSelfCheck, describeSummary } from '../explorer/report/text.ts';
import type { VerdictKind } from '../explorer/result.ts';
import type { OptionsOutput } from './options.ts';
import type { ReportFiles, ReportSetting } from './report-files.ts';

export const STATUS: Readonly<Record<VerdictKind, number>> = { holds: 0, broken: 1, undecided: 2 };

export interface TellingOptions {
  readonly output: OptionsOutput;
  readonly json: boolean;
  readonly files: ReportFiles;
  readonly setting: ReportSetting;
  readonly basis: PageBasis;
  /** Saves findings as recordings, if that is asked for. */
  readonly record?: (findings: readonly Finding[]) => readonly Finding[];
  /** Called before something is printed. */
  readonly beforePrint?: () => void;
}

export class Telling {
  readonly #options: TellingOptions;
  readonly #watch: (event: CampaignEvent) => void;
  readonly #gaps: Gaps;
  /** The keys with which findings were told, by their numbers. */
  readonly #told = new Map<number, string>();

  constructor(options: TellingOptions) {
    this.#options = options;
    this.#watch = options.files.watch(options.basis);
    this.#gaps = new Gaps(options.basis);
  }

  tell(event: CampaignEvent): void {
    const { json, setting } = this.#options;
    if (event.type === 'progress') return;
    this.#watch(event);
    this.#gaps.watch(event);
    if (event.type === 'finding') this.#told.set(event.finding.number, event.finding.smallest.key);
    if (json) this.#print([printableJson(eventOf(event))]);
    else if (event.type === 'finding') this.#print(describeFinding(event.finding, setting.repeat));
  }

  /** The end; returns the exit status. Throws a Failure if the host did not write a file: all is told then. */
  end(found: Summary, checks: SelfChecks, reached: Reached | undefined): number {
    const { json, files, setting, basis, record } = this.#options;
    const summary = { ...found, findings: record?.(found.findings) ?? found.findings };
    const { findings, verdict } = summary;
    const shrunk = findings.filter(({ number, smallest }) => this.#told.get(number) !== smallest.key);
    const gaps = this.#gaps.lines();
    const all = [...gaps, ...(reached ? oneWayBranches(reached) : [])];
    files.write(summary, basis.guest, { ...setting, gaps: all, never: reached?.never ?? [] });
    this.#print(
      json
        ? [printableJson(endOf(summary, all))]
        : [
            ...shrunk.flatMap((finding) => describeFinding(finding, setting.repeat)),
            ...describeFindings(findings),
            ...describeSelfCheck(checks, reached),
            ...gaps,
            ...describeSummary(summary),
          ],
    );
    files.close();
    return STATUS[verdict];
  }

  #print(lines: readonly string[]): void {
    this.#options.beforePrint?.();
    this.#options.output.stdout(lines.map((line) => `${printable(line)}\n`).join(''));
  }
}
