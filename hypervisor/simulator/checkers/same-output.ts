/** What is on the console and on the disk at the end is what an undisturbed run leaves there. */
import type { Checker } from './checker.ts';

export const sameOutput: Checker = ({ end, plan, streamed, disk }, { reference }) => {
  if (!reference || typeof end !== 'object' || plan.world.diskErrors > 0) return [];
  const findings: string[] = [];
  if (streamed.join() !== reference.streamed.join()) findings.push("the console is not an undisturbed run's");
  if (!Buffer.from(disk).equals(reference.disk)) findings.push("the disk is not an undisturbed run's");
  return findings;
};
