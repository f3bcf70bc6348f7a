/** The inverse error function. */

import { floatKernel, type Primitive } from '../op.js';
import type { Lane } from '../simd/lanes.js';
import { negativeLogLanes } from '../simd/log.js';
import type { Tensor } from '../tensor/tensor.js';
import { graphArithmetic, numbers } from './arithmetic.js';
import { type Emission, unary } from './combinators.js';
import { exp, mul, scalarLike } from './elementwise.js';
import { wideErfInv } from './wide-special.js';

// M. Giles, "Approximating the erfinv function" (GPU Computing Gems, 2011), in single precision: polynomials in w = -log(1 - x²), the
// first for w < 5.
const CENTRAL = [
  2.81022636e-8, 3.43273939e-7, -3.5233877e-6, -4.39150654e-6, 0.00021858087, -0.00125372503, -0.00417768164,
  0.246640727, 1.50140941,
] as const;
const TAIL = [
  -0.000200214257, 0.000100950558, 0.00134934322, -0.00367342844, 0.00573950773, -0.0076224613, 0.00943887047,
  1.00167406, 2.83297682,
] as const;

function erfInvOf(x: number): number {
  const w = -Math.log1p(-x * x);
  const central = w < 5;
  const t = central ? w - 2.5 : Math.sqrt(w) - 3;
  let sum = 0;
  for (const coefficient of central ? CENTRAL : TAIL) sum = sum * t + coefficient;
  return Math.abs(x) === 1 ? x * Number.POSITIVE_INFINITY : x * sum;
}

const erfInvNodes: Emission = (lowering, [x], dtype) => {
  if (dtype === 'float64') return wideErfInv(graphArithmetic(lowering, dtype), x!);
  const constant = (value: number) => lowering.scalar(value, 'float32');
  const polynomial = (t: string, [first, ...others]: readonly number[]) =>
    others.reduce((sum, c) => lowering.op('Add', [lowering.op('Mul', [sum, t]), constant(c)]), constant(first!));
  const square = lowering.op('Mul', [x!, x!]);
  const w = lowering.op('Neg', [lowering.op('Log', [lowering.op('Sub', [constant(1), square])])]);
  const central = polynomial(lowering.op('Sub', [w, constant(2.5)]), CENTRAL);
  const tail = polynomial(lowering.op('Sub', [lowering.op('Sqrt', [w]), constant(3)]), TAIL);
  const value = lowering.op('Where', [lowering.op('Less', [w, constant(5)]), central, tail]);
  // Both are positive where they are finite; at ±1 the second is -inf.
  return lowering.op('Mul', [x!, lowering.op('Abs', [value])]);
};

const erfInvLanes: Primitive['simd'] = (lanes, [x]) => {
  const float = (value: number) => lanes.float(value);
  const choose = (condition: Lane, yes: Lane, no: Lane) => lanes.op('v128.bitselect', yes, no, condition);
  const y = lanes.op('f32x4.sub', float(1), lanes.op('f32x4.mul', x!, x!));
  const w = negativeLogLanes(lanes, y);
  const central = lanes.polynomial(lanes.op('f32x4.sub', w, float(2.5)), CENTRAL);
  const atEnds = choose(lanes.op('f32x4.eq', y, float(0)), float(Number.POSITIVE_INFINITY), float(Number.NaN));
  const outside = choose(lanes.op('f32x4.gt', y, float(0)), w, atEnds);
  const tail = lanes.polynomial(lanes.op('f32x4.sub', lanes.op('f32x4.sqrt', outside), float(3)), TAIL);
  const value = choose(lanes.op('f32x4.ge', w, float(5)), lanes.op('f32x4.abs', tail), central);
  return lanes.op('f32x4.mul', x!, value);
};

/** The y in (-∞, ∞) with erf(y) = x, for x in [-1, 1]; NaN outside. */
export const erfInv = unary('erf_inv', {
  onnx: erfInvNodes,
  simd: erfInvLanes,
  evaluate: (x, dtype) => (dtype === 'float64' ? wideErfInv(numbers, x) : erfInvOf(x)),
  derivative: (g: Tensor, _x, y) => mul(g, mul(scalarLike(Math.sqrt(Math.PI) / 2, y), exp(mul(y, y)))),
  range: [-0.9, 0.9],
  cpuKernel: floatKernel,
  operations: 40,
});
