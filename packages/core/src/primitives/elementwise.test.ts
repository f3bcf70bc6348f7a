import { evaluateGraph } from '../graph/evaluate.js';
import { toNumbers } from '../tensor/host-array.js';
import { tensor } from '../tensor/tensor.js';
import { pow } from './elementwise.js';

test('powers of whole numbers wrap around', () => {
  const [bases, exponents] = [
    [2 ** 31 - 1, 50_000, -3, 2, 2, 7, 0, 10],
    [3, 3, 33, 31, 400, 21, 0, 2],
  ] as const;
  const result = evaluateGraph([pow(tensor([...bases], [8], 'int32'), tensor([...exponents], [8], 'int32'))])[0]!;
  const exact = bases.map((base, i) => Number(BigInt.asIntN(32, BigInt(base) ** BigInt(exponents[i]!))));
  expect(Array.from(toNumbers(result))).toEqual(exact);
});
