import { describe, expect, it } from 'vitest';
import { Timeline } from './timeline.ts';

describe('the timeline', () => {
  it('lets things happen in order of time, and at one time in order of request', () => {
    const timeline = new Timeline();
    const happened: string[] = [];
    const times = [5, 1, 3, 1, 9, 3, 0, 5, 2];
    times.forEach((at, index) => timeline.at(at, () => happened.push(`${at}:${index}`)));
    while (timeline.step());
    expect(happened).toEqual(['0:6', '1:1', '1:3', '2:8', '3:2', '3:5', '5:0', '5:7', '9:4']);
  });

  it('counts delays from the moment of the request', () => {
    const timeline = new Timeline();
    let at = 0;
    timeline.after(2, () => timeline.after(3, () => (at = timeline.now())));
    while (timeline.step());
    expect(at).toBe(5);
  });

  it('does at once what is asked for in the past', () => {
    const timeline = new Timeline();
    let at = 0;
    timeline.at(7, () => timeline.at(4, () => (at = timeline.now())));
    while (timeline.step());
    expect(at).toBe(7);
  });
});
