import fc from 'fast-check';
import type { Graph } from '../../../graph/node.js';
import { greater } from '../../../primitives/compare.js';
import { abs, add, div, log, mul, neg, scalar, select, sqrt, sub } from '../../../primitives/elementwise.js';
import { loop } from '../../../primitives/loop.js';
import { product } from '../../../primitives/matmul.js';
import { concatenate, slice } from '../../../primitives/movement.js';
import { sum } from '../../../primitives/reduce.js';
import { type Shape, sizeOf } from '../../../shape.js';
import { placeholder, type Tensor, tensor } from '../../../tensor/tensor.js';
import { jit } from '../../../tracing/compiled.js';
import { evaluateTensors } from '../../evaluate.js';
import type { Pieces } from '../calibration/decide.js';
import { tileChains } from './tile-chains.js';

const number = (value: number) => scalar(value, 'float32');
const values = (shape: Shape, seed: number): Tensor =>
  tensor(
    Float32Array.from({ length: sizeOf(shape) }, (_, i) => 1.5 + Math.sin(seed + i * i)),
    shape,
  );
const bitsOf = ({ host }: Tensor): Int32Array => {
  const { buffer, byteOffset, length } = host!.data as Float32Array;
  return new Int32Array(buffer, byteOffset, length);
};

type Step = (weight: Tensor, moment: Tensor, second: Tensor) => [Tensor, Tensor, Tensor];

/** Three iterations of a step. */
function iterated(shape: Shape, step: Step): Tensor[] {
  const iteration = placeholder({ shape: [], dtype: 'int32' });
  const state = [0, 1, 2].map(() => placeholder({ shape, dtype: 'float32' })) as [Tensor, Tensor, Tensor];
  const body: Graph = { inputs: [iteration, ...state], outputs: step(...state) };
  const initial = [1, 2, 3].map((seed) => values(shape, seed));
  return loop(scalar(3, 'int64'), body, null, initial, []);
}

/** The bits of results that are computed by the runtime. */
async function run(outputs: readonly Tensor[]): Promise<Int32Array[]> {
  await evaluateTensors(outputs);
  return outputs.map(bitsOf);
}

const adam =
  (gradientOf: (weight: Tensor) => Tensor): Step =>
  (weight, moment, second) => {
    const gradient = gradientOf(weight);
    const m = add(mul(moment, number(0.9)), mul(gradient, number(0.1)));
    const v = add(mul(second, number(0.999)), mul(mul(gradient, gradient), number(0.001)));
    return [sub(weight, div(mul(m, number(0.01)), add(sqrt(v), number(1e-7)))), m, v];
  };
const squared = (weight: Tensor) => product(weight, product(weight, weight, true, false));
const scaled = (weight: Tensor) => mul(squared(weight), number(0.3));
const decayed = (weight: Tensor) => add(squared(weight), mul(weight, number(0.01)));
const clipped = (weight: Tensor) => {
  const gradient = squared(weight);
  return mul(gradient, div(number(1), sqrt(sum(mul(gradient, gradient), [0, 1]))));
};

/** Below the default size: what is cut here is whole otherwise. Its sums are too long for the runtime to do them in one go. */
const SHAPE = [700, 99];

describe.each([
  ['Adam', adam((weight) => mul(weight, number(0.3))), true],
  ['Adam, the gradient being a product', adam(squared), true],
  ['Adam, a product with a factor', adam(scaled), false],
  ['Adam, a product and a term', adam(decayed), false],
  ['Adam, a factor that is a quotient', adam(clipped), false],
  ['Adam, a logarithm', adam(log), false],
])('%s', (_, step, isCut) => {
  test.each([9900, 34_650])('whole or in pieces of %d, every bit is the same', async (largest) => {
    const pieces = jest.fn((): Pieces => ({ from: 65_536, largest }));
    const { outputs } = tileChains({ inputs: [], outputs: iterated(SHAPE, step) }, pieces);
    expect(pieces).toHaveBeenCalledTimes(isCut ? 1 : 0);
    const [reshaped] = outputs;
    expect(reshaped!.node!.inputs.length).toBe(isCut ? 1 : 4);
    expect(await run(outputs)).toEqual(await run(iterated(SHAPE, step)));
  });
});

const operations: Readonly<Record<string, (x: Tensor, y: Tensor) => Tensor>> = {
  add,
  sub,
  mul,
  div,
  neg,
  abs,
  sqrt: (x) => sqrt(abs(x)),
  select: (x, y) => select(greater(x, y), x, y),
};

const SIZE = 203;
const CUTS = [1, 5, 16, 35, 202];

test.each(Object.keys(operations))('%s gives the same bits wherever an array ends', async (name) => {
  const operation = operations[name]!;
  const inTwo = (x: Tensor, y: Tensor, cut: number): Tensor => {
    const part = (start: number, end: number) =>
      operation(slice(x, [start], [end - start]), slice(y, [start], [end - start]));
    return concatenate([part(0, cut), part(cut, SIZE)], 0);
  };
  const all = jit((x: Tensor, y: Tensor) => [operation(x, y), ...CUTS.map((cut) => inTwo(x, y, cut))]);
  const arrays = fc.float32Array({ noNaN: true, minLength: SIZE, maxLength: SIZE });
  await fc.assert(
    fc.asyncProperty(arrays, arrays, async (x, y) => {
      const results = all(tensor(x), tensor(y));
      await evaluateTensors(results);
      const [whole, ...parts] = results.map(bitsOf);
      for (const part of parts) expect(part).toEqual(whole);
    }),
    { numRuns: 8 },
  );
});
