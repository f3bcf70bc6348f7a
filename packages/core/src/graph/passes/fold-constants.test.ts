import { emitOne } from '../../op.js';
import { conv, convPrimitive } from '../../primitives/conv.js';
import { add, mul, scalar } from '../../primitives/elementwise.js';
import { product } from '../../primitives/matmul.js';
import { broadcastTo } from '../../primitives/movement.js';
import { toNumbers } from '../../tensor/host-array.js';
import { placeholder, type Tensor, tensor } from '../../tensor/tensor.js';
import { nodeNames } from '../../testing/nodes.js';
import { foldConstants } from './fold-constants.js';

const x = placeholder({ shape: [2], dtype: 'float32' });
const pass = (output: Tensor): Tensor => foldConstants({ inputs: [x], outputs: [output] }).outputs[0]!;

test('what depends on known numbers alone is computed', () => {
  const [two, three] = [scalar(2, 'float32'), scalar(3, 'float32')];
  const result = pass(mul(x, add(mul(two, three), two)));
  expect(nodeNames(result)).toEqual(['multiply']);
  expect(toNumbers(result.node!.inputs[1]!.host!)[0]).toBe(8);
});

test('large results are left to the runtime', () => {
  const large = broadcastTo(scalar(1, 'float32'), [100, 2]);
  expect(nodeNames(pass(add(x, large)))).toEqual(['broadcast_to', 'add']);
});

test('large inputs are left to the runtime', () => {
  const large = tensor(new Float32Array(100));
  expect(nodeNames(pass(add(large, large)))).toEqual(['add']);
});

test('where sizes are open, nothing larger than what it is made of is folded', () => {
  const filled = broadcastTo(add(scalar(1, 'float32'), scalar(2, 'float32')), [2]);
  const [sum] = foldConstants({ inputs: [x], outputs: [add(x, filled)] }, true).outputs;
  expect(nodeNames(sum!)).toEqual(['broadcast_to', 'add']);
});

describe('what has no elements', () => {
  const empty = (...shape: number[]) => placeholder({ shape, dtype: 'float32' });

  test('is not asked of the runtime', () => {
    const none = pass(add(empty(0, 2), x));
    expect([none.shape, none.node]).toEqual([[0, 2], null]);
  });

  test('makes products that are zero', () => {
    const zeros = pass(product(empty(3, 0), empty(0, 2)));
    expect([zeros.shape, Array.from(toNumbers(zeros.host!))]).toEqual([[3, 2], new Array(6).fill(0)]);
  });

  test('leaves the bias of a convolution', () => {
    const plain = { strides: [1], dilations: [1], before: [0], after: [0], groups: 1 };
    const biased = emitOne(convPrimitive, [empty(2, 0, 5), empty(4, 0, 2), empty(4)], plain);
    expect(nodeNames(pass(biased))).toEqual(['conv']);
    expect(nodeNames(pass(conv(empty(2, 0, 5), empty(4, 0, 2), plain)))).toEqual([]);
  });

  test('may have elements where sizes are open', () => {
    expect(nodeNames(...foldConstants({ inputs: [x], outputs: [add(empty(0, 2), x)] }, true).outputs)).toEqual(['add']);
  });
});
