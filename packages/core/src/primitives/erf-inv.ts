/** The inverse error function. */

import { floatKernel } from '../op.js';
import type { Tensor } from '../tensor/tensor.js';
import { graphArithmetic, numbers } from './arithmetic.js';
import { type Emission, unary } from './combinators.js';
import { exp, mul, scalarLike } from './elementwise.js';
import { CENTRAL, TAIL } from './erf-inv-polynomials.js';
import { wideErfInv } from './wide-special.js';

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

/** The y in (-∞, ∞) with erf(y) = x, for x in [-1, 1]; NaN outside. */
export const erfInv = unary('erf_inv', {
  onnx: erfInvNodes,
  evaluate: (x, dtype) => (dtype === 'float64' ? wideErfInv(numbers, x) : erfInvOf(x)),
  derivative: (g: Tensor, _x, y) => mul(g, mul(scalarLike(Math.sqrt(Math.PI) / 2, y), exp(mul(y, y)))),
  range: [-0.9, 0.9],
  cpuKernel: floatKernel,
  operations: 40,
});
