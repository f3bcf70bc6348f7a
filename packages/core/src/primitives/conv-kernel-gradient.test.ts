import { evaluateGraph } from '../graph/evaluate.js';
import { topologicalOrder } from '../graph/node.js';
import { range, type Shape } from '../shape.js';
import { toNumbers } from '../tensor/host-array.js';
import { fromHost, placeholder, type Tensor } from '../tensor/tensor.js';
import { assertClose } from '../testing/close.js';
import { randomArray, randomNumbers } from '../testing/random-values.js';
import { type ConvAttributes, conv } from './conv.js';
import { kernelGradient, kernelGradientOfParts, kernelGradientPrimitive } from './conv-kernel-gradient.js';
import { interleave } from './interleave.js';
import { pad, slice, transpose } from './movement.js';

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

test.each<[string, Shape, Shape, ConvAttributes]>([
  ['valid', [6, 5], [3, 2], plain],
  ['padded', [6, 5], [3, 3], { ...plain, before: [1, 0], after: [2, 1] }],
  ['in strides', [6, 9], [3, 4], { ...plain, strides: [2, 3], before: [1, 2], after: [0, 1] }],
  ['dilated, whose inputs are gathered', [7, 8], [3, 3], { ...plain, dilations: [2, 1] }],
  ['of a size that is no multiple of the stride', [7, 8], [3, 3], { ...plain, strides: [2, 2] }],
  ['with one axis', [8], [7], { strides: [2], dilations: [1], before: [3], after: [2], groups: 1 }],
  [
    'with three axes',
    [4, 2, 3],
    [3, 2, 2],
    { strides: [2, 1, 1], dilations: [1, 1, 1], before: [1, 1, 0], after: [0, 0, 1], groups: 1 },
  ],
])('a cotangent of fewer channels than the inputs: a convolution %s', (name, size, taps, attributes) => {
  const x = random(`x ${name}`, [3, 24, ...size]);
  const g = random(`g ${name}`, conv(x, random('kernel', [2, 24, ...taps]), attributes).shape);
  const [composed] = kernelGradientPrimitive.compose!([x, g], { ...attributes, taps })!;
  expect(composed!.shape).toEqual([2, 24, ...taps]);
  const [found, reference] = [composed!, kernelGradient(x, g, taps, attributes)].map((gradient) =>
    toNumbers(evaluateGraph([gradient])[0]!),
  );
  assertClose(name, found!, reference!, { rtol: 1e-10, atol: 1e-10 });
});

test('what is moved beside each other is the smaller of inputs and cotangents', () => {
  const [x, wide, narrow] = [32, 64, 8].map((channels) => random('any', [4, channels, 16, 16])) as Tensor[];
  const attributes = { ...plain, before: [1, 1], after: [1, 1], taps: [3, 3] };
  const largest = (g: Tensor) => {
    const [composed] = kernelGradientPrimitive.compose!([x!, g], attributes)!;
    return Math.max(...topologicalOrder([composed!]).flatMap(({ outputs }) => outputs.map(({ size }) => size)));
  };
  const pixels = 4 * 16 * 16;
  expect(largest(narrow!)).toBe(pixels * 9 * 8);
  // The inputs of a row of the kernel.
  expect(largest(wide!)).toBe(pixels * 3 * 32);
});

test('gradients for each of many examples: one product each, of all taps at once while these are few', () => {
  const [examples, taps] = [9, [3, 2]];
  const attributes = { ...plain, strides: [2, 1], before: [0, 1] };
  const ofSize = (size: number, make = random) => {
    const image = make('image', [examples, 2, 30, size, 7]);
    const x = pad(image, [0, 0, 0, 1, 0], [0, 0, 0, 2, 0]);
    const g = make('g', [examples, 2, 32, Math.floor(size / 2) + 1, 7]);
    const found = kernelGradientPrimitive.batch!([x, g], [true, true], { ...attributes, taps }, examples)[0]!;
    return { x, g, found };
  };
  const { x, g, found } = ofSize(6);
  const names = (of: Tensor) => topologicalOrder([of]).map(({ primitive }) => primitive.name);
  expect(names(found).filter((name) => name === 'gather')).toHaveLength(1);
  const large = ofSize(600, (_, shape) => placeholder({ shape, dtype: 'float64' }));
  expect(names(large.found).filter((name) => name === 'gather')).toHaveLength(3);
  const example = (of: Tensor, i: number) =>
    evaluateGraph([slice(of, [i, 0, 0, 0, 0], [1, ...of.shape.slice(1)])]).map((each) =>
      fromHost({ ...each, shape: of.shape.slice(1) }),
    )[0]!;
  const all = fromHost(evaluateGraph([found])[0]!);
  for (const i of range(examples)) {
    const alone = kernelGradient(example(x, i), example(g, i), taps, attributes);
    const [one, reference] = [example(all, i), alone].map((each) => toNumbers(evaluateGraph([each])[0]!));
    assertClose('gradient', one!, reference!, { rtol: 1e-10, atol: 1e-10 });
  }
});
