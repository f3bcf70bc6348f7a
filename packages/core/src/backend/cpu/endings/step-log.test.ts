import type { HostArray } from '../../../tensor/host-array.js';
import { HostValue } from '../../../tensor/value.js';
import { ResidentValue } from './resident-value.js';
import { StepLogs } from './step-log.js';

const host = (): HostArray => ({ dtype: 'float32', shape: [100], data: new Float32Array(100) });

/** Logs of a session with one array of state, its first input. */
function logs(): StepLogs {
  return new StepLogs({
    state: [0],
    makers: new Map([[0, 0]]),
    copy: () => new Map([[0, host()]]),
    borrow: () => Promise.reject(new Error('nothing is computed here')),
  });
}

/** Takes a step with a value of another session; whether it is the first one of a log, null where there is none. */
function isFirstAfter(own: StepLogs, other: StepLogs): boolean | null {
  const step = own.begin([new HostValue(host()), new ResidentValue(host(), other)], true, true);
  step?.succeeded();
  return step && step.again(0).copy !== undefined;
}

test('logs that hold values of each other end together, so that none leads to an older one', () => {
  const [long, short] = [logs(), logs()];
  for (const each of [long, short]) expect(isFirstAfter(each, each)).toBeNull();
  // One that nobody is linked to goes its own way.
  const alone = logs();
  const steps: (boolean | null)[][] = [];
  for (let i = 0; i < 300; i++) {
    const taken = [isFirstAfter(long, short), isFirstAfter(alone, alone)];
    // The other takes one step for three.
    steps.push(i % 3 === 0 ? [...taken, isFirstAfter(short, long)] : taken);
  }
  const firsts = (k: number) => [...steps.keys()].filter((i) => steps[i]![k]);
  expect(firsts(0).length).toBeGreaterThan(1);
  // With each log of the first, the next step of the second begins one.
  expect(firsts(2)).toEqual(firsts(0).map((i) => 3 * Math.ceil(i / 3)));
  expect(firsts(1)).toEqual([1, 129, 257]);
});

test('a value that is away already is not kept by a log', () => {
  const own = logs();
  for (let i = 0; i < 3; i++) isFirstAfter(own, own);
  const away = new ResidentValue(host(), null);
  away.leavePlace(false, { compute: async () => host() });
  expect(own.begin([new HostValue(host()), away], true, true)).toBeNull();
});

test('what other sessions have copied counts for the room of a log', () => {
  const own = logs();
  let firsts = 0;
  for (let i = 0; i < 20; i++) {
    const value = new ResidentValue(host(), null);
    const step = own.begin([new HostValue(host()), value], true, true);
    if (step?.again(0).copy) firsts += 1;
    step?.succeeded();
    value.leavePlace(false);
  }
  expect(firsts).toBeGreaterThan(3);
});
