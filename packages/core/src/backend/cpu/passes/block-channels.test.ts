import { evaluateGraph } from '../../../graph/evaluate.js';
import { type ConvAttributes, conv, convInputGradient } from '../../../primitives/conv.js';
import { add, mul, relu, scalar, sub } from '../../../primitives/elementwise.js';
import { moments } from '../../../primitives/moments.js';
import { slice, transpose } from '../../../primitives/movement.js';
import { mean, sum } from '../../../primitives/reduce.js';
import { sin } from '../../../primitives/transcendental.js';
import { toNumbers } from '../../../tensor/host-array.js';
import { fromHost, placeholder, type Tensor } from '../../../tensor/tensor.js';
import { assertClose } from '../../../testing/close.js';
import { nodeNames } from '../../../testing/nodes.js';
import { randomArray, randomNumbers } from '../../../testing/random-values.js';
import { runGraph } from '../../../testing/run-graph.js';
import { openBackend } from '../../devices.js';
import { blockChannels } from './block-channels.js';

const plain: ConvAttributes = { strides: [1, 1], dilations: [1, 1], before: [0, 0], after: [0, 0], groups: 1 };
const of = (...shape: number[]): Tensor => placeholder({ shape, dtype: 'float32' });
const names = (y: Tensor, block = 16): string[] =>
  nodeNames(...blockChannels({ inputs: [], outputs: [y] }, block).outputs);

describe('what becomes of a graph', () => {
  test('a convolution and the transposes around it', () => {
    const x = transpose(of(2, 8, 8, 32), [0, 3, 1, 2]);
    const y = transpose(conv(x, of(16, 32, 3, 3), plain), [0, 2, 3, 1]);
    expect(names(y).filter((name) => /conv|blocks/.test(name))).toEqual([
      'to_blocks',
      'blocked_conv',
      'pixels_of_blocks',
    ]);
  });

  test('slices of pixels are fetched from the blocks', () => {
    const y = transpose(conv(of(2, 32, 8, 8), of(16, 32, 3, 3), plain), [0, 2, 3, 1]);
    const even = slice(y, [0, 0, 0, 0], [2, 6, 3, 16], [1, 1, 2, 1]);
    const half = slice(y, [0, 0, 0, 0], [2, 6, 6, 8]);
    const last = (x: Tensor) => names(x).slice(-1)[0];
    expect(last(even)).toBe('pixels_of_blocks');
    expect(last(half)).toBe('slice');
    expect(last(slice(even, [0, 1, 0, 0], [2, 2, 3, 16]))).toBe('slice');
  });

  test('relus become part of convolutions, and blocks stay blocks between them', () => {
    const hidden = relu(conv(of(2, 32, 8, 8), of(16, 32, 3, 3), plain));
    const y = relu(conv(hidden, of(32, 16, 3, 3), plain));
    expect(names(y).filter((name) => /relu|conv|blocks/.test(name))).toEqual([
      'to_blocks',
      'blocked_conv',
      'blocked_conv',
      'from_blocks',
    ]);
  });

  test('a relu stays where its input is needed too', () => {
    const z = conv(of(2, 32, 8, 8), of(16, 32, 3, 3), plain);
    const { outputs } = blockChannels({ inputs: [], outputs: [z, relu(z)] }, 16);
    expect(nodeNames(...outputs)).toContain('relu');
  });

  const normalized = (x: Tensor) => {
    const [average, variance] = moments(x, [0, 1, 2]);
    return mul(sub(x, average), variance);
  };
  const between = (names: readonly string[]) => names.filter((name) => /conv|blocks|mul|add|sub|relu/.test(name));

  test('what is done with numbers for each channel, the sum of two branches and a relu are convolutions of each channel', () => {
    const x = transpose(conv(of(2, 32, 8, 8), of(32, 32, 1, 1), plain), [0, 2, 3, 1]);
    const y = relu(add(add(mul(x, of(32)), of(32)), x));
    const z = conv(transpose(y, [0, 3, 1, 2]), of(16, 32, 1, 1), plain);
    expect(between(names(z))).toEqual(['to_blocks', 'blocked_conv', 'blocked_conv', 'blocked_conv', 'from_blocks']);
  });

  test('statistics of a batch are made of blocks', () => {
    const x = transpose(conv(of(2, 32, 8, 8), of(32, 32, 1, 1), plain), [0, 2, 3, 1]);
    const y = conv(transpose(normalized(x), [0, 3, 1, 2]), of(16, 32, 1, 1), plain);
    const made = names(y);
    expect(made).not.toContain('moments');
    expect(made.filter((name) => /blocks/.test(name))).toEqual(['to_blocks', 'from_blocks']);
  });

  test('a difference with numbers for each channel, and the sum of a convolution and another branch, become part of the one before', () => {
    const x = conv(of(2, 32, 8, 8), of(32, 32, 3, 3), plain);
    const scaled = sub(mul(x, of(32, 1, 1)), of(32, 1, 1));
    const y = conv(add(conv(scaled, of(32, 32, 1, 1), plain), x), of(16, 32, 1, 1), plain);
    expect(between(names(y))).toEqual([
      'to_blocks',
      ...['blocked_conv', 'blocked_conv', 'blocked_conv', 'blocked_conv'],
      'from_blocks',
    ]);
  });

  test('products of which only sums over pixels are needed are not written', () => {
    const x = conv(of(2, 32, 8, 8), of(32, 32, 1, 1), plain);
    expect(between(names(sum(mul(x, x), [0, 2, 3])))).toEqual(['to_blocks', 'blocked_conv', 'blocked_conv']);
    const prime = conv(of(2, 32, 1, 67), of(32, 32, 1, 1), plain);
    expect(names(sum(mul(prime, prime), [0, 2, 3]))).toContain('multiply');
  });

  test('other tensors are not put into blocks for it', () => {
    const x = conv(of(2, 32, 8, 8), of(32, 32, 1, 1), plain);
    expect(names(mul(x, of(2, 32, 8, 8))).slice(-2)).toEqual(['from_blocks', 'multiply']);
  });

  test('what does not come in whole blocks stays as it is', () => {
    const y = conv(of(2, 20, 8, 8), of(16, 20, 3, 3), plain);
    const z = conv(of(1, 16, 4, 4), of(16, 16, 1, 1), plain);
    const line = convInputGradient(of(2, 16, 9), of(16, 16, 3), { ...plain, strides: [1], dilations: [1] });
    expect(blockChannels({ inputs: [], outputs: [y] }, 16).outputs[0]).toBe(y);
    expect(blockChannels({ inputs: [], outputs: [line] }, 16).outputs[0]).toBe(line);
    expect(blockChannels({ inputs: [], outputs: [z] }, 0).outputs[0]).toBe(z);
  });
});

