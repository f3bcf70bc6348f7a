import '../../../ops/methods.js';
import { evaluateGraph } from '../../../graph/evaluate.js';
import { type Graph, leavesOf } from '../../../graph/node.js';
import { through } from '../../../graph/passes/optimize.js';
import { rewrite } from '../../../graph/rewrite.js';
import { add, div, mul, scalar, sqrt, sub } from '../../../primitives/elementwise.js';
import { gatherNd } from '../../../primitives/indexing.js';
import { loop } from '../../../primitives/loop.js';
import { product } from '../../../primitives/matmul.js';
import { broadcastTo } from '../../../primitives/movement.js';
import { sum } from '../../../primitives/reduce.js';
import { scatterNd } from '../../../primitives/scatter.js';
import * as random from '../../../random/index.js';
import { type Shape, sizeOf } from '../../../shape.js';
import { toNumbers } from '../../../tensor/host-array.js';
import { placeholder, type Tensor, tensor } from '../../../tensor/tensor.js';
import { HostValue, type Value } from '../../../tensor/value.js';
import { openBackend } from '../../devices.js';
import { evaluateTensors } from '../../evaluate.js';
import { steppedLoop } from './stepped-loop.js';

/** The updates of a weight of this shape are worth leaving the runtime for. */
const LARGE: Shape = [800, 700];

const number = (value: number) => scalar(value, 'float32');
const values = (shape: Shape, seed: number) =>
  tensor(
    Float32Array.from({ length: sizeOf(shape) }, (_, i) => 1 + Math.sin(seed + i)),
    shape,
  );

/** As many iterations of a body; `step` goes from the iteration and the carried values to the next carried values. */
function iterated(
  count: number,
  initial: readonly Tensor[],
  step: (iteration: Tensor, carried: readonly Tensor[], captured: readonly Tensor[]) => Tensor[],
  given: readonly Tensor[] = [],
): Tensor[] {
  const iteration = placeholder({ shape: [], dtype: 'int32' });
  const carried = initial.map((x) => placeholder(x));
  const captured = given.map((x) => placeholder(x));
  const body: Graph = { inputs: [iteration, ...carried, ...captured], outputs: step(iteration, carried, captured) };
  return loop(scalar(count, 'int64'), body, null, [...initial], [...given]);
}

/** A weight and its moment after a step of an optimizer. */
function updated(weight: Tensor, moment: Tensor, gradient: Tensor, rate: Tensor = number(0.1)): [Tensor, Tensor] {
  const next = add(mul(moment, number(0.9)), mul(mul(gradient, gradient), number(0.1)));
  return [sub(weight, div(mul(gradient, rate), add(sqrt(next), number(1)))), next];
}

/** What the runtime is needed for: a gradient of the weight. */
const gradientOf = (weight: Tensor): Tensor => mul(product(product(weight, weight, false, true), weight), number(1e-3));

/** Whether iterations are done one by one, and what they give is what plain JavaScript computes. */
async function expectSteps(outputs: readonly Tensor[], updates: number): Promise<void> {
  expect(steppedLoop({ inputs: [], outputs })?.updates.length ?? 0).toBe(updates);
  const expected = evaluateGraph(outputs);
  await evaluateTensors(outputs);
  outputs.forEach((result, i) => {
    const [given, wanted] = [toNumbers(result.host!), toNumbers(expected[i]!)];
    expect(result.shape).toEqual(expected[i]!.shape);
    for (let k = 0; k < given.length; k += given.length > 1000 ? 997 : 1) expect(given[k]).toBeCloseTo(wanted[k]!, 4);
  });
}

const small: Shape = [40, 30];

test.each([0, 1, 3])('an optimizer of %d iterations', async (count) => {
  const [weight, moment] = [values(LARGE, 1), values(LARGE, 2)];
  const outputs = iterated(count, [weight, moment], (_, [w, m]) => updated(w!, m!, mul(w!, number(0.5))));
  await expectSteps(outputs, 1);
});

test('gradients are the runtime’s, updates are not', async () => {
  const steps = iterated(2, [values(LARGE, 1), values(LARGE, 2)], (_, [w, m]) => updated(w!, m!, gradientOf(w!)));
  const { updates } = steppedLoop({ inputs: [], outputs: steps })!;
  expect(updates[0]!.nodes.map(({ primitive }) => primitive.name)).not.toContain('product');
  expect(updates[0]!.arrays).toHaveLength(3);
});

