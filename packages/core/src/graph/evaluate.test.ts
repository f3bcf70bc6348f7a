import { add, mul, scalar } from '../primitives/elementwise.js';
import { topK } from '../primitives/sort.js';
import { fromNumbers, toNumbers } from '../tensor/host-array.js';
import { placeholder, tensor } from '../tensor/tensor.js';
import { evaluateGraph } from './evaluate.js';

test('placeholders take the given values, concrete tensors their own', () => {
  const x = placeholder({ shape: [2], dtype: 'float32' });
  const known = new Map([[x, fromNumbers([1, 2], 'float32', [2])]]);
  const [result] = evaluateGraph([add(mul(x, x), scalar(0.5, 'float32'))], known);
  expect(toNumbers(result!)).toEqual(new Float32Array([1.5, 4.5]));
});

test('each node rounds to its dtype', () => {
  const tiny = tensor([2 ** -30], null, 'float32');
  const one = scalar(1, 'float32');
  const [result] = evaluateGraph([add(add(tiny, one), scalar(-1, 'float32'))]);
  expect(toNumbers(result!)[0]).toBe(0);
});

test('a node may have several outputs', () => {
  const [values, indices] = evaluateGraph(topK(tensor([3, 9, 5]), 2));
  expect(toNumbers(values!)).toEqual(new Int32Array([9, 5]));
  expect(toNumbers(indices!)).toEqual(new Int32Array([1, 2]));
});

test('a placeholder without a value is an internal error', () => {
  expect(() => evaluateGraph([placeholder({ shape: [], dtype: 'float32' })])).toThrow('has no value');
});
