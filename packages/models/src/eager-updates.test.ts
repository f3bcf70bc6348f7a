/** What steps of a written-out loop change in place nobody can see change: whatever a program has of it stays as it was. */
import { GradientTape, gradients, ops, type Tensor, tensor, Variable } from '@org/core';
import * as keras from './index.js';

const SIZE = 20_000;
const start = Float32Array.from({ length: SIZE }, (_, i) => Math.sin(i));

interface Loop {
  readonly weight: Variable;
  readonly optimizer: keras.optimizers.Optimizer;
  /** Takes a step; gives its loss, half the sum of squares. */
  step(): Tensor;
}

function loopOf(optimizer: keras.optimizers.Optimizer): Loop {
  const weight = new Variable(tensor(start, [SIZE]));
  optimizer.build([weight]);
  const step = () => {
    const tape = new GradientTape();
    const loss = ops.sum(weight.value.square()).mul(0.5) as Tensor;
    optimizer.apply([tape.gradient(loss, weight)], [weight]);
    return loss;
  };
  return { weight, optimizer, step };
}

const momentum = () => loopOf(new keras.optimizers.SGD({ learningRate: 0.1, momentum: 0.9 }));

/** Weights, and their momentum, after so many steps: the gradient of half a square is the number. */
function expected(steps: number): { weights: number[]; momenta: number[] } {
  const weights = Array.from(start);
  const momenta = weights.map(() => 0);
  for (let step = 0; step < steps; step++) {
    for (let i = 0; i < SIZE; i++) {
      momenta[i] = 0.9 * momenta[i]! - 0.1 * weights[i]!;
      weights[i]! += momenta[i]!;
    }
  }
  return { weights, momenta };
}

function expectClose(found: ArrayLike<number>, wanted: readonly number[]): void {
  expect(found).toHaveLength(wanted.length);
  const differences = wanted.map((value, i) => Math.abs(value - found[i]!));
  expect(Math.max(...differences.slice(0, 10_000), ...differences.slice(10_000))).toBeLessThan(1e-4);
}

const slotOf = ({ optimizer }: Loop): Variable => optimizer.variables.find(({ size }) => size === SIZE)!;

test('steps give what the formula gives, whether the state is read on the way or not', async () => {
  for (const reads of [false, true]) {
    const loop = momentum();
    for (let i = 0; i < 6; i++) {
      await loop.step().item();
      if (reads) expectClose(await slotOf(loop).value.data(), expected(i + 1).momenta);
    }
    expectClose(await loop.weight.value.data(), expected(6).weights);
    expectClose(await slotOf(loop).value.data(), expected(6).momenta);
  }
});

test('tensors and arrays that were taken on the way stay as they are', async () => {
  const loop = momentum();
  const taken: { weight: Tensor; slot: Tensor; array: ArrayLike<number>; squares: Tensor }[] = [];
  for (let i = 0; i < 5; i++) {
    await loop.step().item();
    const weight = loop.weight.value;
    taken.push({ weight, slot: slotOf(loop).value, array: await slotOf(loop).data(), squares: weight.square().sum() });
  }
  for (const [i, { weight, slot, array, squares }] of taken.entries()) {
    const { weights, momenta } = expected(i + 1);
    expectClose(await weight.data(), weights);
    expectClose(await slot.data(), momenta);
    expectClose(array, momenta);
    const sum = weights.reduce((total, value) => total + value * value, 0);
    expect((await squares.item()) / sum).toBeCloseTo(1, 4);
  }
});

test('what is taken of steps that have not run is the same', async () => {
  const loop = momentum();
  await loop.step().item();
  loop.step();
  const [weight, slot] = [loop.weight.value, slotOf(loop).value];
  loop.step();
  await loop.step().item();
  await loop.step().item();
  expectClose(await slot.data(), expected(2).momenta);
  expectClose(await weight.data(), expected(2).weights);
  expectClose(await loop.weight.data(), expected(5).weights);
});

