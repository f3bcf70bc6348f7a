import { sampled } from '@org/testing';
import { exportFunction } from '../onnx/export-function.js';
import { buildModel, GraphBuilder } from '../onnx/graph-builder.js';
import { Lowering } from '../onnx/lowering.js';
import type { GraphProto } from '../onnx/proto.js';
import { sizeOf, stridesOf } from '../shape.js';
import { fromNumbers, type HostArray } from '../tensor/host-array.js';
import { placeholder, type Tensor } from '../tensor/tensor.js';
import { randomNumbers } from '../testing/random-values.js';
import { runModel } from '../testing/run-graph.js';
import { zerosLike } from './elementwise.js';
import { largeForms } from './large-forms.js';
import { product } from './matmul.js';
import { type ScatterReduction, scatterNd } from './scatter.js';

/** Whole numbers, of which sums and products are exact in any order. */
function whole(sizes: readonly number[], next: () => number): HostArray {
  const data = new Float32Array(sizeOf(sizes));
  // A prime number of them, again and again.
  const drawn = Float32Array.from({ length: 9973 }, () => Math.floor(next() * 3));
  for (let i = 0; i < data.length; i++) data[i] = drawn[i % drawn.length]!;
  return fromNumbers(data, 'float32', sizes);
}

/** Index vectors, and an update for each. */
function updatesOf(shape: readonly number[], lead: readonly number[], depth: number): [HostArray, HostArray] {
  const next = randomNumbers(`${shape} ${lead}`);
  const index = Int32Array.from({ length: sizeOf(lead) * depth }, (_, i) => {
    const at = Math.floor(next() * shape[i % depth]!);
    return i % 5 === 0 ? at - shape[i % depth]! : at;
  });
  return [fromNumbers(index, 'int32', [...lead, depth]), whole([...lead, ...shape.slice(depth)], next)];
}

const combine: Record<ScatterReduction, (old: number, update: number) => number> = {
  none: (_old, update) => update,
  add: (old, update) => old + update,
  mul: (old, update) => old * update,
  min: Math.min,
  max: Math.max,
};

/** One update after the other. */
function inOrder([x, at, updates]: readonly HostArray[], reduction: ScatterReduction): Float32Array {
  const depth = at!.shape[at!.shape.length - 1]!;
  const [strides, width] = [stridesOf(x!.shape), sizeOf(x!.shape.slice(depth))];
  const [index, values] = [at!.data as Int32Array, updates!.data as Float32Array];
  const result = Float32Array.from(x!.data as Float32Array);
  for (let i = 0; i < index.length / depth; i++) {
    let start = 0;
    for (let j = 0; j < depth; j++) {
      const k = index[i * depth + j]!;
      start += (k < 0 ? k + x!.shape[j]! : k) * strides[j]!;
    }
    for (let j = 0; j < width; j++) {
      result[start + j] = combine[reduction](result[start + j]!, values[i * width + j]!);
    }
  }
  return result;
}

const firstDifference = ({ data }: HostArray, expected: Float32Array): number =>
  expected.findIndex((value, i) => value !== data[i]);

/** A model by the forms of the runtime for several threads, which kernels of our own take no part in: its ONNX ops, those of bodies too. */
function modelOf(hosts: readonly HostArray[], make: (...inputs: Tensor[]) => Tensor) {
  const builder = new GraphBuilder('test');
  const lowering = new Lowering(builder, { large: largeForms });
  const inputs = [...hosts, beside].map((host) => placeholder(host));
  const inputNames = inputs.map((x, i) => {
    const name = builder.input(`x${i}`, x.dtype, x.shape);
    lowering.bind(x, name);
    return name;
  });
  const square = inputs.pop()!;
  const outputs = [make(...inputs), product(square, square)];
  const outputNames = lowering.lower(outputs).map((name, i) => builder.output(name, 'float32', outputs[i]!.shape));
  const opTypes = ({ node }: GraphProto): string[] =>
    node.flatMap(({ opType, attribute }) => [opType, ...attribute.flatMap(({ g }) => (g ? opTypes(g) : []))]);
  return {
    ops: [...new Set(opTypes(builder.build()))],
    /** On all threads. */
    async run(): Promise<HostArray> {
      const [result] = await runModel(buildModel(builder), { inputNames, outputNames }, [...hosts, beside], true);
      return result!;
    },
  };
}

