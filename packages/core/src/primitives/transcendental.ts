/** Roots, exponentials, logarithms, trigonometric and hyperbolic functions of each element. */
import type { Lowering } from '../onnx/lowering.js';
import { floatKernel } from '../op.js';
import type { Tensor } from '../tensor/tensor.js';
import { graphArithmetic, numbers } from './arithmetic.js';
import { type Emission, unary } from './combinators.js';
import { add, div, mul, neg, scalarLike, sub } from './elementwise.js';
import {
  wideAcos,
  wideAcosh,
  wideAsin,
  wideAsinh,
  wideAtan,
  wideAtanh,
  wideCosh,
  wideSinh,
  wideTan,
} from './wide-functions.js';
import { wideErf } from './wide-special.js';

const positive = [0.2, 3] as const;
const unit = [-0.9, 0.9] as const;

export const exp = unary('exp', { onnx: 'Exp', evaluate: Math.exp, derivative: (g, _x, y) => mul(g, y) });
export const log = unary('log', {
  onnx: 'Log',
  evaluate: Math.log,
  derivative: (g, x) => div(g, x),
  range: positive,
});
export const sqrt = unary('sqrt', {
  onnx: 'Sqrt',
  evaluate: Math.sqrt,
  derivative: (g, _x, y) => div(mul(g, scalarLike(0.5, y)), y),
  range: positive,
});
export const reciprocal = unary('reciprocal', {
  onnx: 'Reciprocal',
  evaluate: (x) => 1 / x,
  derivative: (g, _x, y) => neg(mul(g, mul(y, y))),
  range: positive,
});
export const sin = unary('sin', { onnx: 'Sin', evaluate: Math.sin, derivative: (g, x) => mul(g, cos(x)) });
export const cos = unary('cos', { onnx: 'Cos', evaluate: Math.cos, derivative: (g, x) => neg(mul(g, sin(x))) });
export const tanh = unary('tanh', {
  onnx: 'Tanh',
  evaluate: Math.tanh,
  derivative: (g, _x, y) => mul(g, sub(scalarLike(1, y), mul(y, y))),
});
export const sigmoid = unary('sigmoid', {
  // A product with the runtime's own op becomes QuickGelu, for which it has a kernel in float32 alone.
  onnx: (lowering, [x], dtype) =>
    dtype === 'float64'
      ? lowering.op('Reciprocal', [
          lowering.op('Add', [lowering.op('Exp', [lowering.op('Neg', [x!])]), lowering.scalar(1, dtype)]),
        ])
      : lowering.op('Sigmoid', [x!]),
  evaluate: (x) => 1 / (1 + Math.exp(-x)),
  derivative: (g, _x, y) => mul(g, mul(y, sub(scalarLike(1, y), y))),
});

const square = (x: Tensor): Tensor => mul(x, x);
const one = (x: Tensor): Tensor => scalarLike(1, x);
const rsqrt = (x: Tensor): Tensor => reciprocal(sqrt(x));

