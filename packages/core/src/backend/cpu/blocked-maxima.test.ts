import { evaluateGraph } from '../../graph/evaluate.js';
import { type Graph, topologicalOrder } from '../../graph/node.js';
import { expand } from '../../graph/passes/expand.js';
import { type ConvAttributes, conv } from '../../primitives/conv.js';
import { relu } from '../../primitives/elementwise.js';
import { transpose } from '../../primitives/movement.js';
import { maxPool, type WindowAttributes } from '../../primitives/pool.js';
import { sizeOf } from '../../shape.js';
import { type HostArray, toNumbers } from '../../tensor/host-array.js';
import { placeholder, type Tensor } from '../../tensor/tensor.js';
import { nodeNames } from '../../testing/nodes.js';
import { randomNumbers } from '../../testing/random-values.js';
import { runGraph } from '../../testing/run-graph.js';
import { blockChannels } from './passes/block-channels.js';

const plain: ConvAttributes = { strides: [1, 1], dilations: [1, 1], before: [0, 0], after: [0, 0], groups: 1 };
const of = (...shape: number[]): Tensor => placeholder({ shape, dtype: 'float32' });
/** What a convolution makes of x [N, C, H, W] and of kernels [O, C, height, width], channels last. */
const convolved = (x: Tensor, kernel: Tensor): Tensor => transpose(conv(x, kernel, plain), [0, 2, 3, 1]);
const image = convolved(of(2, 32, 9, 12), of(16, 32, 3, 3));
const names = (...outputs: Tensor[]): string[] =>
  nodeNames(...blockChannels(expand({ inputs: [], outputs }), 16).outputs).filter((name) =>
    /conv|maxim|relu|blocks/.test(name),
  );

describe('pooling of what a convolution makes', () => {
  test.each([
    [2, 2],
    [3, 2],
    [3, 1],
    [4, 3],
  ])('of windows of %i in strides of %i stays in blocks, behind a relu', (size, stride) => {
    const pooled = maxPool(image, { window: [size, size], strides: [stride, stride] });
    expect(names(relu(pooled))).toEqual(['to_blocks', 'blocked_conv', 'blocked_maxima', 'pixels_of_blocks']);
  });

  test('is elementwise where other nodes read the pixels', () => {
    const pooled = maxPool(image, { window: [2, 2], strides: [2, 2] });
    expect(names(pooled, image)).not.toContain('blocked_maxima');
  });
});

/** The graph gives what it gives without the runtime. */
async function expectSame(graph: Graph, hosts: readonly HostArray[]): Promise<void> {
  const known = new Map(graph.inputs.map((input, i) => [input, hosts[i]!] as const));
  const expected = evaluateGraph(graph.outputs, known)[0]!;
  const [found] = await runGraph(graph, hosts);
  expect(toNumbers(found!)).toEqual(toNumbers(expected));
}

describe('the maxima', () => {
  // A convolution of each channel by one gives what it is given.
  const same = (x: Tensor, kernel: Tensor): Tensor =>
    transpose(conv(x, kernel, { ...plain, groups: 32 }), [0, 2, 3, 1]);
  const ones = { data: new Float32Array(32).fill(1), dtype: 'float32', shape: [32, 1, 1, 1] } as const;
  const shape = [2, 32, 7, 6];

  async function pooled(values: Float32Array, attributes: WindowAttributes): Promise<void> {
    const inputs = [of(...shape), of(...ones.shape)] as const;
    const graph = { inputs, outputs: [maxPool(same(...inputs), attributes)] };
    await expectSame(graph, [{ data: values, dtype: 'float32', shape }, ones]);
  }

  const next = randomNumbers('maxima');
  const negative = () => Float32Array.from({ length: sizeOf(shape) }, () => -1 - next());
  const windows = { window: [2, 3], strides: [2, 1] };

  test('are the numbers themselves', () => pooled(negative(), windows));

  test.each([Number.NaN, Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY])(
    'with %p among them are as without blocks',
    async (value) => {
      const [one, all] = [negative(), negative().fill(value)];
      for (let i = 0; i < one.length; i += 5) one[i] = value;
      await pooled(one, windows);
      await pooled(all, windows);
    },
  );
});

describe('the maxima of a large image that is made of few numbers', () => {
  const halves = { window: [2, 2], strides: [2, 2] };
  const [x, first, second] = [of(2, 1, 66, 66), of(32, 1, 1, 1), of(16, 32, 3, 3)];
  const once = maxPool(relu(convolved(x, first)), halves);
  const graph = { inputs: [x, first], outputs: [once] };
  /** How many numbers each of the maxima are looked up in for NaN: those of the image, or one that bounds them. */
  const probed = (output: Tensor): number[] =>
    topologicalOrder(blockChannels(expand({ inputs: [], outputs: [output] }), 16).outputs)
      .filter(({ primitive }) => primitive.name === 'blocked_maxima')
      .map(({ inputs }) => inputs.at(-1)!.size);

  test('have a bound, and those of a convolution of them', () => {
    expect(probed(once)).toEqual([1]);
    const wide = convolved(transpose(once, [0, 3, 1, 2]), of(256, 32, 3, 3));
    expect(probed(maxPool(wide, halves))).toEqual([1, 1]);
  });

  test('have none where as many numbers go into it', () => {
    expect(probed(maxPool(convolved(of(2, 32, 66, 66), second), halves))).toEqual([2 * 16 * 64 * 64]);
  });

  const next = randomNumbers('bounds');
  const numbers = ({ shape }: Tensor, value: number): HostArray => {
    const data = Float32Array.from({ length: sizeOf(shape) }, () => next() - 0.5);
    data[7] = value;
    return { data, dtype: 'float32', shape };
  };

  test.each([1, 3e38, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.NaN])(
    'are as without blocks where an input is %p',
    async (value) => {
      await expectSame(graph, [numbers(x, value), numbers(first, 1)]);
      await expectSame(graph, [numbers(x, 0), numbers(first, value)]);
    },
  );
});
