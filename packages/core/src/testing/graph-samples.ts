/** Samples of the primitives whose attributes are graphs. */
import * as controlFlow from '../control-flow/index.js';
import type { Graph } from '../graph/node.js';
import type { Sample } from '../op.js';
import * as ops from '../ops/index.js';
import { less } from '../primitives/compare.js';
import { add, cast, mul, neg, scalar, sin } from '../primitives/elementwise.js';
import { sum } from '../primitives/reduce.js';
import { placeholder, type Tensor } from '../tensor/tensor.js';

const floats = (shape: readonly number[]) => ({ shape, dtype: 'float64' }) as const;
const integer = (dtype: 'int32' | 'int64', low: number, high: number) =>
  ({ shape: [], dtype, exactType: true, range: [low, high] }) as const;

/** The graph of a function of placeholders like `inputs`. */
function graphOf(
  inputs: readonly { shape: readonly number[]; dtype: Tensor['dtype'] }[],
  f: (...args: Tensor[]) => Tensor[],
): Graph {
  const own = inputs.map(placeholder);
  return { inputs: own, outputs: f(...own) };
}

const body = graphOf([floats([3]), floats([])], (x, y) => [mul(sin(x), y), sum(mul(x, x), [0])]);
const called: Sample[] = [{ inputs: [floats([3]), floats([])], attributes: { body } }];

const step = graphOf([floats([2]), floats([2]), floats([])], (state, slice, factor) => [
  add(mul(sin(state), factor), slice),
  sum(mul(state, slice), [0]),
]);
const fall = graphOf([floats([2]), floats([])], (state, factor) => [mul(state, factor)]);

const branches = [
  graphOf([floats([2]), floats([])], (x, y) => [mul(x, y)]),
  graphOf([floats([2]), floats([])], (x) => [sin(x)]),
  graphOf([floats([2]), floats([])], (x, y) => [add(neg(x), y)]),
];

const turn = [integer('int32', 0, 0), floats([2]), floats([])];
const looped = graphOf(turn, (i, state, factor) => [add(mul(state, factor), cast(i!, 'float64'))]);
const small = graphOf(turn, (_i, state) => [less(sum(mul(state, state), [0]), scalar(20, 'float64'))]);

const rule = graphOf([floats([2]), floats([2])], (g, x) => [mul(g, x)]);

/** Recurrent layers as scans, with what the runtime's kernels need to know of them. */
const singles = (...shape: number[]) => ({ shape, dtype: 'float32', exactType: true }) as const;
const [steps, rows, width, units] = [3, 2, 3, 2];

const lstm = [singles(steps, rows, width), singles(rows, units), singles(rows, units)];
const lstmWeights = [singles(width, 4 * units), singles(units, 4 * units), singles(4 * units)];
const lstmBody = graphOf([...lstm, ...lstmWeights], (x, h, c, kernel, recurrent, bias) => {
  const next = ([before, kept]: readonly Tensor[], slice: Tensor) => {
    const sums = ops.matmul(slice, kernel!).add(ops.matmul(before!, recurrent!)).add(bias!);
    const [i, f, candidate, o] = ops.split(sums, 4, -1) as [Tensor, Tensor, Tensor, Tensor];
    const carry = ops
      .sigmoid(f)
      .mul(kept!)
      .add(ops.sigmoid(i).mul(ops.tanh(candidate)));
    const output = ops.sigmoid(o).mul(ops.tanh(carry));
    return [[output, carry], output] as const;
  };
  const [last, outputs] = controlFlow.scan(next as never, [h, c], x) as unknown as [Tensor[], Tensor];
  return [outputs, ...last];
});

const gru = [singles(steps, rows, width), singles(rows, units)];
const gruWeights = [singles(width, 3 * units), singles(units, 3 * units), singles(2, 3 * units)];
const gruBody = graphOf([...gru, ...gruWeights], (x, h, kernel, recurrent, bias) => {
  const next = ([before]: readonly Tensor[], slice: Tensor) => {
    const [xz, xr, xh] = ops.split(ops.matmul(slice, kernel!).add(ops.take(bias!, 0, 0)), 3, -1) as Tensor[];
    const [hz, hr, hh] = ops.split(ops.matmul(before!, recurrent!).add(ops.take(bias!, 1, 0)), 3, -1) as Tensor[];
    const z = ops.sigmoid(xz!.add(hz!));
    const candidate = ops.tanh(xh!.add(ops.sigmoid(xr!.add(hr!)).mul(hh!)));
    const output = z.mul(before!).add(ops.subtract(1, z).mul(candidate));
    return [[output], output] as const;
  };
  const [last, outputs] = controlFlow.scan(next as never, [h], x) as unknown as [Tensor[], Tensor];
  return [outputs, ...last];
});

export const graphSamples: Readonly<Record<string, readonly Sample[]>> = {
  call: called,
  remat: called,
  scan: [false, true].flatMap((reverse) => [
    {
      inputs: [floats([2]), floats([4, 2]), floats([])],
      attributes: { body: step, carried: 1, scanned: 1, length: 4, reverse },
    },
    { inputs: [floats([2]), floats([])], attributes: { body: fall, carried: 1, scanned: 0, length: 3, reverse } },
  ]),
  cond: [{ inputs: [integer('int32', 0, 2), floats([2]), floats([])], attributes: { branches } }],
  loop: [null, small].map((condition) => ({
    inputs: [integer('int64', 0, 5), floats([2]), floats([])],
    attributes: { body: looped, condition, carried: 1 },
  })),
  recurrent_kernel: [
    {
      inputs: [...lstm, ...lstmWeights],
      attributes: { body: lstmBody, kind: 'LSTM', resetAfter: false, units, hasBias: true },
    },
    {
      inputs: [...gru, ...gruWeights],
      attributes: { body: gruBody, kind: 'GRU', resetAfter: true, units, hasBias: true },
    },
  ],
  // Inputs: a result, an argument, what the rule captures.
  custom_gradient: [
    { inputs: [floats([2]), floats([2]), floats([2])], attributes: { rule, results: 1, args: 1, wrt: [0] } },
  ],
};
