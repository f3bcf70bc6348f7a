import { evaluateGraph } from '../../../graph/evaluate.js';
import { type Graph, topologicalOrder } from '../../../graph/node.js';
import { add, neg } from '../../../primitives/elementwise.js';
import { product } from '../../../primitives/matmul.js';
import { broadcastTo, reshape, slice } from '../../../primitives/movement.js';
import { type Shape, sizeOf } from '../../../shape.js';
import { toNumbers } from '../../../tensor/host-array.js';
import { placeholder, type Tensor } from '../../../tensor/tensor.js';
import { cutEarlier } from './cut-earlier.js';

const ROWS = 2800;
const columns = (x: Tensor, start: number, count: number): Tensor => slice(x, [0, start], [x.shape[0]!, count]);

/** The shapes of what is cut after the pass, which changes no number. */
function cutFrom(shapes: readonly Shape[], body: (...inputs: Tensor[]) => readonly Tensor[]): Shape[] {
  const inputs = shapes.map((shape) => placeholder({ shape, dtype: 'float32' }));
  const graph: Graph = { inputs, outputs: body(...inputs) };
  const changed = cutEarlier(graph);
  const known = new Map(
    inputs.map((x, k) => {
      const data = Float32Array.from({ length: sizeOf(x.shape) }, (_, i) => Math.sin(k + 1 + 0.7 * i));
      return [x, { dtype: 'float32' as const, shape: x.shape, data }];
    }),
  );
  const [expected, given] = [graph, changed].map(({ outputs }) => evaluateGraph(outputs, known));
  given!.forEach((array, i) => {
    expect(array.shape).toEqual(expected![i]!.shape);
    expect(toNumbers(array)).toEqual(toNumbers(expected![i]!));
  });
  return topologicalOrder(changed.outputs).flatMap((node) =>
    node.primitive.name === 'slice' ? [node.inputs[0]!.shape] : [],
  );
}

test('columns of a tall product are those of its factor', () => {
  const body = (x: Tensor, y: Tensor) => {
    const whole = product(x, y);
    return [columns(whole, 0, 2), columns(whole, 3, 3)];
  };
  expect(
    cutFrom(
      [
        [ROWS, 4],
        [4, 6],
      ],
      body,
    ),
  ).toEqual([
    [4, 6],
    [4, 6],
  ]);
});

test('so they are of one with a transposed factor, and where a row is added', () => {
  const shapes = [[ROWS, 4], [6, 4], [6]];
  const body = (x: Tensor, y: Tensor, row: Tensor) => [columns(add(product(x, y, false, true), row), 1, 4)];
  expect(cutFrom(shapes, body)).toEqual([[6], [6, 4]]);
});

test('columns of what is repeated are cut out of it before', () => {
  const body = (x: Tensor) => [
    columns(reshape(broadcastTo(reshape(x, [1, 64, 1, 6]), [64, 64, 1, 6]), [64 * 64, 6]), 2, 3),
  ];
  expect(cutFrom([[64, 6]], body)).toEqual([[1, 64, 1, 6]]);
});

const FACTORS: readonly Shape[] = [
  [ROWS, 4],
  [4, 6],
];

/** Some columns of a product that another operation reads as well. */
function alsoRead(x: Tensor, y: Tensor): Tensor[] {
  const whole = product(x, y);
  return [columns(whole, 0, 2), neg(whole)];
}

test.each<[string, readonly Shape[], (...inputs: Tensor[]) => readonly Tensor[]]>([
  ['a product that is read as a whole', FACTORS, (x, y) => alsoRead(x!, y!)],
  ['rows', FACTORS, (x, y) => [slice(product(x!, y!), [0, 0], [ROWS - 1, 2])]],
  ['a small product', [[80, 4], FACTORS[1]!], (x, y) => [columns(product(x!, y!), 0, 2)]],
  ['a product of large matrices', [FACTORS[0]!, [4, 360]], (x, y) => [columns(product(x!, y!), 0, 2)]],
])('%s is cut as it is', (_name, shapes, body) => {
  expect(cutFrom(shapes, body)).toEqual([[shapes[0]![0], shapes[1]!.at(-1)]]);
});
