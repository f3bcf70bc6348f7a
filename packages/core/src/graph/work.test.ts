import { conv } from '../primitives/conv.js';
import { add } from '../primitives/elementwise.js';
import { erfInv } from '../primitives/erf-inv.js';
import { loop } from '../primitives/loop.js';
import { product } from '../primitives/matmul.js';
import { scan } from '../primitives/scan.js';
import { placeholder, type Tensor, tensor } from '../tensor/tensor.js';
import { topologicalOrder } from './node.js';
import { workOf } from './work.js';

const work = (outputs: readonly Tensor[], unknown = 1) => workOf(topologicalOrder(outputs), unknown);
const of = (...shape: number[]) => placeholder({ shape, dtype: 'float32' });

test.each([
  ['an operation for each element', () => add(of(3, 4), of(4)), 12],
  ['as many as a primitive says', () => erfInv(of(5)), 200],
  ['the terms of a matrix product', () => product(of(2, 3), of(3, 4)), 24],
  ['the terms of one with its first factor transposed', () => product(of(3, 2), of(3, 4), true), 24],
  [
    'the terms of a convolution',
    () => conv(of(1, 3, 5), of(4, 3, 2), { strides: [1], dilations: [1], before: [0], after: [0], groups: 1 }),
    4 * 4 * 6,
  ],
])('work is %s', (_, build, expected) => expect(work([build()])).toBe(expected));

describe('a body counts', () => {
  const x = of(3);
  const body = { inputs: [x], outputs: [add(x, x)] };

  test('as often as a scan runs it', () => {
    const [y] = scan(body, { carried: [of(3)], stacked: [], captured: [] }, 7, false);
    expect(work([y!])).toBe(21);
  });

  test('as often as a loop does, if that is known', () => {
    const iteration = placeholder({ shape: [], dtype: 'int32' });
    const turns = (count: ReturnType<typeof of>) =>
      loop(count, { inputs: [iteration, x], outputs: body.outputs }, null, [of(3)], []);
    expect(work(turns(tensor(BigInt64Array.of(5n), [])))).toBe(15);
    expect(work(turns(placeholder({ shape: [], dtype: 'int64' })), 100)).toBe(300);
  });
});
