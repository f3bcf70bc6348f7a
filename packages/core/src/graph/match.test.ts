import { add, sin } from '../primitives/elementwise.js';
import { reshape, reshapePrimitive, transposePrimitive } from '../primitives/movement.js';
import { placeholder, tensor } from '../tensor/tensor.js';
import { HostValue } from '../tensor/value.js';
import { is, madeBy } from './match.js';

const x = placeholder({ shape: [2, 3], dtype: 'float32' });

test('a node is asked for by its primitive, or by the function that emits it', () => {
  const [flat, sum] = [reshape(x, [6]), add(x, x)];
  expect([is(flat.node!, reshapePrimitive), is(flat.node!, transposePrimitive), is(sum.node!, add)]).toEqual([
    true,
    false,
    true,
  ]);
  // The attributes have the type that the primitive gives them.
  expect(madeBy(flat, reshapePrimitive)?.attributes.shape).toEqual([6]);
});

test('nothing else has such a maker: another node, a placeholder, a value, a tensor that is missing, one that is known', () => {
  const read = sin(x);
  read.known = new HostValue({ shape: [2, 3], dtype: 'float32', data: new Float32Array(6) });
  for (const each of [add(x, x), x, tensor([1]), undefined, read]) expect(madeBy(each, sin)).toBeNull();
});
