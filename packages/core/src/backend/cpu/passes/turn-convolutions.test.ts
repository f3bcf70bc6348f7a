import { evaluateGraph } from '../../../graph/evaluate.js';
import { emitOne } from '../../../op.js';
import { type ConvAttributes, conv, convInputGradient, convPrimitive } from '../../../primitives/conv.js';
import { transpose } from '../../../primitives/movement.js';
import type { Shape } from '../../../shape.js';
import { toNumbers } from '../../../tensor/host-array.js';
import { fromHost, placeholder, type Tensor } from '../../../tensor/tensor.js';
import { assertClose } from '../../../testing/close.js';
import { nodeNames } from '../../../testing/nodes.js';
import { randomArray, randomNumbers } from '../../../testing/random-values.js';
import { turnConvolutions } from './turn-convolutions.js';

const plain: ConvAttributes = { strides: [1, 1], dilations: [1, 1], before: [0, 0], after: [0, 0], groups: 1 };
const random = (name: string, shape: Shape) => fromHost(randomArray(randomNumbers(name), shape, 'float64'));
const turned = (y: Tensor): Tensor => turnConvolutions({ inputs: [], outputs: [y] }).outputs[0]!;

const expectSame = (found: Tensor, expected: Tensor) => {
  const [own, reference] = [found, expected].map((each) => toNumbers(evaluateGraph([each])[0]!));
  assertClose('convolution', own!, reference!, { rtol: 1e-10, atol: 1e-10 });
};

test.each<[string, ConvAttributes]>([
  ['valid', plain],
  ['padded', { ...plain, before: [1, 0], after: [0, 1] }],
  ['that makes its image larger', { ...plain, before: [2, 1], after: [2, 3] }],
  ['dilated', { ...plain, dilations: [2, 3], before: [2, 3], after: [1, 2] }],
  ['that leaves some inputs out', { ...plain, after: [-1, -2] }],
])('a convolution to few filters, %s, is the adjoint of one', (name, attributes) => {
  const x = random(`x ${name}`, [2, 6, 7, 8]);
  const y = conv(x, random(`kernel ${name}`, [3, 6, 3, 2]), attributes);
  expect(nodeNames(turned(y))).toContain('conv_input_gradient');
  expect(nodeNames(turned(y))).not.toContain('conv');
  expectSame(turned(y), y);
});

test.each<[string, ConvAttributes]>([
  ['valid', plain],
  ['padded', { ...plain, before: [1, 0], after: [0, 1] }],
  ['of which some results were not seen', { ...plain, after: [-1, -2] }],
  ['that leaves results out', { ...plain, after: [4, 0] }],
  ['dilated', { ...plain, dilations: [2, 3], before: [2, 3], after: [1, 2] }],
])('the adjoint of such a convolution, %s, is a convolution', (name, attributes) => {
  const y = convInputGradient(random(`g ${name}`, [2, 3, 7, 8]), random(`kernel ${name}`, [3, 6, 3, 2]), attributes);
  expect(nodeNames(turned(y))).toContain('conv');
  expect(nodeNames(turned(y))).not.toContain('conv_input_gradient');
  expectSame(turned(y), y);
});

test('what was turned is not turned back', () => {
  const y = conv(random('x', [1, 6, 5, 5]), random('kernel', [3, 6, 3, 2]), plain);
  expect(nodeNames(turned(turned(y)))).toEqual(nodeNames(turned(y)));
});

test('a bias is added, and a transpose of the kernel goes together with its turn', () => {
  const kernel = transpose(random('kernel', [3, 3, 6, 2]), [3, 2, 0, 1]);
  const y = emitOne(convPrimitive, [random('x', [1, 6, 5, 5]), kernel, random('bias', [2])], plain);
  expect(nodeNames(turned(y)).filter((name) => name === 'transpose')).toHaveLength(1);
  expectSame(turned(y), y);
});

test.each<[string, Shape, Shape, ConvAttributes]>([
  ['many filters', [2, 6, 5, 5], [4, 6, 3, 3], plain],
  ['a stride', [2, 6, 5, 5], [2, 6, 3, 3], { ...plain, strides: [2, 2] }],
  ['one tap', [2, 6, 5, 5], [2, 6, 1, 1], plain],
  ['groups', [2, 6, 5, 5], [2, 3, 3, 3], { ...plain, groups: 2 }],
  ['zeros beyond its kernel', [2, 6, 5, 5], [2, 6, 3, 3], { ...plain, before: [3, 0] }],
])('a convolution with %s stays', (_name, shape, kernel, attributes) => {
  const [x, weights] = [shape, kernel].map((each) => placeholder({ shape: each, dtype: 'float32' }));
  expect(nodeNames(turned(conv(x!, weights!, attributes)))).toEqual(['conv']);
});
