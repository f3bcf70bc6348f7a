import { evaluateGraph } from '../graph/evaluate.js';
import { range, type Shape } from '../shape.js';
import { toNumbers } from '../tensor/host-array.js';
import { fromHost, type Tensor } from '../tensor/tensor.js';
import { assertClose } from '../testing/close.js';
import { nodeNames } from '../testing/nodes.js';
import { randomArray, randomNumbers } from '../testing/random-values.js';
import { vmap } from '../transforms/vmap.js';
import { type ConvAttributes, conv } from './conv.js';
import { kernelGradient } from './conv-kernel-gradient.js';
import { pad, reshape, slice } from './movement.js';

const random = (name: string, shape: Shape) => fromHost(randomArray(randomNumbers(name), shape, 'float64'));
const plain = { strides: [1, 1], dilations: [1, 1], before: [0, 0], after: [0, 0], groups: 1 };
const asItIs = (x: Tensor) => x;
const zerosAround = (x: Tensor) => pad(x, [0, 0, 1, 1], [0, 0, 1, 1]);

test.each<[string, Shape, Shape, ConvAttributes, (x: Tensor) => Tensor]>([
  ['valid', [6, 5], [3, 2], plain, asItIs],
  ['padded', [6, 5], [3, 2], { ...plain, before: [1, 0], after: [2, 1] }, asItIs],
  ['in strides', [6, 9], [3, 4], { ...plain, strides: [2, 3], before: [1, 2], after: [0, 1] }, asItIs],
  ['with zeros around', [6, 4], [3, 3], { ...plain, strides: [2, 2] }, zerosAround],
  ['that leaves some inputs out', [8, 4], [2, 3], { ...plain, strides: [4, 2], after: [-2, -1] }, asItIs],
  ['with one axis', [6], [3], { strides: [2], dilations: [1], before: [1], after: [0], groups: 1 }, asItIs],
  [
    'with three axes',
    [4, 2, 3],
    [3, 2, 2],
    { strides: [2, 1, 1], dilations: [1, 1, 1], before: [1, 1, 0], after: [0, 0, 1], groups: 1 },
    asItIs,
  ],
])('gradients of many inputs with the same cotangents: a convolution %s', (name, size, taps, attributes, padded) => {
  const many = random(`x ${name}`, [3, 2, 4, ...size]);
  const each = range(3).map((i) =>
    reshape(slice(many, [i, ...many.shape.slice(1).map(() => 0)], [1, ...many.shape.slice(1)]), many.shape.slice(1)),
  );
  const g = random(`g ${name}`, conv(padded(each[0]!), random('kernel', [5, 4, ...taps]), attributes).shape);
  const gradient = (x: Tensor) => kernelGradient(padded(x), g, taps, attributes);
  const found = vmap(gradient)(many) as Tensor;
  expect(nodeNames(found)).not.toContain('conv_kernel_gradient');
  const expected = each.flatMap((x) => Array.from(toNumbers(evaluateGraph([gradient(x)])[0]!)));
  expect(found.shape).toEqual([3, 5, 4, ...taps]);
  assertClose(name, toNumbers(evaluateGraph([found])[0]!), expected, { rtol: 1e-10, atol: 1e-10 });
});
