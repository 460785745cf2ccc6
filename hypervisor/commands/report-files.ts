/**
 * The files that `hvrun explore` writes: --report, a page for people, --junit, for systems that read test results, and the
 * recordings of --record.
 */
import { closeSync, writeFileSync } from 'node:fs';
import type { Input } from '../../emulator/host/clashes.ts';
import type { Adversity } from '../explorer/adversity.ts';
import type { Finding } from '../explorer/findings.ts';
import type { ExploredGuest } from '../explorer/guest.ts';
import { makeFolder } from '../explorer/host/make-folder.ts';
import { saveFindings } from '../explorer/host/save-recordings.ts';
import type { CampaignEvent, Summary } from '../explorer/ledger.ts';
import { sourcesOf } from '../explorer/host/source-files.ts';
import type { NoReference } from '../explorer/reference.ts';
import { emptyPage, type PageBasis, PageMaker, type PageSetting } from '../explorer/report/html/page-maker.ts';
import type { Page } from '../explorer/report/html/page-model.ts';
import { renderPage } from '../explorer/report/html/page.ts';
import { junit, junitOfNone } from '../explorer/report/junit.ts';
import { fileAt, type FileKind } from '../words/files.ts';
import { Failure } from './failure.ts';
import { outputFailure, Outputs } from './outputs.ts';

export interface ReportFlags {
  readonly report?: string;
  readonly junit?: string;
  readonly record?: string;
}

export interface ReportSetting {
  /** The image's path. */
  readonly image: string;
  /** That tries the same; without what only says where, and how many at once. */
  readonly command: string;
  /** The command that repeats a case. */
  readonly repeat: (key: string) => string;
}

interface OpenFile {
  readonly what: string;
  readonly file: number;
}

export class ReportFiles {
  readonly #flags: ReportFlags;
  readonly #outputs: Outputs;
  #page: OpenFile | undefined;
  #tests: OpenFile | undefined;
  #maker: PageMaker | undefined;
  /** Of what the host would not write, the first. */
  #failed: Failure | undefined;

  /** Throws a Failure if one of the files is one of the inputs, or the other one. */
  constructor(flags: ReportFlags, inputs: readonly Input[]) {
    const outputs = [
      { what: '--report', place: flags.report },
      { what: '--junit', place: flags.junit },
    ].flatMap(({ what, place }) => (place === undefined ? [] : [{ what, place }]));
    this.#flags = flags;
    this.#outputs = new Outputs(inputs, outputs);
  }

  /** Makes the files, empty. Throws a Failure if that can't be done. */
  open(): void {
    const { report, junit: tests, record } = this.#flags;
    if (record !== undefined) makeRecordings(record);
    this.#page = report === undefined ? undefined : this.#open('--report', report);
    this.#tests = tests === undefined ? undefined : this.#open('--junit', tests);
  }

  /** What a campaign over a run of which a page shows `basis` tells goes here. */
  watch(basis: PageBasis): (event: CampaignEvent) => void {
    const maker = new PageMaker(basis);
    this.#maker = maker;
    return (event) => maker.watch(event);
  }

  /** What the host does not write is told by close(). */
  write(summary: Summary, guest: string, setting: ReportSetting & Pick<PageSetting, 'gaps' | 'never'>): void {
    const { image, command, repeat, gaps, never } = setting;
    const sources = sourcesOf(summary.findings, image);
    this.#writePage(this.#maker?.page(summary, { command, repeat, gaps, never, sources }));
    this.#write(this.#tests, junit(summary, guest, repeat));
  }

  /** The findings, with their recordings if there are to be any. */
  record(findings: readonly Finding[], adversities: readonly Adversity[], guest: ExploredGuest): readonly Finding[] {
    const { record } = this.#flags;
    if (record === undefined) return findings;
    return saveFindings(record, findings, adversities, guest);
  }

  /** Nothing was tried. */
  writeNone(none: NoReference, guest: string, command: string): void {
    this.#writePage(emptyPage(none, guest, command));
    this.#write(this.#tests, junitOfNone(none, guest));
  }

  /** To be called when all else has been told: throws a Failure if the host did not write a file. */
  close(): void {
    if (this.#failed !== undefined) throw this.#failed;
  }

  #open(what: FileKind, path: string): OpenFile {
    return { what: fileAt(what, path), file: this.#outputs.open(what, path) };
  }

  #writePage(page: Page | undefined): void {
    if (page !== undefined && this.#page !== undefined) this.#write(this.#page, renderPage(page));
  }

  #write(output: OpenFile | undefined, text: string): void {
    if (output === undefined) return;
    try {
      writeFileSync(output.file, text);
      closeSync(output.file);
    } catch (error) {
      const failure = outputFailure(output.what, error);
      if (!(failure instanceof Failure)) throw failure;
      this.#failed ??= failure;
    }
  }
}

function makeRecordings(folder: string): void {
  try {
    makeFolder(folder);
  } catch (error) {
    throw outputFailure(fileAt('--record', folder), error);
  }
}
