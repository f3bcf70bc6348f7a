/** Reading changes nothing: no later value and no later derivative, wherever and however often tensors are read. */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { thorough } from '@org/testing';
import fc from 'fast-check';
import { sessions } from '../backend/session-cache.js';
import { RuntimeError } from '../errors.js';
import * as ops from '../ops/index.js';
import { type Tensor, tensor } from '../tensor/tensor.js';
import { HostValue } from '../tensor/value.js';
import { Variable } from '../tensor/variable.js';
import { jit } from '../tracing/compiled.js';
import { GradientTape, grad, gradients, linearize, vjp, watch } from '../transforms/index.js';
import { KeptHistories } from './kept-histories.js';
import { topologicalOrder } from './node.js';

const floats = (...values: number[]) => tensor(values, null, 'float32');
const numbers = async (x: Tensor) => [await x.array()].flat() as number[];

/** One step of a random program on a growing list of values. */
interface Instruction {
  readonly op: 'add' | 'mul' | 'sub' | 'tanh' | 'sin' | 'assign' | 'maximum' | 'stop';
  readonly a: number;
  readonly b: number;
  /** Which value is read after it; none above the length of the list. */
  readonly read: number;
}

const instruction: fc.Arbitrary<Instruction> = fc.record({
  op: fc.constantFrom('add', 'mul', 'sub', 'tanh', 'sin', 'assign', 'maximum', 'stop'),
  a: fc.nat(50),
  b: fc.nat(50),
  read: fc.nat(12),
});
const programs = fc.array(instruction, { minLength: 1, maxLength: 12 });

/** Runs a program that starts from `first` and reads variables as it goes; returns the sum of all values. */
async function run(program: readonly Instruction[], first: Tensor, variables: readonly Variable[], reads: boolean) {
  const values: Tensor[] = [first];
  const at = (i: number): Tensor => {
    const k = i % (values.length + variables.length);
    return k < values.length ? values[k]! : variables[k - values.length]!.value;
  };
  for (const { op, a, b, read } of program) {
    if (op === 'assign') variables[b % variables.length]!.assign(at(a).tanh());
    else if (op === 'stop') values.push(ops.stopGradient(at(a)));
    else if (op === 'tanh' || op === 'sin') values.push(at(a)[op]());
    else values.push(at(a)[op](at(b)).mul(0.5));
    if (reads && values[read]) await values[read].array();
  }
  return values.reduce((sum, value) => sum.add(value)).sum();
}

const makeVariables = () => [
  new Variable([0.5, -1, 2], { dtype: 'float32' }),
  new Variable([1, 3, -0.5], { dtype: 'float32' }),
];

test('derivatives by variables are the same, whatever was read before', async () => {
  const derivatives = async (program: readonly Instruction[], reads: boolean) => {
    const variables = makeVariables();
    const y = await run(program, floats(1, 2, 3), variables, reads);
    if (reads) await y.item();
    const found = gradients(y, variables);
    if (reads) await y.item();
    return [await y.item(), ...(await Promise.all([...found, ...variables.map(({ value }) => value)].map(numbers)))];
  };
  await fc.assert(
    fc.asyncProperty(programs, async (program) => {
      expect(await derivatives(program, true)).toEqual(await derivatives(program, false));
    }),
  );
});

test('so they are where the runtime computes', async () => {
  const size = 60_000;
  const tiled = (...values: number[]) => ops.tile(floats(...values), [size / 3]) as Tensor;
  const derivatives = async (program: readonly Instruction[], reads: boolean) => {
    const variables = [new Variable(tiled(0.5, -1, 2)), new Variable(tiled(1, 3, -0.5))];
    const y = (await run(program, tiled(1, 2, 3), variables, reads)).div(size);
    if (reads) await y.item();
    const found = gradients(y, variables).map((each) => each.mul(size).at([0, 1, 2]));
    return [await y.item(), ...(await Promise.all(found.map(numbers))).flat()];
  };
  await fc.assert(
    fc.asyncProperty(programs, async (program) => {
      const expected = await derivatives(program, false);
      (await derivatives(program, true)).forEach((value, i) => {
        expect(Math.abs(value - expected[i]!)).toBeLessThan(1e-4 * Math.max(1, Math.abs(expected[i]!)));
      });
    }),
    { numRuns: thorough(25, 8) },
  );
});

