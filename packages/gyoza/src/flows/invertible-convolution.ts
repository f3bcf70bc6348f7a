import { ops, random, type Tensor, tensor, ValueError, type Variable } from '@org/core';
import { FlowLayer, type FlowOutputs, type Sizes } from '../modelling/flow-layers/flow-layer.js';
import type { FlowLayerArguments } from '../modelling/flow-layers/signatures.js';
import { FLOWS, registered } from '../register.js';
import { numbersOf, range } from '../utilities/numbers.js';
import { expandPerSample } from './per-sample.js';

type Matrix = number[][];

/**
 * An invertible 1×1 convolution (Glow; Kingma & Dhariwal, arXiv:1807.03039): each pixel's channels are multiplied by a matrix, kept as
 * the factors P L (U + diag(s)), so that its determinant is a sum. Begins as a random rotation. `axes` is the last axis alone.
 *
 * @example
 * const [y, logDeterminant] = new InvertibleConvolution([4], [3])(features);
 */
export class InvertibleConvolution extends FlowLayer {
  static override readonly registeredName: string = /* @__PURE__ */ registered(this, 'InvertibleConvolution', FLOWS);

  readonly permutation: Variable;
  readonly signs: Variable;
  readonly lower: Variable;
  readonly upper: Variable;
  readonly logScale: Variable;

  constructor(...args: FlowLayerArguments) {
    super(...args);
    if (this._axes_.length !== 1) {
      throw new ValueError('InvertibleConvolution multiplies along one axis, the last one.', {
        received: `axes [${this._axes_}]`,
      });
    }
    const size = this._shape_[0]!;
    const { permutation, lower, upper } = factorize(rotation(size));
    const weight = (name: string, values: Matrix | number[], trainable = true) =>
      this.addWeight({
        name,
        shape: Array.isArray(values[0]) ? [size, size] : [size],
        initializer: () => tensor(values, null, 'float32'),
        trainable,
      });
    const diagonal = range(size).map((i) => upper[i]![i]!);
    this.permutation = weight('permutation', permutation, false);
    this.signs = weight('signs', diagonal.map(Math.sign), false);
    this.lower = weight('lower', lower);
    this.upper = weight('upper', upper);
    this.logScale = weight(
      'log_scale',
      diagonal.map((each) => Math.log(Math.abs(each))),
    );
  }

  override get _inputSizes_(): Sizes {
    return { shape: this._shape_, axes: this._axes_, rank: this._axes_[0]! + 1 };
  }

  /** The triangular factors of the matrix. */
  #factors(): { lower: Tensor; upper: Tensor } {
    const size = this._shape_[0]!;
    const lower = ops.tril(this.lower, -1).add(ops.eye(size));
    const diagonal = this.signs.value.mul(this.logScale.value.exp());
    return { lower, upper: ops.triu(this.upper, 1).add(ops.diag(diagonal)) };
  }

  /** How much the log-determinant is, for all pixels of a sample. */
  #determinants(x: Tensor): Tensor {
    const pixels = x.shape.slice(1, -1).reduce<number>((n, size) => n * size, 1);
    return expandPerSample(this.logScale.value.sum().mul(pixels), x);
  }

  protected override _transform_(inputs: Tensor): FlowOutputs {
    const { lower, upper } = this.#factors();
    const matrix = this.permutation.value.matmul(lower).matmul(upper);
    return [inputs.matmul(matrix.transpose()), this.#determinants(inputs)];
  }

  protected override _invert_(outputs: Tensor): Tensor {
    const { lower, upper } = this.#factors();
    const identity = ops.eye(this._shape_[0]!);
    const inverse = ops
      .solveTriangular(upper, ops.solveTriangular(lower, identity, { lower: true }))
      .matmul(this.permutation.value.transpose());
    return outputs.matmul(inverse.transpose());
  }

  protected override _determinant_(x: Tensor): Tensor {
    return this.#determinants(x);
  }
}

/** A random orthogonal matrix, by Gram and Schmidt. */
function rotation(size: number): Matrix {
  const numbers = numbersOf(random.normal([size, size]));
  const rows: Matrix = [];
  for (const i of range(size)) {
    let row = numbers.slice(i * size, (i + 1) * size);
    for (const other of [...rows, ...rows]) {
      const dot = row.reduce((sum, each, k) => sum + each * other[k]!, 0);
      row = row.map((each, k) => each - dot * other[k]!);
    }
    const norm = Math.hypot(...row);
    rows.push(row.map((each) => each / norm));
  }
  return rows;
}

/** The matrix as permutation · lower · upper, with ones on the diagonal of the second. */
function factorize(matrix: Matrix): { permutation: Matrix; lower: Matrix; upper: Matrix } {
  const size = matrix.length;
  const upper = matrix.map((row) => [...row]);
  const lower = range(size).map(() => new Array<number>(size).fill(0));
  const order = range(size);
  for (const i of range(size)) {
    const pivot = range(size - i).reduce(
      (best, k) => (Math.abs(upper[i + k]![i]!) > Math.abs(upper[best]![i]!) ? i + k : best),
      i,
    );
    for (const list of [upper, lower, order] as unknown[][]) [list[i], list[pivot]] = [list[pivot], list[i]];
    for (let row = i + 1; row < size; row++) {
      const factor = upper[row]![i]! / upper[i]![i]!;
      lower[row]![i] = factor;
      for (let k = i; k < size; k++) upper[row]![k]! -= factor * upper[i]![k]!;
    }
  }
  for (const i of range(size)) lower[i]![i] = 1;
  return { permutation: range(size).map((row) => order.map((from) => (from === row ? 1 : 0))), lower, upper };
}
