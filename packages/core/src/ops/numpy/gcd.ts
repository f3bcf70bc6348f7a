/** keras.ops: divisors and multiples of integers. Apart from the rest of arithmetic, since they take a loop. */
import { isUnsigned } from '../../dtype.js';
import { ValueError } from '../../errors.js';
import { equal, notEqual } from '../../primitives/compare.js';
import { abs, mul, quotient, fmod as remainder, scalar, scalarLike } from '../../primitives/elementwise.js';
import { loop } from '../../primitives/loop.js';
import { broadcastTo, reshape } from '../../primitives/movement.js';
import { max } from '../../primitives/reduce.js';
import { select } from '../../primitives/select.js';
import { promote } from '../../python/promotion.js';
import { broadcastShapes, range } from '../../shape.js';
import { placeholder, type Tensor } from '../../tensor/tensor.js';
import { binaryOp, requireIntegers } from '../support/arguments.js';

type Pair = (x: Tensor, y: Tensor) => Tensor;

const zeroLike = (x: Tensor): Tensor => scalarLike(0, x);
const isZero = (x: Tensor): Tensor => equal(x, zeroLike(x));
const nonZero = (y: Tensor): Tensor => select(isZero(y), scalarLike(1, y), y);

/** Steps of Euclid's algorithm that numbers below 2^63 can take: the Fibonacci number of index 92. */
const EUCLID_STEPS = 92;

const greatestCommonDivisor: Pair = (x, y) => {
  const shape = broadcastShapes('gcd', x.shape, y.shape);
  const state = [x, y].map((value) => placeholder({ shape, dtype: value.dtype })) as [Tensor, Tensor];
  const iteration = placeholder({ shape: [], dtype: 'int32' });
  const [a, b] = state;
  const done = isZero(b);
  const body = [select(done, a, b), select(done, zeroLike(b), remainder(a, nonZero(b)))];
  const unfinished = reshape(max(notEqual(b, zeroLike(b)), range(shape.length)), []);
  const inputs = [iteration, ...state];
  const [divisor] = loop(
    scalar(EUCLID_STEPS, 'int64'),
    { inputs, outputs: body },
    { inputs, outputs: [unfinished] },
    [x, y].map((value) => broadcastTo(isUnsigned(value.dtype) ? value : abs(value), shape)),
    [],
  );
  return divisor!;
};

const onIntegers = (name: string, body: Pair) =>
  binaryOp(name, (x1, x2) => {
    const [x, y] = promote(x1, x2) as [Tensor, Tensor];
    requireIntegers(name, x, y);
    if (x.dtype === 'bool') throw new ValueError(`[${name}]: integers are needed.`, { received: 'bool and bool' });
    return body(x, y);
  });

/** The greatest common divisor of integers, not negative. */
export const gcd = onIntegers('gcd', greatestCommonDivisor);

/** The least common multiple of integers, not negative; 0 if either is 0. */
export const lcm = onIntegers('lcm', (x, y) => {
  const divisor = greatestCommonDivisor(x, y);
  const product = mul(quotient(x, nonZero(divisor)), y);
  return isUnsigned(x.dtype) ? product : abs(product);
});
