import { evaluateGraph } from '../../../graph/evaluate.js';
import { topologicalOrder } from '../../../graph/node.js';
import { expand } from '../../../graph/passes/expand.js';
import { type ConvAttributes, conv } from '../../../primitives/conv.js';
import { add, relu } from '../../../primitives/elementwise.js';
import { slice, transpose } from '../../../primitives/movement.js';
import { maxPool } from '../../../primitives/pool.js';
import { toNumbers } from '../../../tensor/host-array.js';
import { placeholder, type Tensor } from '../../../tensor/tensor.js';
import { randomArray, randomNumbers } from '../../../testing/random-values.js';
import { leaveOutUnread } from './leave-out-unread.js';

const plain: ConvAttributes = { strides: [1, 1], dilations: [1, 1], before: [0, 0], after: [0, 0], groups: 1 };
const of = (...shape: number[]): Tensor => placeholder({ shape, dtype: 'float32' });
const halves = { window: [2, 2], strides: [2, 2] };
const [x, first, second, bias] = [of(2, 1, 12, 14), of(32, 1, 3, 3), of(8, 32, 3, 3), of(32, 1, 1)] as const;
const inputs = [x, first, second, bias];

/** Pooled pixels, channels last. */
const pooled = (y: Tensor): Tensor => transpose(relu(maxPool(transpose(y, [0, 2, 3, 1]), halves)), [0, 3, 1, 2]);

/** Heights and widths of what convolutions make. */
function sizesOf(...outputs: Tensor[]): number[][] {
  const graph = leaveOutUnread(expand({ inputs, outputs }));
  return topologicalOrder(graph.outputs)
    .filter(({ primitive }) => primitive.name === 'conv')
    .map((node) => node.outputs[0]!.shape.slice(2));
}

describe('pixels that no window reaches', () => {
  const hidden = pooled(add(conv(x, first, plain), bias));

  test('are computed by no convolution, nor by those before it', () => {
    expect(sizesOf(pooled(conv(hidden, second, plain)))).toEqual([
      [8, 12],
      [2, 4],
    ]);
  });

  test('are left out where zeros behind an image reached them', () => {
    const same = { ...plain, before: [1, 1], after: [1, 1] };
    expect(sizesOf(pooled(conv(hidden, second, same)))).toEqual([
      [10, 12],
      [4, 6],
    ]);
  });

  test('stay where somebody reads them', () => {
    const y = conv(hidden, second, plain);
    expect(sizesOf(pooled(y), y)).toEqual([
      [10, 12],
      [3, 4],
    ]);
  });

  test('stay where images would have to be copied for little', () => {
    const single = { ...plain, groups: 8 };
    const z = of(2, 8, 12, 14);
    const y = slice(conv(relu(z), of(8, 1, 1, 1), single), [0, 0, 0, 0], [2, 8, 11, 14]);
    expect(sizesOf(y)).toEqual([[12, 14]]);
  });
});

/** The same values with and without the pass. */
function expectSame(...outputs: Tensor[]): void {
  const next = randomNumbers('unread');
  const known = new Map(inputs.map((input) => [input, randomArray(next, input.shape, 'float32')]));
  const graph = expand({ inputs, outputs });
  const shorter = leaveOutUnread(graph);
  expect(shorter).not.toBe(graph);
  expect(evaluateGraph(shorter.outputs, known).map(toNumbers)).toEqual(evaluateGraph(outputs, known).map(toNumbers));
}

test('the values are the same', () => {
  const strided = { ...plain, strides: [2, 1], dilations: [1, 2], before: [1, 0], after: [0, 1] };
  const wide = add(conv(x, first, strided), bias);
  const cut = slice(add(wide, relu(wide)), [0, 0, 1, 1], [2, 32, 2, 3], [1, 1, 2, 3]);
  expectSame(pooled(conv(pooled(conv(x, first, plain)), second, plain)), cut);
});

describe('of images that are read where they end, or not at all', () => {
  const far = conv(relu(x), first, { ...plain, before: [5, 0], after: [7, 0] });

  test('results that are the zeros in front of them are as before', () => {
    expectSame(slice(far, [0, 0, 0, 0], [2, 32, 2, 3]));
  });

  test('results of nothing are as before', () => {
    expectSame(slice(far, [0, 0, 0, 2], [2, 32, 0, 3]), slice(far, [0, 0, 1, 2], [2, 32, 4, 0]));
    expectSame(slice(conv(relu(x), first, { ...plain, strides: [3, 2] }), [0, 0, 1, 2], [2, 32, 0, 0]));
  });
});
