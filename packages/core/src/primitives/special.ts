/** Functions that ONNX has no op for: the angle of a point, the complementary error function, Bessel functions, bit shifts. */
import { type DType, dtypeInfo, isUnsigned } from '../dtype.js';
import { string } from '../onnx/graph-builder.js';
import type { Lowering } from '../onnx/lowering.js';
import { float32Only } from '../op.js';
import type { Tensor } from '../tensor/tensor.js';
import { type BinaryOp, binary, type UnaryOp, unary } from './combinators.js';
import { equal } from './compare.js';
import { add, div, exp, mul, neg, scalarLike, select, sub } from './elementwise.js';

type Name = string;

/** Arithmetic on the values of an ONNX graph. */
class Arithmetic {
  constructor(
    private readonly lowering: Lowering,
    private readonly dtype: DType,
  ) {}

  constant = (value: number): Name => this.lowering.scalar(value, this.dtype);
  op = (type: string, ...inputs: Name[]): Name => this.lowering.op(type, inputs);
  add = (x: Name, y: Name): Name => this.op('Add', x, y);
  mul = (x: Name, y: Name): Name => this.op('Mul', x, y);
  div = (x: Name, y: Name): Name => this.op('Div', x, y);
  where = (condition: Name, x: Name, y: Name): Name => this.op('Where', condition, x, y);

  /** By Horner's rule; the coefficient of the highest power comes last. */
  polynomial(t: Name, coefficients: readonly number[]): Name {
    const [highest, ...others] = [...coefficients].reverse();
    return others.reduce((sum, c) => this.add(this.mul(sum, t), this.constant(c)), this.constant(highest!));
  }

  /** Whether x < 0 or x is -0. */
  signBit(x: Name): Name {
    const zero = this.constant(0);
    const negativeZero = this.op('Less', this.div(this.constant(1), x), zero);
    return this.op('Or', this.op('Less', x, zero), this.op('And', this.op('Equal', x, zero), negativeZero));
  }
}

const polynomial = (t: number, coefficients: readonly number[]): number =>
  coefficients.reduceRight((sum, c) => sum * t + c, 0);

const square = (x: Tensor): Tensor => mul(x, x);

/** The angle of the point (x, y) from the x axis, in [-π, π]; zeros and infinities as in C. */
export const atan2: BinaryOp = binary('atan2', {
  onnx: (lowering, [y, x], dtype) => {
    const a = new Arithmetic(lowering, dtype);
    const zero = a.constant(0);
    // Where the quotient says nothing (0/0, ∞/∞), the signs take the place of the values.
    const both = (type: string) => a.op('And', a.op(type, y!), a.op(type, x!));
    const bothZero = a.op('And', a.op('Equal', y!, zero), a.op('Equal', x!, zero));
    const bothInfinite = both('IsInf');
    const top = a.where(bothInfinite, a.op('Sign', y!), y!);
    const bottom = a.where(bothZero, a.constant(1), a.where(bothInfinite, a.op('Sign', x!), x!));
    const angle = a.op('Atan', a.div(top, bottom));
    const half = a.where(a.signBit(y!), a.constant(-Math.PI), a.constant(Math.PI));
    const base = a.where(bothZero, zero, angle);
    const turned = a.where(a.signBit(x!), a.add(base, half), base);
    return a.where(a.op('And', bothZero, a.op('Not', a.signBit(x!))), y!, turned);
  },
  evaluate: Math.atan2,
  derivative: (g, y, x) => {
    const scale = div(g, add(square(x), square(y)));
    return [mul(scale, x), neg(mul(scale, y))];
  },
  cpuKernel: float32Only,
});

// W. H. Press et al., "Numerical Recipes", 6.2: erfc(x) = t exp(-x² + P(t)) with t = 1 / (1 + x/2), relative error below 1.2e-7.
const ERFC = [
  -1.26551223, 1.00002368, 0.37409196, 0.09678418, -0.18628806, 0.27886807, -1.13520398, 1.48851587, -0.82215223,
  0.17087277,
] as const;

