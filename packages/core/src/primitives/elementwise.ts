/** Arithmetic of each element; its other functions are in the files named below. */
export { cast } from './cast.js';
export { stopGradient } from './identity.js';
export { select } from './select.js';
export * from './transcendental.js';

import { type DType, isFloat, isUnsigned, itemSize } from '../dtype.js';
import type { Spec } from '../graph/node.js';
import { float, int } from '../onnx/graph-builder.js';
import type { Lowering } from '../onnx/lowering.js';
import { floatKernel } from '../op.js';
import { fromNumbers } from '../tensor/host-array.js';
import { fromHost, type Tensor } from '../tensor/tensor.js';
import { cast } from './cast.js';
import { arithmetic, binary, type Emission, unary } from './combinators.js';
import { equal, greater, greaterEqual, less } from './compare.js';
import { broadcastTo, sumTo } from './movement.js';
import { select } from './select.js';
import { log } from './transcendental.js';

/** A constant of rank 0. */
export const scalar = (value: number, dtype: DType): Tensor => fromHost(fromNumbers([value], dtype, []));
/** A constant of rank 0 with the dtype of `x`. */
export const scalarLike = (value: number, x: { dtype: DType }): Tensor => scalar(value, x.dtype);

/** Zeros of the shape and dtype of `x`. */
export const zerosLike = ({ shape, dtype }: Spec): Tensor => broadcastTo(scalar(0, dtype), shape);

const numeric = ['float32', 'int32'] as const;

export const add = binary('add', {
  cheap: 'repeat',
  onnx: 'Add',
  evaluate: (x, y) => x + y,
  derivative: (g) => [g, g],
  dtypes: numeric,
});
export const sub = binary('subtract', {
  cheap: 'repeat',
  onnx: 'Sub',
  evaluate: (x, y) => x - y,
  // Summed before it is negated, where y was broadcast.
  derivative: (g, _x, y) => [g, neg(sumTo(g, y.shape))],
  dtypes: numeric,
});
export const mul = binary('multiply', {
  cheap: 'repeat',
  onnx: 'Mul',
  evaluate: productOf,
  // Of a square, g is doubled, which is often one number.
  derivative: (g, x, y) => (x === y ? [mul(add(g, g), x), null] : [mul(g, y), mul(g, x)]),
  dtypes: numeric,
});
export const div = binary('divide', {
  onnx: 'Div',
  evaluate: (x, y) => x / y,
  derivative: (g, _x, y, out) => [div(g, y), neg(div(sumTo(mul(g, out), y.shape), y))],
  ranges: [
    [-2, 2],
    [0.5, 2],
  ],
});
/** ONNX Runtime fails on integer division by 0, and dies of the smallest integer by -1: such divisors become 1. */
function safeDivisor(lowering: Lowering, y: string, dtype: DType): { zero: string; minusOne: string; divisor: string } {
  const zero = lowering.op('Equal', [y, lowering.scalar(0, dtype)]);
  const minusOne = lowering.op('Equal', [y, lowering.scalar(-1, dtype)]);
  const divisor = lowering.op('Where', [lowering.op('Or', [zero, minusOne]), lowering.scalar(1, dtype), y]);
  return { zero, minusOne, divisor };
}
const signedKernel = (dtype: DType): DType => (isUnsigned(dtype) ? 'int64' : arithmetic(dtype));

