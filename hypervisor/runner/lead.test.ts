import { expect, it } from 'vitest';
import { Lead } from './lead.ts';

it("counts the instructions of epochs that the backup's guest has not come to the end of", () => {
  const lead = new Lead();
  lead.ended(1, 100);
  lead.ended(2, 0);
  lead.ended(3, 7);
  expect([lead.epochs, lead.instructions]).toEqual([3, 107]);
  lead.finished(2);
  expect([lead.epochs, lead.instructions]).toEqual([1, 7]);
  lead.finished(1);
  lead.finished(9);
  expect([lead.epochs, lead.instructions]).toEqual([0, 0]);
});