test('a variable that was given the value of another keeps it', async () => {
  const loop = momentum();
  await loop.step().item();
  const copy = new Variable(ops.zeros([SIZE]));
  copy.assign(slotOf(loop));
  for (let i = 0; i < 3; i++) await loop.step().item();
  expectClose(await copy.data(), expected(1).momenta);
});

test('reads at the same time take one step', async () => {
  const loop = momentum();
  for (let i = 0; i < 4; i++) {
    const loss = loop.step();
    const half = loss.mul(0.5);
    const [whole, part, weight] = await Promise.all([loss.item(), half.item(), loop.weight.value.at(1).item()]);
    expect(part).toBeCloseTo(whole / 2, 0);
    expect(weight).toBeCloseTo(expected(i + 1).weights[1]!, 4);
  }
  expectClose(await slotOf(loop).data(), expected(4).momenta);
});

test('derivatives of an old loss are those of the weights that it had', async () => {
  const loop = momentum();
  const losses: Tensor[] = [];
  for (let i = 0; i < 4; i++) {
    losses.push(loop.step());
    await losses[i]!.item();
  }
  for (const [i, loss] of losses.entries()) {
    expectClose(await gradients(loss, loop.weight).data(), expected(i).weights);
  }
});

test('two loops of one structure do not meet', async () => {
  const loops = [momentum(), momentum()] as const;
  await loops[0].step().item();
  for (let i = 0; i < 4; i++) for (const loop of loops) await loop.step().item();
  for (const [k, loop] of loops.entries()) {
    expectClose(await loop.weight.data(), expected(5 - k).weights);
    expectClose(await slotOf(loop).data(), expected(5 - k).momenta);
  }
});

test('a step that fails changes nothing', async () => {
  const loop = momentum();
  for (let i = 0; i < 3; i++) await loop.step().item();
  const tape = new GradientTape();
  const outside = ops.take(tensor(start), tensor(new Int32Array(50_000).fill(SIZE))) as Tensor;
  const loss = (ops.sum(loop.weight.value.square()) as Tensor).mul(outside.sum());
  loop.optimizer.apply([tape.gradient(loss, loop.weight)], [loop.weight]);
  await expect(loss.item()).rejects.toThrow();
  expectClose(await loop.weight.data(), expected(3).weights);
  expectClose(await slotOf(loop).data(), expected(3).momenta);
  await loop.step().item();
  expectClose(await loop.weight.data(), expected(4).weights);
  expectClose(await slotOf(loop).data(), expected(4).momenta);
});

test('gradients stay as they are', async () => {
  const loop = loopOf(new keras.optimizers.SGD({ learningRate: 0.1, momentum: 0.9, clipnorm: 1e9 }));
  const last = new Variable(ops.zeros([SIZE]));
  const taken: { gradient: Tensor; held: Tensor; array: ArrayLike<number> }[] = [];
  for (let i = 0; i < 5; i++) {
    const tape = new GradientTape();
    const loss = ops.sum(loop.weight.value.square()).mul(0.5) as Tensor;
    const gradient = tape.gradient(loss, loop.weight) as Tensor;
    last.assign(gradient);
    loop.optimizer.apply([gradient], [loop.weight]);
    await loss.item();
    taken.push({ gradient, held: last.value, array: await last.data() });
  }
  for (const [i, { gradient, held, array }] of taken.entries()) {
    expectClose(await gradient.data(), expected(i).weights);
    expectClose(await held.data(), expected(i).weights);
    expectClose(array, expected(i).weights);
  }
});

