/** Resampling of one axis after another, each as a product with a matrix of weights. */
import { greater, greaterEqual, lessEqual, logicalAnd } from '../../primitives/compare.js';
import { abs, add, div, maximum, mul, scalarLike, select, sin, sub } from '../../primitives/elementwise.js';
import { iota } from '../../primitives/iota.js';
import { product } from '../../primitives/matmul.js';
import { reshape } from '../../primitives/movement.js';
import { sum } from '../../primitives/reduce.js';
import { sizeOf } from '../../shape.js';
import type { Tensor } from '../../tensor/tensor.js';

/** The weight of an element at a distance (not negative) from the place that is sampled. */
type Kernel = (distance: Tensor) => Tensor;

const triangle: Kernel = (x) => maximum(scalarLike(0, x), sub(scalarLike(1, x), x));

/** A polynomial by Horner's rule, the highest power first. */
const polynomial = (x: Tensor, coefficients: readonly number[]): Tensor =>
  coefficients
    .map((coefficient) => scalarLike(coefficient, x))
    .reduce((total, coefficient) => add(mul(total, x), coefficient));

/** R. G. Keys, "Cubic convolution interpolation for digital image processing" (1981), with a = -0.5. */
const cubic: Kernel = (x) => {
  const near = polynomial(x, [1.5, -2.5, 0, 1]);
  const far = polynomial(x, [-0.5, 2.5, -4, 2]);
  const isFar = greaterEqual(x, scalarLike(1, x));
  return select(greaterEqual(x, scalarLike(2, x)), scalarLike(0, x), select(isFar, far, near));
};

/** sinc(x) sinc(x / radius), cut at the radius. */
const lanczos =
  (radius: number): Kernel =>
  (x) => {
    const one = scalarLike(1, x);
    const angle = mul(scalarLike(Math.PI, x), x);
    const isApart = greater(x, scalarLike(1e-3, x));
    const product = mul(mul(scalarLike(radius, x), sin(angle)), sin(div(angle, scalarLike(radius, x))));
    const inside = select(isApart, div(product, select(isApart, mul(angle, angle), one)), one);
    return select(greater(x, scalarLike(radius, x)), scalarLike(0, x), inside);
  };

const kernels: Readonly<Record<string, Kernel>> = {
  linear: triangle,
  bilinear: triangle,
  trilinear: triangle,
  cubic,
  bicubic: cubic,
  tricubic: cubic,
  lanczos3: lanczos(3),
  lanczos5: lanczos(5),
};

/** The methods that weigh neighbours; taking the nearest one is none of them. */
export const resamplingMethods = Object.keys(kernels);

export interface AxisResampling {
  readonly inputSize: number;
  readonly outputSize: number;
  /** Steps between the samples, in elements of the input, and where the first starts: scalars of the weights' dtype. */
  readonly step: Tensor;
  readonly start: Tensor;
  readonly method: string;
  /** Widens the kernel to the step where that is more than 1. */
  readonly antialias: boolean;
}

/**
 * The weights [outputSize, inputSize] of the elements in each sample, those of a sample summing to 1. Elements and samples stand
 * for the middle of their stretch of the axis. Samples outside of the input have no weights.
 */
export function resamplingWeights({ inputSize, outputSize, step, start, method, antialias }: AxisResampling): Tensor {
  const { dtype } = step;
  const [zero, half, one] = [0, 0.5, 1].map((value) => scalarLike(value, step)) as [Tensor, Tensor, Tensor];
  const steps = mul(add(iota(outputSize, dtype), half), step);
  const samples = reshape(sub(add(steps, start), half), [outputSize, 1]);
  const distance = abs(sub(samples, iota(inputSize, dtype)));
  const weights = kernels[method]!(antialias ? div(distance, maximum(step, one)) : distance);
  const total = sum(weights, [1], true);
  // As in the original: a total that is nearly 0 says that no element is near.
  const isCovered = greater(abs(total), scalarLike(1000 * 2 ** -23, total));
  const isInside = logicalAnd(
    greaterEqual(samples, scalarLike(-0.5, samples)),
    lessEqual(samples, scalarLike(inputSize - 0.5, samples)),
  );
  return select(logicalAnd(isCovered, isInside), div(weights, select(isCovered, total, one)), zero);
}

/** The axis weighted by the rows of a matrix. */
export function weighted(x: Tensor, axis: number, weights: Tensor): Tensor {
  const lead = x.shape.slice(0, axis);
  const rest = x.shape.slice(axis + 1);
  const [outputSize, inputSize] = weights.shape as [number, number];
  const columns = sizeOf(rest);
  const result =
    columns === 1
      ? product(reshape(x, [sizeOf(lead), inputSize]), weights, false, true)
      : product(weights, reshape(x, [sizeOf(lead), inputSize, columns]));
  return reshape(result, [...lead, outputSize, ...rest]);
}