/** Integer division that rounds towards zero; -1 where the divisor is 0, as in XLA. */
export const quotient = binary('quotient', {
  onnx: (lowering, [x, y], dtype) => {
    const { zero, minusOne, divisor } = safeDivisor(lowering, y!, dtype);
    const negated = lowering.op('Where', [minusOne, lowering.op('Neg', [x!]), lowering.op('Div', [x!, divisor])]);
    return lowering.op('Where', [zero, lowering.scalar(-1, dtype), negated]);
  },
  evaluate: (x, y) => (y === 0 ? -1 : Math.trunc(x / y)),
  cpuKernel: signedKernel,
  dtypes: ['int32'],
});
/** The runtime's Mod takes it in float64. The smallest number by -1 would stop the process: by 1 the remainder is the same. */
function wholeRemainder(lowering: Lowering, x: string, divisor: string): string {
  const isNegativeOne = lowering.op('Equal', [divisor, lowering.scalar(-1, 'int64')]);
  const by = lowering.op('Where', [isNegativeOne, lowering.scalar(1, 'int64'), divisor]);
  return lowering.op('Sub', [x, lowering.op('Mul', [lowering.op('Div', [x, by]), by])]);
}

/** The remainder with the sign of the dividend, as C's fmod; of integers by 0 the dividend, as in XLA. */
export const fmod = binary('fmod', {
  onnx: (lowering, [x, y], dtype) => {
    if (isFloat(dtype)) return lowering.op('Mod', [x!, y!], { fmod: int(1) });
    const { zero, divisor } = safeDivisor(lowering, y!, dtype);
    const remainder =
      dtype === 'int64' ? wholeRemainder(lowering, x!, divisor) : lowering.op('Mod', [x!, divisor], { fmod: int(1) });
    return lowering.op('Where', [zero, x!, remainder]);
  },
  evaluate: (x, y, dtype) => (y === 0 && !isFloat(dtype) ? x : x % y),
  derivative: (g, x, y) => [g, neg(mul(g, trunc(div(x, y))))],
  cpuKernel: (dtype) => (isFloat(dtype) ? arithmetic(dtype) : signedKernel(dtype)),
  dtypes: numeric,
  ranges: [
    [-9, 9],
    [1, 5],
  ],
});
export const pow = binary('power', {
  onnx: 'Pow',
  evaluate: powerOf,
  derivative: (g, x, y, out) => {
    const one = scalarLike(1, x);
    const zero = scalarLike(0, x);
    const dx = select(equal(y, zero), zero, mul(y, pow(x, sub(y, one))));
    return [mul(g, dx), mul(g, mul(log(select(equal(x, zero), one, x)), out))];
  },
  ranges: [
    [0.5, 2],
    [-2, 2],
  ],
  // Pow has no kernels for unsigned numbers.
  cpuKernel: signedKernel,
});

/** At a tie each side takes half of the cotangent, as in JAX. */
const extremeDerivative =
  (wins: (x: Tensor, y: Tensor) => Tensor) =>
  (g: Tensor, x: Tensor, y: Tensor): [Tensor, Tensor] => {
    const half = mul(cast(equal(x, y), x.dtype), scalarLike(0.5, x));
    const first = add(cast(wins(x, y), x.dtype), half);
    const second = add(cast(wins(y, x), x.dtype), half);
    return [mul(g, first), mul(g, second)];
  };
/** Max and Min of int64 see the lower 32 bits only (ONNX Runtime 1.30). */
const extremeNodes =
  (type: 'Max' | 'Min'): Exclude<Emission, string> =>
  (lowering, [x, y], dtype) => {
    if (dtype !== 'int64') return lowering.op(type, [x!, y!]);
    return lowering.op('Where', [lowering.op(type === 'Max' ? 'Greater' : 'Less', [x!, y!]), x!, y!]);
  };
export const maximum = binary('maximum', {
  onnx: extremeNodes('Max'),
  evaluate: (x, y) => Math.max(x, y),
  derivative: extremeDerivative((x, y) => greater(x, y)),
  dtypes: numeric,
});
export const minimum = binary('minimum', {
  onnx: extremeNodes('Min'),
  evaluate: (x, y) => Math.min(x, y),
  derivative: extremeDerivative((x, y) => less(x, y)),
  dtypes: numeric,
});

