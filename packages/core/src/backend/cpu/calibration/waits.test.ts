import { runtime } from '#ort';
import { buildModel, GraphBuilder } from '../../../onnx/graph-builder.js';
import type { OnnxRuntime } from '../../onnx-runtime.js';
import { type Clock, processClock } from './clock.js';
import type { Waits } from './decide.js';
import { measureWaits } from './waits.js';

/** A runtime whose runs take as long as it says, by how threads wait and the number of the run; and its clock. */
function simulated(milliseconds: (spins: boolean, run: number) => number) {
  let [now, open, runs] = [0, 0, 0];
  const clock: Clock = { wall: () => now, cpu: () => now };
  const own: OnnxRuntime = {
    name: 'simulated',
    createSession: async (_, { parallel, spins }) => {
      expect(parallel).toBe(true);
      open += 1;
      return {
        run: async () => {
          now += milliseconds(spins!, runs++);
          return [];
        },
        release: async () => {
          open -= 1;
        },
      };
    },
  };
  return { clock, open: () => open, measure: (): Promise<Waits | null> => measureWaits(own, clock, 15) };
}

test('finds what a product takes either way, and releases its sessions', async () => {
  const { measure, open, clock } = simulated((spins) => (spins ? 0.32 : 0.4));
  expect(await measure()).toEqual({ spinning: expect.closeTo(80, 6), asleep: expect.closeTo(100, 6) });
  expect(clock.wall()).toBeLessThan(15);
  expect(open()).toBe(0);
});

test('first runs do not count, nor what others do in between', async () => {
  const { measure } = simulated((spins, run) => (run < 2 || run === 7 ? 3 : spins ? 0.48 : 0.4));
  expect(await measure()).toEqual({ spinning: expect.closeTo(120, 6), asleep: expect.closeTo(100, 6) });
});

test('where there is time for few runs alone, they count', async () => {
  const { measure, clock } = simulated((spins) => (spins ? 1.2 : 1.6));
  expect(await measure()).toEqual({ spinning: expect.closeTo(300, 6), asleep: expect.closeTo(400, 6) });
  expect(clock.wall()).toBeLessThan(17);
});

test('a machine without the time is not measured', async () => {
  const { measure, open, clock } = simulated(() => 4);
  expect(await measure()).toBeNull();
  expect(clock.wall()).toBeLessThan(20);
  expect(open()).toBe(0);
});

test('on this machine there are times, or there was no time', async () => {
  const clock = processClock()!;
  const measured = await measureWaits(runtime, clock, clock.wall() + 20);
  if (measured) for (const microseconds of Object.values(measured)) expect(microseconds).toBeGreaterThan(0);
});

test('how threads wait changes no bit: of products, sums, and logarithms at the ends of their shares', async () => {
  const graph = new GraphBuilder('kernels');
  const [rows, terms, columns, length] = [33, 1000, 200, 100_003];
  const inputNames = [
    graph.input('x', 'float32', [rows, terms]),
    graph.input('w', 'float32', [terms, columns]),
    graph.input('long', 'float32', [length]),
  ];
  const outputNames = [
    graph.output(graph.op('MatMul', ['x', 'w']), 'float32', [rows, columns]),
    graph.output(graph.op('ReduceSum', ['x', graph.ints([1])]), 'float32', [rows, 1]),
    graph.output(graph.op('Log', ['long']), 'float32', [length]),
  ];
  const model = buildModel(graph);
  const inputs = [[rows, terms], [terms, columns], [length]].map((shape) => {
    const data = Float32Array.from({ length: shape.reduce((a, b) => a * b) }, (_, i) => 1.01 + Math.sin(i * i));
    return { dtype: 'float32' as const, shape, data };
  });
  const results = [true, false].map(async (spins) => {
    const session = await runtime.createSession(model, { inputNames, outputNames, parallel: true, spins });
    const all = [await session.run(inputs), await session.run(inputs)];
    await session.release();
    return all.map((outputs) => outputs.map(({ data }) => Buffer.from((data as Float32Array).slice().buffer)));
  });
  const [spinning, asleep] = await Promise.all(results);
  for (const run of [...spinning!, ...asleep!]) expect(run).toEqual(spinning![0]);
});
