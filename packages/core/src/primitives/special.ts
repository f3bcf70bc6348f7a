/** Functions that ONNX has no op for: the angle of a point, the complementary error function, Bessel functions, bit shifts. */
import { type DType, dtypeInfo, isUnsigned } from '../dtype.js';
import { string } from '../onnx/graph-builder.js';
import type { Lowering } from '../onnx/lowering.js';
import { floatKernel } from '../op.js';
import type { Tensor } from '../tensor/tensor.js';
import { graphArithmetic, numbers, polynomial } from './arithmetic.js';
import { type BinaryOp, binary, type UnaryOp, unary } from './combinators.js';
import { equal } from './compare.js';
import { add, div, exp, mul, neg, scalarLike, select, sub } from './elementwise.js';
import { wideAtan2 } from './wide-functions.js';
import { wideBessel, wideErfc } from './wide-special.js';

type Name = string;

/** Whether x < 0 or x is -0. */
const signBit = (lowering: Lowering, x: Name, dtype: DType): Name => {
  const isBelow = (value: Name) => lowering.op('Less', [value, lowering.scalar(0, dtype)]);
  return lowering.op('Or', [isBelow(x), isBelow(lowering.op('Div', [lowering.scalar(1, dtype), x]))]);
};

const square = (x: Tensor): Tensor => mul(x, x);

/** The angle of the point (x, y) from the x axis, in [-π, π]; zeros and infinities as in C. */
export const atan2: BinaryOp = binary('atan2', {
  onnx: (lowering, [y, x], dtype) => {
    const [height, width] = [y!, x!].map((value) => lowering.op('Abs', [value])) as [Name, Name];
    // Where the quotient says nothing (0/0, ∞/∞), it is 0 or 1.
    const isEqual = lowering.op('Equal', [height, width]);
    const quotient = lowering.op('Div', [height, width]);
    const slope = lowering.op('Where', [isEqual, lowering.op('Sign', [height]), quotient]);
    const angle = lowering.op('Atan', [slope]);
    const other = lowering.op('Sub', [lowering.scalar(Math.PI, dtype), angle]);
    const turned = lowering.op('Where', [signBit(lowering, x!, dtype), other, angle]);
    // The runtime's choice of -0 is 0.
    const [minus, plus] = [-1, 1].map((value) => lowering.scalar(value, dtype)) as [Name, Name];
    return lowering.op('Mul', [turned, lowering.op('Where', [signBit(lowering, y!, dtype), minus, plus])]);
  },
  evaluate: Math.atan2,
  derivative: (g, y, x) => {
    const scale = div(g, add(square(x), square(y)));
    return [mul(scale, x), neg(mul(scale, y))];
  },
  wide: (y, x) => wideAtan2(y, x),
});

// W. H. Press et al., "Numerical Recipes", 6.2: erfc(x) = t exp(-x² + P(t)) with t = 1 / (1 + x/2), relative error below 1.2e-7.
const ERFC = [
  -1.26551223, 1.00002368, 0.37409196, 0.09678418, -0.18628806, 0.27886807, -1.13520398, 1.48851587, -0.82215223,
  0.17087277,
] as const;

/** 1 - erf(x), without cancellation for large x. */
export const erfc: UnaryOp = unary('erfc', {
  onnx: (lowering, [x], dtype) => {
    const a = graphArithmetic(lowering, dtype);
    if (dtype === 'float64') return wideErfc(a, x!);
    const t = a.div(a.constant(1), a.add(a.constant(1), a.mul(a.constant(0.5), x!)));
    const exponent = a.sub(polynomial(a, t, ERFC), a.mul(x!, x!));
    const near = a.sub(a.constant(1), lowering.op('Erf', [x!]));
    return a.whereLess(x!, a.constant(0.5), near, a.mul(t, a.exp(exponent)));
  },
  evaluate: (x) => wideErfc(numbers, x),
  derivative: (g, x) => neg(mul(g, mul(scalarLike(2 / Math.sqrt(Math.PI), x), exp(neg(square(x)))))),
  range: [-2, 4],
  cpuKernel: floatKernel,
});

// M. Abramowitz and I. Stegun, "Handbook of Mathematical Functions", 9.8.1 to 9.8.4: polynomials in (x/3.75)² below 3.75
// and in 3.75/x above, errors below 2.2e-7.
const BESSEL = [
  {
    near: [1, 3.5156229, 3.0899424, 1.2067492, 0.2659732, 0.0360768, 0.0045813],
    far: [
      0.39894228, 0.01328592, 0.00225319, -0.00157565, 0.00916281, -0.02057706, 0.02635537, -0.01647633, 0.00392377,
    ],
  },
  {
    near: [0.5, 0.87890594, 0.51498869, 0.15084934, 0.02658733, 0.00301532, 0.00032411],
    far: [
      0.39894228, -0.03988024, -0.00362018, 0.00163801, -0.01031555, 0.02282967, -0.02895312, 0.01787654, -0.00420059,
    ],
  },
] as const;

