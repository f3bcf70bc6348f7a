import { add } from '../../primitives/elementwise.js';
import { pad } from '../../primitives/movement.js';
import { placeholder, type Tensor } from '../../tensor/tensor.js';
import { nodeNames } from '../../testing/nodes.js';
import { joinPads } from './join-pads.js';

const part = (size: number) => placeholder({ shape: [2, size], dtype: 'float32' });
const place = (x: Tensor, before: number, after: number) => pad(x, [0, before], [0, after]);
const names = (output: Tensor) => nodeNames(...joinPads({ inputs: [], outputs: [output] }).outputs);

describe('joinPads', () => {
  const [a, b, c] = [part(1), part(2), part(3)];

  it('makes a concatenation of parts that follow each other, in any order', () => {
    const total = add(add(place(b, 1, 3), place(c, 3, 0)), place(a, 0, 5));
    const { outputs } = joinPads({ inputs: [], outputs: [total] });
    expect(nodeNames(...outputs)).toEqual(['concatenate']);
    expect(outputs[0]!.node!.inputs.map((input) => [a, b, c].indexOf(input))).toEqual([0, 1, 2]);
  });

  it('fills gaps with zeros', () => {
    const total = add(place(c, 3, 0), place(a, 1, 4));
    const { outputs } = joinPads({ inputs: [], outputs: [total] });
    expect(nodeNames(...outputs)).toEqual(['broadcast_to', 'broadcast_to', 'concatenate']);
    expect(outputs[0]!.node!.inputs.map(({ shape }) => shape[1])).toEqual([1, 1, 1, 3]);
    expect(outputs[0]!.shape).toEqual([2, 6]);
  });

  it.each([
    ['a wide gap', add(place(a, 0, 5), place(part(1), 5, 0))],
    ['an overlap', add(place(part(4), 0, 2), place(c, 3, 0))],
    ['something else in the sum', add(add(place(a, 0, 5), place(part(5), 1, 0)), part(6))],
    ['different axes', add(pad(part(6), [1, 0], [0, 0]), pad(part(3), [0, 3], [1, 0]))],
  ])('leaves %s', (name, total) => {
    const left = names(total);
    expect(left).toContain('add');
    expect(left.includes('concatenate')).toBe(name === 'something else in the sum');
  });
});