test.each([
  ['a watched tensor', (x: Tensor) => watch(x)],
  [
    'a tensor that a tape watches',
    (x: Tensor) => {
      new GradientTape().watch(x);
      return x;
    },
  ],
])('derivatives by %s are the same, whatever was read before', async (_name, prepare) => {
  await fc.assert(
    fc.asyncProperty(programs, async (program) => {
      const derivative = async (reads: boolean) => {
        const x = prepare(floats(0.3, -2, 1));
        const y = await run(program, x, makeVariables(), reads);
        if (reads) await y.item();
        return numbers(gradients(y, x));
      };
      expect(await derivative(true)).toEqual(await derivative(false));
    }),
  );
});

test('derivatives by a plain tensor are right or an error, never a zero', async () => {
  let errors = 0;
  await fc.assert(
    fc.asyncProperty(programs, async (program) => {
      const derivative = async (reads: boolean) => {
        const x = floats(0.3, -2, 1);
        return numbers(gradients(await run(program, x, makeVariables(), reads), x));
      };
      const expected = await derivative(false);
      try {
        expect(await derivative(true)).toEqual(expected);
      } catch (error) {
        if (!(error instanceof RuntimeError)) throw error;
        expect(error.message).toMatch(/shape \[3\].*watch\(source\)/s);
        errors += 1;
      }
    }),
  );
  expect(errors).toBeGreaterThan(0);
});

test('derivatives that end at stopGradient ask for no history behind it', async () => {
  const v = new Variable([1, 2], { dtype: 'float32' });
  const stopped = ops.stopGradient(v.mul(2)).sin();
  await stopped.data();
  expect(await numbers(gradients(stopped.mul(v).sum(), v))).toEqual(await numbers(stopped));
  const x = floats(1, 2);
  const read = x.sin();
  await read.data();
  expect(await numbers(gradients(ops.stopGradient(read).mul(x).sum(), x))).toEqual(await numbers(read));
});

test('a source that is pending itself is no different', async () => {
  const x = floats(3, 4).mul(2);
  const h = x.mul(x);
  await h.array();
  expect(() => gradients(h.add(x).sum(), x)).toThrow(/was read before/);
  let z = floats(1, 2).add(1);
  const loss = z.square().sum();
  await loss.item();
  expect(() => gradients(loss, z)).toThrow(/watch\(source\)/);
  z = watch(floats(1, 2).add(1));
  const watched = z.square().sum();
  await watched.item();
  expect(await numbers(gradients(watched, z))).toEqual([4, 6]);
});

test('what was made before a tape was begun, or after it ended, is constant for it, as in TensorFlow', async () => {
  const w = new Variable(2, { dtype: 'float32' });
  const target = w.mul(w);
  const tape = new GradientTape();
  expect(await tape.gradient(target.sub(w.mul(3)).square(), w)!.item()).toBe(12);

  const u = new Variable(0.5, { dtype: 'float32' });
  let h = floats(1).at(0);
  const found: number[] = [];
  for (let i = 0; i < 3; i++) {
    const step = new GradientTape();
    h = h.mul(u).add(1);
    found.push(await step.gradient(h, u)!.item());
  }
  expect(found).toEqual([1, 1.5, 1.75]);

  const x = floats(3).at(0);
  const ended = new GradientTape({ persistent: true });
  ended.watch(x);
  const y = x.mul(x);
  ended[Symbol.dispose]();
  await y.item();
  expect(await ended.gradient(y, x)!.item()).toBe(6);
  expect(ended.gradient(y.mul(5), x)).toBeNull();
});

test('pullbacks and linear maps own their graph', async () => {
  await fc.assert(
    fc.asyncProperty(programs, async (program) => {
      const pulled = async (reads: boolean) => {
        const variables = makeVariables();
        const seen: Tensor[] = [];
        const f = (x: Tensor): Tensor => {
          seen.push(x.mul(variables[0]!.value));
          return program.reduce((y, { op, b }) => (op === 'sin' ? y.sin() : y.mul(x).add(b / 10)), seen[0]!).sum();
        };
        const [y, pullback] = vjp(f, floats(0.1, 0.2, -0.3));
        const [, derivative] = linearize(f, floats(0.1, 0.2, -0.3));
        if (reads) for (const each of [y, ...seen]) await each.array();
        const first = await numbers(pullback(1)[0]);
        return [first, await numbers(pullback(1)[0]), await numbers(derivative(floats(1, 0, 2)))];
      };
      expect(await pulled(true)).toEqual(await pulled(false));
    }),
  );
});

