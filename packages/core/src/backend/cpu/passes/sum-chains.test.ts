import { evaluateGraph } from '../../../graph/evaluate.js';
import { cast } from '../../../primitives/cast.js';
import { greater } from '../../../primitives/compare.js';
import { add, exp, mul, scalar, sub } from '../../../primitives/elementwise.js';
import { moments } from '../../../primitives/moments.js';
import { max, mean, sum } from '../../../primitives/reduce.js';
import { select } from '../../../primitives/select.js';
import { range, type Shape, sizeOf } from '../../../shape.js';
import { fromNumbers, type HostArray, toNumbers } from '../../../tensor/host-array.js';
import { fromHost, placeholder, type Tensor } from '../../../tensor/tensor.js';
import { nodeNames } from '../../../testing/nodes.js';
import { runGraph } from '../../../testing/run-graph.js';
import { sumChains } from './sum-chains.js';

const float = (shape: Shape) => placeholder({ shape, dtype: 'float32' });
const names = (...outputs: Tensor[]) => nodeNames(...sumChains({ inputs: [], outputs }).outputs);
const squared = (x: Tensor) => mul(x, x);
const all = (x: Tensor) => range(x.rank);

/** Multiples of 1/8, whose squares and their sums up to 2²⁴/64 float32 holds. */
const numbers = (shape: Shape, start: number): HostArray =>
  fromNumbers(
    Float32Array.from({ length: sizeOf(shape) }, (_, i) => (((i * 7 + start) % 17) - 5) / 8),
    'float32',
    shape,
  );

describe('what is one node', () => {
  const [x, y] = [float([800_000]), float([800_000])];

  test('operations whose results are only summed, and the sum', () => {
    expect(names(sum(squared(sub(x, y)), [0]))).toEqual(['sum_of_chain']);
    expect(names(mean(exp(mul(x, scalar(2, 'float32'))), [0]))).toEqual(['sum_of_chain', 'divide']);
    expect(names(sum(exp(sub(x, max(x, [0]))), [0]))).toEqual(['max', 'sum_of_chain']);
    expect(names(moments(x, [0])[1])).toEqual(['mean', 'reshape', 'sum_of_chain', 'divide']);
  });

  test('not what others need as well', () => {
    const difference = sub(x, y);
    const outputs = [sum(squared(difference), [0]), difference];
    expect(names(...outputs)).toEqual(['subtract', 'sum_of_chain']);
  });

  test('but cheap operations on inputs are repeated where pieces of their results would be copied', () => {
    const [a, b] = [float([800_011]), float([800_011])];
    const difference = sub(a, b);
    const total = sum(squared(difference), [0]);
    const [found] = sumChains({ inputs: [a, b], outputs: [total, difference] }).outputs;
    expect(found!.node!.primitive.name).toBe('sum_of_chain');
    expect(found!.node!.inputs.map((x) => [a, b].indexOf(x))).toEqual([0, 1]);
    const made = exp(a);
    expect(names(sum(squared(made), [0]), made)).toEqual(['exp', 'sum_of_chain']);
  });

  test('nor small tensors, sums of what is not made here, of the middle, and of whole numbers', () => {
    const small = float([1000]);
    expect(names(sum(squared(small), [0]))).toEqual(['multiply', 'sum']);
    expect(names(sum(x, [0]))).toEqual(['sum']);
    expect(names(sum(squared(float([100, 100, 100])), [1]))).toEqual(['multiply', 'sum']);
    expect(names(sum(squared(placeholder({ shape: [800_000], dtype: 'int32' })), [0]))).toEqual(['multiply', 'sum']);
  });
});

describe('what it is', () => {
  const squareOfDifference = ([x, y]: readonly Tensor[]) => squared(sub(mul(x!, scalar(0.5, x!.dtype)), y!));
  const product = ([x, y]: readonly Tensor[]) => mul(x!, y!);

  /** The sum or mean on the runtime, of inputs and of what others need as well, and of float64. */
  async function check(shape: Shape, sumOf: (chain: Tensor) => Tensor, chain = squareOfDifference): Promise<void> {
    const values = [numbers(shape, 0), numbers(shape, 3)];
    const inputs = values.map(placeholder);
    const made = inputs.map((x) => add(x, max(inputs[1]!, all(x))));
    const outputs = [sumOf(chain(inputs)), sumOf(chain(made)), ...made.map((x) => sum(x, all(x)))];
    const results = await runGraph({ inputs, outputs }, values);
    const wide = values.map((host) => fromHost(fromNumbers(toNumbers(host), 'float64', shape)));
    const most = scalar(11 / 8, 'float64');
    const exact = evaluateGraph([wide, wide.map((x) => add(x, most))].map((each) => sumOf(chain(each))));
    exact.forEach((wanted, i) => {
      const given = toNumbers(results[i]!);
      expect(results[i]!.shape).toEqual(wanted.shape);
      Array.from(toNumbers(wanted)).forEach((value, k) => {
        expect(Math.abs(given[k]! / value - 1)).toBeLessThan(1e-6);
      });
    });
  }

  test.each([[[1, 600_011]], [[1_100_000]], [[1_100_009]]])('the sum of all of %p', (shape) =>
    check(shape, (x) => sum(x, all(x))),
  );
  test.each([[[1, 600_011]], [[1_100_000]], [[1_100_009]]])('the sum of products of %p', (shape) =>
    check(shape, (x) => sum(x, all(x)), product),
  );
  test.each([[[4, 300_032]], [[4, 150_011]]])('the sums of products along the rows of %p', (shape) =>
    check(shape, (x) => sum(x, [1]), product),
  );
  test.each([[[4, 300_032]], [[4, 150_011]]])('the means of the rows of %p', (shape) =>
    check(shape, (x) => mean(x, [1], true)),
  );
  test('the sums of columns', () => check([300_011, 4], (x) => sum(x, [0])));
});

test('conditions take part, and numbers that are none', async () => {
  const value = numbers([600_011], 0);
  const x = placeholder(value);
  const positive = select(greater(x, scalar(0, 'float32')), x, scalar(1, 'float32'));
  const inputs = [x];
  const [sums] = await runGraph({ inputs, outputs: [sum(positive, [0])] }, [value]);
  const data = value.data as Float32Array;
  expect(sums!.data[0]).toBe(data.reduce((total, each) => total + (each > 0 ? each : 1), 0));
  data[600_010] = Number.NaN;
  const [missing] = await runGraph({ inputs, outputs: [sum(squared(x), [0])] }, [value]);
  expect(missing!.data[0]).toBeNaN();
});

test.each(['bool', 'int32', 'float16'] as const)('rows of what is chosen by %s', async (dtype) => {
  const shape = [4, 150_016];
  const [x, chosen] = [
    numbers(shape, 0),
    fromNumbers(
      range(sizeOf(shape)).map((i) => Number(i % 3 === 0)),
      dtype,
      shape,
    ),
  ];
  const inputs = [placeholder(x), placeholder(chosen)];
  const output = sum(select(cast(inputs[1]!, 'bool'), inputs[0]!, scalar(0, 'float32')), [1]);
  expect(names(output)).toEqual(['sum_of_chain']);
  const [sums] = await runGraph({ inputs, outputs: [output] }, [x, chosen]);
  const wanted = new Float64Array(shape[0]!);
  Array.from(toNumbers(x)).forEach((value, i) => {
    if (i % 3 === 0) wanted[Math.floor(i / shape[1]!)]! += value;
  });
  expect(Array.from(toNumbers(sums!))).toEqual(Array.from(wanted));
});
