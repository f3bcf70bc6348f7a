/** Whole numbers of 64 bits are exact where the runtime computes, and it does where JavaScript's numbers do not hold them. */
import fc from 'fast-check';
import { jit, ops, Variable } from '../index.js';
import { type Tensor, tensor } from './tensor.js';

const LARGE = 2n ** 53n + 1n;
const signed = (...values: bigint[]) => tensor(BigInt64Array.from(values));
const elements = async (x: Tensor) => [...((await x.data()) as unknown as BigInt64Array)];
const wrapped = (value: bigint) => BigInt.asIntN(64, value);

const binary = {
  add: [(x: Tensor, y: Tensor) => ops.add(x, y), (x: bigint, y: bigint) => x + y],
  subtract: [(x: Tensor, y: Tensor) => ops.subtract(x, y), (x: bigint, y: bigint) => x - y],
  multiply: [(x: Tensor, y: Tensor) => ops.multiply(x, y), (x: bigint, y: bigint) => x * y],
  maximum: [(x: Tensor, y: Tensor) => ops.maximum(x, y), (x: bigint, y: bigint) => (x > y ? x : y)],
  bitwiseXor: [(x: Tensor, y: Tensor) => ops.bitwiseXor(x, y), (x: bigint, y: bigint) => x ^ y],
} as const;
const whole = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n });

test.each(Object.entries(binary))('%s wraps as 64 bits do', async (_name, [ours, exact]) => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(whole, whole), { minLength: 3, maxLength: 3 }), async (pairs) => {
      const [x, y] = [0, 1].map((i) => signed(...pairs.map((pair) => pair[i]!))) as [Tensor, Tensor];
      expect(await elements(ours(x, y))).toEqual(pairs.map(([a, b]) => wrapped(exact(a, b))));
    }),
    { numRuns: 20 },
  );
});

test.each<[string, () => Tensor, bigint[]]>([
  ['a product of small ones', () => signed(94906267n).mul(signed(94906267n)), [94906267n ** 2n]],
  ['a difference of large ones', () => signed(LARGE).sub(signed(LARGE - 1n)), [1n]],
  ['a sum', () => ops.sum(signed(LARGE, 1n, 1n)), [LARGE + 2n]],
  ['a sum of negative ones', () => ops.sum(signed(-LARGE, -LARGE, 1n, -5n)), [-2n * LARGE - 4n]],
  ['sums of rows', () => ops.sum(signed(LARGE, 1n, -3n, 2n ** 62n).reshape([2, 2]), 1), [LARGE + 1n, 2n ** 62n - 3n]],
  ['a largest', () => ops.max(signed(LARGE, LARGE - 1n, -LARGE)), [LARGE]],
  ['a smallest', () => ops.min(signed(1n - LARGE, -LARGE, LARGE)), [-LARGE]],
  ['largest of columns', () => ops.max(signed(-1n, LARGE, -2n, LARGE - 1n).reshape([2, 2]), 0), [-1n, LARGE]],
  ['a running sum', () => ops.cumsum(signed(LARGE, 1n, 1n)), [LARGE, LARGE + 1n, LARGE + 2n]],
  [
    'a product of matrices',
    () => ops.matmul(signed(LARGE, 1n).reshape([1, 2]), signed(1n, 1n).reshape([2, 1])).reshape([1]),
    [LARGE + 1n],
  ],
  ['sorted', () => ops.sort(signed(LARGE, LARGE - 1n, LARGE + 1n)), [LARGE - 1n, LARGE, LARGE + 1n]],
  ['where the largest is', () => ops.cast(ops.argmax(signed(LARGE, LARGE + 1n, LARGE - 1n)), 'int64'), [1n]],
  ['floored quotients', () => ops.floorDivide(signed(LARGE * 3n), signed(3n)), [LARGE]],
  ['remainders', () => ops.mod(signed(LARGE), signed(10n)), [LARGE % 10n]],
  ['remainders by -1', () => ops.mod(signed(-(2n ** 63n)), signed(-1n)), [0n]],
  ['absolute', () => ops.absolute(signed(-LARGE)), [LARGE]],
  ['a choice', () => ops.where(tensor([true, false]), signed(LARGE, LARGE), signed(0n, 1n)), [LARGE, 1n]],
  ['a comparison', () => ops.cast(signed(LARGE).greater(signed(LARGE - 1n)), 'int64'), [1n]],
  ['moved', () => ops.reshape(ops.flip(signed(LARGE, 2n)), [2, 1]), [2n, LARGE]],
  ['joined and taken', () => ops.take(ops.concatenate([signed(1n), signed(LARGE)]), 1).reshape([1]), [LARGE]],
  ['negated', () => signed(LARGE).neg(), [-LARGE]],
  ['compiled', () => jit((x: Tensor) => x.add(signed(1n)))(signed(LARGE)), [LARGE + 1n]],
])('%s', async (_name, compute, expected) => {
  expect(await elements(compute())).toEqual(expected);
});

test('unsigned ones reach further', async () => {
  const most = tensor(BigUint64Array.of(2n ** 64n - 1n));
  expect([...(await ops.subtract(most, tensor(BigUint64Array.of(2n))).data())]).toEqual([2n ** 64n - 3n]);
});

test('a variable counts on', async () => {
  const count = new Variable(signed(LARGE));
  for (let i = 0; i < 3; i++) count.assignAdd(signed(1n));
  expect(await elements(count.value)).toEqual([LARGE + 3n]);
});
