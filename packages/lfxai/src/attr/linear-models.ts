/** Linear models of weighted samples, as scikit-learn has them: what LIME explains a function by. In double precision. */
import { type Tensor, tensor } from '@org/core';
import { bindArguments, type PythonArguments } from '@org/core/python';

/** Rows of features, what the function gives for each, and how much each counts. */
export interface WeightedSamples {
  readonly x: readonly ArrayLike<number>[];
  readonly y: ArrayLike<number>;
  readonly w: ArrayLike<number>;
}

/** A model that is fitted to samples and then read. */
export interface InterpretableModel {
  fit(data: WeightedSamples): void;
  /** The coefficients, [1, features]. */
  representation(): Tensor;
  bias(): number;
}

const sumOf = (n: number, value: (i: number) => number): number => {
  let total = 0;
  for (let i = 0; i < n; i++) total += value(i);
  return total;
};

/** Weights of mean 1, means of features and target by them, and what is left when these are taken away. */
function centred({ x, y, w }: WeightedSamples) {
  const n = x.length;
  const size = x[0]!.length;
  const scale = n / sumOf(n, (i) => w[i]!);
  const weights = Float64Array.from({ length: n }, (_, i) => w[i]! * scale);
  const means = Float64Array.from({ length: size }, (_, j) => sumOf(n, (i) => weights[i]! * x[i]![j]!) / n);
  const mean = sumOf(n, (i) => weights[i]! * y[i]!) / n;
  const rows = x.map((row) => Float64Array.from({ length: size }, (_, j) => row[j]! - means[j]!));
  const targets = Float64Array.from({ length: n }, (_, i) => y[i]! - mean);
  return { n, size, scale, weights, means, mean, rows, targets };
}

/** The lower triangle L of a positive definite matrix L Lᵀ, by Cholesky's method. */
function triangle(a: readonly Float64Array[]): Float64Array[] {
  const l = a.map((row) => Float64Array.from(row));
  for (let j = 0; j < l.length; j++) {
    l[j]![j] = Math.sqrt(Math.max(l[j]![j]! - sumOf(j, (k) => l[j]![k]! ** 2), Number.MIN_VALUE));
    for (let i = j + 1; i < l.length; i++) l[i]![j] = (l[i]![j]! - sumOf(j, (k) => l[i]![k]! * l[j]![k]!)) / l[j]![j]!;
  }
  return l;
}

/** Solves L Lᵀ x = b. */
function solve(l: readonly Float64Array[], b: Float64Array): Float64Array {
  const n = b.length;
  const y = new Float64Array(n);
  for (let i = 0; i < n; i++) y[i] = (b[i]! - sumOf(i, (k) => l[i]![k]! * y[k]!)) / l[i]![i]!;
  for (let i = n - 1; i >= 0; i--)
    y[i] = (y[i]! - sumOf(n - i - 1, (k) => l[i + k + 1]![i]! * y[i + k + 1]!)) / l[i]![i]!;
  return y;
}

abstract class LinearModel implements InterpretableModel {
  protected coefficients = new Float64Array(0);
  #intercept = 0;

  protected abstract coefficientsOf(data: ReturnType<typeof centred>): Float64Array;

  fit(data: WeightedSamples): void {
    const parts = centred(data);
    this.coefficients = Float64Array.from(this.coefficientsOf(parts));
    this.#intercept = parts.mean - sumOf(parts.size, (j) => parts.means[j]! * this.coefficients[j]!);
  }

  representation(): Tensor {
    return tensor(Float32Array.from(this.coefficients), [1, this.coefficients.length]);
  }

  bias(): number {
    return this.#intercept;
  }
}

/** Rounds in which least squares without a penalty are reached by those with a small one, of what each left over. */
const ROUNDS = 8;

/** Coefficients of least squares with a penalty on their squares, in some rounds. */
function penalized(
  { n, size, weights, rows, targets }: ReturnType<typeof centred>,
  penaltyOf: (trace: number) => number,
  rounds: number,
): Float64Array {
  const dot = (i: number, j: number) => sumOf(n, (k) => weights[k]! * rows[k]![i]! * rows[k]![j]!);
  const gram = Array.from({ length: size }, (_, i) => Float64Array.from({ length: size }, (_, j) => dot(i, j)));
  const penalty = penaltyOf(sumOf(size, (i) => gram[i]![i]!) || 1);
  for (let i = 0; i < size; i++) gram[i]![i]! += penalty;
  const lower = triangle(gram);
  const found = new Float64Array(size);
  for (let round = 0; round < rounds; round++) {
    const rest = targets.map((target, k) => target - sumOf(size, (j) => rows[k]![j]! * found[j]!));
    const more = solve(
      lower,
      Float64Array.from({ length: size }, (_, i) => sumOf(n, (k) => weights[k]! * rows[k]![i]! * rest[k]!)),
    );
    for (let j = 0; j < size; j++) found[j]! += more[j]!;
  }
  return found;
}

/** Least squares; where several solutions fit, the smallest. */
export class SkLearnLinearRegression extends LinearModel {
  protected coefficientsOf(data: ReturnType<typeof centred>): Float64Array {
    return penalized(data, (trace) => (1e-12 * trace) / data.size, ROUNDS);
  }
}

const RIDGE = ['alpha'] as const;
const LASSO = ['alpha', 'maxIter', 'tol'] as const;

/** Least squares with a penalty on squared coefficients. Weights are not brought to a mean of 1, unlike in the lasso. */
export class SkLearnRidge extends LinearModel {
  readonly alpha: number;

  constructor(...args: PythonArguments<typeof RIDGE, [alpha?: number]>) {
    super();
    [this.alpha = 1] = bindArguments('SkLearnRidge', RIDGE, 0, args) as [number?];
  }

  protected coefficientsOf(data: ReturnType<typeof centred>): Float64Array {
    return penalized(data, () => this.alpha * data.scale, 1);
  }
}

/** Least squares with a penalty on absolute coefficients, by coordinate descent: many of them are 0. */
export class SkLearnLasso extends LinearModel {
  readonly alpha: number;
  readonly maxIter: number;
  readonly tol: number;

  constructor(...args: PythonArguments<typeof LASSO, [alpha?: number, maxIter?: number, tol?: number]>) {
    super();
    const [alpha = 1, maxIter = 1000, tol = 1e-6] = bindArguments('SkLearnLasso', LASSO, 0, args) as number[];
    [this.alpha, this.maxIter, this.tol] = [alpha, maxIter, tol];
  }

  protected coefficientsOf({ n, size, weights, rows, targets }: ReturnType<typeof centred>): Float64Array {
    const beta = new Float64Array(size);
    const rest = Float64Array.from(targets);
    const norms = Float64Array.from({ length: size }, (_, j) => sumOf(n, (i) => weights[i]! * rows[i]![j]! ** 2) / n);
    for (let round = 0; round < this.maxIter; round++) {
      let change = 0;
      for (let j = 0; j < size; j++) {
        if (norms[j] === 0) continue;
        const before = beta[j]!;
        const slope = sumOf(n, (i) => weights[i]! * rows[i]![j]! * rest[i]!) / n + norms[j]! * before;
        const after = (Math.sign(slope) * Math.max(0, Math.abs(slope) - this.alpha)) / norms[j]!;
        if (after === before) continue;
        for (let i = 0; i < n; i++) rest[i]! -= rows[i]![j]! * (after - before);
        beta[j] = after;
        change = Math.max(change, Math.abs(after - before));
      }
      if (change < this.tol) break;
    }
    return beta;
  }
}