const bessel = (order: 0 | 1, derivative: (g: Tensor, x: Tensor, y: Tensor) => Tensor): UnaryOp => {
  const { near, far } = BESSEL[order];
  return unary(`bessel_i${order}`, {
    onnx: (lowering, [x], dtype) => {
      const a = graphArithmetic(lowering, dtype);
      if (dtype === 'float64') return wideBessel(a, x!, order);
      const [bound, size] = [a.constant(3.75), a.abs(x!)];
      const ratio = a.div(size, bound);
      const even = polynomial(a, a.mul(ratio, ratio), near);
      const large = lowering.op('Max', [size, bound]);
      const beyond = a.mul(a.div(a.exp(large), a.sqrt(large)), polynomial(a, a.div(bound, large), far));
      return order === 0
        ? a.whereLess(size, bound, even, beyond)
        : a.whereLess(size, bound, a.mul(even, x!), a.mul(beyond, a.sign(x!)));
    },
    evaluate: (x) => wideBessel(numbers, x, order),
    derivative,
    range: [-6, 6],
    cpuKernel: floatKernel,
  });
};

/** The modified Bessel function of the first kind and order 0. */
export const besselI0: UnaryOp = bessel(0, (g, x) => mul(g, besselI1(x)));
/** The modified Bessel function of the first kind and order 1. I1' = I0 - I1/x, which is 1/2 at 0. */
export const besselI1: UnaryOp = bessel(1, (g, x, y) => {
  const isZero = equal(x, scalarLike(0, x));
  const quotient = select(isZero, scalarLike(0.5, x), div(y, select(isZero, scalarLike(1, x), x)));
  return mul(g, sub(besselI0(x), quotient));
});

/** The real cube root. */
export const cbrt: UnaryOp = unary('cbrt', {
  onnx: (lowering, [x], dtype) => {
    const power = lowering.op('Pow', [lowering.op('Abs', [x!]), lowering.scalar(1 / 3, dtype)]);
    return lowering.op('Mul', [lowering.op('Sign', [x!]), power]);
  },
  evaluate: Math.cbrt,
  derivative: (g, _x, y) => div(g, mul(scalarLike(3, y), square(y))),
  range: [0.5, 8],
});

const integers = ['int32', 'uint8'] as const;

/** ONNX shifts unsigned integers only; a signed one goes through the unsigned type of its width. */
const unsignedOf = (dtype: DType): DType => (isUnsigned(dtype) ? dtype : (`u${dtype}` as DType));

const shiftNodes = (lowering: Lowering, x: Name, by: Name, dtype: DType, direction: 'LEFT' | 'RIGHT'): Name => {
  const unsigned = unsignedOf(dtype);
  const { bits } = dtypeInfo(dtype);
  const amount = lowering.cast(by, unsigned);
  const defined = lowering.op('Min', [amount, lowering.scalar(bits - 1, unsigned)]);
  const shifted = lowering.op('BitShift', [lowering.cast(x, unsigned), defined], { direction: string(direction) });
  // A shift by the width or more, which the runtime does not define, leaves nothing.
  const kept = lowering.cast(lowering.op('Less', [amount, lowering.scalar(bits, unsigned)]), unsigned);
  return lowering.cast(lowering.op('Mul', [shifted, kept]), dtype);
};

const kernel = (dtype: DType): DType => (dtypeInfo(dtype).bits >= 32 ? dtype : isUnsigned(dtype) ? 'uint32' : 'int32');

/** x · 2^by in integers; bits beyond the width are lost. */
export const shiftLeft: BinaryOp = binary('shift_left', {
  onnx: (lowering, [x, by], dtype) => shiftNodes(lowering, x!, by!, dtype, 'LEFT'),
  evaluate: (x, by) => (by < 0 || by >= 64 ? 0 : x * 2 ** by),
  cpuKernel: kernel,
  dtypes: integers,
  ranges: [
    [0, 9],
    [0, 5],
  ],
});

/** ⌊x / 2^by⌋ in integers; the sign stays. */
export const shiftRight: BinaryOp = binary('shift_right', {
  onnx: (lowering, [x, by], dtype) => {
    if (isUnsigned(dtype)) return shiftNodes(lowering, x!, by!, dtype, 'RIGHT');
    // ~x is not negative where x is, and ~(~x >> n) is the shift that keeps the sign.
    const isNegative = lowering.op('Less', [x!, lowering.scalar(0, dtype)]);
    const flip = (value: Name) => lowering.op('Where', [isNegative, lowering.op('BitwiseNot', [value]), value]);
    return flip(shiftNodes(lowering, flip(x!), by!, dtype, 'RIGHT'));
  },
  evaluate: (x, by) => Math.floor(x / 2 ** (by < 0 ? 64 : Math.min(by, 64))),
  cpuKernel: kernel,
  dtypes: integers,
  ranges: [
    [-9, 9],
    [0, 5],
  ],
});
