import { StepTime } from './step-time.js';

test('steps in a time, of runs that were noted', () => {
  const time = new StepTime();
  expect(time.stepsIn(150)).toBe(1);
  time.note(1, 2);
  expect(time.stepsIn(150)).toBe(75);
  time.note(75, 14.2);
  // (0.5 · 2 + 14.2) / (0.5 · 1 + 75) a step
  expect(time.stepsIn(150)).toBe(745);
  expect(time.stepsIn(0.01)).toBe(1);
});

test('a single step that takes long, as the last one of a pass, changes little', () => {
  const time = new StepTime();
  for (let pass = 0; pass < 4; pass++) {
    time.note(190, 40);
    time.note(1, 2);
  }
  expect(time.stepsIn(150)).toBeGreaterThan(650);
});

test('slower runs show after a few', () => {
  const time = new StepTime();
  time.note(500, 50);
  for (let run = 0; run < 4; run++) time.note(10, 100);
  expect(time.stepsIn(150)).toBeLessThan(50);
});
