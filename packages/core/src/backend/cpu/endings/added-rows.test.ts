import { evaluateGraph } from '../../../graph/evaluate.js';
import type { Graph } from '../../../graph/node.js';
import { scalar } from '../../../primitives/elementwise.js';
import { broadcastTo } from '../../../primitives/movement.js';
import { scatterNd } from '../../../primitives/scatter.js';
import type { Shape } from '../../../shape.js';
import { fromNumbers, type HostArray } from '../../../tensor/host-array.js';
import { placeholder, type Tensor } from '../../../tensor/tensor.js';
import { HostValue, type Value } from '../../../tensor/value.js';
import { randomNumbers } from '../../../testing/random-values.js';
import { positionOf } from '../../../tracing/location.js';
import { endingOf, type Part } from './ending.js';
import { updatesOf } from './updates.js';
import '../../../index.js';

const next = randomNumbers('added-rows');
const floats = (...shape: number[]) => placeholder({ shape, dtype: 'float32' });
/** Whole numbers, of which sums are exact. */
const drawn = (shape: Shape, dtype: HostArray['dtype'], from: number, count: number): HostArray => {
  const size = shape.reduce((a, b) => a * b, 1);
  return fromNumbers(
    Float64Array.from({ length: size }, () => from + Math.floor(next() * count)),
    dtype,
    shape,
  );
};

/** A table, index vectors, rows, and a rate, of which `update` makes the next table of the sums of rows. */
function graphOf(
  [places, width]: readonly [number, number],
  count: number,
  update: (table: Tensor, sums: Tensor, rate: Tensor) => Tensor,
): Graph & { sums: Tensor } {
  const [table, rows, rate] = [floats(places, width), floats(count, width), floats()];
  const at = placeholder({ shape: [count, 1], dtype: 'int32' });
  const sums = scatterNd(broadcastTo(scalar(0, 'float32'), [places, width]), at, rows.mul(2), 'add');
  return { inputs: [table, at, rows, rate], outputs: [rows.sum(), update(table, sums, rate)], sums };
}

const sgd = (table: Tensor, sums: Tensor, rate: Tensor): Tensor => table.sub(sums.mul(rate));
const isOfRows = (graph: Graph) => updatesOf(graph).map(({ added }) => added !== null);

test.each([
  ['a multiple of the sums', sgd],
  ['the sums', (table: Tensor, sums: Tensor) => sums.add(table)],
  ['two multiples', (table: Tensor, sums: Tensor, rate: Tensor) => table.add(sums.mul(3).div(rate).neg()).sub(sums)],
])('what adds %s to a table changes rows alone', (_, update) => {
  const graph = graphOf([900, 60], 300, update);
  expect(isOfRows(graph)).toEqual([true]);
  expect(updatesOf(graph)[0]!.arrays.map(({ shape }) => shape)).toEqual(
    expect.arrayContaining([
      [900, 60],
      [300, 60],
    ]),
  );
});

test.each([
  ['decays', (table: Tensor, sums: Tensor, rate: Tensor) => table.mul(0.9).sub(sums.mul(rate))],
  ['is divided', (table: Tensor, sums: Tensor) => sums.div(table)],
  ['is taken away', (table: Tensor, sums: Tensor) => sums.sub(table)],
  ['gets what is not zero for zeros', (table: Tensor, sums: Tensor) => table.sub(sums.exp())],
])('a table that %s changes as a whole', (_, update) => {
  expect(isOfRows(graphOf([900, 60], 300, update))).toEqual([false]);
});

test('sums that others need, or of many rows, or that begin otherwise, are made', () => {
  const graph = graphOf([900, 60], 300, sgd);
  expect(isOfRows({ ...graph, outputs: [...graph.outputs, graph.sums.sum()] })).toEqual([false]);
  expect(isOfRows(graphOf([90, 60], 300, sgd))).toEqual([false]);
  const [table, at, rows] = [floats(900, 60), placeholder({ shape: [300, 1], dtype: 'int32' }), floats(300, 60)];
  const others = [scatterNd(broadcastTo(scalar(1, 'float32'), [900, 60]), at, rows, 'add')];
  others.push(scatterNd(broadcastTo(scalar(0, 'float32'), [900, 60]), at, rows, 'max'));
  for (const sums of others) {
    expect(isOfRows({ inputs: [table, at, rows], outputs: [table.sub(sums), rows.sum()] })).toEqual([false]);
  }
});

