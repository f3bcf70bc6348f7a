import '../../ops/methods.js';
import { countedLoop } from '../../control-flow/counted-loop.js';
import { scan } from '../../control-flow/index.js';
import { bodiesOf, type Graph, topologicalOrder } from '../../graph/node.js';
import { makesWords } from '../../graph/work.js';
import { stack } from '../../ops/index.js';
import * as random from '../../random/index.js';
import { toNumbers } from '../../tensor/host-array.js';
import { placeholder, type Tensor, tensor } from '../../tensor/tensor.js';
import { runGraph } from '../../testing/run-graph.js';
import { drawnAhead } from './drawn-ahead.js';

const key = placeholder({ shape: [2], dtype: 'uint32' });
const count = placeholder({ shape: [], dtype: 'int64' });
const zero = tensor(new Float32Array(6), [2, 3]);
const words = new Uint32Array([7, 11]);
const steps = (n: number) => tensor(BigInt64Array.of(BigInt(n)), []).host!;
const draws = ({ outputs }: Graph): boolean =>
  topologicalOrder(outputs).some((node) => makesWords(node) || bodiesOf(node.attributes).some(draws));

/** A walk whose steps are drawn by keys one after the other; the key moves on. */
const walk = (own: Tensor, place: Tensor): [Tensor, Tensor] => {
  const [next, drawn] = [random.split(own).at(0) as Tensor, random.split(own).at(1) as Tensor];
  return [next as Tensor, place.mul(0.5).add(random.normal(drawn, [2, 3]))];
};

/** What the walk gives, written out. */
function expectedOf(n: number): Tensor[] {
  let state: [Tensor, Tensor] = [tensor(words), zero];
  for (let i = 0; i < n; i++) state = walk(...state);
  return state;
}

async function expectSame(graph: Graph, inputs: Parameters<typeof runGraph>[1], expected: readonly Tensor[]) {
  const results = await runGraph(graph, inputs);
  for (const [i, each] of expected.entries()) {
    const wanted = (await each.data()) as Float32Array;
    expect(results[i]!.shape).toEqual(each.shape);
    Array.from(toNumbers(results[i]!)).forEach((value, k) => {
      expect(value).toBeCloseTo(Number(wanted[k]), 5);
    });
  }
}

describe('a loop that draws by keys which it carries', () => {
  const outputs = Object.values(
    countedLoop(
      count,
      (_, { own, place }) => {
        const [next, moved] = walk(own, place);
        return { own: next, place: moved };
      },
      { own: key, place: zero },
      8,
    ),
  );
  const graph = { inputs: [key, count], outputs };

  it('draws nothing itself any more', () => {
    expect(draws(graph)).toBe(true);
    const { before, needs, graph: rest } = drawnAhead(graph);
    expect(draws(rest)).toBe(false);
    // A row for each iteration, and the last key.
    expect(before.map(({ shape }) => shape)).toEqual([[8, 2, 3], [2]]);
    expect(new Set(needs)).toEqual(new Set([key, count]));
  });

  it.each([0, 1, 5, 8])('is the same for %d iterations', (n) =>
    expectSame(graph, [{ dtype: 'uint32', shape: [2], data: words }, steps(n)], expectedOf(n)),
  );
});

describe('a loop whose keys are counted', () => {
  const by = placeholder({ shape: [2], dtype: 'uint32' });
  const each = new Uint32Array([2 ** 31, 5]);
  const step = (own: Tensor, more: Tensor, place: Tensor) => ({
    own: own.add(more),
    // The key that the next iteration has draws as well, and splits.
    place: place
      .mul(0.5)
      .add(random.normal(own, [2, 3]))
      .add(random.normal(random.split(own.add(more)).at(1) as Tensor, [2, 3])),
  });
  const outputs = Object.values(countedLoop(count, (_, x) => step(x.own, by, x.place), { own: key, place: zero }, 8));
  const graph = { inputs: [key, count, by], outputs };

  it.each([0, 1, 8])('is the same for %d iterations', (n) => {
    expect(draws(drawnAhead(graph).graph)).toBe(false);
    let state = { own: tensor(words) as Tensor, place: zero as Tensor };
    for (let i = 0; i < n; i++) state = step(state.own, tensor(each), state.place);
    const inputs = [words, each].map((data) => ({ dtype: 'uint32', shape: [2], data }) as const);
    return expectSame(graph, [inputs[0]!, steps(n), inputs[1]!], [state.own, state.place]);
  });
});

