import { add, tanh } from '../../primitives/elementwise.js';
import { product } from '../../primitives/matmul.js';
import { reshape } from '../../primitives/movement.js';
import { sum } from '../../primitives/reduce.js';
import { scan } from '../../primitives/scan.js';
import { toNumbers } from '../../tensor/host-array.js';
import { placeholder, type Tensor, tensor } from '../../tensor/tensor.js';
import { assertClose } from '../../testing/close.js';
import { nodeNames } from '../../testing/nodes.js';
import { evaluateGraph } from '../evaluate.js';
import type { Graph } from '../node.js';
import { moveProducts } from './move-products.js';

const filled = (...shape: number[]): Tensor =>
  tensor(
    Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) => Math.sin(i + shape.length)),
    shape,
  );
const [rows, width, steps] = [2, 3, 4];
const symbol = (...shape: number[]) => placeholder({ shape, dtype: 'float32' });

/** Runs the pass, checks that it changed no value, and returns what is left in the body of the scan. */
function move(outputs: readonly Tensor[]): { inside: string[]; outside: string[]; body: Graph } {
  const after = moveProducts({ inputs: [], outputs }).outputs;
  const [expected, actual] = [outputs, after].map((tensors) =>
    evaluateGraph(tensors).flatMap((host) => Array.from(toNumbers(host))),
  );
  assertClose('values', actual!, expected!, { rtol: 1e-5, atol: 1e-6 });
  const find = (tensor: Tensor): Tensor =>
    tensor.node!.primitive.name === 'scan' ? tensor : find(tensor.node!.inputs.find((input) => input.node)!);
  const body = find(after[0]!).node!.attributes.body as Graph;
  return { inside: nodeNames(...body.outputs), outside: nodeNames(...after), body };
}

describe('moveProducts', () => {
  it('projects all slices before, and all outputs after the scan', () => {
    const [h, x, w, u] = [symbol(rows, width), symbol(rows, 5), symbol(5, width), symbol(width, width)];
    const next = tanh(add(product(x, w), product(h, u)));
    const outputs = scan(
      { inputs: [h, x, w, u], outputs: [next, product(next, u)] },
      {
        carried: [filled(rows, width)],
        stacked: [filled(steps, rows, 5)],
        captured: [filled(5, width), filled(width, width)],
      },
      steps,
      false,
    );
    const { inside, outside } = move(outputs);
    expect(inside.filter((name) => name === 'matmul')).toHaveLength(1);
    expect(outside.filter((name) => name === 'matmul')).toHaveLength(2);
  });

  it('adds up products, and rows that are there for them, after the scan', () => {
    const [h, total, bias, x] = [symbol(rows, width), symbol(5, width), symbol(width), symbol(rows, 5)];
    const next = tanh(h);
    const twice = add(product(x, next, true), product(x, h, true));
    const outputs = scan(
      {
        inputs: [h, total, bias, x],
        outputs: [next, add(total, twice), add(reshape(sum(next, [0]), [width]), bias)],
      },
      {
        carried: [filled(rows, width), filled(5, width), filled(width)],
        stacked: [filled(steps, rows, 5)],
        captured: [],
      },
      steps,
      true,
    );
    const { inside, body } = move(outputs);
    expect(inside).toEqual(['tanh']);
    expect(body.outputs).toHaveLength(3);
  });

  it('leaves sums that an iteration looks at, and scans that carry nothing', () => {
    const [h, total, x] = [symbol(rows, width), symbol(5, width), symbol(rows, 5)];
    const outputs = scan(
      { inputs: [h, total, x], outputs: [add(h, product(x, total)), add(total, product(x, h, true))] },
      { carried: [filled(rows, width), filled(5, width)], stacked: [filled(steps, rows, 5)], captured: [] },
      steps,
      false,
    );
    const graph = { inputs: [], outputs };
    expect(moveProducts(graph).outputs.every((output, i) => output === outputs[i])).toBe(true);
    const w = symbol(5, width);
    const mapped = scan(
      { inputs: [x, w], outputs: [product(x, w)] },
      { carried: [], stacked: [filled(steps, rows, 5)], captured: [filled(5, width)] },
      steps,
      false,
    );
    expect(moveProducts({ inputs: [], outputs: mapped }).outputs[0]).toBe(mapped[0]);
  });
});
