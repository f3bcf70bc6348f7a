import { expectClose } from '@org/testing';
import '../ops/methods.js';
import { evaluateGraph } from '../graph/evaluate.js';
import { toNumbers } from '../tensor/host-array.js';
import { type Tensor, tensor } from '../tensor/tensor.js';
import { nodeNames } from '../testing/nodes.js';
import { runTensor } from '../testing/run-graph.js';
import { backward } from '../transforms/backward.js';
import { softmax } from './softmax.js';

const ROWS = 1500;
const values = (seed: number, scale: number) =>
  tensor(
    Float32Array.from({ length: 2 * ROWS }, (_, i) => scale * Math.sin(i * seed)),
    [ROWS, 2],
  );
const expectNear = async (found: Tensor, expected: Tensor) => {
  const [inRuntime, inJavaScript] = [toNumbers(await runTensor(found)), toNumbers(evaluateGraph([expected])[0]!)];
  expectClose(Array.from(inRuntime), Array.from(inJavaScript), { rtol: 1e-5, atol: 1e-30 });
};

describe('softmax of many pairs', () => {
  test.each([1, 60, 3e38])('is that of each, for scores up to %d', async (scale) => {
    await expectNear(softmax(values(1, scale), 1), softmax(values(1, scale), 1));
  });

  test('has NaN where one pair has it', async () => {
    const numbers = [0, 1, -3, Infinity, -Infinity, Number.NaN];
    const pairs = numbers.flatMap((a) => numbers.flatMap((b) => [a, b]));
    const x = tensor(
      Float32Array.from({ length: 2 * ROWS }, (_, i) => pairs[i % pairs.length]!),
      [ROWS, 2],
    );
    await expectNear(softmax(x, 1), softmax(x, 1));
  });

  test('of stacks, too', async () => {
    const x = values(2, 5).reshape([3, ROWS / 3, 2]) as Tensor;
    await expectNear(softmax(x, 2), softmax(x, 2));
  });

  test('has the derivative of few', async () => {
    const [x, g] = [values(1, 3), values(5, 1)];
    const gradient = (of: Tensor, slope: Tensor) => backward([softmax(of, 1)], [slope], [of])[0]!;
    const many = gradient(x, g);
    expect(nodeNames(many)).toContain('matmul');
    const rows = (y: Tensor) => y.at('20:25') as Tensor;
    const few = gradient(
      tensor(toNumbers(rows(x).host ?? evaluateGraph([rows(x)])[0]!) as Float32Array, [5, 2]),
      rows(g),
    );
    expect(nodeNames(few)).not.toContain('matmul');
    await expectNear(rows(many), few);
  });
});
