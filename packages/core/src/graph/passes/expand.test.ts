import { maxPool } from '../../primitives/pool.js';
import { scan } from '../../primitives/scan.js';
import { placeholder } from '../../tensor/tensor.js';
import { nodeNames } from '../../testing/nodes.js';
import type { Graph } from '../node.js';
import { expand } from './expand.js';

const image = () => placeholder({ shape: [1, 4, 4, 2], dtype: 'float32' });
const pooled = (size: number) => maxPool(image(), { window: [size, 1], strides: [size, 1] });
const namesOf = (graph: Graph) => nodeNames(...expand(graph).outputs);

test('small windows are folded slice by slice', () => {
  expect(namesOf({ inputs: [], outputs: [pooled(2)] })).toEqual(['slice', 'slice', 'maximum']);
});

test('others stay', () => {
  const y = maxPool(placeholder({ shape: [1, 8, 4, 2], dtype: 'float32' }), { window: [8, 1], strides: [8, 1] });
  expect(expand({ inputs: [], outputs: [y] }).outputs[0]).toBe(y);
});

test('bodies are reached', () => {
  const state = image();
  const body = { inputs: [state], outputs: [maxPool(state, { window: [2, 1], strides: [1, 1] })] };
  const rows = { carried: [], stacked: [placeholder({ shape: [3, 1, 4, 4, 2], dtype: 'float32' })], captured: [] };
  const [result] = scan(body, rows, 3, false);
  const [expanded] = expand({ inputs: rows.stacked, outputs: [result!] }).outputs;
  expect(namesOf(expanded!.node!.attributes.body as Graph)).toEqual(['slice', 'slice', 'maximum']);
});
