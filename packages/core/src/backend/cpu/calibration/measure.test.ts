import { runtime } from '#ort';
import type { OnnxRuntime } from '../../onnx-runtime.js';
import { type Clock, processClock } from './clock.js';
import { BUDGET, measure } from './measure.js';

interface Machine {
  /** Milliseconds of a session that is made, and of a run of nothing. */
  readonly session: number;
  readonly run: number;
  /** Nanoseconds of an operation on an element, by the bytes of two arrays. */
  readonly element: (bytes: number) => number;
  /** How much longer everything takes by the clock on the wall, since others have the processor. */
  readonly load: number;
}

/** A runtime whose runs take as long as those of a machine, and its clock. */
function simulated({ session, run, element, load }: Machine): {
  runtime: OnnxRuntime;
  clock: Clock;
  open: () => number;
} {
  let [cpu, open] = [0, 0];
  return {
    clock: { wall: () => load * cpu, cpu: () => cpu },
    open: () => open,
    runtime: {
      name: 'simulated',
      createSession: async () => {
        cpu += session;
        open += 1;
        return {
          run: async ([elements]) => {
            const count = Number(elements!.data[0]);
            cpu += run + (8 * count * element(8 * count)) / 1e6;
            return [];
          },
          release: async () => {
            open -= 1;
          },
        };
      },
    },
  };
}

const quiet: Machine = { session: 2, run: 0.02, element: (bytes) => (bytes > 2 ** 22 ? 0.3 : 0.15), load: 1 };

test('finds what nodes and elements take, and releases its session', async () => {
  const { runtime, clock, open } = simulated(quiet);
  const { nodeNanoseconds, passes } = (await measure(runtime, clock))!;
  expect(nodeNanoseconds).toBeCloseTo(2500, -2);
  expect(passes.map(({ bytes }) => bytes / 2 ** 20)).toEqual([0.25, 1, 4, 8]);
  passes.forEach(({ nanoseconds }, i) => {
    expect(nanoseconds).toBeCloseTo(i < 3 ? 0.15 : 0.3, 3);
  });
  expect(clock.wall()).toBeLessThan(BUDGET);
  expect(open()).toBe(0);
});

test('the time that others have the processor does not count as its own', async () => {
  const { runtime, clock } = simulated({ ...quiet, load: 1.5 });
  expect((await measure(runtime, clock))!.passes[0]!.nanoseconds).toBeCloseTo(0.15, 3);
});

test.each([
  ['a busy one', { ...quiet, load: 10 }],
  ['a slow one', { ...quiet, element: () => 3 }],
  ['one with slow memory', { ...quiet, element: (bytes: number) => (bytes > 2 ** 20 ? 1 : 0.15) }],
  ['one with slow sessions', { ...quiet, session: 38 }],
])('a machine without the time is not measured: %s stops early', async (_, machine) => {
  const { runtime, clock, open } = simulated(machine);
  expect(await measure(runtime, clock)).toBeNull();
  expect(clock.wall()).toBeLessThan(50);
  expect(open()).toBe(0);
});

test('on this machine there are times, or there was no time', async () => {
  const measured = await measure(runtime, processClock()!);
  if (measured) for (const { nanoseconds } of measured.passes) expect(nanoseconds).toBeGreaterThan(0);
  expect(measured?.passes.length ?? 4).toBe(4);
});