test('weights of several sizes, numbers that the loop carries and computes, and what it only counts', async () => {
  const initial = [values(LARGE, 1), values(LARGE, 2), values(small, 3), values(small, 4), number(0.1), number(0)];
  const outputs = iterated(3, initial, (iteration, [a, m, b, n, rate, total]) => {
    const next = mul(rate!, number(0.5));
    const level = div(sum(b!, [0, 1]), number(1000));
    return [
      ...updated(a!, m!, mul(a!, level), next),
      ...updated(b!, n!, mul(b!, level), rate!),
      next,
      add(total!, iteration.cast('float32')),
    ];
  });
  await expectSteps(outputs, 2);
});

test('a gradient that two weights share, in one update', async () => {
  const initial = [values(LARGE, 1), values(LARGE, 2), values(LARGE, 3), values(LARGE, 4)];
  const outputs = iterated(2, initial, (_, [a, m, b, n]) => {
    const shared = div(add(a!, b!).transpose(), number(2)).transpose();
    return [...updated(a!, m!, shared), ...updated(b!, n!, shared)];
  });
  await expectSteps(outputs, 1);
});

test('a value that stays, two that change places, and one that others have to keep', async () => {
  const weight = values(LARGE, 1);
  const initial = [weight, values(LARGE, 2), values(small, 3), values(small, 4), values(small, 5)];
  const outputs = iterated(
    3,
    initial,
    (_, [w, m, a, b, c], [captured]) => [...updated(w!, m!, add(mul(w!, number(0.1)), captured!)), b!, a!, c!],
    [values(LARGE, 6)],
  );
  await expectSteps(outputs, 1);
  expect(toNumbers(weight.host!)[5]).toBe(Math.fround(1 + Math.sin(6)));
});

test('an update that needs what another one replaces is the runtime’s', async () => {
  const initial = [values(LARGE, 1), values(LARGE, 2), values(LARGE, 3), values(LARGE, 4)];
  const outputs = iterated(2, initial, (_, [a, m, b, n]) => [
    ...updated(a!, m!, mul(a!, number(0.5))),
    ...updated(b!, n!, mul(a!, number(0.25))),
  ]);
  await expectSteps(outputs, 1);
});

test('rows that are added to a table, of which each iteration reads others', async () => {
  const [table, places] = [values([20_000, 44], 1), 300];
  const at = tensor(Int32Array.from({ length: 2 * places }, (_, i) => (i * i) % 20_000));
  const outputs = iterated(
    3,
    [table, number(0.5)],
    (iteration, [w, rate], [all]) => {
      const own = all!.add(iteration).at(`:${places}`).reshape([places, 1]);
      const rows = mul(gatherNd(w!, own), number(0.25));
      const sums = scatterNd(broadcastTo(number(0), [20_000, 44]), own, rows, 'add');
      return [sub(w!, mul(sums, rate!)), mul(rate!, number(0.5))];
    },
    [at],
  );
  expect(steppedLoop({ inputs: [], outputs })!.updates[0]!.added).not.toBeNull();
  await expectSteps(outputs, 1);
});

test('small updates stay in the loop', () => {
  const outputs = iterated(2, [values(small, 1), values(small, 2)], (_, [w, m]) => updated(w!, m!, w!));
  expect(steppedLoop({ inputs: [], outputs })).toBeNull();
});

test('small updates for which many random numbers are drawn', async () => {
  const initial = [values(small, 1), values(small, 2), tensor(new Uint32Array([3, 9]))];
  const outputs = iterated(3, initial, (_, [w, m, key]) => {
    const keys = random.split(key!);
    const noise = random.normal(keys.at(0), [600, 40]);
    return [...updated(w!, m!, mul(product(noise, noise, true), number(1e-3)).at(':', ':30')), keys.at(1)];
  });
  await expectSteps(outputs, 1);
});

test('results are the caller’s: a later run leaves them alone', async () => {
  const once = (seed: number) =>
    iterated(2, [values(LARGE, seed), values(LARGE, 2)], (_, [w, m]) => updated(w!, m!, mul(w!, number(0.5))));
  const [first, second] = [once(1), once(7)];
  await evaluateTensors(first);
  const before = Array.from(toNumbers(first[0]!.host!)).slice(0, 100);
  await evaluateTensors(second);
  expect(Array.from(toNumbers(first[0]!.host!)).slice(0, 100)).toEqual(before);
});

