import { add, mul, neg, sub } from '../primitives/elementwise.js';
import { placeholder } from '../tensor/tensor.js';
import { nodeNames } from '../testing/nodes.js';
import { inline, rewrite } from './rewrite.js';

const x = placeholder({ shape: [2], dtype: 'float32' });
const y = placeholder({ shape: [2], dtype: 'float32' });

test('a graph in which nothing changes is reused', () => {
  const graph = { inputs: [x, y], outputs: [mul(add(x, y), x)] };
  expect(rewrite(graph).outputs[0]).toBe(graph.outputs[0]);
});

test('only what depends on a change is made anew', () => {
  const kept = add(x, y);
  const changed = neg(x);
  const graph = { inputs: [x, y], outputs: [mul(kept, changed)] };
  const result = rewrite(graph, (node, inputs, keep) => (node === changed.node ? [sub(inputs[0]!, y)] : keep()));
  const [output] = result.outputs;
  expect(output!.node!.inputs[0]).toBe(kept);
  const names = nodeNames(output!);
  expect(names.sort()).toEqual(['add', 'multiply', 'subtract']);
  // The graph itself is as it was.
  expect(graph.outputs[0]!.node!.inputs[1]).toBe(changed);
});

test('inputs may be replaced, outputs that are inputs as well', () => {
  const a = placeholder({ shape: [3], dtype: 'float32' });
  const [sum, same] = inline({ inputs: [x, y], outputs: [add(x, x), y] }, [a, x]);
  expect(sum!.node!.inputs.every((input) => input === a)).toBe(true);
  expect(sum!.shape).toEqual([3]);
  expect(same).toBe(x);
});