/** Integers wrap around; a double does not hold the products of large ones. */
export function productOf(x: number, y: number, dtype: DType): number {
  const product = x * y;
  if (!Number.isInteger(product) || Number.isSafeInteger(product) || isFloat(dtype)) return product;
  return itemSize(dtype) < 8 ? Math.imul(x, y) : Number(BigInt.asIntN(64, BigInt(x) * BigInt(y)));
}

/** The same holds for powers of integers. */
function powerOf(x: number, y: number, dtype: DType): number {
  // IEEE 754 says that 1 to any power, and -1 to an infinite one, is 1; JavaScript says NaN.
  const power = x === 1 || (x === -1 && Math.abs(y) === Infinity) ? 1 : x ** y;
  if (isFloat(dtype) || y < 0 || Number.isSafeInteger(power)) return power;
  let [result, square] = [1, x];
  for (let rest = y; rest > 0; rest = Math.floor(rest / 2)) {
    if (rest % 2 === 1) result = productOf(result, square, dtype);
    square = productOf(square, square, dtype);
  }
  return result;
}

export const neg = unary('negative', {
  cheap: 'repeat',
  onnx: 'Neg',
  evaluate: (x) => -x,
  derivative: (g) => neg(g),
  // Neg has no unsigned kernels; the signed one gives the same bits.
  cpuKernel: signedKernel,
  dtypes: numeric,
});
export const abs = unary('absolute', {
  onnx: 'Abs',
  evaluate: Math.abs,
  // At 0 that of x, as in JAX.
  derivative: (g, x) => select(greaterEqual(x, scalarLike(0, x)), g, neg(g)),
  dtypes: numeric,
});
export const sign = unary('sign', {
  onnx: (lowering, [x], dtype) => {
    if (dtype !== 'int64') return lowering.op('Sign', [x!]);
    // As for Max, the runtime's own op sees half of the bits.
    const is = (type: string) => lowering.cast(lowering.op(type, [x!, lowering.scalar(0, dtype)]), dtype);
    return lowering.op('Sub', [is('Greater'), is('Less')]);
  },
  evaluate: Math.sign,
  derivative: () => null,
  dtypes: numeric,
});
export const floor = unary('floor', { onnx: 'Floor', evaluate: Math.floor, derivative: () => null });
export const ceil = unary('ceil', { onnx: 'Ceil', evaluate: Math.ceil, derivative: () => null });
/** Rounds halves to even, as IEEE 754 and NumPy do. */
export const round = unary('round', {
  onnx: 'Round',
  evaluate: (x) => (Math.abs(x % 1) === 0.5 ? 2 * Math.round(x / 2) : Math.round(x)),
  derivative: () => null,
});
export const trunc = (x: Tensor): Tensor => mul(sign(x), floor(abs(x)));

const positivePart = extremeNodes('Max');
export const relu = unary('relu', {
  onnx: (lowering, [x], dtype) =>
    isFloat(dtype) || dtype === 'int32'
      ? lowering.op('Relu', [x!])
      : positivePart(lowering, [x!, lowering.scalar(0, dtype)], dtype),
  evaluate: (x) => (x > 0 || Number.isNaN(x) ? x : 0),
  derivative: (g, _x, y) => mul(g, step(y)),
  dtypes: numeric,
});
/** 1 where x > 0, else 0 (NaN for NaN), in the type of x. A steep HardSigmoid is the fastest way to say so on the CPU. */
export const step = unary('step', {
  onnx: (lowering, [x], dtype) => {
    if (dtype !== 'float64') return lowering.op('HardSigmoid', [x!], { alpha: float(3e38), beta: float(0) });
    const [zero, one] = [0, 1].map((value) => lowering.scalar(value, dtype)) as [string, string];
    const orNan = lowering.op('Where', [lowering.op('LessOrEqual', [x!, zero]), zero, x!]);
    return lowering.op('Where', [lowering.op('Greater', [x!, zero]), one, orNan]);
  },
  evaluate: (x) => (x > 0 ? 1 : x <= 0 ? 0 : x),
  derivative: () => null,
  cpuKernel: floatKernel,
});