test('functions whose ops look at values have derivatives', async () => {
  const f = (x: Tensor) => {
    const positive = ops.nonzero(x.greater(0))[0]!;
    const distinct = ops.unique(x.mul(2)) as Tensor;
    const rest = ops.where(x.less(0))[0] as Tensor;
    return ops.take(x.mul(x), positive).sum().add(distinct.mul(0).sum()).add(ops.take(x, rest).mul(3).sum());
  };
  expect(await grad(f)(floats(1, -2, 3)).array()).toEqual([2, 3, 6]);
});

test('what a variable is assigned is a constant for derivatives, eagerly and compiled', async () => {
  const a = new Variable(3, { dtype: 'float32' });
  const v = new Variable(2, { dtype: 'float32' });
  const step = () => {
    v.assign(a.value.mul(a.value));
    return gradients(v.value.mul(a.value), [a])[0];
  };
  expect(await step().item()).toBe(9);
  v.assign(2);
  expect(await jit(step)().item()).toBe(9);
  v.assign(2);
  const f = (x: Tensor) => {
    v.assign(x.mul(x));
    return v.value.mul(x);
  };
  expect(await jit(grad(f))(floats(3).at(0)).item()).toBe(9);
});

test('a derivative counts all values that a variable had on the way', async () => {
  const v = new Variable(3, { dtype: 'float32' });
  const before = v.value.mul(v.value);
  v.assign(10);
  await before.item();
  expect(await gradients(before.add(v.value.mul(2)), v).item()).toBe(8);
});

test('history goes where nobody can ask for it, and stays where somebody can', async () => {
  const plain = floats(1, 2).mul(2);
  const tracked = new Variable([1, 2], { dtype: 'float32' }).value.mul(2);
  const integer = tracked.cast('int32');
  for (const x of [plain, tracked, integer]) await x.array();
  expect([plain.node, integer.node]).toEqual([null, null]);
  expect(tracked.node).not.toBeNull();
});

test('a loop on plain tensors leaves nothing behind, with and without a tape', async () => {
  let x = floats(1, 2, 3);
  for (let i = 0; i < 20; i++) {
    const tape = new GradientTape();
    tape.watch(x);
    const loss = x.mul(x).sum();
    await loss.item();
    x = x.sub(tape.gradient(loss, x)!.mul(0.1));
    await x.array();
    expect(x.node).toBeNull();
  }
  expect((await numbers(x))[0]).toBeCloseTo(0.8 ** 20, 6);
});

test('a run settles what variables were assigned, and nothing is computed a third time', async () => {
  const counter = new Variable(0, { dtype: 'float32' });
  const loss = floats(1, 2).sum();
  counter.assign(counter.value.add(loss));
  await loss.item();
  expect(counter.value.known).not.toBeNull();

  const weight = new Variable(() => tensor(new Float32Array(100_000).fill(2)).exp(), { shape: [100_000] });
  await weight.value.sum().item();
  expect(weight.uncast.known).not.toBeNull();

  const shared = tensor(new Float32Array(200_000).fill(1.5)).exp();
  await shared.sum().item();
  expect(shared.known).toBeNull();
  await shared.max().item();
  expect(shared.known).not.toBeNull();
});

test('a failed run leaves variables as they were', async () => {
  const table = new Variable([1, 2, 3], { dtype: 'float32' });
  await table.value.array();
  const picked = ops.take(table, tensor(new Int32Array(100_000).fill(7)));
  table.assign(table.value.add(picked.sum()));
  await expect(picked.sum().item()).rejects.toThrow();
  expect(await table.value.array()).toEqual([1, 2, 3]);
});

test('a failed read undoes nothing that can be computed', async () => {
  const v = new Variable(ops.zeros([3000]));
  const count = new Variable(0, { dtype: 'int32' });
  for (let i = 0; i < 5; i++) {
    v.assignAdd(ops.ones([3000]));
    count.assignAdd(1);
  }
  const outside = ops.take(v, tensor(new Int32Array(50_000).fill(5000)));
  await Promise.allSettled([v.value.sum().item(), outside.array()]);
  expect([await v.value.at(0).item(), await count.value.item()]).toEqual([5, 5]);
});

