import { evaluateGraph } from '../../graph/evaluate.js';
import type { Graph } from '../../graph/node.js';
import * as ops from '../../ops/index.js';
import { add, mul } from '../../primitives/elementwise.js';
import { broadcastTo, reshape } from '../../primitives/movement.js';
import { scatterNd } from '../../primitives/scatter.js';
import type { HostArray } from '../../tensor/host-array.js';
import { placeholder, type Tensor, tensor } from '../../tensor/tensor.js';
import { randomNumbers } from '../../testing/random-values.js';
import { jit } from '../../tracing/compiled.js';
import type { Part } from './endings/ending.js';
import { partInStages, type Stage, stagesApart } from './scatters-apart.js';

const [ROWS, UPDATES, WIDTH] = [1000, 1000, 1024];
const next = randomNumbers('scatters-apart');
const floats = (...shape: number[]) => placeholder({ shape, dtype: 'float32' });
const names = ({ nodes }: Stage) => nodes.map(({ primitive }) => primitive.name);

/** Rows that are made of others are added up at places, and the sums are changed. */
function graphOf(rows = ROWS, updates = UPDATES) {
  const [x, at, into] = [
    floats(updates / 2, 2 * WIDTH),
    placeholder({ shape: [updates, 1], dtype: 'int32' }),
    floats(1),
  ];
  const made = reshape(mul(x, x), [updates, WIDTH]);
  const sums = scatterNd(broadcastTo(into, [rows, WIDTH]), at, made, 'add');
  return { inputs: [x, at, into], made, sums } as const;
}

test('a large scatter is apart from what makes its updates and what takes its sums', () => {
  const { inputs, sums } = graphOf();
  const stages = stagesApart({ inputs, outputs: [add(sums, sums)] }, true)!;
  // What only forwards elements to the scatter is with it.
  expect(stages.map(names)).toEqual(
    [['multiply'], ['reshape', 'broadcast_to', 'scatter_nd'], ['add']].map((x) => expect.arrayContaining(x)),
  );
  expect(stages.map(({ isOfKernels }) => isOfKernels)).toEqual([false, true, false]);
  expect(stages.map(({ graph }) => graph.inputs.length)).toEqual([1, 3, 1]);
});

test('a graph stays whole where little would be moved, or much would be passed on, or results share memory', () => {
  const small = graphOf(10, 100);
  expect(stagesApart({ inputs: small.inputs, outputs: [add(small.sums, small.sums)] }, true)).toBeNull();
  const long = graphOf(200, 3000);
  expect(stagesApart({ inputs: long.inputs, outputs: [add(long.sums, long.sums)] }, false)).toBeNull();
  const { inputs, sums } = graphOf();
  expect(stagesApart({ inputs, outputs: [sums, sums] }, true)).toBeNull();
  expect(stagesApart({ inputs, outputs: [sums, inputs[0]] }, true)).toBeNull();
});

test('nothing but a scatter needs no runtime, however small it is', () => {
  const [into, at, updates] = [floats(1), placeholder({ shape: [3, 1], dtype: 'int32' }), floats(3, 5)];
  const sums = scatterNd(broadcastTo(into, [4, 5]), at, updates, 'add');
  const stages = stagesApart({ inputs: [into, at, updates], outputs: [sums] }, false)!;
  expect(stages.map(({ isOfKernels }) => isOfKernels)).toEqual([true]);
});

/** What the runtime would do, in plain JavaScript. */
const plain = async ({ graph: { inputs, outputs } }: Stage): Promise<Part> => ({
  async run(given, into) {
    await new Promise(setImmediate);
    const cut = new Map(inputs.map((x, i) => [x, given[i]!]));
    const made = evaluateGraph(outputs, cut);
    made.forEach(({ data }, i) => {
      (into![i]!.data as Float32Array).set(data as Float32Array);
    });
    return [...into!];
  },
  release: async () => {},
});

const hostsFor = ({ inputs }: Graph): HostArray[] =>
  inputs.map(({ dtype, shape, size }) => ({
    dtype,
    shape,
    data:
      dtype === 'int32'
        ? Int32Array.from({ length: size }, () => Math.floor(next() * ROWS))
        : Float32Array.from({ length: size }, () => Math.floor(next() * 4) - 1),
  }));

test('runs at the same time give what the graph gives, where it is asked for', async () => {
  const { inputs, made, sums } = graphOf();
  const graph = { inputs, outputs: [add(sums, sums), made, sums] as Tensor[] };
  const part = (await partInStages(graph, stagesApart(graph, true)!, plain))!;
  const given = [hostsFor(graph), hostsFor(graph)];
  const into = graph.outputs.map(({ shape, dtype, size }) => ({ shape, dtype, data: new Float32Array(size) }));
  const found = await Promise.all([part.run(given[0]!), part.run(given[1]!, into)]);
  for (const [i, hosts] of given.entries()) {
    const wanted = evaluateGraph(graph.outputs, new Map(inputs.map((x, k) => [x, hosts[k]!])));
    expect(found[i]!.map(({ data }, k) => Buffer.compare(bytes(data), bytes(wanted[k]!.data)))).toEqual([0, 0, 0]);
  }
  expect(found[1]!.map(({ data }, k) => data === into[k]!.data)).toEqual([true, true, true]);
  await part.release();
});

const bytes = ({ buffer, byteOffset, byteLength }: HostArray['data']) => new Uint8Array(buffer, byteOffset, byteLength);

test('the runtime adds up every update, in each of many runs, and says which place is none', async () => {
  const square = tensor(
    Float32Array.from({ length: 160_000 }, () => next() - 0.5),
    [400, 400],
  );
  const places = Int32Array.from({ length: UPDATES }, () => Math.floor(next() * ROWS));
  const values = Float32Array.from({ length: UPDATES * WIDTH }, () => Math.floor(next() * 4) - 1);
  const expected = new Float32Array(ROWS * WIDTH);
  values.forEach((value, i) => {
    expected[places[Math.floor(i / WIDTH)]! * WIDTH + (i % WIDTH)]! += value;
  });
  const run = jit((x: Tensor, at: Tensor, rows: Tensor) => [
    ops.scatter(at, ops.multiply(rows, 1), [ROWS, WIDTH]) as Tensor,
    ops.max(ops.matmul(x, x)),
  ]);
  const rows = tensor(values, [UPDATES, WIDTH]);
  for (let i = 0; i < 10; i++) {
    const [sums] = run(square, tensor(places, [UPDATES, 1]), rows);
    expect(Buffer.compare(bytes((await sums!.data()) as Float32Array), bytes(expected))).toBe(0);
  }
  const [wrong] = run(square, tensor(places.fill(ROWS, 0, 1), [UPDATES, 1]), rows);
  await expect(wrong!.data()).rejects.toThrow(/scatter/i);
});
