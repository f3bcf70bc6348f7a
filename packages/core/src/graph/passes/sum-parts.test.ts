import { interleave } from '../../primitives/interleave.js';
import { max, sum } from '../../primitives/reduce.js';
import { placeholder, tensor } from '../../tensor/tensor.js';
import { nodeNames } from '../../testing/nodes.js';
import { evaluateGraph } from '../evaluate.js';
import { sumParts } from './sum-parts.js';

const parts = () => [0, 1].map(() => placeholder({ shape: [2, 3], dtype: 'float32' }));
const names = (y: ReturnType<typeof interleave>) => nodeNames(...sumParts({ inputs: [], outputs: [y] }).outputs);

test('a sum over the interleaved axis is that of the parts', () => {
  expect(names(sum(interleave(parts(), 1), [0, 1]))).toEqual(['sum', 'sum', 'add']);
  const [y] = sumParts({
    inputs: [],
    outputs: [sum(interleave([tensor([1, 2]), tensor([30, 40])], 0), [0], true)],
  }).outputs;
  expect(evaluateGraph([y!])[0]).toMatchObject({ shape: [1], data: Float32Array.of(73) });
});

test('others stay', () => {
  expect(names(sum(interleave(parts(), 1), [0]))).toEqual(['interleave', 'sum']);
  expect(names(max(interleave(parts(), 1), [1]))).toEqual(['interleave', 'max']);
});
