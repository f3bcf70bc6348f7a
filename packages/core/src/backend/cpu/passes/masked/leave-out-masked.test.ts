import { sampled } from '@org/testing';
import { evaluateGraph } from '../../../../graph/evaluate.js';
import { is } from '../../../../graph/match.js';
import { bodiesOf, type Graph, topologicalOrder } from '../../../../graph/node.js';
import { optimize } from '../../../../graph/passes/optimize.js';
import { nodeWork } from '../../../../graph/work.js';
import { concatenate, slice } from '../../../../primitives/blocks.js';
import { add, exp, mul, scalar, select, sub, tanh } from '../../../../primitives/elementwise.js';
import { loop } from '../../../../primitives/loop.js';
import { matmulPrimitive, product } from '../../../../primitives/matmul.js';
import { broadcastTo, transpose } from '../../../../primitives/movement.js';
import { sum } from '../../../../primitives/reduce.js';
import { range, type Shape, sizeOf } from '../../../../shape.js';
import { fromNumbers, type HostArray, toNumbers } from '../../../../tensor/host-array.js';
import { fromHost, placeholder, type Tensor } from '../../../../tensor/tensor.js';
import { backward } from '../../../../transforms/backward.js';
import { leaveOutMasked, leavingOut } from './leave-out-masked.js';

const input = (...shape: number[]): Tensor => placeholder({ shape, dtype: 'float32' });
const zero = scalar(0, 'float32');
const maskOf = (flags: readonly boolean[], shape: Shape = [flags.length]): Tensor =>
  fromHost(fromNumbers(flags.map(Number), 'bool', shape));

const productWork = ({ outputs }: Graph): number =>
  topologicalOrder(outputs).reduce(
    (total, node) =>
      total +
      (is(node, matmulPrimitive) ? nodeWork(node) : 0) +
      bodiesOf(node.attributes).reduce((inner, body) => inner + productWork(body), 0),
    0,
  );

function valuesOf({ inputs, outputs }: Graph): HostArray[] {
  const fed = inputs.map(({ shape }, k): HostArray => {
    const data = Float32Array.from({ length: sizeOf(shape) }, (_, i) => Math.sin(7 * k + 1.3 * i) / 4);
    return { dtype: 'float32', shape, data };
  });
  return evaluateGraph(outputs, new Map(inputs.map((x, i) => [x, fed[i]!])));
}

function expectSame(before: Graph, after: Graph): void {
  const [expected, given] = [valuesOf(before), valuesOf(after)];
  given.forEach((array, i) => {
    expect(array.shape).toEqual(expected[i]!.shape);
    const [own, wanted] = [toNumbers(array), toNumbers(expected[i]!)];
    for (let k = 0; k < own.length; k++)
      expect(Math.abs(own[k]! - wanted[k]!)).toBeLessThan(1e-4 * (1 + Math.abs(wanted[k]!)));
  });
}

const [BATCH, SIZE, HIDDEN] = [40, 24, 48];

/** A coupling of a flow: from the elements of `x` that pass, what becomes of the others, and the logarithm of the determinant. */
function coupling(x: Tensor, mask: Tensor, [w, b, v, c]: readonly Tensor[]): [Tensor, Tensor] {
  const passing = select(mask, x, zero);
  const made = add(product(tanh(add(product(passing, w!), b!)), v!), c!);
  const logScale = select(mask, zero, slice(made, [0, 0], [BATCH, SIZE]));
  const coupled = add(mul(exp(logScale), x), slice(made, [0, SIZE], [BATCH, SIZE]));
  return [add(passing, select(mask, zero, coupled)), sum(logScale, [1])];
}

const weights = (): Tensor[] => [input(SIZE, HIDDEN), input(HIDDEN), input(HIDDEN, 2 * SIZE), input(2 * SIZE)];

/** Two couplings, and their derivatives. */
function flow(masks: readonly Tensor[]): Graph {
  const [x, first, second] = [input(BATCH, SIZE), weights(), weights()];
  const [y, j] = coupling(x, masks[0]!, first);
  const [z, k] = coupling(y, masks[1]!, second);
  const loss = sum(sub(mul(sum(mul(z, z), [1]), scalar(0.5, 'float32')), add(j, k)), [0]);
  const inputs = [x, ...first, ...second];
  return { inputs, outputs: [loss, ...backward([loss], [scalar(1, 'float32')], inputs).map((each) => each!)] };
}