describe('adjoint convolutions in strides', () => {
  const adjoint = (taps: number, stride: number) =>
    names(convInputGradient(of(2, 32, 7, 7), of(32, 16, taps, taps), { ...plain, strides: [stride, stride] }));

  test('are convolutions for all phases', () => {
    for (const found of [adjoint(4, 2), adjoint(6, 3)]) expect(found).toContain('blocked_conv');
  });

  test('unless kernels would have to be filled up with zeros', () => {
    expect(adjoint(3, 2)).toContain('conv_input_gradient');
  });
});

describe('convolutions on blocks', () => {
  test('are what the runtime has, or not of some channels, or in none', async () => {
    expect([0, 8, 16, 32]).toContain((await openBackend('cpu')).capabilities.channelBlock);
  });

  const uneven = { ...plain, before: [1, 0], after: [2, 1] };
  const kernel = [64, 32, 3, 2];
  const each = [32, 1, 3, 2];

  test.each<[string, readonly (readonly number[])[], (...inputs: Tensor[]) => Tensor]>([
    ['valid', [[2, 32, 9, 8], kernel], (x, k) => conv(x, k, plain)],
    ['padded, in strides', [[2, 32, 9, 8], kernel], (x, k) => conv(x, k, { ...uneven, strides: [2, 3] })],
    ['dilated', [[2, 32, 9, 8], kernel], (x, k) => conv(x, k, { ...uneven, dilations: [2, 3] })],
    [
      'of few channels',
      [
        [2, 3, 9, 8],
        [16, 3, 3, 2],
      ],
      (x, k) => conv(x, k, uneven),
    ],
    [
      'of a pixel',
      [
        [2, 32, 9, 8],
        [64, 32, 1, 1],
      ],
      (x, k) => conv(x, k, plain),
    ],
    ['of each channel', [[2, 32, 9, 8], each], (x, k) => conv(x, k, { ...uneven, groups: 32 })],
    [
      'with bias and relu',
      [[2, 32, 9, 8], kernel, [64, 1, 1], [16, 64, 2, 2]],
      (x, k, bias, next) => relu(conv(relu(add(conv(x, k, plain), bias)), next, plain)),
    ],
    [
      'between transposes',
      [[2, 9, 8, 32], kernel],
      (x, k) => transpose(conv(transpose(x, [0, 3, 1, 2]), k, plain), [0, 2, 3, 1]),
    ],
    [
      'in slices',
      [[2, 32, 9, 8], kernel],
      (x, k) => slice(transpose(conv(x, k, plain), [0, 2, 3, 1]), [0, 1, 2, 0], [2, 3, 2, 64], [1, 2, 3, 1]),
    ],
    [
      'with its batch normalized, a branch beside it',
      [[2, 32, 9, 8], [32, 32, 3, 3], [32], [32]],
      (x, k, scale, offset) => {
        const small = mul(conv(x, k, { ...plain, before: [1, 1], after: [1, 1] }), scalar(0.02, 'float32'));
        const y = transpose(small, [0, 2, 3, 1]);
        const [average, variance] = moments(y, [0, 1, 2]);
        const z = add(mul(y, mul(scale!, variance)), sub(offset!, mul(average, scale!)));
        const branches = relu(add(z, transpose(x, [0, 2, 3, 1])));
        return conv(transpose(mul(sub(branches, mean(branches, [0, 1, 2])), z), [0, 3, 1, 2]), k, plain);
      },
    ],
    [
      'with sums over pixels',
      [[2, 32, 9, 8], kernel],
      (x, k) => {
        const y = conv(x, k, plain);
        return add(sum(mul(y, y), [2, 3]), mean(transpose(y, [0, 2, 3, 1]), [1, 2]));
      },
    ],
    [
      'added to adjoint ones in strides',
      [[2, 64, 7, 7], kernel, [32, 64, 1, 1], [2, 64, 15, 14]],
      (g, k, pointwise, x) => {
        const adjoint = convInputGradient(g, k, { ...plain, strides: [2, 2] });
        return mul(conv(x, pointwise, plain), mul(add(adjoint, adjoint), scalar(0.02, 'float32')));
      },
    ],
    [
      'turned twice',
      [[2, 32, 9, 8], kernel],
      (x, k) => transpose(sin(transpose(conv(x, k, plain), [0, 2, 3, 1])), [0, 2, 3, 1]),
    ],
    ['transposed', [[2, 64, 7, 7], kernel], (g, k) => convInputGradient(g, k, plain)],
    ['transposed, padded', [[2, 64, 7, 7], kernel], (g, k) => convInputGradient(g, k, uneven)],
    [
      'of a transposed kernel',
      [
        [2, 32, 9, 8],
        [3, 2, 32, 64],
      ],
      (x, k) => conv(x, transpose(k, [3, 2, 0, 1]), plain),
    ],
    [
      'transposed, of a transposed kernel',
      [
        [2, 64, 7, 7],
        [3, 2, 32, 64],
      ],
      (g, k) => convInputGradient(g, transpose(k, [3, 2, 0, 1]), plain),
    ],
    [
      'transposed, dilated',
      [[2, 64, 7, 7], kernel],
      (g, k) => convInputGradient(g, k, { ...plain, dilations: [2, 1] }),
    ],
    ['transposed, of each channel', [[2, 32, 7, 7], each], (g, k) => convInputGradient(g, k, { ...plain, groups: 32 })],
    [
      'transposed, in strides',
      [[2, 64, 7, 7], kernel],
      (g, k) => convInputGradient(g, k, { ...plain, strides: [2, 2] }),
    ],
    [
      'transposed, in strides, cut off around',
      [
        [2, 64, 5, 4],
        [64, 32, 4, 6],
      ],
      (g, k) => convInputGradient(g, k, { ...plain, strides: [2, 3], before: [1, 2], after: [1, -1] }),
    ],
    [
      'transposed, in strides, of a pixel of the kernel',
      [
        [2, 64, 5, 4],
        [64, 32, 2, 3],
      ],
      (g, k) => convInputGradient(g, k, { ...plain, strides: [2, 3] }),
    ],
    [
      'transposed, with cuts',
      [[2, 64, 7, 7], kernel],
      (g, k) => convInputGradient(g, k, { ...plain, after: [-1, -2] }),
    ],
  ])('a convolution %s', async (name, shapes, f) => {
    const next = randomNumbers(name);
    const values = shapes.map((shape) => randomArray(next, shape, 'float32'));
    const inputs = values.map(placeholder);
    const graph = { inputs, outputs: [f(...inputs)] };
    const [expected] = evaluateGraph([f(...values.map(fromHost))]);
    const known = new Map(inputs.map((input, i) => [input, values[i]!]));
    const [evaluated] = evaluateGraph(blockChannels(graph, 16).outputs, known);
    assertClose(`${name}, in JavaScript`, toNumbers(evaluated!), toNumbers(expected!), { rtol: 1e-5, atol: 1e-4 });
    const [actual] = await runGraph(graph, values, 'cpu');
    assertClose(`${name}, by the runtime`, toNumbers(actual!), toNumbers(expected!), { rtol: 1e-5, atol: 1e-4 });
  });
});
