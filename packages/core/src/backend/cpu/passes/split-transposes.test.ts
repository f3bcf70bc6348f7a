import { evaluateGraph } from '../../../graph/evaluate.js';
import { transpose } from '../../../primitives/movement.js';
import type { Shape } from '../../../shape.js';
import { toNumbers } from '../../../tensor/host-array.js';
import { fromHost, placeholder, type Tensor } from '../../../tensor/tensor.js';
import { nodeNames } from '../../../testing/nodes.js';
import { randomArray, randomNumbers } from '../../../testing/random-values.js';
import { splitTransposes } from './split-transposes.js';

const split = (x: Tensor, permutation: readonly number[]): Tensor =>
  splitTransposes({ inputs: [], outputs: [transpose(x, permutation)] }).outputs[0]!;

test.each<[string, Shape, readonly number[]]>([
  ['axes in front, and channels', [20, 10, 8, 14, 14], [1, 0, 3, 4, 2]],
  ['channels that come first, and axes behind', [14, 14, 8, 10, 20], [2, 4, 0, 1, 3]],
  ['cells', [10, 8, 7, 2, 7, 4, 8], [0, 2, 4, 5, 3, 6, 1]],
])('where %s move, one goes before the other', (name, shape, permutation) => {
  const x = fromHost(randomArray(randomNumbers(name), shape, 'float32'));
  const y = split(x, permutation);
  expect(nodeNames(y)).toEqual(['transpose', 'transpose']);
  expect(y.shape).toEqual(permutation.map((axis) => shape[axis]));
  const [found, expected] = [y, transpose(x, permutation)].map((each) => toNumbers(evaluateGraph([each])[0]!));
  expect(found).toEqual(expected);
});

test.each<[string, Shape, readonly number[]]>([
  ['one axis moves', [50, 14, 14, 32], [0, 3, 1, 2]],
  ['two that stay together move', [50, 14, 14, 32], [1, 2, 3, 0]],
  ['one moves, apart from one of a single number', [50, 1, 14, 14, 32], [1, 0, 4, 2, 3]],
  ['the last one stays', [50, 14, 14, 32], [2, 1, 0, 3]],
  ['there are few numbers', [2, 3, 8, 4, 4], [1, 0, 3, 4, 2]],
  ['no run of numbers stays together', [300, 3, 50, 2], [3, 0, 2, 1]],
])('where %s, it stays as it is', (_, shape, permutation) => {
  const y = split(placeholder({ shape, dtype: 'float32' }), permutation);
  expect(nodeNames(y)).toEqual(['transpose']);
});
