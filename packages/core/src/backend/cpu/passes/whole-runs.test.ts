import { evaluateGraph } from '../../../graph/evaluate.js';
import { greater } from '../../../primitives/compare.js';
import { add, maximum, mul, scalar, sub } from '../../../primitives/elementwise.js';
import { select } from '../../../primitives/select.js';
import type { Shape } from '../../../shape.js';
import { toNumbers } from '../../../tensor/host-array.js';
import { fromHost, placeholder, type Tensor } from '../../../tensor/tensor.js';
import { nodeNames } from '../../../testing/nodes.js';
import { randomArray, randomNumbers } from '../../../testing/random-values.js';
import { wholeRuns } from './whole-runs.js';

const random = (shape: Shape) => fromHost(randomArray(randomNumbers('runs'), shape, 'float32'));
const number = (value: number) => scalar(value, 'float32');
const inRuns = (y: Tensor): Tensor => wholeRuns({ inputs: [], outputs: [y] }).outputs[0]!;
const operands = (y: Tensor) => y.node!.inputs.map(({ shape }) => shape);
const expectSame = (found: Tensor, expected: Tensor) => {
  expect(found.shape).toEqual(expected.shape);
  const [a, b] = [found, expected].map((each) => toNumbers(evaluateGraph([each])[0]!));
  expect(a).toEqual(b);
};

test('axes of one between others go, once for operations that follow each other', () => {
  const x = random([100, 1, 3]);
  const y = sub(
    number(1),
    maximum(mul(x, number(2)), fromHost({ dtype: 'float32', shape: [1, 1, 1], data: Float32Array.of(0.5) })),
  );
  const found = inRuns(y);
  expect(nodeNames(found)).toEqual(['reshape', 'multiply', 'maximum', 'subtract', 'reshape']);
  expect(operands(found.node!.inputs[0]!)).toEqual([[], [100, 3]]);
  expectSame(found, y);
});

test('a choice between numbers is one of such operations', () => {
  const x = random([10, 1, 10, 1, 2]);
  const y = select(greater(x, number(0)), x, number(3));
  expect(operands(inRuns(y).node!.inputs[0]!)).toEqual([[10, 10, 2], [], [10, 10, 2]]);
  expectSame(inRuns(y), y);
});

test('behind all others a number gets as many', () => {
  const y = sub(number(1), random([100, 1, 1]));
  expect(operands(inRuns(y))).toEqual([
    [1, 1, 1],
    [100, 1, 1],
  ]);
  expectSame(inRuns(y), y);
  const unknown = inRuns(mul(random([100, 1]), placeholder({ shape: [], dtype: 'float32' })));
  expect(operands(unknown)).toEqual([
    [100, 1],
    [1, 1],
  ]);
});

test.each<[string, Tensor]>([
  ['with an axis of one before all others', add(random([1, 100, 2]), number(1))],
  ['of few runs', add(random([8, 1, 100]), number(1))],
  ['between two arrays', add(random([100, 1, 2]), random([100, 1, 2]))],
  ['with a row', add(random([100, 1, 2]), random([2]))],
  ['with a number that has as many axes', add(random([100, 1]), random([1, 1]))],
])('an operation %s stays', (_name, y) => {
  expect(operands(inRuns(y))).toEqual(operands(y));
  expect(nodeNames(inRuns(y))).toEqual(nodeNames(y));
});
