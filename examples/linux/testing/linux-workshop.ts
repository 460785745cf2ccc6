/** A folder in which tests run Linux: disks with a file system, runs of hvrun, and what an undisturbed run leaves behind. */
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'vitest';
import { HvrunProcess } from '../../../hypervisor/testing/hvrun-process.ts';
import { Workshop } from '../../../kernel/testing/tools.ts';
import { checkDisk, filesOn, linuxArguments, type LinuxRun, makeDisk, printedBy } from './linux.ts';

export interface Left {
  /** On the console, but for the kernel's own lines. */
  readonly printed: string;
  readonly files: ReadonlyMap<string, string>;
}

export class LinuxWorkshop extends Workshop {
  /** A disk with an empty file system; its path. */
  newDisk(name: string): string {
    const path = this.path(name);
    makeDisk(path);
    return path;
  }

  start(run: LinuxRun, input = ''): HvrunProcess {
    return new HvrunProcess(this.folder, linuxArguments(run), input);
  }

  /** What so much work leaves behind on the bare machine. */
  async undisturbed(files: number): Promise<Left> {
    const disk = this.newDisk(`undisturbed-${files}`);
    const { status, stdout } = await this.start({ disk, run: ['work', files], flags: ['--bare'] }).outcome;
    expect(status).toBe(0);
    return { printed: printedBy(stdout), files: soundFilesOn(disk) };
  }
}

/** The files on a disk with their contents. e2fsck finds nothing wrong with it. */
export function soundFilesOn(disk: string): ReadonlyMap<string, string> {
  const { status, said } = checkDisk(disk);
  expect(status, said).toBe(0);
  return filesOn(disk);
}

/** Resolves when it has printed something like this. A host that is busy takes its time for a boot. */
export async function shows(run: HvrunProcess, pattern: RegExp): Promise<void> {
  while (!pattern.test(run.output().toString('latin1')) && !run.over) await sleep(20);
  expect(run.output().toString('latin1')).toMatch(pattern);
}
