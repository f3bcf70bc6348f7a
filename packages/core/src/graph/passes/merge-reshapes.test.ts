import { neg } from '../../primitives/elementwise.js';
import { reshape } from '../../primitives/movement.js';
import { placeholder, type Tensor } from '../../tensor/tensor.js';
import { nodeNames } from '../../testing/nodes.js';
import { mergeReshapes } from './merge-reshapes.js';

const x = placeholder({ shape: [2, 6], dtype: 'float32' });
const pass = (output: Tensor): Tensor => mergeReshapes({ inputs: [x], outputs: [output] }).outputs[0]!;

test('reshapes in a row are one', () => {
  const result = pass(reshape(reshape(reshape(x, [12]), [3, 4]), [4, 3]));
  expect(nodeNames(result)).toEqual(['reshape']);
  expect(result.shape).toEqual([4, 3]);
});

test('back to the same shape they are none', () => {
  expect(pass(reshape(reshape(x, [3, 4]), [2, 6]))).toBe(x);
});

test('others stay', () => {
  expect(nodeNames(pass(reshape(neg(reshape(x, [12])), [2, 6])))).toEqual(['reshape', 'negative', 'reshape']);
});