test('derivatives of old losses of recorded calls are those of the weights that they had', async () => {
  for (const compiles of [false, true]) {
    const model = new keras.Sequential([
      keras.Input({ shape: [128] }),
      new keras.layers.Dense(64, { activation: 'tanh' }),
      new keras.layers.Dense(4),
    ]);
    const lossOf = new keras.losses.MeanSquaredError();
    const optimizer = new keras.optimizers.Adam(0.01);
    const variables = model.trainableVariables;
    optimizer.build(variables);
    const y = ops.ones([8, 4]);
    const body = (x: Tensor) => {
      const tape = new GradientTape();
      const loss = lossOf(y, model(x, { training: true })) as Tensor;
      const found = tape.gradient(loss, variables) as Tensor[];
      optimizer.apply(found, variables);
      return { loss, gradient: found[0]! };
    };
    const step = compiles ? keras.jit(body) : body;
    const steps: { loss: Tensor; wanted: ArrayLike<number> }[] = [];
    const taken: { weight: Tensor; wanted: ArrayLike<number> }[] = [];
    for (let i = 0; i < 70; i++) {
      const batch = Float32Array.from({ length: 8 * 128 }, (_, k) => Math.sin(i + k));
      const { loss, gradient } = step(tensor(batch, [8, 128]));
      await loss.item();
      steps.push({ loss, wanted: await gradient.data() });
      if (i % 20 === 10) taken.push({ weight: variables[2]!.value, wanted: await variables[2]!.data() });
    }
    // What a program has taken is there without waiting.
    for (const { weight, wanted } of taken) expect(weight.host?.data).toEqual(wanted);
    for (const i of [69, 0, 30, 31, 68, 5]) {
      const found = await gradients(steps[i]!.loss, variables[0]!).data();
      const apart = Float32Array.from(found, (value, k) => Math.abs(value - steps[i]!.wanted[k]!));
      expect(Math.max(...apart)).toBeLessThan(1e-6);
    }
  }
});

test('results of a compiled step that are read at the same time are those of one step', async () => {
  const weight = new Variable(tensor(start, [SIZE]));
  const optimizer = new keras.optimizers.SGD({ learningRate: 0.1, momentum: 0.9 });
  optimizer.build([weight]);
  const step = keras.jit(() => {
    const tape = new GradientTape();
    const loss = ops.sum(weight.value.square()).mul(0.5) as Tensor;
    optimizer.apply([tape.gradient(loss, weight)], [weight]);
    return { loss, double: loss.mul(2) };
  });
  const runs = jest.spyOn(Float32Array.prototype, 'slice');
  for (let i = 0; i < 10; i++) {
    const { loss, double } = step();
    if (i === 5) runs.mockClear();
    const [once, twice] = await Promise.all([loss.item(), double.item()]);
    expect(twice).toBeCloseTo(2 * once, 0);
  }
  // Neither the state nor a gradient is copied, but for the first copy of a log.
  expect(runs.mock.contexts.filter((array) => (array as Float32Array).length === SIZE).length).toBeLessThan(5);
  runs.mockRestore();
  expectClose(await weight.data(), expected(10).weights);
});

test('values that operations alone were given are those of then, and stay where a program keeps them', async () => {
  const model = new keras.Sequential([keras.Input({ shape: [SIZE] }), new keras.layers.Dense(1, { useBias: false })]);
  const [kernel] = model.trainableVariables as [Variable];
  kernel.assign(tensor(start, [SIZE, 1]));
  const optimizer = new keras.optimizers.SGD({ learningRate: 0.1, momentum: 0.9 });
  optimizer.build([kernel]);
  const kept: { same: Tensor; double: Tensor; loss: Tensor }[] = [];
  for (let i = 0; i < 6; i++) {
    const tape = new GradientTape();
    const loss = ops.sum(ops.square(kernel)).mul(0.5) as Tensor;
    const same = ops.reshape(kernel, [SIZE, 1]) as Tensor;
    optimizer.apply([tape.gradient(loss, kernel)], [kernel]);
    kept.push({ same, double: kernel.mul(2), loss });
    await loss.item();
  }
  for (const [i, { same, double, loss }] of kept.entries()) {
    const { weights } = expected(i);
    expectClose(await same.data(), weights);
    expectClose(await double.mul(0.5).data(), expected(i + 1).weights);
    expectClose(await gradients(loss, kernel).data(), weights);
  }
});