const patterns: [string, (i: number) => boolean][] = [
  ['every second element', (i) => i % 2 === 0],
  ['a half', (i) => i < SIZE / 2],
  ['elements in no order', (i) => (i * 7) % 11 < 5],
];

test.each(patterns)('products in couplings by %s take half of the work', (_, passes) => {
  const [mask, other] = [range(SIZE).map(passes), range(SIZE).map((i) => !passes(i))];
  const graph = optimize(flow([maskOf(mask), maskOf(other, [1, SIZE])]));
  const changed = leavingOut(graph, 1);
  expectSame(graph, changed);
  expect(productWork(changed)).toBeLessThan(0.56 * productWork(graph));
});

test('masks of a loop’s body come from outside', () => {
  const flags = maskOf(range(SIZE).map((i) => i % 2 === 0));
  const [x, w] = [input(BATCH, SIZE), input(SIZE, SIZE)];
  const [iteration, carried, own, mask] = [
    placeholder({ shape: [], dtype: 'int32' }),
    placeholder(x),
    placeholder(w),
    placeholder(flags),
  ];
  const next = product(select(mask, carried, zero), own);
  const body: Graph = { inputs: [iteration, carried, own, mask], outputs: [next] };
  const graph: Graph = { inputs: [x, w], outputs: loop(scalar(3, 'int64'), body, null, [x], [w, flags]) };
  const changed = leavingOut(graph, 1);
  expectSame(graph, changed);
  expect(productWork(changed)).toBe(productWork(graph) / 2);
});

test('what is not finite stays behind the mask, and where nothing is gained the graph stays', () => {
  const [x, w] = [input(BATCH, SIZE), input(SIZE, HIDDEN)];
  const passing = select(maskOf(range(SIZE).map((i) => i % 2 === 0)), x, zero);
  const [result] = leavingOut({ inputs: [x, w], outputs: [product(passing, w)] }, 1).outputs;
  const [values, ones] = [x, w].map(({ shape }, k): HostArray => {
    const data = Float32Array.from({ length: sizeOf(shape) }, (_, i) => (k === 0 && i % 2 === 1 ? Number.NaN : 1));
    return { dtype: 'float32', shape, data };
  });
  const given = new Map([
    [x, values!],
    [w, ones!],
  ]);
  expect(new Set(Array.from(toNumbers(evaluateGraph([result!], given)[0]!)))).toEqual(new Set([SIZE / 2]));
  const plain: Graph = { inputs: [x], outputs: [exp(passing)] };
  expect(leaveOutMasked(plain).outputs[0]).toBe(plain.outputs[0]);
});

/** Numbers from 0 to 1 that a seed gives. */
function drawn(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

/** A graph of square matrices, made of what the pass knows and of what it does not. */
function randomGraph(seed: number): Graph {
  const draw = drawn(seed);
  const pick = <T>(of: readonly T[]): T => of[Math.floor(draw() * of.length)]!;
  const n = 6;
  const inputs = [input(n, n), input(n, n), input(1, n), input(n, 1)];
  const made = [...inputs.slice(0, 2)];
  const any = () => pick(made);
  const flags = () => range(n).map(() => draw() < 0.5);
  const masked = (x: Tensor, y: Tensor) => select(draw() < 0.5 ? maskOf(flags()) : maskOf(flags(), [n, 1]), x, y);
  const steps: (() => Tensor)[] = [
    () => masked(any(), zero),
    () => masked(zero, any()),
    () => masked(any(), any()),
    () => product(any(), any(), draw() < 0.5, draw() < 0.5),
    () => add(any(), any()),
    () => mul(any(), pick(inputs)),
    () => tanh(sub(any(), pick(inputs))),
    () => transpose(any(), [1, 0]),
    () => broadcastTo(sum(any(), [pick([0, 1])], true), [n, n]),
    () => {
      const axis = pick([0, 1]);
      const half = (start: number) => slice(any(), axis === 0 ? [start, 0] : [0, start], axis === 0 ? [3, n] : [n, 3]);
      return concatenate([half(pick([0, 2])), half(3)], axis);
    },
  ];
  for (let i = 0; i < 14; i++) made.push(pick(steps)());
  return { inputs, outputs: [made.at(-1)!, sum(made.at(-2)!, [pick([0, 1])])] };
}

test.each(sampled(range(200), 10))('random graph %d keeps its values', (seed) => {
  const graph = seed % 2 ? optimize(randomGraph(seed + 1)) : randomGraph(seed + 1);
  expectSame(graph, leavingOut(graph, Number.POSITIVE_INFINITY));
});
