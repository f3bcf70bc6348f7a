/** The discrete Fourier transform, as matrix products: exact to rounding, and with gradients of every order. */

import { add, div, mul, scalarLike, sub } from '../../primitives/elementwise.js';
import { product } from '../../primitives/matmul.js';
import { matrixTranspose, reshape } from '../../primitives/movement.js';
import { range } from '../../shape.js';
import { isTracingSymbols } from '../../symbolic/stand-ins.js';
import { fromNumbers } from '../../tensor/host-array.js';
import { fromHost, placeholder, type Tensor } from '../../tensor/tensor.js';

/** Real and imaginary part of shape [..., n]; null for zeros. */
export type Parts = readonly [Tensor, Tensor | null];
type FullParts = readonly [Tensor, Tensor];

/** Lengths up to which one matrix is faster than two steps. */
const DIRECT = 48;

/** cos and sin of 2π · sign · row · column / n. */
function rotations(rows: number, columns: number, n: number, sign: 1 | -1, like: Tensor): FullParts {
  if (isTracingSymbols()) {
    const table = placeholder({ shape: [rows, columns], dtype: like.dtype });
    return [table, table];
  }
  const table = (value: (angle: number) => number): Tensor => {
    const numbers = new Float64Array(rows * columns);
    for (let i = 0; i < numbers.length; i++) {
      // The product is reduced before it is rounded.
      const turns = (Math.floor(i / columns) * (i % columns)) % n;
      numbers[i] = value((2 * Math.PI * turns) / n);
    }
    return fromHost(fromNumbers(numbers, like.dtype, [rows, columns]));
  };
  return [table(Math.cos), table((angle) => sign * Math.sin(angle))];
}

type Multiply = (x: Tensor, y: Tensor) => Tensor;

function complexProduct([a, b]: Parts, [c, s]: FullParts, multiply: Multiply): FullParts {
  if (b === null) return [multiply(a, c), multiply(a, s)];
  return [sub(multiply(a, c), multiply(b, s)), add(multiply(a, s), multiply(b, c))];
}

/** The divisor of n that is nearest to its square root from below; 1 for primes. */
const middleDivisor = (n: number): number =>
  range(Math.floor(Math.sqrt(n)) + 1)
    .reverse()
    .find((d) => d > 0 && n % d === 0)!;

const both = (f: (x: Tensor) => Tensor, [a, b]: Parts): Parts => [f(a), b && f(b)];

/**
 * Σ_j x_j e^(sign 2πi jk/n) along the last axis. A length that is a product becomes transforms of its factors (J. W. Cooley and
 * J. W. Tukey, 1965), in which every step is one product with a small matrix.
 */
function transform(x: Parts, sign: 1 | -1): FullParts {
  const { shape } = x[0];
  const lead = shape.slice(0, -1);
  const n = shape[shape.length - 1]!;
  const first = middleDivisor(n);
  if (n <= DIRECT || first === 1) return complexProduct(x, rotations(n, n, n, sign, x[0]), product);
  const second = n / first;
  // x[j1 · second + j2] as [j2, j1]; after the first transform [j2, k1], and after the second [k1, k2].
  const columns = both((part) => matrixTranspose(reshape(part, [...lead, first, second])), x);
  const inner = transform(columns, sign);
  const turned = complexProduct(inner, rotations(second, first, n, sign, x[0]), mul);
  const outer = transform(both(matrixTranspose, turned), sign);
  return both((part) => reshape(matrixTranspose(part), shape), outer) as FullParts;
}

/** {@link transform} of vectors as well, which are rows of a matrix to the products. */
function alongLast(x: Parts, sign: 1 | -1): FullParts {
  const { shape } = x[0];
  if (shape.length > 1) return transform(x, sign);
  const rows = both((part) => reshape(part, [1, part.size]), x);
  return both((part) => reshape(part, shape), transform(rows, sign)) as FullParts;
}

/** The Fourier transform along the last axis. */
export const forward = (x: Parts): FullParts => alongLast(x, -1);

/** Its inverse. */
export function inverse(x: Parts): FullParts {
  const [re, im] = alongLast(x, 1);
  const scale = scalarLike(re.shape[re.rank - 1]!, re);
  return [div(re, scale), div(im, scale)];
}