export const tan = unary('tan', {
  onnx: 'Tan',
  evaluate: Math.tan,
  derivative: (g, _x, y) => mul(g, add(one(y), square(y))),
  wide: (x) => wideTan(x),
});
export const asin = unary('asin', {
  onnx: 'Asin',
  evaluate: Math.asin,
  derivative: (g, x) => mul(g, rsqrt(sub(one(x), square(x)))),
  range: unit,
  wide: (x) => wideAsin(x),
});
export const acos = unary('acos', {
  onnx: 'Acos',
  evaluate: Math.acos,
  derivative: (g, x) => neg(mul(g, rsqrt(sub(one(x), square(x))))),
  range: unit,
  wide: (x) => wideAcos(x),
});
export const atan = unary('atan', {
  onnx: 'Atan',
  evaluate: Math.atan,
  derivative: (g, x) => div(g, add(one(x), square(x))),
  wide: (x) => wideAtan(x),
});
export const sinh = unary('sinh', {
  onnx: 'Sinh',
  evaluate: Math.sinh,
  derivative: (g, x) => mul(g, cosh(x)),
  wide: (x) => wideSinh(x),
});
export const cosh = unary('cosh', {
  onnx: 'Cosh',
  evaluate: Math.cosh,
  derivative: (g, x) => mul(g, sinh(x)),
  wide: (x) => wideCosh(x),
});
export const asinh = unary('asinh', {
  onnx: 'Asinh',
  evaluate: Math.asinh,
  derivative: (g, x) => mul(g, rsqrt(add(square(x), one(x)))),
  wide: (x) => wideAsinh(x),
});
export const acosh = unary('acosh', {
  onnx: 'Acosh',
  evaluate: Math.acosh,
  derivative: (g, x) => mul(g, rsqrt(sub(square(x), one(x)))),
  range: [1.2, 3],
  wide: (x) => wideAcosh(x),
});
export const atanh = unary('atanh', {
  onnx: 'Atanh',
  evaluate: Math.atanh,
  derivative: (g, x) => div(g, sub(one(x), square(x))),
  range: unit,
  wide: (x) => wideAtanh(x),
});
export const erf = unary('erf', {
  onnx: (lowering, [x], dtype) =>
    dtype === 'float64' ? wideErf(graphArithmetic(lowering, dtype), x!) : lowering.op('Erf', [x!]),
  evaluate: (x) => wideErf(numbers, x),
  derivative: (g, x) => mul(g, mul(scalarLike(2 / Math.sqrt(Math.PI), x), exp(neg(square(x))))),
  cpuKernel: floatKernel,
});
export const softplus = unary('softplus', {
  // log(1 + e^x) = max(x, 0) + log1p(e^-|x|); the exact form keeps the tail that ONNX's Softplus loses.
  onnx: (lowering, [x], dtype) => {
    const positivePart = lowering.op('Relu', [x!]);
    const tail = lowering.op('Exp', [lowering.op('Neg', [lowering.op('Abs', [x!])])]);
    // From 0 to 1: with u the rounded 1 + tail, log(1 + tail) = log(u) + (tail - (u - 1)) / u up to the square of what was rounded off.
    const u = lowering.op('Add', [tail, lowering.scalar(1, dtype)]);
    const left = lowering.op('Sub', [tail, lowering.op('Sub', [u, lowering.scalar(1, dtype)])]);
    const logarithm = lowering.op('Add', [lowering.op('Log', [u]), lowering.op('Div', [left, u])]);
    return lowering.op('Add', [positivePart, logarithm]);
  },
  evaluate: (x) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x))),
  derivative: (g, x) => mul(g, sigmoid(x)),
});

/** log(1 + x) to full precision near 0 (W. Kahan): with u = 1 + x, log(u) · x / (u - 1). */
const log1pNodes: Exclude<Emission, string> = (lowering, [x], dtype) => {
  const constant = (value: number) => lowering.scalar(value, dtype);
  const u = lowering.op('Add', [x!, constant(1)]);
  const exact = lowering.op('Equal', [u, constant(1)]);
  const infinite = lowering.op('Equal', [u, constant(Number.POSITIVE_INFINITY)]);
  const divisor = lowering.op('Where', [exact, constant(1), lowering.op('Sub', [u, constant(1)])]);
  const scaled = lowering.op('Mul', [lowering.op('Log', [u]), lowering.op('Div', [x!, divisor])]);
  return lowering.op('Where', [exact, x!, lowering.op('Where', [infinite, u, scaled])]);
};
export const log1p = unary('log1p', {
  onnx: log1pNodes,
  evaluate: Math.log1p,
  derivative: (g, x) => div(g, add(one(x), x)),
  range: [-0.5, 3],
});

/** e^x - 1 in float64, for which the runtime has no sinh (W. Kahan): with u = e^x, (u - 1) · x / log(u) near 0. */
function wideExpm1(lowering: Lowering, x: string): string {
  const one = lowering.scalar(1, 'float64');
  const u = lowering.op('Exp', [x]);
  const far = lowering.op('Sub', [u, one]);
  const exact = lowering.op('Equal', [u, one]);
  const divisor = lowering.op('Where', [exact, one, lowering.op('Log', [u])]);
  const near = lowering.op('Where', [exact, x, lowering.op('Mul', [far, lowering.op('Div', [x, divisor])])]);
  return lowering.op('Where', [lowering.op('Less', [lowering.op('Abs', [x]), one]), near, far]);
}

export const expm1 = unary('expm1', {
  // e^x - 1 = 2 e^(x/2) sinh(x/2), and sinh keeps its precision near 0.
  onnx: (lowering, [x], dtype) => {
    if (dtype === 'float64') return wideExpm1(lowering, x!);
    const half = lowering.op('Mul', [x!, lowering.scalar(0.5, dtype)]);
    const near = lowering.op('Mul', [
      lowering.op('Mul', [lowering.op('Exp', [half]), lowering.op('Sinh', [half])]),
      lowering.scalar(2, dtype),
    ]);
    const far = lowering.op('Sub', [lowering.op('Exp', [x!]), lowering.scalar(1, dtype)]);
    const isNear = lowering.op('Less', [lowering.op('Abs', [x!]), lowering.scalar(1, dtype)]);
    return lowering.op('Where', [isNear, near, far]);
  },
  evaluate: Math.expm1,
  derivative: (g, x) => mul(g, exp(x)),
  cpuKernel: floatKernel,
});
