import { evaluateGraph } from '../graph/evaluate.js';
import { range } from '../shape.js';
import { toNumbers } from '../tensor/host-array.js';
import { fromHost } from '../tensor/tensor.js';
import { assertClose } from '../testing/close.js';
import { randomArray, randomNumbers } from '../testing/random-values.js';
import { type ConvAttributes, conv } from './conv.js';
import { kernelGradient, kernelGradientOfParts } from './conv-kernel-gradient.js';
import { interleave } from './interleave.js';
import { transpose } from './movement.js';

const random = (name: string, shape: readonly number[]) => fromHost(randomArray(randomNumbers(name), shape, 'float64'));
const plain = { strides: [1, 1], dilations: [1, 1], before: [0, 0], after: [0, 0], groups: 1 };

test.each<[string, number, ConvAttributes]>([
  ['valid', 1, plain],
  ['padded', 1, { ...plain, before: [1, 2], after: [1, 2] }],
  ['in strides', 1, { ...plain, strides: [2, 3], before: [1, 1], after: [0, 1] }],
  ['dilated', 1, { ...plain, dilations: [2, 2], before: [3, 0], after: [0, 1] }],
  ['of many channels', 30, { ...plain, before: [1, 0], after: [0, 2] }],
])('a cotangent in parts: a convolution %s', (_name, channels, attributes) => {
  const x = random('x', [2, channels, 12, 13]);
  const kernel = random('kernel', [4, channels, 3, 2]);
  const [n, filters, height, width] = conv(x, kernel, attributes).shape as [number, number, number, number];
  for (const axis of [1, 2]) {
    const counts = [height, width];
    const parts = range(20).find((k) => k > 1 && counts[axis - 1]! % k === 0)!;
    counts[axis - 1]! /= parts;
    const whole = interleave(
      range(parts).map((i) => random(`part ${i}`, [n, ...counts, filters])),
      axis,
    );
    const cotangent = transpose(whole, [0, 3, 1, 2]);
    const [ofParts, reference] = [kernelGradientOfParts, kernelGradient].map((gradient) =>
      toNumbers(evaluateGraph([gradient(x, cotangent, [3, 2], attributes)])[0]!),
    );
    assertClose('gradient', ofParts!, reference!, { rtol: 1e-10, atol: 1e-10 });
  }
});
