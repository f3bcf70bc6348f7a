import { add, mul, sub } from '../primitives/elementwise.js';
import { sum } from '../primitives/reduce.js';
import { type Tensor, tensor } from '../tensor/tensor.js';
import { nodesInAge } from './node.js';
import { skeletonOf } from './skeleton.js';

const floats = (...shape: number[]) => tensor(new Float32Array(shape.reduce((a, b) => a * b, 1)), shape);
const keyOf = (...outputs: readonly Tensor[]) => skeletonOf(nodesInAge(outputs), outputs).key;

test('graphs that differ in their values alone have one skeleton', () => {
  const keys = [1, 2].map((value) => keyOf(mul(tensor([value, 3], null, 'float32'), floats(2))));
  expect(keys[0]).toBe(keys[1]);
});

test('the leaves are those of the graph, each once', () => {
  const [x, y] = [floats(2), floats(2)];
  const output = add(mul(x, y), x);
  const { leaves } = skeletonOf(nodesInAge([output]), [output]);
  expect(leaves.map((leaf) => [x, y].indexOf(leaf))).toEqual([0, 1]);
});

const x = floats(3, 4);
const wide = tensor(new Float64Array(12), [3, 4]);
test.each<[string, Tensor, Tensor]>([
  ['operations', add(x, x), mul(x, x)],
  ['orders of inputs', sub(mul(x, x), x), sub(x, mul(x, x))],
  ['leaves used twice', add(x, x), add(x, floats(3, 4))],
  ['shapes', add(x, x), add(floats(4, 3), floats(4, 3))],
  ['attributes', sum(x, [0]), sum(x, [1])],
  ['dtypes', mul(x, x), mul(wide, wide)],
])('%s tell graphs apart', (_what, a, b) => {
  expect(keyOf(a)).not.toBe(keyOf(b));
});

test('sizes beyond one character tell graphs apart', () => {
  const keys = [0xfffe, 0xffff, 0x10000, 0x1ffff, 2 ** 17].map((n) => {
    const row = floats(n);
    return keyOf(add(row, row));
  });
  expect(new Set(keys).size).toBe(keys.length);
});

test('which outputs are asked for is part of it', () => {
  const y = mul(x, x);
  const z = add(y, x);
  expect(keyOf(z)).not.toBe(keyOf(z, y));
});
