/** Cholesky decomposition. */
import type { Attributes } from '../../graph/node.js';
import { emitOne, type Primitive } from '../../op.js';
import type { Tensor } from '../../tensor/tensor.js';
import { equal, greater, less } from '../compare.js';
import { add, div, mul, scalarLike, select, sqrt, sub } from '../elementwise.js';
import { composite, repeat } from './composite.js';
import { chain, checkMatrices, columnAt, columnNumbers, half, rowAt, rowNumbers, rowsOf, T } from './matrices.js';
import { solveMatrices } from './solve.js';

const choleskyPrimitive: Primitive<Attributes> = composite<Attributes>({
  name: 'cholesky',
  infer: ([x]) => {
    checkMatrices('cholesky', x!, true);
    return { shape: x!.shape, dtype: x!.dtype };
  },
  algorithm: ([x]) => {
    const [rows, columns] = [rowNumbers(x!), columnNumbers(x!)];
    const zero = scalarLike(0, x!);
    const symmetric = half(add(x!, T(x!)));
    const [, lower] = repeat(rowsOf(x!), [symmetric, mul(symmetric, zero)], (k, rest, l) => {
      const column = columnAt(rest!, k);
      const next = select(less(rows, k), zero, div(column, sqrt(rowAt(column, k))));
      return [sub(rest!, mul(next, T(next))), select(equal(columns, k), next, l!)];
    });
    return [lower!];
  },
  // I. Murray, "Differentiation of the Cholesky decomposition" (2016): L⁻ᵀ Φ(Lᵀ g) L⁻¹, made symmetric; Φ halves the diagonal.
  vjp: ([g], { outputs: [l] }) => {
    const inner = chain(T(l!), g!);
    const [rows, columns] = [rowNumbers(l!), columnNumbers(l!)];
    const kept = select(greater(columns, rows), scalarLike(0, inner), inner);
    const phi = select(equal(rows, columns), half(inner), kept);
    const left = solveMatrices(T(l!), phi);
    const gradient = T(solveMatrices(T(l!), T(left)));
    return [half(add(gradient, T(gradient)))];
  },
  batch: ([x]) => [cholesky(x!)],
  samples: [
    { inputs: [{ shape: [3, 3], dtype: 'float32', values: [4, 1, -1, 1, 5, 2, -1, 2, 6] }] },
    { inputs: [{ shape: [2, 2, 2], dtype: 'float32', values: [2, 1, 1, 3, 1, -0.5, -0.5, 2] }] },
  ],
});

/** The lower triangular L with L Lᵀ = x, for symmetric positive definite matrices; NaN for others. */
export const cholesky = (x: Tensor): Tensor => emitOne(choleskyPrimitive, [x], {});
