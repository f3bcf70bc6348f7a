import '../../../ops/methods.js';
import { evaluateGraph } from '../../../graph/evaluate.js';
import { add, div, exp, mul, scalar, sqrt, sub } from '../../../primitives/elementwise.js';
import { gather } from '../../../primitives/indexing.js';
import { iota } from '../../../primitives/iota.js';
import { mean } from '../../../primitives/reduce.js';
import type { HostArray } from '../../../tensor/host-array.js';
import { placeholder, type Tensor, tensor } from '../../../tensor/tensor.js';
import { lastNumbers } from './last-numbers.js';

const number = (dtype: 'float32' | 'int32' = 'float32') => placeholder({ shape: [], dtype });
const host = (values: number[], dtype: 'float32' | 'int32' = 'float32', shape: number[] = []): HostArray =>
  tensor(values, shape, dtype).host!;

/** What follows at the end, and the values of all that does. */
function computed(inputs: ReadonlyMap<Tensor, HostArray>, outputs: readonly Tensor[]) {
  const last = lastNumbers({ inputs: [...inputs.keys()], outputs });
  const values = new Map(inputs);
  evaluateGraph(last.sources, inputs).forEach((value, i) => {
    values.set(last.sources[i]!, value);
  });
  last.compute(values);
  return { last, values };
}

test('a sum of losses with what its roundings leave is computed bit by bit, from the loss alone', () => {
  const [losses, rest, total] = [placeholder({ shape: [3], dtype: 'float32' }), number(), number()];
  const loss = mean(losses, [0]);
  const term = add(mul(loss, scalar(3, 'float32')), rest);
  const sum = add(total, term);
  const outputs = [sum, sub(term, sub(sum, total)), div(sum, sqrt(term))];
  const inputs = new Map([
    [losses, host([0.1, 0.7, 1e-3], 'float32', [3])],
    [rest, host([1e-9])],
    [total, host([12345.678])],
  ]);
  const { last, values } = computed(inputs, outputs);
  expect(last.sources.length).toBe(1);
  expect(last.sources[0]).toBe(loss);
  expect(outputs.map((x) => values.get(x))).toEqual(evaluateGraph(outputs, inputs));
});

test('counters wrap around, and numbers are read of tables that are given', () => {
  const [count, table, at] = [number('int32'), placeholder({ shape: [4], dtype: 'float32' }), number('int32')];
  const outputs = [add(count, scalar(1, 'int32')), gather(table, at, 0), gather(table, sub(at, scalar(3, 'int32')), 0)];
  const inputs = new Map([
    [count, host([2 ** 31 - 1], 'int32')],
    [table, host([1, 2, 3, 0.1], 'float32', [4])],
    [at, host([2], 'int32')],
  ]);
  const { last, values } = computed(inputs, outputs);
  expect(last.sources.length).toBe(0);
  expect(outputs.map((x) => values.get(x)!.data[0])).toEqual([-(2 ** 31), 3, Math.fround(0.1)]);
  const beyond = new Map([...inputs, [at, host([4], 'int32')]]);
  expect(() => last.compute(beyond)).toThrow('index 4 is out of range');
});

test('what arrays, or operations that round in ways of their own, are computed from is left', () => {
  const [x, array] = [number(), placeholder({ shape: [2], dtype: 'float32' })];
  const [read, spread] = [add(x, x), mul(x, x)];
  const last = lastNumbers({ inputs: [x, array], outputs: [exp(read), mul(array, spread), spread] });
  expect(last.numbers.size).toBe(0);
  const half = placeholder({ shape: [], dtype: 'float16' });
  expect(lastNumbers({ inputs: [half], outputs: [add(half, half)] }).numbers.size).toBe(0);
  expect(lastNumbers({ inputs: [], outputs: [iota(1, 'float32')] }).numbers.size).toBe(0);
});
