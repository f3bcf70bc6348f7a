import { evaluateGraph } from '../../../graph/evaluate.js';
import { madeBy } from '../../../graph/match.js';
import { topologicalOrder } from '../../../graph/node.js';
import { concatPrimitive } from '../../../primitives/blocks.js';
import { add, mul } from '../../../primitives/elementwise.js';
import { broadcastPrimitive } from '../../../primitives/movement.js';
import type { Shape } from '../../../shape.js';
import { toNumbers } from '../../../tensor/host-array.js';
import { fromHost, placeholder, type Tensor } from '../../../tensor/tensor.js';
import { nodeNames } from '../../../testing/nodes.js';
import { randomArray, randomNumbers } from '../../../testing/random-values.js';
import { widenRepeats } from './widen-repeats.js';

const random = (name: string, shape: Shape) => fromHost(randomArray(randomNumbers(name), shape, 'float32'));
const widened = (y: Tensor): Tensor => widenRepeats({ inputs: [], outputs: [y] }).outputs[0]!;

test.each<[string, Shape, Shape]>([
  ['of pixels', [1, 14, 14, 1], [1, 14, 14, 4]],
  ['of fewer axes', [14, 14, 1], [1, 14, 14, 4]],
  ['of rows', [1, 14, 1, 1], [1, 14, 1, 4]],
  ['for each image', [21, 14, 14, 1], [21, 14, 14, 4]],
])('a mask %s is repeated for all channels before it meets the images', (name, shape, whole) => {
  const width = shape.at(-2)!;
  const images = random('images', [Math.ceil(2 ** 14 / (14 * width * 4)), 14, width, 4]);
  const y = mul(images, random(name, shape));
  const [, operand] = widened(y).node!.inputs;
  expect(madeBy(operand!, broadcastPrimitive) ?? madeBy(operand!, concatPrimitive)).not.toBeNull();
  expect(operand!.shape).toEqual(whole);
  const [found, expected] = [widened(y), y].map((each) => toNumbers(evaluateGraph([each])[0]!));
  expect(found).toEqual(expected);
});

test('what several operations need is repeated once', () => {
  const [images, mask] = [random('images', [32, 14, 14, 4]), random('mask', [1, 14, 14, 1])];
  const y = widened(mul(add(images, mask), mask));
  expect(topologicalOrder([y]).filter(({ primitive }) => primitive === concatPrimitive)).toHaveLength(1);
});

test.each<[string, Shape, Shape]>([
  ['repeats many times', [32, 14, 14, 64], [1, 14, 14, 1]],
  ['is as large as the images', [32, 14, 14, 8], [32, 14, 14, 1]],
  ['is one number', [32, 14, 14, 4], [1, 1, 1, 1]],
  ['repeats nothing side by side', [32, 14, 14, 4], [1, 1, 1, 4]],
  ['meets few numbers', [1, 14, 14, 4], [1, 14, 1, 1]],
])('an operand that %s stays as it is', (_name, shape, operand) => {
  const [x, other] = [shape, operand].map((each) => placeholder({ shape: each, dtype: 'float32' }));
  expect(nodeNames(widened(mul(x!, other!)))).toEqual(['multiply']);
});
