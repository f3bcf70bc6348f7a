import { evaluateGraph } from '../../graph/evaluate.js';
import { type Graph, topologicalOrder } from '../../graph/node.js';
import { positionsOf } from '../../graph/positions.js';
import { broadcastTo, reshape } from '../../primitives/movement.js';
import { type ScatterReduction, scatterNd } from '../../primitives/scatter.js';
import { sizeOf } from '../../shape.js';
import { fromNumbers, type HostArray } from '../../tensor/host-array.js';
import { placeholder, type Tensor } from '../../tensor/tensor.js';
import { randomNumbers } from '../../testing/random-values.js';
import { positionOf } from '../../tracing/location.js';
import { hasKernel, kernelPart } from './scatter-kernels.js';

const next = randomNumbers('scatter-kernels');
/** Whole numbers, of which sums and products are exact. */
const drawn = (shape: readonly number[], dtype: HostArray['dtype'], from = -2, size = 5) =>
  fromNumbers(
    Float64Array.from({ length: sizeOf(shape) }, () => from + Math.floor(next() * size)),
    dtype,
    shape,
  );

/** A part for a graph, which `make` makes of inputs like these. */
function partOf(hosts: readonly HostArray[], make: (...inputs: Tensor[]) => Tensor) {
  const inputs = hosts.map((host) => placeholder(host));
  const graph: Graph = { inputs, outputs: [make(...inputs)] };
  const part = kernelPart(graph, topologicalOrder(graph.outputs), positionsOf(graph.outputs))!;
  return { part, expected: () => evaluateGraph(graph.outputs, new Map(inputs.map((x, i) => [x, hosts[i]!])))[0]! };
}

// Rows of 300 come in several chunks.
test.each([
  ['float32', 'int32', [50, 300], [700], 1, 'add'],
  ['float32', 'int64', [7, 5, 3], [4, 6], 2, 'mul'],
  ['float64', 'int32', [9, 33], [40], 1, 'max'],
  ['int32', 'int32', [6, 4], [30], 2, 'min'],
  ['int32', 'int64', [40, 7], [20], 1, 'none'],
  ['float32', 'int32', [5, 4], [0], 1, 'add'],
] as const)('%s at %s, %p', async (dtype, places, shape, lead, depth, reduction: ScatterReduction) => {
  const at = drawn(
    [...lead, depth],
    places,
    -Math.min(...shape.slice(0, depth)),
    2 * Math.min(...shape.slice(0, depth)),
  );
  const hosts = [drawn(shape, dtype), at, drawn([...lead, ...shape.slice(depth)], dtype)];
  const { part, expected } = partOf(hosts, (x, index, updates) => scatterNd(x!, index!, updates!, reduction));
  expect(await part.run(hosts)).toEqual([expected()]);
});

test('what is added to may be one number, and elements may take another shape before and after; results are the caller’s', async () => {
  const hosts = [drawn([1], 'float32'), drawn([8, 1], 'int32', 0, 3), drawn([4, 10], 'float32')];
  const { part, expected } = partOf(hosts, (x, at, updates) =>
    reshape(scatterNd(broadcastTo(x!, [3, 5]), at!, reshape(updates!, [8, 5]), 'add'), [15]),
  );
  const [first] = await part.run(hosts);
  const into = { ...first!, data: new Float32Array(15) };
  expect(await part.run(hosts, [into])).toEqual([first]);
  expect(into).toEqual(expected());
  expect(first!.data.buffer).not.toBe(part.places[0]!.data.buffer);
  expect(await part.run(hosts, [part.places[0]!])).toEqual([expected()]);
});

test.each(['int32', 'int64'] as const)('updates and places of %s may be one number, too', async (places) => {
  const hosts = [drawn([4, 3], 'float32'), drawn([1], places, 1, 3), drawn([], 'float32', 1)];
  const { part, expected } = partOf(hosts, (x, at, update) =>
    scatterNd(x!, broadcastTo(at!, [5, 1]), broadcastTo(update!, [5, 3]), 'add'),
  );
  expect(await part.run(hosts)).toEqual([expected()]);
  expect(await part.run(hosts)).toEqual([expected()]);
});

test('a place that is none is an error of its node, and the next run is right', async () => {
  const hosts = [drawn([4, 3], 'float32'), drawn([2, 1], 'int32', 1, 1), drawn([2, 3], 'float32')];
  const { part, expected } = partOf(hosts, (x, at, updates) => scatterNd(x!, at!, updates!, 'add'));
  const wrong = [hosts[0]!, fromNumbers([1, 4], 'int32', [2, 1]), hosts[2]!];
  const error = await part.run(wrong).catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ name: 'IndexError', message: expect.stringContaining('index 4 is out of range') });
  expect(positionOf(error as never)).toBe(0);
  expect(await part.run(hosts)).toEqual([expected()]);
});

test('sums of very many numbers, which are computed in float64, and other types are the runtime’s', () => {
  const node = (dtype: HostArray['dtype'], count: number) =>
    scatterNd(
      placeholder({ shape: [2, 3], dtype }),
      placeholder({ shape: [count, 1], dtype: 'int32' }),
      placeholder({ shape: [count, 3], dtype }),
      'add',
    ).node!;
  expect([node('float32', 2048), node('float32', 2049), node('int64', 3)].map(hasKernel)).toEqual([true, false, false]);
});