/** Enough work for a session of several threads. */
const beside = fromNumbers(new Float64Array(400 * 400).fill(1), 'float32', [400, 400]);

describe.each([
  ['few', [10, 8], [20], 1, 'ScatterND'],
  ['many to a small tensor', [100, 128], [4096], 1, 'Scan'],
  ['many to a large tensor', [30000, 128], [4096], 1, 'Scan', 'GatherND'],
  ['many long ones to a large tensor', [2000, 512], [4096], 1, 'Split'],
  ['many to a large tensor, in columns that are long as well', [200, 500, 16], [220, 1000], 2, 'Split'],
  ['a prime number', [100, 128], [4099], 1, 'Loop'],
  ['many at two coordinates', [10, 12, 4, 8], [50, 200], 2, 'Scan'],
  ['many numbers', [7], [1 << 18], 1, 'ScatterElements'],
  ['many numbers at two coordinates', [7, 3], [1 << 18], 2, 'Scan'],
  ['vectors of more elements than a thread is given', [2, 300000], [3], 1, 'Scan'],
] as const)('%s', (_what, shape, lead, depth, op, adding: string = op) => {
  const hosts = [whole(shape, randomNumbers(`${shape}`)), ...updatesOf(shape, lead, depth)];

  test.each(sampled(['add', 'max', 'min', 'none'] as const, 3))('combined by %s', async (reduction) => {
    const model = modelOf(hosts, (x, at, updates) => scatterNd(x!, at!, updates!, reduction));
    expect(model.ops).toContain(reduction === 'add' ? adding : op);
    expect(firstDifference(await model.run(), inOrder(hosts, reduction))).toBe(-1);
  });

  test('where the sizes are open', async () => {
    const named = hosts.map((host, i) => {
      const open = i === 1 ? [...host.shape.slice(0, -1).map(() => null), depth] : host.shape.map(() => null);
      return { name: `x${i}`, shape: open, dtype: host.dtype };
    });
    const bytes = await exportFunction((x, at, updates) => [scatterNd(x!, at!, updates!, 'add')], named, ['y']);
    const [result] = await runModel(bytes, { inputNames: ['x0', 'x1', 'x2'], outputNames: ['y'] }, hosts);
    expect(firstDifference(result!, inOrder(hosts, 'add'))).toBe(-1);
  });
});

describe.each([
  ['which meet now and then', [30000, 128], [4096], 1, Number.POSITIVE_INFINITY],
  ['which often meet', [13000, 512], [4096], 1, Number.POSITIVE_INFINITY],
  ['which meet still more often', [8000, 512], [4096], 1, Number.POSITIVE_INFINITY],
  ['most of which meet', [13000, 512], [4096], 1, 50],
  ['at two coordinates', [300, 100, 128], [64, 64], 2, Number.POSITIVE_INFINITY],
] as const)('many to a large tensor of zeros, %s', (_what, shape, lead, depth, end) => {
  const [anywhere, places] = updatesOf(shape, lead, depth);
  const at = {
    ...anywhere,
    data: (anywhere.data as Int32Array).map((place) => (end < shape[0] ? place % end : place)),
  };
  const next = randomNumbers(`fractions ${lead}`);
  const updates = { ...places, data: new Float32Array(sizeOf(places.shape)).map(() => next() - 0.4) };
  const zeros = fromNumbers(new Float32Array(sizeOf(shape)), 'float32', shape);

  test('fractions are added in their order', async () => {
    const model = modelOf([at, updates], (index, values) => scatterNd(zerosLike(zeros), index!, values!, 'add'));
    expect(model.ops).toContain('GatherND');
    expect(firstDifference(await model.run(), inOrder([zeros, at, updates], 'add'))).toBe(-1);
  });
});
