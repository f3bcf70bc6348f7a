import fc from 'fast-check';
import { evaluateGraph } from '../../../graph/evaluate.js';
import { type Graph, type Node, topologicalOrder } from '../../../graph/node.js';
import { greater } from '../../../primitives/compare.js';
import { add, cast, div, maximum, mul, scalar, select, sin, sqrt, sub } from '../../../primitives/elementwise.js';
import { loop } from '../../../primitives/loop.js';
import { sum } from '../../../primitives/reduce.js';
import { toNumbers } from '../../../tensor/host-array.js';
import { placeholder, type Tensor, tensor } from '../../../tensor/tensor.js';
import { assertClose } from '../../../testing/close.js';
import { scaleAverages } from './scale-averages.js';

const shape = [2, 3];
const float = () => placeholder({ shape, dtype: 'float32' });
const number = (value: number) => scalar(value, 'float32');
const values = (seed: number) =>
  tensor(
    Float32Array.from({ length: 6 }, (_, i) => 1 + Math.sin(seed + i)),
    shape,
  );

const average = (before: Tensor, value: Tensor, decay: number): Tensor =>
  add(mul(before, number(decay)), mul(value, number(1 - decay)));

/** Five iterations of `step` on carried values. `rate` is a number that is known only when the loop runs. */
function fiveTimes(carried: number, step: (state: readonly Tensor[], rate: Tensor) => readonly Tensor[]): Tensor[] {
  const state = Array.from({ length: carried }, float);
  const rate = placeholder({ shape: [], dtype: 'float32' });
  const body = { inputs: [placeholder({ shape: [], dtype: 'int32' }), ...state, rate], outputs: step(state, rate) };
  return loop(
    scalar(5, 'int64'),
    body,
    null,
    state.map((_, i) => values(i)),
    [sin(number(1))],
  );
}

const adam = (betas: readonly [number, number], epsilon = 1e-7): Tensor[] =>
  fiveTimes(3, ([w, m, v], rate) => {
    const gradient = sub(mul(w!, w!), w!);
    const [first, second] = [average(m!, gradient, betas[0]), average(v!, mul(gradient, gradient), betas[1])];
    return [sub(w!, div(mul(first, rate), add(sqrt(second), number(epsilon)))), first, second];
  });

const bodyOf = (outputs: readonly Tensor[]): Graph => {
  const isLoop = ({ primitive }: Node): boolean => primitive.name === 'loop';
  return topologicalOrder(outputs).find(isLoop)!.attributes.body as Graph;
};
const scaled = (outputs: readonly Tensor[]) => scaleAverages({ inputs: [], outputs }).outputs;

/** Elementwise operations of an iteration on all elements. */
const passes = (outputs: readonly Tensor[]): number =>
  topologicalOrder(bodyOf(outputs).outputs).filter(({ outputs: [output] }) => output!.rank > 0).length;

function expectSameResults(outputs: readonly Tensor[]): void {
  const [expected, results] = [evaluateGraph(outputs), evaluateGraph(scaled(outputs))];
  results.forEach((result, i) => {
    assertClose(`output ${i}`, toNumbers(result), toNumbers(expected[i]!), { rtol: 1e-4, atol: 1e-5 });
  });
}

test('the moments of Adam lack their factors, which spares two operations', () => {
  const outputs = adam([0.9, 0.999]);
  expect(passes(scaled(outputs))).toBe(passes(outputs) - 2);
  expectSameResults(outputs);
});

test('a difference of averages has a factor too', () => {
  const outputs = fiveTimes(3, ([w, v, u], rate) => {
    const [square, mean] = [average(v!, mul(w!, w!), 0.9), average(u!, w!, 0.9)];
    const spread = sub(square, mul(mean, mean));
    return [sub(w!, div(mul(w!, rate), sqrt(add(spread, number(2))))), square, mean];
  });
  expect(passes(scaled(outputs))).toBe(passes(outputs) - 1);
  expectSameResults(outputs);
});

test('an average that may stay as it is lacks its factor too', () => {
  const outputs = fiveTimes(2, ([w, m], rate) => {
    const next = average(m!, w!, 0.9);
    const changes = greater(sum(w!, [0, 1]), rate);
    const kept = select(greater(rate, number(0)), select(changes, next, m!), m!);
    return [sub(w!, mul(next, rate)), kept];
  });
  expect(passes(scaled(outputs))).toBe(passes(outputs) - 1);
  expectSameResults(outputs);
});

test('a loop without averages stays as it is', () => {
  const outputs = fiveTimes(2, ([w, m], rate) => {
    const [isSum, isTooSlow] = [add(mul(m!, number(0.9)), w!), average(w!, m!, 0.99999)];
    return [isTooSlow, mul(isSum, rate)];
  });
  expect(scaled(outputs).every((output, i) => output === outputs[i])).toBe(true);
});

test('an average may be a result, have rank 0, or be assigned to something else', () => {
  expectSameResults(fiveTimes(2, ([w, m]) => [average(m!, w!, 0.9), average(m!, w!, 0.9)]));
  expectSameResults(
    fiveTimes(2, ([w, m]) => [mul(m!, number(0)), add(mul(average(m!, w!, 0.9), number(0)), number(1))]),
  );
});

/** From a part of what was computed up to now to something of moderate size. */
type Operation = (x: Tensor, y: Tensor, rate: Tensor) => Tensor;
const bounded = (x: Tensor): Tensor => div(x, add(mul(x, x), number(1)));
const operations: readonly Operation[] = [
  mul,
  add,
  sub,
  maximum,
  (x, y) => div(x, add(mul(y, y), number(1))),
  (x) => sqrt(mul(x, x)),
  (x) => sqrt(add(mul(x, x), number(0.1))),
  (x) => div(number(2), add(sqrt(mul(x, x)), number(0.5))),
  (x) => sub(number(1), x),
  (x) => mul(number(-1.5), x),
  (x) => div(x, number(-4)),
  (x, _y, rate) => mul(rate, x),
  (x, _y, rate) => div(x, rate),
  (x, _y, rate) => add(mul(x, rate), rate),
  (x, y) => select(greater(y, number(0)), x, y),
  (x) => add(x, sum(x, [0])),
  (x) => cast(cast(x, 'float64'), 'float32'),
];

test('any step gives the results that it gave', () => {
  const index = fc.nat(1000);
  const steps = fc.array(fc.tuple(index, index, index), { minLength: 1, maxLength: 8 });
  fc.assert(
    fc.property(steps, fc.array(index, { minLength: 3, maxLength: 3 }), (program, ends) => {
      const outputs = fiveTimes(3, ([w, m, v], rate) => {
        const made = [w!, m!, v!];
        const at = (i: number): Tensor => made[i % made.length]!;
        for (const [op, x, y] of program) {
          if (op % 4 === 0) made.push(average(m!, bounded(at(x)), 0.9), average(v!, bounded(at(y)), 0.75));
          else made.push(operations[op % operations.length]!(at(x), at(y), rate));
        }
        return [
          bounded(at(ends[0]!)),
          average(m!, bounded(at(ends[1]!)), 0.9),
          select(greater(sum(w!, [0, 1]), number(ends[2]! % 4)), average(v!, bounded(at(ends[2]!)), 0.75), v!),
        ];
      });
      expectSameResults(outputs);
    }),
    { numRuns: 500 },
  );
});
