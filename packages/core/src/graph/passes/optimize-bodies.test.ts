import { add, mul, scalar } from '../../primitives/elementwise.js';
import { scan } from '../../primitives/scan.js';
import { placeholder } from '../../tensor/tensor.js';
import { nodeNames } from '../../testing/nodes.js';
import type { Graph } from '../node.js';
import { foldConstants } from './fold-constants.js';
import { optimizeBodies } from './optimize-bodies.js';

const spec = { shape: [2], dtype: 'float32' } as const;

test('passes reach into loops', () => {
  const [x, state] = [placeholder(spec), placeholder(spec)];
  const three = add(scalar(1, 'float32'), scalar(2, 'float32'));
  const body = { inputs: [state], outputs: [mul(state, three)] };
  const [result] = scan(body, { carried: [x], stacked: [], captured: [] }, 4, false);
  const [optimized] = optimizeBodies(foldConstants)({ inputs: [x], outputs: [result!] }).outputs;
  const inner = optimized!.node!.attributes.body as Graph;
  expect(nodeNames(...inner.outputs)).toEqual(['multiply']);
  expect(nodeNames(...body.outputs)).toEqual(['add', 'multiply']);
});

test('nodes without bodies stay', () => {
  const x = placeholder(spec);
  const y = add(x, x);
  expect(optimizeBodies(foldConstants)({ inputs: [x], outputs: [y] }).outputs[0]).toBe(y);
});
