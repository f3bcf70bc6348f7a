import type { DType } from '../../../dtype.js';
import { evaluateGraph } from '../../../graph/evaluate.js';
import type { Graph } from '../../../graph/node.js';
import { topologicalOrder } from '../../../graph/node.js';
import { cast } from '../../../primitives/cast.js';
import { add, div, exp, mul, pow, scalar, sqrt, sub } from '../../../primitives/elementwise.js';
import { loop } from '../../../primitives/loop.js';
import { scan } from '../../../primitives/scan.js';
import { toNumbers } from '../../../tensor/host-array.js';
import { placeholder, type Tensor, tensor } from '../../../tensor/tensor.js';
import { countAhead } from './count-ahead.js';

const number = (value: number, dtype: DType = 'float32') => scalar(value, dtype);
const free = (shape: readonly number[], dtype: DType = 'float32') => placeholder({ shape, dtype });
const weights = tensor(Float32Array.of(1, -2, 3));

/** The number by which an optimizer corrects its first steps. */
const corrected = (count: Tensor, rate: Tensor): Tensor => {
  const steps = cast(add(count, number(1, 'int32')), 'float32');
  const left = (beta: number) => sub(number(1), pow(number(beta), steps));
  return mul(rate, div(sqrt(left(0.999)), left(0.9)));
};

/** A loop that knows how often it goes round at most, and the same as a scan: they multiply weights by such numbers. */
function loops(factor: (count: Tensor, rate: Tensor) => Tensor, most?: number): [loop: Tensor[], scan: Tensor[]] {
  const [count, x, rate] = [free([], 'int32'), free([3]), free([])];
  const outputs = [add(count, number(1, 'int32')), mul(x, factor(count, rate))];
  const initial = [number(4, 'int32'), weights];
  const given = number(0.5);
  const counted: Graph = { inputs: [free([], 'int32'), count, x, rate], outputs };
  return [
    loop(number(3, 'int64'), counted, null, initial, [given], most),
    scan(
      { inputs: [count, x, rate], outputs: [...outputs] },
      { carried: initial, stacked: [], captured: [given] },
      3,
      false,
    ),
  ];
}

const ahead = (outputs: readonly Tensor[]) => countAhead({ inputs: [], outputs }).outputs;
const inside = (outputs: readonly Tensor[]) =>
  topologicalOrder((outputs[1]!.node!.attributes.body as Graph).outputs).map(({ primitive }) => primitive.name);

test.each([0, 1])('a loop picks what follows from its count, in either form', (form) => {
  const before = loops(corrected, 5)[form]!;
  const after = ahead(before);
  expect(inside(before)).toEqual(expect.arrayContaining(['power', 'sqrt', 'divide']));
  expect(inside(after)).toEqual(form === 0 ? ['add', 'gather', 'multiply'] : ['add', 'multiply']);
  const [expected, found] = [before, after].map((each) => evaluateGraph(each).map(toNumbers));
  expect(Array.from(expected![0]!)).toEqual([7]);
  expect(found).toEqual(expected);
});

test.each<[string, (count: Tensor, rate: Tensor) => Tensor, number | undefined]>([
  ['that may go round any number of times', corrected, undefined],
  ['with operations whose last bits depend on their neighbours', (count) => sqrt(exp(cast(count, 'float32'))), 5],
  ['that would save no more than it costs', (count) => cast(count, 'float32'), 5],
])('a loop %s stays', (_name, factor, most) => {
  const [outputs] = loops(factor, most);
  expect(ahead(outputs)[1]!.node).toBe(outputs[1]!.node);
});

test('an inverse stays beside the product of which the runtime makes a quotient', () => {
  const [outputs] = loops((count) => div(number(1), sqrt(pow(number(2), cast(count, 'float32')))), 5);
  expect(inside(ahead(outputs))).toEqual(['add', 'gather', 'divide', 'multiply']);
});
