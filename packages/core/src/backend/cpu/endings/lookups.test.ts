import '../../../ops/methods.js';
import { expectClose } from '@org/testing';
import { evaluateGraph } from '../../../graph/evaluate.js';
import type { Graph } from '../../../graph/node.js';
import { add, mul, scalar, sub } from '../../../primitives/elementwise.js';
import { gather } from '../../../primitives/indexing.js';
import { loop } from '../../../primitives/loop.js';
import { max, mean, sum } from '../../../primitives/reduce.js';
import { type Shape, sizeOf } from '../../../shape.js';
import { toNumbers } from '../../../tensor/host-array.js';
import { placeholder, type Tensor, tensor } from '../../../tensor/tensor.js';
import { evaluateTensors } from '../../evaluate.js';
import { lookupsIn } from './lookups.js';

const [PLACES, WIDTH] = [4000, 68];
const AT: Shape = [50, 100];
const table = placeholder({ shape: [PLACES, WIDTH], dtype: 'float32' });
const at = placeholder({ shape: AT, dtype: 'int32' });

const found = (outputs: Tensor[], tables: Tensor[] = [table]) =>
  lookupsIn({ inputs: [table, at], outputs }, new Set(tables)).map(({ nodes, terms, divisor }) => ({
    names: nodes.map(({ primitive }) => primitive.name),
    terms,
    divisor,
  }));
const ALONE = { names: ['gather'], terms: 1, divisor: 1 };

test('lookups, with sums and means of rows that lie one behind the other', () => {
  const rows = () => gather(table, at, 0);
  expect(found([rows()])).toEqual([ALONE]);
  expect(found([mean(rows(), [1])])).toEqual([{ names: ['gather', 'mean'], terms: 100, divisor: 100 }]);
  const several = placeholder({ shape: [20, 4, 100], dtype: 'int32' });
  const summed = sum(gather(table, several, 0), [1, 2], true);
  expect(found([summed])).toEqual([{ names: ['gather', 'sum'], terms: 400, divisor: 1 }]);
});

test('other sums leave the rows to the runtime', () => {
  const rows = gather(table, at, 0);
  for (const axes of [[0], [2], [1, 2]]) expect(found([mean(gather(table, at, 0), axes)])).toEqual([ALONE]);
  expect(found([sum(gather(table, at, 0), [0, 1])])).toEqual([ALONE]);
  expect(found([max(gather(table, at, 0), [1])])).toEqual([ALONE]);
  expect(found([mean(rows, [1]), sum(rows, [1])])).toEqual([ALONE]);
  expect(found([mean(rows, [1]), rows])).toEqual([ALONE]);
});

test('what is small, or lies elsewhere, or is looked up otherwise, is the runtime’s', () => {
  const odd = placeholder({ shape: [PLACES, 70], dtype: 'float32' });
  const few = placeholder({ shape: [30, 100], dtype: 'int32' });
  expect(found([gather(table, at, 0)], [])).toEqual([]);
  expect(found([gather(table, few, 0)])).toEqual([]);
  expect(found([gather(table, at, 1)])).toEqual([]);
  expect(found([gather(odd, at, 0)], [odd])).toEqual([]);
});

/** Steps that look up rows and change the whole table; `use` makes two numbers of the lookup. */
function steps(count: number, places: Int32Array, use: (w: Tensor, at: Tensor) => Tensor): [Tensor, Tensor] {
  const weights = tensor(
    Float32Array.from({ length: PLACES * WIDTH }, (_, i) => Math.sin(i)),
    [PLACES, WIDTH],
  );
  const number = (value: number) => scalar(value, 'float32');
  const [iteration, w, total, all] = [
    placeholder({ shape: [], dtype: 'int32' }),
    placeholder(weights),
    placeholder({ shape: [], dtype: 'float32' }),
    placeholder({ shape: AT, dtype: 'int32' }),
  ];
  const own = add(all, iteration);
  const used = mul(sum(use(w, own), [0, 1]), number(1e-4));
  // Enough to do for kernels.
  const decayed = Array.from({ length: 8 }).reduce<Tensor>((x) => sub(mul(x, number(0.9)), used), w);
  const body: Graph = { inputs: [iteration, w, total, all], outputs: [decayed, add(total, used)] };
  const carried = loop(scalar(count, 'int64'), body, null, [weights, number(0)], [tensor(places, AT)]);
  return [carried[0]!, carried[1]!];
}

/** Rows from either end. */
const PLACED = Int32Array.from({ length: sizeOf(AT) }, (_, i) => ((i * i) % (PLACES - 5)) - (i % 2 ? 0 : PLACES - 5));

test.each([
  ['means', (w: Tensor, own: Tensor) => mean(gather(w, own, 0), [1])],
  ['sums', (w: Tensor, own: Tensor) => sum(gather(w, own, 0), [1])],
  ['rows', (w: Tensor, own: Tensor) => mul(gather(w, own, 0), gather(w, own, 0)).reshape([-1, WIDTH])],
])('steps that look up %s of a table that they change', async (_, use) => {
  const outputs = steps(2, PLACED, use);
  const expected = evaluateGraph(outputs);
  await evaluateTensors(outputs);
  outputs.forEach((result, i) => {
    expectClose(toNumbers(result.host!), toNumbers(expected[i]!), { rtol: 1e-4, atol: 1e-5 });
  });
});

test('a place that is none is an error that names the lookup, and the next steps are right', async () => {
  const use = (w: Tensor, own: Tensor) => mean(gather(w, own, 0), [1]);
  const wrong = PLACED.with(7, PLACES - 1);
  await expect(evaluateTensors(steps(3, wrong, use))).rejects.toMatchObject({
    name: 'IndexError',
    message: expect.stringContaining(`[gather]: index ${PLACES} is out of range`),
  });
  const [, total] = steps(2, PLACED, use);
  await evaluateTensors([total]);
  expectClose(toNumbers(total.host!), toNumbers(evaluateGraph([total])[0]!), { rtol: 1e-4 });
});
