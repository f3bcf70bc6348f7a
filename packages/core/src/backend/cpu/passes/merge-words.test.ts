import fc from 'fast-check';
import { evaluateGraph } from '../../../graph/evaluate.js';
import { bodiesOf, type Graph, type Node, topologicalOrder } from '../../../graph/node.js';
import { makesWords } from '../../../graph/work.js';
import { add, scalar } from '../../../primitives/elementwise.js';
import { loop } from '../../../primitives/loop.js';
import { concatenate, reshape } from '../../../primitives/movement.js';
import { hashBits, randomBits, threefry2x32 } from '../../../primitives/random.js';
import { type Shape, sizeOf } from '../../../shape.js';
import { toNumbers } from '../../../tensor/host-array.js';
import { placeholder, type Tensor, tensor } from '../../../tensor/tensor.js';
import { evaluateTensors } from '../../evaluate.js';
import { mergeWords } from './merge-words.js';

const words = (...values: number[]) => tensor(Uint32Array.from(values));
const flat = (x: Tensor) => reshape(x, [x.size]);
const numbers = (x: Tensor) => Array.from(toNumbers(evaluateGraph([x])[0]!));

/** Two iterations, each of which keeps what `draws` makes of a key that moves on. */
function twice(draws: (key: Tensor) => Tensor[]): Tensor {
  const [iteration, key] = [placeholder({ shape: [], dtype: 'int32' }), placeholder({ shape: [2], dtype: 'uint32' })];
  const drawn = concatenate(draws(key).map(flat), 0);
  const before = placeholder(drawn);
  const body: Graph = { inputs: [iteration, key, before], outputs: [add(key, words(0, 1)), add(before, drawn)] };
  return loop(scalar(2, 'int64'), body, null, [words(7, 0), tensor(new Uint32Array(drawn.size))], [])[1]!;
}

const mergedOf = (output: Tensor): Tensor => mergeWords({ inputs: [], outputs: [output] }).outputs[0]!;
const drawsIn = (output: Tensor): Node[] =>
  topologicalOrder([output]).flatMap(({ attributes }) =>
    bodiesOf(attributes).flatMap(({ outputs }) => topologicalOrder(outputs).filter(makesWords)),
  );

const offset = (key: Tensor, by: number) => add(key, words(by, 0));
const shapes: fc.Arbitrary<Shape> = fc.array(fc.integer({ min: 0, max: 9 }), { maxLength: 3 });

it('draws the same words, whatever keys, counters and sizes there are', () => {
  const draw = fc.record({ by: fc.integer({ min: 0, max: 2 }), shape: shapes, start: fc.constantFrom(0, 5, 2 ** 31) });
  fc.assert(
    fc.property(fc.array(draw, { minLength: 1, maxLength: 6 }), fc.constantFrom(hashBits, randomBits), (all, bits) => {
      const drawn = twice((key) => all.map(({ by, shape, start }) => bits(offset(key, by), shape, start)));
      expect(numbers(mergedOf(drawn))).toEqual(numbers(drawn));
    }),
    { numRuns: 30 },
  );
});

it('is one draw of each kind, and the runtime gives the same words', async () => {
  const drawn = twice((key) => [
    hashBits(key, [4, 3]),
    hashBits(offset(key, 1), [5]),
    hashBits(offset(key, 1), [2], 2 ** 31),
    randomBits(key, [3]),
    randomBits(key, [2, 2]),
  ]);
  const merged = mergedOf(drawn);
  const draws = drawsIn(merged);
  expect(draws).toHaveLength(2);
  expect(Object.fromEntries(draws.map(({ primitive, outputs }) => [primitive.name, outputs[0]!.shape]))).toEqual({
    hash_bits: [3, 12],
    random_bits: [1, 4],
  });
  const expected = numbers(drawn);
  await evaluateTensors([merged]);
  expect(numbers(merged)).toEqual(expected);
});

it('leaves apart what would draw in vain, and keys that other draws make', () => {
  const sizes = drawsIn(mergedOf(twice((key) => [hashBits(key, [1000]), hashBits(offset(key, 1), [20])])));
  expect(new Set(sizes.map(({ outputs }) => sizeOf(outputs[0]!.shape)))).toEqual(new Set([1000, 20]));
  const chained = twice((key) => [hashBits(hashBits(key, [2]), [3]), hashBits(key, [4])]);
  expect(drawsIn(mergedOf(chained))).toHaveLength(2);
  expect(numbers(mergedOf(chained))).toEqual(numbers(chained));
  const split = twice((key) => [randomBits(threefry2x32(key, scalar(0, 'uint32')), [3]), randomBits(key, [4])]);
  expect(numbers(mergedOf(split))).toEqual(numbers(split));
});
