import '../../evaluate.js';
import { evaluateGraph } from '../../../graph/evaluate.js';
import type { Graph } from '../../../graph/node.js';
import { add, mul, scalar } from '../../../primitives/elementwise.js';
import { loop } from '../../../primitives/loop.js';
import { product } from '../../../primitives/matmul.js';
import { toNumbers } from '../../../tensor/host-array.js';
import { placeholder, type Tensor, tensor } from '../../../tensor/tensor.js';
import { nodeNames } from '../../../testing/nodes.js';
import { joinFixedProducts } from './join-fixed-products.js';

const free = (shape: readonly number[]): Tensor => placeholder({ shape, dtype: 'float32' });
type Body = (x: Tensor, ...fixed: Tensor[]) => Tensor;

/** Small whole numbers, of which products are exact. */
const matrix = (...shape: [number, number]): Tensor =>
  tensor(
    Float32Array.from({ length: shape[0] * shape[1] }, (_, i) => ((i * (shape[1] + 2)) % 5) - 2),
    shape,
  );

/** A loop over a matrix [20, 5] that knows other matrices. */
function looped(matrices: readonly Tensor[], body: Body, most: number | null = 3): Tensor {
  const [x, fixed] = [free([20, 5]), matrices.map(({ shape }) => free(shape))];
  const own: Graph = {
    inputs: [placeholder({ shape: [], dtype: 'int32' }), x, ...fixed],
    outputs: [body(x, ...fixed)],
  };
  return loop(scalar(3, 'int64'), own, null, [matrix(20, 5)], matrices, most ?? undefined)[0]!;
}

const passed = (x: Tensor): Tensor => joinFixedProducts({ inputs: [], outputs: [x] }).outputs[0]!;
const productsIn = (x: Tensor): number =>
  nodeNames((x.node!.attributes.body as Graph).outputs[0]!).filter((name) => name === 'matmul').length;

const readTwice = (middle: Tensor, a: Tensor, b: Tensor): Tensor =>
  add(product(middle, b), product(middle, a, false, true));
const constant = matrix(5, 4);

test.each<[string, readonly Tensor[], Body]>([
  ['two', [matrix(5, 4), matrix(4, 5)], (x, a, b) => product(product(x, a!), b!)],
  [
    'two, the first to be transposed',
    [matrix(4, 5), matrix(4, 5)],
    (x, a, b) => product(product(x, a!, false, true), b!),
  ],
  [
    'two, the second to be transposed',
    [matrix(5, 4), matrix(5, 4)],
    (x, a, b) => product(product(x, a!), b!, false, true),
  ],
  ['three', [matrix(5, 4), matrix(4, 4), matrix(4, 5)], (x, a, b, c) => product(product(product(x, a!), b!), c!)],
  ['one, and a constant', [matrix(4, 5)], (x, b) => product(product(x, constant), b!)],
])('fixed matrices that a loop multiplies by are one: %s', (_, matrices, body) => {
  const before = looped(matrices, body);
  const after = passed(before);
  expect(productsIn(after)).toBe(1);
  const [expected, found] = [before, after].map((each) => Array.from(toNumbers(evaluateGraph([each])[0]!)));
  expect(found).toEqual(expected);
});

const [narrow, thin] = [
  [matrix(5, 4), matrix(4, 5)],
  [matrix(5, 1), matrix(1, 5)],
];
const inTurn: Body = (x, a, b) => product(product(x, a!), b!);

test.each<[string, Tensor, number]>([
  ['the middle is read by something else', looped(narrow, (x, a, b) => readTwice(product(x, a!), a!, b!)), 3],
  ['a matrix is computed in the loop', looped(narrow, (x, a, b) => product(product(x, a!), mul(b!, b!))), 2],
  [
    'one of both is what the loop changes',
    looped([matrix(20, 20), matrix(5, 5)], (x, a, b) => product(product(a!, x), b!)),
    2,
  ],
  ['their product is larger than both', looped(thin, inTurn), 2],
  ['the loop goes round too seldom', looped(narrow, inTurn, 1), 2],
  ['or any number of times', looped(narrow, inTurn, null), 2],
])('where %s, they stay two', (_, before, count) => {
  expect(productsIn(passed(before))).toBe(count);
});
