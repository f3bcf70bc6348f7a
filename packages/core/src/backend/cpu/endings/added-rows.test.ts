import { expectClose } from '@org/testing';
import { evaluateGraph } from '../../../graph/evaluate.js';
import type { Graph } from '../../../graph/node.js';
import { scalar } from '../../../primitives/elementwise.js';
import { broadcastTo, reshape } from '../../../primitives/movement.js';
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
const keepsOthers = (graph: Graph) => updatesOf(graph).map(({ added }) => added?.keepsOthers);

test.each([
  ['a multiple of the sums', sgd],
  ['the sums', (table: Tensor, sums: Tensor) => sums.add(table)],
  ['two multiples', (table: Tensor, sums: Tensor, rate: Tensor) => table.add(sums.mul(3).div(rate).neg()).sub(sums)],
])('what adds %s to a table changes rows alone', (_, update) => {
  const graph = graphOf([900, 60], 300, update);
  expect(keepsOthers(graph)).toEqual([true]);
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
])('a table that %s changes as a whole, by rows and zeros', (_, update) => {
  expect(keepsOthers(graphOf([900, 60], 300, update))).toEqual([false]);
});

test('sums of which the runtime makes something else are made', () => {
  expect(isOfRows(graphOf([900, 60], 300, (table, sums) => table.sub(sums.exp())))).toEqual([false]);
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

/** An optimizer with two moments, of rows that are added `times` times. */
function adamOf([places, width]: readonly [number, number], count: number, times: number): Graph {
  const [table, first, second] = [floats(places, width), floats(places, width), floats(places, width)];
  const [at, rows, rate] = [placeholder({ shape: [count, 1], dtype: 'int32' }), floats(count / times, width), floats()];
  const made = reshape(rows.mul(2), [count / times, 1, width]);
  const updates = reshape(broadcastTo(made, [count / times, times, width]), [count, width]);
  const sums = scatterNd(broadcastTo(scalar(0, 'float32'), [places, width]), at, updates, 'add');
  const [m, v] = [first.mul(0.5).add(sums.mul(0.5)), second.mul(0.75).add(sums.mul(sums).mul(0.25))];
  const next = table.sub(m.mul(rate).div(v.sqrt().add(1)));
  return { inputs: [table, at, rows, rate, first, second], outputs: [rows.sum(), next, m, v] };
}

test.each([1, 20])('an optimizer with moments updates a table by rows that are added %d times', (times) => {
  const graph = adamOf([900, 60], 300, times);
  const [update] = updatesOf(graph);
  expect(update!.added).toMatchObject({ keepsOthers: false, numbers: times === 1 ? null : expect.anything() });
  expect(update!.added!.rows.size).toBe((300 / times) * 60);
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

// Rows that each place gets once, several times, or never; whole turns of the kernel, and others; few places.
test.each([
  [700, 64, 500, 1],
  [700, 64, 500, 5],
  [450, 12, 600, 60],
  [3001, 20, 2000, 4],
] as const)(
  'moments of %d rows of %d, with %d additions, are the same, step by step',
  async (places, width, count, times) => {
    const graph = adamOf([places, width], count, times);
    const session = await sessionFor(graph);
    const hosts = [...givenTo(graph), ...[0, 1].map(() => drawn([places, width], 'float32', 0, 9))];
    let state: Value[] = [0, 4, 5].map((i) => new HostValue(hosts[i]!));
    for (let step = 0; step < 3; step++) {
      hosts.splice(1, 2, ...givenTo(graph).slice(1, 3));
      const wanted = evaluateGraph(graph.outputs, new Map(graph.inputs.map((x, i) => [x, hosts[i]!]))).slice(1);
      const given = hosts.map((host) => new HostValue(host));
      const made: Value[] = await session.run([state[0]!, ...given.slice(1, 4), state[1]!, state[2]!]);
      state = made.slice(1);
      for (const [i, k] of [0, 4, 5].entries()) {
        const { data } = await state[i]!.read();
        expectClose(data, wanted[i]!.data);
        hosts[k] = { ...wanted[i]!, data };
      }
    }
  },
);

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
