import { call } from '../../primitives/call.js';
import { add, mul, scalar } from '../../primitives/elementwise.js';
import { transpose } from '../../primitives/movement.js';
import { toNumbers } from '../../tensor/host-array.js';
import { placeholder } from '../../tensor/tensor.js';
import { nodeNames } from '../../testing/nodes.js';
import { optimize } from './optimize.js';

const x = placeholder({ shape: [2, 3], dtype: 'float32' });

test('later passes see through calls', () => {
  const a = placeholder({ shape: [2, 3], dtype: 'float32' });
  const turn = { inputs: [a], outputs: [transpose(a, [1, 0])] };
  const [y] = call(turn, [x]);
  const back = transpose(y!, [1, 0]);
  const factor = add(scalar(1, 'float32'), scalar(2, 'float32'));
  const [result] = optimize({ inputs: [x], outputs: [mul(back, factor)] }).outputs;
  expect(nodeNames(result!)).toEqual(['multiply']);
  expect(result!.node!.inputs[0]).toBe(x);
  expect(toNumbers(result!.node!.inputs[1]!.host!)[0]).toBe(3);
});

test('what no output depends on is gone', () => {
  const [used, unused] = [add(x, x), mul(x, x)];
  expect(unused.node).not.toBeNull();
  expect(nodeNames(...optimize({ inputs: [x], outputs: [used] }).outputs)).toEqual(['add']);
});