test('a gradient that is carried on is not written over while it is read', async () => {
  const initial = [values(LARGE, 1), values(LARGE, 2), values(LARGE, 3)];
  const outputs = iterated(3, initial, (_, [w, m, last]) => {
    const gradient = last!.reshape([700, 800]).transpose();
    return [...updated(w!, m!, gradient), gradient];
  });
  await expectSteps(outputs, 1);
});

test('a rate that is carried on and used', async () => {
  const initial = [values(LARGE, 1), values(LARGE, 2), number(0.1), number(0.2)];
  const outputs = iterated(3, initial, (_, [w, m, rate]) => {
    const next = div(sum(w!, [0, 1]), number(1e7));
    return [...updated(w!, m!, mul(w!, number(0.5)), next), next, rate!];
  });
  await expectSteps(outputs, 1);
});

test('random numbers that the kernels’ memory has no part in are drawn before each iteration, and carried keys go on', async () => {
  const key = tensor(new Uint32Array([3, 9]));
  const initial = [values(LARGE, 1), values(LARGE, 2), key];
  const outputs = iterated(3, initial, (_, [w, m, k]) => {
    const [own, next] = [random.split(k!).at(0), random.split(k!).at(1)];
    const noise = random.normal(own, [800, 1]);
    return [...updated(w!, m!, mul(w!, mul(noise, number(0.5)))), next];
  });
  await expectSteps(outputs, 1);
});

describe('what kernels update', () => {
  const session = async (outputs: readonly Tensor[]) => {
    const { inputs, graph } = graphOf(outputs);
    const backend = await openBackend();
    await backend.capabilities.load?.(graph);
    return { inputs, session: await backend.compile(through(backend.capabilities.passes, graph)) };
  };
  /** The graph with its arrays as inputs. */
  function graphOf(outputs: readonly Tensor[]) {
    const leaves = leavesOf(outputs).filter(({ size }) => size > 1);
    const own = leaves.map((x) => placeholder(x));
    const inputs = leaves.map(({ host }) => new HostValue(host!));
    const pairs = leaves.map((x, i) => [x, own[i]!] as const);
    return { inputs, graph: { inputs: own, outputs: rewrite({ inputs: own, outputs }, undefined, pairs).outputs } };
  }
  const optimizer = (count: number) =>
    iterated(count, [values(LARGE, 1), values(LARGE, 2)], (_, [w, m]) => updated(w!, m!, mul(w!, number(0.5))));
  const numbersOf = async (value: Value) => Array.from(toNumbers(await value.read())).slice(0, 50);

  test('stays where it is for the next run, and is what it was for who reads it later', async () => {
    const { session: steps, inputs } = await session(optimizer(1));
    const runs = [inputs as Value[]];
    for (let i = 0; i < 3; i++) runs.push(await steps.run(runs.at(-1)!));
    const numbers = await Promise.all(runs.map(([weight]) => numbersOf(weight!)));
    for (const count of [1, 3]) {
      const [weight] = evaluateGraph(optimizer(count));
      const expected = await numbersOf(new HostValue(weight!));
      expect(numbers[count]).toEqual(expected.map((x) => expect.closeTo(x, 4)));
    }
    await steps.release();
    expect(await numbersOf(runs[3]![0]!)).toEqual(numbers[3]);
  });

  test('may be begun from again, after others', async () => {
    const { session: steps, inputs } = await session(optimizer(2));
    const first = await steps.run(inputs);
    const [once] = await steps.run(first);
    const expected = await numbersOf(once!);
    await steps.run([new HostValue(values(LARGE, 9).host!), new HostValue(values(LARGE, 8).host!)]);
    const [again] = await steps.run(first);
    expect(await numbersOf(again!)).toEqual(expected);
    const [mixed] = await steps.run([first[0]!, new HostValue(await first[1]!.read())]);
    expect(await numbersOf(mixed!)).toEqual(expected);
  });

  test('is not copied where nobody will ask for it any more', async () => {
    const { session: steps, inputs } = await session(optimizer(1));
    const first = await steps.run(inputs);
    const second = await steps.run(first);
    for (const value of first) value.abandon?.();
    await steps.run(second);
    await expect(async () => first[0]!.read()).rejects.toThrow('given up');
  });
});