describe('a loop that draws masks by keys of a table, and numbers whose mean is the one before', () => {
  const keys = random.split(key, 4) as Tensor;
  const step = (own: Tensor, place: Tensor): Tensor => {
    const kept = random.fastDropoutMask(own, [3, 80], 0.25).astype('float32');
    return place
      .mul(0.5)
      .add(kept)
      .add(random.fastUniform(own, [3, 1], { minval: 1 }));
  };
  const start = tensor(new Float32Array(240), [3, 80]);
  const outputs = [countedLoop(count, (i, place) => step(keys.at(i) as Tensor, place), start, 4)];
  const graph = { inputs: [key, count], outputs };

  it('draws nothing itself any more, nor computes words further', () => {
    const { before, graph: rest } = drawnAhead(graph);
    expect(draws(rest.outputs[0]!.node!.attributes.body as Graph)).toBe(false);
    expect(before.map(({ shape }) => shape)).toEqual(
      expect.arrayContaining([
        [4, 80],
        [4, 3, 1],
      ]),
    );
  });

  it.each([0, 3, 4])('is the same for %d iterations', (n) => {
    const rows = random.split(tensor(words), 4) as Tensor;
    const expected = Array.from({ length: n }, (_, i) => i).reduce((x, i) => step(rows.at(i) as Tensor, x), start);
    return expectSame(graph, [{ dtype: 'uint32', shape: [2], data: words }, steps(n)], [expected]);
  });
});

describe('a loop that compares what it draws', () => {
  const start = tensor(new Float32Array(2 ** 16), [256, 256]);
  const most = 100;
  const mask = (i: Tensor) => random.bernoulli(random.foldIn(key, i), 0.75, [256, 256]);
  const outputs = [countedLoop(count, (i, place) => place.mul(2).add(mask(i).astype('float32')), start, most)];
  const graph = { inputs: [key, count], outputs };

  it('is given a byte for each number: a quarter of the memory', () => {
    const { before } = drawnAhead(graph);
    expect(before.map(({ shape, dtype }) => [shape, dtype])).toEqual([[[most, 256, 256], 'bool']]);
  });

  it('is the same', async () => {
    const own = (i: number) => random.bernoulli(random.foldIn(tensor(words), i), 0.75, [256, 256]);
    const expected = [0, 1, 2].reduce((x, i) => x.mul(2).add(own(i).astype('float32')), start);
    const [result] = await runGraph(graph, [{ dtype: 'uint32', shape: [2], data: words }, steps(3)]);
    expect(result!.data).toEqual(await expected.data());
  });
});

test('a loop that makes keys alone is no loop of the runtime any more', async () => {
  const outputs = [countedLoop(count, (_, own) => random.split(own).at(0) as Tensor, key, 8)];
  const graph = { inputs: [key, count], outputs };
  expect(topologicalOrder(drawnAhead(graph).graph.outputs)).toEqual([]);
  const expected = [0, 1, 2].reduce((own) => random.split(own).at(0) as Tensor, tensor(words) as Tensor);
  await expectSame(graph, [{ dtype: 'uint32', shape: [2], data: words }, steps(3)], [expected]);
});

test('without a bound a loop stays as it is', () => {
  const outputs = [countedLoop(count, (_, own) => random.bits(own, [2]) as Tensor, key)];
  expect(drawnAhead({ inputs: [key, count], outputs }).before).toEqual([]);
});

test('keys that depend on what a loop computes stay', () => {
  const body = (_: Tensor, own: Tensor) =>
    random.bits(own, [2]).add(random.normal(own, [2]).astype('uint32')) as Tensor;
  expect(drawnAhead({ inputs: [key, count], outputs: [countedLoop(count, body, key, 8)] }).before).toEqual([]);
});

test('numbers that take too much memory stay', () => {
  const body = (_: Tensor, sum: Tensor) => sum.add(random.normal(key, [1024, 1024]));
  const outputs = [countedLoop(count, body, tensor(new Float32Array(2 ** 20), [1024, 1024]), 8)];
  expect(drawnAhead({ inputs: [key, count], outputs }).before).toEqual([]);
});

test('a scan is given the numbers of its row', async () => {
  const keys = random.split(key, 4) as Tensor;
  const [last, rows] = scan(
    (place: Tensor, own: Tensor) => {
      const moved = place.add(random.normal(own, [2, 3]));
      return [moved, moved];
    },
    zero,
    keys,
  ) as [Tensor, Tensor];
  const graph = { inputs: [key], outputs: [last, rows] };
  expect(draws(drawnAhead(graph).graph.outputs[0]!.node!.attributes.body as Graph)).toBe(false);
  const places: Tensor[] = [];
  for (const i of [0, 1, 2, 3]) {
    const drawn = random.normal(random.split(tensor(words), 4).at(i) as Tensor, [2, 3]);
    places.push((places.at(-1) ?? zero).add(drawn));
  }
  await expectSame(graph, [{ dtype: 'uint32', shape: [2], data: words }], [places[3]!, stack(places)]);
});