test('rows that are added to two tables have a place for one of them', () => {
  const [a, b, at, rows] = [
    floats(900, 60),
    floats(900, 60),
    placeholder({ shape: [300, 1], dtype: 'int32' }),
    floats(300, 60),
  ];
  const made = rows.mul(2);
  const sums = () => scatterNd(broadcastTo(scalar(0, 'float32'), [900, 60]), at, made, 'add');
  expect(isOfRows({ inputs: [a, b, at, rows], outputs: [a.sub(sums()), b.sub(sums())] })).toEqual([true, false]);
});

/** What the runtime would do, in plain JavaScript. */
const plain = async ({ inputs, outputs }: Graph): Promise<Part> => ({
  async run(given, into) {
    const made = evaluateGraph(outputs, new Map(inputs.map((x, i) => [x, given[i]!])));
    made.forEach(({ data }, i) => {
      (into![i]!.data as Float32Array).set(data as Float32Array);
    });
    return [...into!];
  },
  release: async () => {},
});

async function sessionFor(graph: Graph) {
  const ending = endingOf(graph, plain)!;
  return ending.compile(ending.graph);
}

const evaluated = ({ inputs, outputs }: Graph, hosts: readonly HostArray[]): HostArray =>
  evaluateGraph(outputs, new Map(inputs.map((x, i) => [x, hosts[i]!])))[1]!;

const givenTo = ({ inputs }: Graph, rate = 0.5): HostArray[] => {
  const [table, at, rows] = inputs as [Tensor, Tensor, Tensor, Tensor];
  // Rows that are named often, from either end, and others that are not.
  const [count] = table.shape as [number, number];
  return [
    drawn(table.shape, 'float32', -9, 19),
    drawn(at.shape, 'int32', -count, Math.floor(1.5 * count)),
    drawn(rows.shape, 'float32', -4, 9),
    fromNumbers([rate], 'float32', []),
  ];
};

// Rows that whole turns of the kernel go through, and others, which turns go beyond.
test.each([
  [700, 64, 500],
  [3001, 12, 400],
  [9000, 20, 9000],
] as const)('a table of %d rows of %d is the same, bit by bit, step by step', async (places, width, count) => {
  const graph = graphOf([places, width], count, sgd);
  expect(isOfRows(graph)).toEqual([true]);
  const session = await sessionFor(graph);
  let table: Value | null = null;
  for (const rate of [0.5, 0.25, 0, -0.5]) {
    const hosts = givenTo(graph, rate);
    if (table) hosts[0] = await table.read();
    const wanted = evaluated(graph, hosts);
    const values = hosts.map((host) => new HostValue(host));
    const made: Value[] = await session.run(table ? [table, ...values.slice(1)] : values);
    expect(await made[1]!.read()).toEqual(wanted);
    table = made[1]!;
  }
});

test.each([Number.POSITIVE_INFINITY, Number.NaN])('a rate of %d reaches all rows', async (rate) => {
  const graph = graphOf([700, 64], 500, sgd);
  const hosts = givenTo(graph, rate);
  const [, made] = await (await sessionFor(graph)).run(hosts.map((host) => new HostValue(host)));
  expect(await made!.read()).toEqual(evaluated(graph, hosts));
});

test('a place that is none is an error of what adds rows, and leaves all as it was', async () => {
  const graph = graphOf([700, 64], 500, sgd);
  const session = await sessionFor(graph);
  const hosts = givenTo(graph);
  const values = hosts.map((host) => new HostValue(host));
  const wrong = { ...hosts[1]!, data: Int32Array.from({ length: 500 }, (_, i) => (i === 499 ? 700 : 3)) };
  const error = await session.run(values.with(1, new HostValue(wrong))).catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ name: 'IndexError', message: expect.stringContaining('index 700 is out of range') });
  expect(positionOf(error as never)).toBeGreaterThan(0);
  const [, made] = await session.run(values);
  expect(await made!.read()).toEqual(evaluated(graph, hosts));
});