test('a failed step is undone as a whole; steps before it, and assignments since, stay', async () => {
  const v = new Variable(ops.ones([3000]));
  const steps = new Variable(0, { dtype: 'int32' });
  const step = (index: number) => {
    const picked = ops.take(v, tensor(new Int32Array(50_000).fill(index))) as Tensor;
    v.assignAdd(picked.mean());
    steps.assignAdd(1);
    return picked;
  };
  step(0);
  step(1);
  await expect(step(5000).array()).rejects.toThrow();
  expect([await v.value.at(0).item(), await steps.value.item()]).toEqual([4, 2]);

  const failing = step(5000).array();
  v.assign(ops.full([3000], 7));
  await expect(failing).rejects.toThrow();
  expect(await v.value.at(0).item()).toBe(7);
});

test('so it is where a run of something else has ended before', async () => {
  const v = new Variable(ops.ones([3000]));
  const steps = new Variable(0, { dtype: 'int32' });
  const other = tensor(new Float32Array(200_000)).exp().sum().item();
  const picked = ops.take(v, tensor(new Int32Array(50_000).fill(5000))) as Tensor;
  v.assignAdd(picked.mean());
  steps.assignAdd(1);
  await other;
  await expect(picked.array()).rejects.toThrow();
  expect([await v.value.at(0).item(), await steps.value.item()]).toEqual([1, 0]);
});

test('a program that holds on to all it read keeps a bounded history, and an error for what is older', async () => {
  const forgotten: Tensor[] = [];
  const kept = new KeptHistories((tensor) => forgotten.push(tensor), 10);
  const v = new Variable([1, 2], { dtype: 'float32' });
  const held: Tensor[] = [];
  for (let i = 0; i < 20; i++) {
    held.push(v.value.mul(i));
    await held[i]!.array();
    kept.add([held[i]!], new Set([held[i]!.node!, v.value.exp().node!]));
  }
  const places = forgotten.map((tensor) => held.indexOf(tensor));
  expect(places.length).toBeGreaterThan(0);
  expect(places).toEqual(places.map((_, i) => i));
  expect(places).not.toContain(19);
});

test('of small runs some are noted, and all once the program is seen to hold on to them', async () => {
  setFlagsFromString('--expose-gc');
  const collectGarbage = runInNewContext('gc') as () => void;
  const most = 1600;
  let forgotten = 0;
  const kept = new KeptHistories((tensor) => {
    tensor.node = null;
    forgotten += 1;
  }, most);
  const v = new Variable([1, 2], { dtype: 'float32' });
  const value = new HostValue({ dtype: 'float32', shape: [2], data: new Float32Array(2) });
  const held: Tensor[] = [];
  for (let i = 0; i < 3 * most; i++) {
    const tensor = v.value.mul(2);
    tensor.known = value;
    held.push(tensor);
    kept.add([tensor], new Set([tensor.node!]));
    if (i % 500 > 0) continue;
    await new Promise((resolve) => setTimeout(resolve));
    collectGarbage();
  }
  // As many as it may keep, and as many that were not noted.
  expect(held.length - forgotten).toBeLessThan(2.2 * most);
  expect(held.at(-1)!.node).not.toBeNull();
});

test('steps that nobody reads are run one by one, in one session', async () => {
  const w = new Variable(tensor(new Float32Array(90_000).fill(0.1), [300, 300]));
  const x = tensor(new Float32Array(60_000).fill(0.01), [200, 300]);
  const step = () => {
    const loss = x.matmul(w.value).tanh().sum();
    w.assign(w.value.sub(gradients(loss, w).mul(0.001)));
    return loss;
  };
  for (let i = 0; i < 4; i++) step();
  await step().item();
  const before = sessions.created;
  for (let i = 0; i < 4; i++) step();
  await step().item();
  expect(sessions.created).toBe(before);
  expect(topologicalOrder([w.value])).toHaveLength(0);
});

test.each([1000, 10_000, thorough(100_000, 40_000)])('a chain of %i operations', async (n) => {
  let x = floats(1, 2, 3);
  for (let i = 0; i < n; i++) x = x.add(1);
  expect(await x.array()).toEqual([n + 1, n + 2, n + 3]);
});
