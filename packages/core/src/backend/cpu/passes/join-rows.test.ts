import { expectClose } from '@org/testing';
import { evaluateGraph } from '../../../graph/evaluate.js';
import { topologicalOrder } from '../../../graph/node.js';
import { add, div, mul, sub } from '../../../primitives/elementwise.js';
import { product } from '../../../primitives/matmul.js';
import { moments } from '../../../primitives/moments.js';
import type { Shape } from '../../../shape.js';
import { toNumbers } from '../../../tensor/host-array.js';
import { fromHost, placeholder, type Tensor } from '../../../tensor/tensor.js';
import { nodeNames } from '../../../testing/nodes.js';
import { randomArray, randomNumbers } from '../../../testing/random-values.js';
import { joinRows } from './join-rows.js';

const random = (name: string, shape: Shape) => fromHost(randomArray(randomNumbers(name), shape, 'float32'));
const joined = (y: Tensor): Tensor => joinRows({ inputs: [], outputs: [y] }).outputs[0]!;

test.each<[string, Shape, Shape, Shape]>([
  ['colours', [4, 64, 64, 3], [3], [96, 512]],
  ['colours that have other axes', [4, 64, 64, 3], [1, 1, 1, 3], [96, 512]],
  ['matrices', [8192, 2, 3], [2, 3], [96, 512]],
  ['columns', [8192, 3, 1], [3, 1], [48, 512]],
  ['a number, of numbers that are rows', [16384, 1], [1, 1], [32, 512]],
])('rows that meet %s are joined', (name, shape, row) => {
  const y = sub(random('values', shape), random(name, row));
  const { inputs } = joined(y).node!.inputs[0]!.node!;
  expect(inputs[0]!.shape.at(-1)).toBeGreaterThan(250);
  expect(inputs[1]!.rank).toBeLessThan(2);
  const [found, expected] = [joined(y), y].map((each) => toNumbers(evaluateGraph([each])[0]!));
  expect(found).toEqual(expected);
});

test('rows stay joined from one operation to the next', () => {
  const [mean, deviation] = [random('mean', [3]), random('deviation', [3])];
  const y = div(sub(random('values', [2 ** 13, 3]), mean), deviation);
  const [found, expected] = [joined(y), y].map((each) => toNumbers(evaluateGraph([each])[0]!));
  expect(found).toEqual(expected);
  const [centred] = joined(y).node!.inputs[0]!.node!.inputs;
  expect(centred!.node!.primitive).toBe(sub.primitive);
});

test.each<[string, Shape, number[]]>([
  ['rows', [8192, 16], [0]],
  ['pixels', [2, 64, 64, 3], [0, 1, 2]],
])('mean and variance of %s are those of joined rows', (name, shape, axes) => {
  const x = random(name, shape);
  const outputs = moments(x, axes);
  const made = joinRows({ inputs: [], outputs }).outputs;
  expect(nodeNames(...made)).not.toContain('moments');
  const distance = topologicalOrder(made).find(({ primitive }) => primitive === sub.primitive)!;
  expect(distance.outputs[0]!.shape[1]).toBeGreaterThan(250);
  const [found, expected] = [made, outputs].map((each) => evaluateGraph(each).flatMap((y) => Array.from(toNumbers(y))));
  expect(made.map((y) => y.shape)).toEqual(outputs.map((y) => y.shape));
  expectClose(found!, expected!, { rtol: 1e-6, atol: 1e-6 });
});

test('mean and variance of few or long rows, or of columns, are left to the runtime', () => {
  for (const [shape, axes] of [
    [[64, 16], [0]],
    [[1024, 64], [0]],
    [[8192, 16], [1]],
  ] as const)
    expect(nodeNames(...joinRows({ inputs: [], outputs: moments(values(shape), axes) }).outputs)).toEqual(['moments']);
});

const values = (shape: Shape) => placeholder({ shape, dtype: 'float32' });

test.each<[string, () => Tensor]>([
  ['are long', () => mul(values([1024, 64]), values([64]))],
  ['are few', () => mul(values([64, 3]), values([3]))],
  ['have no number that divides theirs', () => mul(values([16411, 3]), values([3]))],
  ['meet others of several kinds', () => mul(values([16384, 3]), values([16384, 1]))],
  ['meet one number', () => mul(values([16384, 3]), values([1]))],
])('rows that %s stay as they are', (_name, make) => {
  expect(nodeNames(joined(make()))).toEqual(['multiply']);
});

test('the bias of a product stays beside it', () => {
  const y = add(product(values([16384, 8]), values([8, 3])), values([3]));
  expect(nodeNames(joined(y))).toEqual(['matmul', 'add']);
});
