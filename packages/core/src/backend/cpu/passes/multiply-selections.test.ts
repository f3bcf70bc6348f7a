import { evaluateGraph } from '../../../graph/evaluate.js';
import { clamp, leakyRelu } from '../../../primitives/activations.js';
import { greaterEqual } from '../../../primitives/compare.js';
import { abs, mul, neg, scalar } from '../../../primitives/elementwise.js';
import { broadcastTo } from '../../../primitives/movement.js';
import { select } from '../../../primitives/select.js';
import { toNumbers } from '../../../tensor/host-array.js';
import { placeholder, type Tensor, tensor } from '../../../tensor/tensor.js';
import { nodeNames } from '../../../testing/nodes.js';
import { backward } from '../../../transforms/backward.js';
import { multiplySelections } from './multiply-selections.js';

const SIZE = 2 ** 14;
const EDGES = [Number.NaN, 0, -0, 1e-45, -1e-45, Infinity, -Infinity];
const values = (seed: number) =>
  tensor(Float32Array.from({ length: SIZE }, (_, i) => EDGES[(i * seed) % 97] ?? Math.sin(i * seed)));
const [x, g] = [values(1), values(3)];
const multiplied = (y: Tensor): Tensor => multiplySelections({ inputs: [], outputs: [y] }).outputs[0]!;
const gradient = (y: Tensor): Tensor => backward([y], [g], [x])[0]!;
const number = (value: number) => scalar(value, 'float32');
const isPositive = greaterEqual(x, number(0));

test.each<[string, Tensor]>([
  ['the gradient of leaky_relu', gradient(leakyRelu(x, { alpha: 0.2 }))],
  ['the gradient of an absolute value', gradient(abs(x))],
  ['a sign', select(isPositive, number(3), number(-3))],
  ['a mask', select(isPositive, number(1.25), number(0))],
  ['a mask with zeros that are repeated', select(isPositive, number(1.25), broadcastTo(number(0), [SIZE]))],
])('%s needs no selection, and has the same bits', (_name, y) => {
  const product = multiplied(y);
  expect(nodeNames(product)).not.toContain('select');
  const [found, expected] = [product, y].map((each) => toNumbers(evaluateGraph([each])[0]!));
  expect(found).toEqual(expected);
});

const free = (size = SIZE) => placeholder({ shape: [size], dtype: 'float32' });
const few = free(100);

test.each<[string, Tensor]>([
  ['between two tensors', select(isPositive, g, free())],
  ['between a tensor and zero, which may be infinite', select(isPositive, g, number(0))],
  ['with a steep slope', select(isPositive, g, mul(g, number(2)))],
  ['of few numbers', select(greaterEqual(few, number(0)), few, neg(few))],
])('a selection %s stays', (_name, y) => {
  expect(nodeNames(multiplied(y))).toContain('select');
  expect(nodeNames(multiplied(y))).not.toContain(nodeNames(clamp(g, { low: 0, high: 1 })).at(-1));
});
