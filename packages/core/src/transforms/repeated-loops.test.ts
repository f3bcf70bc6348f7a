/** Loops whose steps are alike for the most part give what they give without anything being known from earlier steps. */
import { thorough } from '@org/testing';
import fc from 'fast-check';
import * as ops from '../ops/index.js';
import { type Tensor, tensor } from '../tensor/tensor.js';
import { Variable } from '../tensor/variable.js';
import { customGradient } from './custom.js';
import { withGradientRules } from './gradient-rules.js';
import { GradientTape } from './gradients.js';

const instruction = fc.record({
  op: fc.constantFrom(
    ...(['tanh', 'stop', 'add', 'mul', 'variable', 'scale', 'constant', 'captured', 'matmul', 'sum'] as const),
    ...(['assign', 'read', 'inner', 'custom', 'fail'] as const),
  ),
  a: fc.nat(20),
  b: fc.nat(20),
  scale: fc.constantFrom(0.5, -0.3, 2),
  /** In which steps it is another one: those of numbers that this divides. */
  every: fc.integer({ min: 2, max: 5 }),
});
type Instruction = typeof instruction extends fc.Arbitrary<infer T> ? T : never;

const loop = fc.record({
  program: fc.array(instruction, { minLength: 2, maxLength: 9 }),
  /** One instruction of the steps that differ, and where it is. */
  other: instruction,
  place: fc.nat(8),
  /** Which steps differ. */
  differs: fc.array(fc.boolean(), { minLength: 8, maxLength: 14 }),
  sources: fc.constantFrom([0, 1, 2], [1, 0], [2]),
  rows: fc.constantFrom([2, 2], [3, 1]),
  readsLosses: fc.boolean(),
});
type Loop = typeof loop extends fc.Arbitrary<infer T> ? T : never;

const floats = (step: number, ...shape: readonly number[]) =>
  tensor(
    Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) => Math.sin(1.7 * i + step)),
    shape,
  );

class Failure extends Error {}

/** @param isAnew whether every tensor is read at once, and every derivative found anew */
async function valuesOf(own: Loop, isAnew: boolean): Promise<number[]> {
  const variables = [floats(1, 3), floats(2, 3, 3), floats(3)].map((value) => new Variable(value));
  const [vector, matrix, scalar] = variables as [Variable, Variable, Variable];
  const captured = [floats(4, 3), floats(5, 3)] as const;
  const results: Tensor[] = [];
  const gradient = (tape: GradientTape, y: Tensor, by: readonly Variable[]): (Tensor | null)[] =>
    isAnew ? withGradientRules({}, () => tape.gradient(y, by)) : tape.gradient(y, by);

  async function run({ op, a, b, scale, every }: Instruction, step: number, isRetry: boolean, values: Tensor[]) {
    const [x, y] = [values[a % values.length]!, values[b % values.length]!];
    const isOther = step % every === 0;
    const { inner, custom } = {
      inner: () => {
        const tape = new GradientTape();
        const [found] = gradient(tape, y.mul(scalar).tanh().sum(), [scalar]);
        return x.mul(found!.tanh());
      },
      custom: () => customGradient((z: Tensor) => [z.sin(), (g: Tensor) => g.mul(isOther ? scale : 0.7)])(x),
    };
    if (op === 'read') await x.data();
    else if (op === 'assign') vector.assign(x.mean(0).tanh());
    else if (op === 'fail') {
      if (isOther && !isRetry) throw new Failure();
    } else if (op === 'tanh') values.push(x.tanh());
    else if (op === 'stop') values.push(ops.stopGradient(x));
    else if (op === 'add' || op === 'mul') values.push(x[op](y).mul(0.5));
    else if (op === 'variable') values.push(x.mul(a % 2 === 0 ? vector : scalar));
    else if (op === 'scale') values.push(x.mul(isOther ? scale : 0.5));
    else if (op === 'constant') values.push(x.mul(floats(step, 3)));
    else if (op === 'captured') values.push(x.add(captured[isOther ? 1 : 0]));
    else if (op === 'matmul') values.push(ops.matmul(x, matrix).tanh());
    else if (op === 'sum') values.push(x.add(x.sum(isOther ? 1 : 0, true).tanh()));
    else values.push(op === 'inner' ? inner() : custom());
    if (isAnew) await values.at(-1)!.data();
  }

  async function take(step: number, isRetry: boolean): Promise<void> {
    const isOther = own.differs[step]!;
    const program = isOther ? own.program.toSpliced(own.place, 1, own.other) : own.program;
    const tape = new GradientTape({ persistent: true });
    const x = floats(step, own.rows[isOther ? 1 : 0]!, 3);
    const values = [x, x.mul(vector)];
    for (const each of program) await run(each, step, isRetry, values);
    const loss = values.at(-1)!.sin().mean();
    if (isAnew || own.readsLosses) await loss.data();
    const by = own.sources.map((i) => variables[i]!);
    const found = gradient(tape, loss, by);
    results.push(loss, ...found.filter((each) => each !== null));
    by.forEach((variable, i) => {
      if (found[i]) variable.assignSub(found[i].tanh().mul(0.1 / (1 + (step % 3))));
    });
    // Once more, when they have been assigned.
    results.push(...gradient(tape, loss, by).filter((each) => each !== null));
    if (isAnew) for (const result of [...results.slice(-4), ...variables]) await result.data();
  }

  for (let step = 0; step < own.differs.length; step++) {
    await take(step, false).catch((error: unknown) => {
      if (!(error instanceof Failure)) throw error;
      return take(step, true);
    });
  }
  const all = await Promise.all([...results, ...variables].map((each) => each.data()));
  return all.flatMap((each) => Array.from(each, Number));
}

test('steps that differ now and then, that fail, are retried, read or assign on the way', async () => {
  await fc.assert(
    fc.asyncProperty(loop, async (own) => {
      const [found, expected] = [await valuesOf(own, false), await valuesOf(own, true)];
      expect(found).toHaveLength(expected.length);
      found.forEach((value, i) => {
        expect(Math.abs(value - expected[i]!)).toBeLessThan(1e-4 * (1 + Math.abs(value)));
      });
    }),
    { numRuns: thorough(100, 12) },
  );
});