/** 1 - erf(x), without cancellation for large x. */
export const erfc: UnaryOp = unary('erfc', {
  onnx: (lowering, [x], dtype) => {
    const a = new Arithmetic(lowering, dtype);
    const t = a.div(a.constant(1), a.add(a.constant(1), a.mul(a.constant(0.5), x!)));
    const exponent = a.op('Sub', a.polynomial(t, ERFC), a.mul(x!, x!));
    const tail = a.mul(t, a.op('Exp', exponent));
    const isNear = a.op('Less', x!, a.constant(0.5));
    return a.where(isNear, a.op('Sub', a.constant(1), a.op('Erf', x!)), tail);
  },
  evaluate: erfcOf,
  derivative: (g, x) => neg(mul(g, mul(scalarLike(2 / Math.sqrt(Math.PI), x), exp(neg(square(x)))))),
  range: [-2, 4],
  cpuKernel: float32Only,
});

/** In double precision: the Maclaurin series of erf near 0, the continued fraction beyond. */
function erfcOf(x: number): number {
  if (x < 2) {
    const a = Math.abs(x);
    if (a > 6) return 2;
    let term = x;
    let total = x;
    for (let n = 1; n < 150; n++) {
      term *= (-x * x) / n;
      total += term / (2 * n + 1);
    }
    return 1 - (2 / Math.sqrt(Math.PI)) * total;
  }
  let fraction = 0;
  for (let k = 60; k > 0; k--) fraction = k / 2 / (x + fraction);
  return x === Number.POSITIVE_INFINITY ? 0 : Math.exp(-x * x) / Math.sqrt(Math.PI) / (x + fraction);
}

// M. Abramowitz and I. Stegun, "Handbook of Mathematical Functions", 9.8.1 to 9.8.4: polynomials in (x/3.75)² below 3.75
// and in 3.75/x above, errors below 2.2e-7.
const BESSEL = {
  i0: {
    near: [1, 3.5156229, 3.0899424, 1.2067492, 0.2659732, 0.0360768, 0.0045813],
    far: [
      0.39894228, 0.01328592, 0.00225319, -0.00157565, 0.00916281, -0.02057706, 0.02635537, -0.01647633, 0.00392377,
    ],
  },
  i1: {
    near: [0.5, 0.87890594, 0.51498869, 0.15084934, 0.02658733, 0.00301532, 0.00032411],
    far: [
      0.39894228, -0.03988024, -0.00362018, 0.00163801, -0.01031555, 0.02282967, -0.02895312, 0.01787654, -0.00420059,
    ],
  },
} as const;

const bessel = (order: 'i0' | 'i1', derivative: (g: Tensor, x: Tensor, y: Tensor) => Tensor): UnaryOp => {
  const { near, far } = BESSEL[order];
  return unary(`bessel_${order}`, {
    onnx: (lowering, [x], dtype) => {
      const a = new Arithmetic(lowering, dtype);
      const bound = a.constant(3.75);
      const size = a.op('Abs', x!);
      const ratio = a.div(size, bound);
      const even = a.polynomial(a.mul(ratio, ratio), near);
      const large = a.op('Max', size, bound);
      const scale = a.div(a.op('Exp', large), a.op('Sqrt', large));
      const beyond = a.mul(scale, a.polynomial(a.div(bound, large), far));
      const isNear = a.op('Less', size, bound);
      return order === 'i0'
        ? a.where(isNear, even, beyond)
        : a.where(isNear, a.mul(even, x!), a.mul(beyond, a.op('Sign', x!)));
    },
    evaluate: (x) => {
      const size = Math.abs(x);
      const odd = order === 'i1';
      if (size < 3.75) return polynomial((size / 3.75) ** 2, near) * (odd ? x : 1);
      return (Math.exp(size) / Math.sqrt(size)) * polynomial(3.75 / size, far) * (odd ? Math.sign(x) : 1);
    },
    derivative,
    range: [-6, 6],
    cpuKernel: float32Only,
  });
};

/** The modified Bessel function of the first kind and order 0. */
export const besselI0: UnaryOp = bessel('i0', (g, x) => mul(g, besselI1(x)));
/** The modified Bessel function of the first kind and order 1. I1' = I0 - I1/x, which is 1/2 at 0. */
export const besselI1: UnaryOp = bessel('i1', (g, x, y) => {
  const isZero = equal(x, scalarLike(0, x));
  const quotient = select(isZero, scalarLike(0.5, x), div(y, select(isZero, scalarLike(1, x), x)));
  return mul(g, sub(besselI0(x), quotient));
});

/** The real cube root. */
export const cbrt: UnaryOp = unary('cbrt', {
  onnx: (lowering, [x], dtype) => {
    const a = new Arithmetic(lowering, dtype);
    return a.mul(a.op('Sign', x!), a.op('Pow', a.op('Abs', x!), a.constant(1 / 3)));
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
