import { concatenate } from '../../primitives/blocks.js';
import { add, mul, neg, sub, tanh } from '../../primitives/elementwise.js';
import { scan } from '../../primitives/scan.js';
import { toNumbers } from '../../tensor/host-array.js';
import { placeholder, type Tensor, tensor } from '../../tensor/tensor.js';
import { assertClose } from '../../testing/close.js';
import { nodeNames } from '../../testing/nodes.js';
import { evaluateGraph } from '../evaluate.js';
import type { Graph } from '../node.js';
import { hoistRows } from './hoist-rows.js';

const filled = (...shape: number[]): Tensor =>
  tensor(
    Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) => Math.sin(i + shape.length)),
    shape,
  );
const symbol = (...shape: number[]) => placeholder({ shape, dtype: 'float32' });

/** Runs the pass on a scan over four steps, checks that it changed no value, and returns what is left in the body. */
function hoist(body: (h: Tensor, a: Tensor, b: Tensor, w: Tensor) => [Tensor, Tensor], size = 2): string[] {
  const [h, a, b, w] = [symbol(size, 3), symbol(size, 3), symbol(size, 3), symbol(3)];
  const given = {
    carried: [filled(size, 3)],
    stacked: [filled(4, size, 3), filled(4, size, 3)],
    captured: [filled(3)],
  };
  const outputs = scan({ inputs: [h, a, b, w], outputs: body(h, a, b, w) }, given, 4, true);
  const after = hoistRows({ inputs: [], outputs }).outputs;
  const [expected, actual] = [outputs, after].map((tensors) =>
    evaluateGraph(tensors).flatMap((host) => Array.from(toNumbers(host))),
  );
  assertClose('values', actual!, expected!, { rtol: 1e-5, atol: 1e-6 });
  return nodeNames(...(after[0]!.node!.attributes.body as Graph).outputs);
}

describe('hoistRows', () => {
  it('computes for all steps at once what depends on the slices alone', () => {
    expect(hoist((h, a, b, w) => [add(h, mul(sub(a, b), w)), tanh(h)]).sort()).toEqual(['add', 'tanh']);
  });

  it('multiplies a carried value by all factors at once', () => {
    const names = hoist((h, a, b) => {
      const next = mul(mul(mul(h, a), tanh(b)), b);
      return [next, next];
    });
    expect(names).toEqual(['multiply']);
  });

  it('multiplies a carried value by the sum of its factors', () => {
    const names = hoist((h, a, b) => {
      const next = mul(sub(mul(h, a), neg(mul(h, tanh(b)))), b);
      return [next, add(h, mul(h, a))];
    });
    expect(names).toEqual(['multiply', 'multiply', 'add']);
  });

  it('multiplies what is put together of carried values by all of their factors at once', () => {
    const names = hoist((h, a, b) => {
      const both = concatenate([mul(h, a), mul(tanh(h), sub(a, b))], 1);
      return [h, both];
    });
    expect(names).toEqual(['tanh', 'concatenate', 'multiply']);
    expect(hoist((h, a, b, w) => [h, concatenate([mul(h, w), mul(h, tanh(mul(a, b)))], 1)])).toContain('concatenate');
  });

  it('leaves sums of products of different shapes, or with different values', () => {
    expect(hoist((h, a, _b, w) => [add(mul(h, a), mul(h, w)), h])).toContain('add');
    expect(hoist((h, a, b) => [add(mul(h, a), mul(tanh(h), b)), h])).toContain('add');
  });

  it('leaves a product that is used by itself', () => {
    const names = hoist((h, a, b) => {
      const inner = mul(h, a);
      return [mul(inner, tanh(b)), inner];
    });
    expect(names).toEqual(['multiply', 'multiply']);
  });

  it('leaves large slices, and what would be more of them', () => {
    expect(hoist((h, a, b) => [add(h, sub(a, b)), h], 30_000)).toContain('subtract');
    const many = hoist((h, a, b) => {
      const parts = [tanh(a), tanh(b), mul(a, b), sub(a, b)].map((part) => tanh(add(h, part)));
      return [parts.reduce((sum, part) => add(sum, part)), h];
    });
    expect(many).toContain('subtract');
  });
});
