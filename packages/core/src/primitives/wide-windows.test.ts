import { expectClose } from '@org/testing';
import { device, grad, jit, ops, type Tensor, tensor } from '../index.js';
import { range, type Shape, sizeOf } from '../shape.js';

/** Numbers that float32 rounds. */
const numbers = (shape: Shape, step: number): Tensor =>
  tensor(
    Float64Array.from(range(sizeOf(shape)), (i) => ((i * step) % 101) / 7 - 5),
    shape,
    'float64',
  );

const padded = { padding: 'same', dataFormat: 'channels_last' } as const;

// By Keras on JAX with 64 bits: the result, and the gradients of a function of it, each times numbers.
test.each<[string, (...inputs: Tensor[]) => Tensor, Shape[], number[]]>([
  [
    'a convolution in strides',
    (x, kernel) => ops.conv(x!, kernel!, { ...padded, strides: [2, 1] }),
    [
      [2, 7, 6, 3],
      [3, 3, 3, 4],
    ],
    [38157.889212827984, -363.48179538385847, -357.48737878700814],
  ],
  [
    'a dilated convolution in groups',
    (x, kernel) => ops.conv(x!, kernel!, { ...padded, padding: 'valid', dilationRate: 2 }),
    [
      [2, 7, 8, 4],
      [3, 3, 2, 6],
    ],
    [15905.854227405249, 65.62868174316239, -20.36120535001848],
  ],
  [
    'a convolution of channels first',
    (x, kernel) => ops.conv(x!, kernel!, { ...padded, dataFormat: 'channels_first' }),
    [
      [2, 3, 9],
      [4, 3, 2],
    ],
    [2381.7492711370264, 67.5782437820938, 34.320455106849906],
  ],
  [
    'a transposed convolution',
    (x, kernel) => ops.convTranspose(x!, kernel!, { ...padded, strides: 2 }),
    [
      [2, 4, 3, 3],
      [3, 3, 2, 3],
    ],
    [7683.201166180757, 136.04871572151123, 122.17143083907747],
  ],
  [
    'a convolution of each channel',
    (x, kernel) => ops.depthwiseConv(x!, kernel!, padded),
    [
      [2, 5, 4, 3],
      [3, 3, 3, 2],
    ],
    [16621.798833819244, 184.14873554396718, 47.343972370428745],
  ],
  [
    'a convolution of three axes',
    (x, kernel) => ops.conv(x!, kernel!, { ...padded, strides: 2 }),
    [
      [1, 4, 3, 5, 2],
      [3, 2, 3, 2, 3],
    ],
    [2107.6239067055394, -38.4713844215941, 1.4899157049312182],
  ],
  [
    'means of windows',
    (x) => ops.averagePool(x!, 3, { ...padded, strides: 2 }),
    [[2, 7, 6, 3]],
    [290.8021541950113, 6.741113489388516],
  ],
  [
    'means of long windows',
    (x) => ops.averagePool(x!, 6, { ...padded, padding: 'valid', strides: 1 }),
    [[2, 9, 3]],
    [54.54081632653061, 1.188147573717152],
  ],
])('%s is computed in float64', async (_name, f, shapes, expected) => {
  const mark = (x: Tensor) => ops.sum(ops.multiply(x, numbers(x.shape as number[], 29)));
  const loss = (...inputs: Tensor[]) => {
    const y = f(...inputs);
    return ops.sum(ops.multiply(ops.sin(ops.divide(y, 50)), numbers(y.shape as number[], 31)));
  };
  const marks = jit((...inputs: Tensor[]) => {
    const gradients = grad(loss, range(inputs.length))(...inputs) as Tensor[];
    return ops.stack([f(...inputs), ...gradients].map(mark));
  });
  const found = device('cpu', () => marks(...shapes.map((shape, i) => numbers(shape, 37 + 2 * i))));
  expectClose(await found.data(), expected, { rtol: 1e-12, atol: 1e-11 });
});
